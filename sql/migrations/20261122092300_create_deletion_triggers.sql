-- Deleting or restoring a workout, or an exercise of it, deletes or restores what it holds.
-- depends: 20261122092230_fill_records

-- What was deleted on its own before bears another deletion_id, and stays deleted.
CREATE OR REPLACE FUNCTION tracker.pass_on_deletion() RETURNS trigger
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
SET work_mem = '64MB'
SET enable_seqscan = off
SET jit = off
AS $$
BEGIN
    -- A statement trigger fires for no rows too; without this the updates would call each other for ever.
    IF NOT EXISTS (SELECT FROM new_rows AS n) THEN
        RETURN NULL;
    END IF;
    IF TG_TABLE_NAME = 'workouts' THEN
        UPDATE tracker.workout_exercises AS we
        SET deleted_at = n.deleted_at, deletion_id = n.deletion_id
        FROM old_rows AS o
        JOIN new_rows AS n ON n.user_id = o.user_id AND n.id = o.id
        WHERE
            o.deletion_id IS DISTINCT FROM n.deletion_id
            AND we.user_id = n.user_id AND we.performed_on = n.performed_on AND we.workout_id = n.id
            AND we.deletion_id IS NOT DISTINCT FROM o.deletion_id;
    ELSE
        UPDATE tracker.sets AS s
        SET deleted_at = n.deleted_at, deletion_id = n.deletion_id
        FROM old_rows AS o
        JOIN new_rows AS n ON n.user_id = o.user_id AND n.workout_id = o.workout_id AND n.id = o.id
        WHERE
            o.deletion_id IS DISTINCT FROM n.deletion_id
            AND s.user_id = n.user_id AND s.performed_on = n.performed_on AND s.workout_id = n.workout_id
            AND s.workout_exercise_id = n.id
            AND s.deletion_id IS NOT DISTINCT FROM o.deletion_id;
    END IF;
    RETURN NULL;
END
$$;

COMMENT ON FUNCTION tracker.pass_on_deletion() IS 'AFTER UPDATE: marks or unmarks what a deleted or restored row holds, with the same deletion_id.';

CREATE OR REPLACE TRIGGER workouts_pass_on_deletion
AFTER UPDATE ON tracker.workouts
REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
FOR EACH STATEMENT EXECUTE FUNCTION tracker.pass_on_deletion();

CREATE OR REPLACE TRIGGER workout_exercises_pass_on_deletion
AFTER UPDATE ON tracker.workout_exercises
REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
FOR EACH STATEMENT EXECUTE FUNCTION tracker.pass_on_deletion();
