-- The triggers that keep the records exact, whatever writes the sets. Each of these migrations asks one table for a lock.
-- depends: 20261122092100_create_record_functions

CREATE OR REPLACE FUNCTION tracker.keep_records() RETURNS trigger
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
SET work_mem = '64MB'
SET enable_seqscan = off
SET plan_cache_mode = force_generic_plan
SET jit = off
AS $$
DECLARE
    users bigint[];
    candidates tracker.record_candidate[];
BEGIN
    -- A detached partition is no part of the log, nor can it be read from here: what its sets were stays on record
    -- until it is attached, and is then compared.
    IF
        TG_RELID <> 'tracker.sets'::regclass
        AND NOT EXISTS (SELECT FROM pg_inherits AS i WHERE i.inhrelid = TG_RELID AND NOT i.inhdetachpending)
    THEN
        RETURN NULL;
    END IF;

    IF TG_OP = 'INSERT' THEN
        users := tracker.lock_users(ARRAY(SELECT DISTINCT n.user_id FROM new_sets AS n));
    ELSIF TG_OP = 'DELETE' THEN
        users := tracker.lock_users(ARRAY(SELECT DISTINCT o.user_id FROM old_sets AS o));
    ELSE
        users := tracker.lock_users(
            ARRAY(SELECT o.user_id FROM old_sets AS o UNION SELECT n.user_id FROM new_sets AS n)
        );
    END IF;
    -- Nothing was written, or the users are being deleted, and their records with them.
    IF cardinality(users) = 0 THEN
        RETURN NULL;
    END IF;

    -- An old version matters only where an event names it: then its exercise is read anew from that day.
    IF TG_OP <> 'INSERT' THEN
        PERFORM tracker.rescan_changed_sets(array_agg(o.user_id), array_agg(o.workout_id), array_agg(o.id))
        FROM old_sets AS o;
    END IF;

    -- What is new can only add to the frontier, or beat what stands there.
    IF TG_OP <> 'DELETE' THEN
        -- Whoever changes a tracking waits for this lock, and then finds these sets. A snapshot that is older than
        -- such a change must fail, for which the lock has to be one that any change of the exercise conflicts with.
        IF current_setting('transaction_isolation') = 'read committed' THEN
            PERFORM
            FROM tracker.exercises AS x
            WHERE x.id = ANY (ARRAY(SELECT DISTINCT n.exercise_id FROM new_sets AS n WHERE n.deleted_at IS NULL))
            ORDER BY x.id
            FOR KEY SHARE;
        ELSE
            PERFORM
            FROM tracker.exercises AS x
            WHERE x.id = ANY (ARRAY(SELECT DISTINCT n.exercise_id FROM new_sets AS n WHERE n.deleted_at IS NULL))
            ORDER BY x.id
            FOR SHARE;
        END IF;

        WITH day_bests AS MATERIALIZED (
            SELECT
                m.user_id, m.exercise_id, m.metric, m.reps, m.performed_on,
                max(tracker.record_score(m.metric, m.value)) AS score
            FROM (
                SELECT f.user_id, f.exercise_id, m.metric, m.reps, f.performed_on, m.value
                -- What was done in every measure on an earlier day too is no record.
                FROM (
                    SELECT
                        n.user_id, n.exercise_id, n.kind, n.weight_g, n.reps, n.duration_ms, n.distance_mm,
                        min(n.performed_on) AS performed_on
                    FROM new_sets AS n
                    WHERE n.deleted_at IS NULL
                    GROUP BY n.user_id, n.exercise_id, n.kind, n.weight_g, n.reps, n.duration_ms, n.distance_mm
                ) AS f
                CROSS JOIN LATERAL (
                    SELECT x.tracking FROM tracker.exercises AS x WHERE x.id = f.exercise_id LIMIT 1
                ) AS x
                CROSS JOIN LATERAL tracker.set_metrics(
                    x.tracking, f.kind, f.weight_g, f.reps, f.duration_ms, f.distance_mm
                ) AS m
                OFFSET 0
            ) AS m
            GROUP BY m.user_id, m.exercise_id, m.metric, m.reps, m.performed_on
        )
        SELECT array_agg(
            ROW(
                r.user_id, r.exercise_id, r.metric, r.reps, r.performed_on, tracker.record_score(r.metric, r.score),
                NULL, NULL, NULL
            )::tracker.record_candidate
        )
        INTO candidates
        FROM (
            SELECT
                d.*,
                max(d.score) OVER (
                    PARTITION BY d.user_id, d.exercise_id, d.metric, d.reps ORDER BY d.performed_on
                    ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
                ) AS best_before
            FROM day_bests AS d
        ) AS r
        WHERE r.best_before IS NULL OR r.score > r.best_before;

        PERFORM tracker.absorb_record_candidates(candidates);
    END IF;
    RETURN NULL;
