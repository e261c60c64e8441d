-- name: _get_many :many
-- Live exercises of the shared catalogue and the user's own, under the ids asked for: what was merged is found
-- under its old id. The array stands in a sub-select so that its length changes no estimate: else every call is planned
-- anew.
SELECT
    asked.id AS asked_id,
    e.id, e.owner_id, e.name, e.exercise_type, e.tracking, e.level, e.description, e.aliases,
    ARRAY(
        SELECT m.slug
        FROM tracker.exercise_muscle_groups AS em
        JOIN tracker.muscle_groups AS m ON m.id = em.muscle_group_id
        WHERE em.exercise_id = e.id AND em.role = 'primary'
        ORDER BY m.slug
    ) AS primary_muscle_groups,
    ARRAY(
        SELECT m.slug
        FROM tracker.exercise_muscle_groups AS em
        JOIN tracker.muscle_groups AS m ON m.id = em.muscle_group_id
        WHERE em.exercise_id = e.id AND em.role = 'secondary'
        ORDER BY m.slug
    ) AS secondary_muscle_groups,
    ARRAY(
        SELECT q.slug
        FROM tracker.exercise_equipment AS ee
        JOIN tracker.equipment AS q ON q.id = ee.equipment_id
        WHERE ee.exercise_id = e.id
        ORDER BY q.slug
    ) AS equipment,
    e.created_at, e.updated_at
FROM unnest((SELECT :exercise_ids::bigint[])) AS asked (id)
JOIN tracker.exercises AS old ON old.id = asked.id
JOIN tracker.exercises AS e ON e.id = CASE WHEN old.merged_into IS NULL THEN old.id ELSE old.merged_into END
WHERE e.deleted_at IS NULL AND (e.owner_id IS NULL OR e.owner_id = :user_id);

-- name: _get_by_name :maybe
-- The live exercise of this name, in any case; the user's own goes before the catalogue's.
SELECT
    e.id, e.owner_id, e.name, e.exercise_type, e.tracking, e.level, e.description, e.aliases,
    ARRAY(
        SELECT m.slug
        FROM tracker.exercise_muscle_groups AS em
        JOIN tracker.muscle_groups AS m ON m.id = em.muscle_group_id
        WHERE em.exercise_id = e.id AND em.role = 'primary'
        ORDER BY m.slug
    ) AS primary_muscle_groups,
    ARRAY(
        SELECT m.slug
        FROM tracker.exercise_muscle_groups AS em
        JOIN tracker.muscle_groups AS m ON m.id = em.muscle_group_id
        WHERE em.exercise_id = e.id AND em.role = 'secondary'
        ORDER BY m.slug
    ) AS secondary_muscle_groups,
    ARRAY(
        SELECT q.slug
        FROM tracker.exercise_equipment AS ee
        JOIN tracker.equipment AS q ON q.id = ee.equipment_id
        WHERE ee.exercise_id = e.id
        ORDER BY q.slug
    ) AS equipment,
    e.created_at, e.updated_at
FROM tracker.exercises AS e
WHERE
    lower(e.name) = lower(:name) AND e.deleted_at IS NULL AND e.merged_into IS NULL
    AND (e.owner_id IS NULL OR e.owner_id = :user_id)
ORDER BY e.owner_id NULLS LAST
LIMIT 1;

-- name: _browse :many
-- Live exercises by name, from a name and id on; the catalogue's and the user's own.
SELECT
    e.id, e.owner_id, e.name, e.exercise_type, e.tracking, e.level, e.description, e.aliases,
    ARRAY(
        SELECT m.slug
        FROM tracker.exercise_muscle_groups AS em
        JOIN tracker.muscle_groups AS m ON m.id = em.muscle_group_id
        WHERE em.exercise_id = e.id AND em.role = 'primary'
        ORDER BY m.slug
    ) AS primary_muscle_groups,
    ARRAY(
        SELECT m.slug
        FROM tracker.exercise_muscle_groups AS em
        JOIN tracker.muscle_groups AS m ON m.id = em.muscle_group_id
        WHERE em.exercise_id = e.id AND em.role = 'secondary'
        ORDER BY m.slug
    ) AS secondary_muscle_groups,
    ARRAY(
        SELECT q.slug
        FROM tracker.exercise_equipment AS ee
        JOIN tracker.equipment AS q ON q.id = ee.equipment_id
        WHERE ee.exercise_id = e.id
        ORDER BY q.slug
    ) AS equipment,
    e.created_at, e.updated_at
FROM tracker.exercises AS e
WHERE
    (e.owner_id IS NULL OR e.owner_id = :user_id)
    AND e.deleted_at IS NULL AND e.merged_into IS NULL
    AND (lower(e.name), e.id) > (lower(:after_name), :after_id::bigint)
    AND e.exercise_type = ANY (:exercise_types::text[]::tracker.exercise_type[])
    AND (
        :muscle_group::text IS NULL
        OR EXISTS (
            SELECT
            FROM tracker.exercise_muscle_groups AS em
            JOIN tracker.muscle_groups AS m ON m.id = em.muscle_group_id
            WHERE em.exercise_id = e.id AND m.slug = :muscle_group
        )
    )
    AND (
        :equipment::text IS NULL
        OR EXISTS (
            SELECT
            FROM tracker.exercise_equipment AS ee
            JOIN tracker.equipment AS q ON q.id = ee.equipment_id
            WHERE ee.exercise_id = e.id AND q.slug = :equipment
        )
    )
