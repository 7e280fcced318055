"""One question for all who ask the same while it is busy."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Hashable
from typing import Generic, TypeVar

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")


class Joined(Generic[K, V]):
    """Calls `ask(key)` once at a time for each key. Whoever comes meanwhile shares the next call.

    So every answer was asked for after its asker came, and a crowd costs little more than one. A failure is also
    that of those who wait for the next call: none waits twice for what can't be had.
    """

    def __init__(self, ask: Callable[[K, float], Awaitable[V]]) -> None:
        """`ask` also gets the seconds that the first of those who ask has waited."""
        self._ask = ask
        self._waiting: dict[K, list[asyncio.Future[V]]] = {}
        self._tasks: set[asyncio.Task[None]] = set()

    async def __call__(self, key: K) -> V:
        loop = asyncio.get_running_loop()
        answer: asyncio.Future[V] = loop.create_future()
        if (waiting := self._waiting.get(key)) is not None:
            waiting.append(answer)
        else:
            self._waiting[key] = [answer]
            task = loop.create_task(self._serve(key))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)
        return await answer

    async def _serve(self, key: K) -> None:
        came = time.monotonic()
        while asking := self._waiting[key]:
            self._waiting[key], waited, came = [], time.monotonic() - came, time.monotonic()
            try:
                value = await self._ask(key, waited)
            except Exception as error:
                for each in _open(asking + self._waiting.pop(key)):
                    each.set_exception(error)
                return
            for each in _open(asking):
                each.set_result(value)
        del self._waiting[key]


def _open(asking: list[asyncio.Future[V]]) -> list[asyncio.Future[V]]:
    """Those whose asker hasn't gone."""
    return [each for each in asking if not each.done()]
