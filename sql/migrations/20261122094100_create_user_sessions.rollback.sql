DROP TABLE IF EXISTS tracker.user_sessions;
