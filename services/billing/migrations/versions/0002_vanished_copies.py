"""A follower drops the copies of what a restore of its publisher left out."""

from alembic import op

from shared.data.migrations import run_sql

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    run_sql(op, "GRANT DELETE ON copies TO billing_svc")
