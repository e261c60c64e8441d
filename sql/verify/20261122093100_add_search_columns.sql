-- What "add search columns" leaves behind; later migrations may add to it.

DO $$
DECLARE
    missing text;
BEGIN
    -- PostgreSQL then prints every definition with its schema. Parentheses are not compared: a restore changes them.
    PERFORM set_config('search_path', '', true);

    SELECT string_agg(concat_ws('.', e.tbl, e.name), ', ') INTO missing
    FROM (VALUES
        ('tracker.exercises', 'search_names', 'text[]', false, 'tracker.search_names(name, aliases)', 's'),
        ('tracker.exercises', 'search_lexemes', 'tsvector', false, 'tracker.search_lexemes(name, aliases)', 's')
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
        (
            'tracker.exercises_search_lexemes_idx',
            'CREATE INDEX exercises_search_lexemes_idx ON tracker.exercises USING gin (search_lexemes) WHERE ((owner_id IS NULL) AND (deleted_at IS NULL) AND (merged_into IS NULL))'
        )
    ) AS e (name, definition)
    WHERE NOT EXISTS (
        SELECT FROM pg_catalog.pg_index AS i
        WHERE i.indexrelid = to_regclass(e.name) AND i.indisvalid
            AND translate(pg_catalog.pg_get_indexdef(i.indexrelid), '()', '') = translate(e.definition, '()', '')
    );
    ASSERT missing IS NULL, 'missing or different indexes: ' || missing;
END
$$;
