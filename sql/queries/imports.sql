-- name: _names :many
-- The names by which a user's exercises and the catalogue's are known; the user's own last, so that they win. What
-- was merged is known by its old name too.
SELECT coalesce(e.merged_into, e.id) AS id, e.name, e.aliases, e.owner_id IS NOT NULL AS own
FROM tracker.exercises AS e
WHERE (e.owner_id IS NULL OR e.owner_id = :user_id) AND e.deleted_at IS NULL
ORDER BY e.owner_id NULLS FIRST, e.id DESC;

-- name: _known :many
-- Which of these workouts are stored, the deleted ones too.
SELECT w.id
FROM tracker.workouts AS w
WHERE w.user_id = :user_id AND w.id = ANY (:workout_ids::uuid[]);

-- name: _insert :exec
-- An import that adds something.
INSERT INTO tracker.imports (user_id, id, format, workouts, sets)
VALUES (:user_id, :import_id, :format, :workouts, :sets);
