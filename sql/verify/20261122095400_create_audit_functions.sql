-- What "create audit functions" leaves behind; later migrations may add to it.

DO $$
DECLARE
    missing text;
BEGIN
    -- PostgreSQL then prints every definition with its schema. Parentheses are not compared: a restore changes them.
    PERFORM set_config('search_path', '', true);

    SELECT string_agg(e.name, ', ') INTO missing
    FROM (VALUES
        ('tracker.current_actor()', 'bigint', 's', false, ''),
        ('tracker.stamp_recorded()', 'trigger', 'v', false, 'search_path=pg_catalog, pg_temp'),
        ('tracker.audit_key(jsonb,text[])', 'jsonb', 's', false, ''),
        (
            'tracker.audit_update()',
            'trigger',
            'v',
            true,
            'search_path=pg_catalog, pg_temp; TimeZone=UTC; bytea_output=hex; extra_float_digits=1'
        ),
        (
            'tracker.audit_delete()',
            'trigger',
            'v',
            true,
            'search_path=pg_catalog, pg_temp; TimeZone=UTC; bytea_output=hex; extra_float_digits=1'
        ),
        (
            'tracker.audit_truncate()',
            'trigger',
            'v',
            true,
            'search_path=pg_catalog, pg_temp; TimeZone=UTC; bytea_output=hex; extra_float_digits=1'
        ),
        ('tracker.audit_arguments(text)', 'text', 's', false, 'search_path=pg_catalog, pg_temp'),
        ('tracker.detached_years_of(text)', 'SETOF regclass', 's', false, 'search_path=pg_catalog, pg_temp'),
        ('tracker.tables_with_rows_of(text)', 'SETOF regclass', 's', false, 'search_path=pg_catalog, pg_temp'),
        ('tracker.audit_truncate_of(text,regclass)', 'void', 'v', false, 'search_path=pg_catalog, pg_temp'),
        ('tracker.audit_table(text)', 'void', 'v', false, 'search_path=pg_catalog, pg_temp'),
        ('tracker.unaudit_table(text)', 'void', 'v', false, 'search_path=pg_catalog, pg_temp')
    ) AS e (name, result, volatility, definer, settings)
    WHERE NOT EXISTS (
        SELECT FROM pg_catalog.pg_proc AS p
        WHERE p.oid = to_regprocedure(e.name) AND p.provolatile = e.volatility AND p.prosecdef = e.definer
            AND coalesce(pg_catalog.pg_get_function_result(p.oid), '') = e.result
            AND e.settings IN ('*', coalesce(array_to_string(p.proconfig, '; '), ''))
    );
    ASSERT missing IS NULL, 'missing or different functions: ' || missing;
END
$$;
