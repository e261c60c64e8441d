-- name: _names :many
-- The names by which a user's exercises and the catalogue's are known; the user's own last, so that they win.
SELECT e.id, e.name, e.aliases, e.owner_id IS NOT NULL AS own
FROM tracker.exercises AS e
WHERE (e.owner_id IS NULL OR e.owner_id = :user_id) AND e.deleted_at IS NULL AND e.merged_into IS NULL
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
