"""The table that probes of the database write to."""

from sqlalchemy import (
    Column,
    Table,
    Text,
    Uuid,
)

from services.patients.tables.schema import metadata

db_probe = Table(
    "db_probe",
    metadata,
    Column("clinic_id", Uuid, primary_key=True),
    Column("id", Uuid, primary_key=True),
    Column("payload", Text, nullable=False),
)
