-- Sets: the large table, partitioned by year of the workout's local date.
-- depends: 20261122091400_create_workout_exercises

-- One foreign key and two indexes: a second key and a third index made inserts about twice as slow.
CREATE TABLE IF NOT EXISTS tracker.sets (
    user_id bigint NOT NULL,
    performed_on date NOT NULL,
    workout_id uuid NOT NULL,
    id uuid NOT NULL,
    workout_exercise_id uuid NOT NULL,
    exercise_id bigint NOT NULL,
    position integer NOT NULL,
    kind tracker.set_kind NOT NULL DEFAULT 'working',
    weight_g integer,
    reps integer,
    duration_ms integer,
    distance_mm integer,
    rpe numeric(3, 1),
    completed_at timestamptz,
    notes text,
    revision integer NOT NULL DEFAULT 1,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    deleted_at timestamptz,
    deletion_id uuid,
    -- Serves workouts.get and every read of a workout's sets.
    CONSTRAINT sets_pkey PRIMARY KEY (user_id, performed_on, workout_id, id),
    CONSTRAINT sets_workout_exercise_id_fkey
        FOREIGN KEY (user_id, performed_on, workout_id, workout_exercise_id, exercise_id)
        REFERENCES tracker.workout_exercises (user_id, performed_on, workout_id, id, exercise_id) ON DELETE CASCADE,
    CONSTRAINT sets_position_check CHECK (position >= 0),
    CONSTRAINT sets_weight_g_check CHECK (weight_g BETWEEN 0 AND 100000000),
    CONSTRAINT sets_reps_check CHECK (reps BETWEEN 0 AND 100000),
    CONSTRAINT sets_duration_ms_check CHECK (duration_ms >= 0),
    CONSTRAINT sets_distance_mm_check CHECK (distance_mm >= 0),
    CONSTRAINT sets_rpe_check CHECK (rpe BETWEEN 0 AND 10),
    CONSTRAINT sets_notes_check CHECK (char_length(notes) <= 20000),
    CONSTRAINT sets_deletion_check CHECK ((deleted_at IS NULL) = (deletion_id IS NULL))
) PARTITION BY RANGE (performed_on);

COMMENT ON TABLE tracker.sets IS 'One set of an exercise: weight in grams, distance in millimetres, duration in milliseconds.';
COMMENT ON COLUMN tracker.sets.id IS 'Unique within the workout; may come from the client.';
COMMENT ON COLUMN tracker.sets.position IS 'Order within the workout''s exercise, from 0.';
COMMENT ON COLUMN tracker.sets.rpe IS 'Rating of perceived exertion, 0 to 10.';

-- Serves sets.history, last_performed and performance, and the rebuild of an exercise's records.
CREATE INDEX IF NOT EXISTS sets_user_id_exercise_id_performed_on_idx
ON tracker.sets (user_id, exercise_id, performed_on DESC);

-- Deleting and restoring leave the content, and so the revision, as they are.
CREATE OR REPLACE TRIGGER sets_touch
BEFORE UPDATE ON tracker.sets
FOR EACH ROW WHEN (OLD.deletion_id IS NOT DISTINCT FROM NEW.deletion_id)
EXECUTE FUNCTION tracker.touch_revision();
