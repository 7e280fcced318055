"""Indexes for figures over time."""

from alembic import op

from shared.data.migrations import run_sql

revision = "0004"
down_revision = "0003"

INDEXES = """
CREATE INDEX bills_date_idx ON bills (clinic_id, bill_date) WHERE number IS NOT NULL;
CREATE INDEX bills_owed_idx ON bills (clinic_id, due_date) WHERE status = 'sent';
CREATE INDEX payments_at_idx ON payments (clinic_id, at);
CREATE INDEX credit_notes_newest_idx ON credit_notes (clinic_id, created_at);
"""


def upgrade() -> None:
    run_sql(op, INDEXES)


def downgrade() -> None:
    run_sql(op, "DROP INDEX bills_date_idx, bills_owed_idx, payments_at_idx, credit_notes_newest_idx")
