DROP TYPE IF EXISTS tracker.record_metric;
DROP TYPE IF EXISTS tracker.muscle_role;
DROP TYPE IF EXISTS tracker.set_kind;
DROP TYPE IF EXISTS tracker.tracking;
DROP TYPE IF EXISTS tracker.exercise_level;
DROP TYPE IF EXISTS tracker.exercise_type;
DROP TYPE IF EXISTS tracker.unit_system;
