"""The data model of the schema `scheduling` on one page: the appointment book, the hours that the clinic is open."""

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    Computed,
    Date,
    Index,
    Integer,
    MetaData,
    Table,
    Text,
    Time,
    Uuid,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB, TIMESTAMP, TSTZRANGE, ExcludeConstraint

from shared.data.resources import resource_columns
from shared.data.tables import CONVENTION

metadata = MetaData(naming_convention=CONVENTION)

# Only the backstop: what is overbooked on purpose stands outside, so a booking itself looks at all that hold time.
HOLDS_TIME_ALONE = "status IN ('scheduled', 'completed') AND NOT overbooked AND archived_at IS NULL"

appointments = Table(
    "appointments",
    metadata,
    *resource_columns(),
    Column("patient_id", Uuid, nullable=False),
    # The clinic's wall clock, as it was typed, and the instants that it means.
    Column("date", Date, nullable=False),
    Column("time", Time, nullable=False),
    Column("duration", Integer, nullable=False),  # minutes
    Column("starts_at", TIMESTAMP(timezone=True), nullable=False),
    Column("ends_at", TIMESTAMP(timezone=True), nullable=False),
    Column("during", TSTZRANGE, Computed("tstzrange(starts_at, ends_at)", persisted=True)),
    Column("reason", Text, nullable=False),
    Column("notes", Text, nullable=False),
    # As typed; whose user that is; and the one resource that both mean: null where nobody is named.
    Column("veterinarian", Text, nullable=False),
    Column("veterinarian_id", Uuid),
    Column("veterinarian_key", Text),
    Column("status", Text, nullable=False),
    # How far a scheduled one is; a completed one is done, which is its status alone.
    Column("stage", Text, nullable=False, server_default="booked"),
    Column("arrived_at", TIMESTAMP(timezone=True)),
    Column("overbooked", Boolean, nullable=False),
    CheckConstraint("duration BETWEEN 1 AND 1440", "duration"),
    CheckConstraint("ends_at > starts_at", "ends_at"),
    CheckConstraint("status IN ('scheduled', 'completed', 'cancelled', 'no-show')", "status"),
    CheckConstraint("stage IN ('booked', 'arrived', 'withVet', 'toPay')", "stage"),
    ExcludeConstraint(
        ("clinic_id", "="),
        ("veterinarian_key", "="),
        ("during", "&&"),
        using="gist",
        where=text(HOLDS_TIME_ALONE),
        name="appointments_veterinarian_excl",
    ),
    ExcludeConstraint(
        ("clinic_id", "="),
        ("patient_id", "="),
        ("during", "&&"),
        using="gist",
        where=text(HOLDS_TIME_ALONE),
        name="appointments_patient_excl",
    ),
)
Index("appointments_latest_idx", appointments.c.clinic_id, appointments.c.starts_at.desc(), appointments.c.id.desc())
Index(
    "appointments_patient_idx",
    appointments.c.clinic_id,
    appointments.c.patient_id,
    appointments.c.starts_at.desc(),
    appointments.c.id.desc(),
)

# By which zone, and which rules of it, a clinic's instants were worked out. Outside of row security: all are looked at.
placed_books = Table(
    "placed_books",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("time_zone", Text, nullable=False),
    Column("rules", Text, nullable=False),
)

# One row a clinic, whose id is the clinic's; none where it hasn't said when it is open.
hours = Table(
    "hours",
    metadata,
    *resource_columns(),
    Column("week", JSONB, nullable=False),  # {"monday": [{"opens": "09:00", "closes": "12:30"}, ...], ...}
    Column("closed_days", JSONB, nullable=False),  # [{"date": "2026-12-25", "reason": "Christmas"}, ...]
    CheckConstraint("id = clinic_id", "one"),
)
