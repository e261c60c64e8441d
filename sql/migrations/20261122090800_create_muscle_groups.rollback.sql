DROP TABLE IF EXISTS tracker.muscle_groups;