END
$$;

COMMENT ON FUNCTION tracker.keep_records() IS
    'AFTER each statement on sets: keeps record_events and exercise_records exact.';

-- Any change in a workout is a change of the workout: it raises the revision and moves it in the order of changes.
CREATE OR REPLACE FUNCTION tracker.touch_workouts() RETURNS trigger
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
SET work_mem = '64MB'
SET enable_seqscan = off
SET plan_cache_mode = force_generic_plan
SET jit = off
AS $$
BEGIN
    -- One condition a statement: a branch that names a transition table is planned when it is reached. The
    -- workouts are found first, because an UPDATE over a join leaves the planner the choice to read them all.
    IF TG_OP <> 'DELETE' THEN
        IF cardinality(tracker.lock_users(ARRAY(SELECT DISTINCT n.user_id FROM new_rows AS n))) > 0 THEN
            UPDATE tracker.workouts AS w
            SET updated_at = now()
            WHERE
                w.ctid = ANY (
                    ARRAY(
                        SELECT touched.ctid
                        FROM (SELECT DISTINCT n.user_id, n.workout_id FROM new_rows AS n) AS t
                        CROSS JOIN LATERAL (
                            SELECT o.ctid
                            FROM tracker.workouts AS o
                            WHERE
                                o.user_id = t.user_id AND o.id = t.workout_id
                                AND o.change_seq
                                <> (SELECT h.seq FROM tracker.user_heads AS h WHERE h.user_id = t.user_id)
                            OFFSET 0
                        ) AS touched
                    )
                );
        END IF;
    END IF;
    IF TG_OP <> 'INSERT' THEN
        IF cardinality(tracker.lock_users(ARRAY(SELECT DISTINCT o.user_id FROM old_rows AS o))) > 0 THEN
            UPDATE tracker.workouts AS w
            SET updated_at = now()
            WHERE
                w.ctid = ANY (
                    ARRAY(
                        SELECT touched.ctid
                        FROM (SELECT DISTINCT o.user_id, o.workout_id FROM old_rows AS o) AS t
                        CROSS JOIN LATERAL (
                            SELECT o.ctid
                            FROM tracker.workouts AS o
                            WHERE
                                o.user_id = t.user_id AND o.id = t.workout_id
                                AND o.change_seq
                                <> (SELECT h.seq FROM tracker.user_heads AS h WHERE h.user_id = t.user_id)
                            OFFSET 0
                        ) AS touched
                    )
                );
        END IF;
    END IF;
    RETURN NULL;
END
$$;

COMMENT ON FUNCTION tracker.touch_workouts() IS
    'AFTER each statement on what a workout holds: has workouts_stamp raise the workout''s revision and change_seq.';

-- The days that a partition of sets holds; unbounded where the partition is.
CREATE OR REPLACE FUNCTION tracker.set_partition_days(target regclass) RETURNS daterange
LANGUAGE sql
STABLE
SET search_path = pg_catalog, pg_temp
AS $$
    SELECT daterange(nullif(bound[1], 'MINVALUE')::date, nullif(bound[2], 'MAXVALUE')::date)
    FROM pg_class AS c
    CROSS JOIN LATERAL regexp_match(
        pg_get_expr(c.relpartbound, c.oid), $re$FROM \('?([0-9A-Z-]+)'?\) TO \('?([0-9A-Z-]+)'?\)$re$
    ) AS bound
    WHERE c.oid = target
