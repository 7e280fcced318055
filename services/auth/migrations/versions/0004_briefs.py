"""Copies are kept with their texts cut, too, and a large answer of an Idempotency-Key is read anew."""

from alembic import op

from shared.data.migrations import briefs, no_briefs, run_sql

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    run_sql(op, briefs())


def downgrade() -> None:
    run_sql(op, no_briefs())
