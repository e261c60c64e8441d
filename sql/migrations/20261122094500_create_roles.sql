-- The roles that logins are made members of. Roles belong to the whole cluster, so that another database may have
-- made them before: one that stands is used as it is.
-- depends: 20261122094400_create_acting_user

DO $$
DECLARE
    wanted record;
    is_ours boolean;
    can_grant_set boolean := current_setting('server_version_num')::integer >= 160000;
BEGIN
    FOR wanted IN
        SELECT r.name, r.purpose
        FROM (VALUES
            ('trackerdb_app', 'trackerdb: the rows of the user that the transaction acts as'),
            ('trackerdb_service', 'trackerdb: the rows of all users, for sign-up, login and maintenance'),
            ('trackerdb_reader', 'trackerdb: reads the rows of all users, but nothing of their logins')
        ) AS r (name, purpose)
    LOOP
        is_ours := false;
        IF to_regrole(wanted.name) IS NULL THEN
            BEGIN
                EXECUTE format('CREATE ROLE %I NOLOGIN', wanted.name);
                is_ours := true;
            EXCEPTION
                WHEN duplicate_object OR unique_violation THEN
                    RAISE NOTICE 'role % was made by another database meanwhile', wanted.name;
            END;
        END IF;
        -- How the rollback tells what was made here from what an administrator had made.
        IF is_ours THEN
            EXECUTE format('COMMENT ON ROLE %I IS %L', wanted.name, wanted.purpose);
        END IF;
        -- Since 16 whoever makes a role may grant it, but neither has its rights nor may take it.
        IF NOT pg_has_role(wanted.name, CASE WHEN can_grant_set THEN 'SET' ELSE 'MEMBER' END) THEN
            BEGIN
                EXECUTE format(
                    'GRANT %I TO %I%s', wanted.name, current_user,
                    CASE WHEN can_grant_set THEN ' WITH INHERIT TRUE, SET TRUE' ELSE '' END
                );
            EXCEPTION
                WHEN insufficient_privilege THEN
                    RAISE NOTICE '% may not take role %: trackerdb.acting_as works from logins that were granted it',
                        current_user, wanted.name;
            END;
        END IF;
        EXECUTE format('GRANT USAGE ON SCHEMA tracker TO %I', wanted.name);
    END LOOP;
END
$$;
