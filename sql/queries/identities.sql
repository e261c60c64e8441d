-- name: by_identity :maybe
-- The live user whom an account elsewhere logs in.
-- allow missing_user_id: the account is what tells the user
SELECT u.id, l.email, u.display_name, u.unit_system, u.time_zone, u.created_at, u.updated_at
FROM tracker.user_identities AS i
JOIN tracker.users AS u ON u.id = i.user_id
LEFT JOIN tracker.user_logins AS l ON l.user_id = u.id
WHERE i.provider = :provider AND i.subject = :subject AND u.deleted_at IS NULL;

-- name: _link :exec
-- An account of a user's, unless somebody has it already.
INSERT INTO tracker.user_identities (provider, subject, user_id)
VALUES (:provider, :subject, :user_id)
ON CONFLICT (provider, subject) DO NOTHING;

-- name: _owner :maybe
-- Whose an account is.
-- allow missing_user_id: the account is what tells the user
SELECT i.user_id
FROM tracker.user_identities AS i
WHERE i.provider = :provider AND i.subject = :subject;

-- name: _unlink :execrows
-- Takes an account from its user.
DELETE FROM tracker.user_identities AS i
WHERE i.user_id = :user_id AND i.provider = :provider AND i.subject = :subject;
