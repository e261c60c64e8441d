-- The statements of `python -m benchmarks seed`. Every draw is a hash of what it is drawn for, so that the same seed
-- gives the same rows whatever the order and the number of connections.

-- name: users :many
-- Users in the order of their numbers; of every 25 one is deleted.
INSERT INTO tracker.users (display_name, unit_system, time_zone, created_at, updated_at, deleted_at, deletion_id)
SELECT
    'Seeded user ' || d.number,
    CASE WHEN pg_temp.unit(d.hash, 1) < 0.4 THEN 'imperial'::tracker.unit_system ELSE 'metric' END,
    (ARRAY['UTC', 'Europe/Berlin', 'America/New_York', 'America/Los_Angeles', 'Asia/Tokyo', 'Pacific/Auckland'])
    [1 + floor(6 * pg_temp.unit(d.hash, 2))::integer],
    d.joined_on, d.joined_on,
    CASE WHEN pg_temp.unit(d.hash, 3) < 0.04 THEN d.joined_on + 900 END,
    CASE WHEN pg_temp.unit(d.hash, 3) < 0.04 THEN pg_temp.uuid_of(d.hash) END
FROM (
    SELECT u.number, u.joined_on, hashint8extended(u.number, :seed::bigint) AS hash
    FROM unnest(:numbers::bigint[], :joined_on::date[]) AS u (number, joined_on)
) AS d
ORDER BY d.number
RETURNING id;

-- name: known_users :many
-- The users that an interrupted run has stored, in the order of their numbers.
SELECT l.user_id
FROM unnest(:numbers::bigint[]) AS d (number)
JOIN tracker.user_logins AS l ON l.email = format('user-%s-%s@seed.invalid', :seed::bigint, d.number)
ORDER BY d.number;

-- name: with_workouts :many
-- Which of these users have their workouts; of some a purge left but a tombstone.
SELECT u.user_id
FROM unnest(:user_ids::bigint[]) AS u (user_id)
WHERE
    EXISTS (SELECT FROM tracker.workouts AS w WHERE w.user_id = u.user_id)
    OR EXISTS (SELECT FROM tracker.workout_tombstones AS t WHERE t.user_id = u.user_id);

-- name: logins :exec
-- How these users log in; the hash is of no password.
INSERT INTO tracker.user_logins (user_id, email, password_hash, verified_at, deleted_at)
SELECT
    u.id, format('user-%s-%s@seed.invalid', :seed::bigint, d.number),
    '$argon2id$v=19$m=19456,t=2,p=1$c2VlZGVkLXNhbHQ$c2VlZGVkLWhhc2gtb2Ytbm8tcGFzc3dvcmQ', u.created_at, u.deleted_at
FROM unnest(:numbers::bigint[], :user_ids::bigint[]) AS d (number, user_id)
JOIN tracker.users AS u ON u.id = d.user_id
ORDER BY d.number;

-- name: identities :exec
-- An account elsewhere of each of these users, and another one of every third.
INSERT INTO tracker.user_identities (provider, subject, user_id)
SELECT p.provider, format('%s-%s', :seed::bigint, d.number), d.user_id
FROM unnest(:numbers::bigint[], :user_ids::bigint[]) AS d (number, user_id)
JOIN (VALUES ('google', 1), ('apple', 3)) AS p (provider, every) ON d.number % p.every = 0
ORDER BY d.number, p.provider;

-- name: sessions :exec
-- Three logins of each of these users, one of which was rotated.
INSERT INTO tracker.user_sessions (token_hash, user_id, family_id, user_agent, ip, expires_at, rotated_at)
SELECT
    sha256(convert_to(format('session %s %s %s', :seed::bigint, d.number, s.n), 'UTF8')), d.user_id,
    pg_temp.uuid_of(hashint8extended(least(s.n, 2), hashint8extended(d.number, :seed::bigint))),
    'seed', '192.0.2.1', now() + interval '30 days', CASE WHEN s.n = 2 THEN now() END
FROM unnest(:numbers::bigint[], :user_ids::bigint[]) AS d (number, user_id)
CROSS JOIN generate_series(1, 3) AS s (n)
ORDER BY d.number, s.n;

-- name: tokens :exec
-- A mail to each of these users that nobody answered.
INSERT INTO tracker.user_tokens (token_hash, user_id, purpose, expires_at)
SELECT
    sha256(convert_to(format('token %s %s', :seed::bigint, d.number), 'UTF8')), d.user_id, 'verify_email',
    now() + interval '1 day'
