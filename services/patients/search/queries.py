"""SQL of search: terms under a B-tree, since text operators that aren't leakproof get no index under RLS."""

from typing import Any
from uuid import UUID

from sqlalchemy import text

from shared.db import Statement, Transaction


def _statement(name: str, sql: str) -> Statement:
    return Statement(name, text(sql))


_CLEAR = _statement(
    "delete terms",
    """DELETE FROM search_terms WHERE clinic_id = CAST(:clinic_id AS uuid) AND kind = CAST(:kind AS text)
    AND id = CAST(:id AS uuid) AND term <> ALL (CAST(:terms AS text[]))""",
)
_ADD = _statement(
    "insert terms",
    """INSERT INTO search_terms (clinic_id, term, kind, id)
    SELECT CAST(:clinic_id AS uuid), term, CAST(:kind AS text), CAST(:id AS uuid)
    FROM unnest(CAST(:terms AS text[])) AS term ON CONFLICT DO NOTHING""",
)
_WITH_ALL = _statement(
    "search terms",
    """SELECT kind, id FROM search_terms
    WHERE clinic_id = CAST(:clinic_id AS uuid) AND term = ANY (CAST(:terms AS text[]))
    GROUP BY kind, id HAVING count(*) = cardinality(CAST(:terms AS text[]))
    ORDER BY id DESC LIMIT CAST(:limit AS int)""",
)
# One range of the index for each word that begins so; all words must be in the record.
_WITH_WORDS = _statement(
    "search words",
    """SELECT id FROM unnest(CAST(:words AS text[])) AS w(word), LATERAL (
        SELECT DISTINCT id FROM search_terms
        WHERE clinic_id = CAST(:clinic_id AS uuid) AND term >= w.word AND term < w.word || U&'\\+10FFFF'
          AND kind = 'record') AS found
    GROUP BY id HAVING count(*) = cardinality(CAST(:words AS text[]))
    ORDER BY id DESC LIMIT CAST(:limit AS int)""",
)
_OWNERS = _statement(
    "select found owners",
    """SELECT id, first_name, last_name, phone, email, address FROM owners
    WHERE clinic_id = CAST(:clinic_id AS uuid) AND id = ANY (CAST(:ids AS uuid[])) AND archived_at IS NULL""",
)
_PATIENTS = _statement(
    "select found patients",
    """SELECT p.id, p.owner_id, p.name, p.species, p.breed, p.microchip, o.first_name, o.last_name
    FROM patients p JOIN owners o ON o.clinic_id = p.clinic_id AND o.id = p.owner_id
    WHERE p.clinic_id = CAST(:clinic_id AS uuid) AND p.id = ANY (CAST(:ids AS uuid[])) AND p.archived_at IS NULL""",
)
_RECORDS = _statement(
    "select found records",
    """SELECT r.id, r.patient_id, p.owner_id, r.record_type, r.diagnosis, r.visit_date, p.name
    FROM records r JOIN patients p ON p.clinic_id = r.clinic_id AND p.id = r.patient_id
    WHERE r.clinic_id = CAST(:clinic_id AS uuid) AND r.id = ANY (CAST(:ids AS uuid[]))""",
)
_FOUND = {"owner": _OWNERS, "patient": _PATIENTS, "record": _RECORDS}


async def index(tx: Transaction, kind: str, subject: UUID, terms: set[str]) -> None:
    """Its terms are these from now on."""
    values = {"kind": kind, "id": subject, "terms": sorted(terms)}
    await tx.execute(_CLEAR, **values)
    await tx.execute(_ADD, **values)


async def with_terms(tx: Transaction, terms: set[str], limit: int) -> list[tuple[str, UUID]]:
    rows = await tx.rows(_WITH_ALL, terms=sorted(terms), limit=limit)
    return [(row["kind"], row["id"]) for row in rows]


async def records_with(tx: Transaction, words: list[str], limit: int) -> list[tuple[str, UUID]]:
    rows = await tx.rows(_WITH_WORDS, words=words, limit=limit)
    return [("record", row["id"]) for row in rows]


async def found(tx: Transaction, kind: str, ids: list[UUID]) -> list[Any]:
    return await tx.rows(_FOUND[kind], ids=ids) if ids else []
