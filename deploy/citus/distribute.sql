-- Spreads the clinics over the workers. Once, as superuser at the coordinator, after the migrations:
--
--   psql -X -v ON_ERROR_STOP=1 -d vetchart -f distribute.sql
--
-- Every tenant table is cut by clinic_id, and those of one clinic lie on one worker: a statement that names its
-- clinic goes there and nowhere else. What belongs to no clinic (logins, keys, outbox, cursors, clinics) stays a plain
-- table of the coordinator, and so do auth.login_policies and auth.measures, which are read with their clinic: no
-- statement joins the two kinds, and the outbox's order is that of the coordinator's transactions. tests/test_citus.py
-- holds both.

\set ON_ERROR_STOP on

SELECT citus_set_coordinator_host('coordinator', 5432);
SELECT citus_add_node('worker-1', 5432);
SELECT citus_add_node('worker-2', 5432);
-- No shards here: the coordinator plans, and keeps the plain tables.
SELECT citus_set_node_property('coordinator', 5432, 'shouldhaveshards', false);

-- Backstops that the service itself checks first: Citus runs no triggers on distributed tables.
DROP TRIGGER IF EXISTS keep_issued ON billing.bills;
DROP TRIGGER IF EXISTS keep_issued ON billing.bill_items;
DROP TRIGGER IF EXISTS adds_up ON billing.bills;

DO $$
DECLARE
    service text;
    name regclass;
BEGIN
    FOREACH service IN ARRAY ARRAY['auth', 'patients', 'scheduling', 'billing'] LOOP
        -- The clinic of row-level security (SET LOCAL app.clinic_id) goes with the transaction to the worker, and the
        -- policies call this there.
        EXECUTE format('ALTER ROLE %I SET citus.propagate_set_commands = %L', service || '_svc', 'local');
        PERFORM create_distributed_function(format('%I.current_clinic()', service)::regprocedure);
        -- In an empty table a generated column costs nothing, and it needs no trigger.
        EXECUTE format('DROP TRIGGER IF EXISTS copies_brief ON %I.copies', service);
        EXECUTE format(
            'ALTER TABLE %1$I.copies DROP COLUMN brief,
             ADD COLUMN brief jsonb GENERATED ALWAYS AS (%1$I.brief(document)) STORED', service);
        -- Nor can the trigger run that counts the changes of copies: each number is a new one, so that no list is kept.
        EXECUTE format('DROP TRIGGER IF EXISTS copies_changed ON %I.copies', service);
        EXECUTE format(
            'CREATE OR REPLACE FUNCTION %I.clinic_changes(p_clinic uuid) RETURNS bigint LANGUAGE sql AS
             $f$ SELECT (extract(epoch FROM clock_timestamp()) * 1000000)::bigint $f$', service);
    END LOOP;
    -- All tables of clinics, in the order in which they were made: what a foreign key points at came first.
    FOR name IN
        SELECT oid FROM pg_class
        WHERE relforcerowsecurity AND relkind = 'r'
          AND relnamespace::regnamespace::text IN ('auth', 'patients', 'scheduling', 'billing')
          AND oid NOT IN ('auth.login_policies'::regclass, 'auth.measures'::regclass)
        ORDER BY oid <> 'auth.users'::regclass, oid
    LOOP
        IF name = 'auth.users'::regclass THEN
            PERFORM create_distributed_table(name, 'clinic_id');
        ELSE
            PERFORM create_distributed_table(name, 'clinic_id', colocate_with => 'auth.users');
        END IF;
    END LOOP;
END
$$;
