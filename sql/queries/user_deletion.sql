-- name: _delete :execrows
-- Marks a live user as deleted, and the login with it, so that its address is free again.
WITH login AS (
    UPDATE tracker.user_logins AS l
    SET deleted_at = now()
    WHERE l.user_id = :user_id AND l.deleted_at IS NULL
)
UPDATE tracker.users AS u
SET deleted_at = now(), deletion_id = :deletion_id
WHERE u.id = :user_id AND u.deleted_at IS NULL;

-- name: _lock :one
-- The head row of a user, deleted or not.
SELECT tracker.lock_users(ARRAY[:user_id::bigint]);

-- name: _restore :execrows
-- Takes the mark from a deleted user and their login; the address is another one if one is given.
WITH login AS (
    UPDATE tracker.user_logins AS l
    SET deleted_at = NULL, email = coalesce(:email, l.email)
    WHERE l.user_id = :user_id AND EXISTS (
        SELECT FROM tracker.users AS d WHERE d.id = :user_id AND d.deleted_at IS NOT NULL
    )
)
UPDATE tracker.users AS u
SET deleted_at = NULL, deletion_id = NULL
WHERE u.id = :user_id AND u.deleted_at IS NOT NULL;
