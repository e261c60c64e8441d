-- What "create record triggers" leaves behind; later migrations may add to it.

DO $$
DECLARE
    missing text;
BEGIN
    -- PostgreSQL then prints every definition with its schema. Parentheses are not compared: a restore changes them.
    PERFORM set_config('search_path', '', true);

    SELECT string_agg(e.name, ', ') INTO missing
    FROM (VALUES
        (
            'tracker.keep_records()',
            'trigger',
            'v',
            true,
            'search_path=pg_catalog, pg_temp; work_mem=64MB; enable_seqscan=off; plan_cache_mode=force_generic_plan; jit=off'
        ),
        (
            'tracker.touch_workouts()',
            'trigger',
            'v',
            true,
            'search_path=pg_catalog, pg_temp; work_mem=64MB; enable_seqscan=off; plan_cache_mode=force_generic_plan; jit=off'
        ),
        ('tracker.set_partition_days(regclass)', 'daterange', 's', false, 'search_path=pg_catalog, pg_temp'),
        ('tracker.refuse_truncate()', 'trigger', 'v', true, 'search_path=pg_catalog, pg_temp'),
        ('tracker.add_set_triggers(regclass)', 'void', 'v', false, 'search_path=pg_catalog, pg_temp'),
        ('tracker.oldest_set_day()', 'date', 's', false, 'search_path=pg_catalog, pg_temp')
    ) AS e (name, result, volatility, definer, settings)
    WHERE NOT EXISTS (
        SELECT FROM pg_catalog.pg_proc AS p
        WHERE p.oid = to_regprocedure(e.name) AND p.provolatile = e.volatility AND p.prosecdef = e.definer
            AND coalesce(pg_catalog.pg_get_function_result(p.oid), '') = e.result
            AND e.settings IN ('*', coalesce(array_to_string(p.proconfig, '; '), ''))
    );
    ASSERT missing IS NULL, 'missing or different functions: ' || missing;

    SELECT string_agg(concat_ws('.', e.tbl, e.name), ', ') INTO missing
    FROM (VALUES
        (
            'tracker.sets',
            'sets_keep_records_insert',
            'CREATE TRIGGER sets_keep_records_insert AFTER INSERT ON tracker.sets REFERENCING NEW TABLE AS new_sets FOR EACH STATEMENT EXECUTE FUNCTION tracker.keep_records()'
        ),
        (
            'tracker.sets',
            'sets_keep_records_update',
            'CREATE TRIGGER sets_keep_records_update AFTER UPDATE ON tracker.sets REFERENCING OLD TABLE AS old_sets NEW TABLE AS new_sets FOR EACH STATEMENT EXECUTE FUNCTION tracker.keep_records()'
        ),
        (
            'tracker.sets',
            'sets_keep_records_delete',
            'CREATE TRIGGER sets_keep_records_delete AFTER DELETE ON tracker.sets REFERENCING OLD TABLE AS old_sets FOR EACH STATEMENT EXECUTE FUNCTION tracker.keep_records()'
        ),
        (
            'tracker.sets',
            'sets_touch_workouts_insert',
            'CREATE TRIGGER sets_touch_workouts_insert AFTER INSERT ON tracker.sets REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION tracker.touch_workouts()'
        ),
        (
            'tracker.sets',
            'sets_touch_workouts_update',
            'CREATE TRIGGER sets_touch_workouts_update AFTER UPDATE ON tracker.sets REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION tracker.touch_workouts()'
        ),
        (
            'tracker.sets',
            'sets_touch_workouts_delete',
            'CREATE TRIGGER sets_touch_workouts_delete AFTER DELETE ON tracker.sets REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION tracker.touch_workouts()'
        ),
        (
            'tracker.sets',
            'sets_refuse_truncate',
            'CREATE TRIGGER sets_refuse_truncate AFTER TRUNCATE ON tracker.sets FOR EACH STATEMENT EXECUTE FUNCTION tracker.refuse_truncate()'
        )
    ) AS e (tbl, name, definition)
    WHERE NOT EXISTS (
        SELECT FROM pg_catalog.pg_trigger AS t
        WHERE t.tgrelid = to_regclass(e.tbl) AND t.tgname = e.name AND t.tgenabled = 'O'
            AND translate(pg_catalog.pg_get_triggerdef(t.oid), '()', '') = translate(e.definition, '()', '')
    );
    ASSERT missing IS NULL, 'missing or different triggers: ' || missing;
END
$$;
