-- What "create partition functions" leaves behind; later migrations may add to it.

DO $$
DECLARE
    missing text;
BEGIN
    -- PostgreSQL then prints every definition with its schema. Parentheses are not compared: a restore changes them.
    PERFORM set_config('search_path', '', true);

    SELECT string_agg(e.name, ', ') INTO missing
    FROM (VALUES
        (
            'tracker.year_partitions()',
            'TABLE(parent text, name text, lower date, upper date, is_detaching boolean, rows_estimate bigint, bytes bigint)',
            's',
            false,
            'search_path=pg_catalog, pg_temp; TimeZone=UTC; DateStyle=ISO'
        ),
        ('tracker.create_partition_table(text,text)', 'void', 'v', false, 'search_path=pg_catalog, pg_temp'),
        (
            'tracker.attach_partition(text,text,date,date)',
            'void',
            'v',
            false,
            'search_path=pg_catalog, pg_temp; TimeZone=UTC; DateStyle=ISO; lock_timeout=1s'
        ),
        (
            'tracker.outdated_records(regclass,date,date)',
            'TABLE(user_id bigint, exercise_id bigint)',
            'v',
            false,
            'search_path=pg_catalog, pg_temp; work_mem=64MB; jit=off'
        ),
        (
            'tracker.attach_partition_again(text,text,date,date)',
            'void',
            'v',
            false,
            'search_path=pg_catalog, pg_temp; lock_timeout=500ms'
        ),
        ('tracker.take_partition_lock(integer)', 'void', 'v', false, 'search_path=pg_catalog, pg_temp'),
        ('tracker.ensure_partitions(integer)', 'SETOF text', 'v', false, 'search_path=pg_catalog, pg_temp'),
        (
            'tracker.missing_years(integer)',
            'TABLE(parent text, year integer)',
            's',
            false,
            'search_path=pg_catalog, pg_temp; TimeZone=UTC'
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
