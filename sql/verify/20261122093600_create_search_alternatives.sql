-- What "create search alternatives" leaves behind; later migrations may add to it.

DO $$
DECLARE
    missing text;
BEGIN
    -- PostgreSQL then prints every definition with its schema. Parentheses are not compared: a restore changes them.
    PERFORM set_config('search_path', '', true);

    SELECT string_agg(e.name, ', ') INTO missing
    FROM (VALUES
        ('tracker.search_near_keys(text,text)', 'boolean', 'i', false, ''),
        ('tracker.search_skeleton(text)', 'text', 'i', false, ''),
        ('tracker.search_spellings(text,boolean,text[],boolean,boolean)', 'TABLE(word text, weight real)', 's', false, '*'),
        ('tracker.search_split(text)', 'text', 's', false, 'search_path=pg_catalog, pg_temp'),
        (
            'tracker.search_readings(text[],text[],text[],boolean)',
            'tracker.search_reading[]',
            's',
            false,
            'search_path=pg_catalog, pg_temp'
        ),
        (
            'tracker.search_alternatives(text[],text,tracker.search_reading[])',
            'tracker.search_alternative[]',
            's',
            false,
            'search_path=pg_catalog, pg_temp; enable_hashjoin=off; enable_mergejoin=off; enable_seqscan=off; jit=off'
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
