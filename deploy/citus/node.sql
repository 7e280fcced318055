-- On each node after roles.sql, as often as you like: the extension, how the nodes log in to each other, and what the
-- services' roles need there. Passwords come from the environment, as for roles.sql.
\set ON_ERROR_STOP on
\getenv postgres_password POSTGRES_PASSWORD
\getenv vetchart_owner_password VETCHART_OWNER_PASSWORD
\getenv vetchart_ops_password VETCHART_OPS_PASSWORD
\getenv auth_svc_password AUTH_SVC_PASSWORD
\getenv patients_svc_password PATIENTS_SVC_PASSWORD
\getenv scheduling_svc_password SCHEDULING_SVC_PASSWORD
\getenv billing_svc_password BILLING_SVC_PASSWORD

\connect vetchart
SET client_min_messages = warning;
CREATE EXTENSION IF NOT EXISTS citus;

-- nodeid 0: every other node.
BEGIN;
DELETE FROM pg_dist_authinfo WHERE nodeid = 0;
INSERT INTO pg_dist_authinfo (nodeid, rolename, authinfo) VALUES
    (0, 'postgres', 'password=' || :'postgres_password'),
    (0, 'vetchart_owner', 'password=' || :'vetchart_owner_password'),
    (0, 'vetchart_ops', 'password=' || :'vetchart_ops_password'),
    (0, 'auth_svc', 'password=' || :'auth_svc_password'),
    (0, 'patients_svc', 'password=' || :'patients_svc_password'),
    (0, 'scheduling_svc', 'password=' || :'scheduling_svc_password'),
    (0, 'billing_svc', 'password=' || :'billing_svc_password');
COMMIT;

-- A shard is split by Citus' own decoder, which newer PostgreSQLs want to be told of.
SELECT format('ALTER SYSTEM SET output_plugin_libraries = %s, citus', setting)
FROM pg_settings WHERE name = 'output_plugin_libraries' AND setting !~ 'citus' \gexec
SELECT pg_reload_conf() \g /dev/null
