-- What "create audited tables" leaves behind; later migrations may add to it.

DO $$
DECLARE
    missing text;
BEGIN
    -- PostgreSQL then prints every definition with its schema. Parentheses are not compared: a restore changes them.
    PERFORM set_config('search_path', '', true);

    SELECT string_agg(concat_ws('.', e.tbl, e.name), ', ') INTO missing
    FROM (VALUES
        ('tracker.audited_tables', 'table_name', 'text', true, '', ''),
        ('tracker.audited_tables', 'user_column', 'text', false, '', ''),
        ('tracker.audited_tables', 'key_columns', 'text[]', true, '', ''),
        ('tracker.audited_tables', 'derived_columns', 'text[]', true, '''{}''::text[]', ''),
        ('tracker.audited_tables', 'secret_columns', 'text[]', true, '''{}''::text[]', ''),
        ('tracker.audited_tables', 'created_at', 'timestamp with time zone', true, 'now()', ''),
        ('tracker.audited_tables', 'updated_at', 'timestamp with time zone', true, 'now()', ''),
        ('tracker.audit_shapes', 'table_name', 'text', true, '', ''),
        ('tracker.audit_shapes', 'id', 'integer', true, '', ''),
        ('tracker.audit_shapes', 'relation', 'bigint', true, '', ''),
        ('tracker.audit_shapes', 'names', 'text[]', true, '', ''),
        ('tracker.audit_shapes', 'numbers', 'integer[]', true, '', ''),
        ('tracker.audit_shapes', 'renamed', 'text[]', true, '', ''),
        ('tracker.audit_shapes', 'created_at', 'timestamp with time zone', true, 'now()', ''),
        ('tracker.audit_shapes', 'updated_at', 'timestamp with time zone', true, 'now()', '')
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
        ('tracker.audited_tables', 'audited_tables_key_columns_check', 'CHECK ((cardinality(key_columns) <= 3))'),
        ('tracker.audited_tables', 'audited_tables_pkey', 'PRIMARY KEY (table_name)'),
        (
            'tracker.audit_shapes',
            'audit_shapes_columns_check',
            'CHECK (((cardinality(names) = cardinality(numbers)) AND (cardinality(names) = cardinality(renamed))))'
        ),
        ('tracker.audit_shapes', 'audit_shapes_pkey', 'PRIMARY KEY (table_name, id)'),
        ('tracker.audit_shapes', 'audit_shapes_names_key', 'UNIQUE (table_name, names)')
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
            'tracker.names_now(tracker.audit_shapes)',
            'TABLE(place bigint, name text, name_now text)',
            's',
            false,
            'search_path=pg_catalog, pg_temp'
        ),
        ('tracker.shape_of(text,jsonb)', 'integer', 's', false, ''),
        ('tracker.new_shape(text,jsonb)', 'integer', 'v', true, 'search_path=pg_catalog, pg_temp')
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
            'tracker.audited_tables',
            'audited_tables_touch',
            'CREATE TRIGGER audited_tables_touch BEFORE UPDATE ON tracker.audited_tables FOR EACH ROW EXECUTE FUNCTION tracker.touch()'
        ),
        (
            'tracker.audit_shapes',
            'audit_shapes_touch',
            'CREATE TRIGGER audit_shapes_touch BEFORE UPDATE ON tracker.audit_shapes FOR EACH ROW EXECUTE FUNCTION tracker.touch()'
        )
    ) AS e (tbl, name, definition)
    WHERE NOT EXISTS (
        SELECT FROM pg_catalog.pg_trigger AS t
        WHERE t.tgrelid = to_regclass(e.tbl) AND t.tgname = e.name AND t.tgenabled = 'O'
            AND translate(pg_catalog.pg_get_triggerdef(t.oid), '()', '') = translate(e.definition, '()', '')
    );
    ASSERT missing IS NULL, 'missing or different triggers: ' || missing;

    SELECT string_agg(concat_ws(' ', e.name, e.role), ', ') INTO missing
    FROM (VALUES
        ('tracker.audit_shapes', 'trackerdb_app', 'SELECT'),
        ('tracker.audit_shapes', 'trackerdb_reader', 'SELECT'),
        ('tracker.audit_shapes', 'trackerdb_service', 'SELECT'),
        ('tracker.audited_tables', 'trackerdb_app', 'SELECT'),
        ('tracker.audited_tables', 'trackerdb_reader', 'SELECT'),
        ('tracker.audited_tables', 'trackerdb_service', 'SELECT')
    ) AS e (name, role, privilege)
    WHERE NOT EXISTS (
        SELECT FROM pg_catalog.pg_roles AS r
        WHERE r.rolname = e.role AND has_table_privilege(r.oid, to_regclass(e.name), e.privilege)
    );
    ASSERT missing IS NULL, 'missing or different grants: ' || missing;
END
$$;
