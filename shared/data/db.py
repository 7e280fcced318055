"""PostgreSQL: statements are SQLAlchemy Core, compiled once, and run on asyncpg itself.

Core is the data model and the language of every statement; its execution layer is not used, since it costs two to
three times asyncpg's own CPU (docs/decisions/0002-core-statements-on-asyncpg.md). A transaction belongs to one clinic:
`BEGIN; SET LOCAL` goes as one message, so that row-level security costs no round trip of its own.
"""

import itertools
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from typing import Any, Self
from uuid import UUID

import asyncpg
from sqlalchemy import ColumnElement, Executable, func, literal_column
from sqlalchemy.dialects.postgresql import JSON
from sqlalchemy.dialects.postgresql.asyncpg import dialect as asyncpg_dialect

from shared.data.pool import Pool
from shared.data.postgres import Connection
from shared.identity.tokens import Permission
from shared.process.settings import ServiceSettings
from shared.process.tracing import sql_span

DIALECT = asyncpg_dialect()  # type: ignore[no-untyped-call]
CHANGES = "SELECT clinic_changes($1)"


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

    @property
    def names(self) -> frozenset[str]:
        return frozenset(self._names)

    def arguments(self, values: Mapping[str, Any]) -> list[Any]:
        defaults = self._defaults
        return [values[name] if name in values else defaults[name] for name in self._names]


class Actor:
    """Principal, for the audit and for what it may: a user, or the system itself (demo loader, follower)."""

    __slots__ = ("address", "permissions", "request_id", "traceparent", "user_id")

    def __init__(
        self,
        user_id: UUID | None,
        address: str = "",
        request_id: str = "",
        traceparent: str | None = None,
        permissions: frozenset[Permission] | None = frozenset(),
    ) -> None:
        """`permissions`: None may everything, as the system itself."""
        self.user_id = user_id
        self.address = address
        self.request_id = request_id
        self.traceparent = traceparent
        self.permissions = permissions

    def as_user(self, user_id: UUID) -> "Actor":
        """Whoever came without an identity and has one from here on."""
        return Actor(user_id, self.address, self.request_id, self.traceparent, self.permissions)

    def may(self, permission: Permission) -> bool:
        return self.permissions is None or permission in self.permissions


SYSTEM = Actor(None, permissions=None)


class SystemTransaction:
    """One open transaction of no clinic: it sees only tables outside row-level security."""

    __slots__ = ("actor", "connection")

    def __init__(self, connection: Connection, actor: Actor = SYSTEM) -> None:
        self.connection = connection
        self.actor = actor

    async def rows(self, statement: Statement, **values: Any) -> list[asyncpg.Record]:
        with sql_span(statement.name, statement.sql):
            return await self.connection.fetch(statement.sql, *statement.arguments(self._known(values)))

    async def row(self, statement: Statement, **values: Any) -> asyncpg.Record | None:
        with sql_span(statement.name, statement.sql):
            return await self.connection.fetchrow(statement.sql, *statement.arguments(self._known(values)))

    async def value(self, statement: Statement, **values: Any) -> Any:
        with sql_span(statement.name, statement.sql):
            return await self.connection.fetchval(statement.sql, *statement.arguments(self._known(values)))

    async def execute(self, statement: Statement, **values: Any) -> int:
        """Runs it and says how many rows it touched."""
        with sql_span(statement.name, statement.sql):
            arguments = statement.arguments(self._known(values))
            status: str = await self.connection.execute(statement.sql, *arguments)
        count = status.rpartition(" ")[2]
        return int(count) if count.isdigit() else 0

    async def execute_many(self, statement: Statement, values: list[dict[str, Any]]) -> None:
        if values:
            with sql_span(statement.name, statement.sql):
                arguments = [statement.arguments(self._known(each)) for each in values]
                await self.connection.executemany(statement.sql, arguments)

    async def of(self, clinic_id: UUID, actor: Actor | None = None) -> "Transaction":
        """Goes on as this clinic's, as a follower does from event to event; `actor`: by another than before."""
        await self.connection.execute(f"SET LOCAL app.clinic_id = '{UUID(str(clinic_id))}'")
        return Transaction(self.connection, clinic_id, actor or self.actor)

    def _known(self, values: dict[str, Any]) -> dict[str, Any]:
        """With the parameters that need not be named."""
        return values


class Transaction(SystemTransaction):
    """One open transaction of one clinic: what every query takes, so that none can be asked without saying for whom."""

    __slots__ = ("clinic_id",)

    def __init__(self, connection: Connection, clinic_id: UUID, actor: Actor = SYSTEM) -> None:
        super().__init__(connection, actor)
        self.clinic_id = clinic_id

    def _known(self, values: dict[str, Any]) -> dict[str, Any]:
        values.setdefault("clinic_id", self.clinic_id)
        return values


class Database:
    """The database of one service. Raises Unavailable where there is no connection to be had in time."""

    def __init__(self, settings: ServiceSettings) -> None:
        self._settings = settings
        self.pool = Pool(settings)

    async def connect(self) -> Self:
        """Raises what asyncpg does where there is no connection to be had."""
        await self.pool.connect()
        return self

    async def close(self) -> None:
        await self.pool.close()

    @asynccontextmanager
    async def transaction(self, clinic_id: UUID, actor: Actor = SYSTEM) -> AsyncIterator[Transaction]:
        """BEGIN with the clinic set; COMMIT at the end, ROLLBACK on any exception."""
        async with self._begun(self.pool.begin.format(clinic_id), clinic_id) as connection:
            yield Transaction(connection, clinic_id, actor)

    @asynccontextmanager
    async def system_transaction(self, actor: Actor = SYSTEM) -> AsyncIterator[SystemTransaction]:
        """The same for no clinic."""
        async with self._begun("BEGIN") as connection:
            yield SystemTransaction(connection, actor)

    @asynccontextmanager
    async def autocommit(self) -> AsyncIterator[SystemTransaction]:
        """For statements that set the clinic themselves, or have none: each is a transaction of its own, and a single
        round trip."""
        async with self.pool.connection() as connection:
            yield SystemTransaction(connection)

    @asynccontextmanager
    async def _begun(self, begin: str, clinic_id: UUID | None = None) -> AsyncIterator[Connection]:
        async with self.pool.connection(clinic_id) as connection:
            await connection.execute(begin)
            try:
                yield connection
            except BaseException as error:
                # What doesn't answer in time wouldn't answer to this either.
                if not isinstance(error, TimeoutError) and not connection.is_closed():
                    await connection.execute("ROLLBACK")
                raise
            await connection.execute("COMMIT")

    @asynccontextmanager
    async def changes(self, clinic_id: UUID) -> AsyncIterator[Callable[[], Awaitable[int]]]:
        """Reader of the clinic's change counter, which differs after each change of what this service shows of it.

        One connection for all who ask meanwhile: to get and give back one costs more than to ask.
        """
        async with self.pool.connection(clinic_id) as connection:

            async def ask() -> int:
                with sql_span("select changes", CHANGES):
                    number: int = await connection.fetchval(CHANGES, clinic_id)
                    return number

            yield ask


def json_object(**fields: Any) -> ColumnElement[Any]:
    """`{"name": expression, ...}` built by PostgreSQL: rows don't become objects only to become JSON (see above)."""
    pairs = itertools.chain.from_iterable((literal_column(f"'{name}'"), value) for name, value in fields.items())
    return func.json_build_object(*pairs, type_=JSON)
