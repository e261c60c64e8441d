-- name: _create :one
-- A user with its login; the trigger on users makes the head row.
WITH created AS (
    INSERT INTO tracker.users (display_name, unit_system, time_zone)
    VALUES (btrim(:display_name), :unit_system::tracker.unit_system, :time_zone)
    RETURNING id, display_name, unit_system, time_zone, created_at, updated_at
),
login AS (
    INSERT INTO tracker.user_logins (user_id, email, password_hash)
    SELECT c.id, :email, :password_hash
    FROM created AS c
    RETURNING email
)
SELECT c.id, l.email, c.display_name, c.unit_system, c.time_zone, c.created_at, c.updated_at
FROM created AS c
CROSS JOIN login AS l;

-- name: get :maybe
-- One live user.
SELECT u.id, l.email, u.display_name, u.unit_system, u.time_zone, u.created_at, u.updated_at
FROM tracker.users AS u
LEFT JOIN tracker.user_logins AS l ON l.user_id = u.id
WHERE u.id = :user_id AND u.deleted_at IS NULL;

-- name: _get_by_email :maybe
-- The live user that logs in with this address.
SELECT u.id, l.email, u.display_name, u.unit_system, u.time_zone, u.created_at, u.updated_at
FROM tracker.user_logins AS l
JOIN tracker.users AS u ON u.id = l.user_id
WHERE l.email = :email AND l.deleted_at IS NULL AND u.deleted_at IS NULL;

-- name: _update :execrows
-- Some fields of a live user.
UPDATE tracker.users AS u
SET
    display_name = CASE
        WHEN 'display_name' = ANY (:changed::text[]) THEN btrim(:display_name) ELSE u.display_name
    END,
    unit_system = CASE
        WHEN 'unit_system' = ANY (:changed::text[]) THEN :unit_system::tracker.unit_system ELSE u.unit_system
    END,
    time_zone = CASE WHEN 'time_zone' = ANY (:changed::text[]) THEN :time_zone ELSE u.time_zone END
WHERE u.id = :user_id AND u.deleted_at IS NULL;

-- name: _lock :one
-- Takes the head rows of these users for the rest of the transaction; the first step of every write.
SELECT tracker.lock_users(:user_ids::bigint[]);

-- name: _time_zone :maybe
-- The zone of a live user, which decides the local date of a new workout.
SELECT u.time_zone
FROM tracker.users AS u
WHERE u.id = :user_id AND u.deleted_at IS NULL;
