"""Operations on medical records; each runs in the one transaction of its request."""

from collections.abc import Container
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import msgspec
from msgspec.structs import asdict, replace

from services.patients.chart.addenda.queries import LIST as ADDENDA
from services.patients.chart.records import rules
from services.patients.chart.records.found import FOUND
from services.patients.chart.records.queries import PAPERS, RECORDS
from services.patients.chart.records.schemas import RecordIn, RecordNow
from services.patients.registry.patients.queries import PATIENTS
from shared.data.paging import MAX_LIMIT
from shared.feed.desk import Desk
from shared.feed.directory import ClinicSettings
from shared.feed.people import name_of_user, veterinarian_meant
from shared.wire.documents import Change, Document
from shared.wire.errors import Fault, Invalid, NotFound
from shared.wire.faults import Faults
from shared.wire.preconditions import Expected
from shared.wire.shapes import Now

Json = dict[str, Any]


async def printable(desk: Desk, record_id: UUID) -> tuple[Json, list[Json], ClinicSettings]:
    """With its addenda, newest first: once it is signed, with its patient, owner and clinic as they were then."""
    found = (await RECORDS.get(desk, record_id)).fields()
    record, then = await PAPERS.over(desk, found, desk.clinic)
    page = await ADDENDA.page(desk, MAX_LIMIT, None, record_id=record_id)
    return record, msgspec.json.decode(page.body), then


async def create(desk: Desk, record: RecordIn, record_id: UUID | None = None) -> Document:
    record = await _checked(desk, record, None, frozenset(["veterinarian"]))
    saved = await RECORDS.create(desk, record_id, **asdict(record))
    return await _indexed(desk, saved.id, record)


async def update(desk: Desk, record_id: UUID, change: Change[RecordIn]) -> Document:
    current = await RECORDS.lock(desk, record_id)
    before = current.read(RecordNow)
    rules.open_to_change(before)
    rules.guard(current, change.expected, desk.actor.user_id)
    record = await _checked(desk, change.partly_over(current), before, change.body)
    await RECORDS.change(desk, record_id, **asdict(record))
    return await _indexed(desk, record_id, record)


async def sign(desk: Desk, record_id: UUID, expected: Expected) -> Document:
    """Locks it. Who signs has seen what is signed: another's version must be named."""
    signer = desk.actor.user_id
    current = await RECORDS.lock(desk, record_id)
    rules.signable(current.read(RecordNow))
    current.check(expected)
    rules.guard(current, expected, signer)
    name = await name_of_user(desk, signer)
    await RECORDS.change(desk, record_id, "signed", signed_at=datetime.now(UTC), signed_by=signer, signer=name)
    await PAPERS.insert(desk, record_id, record_id)
    return await RECORDS.get(desk, record_id)


async def _checked(
    desk: Desk,
    record: RecordIn,
    before: RecordNow | None,
    named: Container[str],
) -> RecordIn:
    """With its day, and whom its veterinarian means. Raises Invalid with every fault."""
    faults = Faults(record)
    faults.check(rules.visit_day, record, desk.today)
    with faults.gather():
        await _check_patient(desk, record, before)
    with faults.gather():
        meant = await veterinarian_meant(desk, record, before, named)
    faults.settle()
    return replace(record, **meant)


async def _check_patient(desk: Desk, record: RecordIn, before: RecordNow | None) -> None:
    """Locked, so that nobody archives the patient meanwhile. `before`: the record as it is now."""
    if before and record.patient_id == before.patient_id:
        return
    try:
        patient = (await PATIENTS.lock(desk, record.patient_id)).read(Now)
    except NotFound:
        raise Invalid(Fault("patientId", "unknown", "names no patient of this clinic")) from None
    if patient.archived_at:
        raise Invalid(Fault("patientId", "archived", "names an archived patient; restore the patient first"))


async def _indexed(desk: Desk, record_id: UUID, record: RecordIn) -> Document:
    await FOUND.index(desk, record_id, record)
    return await RECORDS.get(desk, record_id)
