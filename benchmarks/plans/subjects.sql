-- With which values the queries are tried: the column of a parameter's name, as text. The user has about 200
-- workouts and is one of the first, whom `python -m benchmarks seed` makes for any number of sets: so what a query costs
-- does not depend on how much else the database holds.
WITH first_users AS MATERIALIZED (
    SELECT f.id FROM tracker.users AS f ORDER BY f.id LIMIT 150
),
someone AS MATERIALIZED (
    SELECT w.user_id
    FROM first_users AS f
    JOIN tracker.workouts AS w ON w.user_id = f.id
    JOIN tracker.users AS u ON u.id = w.user_id AND u.deleted_at IS NULL
    JOIN tracker.exercises AS x ON x.owner_id = w.user_id AND x.deleted_at IS NULL
    JOIN tracker.user_identities AS i ON i.user_id = w.user_id AND i.provider = 'google'
    GROUP BY w.user_id
    ORDER BY abs(count(DISTINCT w.id) - 200), w.user_id
    LIMIT 1
),
favourite AS MATERIALIZED (
    SELECT we.exercise_id
    FROM tracker.workout_exercises AS we
    JOIN tracker.exercises AS x ON x.id = we.exercise_id AND x.owner_id IS NULL AND x.tracking = 'weight_reps'
    WHERE we.user_id = (SELECT s.user_id FROM someone AS s)
    GROUP BY we.exercise_id
    ORDER BY count(*) DESC, we.exercise_id
    LIMIT 1
),
-- A set of the favourite exercise somewhere in the last third of the user's workouts.
place AS MATERIALIZED (
    SELECT s.*, w.started_at
    FROM tracker.sets AS s
    JOIN tracker.workouts AS w ON w.user_id = s.user_id AND w.id = s.workout_id AND w.deleted_at IS NULL
    WHERE
        s.user_id = (SELECT o.user_id FROM someone AS o) AND s.deleted_at IS NULL
        AND s.exercise_id = (SELECT f.exercise_id FROM favourite AS f) AND s.position = 1
    ORDER BY s.performed_on DESC, s.workout_id, s.id
    OFFSET 20 LIMIT 1
),
gone_set AS MATERIALIZED (
    SELECT s.*
    FROM tracker.sets AS s
    JOIN tracker.workouts AS w ON w.user_id = s.user_id AND w.id = s.workout_id AND w.deleted_at IS NULL
    WHERE s.user_id = (SELECT o.user_id FROM someone AS o) AND s.deleted_at IS NOT NULL
    ORDER BY s.performed_on, s.id
    LIMIT 1
),
gone_workout AS MATERIALIZED (
    SELECT w.*
    FROM tracker.workouts AS w
    WHERE w.deleted_at IS NOT NULL
    ORDER BY w.user_id = (SELECT o.user_id FROM someone AS o) DESC, w.performed_on, w.id
    LIMIT 1
),
-- What an import or a purge of several names at once: twenty of the user's workouts.
some_workouts AS MATERIALIZED (
    SELECT w.id
    FROM tracker.workouts AS w
    WHERE w.user_id = (SELECT o.user_id FROM someone AS o) AND w.deleted_at IS NULL
    ORDER BY w.performed_on DESC, w.id
    LIMIT 20
),
own_exercise AS MATERIALIZED (
    SELECT x.id
    FROM tracker.exercises AS x
    WHERE x.owner_id = (SELECT o.user_id FROM someone AS o) AND x.deleted_at IS NULL
    ORDER BY x.id
    LIMIT 1
),
gone_exercise AS MATERIALIZED (
    SELECT x.id, x.owner_id
    FROM tracker.exercises AS x
    WHERE x.owner_id IS NOT NULL AND x.deleted_at IS NOT NULL
    ORDER BY x.id
    LIMIT 1
),
session AS MATERIALIZED (
    SELECT s.token_hash, s.family_id, r.token_hash AS rotated_token_hash
    FROM tracker.user_sessions AS s
    JOIN tracker.user_sessions AS r ON r.user_id = s.user_id AND r.family_id = s.family_id AND r.rotated_at IS NOT NULL
    WHERE s.user_id = (SELECT o.user_id FROM someone AS o) AND s.rotated_at IS NULL
    LIMIT 1
)
SELECT
    NULL AS nothing,
    p.user_id::text,
    ARRAY[p.user_id]::text AS user_ids,
    -- The log.
    p.workout_id::text,
    p.workout_exercise_id::text,
    p.id::text AS set_id,
    p.exercise_id::text,
    (SELECT n.name FROM tracker.exercises AS n WHERE n.id = p.exercise_id) AS exercise_name,
    (
        SELECT e.workout_id
        FROM tracker.record_events AS e
        WHERE e.user_id = p.user_id
        ORDER BY e.performed_on DESC, e.workout_id
        OFFSET 10 LIMIT 1
    )::text AS record_workout_id,
    p.performed_on::text,
    p.performed_on::text AS stored_on,
    p.started_at::text,
    (p.started_at + interval '1 hour')::text AS ended_at,
    ARRAY[p.workout_exercise_id]::text AS workout_exercise_ids,
    ARRAY[p.id]::text AS set_ids,
    ARRAY[p.performed_on]::text AS days,
    ARRAY[p.workout_id]::text AS one_workout,
    ARRAY[p.exercise_id]::text AS one_exercise,
    jsonb_build_object('workout_id', g.workout_id, 'id', g.id)::text AS audit_key,
    jsonb_build_array(
        jsonb_build_object(
            'performed_on', p.performed_on, 'workout_id', p.workout_id, 'exercise_id', p.exercise_id, 'position', 9,
            'id', '00000000-0000-4000-8000-000000000001', 'created_at', p.created_at
        )
    )::text AS import_places,
    jsonb_build_array(
        jsonb_build_object(
            'performed_on', p.performed_on, 'workout_id', p.workout_id, 'workout_exercise_id', p.workout_exercise_id,
            'exercise_id', p.exercise_id, 'position', 9, 'id', '00000000-0000-4000-8000-000000000001', 'kind', 'working',
            'weight_g', 60000, 'reps', 8, 'revision', 1, 'created_at', p.created_at
        )
    )::text AS import_sets,
    jsonb_build_array(
        jsonb_build_object(
            'source_id', x.id, 'workout_id', p.workout_id, 'workout_exercise_id', p.workout_exercise_id,
            'created_at', p.created_at
        )
    )::text AS import_moves,
    (
        SELECT e.reps
        FROM tracker.record_events AS e
        WHERE e.user_id = p.user_id AND e.exercise_id = p.exercise_id AND e.metric = 'rep_max'
        GROUP BY e.reps
        ORDER BY count(*) DESC, e.reps
        LIMIT 1
    )::text AS rep_max_reps,
    ARRAY(SELECT w.id FROM some_workouts AS w)::text AS workout_ids,
    ARRAY(
        SELECT DISTINCT we.exercise_id
        FROM tracker.workout_exercises AS we
        WHERE we.user_id = p.user_id AND we.workout_id = ANY (SELECT w.id FROM some_workouts AS w)
        ORDER BY we.exercise_id
        LIMIT 6
    )::text AS exercise_ids,
    g.id::text AS gone_set_id,
    g.workout_id::text AS gone_set_workout_id,
    g.performed_on::text AS gone_set_day,
    ARRAY[g.id]::text AS gone_set_ids,
    ARRAY[g.workout_id]::text AS gone_set_workout_ids,
    ARRAY[g.performed_on]::text AS gone_set_days,
    ARRAY[k.user_id]::text AS gone_workout_user_ids,
    ARRAY[k.id]::text AS gone_workout_ids,
    d.id::text AS gone_exercise_id,
    ARRAY[d.id]::text AS gone_exercise_ids,
    d.owner_id::text AS gone_exercise_owner_id,
    x.id::text AS own_exercise_id,
    ARRAY[x.id]::text AS one_own_exercise,
    (SELECT u.id FROM tracker.users AS u WHERE u.deleted_at IS NOT NULL ORDER BY u.id LIMIT 1)::text AS gone_user_id,
    -- New things.
    '00000000-0000-4000-8000-000000000001' AS new_id,
    '{00000000-0000-4000-8000-000000000001}' AS new_ids,
    '00000000-0000-4000-8000-000000000002' AS deletion_id,
    '00000000-0000-4000-8000-000000000003' AS import_id,
    -- From which place on: the newest page, and a span of a quarter.
    '9999-12-31' AS before_day,
    '9999-12-31 00:00:00+00' AS before_start,
    'ffffffff-ffff-ffff-ffff-ffffffffffff' AS before_id,
    'ffffffff-ffff-ffff-ffff-ffffffffffff' AS before_workout,
    'ffffffff-ffff-ffff-ffff-ffffffffffff' AS before_workout_exercise,
    '2147483647' AS before_position,
    '50' AS "limit",
    (p.performed_on - 45)::text AS since,
    (p.performed_on + 45)::text AS until,
    p.performed_on::text AS today,
    '00000000-0000-0000-0000-000000000000' AS no_id,
    -- Logins.
    l.email,
    l.password_hash,
    i.provider,
    i.subject,
    '\x' || encode(s.token_hash, 'hex') AS token_hash,
    '\x' || encode(s.rotated_token_hash, 'hex') AS rotated_token_hash,
    '\x' || encode(t.token_hash, 'hex') AS mail_token_hash,
    '\x' || encode(sha256('a new token'), 'hex') AS new_token_hash,
    s.family_id::text
FROM place AS p
CROSS JOIN gone_set AS g
CROSS JOIN gone_workout AS k
CROSS JOIN gone_exercise AS d
CROSS JOIN own_exercise AS x
CROSS JOIN session AS s
JOIN tracker.user_logins AS l ON l.user_id = p.user_id
JOIN tracker.user_identities AS i ON i.user_id = p.user_id AND i.provider = 'google'
JOIN tracker.user_tokens AS t ON t.user_id = p.user_id
