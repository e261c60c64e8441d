-- Reading the audit log: what happened to a row, and what it was at any time.
-- depends: 20261122095500_audit_tables

-- Runs with its caller's rights: row-level security holds, and a column that the caller may not read is left out.
CREATE OR REPLACE FUNCTION tracker.audited_row(user_id bigint, audited tracker.audited_tables, key jsonb) RETURNS jsonb
LANGUAGE plpgsql
STABLE
SET search_path = pg_catalog, pg_temp
SET timezone = 'UTC'
SET bytea_output = 'hex'
SET extra_float_digits = 1
AS $$
DECLARE
    relation regclass := format('tracker.%I', audited.table_name);
    columns text;
    conditions text;
    found_row jsonb;
BEGIN
    SELECT string_agg(format('t.%I', a.attname), ', ' ORDER BY a.attnum) INTO columns
    FROM pg_attribute AS a
    WHERE
        a.attrelid = relation AND a.attnum > 0 AND NOT a.attisdropped
        AND a.attname <> ALL (audited.derived_columns || audited.secret_columns)
        AND has_column_privilege(a.attrelid, a.attnum, 'SELECT');
    SELECT
        concat_ws(
            ' AND ',
            CASE
                WHEN audited.user_column IS NULL THEN '$1 = 0'
                WHEN user_id = 0 THEN format('t.%I IS NULL', audited.user_column)
                ELSE format('t.%I = $1', audited.user_column)
            END,
            string_agg(format('t.%1$I = ($2 ->> %1$L)::%2$s', a.attname, format_type(a.atttypid, a.atttypmod)), ' AND '),
            -- The day leads to the one partition of a set.
            CASE WHEN audited.table_name = 'sets' THEN
                't.performed_on = (SELECT w.performed_on FROM tracker.workouts AS w'
                ' WHERE w.user_id = $1 AND w.id = ($2 ->> ''workout_id'')::uuid)'
            END
        )
    INTO conditions
    FROM pg_attribute AS a
    WHERE a.attrelid = relation AND a.attname = ANY (audited.key_columns);
    EXECUTE format(
        'SELECT to_jsonb(r) FROM (SELECT %s FROM tracker.%I AS t WHERE %s) AS r', columns, audited.table_name, conditions
    ) INTO found_row USING user_id, key;
    RETURN found_row;
END
$$;

-- Walks back from the row as it stands. Each event comes with the whole row as it was before it, under the present
-- names of its columns.
CREATE OR REPLACE FUNCTION tracker.row_events(user_id bigint, table_name text, key jsonb)
RETURNS TABLE (
    at timestamptz, xid xid8, operation tracker.audit_operation, actor_id bigint, reason text, old jsonb, before jsonb
)
LANGUAGE plpgsql
STABLE
SET search_path = pg_catalog, pg_temp
SET timezone = 'UTC'
AS $$
#variable_conflict use_column
DECLARE
    audited tracker.audited_tables;
    entry record;
    state jsonb;
    creator bigint;
    names jsonb;
    spelt_key jsonb;
