-- name: list_all :many
-- Every piece of equipment, by name.
SELECT e.id, e.slug, e.name
FROM tracker.equipment AS e
ORDER BY e.name, e.id;
