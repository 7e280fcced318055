-- A backup's manifest: every table of the services, and how many rows it has.
SELECT format('SELECT %L, count(*) FROM %I.%I', schemaname || '.' || tablename, schemaname, tablename)
FROM pg_tables WHERE schemaname IN ('auth', 'patients', 'scheduling', 'billing')
ORDER BY schemaname, tablename \gexec
