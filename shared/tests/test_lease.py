"""The leader's lease: one of several replicas works, and another goes on after it."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import suppress

import pytest

from shared.data.db import Database
from shared.feed.lease import Lease
from shared.tests.things import make_schema


class Replica:
    """One process of a service, as the lease sees it."""

    def __init__(self, db: Database) -> None:
        self.works = False
        self.task = asyncio.create_task(Lease(db, "leader").lead([self._work]))

    async def stop(self) -> None:
        self.task.cancel()
        with suppress(asyncio.CancelledError):
            await self.task

    async def _work(self) -> None:
        self.works = True
        try:
            await asyncio.Event().wait()
        finally:
            self.works = False


async def eventually(condition: Callable[[], bool]) -> None:
    async with asyncio.timeout(10):
        while not condition():
            await asyncio.sleep(0.01)


@pytest.fixture
async def db(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Database]:
    monkeypatch.setattr("shared.feed.lease.RENEW", 0.05)
    db = Database((await make_schema()).settings())
    yield db
    await db.close()


async def test_one_works_and_another_goes_on_when_it_stops(db: Database) -> None:
    replicas = [Replica(db) for _ in range(3)]
    await eventually(lambda: any(each.works for each in replicas))
    assert [each.works for each in replicas].count(True) == 1
    leader = next(each for each in replicas if each.works)
    await leader.stop()
    others = [each for each in replicas if each is not leader]
    await eventually(lambda: [each.works for each in others].count(True) == 1)
    for each in others:
        await each.stop()


async def test_who_has_lost_it_stops_and_one_goes_on_when_it_ends(db: Database) -> None:
    replicas = [Replica(db) for _ in range(2)]
    await eventually(lambda: any(each.works for each in replicas))
    async with db.autocommit() as tx:  # somebody who is gone took it, while the leader hung
        stranger = "UPDATE leases SET holder = gen_random_uuid(), expires_at = now() + interval '1 second'"
        await tx.connection.execute(stranger)
    await eventually(lambda: not any(each.works for each in replicas))
    await eventually(lambda: [each.works for each in replicas].count(True) == 1)
    for each in replicas:
        await each.stop()