FROM unnest(:numbers::bigint[], :user_ids::bigint[]) AS d (number, user_id)
ORDER BY d.number;

-- name: own_exercises :exec
-- Exercises of their own: one to six of every fifth user, and one in 30 of them deleted. The first one is in the
-- catalogue, but was not found there.
INSERT INTO tracker.exercises (owner_id, name, exercise_type, tracking, created_at, updated_at, deleted_at, deletion_id)
SELECT
    d.user_id,
    CASE n.n
        WHEN 1 THEN c.names[1 + floor(cardinality(c.names) * pg_temp.unit(d.hash, 99))::integer] || 's'
        ELSE 'My own exercise ' || n.n
    END,
    'strength', 'weight_reps', u.created_at, u.created_at,
    CASE WHEN pg_temp.unit(d.hash, 100 + n.n) < 0.033 THEN u.created_at + interval '200 days' END,
    CASE WHEN pg_temp.unit(d.hash, 100 + n.n) < 0.033 THEN pg_temp.uuid_of(hashint8extended(n.n, d.hash)) END
FROM (
    SELECT u.number, u.user_id, hashint8extended(u.number, :seed::bigint) AS hash
    FROM unnest(:numbers::bigint[], :user_ids::bigint[]) AS u (number, user_id)
) AS d
JOIN tracker.users AS u ON u.id = d.user_id
CROSS JOIN (
    SELECT array_agg(x.name ORDER BY x.id) AS names
    FROM tracker.exercises AS x
    WHERE x.owner_id IS NULL AND x.deleted_at IS NULL AND x.tracking = 'weight_reps'
) AS c
CROSS JOIN LATERAL generate_series(1, 1 + floor(6 * pg_temp.unit(d.hash, 4))::integer) AS n (n)
WHERE pg_temp.unit(d.hash, 5) < 0.2
ORDER BY d.number, n.n;

-- name: draw_workouts :exec
-- When each workout of the batch was.
INSERT INTO seed_workouts (user_id, user_hash, id, row_hash, performed_on, started_at, experience)
SELECT
    d.user_id, d.user_hash, pg_temp.uuid_of(d.row_hash), d.row_hash, d.performed_on,
    (d.performed_on + interval '6 hours' + floor(15 * 60 * pg_temp.unit(d.row_hash, 1)) * interval '1 minute')
    AT TIME ZONE u.time_zone,
    d.experience
FROM (
    SELECT
        w.user_id, w.performed_on, w.experience, hashint8extended(w.number, :seed::bigint) AS user_hash,
        hashint8extended(w.experience, hashint8extended(w.number, :seed::bigint)) AS row_hash
    FROM unnest(:numbers::bigint[], :user_ids::bigint[], :days::date[], :experience::integer[])
        AS w (number, user_id, performed_on, experience)
) AS d
JOIN tracker.users AS u ON u.id = d.user_id;

-- name: draw_repertoires :exec
-- 22 to 153 exercises a user. Of the catalogue the plainest names are the most popular, by Zipf's law with s = 1;
-- the order in which they are drawn is that in which the user likes them. Own exercises come early.
INSERT INTO seed_repertoires (user_id, place, exercise_id, tracking, row_hash, size)
WITH users AS MATERIALIZED (
    SELECT d.user_id, d.user_hash, floor(22 * power(153 / 22.0, power(pg_temp.unit(d.user_hash, 6), 2)))::integer AS size
    FROM (SELECT DISTINCT w.user_id, w.user_hash FROM seed_workouts AS w) AS d
),
catalogue AS MATERIALIZED (
    SELECT
        x.id, x.tracking,
        row_number() OVER (
            ORDER BY char_length(x.name) * CASE x.tracking WHEN 'weight_reps' THEN 2 ELSE 5 END, x.id
        ) AS popularity
    FROM tracker.exercises AS x
    WHERE x.owner_id IS NULL AND x.deleted_at IS NULL AND x.merged_into IS NULL
),
drawn AS (
    SELECT n.user_id, n.user_hash, n.size, c.id, c.tracking, min(n.n)::float8 AS liking
    FROM (
        SELECT
            u.*, g.n,
            floor(power((SELECT count(*) + 1 FROM catalogue AS c), pg_temp.unit(u.user_hash, 1000 + g.n)))::bigint
            AS popularity
        FROM users AS u
        CROSS JOIN LATERAL generate_series(1, 3 * u.size) AS g (n)
    ) AS n
    JOIN catalogue AS c ON c.popularity = n.popularity
    GROUP BY n.user_id, n.user_hash, n.size, c.id, c.tracking
    UNION ALL
    SELECT u.user_id, u.user_hash, u.size, x.id, x.tracking, 20 * pg_temp.unit(u.user_hash, 900 + x.number)
    FROM users AS u
    JOIN (
        SELECT o.id, o.owner_id, o.tracking, row_number() OVER (PARTITION BY o.owner_id ORDER BY o.id) AS number
        FROM tracker.exercises AS o
        WHERE o.owner_id = ANY (SELECT n.user_id FROM users AS n)
    ) AS x ON x.owner_id = u.user_id
),
ranked AS (
    SELECT
        d.*, row_number() OVER (PARTITION BY d.user_id ORDER BY d.liking, d.id) AS place,
        count(*) OVER (PARTITION BY d.user_id) AS found
    FROM drawn AS d
)
SELECT
    r.user_id, r.place, r.id, r.tracking, hashint8extended(r.place, hashint8extended(7, r.user_hash)),
    least(r.size, r.found)
