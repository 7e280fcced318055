"""SQL of search: terms under a B-tree, since text operators that aren't leakproof get no index under RLS."""

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, Uuid, and_, bindparam, func, select, text

from services.patients.chart.addenda.queries import AMENDED
from services.patients.tables.chart import records
from services.patients.tables.registry import patients
from shared.data.db import Statement, Transaction

# A search costs no more than this, however large the clinic is: some 100 ms. It finds all wherever one of its terms has
# fewer rows. Else it looks at the newest of the rarest term, and of a beginning at these first words.
MOST = 10_000
MOST_WORDS = 1_000
BEYOND = "\U0010ffff"  # after every letter: ends the range of what begins so
Shown = Mapping[str, Any]  # `archived` and `status` of patients, `archived` of owners, `from_` and `to` of records


def statement(name: str, sql: str) -> Statement:
    return Statement(name, text(sql))


# How many rows each has, the rarest first: of a term (`beyond` is empty), or of all terms with that beginning.
COUNT = statement(
    "count terms",
    """SELECT w.term, found.n FROM unnest(CAST(:terms AS text[])) AS w(term), LATERAL (
        SELECT count(*) AS n FROM (
            SELECT FROM search_terms
            WHERE clinic_id = CAST(:clinic_id AS uuid) AND term >= w.term AND term <= w.term || CAST(:beyond AS text)
            LIMIT CAST(:most AS int)) AS counted) AS found
    ORDER BY found.n, w.term""",
)


# Whether a subject has all terms of a list: each is looked up, until one is lacking.
def has_all(kind: str, subject: str, terms: str) -> str:
    return f"""NOT EXISTS (
        SELECT FROM unnest({terms}) AS o(term) WHERE 0 = (
            SELECT count(*) FROM search_terms AS t
            WHERE t.clinic_id = CAST(:clinic_id AS uuid) AND t.term = o.term AND t.kind = '{kind}'
              AND t.id = {subject}))"""  # noqa: S608  # all texts are ours


NEWEST = """SELECT id FROM search_terms
            WHERE clinic_id = CAST(:clinic_id AS uuid) AND term = CAST(:first AS text) AND kind = '{kind}'
            ORDER BY id DESC LIMIT CAST(:most AS int)"""
SHOWN_PATIENT = """(p.archived_at IS NOT NULL) = CAST(:archived AS boolean)
            AND (CAST(:status AS text) IS NULL OR p.status = CAST(:status AS text))"""
# Counted, where EXISTS would say the same: PostgreSQL turns that into a join, which it may well do row by row.
_SHOWN = {
    "owner": """0 < (SELECT count(*) FROM owners AS p WHERE p.clinic_id = CAST(:clinic_id AS uuid) AND p.id = s.id
            AND (p.archived_at IS NOT NULL) = CAST(:archived AS boolean))""",
    "patient": f"""0 < (SELECT count(*) FROM patients AS p WHERE p.clinic_id = CAST(:clinic_id AS uuid) AND p.id = s.id
            AND {SHOWN_PATIENT})""",  # noqa: S608
    "record": """0 < (SELECT count(*) FROM records AS r WHERE r.clinic_id = CAST(:clinic_id AS uuid) AND r.id = s.id
            AND r.visit_date BETWEEN CAST(:from_ AS date) AND CAST(:to AS date))""",
}


def _with_all(kind: str, shown: str) -> Statement:
    """Down the first term's rows, newest first."""
    return statement(
        f"search {kind}s",
        f"""SELECT s.id FROM ({NEWEST.format(kind=kind)}) AS s
        WHERE {has_all(kind, "s.id", "CAST(:others AS text[])")} AND {shown}
        ORDER BY s.id DESC LIMIT CAST(:limit AS int)""",  # noqa: S608
    )


