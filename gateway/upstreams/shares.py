"""Fair queueing before a service: a clinic alone has all there is room for, in company what keeps replicas busy.

That is what another clinic finds before it at a replica. What is more waits here, in a line of its own, as long as it
is likely to have its turn soon. Whoever goes on asking for more of a service's time than is theirs gets less than one
request at once: after each it waits for a multiple of the time that this one took. So a page never notices, and of a
flood hardly anything is at work when another one asks.
"""

import asyncio
import math
import time
from dataclasses import dataclass
from typing import Final

from gateway.asking import Clock, Company, Modest, Most, Refusals, Who
from gateway.upstreams.balancer import Balancer
from shared.process import metrics
from shared.process.shares import Shares
from shared.wire.errors import Unavailable

SHARE: Final = 7.0  # requests at once for each replica: as many connections to its database are one clinic's
HEAVY_SHARE: Final = 32.0  # which wait over there, in the line for a process that renders or for a password's hash
LEAST: Final = 0.005  # of whoever floods
FAIR: Final = 0.25  # of a replica's time; past it a share is the smaller, the more is asked for
SPAN: Final = 2.0  # seconds over which that is measured
MANY: Final = 20  # requests in these
LONGEST_PAUSE: Final = 20.0  # seconds
MOST_ASKING: Final = 10_000  # that are remembered
LINE: Final = 32  # requests that may wait anyhow
TURN: Final = 0.25  # seconds: so many may wait as have their turn in it, by what one of them took lately
PATIENCE: Final = 0.4  # seconds
HEAVY_PATIENCE: Final = 5.0  # where one waits over there, too
REFUSALS: Final = 4  # in a row, of the service, after which nobody waits


@dataclass(slots=True)
class Demand:
    """What one asks of a service's time: how often, times what one request takes. What is older counts less."""

    at: float
    time: float  # of the service, when its part of it was last counted
    asked: float = 0.0
    done: float = 0.0
    worked: float = 0.0  # seconds
    pause_ends: float = 0.0
    refusals: int = 0  # by the service, since its last answer

    def ask(self, now: float) -> None:
        less = math.exp((self.at - now) / SPAN)
        self.at, self.asked, self.done, self.worked = now, self.asked * less + 1, self.done * less, self.worked * less

    @property
    def cost(self) -> float:
        """Seconds of one request."""
        return self.worked / self.done if self.done else 0.0

    @property
    def wanted(self) -> float:
        """Seconds in each."""
        return self.asked / SPAN * self.cost

    def floods(self, fair: float) -> bool:
        """Many requests that take too much; a few slow ones are somebody's work."""
        return self.asked > MANY and self.wanted > fair


class Place:
    """One request's, until leave(). `who`: None for the gateway's own, which need none."""

    __slots__ = ("_shares", "_who")

    def __init__(self, shares: "ServiceShares", who: Who | None) -> None:
        self._shares, self._who = shares, who

    def answered(self, *, busy: bool) -> None:
        """`busy`: refused over there, for the load."""
        if self._who is not None:
            self._shares.told(self._who, busy=busy)

    def leave(self) -> None:
        who, self._who = self._who, None
        if who is not None:
            self._shares.leave(who)


