-- What "create users" leaves behind; later migrations may add to it.

DO $$
DECLARE
    missing text;
BEGIN
    -- PostgreSQL then prints every definition with its schema. Parentheses are not compared: a restore changes them.
    PERFORM set_config('search_path', '', true);

    SELECT string_agg(concat_ws('.', e.tbl, e.name), ', ') INTO missing
    FROM (VALUES
        ('tracker.users', 'id', 'bigint', true, '', 'a'),
        ('tracker.users', 'display_name', 'text', true, '', ''),
        ('tracker.users', 'unit_system', 'tracker.unit_system', true, '''metric''::tracker.unit_system', ''),
        ('tracker.users', 'time_zone', 'text', true, '''UTC''::text', ''),
        ('tracker.users', 'created_at', 'timestamp with time zone', true, 'now()', ''),
        ('tracker.users', 'updated_at', 'timestamp with time zone', true, 'now()', ''),
        ('tracker.users', 'deleted_at', 'timestamp with time zone', false, '', ''),
        ('tracker.users', 'deletion_id', 'uuid', false, '', '')
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
            'tracker.users',
            'users_display_name_check',
            'CHECK (((char_length(display_name) >= 1) AND (char_length(display_name) <= 200)))'
        ),
        ('tracker.users', 'users_deletion_check', 'CHECK (((deleted_at IS NULL) = (deletion_id IS NULL)))'),
        ('tracker.users', 'users_pkey', 'PRIMARY KEY (id)')
    ) AS e (tbl, name, definition)
    WHERE NOT EXISTS (
        SELECT FROM pg_catalog.pg_constraint AS c
        WHERE c.conrelid = to_regclass(e.tbl) AND c.conname = e.name AND c.convalidated
            AND translate(pg_catalog.pg_get_constraintdef(c.oid), '()', '') = translate(e.definition, '()', '')
    );
    ASSERT missing IS NULL, 'missing or different constraints: ' || missing;

    SELECT string_agg(e.name, ', ') INTO missing
    FROM (VALUES
        ('tracker.check_time_zone()', 'trigger', 'v', false, 'search_path=pg_catalog, pg_temp')
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
            'tracker.users',
            'users_check_time_zone',
            'CREATE TRIGGER users_check_time_zone BEFORE INSERT OR UPDATE OF time_zone ON tracker.users FOR EACH ROW EXECUTE FUNCTION tracker.check_time_zone()'
        ),
        (
            'tracker.users',
            'users_touch',
            'CREATE TRIGGER users_touch BEFORE UPDATE ON tracker.users FOR EACH ROW EXECUTE FUNCTION tracker.touch()'
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
