"""How much at once, and how much of one user: past it a request is refused at once, so that the others are answered."""

import time
from uuid import UUID

from shared import metrics
from shared.errors import TooManyRequests

FORGET_ABOVE = 10_000  # users


class Limits:
    def __init__(self, max_in_flight: int, user_rate: float) -> None:
        self._max = max_in_flight
        self._rate = user_rate
        self.in_flight = 0
        self._left: dict[UUID, tuple[float, float]] = {}

    @property
    def full(self) -> bool:
        """Whether so many requests are under way that the edge refuses the next."""
        return self.in_flight >= self._max

    def enter(self) -> None:
        self.in_flight += 1

    def leave(self) -> None:
        self.in_flight -= 1

    def count(self, user: UUID) -> None:
        """A bucket of one second's requests for each user. Raises TooManyRequests."""
        if not self._rate:
            return
        now = time.monotonic()
        most = max(self._rate, 1)
        left, since = self._left.get(user, (most, now))
        left = min(most, left + (now - since) * self._rate) - 1
        if left < 0:
            metrics.REQUESTS_SHED.labels("user_rate").inc()
            raise TooManyRequests("Too many requests of yours at once; wait a moment.", 1)
        if len(self._left) > FORGET_ABOVE:
            self._left = {each: known for each, known in self._left.items() if now - known[1] < 1}
        self._left[user] = (left, now)


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
