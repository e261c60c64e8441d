-- From here on every change of a user's data, of a login and of the catalogue is logged.
-- depends: 20261122095400_create_audit_functions
-- transactional: false
-- lock_timeout: 200ms

-- A transaction for each table: who waits for one waits for that one alone. What is audited already is left alone, so
-- that another attempt goes on where the last one got to.
DO $$
DECLARE
    audited text;
BEGIN
    -- In a transaction it fails here, before it has locked anything.
    COMMIT;
    FOR audited IN
        SELECT t.table_name
        FROM tracker.audited_tables AS t
        WHERE
            NOT EXISTS (
                SELECT FROM pg_catalog.pg_trigger AS x
                WHERE
                    x.tgrelid = format('tracker.%I', t.table_name)::regclass
                    AND x.tgname = t.table_name || '_audit_delete'
            )
        ORDER BY t.table_name
    LOOP
        PERFORM tracker.audit_table(audited);
        COMMIT;
    END LOOP;
END
$$;
