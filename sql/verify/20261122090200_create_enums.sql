-- What "create enums" leaves behind; later migrations may add to it.

DO $$
DECLARE
    missing text;
BEGIN
    -- PostgreSQL then prints every definition with its schema. Parentheses are not compared: a restore changes them.
    PERFORM set_config('search_path', '', true);

    SELECT string_agg(e.name, ', ') INTO missing
    FROM (VALUES
        ('tracker.unit_system', 'metric imperial'),
        (
            'tracker.exercise_type',
            'strength powerlifting olympic_weightlifting strongman plyometrics cardio stretching'
        ),
        ('tracker.exercise_level', 'beginner intermediate expert'),
        (
            'tracker.tracking',
            'weight_reps bodyweight_reps weighted_bodyweight_reps assisted_bodyweight_reps duration weight_duration distance_duration weight_distance'
        ),
        ('tracker.set_kind', 'working warmup dropset failure'),
        ('tracker.muscle_role', 'primary secondary'),
        (
            'tracker.record_metric',
            'max_weight estimated_one_rep_max max_reps max_set_volume max_duration max_distance best_pace min_assistance rep_max'
        )
    ) AS e (name, labels)
    WHERE NOT EXISTS (
        SELECT FROM (
            SELECT string_agg(l.enumlabel, ' ' ORDER BY l.enumsortorder) AS labels
            FROM pg_catalog.pg_enum AS l
            WHERE l.enumtypid = to_regtype(e.name)
        ) AS t
        WHERE t.labels = e.labels
    );
    ASSERT missing IS NULL, 'missing or different enum types (name, labels): ' || missing;
END
$$;
