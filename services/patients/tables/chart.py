"""Tables of the medical record."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Date,
    ForeignKeyConstraint,
    Index,
    Table,
    Text,
    Uuid,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB, TIMESTAMP

from services.patients.tables.schema import metadata
from shared.data.resources import resource_columns

records = Table(
    "records",
    metadata,
    *resource_columns(),
    Column("patient_id", Uuid, nullable=False),
    Column("visit_date", Date, nullable=False),
    Column("record_type", Text, nullable=False),
    Column("symptoms", Text, nullable=False),
    Column("diagnosis", Text, nullable=False),
    Column("treatment", Text, nullable=False),
    Column("notes", Text, nullable=False),
    Column("veterinarian", Text, nullable=False),
    Column("veterinarian_id", Uuid),
    Column("signed_at", TIMESTAMP(timezone=True)),
    Column("signed_by", Uuid),
    Column("signer", Text, nullable=False, server_default=""),
    ForeignKeyConstraint(["clinic_id", "patient_id"], ["patients.clinic_id", "patients.id"]),
    CheckConstraint("record_type IN ('vaccine', 'surgery', 'treatment', 'dental')", "record_type"),
)
Index("records_newest_idx", records.c.clinic_id, records.c.visit_date.desc(), records.c.id.desc())
Index(
    "records_patient_idx",
    records.c.clinic_id,
    records.c.patient_id,
    records.c.visit_date.desc(),
    records.c.id.desc(),
)
Index("records_created_idx", records.c.clinic_id, records.c.created_at.desc(), records.c.id.desc())

addenda = Table(
    "addenda",
    metadata,
    Column("clinic_id", Uuid, primary_key=True),
    Column("id", Uuid, primary_key=True),
    Column("record_id", Uuid, nullable=False),
    Column("at", TIMESTAMP(timezone=True), nullable=False, server_default=text("now()")),
    Column("author_id", Uuid),
    Column("author", Text, nullable=False),
    Column("text", Text, nullable=False),
    ForeignKeyConstraint(["clinic_id", "record_id"], ["records.clinic_id", "records.id"]),
)
Index("addenda_record_idx", addenda.c.clinic_id, addenda.c.record_id, addenda.c.at.desc(), addenda.c.id.desc())

# What a signed record shows of others, as it was when it was signed. Inserted only.
papers = Table(
    "papers",
    metadata,
    Column("clinic_id", Uuid, primary_key=True),
    Column("id", Uuid, primary_key=True),
    Column("document", JSONB, nullable=False),
)

# One for each user and record, or for each user and patient where the record is a new one: `id` is that object's.
drafts = Table(
    "drafts",
    metadata,
    Column("clinic_id", Uuid, primary_key=True),
    Column("user_id", Uuid, primary_key=True),
    Column("id", Uuid, primary_key=True),
    Column("version", BigInteger, nullable=False, server_default="1"),
    Column("updated_at", TIMESTAMP(timezone=True), nullable=False, server_default=text("now()")),
    Column("patient_id", Uuid, nullable=False),
    Column("record_id", Uuid),
    Column("content", JSONB, nullable=False),
    ForeignKeyConstraint(["clinic_id", "patient_id"], ["patients.clinic_id", "patients.id"]),
)
Index("drafts_newest_idx", drafts.c.clinic_id, drafts.c.user_id, drafts.c.updated_at.desc(), drafts.c.id.desc())

record_templates = Table(
    "record_templates",
    metadata,
    *resource_columns(),
    Column("name", Text, nullable=False),
    Column("record_type", Text, nullable=False),
    Column("symptoms", Text, nullable=False),
    Column("diagnosis", Text, nullable=False),
    Column("treatment", Text, nullable=False),
    Column("notes", Text, nullable=False),
    CheckConstraint("record_type IN ('vaccine', 'surgery', 'treatment', 'dental')", "record_type"),
)
Index(
    "record_templates_newest_idx",
    record_templates.c.clinic_id,
    record_templates.c.created_at.desc(),
    record_templates.c.id.desc(),
)

record_views = Table(
    "record_views",
    metadata,
    Column("clinic_id", Uuid, primary_key=True),
    Column("id", Uuid, primary_key=True),
    Column("at", TIMESTAMP(timezone=True), nullable=False),
    Column("user_id", Uuid, nullable=False),
    Column("patient_id", Uuid),
    Column("record_id", Uuid),
    Column("request_id", Text, nullable=False),
    Column("listed", Boolean, nullable=False),
)
Index("record_views_at_idx", record_views.c.clinic_id, record_views.c.at.desc())
