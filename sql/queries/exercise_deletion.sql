-- name: _delete :execrows
-- Marks a live exercise of this owner (none: the catalogue's) as deleted. What was logged with it stays.
UPDATE tracker.exercises AS e
SET deleted_at = now(), deletion_id = :deletion_id
WHERE
    e.id = :exercise_id AND e.owner_id IS NOT DISTINCT FROM :user_id::bigint
    AND e.deleted_at IS NULL AND e.merged_into IS NULL;

-- name: _restore :execrows
-- Takes the mark from a deleted exercise of this owner.
UPDATE tracker.exercises AS e
SET deleted_at = NULL, deletion_id = NULL
WHERE
    e.id = :exercise_id AND e.owner_id IS NOT DISTINCT FROM :user_id::bigint
    AND e.deleted_at IS NOT NULL AND e.merged_into IS NULL;
