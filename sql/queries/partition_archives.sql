-- name: _columns :many
-- The columns of a table that a copy of it must hold.
SELECT a.attname::text
FROM pg_catalog.pg_attribute AS a
WHERE a.attrelid = to_regclass('tracker.' || :name) AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = ''
ORDER BY a.attnum;

-- name: _has_foreign_key :one
-- Whether a table that was a partition of sets still refers to the composition.
SELECT EXISTS (
    SELECT FROM pg_catalog.pg_constraint AS c
    WHERE c.conrelid = to_regclass('tracker.' || :name) AND c.contype = 'f'
);

-- name: _create :exec
-- An empty table that can be attached.
SELECT tracker.create_partition_table(:parent, :name);
