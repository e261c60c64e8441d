DROP TABLE IF EXISTS tracker.equipment;
