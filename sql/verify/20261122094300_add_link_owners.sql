-- What "add link owners" leaves behind; later migrations may add to it.

DO $$
DECLARE
    missing text;
BEGIN
    -- PostgreSQL then prints every definition with its schema. Parentheses are not compared: a restore changes them.
    PERFORM set_config('search_path', '', true);

    SELECT string_agg(concat_ws('.', e.tbl, e.name), ', ') INTO missing
    FROM (VALUES
        ('tracker.exercise_muscle_groups', 'owner_id', 'bigint', false, '', ''),
        ('tracker.exercise_equipment', 'owner_id', 'bigint', false, '', '')
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

    SELECT string_agg(e.name, ', ') INTO missing
    FROM (VALUES
        ('tracker.stamp_link_owner()', 'trigger', 'v', true, 'search_path=pg_catalog, pg_temp'),
        ('tracker.pass_on_owner()', 'trigger', 'v', true, 'search_path=pg_catalog, pg_temp')
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
            'tracker.exercises',
            'exercises_pass_on_owner',
            'CREATE TRIGGER exercises_pass_on_owner AFTER UPDATE OF owner_id ON tracker.exercises FOR EACH ROW WHEN ((old.owner_id IS DISTINCT FROM new.owner_id)) EXECUTE FUNCTION tracker.pass_on_owner()'
        ),
        (
            'tracker.exercise_muscle_groups',
            'exercise_muscle_groups_stamp_owner',
            'CREATE TRIGGER exercise_muscle_groups_stamp_owner BEFORE INSERT OR UPDATE ON tracker.exercise_muscle_groups FOR EACH ROW EXECUTE FUNCTION tracker.stamp_link_owner()'
        ),
        (
            'tracker.exercise_equipment',
            'exercise_equipment_stamp_owner',
            'CREATE TRIGGER exercise_equipment_stamp_owner BEFORE INSERT OR UPDATE ON tracker.exercise_equipment FOR EACH ROW EXECUTE FUNCTION tracker.stamp_link_owner()'
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
