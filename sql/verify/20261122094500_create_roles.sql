-- The roles stand, and nobody can log in with one or become more than it is.

DO $$
DECLARE
    missing text;
BEGIN
    SELECT string_agg(e.name, ', ') INTO missing
    FROM (VALUES ('trackerdb_app'), ('trackerdb_service'), ('trackerdb_reader')) AS e (name)
    WHERE NOT EXISTS (
        SELECT FROM pg_catalog.pg_roles AS r
        WHERE r.rolname = e.name AND NOT r.rolcanlogin AND NOT r.rolsuper AND NOT r.rolbypassrls
    );
    ASSERT missing IS NULL, 'missing or different roles: ' || missing;
END
$$;
