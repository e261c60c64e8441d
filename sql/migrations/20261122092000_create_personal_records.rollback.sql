DROP VIEW IF EXISTS tracker.personal_records;
DROP TABLE IF EXISTS tracker.exercise_records;
