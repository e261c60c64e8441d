-- name: _source :maybe
-- The owner's live exercise.
SELECT e.id, e.owner_id, e.name, e.tracking, e.merged_into
FROM tracker.exercises AS e
WHERE e.id = :exercise_id AND e.owner_id IS NOT DISTINCT FROM :user_id::bigint AND e.deleted_at IS NULL;

-- name: _target :maybe
-- Where an exercise leads that the user may log: itself, or what it was merged into.
SELECT e.id, e.owner_id, e.name, e.tracking, e.merged_into
FROM tracker.exercises AS asked
JOIN tracker.exercises AS e ON e.id = CASE WHEN asked.merged_into IS NULL THEN asked.id ELSE asked.merged_into END
WHERE asked.id = :exercise_id AND e.deleted_at IS NULL AND (e.owner_id IS NULL OR e.owner_id = :user_id::bigint);

-- name: _merge :exec
-- The source's places in workouts, with their sets, become the target's. One statement, because the key between the
-- two is checked at its end. What was merged into the source before ends up at the target too.
WITH moved AS (
    UPDATE tracker.workout_exercises AS we
    SET exercise_id = :target_id
    WHERE we.exercise_id = :source_id
    RETURNING we.user_id, we.performed_on, we.workout_id, we.id
),
moved_sets AS (
    UPDATE tracker.sets AS s
    SET exercise_id = :target_id
    FROM moved AS m
    WHERE
        s.user_id = m.user_id AND s.performed_on = m.performed_on AND s.workout_id = m.workout_id
        AND s.workout_exercise_id = m.id
),
remembered AS (
    INSERT INTO tracker.exercise_merge_moves (user_id, source_id, workout_id, workout_exercise_id)
    SELECT m.user_id, :source_id, m.workout_id, m.id
    FROM moved AS m
)
UPDATE tracker.exercises AS e
SET
    merged_into = :target_id,
    merge_parent_id = CASE WHEN e.id = :source_id THEN :target_id ELSE e.merge_parent_id END
WHERE e.id = :source_id OR e.merged_into = :source_id;

-- name: _unmerge :exec
-- What the merge moved and nobody has replaced since goes back; so does what had been merged into the source.
WITH RECURSIVE family AS (
    SELECT e.id
    FROM tracker.exercises AS e
    WHERE e.merged_into = :target_id AND e.merge_parent_id = :source_id
    UNION ALL
    SELECT e.id
    FROM family AS f
    JOIN tracker.exercises AS e ON e.merge_parent_id = f.id
    WHERE e.merged_into = :target_id
),
forgotten AS (
    DELETE FROM tracker.exercise_merge_moves AS m
    WHERE m.source_id = :source_id
    RETURNING m.user_id, m.workout_id, m.workout_exercise_id
),
moved AS (
    UPDATE tracker.workout_exercises AS we
    SET exercise_id = :source_id
    FROM forgotten AS f
    JOIN tracker.workouts AS w ON w.user_id = f.user_id AND w.id = f.workout_id
    WHERE
        we.user_id = w.user_id AND we.performed_on = w.performed_on AND we.workout_id = w.id
        AND we.id = f.workout_exercise_id AND we.exercise_id = :target_id
    RETURNING we.user_id, we.performed_on, we.workout_id, we.id
),
moved_sets AS (
    UPDATE tracker.sets AS s
    SET exercise_id = :source_id
    FROM moved AS m
    WHERE
        s.user_id = m.user_id AND s.performed_on = m.performed_on AND s.workout_id = m.workout_id
        AND s.workout_exercise_id = m.id
)
UPDATE tracker.exercises AS e
SET
    merged_into = CASE WHEN e.id = :source_id THEN NULL ELSE :source_id END,
    merge_parent_id = CASE WHEN e.id = :source_id THEN NULL ELSE e.merge_parent_id END
WHERE e.id IN (SELECT f.id FROM family AS f UNION ALL SELECT :source_id);
