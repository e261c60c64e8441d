-- Tombstones: which workouts of a user are gone for good, in the order of the user's changes.
-- depends: 20261122094800_create_erasure

CREATE TABLE IF NOT EXISTS tracker.workout_tombstones (
    user_id bigint NOT NULL,
    workout_id uuid NOT NULL,
    change_seq bigint NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT workout_tombstones_pkey PRIMARY KEY (user_id, workout_id),
    -- Serves changes.since.
    CONSTRAINT workout_tombstones_change_seq_key UNIQUE (user_id, change_seq, workout_id),
    CONSTRAINT workout_tombstones_user_id_fkey FOREIGN KEY (user_id) REFERENCES tracker.users (id) ON DELETE CASCADE
);

COMMENT ON TABLE tracker.workout_tombstones IS
    'Workouts that were hard-deleted; one that stands again is no longer dead, whatever stands here.';
COMMENT ON COLUMN tracker.workout_tombstones.change_seq IS 'user_heads.seq at the deletion: the order of the user''s changes.';

CREATE OR REPLACE TRIGGER workout_tombstones_touch
BEFORE UPDATE ON tracker.workout_tombstones
FOR EACH ROW EXECUTE FUNCTION tracker.touch();

GRANT SELECT ON tracker.workout_tombstones TO trackerdb_app, trackerdb_service, trackerdb_reader;

ALTER TABLE tracker.workout_tombstones ENABLE ROW LEVEL SECURITY;

DO $$
BEGIN
    IF NOT EXISTS (
        SELECT FROM pg_catalog.pg_policy AS p WHERE p.polrelid = 'tracker.workout_tombstones'::regclass
    ) THEN
        CREATE POLICY own_rows ON tracker.workout_tombstones FOR SELECT TO trackerdb_app
            USING (user_id = tracker.current_user_id());
        CREATE POLICY service ON tracker.workout_tombstones FOR SELECT TO trackerdb_service USING (true);
        CREATE POLICY reader ON tracker.workout_tombstones FOR SELECT TO trackerdb_reader USING (true);
    END IF;
END
$$;
