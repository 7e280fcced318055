"""Operations on patients; each runs in the one transaction of its request."""

from collections.abc import Container
from typing import Any
from uuid import UUID

from msgspec.structs import asdict, replace

from services.patients.registry.owners.queries import OWNERS
from services.patients.registry.patients import rules
from services.patients.registry.patients.found import FOUND
from services.patients.registry.patients.queries import PATIENTS, has_records
from services.patients.registry.patients.schemas import PatientIn, PatientNow
from services.patients.registry.weights.queries import insert_weight
from shared.data.resources import Saved
from shared.feed.desk import Desk
from shared.feed.people import Meant, user_meant
from shared.wire.documents import Change, Document
from shared.wire.errors import Conflict, Fault, Invalid, NotFound
from shared.wire.faults import Faults
from shared.wire.preconditions import Expected
from shared.wire.shapes import Now


async def create(desk: Desk, patient: PatientIn, patient_id: UUID | None = None) -> Document:
    patient = await _checked(desk, patient, None, frozenset(["assignedDoctor"]))
    saved = await PATIENTS.create(desk, patient_id, **_columns(desk, patient, None))
    return await _changed(desk, saved, patient, None)


async def update(desk: Desk, patient_id: UUID, change: Change[PatientIn]) -> Document:
    current = await PATIENTS.lock(desk, patient_id)
    before = current.read(PatientNow)
    patient = await _checked(desk, change.partly_over(current), before, change.body)
    saved = await PATIENTS.change(desk, patient_id, **_columns(desk, patient, before))
    return await _changed(desk, saved, patient, before)


async def archive(desk: Desk, patient_id: UUID, expected: Expected) -> Document:
    (await PATIENTS.lock(desk, patient_id)).check(expected)
    if await has_records(desk, patient_id):
        raise Conflict("This patient has medical records; set it to inactive instead.", slug="has-records")
    return (await PATIENTS.archive(desk, patient_id)).answer()


async def restore(desk: Desk, patient_id: UUID, expected: Expected) -> Document:
    current = await PATIENTS.lock(desk, patient_id)
    current.check(expected)
    patient = current.read(PatientNow)
    if patient.archived_at and (await OWNERS.lock(desk, patient.owner_id)).read(Now).archived_at:
        raise Conflict("The owner of this patient is archived; restore the owner first.", slug="archived")
    await PATIENTS.restore(desk, patient_id)
    return await PATIENTS.get(desk, patient_id)


async def _checked(desk: Desk, patient: PatientIn, before: PatientNow | None, named: Container[str]) -> PatientIn:
    """With the one of the staff whom its doctor means. Raises Invalid with every fault."""
    faults = Faults(patient)
    rules.check(patient, desk.today, faults)
    with faults.gather():
        await _check_owner(desk, patient, before.owner_id if before else None)
    with faults.gather():
        doctor = await _doctor_meant(desk, patient, before, is_named="assignedDoctor" in named)
    faults.settle()
    return replace(patient, assigned_doctor=doctor.name, assigned_doctor_id=doctor.user)


async def _doctor_meant(desk: Desk, patient: PatientIn, before: PatientNow | None, *, is_named: bool) -> Meant:
    now = Meant(patient.assigned_doctor, patient.assigned_doctor_id)
    then = Meant(before.assigned_doctor, before.assigned_doctor_id) if before else None
    return await user_meant(desk, now, then, is_named=is_named, path="assignedDoctorId")


async def _check_owner(desk: Desk, patient: PatientIn, before: UUID | None) -> None:
    if patient.owner_id == before:
        return
    try:
        owner = (await OWNERS.lock(desk, patient.owner_id)).read(Now)
    except NotFound:
        raise Invalid(Fault("ownerId", "unknown", "names no owner of this clinic")) from None
    if owner.archived_at:
        raise Invalid(Fault("ownerId", "archived", "names an archived owner; restore the owner first"))


def _columns(desk: Desk, patient: PatientIn, current: PatientNow | None) -> dict[str, Any]:
    values = asdict(patient)
    del values["age"]
    values["estimated_birth_date"] = rules.estimated_birth_date(patient, current, desk.today)
    return values


async def _changed(desk: Desk, saved: Saved, patient: PatientIn, before: PatientNow | None) -> Document:
    if patient.weight is not None and rules.weight_changed(patient, before):
        await insert_weight(desk, saved.id, patient.weight, patient.weight_unit)
    await FOUND.index(desk, saved.id, patient)
    return await PATIENTS.get(desk, saved.id)
