-- name: _may_copy :one
-- Whether the server lets this role COPY into sets: under row-level security it doesn't.
SELECT NOT row_security_active('tracker.sets');

-- name: _insert :exec
-- New sets of one user.
INSERT INTO tracker.sets (
    user_id, performed_on, workout_id, id, workout_exercise_id, exercise_id, position, kind, weight_g, reps,
    duration_ms, distance_mm, rpe, completed_at, notes
)
SELECT
    :user_id, d.performed_on, d.workout_id, d.id, d.workout_exercise_id, d.exercise_id, d.position,
    d.kind::tracker.set_kind, d.weight_g, d.reps, d.duration_ms, d.distance_mm, d.rpe, d.completed_at, d.notes
FROM unnest(
    :performed_on::date[], :workout_ids::uuid[], :ids::uuid[], :workout_exercise_ids::uuid[], :exercise_ids::bigint[],
    :positions::integer[], :kinds::text[], :weight_g::integer[], :reps::integer[], :duration_ms::integer[],
    :distance_mm::integer[], :rpe::numeric[], :completed_at::timestamptz[], :notes::text[]
) AS d (
    performed_on, workout_id, id, workout_exercise_id, exercise_id, position, kind, weight_g, reps, duration_ms,
    distance_mm, rpe, completed_at, notes
);

-- name: _append :exec
-- New sets of one exercise of a workout; apart from _insert, because four columns less to send are a third of it.
INSERT INTO tracker.sets (
    user_id, performed_on, workout_id, id, workout_exercise_id, exercise_id, position, kind, weight_g, reps,
    duration_ms, distance_mm, rpe, completed_at, notes
)
SELECT
    :user_id, :performed_on, :workout_id, d.id, :workout_exercise_id, :exercise_id, d.position,
    d.kind::tracker.set_kind, d.weight_g, d.reps, d.duration_ms, d.distance_mm, d.rpe, d.completed_at, d.notes
FROM unnest(
    :ids::uuid[], :positions::integer[], :kinds::text[], :weight_g::integer[], :reps::integer[],
    :duration_ms::integer[], :distance_mm::integer[], :rpe::numeric[], :completed_at::timestamptz[], :notes::text[]
) AS d (id, position, kind, weight_g, reps, duration_ms, distance_mm, rpe, completed_at, notes);

-- name: _upsert :execrows
-- The sets of one workout as they should be: what differs or was deleted is written, the rest is left alone.
INSERT INTO tracker.sets AS s (
    user_id, performed_on, workout_id, id, workout_exercise_id, exercise_id, position, kind, weight_g, reps,
    duration_ms, distance_mm, rpe, completed_at, notes
)
SELECT
    :user_id, :performed_on, :workout_id, d.id, d.workout_exercise_id, d.exercise_id, d.position,
    d.kind::tracker.set_kind, d.weight_g, d.reps, d.duration_ms, d.distance_mm, d.rpe, d.completed_at, d.notes
FROM unnest(
    :ids::uuid[], :workout_exercise_ids::uuid[], :exercise_ids::bigint[], :positions::integer[], :kinds::text[],
    :weight_g::integer[], :reps::integer[], :duration_ms::integer[], :distance_mm::integer[], :rpe::numeric[],
    :completed_at::timestamptz[], :notes::text[]
) AS d (
    id, workout_exercise_id, exercise_id, position, kind, weight_g, reps, duration_ms, distance_mm, rpe,
    completed_at, notes
)
ON CONFLICT (user_id, performed_on, workout_id, id) DO UPDATE
SET
    workout_exercise_id = excluded.workout_exercise_id, exercise_id = excluded.exercise_id,
    position = excluded.position, kind = excluded.kind, weight_g = excluded.weight_g, reps = excluded.reps,
    duration_ms = excluded.duration_ms, distance_mm = excluded.distance_mm, rpe = excluded.rpe,
    completed_at = excluded.completed_at, notes = excluded.notes, deleted_at = NULL, deletion_id = NULL
WHERE
    s.deleted_at IS NOT NULL
    OR ROW(
        s.workout_exercise_id, s.exercise_id, s.position, s.kind, s.weight_g, s.reps, s.duration_ms, s.distance_mm,
        s.rpe, s.completed_at, s.notes
    ) IS DISTINCT FROM ROW(
        excluded.workout_exercise_id, excluded.exercise_id, excluded.position, excluded.kind, excluded.weight_g,
        excluded.reps, excluded.duration_ms, excluded.distance_mm, excluded.rpe, excluded.completed_at, excluded.notes
    );

-- name: _delete_missing :execrows
-- The live sets of a workout that its new tree no longer holds.
UPDATE tracker.sets AS s
SET deleted_at = now(), deletion_id = :deletion_id
WHERE
    s.user_id = :user_id AND s.performed_on = :performed_on AND s.workout_id = :workout_id AND s.deleted_at IS NULL
    AND s.id <> ALL (:keep::uuid[]);
