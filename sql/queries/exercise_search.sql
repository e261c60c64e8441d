-- name: _search :many
-- Exercises of the catalogue and the user's own that match the text, the best first.
SELECT m.id AS exercise_id, m.name, m.matched_alias, m.score::double precision AS score
FROM (
    SELECT
        e.id, e.name, NULL::text AS matched_alias,
        least(
            1,
            CASE
                WHEN lower(e.name) = lower(:text) THEN 1
                WHEN e.search_document @@ plainto_tsquery('tracker.exercise', :text)
                    THEN 0.5 + ts_rank(e.search_document, plainto_tsquery('tracker.exercise', :text)) / 2
                ELSE tracker.similarity(e.name, :text)
            END
        ) AS score
    FROM tracker.exercises AS e
    WHERE
        (e.owner_id IS NULL OR e.owner_id = :user_id::bigint) AND e.deleted_at IS NULL AND e.merged_into IS NULL
        AND e.exercise_type = ANY (:exercise_types::text[]::tracker.exercise_type[])
        AND (e.search_document @@ plainto_tsquery('tracker.exercise', :text) OR tracker.similarity(e.name, :text) > 0.3)
        AND (
            :muscle_group::text IS NULL
            OR EXISTS (
                SELECT
                FROM tracker.exercise_muscle_groups AS em
                JOIN tracker.muscle_groups AS g ON g.id = em.muscle_group_id
                WHERE em.exercise_id = e.id AND g.slug = :muscle_group
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
) AS m
ORDER BY m.score DESC, m.name, m.id
LIMIT :limit;
