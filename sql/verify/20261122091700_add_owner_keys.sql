-- What "add owner keys" leaves behind; later migrations may add to it.

DO $$
DECLARE
    missing text;
BEGIN
    -- PostgreSQL then prints every definition with its schema. Parentheses are not compared: a restore changes them.
    PERFORM set_config('search_path', '', true);

    SELECT string_agg(concat_ws('.', e.tbl, e.name), ', ') INTO missing
    FROM (VALUES
        (
            'tracker.exercises',
            'exercises_owner_id_fkey',
            'FOREIGN KEY (owner_id) REFERENCES tracker.users(id) ON DELETE CASCADE'
        ),
        (
            'tracker.imports',
            'imports_user_id_fkey',
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
            'tracker.exercises_owner_id_idx',
            'CREATE INDEX exercises_owner_id_idx ON tracker.exercises USING btree (owner_id) WHERE (owner_id IS NOT NULL)'
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
