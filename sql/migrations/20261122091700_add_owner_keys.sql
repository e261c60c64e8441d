-- The keys to users that must cascade after the workouts' own: PostgreSQL fires cascades in the order in
-- which the keys were made, and until a user's workouts are gone they still point at imports and exercises.
-- depends: 20261122091600_create_set_partitions

-- Serves the foreign key; exercises_owner_name_key holds live exercises only. The table is as new as this file.
-- squawk-ignore require-concurrent-index-creation
CREATE INDEX IF NOT EXISTS exercises_owner_id_idx ON tracker.exercises (owner_id) WHERE owner_id IS NOT NULL;

DO $$
BEGIN
    IF NOT EXISTS (
        SELECT FROM pg_catalog.pg_constraint AS c
        WHERE c.conrelid = 'tracker.imports'::regclass AND c.conname = 'imports_user_id_fkey'
    ) THEN
        ALTER TABLE tracker.imports ADD CONSTRAINT imports_user_id_fkey
            FOREIGN KEY (user_id) REFERENCES tracker.users (id) ON DELETE CASCADE;
    END IF;
    IF NOT EXISTS (
        SELECT FROM pg_catalog.pg_constraint AS c
        WHERE c.conrelid = 'tracker.exercises'::regclass AND c.conname = 'exercises_owner_id_fkey'
    ) THEN
        ALTER TABLE tracker.exercises ADD CONSTRAINT exercises_owner_id_fkey
            FOREIGN KEY (owner_id) REFERENCES tracker.users (id) ON DELETE CASCADE;
    END IF;
END
$$;
