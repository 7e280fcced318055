"""Rebuilds the terms of what was written before they were made as they are now: so many at a time, beside the requests.

Terms that only the last release looks for go with it; what isn't rebuilt yet is found as before where its terms are the
same. Several instances may do it at once: each step can be taken again.
"""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any
from uuid import UUID

import asyncpg
import structlog
from sqlalchemy import text

from services.patients.search import queries
from services.patients.search.terms import owner_terms, patient_terms, record_terms
from shared.api.service import Service
from shared.data.db import Statement, Transaction
from shared.wire.errors import Unavailable

CHUNK = 200  # subjects in a transaction
PAUSE = 0.2  # seconds between two
AGAIN = 5.0  # seconds after a failure
FIRST = UUID(int=0)
log = structlog.get_logger()


def _subjects(kind: str, columns: str) -> Statement:
    """Locked, so that nobody changes one between its texts and its terms."""
    sql = f"""SELECT id, {columns} FROM {kind}s
        WHERE clinic_id = CAST(:clinic_id AS uuid) AND id > CAST(:after AS uuid)
        ORDER BY id LIMIT CAST(:limit AS int) FOR NO KEY UPDATE"""  # noqa: S608  # all texts are ours
    return Statement(f"select {kind}s to rebuild", text(sql))


_SUBJECTS: dict[str, tuple[Statement, Callable[..., set[str]], Callable[..., Awaitable[None]]]] = {
    "owner": (_subjects("owner", "first_name, last_name, email, phone"), owner_terms, queries.index),
    "patient": (_subjects("patient", "name, breed, microchip"), patient_terms, queries.index),
    # Added to those that are there, which its addenda have, too.
    "record": (_subjects("record", "diagnosis, symptoms, treatment, notes"), record_terms, queries.add),
}
_NEXT_CLINIC = Statement(
    "select clinics", text("SELECT id FROM clinics WHERE id > CAST(:after AS uuid) ORDER BY id LIMIT 1")
)
_LAST = Statement(
    "select rebuilt",
    text("SELECT last FROM search_rebuilds WHERE clinic_id = CAST(:clinic_id AS uuid) AND kind = CAST(:kind AS text)"),
)
_KEEP = Statement(
    "upsert rebuilt",
    text(
        """INSERT INTO search_rebuilds (clinic_id, kind, last)
        VALUES (CAST(:clinic_id AS uuid), CAST(:kind AS text), CAST(:last AS uuid))
        ON CONFLICT (clinic_id, kind) DO UPDATE SET last = greatest(search_rebuilds.last, EXCLUDED.last)"""
    ),
)


async def run(service: Service) -> None:
    """Until all clinics are done."""
    clinic: UUID | None = FIRST
    while clinic is not None:
        try:
            clinic = await rebuild_next(service, clinic)
        except (Unavailable, OSError, asyncpg.PostgresError) as error:
            log.warning("search rebuild waits", reason=type(error).__name__)
            await asyncio.sleep(AGAIN)


async def rebuild_next(service: Service, after: UUID) -> UUID | None:
    """Of the clinic after this one, all that is left of it. Its id, or None where there is none."""
    async with service.db.system_transaction() as tx:
        found = await tx.value(_NEXT_CLINIC, after=after)
    if found is None:
        return None
    clinic = UUID(str(found))
    for kind in _SUBJECTS:
        while await _rebuild_some(service, clinic, kind):
            await asyncio.sleep(PAUSE)
    return clinic


async def _rebuild_some(service: Service, clinic: UUID, kind: str) -> bool:
    async with service.db.transaction(clinic) as tx:
        rows = await rebuild_chunk(tx, kind)
    return rows == CHUNK


async def rebuild_chunk(tx: Transaction, kind: str) -> int:
    subjects, terms, keep = _SUBJECTS[kind]
    rows: list[Any] = await tx.rows(subjects, after=await tx.value(_LAST, kind=kind) or FIRST, limit=CHUNK)
    for row in rows:
        texts = {name: value for name, value in row.items() if name != "id"}
        await keep(tx, kind, row["id"], terms(**texts))
    if rows:
        await tx.execute(_KEEP, kind=kind, last=rows[-1]["id"])
    return len(rows)
