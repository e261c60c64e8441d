-- name: _login :maybe
-- What an attempt to log in is compared with; locked_until only while it holds.
-- allow missing_user_id: the address is what tells the user
SELECT l.user_id, l.password_hash, CASE WHEN l.locked_until > now() THEN l.locked_until END AS locked_until
FROM tracker.user_logins AS l
JOIN tracker.users AS u ON u.id = l.user_id
WHERE l.email = :email AND l.deleted_at IS NULL AND u.deleted_at IS NULL;

-- name: _count_success :execrows
-- The right password, unless the account was locked or its password changed since it was looked at.
-- allow clock_in_where: nothing here is partitioned
UPDATE tracker.user_logins AS l
SET failed_attempts = 0, locked_until = NULL, password_hash = :new_hash
WHERE
    l.user_id = :user_id AND l.deleted_at IS NULL AND l.password_hash = :password_hash
    AND (l.locked_until IS NULL OR l.locked_until <= now());

-- name: _count_failure :execrows
-- A wrong password, under the same conditions. From the threshold on each one locks twice as long as the last.
-- allow clock_in_where: nothing here is partitioned
UPDATE tracker.user_logins AS l
SET
    failed_attempts = l.failed_attempts + 1,
    locked_until = CASE
        WHEN l.failed_attempts + 1 >= :threshold::integer
            THEN now() + least(
                :base::interval * power(2, least(l.failed_attempts + 1 - :threshold::integer, 30)), :longest::interval
            )
    END
WHERE
    l.user_id = :user_id AND l.deleted_at IS NULL AND l.password_hash IS NOT DISTINCT FROM :password_hash
    AND (l.locked_until IS NULL OR l.locked_until <= now());

-- name: _set_password :execrows
-- Another password, and a clean record.
UPDATE tracker.user_logins AS l
SET password_hash = :password_hash, failed_attempts = 0, locked_until = NULL
WHERE l.user_id = :user_id AND l.deleted_at IS NULL;

-- name: _change_email :execrows
-- Another address, not verified yet; the same one is left alone.
INSERT INTO tracker.user_logins AS l (user_id, email)
VALUES (:user_id, :email)
ON CONFLICT (user_id) DO UPDATE
SET email = excluded.email, verified_at = NULL
WHERE l.email <> excluded.email;

-- name: purge_expired :one
-- Sessions and tokens of all users that nobody can use any more.
-- allow missing_user_id: it is about all users
-- allow clock_in_where: nothing here is partitioned
WITH old_sessions AS (
    DELETE FROM tracker.user_sessions AS s WHERE s.expires_at <= now() RETURNING s.user_id
),
old_tokens AS (
    DELETE FROM tracker.user_tokens AS t WHERE t.expires_at <= now() RETURNING t.user_id
)
SELECT ((SELECT count(*) FROM old_sessions AS s) + (SELECT count(*) FROM old_tokens AS t))::integer;
