DROP TABLE IF EXISTS tracker.user_tokens;
DROP TYPE IF EXISTS tracker.token_purpose;
