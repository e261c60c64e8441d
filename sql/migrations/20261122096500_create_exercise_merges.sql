-- Merging exercises: what an exercise was merged into. Each of these migrations asks one table in use for a lock.
-- depends: 20261122095700_create_partition_functions

ALTER TABLE tracker.exercises ADD COLUMN IF NOT EXISTS merge_parent_id bigint;

COMMENT ON COLUMN tracker.exercises.merge_parent_id IS
    'The exercise that it was merged into at the time; merged_into names the one where that ended up.';

DO $$
BEGIN
    IF NOT EXISTS (
        SELECT FROM pg_catalog.pg_constraint AS c
        WHERE c.conrelid = 'tracker.exercises'::regclass AND c.conname = 'exercises_merge_parent_id_check'
    ) THEN
        ALTER TABLE tracker.exercises ADD CONSTRAINT exercises_merge_parent_id_check CHECK (
            merge_parent_id IS NULL OR merged_into IS NOT NULL
        );
    END IF;
END
$$;

-- Whatever the path, an exercise isn't merged into another user's own: a foreign key sees past row-level security, and
-- who is referred to could not be erased. What is another's looks like what is not there.
CREATE OR REPLACE FUNCTION tracker.refuse_foreign_target() RETURNS trigger
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF EXISTS (
        SELECT
        FROM tracker.exercises AS x
        WHERE x.id = NEW.merged_into AND x.owner_id IS NOT NULL AND x.owner_id IS DISTINCT FROM NEW.owner_id
    ) THEN
        RAISE EXCEPTION 'insert or update on table "exercises" violates foreign key constraint "exercises_merged_into_fkey"'
            USING ERRCODE = 'foreign_key_violation', DETAIL = 'Key is not present in table "exercises".',
            CONSTRAINT = 'exercises_merged_into_fkey', TABLE = 'exercises', SCHEMA = 'tracker';
    END IF;
    RETURN NULL;
END
$$;

COMMENT ON FUNCTION tracker.refuse_foreign_target() IS
    'AFTER INSERT OR UPDATE: an exercise is merged into one of the catalogue''s, or of its owner''s.';

CREATE OR REPLACE TRIGGER exercises_refuse_foreign_target
AFTER INSERT OR UPDATE OF merged_into, owner_id ON tracker.exercises
FOR EACH ROW WHEN (NEW.merged_into IS NOT NULL)
EXECUTE FUNCTION tracker.refuse_foreign_target();

REVOKE EXECUTE ON FUNCTION tracker.refuse_foreign_target() FROM PUBLIC;

GRANT UPDATE (merge_parent_id) ON tracker.exercises TO trackerdb_app;
