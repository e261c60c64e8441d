-- Personal records: the last event of each exercise and metric.
-- depends: 20261122091900_create_record_events

-- One row an exercise of a user, so that reading its records costs one page wherever and whenever the records
-- were set; a row each would lie on as many pages as there were days. Six parallel arrays keep the row of the
-- most metrics, 24, below the size at which it would be moved out of line. Room on each page keeps updates there.
CREATE TABLE IF NOT EXISTS tracker.exercise_records (
    user_id bigint NOT NULL,
    exercise_id bigint NOT NULL,
    metrics tracker.record_metric[] NOT NULL,
    reps smallint[] NOT NULL,
    record_values bigint[] NOT NULL,
    days date[] NOT NULL,
    workout_ids uuid[] NOT NULL,
    set_ids uuid[] NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    -- Serves records.current and rep_maxes.
    CONSTRAINT exercise_records_pkey PRIMARY KEY (user_id, exercise_id),
    CONSTRAINT exercise_records_user_id_fkey FOREIGN KEY (user_id) REFERENCES tracker.users (id) ON DELETE CASCADE,
    CONSTRAINT exercise_records_arrays_check CHECK (
        cardinality(metrics) > 0
        AND cardinality(reps) = cardinality(metrics)
        AND cardinality(record_values) = cardinality(metrics)
        AND cardinality(days) = cardinality(metrics)
        AND cardinality(workout_ids) = cardinality(metrics)
        AND cardinality(set_ids) = cardinality(metrics)
    )
) WITH (fillfactor = 60);

COMMENT ON TABLE tracker.exercise_records IS
    'The current personal records of an exercise, one in each place of the arrays; personal_records shows them as rows.';

CREATE OR REPLACE TRIGGER exercise_records_touch
BEFORE UPDATE ON tracker.exercise_records
FOR EACH ROW EXECUTE FUNCTION tracker.touch();

CREATE OR REPLACE VIEW tracker.personal_records WITH (security_invoker = true) AS
SELECT r.user_id, r.exercise_id, one.metric, one.reps, one.value, one.performed_on, one.workout_id, one.set_id
FROM tracker.exercise_records AS r
CROSS JOIN LATERAL unnest(r.metrics, r.reps, r.record_values, r.days, r.workout_ids, r.set_ids)
    AS one (metric, reps, value, performed_on, workout_id, set_id);

COMMENT ON VIEW tracker.personal_records IS 'The current personal record of each exercise and metric.';
COMMENT ON COLUMN tracker.personal_records.reps IS 'Of rep_max the number of repetitions, else 0.';
COMMENT ON COLUMN tracker.personal_records.value IS
    'Grams, repetitions, gram-repetitions, milliseconds or millimetres, as the metric says; best_pace in milliseconds a kilometre.';
