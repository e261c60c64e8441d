-- drop: a role that this database's migration made, and that no other database of the cluster uses.
DO $$
DECLARE
    made record;
BEGIN
    FOR made IN
        SELECT r.oid, r.rolname AS name
        FROM pg_catalog.pg_roles AS r
        WHERE r.rolname IN ('trackerdb_app', 'trackerdb_service', 'trackerdb_reader')
    LOOP
        IF to_regnamespace('tracker') IS NOT NULL THEN
            EXECUTE format('REVOKE USAGE ON SCHEMA tracker FROM %I', made.name);
        END IF;
        IF coalesce(shobj_description(made.oid, 'pg_authid'), '') LIKE 'trackerdb: %' THEN
            BEGIN
                EXECUTE format('DROP ROLE IF EXISTS %I', made.name);
            EXCEPTION
                WHEN dependent_objects_still_exist OR insufficient_privilege THEN
                    RAISE NOTICE 'role % stays: another database uses it, or another role made it', made.name;
            END;
        END IF;
    END LOOP;
END
$$;
