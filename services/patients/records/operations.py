"""What can be done with medical records; each runs in the one transaction of its request."""

from collections.abc import Container
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import msgspec
from msgspec.structs import asdict, replace

from services.patients.addenda.queries import LIST as ADDENDA
from services.patients.patients.queries import PATIENTS
from services.patients.records import rules
from services.patients.records.queries import PAPERS, RECORDS
from services.patients.records.schemas import RecordIn, RecordNow
from services.patients.search.operations import index_record
from shared.data.db import SYSTEM, Transaction
from shared.data.paging import MAX_LIMIT
from shared.feed.copies import Clinic, Directory, name_of_user, veterinarian_meant
from shared.wire.documents import Change, Document
from shared.wire.errors import Fault, Invalid, NotFound
from shared.wire.faults import Faults
from shared.wire.preconditions import Expected

Json = dict[str, Any]


async def printable(tx: Transaction, record_id: UUID, clinic: Clinic) -> tuple[Json, list[Json], Clinic]:
    """With its addenda, newest first: once it is signed, with its patient, owner and clinic as they were then."""
    found = (await RECORDS.get(tx, record_id, today=clinic.today())).fields()
    record, then = await PAPERS.over(tx, found, clinic)
    page = await ADDENDA.page(tx, MAX_LIMIT, None, record_id=record_id)
    return record, msgspec.json.decode(page.body), then


async def create(
    tx: Transaction, directory: Directory, record: RecordIn, today: date, record_id: UUID | None = None
) -> Document:
    record = await _checked(tx, directory, record, None, frozenset(["veterinarian"]), today)
    saved = await RECORDS.create(tx, record_id, **asdict(record))
    return await _indexed(tx, saved.id, record, today)


async def update(
    tx: Transaction, directory: Directory, record_id: UUID, change: Change[RecordIn], today: date
) -> Document:
    current = await RECORDS.lock(tx, record_id, today=today)
    rules.open_to_change(current.fields())
    rules.guard(current, change.expected, (tx.actor or SYSTEM).user_id)
    before = msgspec.json.decode(current.body, type=RecordNow)
    record = await _checked(tx, directory, change.partly_over(current), before, change.body, today)
    await RECORDS.change(tx, record_id, **asdict(record))
    return await _indexed(tx, record_id, record, today)


async def sign(tx: Transaction, record_id: UUID, expected: Expected, today: date) -> Document:
    """Locks it. Who signs has seen what is signed: another's version must be named."""
    signer = (tx.actor or SYSTEM).user_id
    current = await RECORDS.lock(tx, record_id, today=today)
    rules.signable(current.fields())
    current.check(expected)
    rules.guard(current, expected, signer)
    name = await name_of_user(tx, signer)
    await RECORDS.change(tx, record_id, "signed", signed_at=datetime.now(UTC), signed_by=signer, signer=name)
    await PAPERS.keep(tx, record_id, record_id, today=today)
    return await RECORDS.get(tx, record_id, today=today)


async def _checked(
    tx: Transaction,
    directory: Directory,
    record: RecordIn,
    before: RecordNow | None,
    named: Container[str],
    today: date,
) -> RecordIn:
    """With its day, and whom its veterinarian means. Raises Invalid with every fault."""
    faults = Faults(record)
    faults.check(rules.visit_day, record, today)
    with faults.gather():
        await _check_patient(tx, record, before, today)
    with faults.gather():
        meant = await veterinarian_meant(tx, directory, record, before, named)
    faults.settle()
    return replace(record, **meant)


async def _check_patient(tx: Transaction, record: RecordIn, before: RecordNow | None, today: date) -> None:
    """Locked, so that nobody archives the patient meanwhile. `before`: the record as it is now."""
    if before and record.patient_id == before.patient_id:
        return
    try:
        patient = (await PATIENTS.lock(tx, record.patient_id, today=today)).fields()
    except NotFound:
        raise Invalid(Fault("patientId", "unknown", "names no patient of this clinic")) from None
    if patient["archivedAt"]:
        raise Invalid(Fault("patientId", "archived", "names an archived patient; restore the patient first"))


async def _indexed(tx: Transaction, record_id: UUID, record: RecordIn, today: date) -> Document:
    await index_record(tx, record_id, record)
    return await RECORDS.get(tx, record_id, today=today)
