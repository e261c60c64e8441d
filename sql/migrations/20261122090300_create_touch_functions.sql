-- Trigger functions that stamp a changed row, whoever changes it and by whatever path.
-- depends: 20261122090200_create_enums

CREATE OR REPLACE FUNCTION tracker.touch() RETURNS trigger
LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    NEW.updated_at := now();
    RETURN NEW;
END
$$;

COMMENT ON FUNCTION tracker.touch() IS 'BEFORE UPDATE: sets updated_at.';

-- For rows that several devices edit: each change also raises the revision that a writer must know.
CREATE OR REPLACE FUNCTION tracker.touch_revision() RETURNS trigger
LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    NEW.updated_at := now();
    NEW.revision := OLD.revision + 1;
    RETURN NEW;
END
$$;

COMMENT ON FUNCTION tracker.touch_revision() IS 'BEFORE UPDATE: sets updated_at and raises revision.';
