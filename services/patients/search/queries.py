"""SQL of search: terms under a B-tree, since text operators that aren't leakproof get no index under RLS."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, Uuid, and_, bindparam, func, select, text

from services.patients.addenda.queries import AMENDED
from services.patients.tables import patients, records
from shared.db import Statement, Transaction

# A search costs no more than this, however large the clinic is: some 100 ms. It finds all wherever one of its terms has
# fewer rows. Else it looks at the newest of the rarest term, and of a beginning at these first words.
MOST = 10_000
MOST_WORDS = 1_000
BEYOND = "\U0010ffff"  # after every letter: ends the range of what begins so


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
# How many rows each has, the rarest first: of a term (`beyond` is empty), or of all terms with that beginning.
_COUNT = _statement(
    "count terms",
    """SELECT w.term, found.n FROM unnest(CAST(:terms AS text[])) AS w(term), LATERAL (
        SELECT count(*) AS n FROM (
            SELECT FROM search_terms
            WHERE clinic_id = CAST(:clinic_id AS uuid) AND term >= w.term AND term <= w.term || CAST(:beyond AS text)
            LIMIT CAST(:most AS int)) AS counted) AS found
    ORDER BY found.n, w.term""",
)
# Down the first term's rows, newest first; each id is looked up under the others, until one lacks it.
_WITH_ALL = _statement(
    "search terms",
    """SELECT k.kind, found.id FROM unnest(ARRAY['owner', 'patient']) AS k(kind), LATERAL (
        SELECT s.id FROM (
            SELECT id FROM search_terms
            WHERE clinic_id = CAST(:clinic_id AS uuid) AND term = CAST(:first AS text) AND kind = k.kind
            ORDER BY id DESC LIMIT CAST(:most AS int)) AS s
        WHERE NOT EXISTS (
            SELECT FROM unnest(CAST(:others AS text[])) AS o(term) WHERE 0 = (
                SELECT count(*) FROM search_terms AS t
                WHERE t.clinic_id = CAST(:clinic_id AS uuid) AND t.term = o.term AND t.kind = k.kind AND t.id = s.id))
        ORDER BY s.id DESC LIMIT CAST(:limit AS int)) AS found
    ORDER BY found.id DESC LIMIT CAST(:limit AS int)""",
)
# The word itself and those that it begins, one step of the index for each, however many rows they have.
_BEGUN = _statement(
    "select words",
    """WITH RECURSIVE begun(term) AS (
        SELECT CAST(:word AS text)
        UNION ALL
        SELECT (
            SELECT t.term FROM search_terms AS t
            WHERE t.clinic_id = CAST(:clinic_id AS uuid) AND t.term > begun.term
              AND t.term <= CAST(:word AS text) || CAST(:beyond AS text)
            ORDER BY t.term LIMIT 1)
        FROM begun WHERE begun.term IS NOT NULL)
    SELECT term FROM begun WHERE term IS NOT NULL LIMIT CAST(:most AS int)""",
)
_WITH_WORDS = _statement(
    "search words",
    """SELECT s.id FROM (
        SELECT DISTINCT newest.id FROM unnest(CAST(:terms AS text[])) AS w(term), LATERAL (
            SELECT id FROM search_terms
            WHERE clinic_id = CAST(:clinic_id AS uuid) AND term = w.term AND kind = 'record'
            ORDER BY id DESC LIMIT CAST(:most AS int)) AS newest
        ORDER BY newest.id DESC) AS s
    WHERE cardinality(CAST(:others AS text[])) = (
        SELECT count(DISTINCT o.word) FROM search_terms AS t, unnest(CAST(:others AS text[])) AS o(word)
        WHERE t.clinic_id = CAST(:clinic_id AS uuid) AND t.kind = 'record' AND t.id = s.id
          AND t.term >= o.word AND t.term <= o.word || CAST(:beyond AS text))
    ORDER BY s.id DESC LIMIT CAST(:limit AS int)""",
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
_columns = ("id", "patient_id", "record_type", "diagnosis", "visit_date", "signed_at")
_RECORDS = Statement(
    "select found records",
    select(*(records.c[name] for name in _columns), patients.c.owner_id, patients.c.name)
    .add_columns(*(column.label(name) for name, column in AMENDED.items()))
    .join(patients, and_(patients.c.clinic_id == records.c.clinic_id, patients.c.id == records.c.patient_id))
    .where(
        records.c.clinic_id == bindparam("clinic_id", type_=Uuid),
        records.c.id == func.any(bindparam("ids", type_=ARRAY(Uuid))),
    ),
)
_FOUND = {"owner": _OWNERS, "patient": _PATIENTS, "record": _RECORDS}


async def index(tx: Transaction, kind: str, subject: UUID, terms: set[str]) -> None:
    """Its terms are these from now on."""
    await tx.execute(_CLEAR, kind=kind, id=subject, terms=sorted(terms))
    await add(tx, kind, subject, terms)


async def add(tx: Transaction, kind: str, subject: UUID, terms: set[str]) -> None:
    await tx.execute(_ADD, kind=kind, id=subject, terms=sorted(terms))


async def with_terms(tx: Transaction, terms: Iterable[str], limit: int) -> list[tuple[str, UUID]]:
    """The newest owners and patients that have them all."""
    first, *others = await tx.rows(_COUNT, terms=sorted(terms), beyond="", most=MOST)
    if not first["n"]:
        return []
    rest = [row["term"] for row in others]
    rows = await tx.rows(_WITH_ALL, first=first["term"], others=rest, most=MOST, limit=limit)
    return [(row["kind"], row["id"]) for row in rows]


async def records_with(tx: Transaction, words: Iterable[str], limit: int) -> list[tuple[str, UUID]]:
    """The newest records that have a word with each of these beginnings."""
    first, *others = await tx.rows(_COUNT, terms=sorted(set(words)), beyond=BEYOND, most=MOST)
    if not first["n"]:
        return []
    terms = [row["term"] for row in await tx.rows(_BEGUN, word=first["term"], beyond=BEYOND, most=MOST_WORDS)]
    most = MOST if first["n"] < MOST else MOST // len(terms)
    rest = [row["term"] for row in others]
    rows = await tx.rows(_WITH_WORDS, terms=terms, others=rest, beyond=BEYOND, most=most, limit=limit)
    return [("record", row["id"]) for row in rows]


async def found(tx: Transaction, kind: str, ids: list[UUID]) -> list[Any]:
    return await tx.rows(_FOUND[kind], ids=ids) if ids else []
