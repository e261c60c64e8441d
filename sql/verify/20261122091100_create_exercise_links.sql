-- What "create exercise links" leaves behind; later migrations may add to it.

DO $$
DECLARE
    missing text;
BEGIN
    -- PostgreSQL then prints every definition with its schema. Parentheses are not compared: a restore changes them.
    PERFORM set_config('search_path', '', true);

    SELECT string_agg(concat_ws('.', e.tbl, e.name), ', ') INTO missing
    FROM (VALUES
        ('tracker.exercise_muscle_groups', 'exercise_id', 'bigint', true, '', ''),
        ('tracker.exercise_muscle_groups', 'muscle_group_id', 'integer', true, '', ''),
        ('tracker.exercise_muscle_groups', 'role', 'tracker.muscle_role', true, '', ''),
        ('tracker.exercise_muscle_groups', 'created_at', 'timestamp with time zone', true, 'now()', ''),
        ('tracker.exercise_muscle_groups', 'updated_at', 'timestamp with time zone', true, 'now()', ''),
        ('tracker.exercise_equipment', 'exercise_id', 'bigint', true, '', ''),
        ('tracker.exercise_equipment', 'equipment_id', 'integer', true, '', ''),
        ('tracker.exercise_equipment', 'created_at', 'timestamp with time zone', true, 'now()', ''),
        ('tracker.exercise_equipment', 'updated_at', 'timestamp with time zone', true, 'now()', '')
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
            'tracker.exercise_muscle_groups',
            'exercise_muscle_groups_pkey',
            'PRIMARY KEY (exercise_id, muscle_group_id)'
        ),
        (
            'tracker.exercise_muscle_groups',
            'exercise_muscle_groups_exercise_id_fkey',
            'FOREIGN KEY (exercise_id) REFERENCES tracker.exercises(id) ON DELETE CASCADE'
        ),
        (
            'tracker.exercise_muscle_groups',
            'exercise_muscle_groups_muscle_group_id_fkey',
            'FOREIGN KEY (muscle_group_id) REFERENCES tracker.muscle_groups(id)'
        ),
        ('tracker.exercise_equipment', 'exercise_equipment_pkey', 'PRIMARY KEY (exercise_id, equipment_id)'),
        (
            'tracker.exercise_equipment',
            'exercise_equipment_exercise_id_fkey',
            'FOREIGN KEY (exercise_id) REFERENCES tracker.exercises(id) ON DELETE CASCADE'
        ),
        (
            'tracker.exercise_equipment',
            'exercise_equipment_equipment_id_fkey',
            'FOREIGN KEY (equipment_id) REFERENCES tracker.equipment(id)'
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
            'tracker.exercise_muscle_groups_muscle_group_id_idx',
            'CREATE INDEX exercise_muscle_groups_muscle_group_id_idx ON tracker.exercise_muscle_groups USING btree (muscle_group_id, exercise_id)'
        ),
        (
            'tracker.exercise_equipment_equipment_id_idx',
            'CREATE INDEX exercise_equipment_equipment_id_idx ON tracker.exercise_equipment USING btree (equipment_id, exercise_id)'
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
            'tracker.exercise_muscle_groups',
            'exercise_muscle_groups_touch',
            'CREATE TRIGGER exercise_muscle_groups_touch BEFORE UPDATE ON tracker.exercise_muscle_groups FOR EACH ROW EXECUTE FUNCTION tracker.touch()'
        ),
        (
            'tracker.exercise_equipment',
            'exercise_equipment_touch',
            'CREATE TRIGGER exercise_equipment_touch BEFORE UPDATE ON tracker.exercise_equipment FOR EACH ROW EXECUTE FUNCTION tracker.touch()'
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
