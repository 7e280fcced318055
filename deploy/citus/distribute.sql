-- Spreads the clinics over the workers. Once, as superuser at the coordinator, after the migrations:
--
--   psql -X -v ON_ERROR_STOP=1 -d vetchart -f distribute.sql
--
-- Every tenant table is cut by clinic_id, and those of one clinic lie on one worker: a statement that names its
-- clinic goes there and nowhere else. What belongs to no clinic (logins, keys, outbox, cursors, clinics) stays a plain
-- table of the coordinator, and so do auth.login_policies and auth.measures, which are read with their clinic: no statement joins the two
-- kinds, and the outbox's order is that of the coordinator's transactions. tests/test_citus.py holds both.

\set ON_ERROR_STOP on

SELECT citus_set_coordinator_host('coordinator', 5432);
SELECT citus_add_node('worker-1', 5432);
SELECT citus_add_node('worker-2', 5432);
-- No shards here: the coordinator plans, and keeps the plain tables.
SELECT citus_set_node_property('coordinator', 5432, 'shouldhaveshards', false);

-- The clinic of row-level security (SET LOCAL app.clinic_id) goes with the transaction to the worker.
ALTER ROLE auth_svc SET citus.propagate_set_commands = 'local';
ALTER ROLE patients_svc SET citus.propagate_set_commands = 'local';
ALTER ROLE scheduling_svc SET citus.propagate_set_commands = 'local';
ALTER ROLE billing_svc SET citus.propagate_set_commands = 'local';

-- Backstops that the service itself checks first: Citus runs no triggers on distributed tables.
DROP TRIGGER IF EXISTS keep_issued ON billing.bills;
DROP TRIGGER IF EXISTS keep_issued ON billing.bill_items;
DROP TRIGGER IF EXISTS adds_up ON billing.bills;
-- In an empty table a generated column costs nothing, and it needs no trigger.
DROP TRIGGER IF EXISTS copies_brief ON auth.copies;
ALTER TABLE auth.copies DROP COLUMN brief, ADD COLUMN brief jsonb GENERATED ALWAYS AS (auth.brief(document)) STORED;
DROP TRIGGER IF EXISTS copies_brief ON patients.copies;
ALTER TABLE patients.copies DROP COLUMN brief, ADD COLUMN brief jsonb GENERATED ALWAYS AS (patients.brief(document)) STORED;
DROP TRIGGER IF EXISTS copies_brief ON scheduling.copies;
ALTER TABLE scheduling.copies DROP COLUMN brief, ADD COLUMN brief jsonb GENERATED ALWAYS AS (scheduling.brief(document)) STORED;
DROP TRIGGER IF EXISTS copies_brief ON billing.copies;
ALTER TABLE billing.copies DROP COLUMN brief, ADD COLUMN brief jsonb GENERATED ALWAYS AS (billing.brief(document)) STORED;
-- The trigger that counts the changes of copies can't run either: each number is a new one, so that no list is kept.
DROP TRIGGER IF EXISTS copies_changed ON auth.copies;
CREATE OR REPLACE FUNCTION auth.clinic_changes(p_clinic uuid) RETURNS bigint LANGUAGE sql AS
$$ SELECT (extract(epoch FROM clock_timestamp()) * 1000000)::bigint $$;
DROP TRIGGER IF EXISTS copies_changed ON patients.copies;
CREATE OR REPLACE FUNCTION patients.clinic_changes(p_clinic uuid) RETURNS bigint LANGUAGE sql AS
$$ SELECT (extract(epoch FROM clock_timestamp()) * 1000000)::bigint $$;
DROP TRIGGER IF EXISTS copies_changed ON scheduling.copies;
CREATE OR REPLACE FUNCTION scheduling.clinic_changes(p_clinic uuid) RETURNS bigint LANGUAGE sql AS
$$ SELECT (extract(epoch FROM clock_timestamp()) * 1000000)::bigint $$;
DROP TRIGGER IF EXISTS copies_changed ON billing.copies;
CREATE OR REPLACE FUNCTION billing.clinic_changes(p_clinic uuid) RETURNS bigint LANGUAGE sql AS
$$ SELECT (extract(epoch FROM clock_timestamp()) * 1000000)::bigint $$;

-- The policies call these on the workers.
SELECT create_distributed_function('auth.current_clinic()');
SELECT create_distributed_function('patients.current_clinic()');
SELECT create_distributed_function('scheduling.current_clinic()');
SELECT create_distributed_function('billing.current_clinic()');

