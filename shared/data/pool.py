"""Connection pool to PostgreSQL: a fair share for each clinic, new connections after a failover."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from contextvars import ContextVar
from typing import Any
from uuid import UUID

import asyncpg
from asyncpg.pool import PoolConnectionProxy

from shared.data.postgres import READ_ONLY, connect, is_outage, sqlstate
from shared.data.workers import PoolShares, WorkerShares, is_citus
from shared.process import metrics
from shared.process.settings import ServiceSettings
from shared.wire.errors import Busy, Unavailable, Unreachable

# Seconds that a request has waited for the database already: it waits that much less for its next connection.
WAITED: ContextVar[float] = ContextVar("waited", default=0.0)
SHORTEST_WAIT = 0.01  # seconds
LATELY = 16  # connections taken and given back
BEGIN = "BEGIN; SET LOCAL app.clinic_id = '{}'"
# Citus sends the whole text that a SET LOCAL stands in to the worker, which has begun already.
BEGIN_AT_CITUS = "BEGIN; DO $$BEGIN SET LOCAL app.clinic_id = '{}'; END$$"
RENEW_EVERY = 1.0  # seconds between two looks whether a read-only database takes changes again


class PoolExhausted(Busy):
    """All connections that this one may have are in use: the database itself is well."""


class Pool:
    """asyncpg's pool, which may not be there yet. Raises Unavailable where there is no connection to be had in time."""

    def __init__(self, settings: ServiceSettings) -> None:
        self._settings = settings
        self._pool: asyncpg.Pool | None = None
        self._connecting: asyncio.Task[None] | None = None
        self._renewing: asyncio.Task[None] | None = None
        self.shares = PoolShares(settings.db_pool_max)
        self.begin = BEGIN  # a transaction, with its clinic
        self.held = 0.0  # seconds for which a connection is taken, of late

    @property
    def is_citus(self) -> bool:
        return isinstance(self.shares, WorkerShares)

    @property
    def url(self) -> str:
        return self._settings.database_url.get_secret_value()

    async def connect(self) -> None:
        """Raises what asyncpg does where there is no connection to be had."""
        pool = await asyncpg.create_pool(
            self.url,
            min_size=self._settings.db_pool_min,
            max_size=self._settings.db_pool_max,
            max_inactive_connection_lifetime=300,
            connect=connect,
            reset=_nothing,
            max_cached_statement_lifetime=0,
        )
        if await is_citus(pool):
            self.shares, self.begin = WorkerShares(self._settings.db_pool_max), BEGIN_AT_CITUS
        self._pool = pool

    async def close(self) -> None:
        for task in filter(None, (self._connecting, self._renewing)):
            task.cancel()
        if self._pool:
            await asyncio.wait_for(self._pool.close(), 10)

    @asynccontextmanager
    async def connection(self, clinic_id: UUID | None = None) -> AsyncIterator[PoolConnectionProxy]:
        """Of the clinic's share; without one, of the suite's own."""
        pool, connection = await self._connected(clinic_id)
        taken = time.monotonic()
        try:
            if isinstance(self.shares, WorkerShares):
                await self.shares.learn(connection, clinic_id)
            yield connection
        except Exception as error:
            if not is_outage(error):
                raise
            if isinstance(error, TimeoutError):
                connection.terminate()
            if sqlstate(error) == READ_ONLY:
                self._renew_later(pool)
                raise Unavailable("The database takes no changes just now; try again.") from error
            raise Unavailable("The database didn't answer in time; try again.") from error
        finally:
            self.held += (time.monotonic() - taken - self.held) / LATELY
            try:
                await pool.release(connection)
            finally:
                self.shares.leave(clinic_id)

    async def _connected(self, clinic_id: UUID | None) -> tuple[asyncpg.Pool, PoolConnectionProxy]:
        try:
            pool = await self._made_pool()
            return pool, await self._acquire(pool, clinic_id)
        except Exception as error:
            # Whatever the server says to who comes in: there is no connection.
            if not (is_outage(error) or isinstance(error, asyncpg.PostgresError)):
                raise
            metrics.DB_REFUSED.labels("unreachable").inc()
            raise Unreachable("The database can't be reached just now; try again.") from error

    async def _made_pool(self) -> asyncpg.Pool:
        """Where it couldn't be made at the start: one try for all who wait, each no longer than for a connection."""
        if self._pool is None:
            if self._connecting is None or self._connecting.done():
                self._connecting = asyncio.create_task(self.connect())
            await asyncio.wait_for(asyncio.shield(self._connecting), self._patience())
        assert self._pool is not None
        return self._pool

    def _renew_later(self, pool: asyncpg.Pool) -> None:
        if self._renewing is None or self._renewing.done():
            self._renewing = asyncio.create_task(self._renew(pool))

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

    async def _acquire(self, pool: asyncpg.Pool, clinic_id: UUID | None) -> PoolConnectionProxy:
        """Nobody waits in the pool's own line, where one clinic would stand before another."""
        if not self.shares.take(clinic_id):
            await self._turn(pool, clinic_id)
        try:
            # A time-out costs a tenth of a short read, and where one is idle there is nothing to wait for.
            return await pool.acquire(timeout=None if pool.get_idle_size() else self._patience())
        except BaseException:
            self.shares.leave(clinic_id)
            raise

    async def _turn(self, pool: asyncpg.Pool, clinic_id: UUID | None) -> None:
        if self.shares.is_stuck(clinic_id):
            raise Unavailable("The database didn't answer in time; try again.")
        if self._would_wait(clinic_id) > self._patience() / 2:  # in vain, as likely as not
            raise self._exhausted()
        try:
            await self.shares.wait(clinic_id, self._patience())
        except TimeoutError:
            if pool.get_size() < self.shares.taken:  # who has a place has no connection either
                raise
            raise self._exhausted() from None

    def _would_wait(self, clinic_id: UUID | None) -> float:
        """Seconds, behind those of its own who wait already."""
        return self.shares.waiting(clinic_id) / self.shares.share * self.held

    def _exhausted(self) -> PoolExhausted:
        metrics.DB_REFUSED.labels("pool_exhausted").inc()
        return PoolExhausted("The database is busy just now; try again.")

    def _patience(self) -> float:
        """Seconds that this request may still wait for a connection."""
        return max(self._settings.db_acquire_timeout - WAITED.get(), SHORTEST_WAIT)

    def observe(self) -> None:
        metrics.DB_POOL_WAITING.set(self.shares.all_waiting)
        if self._pool:
            metrics.DB_POOL_SIZE.set(self._pool.get_size())
            metrics.DB_POOL_IDLE.set(self._pool.get_idle_size())


async def _nothing(_: Any) -> None:
    """asyncpg itself rolls an open transaction back; its other resets (locks, cursors) cost a round trip a request."""
