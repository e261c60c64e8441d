-- Which personal records an exercise has, by its tracking, and the one function that measures a set.
-- depends: 20261122091700_add_owner_keys

CREATE TABLE IF NOT EXISTS tracker.record_rules (
    tracking tracker.tracking NOT NULL,
    metric tracker.record_metric NOT NULL,
    needs_reps boolean NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT record_rules_pkey PRIMARY KEY (tracking, metric)
);

COMMENT ON TABLE tracker.record_rules IS 'The metrics in which an exercise of each tracking can set personal records.';
COMMENT ON COLUMN tracker.record_rules.needs_reps IS 'Counts only when at least one repetition was done: a missed lift is no record.';

CREATE OR REPLACE TRIGGER record_rules_touch
BEFORE UPDATE ON tracker.record_rules
FOR EACH ROW EXECUTE FUNCTION tracker.touch();

INSERT INTO tracker.record_rules (tracking, metric, needs_reps)
VALUES
    ('weight_reps', 'max_weight', true),
    ('weight_reps', 'estimated_one_rep_max', true),
    ('weight_reps', 'max_reps', true),
    ('weight_reps', 'max_set_volume', true),
    ('weight_reps', 'rep_max', true),
    ('bodyweight_reps', 'max_reps', true),
    ('weighted_bodyweight_reps', 'max_weight', true),
    ('weighted_bodyweight_reps', 'estimated_one_rep_max', true),
    ('weighted_bodyweight_reps', 'max_reps', true),
    ('weighted_bodyweight_reps', 'max_set_volume', true),
    ('weighted_bodyweight_reps', 'rep_max', true),
    ('assisted_bodyweight_reps', 'min_assistance', true),
    ('assisted_bodyweight_reps', 'max_reps', true),
    ('duration', 'max_duration', false),
    ('weight_duration', 'max_weight', false),
    ('weight_duration', 'max_duration', false),
    ('distance_duration', 'max_distance', false),
    ('distance_duration', 'max_duration', false),
    ('distance_duration', 'best_pace', false),
    ('weight_distance', 'max_weight', false),
    ('weight_distance', 'max_distance', false)
ON CONFLICT (tracking, metric) DO NOTHING;

-- Grams, repetitions, gram-repetitions, milliseconds, millimetres; best_pace in milliseconds a kilometre.
-- Estimated one-rep max: Epley, weight * (1 + reps / 30) to the nearest gram, for 2 to 10 repetitions;
-- a single is its own weight; beyond 10 no formula is good enough. Nothing else computes these.
CREATE OR REPLACE FUNCTION tracker.set_metrics(
    tracking tracker.tracking, kind tracker.set_kind, weight_g integer, set_reps integer, duration_ms integer, distance_mm integer
) RETURNS TABLE (metric tracker.record_metric, reps smallint, value bigint)
LANGUAGE sql
STABLE PARALLEL SAFE
AS $$
    SELECT r.metric, CASE r.metric WHEN 'rep_max' THEN least($4, 20)::smallint ELSE 0::smallint END, v.value
    FROM tracker.record_rules AS r
    CROSS JOIN LATERAL (
        SELECT CASE r.metric
            WHEN 'max_weight' THEN nullif($3, 0)::bigint
            WHEN 'estimated_one_rep_max' THEN
                CASE
                    WHEN $4 = 1 THEN nullif($3, 0)::bigint
                    WHEN $4 BETWEEN 2 AND 10 THEN (nullif($3, 0)::bigint * (30 + $4) + 15) / 30
                END
            WHEN 'max_reps' THEN $4::bigint
            WHEN 'max_set_volume' THEN nullif($3, 0)::bigint * $4
            WHEN 'rep_max' THEN CASE WHEN $4 <= 20 THEN nullif($3, 0)::bigint END
            WHEN 'min_assistance' THEN $3::bigint
            WHEN 'max_duration' THEN nullif($5, 0)::bigint
            WHEN 'max_distance' THEN nullif($6, 0)::bigint
            WHEN 'best_pace' THEN
                CASE WHEN $5 > 0 AND $6 > 0 THEN ($5::bigint * 1000000 + $6 / 2) / $6 END
        END AS value
    ) AS v
    WHERE r.tracking = $1 AND $2 <> 'warmup' AND v.value IS NOT NULL AND ($4 >= 1 OR NOT r.needs_reps)
$$;

COMMENT ON FUNCTION tracker.set_metrics(tracker.tracking, tracker.set_kind, integer, integer, integer, integer) IS
    'What a set achieved in each metric of its exercise''s tracking; nothing for a warm-up. reps is 0 except for rep_max.';

-- Higher is better, whatever the metric.
CREATE OR REPLACE FUNCTION tracker.record_score(metric tracker.record_metric, value bigint) RETURNS bigint
LANGUAGE sql
IMMUTABLE PARALLEL SAFE
AS $$ SELECT CASE WHEN $1 IN ('best_pace', 'min_assistance') THEN -$2 ELSE $2 END $$;
