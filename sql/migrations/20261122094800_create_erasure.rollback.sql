DROP FUNCTION IF EXISTS tracker.rows_about(bigint, text);
DROP FUNCTION IF EXISTS tracker.erase_user(bigint);
DROP FUNCTION IF EXISTS tracker.user_columns();
