DROP TABLE IF EXISTS tracker.workout_tombstones;
