-- Whom a transaction acts as, and what may be done for whom by functions that no policy holds back.
-- depends: 20261122094300_add_link_owners

-- Without settings of its own, so that the planner puts its expression into the query in its place.
CREATE OR REPLACE FUNCTION tracker.current_user_id() RETURNS bigint
LANGUAGE sql
STABLE PARALLEL SAFE
AS $$ SELECT nullif(pg_catalog.current_setting('tracker.user_id', true), '')::bigint $$;

COMMENT ON FUNCTION tracker.current_user_id() IS 'The user that the transaction acts as (setting tracker.user_id); NULL outside trackerdb.acting_as.';

-- Only from within a SECURITY DEFINER function, where current_user is the owner. The caller is whoever SET ROLE
-- named, else the login.
CREATE OR REPLACE FUNCTION tracker.caller_may_act_for(user_id bigint) RETURNS boolean
LANGUAGE sql
STABLE
SET search_path = pg_catalog, pg_temp
AS $$
    SELECT
        coalesce($1 = tracker.current_user_id(), false)
        OR pg_has_role(c.name, current_user, 'USAGE')
        OR EXISTS (
            SELECT FROM pg_roles AS r
            WHERE r.rolname = 'trackerdb_service' AND pg_has_role(c.name, r.oid, 'USAGE')
        )
    FROM (SELECT coalesce(nullif(current_setting('role', true), 'none'), session_user) AS name) AS c
$$;

COMMENT ON FUNCTION tracker.caller_may_act_for(bigint) IS
    'Whether the caller of a SECURITY DEFINER function acts as this user, or has the rights of the service or the owner.';

REVOKE EXECUTE ON FUNCTION tracker.caller_may_act_for(bigint) FROM PUBLIC;

-- What records.rebuild runs: nobody but the triggers may call the upkeep itself.
CREATE OR REPLACE FUNCTION tracker.rebuild_records(user_id bigint, exercise_ids bigint[]) RETURNS void
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF NOT tracker.caller_may_act_for(user_id) THEN
        RAISE EXCEPTION 'this transaction may not rebuild the records of user %', user_id
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    PERFORM tracker.lock_users(ARRAY[user_id]);
    PERFORM tracker.rescan_records(
        array_fill(user_id, ARRAY[cardinality(k.ids)]), k.ids, array_fill(tracker.oldest_set_day(), ARRAY[cardinality(k.ids)])
    )
    FROM (SELECT coalesce(array_agg(DISTINCT i), '{}') AS ids FROM unnest(exercise_ids) AS i) AS k;
END
$$;

COMMENT ON FUNCTION tracker.rebuild_records(bigint, bigint[]) IS 'Computes the records of these exercises of a user anew from the sets.';

REVOKE EXECUTE ON FUNCTION tracker.rebuild_records(bigint, bigint[]) FROM PUBLIC;
