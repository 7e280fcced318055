"""The second factor, and tokens that work once."""

from alembic import op

from shared.data.migrations import protect, run_sql

revision = "0002"
down_revision = "0001"

TENANT_TABLES = ("second_factors", "recovery_codes", "login_policies")

SCHEMA = """
ALTER TABLE failed_logins ADD COLUMN wrong_code BOOLEAN DEFAULT false NOT NULL;
CREATE INDEX failed_logins_code_idx ON failed_logins (account, at DESC) WHERE wrong_code;
CREATE TABLE login_policies (
    clinic_id UUID NOT NULL,
    second_factor_roles TEXT[] NOT NULL,
    CONSTRAINT login_policies_pkey PRIMARY KEY (clinic_id),
    CONSTRAINT login_policies_roles_check
        CHECK (second_factor_roles <@ ARRAY['admin', 'veterinarian', 'technician', 'staff'])
);
CREATE TABLE second_factors (
    clinic_id UUID NOT NULL,
    user_id UUID NOT NULL,
    sealed BYTEA NOT NULL,
    started_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    confirmed_at TIMESTAMP WITH TIME ZONE,
    last_step BIGINT DEFAULT '0' NOT NULL,
    CONSTRAINT second_factors_pkey PRIMARY KEY (clinic_id, user_id),
    CONSTRAINT second_factors_clinic_id_fkey FOREIGN KEY(clinic_id, user_id) REFERENCES users (clinic_id, id)
);
CREATE TABLE recovery_codes (
    clinic_id UUID NOT NULL,
    user_id UUID NOT NULL,
    hash BYTEA NOT NULL,
    CONSTRAINT recovery_codes_pkey PRIMARY KEY (clinic_id, user_id, hash),
    CONSTRAINT recovery_codes_clinic_id_fkey
        FOREIGN KEY(clinic_id, user_id) REFERENCES second_factors (clinic_id, user_id)
);
CREATE TABLE one_time_tokens (
    clinic_id UUID NOT NULL,
    user_id UUID NOT NULL,
    purpose TEXT NOT NULL,
    hash BYTEA NOT NULL,
    expires_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT one_time_tokens_pkey PRIMARY KEY (clinic_id, user_id, purpose)
);
CREATE UNIQUE INDEX one_time_tokens_hash_idx ON one_time_tokens (hash);
"""

GRANTS = """
GRANT SELECT, INSERT, UPDATE ON login_policies TO auth_svc;
GRANT SELECT, INSERT, UPDATE, DELETE ON second_factors, one_time_tokens TO auth_svc;
GRANT SELECT, INSERT, DELETE ON recovery_codes TO auth_svc;
"""


def upgrade() -> None:
    run_sql(op, SCHEMA + protect(*TENANT_TABLES) + GRANTS)
