"""SQL of patients. `patient_document` is also what a record embeds, `brief_patient` in a list."""

from uuid import UUID

from sqlalchemy import Uuid, and_, bindparam, exists, func, select

from services.patients.registry.owners.queries import brief_owner, owner_document
from services.patients.tables.chart import records
from services.patients.tables.registry import owners, patients
from shared.contracts.patient import Patient
from shared.data.db import Statement, Transaction
from shared.data.resources import Resource
from shared.feed.embeds import brief_json
from shared.values.ages import age_years

_age = age_years(func.coalesce(patients.c.birth_date, patients.c.estimated_birth_date), patients.c.deceased_at)
patients_with_owner = patients.join(
    owners, and_(owners.c.clinic_id == patients.c.clinic_id, owners.c.id == patients.c.owner_id)
)

PATIENTS = Resource(
    "patient", patients, Patient, read="read", embeds={"age": _age, "owner": owner_document}, source=patients_with_owner
)
LIST = PATIENTS.listing(
    shows={"owner": brief_owner},
    sorts={
        "name": (patients.c.name,),
        "owner": (owners.c.last_name, owners.c.first_name),
        "created": (patients.c.created_at,),
    },
    where={
        "owner_id": patients.c.owner_id == bindparam("owner_id", type_=Uuid),
        "status": patients.c.status == bindparam("status"),
    },
)

patient_document = PATIENTS.document
brief_patient = brief_json(PATIENTS, owner=brief_owner)

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
