-- What "create equipment" leaves behind; later migrations may add to it.

DO $$
DECLARE
    missing text;
BEGIN
    -- PostgreSQL then prints every definition with its schema. Parentheses are not compared: a restore changes them.
    PERFORM set_config('search_path', '', true);

    SELECT string_agg(concat_ws('.', e.tbl, e.name), ', ') INTO missing
    FROM (VALUES
        ('tracker.equipment', 'id', 'integer', true, '', 'a'),
        ('tracker.equipment', 'slug', 'text', true, '', ''),
        ('tracker.equipment', 'name', 'text', true, '', ''),
        ('tracker.equipment', 'created_at', 'timestamp with time zone', true, 'now()', ''),
        ('tracker.equipment', 'updated_at', 'timestamp with time zone', true, 'now()', '')
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
        ('tracker.equipment', 'equipment_slug_check', 'CHECK ((slug ~ ''^[a-z][a-z0-9_]{0,62}$''::text))'),
        (
            'tracker.equipment',
            'equipment_name_check',
            'CHECK (((char_length(name) >= 1) AND (char_length(name) <= 100)))'
        ),
        ('tracker.equipment', 'equipment_pkey', 'PRIMARY KEY (id)'),
        ('tracker.equipment', 'equipment_slug_key', 'UNIQUE (slug)')
    ) AS e (tbl, name, definition)
    WHERE NOT EXISTS (
        SELECT FROM pg_catalog.pg_constraint AS c
        WHERE c.conrelid = to_regclass(e.tbl) AND c.conname = e.name AND c.convalidated
            AND translate(pg_catalog.pg_get_constraintdef(c.oid), '()', '') = translate(e.definition, '()', '')
    );
    ASSERT missing IS NULL, 'missing or different constraints: ' || missing;

    SELECT string_agg(concat_ws('.', e.tbl, e.name), ', ') INTO missing
    FROM (VALUES
        (
            'tracker.equipment',
            'equipment_touch',
            'CREATE TRIGGER equipment_touch BEFORE UPDATE ON tracker.equipment FOR EACH ROW EXECUTE FUNCTION tracker.touch()'
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
