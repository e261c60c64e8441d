DROP TABLE IF EXISTS tracker.audit_log;
DROP SEQUENCE IF EXISTS tracker.audit_log_id_seq;
DROP TYPE IF EXISTS tracker.audit_operation;
