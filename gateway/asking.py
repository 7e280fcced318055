"""Recent statistics of callers, for admission: whether several ask, who wants most, who floods nobody, refusals."""

import math
import time
from collections.abc import Callable
from typing import Final
from uuid import UUID

Who = UUID | str  # a clinic, or a stranger's address
Clock = Callable[[], float]

COMPANY: Final = 10.0  # seconds since another one asked, in which a clinic isn't alone
WATCHED: Final = 3.0  # seconds since one asked that doesn't flood, in which those who do have less
LATELY: Final = 1.0  # seconds since a refusal


class Company:
    """Whether several ask: told each time who does."""

    def __init__(self, clock: Clock = time.monotonic) -> None:
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


class Modest:
    """Who asked lately for no more than is theirs: for them the others' floods are kept small."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._last: Who | None = None
        self._at = self._before = float("-inf")  # when that was, and when somebody else was the last one before

    def tell(self, who: Who) -> None:
        if who != self._last:
            self._last, self._before = who, self._at
        self._at = self._clock()

    def besides(self, who: Who) -> bool:
        return self._clock() - (self._before if who == self._last else self._at) < WATCHED


class Most:
    """How much the one wants that wants most, and wanted it last; what it wanted before counts less, by `span`."""

    def __init__(self, clock: Clock, span: float) -> None:
        self._clock = clock
        self._span = span
        self._who: Who | None = None
        self._wanted = 0.0
        self._at = clock()

    def tell(self, who: Who, wanted: float) -> None:
        if who == self._who or wanted > self.besides(who):
            self._who, self._wanted, self._at = who, wanted, self._clock()

    def besides(self, who: Who) -> float:
        """0 where that one is `who`."""
        return 0.0 if who == self._who else self._wanted * math.exp((self._at - self._clock()) / self._span)


class Refusals:
    """Whether one has been refused lately, so that it is worth to look at the next before anything is done for it."""

    def __init__(self, clock: Clock = time.monotonic) -> None:
        self._clock = clock
        self._until = float("-inf")

    def tell(self) -> None:
        self._until = self._clock() + LATELY

    def __bool__(self) -> bool:
        return self._clock() < self._until
