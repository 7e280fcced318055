-- What is large is told and cut without reading it whole.

-- An object with each text that is longer than 300 characters cut there, its last one "…" (shared/feed/embeds.py cuts
-- columns alike); null where none is, so that a copy is kept twice only where it must.
CREATE FUNCTION brief(document jsonb) RETURNS jsonb LANGUAGE sql IMMUTABLE PARALLEL SAFE AS
$$ SELECT document || jsonb_object_agg(key, left(value #>> '{}', 299) || '…')
   FROM jsonb_each(document)
   WHERE jsonb_typeof(value) = 'string' AND char_length(value #>> '{}') > 300 $$;

-- A trigger, since a generated column would write the whole table anew under a lock.
ALTER TABLE copies ADD COLUMN brief jsonb;
CREATE FUNCTION keep_brief() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    NEW.brief := brief(NEW.document);
    RETURN NEW;
END $$;
CREATE TRIGGER copies_brief BEFORE INSERT OR UPDATE OF document ON copies FOR EACH ROW EXECUTE FUNCTION keep_brief();

-- Those that are there: only the long ones are written. The owner sees no clinic's rows while security is forced.
ALTER TABLE copies NO FORCE ROW LEVEL SECURITY;
ALTER TABLE copy_changes NO FORCE ROW LEVEL SECURITY;
UPDATE copies SET brief = brief(document) WHERE brief(document) IS NOT NULL;
ALTER TABLE copies FORCE ROW LEVEL SECURITY;
ALTER TABLE copy_changes FORCE ROW LEVEL SECURITY;

-- Uncompressed, pg_column_size tells how much JSON there is without reading it. Older rows look smaller than they are.
ALTER TABLE copies ALTER COLUMN document SET STORAGE EXTERNAL;
ALTER TABLE audit ALTER COLUMN document SET STORAGE EXTERNAL;
ALTER TABLE outbox ALTER COLUMN payload SET STORAGE EXTERNAL;

-- An answer too large to keep is read anew: by these, where `answer` is empty.
ALTER TABLE idempotency_keys ADD COLUMN kind text, ADD COLUMN subject uuid;
