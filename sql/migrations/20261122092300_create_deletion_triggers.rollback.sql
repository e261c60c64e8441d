DROP TRIGGER IF EXISTS workout_exercises_pass_on_deletion ON tracker.workout_exercises;
DROP TRIGGER IF EXISTS workouts_pass_on_deletion ON tracker.workouts;
DROP FUNCTION IF EXISTS tracker.pass_on_deletion();
