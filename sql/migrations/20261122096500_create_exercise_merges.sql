-- Merging exercises: what was moved, so that it can be moved back.
-- depends: 20261122095700_create_partition_functions

ALTER TABLE tracker.exercises ADD COLUMN IF NOT EXISTS merge_parent_id bigint;

COMMENT ON COLUMN tracker.exercises.merge_parent_id IS
    'The exercise that it was merged into at the time; merged_into names the one where that ended up.';

DO $$
BEGIN
    IF NOT EXISTS (
        SELECT FROM pg_catalog.pg_constraint AS c
        WHERE c.conrelid = 'tracker.exercises'::regclass AND c.conname = 'exercises_merge_parent_id_check'
    ) THEN
        ALTER TABLE tracker.exercises ADD CONSTRAINT exercises_merge_parent_id_check CHECK (
            merge_parent_id IS NULL OR merged_into IS NOT NULL
        );
    END IF;
END
$$;

-- No key to workout_exercises: a row that is gone is not moved back, and a merge need not slow down its deletion.
CREATE TABLE IF NOT EXISTS tracker.exercise_merge_moves (
    user_id bigint NOT NULL,
    source_id bigint NOT NULL,
    workout_id uuid NOT NULL,
    workout_exercise_id uuid NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT exercise_merge_moves_pkey PRIMARY KEY (user_id, source_id, workout_id, workout_exercise_id),
    CONSTRAINT exercise_merge_moves_user_id_fkey FOREIGN KEY (user_id) REFERENCES tracker.users (id) ON DELETE CASCADE,
    CONSTRAINT exercise_merge_moves_source_id_fkey
        FOREIGN KEY (source_id) REFERENCES tracker.exercises (id) ON DELETE CASCADE
);

COMMENT ON TABLE tracker.exercise_merge_moves IS 'Which exercises of workouts a merge moved: what exercises.unmerge moves back.';

-- Serves exercises.unmerge of a catalogue exercise, and the foreign key.
CREATE INDEX IF NOT EXISTS exercise_merge_moves_source_id_idx ON tracker.exercise_merge_moves (source_id);

CREATE OR REPLACE TRIGGER exercise_merge_moves_touch
BEFORE UPDATE ON tracker.exercise_merge_moves
FOR EACH ROW EXECUTE FUNCTION tracker.touch();

-- Whatever the path, nothing is logged with an exercise that was merged. It runs after the foreign key's check, which
-- waits for a merge in progress.
CREATE OR REPLACE FUNCTION tracker.refuse_merged_exercises() RETURNS trigger
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    merged record;
BEGIN
    SELECT x.id, x.merged_into INTO merged
    FROM new_rows AS n
    JOIN tracker.exercises AS x ON x.id = n.exercise_id
    WHERE x.merged_into IS NOT NULL
    LIMIT 1;
    IF FOUND THEN
        RAISE EXCEPTION 'exercise % was merged into %: log that one', merged.id, merged.merged_into
            USING ERRCODE = 'check_violation', CONSTRAINT = 'workout_exercises_merged_exercise_check',
            TABLE = 'workout_exercises', SCHEMA = 'tracker';
    END IF;
    RETURN NULL;
END
$$;

COMMENT ON FUNCTION tracker.refuse_merged_exercises() IS 'AFTER INSERT OR UPDATE: no exercise of a workout may be one that was merged.';

REVOKE EXECUTE ON FUNCTION tracker.refuse_merged_exercises() FROM PUBLIC;

CREATE OR REPLACE TRIGGER workout_exercises_refuse_merged_insert
AFTER INSERT ON tracker.workout_exercises
REFERENCING NEW TABLE AS new_rows
FOR EACH STATEMENT EXECUTE FUNCTION tracker.refuse_merged_exercises();

CREATE OR REPLACE TRIGGER workout_exercises_refuse_merged_update
AFTER UPDATE ON tracker.workout_exercises
REFERENCING NEW TABLE AS new_rows
FOR EACH STATEMENT EXECUTE FUNCTION tracker.refuse_merged_exercises();

GRANT SELECT, INSERT, DELETE ON tracker.exercise_merge_moves TO trackerdb_app;

GRANT SELECT, INSERT, DELETE ON tracker.exercise_merge_moves TO trackerdb_service;

GRANT SELECT ON tracker.exercise_merge_moves TO trackerdb_reader;

GRANT UPDATE (merge_parent_id) ON tracker.exercises TO trackerdb_app;

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
