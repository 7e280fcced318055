"""SQL of patients. `patient_document` is also what a record embeds, `brief_patient` in a list."""

from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Uuid, and_, bindparam, exists, func, select

from services.patients.owners.queries import brief_owner, owner_document
from services.patients.tables import owners, patients, records
from shared.ages import age_years
from shared.db import Statement, Transaction, json_object
from shared.embeds import brief
from shared.paging import Listing
from shared.resources import Resource

_plain: dict[str, ColumnElement[Any]] = {
    "id": patients.c.id,
    "version": patients.c.version,
    "ownerId": patients.c.owner_id,
    "name": patients.c.name,
    "species": patients.c.species,
    "breed": patients.c.breed,
    "gender": patients.c.gender,
    "birthDate": patients.c.birth_date,
    "estimatedBirthDate": patients.c.estimated_birth_date,
    "deceasedAt": patients.c.deceased_at,
    "weight": patients.c.weight,
    "weightUnit": patients.c.weight_unit,
    "status": patients.c.status,
    "assignedDoctor": patients.c.assigned_doctor,
    "assignedDoctorId": patients.c.assigned_doctor_id,
    "handlingDifficulty": patients.c.handling_difficulty,
    "microchip": patients.c.microchip,
    "alerts": patients.c.alerts,
    "createdAt": patients.c.created_at,
    "updatedAt": patients.c.updated_at,
    "archivedAt": patients.c.archived_at,
}
_age = age_years(func.coalesce(patients.c.birth_date, patients.c.estimated_birth_date), patients.c.deceased_at)

patient_document = json_object(**_plain, age=_age, owner=owner_document)
_brief = {"breed": brief(patients.c.breed), "assignedDoctor": brief(patients.c.assigned_doctor)}
brief_patient = json_object(**{**_plain, **_brief}, age=_age, owner=brief_owner)
patients_with_owner = patients.join(
    owners, and_(owners.c.clinic_id == patients.c.clinic_id, owners.c.id == patients.c.owner_id)
)

PATIENTS = Resource("patient", patients, json_object(**_plain), full=patient_document, source=patients_with_owner)

LIST = Listing(
    "select patients",
    json_object(**_plain, age=_age, owner=brief_owner),
    patients_with_owner,
    kept=True,
    order=(patients.c.created_at, patients.c.id),
    sorts={
        "name": (patients.c.name,),
        "owner": (owners.c.last_name, owners.c.first_name),
        "created": (patients.c.created_at,),
    },
    where={
        "archived": patients.c.archived_at.is_not(None),
        "current": patients.c.archived_at.is_(None),
        "owner_id": patients.c.owner_id == bindparam("owner_id", type_=Uuid),
        "status": patients.c.status == bindparam("status"),
    },
)

_HAS_RECORDS = Statement(
    "select patient's records",
    select(
        exists().where(
            records.c.clinic_id == bindparam("clinic_id", type_=Uuid),
            records.c.patient_id == bindparam("id", type_=Uuid),
        )
    ),
)


async def has_records(tx: Transaction, patient: UUID) -> bool:
    return bool(await tx.value(_HAS_RECORDS, id=patient))
