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

-- Whatever the path, nothing is logged with an exercise that was merged, nor with another user's own: a foreign key sees
-- past row-level security, and who is referred to could not be erased. What is another's looks like what is not there.
-- It runs after the foreign key's check, which waits for a merge in progress.
CREATE OR REPLACE FUNCTION tracker.refuse_unusable_exercises() RETURNS trigger
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    unusable record;
BEGIN
    SELECT x.id, x.merged_into, x.owner_id IS NOT NULL AND x.owner_id <> n.user_id AS is_foreign INTO unusable
    FROM new_rows AS n
    JOIN tracker.exercises AS x ON x.id = n.exercise_id
    WHERE x.merged_into IS NOT NULL OR x.owner_id <> n.user_id
    LIMIT 1;
    IF unusable.is_foreign THEN
        RAISE EXCEPTION 'insert or update on table "workout_exercises" violates foreign key constraint "workout_exercises_exercise_id_fkey"'
            USING ERRCODE = 'foreign_key_violation', DETAIL = 'Key is not present in table "exercises".',
            CONSTRAINT = 'workout_exercises_exercise_id_fkey', TABLE = 'workout_exercises', SCHEMA = 'tracker';
    ELSIF FOUND THEN
        RAISE EXCEPTION 'exercise % was merged into %: log that one', unusable.id, unusable.merged_into
            USING ERRCODE = 'check_violation', CONSTRAINT = 'workout_exercises_merged_exercise_check',
            TABLE = 'workout_exercises', SCHEMA = 'tracker';
    END IF;
    RETURN NULL;
END
$$;

COMMENT ON FUNCTION tracker.refuse_unusable_exercises() IS
    'AFTER INSERT OR UPDATE: an exercise of a workout is the catalogue''s or the user''s own, and was not merged.';

CREATE OR REPLACE TRIGGER workout_exercises_refuse_unusable_insert
AFTER INSERT ON tracker.workout_exercises
REFERENCING NEW TABLE AS new_rows
FOR EACH STATEMENT EXECUTE FUNCTION tracker.refuse_unusable_exercises();

CREATE OR REPLACE TRIGGER workout_exercises_refuse_unusable_update
AFTER UPDATE ON tracker.workout_exercises
REFERENCING NEW TABLE AS new_rows
FOR EACH STATEMENT EXECUTE FUNCTION tracker.refuse_unusable_exercises();

-- The same for an exercise that another is merged into, and for what a merge moved.
CREATE OR REPLACE FUNCTION tracker.refuse_foreign_target() RETURNS trigger
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF EXISTS (
        SELECT
        FROM tracker.exercises AS x
        WHERE x.id = NEW.merged_into AND x.owner_id IS NOT NULL AND x.owner_id IS DISTINCT FROM NEW.owner_id
    ) THEN
        RAISE EXCEPTION 'insert or update on table "exercises" violates foreign key constraint "exercises_merged_into_fkey"'
            USING ERRCODE = 'foreign_key_violation', DETAIL = 'Key is not present in table "exercises".',
            CONSTRAINT = 'exercises_merged_into_fkey', TABLE = 'exercises', SCHEMA = 'tracker';
    END IF;
    RETURN NULL;
END
$$;

COMMENT ON FUNCTION tracker.refuse_foreign_target() IS
    'AFTER INSERT OR UPDATE: an exercise is merged into one of the catalogue''s, or of its owner''s.';

CREATE OR REPLACE TRIGGER exercises_refuse_foreign_target
AFTER INSERT OR UPDATE OF merged_into, owner_id ON tracker.exercises
FOR EACH ROW WHEN (NEW.merged_into IS NOT NULL)
EXECUTE FUNCTION tracker.refuse_foreign_target();

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

REVOKE EXECUTE ON FUNCTION
    tracker.refuse_unusable_exercises(), tracker.refuse_foreign_target(), tracker.refuse_foreign_source()
FROM PUBLIC;

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

INSERT INTO tracker.audited_tables (table_name, user_column, key_columns)
VALUES ('exercise_merge_moves', 'user_id', '{source_id,workout_id,workout_exercise_id}')
ON CONFLICT (table_name) DO NOTHING;

SELECT tracker.audit_table('exercise_merge_moves');
