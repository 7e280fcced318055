"""Leader lease: one replica at a time does what need not be done twice.

It guards nothing, since two at once only do more work: a follower's position is compared and set. So it needs no
session of its own, a pooler may stand before the database, and its row is written without waiting for the disk.
"""

import asyncio
import contextlib
from collections.abc import Callable, Coroutine
from typing import Any

from sqlalchemy import text

from shared.data.db import Database, Statement
from shared.values.ids import new_id

TTL = 5.0  # seconds
RENEW = 2.0
Work = Callable[[], Coroutine[Any, Any, None]]

_IS_FREE = Statement(
    "select lease",
    text("SELECT coalesce(bool_and(expires_at < now()), true) FROM leases WHERE name = CAST(:name AS text)"),
)
_TAKE = Statement(
    "upsert lease",
    text(
        """WITH calm AS (SELECT set_config('synchronous_commit', 'off', true))
        INSERT INTO leases
        SELECT CAST(:name AS text), CAST(:holder AS uuid), now() + make_interval(secs => CAST(:seconds AS float8))
        FROM calm
        ON CONFLICT (name) DO UPDATE SET holder = excluded.holder, expires_at = excluded.expires_at
        WHERE leases.holder = excluded.holder OR leases.expires_at < now()"""
    ),
)
_RELEASE = Statement(
    "delete lease",
    text("DELETE FROM leases WHERE name = CAST(:name AS text) AND holder = CAST(:holder AS uuid)"),
)


class Lease:
    def __init__(self, db: Database, name: str) -> None:
        self._db = db
        self._name = name
        self._holder = new_id()

    async def lead(self, works: list[Work]) -> None:
        """Runs them while the lease is this replica's, for as long as the process lives."""
        tasks: list[asyncio.Task[None]] = []
        try:
            while True:
                with contextlib.suppress(Exception):  # nobody can know: whoever leads goes on
                    tasks = await self._led(works, tasks)
                await asyncio.sleep(RENEW)
        finally:
            await _end(tasks)
            with contextlib.suppress(Exception):
                await self._release()

    async def _led(self, works: list[Work], tasks: list[asyncio.Task[None]]) -> list[asyncio.Task[None]]:
        if await self._taken(is_mine=bool(tasks)):
            return tasks or [asyncio.create_task(work()) for work in works]
        await _end(tasks)
        return []

    async def _taken(self, *, is_mine: bool) -> bool:
        """Who stands by reads first: an upsert that is refused locks the row, too."""
        async with self._db.autocommit() as tx:
            if not is_mine and not await tx.value(_IS_FREE, name=self._name):
                return False
            return bool(await tx.execute(_TAKE, name=self._name, holder=self._holder, seconds=TTL))

    async def _release(self) -> None:
        async with self._db.autocommit() as tx:
            await tx.execute(_RELEASE, name=self._name, holder=self._holder)


async def _end(tasks: list[asyncio.Task[None]]) -> None:
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
