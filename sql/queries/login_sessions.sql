-- Sessions. The database's clock decides what is expired, whichever application server asks.

-- name: _open :maybe
-- A session of a live user.
INSERT INTO tracker.user_sessions AS s (token_hash, user_id, family_id, user_agent, ip, expires_at)
SELECT :token_hash, u.id, :family_id::uuid, :user_agent::text, :ip::text::inet, now() + :lifetime::interval
FROM tracker.users AS u
WHERE u.id = :user_id AND u.deleted_at IS NULL
RETURNING s.user_id, s.family_id, s.user_agent, host(s.ip) AS ip, s.created_at, s.expires_at;

-- name: _resolve :maybe
-- The live session of a token.
-- allow missing_user_id: the token is what tells the user
-- allow clock_in_where: nothing here is partitioned
SELECT s.user_id, s.family_id, s.user_agent, host(s.ip) AS ip, s.created_at, s.expires_at
FROM tracker.user_sessions AS s
JOIN tracker.users AS u ON u.id = s.user_id
WHERE
    s.token_hash = :token_hash AND s.rotated_at IS NULL AND s.revoked_at IS NULL AND s.expires_at > now()
    AND u.deleted_at IS NULL;

-- name: sessions :many
-- A user's live sessions, the newest token first.
-- allow clock_in_where: nothing here is partitioned
SELECT s.user_id, s.family_id, s.user_agent, host(s.ip) AS ip, s.created_at, s.expires_at
FROM tracker.user_sessions AS s
WHERE s.user_id = :user_id AND s.rotated_at IS NULL AND s.revoked_at IS NULL AND s.expires_at > now()
ORDER BY s.created_at DESC, s.family_id;

-- name: _owner :maybe
-- Whose session a token's is or was.
-- allow missing_user_id: the token is what tells the user
SELECT s.user_id, s.family_id
FROM tracker.user_sessions AS s
WHERE s.token_hash = :token_hash;

-- name: _rotate :maybe
-- Another token in the place of a live one.
-- allow missing_user_id: the token is what tells the user, who is locked
-- allow clock_in_where: nothing here is partitioned
WITH replaced AS (
    UPDATE tracker.user_sessions AS s
    SET rotated_at = now()
    WHERE s.token_hash = :token_hash AND s.rotated_at IS NULL AND s.revoked_at IS NULL AND s.expires_at > now()
    RETURNING s.user_id, s.family_id, s.user_agent, s.ip, s.expires_at - s.created_at AS lifetime
)
INSERT INTO tracker.user_sessions AS n (token_hash, user_id, family_id, user_agent, ip, expires_at)
SELECT :new_hash, r.user_id, r.family_id, r.user_agent, r.ip, now() + r.lifetime
FROM replaced AS r
RETURNING n.user_id, n.family_id, n.user_agent, host(n.ip) AS ip, n.created_at, n.expires_at;

-- name: _revoke_if_replayed :execrows
-- The family of a token that was replaced before.
UPDATE tracker.user_sessions AS s
SET revoked_at = now()
FROM tracker.user_sessions AS replayed
WHERE
    replayed.token_hash = :token_hash AND replayed.rotated_at IS NOT NULL
    AND s.user_id = replayed.user_id AND s.family_id = replayed.family_id AND s.revoked_at IS NULL;

-- name: _revoke_family :execrows
-- One session, with all tokens that it ever had.
UPDATE tracker.user_sessions AS s
SET revoked_at = now()
WHERE s.user_id = :user_id AND s.family_id = :family_id AND s.revoked_at IS NULL;

-- name: _revoke_all :one
-- All sessions of a user but one; how many of them were live.
WITH revoked AS (
    UPDATE tracker.user_sessions AS s
    SET revoked_at = now()
    WHERE s.user_id = :user_id AND s.family_id <> :kept_family AND s.revoked_at IS NULL
    RETURNING s.rotated_at IS NULL AND s.expires_at > now() AS was_live
)
SELECT count(*) FILTER (WHERE r.was_live)::integer
FROM revoked AS r;
