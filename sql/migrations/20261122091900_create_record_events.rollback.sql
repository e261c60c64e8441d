DROP TABLE IF EXISTS tracker.record_events;