$$;

COMMENT ON FUNCTION tracker.set_partition_days(regclass) IS 'The days that a partition of sets holds.';

-- No trigger is told which rows a TRUNCATE removed. It stays possible where no record is left behind: on an empty
-- partition, or together with the users or the records.
CREATE OR REPLACE FUNCTION tracker.refuse_truncate() RETURNS trigger
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF EXISTS (
        SELECT FROM tracker.record_events AS e WHERE tracker.set_partition_days(TG_RELID) @> e.performed_on
    ) THEN
        RAISE EXCEPTION 'TRUNCATE of % would leave personal records of sets that are gone', TG_RELID::regclass
            USING ERRCODE = 'object_not_in_prerequisite_state',
                HINT = 'DELETE the rows, or DETACH the partition to keep its records.';
    END IF;
    RETURN NULL;
END
$$;

COMMENT ON FUNCTION tracker.refuse_truncate() IS 'AFTER TRUNCATE of a partition of sets: refuses to leave records behind.';

-- A statement trigger sees only writes to the table that the statement names, so that each partition needs
-- its own; neither PARTITION OF nor ATTACH copies them.
CREATE OR REPLACE FUNCTION tracker.add_set_triggers(target regclass) RETURNS void
LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    EXECUTE format(
        'CREATE OR REPLACE TRIGGER sets_keep_records_insert AFTER INSERT ON %s'
        ' REFERENCING NEW TABLE AS new_sets FOR EACH STATEMENT EXECUTE FUNCTION tracker.keep_records()', target
    );
    EXECUTE format(
        'CREATE OR REPLACE TRIGGER sets_keep_records_update AFTER UPDATE ON %s'
        ' REFERENCING OLD TABLE AS old_sets NEW TABLE AS new_sets FOR EACH STATEMENT EXECUTE FUNCTION tracker.keep_records()',
        target
    );
    EXECUTE format(
        'CREATE OR REPLACE TRIGGER sets_keep_records_delete AFTER DELETE ON %s'
        ' REFERENCING OLD TABLE AS old_sets FOR EACH STATEMENT EXECUTE FUNCTION tracker.keep_records()', target
    );
    EXECUTE format(
        'CREATE OR REPLACE TRIGGER sets_touch_workouts_insert AFTER INSERT ON %s'
        ' REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION tracker.touch_workouts()', target
    );
    EXECUTE format(
        'CREATE OR REPLACE TRIGGER sets_touch_workouts_update AFTER UPDATE ON %s'
        ' REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION tracker.touch_workouts()',
        target
    );
    EXECUTE format(
        'CREATE OR REPLACE TRIGGER sets_touch_workouts_delete AFTER DELETE ON %s'
        ' REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION tracker.touch_workouts()', target
    );
    EXECUTE format(
        'CREATE OR REPLACE TRIGGER sets_refuse_truncate AFTER TRUNCATE ON %s'
        ' FOR EACH STATEMENT EXECUTE FUNCTION tracker.refuse_truncate()', target
    );
END
$$;

COMMENT ON FUNCTION tracker.add_set_triggers(regclass) IS 'Gives sets or one of its partitions the statement triggers.';

-- The day from which records can be read anew: sets before it are detached.
CREATE OR REPLACE FUNCTION tracker.oldest_set_day() RETURNS date
LANGUAGE sql
STABLE
SET search_path = pg_catalog, pg_temp
AS $$
    SELECT min(coalesce(lower(tracker.set_partition_days(i.inhrelid)), '-infinity'))
    FROM pg_inherits AS i
    WHERE i.inhparent = 'tracker.sets'::regclass AND NOT i.inhdetachpending
$$;

COMMENT ON FUNCTION tracker.oldest_set_day() IS 'Lower bound of the oldest attached partition of sets; -infinity when it has none.';

SELECT tracker.add_set_triggers('tracker.sets');

SELECT tracker.add_set_triggers(i.inhrelid)
FROM pg_catalog.pg_inherits AS i
WHERE i.inhparent = 'tracker.sets'::regclass
ORDER BY i.inhrelid::regclass::text;
