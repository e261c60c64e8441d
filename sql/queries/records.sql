-- name: _current :many
-- The user's current records, of one exercise or of all.
SELECT r.exercise_id, r.metric, nullif(r.reps, 0) AS reps, r.value, r.performed_on, r.workout_id, r.set_id
FROM tracker.personal_records AS r
WHERE r.user_id = :user_id
ORDER BY r.exercise_id, r.metric, r.reps;

-- name: _current_of :many
-- The user's current records of one exercise, or of the one that it was merged into.
SELECT r.exercise_id, r.metric, nullif(r.reps, 0) AS reps, r.value, r.performed_on, r.workout_id, r.set_id
FROM tracker.personal_records AS r
WHERE
    r.user_id = :user_id
    AND r.exercise_id = (
        SELECT coalesce(x.merged_into, x.id) FROM tracker.exercises AS x WHERE x.id = :exercise_id
    )
ORDER BY r.metric, r.reps;

-- name: rep_maxes :many
-- The user's heaviest sets of exactly 1 to 20 repetitions of an exercise, or of the one that it was merged into.
SELECT r.exercise_id, r.metric, nullif(r.reps, 0) AS reps, r.value, r.performed_on, r.workout_id, r.set_id
FROM tracker.personal_records AS r
WHERE
    r.user_id = :user_id AND r.metric = 'rep_max'
    AND r.exercise_id = (
        SELECT coalesce(x.merged_into, x.id) FROM tracker.exercises AS x WHERE x.id = :exercise_id
    )
ORDER BY r.reps;

-- name: of_workout :many
-- What was a record in a workout on its day.
SELECT e.exercise_id, e.metric, nullif(e.reps, 0) AS reps, e.value, e.performed_on, e.workout_id, e.set_id
FROM tracker.record_events AS e
WHERE e.user_id = :user_id AND e.workout_id = :workout_id
ORDER BY e.exercise_id, e.metric, e.reps;

-- name: _progression :many
-- How the record of one metric of an exercise, or of the one that it was merged into, improved, oldest first.
SELECT e.exercise_id, e.metric, nullif(e.reps, 0) AS reps, e.value, e.performed_on, e.workout_id, e.set_id
FROM tracker.record_events AS e
WHERE
    e.user_id = :user_id
    AND e.exercise_id = (
        SELECT coalesce(x.merged_into, x.id) FROM tracker.exercises AS x WHERE x.id = :exercise_id
    )
    AND e.metric = :metric::tracker.record_metric AND e.reps = :reps::smallint
ORDER BY e.performed_on;

-- name: _exercise_ids :many
-- The exercises that a user's log holds.
SELECT DISTINCT we.exercise_id
FROM tracker.workout_exercises AS we
WHERE we.user_id = :user_id
UNION
SELECT r.exercise_id
FROM tracker.personal_records AS r
WHERE r.user_id = :user_id
ORDER BY exercise_id;

-- name: _leads_to :maybe
-- The exercise itself, or the one that it was merged into.
SELECT coalesce(x.merged_into, x.id) FROM tracker.exercises AS x WHERE x.id = :exercise_id;

-- name: _rebuild :exec
-- Computes the records of these exercises of a user anew, from the oldest day that is attached.
SELECT tracker.rebuild_records(:user_id, :exercise_ids::bigint[]);

-- name: _count :one
-- How many current records a user has of these exercises.
SELECT count(*)::integer
FROM tracker.personal_records AS r
WHERE r.user_id = :user_id AND r.exercise_id = ANY (:exercise_ids::bigint[]);
