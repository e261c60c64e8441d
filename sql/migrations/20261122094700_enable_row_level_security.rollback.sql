-- drop: the policies that the migration made; the rows stay.
DO $$
DECLARE
    owned text;
    policy text;
BEGIN
    FOREACH owned IN ARRAY ARRAY[
        'users', 'user_heads', 'user_logins', 'user_identities', 'user_sessions', 'user_tokens', 'exercises',
        'exercise_muscle_groups', 'exercise_equipment', 'imports', 'workouts', 'workout_exercises', 'sets',
        'record_events', 'exercise_records'
    ] LOOP
        FOREACH policy IN ARRAY ARRAY['own_rows', 'shared_rows', 'service', 'reader'] LOOP
            EXECUTE format('DROP POLICY IF EXISTS %I ON tracker.%I', policy, owned);
        END LOOP;
        EXECUTE format('ALTER TABLE tracker.%I DISABLE ROW LEVEL SECURITY', owned);
    END LOOP;
END
$$;
