-- Honouring a request to erase, or to hand out, everything that is held about a user.
-- depends: 20261122094700_enable_row_level_security

-- Read from the catalogue, so that a table that comes later is neither kept nor left out.
CREATE OR REPLACE FUNCTION tracker.user_columns() RETURNS TABLE (table_name text, column_name text, is_owner boolean)
LANGUAGE sql
STABLE
SET search_path = pg_catalog, pg_temp
AS $$
    SELECT c.relname::text, a.attname::text, a.attname IN ('user_id', 'owner_id')
    FROM pg_class AS c
    JOIN pg_attribute AS a ON a.attrelid = c.oid
    WHERE
        c.relnamespace = 'tracker'::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition
        AND a.attname IN ('user_id', 'owner_id', 'actor_id', 'created_by') AND NOT a.attisdropped
    ORDER BY c.relname, a.attname
$$;

COMMENT ON FUNCTION tracker.user_columns() IS
    'Columns that name a user. is_owner: the row is about that user; else the user only acted on it.';

-- Deletes a user for good. The log goes first and in whole statements: the cascades from users would delete it
-- workout by workout, and the records would be read anew after each one.
CREATE OR REPLACE FUNCTION tracker.erase_user(user_id bigint)
RETURNS TABLE (table_name text, deleted bigint, anonymised bigint)
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_column
DECLARE
    erased ALIAS FOR $1;
    held record;
    found_rows bigint;
    counts jsonb := '{}';
BEGIN
    IF cardinality(tracker.lock_users(ARRAY[erased])) = 0 THEN
        RETURN;
    END IF;
    FOR held IN SELECT u.table_name, u.column_name FROM tracker.user_columns() AS u WHERE u.is_owner LOOP
        EXECUTE format('SELECT count(*) FROM tracker.%I AS t WHERE t.%I = $1', held.table_name, held.column_name)
        INTO found_rows USING erased;
        counts := counts || jsonb_build_object(held.table_name, found_rows);
    END LOOP;
    DELETE FROM tracker.record_events AS r WHERE r.user_id = erased;
    DELETE FROM tracker.exercise_records AS r WHERE r.user_id = erased;
    DELETE FROM tracker.sets AS s WHERE s.user_id = erased;
    DELETE FROM tracker.workout_exercises AS we WHERE we.user_id = erased;
    DELETE FROM tracker.workouts AS w WHERE w.user_id = erased;
    DELETE FROM tracker.users AS u WHERE u.id = erased;
    -- What no key takes along, and what the deletions above have written down.
    FOR held IN SELECT u.table_name, u.column_name FROM tracker.user_columns() AS u WHERE u.is_owner LOOP
        EXECUTE format('DELETE FROM tracker.%I AS t WHERE t.%I = $1', held.table_name, held.column_name) USING erased;
        RETURN QUERY SELECT held.table_name, (counts ->> held.table_name)::bigint, 0::bigint;
    END LOOP;
    RETURN QUERY SELECT 'users', 1::bigint, 0::bigint;
    -- The log last: what is changed in others' rows here is written down in it.
    FOR held IN
        SELECT u.table_name, u.column_name
        FROM tracker.user_columns() AS u
        WHERE NOT u.is_owner
        ORDER BY u.table_name LIKE 'audit\_log%', u.table_name, u.column_name
    LOOP
        -- A reason of the log is theirs too: who acted gave it, and it may name them.
        EXECUTE format(
            'UPDATE tracker.%1$I AS t SET %2$I = NULL%3$s WHERE t.%2$I = $1', held.table_name, held.column_name,
            CASE WHEN held.table_name LIKE 'audit\_log%' THEN ', reason = NULL' END
        ) USING erased;
        GET DIAGNOSTICS found_rows = ROW_COUNT;
        RETURN QUERY SELECT held.table_name, 0::bigint, found_rows;
    END LOOP;
END
$$;

COMMENT ON FUNCTION tracker.erase_user(bigint) IS
    'Deletes all rows about a user, and takes their id and reasons from what they did to others; one row a table. No row for an unknown user.';

REVOKE EXECUTE ON FUNCTION tracker.erase_user(bigint) FROM PUBLIC;

GRANT EXECUTE ON FUNCTION tracker.erase_user(bigint) TO trackerdb_service;

-- Runs with its caller's rights: row-level security holds for it.
CREATE OR REPLACE FUNCTION tracker.rows_about(user_id bigint, table_name text) RETURNS SETOF text
LANGUAGE plpgsql
STABLE
SET search_path = pg_catalog, pg_temp
SET timezone = 'UTC'
AS $$
BEGIN
    RETURN QUERY EXECUTE (
        SELECT format(
            'SELECT to_jsonb(r)::text FROM (SELECT %s FROM tracker.%I AS t WHERE t.%s = $1) AS r',
            string_agg(format('t.%I', a.attname), ', ' ORDER BY a.attnum), table_name,
            CASE WHEN table_name = 'users' THEN 'id' ELSE 'user_id' END
        )
        FROM pg_attribute AS a
        WHERE
            a.attrelid = format('tracker.%I', table_name)::regclass AND a.attnum > 0 AND NOT a.attisdropped
            -- What would let its reader in, and what only the audit reads.
            AND a.attname NOT IN ('password_hash', 'token_hash', 'created_by', 'recorded_at', 'recorded_in')
    ) USING user_id;
END
$$;

COMMENT ON FUNCTION tracker.rows_about(bigint, text) IS 'The rows of a table that are about a user, as JSON, without password and token hashes.';
