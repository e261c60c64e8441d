-- What "create erasure" leaves behind; later migrations may add to it.

DO $$
DECLARE
    missing text;
BEGIN
    -- PostgreSQL then prints every definition with its schema. Parentheses are not compared: a restore changes them.
    PERFORM set_config('search_path', '', true);

    SELECT string_agg(e.name, ', ') INTO missing
    FROM (VALUES
        (
            'tracker.user_columns()',
            'TABLE(table_name text, column_name text, is_owner boolean)',
            's',
            false,
            'search_path=pg_catalog, pg_temp'
        ),
        (
            'tracker.erase_user(bigint)',
            'TABLE(table_name text, deleted bigint, anonymised bigint)',
            'v',
            true,
            'search_path=pg_catalog, pg_temp'
        ),
        ('tracker.rows_about(bigint,text)', 'SETOF text', 's', false, 'search_path=pg_catalog, pg_temp; TimeZone=UTC')
    ) AS e (name, result, volatility, definer, settings)
    WHERE NOT EXISTS (
        SELECT FROM pg_catalog.pg_proc AS p
        WHERE p.oid = to_regprocedure(e.name) AND p.provolatile = e.volatility AND p.prosecdef = e.definer
            AND coalesce(pg_catalog.pg_get_function_result(p.oid), '') = e.result
            AND e.settings IN ('*', coalesce(array_to_string(p.proconfig, '; '), ''))
    );
    ASSERT missing IS NULL, 'missing or different functions: ' || missing;

    SELECT string_agg(concat_ws(' ', e.name, e.role), ', ') INTO missing
    FROM (VALUES
        ('tracker.erase_user(bigint)', 'trackerdb_service')
    ) AS e (name, role)
    WHERE NOT EXISTS (
        SELECT FROM pg_catalog.pg_roles AS r
        WHERE r.rolname = e.role AND has_function_privilege(r.oid, to_regprocedure(e.name), 'EXECUTE')
    );
    ASSERT missing IS NULL, 'missing or different executable functions: ' || missing;
END
$$;
