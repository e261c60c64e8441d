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
        PERFORM tracker.audit_truncate_of('sets', format('tracker.%I', child));
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

-- Whose events of a detached partition's days are not what its sets say, given what stood before. A restored, removed or
-- merged workout is why; where nothing happened meanwhile no row comes out, and attaching costs one read.
CREATE OR REPLACE FUNCTION tracker.outdated_records(target regclass, lower date, upper date)
RETURNS TABLE (user_id bigint, exercise_id bigint)
LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
SET work_mem = '64MB'
SET jit = off
AS $$
BEGIN
    RETURN QUERY EXECUTE format(
        $q$
        WITH day_bests AS MATERIALIZED (
            SELECT
                f.user_id, f.exercise_id, m.metric, m.reps, f.performed_on, max(tracker.record_score(m.metric, m.value)) AS score
            FROM (
                SELECT
                    s.user_id, s.exercise_id, s.kind, s.weight_g, s.reps, s.duration_ms, s.distance_mm,
                    min(s.performed_on) AS performed_on
                FROM %1$s AS s
                WHERE s.deleted_at IS NULL
                GROUP BY s.user_id, s.exercise_id, s.kind, s.weight_g, s.reps, s.duration_ms, s.distance_mm
            ) AS f
            JOIN tracker.exercises AS x ON x.id = f.exercise_id
            CROSS JOIN LATERAL tracker.set_metrics(x.tracking, f.kind, f.weight_g, f.reps, f.duration_ms, f.distance_mm) AS m
            GROUP BY f.user_id, f.exercise_id, m.metric, m.reps, f.performed_on
        ),
        told AS (
            SELECT
                r.user_id, r.exercise_id, r.metric, r.reps, r.performed_on, tracker.record_score(r.metric, r.score) AS value,
                named.workout_id, named.id AS set_id, named.position AS set_position
            FROM (
                SELECT
                    d.*,
                    max(d.score) OVER (
                        PARTITION BY d.user_id, d.exercise_id, d.metric, d.reps ORDER BY d.performed_on
                        ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
                    ) AS best_before
                FROM day_bests AS d
            ) AS r
            JOIN tracker.exercises AS x ON x.id = r.exercise_id
            LEFT JOIN LATERAL (
                SELECT tracker.record_score(e.metric, e.value) AS score
                FROM tracker.record_events AS e
                WHERE
                    e.user_id = r.user_id AND e.exercise_id = r.exercise_id AND e.metric = r.metric AND e.reps = r.reps
                    AND e.performed_on < $1
                ORDER BY e.performed_on DESC
                LIMIT 1
            ) AS older ON true
            CROSS JOIN LATERAL (
                SELECT s.workout_id, s.id, s.position
                FROM %1$s AS s
                CROSS JOIN LATERAL tracker.set_metrics(x.tracking, s.kind, s.weight_g, s.reps, s.duration_ms, s.distance_mm) AS m
                WHERE
                    s.user_id = r.user_id AND s.exercise_id = r.exercise_id AND s.performed_on = r.performed_on
                    AND s.deleted_at IS NULL
                    AND m.metric = r.metric AND m.reps = r.reps AND tracker.record_score(m.metric, m.value) = r.score
                ORDER BY s.position, s.id, s.workout_id
                LIMIT 1
            ) AS named
            WHERE (r.best_before IS NULL OR r.score > r.best_before) AND (older.score IS NULL OR r.score > older.score)
        ),
        kept AS (
            SELECT
                e.user_id, e.exercise_id, e.metric, e.reps, e.performed_on, e.value, e.workout_id, e.set_id, e.set_position
            FROM tracker.record_events AS e
            WHERE e.performed_on >= $1 AND e.performed_on < $2
        )
        SELECT DISTINCT o.user_id, o.exercise_id
        FROM (
            (SELECT t.* FROM told AS t EXCEPT SELECT k.* FROM kept AS k)
            UNION ALL
            (SELECT k.* FROM kept AS k EXCEPT SELECT t.* FROM told AS t)
        ) AS o
        ORDER BY o.user_id, o.exercise_id
        $q$,
        target
    ) USING coalesce(lower, '-infinity'), upper;
END
$$;

COMMENT ON FUNCTION tracker.outdated_records(regclass, date, date) IS
    'The exercises of users whose records of these days differ from what a detached partition of sets says.';

-- A partition that was detached, with the records of its days as its sets now tell them. The users are locked before the
-- composition is, as by every writer. Nothing is waited for long enough to be a deadlock's victim.
CREATE OR REPLACE FUNCTION tracker.attach_partition_again(parent text, child text, lower date, upper date) RETURNS void
LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
SET lock_timeout = '500ms'
AS $$
DECLARE
    users bigint[] := '{}';
    exercise_ids bigint[] := '{}';
BEGIN
    IF parent = 'sets' THEN
        SELECT coalesce(array_agg(o.user_id), '{}'), coalesce(array_agg(o.exercise_id), '{}')
        INTO users, exercise_ids
        FROM tracker.outdated_records(format('tracker.%I', child), lower, upper) AS o;
        PERFORM tracker.lock_users(users);
    END IF;
    PERFORM tracker.attach_partition(parent, child, lower, upper);
    PERFORM tracker.rescan_records(
        users, exercise_ids, array_fill(coalesce(lower, '-infinity'), ARRAY[cardinality(users)])
    );
END
$$;

COMMENT ON FUNCTION tracker.attach_partition_again(text, text, date, date) IS
    'Attaches a partition that was detached; records of its days that are outdated are computed anew.';

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
    standing regclass;
BEGIN
    FOR missing IN SELECT m.parent, m.year FROM tracker.missing_years(through_year) AS m LOOP
        PERFORM tracker.take_partition_lock(10);
        -- Somebody else may have made it meanwhile; these looks are not held back by the transaction's snapshot.
        standing := to_regclass(format('tracker.%I', missing.parent || '_' || missing.year));
        IF standing IS NOT NULL AND pg_get_partition_constraintdef(standing) IS NULL THEN
            RAISE EXCEPTION '% stands where a partition of tracker.% should: rename or drop it', standing, missing.parent
                USING ERRCODE = 'TD409';
        END IF;
        IF standing IS NULL THEN
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
    tracker.ensure_partitions(integer), tracker.outdated_records(regclass, date, date),
    tracker.attach_partition_again(text, text, date, date)
FROM PUBLIC;
