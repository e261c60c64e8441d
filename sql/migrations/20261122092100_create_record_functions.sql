-- The records' upkeep: absorb new day-bests into the frontier, and rescan where a named set went away.
--
-- A session keeps the plans of these functions, made while the tables may have been small or never analysed.
-- So none of them leaves the planner a choice that could go wrong: each look into a table is a LATERAL that
-- nothing flattens (LIMIT, GROUP BY, OFFSET 0), driven by the few rows in hand, through an index.
-- depends: 20261122092000_create_personal_records

DO $$
BEGIN
    IF to_regtype('tracker.record_candidate') IS NULL THEN
        CREATE TYPE tracker.record_candidate AS (
            user_id bigint,
            exercise_id bigint,
            metric tracker.record_metric,
            reps smallint,
            performed_on date,
            value bigint,
            workout_id uuid,
            set_id uuid,
            set_position integer
        );
    END IF;
END
$$;

COMMENT ON TYPE tracker.record_candidate IS 'The best of a day in one metric, which may be a record, and the set that it was.';

-- Copies the last event of each metric. The arrays are parallel, an exercise of a user at most once.
CREATE OR REPLACE FUNCTION tracker.refresh_exercise_records(user_ids bigint[], exercise_ids bigint[]) RETURNS void
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
SET enable_seqscan = off
SET plan_cache_mode = force_generic_plan
SET jit = off
AS $$
BEGIN
    INSERT INTO tracker.exercise_records AS r (
        user_id, exercise_id, metrics, reps, record_values, days, workout_ids, set_ids
    )
    SELECT k.user_id, k.exercise_id, l.metrics, l.reps, l.record_values, l.days, l.workout_ids, l.set_ids
    FROM unnest(user_ids, exercise_ids) AS k (user_id, exercise_id)
    CROSS JOIN LATERAL (
        SELECT
            array_agg(last.metric) AS metrics, array_agg(last.reps) AS reps, array_agg(last.value) AS record_values,
            array_agg(last.performed_on) AS days, array_agg(last.workout_id) AS workout_ids,
            array_agg(last.set_id) AS set_ids
        FROM (
            SELECT DISTINCT ON (e.metric, e.reps)
                e.metric, e.reps, e.value, e.performed_on, e.workout_id, e.set_id
            FROM tracker.record_events AS e
            WHERE e.user_id = k.user_id AND e.exercise_id = k.exercise_id
            ORDER BY e.metric, e.reps, e.performed_on DESC
        ) AS last
        HAVING count(*) > 0
    ) AS l
    ON CONFLICT (user_id, exercise_id) DO UPDATE
    SET
        metrics = excluded.metrics, reps = excluded.reps, record_values = excluded.record_values,
        days = excluded.days, workout_ids = excluded.workout_ids, set_ids = excluded.set_ids
    WHERE
        ROW(r.metrics, r.reps, r.record_values, r.days, r.workout_ids, r.set_ids)
        IS DISTINCT FROM ROW(
            excluded.metrics, excluded.reps, excluded.record_values, excluded.days, excluded.workout_ids, excluded.set_ids
        );
END
$$;

COMMENT ON FUNCTION tracker.refresh_exercise_records(bigint[], bigint[]) IS
    'Makes exercise_records what record_events says, for exercises that have events.';

-- Candidates say what was reached on a day; which set it was, the sets say. The users must be locked, and the
-- candidates of a metric must improve strictly from day to day.
CREATE OR REPLACE FUNCTION tracker.absorb_record_candidates(candidates tracker.record_candidate[]) RETURNS void
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
SET work_mem = '64MB'
SET enable_seqscan = off
SET plan_cache_mode = force_generic_plan
SET jit = off
AS $$
DECLARE
    improving tracker.record_candidate[];
