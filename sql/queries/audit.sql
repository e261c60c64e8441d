-- name: _history :many
-- What happened to one row, the newest first.
SELECT
    e.at, e.operation, e.actor_id, e.reason, e.xid::text::bigint AS transaction_id, e.old::text AS old
FROM tracker.row_events(:user_id, :table, :key::text::jsonb) AS e;

-- name: _as_of :one
-- One row as it was at a time.
SELECT tracker.row_as_of(:user_id, :table, :key::text::jsonb, :at)::text;
