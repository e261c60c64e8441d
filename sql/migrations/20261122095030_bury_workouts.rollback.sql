DROP TRIGGER IF EXISTS workouts_bury_renamed ON tracker.workouts;
DROP TRIGGER IF EXISTS workouts_bury_deleted ON tracker.workouts;
DROP FUNCTION IF EXISTS tracker.bury_renamed_workout();
DROP FUNCTION IF EXISTS tracker.bury_deleted_workouts();
DROP FUNCTION IF EXISTS tracker.bury_workouts(bigint[], uuid[]);