FROM ranked AS r
WHERE r.place <= r.size;

-- name: draw_exercises :exec
-- Three to six exercises a workout, sometimes up to ten. Each is drawn from a stratum of its own, by Zipf's law with
-- the user's s of 0.5 to 0.9.
INSERT INTO seed_exercises (
    user_id, performed_on, workout_id, id, row_hash, exercise_id, tracking, exercise_hash, position, started_at, experience
)
SELECT
    d.user_id, d.performed_on, d.workout_id, pg_temp.uuid_of(d.row_hash), d.row_hash, r.exercise_id, r.tracking,
    r.row_hash, d.position, d.started_at, d.experience
FROM (
    SELECT
        c.user_id, c.performed_on, c.id AS workout_id, n.position, c.started_at, c.experience,
        hashint8extended(n.position, c.row_hash) AS row_hash,
        least(
            c.size,
            1 + floor(
                power(
                    (power(c.size + 1, 1 - c.s) - 1)
                    * ((n.position + pg_temp.unit(c.row_hash, 10 + n.position)) / c.exercises) + 1,
                    1 / (1 - c.s)
                ) - 1
            )::integer
        ) AS place
    FROM (
        SELECT
            w.*, k.size, 0.5 + 0.4 * sqrt(pg_temp.unit(w.user_hash, 7)) AS s,
            CASE
                WHEN pg_temp.unit(w.row_hash, 2) < 0.88 THEN 3 + floor(4 * pg_temp.unit(w.row_hash, 3))
                ELSE 7 + floor(4 * pg_temp.unit(w.row_hash, 3))
            END::integer AS exercises
        FROM seed_workouts AS w
        JOIN seed_repertoires AS k ON k.user_id = w.user_id AND k.place = 1
    ) AS c
    CROSS JOIN LATERAL generate_series(0, c.exercises - 1) AS n (position)
) AS d
JOIN seed_repertoires AS r ON r.user_id = d.user_id AND r.place = d.place;

-- name: workouts :exec
-- The workouts, in the order of time as applications write them: a user's rows lie apart.
INSERT INTO tracker.workouts (
    user_id, id, performed_on, started_at, ended_at, title, notes, created_at, updated_at
)
SELECT
    w.user_id, w.id, w.performed_on, w.started_at,
    w.started_at + (35 + floor(50 * pg_temp.unit(w.row_hash, 4))) * interval '1 minute',
    CASE WHEN pg_temp.unit(w.row_hash, 5) < 0.8 THEN
        (ARRAY['Push', 'Pull', 'Legs', 'Upper body', 'Lower body', 'Full body', 'Morning workout'])
        [1 + floor(7 * pg_temp.unit(w.row_hash, 6))::integer]
    END,
    CASE WHEN pg_temp.unit(w.row_hash, 7) < 0.05 THEN 'Slept badly, kept it light.' END,
    w.started_at, w.started_at
FROM seed_workouts AS w
ORDER BY w.started_at, w.user_id;

