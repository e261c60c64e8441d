-- name: _place :maybe
-- Where a live workout's exercise stands, read under the user's lock: the stored date, not the client's.
SELECT we.performed_on, we.exercise_id
FROM tracker.workouts AS w
JOIN tracker.workout_exercises AS we
    ON we.user_id = w.user_id AND we.performed_on = w.performed_on AND we.workout_id = w.id
WHERE
    w.user_id = :user_id AND w.id = :workout_id AND w.deleted_at IS NULL
    AND we.id = :workout_exercise_id AND we.deleted_at IS NULL;

-- name: _next_position :one
-- The position after the last live set of a workout's exercise.
SELECT coalesce(max(s.position) + 1, 0)
FROM tracker.sets AS s
WHERE
    s.user_id = :user_id AND s.performed_on = :performed_on AND s.workout_id = :workout_id
    AND s.workout_exercise_id = :workout_exercise_id AND s.deleted_at IS NULL;

-- name: _stored :many
-- Sets of a workout by id, the deleted ones too: what a replay is compared with.
SELECT
    s.id, s.workout_id, s.workout_exercise_id, s.exercise_id, s.performed_on, s.position, s.kind, s.weight_g, s.reps,
    s.duration_ms, s.distance_mm, s.rpe, s.completed_at, s.notes, s.revision, s.created_at, s.updated_at, s.deleted_at
FROM tracker.sets AS s
WHERE
    s.user_id = :user_id AND s.performed_on = :performed_on AND s.workout_id = :workout_id
    AND s.id = ANY (:set_ids::uuid[]);

-- name: _get :maybe
-- One live set of a live workout. The date comes from a sub-select for the reason given in workout_trees.sql.
SELECT
    s.id, s.workout_id, s.workout_exercise_id, s.exercise_id, s.performed_on, s.position, s.kind, s.weight_g, s.reps,
    s.duration_ms, s.distance_mm, s.rpe, s.completed_at, s.notes, s.revision, s.created_at, s.updated_at
FROM tracker.sets AS s
WHERE
    s.user_id = :user_id AND s.workout_id = :workout_id AND s.id = :set_id AND s.deleted_at IS NULL
    AND s.performed_on = (
        SELECT w.performed_on
        FROM tracker.workouts AS w
        WHERE w.user_id = :user_id AND w.id = :workout_id AND w.deleted_at IS NULL
    );

-- name: _update :exec
-- Some fields of a live set.
UPDATE tracker.sets AS s
SET
    position = CASE WHEN 'position' = ANY (:changed::text[]) THEN :position ELSE s.position END,
    kind = CASE WHEN 'kind' = ANY (:changed::text[]) THEN :kind::tracker.set_kind ELSE s.kind END,
    weight_g = CASE WHEN 'weight_g' = ANY (:changed::text[]) THEN :weight_g ELSE s.weight_g END,
    reps = CASE WHEN 'reps' = ANY (:changed::text[]) THEN :reps ELSE s.reps END,
    duration_ms = CASE WHEN 'duration_ms' = ANY (:changed::text[]) THEN :duration_ms ELSE s.duration_ms END,
    distance_mm = CASE WHEN 'distance_mm' = ANY (:changed::text[]) THEN :distance_mm ELSE s.distance_mm END,
    rpe = CASE WHEN 'rpe' = ANY (:changed::text[]) THEN :rpe ELSE s.rpe END,
    completed_at = CASE WHEN 'completed_at' = ANY (:changed::text[]) THEN :completed_at ELSE s.completed_at END,
    notes = CASE WHEN 'notes' = ANY (:changed::text[]) THEN :notes ELSE s.notes END
WHERE
    s.user_id = :user_id AND s.performed_on = :performed_on AND s.workout_id = :workout_id AND s.id = :set_id
    AND s.deleted_at IS NULL;

