DELETE FROM tracker.audited_tables AS t WHERE t.table_name = 'exercise_merge_moves';
DROP TRIGGER IF EXISTS exercises_refuse_foreign_target ON tracker.exercises;
DROP FUNCTION IF EXISTS tracker.refuse_foreign_target();
DROP TRIGGER IF EXISTS workout_exercises_refuse_unusable_update ON tracker.workout_exercises;
DROP TRIGGER IF EXISTS workout_exercises_refuse_unusable_insert ON tracker.workout_exercises;
DROP FUNCTION IF EXISTS tracker.refuse_unusable_exercises();
DROP TABLE IF EXISTS tracker.exercise_merge_moves;
DROP FUNCTION IF EXISTS tracker.refuse_foreign_source();
ALTER TABLE IF EXISTS tracker.exercises DROP COLUMN IF EXISTS merge_parent_id;
