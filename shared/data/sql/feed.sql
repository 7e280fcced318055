-- The audit chain is the feed: an entry that has a version is an event, and (clinic, seq) its position. Numbers have no
-- gaps and the head stays locked until commit, so whoever sees an entry sees all that came before it.

ALTER TABLE audit ADD COLUMN version bigint, ADD COLUMN traceparent text;

-- published: the number of the newest event, so that a sign-in is no news. xid: of the transaction that appended it.
ALTER TABLE audit_heads
    ADD COLUMN published bigint NOT NULL DEFAULT 0, ADD COLUMN xid xid8;
-- whole: the events of the chain are all that there ever was of the clinic.
ALTER TABLE audit_heads ADD COLUMN whole boolean NOT NULL DEFAULT false;
ALTER TABLE audit_heads ALTER COLUMN whole SET DEFAULT true;
CREATE INDEX audit_heads_xid_idx ON audit_heads (xid);
-- The feed knows which clinics have news; what they are stays behind the clinic's policy.
CREATE POLICY feed ON audit_heads FOR SELECT TO :app USING (true);

-- Raised, it has all followers take all copies anew (docs/adding-a-field.md).
ALTER TABLE feed_epoch ADD COLUMN republished integer NOT NULL DEFAULT 0;

-- How far this service has followed each clinic of another one. snapshot: where its copies are being taken anew.
CREATE TABLE feed_positions (
    clinic_id uuid NOT NULL,
    source text NOT NULL,
    seq bigint NOT NULL,
    hash bytea NOT NULL,
    republished integer NOT NULL,
    snapshot text,
    PRIMARY KEY (clinic_id, source)
);
CREATE POLICY feed ON feed_positions FOR SELECT TO :app USING (true);

CREATE TABLE leases (
    name text PRIMARY KEY,
    holder uuid NOT NULL,
    expires_at timestamptz NOT NULL
);

GRANT SELECT, INSERT, UPDATE, DELETE ON feed_positions, leases TO :app;

-- One call writes the audit entry, which is the event too where it is published. The head's update is its lock.
CREATE OR REPLACE FUNCTION record_change(
    p_clinic uuid, p_actor uuid, p_address text, p_request text, p_traceparent text, p_action text, p_kind text,
    p_subject uuid, p_version bigint, p_document jsonb, p_publish boolean
) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    now_ timestamptz := clock_timestamp();
    xid_ xid8 := CASE WHEN p_publish THEN pg_current_xact_id() END;
    entry record;
BEGIN
    LOOP
        UPDATE audit_heads AS head
        SET seq = head.seq + 1,
            hash = audit_hash(head.hash, p_clinic, head.seq + 1, now_, p_actor, p_address, p_request, p_action, p_kind,
                              p_subject, p_document),
            published = CASE WHEN p_publish THEN head.seq + 1 ELSE head.published END,
            xid = CASE WHEN p_publish THEN xid_ ELSE head.xid END
        WHERE clinic_id = p_clinic
        RETURNING new.seq, old.hash AS previous, new.hash INTO entry;
        EXIT WHEN FOUND;
        INSERT INTO audit_heads (clinic_id, seq, hash) VALUES (p_clinic, 0, '') ON CONFLICT (clinic_id) DO NOTHING;
    END LOOP;
    INSERT INTO audit VALUES (
        p_clinic, entry.seq, now_, p_actor, p_address, p_request, p_action, p_kind, p_subject, p_document,
        entry.previous, entry.hash, CASE WHEN p_publish THEN p_version END, CASE WHEN p_publish THEN p_traceparent END);
END $$;

-- For followers of the last release.
CREATE FUNCTION keep_outbox() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    INSERT INTO outbox (epoch, aggregatetype, aggregateid, type, clinic_id, version, payload, traceparent)
    SELECT epoch, NEW.kind, NEW.subject, NEW.action, NEW.clinic_id, NEW.version, NEW.document, NEW.traceparent
    FROM feed_epoch;
    RETURN NULL;
END $$;
CREATE TRIGGER audit_outbox AFTER INSERT ON audit
    FOR EACH ROW WHEN (NEW.version IS NOT NULL) EXECUTE FUNCTION keep_outbox();

CREATE OR REPLACE FUNCTION append_audit(
    p_clinic uuid, p_actor uuid, p_address text, p_request text, p_action text, p_kind text, p_subject uuid,
    p_document jsonb
) RETURNS void LANGUAGE sql AS
$$ SELECT record_change(p_clinic, p_actor, p_address, p_request, NULL, p_action, p_kind, p_subject, NULL, p_document,
                        false) $$;

-- What the feed reads of all clinics. On Citus these are other functions (deploy/citus/distribute.sql): of the clinics of
-- the worker that they run on.
CREATE FUNCTION heads_since(p_xid xid8) RETURNS SETOF audit_heads LANGUAGE sql STABLE AS
$$ SELECT * FROM audit_heads WHERE xid >= p_xid AND xid < pg_snapshot_xmax(pg_current_snapshot()) $$;
CREATE FUNCTION heads_after(p_after uuid, p_most integer) RETURNS SETOF audit_heads LANGUAGE sql STABLE AS
$$ SELECT * FROM audit_heads WHERE clinic_id > p_after ORDER BY clinic_id LIMIT p_most $$;
CREATE FUNCTION positions_of(p_source text) RETURNS SETOF feed_positions LANGUAGE sql STABLE AS
$$ SELECT * FROM feed_positions WHERE source = p_source $$;

