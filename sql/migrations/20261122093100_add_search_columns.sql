-- What search compares, kept with each exercise.
-- depends: 20261122093000_create_search_words

-- Not generated: that would rewrite the table while nobody can read it, and what the two functions take for all of the
-- exercises is seconds.
ALTER TABLE tracker.exercises
ADD COLUMN IF NOT EXISTS search_names text[],
ADD COLUMN IF NOT EXISTS search_lexemes tsvector;

COMMENT ON COLUMN tracker.exercises.search_names IS 'Name and aliases as search compares them: tracker.search_names().';
COMMENT ON COLUMN tracker.exercises.search_lexemes IS 'Name and aliases as search finds them: tracker.search_lexemes().';

CREATE OR REPLACE FUNCTION tracker.write_search_columns() RETURNS trigger
LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    derived CONSTANT text[] := '{search_names,search_lexemes,search_document,updated_at}';
BEGIN
    -- An exercise that stood before it had these columns does not change when it gets them.
    IF TG_OP = 'UPDATE' THEN
        IF OLD.search_names IS NULL AND to_jsonb(NEW) - derived = to_jsonb(OLD) - derived THEN
            NEW.updated_at := OLD.updated_at;
        END IF;
    END IF;
    NEW.search_names := tracker.search_names(NEW.name, NEW.aliases);
    NEW.search_lexemes := tracker.search_lexemes(NEW.search_names);
    RETURN NEW;
END
$$;

COMMENT ON FUNCTION tracker.write_search_columns() IS
    'BEFORE INSERT OR UPDATE: search_names and search_lexemes are what name and aliases say, whatever was written.';

-- By its name it comes after exercises_touch.
CREATE OR REPLACE TRIGGER exercises_write_search
BEFORE INSERT OR UPDATE OF name, aliases, search_names, search_lexemes ON tracker.exercises
FOR EACH ROW EXECUTE FUNCTION tracker.write_search_columns();
