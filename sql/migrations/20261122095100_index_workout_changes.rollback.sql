DROP INDEX CONCURRENTLY IF EXISTS tracker.workouts_change_seq_key;
