"""Tables of the registry: owners and their animals."""

from sqlalchemy import (
    ARRAY,
    CheckConstraint,
    Column,
    Computed,
    Date,
    ForeignKeyConstraint,
    Index,
    Numeric,
    Table,
    Text,
    Uuid,
    text,
)
from sqlalchemy.dialects.postgresql import TIMESTAMP

from services.patients.tables.schema import metadata
from shared.data.resources import resource_columns

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
