DROP TABLE IF EXISTS tracker.exercises;
