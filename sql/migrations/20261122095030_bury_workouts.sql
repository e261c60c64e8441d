-- What is deleted from workouts gets a tombstone. Apart from its table: that asks users for a lock, this workouts.
-- depends: 20261122095000_create_workout_tombstones

-- The arrays are parallel. A user who is being deleted needs no tombstones: the head row goes with the user.
CREATE OR REPLACE FUNCTION tracker.bury_workouts(user_ids bigint[], workout_ids uuid[]) RETURNS void
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    PERFORM tracker.lock_users(user_ids);
    INSERT INTO tracker.workout_tombstones AS t (user_id, workout_id, change_seq)
    SELECT h.user_id, g.workout_id, h.seq
    FROM unnest(user_ids, workout_ids) AS g (user_id, workout_id)
    JOIN tracker.user_heads AS h ON h.user_id = g.user_id
    JOIN tracker.users AS u ON u.id = g.user_id
    ON CONFLICT (user_id, workout_id) DO UPDATE
    SET change_seq = excluded.change_seq;
END
$$;

COMMENT ON FUNCTION tracker.bury_workouts(bigint[], uuid[]) IS 'Writes the tombstones of workouts that are gone.';

-- A statement trigger: where workouts are distributed, a row trigger would take a move between nodes for a deletion.
CREATE OR REPLACE FUNCTION tracker.bury_deleted_workouts() RETURNS trigger
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    PERFORM tracker.bury_workouts(array_agg(o.user_id), array_agg(o.id))
    FROM old_rows AS o
    HAVING count(*) > 0;
    RETURN NULL;
END
$$;

CREATE OR REPLACE TRIGGER workouts_bury_deleted
AFTER DELETE ON tracker.workouts
REFERENCING OLD TABLE AS old_rows
FOR EACH STATEMENT EXECUTE FUNCTION tracker.bury_deleted_workouts();

CREATE OR REPLACE FUNCTION tracker.bury_renamed_workout() RETURNS trigger
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    PERFORM tracker.bury_workouts(ARRAY[OLD.user_id], ARRAY[OLD.id]);
    RETURN NULL;
END
$$;

COMMENT ON FUNCTION tracker.bury_renamed_workout() IS 'AFTER UPDATE of a workout''s key: under the old one it is gone.';

CREATE OR REPLACE TRIGGER workouts_bury_renamed
AFTER UPDATE OF user_id, id ON tracker.workouts
FOR EACH ROW WHEN (ROW(OLD.user_id, OLD.id) IS DISTINCT FROM ROW(NEW.user_id, NEW.id))
EXECUTE FUNCTION tracker.bury_renamed_workout();

REVOKE EXECUTE ON FUNCTION
    tracker.bury_workouts(bigint[], uuid[]), tracker.bury_deleted_workouts(), tracker.bury_renamed_workout()
FROM PUBLIC;
