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

-- The arrays are parallel. A user who is being deleted needs no tombstones: the head row goes with the user.
CREATE OR REPLACE FUNCTION tracker.bury_workouts(user_ids bigint[], workout_ids uuid[]) RETURNS void
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    PERFORM tracker.lock_users(user_ids);
    INSERT INTO tracker.workout_tombstones AS t (user_id, workout_id, change_seq)
    SELECT h.user_id, g.workout_id, h.seq
    FROM unnest(user_ids, workout_ids) AS g (user_id, workout_id)
    JOIN tracker.user_heads AS h ON h.user_id = g.user_id
    JOIN tracker.users AS u ON u.id = g.user_id
    ON CONFLICT (user_id, workout_id) DO UPDATE
    SET change_seq = excluded.change_seq;
END
$$;

COMMENT ON FUNCTION tracker.bury_workouts(bigint[], uuid[]) IS 'Writes the tombstones of workouts that are gone.';

-- A statement trigger: where workouts are distributed, a row trigger would take a move between nodes for a deletion.
CREATE OR REPLACE FUNCTION tracker.bury_deleted_workouts() RETURNS trigger
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    PERFORM tracker.bury_workouts(array_agg(o.user_id), array_agg(o.id))
    FROM old_rows AS o
    HAVING count(*) > 0;
    RETURN NULL;
END
$$;

CREATE OR REPLACE TRIGGER workouts_bury_deleted
AFTER DELETE ON tracker.workouts
REFERENCING OLD TABLE AS old_rows
FOR EACH STATEMENT EXECUTE FUNCTION tracker.bury_deleted_workouts();

CREATE OR REPLACE FUNCTION tracker.bury_renamed_workout() RETURNS trigger
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    PERFORM tracker.bury_workouts(ARRAY[OLD.user_id], ARRAY[OLD.id]);
    RETURN NULL;
END
$$;

COMMENT ON FUNCTION tracker.bury_renamed_workout() IS 'AFTER UPDATE of a workout''s key: under the old one it is gone.';

CREATE OR REPLACE TRIGGER workouts_bury_renamed
AFTER UPDATE OF user_id, id ON tracker.workouts
FOR EACH ROW WHEN (ROW(OLD.user_id, OLD.id) IS DISTINCT FROM ROW(NEW.user_id, NEW.id))
EXECUTE FUNCTION tracker.bury_renamed_workout();

REVOKE EXECUTE ON FUNCTION
    tracker.bury_workouts(bigint[], uuid[]), tracker.bury_deleted_workouts(), tracker.bury_renamed_workout()
FROM PUBLIC;

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