-- name: workout_exercises :exec
-- The composition; 28 % of the exercises are half of a superset.
INSERT INTO tracker.workout_exercises (
    user_id, performed_on, workout_id, id, exercise_id, position, superset, created_at, updated_at
)
SELECT
    e.user_id, e.performed_on, e.workout_id, e.id, e.exercise_id, e.position,
    CASE
        WHEN
            (e.position % 2 = 1 OR e.has_next)
            AND pg_temp.unit(hashint8extended(e.position / 2, e.workout_hash), 1) < 0.315
            THEN e.position / 2
    END,
    e.started_at, e.started_at
FROM (
    SELECT
        e.*, uuid_hash_extended(e.workout_id, 0) AS workout_hash,
        e.position < max(e.position) OVER (PARTITION BY e.user_id, e.workout_id) AS has_next
    FROM seed_exercises AS e
) AS e
ORDER BY e.started_at, e.user_id, e.position;

-- name: sets :exec
-- The sets: two to six an exercise. A load is what the strength of the day allows for the repetitions, in steps of
-- 2.5 kg; strength grows with experience, ever slower, and on most days the user goes to its limit.
WITH drawn AS (
    SELECT
        e.*, n.position AS set_position, hashint8extended(n.position, e.row_hash) AS set_hash,
        CASE
            WHEN n.position = 0 AND pg_temp.unit(e.row_hash, 2) < 0.505 THEN 'warmup'
            WHEN n.position = e.set_count - 1 AND pg_temp.unit(e.row_hash, 3) < 0.18 THEN 'dropset'
            WHEN n.position = e.set_count - 1 AND pg_temp.unit(e.row_hash, 3) < 0.25 THEN 'failure'
            ELSE 'working'
        END::tracker.set_kind AS kind,
        -- A user does an exercise for the same number of repetitions on most days.
        CASE WHEN pg_temp.unit(e.row_hash, 4) < 0.95 THEN e.exercise_hash ELSE e.row_hash END AS reps_hash,
        (20 + 90 * pg_temp.unit(e.exercise_hash, 1)) * (1 + 0.15 * (1 - exp(e.experience / -300.0)))
        * least(0.9, 0.84 + 0.5 * pg_temp.unit(e.row_hash, 5)) AS strength_kg
    FROM (
        SELECT
            e.*,
            (ARRAY[2, 3, 3, 3, 3, 3, 3, 3, 3, 4, 4, 4, 4, 4, 4, 4, 5, 5, 5, 6])
            [1 + floor(20 * pg_temp.unit(e.row_hash, 1))::integer] AS set_count
        FROM seed_exercises AS e
    ) AS e
    CROSS JOIN LATERAL generate_series(0, e.set_count - 1) AS n (position)
),
repeated AS (
    SELECT
        d.*,
        greatest(
            1,
            CASE
                WHEN pg_temp.unit(d.reps_hash, 11) < 0.05 THEN 1 + floor(4 * pg_temp.unit(d.reps_hash, 12))
                WHEN pg_temp.unit(d.reps_hash, 11) > 0.93 THEN 13 + floor(8 * pg_temp.unit(d.reps_hash, 12))
                ELSE (ARRAY[5, 5, 6, 6, 8, 8, 8, 8, 10, 10, 10, 10, 10, 12, 12, 12])
                    [1 + floor(16 * pg_temp.unit(d.reps_hash, 12))::integer]
            END
            - CASE WHEN d.set_position > 2 AND pg_temp.unit(d.set_hash, 1) < 0.15 THEN 1 ELSE 0 END
        )::integer AS reps
    FROM drawn AS d
),
loaded AS (
    SELECT
        r.*,
        CASE WHEN r.tracking NOT IN ('bodyweight_reps', 'duration', 'distance_duration') THEN
            2500 * greatest(
                1,
                floor(
                    r.strength_kg / (1 + r.reps / 30.0) / 2.5
                    * CASE r.kind WHEN 'warmup' THEN 0.5 WHEN 'dropset' THEN 0.75 ELSE 1 END
                )
            )::integer
        END AS weight_g,
        r.tracking IN ('duration', 'weight_duration', 'distance_duration') AS is_timed,
        r.tracking IN ('distance_duration', 'weight_distance') AS has_distance
    FROM repeated AS r
),
stored AS (
    INSERT INTO tracker.sets (
        user_id, performed_on, workout_id, id, workout_exercise_id, exercise_id, position, kind, weight_g, reps,
        duration_ms, distance_mm, rpe, completed_at, created_at, updated_at
    )
    SELECT
        l.user_id, l.performed_on, l.workout_id, pg_temp.uuid_of(l.set_hash), l.id, l.exercise_id, l.set_position, l.kind,
        l.weight_g, CASE WHEN NOT l.is_timed AND NOT l.has_distance THEN l.reps END,
        CASE WHEN l.is_timed THEN 15000 * (2 + floor(8 * pg_temp.unit(l.set_hash, 2)))::integer END,
        CASE WHEN l.has_distance THEN 20000 * (1 + floor(20 * pg_temp.unit(l.set_hash, 3)))::integer END,
        CASE WHEN pg_temp.unit(l.set_hash, 4) < 0.3 THEN 6 + floor(8 * pg_temp.unit(l.set_hash, 5))::numeric / 2 END,
        CASE WHEN pg_temp.unit(l.row_hash, 6) < 0.7 THEN l.written_at END, l.written_at, l.written_at
    FROM (
        SELECT o.*, o.started_at + (o.position * 8 + o.set_position * 2) * interval '1 minute' AS written_at
        FROM loaded AS o
    ) AS l
    ORDER BY l.started_at, l.user_id, l.position, l.set_position
    RETURNING user_id, performed_on, workout_id, id
)
INSERT INTO seed_changes (user_id, performed_on, workout_id, id, draw)
SELECT s.user_id, s.performed_on, s.workout_id, s.id, c.draw
FROM stored AS s
CROSS JOIN LATERAL (SELECT pg_temp.unit(uuid_hash_extended(s.id, 0), 1) AS draw) AS c
WHERE c.draw < 0.015;

