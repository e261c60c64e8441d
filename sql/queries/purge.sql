-- name: _users :many
-- Users that were deleted before a time, the first few by id.
SELECT u.id
FROM tracker.users AS u
WHERE u.deleted_at < :before AND u.id > :after_id
ORDER BY u.id
LIMIT :limit;

-- name: _lock :one
-- The head rows of the users of a batch.
SELECT tracker.lock_users(:user_ids::bigint[]);

-- name: _purge_user :execrows
-- A user who is still deleted, with all that they have.
DELETE FROM tracker.users AS u WHERE u.id = :user_id AND u.deleted_at < :before;

-- name: _workouts :many
-- Workouts that were deleted before a time, after a place in their key.
SELECT w.user_id, w.id AS workout_id
FROM tracker.workouts AS w
WHERE w.deleted_at < :before AND (w.user_id, w.id) > (:after_user, :after_id::uuid)
ORDER BY w.user_id, w.id
LIMIT :limit;

-- name: _purge_workouts :execrows
-- Workouts that are still deleted; what they hold goes with them.
DELETE FROM tracker.workouts AS w
USING unnest(:user_ids::bigint[], :workout_ids::uuid[]) AS k (user_id, id)
WHERE w.user_id = k.user_id AND w.id = k.id AND w.deleted_at < :before;

-- name: _places :many
-- Exercises that were taken out of a workout before a time, after a place in their key.
SELECT we.user_id, we.performed_on, we.workout_id, we.id
FROM tracker.workout_exercises AS we
WHERE
    we.deleted_at < :before
    AND (we.user_id, we.performed_on, we.workout_id, we.id)
    > (:after_user, :after_day, :after_workout::uuid, :after_id::uuid)
ORDER BY we.user_id, we.performed_on, we.workout_id, we.id
LIMIT :limit;

-- name: _purge_places :execrows
-- Exercises of workouts that are still deleted; their sets go with them.
DELETE FROM tracker.workout_exercises AS we
USING unnest(:user_ids::bigint[], :days::date[], :workout_ids::uuid[], :ids::uuid[]) AS k (user_id, performed_on, workout_id, id)
WHERE
    we.user_id = k.user_id AND we.performed_on = k.performed_on AND we.workout_id = k.workout_id AND we.id = k.id
    AND we.deleted_at < :before;

-- name: _sets :many
-- Sets that were deleted before a time, after a place in their key.
SELECT s.user_id, s.performed_on, s.workout_id, s.id
FROM tracker.sets AS s
WHERE
    s.deleted_at < :before
    AND (s.user_id, s.performed_on, s.workout_id, s.id)
    > (:after_user, :after_day, :after_workout::uuid, :after_id::uuid)
ORDER BY s.user_id, s.performed_on, s.workout_id, s.id
LIMIT :limit;

-- name: _purge_sets :execrows
-- Sets that are still deleted.
DELETE FROM tracker.sets AS s
USING unnest(:user_ids::bigint[], :days::date[], :workout_ids::uuid[], :ids::uuid[]) AS k (user_id, performed_on, workout_id, id)
WHERE
    s.user_id = k.user_id AND s.performed_on = k.performed_on AND s.workout_id = k.workout_id AND s.id = k.id
    AND s.deleted_at < :before;

-- name: _purge_exercises :execrows
-- Exercises that were deleted before a time, and that no workout and no other exercise refers to.
-- allow user_id: a catalogue exercise may stand in anybody's workout
DELETE FROM tracker.exercises AS e
WHERE
    e.deleted_at < :before
    AND NOT EXISTS (SELECT FROM tracker.workout_exercises AS we WHERE we.exercise_id = e.id)
    AND NOT EXISTS (SELECT FROM tracker.exercises AS m WHERE m.merged_into = e.id);
