-- What "touch workouts of exercises" leaves behind; later migrations may add to it.

DO $$
DECLARE
    missing text;
BEGIN
    -- PostgreSQL then prints every definition with its schema. Parentheses are not compared: a restore changes them.
    PERFORM set_config('search_path', '', true);

    SELECT string_agg(concat_ws('.', e.tbl, e.name), ', ') INTO missing
    FROM (VALUES
        (
            'tracker.workout_exercises',
            'workout_exercises_touch_workouts_insert',
            'CREATE TRIGGER workout_exercises_touch_workouts_insert AFTER INSERT ON tracker.workout_exercises REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION tracker.touch_workouts()'
        ),
        (
            'tracker.workout_exercises',
            'workout_exercises_touch_workouts_update',
            'CREATE TRIGGER workout_exercises_touch_workouts_update AFTER UPDATE ON tracker.workout_exercises REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION tracker.touch_workouts()'
        ),
        (
            'tracker.workout_exercises',
            'workout_exercises_touch_workouts_delete',
            'CREATE TRIGGER workout_exercises_touch_workouts_delete AFTER DELETE ON tracker.workout_exercises REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION tracker.touch_workouts()'
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
