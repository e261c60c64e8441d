-- name: list_all :many
-- Every muscle group, by name.
SELECT m.id, m.slug, m.name
FROM tracker.muscle_groups AS m
ORDER BY m.name, m.id;
