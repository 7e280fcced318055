"""SQL of medical records, with the patient and its owner."""

from typing import Any

from sqlalchemy import ColumnElement, Date, Text, Uuid, and_, bindparam

from services.patients.patients.queries import patient_document, patients_with_owner
from services.patients.tables import patients, records
from shared.db import json_object
from shared.paging import Listing
from shared.resources import Resource

_plain: dict[str, ColumnElement[Any]] = {
    "id": records.c.id,
    "version": records.c.version,
    "patientId": records.c.patient_id,
    "visitDate": records.c.visit_date,
    "recordType": records.c.record_type,
    "symptoms": records.c.symptoms,
    "diagnosis": records.c.diagnosis,
    "treatment": records.c.treatment,
    "notes": records.c.notes,
    "veterinarian": records.c.veterinarian,
    "veterinarianId": records.c.veterinarian_id,
    "createdAt": records.c.created_at,
    "updatedAt": records.c.updated_at,
    "archivedAt": records.c.archived_at,
}
record_document = json_object(**_plain, patient=patient_document)
_with_patient = records.join(
    patients_with_owner, and_(patients.c.clinic_id == records.c.clinic_id, patients.c.id == records.c.patient_id)
)

RECORDS = Resource("record", records, json_object(**_plain), full=record_document, source=_with_patient)

LIST = Listing(
    "select records",
    record_document,
    _with_patient,
    kept=True,
    order=(records.c.visit_date, records.c.id),
    where={
        "from_": records.c.visit_date >= bindparam("from_", type_=Date),
        "to": records.c.visit_date <= bindparam("to", type_=Date),
        "veterinarian": records.c.veterinarian == bindparam("veterinarian", type_=Text),
        "patient_id": records.c.patient_id == bindparam("patient_id", type_=Uuid),
    },
)
RECENT = Listing("select recent records", record_document, _with_patient, order=(records.c.created_at, records.c.id))
