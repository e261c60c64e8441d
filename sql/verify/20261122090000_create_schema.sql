-- The schema stands and belongs to whoever migrates.

DO $$
BEGIN
    ASSERT to_regnamespace('tracker') IS NOT NULL, 'schema tracker is missing';
    ASSERT EXISTS (
        SELECT FROM pg_catalog.pg_namespace AS n
        WHERE n.nspname = 'tracker' AND pg_has_role(n.nspowner, 'USAGE')
    ), 'schema tracker belongs to another role';
END
$$;
