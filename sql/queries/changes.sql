-- name: _page :many
-- What changed for a user after a place in the order of changes, the oldest change first.
SELECT c.change_seq, c.workout_id, c.is_live
FROM (
    (
        SELECT w.change_seq, w.id AS workout_id, w.deleted_at IS NULL AS is_live
        FROM tracker.workouts AS w
        WHERE w.user_id = :user_id AND (w.change_seq, w.id) > (:after_seq, :after_id::uuid)
        ORDER BY w.change_seq, w.id
        LIMIT :limit
    )
    UNION ALL
    (
        SELECT t.change_seq, t.workout_id, false
        FROM tracker.workout_tombstones AS t
        WHERE
            t.user_id = :user_id AND (t.change_seq, t.workout_id) > (:after_seq, :after_id::uuid)
            AND NOT EXISTS (
                SELECT FROM tracker.workouts AS w WHERE w.user_id = :user_id AND w.id = t.workout_id
            )
        ORDER BY t.change_seq, t.workout_id
        LIMIT :limit
    )
) AS c
ORDER BY c.change_seq, c.workout_id
LIMIT :limit;

-- name: _trees :many
-- Live workouts as flat rows, in the order asked for; the columns are those of workout_trees.sql. Nothing flattens the
-- sub-select, so that each workout's sets are looked for in its one partition.
SELECT
    w.id, w.performed_on, w.started_at, w.ended_at, w.title, w.notes, w.import_id, w.revision, w.created_at,
    w.updated_at,
    t.workout_exercise_id, t.exercise_id, t.exercise_name, t.exercise_position, t.superset, t.exercise_notes,
    t.set_id, t.set_position, t.kind, t.weight_g, t.reps, t.duration_ms, t.distance_mm, t.rpe, t.completed_at,
    t.set_notes, t.set_revision, t.set_created_at, t.set_updated_at
FROM unnest(:workout_ids::uuid[]) WITH ORDINALITY AS asked (id, place)
JOIN tracker.workouts AS w ON w.user_id = :user_id AND w.id = asked.id AND w.deleted_at IS NULL
LEFT JOIN LATERAL (
    SELECT
        we.id AS workout_exercise_id, we.exercise_id, x.name AS exercise_name, we.position AS exercise_position,
        we.superset, we.notes AS exercise_notes,
        s.id AS set_id, s.position AS set_position, s.kind, s.weight_g, s.reps, s.duration_ms, s.distance_mm, s.rpe,
        s.completed_at, s.notes AS set_notes, s.revision AS set_revision, s.created_at AS set_created_at,
        s.updated_at AS set_updated_at
    FROM tracker.workout_exercises AS we
    JOIN tracker.exercises AS x ON x.id = we.exercise_id
    LEFT JOIN tracker.sets AS s
        ON s.user_id = :user_id AND s.performed_on = w.performed_on AND s.workout_id = w.id
        AND s.workout_exercise_id = we.id AND s.deleted_at IS NULL
    WHERE
        we.user_id = :user_id AND we.performed_on = w.performed_on AND we.workout_id = w.id AND we.deleted_at IS NULL
    OFFSET 0
) AS t ON true
ORDER BY asked.place, t.exercise_position, t.workout_exercise_id, t.set_position, t.set_id;
