"""PostgreSQL: statements are SQLAlchemy Core, compiled once, and run on asyncpg itself.

Core is the data model and the language of every statement; its execution layer is not used, since it costs two to
three times asyncpg's own CPU (docs/decisions/0002-core-statements-on-asyncpg.md). A transaction belongs to one clinic:
`BEGIN; SET LOCAL` goes as one message, so that row-level security costs no round trip of its own.
"""

import asyncio
import itertools
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from contextvars import ContextVar
from typing import Any, Self
from uuid import UUID

import asyncpg
from asyncpg.pool import PoolConnectionProxy
from sqlalchemy import ColumnElement, Executable, func, literal_column
from sqlalchemy.dialects.postgresql import JSON
from sqlalchemy.dialects.postgresql.asyncpg import dialect as asyncpg_dialect

from shared import metrics
from shared.errors import Unavailable
from shared.postgres import READ_ONLY, connect, is_outage, sqlstate
from shared.settings import ServiceSettings
from shared.shares import Shares
from shared.tracing import sql_span

DIALECT = asyncpg_dialect()  # type: ignore[no-untyped-call]
# Seconds that a request has waited for the database already: it waits that much less for its next connection.
WAITED: ContextVar[float] = ContextVar("waited", default=0.0)
SHORTEST_WAIT = 0.01  # seconds
RENEW_EVERY = 1.0  # seconds between two looks whether a read-only database takes changes again
CHANGES = "SELECT clinic_changes($1)"

Connection = asyncpg.Connection | PoolConnectionProxy


class Statement:
    """A Core statement compiled once; its bind parameters are given by name when it runs."""

    __slots__ = ("_defaults", "_names", "name", "sql")

    def __init__(self, name: str, statement: Executable, columns: list[str] | None = None) -> None:
        """`name`: few-valued text for traces, as `select owners`. `columns`: those that an INSERT or UPDATE sets."""
        compiled = statement.compile(  # type: ignore[attr-defined]
            dialect=DIALECT, column_keys=columns, compile_kwargs={"render_postcompile": True}
        )
        self.name = name
        self.sql: str = compiled.string
        self._names: list[str] = compiled.positiontup or []
        self._defaults: dict[str, Any] = {
            name: bind.value for name, bind in compiled.binds.items() if not bind.required
        }

    def arguments(self, values: Mapping[str, Any]) -> list[Any]:
        defaults = self._defaults
        return [values[name] if name in values else defaults[name] for name in self._names]


class Transaction:
    """One open transaction of one clinic: what every query takes, so that none can be asked without saying for whom."""

    __slots__ = ("actor", "clinic_id", "connection")

    def __init__(self, connection: Connection, clinic_id: UUID | None, actor: "Actor | None" = None) -> None:
        self.connection = connection
        self._clinic(clinic_id)
        self.actor = actor

    def _clinic(self, clinic_id: UUID | None) -> None:
        self.clinic_id: UUID = clinic_id  # type: ignore[assignment]  # None: only tables outside row-level security

    async def rows(self, statement: Statement, **values: Any) -> list[asyncpg.Record]:
        with sql_span(statement.name, statement.sql):
            return await self.connection.fetch(statement.sql, *statement.arguments(self._with_clinic(values)))

    async def row(self, statement: Statement, **values: Any) -> asyncpg.Record | None:
        with sql_span(statement.name, statement.sql):
            return await self.connection.fetchrow(statement.sql, *statement.arguments(self._with_clinic(values)))

    async def value(self, statement: Statement, **values: Any) -> Any:
        with sql_span(statement.name, statement.sql):
            return await self.connection.fetchval(statement.sql, *statement.arguments(self._with_clinic(values)))

    async def execute(self, statement: Statement, **values: Any) -> int:
        """Runs it and says how many rows it touched."""
        with sql_span(statement.name, statement.sql):
            arguments = statement.arguments(self._with_clinic(values))
            status: str = await self.connection.execute(statement.sql, *arguments)
        count = status.rpartition(" ")[2]
        return int(count) if count.isdigit() else 0

    async def execute_many(self, statement: Statement, values: list[dict[str, Any]]) -> None:
        if values:
            with sql_span(statement.name, statement.sql):
                arguments = [statement.arguments(self._with_clinic(each)) for each in values]
                await self.connection.executemany(statement.sql, arguments)

    async def switch(self, clinic_id: UUID) -> None:
        """Goes on as another clinic, as a follower does from event to event."""
        await self.connection.execute(f"SET LOCAL app.clinic_id = '{UUID(str(clinic_id))}'")
        self._clinic(clinic_id)

    def _with_clinic(self, values: dict[str, Any]) -> dict[str, Any]:
        values.setdefault("clinic_id", self.clinic_id)
        return values