BEGIN
    SELECT t.* INTO audited FROM tracker.audited_tables AS t WHERE t.table_name = $2;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'there is no audited table "%"', $2 USING ERRCODE = 'TD422', CONSTRAINT = 'table';
    END IF;
    IF ARRAY(SELECT k FROM jsonb_object_keys($3) AS k ORDER BY k) <> ARRAY(SELECT k FROM unnest(audited.key_columns) AS k ORDER BY k) THEN
        RAISE EXCEPTION 'the key of % is {%}', $2, array_to_string(audited.key_columns, ', ')
            USING ERRCODE = 'TD422', CONSTRAINT = 'key';
    END IF;
    -- Whoever sees the row and not its entries would take it for one that never changed.
    IF
        $1 = 0 AND row_security_active('tracker.audit_log'::regclass)
        AND NOT pg_has_role('trackerdb_service', 'USAGE') AND NOT pg_has_role('trackerdb_reader', 'USAGE')
    THEN
        RAISE EXCEPTION 'the history of the shared catalogue is not a user''s to read' USING ERRCODE = 'insufficient_privilege';
    END IF;
    -- As the log spells it: a UUID in lower case, a time in UTC.
    EXECUTE (
        SELECT format(
            'SELECT jsonb_build_object(%s)',
            string_agg(format('%1$L, ($1 ->> %1$L)::%2$s', a.attname, format_type(a.atttypid, a.atttypmod)), ', ')
        )
        FROM pg_attribute AS a
        WHERE a.attrelid = to_regclass(format('tracker.%I', $2)) AND a.attname = ANY (audited.key_columns)
    ) INTO spelt_key USING $3;
    state := tracker.audited_row($1, audited, spelt_key);
    creator := (state ->> 'created_by')::bigint;
    state := state - 'created_by';

    FOR entry IN
        SELECT l.*, s AS shape_row
        FROM tracker.audit_log AS l
        JOIN tracker.audit_shapes AS s ON s.table_name = l.table_name AND s.id = l.shape
        WHERE
            l.user_id = $1 AND l.key_hash = jsonb_hash_extended(spelt_key, 0) AND l.key = spelt_key
            AND l.table_name = $2
        ORDER BY l.id DESC
    LOOP
        SELECT jsonb_object_agg(n.name, n.name_now) FILTER (WHERE n.name_now IS NOT NULL) INTO names
        FROM tracker.names_now(entry.shape_row) AS n;
        old := (
            SELECT jsonb_object_agg(coalesce(names ->> o.key, o.key), o.value)
            FROM jsonb_each(entry.old) AS o
            WHERE names ? o.key OR o.key = ANY (audited.secret_columns)
        );
        IF entry.operation = 'delete' AND state IS NOT NULL THEN
            RETURN QUERY SELECT
                greatest((state ->> 'recorded_at')::timestamptz, entry.at), (state ->> 'recorded_in')::xid8,
                'insert'::tracker.audit_operation, creator, NULL::text, NULL::jsonb, NULL::jsonb;
        ELSIF entry.operation = 'update' AND state IS NULL THEN
            RAISE EXCEPTION 'the row of % is neither stored nor recorded as deleted: its partition may be detached', $2
                USING ERRCODE = 'TD409';
        END IF;
        RETURN QUERY SELECT
            entry.at, entry.xid, entry.operation, entry.actor_id, entry.reason,
            CASE entry.operation
                WHEN 'update' THEN (
                    SELECT coalesce(jsonb_object_agg(o.key, o.value), '{}')
                    FROM jsonb_each(old) AS o
                    WHERE
                        o.key = ANY (audited.secret_columns)
                        -- What the caller may not read of the row is not in it.
                        OR (state ? o.key AND state -> o.key <> o.value)
                )
                ELSE old
            END - '{recorded_at,recorded_in}'::text[],
            old - audited.secret_columns;
        state := old - audited.secret_columns;
        creator := entry.created_by;
    END LOOP;
    IF state IS NOT NULL THEN
        RETURN QUERY SELECT
            coalesce((state ->> 'recorded_at')::timestamptz, (state ->> 'created_at')::timestamptz),
            (state ->> 'recorded_in')::xid8, 'insert'::tracker.audit_operation, creator, NULL::text, NULL::jsonb, NULL::jsonb;
    END IF;
END
$$;

COMMENT ON FUNCTION tracker.row_events(bigint, text, jsonb) IS
    'What happened to a row, the newest first; before = the row as it was until then, null = it was not there.';

CREATE OR REPLACE FUNCTION tracker.row_as_of(user_id bigint, table_name text, key jsonb, at timestamptz) RETURNS jsonb
LANGUAGE plpgsql
STABLE
SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_column
DECLARE
    known_since timestamptz;
    audited_since timestamptz;
    state jsonb;
BEGIN
    known_since := (
        SELECT min(b.lower)
        FROM pg_inherits AS i
        JOIN pg_class AS c ON c.oid = i.inhrelid
        CROSS JOIN LATERAL (
            SELECT (regexp_match(pg_get_expr(c.relpartbound, c.oid), 'FROM \(''([^'']+)''\)'))[1]::timestamptz
        ) AS b (lower)
        WHERE i.inhparent = 'tracker.audit_log'::regclass
        HAVING bool_and(b.lower IS NOT NULL)
    );
    IF $4 < known_since THEN
        RAISE EXCEPTION 'the audit log goes back to %: what was before it is gone', known_since
            USING ERRCODE = 'TD422', CONSTRAINT = 'at';
    END IF;
    SELECT e.before INTO state
    FROM (
        SELECT g.*, max(g.at) OVER (PARTITION BY g.change_of_xid) AS seen_at
        FROM (
            SELECT n.*, sum(n.is_other) OVER (ORDER BY n.place) AS change_of_xid
            FROM (
                SELECT
                    r.*, (r.xid IS DISTINCT FROM lag(r.xid) OVER (ORDER BY r.place))::integer AS is_other
                FROM ROWS FROM (tracker.row_events($1, $2, $3)) WITH ORDINALITY
                    AS r (at, xid, operation, actor_id, reason, old, before, place)
            ) AS n
        ) AS g
    ) AS e
    WHERE e.seen_at > $4
    ORDER BY e.place DESC
    LIMIT 1;
    IF NOT FOUND THEN
        SELECT tracker.audited_row($1, t, $3) INTO state FROM tracker.audited_tables AS t WHERE t.table_name = $2;
    END IF;
    -- Of a row that is older than the audit nobody knows how it was before.
    SELECT t.created_at INTO audited_since FROM tracker.audited_tables AS t WHERE t.table_name = $2;
    IF state IS NOT NULL AND state ->> 'recorded_at' IS NULL AND $4 < audited_since THEN
        RAISE EXCEPTION '% is audited since %: how the row was before is not known', $2, audited_since
            USING ERRCODE = 'TD422', CONSTRAINT = 'at';
    END IF;
    RETURN state - '{recorded_at,recorded_in,created_by}'::text[];
END
$$;

COMMENT ON FUNCTION tracker.row_as_of(bigint, text, jsonb, timestamptz) IS
    'An audited row as others saw it at a time, without derived and secret columns; null = it was not there.';
