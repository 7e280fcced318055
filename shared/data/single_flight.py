"""Single-flight (request coalescing): concurrent calls for one key share the next query."""

import asyncio
from collections.abc import Awaitable, Callable, Hashable
from contextlib import AbstractAsyncContextManager
from typing import Generic, TypeVar

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")

# Seconds from one query for a crowd to the next, so that more share it: it saves a tenth of the six reads' CPU or
# more. Who asks alone never waits for it.
REST = 0.002


class SingleFlight(Generic[K, V]):
    """Asks once at a time for each key. Whoever comes meanwhile shares the next query, which rests a little before.

    So every answer was queried after its caller came, and a crowd costs little more than one. A failure is also
    that of those who wait for the next query: none waits twice for what can't be had.
    """

    def __init__(self, asking: Callable[[K], AbstractAsyncContextManager[Callable[[], Awaitable[V]]]]) -> None:
        """`asking` is entered for the first who comes, and left when nobody waits any more."""
        self._asking = asking
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
        asked: list[asyncio.Future[V]] = []
        crowd = False
        try:
            while self._waiting[key]:
                async with self._asking(key) as ask:
                    while asked := self._waiting[key]:
                        self._waiting[key] = []
                        value = await ask()
                        for each in _open(asked):
                            each.set_result(value)
                        crowd = crowd or len(asked) + len(self._waiting[key]) > 1
                        if crowd:
                            await asyncio.sleep(REST)
            del self._waiting[key]
        except Exception as error:
            for each in _open(asked + self._waiting.pop(key)):
                each.set_exception(error)


def _open(asked: list[asyncio.Future[V]]) -> list[asyncio.Future[V]]:
    """Those whose caller hasn't gone."""
    return [each for each in asked if not each.done()]
