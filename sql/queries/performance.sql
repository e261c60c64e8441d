-- name: performance :many
-- What the live sets of an exercise, or of the one that it was merged into, came to, a row a day; warm-ups don't count.
-- The dates stand in sub-selects so that they change no estimate: else every call is planned anew, which takes longer
-- than the rest.
SELECT
    s.performed_on,
    max(m.value) FILTER (WHERE m.metric = 'max_weight') AS best_weight_g,
    max(m.value) FILTER (WHERE m.metric = 'estimated_one_rep_max') AS estimated_one_rep_max_g,
    coalesce(sum(m.value) FILTER (WHERE m.metric = 'max_set_volume'), 0)::bigint AS volume_g,
    coalesce(sum(m.value) FILTER (WHERE m.metric = 'max_reps'), 0)::integer AS reps,
    count(DISTINCT (s.workout_id, s.id))::integer AS sets,
    coalesce(sum(m.value) FILTER (WHERE m.metric = 'max_duration'), 0)::bigint AS duration_ms,
    coalesce(sum(m.value) FILTER (WHERE m.metric = 'max_distance'), 0)::bigint AS distance_mm
FROM tracker.sets AS s
JOIN tracker.exercises AS x ON x.id = s.exercise_id
LEFT JOIN LATERAL tracker.set_metrics(x.tracking, s.kind, s.weight_g, s.reps, s.duration_ms, s.distance_mm) AS m
    ON true
WHERE
    s.user_id = :user_id AND s.deleted_at IS NULL AND s.kind <> 'warmup'
    AND s.exercise_id = (
        SELECT coalesce(old.merged_into, old.id) FROM tracker.exercises AS old WHERE old.id = :exercise_id
    )
    AND s.performed_on >= (SELECT :since::date) AND s.performed_on < (SELECT :until::date)
GROUP BY s.performed_on
ORDER BY s.performed_on;

-- name: weekly_muscle_sets :many
-- Sets for each muscle group and ISO week: primary 1, secondary 0.5; warm-ups don't count.
SELECT
    extract(isoyear FROM s.performed_on)::integer AS iso_year,
    extract(week FROM s.performed_on)::integer AS iso_week,
    g.slug AS muscle_group,
    sum(CASE em.role WHEN 'primary' THEN 1.0 ELSE 0.5 END) AS sets
FROM tracker.sets AS s
JOIN tracker.exercise_muscle_groups AS em ON em.exercise_id = s.exercise_id
JOIN tracker.muscle_groups AS g ON g.id = em.muscle_group_id
WHERE
    s.user_id = :user_id AND s.deleted_at IS NULL AND s.kind <> 'warmup'
    AND s.performed_on >= :since AND s.performed_on < :until
GROUP BY iso_year, iso_week, g.slug
ORDER BY iso_year, iso_week, g.slug;
