-- What "create audit log" leaves behind; later migrations may add to it.

DO $$
DECLARE
    missing text;
BEGIN
    -- PostgreSQL then prints every definition with its schema. Parentheses are not compared: a restore changes them.
    PERFORM set_config('search_path', '', true);

    SELECT string_agg(e.name, ', ') INTO missing
    FROM (VALUES
        ('tracker.audit_operation', 'insert update delete')
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
        ('tracker.audit_log', 'user_id', 'bigint', true, '', ''),
        ('tracker.audit_log', 'at', 'timestamp with time zone', true, 'clock_timestamp()', ''),
        ('tracker.audit_log', 'id', 'bigint', true, 'nextval(''tracker.audit_log_id_seq''::regclass)', ''),
        ('tracker.audit_log', 'table_name', 'text', true, '', ''),
        ('tracker.audit_log', 'key', 'jsonb', true, '', ''),
        ('tracker.audit_log', 'operation', 'tracker.audit_operation', true, '', ''),
        ('tracker.audit_log', 'old', 'jsonb', false, '', ''),
        ('tracker.audit_log', 'shape', 'integer', true, '', ''),
        ('tracker.audit_log', 'actor_id', 'bigint', false, '', ''),
        ('tracker.audit_log', 'reason', 'text', false, '', ''),
        ('tracker.audit_log', 'xid', 'xid8', true, 'pg_current_xact_id()', ''),
        ('tracker.audit_log', 'created_by', 'bigint', false, '', ''),
        ('tracker.audit_log', 'key_hash', 'bigint', true, '', '')
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
        ('tracker.audit_log', 'audit_log_pkey', 'PRIMARY KEY (user_id, key_hash, at, id)')
    ) AS e (tbl, name, definition)
    WHERE NOT EXISTS (
        SELECT FROM pg_catalog.pg_constraint AS c
        WHERE c.conrelid = to_regclass(e.tbl) AND c.conname = e.name AND c.convalidated
            AND translate(pg_catalog.pg_get_constraintdef(c.oid), '()', '') = translate(e.definition, '()', '')
    );
    ASSERT missing IS NULL, 'missing or different constraints: ' || missing;

    -- The oldest years may have been detached: what is newer than an attached one must be there.
    WITH stated AS (
        SELECT row_number() OVER () AS place, v.*
        FROM (VALUES
            (
                'tracker.audit_log_before_2026',
                'tracker.audit_log',
                'FOR VALUES FROM (MINVALUE) TO (''2026-01-01 00:00:00+00'')'
            ),
            (
                'tracker.audit_log_2026',
                'tracker.audit_log',
                'FOR VALUES FROM (''2026-01-01 00:00:00+00'') TO (''2027-01-01 00:00:00+00'')'
            ),
            (
                'tracker.audit_log_2027',
                'tracker.audit_log',
                'FOR VALUES FROM (''2027-01-01 00:00:00+00'') TO (''2028-01-01 00:00:00+00'')'
            ),
            (
                'tracker.audit_log_2028',
                'tracker.audit_log',
                'FOR VALUES FROM (''2028-01-01 00:00:00+00'') TO (''2029-01-01 00:00:00+00'')'
            ),
            (
                'tracker.audit_log_2029',
                'tracker.audit_log',
                'FOR VALUES FROM (''2029-01-01 00:00:00+00'') TO (''2030-01-01 00:00:00+00'')'
            ),
            (
                'tracker.audit_log_2030',
                'tracker.audit_log',
                'FOR VALUES FROM (''2030-01-01 00:00:00+00'') TO (''2031-01-01 00:00:00+00'')'
            ),
            (
                'tracker.audit_log_2031',
                'tracker.audit_log',
                'FOR VALUES FROM (''2031-01-01 00:00:00+00'') TO (''2032-01-01 00:00:00+00'')'
            ),
            (
                'tracker.audit_log_2032',
                'tracker.audit_log',
                'FOR VALUES FROM (''2032-01-01 00:00:00+00'') TO (''2033-01-01 00:00:00+00'')'
            ),
            (
                'tracker.audit_log_2033',
                'tracker.audit_log',
                'FOR VALUES FROM (''2033-01-01 00:00:00+00'') TO (''2034-01-01 00:00:00+00'')'
            ),
            (
                'tracker.audit_log_2034',
                'tracker.audit_log',
                'FOR VALUES FROM (''2034-01-01 00:00:00+00'') TO (''2035-01-01 00:00:00+00'')'
            ),
            (
                'tracker.audit_log_2035',
                'tracker.audit_log',
                'FOR VALUES FROM (''2035-01-01 00:00:00+00'') TO (''2036-01-01 00:00:00+00'')'
            )
        ) AS v (name, parent, bounds)
    ),
    attached AS (
        SELECT s.place
        FROM stated AS s
        JOIN pg_catalog.pg_class AS c ON c.oid = to_regclass(s.name)
        JOIN pg_catalog.pg_inherits AS i ON i.inhrelid = c.oid AND i.inhparent = to_regclass(s.parent)
        WHERE pg_catalog.pg_get_expr(c.relpartbound, c.oid) = s.bounds
    )
    SELECT string_agg(s.name, ', ' ORDER BY s.place) INTO missing
    FROM stated AS s
    WHERE
        s.place NOT IN (SELECT a.place FROM attached AS a)
        AND s.place > coalesce((SELECT min(a.place) FROM attached AS a), 0);
    ASSERT missing IS NULL, 'missing or different partitions: ' || missing;

    SELECT string_agg(e.name, ', ') INTO missing
    FROM (VALUES
        ('tracker.audit_log')
    ) AS e (name)
    WHERE NOT EXISTS (
        SELECT FROM pg_catalog.pg_class AS c
        WHERE c.oid = to_regclass(e.name) AND c.relrowsecurity AND NOT c.relforcerowsecurity
    );
    ASSERT missing IS NULL, 'missing or different row-level security: ' || missing;

    SELECT string_agg(concat_ws('.', e.tbl, e.name), ', ') INTO missing
    FROM (VALUES
        ('tracker.audit_log', 'own_rows', 'r', '(user_id = tracker.current_user_id())', '', 'trackerdb_app'),
        ('tracker.audit_log', 'service', 'r', 'true', '', 'trackerdb_service'),
        (
            'tracker.audit_log',
            'reader',
            'r',
            '(table_name <> ALL (ARRAY[''user_logins''::text, ''user_identities''::text, ''user_sessions''::text, ''user_tokens''::text]))',
            '',
            'trackerdb_reader'
        )
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
        ('tracker.audit_log', 'trackerdb_app', 'SELECT'),
        ('tracker.audit_log', 'trackerdb_reader', 'SELECT'),
        ('tracker.audit_log', 'trackerdb_service', 'SELECT')
    ) AS e (name, role, privilege)
    WHERE NOT EXISTS (
        SELECT FROM pg_catalog.pg_roles AS r
        WHERE r.rolname = e.role AND has_table_privilege(r.oid, to_regclass(e.name), e.privilege)
    );
    ASSERT missing IS NULL, 'missing or different grants: ' || missing;
END
$$;
