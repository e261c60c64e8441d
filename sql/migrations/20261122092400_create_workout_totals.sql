-- What a list of workouts shows of each one. Inlined into the queries that call it.
-- depends: 20261122092300_create_deletion_triggers

CREATE OR REPLACE FUNCTION tracker.workout_totals(user_id bigint, performed_on date, workout_id uuid)
RETURNS TABLE (exercises text[], sets integer, reps integer, volume_g bigint, records integer)
LANGUAGE sql
STABLE
AS $$
    SELECT composition.names, totals.sets, totals.reps, totals.volume_g, events.records
    FROM (
        SELECT coalesce(array_agg(x.name ORDER BY we.position, we.id), '{}') AS names
        FROM tracker.workout_exercises AS we
        JOIN tracker.exercises AS x ON x.id = we.exercise_id
        WHERE we.user_id = $1 AND we.performed_on = $2 AND we.workout_id = $3 AND we.deleted_at IS NULL
    ) AS composition
    CROSS JOIN (
        SELECT
            count(*)::integer AS sets,
            coalesce(sum(s.reps), 0)::integer AS reps,
            coalesce(sum(s.weight_g::bigint * s.reps), 0)::bigint AS volume_g
        FROM tracker.sets AS s
        WHERE s.user_id = $1 AND s.performed_on = $2 AND s.workout_id = $3 AND s.deleted_at IS NULL
    ) AS totals
    CROSS JOIN (
        SELECT count(*)::integer AS records
        FROM tracker.record_events AS e
        WHERE e.user_id = $1 AND e.workout_id = $3
    ) AS events
$$;

COMMENT ON FUNCTION tracker.workout_totals(bigint, date, uuid) IS
    'Exercise names in order, and counts over all live sets of a workout, warm-ups included.';
