-- drop: what the migration added; a transaction for each table, and none for a table that is done.
DO $$
DECLARE
    audited text;
BEGIN
    COMMIT;
    FOR audited IN
        SELECT t.table_name
        FROM tracker.audited_tables AS t
        WHERE
            EXISTS (
                SELECT FROM pg_catalog.pg_trigger AS x
                WHERE
                    x.tgrelid = to_regclass(format('tracker.%I', t.table_name))
                    AND x.tgname = t.table_name || '_audit_delete'
            )
        ORDER BY t.table_name
    LOOP
        PERFORM tracker.unaudit_table(audited);
        COMMIT;
    END LOOP;
END
$$;
