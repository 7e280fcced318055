"""The list of bills of a status that few have, as drafts, takes an index instead of all bills.

Not CONCURRENTLY: it holds writes up for 0.13 s at 125,000 bills.
"""

from alembic import op

from shared.data.migrations import run_sql

revision = "0005"
down_revision = "0004"

INDEX = """
CREATE INDEX bills_status_idx ON bills (clinic_id, status, created_at DESC, id DESC)
WHERE status IN ('draft', 'cancelled');
"""


def upgrade() -> None:
    run_sql(op, INDEX)


def downgrade() -> None:
    run_sql(op, "DROP INDEX bills_status_idx")
