"""Fair queue of jobs: round robin over the clinics, the jobs of one clinic one after the other."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from uuid import UUID

from shared.wire.errors import Unavailable

LATER = "Too many documents are printed just now; try again in a moment."
YOURS = "Your clinic prints many documents just now; try again when they are done."


class Turns:
    """`at_once` run; `places`: jobs that run or wait, and `share`: those of one clinic."""

    def __init__(self, at_once: int, places: int, share: int, patience: float) -> None:
        self._turns = asyncio.Semaphore(at_once)
        self._places = places
        self._share = share
        self._patience = patience
        self._held: Counter[UUID] = Counter()
        self._lines: dict[UUID, asyncio.Lock] = {}

    @asynccontextmanager
    async def turn(self, clinic: UUID) -> AsyncIterator[None]:
        """Raises Unavailable where too many wait, or this one would wait too long."""
        line = self._enter(clinic)
        try:
            await self._wait(line)
            try:
                yield
            finally:
                self._turns.release()
                line.release()
        finally:
            self._leave(clinic)

    def _enter(self, clinic: UUID) -> asyncio.Lock:
        if self._held[clinic] >= self._share:
            raise Unavailable(YOURS, retry_after=2)
        if self._held.total() >= self._places:
            raise Unavailable(LATER, retry_after=2)
        self._held[clinic] += 1
        return self._lines.setdefault(clinic, asyncio.Lock())

    def _leave(self, clinic: UUID) -> None:
        self._held[clinic] -= 1
        if not self._held[clinic]:
            del self._held[clinic], self._lines[clinic]

    async def _wait(self, line: asyncio.Lock) -> None:
        """First in the clinic's own line, so that of each clinic only one stands in the common one."""
        try:
            async with asyncio.timeout(self._patience):
                await line.acquire()
                try:
                    await self._turns.acquire()
                except BaseException:
                    line.release()
                    raise
        except TimeoutError as error:
            raise Unavailable(LATER, retry_after=2) from error
