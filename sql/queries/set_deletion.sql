-- name: _delete :execrows
-- Marks a live set of a live workout as deleted.
UPDATE tracker.sets AS s
SET deleted_at = now(), deletion_id = :deletion_id
WHERE
    s.user_id = :user_id AND s.workout_id = :workout_id AND s.id = :set_id AND s.deleted_at IS NULL
    AND s.performed_on = (
        SELECT w.performed_on
        FROM tracker.workouts AS w
        WHERE w.user_id = :user_id AND w.id = :workout_id AND w.deleted_at IS NULL
    );

-- name: _deleted :maybe
-- A deleted set of a live workout: where it is, and whether its exercise still stands in the workout.
SELECT s.performed_on, we.deleted_at IS NULL AS has_place
FROM tracker.sets AS s
JOIN tracker.workout_exercises AS we
    ON we.user_id = s.user_id AND we.performed_on = s.performed_on AND we.workout_id = s.workout_id
    AND we.id = s.workout_exercise_id
WHERE
    s.user_id = :user_id AND s.workout_id = :workout_id AND s.id = :set_id AND s.deleted_at IS NOT NULL
    AND s.performed_on = (
        SELECT w.performed_on
        FROM tracker.workouts AS w
        WHERE w.user_id = :user_id AND w.id = :workout_id AND w.deleted_at IS NULL
    );

-- name: _restore :exec
-- Takes the mark from a deleted set.
UPDATE tracker.sets AS s
SET deleted_at = NULL, deletion_id = NULL
WHERE s.user_id = :user_id AND s.performed_on = :performed_on AND s.workout_id = :workout_id AND s.id = :set_id;
