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
DECLARE
    users bigint[];
    days date[];
    workouts uuid[];
    places uuid[];
    old_deletions uuid[];
    deleted timestamptz[];
    deletions uuid[];
BEGIN
    -- Found first, because a join of three leaves the planner the choice to compare every old row with every new one.
    -- Most updates end here; so does the statement for no rows that would else call this again for ever.
    IF TG_TABLE_NAME = 'workouts' THEN
        SELECT
            array_agg(n.user_id), array_agg(n.performed_on), array_agg(n.id), array_agg(o.deletion_id),
            array_agg(n.deleted_at), array_agg(n.deletion_id)
        INTO users, days, workouts, old_deletions, deleted, deletions
        FROM old_rows AS o
        JOIN new_rows AS n ON n.user_id = o.user_id AND n.id = o.id
        WHERE o.deletion_id IS DISTINCT FROM n.deletion_id;
        IF users IS NULL THEN
            RETURN NULL;
        END IF;
        UPDATE tracker.workout_exercises AS we
        SET deleted_at = c.deleted_at, deletion_id = c.deletion_id
        FROM unnest(users, days, workouts, old_deletions, deleted, deletions) AS c (
            user_id, performed_on, workout_id, old_deletion_id, deleted_at, deletion_id
        )
        WHERE
            we.user_id = c.user_id AND we.performed_on = c.performed_on AND we.workout_id = c.workout_id
            AND we.deletion_id IS NOT DISTINCT FROM c.old_deletion_id;
    ELSE
        SELECT
            array_agg(n.user_id), array_agg(n.performed_on), array_agg(n.workout_id), array_agg(n.id),
            array_agg(o.deletion_id), array_agg(n.deleted_at), array_agg(n.deletion_id)
        INTO users, days, workouts, places, old_deletions, deleted, deletions
        FROM old_rows AS o
        JOIN new_rows AS n ON n.user_id = o.user_id AND n.workout_id = o.workout_id AND n.id = o.id
        WHERE o.deletion_id IS DISTINCT FROM n.deletion_id;
        IF users IS NULL THEN
            RETURN NULL;
        END IF;
        UPDATE tracker.sets AS s
        SET deleted_at = c.deleted_at, deletion_id = c.deletion_id
        FROM unnest(users, days, workouts, places, old_deletions, deleted, deletions) AS c (
            user_id, performed_on, workout_id, workout_exercise_id, old_deletion_id, deleted_at, deletion_id
        )
        WHERE
            s.user_id = c.user_id AND s.performed_on = c.performed_on AND s.workout_id = c.workout_id
            AND s.workout_exercise_id = c.workout_exercise_id
            AND s.deletion_id IS NOT DISTINCT FROM c.old_deletion_id;
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
