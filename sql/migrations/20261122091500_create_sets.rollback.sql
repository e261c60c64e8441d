DROP TABLE IF EXISTS tracker.sets;
