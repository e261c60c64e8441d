-- name: _search :many
-- Exercises of the catalogue and the user's own that a text means, the best first.
SELECT h.exercise_id, h.name, h.matched_alias, h.score
FROM tracker.search_exercises(
    :content, :user_id::bigint, :exercise_types::text[]::tracker.exercise_type[], :muscle_group, :equipment,
    :hits::integer
) AS h;

-- name: count_users :one
-- How many users train with each exercise of the catalogue, counted anew.
SELECT tracker.count_exercise_users();
