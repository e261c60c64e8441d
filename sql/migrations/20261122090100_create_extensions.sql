-- Extensions that search needs; all three are trusted, so a plain database owner may create them.
-- depends: 20261122090000_create_schema

-- One that already stands (in whatever schema) is used as it is. Ours live in schema tracker, which
-- is how the rollback tells them apart.
DO $$
DECLARE
    extension text;
BEGIN
    FOREACH extension IN ARRAY ARRAY['pg_trgm', 'unaccent', 'fuzzystrmatch'] LOOP
        IF NOT EXISTS (SELECT FROM pg_catalog.pg_extension AS e WHERE e.extname = extension) THEN
            EXECUTE format('CREATE EXTENSION %I SCHEMA tracker', extension);
        END IF;
    END LOOP;
END
$$;
