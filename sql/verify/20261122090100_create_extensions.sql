-- The extensions stand, in whatever schema.

DO $$
DECLARE
    missing text;
BEGIN
    -- PostgreSQL then prints every definition with its schema.
    PERFORM set_config('search_path', '', true);

    SELECT string_agg(e.name, ', ') INTO missing
    FROM (VALUES ('pg_trgm'), ('unaccent'), ('fuzzystrmatch')) AS e (name)
    WHERE NOT EXISTS (SELECT FROM pg_catalog.pg_extension AS x WHERE x.extname = e.name);
    ASSERT missing IS NULL, 'missing extensions: ' || missing;
END
$$;
