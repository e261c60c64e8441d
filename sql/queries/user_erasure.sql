-- name: _erase :many
-- Deletes all that is held about a user; how many rows of each table.
SELECT e.table_name, e.deleted, e.anonymised
FROM tracker.erase_user(:user_id) AS e
ORDER BY e.table_name;
