-- The same as before, in words that Citus understands where it runs them beside a clinic's rows.

-- A transition table is read by a statement of its own: Citus plans what writes a table, and knows no other there.
CREATE OR REPLACE FUNCTION count_copy_changes() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
DECLARE
    counted record;
BEGIN
    FOR counted IN SELECT clinic_id, kind, count(*) AS number FROM changed GROUP BY clinic_id, kind LOOP
        INSERT INTO copy_changes VALUES (counted.clinic_id, counted.kind, counted.number)
        ON CONFLICT (clinic_id, kind) DO UPDATE SET number = copy_changes.number + excluded.number;
    END LOOP;
    RETURN NULL;
END $$;

-- Not by NOT IN with two columns, which it can't write down.
CREATE OR REPLACE FUNCTION replace_copies(
    p_clinic uuid, p_kinds text[], p_after_kind integer, p_after uuid, p_until_kind integer, p_until uuid, p_copies jsonb
) RETURNS uuid[] LANGUAGE sql AS $$
    DELETE FROM copies WHERE clinic_id = p_clinic AND kind = ANY (p_kinds)
        AND (array_position(p_kinds, kind), id) > (p_after_kind, p_after)
        AND (p_until IS NULL OR (array_position(p_kinds, kind), id) <= (p_until_kind, p_until))
        AND NOT EXISTS (
            SELECT FROM jsonb_to_recordset(p_copies) AS copy (kind text, id uuid)
            WHERE copy.kind = copies.kind AND copy.id = copies.id);
    SELECT upsert_copies(p_clinic, p_copies, true) $$;
