DROP TABLE IF EXISTS tracker.exercise_equipment;
DROP TABLE IF EXISTS tracker.exercise_muscle_groups;
