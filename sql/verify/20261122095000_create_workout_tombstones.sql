-- What "create workout tombstones" leaves behind; later migrations may add to it.

DO $$
DECLARE
    missing text;
BEGIN
    -- PostgreSQL then prints every definition with its schema. Parentheses are not compared: a restore changes them.
    PERFORM set_config('search_path', '', true);

    SELECT string_agg(concat_ws('.', e.tbl, e.name), ', ') INTO missing
    FROM (VALUES
        ('tracker.workout_tombstones', 'user_id', 'bigint', true, '', ''),
        ('tracker.workout_tombstones', 'workout_id', 'uuid', true, '', ''),
        ('tracker.workout_tombstones', 'change_seq', 'bigint', true, '', ''),
        ('tracker.workout_tombstones', 'created_at', 'timestamp with time zone', true, 'now()', ''),
        ('tracker.workout_tombstones', 'updated_at', 'timestamp with time zone', true, 'now()', '')
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
        ('tracker.workout_tombstones', 'workout_tombstones_pkey', 'PRIMARY KEY (user_id, workout_id)'),
        (
            'tracker.workout_tombstones',
            'workout_tombstones_change_seq_key',
            'UNIQUE (user_id, change_seq, workout_id)'
        ),
        (
            'tracker.workout_tombstones',
            'workout_tombstones_user_id_fkey',
            'FOREIGN KEY (user_id) REFERENCES tracker.users(id) ON DELETE CASCADE'
        )
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
            'tracker.workout_tombstones',
            'workout_tombstones_touch',
            'CREATE TRIGGER workout_tombstones_touch BEFORE UPDATE ON tracker.workout_tombstones FOR EACH ROW EXECUTE FUNCTION tracker.touch()'
        )
    ) AS e (tbl, name, definition)
    WHERE NOT EXISTS (
        SELECT FROM pg_catalog.pg_trigger AS t
        WHERE t.tgrelid = to_regclass(e.tbl) AND t.tgname = e.name AND t.tgenabled = 'O'
            AND translate(pg_catalog.pg_get_triggerdef(t.oid), '()', '') = translate(e.definition, '()', '')
    );
    ASSERT missing IS NULL, 'missing or different triggers: ' || missing;

    SELECT string_agg(e.name, ', ') INTO missing
    FROM (VALUES
        ('tracker.workout_tombstones')
    ) AS e (name)
    WHERE NOT EXISTS (
        SELECT FROM pg_catalog.pg_class AS c
        WHERE c.oid = to_regclass(e.name) AND c.relrowsecurity AND NOT c.relforcerowsecurity
    );
    ASSERT missing IS NULL, 'missing or different row-level security: ' || missing;

    SELECT string_agg(concat_ws('.', e.tbl, e.name), ', ') INTO missing
    FROM (VALUES
        ('tracker.workout_tombstones', 'own_rows', 'r', '(user_id = tracker.current_user_id())', '', 'trackerdb_app'),
        ('tracker.workout_tombstones', 'service', 'r', 'true', '', 'trackerdb_service'),
        ('tracker.workout_tombstones', 'reader', 'r', 'true', '', 'trackerdb_reader')
    ) AS e (tbl, name, command, visible, writable, roles)
    WHERE NOT EXISTS (
        SELECT FROM pg_catalog.pg_policy AS p
        WHERE p.polrelid = to_regclass(e.tbl) AND p.polname = e.name AND p.polcmd = e.command
            AND translate(coalesce(pg_catalog.pg_get_expr(p.polqual, p.polrelid), ''), '()', '') = translate(e.visible, '()', '')
            AND translate(coalesce(pg_catalog.pg_get_expr(p.polwithcheck, p.polrelid), ''), '()', '') = translate(e.writable, '()', '')
            AND (
                SELECT string_agg(r.rolname, ' ' ORDER BY r.rolname)
                FROM pg_catalog.pg_roles AS r
                WHERE r.oid = ANY (p.polroles)
            ) = e.roles
    );
    ASSERT missing IS NULL, 'missing or different policies: ' || missing;

    SELECT string_agg(concat_ws(' ', e.name, e.role), ', ') INTO missing
    FROM (VALUES
        ('tracker.workout_tombstones', 'trackerdb_app', 'SELECT'),
        ('tracker.workout_tombstones', 'trackerdb_reader', 'SELECT'),
        ('tracker.workout_tombstones', 'trackerdb_service', 'SELECT')
    ) AS e (name, role, privilege)
    WHERE NOT EXISTS (
        SELECT FROM pg_catalog.pg_roles AS r
        WHERE r.rolname = e.role AND has_table_privilege(r.oid, to_regclass(e.name), e.privilege)
    );
    ASSERT missing IS NULL, 'missing or different grants: ' || missing;
END
$$;
