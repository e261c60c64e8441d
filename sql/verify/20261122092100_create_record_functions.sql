-- What "create record functions" leaves behind; later migrations may add to it.

DO $$
DECLARE
    missing text;
BEGIN
    -- PostgreSQL then prints every definition with its schema. Parentheses are not compared: a restore changes them.
    PERFORM set_config('search_path', '', true);

    SELECT string_agg(e.name, ', ') INTO missing
    FROM (VALUES
        (
            'tracker.refresh_exercise_records(bigint[],bigint[])',
            'void',
            'v',
            true,
            'search_path=pg_catalog, pg_temp; enable_seqscan=off; plan_cache_mode=force_generic_plan; jit=off'
        ),
        (
            'tracker.absorb_record_candidates(tracker.record_candidate[])',
            'void',
            'v',
            true,
            'search_path=pg_catalog, pg_temp; work_mem=64MB; enable_seqscan=off; plan_cache_mode=force_generic_plan; jit=off'
        ),
        (
            'tracker.rescan_records(bigint[],bigint[],date[])',
            'void',
            'v',
            true,
            'search_path=pg_catalog, pg_temp; work_mem=64MB; enable_seqscan=off; plan_cache_mode=force_generic_plan; jit=off'
        ),
        (
            'tracker.rescan_changed_sets(bigint[],uuid[],uuid[])',
            'void',
            'v',
            true,
            'search_path=pg_catalog, pg_temp; work_mem=64MB; enable_seqscan=off; plan_cache_mode=force_generic_plan; jit=off'
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
