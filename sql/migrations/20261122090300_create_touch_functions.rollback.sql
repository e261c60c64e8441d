DROP FUNCTION IF EXISTS tracker.touch_revision();
DROP FUNCTION IF EXISTS tracker.touch();
