DROP TRIGGER IF EXISTS workout_exercises_refuse_unusable_update ON tracker.workout_exercises;
DROP TRIGGER IF EXISTS workout_exercises_refuse_unusable_insert ON tracker.workout_exercises;
DROP FUNCTION IF EXISTS tracker.refuse_unusable_exercises();
