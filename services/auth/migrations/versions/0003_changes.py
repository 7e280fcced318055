"""A clinic's changes are counted, for answers that are kept until the next one."""

from alembic import op

from shared.data.migrations import changes, run_sql

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    run_sql(op, changes("auth"))


def downgrade() -> None:
    run_sql(
        op,
        "DROP TRIGGER copies_changed ON copies; DROP FUNCTION clinic_changes, count_copy_change; DROP TABLE copy_changes",
    )
