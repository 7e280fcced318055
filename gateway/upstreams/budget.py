"""Retry budget: past it a failure is the answer."""


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
