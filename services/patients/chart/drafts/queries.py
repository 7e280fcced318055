"""SQL of drafts. Each names its user: nobody sees another's."""

from uuid import UUID

from sqlalchemy import Text, Uuid, and_, bindparam, cast, delete, literal_column, select, union_all
from sqlalchemy.dialects.postgresql import JSONB, insert

from services.patients.tables.chart import drafts, records
from services.patients.tables.registry import patients
from shared.data.db import Statement, Transaction, json_object
from shared.data.paging import Listing
from shared.wire.documents import Document

_source = drafts.join(patients, and_(patients.c.clinic_id == drafts.c.clinic_id, patients.c.id == drafts.c.patient_id))
_document = drafts.c.content.op("||", return_type=JSONB())(
    cast(
        json_object(
            id=drafts.c.id,
            version=drafts.c.version,
            updatedAt=drafts.c.updated_at,
            patientId=drafts.c.patient_id,
            patientName=patients.c.name,
            recordId=drafts.c.record_id,
        ),
        JSONB,
    )
)
_mine = (
    drafts.c.clinic_id == bindparam("clinic_id", type_=Uuid),
    drafts.c.user_id == bindparam("user_id", type_=Uuid),
    drafts.c.id == bindparam("id", type_=Uuid),
)
_one = select(cast(_document, Text), drafts.c.version).select_from(_source).where(*_mine)
_GET = Statement("select draft", _one)
_DELETE = Statement("delete draft", delete(drafts).where(*_mine))

LIST = Listing(
    "select drafts",
    _document,
    _source,
    order=(drafts.c.updated_at, drafts.c.id),
    where={"user_id": drafts.c.user_id == bindparam("user_id", type_=Uuid)},
)

_save = insert(drafts)
_save = _save.on_conflict_do_update(
    index_elements=["clinic_id", "user_id", "id"],
    set_={
        "content": _save.excluded.content,
        "patient_id": _save.excluded.patient_id,
        "version": drafts.c.version + 1,
        "updated_at": _save.excluded.updated_at,
    },
)
_SAVE = Statement("upsert draft", _save, ["clinic_id", "user_id", "id", "patient_id", "record_id", "content"])

_clinic, _id = bindparam("clinic_id", type_=Uuid), bindparam("id", type_=Uuid)
_SUBJECT = Statement(
    "select draft's subject",
    union_all(
        select(records.c.patient_id, records.c.id.label("record_id")).where(
            records.c.clinic_id == _clinic, records.c.id == _id
        ),
        select(patients.c.id, literal_column("NULL::uuid", Uuid)).where(
            patients.c.clinic_id == _clinic, patients.c.id == _id
        ),
    ),
)


async def find(tx: Transaction, user_id: UUID, subject: UUID) -> Document | None:
    row = await tx.row(_GET, user_id=user_id, id=subject)
    return Document(row[0], row[1], user_id) if row else None


async def subject_of(tx: Transaction, subject: UUID) -> tuple[UUID, UUID | None] | None:
    """The patient, and the record where `subject` is one's; None where it is neither's."""
    row = await tx.row(_SUBJECT, id=subject)
    return (row["patient_id"], row["record_id"]) if row else None


async def save(
    tx: Transaction, user_id: UUID, subject: UUID, patient_id: UUID, record_id: UUID | None, content: str
) -> None:
    await tx.execute(_SAVE, user_id=user_id, id=subject, patient_id=patient_id, record_id=record_id, content=content)


async def remove(tx: Transaction, user_id: UUID, subject: UUID) -> None:
    await tx.execute(_DELETE, user_id=user_id, id=subject)