ORDER BY lower(e.name), e.id
LIMIT :limit;

-- name: _recently_used :many
-- The user's exercises, the last performed first.
SELECT recent.exercise_id, x.name, recent.performed_on, recent.workouts
FROM (
    SELECT we.exercise_id, max(we.performed_on) AS performed_on, count(DISTINCT we.workout_id)::integer AS workouts
    FROM tracker.workout_exercises AS we
    WHERE we.user_id = :user_id AND we.deleted_at IS NULL
    GROUP BY we.exercise_id
) AS recent
JOIN tracker.exercises AS x ON x.id = recent.exercise_id
WHERE x.deleted_at IS NULL
ORDER BY recent.performed_on DESC, recent.workouts DESC, x.name, recent.exercise_id
LIMIT :limit;

-- name: _create_many :many
-- New exercises of one owner (none: the catalogue), in the order given. The links' slugs are checked before.
WITH draft AS (
    SELECT d.*, nextval(pg_get_serial_sequence('tracker.exercises', 'id')) AS id
    FROM unnest(
        :names::text[], :exercise_types::text[], :trackings::text[], :levels::text[], :descriptions::text[],
        :aliases::text[], :catalogue_keys::text[]
    ) WITH ORDINALITY AS d (
        name, exercise_type, tracking, level, description, aliases, catalogue_key, place
    )
),
created AS (
    INSERT INTO tracker.exercises (
        id, owner_id, name, exercise_type, tracking, level, description, aliases, catalogue_key
    )
    OVERRIDING SYSTEM VALUE
    SELECT
        d.id, :owner_id, d.name, d.exercise_type::tracker.exercise_type, d.tracking::tracker.tracking,
        d.level::tracker.exercise_level, d.description, d.aliases::text[], d.catalogue_key
    FROM draft AS d
    ORDER BY d.place
    RETURNING id
)
SELECT d.id
FROM draft AS d
JOIN created AS c ON c.id = d.id
ORDER BY d.place;

-- name: _link_muscle_groups :exec
-- The muscle groups of exercises, each with its role.
INSERT INTO tracker.exercise_muscle_groups (exercise_id, muscle_group_id, role)
SELECT l.exercise_id, m.id, l.role::tracker.muscle_role
FROM unnest(:exercise_ids::bigint[], :slugs::text[], :roles::text[]) AS l (exercise_id, slug, role)
JOIN tracker.muscle_groups AS m ON m.slug = l.slug;

-- name: _link_equipment :exec
-- The equipment of exercises.
INSERT INTO tracker.exercise_equipment (exercise_id, equipment_id)
SELECT l.exercise_id, q.id
FROM unnest(:exercise_ids::bigint[], :slugs::text[]) AS l (exercise_id, slug)
JOIN tracker.equipment AS q ON q.slug = l.slug;

-- name: _unlink_muscle_groups :exec
-- Before an exercise's muscle groups are given anew.
DELETE FROM tracker.exercise_muscle_groups AS em WHERE em.exercise_id = ANY (:exercise_ids::bigint[]);

-- name: _unlink_equipment :exec
-- Before an exercise's equipment is given anew.
DELETE FROM tracker.exercise_equipment AS ee WHERE ee.exercise_id = ANY (:exercise_ids::bigint[]);

-- name: _unknown_slugs :many
-- Which of these muscle groups and pieces of equipment don't exist.
SELECT 'muscle group ' || s.slug AS what
FROM unnest(:muscle_groups::text[]) AS s (slug)
WHERE NOT EXISTS (SELECT FROM tracker.muscle_groups AS m WHERE m.slug = s.slug)
UNION
SELECT 'equipment ' || s.slug
FROM unnest(:equipment::text[]) AS s (slug)
WHERE NOT EXISTS (SELECT FROM tracker.equipment AS q WHERE q.slug = s.slug)
ORDER BY what;

-- name: _update :execrows
-- Some fields of a live exercise of this owner (none: the catalogue's).
UPDATE tracker.exercises AS e
SET
    name = CASE WHEN 'name' = ANY (:changed::text[]) THEN :name ELSE e.name END,
    exercise_type = CASE
        WHEN 'exercise_type' = ANY (:changed::text[]) THEN :exercise_type::tracker.exercise_type ELSE e.exercise_type
    END,
    tracking = CASE
        WHEN 'tracking' = ANY (:changed::text[]) THEN :tracking::tracker.tracking ELSE e.tracking
    END,
    level = CASE WHEN 'level' = ANY (:changed::text[]) THEN :level::tracker.exercise_level ELSE e.level END,
    description = CASE WHEN 'description' = ANY (:changed::text[]) THEN :description ELSE e.description END,
    aliases = CASE WHEN 'aliases' = ANY (:changed::text[]) THEN :aliases::text[] ELSE e.aliases END
WHERE
    e.id = :exercise_id AND e.owner_id IS NOT DISTINCT FROM :user_id::bigint
    AND e.deleted_at IS NULL AND e.merged_into IS NULL;
