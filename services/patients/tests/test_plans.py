"""Each list takes its index, as the application's role, among many rows and clinics."""

import sys
from datetime import date
from typing import Any
from uuid import UUID

import asyncpg
import pytest

from services.patients.app import WINGS
from services.patients.chart.addenda.queries import LIST as ADDENDA
from services.patients.chart.drafts.queries import LIST as DRAFTS
from services.patients.chart.records.queries import LIST as RECORDS
from services.patients.chart.records.queries import RECENT, VERSIONS
from services.patients.index.terms import Typed
from services.patients.registry.owners.queries import LIST as OWNERS
from services.patients.registry.patients.queries import LIST as PATIENTS
from services.patients.registry.weights.queries import LIST as WEIGHTS
from services.patients.search import mixed_queries
from services.patients.search.operations import search
from services.patients.search.schemas import SearchFilter
from shared.api.room import Room
from shared.data.audit import LISTING as AUDIT
from shared.data.paging import Listing
from shared.service.app import ServiceApp
from shared.service.plan import rooms
from shared.testing.kit import database_url
from shared.testing.plans import ExplainedTransaction, unindexed
from shared.values.ids import new_id

MANY = """
    INSERT INTO owners (clinic_id, id, first_name, last_name, email, phone, address, notes, created_at, archived_at)
    SELECT $1, uuidv7(), 'Ann', 'Lee' || n % 1000, '', '', '', '', now() - n * interval '1 min',
           CASE WHEN n % 100 = 0 THEN now() END
    FROM generate_series(1, $2::int) n;
    INSERT INTO patients (clinic_id, id, owner_id, name, species, breed, weight_unit, status, assigned_doctor,
                          microchip, alerts, created_at, archived_at)
    SELECT clinic_id, id, id, 'Rex' || first_name, 'Dog', '', 'kg', 'active', '', '', '{}', created_at, archived_at
    FROM owners WHERE clinic_id = $1;
    INSERT INTO weights (clinic_id, id, patient_id, weight, weight_unit, weight_kg)
    SELECT clinic_id, uuidv7(), id, 5, 'kg', 5 FROM patients WHERE clinic_id = $1;
    INSERT INTO records (clinic_id, id, patient_id, visit_date, record_type, symptoms, diagnosis, treatment, notes,
                         veterinarian)
    SELECT clinic_id, uuidv7(), id, created_at::date, 'treatment', '', 'Otitis', '', '', 'Sarah' FROM patients
    WHERE clinic_id = $1;
    INSERT INTO addenda (clinic_id, id, record_id, author, text)
    SELECT clinic_id, uuidv7(), id, '', 'x' FROM records WHERE clinic_id = $1;
    INSERT INTO drafts (clinic_id, user_id, id, patient_id, content)
    SELECT clinic_id, '00000000-0000-0000-0000-000000000007', id, id, '{}' FROM patients WHERE clinic_id = $1;
    INSERT INTO search_terms SELECT clinic_id, 'g' || left(id::text, 2), 'owner', id FROM owners WHERE clinic_id = $1;
    INSERT INTO audit
    SELECT clinic_id, row_number() OVER (ORDER BY id), created_at, NULL, '', '', 'owner.created', 'owner', id, '{}',
           '', ''
    FROM owners WHERE clinic_id = $1"""


@pytest.fixture(scope="module")
async def crowded() -> UUID:
    """A clinic with thousands of everything, and another one beside it."""
    connection = await asyncpg.connect(database_url("vetchart_ops"), server_settings={"search_path": "patients"})
    clinics = [new_id(), new_id()]
    for clinic in clinics:
        for statement in MANY.split(";"):
            await connection.execute(statement, *([clinic, 5_000] if "$2" in statement else [clinic]))
    await connection.execute("ANALYZE owners, patients, weights, records, search_terms, audit, addenda, drafts")
    await connection.close()
    return clinics[0]


SOME = UUID(int=7)
DAY = date(2026, 1, 1)
CURRENT: dict[str, Any] = {"current": True}
NOW: dict[str, Any] = {**CURRENT, "today": DAY}  # with ages


