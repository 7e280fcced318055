-- Spreads the clinics over the workers. As superuser at the coordinator, after each migration, as often as you like:
--
--   psql -X -d vetchart -f distribute.sql                                       the nodes of compose.yml
--   psql -X -d vetchart -v coordinator=HOST:PORT -v workers="HOST:PORT HOST:PORT" -f distribute.sql
--
-- Every tenant table is cut by clinic_id, and those of one clinic lie on one worker: a statement that names its
-- clinic goes there and nowhere else, and so does a call of a function that takes it as p_clinic. What belongs to no
-- clinic (logins, keys, clinics) stays at the coordinator, where Citus knows it: a transaction that writes it beside a
-- clinic's rows commits in two phases. Leases stand alone. Also there are auth.login_policies and auth.measures, which
-- are read with their clinic. What functions read on the workers (feed_epoch) is on each node. tests/test_citus.py
-- holds all this.

\set ON_ERROR_STOP on
\if :{?coordinator} \else \set coordinator 'coordinator:5432' \endif
\if :{?workers} \else \set workers 'worker-1:5432 worker-2:5432' \endif
SET client_min_messages = warning;
SET citus.enable_unsafe_triggers = on;

SELECT split_part(:'coordinator', ':', 1) AS host, split_part(:'coordinator', ':', 2)::int AS port \gset
SELECT citus_set_coordinator_host(:'host', :port) \g /dev/null
SELECT citus_add_node(split_part(worker, ':', 1), split_part(worker, ':', 2)::int)
FROM unnest(string_to_array(:'workers', ' ')) AS worker \g /dev/null
-- No shards here: the coordinator plans, and keeps what belongs to no clinic.
SELECT citus_set_node_property(:'host', :port, 'shouldhaveshards', false) \g /dev/null

-- For sessions of the services, at each node:
--   the clinic of row-level security (SET LOCAL app.clinic_id) goes with the transaction to the worker;
--   the catalogue as it is: to hide shards in it made a look at a type take 0.7 s in each new connection;
--   what a function does on the worker with its clinic's rows, it may;
--   the few statements over all clinics take a connection for each worker, and not one for each shard.
SELECT format('ALTER ROLE %I SET citus.%s', service || '_svc', setting)
FROM unnest(ARRAY['auth', 'patients', 'scheduling', 'billing']) AS service,
     unnest(ARRAY['propagate_set_commands = local',
                  'override_table_visibility = off',
                  'allow_nested_distributed_execution = on',
                  'max_adaptive_executor_pool_size = 1']) AS setting \gexec

SET citus.enable_ddl_propagation = off;  -- these are this session's
CREATE TEMPORARY VIEW tables AS
SELECT oid::regclass AS name, oid, relnamespace::regnamespace::text AS service, relforcerowsecurity AS tenant
FROM pg_class
WHERE relkind = 'r' AND relnamespace::regnamespace::text IN ('auth', 'patients', 'scheduling', 'billing')
  AND relname NOT IN ('schema_version', 'leases') AND oid NOT IN (SELECT logicalrelid FROM pg_dist_partition);
CREATE TEMPORARY VIEW functions AS
SELECT oid::regprocedure AS name, coalesce(proargnames[1], '') = 'p_clinic' AS of_clinic,
       prosrc NOT LIKE '%feed_epoch%' AS alone
FROM pg_proc
WHERE pronamespace::regnamespace::text IN ('auth', 'patients', 'scheduling', 'billing')
  AND oid NOT IN (SELECT objid FROM pg_dist_object WHERE classid = 'pg_proc'::regclass)
ORDER BY prolang = (SELECT oid FROM pg_language WHERE lanname = 'sql'), oid;  -- those look at what they call

SET citus.enable_ddl_propagation = on;

