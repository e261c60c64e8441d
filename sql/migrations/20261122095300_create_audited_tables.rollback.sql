DROP FUNCTION IF EXISTS tracker.new_shape(text, jsonb);
DROP FUNCTION IF EXISTS tracker.shape_of(text, jsonb);
DROP FUNCTION IF EXISTS tracker.names_now(tracker.audit_shapes);
DROP TABLE IF EXISTS tracker.audit_shapes;
DROP TABLE IF EXISTS tracker.audited_tables;