-- The clinics with events that the snapshot of that moment didn't see, and this moment: no clock, no overlap, no
-- repeats. A moment is `epoch/snapshot`, or empty for this one; null for one from before a restore. p_clinic: whose
-- worker is asked.
CREATE FUNCTION feed_news(p_clinic uuid, p_moment text) RETURNS TABLE (moment text, republished integer, moved json)
LANGUAGE sql STABLE AS $$
    WITH before AS (
        SELECT coalesce(nullif(split_part(p_moment, '/', 2), '')::pg_snapshot, pg_current_snapshot()) AS seen)
    SELECT epoch || '/' || pg_current_snapshot(), republished, CASE
        WHEN p_moment = '' OR split_part(p_moment, '/', 1) = epoch::text THEN (
            SELECT coalesce(json_agg(json_build_array(clinic_id, published, whole)), '[]')
            FROM before, heads_since(pg_snapshot_xmin(seen)) WHERE NOT pg_visible_in_snapshot(xid, seen)) END
    FROM feed_epoch $$;

CREATE FUNCTION feed_heads(p_clinic uuid, p_after uuid, p_most integer) RETURNS SETOF audit_heads LANGUAGE sql STABLE AS
$$ SELECT * FROM heads_after(p_after, p_most) ORDER BY clinic_id LIMIT p_most $$;
CREATE FUNCTION feed_positions(p_clinic uuid, p_source text) RETURNS SETOF feed_positions LANGUAGE sql STABLE AS
$$ SELECT * FROM positions_of(p_source) $$;

-- A clinic's next events of these kinds as JSON, and the position after them: at most so many entries, and bytes but of
-- the first; the position as it was where there are none. No position where the chain doesn't go through it: a fork.
CREATE FUNCTION feed_page(p_clinic uuid, p_seq bigint, p_hash text, p_kinds text[], p_most integer, p_bytes bigint)
RETURNS TABLE (clinic uuid, seq bigint, hash text, events text) LANGUAGE plpgsql AS $$
BEGIN
    PERFORM set_config('app.clinic_id', p_clinic::text, true);
    IF p_seq > 0 AND NOT EXISTS (
        SELECT FROM audit AS a WHERE a.clinic_id = p_clinic AND a.seq = p_seq AND a.hash = decode(p_hash, 'hex')
    ) THEN
        RETURN QUERY SELECT p_clinic, NULL::bigint, NULL::text, NULL::text;
        RETURN;
    END IF;
    RETURN QUERY
    SELECT p_clinic, coalesce(max(page.seq), p_seq),
           coalesce(encode((array_agg(page.hash ORDER BY page.seq DESC))[1], 'hex'), p_hash),
           coalesce(string_agg(event, ',' ORDER BY page.seq) FILTER (WHERE event <> ''), '')
    FROM (
        SELECT *, sum(octet_length(event)) OVER (ORDER BY built.seq ROWS UNBOUNDED PRECEDING) AS length FROM (
            SELECT a.seq, a.hash, row_number() OVER so_far AS n, CASE
                WHEN NOT a.kind = ANY (p_kinds) THEN ''
                WHEN row_number() OVER so_far = 1 OR sum(pg_column_size(a.document)) OVER so_far <= p_bytes
                THEN json_build_object(
                    'type', a.action, 'kind', a.kind, 'subject', a.subject,
                    'revision', (epoch::bigint << 40) + a.version, 'time', a.at, 'traceparent', a.traceparent,
                    'data', a.document)::text END AS event
            FROM feed_epoch, audit AS a
            WHERE a.clinic_id = p_clinic AND a.seq > p_seq AND a.version IS NOT NULL
            WINDOW so_far AS (ORDER BY a.seq ROWS UNBOUNDED PRECEDING) ORDER BY a.seq LIMIT p_most
        ) AS built
    ) AS page
    WHERE n = 1 OR length <= p_bytes AND event IS NOT NULL;
END $$;

-- Several clinics' pages, within so many bytes together: each may have its share of what is left, and those that come
-- after the last byte have no row.
CREATE FUNCTION feed_pages(
    p_clinics uuid[], p_seqs bigint[], p_hashes text[], p_kinds text[], p_most integer, p_bytes bigint
) RETURNS TABLE (clinic uuid, seq bigint, hash text, events text) LANGUAGE plpgsql AS $$
DECLARE
    asked integer := cardinality(p_clinics);
    room bigint := p_bytes;
BEGIN
    FOR n IN 1 .. asked LOOP
        EXIT WHEN room <= 0;
        FOR clinic, seq, hash, events IN
            SELECT * FROM feed_page(p_clinics[n], p_seqs[n], p_hashes[n], p_kinds, p_most, room / (asked - n + 1))
        LOOP
            room := room - coalesce(octet_length(events), 0);
            RETURN NEXT;
        END LOOP;
    END LOOP;
