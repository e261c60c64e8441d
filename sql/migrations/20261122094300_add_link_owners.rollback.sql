DROP TRIGGER IF EXISTS exercises_pass_on_owner ON tracker.exercises;
DROP FUNCTION IF EXISTS tracker.pass_on_owner();
DROP TRIGGER IF EXISTS exercise_equipment_stamp_owner ON tracker.exercise_equipment;
DROP TRIGGER IF EXISTS exercise_muscle_groups_stamp_owner ON tracker.exercise_muscle_groups;
DROP FUNCTION IF EXISTS tracker.stamp_link_owner();
ALTER TABLE IF EXISTS tracker.exercise_equipment DROP COLUMN IF EXISTS owner_id;
ALTER TABLE IF EXISTS tracker.exercise_muscle_groups DROP COLUMN IF EXISTS owner_id;
