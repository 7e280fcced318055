"""Weights are events: one that was wrong is voided with a reason, and nothing else of it can change."""

from alembic import op

from shared.data.migrations import run_sql

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    run_sql(
        op,
        """
        ALTER TABLE weights
            ADD COLUMN voided_at TIMESTAMP WITH TIME ZONE,
            ADD COLUMN voided_by UUID,
            ADD COLUMN void_reason TEXT DEFAULT '' NOT NULL;
        GRANT UPDATE (voided_at, voided_by, void_reason) ON weights TO patients_svc;
        """,
    )


def downgrade() -> None:
    """What was voided would count again: only while nothing is."""
    run_sql(
        op,
        """
        ALTER TABLE weights NO FORCE ROW LEVEL SECURITY; -- else the owner sees none
        DO $$ BEGIN
            IF EXISTS (SELECT FROM weights WHERE voided_at IS NOT NULL) THEN
                RAISE 'there are voided weights: restore a backup instead';
            END IF;
        END $$;
        ALTER TABLE weights FORCE ROW LEVEL SECURITY;
        REVOKE UPDATE (voided_at, voided_by, void_reason) ON weights FROM patients_svc;
        ALTER TABLE weights DROP COLUMN voided_at, DROP COLUMN voided_by, DROP COLUMN void_reason;
        """,
    )