class Actor:
    """Who does it, for the audit: a user, or None for the system itself (demo loader, follower)."""

    __slots__ = ("address", "request_id", "traceparent", "user_id")

    def __init__(
        self, user_id: UUID | None, address: str = "", request_id: str = "", traceparent: str | None = None
    ) -> None:
        self.user_id = user_id
        self.address = address
        self.request_id = request_id
        self.traceparent = traceparent


SYSTEM = Actor(None)


class PoolExhausted(Unavailable):
    """All connections that this one may have are in use: the database itself is well."""


class PoolShares(Shares[UUID | None]):
    """One connection is for the suite's own work, None; a clinic has at most three quarters of the others."""

    def __init__(self, places: int) -> None:
        self._of_clinics = max(1, places - 1)
        super().__init__(places, max(1, self._of_clinics * 3 // 4))

    def _fits(self, who: UUID | None, held: int) -> bool:
        return super()._fits(who, held) and (who is None or self.taken < self._of_clinics)


class Database:
    """The pool of one service. Raises Unavailable where there is no connection to be had in time."""

    def __init__(self, settings: ServiceSettings) -> None:
        self._settings = settings
        self._pool: asyncpg.Pool | None = None
        self._connecting: asyncio.Task[Database] | None = None
        self._renewing: asyncio.Task[None] | None = None
        self._shares = PoolShares(settings.db_pool_max)

    @property
    def url(self) -> str:
        return self._settings.database_url.get_secret_value()

    async def connect(self) -> Self:
        """Raises what asyncpg does where there is no connection to be had."""
        self._pool = await asyncpg.create_pool(
            self.url,
            min_size=self._settings.db_pool_min,
            max_size=self._settings.db_pool_max,
            max_inactive_connection_lifetime=300,
            connect=connect,
            reset=_nothing,
            max_cached_statement_lifetime=0,
        )
        return self

    async def close(self) -> None:
        for task in filter(None, (self._connecting, self._renewing)):
            task.cancel()
        if self._pool:
            await asyncio.wait_for(self._pool.close(), 10)

    async def direct(self) -> asyncpg.Connection:
        """A connection beside the pool, for session locks."""
        url = self._settings.database_direct_url or self._settings.database_url
        return await connect(url.get_secret_value())

    @asynccontextmanager
    async def transaction(self, clinic_id: UUID | None, actor: Actor | None = None) -> AsyncIterator[Transaction]:
        """BEGIN with the clinic set; COMMIT at the end, ROLLBACK on any exception."""
        begin = f"BEGIN; SET LOCAL app.clinic_id = '{clinic_id}'" if clinic_id else "BEGIN"
        async with self.connection(clinic_id) as connection:
            await connection.execute(begin)
            try:
                yield Transaction(connection, clinic_id, actor)
            except BaseException as error:
                # What doesn't answer in time wouldn't answer to this either.
                if not isinstance(error, TimeoutError) and not connection.is_closed():
                    await connection.execute("ROLLBACK")
                raise
            await connection.execute("COMMIT")

    @asynccontextmanager
    async def connection(self, clinic_id: UUID | None = None) -> AsyncIterator[Connection]:
        """Of the clinic's share; without one, of the suite's own."""
        pool, connection = await self._connected(clinic_id)
        try:
            yield connection
        except Exception as error:
            if not is_outage(error):
                raise
            if isinstance(error, TimeoutError) or sqlstate(error) == READ_ONLY:
                connection.terminate()
            if sqlstate(error) == READ_ONLY:
                if self._renewing is None or self._renewing.done():
                    self._renewing = asyncio.create_task(self._renew(pool))
                raise Unavailable("The database takes no changes just now; try again.") from error
            raise Unavailable("The database didn't answer in time; try again.") from error
        finally:
            try:
                await pool.release(connection)
            finally:
                self._shares.leave(clinic_id)

    async def _connected(self, clinic_id: UUID | None) -> tuple[asyncpg.Pool, PoolConnectionProxy]:
        try:
            pool = await self._made_pool()
            return pool, await self._acquire(pool, clinic_id)
        except Exception as error:
            # Whatever the server says to who comes in: there is no connection.
            if not (is_outage(error) or isinstance(error, asyncpg.PostgresError)):
                raise
            metrics.DB_REFUSED.labels("unreachable").inc()
            raise Unavailable("The database can't be reached just now; try again.") from error

    async def _made_pool(self) -> asyncpg.Pool:
        """Where it couldn't be made at the start: one try for all who wait, each no longer than for a connection."""
        if self._pool is None:
            if self._connecting is None or self._connecting.done():
                self._connecting = asyncio.create_task(self.connect())
            await asyncio.wait_for(asyncio.shield(self._connecting), self._patience())
        assert self._pool is not None
        return self._pool

    async def _renew(self, pool: asyncpg.Pool) -> None:
        """The pool's other connections are as read-only: they are replaced once a new one may write, after a failover
        one to another host. Until then they serve the reads."""
        while not await self._may_write():
            await asyncio.sleep(RENEW_EVERY)
        await pool.expire_connections()

    async def _may_write(self) -> bool:
        try:
            connection = await connect(self.url)
            try:
                return bool(await connection.fetchval("SHOW transaction_read_only") == "off")
            finally:
                connection.terminate()
        except Exception:  # no connection, or none that answers
            return False

    @asynccontextmanager
    async def changes(self, clinic_id: UUID) -> AsyncIterator[Callable[[], Awaitable[int]]]:
        """Gives what asks for a number that is another one after each change of what this service shows of the clinic.

        One connection for all who ask meanwhile: to get and give back one costs more than to ask.
        """
        async with self.connection(clinic_id) as connection:

            async def ask() -> int:
                with sql_span("select changes", CHANGES):
                    number: int = await connection.fetchval(CHANGES, clinic_id)
                    return number

            yield ask

    async def _acquire(self, pool: asyncpg.Pool, clinic_id: UUID | None) -> PoolConnectionProxy:
        """Nobody waits in the pool's own line, where one clinic would stand before another."""
        if not self._shares.take(clinic_id):
            await self._turn(pool, clinic_id)
        try:
            # A time-out costs a tenth of a short read, and where one is idle there is nothing to wait for.
            return await pool.acquire(timeout=None if pool.get_idle_size() else self._patience())
        except BaseException:
            self._shares.leave(clinic_id)
            raise

    async def _turn(self, pool: asyncpg.Pool, clinic_id: UUID | None) -> None:
        try:
            await self._shares.wait(clinic_id, self._patience())
        except TimeoutError:
            if pool.get_size() < self._shares.taken:  # who has a place has no connection either
                raise
            metrics.DB_REFUSED.labels("pool_exhausted").inc()
            raise PoolExhausted("The database is busy just now; try again.") from None

    def _patience(self) -> float:
        """Seconds that this request may still wait for a connection."""
        return max(self._settings.db_acquire_timeout - WAITED.get(), SHORTEST_WAIT)

    def observe_pool(self) -> None:
        metrics.DB_POOL_WAITING.set(self._shares.all_waiting)
        if self._pool:
            metrics.DB_POOL_SIZE.set(self._pool.get_size())
            metrics.DB_POOL_IDLE.set(self._pool.get_idle_size())


async def _nothing(_: Any) -> None:
    """asyncpg itself rolls an open transaction back; its other resets (locks, cursors) cost a round trip a request."""


def json_object(**fields: Any) -> ColumnElement[Any]:
    """`{"name": expression, ...}` built by PostgreSQL: rows don't become objects only to become JSON (see above)."""
    pairs = itertools.chain.from_iterable((literal_column(f"'{name}'"), value) for name, value in fields.items())
    return func.json_build_object(*pairs, type_=JSON)
