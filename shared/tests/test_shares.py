"""Whoever asks for much gets a share, and waits in a line that nobody else stands in."""

import asyncio

import pytest

from shared.process.shares import Shares


@pytest.fixture
def shares() -> Shares[str]:
    return Shares(places=4, share=3)


async def seated(shares: Shares[str], who: str, count: int) -> list["asyncio.Task[None]"]:
    """So many who wait for a place."""
    tasks = [asyncio.create_task(shares.wait(who, 5)) for _ in range(count)]
    await asyncio.sleep(0)
    return tasks


class TestOne:
    def test_gets_a_share_and_no_more(self, shares: Shares[str]) -> None:
        assert [shares.take("one") for _ in range(4)] == [True, True, True, False]
        assert shares.take("other")

    async def test_who_waits_gets_the_place_of_who_leaves(self, shares: Shares[str]) -> None:
        for _ in range(3):
            shares.take("one")
        (task,) = await seated(shares, "one", 1)
        shares.leave("one")
        await task
        assert shares.taken == 3

    async def test_who_comes_later_does_not_pass_who_waits(self, shares: Shares[str]) -> None:
        for _ in range(3):
            shares.take("one")
        first, second = await seated(shares, "one", 2)
        shares.leave("one")
        assert not shares.take("one")
        await first
        assert not second.done()
        second.cancel()

    async def test_who_waits_too_long_leaves_no_trace(self, shares: Shares[str]) -> None:
        for _ in range(3):
            shares.take("one")
        with pytest.raises(TimeoutError):
            await shares.wait("one", 0.01)
        assert shares.all_waiting == 0
        for _ in range(3):
            shares.leave("one")
        assert shares.taken == 0
        assert shares.take("one")

    @pytest.mark.parametrize("served", [False, True])
    async def test_who_is_gone_while_waiting_keeps_no_place(self, shares: Shares[str], served: bool) -> None:
        for _ in range(3):
            shares.take("one")
        first, second = await seated(shares, "one", 2)
        if served:
            shares.leave("one")
        first.cancel()
        if not served:
            shares.leave("one")
        await asyncio.gather(first, return_exceptions=True)
        await second
        assert shares.taken == 3


class TestSeveral:
    async def test_get_places_in_turn(self, shares: Shares[str]) -> None:
        for who in ("one", "one", "one", "other"):
            shares.take(who)
        ones, others = await seated(shares, "one", 3), await seated(shares, "other", 1)
        shares.leave("one")
        shares.leave("one")
        await asyncio.gather(ones[0], *others)
        assert not ones[1].done()
        for task in ones:
            task.cancel()
