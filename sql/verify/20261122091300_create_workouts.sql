-- What "create workouts" leaves behind; later migrations may add to it.

DO $$
DECLARE
    missing text;
BEGIN
    -- PostgreSQL then prints every definition with its schema. Parentheses are not compared: a restore changes them.
    PERFORM set_config('search_path', '', true);

    SELECT string_agg(concat_ws('.', e.tbl, e.name), ', ') INTO missing
    FROM (VALUES
        ('tracker.workouts', 'user_id', 'bigint', true, '', ''),
        ('tracker.workouts', 'id', 'uuid', true, '', ''),
        ('tracker.workouts', 'performed_on', 'date', true, '', ''),
        ('tracker.workouts', 'started_at', 'timestamp with time zone', true, '', ''),
        ('tracker.workouts', 'ended_at', 'timestamp with time zone', false, '', ''),
        ('tracker.workouts', 'title', 'text', false, '', ''),
        ('tracker.workouts', 'notes', 'text', false, '', ''),
        ('tracker.workouts', 'import_id', 'uuid', false, '', ''),
        ('tracker.workouts', 'draft_hash', 'bytea', false, '', ''),
        ('tracker.workouts', 'revision', 'integer', true, '1', ''),
        ('tracker.workouts', 'change_seq', 'bigint', true, '0', ''),
        ('tracker.workouts', 'created_at', 'timestamp with time zone', true, 'now()', ''),
        ('tracker.workouts', 'updated_at', 'timestamp with time zone', true, 'now()', ''),
        ('tracker.workouts', 'deleted_at', 'timestamp with time zone', false, '', ''),
        ('tracker.workouts', 'deletion_id', 'uuid', false, '', '')
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
            'tracker.workouts',
            'workouts_performed_on_check',
            'CHECK (((performed_on >= ''1900-01-01''::date) AND (performed_on <= ''9999-12-31''::date)))'
        ),
        (
            'tracker.workouts',
            'workouts_performed_on_started_at_check',
            'CHECK (((performed_on >= (((started_at AT TIME ZONE ''UTC''::text))::date - 1)) AND (performed_on <= (((started_at AT TIME ZONE ''UTC''::text))::date + 1))))'
        ),
        ('tracker.workouts', 'workouts_ended_at_check', 'CHECK ((ended_at >= started_at))'),
        ('tracker.workouts', 'workouts_title_check', 'CHECK ((char_length(title) <= 500))'),
        ('tracker.workouts', 'workouts_notes_check', 'CHECK ((char_length(notes) <= 20000))'),
        ('tracker.workouts', 'workouts_draft_hash_check', 'CHECK ((octet_length(draft_hash) = 32))'),
        ('tracker.workouts', 'workouts_deletion_check', 'CHECK (((deleted_at IS NULL) = (deletion_id IS NULL)))'),
        ('tracker.workouts', 'workouts_pkey', 'PRIMARY KEY (user_id, id)'),
        ('tracker.workouts', 'workouts_user_id_performed_on_id_key', 'UNIQUE (user_id, performed_on, id)'),
        (
            'tracker.workouts',
            'workouts_user_id_fkey',
            'FOREIGN KEY (user_id) REFERENCES tracker.users(id) ON DELETE CASCADE'
        ),
        (
            'tracker.workouts',
            'workouts_import_id_fkey',
            'FOREIGN KEY (user_id, import_id) REFERENCES tracker.imports(user_id, id)'
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
            'tracker.workouts_import_id_idx',
            'CREATE INDEX workouts_import_id_idx ON tracker.workouts USING btree (user_id, import_id) WHERE (import_id IS NOT NULL)'
        )
    ) AS e (name, definition)
    WHERE NOT EXISTS (
        SELECT FROM pg_catalog.pg_index AS i
        WHERE i.indexrelid = to_regclass(e.name) AND i.indisvalid
            AND translate(pg_catalog.pg_get_indexdef(i.indexrelid), '()', '') = translate(e.definition, '()', '')
    );
    ASSERT missing IS NULL, 'missing or different indexes: ' || missing;

    SELECT string_agg(e.name, ', ') INTO missing
    FROM (VALUES
        ('tracker.stamp_workout()', 'trigger', 'v', true, 'search_path=pg_catalog, pg_temp')
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
            'tracker.workouts',
            'workouts_stamp',
            'CREATE TRIGGER workouts_stamp BEFORE INSERT OR UPDATE ON tracker.workouts FOR EACH ROW EXECUTE FUNCTION tracker.stamp_workout()'
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
