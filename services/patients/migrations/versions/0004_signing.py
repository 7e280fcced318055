"""Records are signed and amended by addenda; drafts and templates of records."""

from alembic import op

from shared.data.migrations import protect, run_sql

revision = "0004"
down_revision = "0003"

SCHEMA = """
ALTER TABLE records
    ADD COLUMN signed_at TIMESTAMP WITH TIME ZONE,
    ADD COLUMN signed_by UUID,
    ADD COLUMN signer TEXT DEFAULT '' NOT NULL;
CREATE TABLE addenda (
    clinic_id UUID NOT NULL,
    id UUID NOT NULL,
    record_id UUID NOT NULL,
    at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    author_id UUID,
    author TEXT NOT NULL,
    text TEXT NOT NULL,
    CONSTRAINT addenda_pkey PRIMARY KEY (clinic_id, id),
    CONSTRAINT addenda_clinic_id_fkey FOREIGN KEY(clinic_id, record_id) REFERENCES records (clinic_id, id)
);
CREATE INDEX addenda_record_idx ON addenda (clinic_id, record_id, at DESC, id DESC);
CREATE TABLE drafts (
    clinic_id UUID NOT NULL,
    user_id UUID NOT NULL,
    id UUID NOT NULL,
    version BIGINT DEFAULT '1' NOT NULL,
    updated_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    patient_id UUID NOT NULL,
    record_id UUID,
    content JSONB NOT NULL,
    CONSTRAINT drafts_pkey PRIMARY KEY (clinic_id, user_id, id),
    CONSTRAINT drafts_clinic_id_fkey FOREIGN KEY(clinic_id, patient_id) REFERENCES patients (clinic_id, id)
);
CREATE INDEX drafts_newest_idx ON drafts (clinic_id, user_id, updated_at DESC, id DESC);
CREATE TABLE record_templates (
    clinic_id UUID NOT NULL,
    id UUID NOT NULL,
    version BIGINT DEFAULT '1' NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    updated_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    updated_by UUID,
    archived_at TIMESTAMP WITH TIME ZONE,
    name TEXT NOT NULL,
    record_type TEXT NOT NULL,
    symptoms TEXT NOT NULL,
    diagnosis TEXT NOT NULL,
    treatment TEXT NOT NULL,
    notes TEXT NOT NULL,
    CONSTRAINT record_templates_pkey PRIMARY KEY (clinic_id, id),
    CONSTRAINT record_templates_record_type_check CHECK (record_type IN ('vaccine', 'surgery', 'treatment', 'dental'))
);
CREATE INDEX record_templates_newest_idx ON record_templates (clinic_id, created_at DESC, id DESC);
"""

GRANTS = """
GRANT SELECT, INSERT ON addenda TO patients_svc;
GRANT SELECT, INSERT, UPDATE, DELETE ON drafts TO patients_svc;
GRANT SELECT, INSERT, UPDATE ON record_templates TO patients_svc;
"""


def upgrade() -> None:
    run_sql(op, SCHEMA + protect("addenda", "drafts", "record_templates") + GRANTS)


def downgrade() -> None:
    """What was signed would be open again, and the addenda lost: only while there are none."""
    run_sql(
        op,
        """
        ALTER TABLE records NO FORCE ROW LEVEL SECURITY; -- else the owner sees none
        DO $$ BEGIN
            IF EXISTS (SELECT FROM records WHERE signed_at IS NOT NULL) THEN
                RAISE 'there are signed records: restore a backup instead';
            END IF;
        END $$;
        ALTER TABLE records FORCE ROW LEVEL SECURITY;
        DROP TABLE addenda, drafts, record_templates;
        ALTER TABLE records DROP COLUMN signed_at, DROP COLUMN signed_by, DROP COLUMN signer;
        """,
    )
