-- Which muscle groups an exercise trains, and what equipment it needs.
-- depends: 20261122091000_create_exercises

CREATE TABLE IF NOT EXISTS tracker.exercise_muscle_groups (
    exercise_id bigint NOT NULL,
    muscle_group_id integer NOT NULL,
    role tracker.muscle_role NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT exercise_muscle_groups_pkey PRIMARY KEY (exercise_id, muscle_group_id),
    CONSTRAINT exercise_muscle_groups_exercise_id_fkey
        FOREIGN KEY (exercise_id) REFERENCES tracker.exercises (id) ON DELETE CASCADE,
    CONSTRAINT exercise_muscle_groups_muscle_group_id_fkey
        FOREIGN KEY (muscle_group_id) REFERENCES tracker.muscle_groups (id)
);

COMMENT ON TABLE tracker.exercise_muscle_groups IS 'The muscle groups an exercise trains, as primary or secondary mover.';

-- Serves exercises.browse by muscle group, and the foreign key.
CREATE INDEX IF NOT EXISTS exercise_muscle_groups_muscle_group_id_idx
ON tracker.exercise_muscle_groups (muscle_group_id, exercise_id);

CREATE OR REPLACE TRIGGER exercise_muscle_groups_touch
BEFORE UPDATE ON tracker.exercise_muscle_groups
FOR EACH ROW EXECUTE FUNCTION tracker.touch();

CREATE TABLE IF NOT EXISTS tracker.exercise_equipment (
    exercise_id bigint NOT NULL,
    equipment_id integer NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT exercise_equipment_pkey PRIMARY KEY (exercise_id, equipment_id),
    CONSTRAINT exercise_equipment_exercise_id_fkey
        FOREIGN KEY (exercise_id) REFERENCES tracker.exercises (id) ON DELETE CASCADE,
    CONSTRAINT exercise_equipment_equipment_id_fkey
        FOREIGN KEY (equipment_id) REFERENCES tracker.equipment (id)
);

COMMENT ON TABLE tracker.exercise_equipment IS 'The equipment an exercise needs.';

-- Serves exercises.browse by equipment, and the foreign key.
CREATE INDEX IF NOT EXISTS exercise_equipment_equipment_id_idx
ON tracker.exercise_equipment (equipment_id, exercise_id);

CREATE OR REPLACE TRIGGER exercise_equipment_touch
BEFORE UPDATE ON tracker.exercise_equipment
FOR EACH ROW EXECUTE FUNCTION tracker.touch();