-- What a foreign key points at comes before what has it.
SELECT create_distributed_table('auth.users', 'clinic_id');
SELECT create_distributed_table('auth.sessions', 'clinic_id', colocate_with => 'auth.users');
SELECT create_distributed_table('auth.second_factors', 'clinic_id', colocate_with => 'auth.users');
SELECT create_distributed_table('auth.recovery_codes', 'clinic_id', colocate_with => 'auth.users');
SELECT create_distributed_table('auth.audit', 'clinic_id', colocate_with => 'auth.users');
SELECT create_distributed_table('auth.audit_heads', 'clinic_id', colocate_with => 'auth.users');
SELECT create_distributed_table('auth.copies', 'clinic_id', colocate_with => 'auth.users');
SELECT create_distributed_table('auth.copy_changes', 'clinic_id', colocate_with => 'auth.users');
SELECT create_distributed_table('auth.idempotency_keys', 'clinic_id', colocate_with => 'auth.users');

SELECT create_distributed_table('patients.owners', 'clinic_id', colocate_with => 'auth.users');
SELECT create_distributed_table('patients.patients', 'clinic_id', colocate_with => 'auth.users');
SELECT create_distributed_table('patients.weights', 'clinic_id', colocate_with => 'auth.users');
SELECT create_distributed_table('patients.records', 'clinic_id', colocate_with => 'auth.users');
SELECT create_distributed_table('patients.record_views', 'clinic_id', colocate_with => 'auth.users');
SELECT create_distributed_table('patients.addenda', 'clinic_id', colocate_with => 'auth.users');
SELECT create_distributed_table('patients.papers', 'clinic_id', colocate_with => 'auth.users');
SELECT create_distributed_table('patients.drafts', 'clinic_id', colocate_with => 'auth.users');
SELECT create_distributed_table('patients.record_templates', 'clinic_id', colocate_with => 'auth.users');
SELECT create_distributed_table('patients.search_terms', 'clinic_id', colocate_with => 'auth.users');
SELECT create_distributed_table('patients.search_rebuilds', 'clinic_id', colocate_with => 'auth.users');
SELECT create_distributed_table('patients.db_probe', 'clinic_id', colocate_with => 'auth.users');
SELECT create_distributed_table('patients.audit', 'clinic_id', colocate_with => 'auth.users');
SELECT create_distributed_table('patients.audit_heads', 'clinic_id', colocate_with => 'auth.users');
SELECT create_distributed_table('patients.copies', 'clinic_id', colocate_with => 'auth.users');
SELECT create_distributed_table('patients.copy_changes', 'clinic_id', colocate_with => 'auth.users');
SELECT create_distributed_table('patients.idempotency_keys', 'clinic_id', colocate_with => 'auth.users');

SELECT create_distributed_table('scheduling.appointments', 'clinic_id', colocate_with => 'auth.users');
SELECT create_distributed_table('scheduling.hours', 'clinic_id', colocate_with => 'auth.users');
SELECT create_distributed_table('scheduling.audit', 'clinic_id', colocate_with => 'auth.users');
SELECT create_distributed_table('scheduling.audit_heads', 'clinic_id', colocate_with => 'auth.users');
SELECT create_distributed_table('scheduling.copies', 'clinic_id', colocate_with => 'auth.users');
SELECT create_distributed_table('scheduling.copy_changes', 'clinic_id', colocate_with => 'auth.users');
SELECT create_distributed_table('scheduling.idempotency_keys', 'clinic_id', colocate_with => 'auth.users');

SELECT create_distributed_table('billing.price_items', 'clinic_id', colocate_with => 'auth.users');
SELECT create_distributed_table('billing.bills', 'clinic_id', colocate_with => 'auth.users');
SELECT create_distributed_table('billing.bill_items', 'clinic_id', colocate_with => 'auth.users');
SELECT create_distributed_table('billing.payments', 'clinic_id', colocate_with => 'auth.users');
SELECT create_distributed_table('billing.credit_notes', 'clinic_id', colocate_with => 'auth.users');
SELECT create_distributed_table('billing.credit_note_items', 'clinic_id', colocate_with => 'auth.users');
SELECT create_distributed_table('billing.papers', 'clinic_id', colocate_with => 'auth.users');
SELECT create_distributed_table('billing.document_numbers', 'clinic_id', colocate_with => 'auth.users');
SELECT create_distributed_table('billing.audit', 'clinic_id', colocate_with => 'auth.users');
SELECT create_distributed_table('billing.audit_heads', 'clinic_id', colocate_with => 'auth.users');
SELECT create_distributed_table('billing.copies', 'clinic_id', colocate_with => 'auth.users');
SELECT create_distributed_table('billing.copy_changes', 'clinic_id', colocate_with => 'auth.users');
SELECT create_distributed_table('billing.idempotency_keys', 'clinic_id', colocate_with => 'auth.users');