END $$;

-- The newest events of a clinic, without what the objects hold, and whether these are all.
CREATE FUNCTION feed_newest(p_clinic uuid, p_most integer) RETURNS TABLE (clinic uuid, changes json) LANGUAGE plpgsql
AS $$
BEGIN
    PERFORM set_config('app.clinic_id', p_clinic::text, true);
    RETURN QUERY
    SELECT p_clinic, json_build_array(
        count(*) < p_most, json_agg(json_build_array(seq, kind, subject, version) ORDER BY seq)) FROM (
        SELECT seq, kind, subject, version FROM audit
        WHERE clinic_id = p_clinic AND version IS NOT NULL ORDER BY seq DESC LIMIT p_most) AS newest;
END $$;

-- Moves a clinic's position and upserts the copies; the ids of those that were news. Null where another replica has
-- moved it already: nothing is done then. A chain that is followed from its beginning has no position before.
CREATE FUNCTION follow_page(
    p_clinic uuid, p_source text, p_before bigint, p_seq bigint, p_hash text, p_republished integer, p_copies jsonb
) RETURNS uuid[] LANGUAGE plpgsql AS $$
BEGIN
    PERFORM set_config('app.clinic_id', p_clinic::text, true);
    IF p_before = 0 THEN
        INSERT INTO feed_positions VALUES (p_clinic, p_source, p_seq, decode(p_hash, 'hex'), p_republished)
        ON CONFLICT (clinic_id, source) DO UPDATE SET seq = excluded.seq, hash = excluded.hash
        WHERE feed_positions.seq = 0 AND feed_positions.snapshot IS NULL;
    ELSE
        UPDATE feed_positions SET seq = p_seq, hash = decode(p_hash, 'hex')
        WHERE clinic_id = p_clinic AND source = p_source AND seq = p_before AND snapshot IS NULL;
    END IF;
    IF NOT FOUND THEN
        RETURN NULL;
    END IF;
    RETURN upsert_copies(p_clinic, p_copies, false);
END $$;

-- p_whatever: also where the revision isn't newer, as after a fork; what is the same stays untouched.
CREATE FUNCTION upsert_copies(p_clinic uuid, p_copies jsonb, p_whatever boolean) RETURNS uuid[] LANGUAGE sql AS $$
    WITH written AS (
        INSERT INTO copies (clinic_id, kind, id, revision, document)
        SELECT p_clinic, kind, id, revision, document
        FROM jsonb_to_recordset(p_copies) AS copy (kind text, id uuid, revision bigint, document jsonb)
        ON CONFLICT (clinic_id, kind, id) DO UPDATE SET revision = excluded.revision, document = excluded.document
        WHERE copies.revision < excluded.revision
           OR p_whatever AND (copies.revision, copies.document) IS DISTINCT FROM (excluded.revision, excluded.document)
        RETURNING id)
    SELECT coalesce(array_agg(id), '{}') FROM written $$;

-- A page of a snapshot takes the place of all copies of its range: (number of the kind, id) after p_after up to p_until,
-- or to the end. The ids of those that changed.
CREATE FUNCTION replace_copies(
    p_clinic uuid, p_kinds text[], p_after_kind integer, p_after uuid, p_until_kind integer, p_until uuid, p_copies jsonb
) RETURNS uuid[] LANGUAGE sql AS $$
    DELETE FROM copies WHERE clinic_id = p_clinic AND kind = ANY (p_kinds)
        AND (array_position(p_kinds, kind), id) > (p_after_kind, p_after)
        AND (p_until IS NULL OR (array_position(p_kinds, kind), id) <= (p_until_kind, p_until))
        AND NOT EXISTS (
            SELECT FROM jsonb_to_recordset(p_copies) AS copy (kind text, id uuid)
            WHERE copy.kind = copies.kind AND copy.id = copies.id);
    SELECT upsert_copies(p_clinic, p_copies, true) $$;

-- The counter of changes: once a statement, since a page of copies would count one row after the other.
CREATE FUNCTION count_copy_changes() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
DECLARE
    counted record; -- Citus plans what writes a table, and knows no transition table there
BEGIN
    FOR counted IN SELECT clinic_id, kind, count(*) AS number FROM changed GROUP BY clinic_id, kind LOOP
        INSERT INTO copy_changes VALUES (counted.clinic_id, counted.kind, counted.number)
        ON CONFLICT (clinic_id, kind) DO UPDATE SET number = copy_changes.number + excluded.number;
    END LOOP;
    RETURN NULL;
END $$;
DROP TRIGGER copies_changed ON copies;
CREATE TRIGGER copies_inserted AFTER INSERT ON copies
    REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION count_copy_changes();
CREATE TRIGGER copies_updated AFTER UPDATE ON copies
    REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION count_copy_changes();
CREATE TRIGGER copies_deleted AFTER DELETE ON copies
    REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION count_copy_changes();
