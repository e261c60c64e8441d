-- What writes the audit log, and what makes a table audited.
-- depends: 20261122095300_create_audited_tables

-- Without settings of its own, so that the planner puts its expression in its place. Whoever acts as a user can't say
-- that it was somebody else.
CREATE OR REPLACE FUNCTION tracker.current_actor() RETURNS bigint
LANGUAGE sql
STABLE PARALLEL SAFE
AS $$
    SELECT coalesce(
        nullif(pg_catalog.current_setting('tracker.user_id', true), ''),
        nullif(pg_catalog.current_setting('tracker.actor', true), '')
    )::bigint
$$;

COMMENT ON FUNCTION tracker.current_actor() IS
    'Who acts: the user of trackerdb.acting_as, else setting tracker.actor, which trackerdb.transaction(actor=…) makes; '
    'null = not said.';

-- Fires only for a row that claims to be older or younger than its transaction, or somebody else's.
CREATE OR REPLACE FUNCTION tracker.stamp_recorded() RETURNS trigger
LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    NEW.recorded_at := clock_timestamp();
    NEW.recorded_in := pg_current_xact_id();
    -- A row that the owner moves to another partition comes by here too, and keeps its creator.
    NEW.created_by := coalesce(tracker.current_user_id(), NEW.created_by);
    RETURN NEW;
END
$$;

COMMENT ON FUNCTION tracker.stamp_recorded() IS
    'BEFORE INSERT of a row with a forged time or creator: the clock and the acting user decide.';

-- An expression and no sub-select, so that a trigger evaluates it in place.
CREATE OR REPLACE FUNCTION tracker.audit_key(image jsonb, key_columns text[]) RETURNS jsonb
LANGUAGE sql
STABLE PARALLEL SAFE
AS $$
    SELECT CASE pg_catalog.cardinality($2)
        WHEN 0 THEN '{}'::jsonb
        WHEN 1 THEN pg_catalog.jsonb_build_object($2[1], $1 -> $2[1])
        WHEN 2 THEN pg_catalog.jsonb_build_object($2[1], $1 -> $2[1], $2[2], $1 -> $2[2])
        ELSE pg_catalog.jsonb_build_object($2[1], $1 -> $2[1], $2[2], $1 -> $2[2], $2[3], $1 -> $2[3])
    END
$$;

COMMENT ON FUNCTION tracker.audit_key(jsonb, text[]) IS 'The key of a row, of three columns at most, as audit_log holds it.';

-- Row triggers: they also see cascades, and what is written straight to a partition. Arguments: the table's name, its
-- user column, its key columns, the columns to leave out, and the secret ones. Times are written in UTC. An update
-- writes the whole row as it was: to look for what changed would cost more than the rest of the entry, and reading can.
CREATE OR REPLACE FUNCTION tracker.audit_update() RETURNS trigger
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
SET timezone = 'UTC'
SET bytea_output = 'hex'
SET extra_float_digits = 1
AS $$
DECLARE
    was CONSTANT jsonb := to_jsonb(OLD);
    key CONSTANT jsonb := tracker.audit_key(was, TG_ARGV[2]::text[]);
    content jsonb := was - TG_ARGV[3]::text[];
BEGIN
    IF TG_ARGV[4] <> '{}' THEN
        content := content - TG_ARGV[4]::text[] || (
            SELECT coalesce(jsonb_object_agg(s.name, NULL), '{}')
            FROM unnest(TG_ARGV[4]::text[]) AS s (name)
            WHERE was -> s.name IS DISTINCT FROM to_jsonb(NEW) -> s.name
        );
    END IF;
    LOOP
        INSERT INTO tracker.audit_log (user_id, key_hash, table_name, key, operation, old, shape, actor_id, reason, created_by)
        SELECT
            coalesce((was ->> TG_ARGV[1])::bigint, 0), jsonb_hash_extended(key, 0), TG_ARGV[0], key, 'update', content, s.id,
            tracker.current_actor(), nullif(current_setting('tracker.reason', true), ''), (was ->> 'created_by')::bigint
        FROM tracker.audit_shapes AS s
        WHERE s.table_name = TG_ARGV[0] AND was ?& s.names AND was - s.names = '{}';
        EXIT WHEN FOUND;
        PERFORM tracker.new_shape(TG_ARGV[0], was);
    END LOOP;
    RETURN NULL;
END
$$;

COMMENT ON FUNCTION tracker.audit_update() IS 'AFTER UPDATE that keeps the key: writes what the row was to audit_log.';

