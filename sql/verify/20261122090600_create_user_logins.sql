-- What "create user logins" leaves behind; later migrations may add to it.

DO $$
DECLARE
    missing text;
BEGIN
    -- PostgreSQL then prints every definition with its schema. Parentheses are not compared: a restore changes them.
    PERFORM set_config('search_path', '', true);

    SELECT string_agg(concat_ws('.', e.tbl, e.name), ', ') INTO missing
    FROM (VALUES
        ('tracker.user_logins', 'user_id', 'bigint', true, '', ''),
        ('tracker.user_logins', 'email', 'text', true, '', ''),
        ('tracker.user_logins', 'password_hash', 'text', false, '', ''),
        ('tracker.user_logins', 'verified_at', 'timestamp with time zone', false, '', ''),
        ('tracker.user_logins', 'failed_attempts', 'integer', true, '0', ''),
        ('tracker.user_logins', 'locked_until', 'timestamp with time zone', false, '', ''),
        ('tracker.user_logins', 'created_at', 'timestamp with time zone', true, 'now()', ''),
        ('tracker.user_logins', 'updated_at', 'timestamp with time zone', true, 'now()', ''),
        ('tracker.user_logins', 'deleted_at', 'timestamp with time zone', false, '', '')
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
        ('tracker.user_logins', 'user_logins_email_lower_check', 'CHECK ((email = lower(email)))'),
        (
            'tracker.user_logins',
            'user_logins_email_check',
            'CHECK ((((char_length(email) >= 3) AND (char_length(email) <= 320)) AND (email ~ ''^[^@\s]+@[^@\s]+$''::text)))'
        ),
        ('tracker.user_logins', 'user_logins_password_hash_check', 'CHECK ((password_hash ~~ ''$argon2id$%''::text))'),
        ('tracker.user_logins', 'user_logins_failed_attempts_check', 'CHECK ((failed_attempts >= 0))'),
        ('tracker.user_logins', 'user_logins_pkey', 'PRIMARY KEY (user_id)'),
        (
            'tracker.user_logins',
            'user_logins_user_id_fkey',
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
            'tracker.user_logins_email_key',
            'CREATE UNIQUE INDEX user_logins_email_key ON tracker.user_logins USING btree (email) WHERE (deleted_at IS NULL)'
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
            'tracker.user_logins',
            'user_logins_touch',
            'CREATE TRIGGER user_logins_touch BEFORE UPDATE ON tracker.user_logins FOR EACH ROW EXECUTE FUNCTION tracker.touch()'
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
