"""The data model of the schema `patients` on one page: owners, their animals, the medical record."""

from sqlalchemy import (
    ARRAY,
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Computed,
    Date,
    ForeignKeyConstraint,
    Index,
    MetaData,
    Numeric,
    Table,
    Text,
    Uuid,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB, TIMESTAMP

from shared.data.resources import resource_columns
from shared.data.tables import CONVENTION

metadata = MetaData(naming_convention=CONVENTION)

KG_PER_LB = "0.45359237"  # by definition: international yard and pound agreement, 1959

owners = Table(
    "owners",
    metadata,
    *resource_columns(),
    Column("first_name", Text, nullable=False),
    Column("last_name", Text, nullable=False),
    Column("email", Text, nullable=False),
    Column("phone", Text, nullable=False),
    Column("address", Text, nullable=False),
    Column("notes", Text, nullable=False),
)
Index("owners_newest_idx", owners.c.clinic_id, owners.c.created_at.desc(), owners.c.id.desc())
Index(
    "owners_archived_idx",
    owners.c.clinic_id,
    owners.c.created_at.desc(),
    owners.c.id.desc(),
    postgresql_where=owners.c.archived_at.is_not(None),
)

Index("owners_name_idx", owners.c.clinic_id, owners.c.last_name.desc(), owners.c.first_name.desc(), owners.c.id.desc())

patients = Table(
    "patients",
    metadata,
    *resource_columns(),
    Column("owner_id", Uuid, nullable=False),
    Column("name", Text, nullable=False),
    Column("species", Text, nullable=False),
    Column("breed", Text, nullable=False),
    Column("gender", Text),
    Column("birth_date", Date),
    Column("estimated_birth_date", Date),
    Column("deceased_at", Date),
    Column("weight", Numeric),
    Column("weight_unit", Text, nullable=False),
    Column(
        "weight_kg",
        Numeric,
        Computed(f"round(CASE weight_unit WHEN 'lbs' THEN weight * {KG_PER_LB} ELSE weight END, 3)", persisted=True),
    ),
    Column("status", Text, nullable=False),
    Column("assigned_doctor", Text, nullable=False),
    Column("assigned_doctor_id", Uuid),
    Column("handling_difficulty", Text),
    Column("microchip", Text, nullable=False),
    Column("alerts", ARRAY(Text), nullable=False),
    ForeignKeyConstraint(["clinic_id", "owner_id"], ["owners.clinic_id", "owners.id"]),
    CheckConstraint("weight_unit IN ('lbs', 'kg')", "weight_unit"),
    CheckConstraint("status IN ('active', 'inactive')", "status"),
)
Index("patients_newest_idx", patients.c.clinic_id, patients.c.created_at.desc(), patients.c.id.desc())
Index(
    "patients_archived_idx",
    patients.c.clinic_id,
    patients.c.created_at.desc(),
    patients.c.id.desc(),
    postgresql_where=patients.c.archived_at.is_not(None),
)
Index("patients_name_idx", patients.c.clinic_id, patients.c.name.desc(), patients.c.id.desc())
Index("patients_owner_idx", patients.c.clinic_id, patients.c.owner_id)

weights = Table(
    "weights",
    metadata,
    Column("clinic_id", Uuid, primary_key=True),
    Column("id", Uuid, primary_key=True),
    Column("patient_id", Uuid, nullable=False),
    Column("at", TIMESTAMP(timezone=True), nullable=False, server_default=text("now()")),
    Column("weight", Numeric, nullable=False),
    Column("weight_unit", Text, nullable=False),
    Column("weight_kg", Numeric, nullable=False),
    Column("voided_at", TIMESTAMP(timezone=True)),
    Column("voided_by", Uuid),
    Column("void_reason", Text, nullable=False, server_default=""),
    ForeignKeyConstraint(["clinic_id", "patient_id"], ["patients.clinic_id", "patients.id"]),
)
Index("weights_patient_idx", weights.c.clinic_id, weights.c.patient_id, weights.c.at.desc(), weights.c.id.desc())

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

search_terms = Table(
    "search_terms",
    metadata,
    Column("clinic_id", Uuid, primary_key=True),
    Column("term", Text, primary_key=True),
    Column("kind", Text, primary_key=True),
    Column("id", Uuid, primary_key=True),
)
Index("search_terms_subject_idx", search_terms.c.clinic_id, search_terms.c.kind, search_terms.c.id)

# How far the terms are rebuilt as they are made now.
search_rebuilds = Table(
    "search_rebuilds",
    metadata,
    Column("clinic_id", Uuid, primary_key=True),
    Column("kind", Text, primary_key=True),
    Column("last", Uuid, nullable=False),
)

db_probe = Table(
    "db_probe",
    metadata,
    Column("clinic_id", Uuid, primary_key=True),
    Column("id", Uuid, primary_key=True),
    Column("payload", Text, nullable=False),
)
