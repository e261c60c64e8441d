ALTER TABLE IF EXISTS tracker.exercise_merge_moves DROP CONSTRAINT IF EXISTS exercise_merge_moves_source_id_fkey;
