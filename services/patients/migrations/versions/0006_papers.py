"""What a signed record showed of its patient, owner and clinic is kept with it."""

from alembic import op

from shared.data.migrations import protect, run_sql

revision = "0006"
down_revision = "0005"

SCHEMA = """
CREATE TABLE papers (
    clinic_id UUID NOT NULL,
    id UUID NOT NULL,
    document JSONB NOT NULL,
    CONSTRAINT papers_pkey PRIMARY KEY (clinic_id, id)
);
"""


def upgrade() -> None:
    run_sql(op, SCHEMA + protect("papers") + "GRANT SELECT, INSERT ON papers TO patients_svc;")


def downgrade() -> None:
    """What was signed would show what is true today: only while nothing is kept."""
    run_sql(
        op,
        """
        ALTER TABLE papers NO FORCE ROW LEVEL SECURITY; -- else the owner sees none
        DO $$ BEGIN
            IF EXISTS (SELECT FROM papers) THEN
                RAISE 'there are signed records: restore a backup instead';
            END IF;
        END $$;
        DROP TABLE papers;
        """,
    )
