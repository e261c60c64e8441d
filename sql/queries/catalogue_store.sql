-- name: _lock :exec
-- One catalogue is loaded at a time; the lock ends with the transaction.
SELECT pg_advisory_xact_lock(hashtextextended('trackerdb.catalogue', 0));

-- name: _put_equipment :execrows
-- New equipment, and what changed of old: the name, and the words that people also search by.
INSERT INTO tracker.equipment AS q (slug, name, words)
SELECT d.slug, d.name, d.words::text[]
FROM unnest(:slugs::text[], :names::text[], :words::text[]) AS d (slug, name, words)
ON CONFLICT (slug) DO UPDATE
SET name = excluded.name, words = excluded.words
WHERE ROW(q.name, q.words) IS DISTINCT FROM ROW(excluded.name, excluded.words);

-- name: _put_muscle_groups :execrows
-- New muscle groups, and what changed of old: the name, and the words that people also search by.
INSERT INTO tracker.muscle_groups AS m (slug, name, words)
SELECT d.slug, d.name, d.words::text[]
FROM unnest(:slugs::text[], :names::text[], :words::text[]) AS d (slug, name, words)
ON CONFLICT (slug) DO UPDATE
SET name = excluded.name, words = excluded.words
WHERE ROW(m.name, m.words) IS DISTINCT FROM ROW(excluded.name, excluded.words);

-- name: _stored :many
-- The shared catalogue as it stands.
SELECT
    e.catalogue_key,
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
WHERE e.owner_id IS NULL AND (e.catalogue_key IS NOT NULL OR e.deleted_at IS NULL);
