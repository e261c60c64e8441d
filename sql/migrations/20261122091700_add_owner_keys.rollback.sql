ALTER TABLE IF EXISTS tracker.exercises DROP CONSTRAINT IF EXISTS exercises_owner_id_fkey;
ALTER TABLE IF EXISTS tracker.imports DROP CONSTRAINT IF EXISTS imports_user_id_fkey;
DROP INDEX IF EXISTS tracker.exercises_owner_id_idx;
