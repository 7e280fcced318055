"""What can be done with patients; each runs in the one transaction of its request."""

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from msgspec.structs import asdict

from services.patients.owners.queries import OWNERS
from services.patients.patients import rules
from services.patients.patients.queries import PATIENTS, has_records
from services.patients.patients.schemas import PatientIn
from services.patients.search.operations import index_patient
from services.patients.weights.queries import keep_weight
from shared.copies import user_named
from shared.db import Transaction
from shared.documents import Change, Document
from shared.errors import Conflict, Fault, Invalid, NotFound
from shared.faults import Faults
from shared.preconditions import Expected
from shared.resources import Saved


async def create(tx: Transaction, patient: PatientIn, today: date, patient_id: UUID | None = None) -> Document:
    await _check(tx, patient, None, today)
    saved = await PATIENTS.insert(tx, patient_id, **await _columns(tx, patient, None, today))
    return await _changed(tx, "created", saved, patient, None, today)


async def update(tx: Transaction, patient_id: UUID, change: Change[PatientIn], today: date) -> Document:
    current = await PATIENTS.lock(tx, patient_id, today=today)
    patient, before = change.partly_over(current), current.fields()
    await _check(tx, patient, before["ownerId"], today)
    saved = await PATIENTS.update(tx, patient_id, **await _columns(tx, patient, before, today))
    return await _changed(tx, "updated", saved, patient, before, today)


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


async def _check(tx: Transaction, patient: PatientIn, owner_before: str | None, today: date) -> None:
    """Raises Invalid with every fault."""
    faults = Faults(patient)
    rules.check(patient, today, faults)
    with faults.gather():
        await _check_owner(tx, patient, owner_before)
    faults.settle()


async def _check_owner(tx: Transaction, patient: PatientIn, before: str | None) -> None:
    if str(patient.owner_id) == before:
        return
    try:
        owner = (await OWNERS.lock(tx, patient.owner_id)).fields()
    except NotFound:
        raise Invalid(Fault("ownerId", "unknown", "names no owner of this clinic")) from None
    if owner["archivedAt"]:
        raise Invalid(Fault("ownerId", "archived", "names an archived owner; restore the owner first"))


async def _columns(
    tx: Transaction, patient: PatientIn, current: Mapping[str, Any] | None, today: date
) -> dict[str, Any]:
    values = asdict(patient)
    del values["age"]
    values["estimated_birth_date"] = rules.estimated_birth_date(patient, current, today)
    values["assigned_doctor_id"] = await user_named(tx, patient.assigned_doctor)
    return values


async def _changed(
    tx: Transaction, action: str, saved: Saved, patient: PatientIn, before: Mapping[str, Any] | None, today: date
) -> Document:
    if patient.weight is not None and rules.weight_changed(patient, before):
        await keep_weight(tx, saved.id, patient.weight, patient.weight_unit)
    await index_patient(tx, saved.id, patient)
    await PATIENTS.record(tx, action, saved)
    return await PATIENTS.get(tx, saved.id, today=today)
