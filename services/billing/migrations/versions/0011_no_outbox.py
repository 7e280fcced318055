"""The outbox goes, which nobody reads any more."""

from alembic import op

from shared.data.migrations import NO_OUTBOX, run_sql

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    run_sql(op, NO_OUTBOX)