-- name: _last_performed :many
-- For each exercise the live sets of the last workout that has any, in order. Materialised, so that the last workout
-- is looked for once an exercise and not once a set. What was merged is answered under the id that was asked for. The array
-- stands in a sub-select so that its length changes no estimate: else every call is planned anew, for all the years of
-- sets, which takes ten times as long as the rest.
WITH last AS MATERIALIZED (
    SELECT asked.id AS asked_id, x.id AS exercise_id, found.performed_on, found.workout_id
    FROM unnest((SELECT :exercise_ids::bigint[])) AS asked (id)
    JOIN tracker.exercises AS old ON old.id = asked.id
    JOIN tracker.exercises AS x ON x.id = coalesce(old.merged_into, old.id)
    CROSS JOIN LATERAL (
        SELECT we.performed_on, we.workout_id
        FROM tracker.workout_exercises AS we
        JOIN tracker.workouts AS w
            ON w.user_id = we.user_id AND w.performed_on = we.performed_on AND w.id = we.workout_id
        WHERE
            we.user_id = :user_id AND we.exercise_id = x.id
            AND we.deleted_at IS NULL AND w.deleted_at IS NULL
            AND EXISTS (
                SELECT
                FROM tracker.sets AS one
                WHERE
                    one.user_id = we.user_id AND one.performed_on = we.performed_on AND one.workout_id = we.workout_id
                    AND one.workout_exercise_id = we.id AND one.deleted_at IS NULL
            )
        ORDER BY we.performed_on DESC, w.started_at DESC, w.id DESC
        LIMIT 1
    ) AS found
)
SELECT
    s.id, s.workout_id, s.workout_exercise_id, last.asked_id AS exercise_id, s.performed_on, s.position, s.kind,
    s.weight_g, s.reps, s.duration_ms, s.distance_mm, s.rpe, s.completed_at, s.notes, s.revision, s.created_at, s.updated_at
FROM last
JOIN tracker.workout_exercises AS we
    ON we.user_id = :user_id AND we.performed_on = last.performed_on AND we.workout_id = last.workout_id
    AND we.exercise_id = last.exercise_id
JOIN tracker.sets AS s
    ON s.user_id = :user_id AND s.performed_on = last.performed_on AND s.workout_id = last.workout_id
    AND s.workout_exercise_id = we.id
WHERE s.deleted_at IS NULL
ORDER BY last.asked_id, we.position, we.id, s.position, s.id;

-- name: _history :many
-- The live sets of an exercise, or of the one that it was merged into, before a place in its history, the newest first.
SELECT
    s.id, s.workout_id, s.workout_exercise_id, s.exercise_id, s.performed_on, s.position, s.kind, s.weight_g, s.reps,
    s.duration_ms, s.distance_mm, s.rpe, s.completed_at, s.notes, s.revision, s.created_at, s.updated_at
FROM tracker.sets AS s
WHERE
    s.user_id = :user_id AND s.exercise_id = (
        SELECT coalesce(x.merged_into, x.id) FROM tracker.exercises AS x WHERE x.id = :exercise_id
    )
    AND s.deleted_at IS NULL
    AND s.performed_on <= :before_day
    AND (s.performed_on, s.workout_id, s.workout_exercise_id, s.position, s.id)
    < (:before_day, :before_workout::uuid, :before_workout_exercise::uuid, :before_position, :before_id::uuid)
ORDER BY s.performed_on DESC, s.workout_id DESC, s.workout_exercise_id DESC, s.position DESC, s.id DESC
LIMIT :limit;

-- name: stream_history :stream
-- All live sets of an exercise, the newest first.
SELECT
    s.id, s.workout_id, s.workout_exercise_id, s.exercise_id, s.performed_on, s.position, s.kind, s.weight_g, s.reps,
    s.duration_ms, s.distance_mm, s.rpe, s.completed_at, s.notes, s.revision, s.created_at, s.updated_at
FROM tracker.sets AS s
WHERE s.user_id = :user_id AND s.exercise_id = :exercise_id AND s.deleted_at IS NULL
ORDER BY s.performed_on DESC, s.workout_id DESC, s.workout_exercise_id DESC, s.position DESC, s.id DESC;
