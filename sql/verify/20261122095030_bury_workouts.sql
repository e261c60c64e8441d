-- What "bury workouts" leaves behind; later migrations may add to it.

DO $$
DECLARE
    missing text;
BEGIN
    -- PostgreSQL then prints every definition with its schema. Parentheses are not compared: a restore changes them.
    PERFORM set_config('search_path', '', true);

    SELECT string_agg(e.name, ', ') INTO missing
    FROM (VALUES
        ('tracker.bury_workouts(bigint[],uuid[])', 'void', 'v', true, 'search_path=pg_catalog, pg_temp'),
        ('tracker.bury_deleted_workouts()', 'trigger', 'v', true, 'search_path=pg_catalog, pg_temp'),
        ('tracker.bury_renamed_workout()', 'trigger', 'v', true, 'search_path=pg_catalog, pg_temp')
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
            'tracker.workouts',
            'workouts_bury_deleted',
            'CREATE TRIGGER workouts_bury_deleted AFTER DELETE ON tracker.workouts REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION tracker.bury_deleted_workouts()'
        ),
        (
            'tracker.workouts',
            'workouts_bury_renamed',
            'CREATE TRIGGER workouts_bury_renamed AFTER UPDATE OF user_id, id ON tracker.workouts FOR EACH ROW WHEN (((old.user_id IS DISTINCT FROM new.user_id) OR (old.id IS DISTINCT FROM new.id))) EXECUTE FUNCTION tracker.bury_renamed_workout()'
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
