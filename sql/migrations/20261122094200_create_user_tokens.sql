-- One-time tokens: what a mail's link carries. Only their SHA-256 is stored.
-- depends: 20261122094100_create_user_sessions

DO $$
BEGIN
    IF to_regtype('tracker.token_purpose') IS NULL THEN
        CREATE TYPE tracker.token_purpose AS ENUM ('verify_email', 'reset_password');
    END IF;
END
$$;

CREATE TABLE IF NOT EXISTS tracker.user_tokens (
    id bigint GENERATED ALWAYS AS IDENTITY NOT NULL,
    token_hash bytea NOT NULL,
    user_id bigint NOT NULL,
    purpose tracker.token_purpose NOT NULL,
    expires_at timestamptz NOT NULL,
    consumed_at timestamptz,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    -- Serves auth.consume_token.
    CONSTRAINT user_tokens_pkey PRIMARY KEY (token_hash),
    CONSTRAINT user_tokens_user_id_fkey FOREIGN KEY (user_id) REFERENCES tracker.users (id) ON DELETE CASCADE,
    CONSTRAINT user_tokens_token_hash_check CHECK (octet_length(token_hash) = 32),
    CONSTRAINT user_tokens_expires_at_check CHECK (expires_at >= created_at)
);

COMMENT ON TABLE tracker.user_tokens IS 'Single-use proof that a person reads a mailbox: to verify the address, or to reset the password.';
COMMENT ON COLUMN tracker.user_tokens.id IS 'Names the token where its hash may not stand, in the audit log.';

-- Serves auth.issue_token, which withdraws what it issued before, and the foreign key. The table is as new as this file.
-- squawk-ignore require-concurrent-index-creation
CREATE INDEX IF NOT EXISTS user_tokens_user_id_idx ON tracker.user_tokens (user_id);

-- Serves auth.purge_expired. The table is as new as this file.
-- squawk-ignore require-concurrent-index-creation
CREATE INDEX IF NOT EXISTS user_tokens_expires_at_idx ON tracker.user_tokens (expires_at);

CREATE OR REPLACE TRIGGER user_tokens_touch
BEFORE UPDATE ON tracker.user_tokens
FOR EACH ROW EXECUTE FUNCTION tracker.touch();
