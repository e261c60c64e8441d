-- Login sessions. A token is 256 random bits; only its SHA-256 is stored, so that whoever reads the table can't log in.
-- depends: 20261122094000_create_user_identities

CREATE TABLE IF NOT EXISTS tracker.user_sessions (
    id bigint GENERATED ALWAYS AS IDENTITY NOT NULL,
    token_hash bytea NOT NULL,
    user_id bigint NOT NULL,
    family_id uuid NOT NULL,
    user_agent text,
    ip inet,
    expires_at timestamptz NOT NULL,
    rotated_at timestamptz,
    revoked_at timestamptz,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    -- Serves auth.resolve_session, which every request runs.
    CONSTRAINT user_sessions_pkey PRIMARY KEY (token_hash),
    CONSTRAINT user_sessions_user_id_fkey FOREIGN KEY (user_id) REFERENCES tracker.users (id) ON DELETE CASCADE,
    CONSTRAINT user_sessions_token_hash_check CHECK (octet_length(token_hash) = 32),
    CONSTRAINT user_sessions_user_agent_check CHECK (char_length(user_agent) <= 1000),
    CONSTRAINT user_sessions_expires_at_check CHECK (expires_at >= created_at)
);

COMMENT ON TABLE tracker.user_sessions IS 'A login on a device; rotation replaces its token and keeps its family.';
COMMENT ON COLUMN tracker.user_sessions.id IS 'Names the session where its hash may not stand, in the audit log.';
COMMENT ON COLUMN tracker.user_sessions.family_id IS
    'Shared by all tokens that follow from one login: when a replaced token comes back, a thief may hold one of them.';
COMMENT ON COLUMN tracker.user_sessions.rotated_at IS 'When another token took its place.';

-- Serves auth.sessions, revoke_all and the foreign key. The table is as new as this file.
-- squawk-ignore require-concurrent-index-creation
CREATE INDEX IF NOT EXISTS user_sessions_user_id_family_id_idx ON tracker.user_sessions (user_id, family_id);

-- Serves auth.purge_expired. The table is as new as this file.
-- squawk-ignore require-concurrent-index-creation
CREATE INDEX IF NOT EXISTS user_sessions_expires_at_idx ON tracker.user_sessions (expires_at);

CREATE OR REPLACE TRIGGER user_sessions_touch
BEFORE UPDATE ON tracker.user_sessions
FOR EACH ROW EXECUTE FUNCTION tracker.touch();
