-- Whose exercise a link belongs to, so that a policy can tell without a look into another table.
-- depends: 20261122094200_create_user_tokens

ALTER TABLE tracker.exercise_muscle_groups ADD COLUMN IF NOT EXISTS owner_id bigint;

ALTER TABLE tracker.exercise_equipment ADD COLUMN IF NOT EXISTS owner_id bigint;

COMMENT ON COLUMN tracker.exercise_muscle_groups.owner_id IS 'The exercise''s owner; NULL = the shared catalogue. Kept by triggers.';
COMMENT ON COLUMN tracker.exercise_equipment.owner_id IS 'The exercise''s owner; NULL = the shared catalogue. Kept by triggers.';

CREATE OR REPLACE FUNCTION tracker.stamp_link_owner() RETURNS trigger
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    NEW.owner_id := (SELECT x.owner_id FROM tracker.exercises AS x WHERE x.id = NEW.exercise_id);
    RETURN NEW;
END
$$;

COMMENT ON FUNCTION tracker.stamp_link_owner() IS 'BEFORE INSERT OR UPDATE of an exercise''s link: takes the owner from the exercise, whatever the statement says.';

CREATE OR REPLACE TRIGGER exercise_muscle_groups_stamp_owner
BEFORE INSERT OR UPDATE ON tracker.exercise_muscle_groups
FOR EACH ROW EXECUTE FUNCTION tracker.stamp_link_owner();

CREATE OR REPLACE TRIGGER exercise_equipment_stamp_owner
BEFORE INSERT OR UPDATE ON tracker.exercise_equipment
FOR EACH ROW EXECUTE FUNCTION tracker.stamp_link_owner();

CREATE OR REPLACE FUNCTION tracker.pass_on_owner() RETURNS trigger
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    UPDATE tracker.exercise_muscle_groups AS l SET owner_id = NEW.owner_id WHERE l.exercise_id = NEW.id;
    UPDATE tracker.exercise_equipment AS l SET owner_id = NEW.owner_id WHERE l.exercise_id = NEW.id;
    RETURN NULL;
END
$$;

COMMENT ON FUNCTION tracker.pass_on_owner() IS 'AFTER UPDATE of an exercise''s owner: its links follow.';

CREATE OR REPLACE TRIGGER exercises_pass_on_owner
AFTER UPDATE OF owner_id ON tracker.exercises
FOR EACH ROW WHEN (OLD.owner_id IS DISTINCT FROM NEW.owner_id)
EXECUTE FUNCTION tracker.pass_on_owner();

-- Links that stand already; those of the catalogue are right as they are. Nothing about them changes for anybody, so
-- updated_at stays.
ALTER TABLE tracker.exercise_muscle_groups DISABLE TRIGGER exercise_muscle_groups_touch;

UPDATE tracker.exercise_muscle_groups AS l
SET owner_id = x.owner_id
FROM tracker.exercises AS x
WHERE x.id = l.exercise_id AND x.owner_id IS NOT NULL AND l.owner_id IS NULL;

ALTER TABLE tracker.exercise_muscle_groups ENABLE TRIGGER exercise_muscle_groups_touch;

ALTER TABLE tracker.exercise_equipment DISABLE TRIGGER exercise_equipment_touch;

UPDATE tracker.exercise_equipment AS l
SET owner_id = x.owner_id
FROM tracker.exercises AS x
WHERE x.id = l.exercise_id AND x.owner_id IS NOT NULL AND l.owner_id IS NULL;

ALTER TABLE tracker.exercise_equipment ENABLE TRIGGER exercise_equipment_touch;
