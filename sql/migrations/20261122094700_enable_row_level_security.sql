-- Row-level security on everything that belongs to a user. Not forced: the owner, who migrates and dumps, sees all.
-- depends: 20261122094600_grant_rights

-- A policy compares with the acting user and nothing else: no look into another table, no deleted_at.
DO $$
DECLARE
    owned record;
    policy record;
BEGIN
    FOR owned IN
        SELECT t.name, t.owner
        FROM (VALUES
            ('users', 'id'), ('user_heads', 'user_id'), ('user_logins', 'user_id'), ('user_identities', 'user_id'),
            ('user_sessions', 'user_id'), ('user_tokens', 'user_id'), ('exercises', 'owner_id'),
            ('exercise_muscle_groups', 'owner_id'), ('exercise_equipment', 'owner_id'), ('imports', 'user_id'),
            ('workouts', 'user_id'), ('workout_exercises', 'user_id'), ('sets', 'user_id'),
            ('record_events', 'user_id'), ('exercise_records', 'user_id')
        ) AS t (name, owner)
    LOOP
        EXECUTE format('ALTER TABLE tracker.%I ENABLE ROW LEVEL SECURITY', owned.name);
        FOR policy IN
            SELECT p.name, p.command, p.role, p.condition
            FROM (VALUES
                ('own_rows', 'ALL', 'trackerdb_app', format('%I = tracker.current_user_id()', owned.owner)),
                ('shared_rows', 'SELECT', 'trackerdb_app', format('%I IS NULL', owned.owner)),
                ('service', 'ALL', 'trackerdb_service', 'true'),
                ('reader', 'SELECT', 'trackerdb_reader', 'true')
            ) AS p (name, command, role, condition)
            WHERE
                (p.name <> 'shared_rows' OR owned.owner = 'owner_id')
                AND (
                    p.name <> 'reader'
                    OR owned.name NOT IN ('user_logins', 'user_identities', 'user_sessions', 'user_tokens')
                )
                AND NOT EXISTS (
                    SELECT FROM pg_catalog.pg_policy AS x
                    WHERE x.polrelid = format('tracker.%I', owned.name)::regclass AND x.polname = p.name
                )
        LOOP
            EXECUTE format(
                'CREATE POLICY %I ON tracker.%I FOR %s TO %I USING (%s)',
                policy.name, owned.name, policy.command, policy.role, policy.condition
            );
        END LOOP;
    END LOOP;
END
$$;
