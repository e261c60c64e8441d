-- name: _insert :exec
-- The exercises of new workouts.
INSERT INTO tracker.workout_exercises (
    user_id, performed_on, workout_id, id, exercise_id, position, superset, notes
)
SELECT :user_id, d.performed_on, d.workout_id, d.id, d.exercise_id, d.position, d.superset, d.notes
FROM unnest(
    :performed_on::date[], :workout_ids::uuid[], :ids::uuid[], :exercise_ids::bigint[], :positions::integer[],
    :supersets::integer[], :notes::text[]
) AS d (performed_on, workout_id, id, exercise_id, position, superset, notes);

-- name: _upsert :exec
-- The exercises of one workout as they should be. An exercise that is replaced takes its sets along in the same
-- statement, because the key between the two is checked at its end.
WITH draft AS (
    SELECT d.*
    FROM unnest(
        :ids::uuid[], :exercise_ids::bigint[], :positions::integer[], :supersets::integer[], :notes::text[]
    ) AS d (id, exercise_id, position, superset, notes)
),
stored AS (
    INSERT INTO tracker.workout_exercises AS we (
        user_id, performed_on, workout_id, id, exercise_id, position, superset, notes
    )
    SELECT :user_id, :performed_on, :workout_id, d.id, d.exercise_id, d.position, d.superset, d.notes
    FROM draft AS d
    ON CONFLICT (user_id, performed_on, workout_id, id) DO UPDATE
    SET
        exercise_id = excluded.exercise_id, position = excluded.position, superset = excluded.superset,
        notes = excluded.notes, deleted_at = NULL, deletion_id = NULL
    WHERE
        we.deleted_at IS NOT NULL
        OR ROW(we.exercise_id, we.position, we.superset, we.notes)
        IS DISTINCT FROM ROW(excluded.exercise_id, excluded.position, excluded.superset, excluded.notes)
)
UPDATE tracker.sets AS s
SET exercise_id = d.exercise_id
FROM draft AS d
WHERE
    s.user_id = :user_id AND s.performed_on = :performed_on AND s.workout_id = :workout_id
    AND s.workout_exercise_id = d.id AND s.exercise_id <> d.exercise_id;

-- name: _delete_missing :exec
-- The live exercises of a workout that its new tree no longer holds; the trigger marks their sets.
UPDATE tracker.workout_exercises AS we
SET deleted_at = now(), deletion_id = :deletion_id
WHERE
    we.user_id = :user_id AND we.performed_on = :performed_on AND we.workout_id = :workout_id
    AND we.deleted_at IS NULL AND we.id <> ALL (:keep::uuid[]);

-- name: _of_workout :many
-- The exercises of a live workout in order, read under the user's lock.
SELECT we.performed_on, we.id, we.exercise_id, we.position
FROM tracker.workouts AS w
JOIN tracker.workout_exercises AS we
    ON we.user_id = w.user_id AND we.performed_on = w.performed_on AND we.workout_id = w.id
WHERE w.user_id = :user_id AND w.id = :workout_id AND w.deleted_at IS NULL AND we.deleted_at IS NULL
ORDER BY we.position, we.id;

-- name: _usable :many
-- Those of these exercises that the user may log, live and the catalogue's or their own, each with what it was
-- merged into.
SELECT asked.id AS asked_id, x.id
FROM unnest(:exercise_ids::bigint[]) AS asked (id)
JOIN tracker.exercises AS old ON old.id = asked.id
JOIN tracker.exercises AS x ON x.id = CASE WHEN old.merged_into IS NULL THEN old.id ELSE old.merged_into END
WHERE
    x.deleted_at IS NULL
    AND (old.owner_id IS NULL OR old.owner_id = :user_id)
    AND (x.owner_id IS NULL OR x.owner_id = :user_id);

-- name: _renumber :exec
-- New positions for exercises of a workout.
UPDATE tracker.workout_exercises AS we
SET position = d.position
FROM unnest(:ids::uuid[], :positions::integer[]) AS d (id, position)
WHERE
    we.user_id = :user_id AND we.performed_on = :performed_on AND we.workout_id = :workout_id AND we.id = d.id
    AND we.position <> d.position;

-- name: _replace :exec
-- Another exercise in the same place of a workout; its sets, the deleted too, follow in the same statement.
WITH place AS (
    UPDATE tracker.workout_exercises AS we
    SET exercise_id = :exercise_id
    WHERE
        we.user_id = :user_id AND we.performed_on = :performed_on AND we.workout_id = :workout_id
        AND we.id = :workout_exercise_id
)
UPDATE tracker.sets AS s
SET exercise_id = :exercise_id
WHERE
    s.user_id = :user_id AND s.performed_on = :performed_on AND s.workout_id = :workout_id
    AND s.workout_exercise_id = :workout_exercise_id;

-- name: _remove :exec
-- Marks an exercise of a workout as deleted; the trigger marks its sets.
UPDATE tracker.workout_exercises AS we
SET deleted_at = now(), deletion_id = :deletion_id
WHERE
    we.user_id = :user_id AND we.performed_on = :performed_on AND we.workout_id = :workout_id
    AND we.id = :workout_exercise_id AND we.deleted_at IS NULL;
