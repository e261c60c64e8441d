-- What "enable row level security" leaves behind; later migrations may add to it.

DO $$
DECLARE
    missing text;
BEGIN
    -- PostgreSQL then prints every definition with its schema. Parentheses are not compared: a restore changes them.
    PERFORM set_config('search_path', '', true);

    SELECT string_agg(e.name, ', ') INTO missing
    FROM (VALUES
        ('tracker.users'),
        ('tracker.user_heads'),
        ('tracker.user_logins'),
        ('tracker.exercises'),
        ('tracker.exercise_muscle_groups'),
        ('tracker.exercise_equipment'),
        ('tracker.imports'),
        ('tracker.workouts'),
        ('tracker.workout_exercises'),
        ('tracker.sets'),
        ('tracker.record_events'),
        ('tracker.exercise_records'),
        ('tracker.user_identities'),
        ('tracker.user_sessions'),
        ('tracker.user_tokens')
    ) AS e (name)
    WHERE NOT EXISTS (
        SELECT FROM pg_catalog.pg_class AS c
        WHERE c.oid = to_regclass(e.name) AND c.relrowsecurity AND NOT c.relforcerowsecurity
    );
    ASSERT missing IS NULL, 'missing or different row-level security: ' || missing;

    SELECT string_agg(concat_ws('.', e.tbl, e.name), ', ') INTO missing
    FROM (VALUES
        ('tracker.users', 'own_rows', '*', '(id = tracker.current_user_id())', '', 'trackerdb_app'),
        ('tracker.users', 'service', '*', 'true', '', 'trackerdb_service'),
        ('tracker.users', 'reader', 'r', 'true', '', 'trackerdb_reader'),
        ('tracker.user_heads', 'own_rows', '*', '(user_id = tracker.current_user_id())', '', 'trackerdb_app'),
        ('tracker.user_heads', 'service', '*', 'true', '', 'trackerdb_service'),
        ('tracker.user_heads', 'reader', 'r', 'true', '', 'trackerdb_reader'),
        ('tracker.user_logins', 'own_rows', '*', '(user_id = tracker.current_user_id())', '', 'trackerdb_app'),
        ('tracker.user_logins', 'service', '*', 'true', '', 'trackerdb_service'),
        ('tracker.user_identities', 'own_rows', '*', '(user_id = tracker.current_user_id())', '', 'trackerdb_app'),
        ('tracker.user_identities', 'service', '*', 'true', '', 'trackerdb_service'),
        ('tracker.user_sessions', 'own_rows', '*', '(user_id = tracker.current_user_id())', '', 'trackerdb_app'),
        ('tracker.user_sessions', 'service', '*', 'true', '', 'trackerdb_service'),
        ('tracker.user_tokens', 'own_rows', '*', '(user_id = tracker.current_user_id())', '', 'trackerdb_app'),
        ('tracker.user_tokens', 'service', '*', 'true', '', 'trackerdb_service'),
        ('tracker.exercises', 'own_rows', '*', '(owner_id = tracker.current_user_id())', '', 'trackerdb_app'),
        ('tracker.exercises', 'shared_rows', 'r', '(owner_id IS NULL)', '', 'trackerdb_app'),
        ('tracker.exercises', 'service', '*', 'true', '', 'trackerdb_service'),
        ('tracker.exercises', 'reader', 'r', 'true', '', 'trackerdb_reader'),
        (
            'tracker.exercise_muscle_groups',
            'own_rows',
            '*',
            '(owner_id = tracker.current_user_id())',
            '',
            'trackerdb_app'
        ),
        ('tracker.exercise_muscle_groups', 'shared_rows', 'r', '(owner_id IS NULL)', '', 'trackerdb_app'),
        ('tracker.exercise_muscle_groups', 'service', '*', 'true', '', 'trackerdb_service'),
        ('tracker.exercise_muscle_groups', 'reader', 'r', 'true', '', 'trackerdb_reader'),
        ('tracker.exercise_equipment', 'own_rows', '*', '(owner_id = tracker.current_user_id())', '', 'trackerdb_app'),
        ('tracker.exercise_equipment', 'shared_rows', 'r', '(owner_id IS NULL)', '', 'trackerdb_app'),
        ('tracker.exercise_equipment', 'service', '*', 'true', '', 'trackerdb_service'),
        ('tracker.exercise_equipment', 'reader', 'r', 'true', '', 'trackerdb_reader'),
        ('tracker.imports', 'own_rows', '*', '(user_id = tracker.current_user_id())', '', 'trackerdb_app'),
        ('tracker.imports', 'service', '*', 'true', '', 'trackerdb_service'),
        ('tracker.imports', 'reader', 'r', 'true', '', 'trackerdb_reader'),
        ('tracker.workouts', 'own_rows', '*', '(user_id = tracker.current_user_id())', '', 'trackerdb_app'),
        ('tracker.workouts', 'service', '*', 'true', '', 'trackerdb_service'),
        ('tracker.workouts', 'reader', 'r', 'true', '', 'trackerdb_reader'),
        ('tracker.workout_exercises', 'own_rows', '*', '(user_id = tracker.current_user_id())', '', 'trackerdb_app'),
        ('tracker.workout_exercises', 'service', '*', 'true', '', 'trackerdb_service'),
        ('tracker.workout_exercises', 'reader', 'r', 'true', '', 'trackerdb_reader'),
        ('tracker.sets', 'own_rows', '*', '(user_id = tracker.current_user_id())', '', 'trackerdb_app'),
        ('tracker.sets', 'service', '*', 'true', '', 'trackerdb_service'),
        ('tracker.sets', 'reader', 'r', 'true', '', 'trackerdb_reader'),
        ('tracker.record_events', 'own_rows', '*', '(user_id = tracker.current_user_id())', '', 'trackerdb_app'),
        ('tracker.record_events', 'service', '*', 'true', '', 'trackerdb_service'),
        ('tracker.record_events', 'reader', 'r', 'true', '', 'trackerdb_reader'),
        ('tracker.exercise_records', 'own_rows', '*', '(user_id = tracker.current_user_id())', '', 'trackerdb_app'),
        ('tracker.exercise_records', 'service', '*', 'true', '', 'trackerdb_service'),
        ('tracker.exercise_records', 'reader', 'r', 'true', '', 'trackerdb_reader')
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
END
$$;
