"""What can be done with patients; each runs in the one transaction of its request."""

from collections.abc import Container, Mapping
from datetime import date
from typing import Any
from uuid import UUID

from msgspec.structs import asdict, replace

from services.patients.owners.queries import OWNERS
from services.patients.patients import rules
from services.patients.patients.queries import PATIENTS, has_records
from services.patients.patients.schemas import PatientIn
from services.patients.search.operations import index_patient
from services.patients.weights.queries import keep_weight
from shared.data.db import Transaction
from shared.data.resources import Saved
from shared.feed.copies import Directory, Meant, user_meant
from shared.wire.documents import Change, Document
from shared.wire.errors import Conflict, Fault, Invalid, NotFound
from shared.wire.faults import Faults
from shared.wire.preconditions import Expected

Fields = Mapping[str, Any]


async def create(
    tx: Transaction, directory: Directory, patient: PatientIn, today: date, patient_id: UUID | None = None
) -> Document:
    patient = await _checked(tx, directory, patient, None, frozenset(["assignedDoctor"]), today)
    saved = await PATIENTS.create(tx, patient_id, **_columns(patient, None, today))
    return await _changed(tx, saved, patient, None, today)


async def update(
    tx: Transaction, directory: Directory, patient_id: UUID, change: Change[PatientIn], today: date
) -> Document:
    current = await PATIENTS.lock(tx, patient_id, today=today)
    before = current.fields()
    patient = await _checked(tx, directory, change.partly_over(current), before, change.body, today)
    saved = await PATIENTS.change(tx, patient_id, **_columns(patient, before, today))
    return await _changed(tx, saved, patient, before, today)


async def archive(tx: Transaction, patient_id: UUID, expected: Expected, today: date) -> Document:
    (await PATIENTS.lock(tx, patient_id, today=today)).check(expected)
    if await has_records(tx, patient_id):
        raise Conflict("This patient has medical records; set it to inactive instead.", slug="has-records")
    return (await PATIENTS.archive(tx, patient_id)).answer()


async def restore(tx: Transaction, patient_id: UUID, expected: Expected, today: date) -> Document:
    current = await PATIENTS.lock(tx, patient_id, today=today)
    current.check(expected)
    patient = current.fields()
    if patient["archivedAt"] and (await OWNERS.lock(tx, UUID(patient["ownerId"]))).fields()["archivedAt"]:
        raise Conflict("The owner of this patient is archived; restore the owner first.", slug="archived")
    await PATIENTS.restore(tx, patient_id)
    return await PATIENTS.get(tx, patient_id, today=today)


async def _checked(
    tx: Transaction, directory: Directory, patient: PatientIn, before: Fields | None, named: Container[str], today: date
) -> PatientIn:
    """With the one of the staff whom its doctor means. Raises Invalid with every fault."""
    faults = Faults(patient)
    rules.check(patient, today, faults)
    with faults.gather():
        await _check_owner(tx, patient, before["ownerId"] if before else None)
    with faults.gather():
        doctor = await _doctor_meant(tx, directory, patient, before, is_named="assignedDoctor" in named)
    faults.settle()
    return replace(patient, assigned_doctor=doctor.name, assigned_doctor_id=doctor.user)


async def _doctor_meant(
    tx: Transaction, directory: Directory, patient: PatientIn, before: Fields | None, *, is_named: bool
) -> Meant:
    now, then = Meant(patient.assigned_doctor, patient.assigned_doctor_id), None
    if before:
        user = before["assignedDoctorId"]
        then = Meant(before["assignedDoctor"], UUID(user) if user else None)
    return await user_meant(tx, directory, now, then, is_named=is_named, path="assignedDoctorId")


async def _check_owner(tx: Transaction, patient: PatientIn, before: str | None) -> None:
    if str(patient.owner_id) == before:
        return
    try:
        owner = (await OWNERS.lock(tx, patient.owner_id)).fields()
    except NotFound:
        raise Invalid(Fault("ownerId", "unknown", "names no owner of this clinic")) from None
    if owner["archivedAt"]:
        raise Invalid(Fault("ownerId", "archived", "names an archived owner; restore the owner first"))


def _columns(patient: PatientIn, current: Fields | None, today: date) -> dict[str, Any]:
    values = asdict(patient)
    del values["age"]
    values["estimated_birth_date"] = rules.estimated_birth_date(patient, current, today)
    return values


async def _changed(tx: Transaction, saved: Saved, patient: PatientIn, before: Fields | None, today: date) -> Document:
    if patient.weight is not None and rules.weight_changed(patient, before):
        await keep_weight(tx, saved.id, patient.weight, patient.weight_unit)
    await index_patient(tx, saved.id, patient)
    return await PATIENTS.get(tx, saved.id, today=today)
