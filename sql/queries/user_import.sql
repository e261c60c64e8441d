-- name: _known :many
-- The exercises that an export can mean: the catalogue's live ones, and all of the user's own.
SELECT e.id, e.owner_id IS NOT NULL AS is_own, e.deleted_at IS NULL AS is_live, e.name, e.catalogue_key
FROM tracker.exercises AS e
WHERE (e.owner_id IS NULL AND e.deleted_at IS NULL AND e.merged_into IS NULL) OR e.owner_id = :user_id
ORDER BY e.id;

-- name: _add_exercises :many
-- The exercises of an export that are missing, as the user's own: under which id each one is now.
WITH draft AS (
    SELECT
        r.id AS old_id, nextval(pg_get_serial_sequence('tracker.exercises', 'id')) AS new_id, r.name, r.exercise_type,
        r.tracking, r.level, r.description, r.aliases, r.created_at, r.deleted_at, r.deletion_id
    FROM jsonb_to_recordset(:rows::text::jsonb) AS r (
        id bigint, name text, exercise_type tracker.exercise_type, tracking tracker.tracking,
        level tracker.exercise_level, description text, aliases text[], created_at timestamptz,
        deleted_at timestamptz, deletion_id uuid
    )
),
added AS (
    INSERT INTO tracker.exercises (
        id, owner_id, name, exercise_type, tracking, level, description, aliases, created_at, deleted_at, deletion_id
    )
    OVERRIDING SYSTEM VALUE
    SELECT
        d.new_id, :user_id, d.name, d.exercise_type, d.tracking, d.level, d.description, d.aliases, d.created_at,
        d.deleted_at, d.deletion_id
    FROM draft AS d
    RETURNING id
)
SELECT d.old_id, d.new_id
FROM draft AS d
JOIN added AS a ON a.id = d.new_id;

-- name: _merge :exec
-- Which exercises turned out to be which others.
UPDATE tracker.exercises AS e
SET merged_into = m.target, merge_parent_id = m.parent
FROM unnest(:ids::bigint[], :targets::bigint[], :parents::bigint[]) AS m (id, target, parent)
WHERE e.id = m.id AND e.owner_id = :user_id;

-- name: _add_imports :exec
-- The imports that the user doesn't have.
INSERT INTO tracker.imports (user_id, id, format, workouts, sets, created_at)
SELECT :user_id, r.id, r.format, r.workouts, r.sets, r.created_at
FROM jsonb_to_recordset(:rows::text::jsonb) AS r (
    id uuid, format text, workouts integer, sets integer, created_at timestamptz
)
ON CONFLICT (user_id, id) DO NOTHING;

-- name: _add_workouts :many
-- The workouts that the user doesn't have, the deleted too.
INSERT INTO tracker.workouts (
    user_id, id, performed_on, started_at, ended_at, title, notes, import_id, draft_hash, revision, created_at,
    deleted_at, deletion_id
)
SELECT
    :user_id, r.id, r.performed_on, r.started_at, r.ended_at, r.title, r.notes, r.import_id, r.draft_hash, r.revision,
    r.created_at, r.deleted_at, r.deletion_id
FROM jsonb_to_recordset(:rows::text::jsonb) AS r (
    id uuid, performed_on date, started_at timestamptz, ended_at timestamptz, title text, notes text, import_id uuid,
    draft_hash bytea, revision integer, created_at timestamptz, deleted_at timestamptz, deletion_id uuid
)
ON CONFLICT (user_id, id) DO NOTHING
RETURNING id::text;

-- name: _add_workout_exercises :exec
-- The composition of workouts that were just added.
INSERT INTO tracker.workout_exercises (
    user_id, performed_on, workout_id, id, exercise_id, position, superset, notes, created_at, deleted_at, deletion_id
)
SELECT
    :user_id, r.performed_on, r.workout_id, r.id, r.exercise_id, r.position, r.superset, r.notes, r.created_at,
    r.deleted_at, r.deletion_id
FROM jsonb_to_recordset(:rows::text::jsonb) AS r (
    performed_on date, workout_id uuid, id uuid, exercise_id bigint, position integer, superset integer, notes text,
    created_at timestamptz, deleted_at timestamptz, deletion_id uuid
);

-- name: _add_sets :execrows
-- The sets of workouts that were just added.
INSERT INTO tracker.sets (
    user_id, performed_on, workout_id, id, workout_exercise_id, exercise_id, position, kind, weight_g, reps,
    duration_ms, distance_mm, rpe, completed_at, notes, revision, created_at, deleted_at, deletion_id
)
SELECT
    :user_id, r.performed_on, r.workout_id, r.id, r.workout_exercise_id, r.exercise_id, r.position, r.kind, r.weight_g,
    r.reps, r.duration_ms, r.distance_mm, r.rpe, r.completed_at, r.notes, r.revision, r.created_at, r.deleted_at,
    r.deletion_id
FROM jsonb_to_recordset(:rows::text::jsonb) AS r (
    performed_on date, workout_id uuid, id uuid, workout_exercise_id uuid, exercise_id bigint, position integer,
    kind tracker.set_kind, weight_g integer, reps integer, duration_ms integer, distance_mm integer, rpe numeric,
    completed_at timestamptz, notes text, revision integer, created_at timestamptz, deleted_at timestamptz,
    deletion_id uuid
);

-- name: _add_merge_moves :exec
-- What merges moved in workouts that were just added: exercises.unmerge moves it back.
INSERT INTO tracker.exercise_merge_moves (user_id, source_id, workout_id, workout_exercise_id, created_at)
SELECT :user_id, r.source_id, r.workout_id, r.workout_exercise_id, r.created_at
FROM jsonb_to_recordset(:rows::text::jsonb) AS r (
    source_id bigint, workout_id uuid, workout_exercise_id uuid, created_at timestamptz
);
