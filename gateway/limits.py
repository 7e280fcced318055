"""How much at once, and how much of it a second time: past it a request is refused, so that the others are answered."""

from collections.abc import Iterator
from contextlib import contextmanager

from shared import metrics
from shared.errors import Unavailable


class Limits:
    def __init__(self, max_in_flight: int) -> None:
        self._max = max_in_flight
        self.in_flight = 0

    @property
    def full(self) -> bool:
        """Whether so many requests are under way that the edge refuses the next."""
        return self.in_flight >= self._max

    def enter(self) -> None:
        self.in_flight += 1

    def leave(self) -> None:
        self.in_flight -= 1

    @contextmanager
    def left(self) -> Iterator[None]:
        """Waiting for a client is no work. Raises Unavailable where others have taken the place meanwhile."""
        self.in_flight -= 1
        try:
            yield
        finally:
            self.in_flight += 1
        if self.in_flight > self._max:
            metrics.REQUESTS_SHED.labels("in_flight").inc()
            raise Unavailable("Too many requests at once just now; try again in a moment.")


class Budget:
    """Retries may be a share of the requests, so that an outage isn't met with twice the load."""

    def __init__(self, share: float = 0.2, most: float = 50) -> None:
        self._share = share
        self._most = most
        self._left = most

    def earn(self) -> None:
        self._left = min(self._most, self._left + self._share)

    def take(self) -> bool:
        if self._left < 1:
            return False
        self._left -= 1
        return True
