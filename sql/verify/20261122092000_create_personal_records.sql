-- What "create personal records" leaves behind; later migrations may add to it.

DO $$
DECLARE
    missing text;
BEGIN
    -- PostgreSQL then prints every definition with its schema. Parentheses are not compared: a restore changes them.
    PERFORM set_config('search_path', '', true);

    SELECT string_agg(concat_ws('.', e.tbl, e.name), ', ') INTO missing
    FROM (VALUES
        ('tracker.exercise_records', 'user_id', 'bigint', true, '', ''),
        ('tracker.exercise_records', 'exercise_id', 'bigint', true, '', ''),
        ('tracker.exercise_records', 'metrics', 'tracker.record_metric[]', true, '', ''),
        ('tracker.exercise_records', 'reps', 'smallint[]', true, '', ''),
        ('tracker.exercise_records', 'record_values', 'bigint[]', true, '', ''),
        ('tracker.exercise_records', 'days', 'date[]', true, '', ''),
        ('tracker.exercise_records', 'workout_ids', 'uuid[]', true, '', ''),
        ('tracker.exercise_records', 'set_ids', 'uuid[]', true, '', ''),
        ('tracker.exercise_records', 'created_at', 'timestamp with time zone', true, 'now()', ''),
        ('tracker.exercise_records', 'updated_at', 'timestamp with time zone', true, 'now()', '')
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
        (
            'tracker.exercise_records',
            'exercise_records_arrays_check',
            'CHECK (((cardinality(metrics) > 0) AND (cardinality(reps) = cardinality(metrics)) AND (cardinality(record_values) = cardinality(metrics)) AND (cardinality(days) = cardinality(metrics)) AND (cardinality(workout_ids) = cardinality(metrics)) AND (cardinality(set_ids) = cardinality(metrics))))'
        ),
        ('tracker.exercise_records', 'exercise_records_pkey', 'PRIMARY KEY (user_id, exercise_id)'),
        (
            'tracker.exercise_records',
            'exercise_records_user_id_fkey',
            'FOREIGN KEY (user_id) REFERENCES tracker.users(id) ON DELETE CASCADE'
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
        ('tracker.personal_records')
    ) AS e (name)
    WHERE NOT EXISTS (
        SELECT FROM pg_catalog.pg_class AS c
        WHERE c.oid = to_regclass(e.name) AND c.relkind IN ('v', 'm')
    );
    ASSERT missing IS NULL, 'missing or different views: ' || missing;

    SELECT string_agg(concat_ws('.', e.tbl, e.name), ', ') INTO missing
    FROM (VALUES
        (
            'tracker.exercise_records',
            'exercise_records_touch',
            'CREATE TRIGGER exercise_records_touch BEFORE UPDATE ON tracker.exercise_records FOR EACH ROW EXECUTE FUNCTION tracker.touch()'
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
