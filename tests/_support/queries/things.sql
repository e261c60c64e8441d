-- name: get :maybe
-- One thing.
SELECT t.id, t.name, t.made_at FROM thing AS t WHERE t.id = :thing_id;

-- name: require :one
-- One thing that must be there.
SELECT t.id, t.name, t.made_at FROM thing AS t WHERE t.id = :thing_id;

-- name: named :maybe
-- The thing of a name.
SELECT t.id, t.name, t.made_at FROM thing AS t WHERE t.name = :name;

-- name: add :one
-- Adds a thing.
INSERT INTO thing (id, name, made_at) VALUES (:thing_id, :name, :made_at) RETURNING id, name, made_at;

-- name: add_many :execrows
-- Adds many things at once.
INSERT INTO thing (id, name, made_at)
SELECT u.id, u.name, u.made_at
FROM unnest(:ids::bigint[], :names::text[], :times::timestamptz[]) AS u (id, name, made_at);

-- name: every :many
-- All things.
SELECT t.id, t.name, t.made_at FROM thing AS t ORDER BY t.id;

-- name: count :one
-- How many things there are.
SELECT count(*) FROM thing;

-- name: rename :exec
-- Gives a thing another name.
UPDATE thing SET name = :name WHERE id = :thing_id;

-- name: remove :execrows
-- Removes things.
DELETE FROM thing WHERE id = ANY(:ids::bigint[]);

-- name: wait :one
-- Takes a while.
SELECT 1 FROM pg_sleep(:seconds::double precision);

-- name: each :stream
-- All things, one by one.
SELECT t.id, t.name, t.made_at FROM thing AS t ORDER BY t.id;
