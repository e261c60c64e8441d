-- Logins: e-mail and password hash, apart from the profile so that readers can be denied them.
-- depends: 20261122090500_create_user_heads

CREATE TABLE IF NOT EXISTS tracker.user_logins (
    user_id bigint NOT NULL,
    email text NOT NULL,
    password_hash text,
    verified_at timestamptz,
    failed_attempts integer NOT NULL DEFAULT 0,
    locked_until timestamptz,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    deleted_at timestamptz,
    CONSTRAINT user_logins_pkey PRIMARY KEY (user_id),
    CONSTRAINT user_logins_user_id_fkey FOREIGN KEY (user_id) REFERENCES tracker.users (id) ON DELETE CASCADE,
    CONSTRAINT user_logins_email_lower_check CHECK (email = lower(email)),
    CONSTRAINT user_logins_email_check CHECK (char_length(email) BETWEEN 3 AND 320 AND email ~ '^[^@\s]+@[^@\s]+$'),
    CONSTRAINT user_logins_password_hash_check CHECK (password_hash LIKE '$argon2id$%'),
    CONSTRAINT user_logins_failed_attempts_check CHECK (failed_attempts >= 0)
);

COMMENT ON TABLE tracker.user_logins IS 'E-mail address and password hash (argon2id, PHC string); one row a user.';
COMMENT ON COLUMN tracker.user_logins.deleted_at IS 'Set with the user''s own: the address is free again while the user is deleted.';

-- Serves users.get_by_email and auth.authenticate; an address belongs to one live user.
CREATE UNIQUE INDEX IF NOT EXISTS user_logins_email_key ON tracker.user_logins (email) WHERE deleted_at IS NULL;

CREATE OR REPLACE TRIGGER user_logins_touch
BEFORE UPDATE ON tracker.user_logins
FOR EACH ROW EXECUTE FUNCTION tracker.touch();