BEGIN
    -- Better than the last event up to its day, or as good on the same day: then the earlier in the day is named.
    SELECT array_agg(
        ROW(
            c.user_id, c.exercise_id, c.metric, c.reps, c.performed_on, c.value, s.workout_id, s.id, s.position
        )::tracker.record_candidate
    )
    INTO improving
    FROM (
        SELECT
            c.user_id, c.exercise_id, c.metric, c.reps, c.performed_on, c.value,
            last.value AS known_value, last.workout_id AS known_workout_id, last.set_id AS known_set_id
        FROM unnest(candidates) AS c
        LEFT JOIN LATERAL (
            SELECT e.performed_on, e.value, e.workout_id, e.set_id
            FROM tracker.record_events AS e
            WHERE
                e.user_id = c.user_id AND e.exercise_id = c.exercise_id AND e.metric = c.metric AND e.reps = c.reps
                AND e.performed_on <= c.performed_on
            ORDER BY e.performed_on DESC
            LIMIT 1
        ) AS last ON true
        WHERE
            last.performed_on IS NULL
            OR tracker.record_score(c.metric, c.value) > tracker.record_score(c.metric, last.value)
            OR (c.value = last.value AND c.performed_on = last.performed_on)
        OFFSET 0
    ) AS c
    LEFT JOIN LATERAL (
        SELECT d.position, d.id, d.workout_id
        FROM (
            SELECT x.tracking FROM tracker.exercises AS x WHERE x.id = c.exercise_id LIMIT 1
        ) AS x
        CROSS JOIN LATERAL (
            SELECT d.position, d.id, d.workout_id, d.kind, d.weight_g, d.reps, d.duration_ms, d.distance_mm
            FROM tracker.sets AS d
            WHERE
                d.user_id = c.user_id AND d.exercise_id = c.exercise_id AND d.performed_on = c.performed_on
                AND d.deleted_at IS NULL
            OFFSET 0
        ) AS d
        CROSS JOIN LATERAL tracker.set_metrics(
            x.tracking, d.kind, d.weight_g, d.reps, d.duration_ms, d.distance_mm
        ) AS m
        WHERE m.metric = c.metric AND m.reps = c.reps AND m.value = c.value
        ORDER BY d.position, d.id, d.workout_id
        LIMIT 1
    ) AS s ON true
    WHERE (c.value, s.workout_id, s.id) IS DISTINCT FROM (c.known_value, c.known_workout_id, c.known_set_id);
    IF improving IS NULL THEN
        RETURN;
    END IF;

    -- Later events that are no longer better than everything before them.
    DELETE FROM tracker.record_events AS e
    WHERE
        e.ctid = ANY (
            ARRAY(
                SELECT later.ctid
                FROM unnest(improving) AS i
                CROSS JOIN LATERAL (
                    SELECT l.ctid
                    FROM tracker.record_events AS l
                    WHERE
                        l.user_id = i.user_id AND l.exercise_id = i.exercise_id
                        AND l.metric = i.metric AND l.reps = i.reps AND l.performed_on > i.performed_on
                        AND tracker.record_score(l.metric, l.value) <= tracker.record_score(i.metric, i.value)
                    OFFSET 0
                ) AS later
                WHERE i.set_id IS NOT NULL
            )
        );

    INSERT INTO tracker.record_events AS e (
        user_id, exercise_id, metric, reps, performed_on, value, workout_id, set_id, set_position
    )
    SELECT i.user_id, i.exercise_id, i.metric, i.reps, i.performed_on, i.value, i.workout_id, i.set_id, i.set_position
    FROM unnest(improving) AS i
    WHERE i.set_id IS NOT NULL
    ON CONFLICT (user_id, exercise_id, metric, reps, performed_on) DO UPDATE
    SET
        value = excluded.value, workout_id = excluded.workout_id,
        set_id = excluded.set_id, set_position = excluded.set_position;

    PERFORM tracker.refresh_exercise_records(array_agg(k.user_id), array_agg(k.exercise_id))
    FROM (
        SELECT DISTINCT i.user_id, i.exercise_id
        FROM unnest(improving) AS i
        WHERE i.set_id IS NOT NULL
        ORDER BY i.user_id, i.exercise_id
    ) AS k
    HAVING count(*) > 0;

    -- A set that is gone again at the end of its own statement, by a cascade or another trigger, may have hidden
    -- a later one among the candidates.
    PERFORM tracker.rescan_records(array_agg(k.user_id), array_agg(k.exercise_id), array_agg(k.from_day))
    FROM (
        SELECT i.user_id, i.exercise_id, min(i.performed_on) AS from_day
        FROM unnest(improving) AS i
        WHERE i.set_id IS NULL
        GROUP BY i.user_id, i.exercise_id
    ) AS k
    HAVING count(*) > 0;
END
$$;

COMMENT ON FUNCTION tracker.absorb_record_candidates(tracker.record_candidate[]) IS
    'Merges day-bests into record_events and exercise_records; what later events they beat goes.';

-- Forgets what the events say from a day on and reads it anew from the sets. The three arrays are
-- parallel, an exercise of a user at most once; the users must be locked. What stood before the day stays, and so
-- does what comes from a partition that is detached, be it while this statement runs.
CREATE OR REPLACE FUNCTION tracker.rescan_records(user_ids bigint[], exercise_ids bigint[], from_days date[]) RETURNS void
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
SET work_mem = '64MB'
SET enable_seqscan = off
SET plan_cache_mode = force_generic_plan
SET jit = off
AS $$
DECLARE
    candidates tracker.record_candidate[];
    oldest CONSTANT date := tracker.oldest_set_day();
