"""Who may ask a service how much at once: a clinic alone all there is room for, in company a share of it.

A share is what others find before them at a replica. What is more waits here a little, and whoever has more again and
again has a place less with each: a page never notices, and of a flood hardly one request at once is at work.
"""

import time
from collections.abc import Callable
from typing import Final
from uuid import UUID

from gateway.balancer import Balancer
from shared import metrics
from shared.errors import Unavailable
from shared.shares import Shares

Who = UUID | str  # a clinic, or a stranger's address

COMPANY: Final = 10.0  # seconds since another one asked, in which a clinic isn't alone
SHARE: Final = 8.0  # requests at once for each replica
LEAST: Final = 0.5  # of whoever floods
LESS: Final = 0.97  # of its share after each request that finds no place
MORE: Final = 0.05  # after each that finds one
MOST_FLOODS: Final = 1000
LINE: Final = 32  # requests that may wait
PATIENCE: Final = 0.4  # seconds


class Company:
    """Whether several ask: told each time who does."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._last: Who | None = None
        self._until = float("-inf")

    def tell(self, who: Who) -> None:
        if who != self._last:
            if self._last is not None:
                self._until = self._clock() + COMPANY
            self._last = who

    def __bool__(self) -> bool:
        return self._clock() < self._until


class ServiceShares(Shares[Who]):
    def __init__(self, balancer: Balancer, clock: Callable[[], float] = time.monotonic) -> None:
        super().__init__(0, 0)
        self._balancer = balancer
        self._company = Company(clock)
        self._floods: dict[Who, float] = {}

    async def enter(self, who: Who) -> None:
        """Waits for its turn where it must. Raises Unavailable where it would wait too long. leave() ends it."""
        self._company.tell(who)
        if self.take(who):
            if who in self._floods:
                self._grow(who)
            return
        if not self._company:
            self._refuse("replicas_busy")
        self._shrink(who)
        if self.waiting(who) >= LINE:
            self._refuse("clinic")
        try:
            await self.wait(who, PATIENCE)
        except TimeoutError:
            self._refuse("clinic")

    def _fits(self, who: Who, held: int) -> bool:
        replicas = self._balancer.replicas
        room = sum(replica.room for replica in replicas)
        if not self._company:
            return self.taken < room
        share = max(1.0, self._floods.get(who, SHARE) * len(replicas))
        return held < share and self.taken < 2 * room

    def _shrink(self, who: Who) -> None:
        if len(self._floods) >= MOST_FLOODS:
            self._floods.clear()
        self._floods[who] = max(LEAST, self._floods.get(who, SHARE) * LESS)

    def _grow(self, who: Who) -> None:
        self._floods[who] += MORE
        if self._floods[who] >= SHARE:
            del self._floods[who]

    def _refuse(self, reason: str) -> None:
        metrics.REQUESTS_SHED.labels(reason).inc()
        raise Unavailable("That part of the system is busy just now; try again in a moment.")
