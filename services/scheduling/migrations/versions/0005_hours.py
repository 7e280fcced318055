"""The clinic's opening hours and closed days, one row a clinic."""

from alembic import op

from shared.data.migrations import protect, run_sql

revision = "0005"
down_revision = "0004"

SCHEMA = """
CREATE TABLE hours (
    clinic_id UUID NOT NULL,
    id UUID NOT NULL,
    version BIGINT DEFAULT '1' NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    updated_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    updated_by UUID,
    archived_at TIMESTAMP WITH TIME ZONE,
    week JSONB NOT NULL,
    closed_days JSONB NOT NULL,
    CONSTRAINT hours_pkey PRIMARY KEY (clinic_id, id),
    CONSTRAINT hours_one_check CHECK (id = clinic_id)
);
"""
GRANTS = "GRANT SELECT, INSERT, UPDATE ON hours TO scheduling_svc"


def upgrade() -> None:
    run_sql(op, SCHEMA + protect("hours") + GRANTS)


def downgrade() -> None:
    run_sql(op, "DROP TABLE hours")
