-- How often what a service shows of a clinic has changed: what was built before is good as long as this stays the same.
-- Own changes are counted by the audit, since each has its entry; those of copies by the trigger.
CREATE TABLE copy_changes (
    clinic_id uuid NOT NULL,
    kind text NOT NULL,
    number bigint NOT NULL,
    PRIMARY KEY (clinic_id, kind)
);

-- Operations write copies, too, without this schema in their search path.
CREATE FUNCTION count_copy_change() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    INSERT INTO copy_changes VALUES (coalesce(NEW.clinic_id, OLD.clinic_id), coalesce(NEW.kind, OLD.kind), 1)
    ON CONFLICT (clinic_id, kind) DO UPDATE SET number = copy_changes.number + 1;
    RETURN NULL;
END $$;
CREATE TRIGGER copies_changed AFTER INSERT OR UPDATE OR DELETE ON copies FOR EACH ROW EXECUTE FUNCTION count_copy_change();

-- Sets the clinic for row-level security itself, so that this is one round trip and no transaction is opened.
-- Each part only grows, and a restore raises the epoch, so equal sums mean that nothing has changed.
CREATE FUNCTION clinic_changes(p_clinic uuid) RETURNS bigint LANGUAGE plpgsql AS $$
BEGIN
    PERFORM set_config('app.clinic_id', p_clinic::text, true);
    RETURN (SELECT epoch::bigint << 40 FROM feed_epoch)
        + coalesce((SELECT seq FROM audit_heads WHERE clinic_id = p_clinic), 0)
        + coalesce((SELECT sum(number) FROM copy_changes WHERE clinic_id = p_clinic), 0)::bigint;
END $$;

GRANT SELECT, INSERT, UPDATE ON copy_changes TO :app;
