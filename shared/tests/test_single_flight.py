import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import pytest

from shared.data.single_flight import SingleFlight


class Asked:
    """Answers with the number of the asking, when it is let go."""

    def __init__(self, *, fails: bool = False) -> None:
        self.calls = self.entered = 0
        self.fails = fails
        self.let_go = asyncio.Event()

    @asynccontextmanager
    async def __call__(self, _: str) -> AsyncIterator[Callable[[], Awaitable[int]]]:
        self.entered += 1
        yield self._answer

    async def _answer(self) -> int:
        self.calls += 1
        number = self.calls
        await self.let_go.wait()
        if self.fails:
            raise ValueError("gone")
        return number


async def begun(asked: Asked, calls: int) -> None:
    while asked.calls < calls:
        await asyncio.sleep(0)


class TestAsking:
    async def test_all_who_come_at_once_share_one_call(self) -> None:
        asked = Asked()
        asked.let_go.set()
        single_flight = SingleFlight(asked)

        assert await asyncio.gather(*(single_flight("clinic") for _ in range(5))) == [1] * 5

    async def test_who_comes_during_a_call_gets_the_next_ones_answer(self) -> None:
        asked = Asked()
        single_flight = SingleFlight(asked)
        first = asyncio.create_task(single_flight("clinic"))
        await begun(asked, 1)
        later = [asyncio.create_task(single_flight("clinic")) for _ in range(3)]
        await asyncio.sleep(0)
        asked.let_go.set()

        assert await first == 1
        assert await asyncio.gather(*later) == [2] * 3
        assert asked.entered == 1

    async def test_another_key_does_not_wait(self) -> None:
        asked = Asked()
        single_flight = SingleFlight(asked)
        tasks = [asyncio.create_task(single_flight(key)) for key in ("one", "two")]

        await begun(asked, 2)
        asked.let_go.set()

        assert await asyncio.gather(*tasks) == [1, 2]

    async def test_one_who_leaves_takes_nobody_along(self) -> None:
        asked = Asked()
        single_flight = SingleFlight(asked)
        leaves, stays = (asyncio.create_task(single_flight("clinic")) for _ in range(2))
        await begun(asked, 1)
        leaves.cancel()
        asked.let_go.set()

        assert await stays == 1
        assert (await asyncio.gather(leaves, return_exceptions=True))[0].__class__ is asyncio.CancelledError

    async def test_a_failure_is_also_that_of_those_who_wait_for_the_next_call(self) -> None:
        asked = Asked(fails=True)
        single_flight = SingleFlight(asked)
        first = asyncio.create_task(single_flight("clinic"))
        await begun(asked, 1)
        later = asyncio.create_task(single_flight("clinic"))
        await asyncio.sleep(0)
        asked.let_go.set()
        answers = await asyncio.gather(first, later, return_exceptions=True)

        assert [str(each) for each in answers] == ["gone", "gone"]
        assert asked.calls == 1

    async def test_after_a_failure_is_a_new_call(self) -> None:
        asked = Asked(fails=True)
        asked.let_go.set()
        single_flight = SingleFlight(asked)
        with pytest.raises(ValueError, match="gone"):
            await single_flight("clinic")
        asked.fails = False

        assert await single_flight("clinic") == 2


@pytest.mark.parametrize("times", [1, 3])
async def test_nothing_is_kept_between_calls(times: int) -> None:
    asked = Asked()
    asked.let_go.set()
    single_flight = SingleFlight(asked)

    assert [await single_flight("clinic") for _ in range(times)] == list(range(1, times + 1))
