"""The audit chain is the feed: its entries get versions, its followers positions for each clinic."""

from alembic import op

from shared.data.migrations import feed, run_sql

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    run_sql(op, feed("patients"))
