-- Merging exercises: what was merged is no longer logged.
-- depends: 20261122096520_key_exercise_merge_moves

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

REVOKE EXECUTE ON FUNCTION tracker.refuse_unusable_exercises() FROM PUBLIC;
