-- name: _stored :many
-- Which of these workouts are stored, and how; the deleted ones too. Read under the user's lock.
SELECT w.id, w.performed_on, w.started_at, w.revision, w.draft_hash, w.deleted_at
FROM tracker.workouts AS w
WHERE w.user_id = :user_id AND w.id = ANY (:workout_ids::uuid[]);

-- name: _insert :many
-- New workouts of one user. Without a given day it is the local date of the start where the user lives.
INSERT INTO tracker.workouts (
    user_id, id, performed_on, started_at, ended_at, title, notes, import_id, draft_hash
)
SELECT
    :user_id, d.id, coalesce(d.performed_on, (d.started_at AT TIME ZONE :time_zone)::date), d.started_at, d.ended_at,
    d.title, d.notes, :import_id, d.draft_hash
FROM unnest(
    :ids::uuid[], :performed_on::date[], :started_at::timestamptz[], :ended_at::timestamptz[], :titles::text[],
    :notes::text[], :draft_hashes::bytea[]
) AS d (id, performed_on, started_at, ended_at, title, notes, draft_hash)
RETURNING id, performed_on;

-- name: _update :exec
-- Some fields of a live workout.
UPDATE tracker.workouts AS w
SET
    title = CASE WHEN 'title' = ANY (:changed::text[]) THEN :title ELSE w.title END,
    notes = CASE WHEN 'notes' = ANY (:changed::text[]) THEN :notes ELSE w.notes END,
    ended_at = CASE WHEN 'ended_at' = ANY (:changed::text[]) THEN :ended_at ELSE w.ended_at END
WHERE w.user_id = :user_id AND w.id = :workout_id AND w.deleted_at IS NULL;

-- name: _local_date :one
-- The date of a moment in a time zone.
SELECT (:moment::timestamptz AT TIME ZONE :time_zone)::date;

-- name: _move :exec
-- A workout to another time and day, with everything in it, the deleted too. One statement, because the keys
-- that hold the day are checked at its end.
WITH workout AS (
    UPDATE tracker.workouts AS w
    SET performed_on = :performed_on, started_at = :started_at, ended_at = :ended_at
    WHERE w.user_id = :user_id AND w.id = :workout_id
),
composition AS (
    UPDATE tracker.workout_exercises AS we
    SET performed_on = :performed_on
    WHERE
        we.user_id = :user_id AND we.performed_on = :stored_on AND we.workout_id = :workout_id
        AND we.performed_on <> :performed_on
)
UPDATE tracker.sets AS s
SET performed_on = :performed_on
WHERE
    s.user_id = :user_id AND s.performed_on = :stored_on AND s.workout_id = :workout_id
    AND s.performed_on <> :performed_on;

-- name: _save :exec
-- The workout's own fields as they should be; an equal workout is left alone.
UPDATE tracker.workouts AS w
SET ended_at = :ended_at, title = :title, notes = :notes
WHERE
    w.user_id = :user_id AND w.id = :workout_id
    AND ROW(w.ended_at, w.title, w.notes)
    IS DISTINCT FROM ROW(:ended_at::timestamptz, :title::text, :notes::text);

-- name: _delete :execrows
-- Marks a live workout as deleted; the trigger marks what it holds.
UPDATE tracker.workouts AS w
SET deleted_at = now(), deletion_id = :deletion_id
WHERE w.user_id = :user_id AND w.id = :workout_id AND w.deleted_at IS NULL;

-- name: _restore :execrows
-- Takes the mark from a deleted workout; the trigger takes it from what was deleted with it.
UPDATE tracker.workouts AS w
SET deleted_at = NULL, deletion_id = NULL
WHERE w.user_id = :user_id AND w.id = :workout_id AND w.deleted_at IS NOT NULL;
