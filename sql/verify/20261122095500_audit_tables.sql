-- What "audit tables" leaves behind; later migrations may add to it.

DO $$
DECLARE
    missing text;
BEGIN
    -- PostgreSQL then prints every definition with its schema. Parentheses are not compared: a restore changes them.
    PERFORM set_config('search_path', '', true);

    SELECT string_agg(concat_ws('.', e.tbl, e.name), ', ') INTO missing
    FROM (VALUES
        ('tracker.users', 'recorded_at', 'timestamp with time zone', false, 'clock_timestamp()', ''),
        ('tracker.users', 'recorded_in', 'xid8', false, 'pg_current_xact_id()', ''),
        ('tracker.users', 'created_by', 'bigint', false, 'tracker.current_actor()', ''),
        ('tracker.user_logins', 'recorded_at', 'timestamp with time zone', false, 'clock_timestamp()', ''),
        ('tracker.user_logins', 'recorded_in', 'xid8', false, 'pg_current_xact_id()', ''),
        ('tracker.user_logins', 'created_by', 'bigint', false, 'tracker.current_actor()', ''),
        ('tracker.equipment', 'recorded_at', 'timestamp with time zone', false, 'clock_timestamp()', ''),
        ('tracker.equipment', 'recorded_in', 'xid8', false, 'pg_current_xact_id()', ''),
        ('tracker.equipment', 'created_by', 'bigint', false, 'tracker.current_actor()', ''),
        ('tracker.muscle_groups', 'recorded_at', 'timestamp with time zone', false, 'clock_timestamp()', ''),
        ('tracker.muscle_groups', 'recorded_in', 'xid8', false, 'pg_current_xact_id()', ''),
        ('tracker.muscle_groups', 'created_by', 'bigint', false, 'tracker.current_actor()', ''),
        ('tracker.exercises', 'recorded_at', 'timestamp with time zone', false, 'clock_timestamp()', ''),
        ('tracker.exercises', 'recorded_in', 'xid8', false, 'pg_current_xact_id()', ''),
        ('tracker.exercises', 'created_by', 'bigint', false, 'tracker.current_actor()', ''),
        ('tracker.exercise_muscle_groups', 'recorded_at', 'timestamp with time zone', false, 'clock_timestamp()', ''),
        ('tracker.exercise_muscle_groups', 'recorded_in', 'xid8', false, 'pg_current_xact_id()', ''),
        ('tracker.exercise_muscle_groups', 'created_by', 'bigint', false, 'tracker.current_actor()', ''),
        ('tracker.exercise_equipment', 'recorded_at', 'timestamp with time zone', false, 'clock_timestamp()', ''),
        ('tracker.exercise_equipment', 'recorded_in', 'xid8', false, 'pg_current_xact_id()', ''),
        ('tracker.exercise_equipment', 'created_by', 'bigint', false, 'tracker.current_actor()', ''),
        ('tracker.imports', 'recorded_at', 'timestamp with time zone', false, 'clock_timestamp()', ''),
        ('tracker.imports', 'recorded_in', 'xid8', false, 'pg_current_xact_id()', ''),
        ('tracker.imports', 'created_by', 'bigint', false, 'tracker.current_actor()', ''),
        ('tracker.workouts', 'recorded_at', 'timestamp with time zone', false, 'clock_timestamp()', ''),
        ('tracker.workouts', 'recorded_in', 'xid8', false, 'pg_current_xact_id()', ''),
        ('tracker.workouts', 'created_by', 'bigint', false, 'tracker.current_actor()', ''),
        ('tracker.workout_exercises', 'recorded_at', 'timestamp with time zone', false, 'clock_timestamp()', ''),
        ('tracker.workout_exercises', 'recorded_in', 'xid8', false, 'pg_current_xact_id()', ''),
        ('tracker.workout_exercises', 'created_by', 'bigint', false, 'tracker.current_actor()', ''),
        ('tracker.sets', 'recorded_at', 'timestamp with time zone', false, 'clock_timestamp()', ''),
        ('tracker.sets', 'recorded_in', 'xid8', false, 'pg_current_xact_id()', ''),
        ('tracker.sets', 'created_by', 'bigint', false, 'tracker.current_actor()', ''),
        ('tracker.user_identities', 'recorded_at', 'timestamp with time zone', false, 'clock_timestamp()', ''),
        ('tracker.user_identities', 'recorded_in', 'xid8', false, 'pg_current_xact_id()', ''),
        ('tracker.user_identities', 'created_by', 'bigint', false, 'tracker.current_actor()', ''),
        ('tracker.user_sessions', 'recorded_at', 'timestamp with time zone', false, 'clock_timestamp()', ''),
        ('tracker.user_sessions', 'recorded_in', 'xid8', false, 'pg_current_xact_id()', ''),
        ('tracker.user_sessions', 'created_by', 'bigint', false, 'tracker.current_actor()', ''),
        ('tracker.user_tokens', 'recorded_at', 'timestamp with time zone', false, 'clock_timestamp()', ''),
        ('tracker.user_tokens', 'recorded_in', 'xid8', false, 'pg_current_xact_id()', ''),
        ('tracker.user_tokens', 'created_by', 'bigint', false, 'tracker.current_actor()', '')
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
            'tracker.users',
            'users_stamp_recorded',
            'CREATE TRIGGER users_stamp_recorded BEFORE INSERT ON tracker.users FOR EACH ROW WHEN (((((new.recorded_at >= now()) AND (new.recorded_at <= clock_timestamp())) AND (new.recorded_in = pg_current_xact_id())) IS NOT TRUE)) EXECUTE FUNCTION tracker.stamp_recorded()'
        ),
        (
            'tracker.users',
            'users_audit_update',
            'CREATE TRIGGER users_audit_update AFTER UPDATE ON tracker.users FOR EACH ROW EXECUTE FUNCTION tracker.audit_row(''users'', ''id'', ''{}'', ''{created_by}'', ''{}'')'
        ),
        (
            'tracker.users',
            'users_audit_delete',
            'CREATE TRIGGER users_audit_delete AFTER DELETE ON tracker.users FOR EACH ROW EXECUTE FUNCTION tracker.audit_row(''users'', ''id'', ''{}'', ''{created_by}'', ''{}'')'
        ),
        (
            'tracker.user_logins',
            'user_logins_stamp_recorded',
            'CREATE TRIGGER user_logins_stamp_recorded BEFORE INSERT ON tracker.user_logins FOR EACH ROW WHEN (((((new.recorded_at >= now()) AND (new.recorded_at <= clock_timestamp())) AND (new.recorded_in = pg_current_xact_id())) IS NOT TRUE)) EXECUTE FUNCTION tracker.stamp_recorded()'
        ),
        (
            'tracker.user_logins',
            'user_logins_audit_update',
            'CREATE TRIGGER user_logins_audit_update AFTER UPDATE ON tracker.user_logins FOR EACH ROW EXECUTE FUNCTION tracker.audit_row(''user_logins'', ''user_id'', ''{}'', ''{created_by}'', ''{password_hash}'')'
        ),
        (
            'tracker.user_logins',
            'user_logins_audit_delete',
            'CREATE TRIGGER user_logins_audit_delete AFTER DELETE ON tracker.user_logins FOR EACH ROW EXECUTE FUNCTION tracker.audit_row(''user_logins'', ''user_id'', ''{}'', ''{created_by}'', ''{password_hash}'')'
        ),
        (
            'tracker.equipment',
            'equipment_stamp_recorded',
            'CREATE TRIGGER equipment_stamp_recorded BEFORE INSERT ON tracker.equipment FOR EACH ROW WHEN (((((new.recorded_at >= now()) AND (new.recorded_at <= clock_timestamp())) AND (new.recorded_in = pg_current_xact_id())) IS NOT TRUE)) EXECUTE FUNCTION tracker.stamp_recorded()'
        ),
        (
            'tracker.equipment',
            'equipment_audit_update',
            'CREATE TRIGGER equipment_audit_update AFTER UPDATE ON tracker.equipment FOR EACH ROW EXECUTE FUNCTION tracker.audit_row(''equipment'', '''', ''{id}'', ''{created_by}'', ''{}'')'
        ),
        (
            'tracker.equipment',
            'equipment_audit_delete',
            'CREATE TRIGGER equipment_audit_delete AFTER DELETE ON tracker.equipment FOR EACH ROW EXECUTE FUNCTION tracker.audit_row(''equipment'', '''', ''{id}'', ''{created_by}'', ''{}'')'
        ),
        (
            'tracker.muscle_groups',
            'muscle_groups_stamp_recorded',
            'CREATE TRIGGER muscle_groups_stamp_recorded BEFORE INSERT ON tracker.muscle_groups FOR EACH ROW WHEN (((((new.recorded_at >= now()) AND (new.recorded_at <= clock_timestamp())) AND (new.recorded_in = pg_current_xact_id())) IS NOT TRUE)) EXECUTE FUNCTION tracker.stamp_recorded()'
        ),
        (
            'tracker.muscle_groups',
            'muscle_groups_audit_update',
            'CREATE TRIGGER muscle_groups_audit_update AFTER UPDATE ON tracker.muscle_groups FOR EACH ROW EXECUTE FUNCTION tracker.audit_row(''muscle_groups'', '''', ''{id}'', ''{created_by}'', ''{}'')'
        ),
        (
            'tracker.muscle_groups',
            'muscle_groups_audit_delete',
            'CREATE TRIGGER muscle_groups_audit_delete AFTER DELETE ON tracker.muscle_groups FOR EACH ROW EXECUTE FUNCTION tracker.audit_row(''muscle_groups'', '''', ''{id}'', ''{created_by}'', ''{}'')'
        ),
        (
            'tracker.exercises',
            'exercises_stamp_recorded',
            'CREATE TRIGGER exercises_stamp_recorded BEFORE INSERT ON tracker.exercises FOR EACH ROW WHEN (((((new.recorded_at >= now()) AND (new.recorded_at <= clock_timestamp())) AND (new.recorded_in = pg_current_xact_id())) IS NOT TRUE)) EXECUTE FUNCTION tracker.stamp_recorded()'
        ),
        (
            'tracker.exercises',
            'exercises_audit_update',
            'CREATE TRIGGER exercises_audit_update AFTER UPDATE ON tracker.exercises FOR EACH ROW WHEN (((to_jsonb(old.*) - ''{search_document,search_names,search_lexemes}''::text[]) IS DISTINCT FROM (to_jsonb(new.*) - ''{search_document,search_names,search_lexemes}''::text[]))) EXECUTE FUNCTION tracker.audit_row(''exercises'', ''owner_id'', ''{id}'', ''{search_document,search_names,search_lexemes,created_by}'', ''{}'')'
        ),
        (
            'tracker.exercises',
            'exercises_audit_delete',
            'CREATE TRIGGER exercises_audit_delete AFTER DELETE ON tracker.exercises FOR EACH ROW EXECUTE FUNCTION tracker.audit_row(''exercises'', ''owner_id'', ''{id}'', ''{search_document,search_names,search_lexemes,created_by}'', ''{}'')'
        ),
        (
            'tracker.exercise_muscle_groups',
            'exercise_muscle_groups_stamp_recorded',
            'CREATE TRIGGER exercise_muscle_groups_stamp_recorded BEFORE INSERT ON tracker.exercise_muscle_groups FOR EACH ROW WHEN (((((new.recorded_at >= now()) AND (new.recorded_at <= clock_timestamp())) AND (new.recorded_in = pg_current_xact_id())) IS NOT TRUE)) EXECUTE FUNCTION tracker.stamp_recorded()'
        ),
        (
            'tracker.exercise_muscle_groups',
            'exercise_muscle_groups_audit_update',
            'CREATE TRIGGER exercise_muscle_groups_audit_update AFTER UPDATE ON tracker.exercise_muscle_groups FOR EACH ROW EXECUTE FUNCTION tracker.audit_row(''exercise_muscle_groups'', ''owner_id'', ''{exercise_id,muscle_group_id}'', ''{created_by}'', ''{}'')'
        ),
        (
            'tracker.exercise_muscle_groups',
            'exercise_muscle_groups_audit_delete',
            'CREATE TRIGGER exercise_muscle_groups_audit_delete AFTER DELETE ON tracker.exercise_muscle_groups FOR EACH ROW EXECUTE FUNCTION tracker.audit_row(''exercise_muscle_groups'', ''owner_id'', ''{exercise_id,muscle_group_id}'', ''{created_by}'', ''{}'')'
        ),
        (
            'tracker.exercise_equipment',
            'exercise_equipment_stamp_recorded',
            'CREATE TRIGGER exercise_equipment_stamp_recorded BEFORE INSERT ON tracker.exercise_equipment FOR EACH ROW WHEN (((((new.recorded_at >= now()) AND (new.recorded_at <= clock_timestamp())) AND (new.recorded_in = pg_current_xact_id())) IS NOT TRUE)) EXECUTE FUNCTION tracker.stamp_recorded()'
        ),
        (
            'tracker.exercise_equipment',
            'exercise_equipment_audit_update',
            'CREATE TRIGGER exercise_equipment_audit_update AFTER UPDATE ON tracker.exercise_equipment FOR EACH ROW EXECUTE FUNCTION tracker.audit_row(''exercise_equipment'', ''owner_id'', ''{exercise_id,equipment_id}'', ''{created_by}'', ''{}'')'
        ),
        (
            'tracker.exercise_equipment',
            'exercise_equipment_audit_delete',
            'CREATE TRIGGER exercise_equipment_audit_delete AFTER DELETE ON tracker.exercise_equipment FOR EACH ROW EXECUTE FUNCTION tracker.audit_row(''exercise_equipment'', ''owner_id'', ''{exercise_id,equipment_id}'', ''{created_by}'', ''{}'')'
        ),
        (
            'tracker.imports',
            'imports_stamp_recorded',
            'CREATE TRIGGER imports_stamp_recorded BEFORE INSERT ON tracker.imports FOR EACH ROW WHEN (((((new.recorded_at >= now()) AND (new.recorded_at <= clock_timestamp())) AND (new.recorded_in = pg_current_xact_id())) IS NOT TRUE)) EXECUTE FUNCTION tracker.stamp_recorded()'
        ),
        (
            'tracker.imports',
            'imports_audit_update',
            'CREATE TRIGGER imports_audit_update AFTER UPDATE ON tracker.imports FOR EACH ROW EXECUTE FUNCTION tracker.audit_row(''imports'', ''user_id'', ''{id}'', ''{created_by}'', ''{}'')'
        ),
        (
            'tracker.imports',
            'imports_audit_delete',
            'CREATE TRIGGER imports_audit_delete AFTER DELETE ON tracker.imports FOR EACH ROW EXECUTE FUNCTION tracker.audit_row(''imports'', ''user_id'', ''{id}'', ''{created_by}'', ''{}'')'
        ),
        (
            'tracker.workouts',
            'workouts_stamp_recorded',
            'CREATE TRIGGER workouts_stamp_recorded BEFORE INSERT ON tracker.workouts FOR EACH ROW WHEN (((((new.recorded_at >= now()) AND (new.recorded_at <= clock_timestamp())) AND (new.recorded_in = pg_current_xact_id())) IS NOT TRUE)) EXECUTE FUNCTION tracker.stamp_recorded()'
        ),
        (
            'tracker.workouts',
            'workouts_audit_update',
            'CREATE TRIGGER workouts_audit_update AFTER UPDATE ON tracker.workouts FOR EACH ROW WHEN (((to_jsonb(old.*) - ''{change_seq,revision,updated_at}''::text[]) IS DISTINCT FROM (to_jsonb(new.*) - ''{change_seq,revision,updated_at}''::text[]))) EXECUTE FUNCTION tracker.audit_row(''workouts'', ''user_id'', ''{id}'', ''{change_seq,revision,updated_at,created_by}'', ''{}'')'
        ),
        (
            'tracker.workouts',
            'workouts_audit_delete',
            'CREATE TRIGGER workouts_audit_delete AFTER DELETE ON tracker.workouts FOR EACH ROW EXECUTE FUNCTION tracker.audit_row(''workouts'', ''user_id'', ''{id}'', ''{change_seq,revision,updated_at,created_by}'', ''{}'')'
        ),
        (
            'tracker.workout_exercises',
            'workout_exercises_stamp_recorded',
            'CREATE TRIGGER workout_exercises_stamp_recorded BEFORE INSERT ON tracker.workout_exercises FOR EACH ROW WHEN (((((new.recorded_at >= now()) AND (new.recorded_at <= clock_timestamp())) AND (new.recorded_in = pg_current_xact_id())) IS NOT TRUE)) EXECUTE FUNCTION tracker.stamp_recorded()'
        ),
        (
            'tracker.workout_exercises',
            'workout_exercises_audit_update',
            'CREATE TRIGGER workout_exercises_audit_update AFTER UPDATE ON tracker.workout_exercises FOR EACH ROW EXECUTE FUNCTION tracker.audit_row(''workout_exercises'', ''user_id'', ''{workout_id,id}'', ''{created_by}'', ''{}'')'
        ),
        (
            'tracker.workout_exercises',
            'workout_exercises_audit_delete',
            'CREATE TRIGGER workout_exercises_audit_delete AFTER DELETE ON tracker.workout_exercises FOR EACH ROW EXECUTE FUNCTION tracker.audit_row(''workout_exercises'', ''user_id'', ''{workout_id,id}'', ''{created_by}'', ''{}'')'
        ),
        (
            'tracker.sets',
            'sets_stamp_recorded',
            'CREATE TRIGGER sets_stamp_recorded BEFORE INSERT ON tracker.sets FOR EACH ROW WHEN (((((new.recorded_at >= now()) AND (new.recorded_at <= clock_timestamp())) AND (new.recorded_in = pg_current_xact_id())) IS NOT TRUE)) EXECUTE FUNCTION tracker.stamp_recorded()'
        ),
        (
            'tracker.sets',
            'sets_audit_update',
            'CREATE TRIGGER sets_audit_update AFTER UPDATE ON tracker.sets FOR EACH ROW EXECUTE FUNCTION tracker.audit_row(''sets'', ''user_id'', ''{workout_id,id}'', ''{created_by}'', ''{}'')'
        ),
        (
            'tracker.sets',
            'sets_audit_delete',
            'CREATE TRIGGER sets_audit_delete AFTER DELETE ON tracker.sets FOR EACH ROW EXECUTE FUNCTION tracker.audit_row(''sets'', ''user_id'', ''{workout_id,id}'', ''{created_by}'', ''{}'')'
        ),
        (
            'tracker.user_identities',
            'user_identities_stamp_recorded',
            'CREATE TRIGGER user_identities_stamp_recorded BEFORE INSERT ON tracker.user_identities FOR EACH ROW WHEN (((((new.recorded_at >= now()) AND (new.recorded_at <= clock_timestamp())) AND (new.recorded_in = pg_current_xact_id())) IS NOT TRUE)) EXECUTE FUNCTION tracker.stamp_recorded()'
        ),
        (
            'tracker.user_identities',
            'user_identities_audit_update',
            'CREATE TRIGGER user_identities_audit_update AFTER UPDATE ON tracker.user_identities FOR EACH ROW EXECUTE FUNCTION tracker.audit_row(''user_identities'', ''user_id'', ''{provider,subject}'', ''{created_by}'', ''{}'')'
        ),
        (
            'tracker.user_identities',
            'user_identities_audit_delete',
            'CREATE TRIGGER user_identities_audit_delete AFTER DELETE ON tracker.user_identities FOR EACH ROW EXECUTE FUNCTION tracker.audit_row(''user_identities'', ''user_id'', ''{provider,subject}'', ''{created_by}'', ''{}'')'
        ),
        (
            'tracker.user_sessions',
            'user_sessions_stamp_recorded',
            'CREATE TRIGGER user_sessions_stamp_recorded BEFORE INSERT ON tracker.user_sessions FOR EACH ROW WHEN (((((new.recorded_at >= now()) AND (new.recorded_at <= clock_timestamp())) AND (new.recorded_in = pg_current_xact_id())) IS NOT TRUE)) EXECUTE FUNCTION tracker.stamp_recorded()'
        ),
        (
            'tracker.user_sessions',
            'user_sessions_audit_update',
            'CREATE TRIGGER user_sessions_audit_update AFTER UPDATE ON tracker.user_sessions FOR EACH ROW EXECUTE FUNCTION tracker.audit_row(''user_sessions'', ''user_id'', ''{family_id,created_at}'', ''{created_by}'', ''{token_hash}'')'
        ),
        (
            'tracker.user_sessions',
            'user_sessions_audit_delete',
            'CREATE TRIGGER user_sessions_audit_delete AFTER DELETE ON tracker.user_sessions FOR EACH ROW EXECUTE FUNCTION tracker.audit_row(''user_sessions'', ''user_id'', ''{family_id,created_at}'', ''{created_by}'', ''{token_hash}'')'
        ),
        (
            'tracker.user_tokens',
            'user_tokens_stamp_recorded',
            'CREATE TRIGGER user_tokens_stamp_recorded BEFORE INSERT ON tracker.user_tokens FOR EACH ROW WHEN (((((new.recorded_at >= now()) AND (new.recorded_at <= clock_timestamp())) AND (new.recorded_in = pg_current_xact_id())) IS NOT TRUE)) EXECUTE FUNCTION tracker.stamp_recorded()'
        ),
        (
            'tracker.user_tokens',
            'user_tokens_audit_update',
            'CREATE TRIGGER user_tokens_audit_update AFTER UPDATE ON tracker.user_tokens FOR EACH ROW EXECUTE FUNCTION tracker.audit_row(''user_tokens'', ''user_id'', ''{purpose,created_at}'', ''{created_by}'', ''{token_hash}'')'
        ),
        (
            'tracker.user_tokens',
            'user_tokens_audit_delete',
            'CREATE TRIGGER user_tokens_audit_delete AFTER DELETE ON tracker.user_tokens FOR EACH ROW EXECUTE FUNCTION tracker.audit_row(''user_tokens'', ''user_id'', ''{purpose,created_at}'', ''{created_by}'', ''{token_hash}'')'
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
