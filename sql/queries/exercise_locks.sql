-- name: _users_of :many
-- Whose workouts hold an exercise, or held it before it was merged.
SELECT we.user_id
FROM tracker.workout_exercises AS we
WHERE we.exercise_id = :exercise_id
UNION
SELECT m.user_id
FROM tracker.exercise_merge_moves AS m
WHERE m.source_id = :exercise_id
ORDER BY 1;

-- name: _lock_users :one
-- Takes the head rows of these users for the rest of the transaction.
SELECT tracker.lock_users(:user_ids::bigint[]);

-- name: _lock :maybe
-- Against the foreign keys' shares: nobody logs the exercise until the transaction ends.
SELECT e.id FROM tracker.exercises AS e WHERE e.id = :exercise_id FOR UPDATE;

-- name: _share :maybe
-- As a foreign key would.
SELECT e.id FROM tracker.exercises AS e WHERE e.id = :exercise_id FOR KEY SHARE;
