"""Reindexes what was written before terms were made as they are now: so many at a time, beside the requests.

Terms that only the last release looks for go with it; what isn't rebuilt yet is found as before where its terms are the
same. Several instances may do it at once: each step can be taken again.
"""

import asyncio
from uuid import UUID

import asyncpg
import structlog
from sqlalchemy import text

from services.patients.index.found import Found
from shared.api.service import Service
from shared.data.db import Statement, Transaction
from shared.wire.errors import Unavailable

CHUNK = 200  # subjects in a transaction
PAUSE = 0.2  # seconds between two
AGAIN = 5.0  # seconds after a failure
FIRST = UUID(int=0)
log = structlog.get_logger()


def _subjects(found: Found) -> Statement:
    """Locked, so that nobody changes one between its texts and its terms."""
    sql = f"""SELECT id, {", ".join(found.texts)} FROM {found.table.name}
        WHERE clinic_id = CAST(:clinic_id AS uuid) AND id > CAST(:after AS uuid)
        ORDER BY id LIMIT CAST(:limit AS int) FOR NO KEY UPDATE"""  # noqa: S608  # all texts are ours
    return Statement(f"select {found.table.name} to rebuild", text(sql))


_NEXT_CLINIC = Statement(
    "select clinics", text("SELECT id FROM clinics WHERE id > CAST(:after AS uuid) ORDER BY id LIMIT 1")
)
_LAST = Statement(
    "select rebuilt",
    text("SELECT last FROM search_rebuilds WHERE clinic_id = CAST(:clinic_id AS uuid) AND kind = CAST(:kind AS text)"),
)
_UPSERT = Statement(
    "upsert rebuilt",
    text(
        """INSERT INTO search_rebuilds (clinic_id, kind, last)
        VALUES (CAST(:clinic_id AS uuid), CAST(:kind AS text), CAST(:last AS uuid))
        ON CONFLICT (clinic_id, kind) DO UPDATE SET last = greatest(search_rebuilds.last, EXCLUDED.last)"""
    ),
)


class Rebuild:
    """What is `found` of all clinics."""

    def __init__(self, *found: Found) -> None:
        self._found = [(each, _subjects(each)) for each in found]

    async def run(self, service: Service) -> None:
        """Until all clinics are done."""
        clinic: UUID | None = FIRST
        while clinic is not None:
            try:
                clinic = await self._next(service, clinic)
            except (Unavailable, OSError, asyncpg.PostgresError) as error:
                log.warning("search rebuild waits", reason=type(error).__name__)
                await asyncio.sleep(AGAIN)

    async def _next(self, service: Service, after: UUID) -> UUID | None:
        """Of the clinic after this one, all that is left of it. Its id, or None where there is none."""
        async with service.db.system_transaction() as tx:
            found = await tx.value(_NEXT_CLINIC, after=after)
        if found is None:
            return None
        clinic = UUID(str(found))
        for each in self._found:
            while await _rebuild_some(service, clinic, *each):
                await asyncio.sleep(PAUSE)
        return clinic


async def _rebuild_some(service: Service, clinic: UUID, found: Found, subjects: Statement) -> bool:
    async with service.db.transaction(clinic) as tx:
        return await rebuild_chunk(tx, found, subjects) == CHUNK


async def rebuild_chunk(tx: Transaction, found: Found, subjects: Statement | None = None) -> int:
    last = await tx.value(_LAST, kind=found.kind) or FIRST
    rows = await tx.rows(subjects or _subjects(found), after=last, limit=CHUNK)
    for row in rows:
        await found.rebuild(tx, row["id"], [row[name] for name in found.texts])
    if rows:
        await tx.execute(_UPSERT, kind=found.kind, last=rows[-1]["id"])
    return len(rows)
