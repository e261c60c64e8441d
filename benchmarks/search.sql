-- Exercises for the search benchmark: real names with invented qualifiers, 30 % in the catalogue, 70 % users' own.
-- Parameters: how many exercises, how many users, the first of those.
WITH base AS (
    SELECT array_agg(e.id ORDER BY e.id) AS ids
    FROM tracker.exercises AS e
    WHERE e.catalogue_key IS NOT NULL
),
qualifier AS (
    SELECT array_agg(
        initcap(substr(md5(i::text), 1, 3) || (ARRAY['an', 'or', 'ul', 'ix', 'em', 'ot'])[1 + i % 6]) ORDER BY i
    ) AS words
    FROM generate_series(1, 3000) AS i
)
INSERT INTO tracker.exercises (owner_id, name, exercise_type, tracking, description, aliases)
SELECT
    CASE WHEN i % 10 >= 3 THEN $3::bigint + (i * 7919::bigint) % $2::integer END,
    CASE i % 3
        WHEN 0 THEN q.words[1 + (i * 31::bigint) % 3000] || ' ' || e.name
        WHEN 1 THEN e.name || ' ' || q.words[1 + (i * 37::bigint) % 3000]
        ELSE e.name || ' (' || q.words[1 + (i * 41::bigint) % 3000] || ')'
    END || ' ' || i,
    e.exercise_type, e.tracking, 'Like exercise ' || e.id,
    CASE WHEN i % 10 < 3 THEN e.aliases ELSE '{}' END
FROM generate_series(1, $1::integer) AS i
CROSS JOIN qualifier AS q
CROSS JOIN base AS b
JOIN tracker.exercises AS e ON e.id = b.ids[1 + (i * 104729::bigint) % cardinality(b.ids)];

ANALYZE tracker.exercises;

INSERT INTO tracker.exercise_muscle_groups (exercise_id, muscle_group_id, role)
SELECT e.id, l.muscle_group_id, l.role
FROM tracker.exercises AS e
JOIN tracker.exercise_muscle_groups AS l ON l.exercise_id = substr(e.description, 15)::bigint
WHERE e.description LIKE 'Like exercise %'
ON CONFLICT (exercise_id, muscle_group_id) DO NOTHING;

INSERT INTO tracker.exercise_equipment (exercise_id, equipment_id)
SELECT e.id, l.equipment_id
FROM tracker.exercises AS e
JOIN tracker.exercise_equipment AS l ON l.exercise_id = substr(e.description, 15)::bigint
WHERE e.description LIKE 'Like exercise %'
ON CONFLICT (exercise_id, equipment_id) DO NOTHING;

VACUUM (ANALYZE) tracker.exercises;

VACUUM (ANALYZE) tracker.exercise_muscle_groups;

VACUUM (ANALYZE) tracker.exercise_equipment;

VACUUM (ANALYZE) tracker.search_vocabulary;
