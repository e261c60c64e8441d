-- Row-level security on everything that belongs to a user. Not forced: the owner, who migrates and dumps, sees all.
-- depends: 20261122094600_grant_rights
-- transactional: false
-- lock_timeout: 200ms

-- A policy compares with the acting user and nothing else: no look into another table, no deleted_at. A transaction for
-- each table: who waits for one waits for that one alone, and another attempt goes on where the last one got to.
DO $$
DECLARE
    owned record;
    policy record;
BEGIN
    -- In a transaction it fails here, before it has locked anything.
    COMMIT;
    FOR owned IN
        SELECT t.name, t.owner
        FROM (VALUES
            ('users', 'id'), ('user_heads', 'user_id'), ('user_logins', 'user_id'), ('user_identities', 'user_id'),
            ('user_sessions', 'user_id'), ('user_tokens', 'user_id'), ('exercises', 'owner_id'),
            ('exercise_muscle_groups', 'owner_id'), ('exercise_equipment', 'owner_id'), ('imports', 'user_id'),
            ('workouts', 'user_id'), ('workout_exercises', 'user_id'), ('sets', 'user_id'),
            ('record_events', 'user_id'), ('exercise_records', 'user_id')
        ) AS t (name, owner)
        JOIN pg_catalog.pg_class AS c ON c.oid = format('tracker.%I', t.name)::regclass
        WHERE NOT c.relrowsecurity
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
        LOOP
            EXECUTE format(
                'CREATE POLICY %I ON tracker.%I FOR %s TO %I USING (%s)',
                policy.name, owned.name, policy.command, policy.role, policy.condition
            );
        END LOOP;
        COMMIT;
    END LOOP;
END
$$;
