-- Serves changes.since: a user's workouts in the order in which they were last changed.
-- depends: 20261122095030_bury_workouts
-- transactional: false

CREATE UNIQUE INDEX CONCURRENTLY IF NOT EXISTS workouts_change_seq_key ON tracker.workouts (user_id, change_seq, id);
