-- What "create exercises" leaves behind; later migrations may add to it.

DO $$
DECLARE
    missing text;
BEGIN
    -- PostgreSQL then prints every definition with its schema. Parentheses are not compared: a restore changes them.
    PERFORM set_config('search_path', '', true);

    SELECT string_agg(concat_ws('.', e.tbl, e.name), ', ') INTO missing
    FROM (VALUES
        ('tracker.exercises', 'id', 'bigint', true, '', 'a'),
        ('tracker.exercises', 'owner_id', 'bigint', false, '', ''),
        ('tracker.exercises', 'catalogue_key', 'text', false, '', ''),
        ('tracker.exercises', 'name', 'text', true, '', ''),
        ('tracker.exercises', 'exercise_type', 'tracker.exercise_type', true, '', ''),
        ('tracker.exercises', 'tracking', 'tracker.tracking', true, '', ''),
        ('tracker.exercises', 'level', 'tracker.exercise_level', false, '', ''),
        ('tracker.exercises', 'description', 'text', true, '''''::text', ''),
        ('tracker.exercises', 'aliases', 'text[]', true, '''{}''::text[]', ''),
        ('tracker.exercises', 'merged_into', 'bigint', false, '', ''),
        (
            'tracker.exercises',
            'search_document',
            'tsvector',
            false,
            '((setweight(to_tsvector(''tracker.exercise''::regconfig, name), ''A''::"char") || setweight(to_tsvector(''tracker.exercise''::regconfig, tracker.aliases_text(aliases)), ''B''::"char")) || setweight(to_tsvector(''tracker.exercise''::regconfig, description), ''D''::"char"))',
            's'
        ),
        ('tracker.exercises', 'created_at', 'timestamp with time zone', true, 'now()', ''),
        ('tracker.exercises', 'updated_at', 'timestamp with time zone', true, 'now()', ''),
        ('tracker.exercises', 'deleted_at', 'timestamp with time zone', false, '', ''),
        ('tracker.exercises', 'deletion_id', 'uuid', false, '', '')
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
            'tracker.exercises',
            'exercises_name_check',
            'CHECK ((((char_length(name) >= 1) AND (char_length(name) <= 200)) AND (name = btrim(name))))'
        ),
        ('tracker.exercises', 'exercises_description_check', 'CHECK ((char_length(description) <= 20000))'),
        (
            'tracker.exercises',
            'exercises_aliases_check',
            'CHECK (((cardinality(aliases) <= 50) AND (array_position(aliases, NULL::text) IS NULL) AND (octet_length(tracker.aliases_text(aliases)) <= 10000)))'
        ),
        (
            'tracker.exercises',
            'exercises_catalogue_key_check',
            'CHECK (((catalogue_key IS NULL) OR (owner_id IS NULL)))'
        ),
        ('tracker.exercises', 'exercises_merged_into_check', 'CHECK ((merged_into <> id))'),
        ('tracker.exercises', 'exercises_deletion_check', 'CHECK (((deleted_at IS NULL) = (deletion_id IS NULL)))'),
        ('tracker.exercises', 'exercises_pkey', 'PRIMARY KEY (id)'),
        (
            'tracker.exercises',
            'exercises_merged_into_fkey',
            'FOREIGN KEY (merged_into) REFERENCES tracker.exercises(id)'
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
            'tracker.exercises_owner_name_key',
            'CREATE UNIQUE INDEX exercises_owner_name_key ON tracker.exercises USING btree (owner_id, lower(name)) NULLS NOT DISTINCT WHERE (deleted_at IS NULL)'
        ),
        (
            'tracker.exercises_catalogue_key_key',
            'CREATE UNIQUE INDEX exercises_catalogue_key_key ON tracker.exercises USING btree (catalogue_key)'
        ),
        (
            'tracker.exercises_search_document_idx',
            'CREATE INDEX exercises_search_document_idx ON tracker.exercises USING gin (search_document) WITH (fastupdate=off)'
        ),
        (
            'tracker.exercises_merged_into_idx',
            'CREATE INDEX exercises_merged_into_idx ON tracker.exercises USING btree (merged_into) WHERE (merged_into IS NOT NULL)'
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
            'tracker.exercises',
            'exercises_touch',
            'CREATE TRIGGER exercises_touch BEFORE UPDATE ON tracker.exercises FOR EACH ROW EXECUTE FUNCTION tracker.touch()'
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