_WITH_ALL = {kind: _with_all(kind, "true") for kind in ("owner", "patient")}
_SHOWN_WITH_ALL = {kind: _with_all(kind, _SHOWN[kind]) for kind in ("owner", "patient")}
_ANIMALS = statement(
    "search owners' patients",
    f"""SELECT p.id FROM unnest(CAST(:owners AS uuid[])) AS o(id), LATERAL (
        SELECT id, status, archived_at FROM patients
        WHERE clinic_id = CAST(:clinic_id AS uuid) AND owner_id = o.id LIMIT CAST(:most AS int)) AS p
    WHERE {SHOWN_PATIENT}
    ORDER BY p.id DESC LIMIT CAST(:limit AS int)""",  # noqa: S608
)
# The word itself and those that it begins, one step of the index for each, however many rows they have.
BEGUN = statement(
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


def _with_words(shown: str) -> Statement:
    return statement(
        "search words",
        f"""SELECT s.id FROM (
            SELECT DISTINCT newest.id FROM unnest(CAST(:terms AS text[])) AS w(term), LATERAL (
                SELECT id FROM search_terms
                WHERE clinic_id = CAST(:clinic_id AS uuid) AND term = w.term AND kind = 'record'
                ORDER BY id DESC LIMIT CAST(:most AS int)) AS newest
            ORDER BY newest.id DESC) AS s
        WHERE cardinality(CAST(:others AS text[])) = (
            SELECT count(DISTINCT o.word) FROM search_terms AS t, unnest(CAST(:others AS text[])) AS o(word)
            WHERE t.clinic_id = CAST(:clinic_id AS uuid) AND t.kind = 'record' AND t.id = s.id
              AND t.term >= o.word AND t.term <= o.word || CAST(:beyond AS text))
          AND {shown}
        ORDER BY s.id DESC LIMIT CAST(:limit AS int)""",  # noqa: S608
    )


_WITH_WORDS, _SHOWN_WITH_WORDS = _with_words("true"), _with_words(_SHOWN["record"])
_OWNERS = statement(
    "select found owners",
    """SELECT id, first_name, last_name, phone, email, address, ARRAY(
        SELECT p.name FROM patients AS p
        WHERE p.clinic_id = CAST(:clinic_id AS uuid) AND p.owner_id = o.id AND p.archived_at IS NULL LIMIT 5) AS animals
    FROM owners AS o
    WHERE clinic_id = CAST(:clinic_id AS uuid) AND id = ANY (CAST(:ids AS uuid[]))""",
)
_PATIENTS = statement(
    "select found patients",
    """SELECT p.id, p.owner_id, p.name, p.species, p.breed, p.microchip, o.first_name, o.last_name, o.phone
    FROM patients p JOIN owners o ON o.clinic_id = p.clinic_id AND o.id = p.owner_id
    WHERE p.clinic_id = CAST(:clinic_id AS uuid) AND p.id = ANY (CAST(:ids AS uuid[]))""",
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


async def with_terms(
    tx: Transaction, terms: Iterable[str], limit: int, kind: str, shown: Shown | None = None, most: int | None = None
) -> list[UUID]:
    """The newest of a kind that have them all; with `shown`, of those that are to be shown."""
    first, *others = await tx.rows(COUNT, terms=sorted(terms), beyond="", most=MOST)
    if not first["n"]:
        return []
    statements, values = (_SHOWN_WITH_ALL, {**shown}) if shown else (_WITH_ALL, {})
    rest = [row["term"] for row in others]
    rows = await tx.rows(
        statements[kind], first=first["term"], others=rest, most=most or MOST, limit=limit, **known(kind, values)
    )
    return [row["id"] for row in rows]


async def animals_of(tx: Transaction, owners: list[UUID], limit: int, shown: Shown) -> list[UUID]:
    rows = await tx.rows(_ANIMALS, owners=owners, most=MOST, limit=limit, **known("patient", shown)) if owners else []
    return [row["id"] for row in rows]


async def records_with(tx: Transaction, words: Iterable[str], limit: int, shown: Shown | None = None) -> list[UUID]:
    """The newest records that have a word with each of these beginnings."""
    first, *others = await tx.rows(COUNT, terms=sorted(set(words)), beyond=BEYOND, most=MOST)
    if not first["n"]:
        return []
    terms = [row["term"] for row in await tx.rows(BEGUN, word=first["term"], beyond=BEYOND, most=MOST_WORDS)]
    most = MOST if first["n"] < MOST else MOST // len(terms)
    rest = [row["term"] for row in others]
    statement, values = (_SHOWN_WITH_WORDS, known("record", shown)) if shown else (_WITH_WORDS, {})
    rows = await tx.rows(statement, terms=terms, others=rest, beyond=BEYOND, most=most, limit=limit, **values)
    return [row["id"] for row in rows]


def known(kind: str, shown: Mapping[str, Any]) -> dict[str, Any]:
    names = {"owner": ("archived",), "patient": ("archived", "status"), "record": ("from_", "to")}[kind]
    return {name: shown[name] for name in names if name in shown}


async def found(tx: Transaction, kind: str, ids: list[UUID]) -> list[Any]:
    return await tx.rows(_FOUND[kind], ids=ids) if ids else []
