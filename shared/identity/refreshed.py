"""Background refresh of what is fetched from elsewhere: single-flight, with a cooldown after a failure."""

import asyncio
import time
from collections.abc import Awaitable, Callable

from shared.wire.errors import Unreachable

PATIENCE = 1.0  # seconds that somebody waits for a fetch
REST = 1.0  # seconds between a fetch that failed and the next


class Refreshed:
    """Fails fast after a fetch that failed, until one that goes on meanwhile has worked.

    `rest`: seconds after one that worked in which there is no other.
    """

    def __init__(self, fetch: Callable[[], Awaitable[None]], refusal: str, rest: float = 0.0) -> None:
        self._fetch, self._refusal, self._rest = fetch, refusal, rest
        self._task: asyncio.Task[None] | None = None
        self._failure: Exception | None = None
        self._next = float("-inf")

    async def __call__(self) -> None:
        """Raises Unreachable where it can't be had just now."""
        if self._task is None and time.monotonic() >= self._next:
            self._task = asyncio.create_task(self._run())
        if self._task is not None and self._failure is None:
            await asyncio.wait({self._task}, timeout=PATIENCE)
        if self._task is not None or self._failure is not None:
            raise Unreachable(self._refusal) from self._failure

    def soon(self) -> None:
        """Ends the cooldown: the next call fetches."""
        self._next = float("-inf")

    async def _run(self) -> None:
        try:
            await self._fetch()
            self._failure, rest = None, self._rest
        except Exception as error:
            self._failure, rest = error, min(REST, self._rest) if self._rest else REST
        finally:
            self._task = None
        self._next = time.monotonic() + rest
