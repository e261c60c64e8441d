-- name: _rows :many
-- A live workout as flat rows: one a set, or one an exercise that has no sets, or one for an empty workout.
-- The date comes from a sub-select, so that one partition of sets is looked at whatever the statistics say: as a
-- join condition the planner may apply it last.
SELECT
    w.id, w.performed_on, w.started_at, w.ended_at, w.title, w.notes, w.import_id, w.revision, w.created_at,
    w.updated_at,
    we.id AS workout_exercise_id, we.exercise_id, x.name AS exercise_name, we.position AS exercise_position,
    we.superset, we.notes AS exercise_notes,
    s.id AS set_id, s.position AS set_position, s.kind, s.weight_g, s.reps, s.duration_ms, s.distance_mm, s.rpe,
    s.completed_at, s.notes AS set_notes, s.revision AS set_revision, s.created_at AS set_created_at,
    s.updated_at AS set_updated_at
FROM tracker.workouts AS w
LEFT JOIN tracker.workout_exercises AS we
    ON we.user_id = w.user_id AND we.performed_on = w.performed_on AND we.workout_id = w.id
    AND we.deleted_at IS NULL
LEFT JOIN tracker.exercises AS x ON x.id = we.exercise_id
LEFT JOIN tracker.sets AS s
    ON s.user_id = :user_id AND s.workout_id = :workout_id
    AND s.performed_on = (
        SELECT k.performed_on FROM tracker.workouts AS k WHERE k.user_id = :user_id AND k.id = :workout_id
    )
    AND s.workout_exercise_id = we.id AND s.deleted_at IS NULL
WHERE w.user_id = :user_id AND w.id = :workout_id AND w.deleted_at IS NULL
ORDER BY we.position, we.id, s.position, s.id;
