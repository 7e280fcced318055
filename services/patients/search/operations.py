"""One box that finds owners, patients and records."""

from typing import Any
from uuid import UUID

import msgspec

from services.patients.chart.records.schemas import LastAddendum
from services.patients.index.terms import Typed, is_like, readings
from services.patients.search import mixed_queries, queries
from services.patients.search.schemas import SearchFilter, SearchResult
from shared.data.db import Transaction
from shared.values.names import full_name

CANDIDATES = 200


async def search(tx: Transaction, filters: SearchFilter) -> list[SearchResult]:
    """Best first: those whose title begins or whose number ends with what was typed, then the newest."""
    hits: dict[tuple[str, UUID], None] = {}  # in the order in which they are found
    for words in readings(filters.q):
        hits |= dict.fromkeys(await _hits(tx, words, filters))
    results: list[SearchResult] = []
    for kind, show in _SHOW.items():
        rows = await queries.found(tx, kind, [subject for k, subject in hits if k == kind])
        results += [show(row) for row in rows]
    order = {subject: place for place, (_, subject) in enumerate(hits)}
    results.sort(key=lambda result: (not is_like(filters.q, result.title, result.subtitle), order[result.id]))
    return results[: filters.limit]


async def _hits(tx: Transaction, words: list[Typed], filters: SearchFilter) -> list[tuple[str, UUID]]:
    terms = {term for word in words for term in word.terms}
    begins = [begin for word in words for begin in word.begins]
    shown = filters.shown()
    owners = await queries.with_terms(tx, terms, CANDIDATES, "owner", shown)
    patients = await queries.with_terms(tx, terms, CANDIDATES, "patient", shown)
    records = await queries.records_with(tx, begins, filters.limit, shown)
    patients += await queries.animals_of(tx, owners, CANDIDATES, shown)
    if len(words) > 1:
        mixed = [row for row in await mixed_queries.mixed(tx, words, CANDIDATES, shown) if row["id"] not in patients]
        owners += [row["owner_id"] for row in mixed]
        patients += [row["id"] for row in mixed]
        # The dearest of all, and the last of what is shown: looked for where there's room for it.
        has_room = filters.kind is None and len({*owners, *patients, *records}) < filters.limit
        if filters.kind == "record" or has_room:
            records += await mixed_queries.mixed_records(tx, words, filters.limit, shown)
    found = {"owner": owners, "patient": patients, "record": records}
    return [(kind, subject) for kind in found if filters.kind in (None, kind) for subject in found[kind]]


def _owner(row: Any) -> SearchResult:
    subtitle = " · ".join(part for part in (row["phone"], row["email"]) if part)
    title = full_name(row["first_name"], row["last_name"])
    return SearchResult(
        type="owner", id=row["id"], title=title, subtitle=subtitle, owner_id=row["id"], animals=row["animals"]
    )


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
        addenda_count=row["addenda_count"],
        last_addendum=msgspec.json.decode(row["last_addendum"] or "null", type=LastAddendum | None),
    )


_SHOW = {"owner": _owner, "patient": _patient, "record": _record}
