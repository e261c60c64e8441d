-- name: list_all :many
-- The partitions of sets and of the audit log, and the tables that were detached from them.
SELECT
    y.parent, y.name, y.lower, y.upper, CASE WHEN y.is_detaching THEN 'detaching' ELSE 'attached' END AS state,
    y.rows_estimate AS rows, y.bytes
FROM tracker.year_partitions() AS y
UNION ALL
SELECT
    d.name[1], c.relname::text, CASE d.name[2] WHEN '' THEN make_date(d.name[3]::integer, 1, 1) END,
    CASE d.name[2] WHEN '' THEN make_date(d.name[3]::integer + 1, 1, 1) ELSE make_date(d.name[3]::integer, 1, 1) END,
    'detached', greatest(c.reltuples, 0)::bigint, pg_total_relation_size(c.oid)
FROM pg_catalog.pg_class AS c
CROSS JOIN LATERAL regexp_match(c.relname, '^(sets|audit_log)_(before_|)(\d{4})$') AS d (name)
WHERE
    c.relnamespace = 'tracker'::regnamespace AND c.relkind = 'r' AND NOT c.relispartition
    AND d.name IS NOT NULL
ORDER BY parent, upper, name;

-- name: _ensure :many
-- Makes the partitions that are missing up to a year.
SELECT e AS name FROM tracker.ensure_partitions(:through_year) AS e;

-- name: _may_ensure :one
-- Whether this role owns what a partition is made of.
SELECT pg_has_role(c.relowner, 'USAGE') FROM pg_catalog.pg_class AS c WHERE c.oid = 'tracker.sets'::regclass;

-- name: _try_lock :one
-- The lock of tracker.take_partition_lock, for the session: detaching is more than one transaction.
-- allow session_state: partitions._alone gives it back on the same connection
SELECT pg_try_advisory_lock(hashtextextended('tracker partitions', 0));

-- name: _unlock :one
-- Gives the lock back.
-- allow session_state: it ends what _try_lock began
SELECT pg_advisory_unlock(hashtextextended('tracker partitions', 0));

-- name: _attach :exec
-- Attaches a table that holds these days, and brings the records of these days up to it.
SELECT tracker.attach_partition_again(:parent, :name, :lower::date, :upper::date);
