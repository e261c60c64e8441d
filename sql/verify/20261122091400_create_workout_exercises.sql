-- What "create workout exercises" leaves behind; later migrations may add to it.

DO $$
DECLARE
    missing text;
BEGIN
    -- PostgreSQL then prints every definition with its schema. Parentheses are not compared: a restore changes them.
    PERFORM set_config('search_path', '', true);

    SELECT string_agg(concat_ws('.', e.tbl, e.name), ', ') INTO missing
    FROM (VALUES
        ('tracker.workout_exercises', 'user_id', 'bigint', true, '', ''),
        ('tracker.workout_exercises', 'performed_on', 'date', true, '', ''),
        ('tracker.workout_exercises', 'workout_id', 'uuid', true, '', ''),
        ('tracker.workout_exercises', 'id', 'uuid', true, '', ''),
        ('tracker.workout_exercises', 'exercise_id', 'bigint', true, '', ''),
        ('tracker.workout_exercises', 'position', 'integer', true, '', ''),
        ('tracker.workout_exercises', 'superset', 'integer', false, '', ''),
        ('tracker.workout_exercises', 'notes', 'text', false, '', ''),
        ('tracker.workout_exercises', 'created_at', 'timestamp with time zone', true, 'now()', ''),
        ('tracker.workout_exercises', 'updated_at', 'timestamp with time zone', true, 'now()', ''),
        ('tracker.workout_exercises', 'deleted_at', 'timestamp with time zone', false, '', ''),
        ('tracker.workout_exercises', 'deletion_id', 'uuid', false, '', '')
    ) AS e (tbl, name, type, not_null, expression, kind)
    WHERE NOT EXISTS (
        SELECT FROM pg_catalog.pg_attribute AS a
        LEFT JOIN pg_catalog.pg_attrdef AS d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
        WHERE a.attrelid = to_regclass(e.tbl) AND a.attname = e.name AND a.attnotnull = e.not_null
            AND pg_catalog.format_type(a.atttypid, a.atttypmod) = e.type
            AND translate(coalesce(pg_catalog.pg_get_expr(d.adbin, d.adrelid), ''), '()', '') = translate(e.expression, '()', '')
            AND concat(a.attidentity, a.attgenerated) = e.kind
    );
    ASSERT missing IS NULL, 'missing or different columns: ' || missing;

    SELECT string_agg(concat_ws('.', e.tbl, e.name), ', ') INTO missing
    FROM (VALUES
        ('tracker.workout_exercises', 'workout_exercises_position_check', 'CHECK (("position" >= 0))'),
        ('tracker.workout_exercises', 'workout_exercises_superset_check', 'CHECK ((superset >= 0))'),
        ('tracker.workout_exercises', 'workout_exercises_notes_check', 'CHECK ((char_length(notes) <= 20000))'),
        (
            'tracker.workout_exercises',
            'workout_exercises_deletion_check',
            'CHECK (((deleted_at IS NULL) = (deletion_id IS NULL)))'
        ),
        ('tracker.workout_exercises', 'workout_exercises_pkey', 'PRIMARY KEY (user_id, performed_on, workout_id, id)'),
        (
            'tracker.workout_exercises',
            'workout_exercises_exercise_key',
            'UNIQUE (user_id, performed_on, workout_id, id, exercise_id)'
        ),
        (
            'tracker.workout_exercises',
            'workout_exercises_workout_id_fkey',
            'FOREIGN KEY (user_id, performed_on, workout_id) REFERENCES tracker.workouts(user_id, performed_on, id) ON DELETE CASCADE'
        ),
        (
            'tracker.workout_exercises',
            'workout_exercises_exercise_id_fkey',
            'FOREIGN KEY (exercise_id) REFERENCES tracker.exercises(id)'
        )
    ) AS e (tbl, name, definition)
    WHERE NOT EXISTS (
        SELECT FROM pg_catalog.pg_constraint AS c
        WHERE c.conrelid = to_regclass(e.tbl) AND c.conname = e.name AND c.convalidated
            AND translate(pg_catalog.pg_get_constraintdef(c.oid), '()', '') = translate(e.definition, '()', '')
    );
    ASSERT missing IS NULL, 'missing or different constraints: ' || missing;

    SELECT string_agg(e.name, ', ') INTO missing
    FROM (VALUES
        (
            'tracker.workout_exercises_exercise_id_idx',
            'CREATE INDEX workout_exercises_exercise_id_idx ON tracker.workout_exercises USING btree (exercise_id, user_id, performed_on DESC)'
        )
    ) AS e (name, definition)
    WHERE NOT EXISTS (
        SELECT FROM pg_catalog.pg_index AS i
        WHERE i.indexrelid = to_regclass(e.name) AND i.indisvalid
            AND translate(pg_catalog.pg_get_indexdef(i.indexrelid), '()', '') = translate(e.definition, '()', '')
    );
    ASSERT missing IS NULL, 'missing or different indexes: ' || missing;

    SELECT string_agg(concat_ws('.', e.tbl, e.name), ', ') INTO missing
    FROM (VALUES
        (
            'tracker.workout_exercises',
            'workout_exercises_touch',
            'CREATE TRIGGER workout_exercises_touch BEFORE UPDATE ON tracker.workout_exercises FOR EACH ROW WHEN ((NOT (old.deletion_id IS DISTINCT FROM new.deletion_id))) EXECUTE FUNCTION tracker.touch()'
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
