-- What "audit tables" leaves behind; later migrations may add to it.

DO $$
DECLARE
    audited record;
    key_changed text;
    content_changed text;
    arguments text;
    missing text;
BEGIN
    -- PostgreSQL then prints every definition with its schema. Parentheses are not compared: a restore changes them.
    PERFORM set_config('search_path', '', true);

    FOR audited IN
        SELECT t.name, t.owner, t.keys, t.derived, t.secret
        FROM (VALUES
            ('users', 'id', '{}', '', '{}'),
            ('user_logins', 'user_id', '{}', '', '{password_hash}'),
            ('user_identities', 'user_id', '{provider,subject}', '', '{}'),
            ('user_sessions', 'user_id', '{id}', '', '{token_hash}'),
            ('user_tokens', 'user_id', '{id}', '', '{token_hash}'),
            ('equipment', '', '{id}', '', '{}'),
            ('muscle_groups', '', '{id}', '', '{}'),
            ('exercises', 'owner_id', '{id}', 'search_document,search_names,search_lexemes', '{}'),
            ('exercise_muscle_groups', 'owner_id', '{exercise_id,muscle_group_id}', '', '{}'),
            ('exercise_equipment', 'owner_id', '{exercise_id,equipment_id}', '', '{}'),
            ('search_synonyms', '', '{phrase,meaning}', 'compact_phrase', '{}'),
            ('search_word_weights', '', '{word}', '', '{}'),
            ('imports', 'user_id', '{id}', '', '{}'),
            ('workouts', 'user_id', '{id}', 'change_seq,revision,updated_at', '{}'),
            ('workout_exercises', 'user_id', '{workout_id,id}', '', '{}'),
            ('sets', 'user_id', '{workout_id,id}', '', '{}')
        ) AS t (name, owner, keys, derived, secret)
    LOOP
        SELECT string_agg(concat_ws('.', audited.name, e.name), ', ') INTO missing
        FROM (VALUES
            ('recorded_at', 'timestamp with time zone', 'clock_timestamp()'),
            ('recorded_in', 'xid8', 'pg_current_xact_id()'),
            ('created_by', 'bigint', 'tracker.current_actor()')
        ) AS e (name, type, expression)
        WHERE NOT EXISTS (
            SELECT FROM pg_catalog.pg_attribute AS a
            JOIN pg_catalog.pg_attrdef AS d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
            WHERE a.attrelid = to_regclass('tracker.' || audited.name) AND a.attname = e.name AND NOT a.attnotnull
                AND pg_catalog.format_type(a.atttypid, a.atttypmod) = e.type
                AND pg_catalog.pg_get_expr(d.adbin, d.adrelid) = e.expression
        );
        ASSERT missing IS NULL, 'missing or different columns: ' || missing;

        key_changed := (
            SELECT string_agg(format('old.%1$s IS DISTINCT FROM new.%1$s', k.name), ' OR ' ORDER BY k.place)
            FROM unnest(array_remove(nullif(audited.owner, '') || audited.keys::text[], NULL)) WITH ORDINALITY AS k (name, place)
        );
        content_changed := CASE
            WHEN audited.derived = '' THEN ''
            ELSE format(
                ' AND to_jsonb(old.*) - %1$L::text[] IS DISTINCT FROM to_jsonb(new.*) - %1$L::text[]', '{' || audited.derived || '}'
            )
        END;
        arguments := format(
            '%L, %L, %L, %L, %L', audited.name, audited.owner, audited.keys,
            '{' || concat_ws(',', nullif(audited.derived, ''), 'created_by') || '}', audited.secret
        );
        SELECT string_agg(concat_ws('.', audited.name, e.name), ', ') INTO missing
        FROM (VALUES
            (
                'stamp_recorded', 'BEFORE INSERT',
                'WHEN (new.recorded_at >= now() AND new.recorded_at <= clock_timestamp()'
                ' AND new.recorded_in = pg_current_xact_id()'
                ' AND COALESCE(new.created_by = tracker.current_user_id(), tracker.current_user_id() IS NULL) IS NOT TRUE) ',
                'stamp_recorded'
            ),
            (
                'audit_update', 'AFTER UPDATE',
                format('WHEN (NOT (%s)%s) ', key_changed, content_changed), 'audit_update'
            ),
            ('audit_rekey', 'AFTER UPDATE', format('WHEN (%s) ', key_changed), 'audit_delete'),
            ('audit_delete', 'AFTER DELETE', '', 'audit_delete')
        ) AS e (name, event, condition, function)
        WHERE NOT EXISTS (
            SELECT FROM pg_catalog.pg_trigger AS t
            WHERE t.tgrelid = to_regclass('tracker.' || audited.name) AND t.tgname = audited.name || '_' || e.name
                AND t.tgenabled = 'O'
                AND translate(pg_catalog.pg_get_triggerdef(t.oid), '()', '') = translate(
                    format(
                        'CREATE TRIGGER %1$s_%2$s %3$s ON tracker.%1$s FOR EACH ROW %4$sEXECUTE FUNCTION tracker.%5$s(%6$s)',
                        audited.name, e.name, e.event, e.condition,
                        e.function, CASE WHEN e.function <> 'stamp_recorded' THEN arguments ELSE '' END
                    ),
                    '()', ''
                )
        );
        ASSERT missing IS NULL, 'missing or different triggers: ' || missing;

        SELECT string_agg(r.with_rows::text, ', ') INTO missing
        FROM (
            SELECT coalesce(i.inhrelid, c.oid)::regclass AS with_rows
            FROM pg_catalog.pg_class AS c
            LEFT JOIN pg_catalog.pg_inherits AS i ON i.inhparent = c.oid
            WHERE c.oid = to_regclass('tracker.' || audited.name)
        ) AS r
        WHERE NOT EXISTS (
            SELECT FROM pg_catalog.pg_trigger AS t
            WHERE t.tgrelid = r.with_rows AND t.tgname = audited.name || '_audit_truncate' AND t.tgenabled = 'O'
                AND t.tgfoid = to_regproc('tracker.audit_truncate')
        );
        ASSERT missing IS NULL, 'TRUNCATE is not audited: ' || missing;
    END LOOP;
END
$$;