class ServiceShares(Shares[Who]):
    """`by_time`: whether it matters for how long one has the service, and not only how much at once.

    `_time` is what a request that is always there would have had of it: seconds, each shared with the others there.
    """

    def __init__(
        self, balancer: Balancer, refusals: Refusals, clock: Clock = time.monotonic, *, by_time: bool = True
    ) -> None:
        super().__init__(0, 0)
        self._balancer = balancer
        self._refusals = refusals
        self._clock = clock
        self._by_time = by_time
        self._company, self._modest = Company(clock), Modest(clock)
        self._most, self._slow = Most(clock, SPAN), Most(clock, SPAN)
        self._demands: dict[Who, Demand] = {}
        self._time = self._counted = 0.0

    async def place(self, who: Who | None) -> Place:
        """Waits for its turn where it must. Raises Unavailable where it would wait too long."""
        if who is not None:
            await self._enter(who)
        return Place(self, who)

    async def _enter(self, who: Who) -> None:
        self._company.tell(who)
        self._ask(who)
        if self.take(who):
            return
        if self.waiting(who) >= self._line(who):
            self._refuse()
        try:
            await self.wait(who, PATIENCE if self._by_time else HEAVY_PATIENCE)
        except TimeoutError:
            self._refuse()

    def told(self, who: Who, *, busy: bool) -> None:
        """Where nothing but refusals comes from over there, those who wait for the next place would be refused, too."""
        demand = self._demand(who)
        demand.refusals = demand.refusals + 1 if busy else 0
        if demand.refusals >= REFUSALS:
            self.dismiss(who)

    def full(self, who: Who) -> bool:
        """Whether place() would refuse `who` at once. It counts as asked."""
        full = self.waiting(who) >= self._line(who) and not self._fits(who, self._held.get(who, 0))
        if full:
            self._refusals.tell()
            self._ask(who)
        return full

    def _ask(self, who: Who) -> None:
        demand = self._demand(who)
        demand.ask(self._clock())
        self._most.tell(who, demand.wanted)
        if demand.wanted > self._fair and not demand.floods(self._fair):
            self._slow.tell(who, demand.wanted)
        if not self._floods(who, demand):
            self._modest.tell(who)

    def _floods(self, who: Who, demand: Demand) -> bool:
        """What is slow for another's sake looks dear, too: who floods wants about as much as the one who wants most,
        and far more than somebody does with a few slow requests."""
        if not demand.floods(self._fair):
            return False
        return 2 * demand.wanted >= self._most.besides(who) and demand.wanted >= 2 * self._slow.besides(who)

    def _line(self, who: Who) -> int:
        """How many requests may wait: those that have their turn soon, of whoever doesn't flood some anyhow."""
        cost, share = self._demand(who).cost, self._share_of(who)
        soon = int(TURN * min(share, self._replicas) / cost) if cost else LINE
        if share < 1:
            return min(LINE, soon)
        return LINE if self._company else max(LINE, soon)

    @property
    def _replicas(self) -> int:
        return len(self._balancer.replicas)

    @property
    def _room(self) -> float:
        return sum(replica.room for replica in self._balancer.replicas)

    def _hold(self, who: Who, held: int) -> None:
        now, before = self._clock(), self._held.get(who, 0)
        if self.taken:
            self._time += (now - self._counted) * min(1.0, self._replicas / self.taken)
        self._counted = now
        if (demand := self._demands.get(who)) is not None:
            demand.worked += (self._time - demand.time) * before
            demand.time = self._time
            if held < before:
                self._answered(who, demand)
        super()._hold(who, held)

    def _answered(self, who: Who, demand: Demand) -> None:
        demand.done += 1
        if (share := self._share_of(who)) < 1:
            pause = min(LONGEST_PAUSE, demand.cost * (1 / share - 1))
            demand.pause_ends = self._clock() + pause
            asyncio.get_running_loop().call_later(pause, self._serve)

    def _fits(self, who: Who, held: int) -> bool:
        share = self._share_of(who)
        if share < 1 and self._clock() < self._demand(who).pause_ends:
            return False
        return held < share and self.taken < self._room * (2 if self._company else 1)

    @property
    def _fair(self) -> float:
        return FAIR * self._replicas

    def _share_of(self, who: Who) -> float:
        """Requests at once; below 1 the part of the time in which there may be one."""
        replicas, demand = self._replicas, self._demands.get(who)
        if not self._by_time:
            return HEAVY_SHARE * replicas
        if not self._company:
            return self._room
        if demand is None or not self._floods(who, demand) or not self._modest.besides(who):
            return SHARE * replicas
        part = self._fair / demand.wanted
        # Who asks one thing after the other, as an import does, can want no more than a replica's whole time.
        return replicas * (part if demand.wanted <= replicas else max(LEAST, part**3))

    def _demand(self, who: Who) -> Demand:
        if who not in self._demands:
            if len(self._demands) >= MOST_ASKING:
                self._demands.clear()
            self._demands[who] = Demand(self._clock(), self._time)
        return self._demands[who]

    def _refuse(self) -> None:
        self._refusals.tell()
        metrics.REQUESTS_SHED.labels("replicas_busy" if self.taken >= self._room else "clinic").inc()
        raise Unavailable("That part of the system is busy just now; try again in a moment.")
