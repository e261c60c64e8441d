DROP TABLE IF EXISTS tracker.users;
DROP FUNCTION IF EXISTS tracker.check_time_zone();
