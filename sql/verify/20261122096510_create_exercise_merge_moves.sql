-- What "create exercise merge moves" leaves behind; later migrations may add to it.

DO $$
DECLARE
    missing text;
BEGIN
    -- PostgreSQL then prints every definition with its schema. Parentheses are not compared: a restore changes them.
    PERFORM set_config('search_path', '', true);

    SELECT string_agg(concat_ws('.', e.tbl, e.name), ', ') INTO missing
    FROM (VALUES
        ('tracker.exercise_merge_moves', 'user_id', 'bigint', true, '', ''),
        ('tracker.exercise_merge_moves', 'source_id', 'bigint', true, '', ''),
        ('tracker.exercise_merge_moves', 'workout_id', 'uuid', true, '', ''),
        ('tracker.exercise_merge_moves', 'workout_exercise_id', 'uuid', true, '', ''),
        ('tracker.exercise_merge_moves', 'created_at', 'timestamp with time zone', true, 'now()', ''),
        ('tracker.exercise_merge_moves', 'updated_at', 'timestamp with time zone', true, 'now()', '')
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
            'tracker.exercise_merge_moves',
            'exercise_merge_moves_pkey',
            'PRIMARY KEY (user_id, source_id, workout_id, workout_exercise_id)'
        ),
        (
            'tracker.exercise_merge_moves',
            'exercise_merge_moves_user_id_fkey',
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
            'tracker.exercise_merge_moves_source_id_idx',
            'CREATE INDEX exercise_merge_moves_source_id_idx ON tracker.exercise_merge_moves USING btree (source_id)'
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
        ('tracker.refuse_foreign_source()', 'trigger', 'v', true, 'search_path=pg_catalog, pg_temp')
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
            'tracker.exercise_merge_moves',
            'exercise_merge_moves_refuse_foreign_source',
            'CREATE TRIGGER exercise_merge_moves_refuse_foreign_source AFTER INSERT ON tracker.exercise_merge_moves REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION tracker.refuse_foreign_source()'
        ),
        (
            'tracker.exercise_merge_moves',
            'exercise_merge_moves_audit_delete',
            'CREATE TRIGGER exercise_merge_moves_audit_delete AFTER DELETE ON tracker.exercise_merge_moves FOR EACH ROW EXECUTE FUNCTION tracker.audit_delete(''exercise_merge_moves'', ''user_id'', ''{source_id,workout_id,workout_exercise_id}'', ''{created_by}'', ''{}'')'
        ),
        (
            'tracker.exercise_merge_moves',
            'exercise_merge_moves_touch',
            'CREATE TRIGGER exercise_merge_moves_touch BEFORE UPDATE ON tracker.exercise_merge_moves FOR EACH ROW EXECUTE FUNCTION tracker.touch()'
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
        ('tracker.exercise_merge_moves')
    ) AS e (name)
    WHERE NOT EXISTS (
        SELECT FROM pg_catalog.pg_class AS c
        WHERE c.oid = to_regclass(e.name) AND c.relrowsecurity AND NOT c.relforcerowsecurity
    );
    ASSERT missing IS NULL, 'missing or different row-level security: ' || missing;

    SELECT string_agg(concat_ws('.', e.tbl, e.name), ', ') INTO missing
    FROM (VALUES
        (
            'tracker.exercise_merge_moves',
            'own_rows',
            '*',
            '(user_id = tracker.current_user_id())',
            '',
            'trackerdb_app'
        ),
        ('tracker.exercise_merge_moves', 'service', '*', 'true', '', 'trackerdb_service'),
        ('tracker.exercise_merge_moves', 'reader', 'r', 'true', '', 'trackerdb_reader')
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
        ('tracker.exercise_merge_moves', 'trackerdb_app', 'DELETE'),
        ('tracker.exercise_merge_moves', 'trackerdb_app', 'INSERT'),
        ('tracker.exercise_merge_moves', 'trackerdb_app', 'SELECT'),
        ('tracker.exercise_merge_moves', 'trackerdb_reader', 'SELECT'),
        ('tracker.exercise_merge_moves', 'trackerdb_service', 'DELETE'),
        ('tracker.exercise_merge_moves', 'trackerdb_service', 'INSERT'),
        ('tracker.exercise_merge_moves', 'trackerdb_service', 'SELECT')
    ) AS e (name, role, privilege)
    WHERE NOT EXISTS (
        SELECT FROM pg_catalog.pg_roles AS r
        WHERE r.rolname = e.role AND has_table_privilege(r.oid, to_regclass(e.name), e.privilege)
    );
    ASSERT missing IS NULL, 'missing or different grants: ' || missing;
END
$$;
