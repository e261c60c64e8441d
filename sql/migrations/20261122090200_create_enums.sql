-- Enumerated types, in the order in which their values are meant to be listed.
-- depends: 20261122090100_create_extensions

DO $$
BEGIN
    IF to_regtype('tracker.unit_system') IS NULL THEN
        CREATE TYPE tracker.unit_system AS ENUM ('metric', 'imperial');
    END IF;
    IF to_regtype('tracker.exercise_type') IS NULL THEN
        CREATE TYPE tracker.exercise_type AS ENUM (
            'strength', 'powerlifting', 'olympic_weightlifting', 'strongman', 'plyometrics', 'cardio', 'stretching'
        );
    END IF;
    IF to_regtype('tracker.exercise_level') IS NULL THEN
        CREATE TYPE tracker.exercise_level AS ENUM ('beginner', 'intermediate', 'expert');
    END IF;
    IF to_regtype('tracker.tracking') IS NULL THEN
        CREATE TYPE tracker.tracking AS ENUM (
            'weight_reps', 'bodyweight_reps', 'weighted_bodyweight_reps', 'assisted_bodyweight_reps',
            'duration', 'weight_duration', 'distance_duration', 'weight_distance'
        );
    END IF;
    IF to_regtype('tracker.set_kind') IS NULL THEN
        CREATE TYPE tracker.set_kind AS ENUM ('working', 'warmup', 'dropset', 'failure');
    END IF;
    IF to_regtype('tracker.muscle_role') IS NULL THEN
        CREATE TYPE tracker.muscle_role AS ENUM ('primary', 'secondary');
    END IF;
    IF to_regtype('tracker.record_metric') IS NULL THEN
        CREATE TYPE tracker.record_metric AS ENUM (
            'max_weight', 'estimated_one_rep_max', 'max_reps', 'max_set_volume', 'max_duration', 'max_distance',
            'best_pace', 'min_assistance', 'rep_max'
        );
    END IF;
END
$$;
