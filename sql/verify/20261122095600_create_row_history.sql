-- What "create row history" leaves behind; later migrations may add to it.

DO $$
DECLARE
    missing text;
BEGIN
    -- PostgreSQL then prints every definition with its schema. Parentheses are not compared: a restore changes them.
    PERFORM set_config('search_path', '', true);

    SELECT string_agg(e.name, ', ') INTO missing
    FROM (VALUES
        (
            'tracker.audited_row(bigint,tracker.audited_tables,jsonb)',
            'jsonb',
            's',
            false,
            'search_path=pg_catalog, pg_temp; TimeZone=UTC; bytea_output=hex; extra_float_digits=1'
        ),
        (
            'tracker.row_events(bigint,text,jsonb)',
            'TABLE(at timestamp with time zone, xid xid8, operation tracker.audit_operation, actor_id bigint, reason text, old jsonb, before jsonb)',
            's',
            false,
            'search_path=pg_catalog, pg_temp; TimeZone=UTC'
        ),
        (
            'tracker.row_as_of(bigint,text,jsonb,timestamp with time zone)',
            'jsonb',
            's',
            false,
            'search_path=pg_catalog, pg_temp'
        )
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
