-- Records follow when an exercise is tracked in another way.
-- depends: 20261122092210_touch_workouts_of_exercises

-- Another tracking measures other things: everyone's records of the exercise are read anew. Users before the
-- exercise, as every writer does; then whoever was logging it for the first time meanwhile.
CREATE OR REPLACE FUNCTION tracker.rescan_exercise() RETURNS trigger
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
SET enable_seqscan = off
SET plan_cache_mode = force_generic_plan
SET jit = off
AS $$
DECLARE
    users bigint[];
BEGIN
    -- No snapshot shows who has logged it since. Somebody's own exercise is logged by its owner, who is locked.
    IF NEW.owner_id IS NULL AND current_setting('transaction_isolation') <> 'read committed' THEN
        RAISE EXCEPTION 'another tracking of a catalogue exercise needs isolation level read committed'
            USING ERRCODE = 'TD422', CONSTRAINT = 'exercises_tracking';
    END IF;
    PERFORM tracker.lock_users(
        ARRAY(SELECT DISTINCT w.user_id FROM tracker.workout_exercises AS w WHERE w.exercise_id = NEW.id)
    );
    PERFORM FROM tracker.exercises AS x WHERE x.id = NEW.id FOR UPDATE;
    users := tracker.lock_users(
        ARRAY(SELECT DISTINCT w.user_id FROM tracker.workout_exercises AS w WHERE w.exercise_id = NEW.id)
    );
    PERFORM tracker.rescan_records(
        users,
        array_fill(NEW.id, ARRAY[cardinality(users)]),
        array_fill(tracker.oldest_set_day(), ARRAY[cardinality(users)])
    );
    RETURN NULL;
END
$$;

CREATE OR REPLACE TRIGGER exercises_rescan
AFTER UPDATE OF tracking ON tracker.exercises
FOR EACH ROW WHEN (OLD.tracking IS DISTINCT FROM NEW.tracking)
EXECUTE FUNCTION tracker.rescan_exercise();
