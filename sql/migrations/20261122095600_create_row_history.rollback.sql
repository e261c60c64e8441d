DROP FUNCTION IF EXISTS tracker.row_as_of(bigint, text, jsonb, timestamptz);
DROP FUNCTION IF EXISTS tracker.row_events(bigint, text, jsonb);
DROP FUNCTION IF EXISTS tracker.audited_row(bigint, tracker.audited_tables, jsonb);
