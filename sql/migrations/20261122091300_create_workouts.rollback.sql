DROP TABLE IF EXISTS tracker.workouts;
DROP FUNCTION IF EXISTS tracker.stamp_workout();
