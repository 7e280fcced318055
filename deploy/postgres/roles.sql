-- Database, roles, schemas and extensions of VetChart. Run with psql as an administrator, as often as you like:
--
--   psql -X -v ON_ERROR_STOP=1 -f deploy/postgres/roles.sql "$ADMIN_URL"
--
-- Passwords come from the environment (VETCHART_OWNER_PASSWORD, AUTH_SVC_PASSWORD, PATIENTS_SVC_PASSWORD,
-- SCHEDULING_SVC_PASSWORD, BILLING_SVC_PASSWORD, VETCHART_OPS_PASSWORD), where `ps` doesn't show them, or from -v.
-- Without them the passwords stay as they are.
--
-- The administrator need not be a superuser (managed services): CREATEROLE, CREATEDB and BYPASSRLS are enough.
-- What only a superuser can do is then left out with a warning.

\set QUIET on
\set ON_ERROR_STOP on
SET client_min_messages = warning;

SELECT current_setting('server_version_num')::int < 180000 AS too_old \gset
\if :too_old
    DO $$ BEGIN RAISE EXCEPTION 'VetChart needs PostgreSQL 18 or newer'; END $$;
\endif

\getenv vetchart_owner_password VETCHART_OWNER_PASSWORD
\getenv auth_svc_password AUTH_SVC_PASSWORD
\getenv patients_svc_password PATIENTS_SVC_PASSWORD
\getenv scheduling_svc_password SCHEDULING_SVC_PASSWORD
\getenv billing_svc_password BILLING_SVC_PASSWORD
\getenv vetchart_ops_password VETCHART_OPS_PASSWORD
\if :{?database} \else \set database vetchart \endif

-- Roles belong to the whole server: two runs at once (parallel tests) would stumble over each other.
SELECT 1 FROM pg_advisory_lock(hashtext('vetchart roles')) \g /dev/null

-- 1. Roles. vetchart_owner owns and migrates the schemas; a service's own role owns nothing; vetchart_ops passes
--    through row-level security for the seed, backups and backfills.
SELECT format('CREATE ROLE %I LOGIN', name)
FROM unnest(ARRAY['vetchart_owner', 'auth_svc', 'patients_svc', 'scheduling_svc', 'billing_svc']) AS name
WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = name) \gexec

SELECT 'CREATE ROLE vetchart_ops LOGIN BYPASSRLS'
WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'vetchart_ops') \gexec

\if :{?vetchart_owner_password}
ALTER ROLE vetchart_owner PASSWORD :'vetchart_owner_password';
ALTER ROLE auth_svc PASSWORD :'auth_svc_password';
ALTER ROLE patients_svc PASSWORD :'patients_svc_password';
ALTER ROLE scheduling_svc PASSWORD :'scheduling_svc_password';
ALTER ROLE billing_svc PASSWORD :'billing_svc_password';
ALTER ROLE vetchart_ops PASSWORD :'vetchart_ops_password';
\endif

-- An administrator who isn't a superuser must be the owner to make schemas for it.
SELECT 'GRANT vetchart_owner TO CURRENT_USER'
WHERE NOT pg_has_role(CURRENT_USER, 'vetchart_owner', 'USAGE') \gexec

DO $$
BEGIN
    GRANT pg_monitor TO vetchart_ops;
EXCEPTION WHEN insufficient_privilege THEN
    RAISE WARNING 'vetchart_ops sees its own sessions and statements only: a superuser may grant it pg_monitor';
END $$;

-- 2. The database. The built-in C.UTF-8 sorts alike on every machine, so keyset cursors and indexes survive a move.
SELECT format('CREATE DATABASE %I TEMPLATE template0 ENCODING ''UTF8'' LOCALE ''C'' '
              'LOCALE_PROVIDER builtin BUILTIN_LOCALE ''C.UTF-8''', :'database')
WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = :'database') \gexec

REVOKE ALL ON DATABASE :"database" FROM PUBLIC;
GRANT CREATE, CONNECT, TEMPORARY ON DATABASE :"database" TO vetchart_owner;
GRANT CONNECT, TEMPORARY ON DATABASE :"database" TO vetchart_ops;
GRANT CONNECT ON DATABASE :"database" TO auth_svc, patients_svc, scheduling_svc, billing_svc;

-- 3. What bounds a service's session, whatever its code does.
SELECT format('ALTER ROLE %I IN DATABASE %I SET %s', role, :'database', setting)
FROM unnest(ARRAY['auth_svc', 'patients_svc', 'scheduling_svc', 'billing_svc']) AS role,
     unnest(ARRAY['timezone = ''UTC''',
                  'statement_timeout = ''5s''',
                  'lock_timeout = ''3s''',
                  'transaction_timeout = ''30s''',
                  'idle_in_transaction_session_timeout = ''10s''',
                  format('search_path = %I', split_part(role, '_', 1))]) AS setting \gexec

\connect :"database"
SET client_min_messages = warning;

-- 4. Extensions, once and before any service migrates: CREATE EXTENSION by four at once races.
REVOKE ALL ON SCHEMA public FROM PUBLIC;
GRANT USAGE ON SCHEMA public TO vetchart_owner, vetchart_ops;
CREATE EXTENSION IF NOT EXISTS btree_gist SCHEMA public;
DO $$
BEGIN
    CREATE EXTENSION IF NOT EXISTS pg_stat_statements SCHEMA public;
EXCEPTION WHEN insufficient_privilege THEN
    RAISE WARNING 'pg_stat_statements is missing: a superuser may create it in the schema public';
END $$;

-- 5. A schema for each service, and for vetchart_ops what is and will be in it. What the service's own role may do
--    with a table is granted where the table is made, in its migration.
SELECT format(statement, name)
FROM unnest(ARRAY['auth', 'patients', 'scheduling', 'billing']) AS name,
     unnest(ARRAY['CREATE SCHEMA IF NOT EXISTS %1$I AUTHORIZATION vetchart_owner',
                  'GRANT USAGE ON SCHEMA %1$I TO %1$s_svc, vetchart_ops',
                  'GRANT ALL ON ALL TABLES IN SCHEMA %1$I TO vetchart_ops',
                  'GRANT ALL ON ALL SEQUENCES IN SCHEMA %1$I TO vetchart_ops',
                  'ALTER DEFAULT PRIVILEGES FOR ROLE vetchart_owner IN SCHEMA %1$I GRANT ALL ON TABLES TO vetchart_ops',
                  'ALTER DEFAULT PRIVILEGES FOR ROLE vetchart_owner IN SCHEMA %1$I GRANT ALL ON SEQUENCES TO vetchart_ops'
     ]) WITH ORDINALITY AS step(statement, number)
ORDER BY name, number \gexec
