DROP FUNCTION IF EXISTS tracker.unaudit_table(text);
DROP FUNCTION IF EXISTS tracker.audit_table(text);
DROP FUNCTION IF EXISTS tracker.audit_row();
DROP FUNCTION IF EXISTS tracker.audit_key(jsonb, text[]);
DROP FUNCTION IF EXISTS tracker.stamp_recorded();
DROP FUNCTION IF EXISTS tracker.current_actor();