BEGIN
    from_days := ARRAY(
        SELECT greatest(f.from_day, oldest) FROM unnest(from_days) WITH ORDINALITY AS f (from_day, place) ORDER BY f.place
    );

    DELETE FROM tracker.record_events AS e
    WHERE
        e.ctid = ANY (
            ARRAY(
                SELECT stale.ctid
                FROM unnest(user_ids, exercise_ids, from_days) AS k (user_id, exercise_id, from_day)
                CROSS JOIN LATERAL (
                    SELECT s.ctid
                    FROM tracker.record_events AS s
                    WHERE s.user_id = k.user_id AND s.exercise_id = k.exercise_id AND s.performed_on >= k.from_day
                    OFFSET 0
                ) AS stale
            )
        );

    WITH day_bests AS MATERIALIZED (
        SELECT
            m.user_id, m.exercise_id, m.metric, m.reps, m.performed_on,
            max(tracker.record_score(m.metric, m.value)) AS score
        FROM (
            SELECT k.user_id, k.exercise_id, m.metric, m.reps, f.performed_on, m.value
            FROM unnest(user_ids, exercise_ids, from_days) AS k (user_id, exercise_id, from_day)
            CROSS JOIN LATERAL (
                SELECT x.tracking FROM tracker.exercises AS x WHERE x.id = k.exercise_id LIMIT 1
            ) AS x
            -- What was done in every measure on an earlier day too is no record.
            CROSS JOIN LATERAL (
                SELECT s.kind, s.weight_g, s.reps, s.duration_ms, s.distance_mm, min(s.performed_on) AS performed_on
                FROM tracker.sets AS s
                WHERE
                    s.user_id = k.user_id AND s.exercise_id = k.exercise_id AND s.performed_on >= k.from_day
                    AND s.deleted_at IS NULL
                GROUP BY s.kind, s.weight_g, s.reps, s.duration_ms, s.distance_mm
            ) AS f
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

    -- Where no event is left there is no row either.
    DELETE FROM tracker.exercise_records AS r
    WHERE
        r.ctid = ANY (
            ARRAY(
                SELECT empty.ctid
                FROM unnest(user_ids, exercise_ids) AS k (user_id, exercise_id)
                CROSS JOIN LATERAL (
                    SELECT o.ctid
                    FROM tracker.exercise_records AS o
                    WHERE
                        o.user_id = k.user_id AND o.exercise_id = k.exercise_id
                        AND (
                            SELECT e.user_id
                            FROM tracker.record_events AS e
                            WHERE e.user_id = k.user_id AND e.exercise_id = k.exercise_id
                            LIMIT 1
                        ) IS NULL
                    OFFSET 0
                ) AS empty
            )
        );
    PERFORM tracker.refresh_exercise_records(user_ids, exercise_ids);
END
$$;

COMMENT ON FUNCTION tracker.rescan_records(bigint[], bigint[], date[]) IS
    'Computes the records of these exercises of these users anew, from a day each.';

-- An event is stale when its set, as it now stands, no longer says what the event does. The three arrays are
-- parallel: sets that were changed or deleted. The users must be locked.
CREATE OR REPLACE FUNCTION tracker.rescan_changed_sets(user_ids bigint[], workout_ids uuid[], set_ids uuid[]) RETURNS void
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
SET work_mem = '64MB'
SET enable_seqscan = off
SET plan_cache_mode = force_generic_plan
SET jit = off
AS $$
BEGIN
    PERFORM tracker.rescan_records(array_agg(k.user_id), array_agg(k.exercise_id), array_agg(k.from_day))
    FROM (
        SELECT e.user_id, e.exercise_id, min(e.performed_on) AS from_day
        FROM unnest(user_ids, workout_ids, set_ids) AS c (user_id, workout_id, set_id)
        CROSS JOIN LATERAL (
            SELECT n.user_id, n.exercise_id, n.performed_on
            FROM tracker.record_events AS n
            WHERE
                n.user_id = c.user_id AND n.workout_id = c.workout_id AND n.set_id = c.set_id
                AND (
                    SELECT s.id
                    FROM tracker.sets AS s
                    CROSS JOIN LATERAL (
                        SELECT x.tracking FROM tracker.exercises AS x WHERE x.id = s.exercise_id LIMIT 1
                    ) AS x
                    CROSS JOIN LATERAL tracker.set_metrics(
                        x.tracking, s.kind, s.weight_g, s.reps, s.duration_ms, s.distance_mm
                    ) AS m
                    WHERE
                        s.user_id = n.user_id AND s.performed_on = n.performed_on AND s.workout_id = n.workout_id
                        AND s.id = n.set_id AND s.exercise_id = n.exercise_id AND s.position = n.set_position
                        AND s.deleted_at IS NULL
                        AND m.metric = n.metric AND m.reps = n.reps AND m.value = n.value
                    LIMIT 1
                ) IS NULL
            OFFSET 0
        ) AS e
        GROUP BY e.user_id, e.exercise_id
        ORDER BY e.user_id, e.exercise_id
    ) AS k
    HAVING count(*) > 0;
END
$$;

COMMENT ON FUNCTION tracker.rescan_changed_sets(bigint[], uuid[], uuid[]) IS
    'Rescans the exercises whose events name one of these sets and no longer agree with it.';
