DROP TRIGGER IF EXISTS exercises_rescan ON tracker.exercises;
DROP FUNCTION IF EXISTS tracker.rescan_exercise();
