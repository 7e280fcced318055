"""Semaphore with fair queueing: a party holds at most its share of the places, and waits for more in its own line."""

import asyncio
import contextlib
from collections import deque
from collections.abc import Hashable
from typing import Generic, TypeVar

W = TypeVar("W", bound=Hashable)


class Shares(Generic[W]):
    """`places` in all, at most `share` of them for one party. Those who wait get theirs in turn, one of each party."""

    def __init__(self, places: int, share: int) -> None:
        self._places, self.share = places, share
        self._held: dict[W, int] = {}
        self._lines: dict[W, deque[asyncio.Future[None]]] = {}
        self.taken = 0

    def take(self, who: W) -> bool:
        """Whether there is a place for `who` now. It is given back by leave()."""
        held = self._held.get(who, 0)
        if who in self._lines or not self._fits(who, held):
            return False
        self._hold(who, held + 1)
        return True

    async def wait(self, who: W, seconds: float) -> None:
        """Where take() gave none: for a place. Raises TimeoutError."""
        place: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._lines.setdefault(who, deque()).append(place)
        try:
            async with asyncio.timeout(seconds):
                await place
        except BaseException:
            self._give_up(who, place)
            raise

    def leave(self, who: W) -> None:
        self._hold(who, self._held[who] - 1)
        if self._lines:
            self._serve()

    def dismiss(self, who: W) -> None:
        """Ends the wait of all in the line of `who`, as if they had waited too long."""
        for place in self._lines.pop(who, ()):
            if not place.done():
                place.set_exception(TimeoutError())

    def waiting(self, who: W) -> int:
        """How many of `who` wait."""
        return len(self._lines.get(who, ()))

    @property
    def all_waiting(self) -> int:
        return sum(map(len, self._lines.values()))

    def _hold(self, who: W, held: int) -> None:
        self.taken += held - self._held.get(who, 0)
        if held:
            self._held[who] = held
        else:
            del self._held[who]

    def _fits(self, who: W, held: int) -> bool:
        """Whether `who`, who holds so many, may have another."""
        return held < self.share and self.taken < self._places

    def _serve(self) -> None:
        for who in list(self._lines):
            held = self._held.get(who, 0)
            if self._fits(who, held) and _first(line := self._lines.pop(who)):
                self._hold(who, held + 1)
                if line:
                    self._lines[who] = line  # behind the others

    def _give_up(self, who: W, place: "asyncio.Future[None]") -> None:
        if place.done() and not place.cancelled() and not place.exception():  # it came at the same moment
            self.leave(who)
            return
        line = self._lines.get(who, deque())
        with contextlib.suppress(ValueError):  # passed over already
            line.remove(place)
        if who in self._lines and not line:
            del self._lines[who]


def _first(line: "deque[asyncio.Future[None]]") -> bool:
    """Tells the first who still waits that they have a place; False where none does."""
    while line:
        place = line.popleft()
        if not place.done():
            place.set_result(None)
            return True
    return False
