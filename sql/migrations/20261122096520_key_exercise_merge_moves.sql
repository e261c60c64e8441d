-- Merging exercises: what was moved goes with its exercise.
-- depends: 20261122096510_create_exercise_merge_moves

DO $$
BEGIN
    IF NOT EXISTS (
        SELECT FROM pg_catalog.pg_constraint AS c
        WHERE
            c.conrelid = 'tracker.exercise_merge_moves'::regclass
            AND c.conname = 'exercise_merge_moves_source_id_fkey'
    ) THEN
        ALTER TABLE tracker.exercise_merge_moves ADD CONSTRAINT exercise_merge_moves_source_id_fkey
            FOREIGN KEY (source_id) REFERENCES tracker.exercises (id) ON DELETE CASCADE;
    END IF;
END
$$;
