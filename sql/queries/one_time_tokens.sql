-- Tokens. The database's clock decides what is expired, whichever application server asks.

-- name: _issue :exec
-- A new token.
INSERT INTO tracker.user_tokens (token_hash, user_id, purpose, expires_at)
VALUES (:token_hash, :user_id, :purpose::tracker.token_purpose, now() + :lifetime::interval);

-- name: _owner :maybe
-- Whose token it is.
-- allow missing_user_id: the token is what tells the user
SELECT t.user_id
FROM tracker.user_tokens AS t
WHERE t.token_hash = :token_hash;

-- name: _mark_consumed :execrows
-- Uses a token up, once.
-- allow clock_in_where: nothing here is partitioned
UPDATE tracker.user_tokens AS t
SET consumed_at = now()
WHERE
    t.token_hash = :token_hash AND t.user_id = :user_id AND t.purpose = :purpose::tracker.token_purpose
    AND t.consumed_at IS NULL AND t.expires_at > now();

-- name: _verify_email :exec
-- The user reads the mailbox of their address.
UPDATE tracker.user_logins AS l
SET verified_at = now()
WHERE l.user_id = :user_id;

-- name: _withdraw :exec
-- Unused tokens that shall no longer be accepted.
DELETE FROM tracker.user_tokens AS t
WHERE t.user_id = :user_id AND t.purpose = ANY (:purposes::text[]::tracker.token_purpose[]) AND t.consumed_at IS NULL;
