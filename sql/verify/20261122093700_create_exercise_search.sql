-- What "create exercise search" leaves behind; later migrations may add to it.

DO $$
DECLARE
    missing text;
BEGIN
    -- PostgreSQL then prints every definition with its schema. Parentheses are not compared: a restore changes them.
    PERFORM set_config('search_path', '', true);

    SELECT string_agg(e.name, ', ') INTO missing
    FROM (VALUES
        ('tracker.search_owner(bigint)', 'bigint', 's', true, 'search_path=pg_catalog, pg_temp'),
        (
            'tracker.search_condition(tracker.search_alternative[],integer[],integer)',
            'tsquery',
            's',
            false,
            'search_path=pg_catalog, pg_temp'
        ),
        (
            'tracker.fits_search(bigint,tracker.exercise_type,tracker.exercise_type[],integer,integer)',
            'boolean',
            's',
            false,
            ''
        ),
        (
            'tracker.find_exercises_by_terms(integer[],integer[],tracker.exercise_type[],integer,integer,integer)',
            'SETOF bigint',
            's',
            false,
            'search_path=pg_catalog, pg_temp; enable_seqscan=off; enable_indexscan=on; enable_bitmapscan=off; enable_hashjoin=off; enable_mergejoin=off; jit=off'
        ),
        (
            'tracker.find_exercises(text[],text,tracker.search_alternative[],integer[],boolean,bigint,tracker.exercise_type[],integer,integer,integer)',
            'bigint[]',
            's',
            false,
            'search_path=pg_catalog, pg_temp; enable_seqscan=off; enable_indexscan=off; jit=off'
        ),
        (
            'tracker.rank_exercises(bigint[],text[],text,tracker.search_alternative[],real[],text,text,real)',
            'TABLE(exercise_id bigint, place bigint, score double precision)',
            's',
            false,
            'search_path=pg_catalog, pg_temp; enable_seqscan=off; enable_nestloop=off; enable_mergejoin=off; jit=off'
        ),
        ('tracker.search_own_words(bigint)', 'text[]', 's', false, 'search_path=pg_catalog, pg_temp'),
        (
            'tracker.search_importance(text[],tracker.search_alternative[],boolean)',
            'real[]',
            's',
            false,
            'search_path=pg_catalog, pg_temp'
        ),
        (
            'tracker.search_exercises(text,bigint,tracker.exercise_type[],text,text,integer)',
            'TABLE(exercise_id bigint, name text, matched_alias text, score double precision)',
            's',
            true,
            'search_path=pg_catalog, pg_temp; plan_cache_mode=force_generic_plan; max_parallel_workers_per_gather=0; jit=off'
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
