-- What "create sets" leaves behind; later migrations may add to it.

DO $$
DECLARE
    missing text;
BEGIN
    -- PostgreSQL then prints every definition with its schema. Parentheses are not compared: a restore changes them.
    PERFORM set_config('search_path', '', true);

    SELECT string_agg(concat_ws('.', e.tbl, e.name), ', ') INTO missing
    FROM (VALUES
        ('tracker.sets', 'user_id', 'bigint', true, '', ''),
        ('tracker.sets', 'performed_on', 'date', true, '', ''),
        ('tracker.sets', 'workout_id', 'uuid', true, '', ''),
        ('tracker.sets', 'id', 'uuid', true, '', ''),
        ('tracker.sets', 'workout_exercise_id', 'uuid', true, '', ''),
        ('tracker.sets', 'exercise_id', 'bigint', true, '', ''),
        ('tracker.sets', 'position', 'integer', true, '', ''),
        ('tracker.sets', 'kind', 'tracker.set_kind', true, '''working''::tracker.set_kind', ''),
        ('tracker.sets', 'weight_g', 'integer', false, '', ''),
        ('tracker.sets', 'reps', 'integer', false, '', ''),
        ('tracker.sets', 'duration_ms', 'integer', false, '', ''),
        ('tracker.sets', 'distance_mm', 'integer', false, '', ''),
        ('tracker.sets', 'rpe', 'numeric(3,1)', false, '', ''),
        ('tracker.sets', 'completed_at', 'timestamp with time zone', false, '', ''),
        ('tracker.sets', 'notes', 'text', false, '', ''),
        ('tracker.sets', 'revision', 'integer', true, '1', ''),
        ('tracker.sets', 'created_at', 'timestamp with time zone', true, 'now()', ''),
        ('tracker.sets', 'updated_at', 'timestamp with time zone', true, 'now()', ''),
        ('tracker.sets', 'deleted_at', 'timestamp with time zone', false, '', ''),
        ('tracker.sets', 'deletion_id', 'uuid', false, '', '')
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
        ('tracker.sets', 'sets_position_check', 'CHECK (("position" >= 0))'),
        ('tracker.sets', 'sets_weight_g_check', 'CHECK (((weight_g >= 0) AND (weight_g <= 100000000)))'),
        ('tracker.sets', 'sets_reps_check', 'CHECK (((reps >= 0) AND (reps <= 100000)))'),
        ('tracker.sets', 'sets_duration_ms_check', 'CHECK ((duration_ms >= 0))'),
        ('tracker.sets', 'sets_distance_mm_check', 'CHECK ((distance_mm >= 0))'),
        ('tracker.sets', 'sets_rpe_check', 'CHECK (((rpe >= (0)::numeric) AND (rpe <= (10)::numeric)))'),
        ('tracker.sets', 'sets_notes_check', 'CHECK ((char_length(notes) <= 20000))'),
        ('tracker.sets', 'sets_deletion_check', 'CHECK (((deleted_at IS NULL) = (deletion_id IS NULL)))'),
        ('tracker.sets', 'sets_pkey', 'PRIMARY KEY (user_id, performed_on, workout_id, id)'),
        (
            'tracker.sets',
            'sets_workout_exercise_id_fkey',
            'FOREIGN KEY (user_id, performed_on, workout_id, workout_exercise_id, exercise_id) REFERENCES tracker.workout_exercises(user_id, performed_on, workout_id, id, exercise_id) ON DELETE CASCADE'
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
            'tracker.sets_user_id_exercise_id_performed_on_idx',
            'CREATE INDEX sets_user_id_exercise_id_performed_on_idx ON ONLY tracker.sets USING btree (user_id, exercise_id, performed_on DESC)'
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
            'tracker.sets',
            'sets_touch',
            'CREATE TRIGGER sets_touch BEFORE UPDATE ON tracker.sets FOR EACH ROW WHEN ((NOT (old.deletion_id IS DISTINCT FROM new.deletion_id))) EXECUTE FUNCTION tracker.touch_revision()'
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
