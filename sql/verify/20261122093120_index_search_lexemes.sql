-- What "index search lexemes" leaves behind; later migrations may add to it.

DO $$
DECLARE
    missing text;
BEGIN
    -- PostgreSQL then prints every definition with its schema. Parentheses are not compared: a restore changes them.
    PERFORM set_config('search_path', '', true);

    SELECT string_agg(e.name, ', ') INTO missing
    FROM (VALUES
        (
            'tracker.exercises_search_lexemes_idx',
            'CREATE INDEX exercises_search_lexemes_idx ON tracker.exercises USING gin (search_lexemes) WITH (fastupdate=off) WHERE ((owner_id IS NULL) AND (deleted_at IS NULL) AND (merged_into IS NULL))'
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
