"""Nodes of a database: each numbers its own transactions, and may be away alone. Plain PostgreSQL is one; of Citus
each worker is, and is asked through a clinic whose rows it has."""

import asyncio
import time
from collections.abc import Callable
from typing import Any
from uuid import UUID

import asyncpg
from sqlalchemy import text

from shared.contracts.feed import FIRST
from shared.data.db import Database, Statement
from shared.process import metrics
from shared.wire.errors import Unavailable

Rows = list[asyncpg.Record]
PLAIN = {0: FIRST}
FORGET = 30.0  # seconds after which clinics may have moved
PATIENCE = 1.0  # seconds for a worker's answer
REST = 3.0  # seconds in which one that gave none isn't asked

# The lateral query's OFFSET keeps the shard from being computed for each placement.
_WORKERS = Statement(
    "select workers",
    text(
        """SELECT clinics.id, groupid FROM clinics,
            LATERAL (SELECT get_shard_id_for_distribution_column('audit_heads', clinics.id) AS id OFFSET 0) AS shard
            JOIN pg_dist_placement ON shardid = shard.id"""
    ),
)


class Nodes:
    """Asks each for itself: those that don't answer are left out, and left alone for a while."""

    def __init__(self, db: Database) -> None:
        self.db = db
        self._workers: dict[UUID, int] = {}
        self._known = PLAIN
        self._forget_at = 0.0
        self._resting: dict[int | None, float] = {}

    @property
    def several(self) -> bool:
        """Whether clinics must be asked for one by one: each at its worker, and in a transaction of its own."""
        return self.db.pool.is_citus

    async def each(
        self, statement: Statement, values: Callable[[int], dict[str, Any]]
    ) -> list[tuple[int, Rows | None]]:
        """What each answers, by its number; all are asked at once. Raises Unavailable where none does."""
        known = await self._all()
        asked = [self._rows(node, statement, clinic_id=clinic, **values(node)) for node, clinic in known.items()]
        found = [await asked[0]] if len(asked) == 1 else await asyncio.gather(*asked)
        if asked and all(rows is None for rows in found):
            raise Unavailable("The database didn't answer in time; try again.")
        return list(zip(known, found, strict=True))

    async def of(self, clinic: UUID, statement: Statement, **values: Any) -> Rows | None:
        """What the clinic's worker answers; None where it doesn't."""
        return await self._rows(self._workers.get(clinic), statement, clinic_id=clinic, **values)

    def rests(self, clinic: UUID) -> bool:
        """Whether the clinic's worker has given no answer of late."""
        return self._resting.get(self._workers.get(clinic), 0.0) > time.monotonic()

    def rest(self, clinic: UUID) -> None:
        """The clinic's worker gave no answer."""
        self._rest(self._workers.get(clinic))

    def _rest(self, worker: int | None) -> None:
        if worker is not None:
            self._resting[worker] = time.monotonic() + REST
            metrics.DB_WORKER_AWAY.labels(str(worker)).set(1)

    def _answered(self, worker: int | None) -> None:
        if self._resting.pop(worker, None):
            metrics.DB_WORKER_AWAY.labels(str(worker)).set(0)

    async def _all(self) -> dict[int, UUID]:
        """A clinic of each, by its number."""
        if self.several and time.monotonic() > self._forget_at:
            async with self.db.autocommit() as tx:
                self._workers = {row["id"]: row["groupid"] for row in await tx.rows(_WORKERS)}
            self._known = {worker: clinic for clinic, worker in self._workers.items()}
            self._forget_at = time.monotonic() + FORGET
        return self._known

    async def _rows(self, node: int | None, statement: Statement, **values: Any) -> Rows | None:
        if not self.several:
            async with self.db.autocommit() as tx:
                return await tx.rows(statement, **values)
        if self._resting.get(node, 0.0) > time.monotonic():
            return None
        try:
            async with self.db.autocommit() as tx:
                arguments = statement.arguments(values)
                found: Rows = await tx.connection.fetch(statement.sql, *arguments, timeout=PATIENCE)
        except (asyncpg.PostgresError, OSError, Unavailable):
            self._rest(node)
            return None
        self._answered(node)
        return found
