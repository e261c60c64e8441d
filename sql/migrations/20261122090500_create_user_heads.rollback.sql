DROP FUNCTION IF EXISTS tracker.lock_users(bigint[]);
DROP TRIGGER IF EXISTS users_create_head ON tracker.users;
DROP FUNCTION IF EXISTS tracker.create_user_head();
DROP TABLE IF EXISTS tracker.user_heads;