CREATE OR REPLACE FUNCTION tracker.audit_delete() RETURNS trigger
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
SET timezone = 'UTC'
SET bytea_output = 'hex'
SET extra_float_digits = 1
AS $$
DECLARE
    key_columns CONSTANT text[] := TG_ARGV[2];
    was CONSTANT jsonb := to_jsonb(OLD);
    old_user CONSTANT bigint := coalesce((was ->> TG_ARGV[1])::bigint, 0);
    old_key CONSTANT jsonb := tracker.audit_key(was, key_columns);
    becomes jsonb;
    new_user bigint;
    new_key jsonb;
    shape integer;
    is_same boolean;
BEGIN
    IF TG_OP = 'UPDATE' THEN
        becomes := to_jsonb(NEW);
    ELSIF TG_TABLE_NAME <> TG_ARGV[0] THEN
        -- PostgreSQL moves a row to another partition by deleting it here: then it stands there by now.
        SELECT to_jsonb(s) INTO becomes
        FROM tracker.sets AS s
        WHERE
            s.user_id = (was ->> 'user_id')::bigint AND s.workout_id = (was ->> 'workout_id')::uuid
            AND s.id = (was ->> 'id')::uuid
            AND s.performed_on = (
                SELECT w.performed_on
                FROM tracker.workouts AS w
                WHERE w.user_id = (was ->> 'user_id')::bigint AND w.id = (was ->> 'workout_id')::uuid
            );
    END IF;
    new_user := coalesce((becomes ->> TG_ARGV[1])::bigint, 0);
    new_key := tracker.audit_key(becomes, key_columns);
    is_same := becomes IS NOT NULL AND new_user = old_user AND new_key = old_key;
    shape := coalesce(tracker.shape_of(TG_ARGV[0], was), tracker.new_shape(TG_ARGV[0], was));

    INSERT INTO tracker.audit_log (user_id, key_hash, table_name, key, operation, old, shape, actor_id, reason, created_by)
    VALUES (
        old_user, jsonb_hash_extended(old_key, 0), TG_ARGV[0], old_key,
        CASE WHEN is_same THEN 'update' ELSE 'delete' END::tracker.audit_operation,
        was - TG_ARGV[3]::text[] - TG_ARGV[4]::text[], shape, tracker.current_actor(),
        nullif(current_setting('tracker.reason', true), ''), (was ->> 'created_by')::bigint
    );
    IF becomes IS NOT NULL AND NOT is_same THEN
        INSERT INTO tracker.audit_log (user_id, key_hash, table_name, key, operation, shape, actor_id, reason)
        VALUES (
            new_user, jsonb_hash_extended(new_key, 0), TG_ARGV[0], new_key, 'insert', shape, tracker.current_actor(),
            nullif(current_setting('tracker.reason', true), '')
        );
    END IF;
    RETURN NULL;
END
$$;

COMMENT ON FUNCTION tracker.audit_delete() IS
    'AFTER DELETE, or UPDATE of the key: writes what the row was, and where it stands now, to audit_log.';

REVOKE EXECUTE ON FUNCTION tracker.audit_update(), tracker.audit_delete() FROM PUBLIC;

-- TRUNCATE tells no trigger which rows it removes; this one reads them all before. Arguments as above.
CREATE OR REPLACE FUNCTION tracker.audit_truncate() RETURNS trigger
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
SET timezone = 'UTC'
SET bytea_output = 'hex'
SET extra_float_digits = 1
AS $$
DECLARE
    image jsonb;
