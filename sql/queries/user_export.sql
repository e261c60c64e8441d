-- name: _exists :one
-- Whether there is such a user, deleted or not.
SELECT EXISTS (SELECT FROM tracker.users AS u WHERE u.id = :user_id);

-- name: _tables :many
-- The tables whose rows are about one user each.
SELECT DISTINCT c.table_name
FROM tracker.user_columns() AS c
WHERE c.is_owner AND c.column_name = 'user_id';

-- name: _rows :stream
-- A user's rows of a table, as JSON.
SELECT r.content
FROM tracker.rows_about(:user_id, :table) AS r (content);

-- name: _exercises :stream
-- A user's own exercises, the deleted too, and those that their log refers to, each before what was merged into it.
SELECT jsonb_build_object(
    'id', e.id, 'owner_id', e.owner_id, 'catalogue_key', e.catalogue_key, 'name', e.name,
    'exercise_type', e.exercise_type, 'tracking', e.tracking, 'level', e.level, 'description', e.description,
    'aliases', e.aliases, 'merged_into', e.merged_into, 'merge_parent_id', e.merge_parent_id,
    'created_at', e.created_at, 'updated_at', e.updated_at, 'deleted_at', e.deleted_at, 'deletion_id', e.deletion_id,
    'muscle_groups', (
        SELECT coalesce(jsonb_object_agg(m.slug, em.role), '{}')
        FROM tracker.exercise_muscle_groups AS em
        JOIN tracker.muscle_groups AS m ON m.id = em.muscle_group_id
        WHERE em.exercise_id = e.id
    ),
    'equipment', (
        SELECT coalesce(jsonb_agg(q.slug ORDER BY q.slug), '[]')
        FROM tracker.exercise_equipment AS ee
        JOIN tracker.equipment AS q ON q.id = ee.equipment_id
        WHERE ee.exercise_id = e.id
    )
)::text
FROM (
    SELECT o.id FROM tracker.exercises AS o WHERE o.owner_id = :user_id
    UNION
    SELECT t.merged_into FROM tracker.exercises AS t WHERE t.owner_id = :user_id AND t.merged_into IS NOT NULL
    UNION
    SELECT we.exercise_id FROM tracker.workout_exercises AS we WHERE we.user_id = :user_id
) AS held
JOIN tracker.exercises AS e ON e.id = held.id
ORDER BY e.merged_into NULLS FIRST, e.id;