ROOMS = rooms(WINGS)
PAGES: list[tuple[Listing, dict[str, Any], str]] = [
    (OWNERS, CURRENT, "owners_newest_idx"),
    (OWNERS, {"archived": True}, "owners_archived_idx"),
    (PATIENTS, NOW, "patients_newest_idx"),
    (PATIENTS, {"archived": True, "today": DAY}, "patients_archived_idx"),
    (OWNERS, {**CURRENT, "sort": "name"}, "owners_name_idx"),
    (OWNERS, {**CURRENT, "sort": "-name"}, "owners_name_idx"),
    (OWNERS, {**CURRENT, "sort": "created"}, "owners_newest_idx"),
    (PATIENTS, {**NOW, "sort": "name"}, "patients_name_idx"),
    (PATIENTS, {**NOW, "sort": "-name", "status": "active"}, "patients_name_idx"),
    (PATIENTS, {**NOW, "sort": "owner"}, "owners_name_idx"),
    (PATIENTS, {**NOW, "sort": "-owner"}, "owners_name_idx"),
    (RECORDS, {"today": DAY, "sort": "date"}, "records_newest_idx"),
    (PATIENTS, {**NOW, "status": "active"}, "patients_newest_idx"),
    (PATIENTS, {**NOW, "owner_id": SOME}, "patients_owner_idx"),
    (WEIGHTS, {"patient_id": SOME, "counted": True}, "weights_patient_idx"),
    (RECORDS, {"today": DAY}, "records_newest_idx"),
    (RECORDS, {"today": DAY, "from_": DAY, "to": DAY}, "records_newest_idx"),
    (RECORDS, {"today": DAY, "patient_id": SOME}, "records_patient_idx"),
    (RECENT, {"today": DAY}, "records_created_idx"),
    (VERSIONS, {"record_id": SOME}, "audit_subject_idx"),
    (ADDENDA, {"record_id": SOME}, "addenda_record_idx"),
    (DRAFTS, {"user_id": SOME}, "drafts_newest_idx"),
    (AUDIT, {}, "audit_at_idx"),
    (AUDIT, {"subject": SOME}, "audit_subject_idx"),
]


def test_all_lists_are_looked_at() -> None:
    values = [
        each
        for name, module in list(sys.modules.items())
        if name.startswith("services.patients.")
        for each in vars(module).values()
    ]
    lists = {each for each in values if isinstance(each, Listing)} - {room.listing for room in ROOMS}
    assert lists <= {listing for listing, *_ in PAGES}


@pytest.mark.parametrize("room", ROOMS, ids=lambda room: room.path)
async def test_a_plain_list_takes_an_index(app: ServiceApp, room: Room) -> None:
    assert await unindexed(app, room) == []


@pytest.mark.parametrize(("listing", "values", "index"), PAGES)
async def test_a_page_takes_its_index(
    app: ServiceApp, crowded: UUID, listing: Listing, values: dict[str, Any], index: str
) -> None:
    async with app.service.db.transaction(crowded) as tx:
        explained = ExplainedTransaction(tx.connection, crowded)
        first = await listing.page(explained, 20, None, **values)
        if first.next:
            await listing.page(explained, 20, first.next, **values)
    assert index in explained.scans
    assert not any(scan.startswith("Seq Scan") for scan in explained.scans), explained.scans
    assert "Sort" not in explained.scans or index == "patients_owner_idx"


@pytest.mark.parametrize("query", ["Ann Lee", "ㄱㅁㅈ", "555-0100", "otitis", "otitis ann", "ann lee rex"])
async def test_search_takes_its_index(app: ServiceApp, crowded: UUID, query: str) -> None:
    async with app.service.db.transaction(crowded) as tx:
        explained = ExplainedTransaction(tx.connection, crowded)
        await search(explained, SearchFilter(q=query))
    assert "search_terms_pkey" in explained.scans
    assert not any(scan.startswith("Seq Scan") for scan in explained.scans), explained.scans


async def test_words_of_owner_patient_and_record_take_their_indexes(app: ServiceApp, crowded: UUID) -> None:
    words = [Typed(frozenset({"g01"}), ("wotitis",))] * 2
    async with app.service.db.transaction(crowded) as tx:
        explained = ExplainedTransaction(tx.connection, crowded)
        assert await mixed_queries.mixed(explained, words, 20, SearchFilter().shown())
        await mixed_queries.mixed_records(explained, words, 20, SearchFilter().shown())
    assert {"search_terms_pkey", "patients_owner_idx", "patients_pkey", "records_patient_idx"} <= explained.scans
    assert not any(scan.startswith("Seq Scan") for scan in explained.scans), explained.scans
