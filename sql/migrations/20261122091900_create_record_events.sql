-- Record events: for each exercise and metric, the days on which the best so far was beaten.
-- depends: 20261122091800_create_record_rules

-- exercise_id and the set carry no foreign key: the triggers that derive these rows from the sets are
-- their only writer, and a record outlives the partition of its set.
CREATE TABLE IF NOT EXISTS tracker.record_events (
    user_id bigint NOT NULL,
    exercise_id bigint NOT NULL,
    metric tracker.record_metric NOT NULL,
    reps smallint NOT NULL,
    performed_on date NOT NULL,
    value bigint NOT NULL,
    workout_id uuid NOT NULL,
    set_id uuid NOT NULL,
    set_position integer NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    -- Serves records.progression, and the upkeep's look for the last event up to a day.
    CONSTRAINT record_events_pkey PRIMARY KEY (user_id, exercise_id, metric, reps, performed_on),
    CONSTRAINT record_events_user_id_fkey FOREIGN KEY (user_id) REFERENCES tracker.users (id) ON DELETE CASCADE,
    CONSTRAINT record_events_reps_check CHECK (CASE metric WHEN 'rep_max' THEN reps BETWEEN 1 AND 20 ELSE reps = 0 END),
    CONSTRAINT record_events_value_check CHECK (value >= 0)
);

COMMENT ON TABLE tracker.record_events IS
    'The strictly improving frontier: at most one event a metric and day, better than every earlier day.';
COMMENT ON COLUMN tracker.record_events.reps IS 'Of rep_max the number of repetitions, else 0.';
COMMENT ON COLUMN tracker.record_events.set_position IS 'The set''s position: of a day''s equals the first in (position, id) is named.';

-- Serves records.of_workout, the records of workouts.history, and the upkeep's look whether a changed set is named.
CREATE INDEX IF NOT EXISTS record_events_workout_id_set_id_idx
ON tracker.record_events (user_id, workout_id, set_id);

CREATE OR REPLACE TRIGGER record_events_touch
BEFORE UPDATE ON tracker.record_events
FOR EACH ROW EXECUTE FUNCTION tracker.touch();
