-- drop: the policies that the migration made; the rows stay. A transaction for each table, and none for one that is done.
DO $$
DECLARE
    owned text;
    policy text;
BEGIN
    COMMIT;
    FOR owned IN
        SELECT t.name
        FROM unnest(
            ARRAY[
                'users', 'user_heads', 'user_logins', 'user_identities', 'user_sessions', 'user_tokens', 'exercises',
                'exercise_muscle_groups', 'exercise_equipment', 'imports', 'workouts', 'workout_exercises', 'sets',
                'record_events', 'exercise_records'
            ]
        ) AS t (name)
        JOIN pg_catalog.pg_class AS c ON c.oid = to_regclass(format('tracker.%I', t.name))
        WHERE c.relrowsecurity
    LOOP
        FOREACH policy IN ARRAY ARRAY['own_rows', 'shared_rows', 'service', 'reader'] LOOP
            EXECUTE format('DROP POLICY IF EXISTS %I ON tracker.%I', policy, owned);
        END LOOP;
        EXECUTE format('ALTER TABLE tracker.%I DISABLE ROW LEVEL SECURITY', owned);
        COMMIT;
    END LOOP;
END
$$;
