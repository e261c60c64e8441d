-- The roles stand and may use the schema, and nobody can log in with one or become more than it is.

DO $$
DECLARE
    missing text;
BEGIN
    SELECT string_agg(e.name, ', ') INTO missing
    FROM (VALUES ('trackerdb_app'), ('trackerdb_service'), ('trackerdb_reader')) AS e (name)
    WHERE NOT EXISTS (
        SELECT FROM pg_catalog.pg_roles AS r
        WHERE r.rolname = e.name AND NOT r.rolcanlogin AND NOT r.rolsuper AND NOT r.rolbypassrls
            AND EXISTS (
                SELECT FROM pg_catalog.pg_namespace AS n
                CROSS JOIN LATERAL pg_catalog.aclexplode(n.nspacl) AS a
                WHERE n.nspname = 'tracker' AND a.grantee = r.oid AND a.privilege_type = 'USAGE'
            )
    );
    ASSERT missing IS NULL, 'missing or different roles: ' || missing;
END
$$;
