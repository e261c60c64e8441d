DROP TRIGGER IF EXISTS workout_exercises_refuse_merged_update ON tracker.workout_exercises;
DROP TRIGGER IF EXISTS workout_exercises_refuse_merged_insert ON tracker.workout_exercises;
DROP FUNCTION IF EXISTS tracker.refuse_merged_exercises();
DROP TABLE IF EXISTS tracker.exercise_merge_moves;
ALTER TABLE IF EXISTS tracker.exercises DROP COLUMN IF EXISTS merge_parent_id;