BEGIN
    EXECUTE format('SELECT to_jsonb(t) FROM %s AS t LIMIT 1', TG_RELID::regclass) INTO image;
    IF image IS NULL THEN
        RETURN NULL;
    END IF;
    EXECUTE format(
        'INSERT INTO tracker.audit_log (user_id, key_hash, table_name, key, operation, old, shape, actor_id, reason, created_by)'
        ' SELECT coalesce((r.image ->> $2)::bigint, 0), jsonb_hash_extended(tracker.audit_key(r.image, $3), 0), $1,'
        ' tracker.audit_key(r.image, $3), ''delete'', r.image - $4, $5,'
        ' tracker.current_actor(), nullif(current_setting(''tracker.reason'', true), ''''), (r.image ->> ''created_by'')::bigint'
        ' FROM (SELECT to_jsonb(t) AS image FROM %s AS t) AS r',
        TG_RELID::regclass
    ) USING
        TG_ARGV[0], TG_ARGV[1], TG_ARGV[2]::text[], TG_ARGV[3]::text[] || TG_ARGV[4]::text[],
        tracker.new_shape(TG_ARGV[0], image);
    RETURN NULL;
END
$$;

COMMENT ON FUNCTION tracker.audit_truncate() IS 'BEFORE TRUNCATE: writes what the rows were to audit_log.';

REVOKE EXECUTE ON FUNCTION tracker.audit_truncate() FROM PUBLIC;

CREATE OR REPLACE FUNCTION tracker.audit_arguments(table_name text) RETURNS text
LANGUAGE sql
STABLE
SET search_path = pg_catalog, pg_temp
AS $$
    SELECT format(
        '%L, %L, %L, %L, %L', t.table_name, coalesce(t.user_column, ''), t.key_columns,
        t.derived_columns || 'created_by'::text, t.secret_columns
    )
    FROM tracker.audited_tables AS t
    WHERE t.table_name = $1
$$;

COMMENT ON FUNCTION tracker.audit_arguments(text) IS 'What the audit triggers of a table are told.';

-- A year that was detached may come back: it has to go along with what is done to the columns of sets.
CREATE OR REPLACE FUNCTION tracker.detached_years_of(table_name text) RETURNS SETOF regclass
LANGUAGE sql
STABLE
SET search_path = pg_catalog, pg_temp
AS $$
    SELECT c.oid::regclass
    FROM pg_class AS c
    WHERE
        c.relnamespace = 'tracker'::regnamespace AND c.relkind = 'r' AND NOT c.relispartition
        AND $1 = 'sets' AND c.relname ~ '^sets_(before_|)\d{4}$'
    ORDER BY c.relname
$$;

COMMENT ON FUNCTION tracker.detached_years_of(text) IS 'Tables that were partitions of sets; none of any other table.';

-- A statement trigger fires for the table that it stands on alone, and a partitioned table has no rows of its own.
CREATE OR REPLACE FUNCTION tracker.tables_with_rows_of(table_name text) RETURNS SETOF regclass
LANGUAGE sql
STABLE
SET search_path = pg_catalog, pg_temp
AS $$
    SELECT coalesce(i.inhrelid, c.oid)::regclass
    FROM pg_class AS c
    LEFT JOIN pg_inherits AS i ON i.inhparent = c.oid
    WHERE c.oid = to_regclass(format('tracker.%I', $1))
    UNION ALL
    SELECT d FROM tracker.detached_years_of($1) AS d
    ORDER BY 1
$$;

COMMENT ON FUNCTION tracker.tables_with_rows_of(text) IS 'A table, or the partitions of one that is partitioned, detached ones too.';

CREATE OR REPLACE FUNCTION tracker.audit_truncate_of(table_name text, target regclass) RETURNS void
LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    EXECUTE format(
        'CREATE OR REPLACE TRIGGER %I BEFORE TRUNCATE ON %s FOR EACH STATEMENT EXECUTE FUNCTION tracker.audit_truncate(%s)',
        $1 || '_audit_truncate', target, tracker.audit_arguments($1)
    );
END
$$;

COMMENT ON FUNCTION tracker.audit_truncate_of(text, regclass) IS 'Has TRUNCATE of an audited table, or of one of its partitions, audited.';

-- Rows that stand already keep null in recorded_at: they are older than the audit, and nothing is rewritten.
CREATE OR REPLACE FUNCTION tracker.audit_table(table_name text) RETURNS void
LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    audited tracker.audited_tables;
    arguments CONSTANT text := tracker.audit_arguments($1);
    key_changed text;
    content_changed text := '';
    target regclass;
BEGIN
    SELECT t.* INTO STRICT audited FROM tracker.audited_tables AS t WHERE t.table_name = $1;
    FOR target IN
        SELECT to_regclass(format('tracker.%I', $1)) UNION ALL SELECT d FROM tracker.detached_years_of($1) AS d
    LOOP
        EXECUTE format(
            'ALTER TABLE %s'
            ' ADD COLUMN IF NOT EXISTS recorded_at timestamptz,'
            ' ADD COLUMN IF NOT EXISTS recorded_in xid8,'
            ' ADD COLUMN IF NOT EXISTS created_by bigint,'
            ' ALTER COLUMN recorded_at SET DEFAULT clock_timestamp(),'
            ' ALTER COLUMN recorded_in SET DEFAULT pg_current_xact_id(),'
            ' ALTER COLUMN created_by SET DEFAULT tracker.current_actor()',
            target
        );
    END LOOP;
    EXECUTE format(
        'COMMENT ON COLUMN tracker.%I.recorded_at IS %L', $1,
        'The clock when the row was inserted here, whatever created_at says; null = before the table was audited.'
    );
    EXECUTE format('COMMENT ON COLUMN tracker.%I.recorded_in IS %L', $1, 'The transaction that inserted the row here.');
    EXECUTE format('COMMENT ON COLUMN tracker.%I.created_by IS %L', $1, 'The actor who inserted the row; null = the owner.');

    EXECUTE format(
        'CREATE OR REPLACE TRIGGER %I BEFORE INSERT ON tracker.%I FOR EACH ROW'
        ' WHEN ((NEW.recorded_at BETWEEN now() AND clock_timestamp() AND NEW.recorded_in = pg_current_xact_id()'
        ' AND coalesce(NEW.created_by = tracker.current_user_id(), tracker.current_user_id() IS NULL)) IS NOT TRUE)'
        ' EXECUTE FUNCTION tracker.stamp_recorded()',
        $1 || '_stamp_recorded', $1
    );
    key_changed := (
        SELECT string_agg(format('OLD.%1$I IS DISTINCT FROM NEW.%1$I', k.name), ' OR ' ORDER BY k.place)
        FROM unnest(array_remove(audited.user_column || audited.key_columns, NULL)) WITH ORDINALITY AS k (name, place)
    );
    IF audited.derived_columns <> '{}' THEN
        content_changed := format('AND to_jsonb(OLD) - %1$L::text[] IS DISTINCT FROM to_jsonb(NEW) - %1$L::text[]', audited.derived_columns);
    END IF;
    EXECUTE format(
        'CREATE OR REPLACE TRIGGER %I AFTER UPDATE ON tracker.%I FOR EACH ROW'
        ' WHEN (NOT (%s) %s) EXECUTE FUNCTION tracker.audit_update(%s)',
        $1 || '_audit_update', $1, key_changed, content_changed, arguments
    );
    EXECUTE format(
        'CREATE OR REPLACE TRIGGER %I AFTER UPDATE ON tracker.%I FOR EACH ROW'
        ' WHEN (%s) EXECUTE FUNCTION tracker.audit_delete(%s)',
        $1 || '_audit_rekey', $1, key_changed, arguments
    );
    EXECUTE format(
        'CREATE OR REPLACE TRIGGER %I AFTER DELETE ON tracker.%I FOR EACH ROW EXECUTE FUNCTION tracker.audit_delete(%s)',
        $1 || '_audit_delete', $1, arguments
    );
    PERFORM tracker.audit_truncate_of($1, t) FROM tracker.tables_with_rows_of($1) AS t;
END
$$;

COMMENT ON FUNCTION tracker.audit_table(text) IS
    'Makes a table audited that stands in audited_tables: three columns, and triggers on update, delete and truncate.';

CREATE OR REPLACE FUNCTION tracker.unaudit_table(table_name text) RETURNS void
LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    target regclass;
BEGIN
    IF to_regclass(format('tracker.%I', $1)) IS NOT NULL THEN
        FOR target IN SELECT t FROM tracker.tables_with_rows_of($1) AS t LOOP
            EXECUTE format('DROP TRIGGER IF EXISTS %I ON %s', $1 || '_audit_truncate', target);
        END LOOP;
        EXECUTE format('DROP TRIGGER IF EXISTS %I ON tracker.%I', $1 || '_audit_delete', $1);
        EXECUTE format('DROP TRIGGER IF EXISTS %I ON tracker.%I', $1 || '_audit_rekey', $1);
        EXECUTE format('DROP TRIGGER IF EXISTS %I ON tracker.%I', $1 || '_audit_update', $1);
        EXECUTE format('DROP TRIGGER IF EXISTS %I ON tracker.%I', $1 || '_stamp_recorded', $1);
        FOR target IN
            SELECT to_regclass(format('tracker.%I', $1)) UNION ALL SELECT d FROM tracker.detached_years_of($1) AS d
        LOOP
            EXECUTE format(
                'ALTER TABLE %s DROP COLUMN IF EXISTS created_by, DROP COLUMN IF EXISTS recorded_in,'
                ' DROP COLUMN IF EXISTS recorded_at',
                target
            );
        END LOOP;
    END IF;
END
$$;

COMMENT ON FUNCTION tracker.unaudit_table(text) IS 'Undoes audit_table, for the rollback of the migration that called it.';

REVOKE EXECUTE ON FUNCTION
    tracker.audit_truncate_of(text, regclass), tracker.audit_table(text), tracker.unaudit_table(text)
FROM PUBLIC;
