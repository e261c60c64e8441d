-- name: duplicates :many
-- The user's own exercises beside others of theirs, or of the catalogue, that may be the same: the likeliest first.
SELECT
    own.id AS exercise_id, own.name, other.id AS other_id, other.name AS other_name,
    other.owner_id IS NULL AS in_catalogue, other.likeness::double precision AS likeness
FROM tracker.exercises AS own
CROSS JOIN LATERAL (
    SELECT x.id, x.name, x.owner_id, h.score AS likeness
    FROM tracker.search_exercises(own.name, :user_id, NULL, NULL, NULL, 5) AS h
    JOIN tracker.exercises AS x ON x.id = h.exercise_id
    WHERE
        x.id <> own.id AND x.tracking = own.tracking
        -- Of two of the user's own each pair once.
        AND (x.owner_id IS NULL OR x.id < own.id)
        AND h.score >= 0.85
    ORDER BY h.score DESC, x.id
    LIMIT 1
) AS other
WHERE own.owner_id = :user_id AND own.deleted_at IS NULL AND own.merged_into IS NULL
ORDER BY other.likeness DESC, own.name, own.id
LIMIT :limit;
