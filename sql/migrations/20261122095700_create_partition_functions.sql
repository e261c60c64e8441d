-- Partitions ahead of time, without standing in anybody's way.
-- depends: 20261122095600_create_row_history

-- Times in the bounds are UTC, whatever the session's zone is.
CREATE OR REPLACE FUNCTION tracker.year_partitions() RETURNS TABLE (
    parent text, name text, lower date, upper date, is_detaching boolean, rows_estimate bigint, bytes bigint
)
LANGUAGE sql
STABLE
SET search_path = pg_catalog, pg_temp
SET timezone = 'UTC'
SET datestyle = 'ISO'
AS $$
    SELECT
        p.relname::text, c.relname::text, left(nullif(b.bound[1], 'MINVALUE'), 10)::date, left(b.bound[2], 10)::date,
        i.inhdetachpending, greatest(c.reltuples, 0)::bigint, pg_total_relation_size(c.oid)
    FROM pg_inherits AS i
    JOIN pg_class AS c ON c.oid = i.inhrelid
    JOIN pg_class AS p ON p.oid = i.inhparent
    CROSS JOIN LATERAL (
        SELECT regexp_match(pg_get_expr(c.relpartbound, c.oid), $re$FROM \('?([^')]+)'?\) TO \('?([^')]+)'?\)$re$)
    ) AS b (bound)
    WHERE i.inhparent IN ('tracker.sets'::regclass, 'tracker.audit_log'::regclass) AND c.relkind = 'r'
    ORDER BY p.relname, left(b.bound[2], 10)
$$;

COMMENT ON FUNCTION tracker.year_partitions() IS 'The partitions of sets and audit_log with their bounds; lower null = unbounded.';

CREATE OR REPLACE FUNCTION tracker.create_partition_table(parent text, child text) RETURNS void
LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    EXECUTE format(
        'CREATE TABLE tracker.%I (LIKE tracker.%I INCLUDING DEFAULTS INCLUDING CONSTRAINTS INCLUDING INDEXES'
        ' INCLUDING STORAGE INCLUDING COMPRESSION INCLUDING GENERATED)', child, parent
    );
    IF parent = 'sets' THEN
        PERFORM tracker.add_set_triggers(format('tracker.%I', child));
    END IF;
END
$$;

COMMENT ON FUNCTION tracker.create_partition_table(text, text) IS 'A table that can be attached to sets or audit_log as it is.';

-- Attaching takes a lock on the parent that readers and writers don't mind; the check says that no row need be looked
-- at under it. A foreign key asks for a moment without writers to workout_exercises; the wait for it is bounded.
CREATE OR REPLACE FUNCTION tracker.attach_partition(parent text, child text, lower date, upper date) RETURNS void
LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
SET timezone = 'UTC'
SET datestyle = 'ISO'
SET lock_timeout = '1s'
AS $$
DECLARE
    key_column CONSTANT text := CASE parent WHEN 'audit_log' THEN 'at' ELSE 'performed_on' END;
    midnight CONSTANT text := CASE parent WHEN 'audit_log' THEN ' 00:00:00+00' ELSE '' END;
BEGIN
    EXECUTE format(
        'ALTER TABLE tracker.%I ADD CONSTRAINT attaching CHECK (%s %I < %L)', child,
        CASE WHEN lower IS NULL THEN '' ELSE format('%I >= %L AND', key_column, lower || midnight) END, key_column, upper || midnight
    );
    EXECUTE format(
        'ALTER TABLE tracker.%I ATTACH PARTITION tracker.%I FOR VALUES FROM (%s) TO (%L)',
        parent, child, CASE WHEN lower IS NULL THEN 'MINVALUE' ELSE quote_literal(lower || midnight) END, upper || midnight
    );
    EXECUTE format('ALTER TABLE tracker.%I DROP CONSTRAINT attaching', child);
END
$$;

COMMENT ON FUNCTION tracker.attach_partition(text, text, date, date) IS
    'Attaches a table to sets or audit_log for these days, in UTC; lower null = unbounded.';

-- Waits for its turn by asking again: whoever waited in a queue of locks would hold up those behind.
CREATE OR REPLACE FUNCTION tracker.take_partition_lock(seconds integer) RETURNS void
LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    deadline CONSTANT timestamptz := clock_timestamp() + make_interval(secs => seconds);
BEGIN
    WHILE NOT pg_try_advisory_xact_lock(hashtextextended('tracker partitions', 0)) LOOP
        IF clock_timestamp() > deadline THEN
            RAISE EXCEPTION 'another session has been changing partitions for % s', seconds
                USING ERRCODE = 'lock_not_available';
        END IF;
        PERFORM pg_sleep(0.05);
    END LOOP;
END
$$;

CREATE OR REPLACE FUNCTION tracker.ensure_partitions(through_year integer) RETURNS SETOF text
LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    missing record;
BEGIN
    FOR missing IN SELECT m.parent, m.year FROM tracker.missing_years(through_year) AS m LOOP
        PERFORM tracker.take_partition_lock(10);
        -- Somebody else may have made it meanwhile; this look is not held back by the transaction's snapshot.
        IF to_regclass(format('tracker.%I', missing.parent || '_' || missing.year)) IS NULL THEN
            PERFORM tracker.create_partition_table(missing.parent, missing.parent || '_' || missing.year);
            PERFORM tracker.attach_partition(
                missing.parent, missing.parent || '_' || missing.year,
                make_date(missing.year, 1, 1), make_date(missing.year + 1, 1, 1)
            );
            RETURN NEXT missing.parent || '_' || missing.year;
        END IF;
    END LOOP;
END
$$;

COMMENT ON FUNCTION tracker.ensure_partitions(integer) IS
    'Makes the yearly partitions of sets and audit_log that are missing up to a year, and returns their names.';

CREATE OR REPLACE FUNCTION tracker.missing_years(through_year integer) RETURNS TABLE (parent text, year integer)
LANGUAGE sql
STABLE
SET search_path = pg_catalog, pg_temp
SET timezone = 'UTC'
AS $$
    SELECT p.parent, y.year
    FROM (
        SELECT y.parent, extract(year FROM max(y.upper))::integer AS first_year
        FROM tracker.year_partitions() AS y
        GROUP BY y.parent
    ) AS p
    CROSS JOIN LATERAL generate_series(p.first_year, through_year) AS y (year)
    ORDER BY p.parent, y.year
$$;

COMMENT ON FUNCTION tracker.missing_years(integer) IS 'The years up to this one that have no partition yet.';

REVOKE EXECUTE ON FUNCTION
    tracker.create_partition_table(text, text), tracker.attach_partition(text, text, date, date),
    tracker.ensure_partitions(integer)
FROM PUBLIC;