-- name: edit_sets :exec
-- One set in a hundred had the wrong number of repetitions.
UPDATE tracker.sets AS s
SET reps = s.reps + 1
FROM seed_changes AS c
WHERE
    c.draw < 0.01 AND s.user_id = c.user_id AND s.performed_on = c.performed_on AND s.workout_id = c.workout_id
    AND s.id = c.id;

-- name: delete_sets :exec
-- One set in two hundred was logged by mistake.
UPDATE tracker.sets AS s
SET deleted_at = s.created_at + interval '5 minutes', deletion_id = pg_temp.uuid_of(uuid_hash_extended(s.id, 1))
FROM seed_changes AS c
WHERE
    c.draw >= 0.01 AND s.user_id = c.user_id AND s.performed_on = c.performed_on AND s.workout_id = c.workout_id
    AND s.id = c.id;

-- name: delete_workouts :exec
-- One workout in seventy was.
UPDATE tracker.workouts AS w
SET deleted_at = w.started_at + interval '1 day', deletion_id = pg_temp.uuid_of(hashint8extended(2, d.row_hash))
FROM seed_workouts AS d
WHERE pg_temp.unit(d.row_hash, 8) < 0.014 AND w.user_id = d.user_id AND w.id = d.id;

-- name: purge_workouts :exec
-- One in a thousand is gone for good; its sets first, and in whole statements.
WITH gone AS (
    SELECT d.user_id, d.performed_on, d.id
    FROM seed_workouts AS d
    WHERE pg_temp.unit(d.row_hash, 9) < 0.001
),
sets AS (
    DELETE FROM tracker.sets AS s
    USING gone AS g
    WHERE s.user_id = g.user_id AND s.performed_on = g.performed_on AND s.workout_id = g.id
)
DELETE FROM tracker.workouts AS w
USING gone AS g
WHERE w.user_id = g.user_id AND w.id = g.id;

-- name: count_users :exec
-- How popular the catalogue's exercises are, for search.
SELECT tracker.count_exercise_users();

-- name: count :one
-- What came of it.
SELECT
    (SELECT count(*) FROM tracker.users AS u WHERE u.id = ANY (:user_ids::bigint[])) AS users,
    (SELECT count(*) FROM tracker.workouts AS w WHERE w.user_id = ANY (:user_ids::bigint[])) AS workouts,
    (SELECT count(*) FROM tracker.sets AS s WHERE s.user_id = ANY (:user_ids::bigint[])) AS sets,
    (SELECT count(*) FROM tracker.record_events AS e WHERE e.user_id = ANY (:user_ids::bigint[])) AS record_events,
    (SELECT count(*) FROM tracker.audit_log AS a WHERE a.user_id = ANY (:user_ids::bigint[])) AS audit_entries;
