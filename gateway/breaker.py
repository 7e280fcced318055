"""A service that fails most of what it is asked gets nothing for a while: neither its work nor our waiting helps."""

import time
from collections.abc import Callable
from typing import Final

from shared import logging, metrics
from shared.errors import Unavailable

WINDOW: Final = 1.0  # seconds
LEAST: Final = 20  # requests in a window, below which a share says nothing
SHARE: Final = 0.4  # of failures
OPEN: Final = 5.0  # seconds
TRIALS: Final = 5  # requests in a row that must go well, one at a time, until it is closed again
FAULTS: Final = frozenset((500, 502, 504))  # 503 is a service's own refusal, and costs it nothing

log = logging.get()


class Breaker:
    """Closed: all pass. Open: none for OPEN seconds. Then trials, one after the other; the first that fails opens."""

    def __init__(self, service: str, clock: Callable[[], float] = time.monotonic) -> None:
        self._service = service
        self._clock = clock
        self._started = clock()
        self._asked = self._failed = 0
        self._opened: float | None = None
        self._trials = 0
        self._trying = False
        metrics.BREAKER_OPEN.labels(service).set_function(lambda: float(self._opened is not None))

    def enter(self) -> None:
        """Raises Unavailable while it is open. Whoever was let in tells by note() how it went."""
        if self._opened is None:
            return
        left = self._opened + OPEN - self._clock()
        if left > 0 or self._trying:
            metrics.REQUESTS_SHED.labels("breaker").inc()
            raise Unavailable("That part of the system fails just now; try again.", max(1, round(left)))
        self._trying = True

    def note(self, ok: bool) -> None:
        if self._opened is not None:
            self._tried(ok)
            return
        now = self._clock()
        if now - self._started > WINDOW:
            self._started, self._asked, self._failed = now, 0, 0
        self._asked += 1
        self._failed += not ok
        if not ok and self._asked >= LEAST and self._failed >= SHARE * self._asked:
            self._open(now)

    def forget(self) -> None:
        """Of one that was let in and left: nothing is known of how it would have gone."""
        self._trying = False

    def _tried(self, ok: bool) -> None:
        if not self._trying:  # sent before it opened
            return
        self._trying = False
        self._trials += ok
        if not ok:
            self._open(self._clock())
        elif self._trials == TRIALS:
            log.warning("breaker closed", upstream=self._service)
            self._opened, self._started, self._asked, self._failed = None, self._clock(), 0, 0

    def _open(self, now: float) -> None:
        if self._opened is None:
            log.warning("breaker opened", upstream=self._service)
        self._opened, self._trials = now, 0
