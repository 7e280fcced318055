"""How far a visit is: its stage on the day's board, and when the patient arrived."""

from alembic import op

from shared.data.migrations import run_sql

revision = "0004"
down_revision = "0003"

SCHEMA = """
ALTER TABLE appointments
    ADD COLUMN stage TEXT DEFAULT 'booked' NOT NULL,
    ADD COLUMN arrived_at TIMESTAMP WITH TIME ZONE,
    ADD CONSTRAINT appointments_stage_check CHECK (stage IN ('booked', 'arrived', 'withVet', 'toPay'));
"""


def upgrade() -> None:
    run_sql(op, SCHEMA)


def downgrade() -> None:
    run_sql(op, "ALTER TABLE appointments DROP COLUMN stage, DROP COLUMN arrived_at")
