DROP FUNCTION IF EXISTS tracker.rescan_changed_sets(bigint[], uuid[], uuid[]);
DROP FUNCTION IF EXISTS tracker.rescan_records(bigint[], bigint[], date[]);
DROP FUNCTION IF EXISTS tracker.absorb_record_candidates(tracker.record_candidate[]);
DROP FUNCTION IF EXISTS tracker.refresh_exercise_records(bigint[], bigint[]);
DROP TYPE IF EXISTS tracker.record_candidate;
