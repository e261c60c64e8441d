-- Identities: accounts elsewhere (OAuth, OpenID Connect) with which a user logs in.
-- depends: 20261122093700_create_exercise_search

CREATE TABLE IF NOT EXISTS tracker.user_identities (
    provider text NOT NULL,
    subject text NOT NULL,
    user_id bigint NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    -- Serves auth.by_identity: a login knows the account, not yet the user.
    CONSTRAINT user_identities_pkey PRIMARY KEY (provider, subject),
    CONSTRAINT user_identities_user_id_fkey FOREIGN KEY (user_id) REFERENCES tracker.users (id) ON DELETE CASCADE,
    CONSTRAINT user_identities_provider_check CHECK (provider ~ '^[a-z][a-z0-9_.-]{0,62}$'),
    CONSTRAINT user_identities_subject_check CHECK (char_length(subject) BETWEEN 1 AND 255)
);

COMMENT ON TABLE tracker.user_identities IS 'An account elsewhere that proves who a user is; it belongs to one user.';
COMMENT ON COLUMN tracker.user_identities.subject IS 'The provider''s own, unchanging id of the account ("sub"), never its e-mail address.';

-- Serves auth.unlink_identity, users.export and the foreign key. The table is as new as this file.
-- squawk-ignore require-concurrent-index-creation
CREATE INDEX IF NOT EXISTS user_identities_user_id_idx ON tracker.user_identities (user_id);

CREATE OR REPLACE TRIGGER user_identities_touch
BEFORE UPDATE ON tracker.user_identities
FOR EACH ROW EXECUTE FUNCTION tracker.touch();
