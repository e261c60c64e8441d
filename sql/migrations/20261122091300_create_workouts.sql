-- Workouts. performed_on is the date where the person was, and travels in the keys below it, so that a
-- workout's sets are found in one partition.
-- depends: 20261122091200_create_imports

CREATE TABLE IF NOT EXISTS tracker.workouts (
    user_id bigint NOT NULL,
    id uuid NOT NULL,
    performed_on date NOT NULL,
    started_at timestamptz NOT NULL,
    ended_at timestamptz,
    title text,
    notes text,
    import_id uuid,
    draft_hash bytea,
    revision integer NOT NULL DEFAULT 1,
    change_seq bigint NOT NULL DEFAULT 0,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    deleted_at timestamptz,
    deletion_id uuid,
    CONSTRAINT workouts_pkey PRIMARY KEY (user_id, id),
    -- Serves workouts.history, between and calendar, and is what the composition's foreign key points at.
    CONSTRAINT workouts_user_id_performed_on_id_key UNIQUE (user_id, performed_on, id),
    CONSTRAINT workouts_user_id_fkey FOREIGN KEY (user_id) REFERENCES tracker.users (id) ON DELETE CASCADE,
    CONSTRAINT workouts_import_id_fkey FOREIGN KEY (user_id, import_id) REFERENCES tracker.imports (user_id, id),
    CONSTRAINT workouts_performed_on_check CHECK (performed_on BETWEEN DATE '1900-01-01' AND DATE '9999-12-31'),
    -- The date where the person was differs from the UTC date by a day at most (UTC-12 to UTC+14).
    CONSTRAINT workouts_performed_on_started_at_check CHECK (
        performed_on BETWEEN (started_at AT TIME ZONE 'UTC')::date - 1 AND (started_at AT TIME ZONE 'UTC')::date + 1
    ),
    CONSTRAINT workouts_ended_at_check CHECK (ended_at >= started_at),
    CONSTRAINT workouts_title_check CHECK (char_length(title) <= 500),
    CONSTRAINT workouts_notes_check CHECK (char_length(notes) <= 20000),
    CONSTRAINT workouts_draft_hash_check CHECK (octet_length(draft_hash) = 32),
    CONSTRAINT workouts_deletion_check CHECK ((deleted_at IS NULL) = (deletion_id IS NULL))
);

COMMENT ON TABLE tracker.workouts IS 'One training session of a user.';
COMMENT ON COLUMN tracker.workouts.id IS 'May come from the client: writing the same workout twice is then one workout.';
COMMENT ON COLUMN tracker.workouts.performed_on IS 'The local date of started_at in the user''s zone when it was logged.';
COMMENT ON COLUMN tracker.workouts.draft_hash IS
    'SHA-256 of the draft it was logged from: a late replay of that draft is told from another of the same id.';
COMMENT ON COLUMN tracker.workouts.revision IS 'Raised by each change of the workout or anything in it.';
COMMENT ON COLUMN tracker.workouts.change_seq IS 'user_heads.seq at its last change: the order of the user''s changes.';

-- Serves imports.undo and the foreign key.
CREATE INDEX IF NOT EXISTS workouts_import_id_idx
ON tracker.workouts (user_id, import_id) WHERE import_id IS NOT NULL;

-- Locks the user, so that change_seq can't be taken out of order by whatever path the row is written.
CREATE OR REPLACE FUNCTION tracker.stamp_workout() RETURNS trigger
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    PERFORM tracker.lock_users(ARRAY[NEW.user_id]);
    SELECT h.seq INTO NEW.change_seq FROM tracker.user_heads AS h WHERE h.user_id = NEW.user_id;
    -- A user that does not exist has no head; the foreign key says so better than a null would.
    NEW.change_seq := coalesce(NEW.change_seq, 0);
    -- Deleting and restoring leave the content, and so the revision, as they are.
    IF TG_OP = 'UPDATE' AND NEW.deletion_id IS NOT DISTINCT FROM OLD.deletion_id THEN
        NEW.updated_at := now();
        NEW.revision := OLD.revision + 1;
    END IF;
    RETURN NEW;
END
$$;

COMMENT ON FUNCTION tracker.stamp_workout() IS 'BEFORE INSERT OR UPDATE: takes change_seq from the user''s head row; a change of content sets updated_at and raises revision.';

CREATE OR REPLACE TRIGGER workouts_stamp
BEFORE INSERT OR UPDATE ON tracker.workouts
FOR EACH ROW EXECUTE FUNCTION tracker.stamp_workout();
