"""What the database can't do just now is 503, reads go on where it can, and then all works without a restart."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from urllib.parse import urlsplit

import asyncpg
import pytest

from shared.data import postgres
from shared.data.db import SYSTEM, Database
from shared.tests.things import Schema, ThingIn, create, make_schema
from shared.values.ids import new_id
from shared.wire.errors import Unavailable


@pytest.fixture
async def db(schema: Schema) -> AsyncIterator[Database]:
    db = await Database(schema.settings(db_pool_min=3, db_pool_max=3)).connect()
    yield db
    await db.close()


async def reads(db: Database) -> bool:
    async with db.transaction(new_id()) as tx:
        return bool(await tx.connection.fetchval("SELECT true"))


async def writes(db: Database) -> bool:
    try:
        async with db.transaction(new_id(), SYSTEM) as tx:
            await create(tx, ThingIn(name="x"))
    except Unavailable as error:
        assert error.headers["Retry-After"] == "1"
        return False
    return True


async def soon(db: Database) -> None:
    """Writes come back; each request that finds another old connection may fail, a pool of three in all."""
    async with asyncio.timeout(5):
        while not await writes(db):
            await asyncio.sleep(0.1)


STATES = [
    *("08000", "08006", "08P01", "25006", "25P03", "25P04", "28000", "28P01", "3D000", "40001", "40P01", "53000"),
    *("53100", "53200", "53300", "53400", "55000", "55006", "55P03", "57000", "57014", "57P01", "57P02", "57P03"),
    *("57P04", "57P05", "58000", "58030", "58P01", "XX000", "XX001", "XX002"),
]


@pytest.mark.parametrize("state", STATES)
async def test_an_outage_by_its_state_is_503(db: Database, state: str) -> None:
    with pytest.raises(Unavailable):
        async with db.system_transaction() as tx:
            await tx.connection.execute(f"DO $$ BEGIN RAISE EXCEPTION 'x' USING ERRCODE = '{state}'; END $$")
    assert await reads(db)


@pytest.mark.parametrize("state", ["22003", "23505", "23514", "42P01", "54000", "P0001"])
async def test_what_a_request_or_our_code_did_wrong_is_none(db: Database, state: str) -> None:
    with pytest.raises(asyncpg.PostgresError):
        async with db.system_transaction() as tx:
            await tx.connection.execute(f"DO $$ BEGIN RAISE EXCEPTION 'x' USING ERRCODE = '{state}'; END $$")


class TestReadOnly:
    async def test_reads_go_on_and_writes_come_back(self, schema: Schema) -> None:
        role = f"ALTER ROLE {schema.name}_svc"
        await schema.admin(f"{role} SET default_transaction_read_only = on")
        db = await Database(schema.settings(db_pool_min=3, db_pool_max=3)).connect()
        assert [await writes(db) for _ in range(5)] == [False] * 5
        assert all([await reads(db) for _ in range(10)])
        await schema.admin(f"{role} RESET default_transaction_read_only")
        await soon(db)
        assert all([await writes(db) for _ in range(6)])  # no connection from before is left
        await db.close()

    async def test_keeps_its_connections_for_the_reads(self, schema: Schema) -> None:
        await schema.admin(f"ALTER ROLE {schema.name}_svc SET default_transaction_read_only = on")
        db = await Database(schema.settings(db_pool_min=1, db_pool_max=1)).connect()
        before = await _process(db)
        assert not await writes(db)
        assert await _process(db) == before
        await db.close()
        await schema.admin(f"ALTER ROLE {schema.name}_svc RESET default_transaction_read_only")


async def _process(db: Database) -> int:
    async with db.pool.connection() as connection:
        return int(await connection.fetchval("SELECT pg_backend_pid()"))


class TestRefusing:
    @pytest.fixture
    async def schema(self) -> Schema:
        """With a role of its own, so that nobody else's connections are closed."""
        return await make_schema()

    @pytest.mark.parametrize(
        ("closed", "opened"), [("NOLOGIN", "LOGIN"), ("CONNECTION LIMIT 0", "CONNECTION LIMIT -1")]
    )
    async def test_is_503_until_it_lets_in_again(self, db: Database, schema: Schema, closed: str, opened: str) -> None:
        role = f"{schema.name}_svc"
        await schema.admin(f"ALTER ROLE {role} {closed}")
        await schema.admin(f"SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE usename = '{role}'")
        assert not await writes(db)
        await schema.admin(f"ALTER ROLE {role} {opened}")
        await soon(db)

    async def test_a_database_that_is_not_there(self, schema: Schema) -> None:
        renamed = urlsplit(schema.url)._replace(path="/renamed").geturl()
        assert not await writes(Database(schema.settings(database_url=renamed)))

    async def test_a_database_one_may_not_enter(self, schema: Schema) -> None:
        other = urlsplit(schema.url)._replace(path="/postgres").geturl()
        await schema.script("REVOKE CONNECT ON DATABASE postgres FROM PUBLIC")
        assert not await writes(Database(schema.settings(database_url=other)))

    async def test_each_waits_no_longer_than_for_a_connection(self, schema: Schema) -> None:
        """Where the server takes connections and says nothing, from the start."""
        async with Between(schema.url) as between:
            between.flows.clear()
            db = Database(schema.settings(database_url=between.url, db_acquire_timeout=0.2))
            async with asyncio.timeout(2):
                assert await asyncio.gather(*(writes(db) for _ in range(20))) == [False] * 20
            between.flows.set()
            await soon(db)
            await db.close()


@dataclass
class Between:
    """Stands before PostgreSQL, and passes nothing on unless `flows` is set."""

    target: str
    url: str = ""
    flows: asyncio.Event = field(default_factory=asyncio.Event)

    async def __aenter__(self) -> "Between":
        self.flows.set()
        self._server = await asyncio.start_server(self._serve, "127.0.0.1")
        host, port = self._server.sockets[0].getsockname()
        url = urlsplit(self.target)
        self.url = url._replace(netloc=f"{url.username}:{url.password}@{host}:{port}").geturl()
        return self

    async def __aexit__(self, *_: object) -> None:
        self.flows.set()
        self._server.close()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        url = urlsplit(self.target)
        theirs, ours = await asyncio.open_connection(url.hostname, url.port)
        await asyncio.gather(self._pass(reader, ours), self._pass(theirs, writer))

    async def _pass(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(OSError):
            while data := await reader.read(65536):
                await self.flows.wait()
                writer.write(data)
        writer.close()


class TestHanging:
    async def test_is_503_in_time_and_its_connections_are_not_waited_for(
        self, schema: Schema, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(postgres, "COMMAND_TIMEOUT", 0.3)
        async with Between(schema.url) as between:
            settings = schema.settings(database_url=between.url, db_pool_min=2, db_pool_max=2, db_acquire_timeout=0.2)
            db = await Database(settings).connect()
            between.flows.clear()
            for _ in range(3):
                async with asyncio.timeout(1):
                    assert not await writes(db)
            between.flows.set()
            await soon(db)
            await db.close()
