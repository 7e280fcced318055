"""One box that finds owners, patients and records; and the index that it looks into."""

from typing import Any
from uuid import UUID

import msgspec

from services.patients.owners.schemas import OwnerIn
from services.patients.patients.schemas import PatientIn
from services.patients.records.schemas import LastAddendum, RecordIn
from services.patients.search import queries
from services.patients.search.rules import digit_terms, name_terms, query_terms, query_words, word_terms, words
from services.patients.search.schemas import SearchResult
from shared.db import Transaction
from shared.names import full_name

CANDIDATES = 200


async def index_owner(tx: Transaction, owner_id: UUID, owner: OwnerIn) -> None:
    names = name_terms(full_name(owner.first_name, owner.last_name), owner.first_name, owner.last_name, owner.email)
    await queries.index(tx, "owner", owner_id, names | digit_terms(owner.phone))


async def index_patient(tx: Transaction, patient_id: UUID, patient: PatientIn) -> None:
    terms = name_terms(patient.name, patient.breed) | digit_terms(patient.microchip)
    await queries.index(tx, "patient", patient_id, terms)


async def index_record(tx: Transaction, record_id: UUID, record: RecordIn) -> None:
    terms = word_terms(record.diagnosis, record.symptoms, record.treatment, record.notes)
    await queries.index(tx, "record", record_id, terms)


async def index_addendum(tx: Transaction, record_id: UUID, text: str) -> None:
    """To what the record is found by, which stays: it is signed."""
    await queries.add(tx, "record", record_id, word_terms(text))


async def search(tx: Transaction, query: str, limit: int) -> list[SearchResult]:
    """Best first: those whose title begins with what was typed, then the others, newest first."""
    terms, wanted = query_terms(query), query_words(query)
    hits = await queries.with_terms(tx, terms, CANDIDATES) if terms else []
    hits += await queries.records_with(tx, wanted, limit) if wanted else []
    results: list[SearchResult] = []
    for kind, show in (("owner", _owner), ("patient", _patient), ("record", _record)):
        rows = await queries.found(tx, kind, [subject for k, subject in hits if k == kind])
        results += [show(row) for row in rows]
    order = {subject: place for place, (_, subject) in enumerate(hits)}
    start = "".join(words(query))
    results.sort(key=lambda r: (not "".join(words(r.title)).startswith(start), order[r.id]))
    return results[:limit]


def _owner(row: Any) -> SearchResult:
    subtitle = " · ".join(part for part in (row["phone"], row["email"]) if part)
    title = full_name(row["first_name"], row["last_name"])
    return SearchResult(type="owner", id=row["id"], title=title, subtitle=subtitle, owner_id=row["id"])


def _patient(row: Any) -> SearchResult:
    parts = (row["species"], row["breed"], full_name(row["first_name"], row["last_name"]))
    return SearchResult(
        type="patient",
        id=row["id"],
        title=row["name"],
        subtitle=" · ".join(part for part in parts if part),
        patient_id=row["id"],
        owner_id=row["owner_id"],
    )


def _record(row: Any) -> SearchResult:
    return SearchResult(
        type="record",
        id=row["id"],
        title=row["diagnosis"][:200] or row["record_type"],
        subtitle=f"{row['name']} · {row['visit_date'].isoformat()}",
        patient_id=row["patient_id"],
        owner_id=row["owner_id"],
        signed_at=row["signed_at"],
        addenda_count=row["addendaCount"],
        last_addendum=msgspec.json.decode(row["lastAddendum"] or "null", type=LastAddendum | None),
    )
