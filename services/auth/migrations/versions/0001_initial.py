"""The first schema."""

from alembic import op

from shared.data.migrations import frame, protect, run_sql

revision = "0001"
down_revision = None

TENANT_TABLES = ("users", "sessions")

SCHEMA = """
CREATE TABLE failed_logins (
    id BIGINT GENERATED ALWAYS AS IDENTITY,
    at TIMESTAMP WITH TIME ZONE DEFAULT clock_timestamp() NOT NULL,
    address TEXT NOT NULL,
    account BYTEA NOT NULL,
    request_id TEXT NOT NULL,
    clinic_id UUID,
    user_id UUID,
    audited BOOLEAN DEFAULT false NOT NULL,
    CONSTRAINT failed_logins_pkey PRIMARY KEY (id)
);
CREATE INDEX failed_logins_account_idx ON failed_logins (address, account, at DESC);
CREATE INDEX failed_logins_address_idx ON failed_logins (address, at DESC);
CREATE INDEX failed_logins_unaudited_idx ON failed_logins (id) WHERE NOT audited;
CREATE TABLE logins (
    name TEXT NOT NULL,
    clinic_id UUID NOT NULL,
    user_id UUID NOT NULL,
    CONSTRAINT logins_pkey PRIMARY KEY (name)
);
CREATE INDEX logins_user_idx ON logins (clinic_id, user_id);
CREATE TABLE refresh_tokens (
    hash BYTEA NOT NULL,
    clinic_id UUID NOT NULL,
    session_id UUID NOT NULL,
    expires_at TIMESTAMP WITH TIME ZONE NOT NULL,
    used_at TIMESTAMP WITH TIME ZONE,
    CONSTRAINT refresh_tokens_pkey PRIMARY KEY (hash)
);
CREATE TABLE revocations (
    session_id UUID NOT NULL,
    revoked_at TIMESTAMP WITH TIME ZONE DEFAULT clock_timestamp() NOT NULL,
    until TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT revocations_pkey PRIMARY KEY (session_id)
);
CREATE INDEX revocations_revoked_at_idx ON revocations (revoked_at);
CREATE TABLE signing_keys (
    kid TEXT NOT NULL,
    public JSONB NOT NULL,
    sealed BYTEA NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    signs_from TIMESTAMP WITH TIME ZONE NOT NULL,
    retires_at TIMESTAMP WITH TIME ZONE,
    CONSTRAINT signing_keys_pkey PRIMARY KEY (kid)
);
CREATE TABLE users (
    clinic_id UUID NOT NULL,
    id UUID NOT NULL,
    version BIGINT DEFAULT '1' NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    updated_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    updated_by UUID,
    archived_at TIMESTAMP WITH TIME ZONE,
    username TEXT NOT NULL,
    email TEXT NOT NULL,
    first_name TEXT NOT NULL,
    last_name TEXT NOT NULL,
    roles TEXT[] NOT NULL,
    disabled BOOLEAN DEFAULT false NOT NULL,
    password_hash TEXT NOT NULL,
    password_changed_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    CONSTRAINT users_pkey PRIMARY KEY (clinic_id, id),
    CONSTRAINT users_roles_check CHECK (roles <@ ARRAY['admin', 'veterinarian', 'technician', 'staff'])
);
CREATE INDEX users_newest_idx ON users (clinic_id, created_at DESC, id DESC);
CREATE TABLE sessions (
    clinic_id UUID NOT NULL,
    id UUID NOT NULL,
    user_id UUID NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    last_seen_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    expires_at TIMESTAMP WITH TIME ZONE NOT NULL,
    user_agent TEXT NOT NULL,
    address TEXT NOT NULL,
    cookie BOOLEAN NOT NULL,
    ended_at TIMESTAMP WITH TIME ZONE,
    CONSTRAINT sessions_pkey PRIMARY KEY (clinic_id, id),
    CONSTRAINT sessions_clinic_id_fkey FOREIGN KEY(clinic_id, user_id) REFERENCES users (clinic_id, id)
);
CREATE INDEX sessions_open_idx ON sessions (clinic_id, user_id) WHERE ended_at IS NULL;
"""

GRANTS = """
GRANT SELECT, INSERT, UPDATE ON users, sessions TO auth_svc;
GRANT SELECT, INSERT, DELETE ON logins, failed_logins, refresh_tokens, revocations, signing_keys TO auth_svc;
GRANT UPDATE (audited) ON failed_logins TO auth_svc;
GRANT UPDATE (used_at) ON refresh_tokens TO auth_svc;
GRANT UPDATE (sealed, retires_at) ON signing_keys TO auth_svc;
"""


def upgrade() -> None:
    run_sql(op, frame("auth"))
    run_sql(op, SCHEMA + protect(*TENANT_TABLES) + GRANTS)
