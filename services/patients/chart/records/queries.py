"""SQL of medical records, with the patient and its owner."""

from sqlalchemy import BigInteger, Date, Text, Uuid, and_, bindparam, cast, func, literal_column, or_
from sqlalchemy.dialects.postgresql import JSONB

from services.patients.chart.addenda.queries import AMENDED
from services.patients.chart.records.schemas import Record
from services.patients.registry.patients.queries import brief_patient, patient_document, patients_with_owner
from services.patients.tables.chart import papers, records
from services.patients.tables.registry import patients
from shared.data.db import json_object
from shared.data.paging import Listing
from shared.data.resources import Resource
from shared.data.tables import audit
from shared.feed.embeds import copy_of, join_copy, user_name
from shared.feed.papers import Papers

_with_patient = records.join(
    patients_with_owner, and_(patients.c.clinic_id == records.c.clinic_id, patients.c.id == records.c.patient_id)
)
RECORDS = Resource(
    "record", records, Record, read="read", computed=AMENDED, embeds={"patient": patient_document}, source=_with_patient
)

_patient_shown = cast(patient_document, JSONB).op("#-", return_type=JSONB())(literal_column("'{owner,notes}'"))
PAPERS = Papers(papers, records, _with_patient, version=records.c.version, patient=_patient_shown)

_brief = {"patient": brief_patient}
LIST = RECORDS.listing(
    shows=_brief,
    order=(records.c.visit_date, records.c.id),
    sorts={"date": (records.c.visit_date,)},
    where={
        "from_": records.c.visit_date >= bindparam("from_", type_=Date),
        "to": records.c.visit_date <= bindparam("to", type_=Date),
        "veterinarian": or_(
            records.c.veterinarian == bindparam("veterinarian", type_=Text),
            records.c.veterinarian_id == bindparam("meant", type_=Uuid),
        ),
        "veterinarian_id": records.c.veterinarian_id == bindparam("veterinarian_id", type_=Uuid),
        "patient_id": records.c.patient_id == bindparam("patient_id", type_=Uuid),
    },
)
RECENT = RECORDS.listing(shows=_brief, cached=False, name="select recent records")

# Each change of a record has its entry in the audit, with the record as it was after it: these are its versions.
_author = copy_of("user")
VERSIONS = Listing(
    "select record versions",
    json_object(
        version=cast(audit.c.document["version"].astext, BigInteger),
        at=audit.c.at,
        action=func.split_part(audit.c.action, literal_column("'.'"), 2),
        authorId=audit.c.actor,
        author=user_name(_author),
        record=audit.c.document,
    ),
    join_copy(audit, _author, "user", audit.c.clinic_id, audit.c.actor),
    order=(audit.c.at, audit.c.seq),
    where={"record_id": audit.c.subject == bindparam("record_id", type_=Uuid)},
    always=(audit.c.kind == literal_column("'record'"),),
)
