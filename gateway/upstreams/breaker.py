"""Circuit breaker: a service that fails most of what it is asked gets nothing for a while, and nobody waits in vain.

What one clinic asks can be all that fails, so each has a breaker of its own; faults of
several close the service to all.
"""

import time
from collections.abc import Callable
from typing import Final

from gateway.asking import Who
from shared.process import logging, metrics
from shared.wire.errors import Unavailable, Unreachable

WINDOW: Final = 1.0  # seconds
LEAST: Final = 20  # requests in a window, below which a share says nothing
SHARE: Final = 0.4  # of failures
SEVERAL: Final = 3  # clinics whose requests fail
OPEN: Final = 5.0  # seconds
TRIALS: Final = 5  # requests in a row that must go well, one at a time, until it is closed again
FAULTS: Final = frozenset((500, 502, 504))  # 503 is a service's own refusal, and costs it nothing

log = logging.get()


class Breaker:
    """Closed: all pass. Open: none for OPEN seconds. Then trials, one after the other; the first that fails opens.

    `several`: of so many must the failures be.
    """

    def __init__(self, service: str, several: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._service = service
        self._several = several
        self._clock = clock
        self._begin()
        self._opened: float | None = None
        self._trials = 0
        self._trying = False

    @property
    def open(self) -> bool:
        return self._opened is not None

    @property
    def forgotten(self) -> bool:
        """Whether what is known is too old to count."""
        if self._opened is None:
            return self._clock() - self._started > WINDOW
        return self._clock() - self._opened > 2 * OPEN

    def enter(self) -> None:
        """Raises Unavailable while it is open. Whoever was let in tells by note() or forget() how it went."""
        if self._opened is None:
            return
        left = self._opened + OPEN - self._clock()
        if left > 0 or self._trying:
            metrics.REQUESTS_SHED.labels("breaker").inc()
            raise Unreachable("That part of the system fails just now; try again.", max(1, round(left)))
        self._trying = True

    def note(self, who: Who | None, *, ok: bool) -> None:
        if self._opened is not None:
            self._tried(ok)
            return
        if self.forgotten:
            self._begin()
        self._asked += 1
        if not ok:
            self._failed += 1
            self._failing.add(who)
            if self._asked >= LEAST and self._failed >= SHARE * self._asked and len(self._failing) >= self._several:
                self._open()

    def forget(self) -> None:
        """Of one that was let in and left: nothing is known of how it would have gone."""
        self._trying = False

    def _begin(self) -> None:
        self._started, self._asked, self._failed = self._clock(), 0, 0
        self._failing: set[Who | None] = set()

    def _tried(self, ok: bool) -> None:
        if not self._trying:  # sent before it opened
            return
        self._trying = False
        self._trials += ok
        if not ok:
            self._open()
        elif self._trials == TRIALS:
            log.warning("breaker closed", upstream=self._service)
            self._opened = None
            self._begin()

    def _open(self) -> None:
        if self._opened is None:
            log.warning("breaker opened", upstream=self._service)
        self._opened, self._trials = self._clock(), 0


class Breakers:
    """Of one service: that of all, and one for each whose requests failed lately."""

    def __init__(self, service: str, clock: Callable[[], float] = time.monotonic) -> None:
        self._service = service
        self._clock = clock
        self._all = Breaker(service, SEVERAL, clock)
        self._own: dict[Who | None, Breaker] = {}
        metrics.BREAKER_OPEN.labels(service).set_function(lambda: float(self.open))

    @property
    def open(self) -> bool:
        return self._all.open or any(own.open and not own.forgotten for own in self._own.values())

    def enter(self, who: Who | None) -> None:
        """Raises Unavailable. Whoever was let in tells by leave() how it went."""
        if own := self._own.get(who):
            own.enter()
        try:
            self._all.enter()
        except Unavailable:
            if own:
                own.forget()
            raise

    def leave(self, who: Who | None, ok: bool | None) -> None:
        """`ok`: None where nothing is known of how it would have gone."""
        own = self._own.get(who)
        if ok is False and own is None:
            own = self._new(who)
        for breaker in (self._all, own) if own else (self._all,):
            if ok is None:
                breaker.forget()
            else:
                breaker.note(who, ok=ok)

    def _new(self, who: Who | None) -> Breaker:
        self._own = {who: own for who, own in self._own.items() if not own.forgotten}
        self._own[who] = Breaker(self._service, 1, self._clock)
        return self._own[who]
