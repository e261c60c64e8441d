-- What "fill records" leaves behind; later migrations may add to it.

DO $$
DECLARE
    missing text;
BEGIN
    -- The oldest users, who had sets before there were records; to look at all would take as long as the migration.
    SELECT string_agg(concat_ws('.', k.user_id, k.exercise_id), ', ') INTO missing
    FROM (SELECT h.user_id FROM tracker.user_heads AS h ORDER BY h.user_id LIMIT 10) AS h
    CROSS JOIN LATERAL (
        SELECT DISTINCT s.user_id, s.exercise_id
        FROM tracker.sets AS s
        JOIN tracker.exercises AS x ON x.id = s.exercise_id
        CROSS JOIN LATERAL tracker.set_metrics(x.tracking, s.kind, s.weight_g, s.reps, s.duration_ms, s.distance_mm) AS m
        WHERE s.user_id = h.user_id AND s.deleted_at IS NULL
    ) AS k
    WHERE NOT EXISTS (
        SELECT FROM tracker.exercise_records AS r WHERE r.user_id = k.user_id AND r.exercise_id = k.exercise_id
    );
    ASSERT missing IS NULL, 'missing records (user.exercise): ' || missing;
END
$$;
