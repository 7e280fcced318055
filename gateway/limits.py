"""Concurrency limit: past it a request is refused, so that the others are answered."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID

from gateway.asking import Company, Who
from shared.process import metrics
from shared.wire.errors import Unavailable


class Limits:
    """Of all requests under way a clinic alone may have three quarters, in company a quarter: others find room."""

    def __init__(self, max_in_flight: int) -> None:
        self._max = max_in_flight
        self._quarter = max(1, max_in_flight // 4)
        self._company = Company()
        self._held: Counter[Who] = Counter()
        self.in_flight = 0

    @property
    def crowded(self) -> bool:
        """Whether so many requests are under way that it matters whose the next is."""
        return self.in_flight >= self._quarter

    def full(self, who: Who) -> bool:
        """Whether so many are under way, of all or of `who`, that the edge refuses the next."""
        most = self._quarter * (1 if self._company else 3)
        return self.in_flight >= self._max or self._held[who] >= most

    def enter(self) -> None:
        self.in_flight += 1

    def enter_as(self, who: Who) -> None:
        """As soon as it is known whose request it is. A stranger's, as a health check, makes no company."""
        if isinstance(who, UUID):
            self._company.tell(who)
        self._held[who] += 1

    def leave(self, who: Who | None) -> None:
        """`who`: None where that wasn't known."""
        self.in_flight -= 1
        if who is not None:
            self._held[who] -= 1
            if not self._held[who]:
                del self._held[who]

    @contextmanager
    def left(self, who: Who) -> Iterator[None]:
        """Waiting for a client is no work. Raises Unavailable where others have taken the place meanwhile."""
        self.leave(who)
        try:
            yield
        finally:
            self.enter()
            self._held[who] += 1
        if self.in_flight > self._max:
            metrics.REQUESTS_SHED.labels("in_flight").inc()
            raise Unavailable("Too many requests at once just now; try again in a moment.")
