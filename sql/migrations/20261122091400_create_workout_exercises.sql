-- The composition of a workout: its exercises in order. The same exercise may stand twice.
-- depends: 20261122091300_create_workouts

CREATE TABLE IF NOT EXISTS tracker.workout_exercises (
    user_id bigint NOT NULL,
    performed_on date NOT NULL,
    workout_id uuid NOT NULL,
    id uuid NOT NULL,
    exercise_id bigint NOT NULL,
    position integer NOT NULL,
    superset integer,
    notes text,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    deleted_at timestamptz,
    deletion_id uuid,
    -- Serves workouts.get, history and between.
    CONSTRAINT workout_exercises_pkey PRIMARY KEY (user_id, performed_on, workout_id, id),
    -- What the sets' one foreign key points at: it proves that a set's exercise_id is its composition's.
    CONSTRAINT workout_exercises_exercise_key UNIQUE (user_id, performed_on, workout_id, id, exercise_id),
    CONSTRAINT workout_exercises_workout_id_fkey FOREIGN KEY (user_id, performed_on, workout_id)
        REFERENCES tracker.workouts (user_id, performed_on, id) ON DELETE CASCADE,
    CONSTRAINT workout_exercises_exercise_id_fkey FOREIGN KEY (exercise_id) REFERENCES tracker.exercises (id),
    CONSTRAINT workout_exercises_position_check CHECK (position >= 0),
    CONSTRAINT workout_exercises_superset_check CHECK (superset >= 0),
    CONSTRAINT workout_exercises_notes_check CHECK (char_length(notes) <= 20000),
    CONSTRAINT workout_exercises_deletion_check CHECK ((deleted_at IS NULL) = (deletion_id IS NULL))
);

COMMENT ON TABLE tracker.workout_exercises IS 'An exercise''s place in a workout.';
COMMENT ON COLUMN tracker.workout_exercises.position IS 'Order within the workout, from 0; not a key, so that swapping two is one statement.';
COMMENT ON COLUMN tracker.workout_exercises.superset IS 'Exercises of a workout with the same number are done in turn.';

-- Serves workouts.containing, a rebuild after exercises.tracking changes, and the foreign key.
CREATE INDEX IF NOT EXISTS workout_exercises_exercise_id_idx
ON tracker.workout_exercises (exercise_id, user_id, performed_on DESC);

CREATE OR REPLACE TRIGGER workout_exercises_touch
BEFORE UPDATE ON tracker.workout_exercises
FOR EACH ROW WHEN (OLD.deletion_id IS NOT DISTINCT FROM NEW.deletion_id)
EXECUTE FUNCTION tracker.touch();
