DROP FUNCTION IF EXISTS tracker.record_score(tracker.record_metric, bigint);
DROP FUNCTION IF EXISTS tracker.set_metrics(tracker.tracking, tracker.set_kind, integer, integer, integer, integer);
DROP TABLE IF EXISTS tracker.record_rules;
