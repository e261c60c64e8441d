DROP TRIGGER IF EXISTS exercises_refuse_foreign_target ON tracker.exercises;
DROP FUNCTION IF EXISTS tracker.refuse_foreign_target();
ALTER TABLE IF EXISTS tracker.exercises DROP COLUMN IF EXISTS merge_parent_id;
