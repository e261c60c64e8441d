-- name: _history :many
-- Live workouts before a place in the log, the newest first. The totals are for the page alone.
WITH page AS MATERIALIZED (
    SELECT w.user_id, w.id, w.performed_on, w.started_at, w.ended_at, w.title
    FROM tracker.workouts AS w
    WHERE
        w.user_id = :user_id AND w.deleted_at IS NULL
        AND w.performed_on <= :before_day
        AND (w.performed_on, w.started_at, w.id) < (:before_day, :before_start, :before_id::uuid)
    ORDER BY w.performed_on DESC, w.started_at DESC, w.id DESC
    LIMIT :limit
)
SELECT
    w.id, w.performed_on, w.started_at, w.ended_at, w.title, t.exercises, t.sets, t.reps, t.volume_g, t.records
FROM page AS w
CROSS JOIN LATERAL tracker.workout_totals(w.user_id, w.performed_on, w.id) AS t
ORDER BY w.performed_on DESC, w.started_at DESC, w.id DESC;

-- name: between :many
-- Live workouts of a span of days, the oldest first.
SELECT
    w.id, w.performed_on, w.started_at, w.ended_at, w.title, t.exercises, t.sets, t.reps, t.volume_g, t.records
FROM tracker.workouts AS w
CROSS JOIN LATERAL tracker.workout_totals(w.user_id, w.performed_on, w.id) AS t
WHERE w.user_id = :user_id AND w.deleted_at IS NULL AND w.performed_on >= :since AND w.performed_on < :until
ORDER BY w.performed_on, w.started_at, w.id;

-- name: _containing :many
-- Live workouts with an exercise, or with the one that it was merged into, before a place in the log, the newest first.
-- The totals are for the page alone.
WITH page AS MATERIALIZED (
    SELECT w.user_id, w.id, w.performed_on, w.started_at, w.ended_at, w.title
    FROM (
        SELECT DISTINCT we.performed_on, we.workout_id
        FROM tracker.workout_exercises AS we
        WHERE
            we.user_id = :user_id AND we.deleted_at IS NULL
            AND we.exercise_id = (
                SELECT coalesce(x.merged_into, x.id) FROM tracker.exercises AS x WHERE x.id = :exercise_id
            )
            AND we.performed_on <= :before_day
    ) AS found
    JOIN tracker.workouts AS w
        ON w.user_id = :user_id AND w.performed_on = found.performed_on AND w.id = found.workout_id
    WHERE
        w.deleted_at IS NULL
        AND (w.performed_on, w.started_at, w.id) < (:before_day, :before_start, :before_id::uuid)
    ORDER BY w.performed_on DESC, w.started_at DESC, w.id DESC
    LIMIT :limit
)
SELECT
    w.id, w.performed_on, w.started_at, w.ended_at, w.title, t.exercises, t.sets, t.reps, t.volume_g, t.records
FROM page AS w
CROSS JOIN LATERAL tracker.workout_totals(w.user_id, w.performed_on, w.id) AS t
ORDER BY w.performed_on DESC, w.started_at DESC, w.id DESC;

-- name: calendar :many
-- The days of a span with at least one live workout.
SELECT w.performed_on AS day, count(*)::integer AS workouts
FROM tracker.workouts AS w
WHERE w.user_id = :user_id AND w.deleted_at IS NULL AND w.performed_on >= :since AND w.performed_on < :until
GROUP BY w.performed_on
ORDER BY w.performed_on;

-- name: streak :one
-- Unbroken runs of days, and of ISO weeks, with a workout. A run is a group of equal (day - rank).
WITH days AS (
    SELECT DISTINCT w.performed_on AS day
    FROM tracker.workouts AS w
    WHERE w.user_id = :user_id AND w.deleted_at IS NULL AND w.performed_on <= :today
),
day_runs AS (
    SELECT count(*)::integer AS length, max(r.day) AS last
    FROM (SELECT d.day, d.day - (row_number() OVER (ORDER BY d.day))::integer AS run FROM days AS d) AS r
    GROUP BY r.run
),
weeks AS (
    SELECT DISTINCT (d.day - (extract(isodow FROM d.day)::integer - 1)) AS monday
    FROM days AS d
),
week_runs AS (
    SELECT count(*)::integer AS length, max(r.monday) AS last
    FROM (
        SELECT k.monday, k.monday - 7 * (row_number() OVER (ORDER BY k.monday))::integer AS run
        FROM weeks AS k
    ) AS r
    GROUP BY r.run
)
SELECT
    coalesce((SELECT r.length FROM day_runs AS r WHERE r.last >= :today::date - 1), 0) AS current,
    coalesce((SELECT max(r.length) FROM day_runs AS r), 0) AS longest,
    (SELECT max(d.day) FROM days AS d) AS last_day,
    coalesce(
        (
            SELECT r.length
            FROM week_runs AS r
            WHERE r.last >= :today::date - (extract(isodow FROM :today::date)::integer - 1) - 7
        ),
        0
    ) AS current_weeks,
    coalesce((SELECT max(r.length) FROM week_runs AS r), 0) AS longest_weeks;
