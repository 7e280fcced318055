"""The pool never hands on what the last request left: an open transaction, a clinic, a lock."""

import asyncio
import contextlib
import random
from collections.abc import AsyncIterator
from urllib.parse import urlsplit
from uuid import UUID

import asyncpg
import pytest
from prometheus_client import REGISTRY
from sqlalchemy import text

from shared.data.db import SYSTEM, Database, Statement
from shared.data.pool import PoolExhausted
from shared.tests.things import THINGS, Schema, ThingIn, create
from shared.values.ids import new_id
from shared.wire.errors import Unavailable

SLEEP = Statement("sleep", text("SELECT pg_sleep(CAST(:seconds AS float))"))
CLINIC = Statement("select clinic", text("SELECT current_setting('app.clinic_id', true)"))
COUNT = Statement("count things", text("SELECT count(*) FROM things"))


@pytest.fixture
async def db(schema: Schema) -> AsyncIterator[Database]:
    """With a single connection, which each request gets after the other."""
    db = Database(schema.settings(db_pool_min=1, db_pool_max=1))
    yield db
    await db.close()


async def left_behind(db: Database) -> list[object]:
    """What the next one would find on the connection that isn't as it should be."""
    async with db.pool.connection() as connection:
        clinic = await connection.fetchval("SELECT current_setting('app.clinic_id', true)")
        xid = await connection.fetchval("SELECT pg_current_xact_id_if_assigned()")
        locks = await connection.fetchval(
            "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND pid = pg_backend_pid()"
        )
        return [x for x in (clinic, xid, locks, connection.is_in_transaction()) if x]


def refused(reason: str) -> float:
    return REGISTRY.get_sample_value("db_refused_total", {"reason": reason}) or 0


class TestPool:
    async def test_after_an_exception(self, db: Database) -> None:
        clinic = new_id()
        with pytest.raises(ZeroDivisionError):
            async with db.transaction(clinic, SYSTEM) as tx:
                await create(tx, ThingIn(name="x"))
                raise ZeroDivisionError
        assert await left_behind(db) == []
        async with db.transaction(clinic) as tx:
            assert await tx.value(COUNT) == 0

    async def test_after_an_error_of_the_database(self, db: Database) -> None:
        with pytest.raises(asyncpg.DataError):
            async with db.transaction(new_id()) as tx:
                await tx.value(SLEEP, seconds="x")
        assert await left_behind(db) == []

    async def test_after_a_cancel_in_a_statement(self, db: Database) -> None:
        async def request() -> None:
            async with db.transaction(new_id()) as tx:
                await tx.value(SLEEP, seconds=30.0)

        task = asyncio.create_task(request())
        await asyncio.sleep(0.1)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        assert await left_behind(db) == []

    async def test_after_a_cancel_at_any_moment(self, db: Database) -> None:
        async def request(clinic: UUID) -> None:
            async with db.transaction(clinic, SYSTEM) as tx:
                document = await create(tx, ThingIn(name="x"))
                await THINGS.get(tx, UUID(document.fields()["id"]))

        for _ in range(60):
            task = asyncio.create_task(request(new_id()))
            for _ in range(random.randrange(30)):
                await asyncio.sleep(0)
            await asyncio.sleep(random.choice([0, 0.001, 0.002, 0.004]))
            task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await task
            assert await left_behind(db) == []

    async def test_after_a_request_that_went_well(self, db: Database) -> None:
        async with db.transaction(new_id(), SYSTEM) as tx:
            await create(tx, ThingIn(name="x"))
        assert await left_behind(db) == []

    async def test_that_is_used_up_says_so_in_time(self, schema: Schema) -> None:
        db = Database(schema.settings(db_pool_min=1, db_pool_max=1, db_acquire_timeout=0.2))
        async with db.system_transaction():
            started = asyncio.get_running_loop().time()
            with pytest.raises(PoolExhausted) as error:
                async with db.system_transaction():
                    pass
            assert asyncio.get_running_loop().time() - started < 0.5
        assert error.value.headers["Retry-After"] == "1"
        await db.close()

    async def test_without_a_database_is_unavailable(self, schema: Schema) -> None:
        nowhere = schema.settings(database_url="postgresql://nobody:x@127.0.0.1:1/none")
        with pytest.raises(Unavailable):
            async with Database(nowhere).system_transaction():
                pass

    async def test_with_a_password_that_was_changed_is_unavailable_and_counted(self, schema: Schema) -> None:
        before = refused("unreachable")
        url = urlsplit(schema.settings().database_url.get_secret_value())
        changed = url._replace(netloc=f"{url.username}:changed@{url.hostname}:{url.port}").geturl()
        with pytest.raises(Unavailable):
            async with Database(schema.settings(database_url=changed)).system_transaction():
                pass
        assert refused("unreachable") == before + 1

    async def test_on_a_full_disk_is_unavailable(self, db: Database) -> None:
        with pytest.raises(Unavailable):
            async with db.system_transaction() as tx:
                await tx.connection.execute("DO $$ BEGIN RAISE EXCEPTION 'full' USING ERRCODE = 'disk_full'; END $$")

    async def test_that_is_sent_an_argument_that_does_not_fit_is_no_outage(self, db: Database) -> None:
        with pytest.raises(asyncpg.DataError):
            async with db.system_transaction() as tx:
                await tx.value(SLEEP, seconds="soon")
        assert await left_behind(db) == []


class TestAClinicThatAsksForAllConnections:
    @pytest.fixture
    async def db(self, schema: Schema) -> AsyncIterator[Database]:
        db = Database(schema.settings(db_pool_min=4, db_pool_max=4))
        yield db
        await db.close()

    @pytest.fixture
    async def clinic(self, db: Database) -> AsyncIterator[UUID]:
        """It holds all it may have, and as much again waits."""
        clinic, held = new_id(), asyncio.Event()

        async def request() -> None:
            async with db.transaction(clinic):
                await held.wait()

        async with db.system_transaction():
            pass
        tasks = [asyncio.create_task(request()) for _ in range(12)]
        while not db.pool.shares.waiting(clinic):
            await asyncio.sleep(0)
        yield clinic
        held.set()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def test_is_refused_beyond_its_share(self, db: Database, clinic: UUID) -> None:
        with pytest.raises(PoolExhausted):
            async with db.transaction(clinic):
                pass

    async def test_is_refused_at_once_where_it_would_wait_in_vain(self, db: Database, clinic: UUID) -> None:
        db.pool.held = 60.0
        started = asyncio.get_running_loop().time()
        with pytest.raises(PoolExhausted):
            async with db.transaction(clinic):
                pass
        assert asyncio.get_running_loop().time() - started < 0.2

    async def test_leaves_one_to_another(self, db: Database, clinic: UUID) -> None:
        async with db.transaction(new_id()) as tx:
            assert await tx.connection.fetchval("SELECT 1") == 1

    async def test_leaves_one_to_the_suites_own_work(self, db: Database, clinic: UUID) -> None:
        async with db.transaction(new_id()), db.system_transaction() as tx:
            assert await tx.connection.fetchval("SELECT 1") == 1


class TestConnectionLost:
    async def test_is_503_and_the_next_request_gets_a_new_one(self, db: Database, schema: Schema) -> None:
        with pytest.raises(Unavailable):
            async with db.transaction(new_id()) as tx:
                pid = await tx.connection.fetchval("SELECT pg_backend_pid()")
                await schema.admin(f"SELECT pg_terminate_backend({pid})")
                await tx.value(SLEEP, seconds=0.5)
        async with db.system_transaction() as tx:
            assert not await tx.value(CLINIC)
