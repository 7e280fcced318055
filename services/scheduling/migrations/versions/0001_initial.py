"""The first schema."""

from alembic import op

from shared.data.migrations import frame, protect, run_sql

revision = "0001"
down_revision = None

TENANT_TABLES = ("appointments",)

SCHEMA = """
CREATE TABLE appointments (
    clinic_id UUID NOT NULL,
    id UUID NOT NULL,
    version BIGINT DEFAULT '1' NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    updated_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    updated_by UUID,
    archived_at TIMESTAMP WITH TIME ZONE,
    patient_id UUID NOT NULL,
    date DATE NOT NULL,
    time TIME WITHOUT TIME ZONE NOT NULL,
    duration INTEGER NOT NULL,
    starts_at TIMESTAMP WITH TIME ZONE NOT NULL,
    ends_at TIMESTAMP WITH TIME ZONE NOT NULL,
    during TSTZRANGE GENERATED ALWAYS AS (tstzrange(starts_at, ends_at)) STORED,
    reason TEXT NOT NULL,
    notes TEXT NOT NULL,
    veterinarian TEXT NOT NULL,
    veterinarian_id UUID,
    veterinarian_key TEXT,
    status TEXT NOT NULL,
    overbooked BOOLEAN NOT NULL,
    CONSTRAINT appointments_pkey PRIMARY KEY (clinic_id, id),
    CONSTRAINT appointments_duration_check CHECK (duration BETWEEN 1 AND 1440),
    CONSTRAINT appointments_ends_at_check CHECK (ends_at > starts_at),
    CONSTRAINT appointments_status_check CHECK (status IN ('scheduled', 'completed', 'cancelled', 'no-show')),
    CONSTRAINT appointments_veterinarian_excl EXCLUDE USING gist (clinic_id WITH =, veterinarian_key WITH =, during WITH &&) WHERE (status IN ('scheduled', 'completed') AND NOT overbooked AND archived_at IS NULL),
    CONSTRAINT appointments_patient_excl EXCLUDE USING gist (clinic_id WITH =, patient_id WITH =, during WITH &&) WHERE (status IN ('scheduled', 'completed') AND NOT overbooked AND archived_at IS NULL)
);
CREATE INDEX appointments_latest_idx ON appointments (clinic_id, starts_at DESC, id DESC);
CREATE INDEX appointments_patient_idx ON appointments (clinic_id, patient_id, starts_at DESC, id DESC);
"""

GRANTS = """
GRANT SELECT, INSERT, UPDATE ON appointments TO scheduling_svc;
"""


def upgrade() -> None:
    run_sql(op, frame("scheduling"))
    run_sql(op, SCHEMA + protect(*TENANT_TABLES) + GRANTS)
