"""Functions over copies are written so that Citus can run them on a clinic's worker."""

from alembic import op

from shared.data.migrations import for_citus, run_sql

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    run_sql(op, for_citus())


def downgrade() -> None:
    """What they do is the same."""