-- A worker runs them for whoever seeds or restores, too, who has no search path of the service's.
SELECT format('ALTER FUNCTION %s SET search_path = %s', pg_proc.oid::regprocedure, pronamespace::regnamespace)
FROM pg_proc JOIN pg_language ON pg_language.oid = prolang
WHERE pronamespace::regnamespace::text IN ('auth', 'patients', 'scheduling', 'billing')
  AND (lanname = 'plpgsql' OR provolatile = 'v' OR proretset)  -- the others are inlined, which a setting would end
  AND NOT EXISTS (SELECT FROM unnest(proconfig) AS setting WHERE setting LIKE 'search_path=%') \gexec

-- What policies, triggers and generated columns of the tables call.
SELECT create_distributed_function(name)
FROM functions WHERE name::text ~ '\.(current_clinic|brief|keep_\w+|count_\w+|check_\w+)\(' \g /dev/null

-- All tables of clinics, in the order in which they were made: what a foreign key points at came first.
DO $$
DECLARE
    name regclass;
BEGIN
    FOR name IN
        SELECT tables.name FROM tables
        WHERE tenant AND oid NOT IN ('auth.login_policies'::regclass, 'auth.measures'::regclass)
        ORDER BY oid <> 'auth.users'::regclass, oid
    LOOP
        IF name = 'auth.users'::regclass THEN
            PERFORM create_distributed_table(name, 'clinic_id');
        ELSE
            PERFORM create_distributed_table(name, 'clinic_id', colocate_with => 'auth.users');
        END IF;
    END LOOP;
    FOR name IN SELECT tables.name FROM tables WHERE tables.name::text LIKE '%.feed_epoch' LOOP
        PERFORM create_reference_table(name);
    END LOOP;
    FOR name IN SELECT tables.name FROM tables ORDER BY oid LOOP
        PERFORM citus_add_local_table_to_metadata(name);
    END LOOP;
END
$$;

-- One that reads only its clinic's rows goes to its worker within a transaction, too.
SELECT create_distributed_function(name) FROM functions WHERE NOT of_clinic \g /dev/null
SELECT create_distributed_function(name, 'p_clinic', colocate_with => 'auth.users', force_delegation => alone)
FROM functions WHERE of_clinic \g /dev/null

-- A table that Citus takes over gets new sequences.
SELECT format('GRANT ALL ON ALL SEQUENCES IN SCHEMA %I TO vetchart_ops', service)
FROM unnest(ARRAY['auth', 'patients', 'scheduling', 'billing']) AS service \gexec

-- The feed reads the heads and positions of all clinics, worker by worker, which is all that a worker may do without the
-- others: of the shards that it has itself. Transactions are numbered there, so its news are exact, too.
CREATE FUNCTION pg_temp.of_this_worker(service text, function text, answer text, condition text, given text) RETURNS text
LANGUAGE sql AS $make$
    SELECT format($text$
        CREATE OR REPLACE FUNCTION %1$I.%2$s RETURNS SETOF %1$I.%3$I LANGUAGE plpgsql STABLE SET search_path = %1$I AS $f$
        DECLARE
            shard text;
        BEGIN
            FOR shard IN
                SELECT '%3$s_' || shardid FROM pg_dist_shard JOIN pg_dist_placement USING (shardid)
                WHERE logicalrelid = '%1$s.%3$s'::regclass AND groupid = (SELECT groupid FROM pg_dist_local_group)
            LOOP
                RETURN QUERY EXECUTE format('SELECT * FROM %%I.%%I WHERE %4$s', '%1$s', shard) USING %5$s;
            END LOOP;
        END $f$ $text$, service, function, answer, condition, given)
$make$;
SELECT pg_temp.of_this_worker(service, function, answer, condition, given)
FROM unnest(ARRAY['auth', 'patients', 'scheduling', 'billing']) AS service, (VALUES
    ('heads_since(p_xid xid8)', 'audit_heads', 'xid >= $1 AND xid < pg_snapshot_xmax(pg_current_snapshot())', '$1'),
    ('positions_of(p_source text)', 'feed_positions', 'source = $1', '$1'),
    ('heads_after(p_after uuid, p_most integer)', 'audit_heads', 'clinic_id > $1 ORDER BY clinic_id LIMIT $2',
     '$1, $2')
) AS functions (function, answer, condition, given) \gexec
