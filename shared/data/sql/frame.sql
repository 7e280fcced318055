-- What every service's schema has. Run once by the service's first migration, with search_path at that schema.
-- :app is the service's role.

CREATE FUNCTION current_clinic() RETURNS uuid LANGUAGE sql STABLE AS
$$ SELECT nullif(current_setting('app.clinic_id', true), '')::uuid $$;

-- Audit: append-only, each entry's hash holds the one before it, so that neither a change nor a gap goes unseen.
CREATE TABLE audit (
    clinic_id uuid NOT NULL,
    seq bigint NOT NULL,
    at timestamptz NOT NULL,
    actor uuid,
    address text NOT NULL,
    request_id text NOT NULL,
    action text NOT NULL,
    kind text NOT NULL,
    subject uuid NOT NULL,
    document jsonb,
    previous bytea NOT NULL,
    hash bytea NOT NULL,
    PRIMARY KEY (clinic_id, seq)
);
CREATE INDEX audit_at_idx ON audit (clinic_id, at DESC, seq DESC);
CREATE INDEX audit_subject_idx ON audit (clinic_id, subject, at DESC, seq DESC);

-- The newest entry's number and hash: a chain cut off at its end differs from its head.
CREATE TABLE audit_heads (
    clinic_id uuid PRIMARY KEY,
    seq bigint NOT NULL,
    hash bytea NOT NULL
);

CREATE FUNCTION audit_hash(
    previous bytea, clinic_id uuid, seq bigint, at timestamptz, actor uuid, address text, request_id text,
    action text, kind text, subject uuid, document jsonb
) RETURNS bytea LANGUAGE sql IMMUTABLE AS
$$ SELECT sha256(previous || convert_to(jsonb_build_array(
    clinic_id, seq, (extract(epoch FROM at) * 1000000)::bigint, actor, address, request_id, action, kind, subject,
    document)::text, 'UTF8')) $$;

-- The clinic's next entry is this transaction's. Whoever needs another lock of the whole clinic takes it after this
-- one, so that two transactions can't wait for each other.
CREATE FUNCTION lock_audit(p_clinic uuid) RETURNS audit_heads LANGUAGE plpgsql AS $$
DECLARE head audit_heads;
BEGIN
    INSERT INTO audit_heads VALUES (p_clinic, 0, '') ON CONFLICT (clinic_id) DO NOTHING;
    SELECT * INTO head FROM audit_heads WHERE clinic_id = p_clinic FOR UPDATE;
    RETURN head;
END $$;

CREATE FUNCTION append_audit(
    p_clinic uuid, p_actor uuid, p_address text, p_request text, p_action text, p_kind text, p_subject uuid,
    p_document jsonb
) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    now_ timestamptz := clock_timestamp();
    head audit_heads := lock_audit(p_clinic);
    digest bytea;
BEGIN
    digest := audit_hash(head.hash, p_clinic, head.seq + 1, now_, p_actor, p_address, p_request, p_action, p_kind,
                         p_subject, p_document);
    INSERT INTO audit VALUES (p_clinic, head.seq + 1, now_, p_actor, p_address, p_request, p_action, p_kind,
                              p_subject, p_document, head.hash, digest);
    UPDATE audit_heads SET seq = head.seq + 1, hash = digest WHERE clinic_id = p_clinic;
END $$;

-- Events: the change and its event are one transaction. Column names are those of Debezium's outbox router.
-- xid orders by commit below pg_snapshot_xmin; epoch is raised by a restore, whose cluster counts transactions anew.
CREATE TABLE feed_epoch (epoch integer PRIMARY KEY);
INSERT INTO feed_epoch VALUES (1);

CREATE TABLE outbox (
    seq bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    epoch integer NOT NULL,
    xid xid8 NOT NULL DEFAULT pg_current_xact_id(),
    id uuid NOT NULL DEFAULT uuidv7(),
    aggregatetype text NOT NULL,
    aggregateid uuid NOT NULL,
    type text NOT NULL,
    clinic_id uuid NOT NULL,
    version bigint NOT NULL,
    payload jsonb NOT NULL,
    at timestamptz NOT NULL DEFAULT clock_timestamp(),
    traceparent text
);
CREATE INDEX outbox_order_idx ON outbox (epoch, xid, seq);

CREATE TABLE feed_followers (
    name text PRIMARY KEY,
    epoch integer NOT NULL,
    xid xid8 NOT NULL,
    seq bigint NOT NULL,
    seen_at timestamptz NOT NULL
);

CREATE TABLE feed_cursors (
    source text PRIMARY KEY,
    cursor text NOT NULL,
    snapshot text,
    updated_at timestamptz NOT NULL
);

-- One call writes the audit entry and the event: one round trip.
CREATE FUNCTION record_change(
    p_clinic uuid, p_actor uuid, p_address text, p_request text, p_traceparent text, p_action text, p_kind text,
    p_subject uuid, p_version bigint, p_document jsonb, p_publish boolean
) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    PERFORM append_audit(p_clinic, p_actor, p_address, p_request, p_action, p_kind, p_subject, p_document);
    IF p_publish THEN
        INSERT INTO outbox (epoch, aggregatetype, aggregateid, type, clinic_id, version, payload, traceparent)
        SELECT epoch, p_kind, p_subject, p_action, p_clinic, p_version, p_document, p_traceparent FROM feed_epoch;
    END IF;
END $$;

-- Copies of other services' objects. revision = epoch * 2^40 + version, so that an older one never wins.
CREATE TABLE clinics (
    id uuid PRIMARY KEY,
    revision bigint NOT NULL,
    name text NOT NULL,
    time_zone text NOT NULL,
    currency text NOT NULL,
    currency_digits smallint NOT NULL,
    tax_rate numeric NOT NULL,
    tax_inclusive boolean NOT NULL
);

CREATE TABLE copies (
    clinic_id uuid NOT NULL,
    kind text NOT NULL,
    id uuid NOT NULL,
    revision bigint NOT NULL,
    document jsonb NOT NULL,
    -- A column, since out of the document no index serves a join or a filter under row-level security.
    owner_id uuid GENERATED ALWAYS AS ((document ->> 'ownerId')::uuid) STORED,
    PRIMARY KEY (clinic_id, kind, id)
);
CREATE INDEX copies_owner_idx ON copies (clinic_id, owner_id) WHERE owner_id IS NOT NULL;

CREATE TABLE idempotency_keys (
    clinic_id uuid NOT NULL,
    user_id uuid NOT NULL,
    path text NOT NULL,
    key text NOT NULL,
    body_hash bytea NOT NULL,
    status smallint NOT NULL,
    version bigint,
    answer text NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (clinic_id, user_id, path, key)
);

GRANT SELECT, INSERT ON audit TO :app;
GRANT SELECT, INSERT, UPDATE ON audit_heads, feed_followers, feed_cursors, clinics, copies TO :app;
GRANT SELECT, INSERT, DELETE ON outbox, idempotency_keys TO :app;
GRANT DELETE ON feed_followers, copies TO :app;
GRANT SELECT ON feed_epoch TO :app;
