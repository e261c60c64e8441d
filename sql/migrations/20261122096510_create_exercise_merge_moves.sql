-- Merging exercises: what was moved, so that it can be moved back.
-- depends: 20261122096500_create_exercise_merges

-- No key to workout_exercises: a row that is gone is not moved back, and a merge need not slow down its deletion.
CREATE TABLE IF NOT EXISTS tracker.exercise_merge_moves (
    user_id bigint NOT NULL,
    source_id bigint NOT NULL,
    workout_id uuid NOT NULL,
    workout_exercise_id uuid NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT exercise_merge_moves_pkey PRIMARY KEY (user_id, source_id, workout_id, workout_exercise_id),
    CONSTRAINT exercise_merge_moves_user_id_fkey FOREIGN KEY (user_id) REFERENCES tracker.users (id) ON DELETE CASCADE
);

COMMENT ON TABLE tracker.exercise_merge_moves IS 'Which exercises of workouts a merge moved: what exercises.unmerge moves back.';

-- Serves exercises.unmerge of a catalogue exercise, and the foreign key.
CREATE INDEX IF NOT EXISTS exercise_merge_moves_source_id_idx ON tracker.exercise_merge_moves (source_id);

CREATE OR REPLACE TRIGGER exercise_merge_moves_touch
BEFORE UPDATE ON tracker.exercise_merge_moves
FOR EACH ROW EXECUTE FUNCTION tracker.touch();

-- What a merge moved was the catalogue's exercise, or the user's own; another's looks like what is not there.
CREATE OR REPLACE FUNCTION tracker.refuse_foreign_source() RETURNS trigger
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF EXISTS (
        SELECT
        FROM new_rows AS n
        JOIN tracker.exercises AS x ON x.id = n.source_id
        WHERE x.owner_id <> n.user_id
    ) THEN
        RAISE EXCEPTION 'insert or update on table "exercise_merge_moves" violates foreign key constraint "exercise_merge_moves_source_id_fkey"'
            USING ERRCODE = 'foreign_key_violation', DETAIL = 'Key is not present in table "exercises".',
            CONSTRAINT = 'exercise_merge_moves_source_id_fkey', TABLE = 'exercise_merge_moves', SCHEMA = 'tracker';
    END IF;
    RETURN NULL;
END
$$;

COMMENT ON FUNCTION tracker.refuse_foreign_source() IS
    'AFTER INSERT: what a merge moved was the catalogue''s exercise, or the user''s own.';

CREATE OR REPLACE TRIGGER exercise_merge_moves_refuse_foreign_source
AFTER INSERT ON tracker.exercise_merge_moves
REFERENCING NEW TABLE AS new_rows
FOR EACH STATEMENT EXECUTE FUNCTION tracker.refuse_foreign_source();

REVOKE EXECUTE ON FUNCTION tracker.refuse_foreign_source() FROM PUBLIC;

GRANT SELECT, INSERT, DELETE ON tracker.exercise_merge_moves TO trackerdb_app;

GRANT SELECT, INSERT, DELETE ON tracker.exercise_merge_moves TO trackerdb_service;

GRANT SELECT ON tracker.exercise_merge_moves TO trackerdb_reader;

ALTER TABLE tracker.exercise_merge_moves ENABLE ROW LEVEL SECURITY;

DO $$
DECLARE
    policy record;
BEGIN
    FOR policy IN
        SELECT p.name, p.command, p.role, p.condition
        FROM (VALUES
            ('own_rows', 'ALL', 'trackerdb_app', 'user_id = tracker.current_user_id()'),
            ('service', 'ALL', 'trackerdb_service', 'true'),
            ('reader', 'SELECT', 'trackerdb_reader', 'true')
        ) AS p (name, command, role, condition)
        WHERE NOT EXISTS (
            SELECT FROM pg_catalog.pg_policy AS x
            WHERE x.polrelid = 'tracker.exercise_merge_moves'::regclass AND x.polname = p.name
        )
    LOOP
        EXECUTE format(
            'CREATE POLICY %I ON tracker.exercise_merge_moves FOR %s TO %I USING (%s)',
            policy.name, policy.command, policy.role, policy.condition
        );
    END LOOP;
END
$$;

INSERT INTO tracker.audited_tables (table_name, user_column, key_columns)
VALUES ('exercise_merge_moves', 'user_id', '{source_id,workout_id,workout_exercise_id}')
ON CONFLICT (table_name) DO NOTHING;

SELECT tracker.audit_table('exercise_merge_moves');
