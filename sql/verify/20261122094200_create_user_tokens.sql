-- What "create user tokens" leaves behind; later migrations may add to it.

DO $$
DECLARE
    missing text;
BEGIN
    -- PostgreSQL then prints every definition with its schema. Parentheses are not compared: a restore changes them.
    PERFORM set_config('search_path', '', true);

    SELECT string_agg(e.name, ', ') INTO missing
    FROM (VALUES
        ('tracker.token_purpose', 'verify_email reset_password')
    ) AS e (name, labels)
    WHERE NOT EXISTS (
        SELECT FROM (
            SELECT string_agg(l.enumlabel, ' ' ORDER BY l.enumsortorder) AS labels
            FROM pg_catalog.pg_enum AS l
            WHERE l.enumtypid = to_regtype(e.name)
        ) AS t
        WHERE t.labels = e.labels
    );
    ASSERT missing IS NULL, 'missing or different enum types (name, labels): ' || missing;

    SELECT string_agg(concat_ws('.', e.tbl, e.name), ', ') INTO missing
    FROM (VALUES
        ('tracker.user_tokens', 'id', 'bigint', true, '', 'a'),
        ('tracker.user_tokens', 'token_hash', 'bytea', true, '', ''),
        ('tracker.user_tokens', 'user_id', 'bigint', true, '', ''),
        ('tracker.user_tokens', 'purpose', 'tracker.token_purpose', true, '', ''),
        ('tracker.user_tokens', 'expires_at', 'timestamp with time zone', true, '', ''),
        ('tracker.user_tokens', 'consumed_at', 'timestamp with time zone', false, '', ''),
        ('tracker.user_tokens', 'created_at', 'timestamp with time zone', true, 'now()', ''),
        ('tracker.user_tokens', 'updated_at', 'timestamp with time zone', true, 'now()', '')
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
        ('tracker.user_tokens', 'user_tokens_token_hash_check', 'CHECK ((octet_length(token_hash) = 32))'),
        ('tracker.user_tokens', 'user_tokens_expires_at_check', 'CHECK ((expires_at >= created_at))'),
        ('tracker.user_tokens', 'user_tokens_pkey', 'PRIMARY KEY (token_hash)'),
        (
            'tracker.user_tokens',
            'user_tokens_user_id_fkey',
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
            'tracker.user_tokens_user_id_idx',
            'CREATE INDEX user_tokens_user_id_idx ON tracker.user_tokens USING btree (user_id)'
        ),
        (
            'tracker.user_tokens_expires_at_idx',
            'CREATE INDEX user_tokens_expires_at_idx ON tracker.user_tokens USING btree (expires_at)'
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
            'tracker.user_tokens',
            'user_tokens_touch',
            'CREATE TRIGGER user_tokens_touch BEFORE UPDATE ON tracker.user_tokens FOR EACH ROW EXECUTE FUNCTION tracker.touch()'
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
