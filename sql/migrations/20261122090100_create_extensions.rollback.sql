-- Only the extensions in schema tracker are ours.

DO $$
DECLARE
    extension text;
BEGIN
    FOR extension IN
        SELECT e.extname
        FROM pg_catalog.pg_extension AS e
        JOIN pg_catalog.pg_namespace AS n ON n.oid = e.extnamespace
        WHERE n.nspname = 'tracker' AND e.extname IN ('pg_trgm', 'unaccent', 'fuzzystrmatch')
        ORDER BY e.extname
    LOOP
        EXECUTE format('DROP EXTENSION %I', extension);
    END LOOP;
END
$$;
