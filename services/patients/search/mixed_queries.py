"""SQL of a search whose words are of an owner, a patient and a record together."""

from typing import Any
from uuid import UUID

from services.patients.index.terms import Typed
from services.patients.search.queries import (
    BEGUN,
    BEYOND,
    COUNT,
    MOST,
    NEWEST,
    SHOWN_PATIENT,
    Shown,
    animals_of,
    has_all,
    known,
    statement,
    with_terms,
)
from shared.data.db import Transaction

MOST_MIXED = 2_000  # rows of a term: it costs more than one kind alone
MOST_BEGUN = 50  # words with one beginning
FEW = 200

_EITHER = f"""NOT EXISTS (
        SELECT FROM unnest(CAST(:words AS text[])) AS w(terms)
        WHERE NOT ({has_all("patient", "p.id", "string_to_array(w.terms, ' ')")})
          AND NOT ({has_all("owner", "p.owner_id", "string_to_array(w.terms, ' ')")}))"""
# Patients of which each word is their own or their owner's, by the rarest term of all words.
_MIXED = statement(
    "search patients and owners",
    f"""SELECT p.id, p.owner_id FROM (
        SELECT s.id FROM ({NEWEST.format(kind="patient")}) AS s
        UNION (
            SELECT a.id FROM ({NEWEST.format(kind="owner")}) AS o, LATERAL (
                SELECT id FROM patients WHERE clinic_id = CAST(:clinic_id AS uuid) AND owner_id = o.id
                LIMIT CAST(:most AS int)) AS a
            LIMIT CAST(:most AS int))) AS c
    JOIN patients AS p ON p.clinic_id = CAST(:clinic_id AS uuid) AND p.id = c.id
    WHERE {_EITHER} AND {SHOWN_PATIENT}
    ORDER BY p.id DESC LIMIT CAST(:limit AS int)""",  # noqa: S608
)
# Records of which each word is their own, their patient's or its owner's: of these words' newest records, and of these
# patients.
_MIXED_RECORDS = statement(
    "search records and patients",
    f"""SELECT r.id FROM (
        SELECT newest.id FROM unnest(CAST(:begun AS text[])) AS b(term), LATERAL (
            SELECT id FROM search_terms
            WHERE clinic_id = CAST(:clinic_id AS uuid) AND term = b.term AND kind = 'record'
            ORDER BY id DESC LIMIT CAST(:most AS int)) AS newest
        UNION (
            SELECT own.id FROM unnest(CAST(:patients AS uuid[])) AS q(id), LATERAL (
                SELECT id FROM records WHERE clinic_id = CAST(:clinic_id AS uuid) AND patient_id = q.id
                ORDER BY visit_date DESC, id DESC LIMIT CAST(:most AS int)) AS own
            LIMIT CAST(:most AS int))) AS c
    JOIN records AS r ON r.clinic_id = CAST(:clinic_id AS uuid) AND r.id = c.id
    JOIN patients AS p ON p.clinic_id = r.clinic_id AND p.id = r.patient_id
    WHERE r.visit_date BETWEEN CAST(:from_ AS date) AND CAST(:to AS date) AND NOT EXISTS (
        SELECT FROM unnest(CAST(:words AS text[]), CAST(:begins AS text[])) AS w(terms, begins)
        WHERE NOT ({has_all("patient", "p.id", "string_to_array(w.terms, ' ')")})
          AND NOT ({has_all("owner", "p.owner_id", "string_to_array(w.terms, ' ')")})
          AND EXISTS (
            SELECT FROM unnest(string_to_array(w.begins, ' ')) AS o(word) WHERE 0 = (
                SELECT count(*) FROM search_terms AS t
                WHERE t.clinic_id = CAST(:clinic_id AS uuid) AND t.kind = 'record' AND t.id = r.id
                  AND t.term >= o.word AND t.term <= o.word || CAST(:beyond AS text))))
    ORDER BY r.id DESC LIMIT CAST(:limit AS int)""",  # noqa: S608
)


async def mixed(tx: Transaction, words: list[Typed], limit: int, shown: Shown) -> list[Any]:
    """The newest patients of which each word is their own or their owner's, with their owners' ids."""
    first, *_ = await tx.rows(
        COUNT, terms=sorted({term for word in words for term in word.terms}), beyond="", most=MOST
    )
    if not first["n"]:
        return []
    terms = [" ".join(sorted(word.terms)) for word in words]
    return await tx.rows(
        _MIXED, first=first["term"], words=terms, most=MOST_MIXED, limit=limit, **known("patient", shown)
    )


async def mixed_records(tx: Transaction, words: list[Typed], limit: int, shown: Shown) -> list[UUID]:
    """The newest records of which each word is their own, their patient's or its owner's."""
    begun: list[str] = []
    patients: list[UUID] = []
    for word in words:
        rows = await tx.rows(BEGUN, word=word.begins[0], beyond=BEYOND, most=MOST_BEGUN)
        begun += [row["term"] for row in rows]
        patients += await with_terms(tx, word.terms, FEW, "patient", most=MOST_MIXED)
        owners = await with_terms(tx, word.terms, FEW, "owner", most=MOST_MIXED)
        patients += await animals_of(tx, owners, FEW, shown)
    rows = await tx.rows(
        _MIXED_RECORDS,
        begun=begun,
        patients=patients,
        words=[" ".join(sorted(word.terms)) for word in words],
        begins=[" ".join(word.begins) for word in words],
        beyond=BEYOND,
        most=max(1, MOST_MIXED // max(1, len(begun))),
        limit=limit,
        **known("record", shown),
    )
    return [row["id"] for row in rows]
