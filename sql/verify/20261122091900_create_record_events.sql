-- What "create record events" leaves behind; later migrations may add to it.

DO $$
DECLARE
    missing text;
BEGIN
    -- PostgreSQL then prints every definition with its schema. Parentheses are not compared: a restore changes them.
    PERFORM set_config('search_path', '', true);

    SELECT string_agg(concat_ws('.', e.tbl, e.name), ', ') INTO missing
    FROM (VALUES
        ('tracker.record_events', 'user_id', 'bigint', true, '', ''),
        ('tracker.record_events', 'exercise_id', 'bigint', true, '', ''),
        ('tracker.record_events', 'metric', 'tracker.record_metric', true, '', ''),
        ('tracker.record_events', 'reps', 'smallint', true, '', ''),
        ('tracker.record_events', 'performed_on', 'date', true, '', ''),
        ('tracker.record_events', 'value', 'bigint', true, '', ''),
        ('tracker.record_events', 'workout_id', 'uuid', true, '', ''),
        ('tracker.record_events', 'set_id', 'uuid', true, '', ''),
        ('tracker.record_events', 'set_position', 'integer', true, '', ''),
        ('tracker.record_events', 'created_at', 'timestamp with time zone', true, 'now()', ''),
        ('tracker.record_events', 'updated_at', 'timestamp with time zone', true, 'now()', '')
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
            'tracker.record_events',
            'record_events_reps_check',
            'CHECK (
CASE metric
    WHEN ''rep_max''::tracker.record_metric THEN ((reps >= 1) AND (reps <= 20))
    ELSE (reps = 0)
END)'
        ),
        ('tracker.record_events', 'record_events_value_check', 'CHECK ((value >= 0))'),
        (
            'tracker.record_events',
            'record_events_pkey',
            'PRIMARY KEY (user_id, exercise_id, metric, reps, performed_on)'
        ),
        (
            'tracker.record_events',
            'record_events_user_id_fkey',
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
        (
            'tracker.record_events_workout_id_set_id_idx',
            'CREATE INDEX record_events_workout_id_set_id_idx ON tracker.record_events USING btree (user_id, workout_id, set_id)'
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
            'tracker.record_events',
            'record_events_touch',
            'CREATE TRIGGER record_events_touch BEFORE UPDATE ON tracker.record_events FOR EACH ROW EXECUTE FUNCTION tracker.touch()'
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
