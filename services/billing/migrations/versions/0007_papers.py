"""What an issued bill or a credit note showed of its owner, patient and clinic is kept with it."""

from alembic import op

from shared.data.migrations import protect, run_sql

revision = "0007"
down_revision = "0006"

SCHEMA = """
CREATE TABLE papers (
    clinic_id UUID NOT NULL,
    id UUID NOT NULL,
    document JSONB NOT NULL,
    CONSTRAINT papers_pkey PRIMARY KEY (clinic_id, id)
);
"""


def upgrade() -> None:
    run_sql(op, SCHEMA + protect("papers") + "GRANT SELECT, INSERT ON papers TO billing_svc;")


def downgrade() -> None:
    """What was issued would show what is true today: only while nothing is kept."""
    run_sql(
        op,
        """
        ALTER TABLE papers NO FORCE ROW LEVEL SECURITY; -- else the owner sees none
        DO $$ BEGIN
            IF EXISTS (SELECT FROM papers) THEN
                RAISE 'there are issued bills: restore a backup instead';
            END IF;
        END $$;
        DROP TABLE papers;
        """,
    )
