"""How much at once, and how much of it a second time: past it a request is refused, so that the others are answered."""


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
