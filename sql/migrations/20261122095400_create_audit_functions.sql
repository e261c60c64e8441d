-- What writes the audit log, and what makes a table audited.
-- depends: 20261122095300_create_audited_tables

-- Without settings of its own, so that the planner puts its expression in its place.
CREATE OR REPLACE FUNCTION tracker.current_actor() RETURNS bigint
LANGUAGE sql
STABLE PARALLEL SAFE
AS $$ SELECT nullif(pg_catalog.current_setting('tracker.actor', true), '')::bigint $$;

COMMENT ON FUNCTION tracker.current_actor() IS 'Who acts: setting tracker.actor, which trackerdb.transaction(actor=…) makes; null = not said.';

-- Fires only for a row that claims to be older or younger than its transaction.
CREATE OR REPLACE FUNCTION tracker.stamp_recorded() RETURNS trigger
LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    NEW.recorded_at := clock_timestamp();
    NEW.recorded_in := pg_current_xact_id();
    RETURN NEW;
END
$$;

COMMENT ON FUNCTION tracker.stamp_recorded() IS 'BEFORE INSERT of a row with a forged time: the clock decides since when it stands.';

-- An expression and no sub-select, so that a trigger evaluates it in place.
CREATE OR REPLACE FUNCTION tracker.audit_key(image jsonb, key_columns text[]) RETURNS jsonb
LANGUAGE sql
STABLE PARALLEL SAFE
AS $$
    SELECT CASE pg_catalog.cardinality($2)
        WHEN 0 THEN '{}'::jsonb
        WHEN 1 THEN pg_catalog.jsonb_build_object($2[1], $1 -> $2[1])
        ELSE pg_catalog.jsonb_build_object($2[1], $1 -> $2[1], $2[2], $1 -> $2[2])
    END
$$;

COMMENT ON FUNCTION tracker.audit_key(jsonb, text[]) IS 'The key of a row, of two columns at most, as audit_log holds it.';

-- A row trigger: it also sees cascades, and what is written straight to a partition. Arguments: the table's name,
-- its user column, its key columns, the columns to leave out, and the secret ones. Times are written in UTC.
CREATE OR REPLACE FUNCTION tracker.audit_row() RETURNS trigger
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
SET timezone = 'UTC'
SET bytea_output = 'hex'
AS $$
DECLARE
    key_columns CONSTANT text[] := TG_ARGV[2];
    left_out CONSTANT text[] := TG_ARGV[3];
    secrets CONSTANT text[] := TG_ARGV[4];
    was CONSTANT jsonb := to_jsonb(OLD);
    becomes jsonb;
    old_user bigint;
    new_user bigint;
    old_key jsonb;
    shape integer;
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
    old_user := coalesce((was ->> TG_ARGV[1])::bigint, 0);
    new_user := coalesce((becomes ->> TG_ARGV[1])::bigint, 0);
    old_key := tracker.audit_key(was, key_columns);
    SELECT s.id INTO shape
    FROM tracker.audit_shapes AS s
    WHERE s.table_name = TG_ARGV[0] AND was ?& s.names AND was - s.names = '{}';
    IF NOT FOUND THEN
        shape := tracker.new_shape(TG_ARGV[0], was);
    END IF;

    IF becomes @> old_key AND new_user = old_user THEN
        INSERT INTO tracker.audit_log (user_id, table_name, key, operation, old, shape, actor_id, reason)
        SELECT
            old_user, TG_ARGV[0], old_key, 'update', d.changed, shape, tracker.current_actor(),
            nullif(current_setting('tracker.reason', true), '')
        FROM (
            SELECT jsonb_object_agg(o.key, CASE WHEN o.key = ANY (secrets) THEN 'null' ELSE o.value END) AS changed
            FROM jsonb_each(was) AS o
            WHERE becomes -> o.key IS DISTINCT FROM o.value AND o.key <> ALL (left_out)
        ) AS d
        WHERE d.changed IS NOT NULL;
        RETURN NULL;
    END IF;

    INSERT INTO tracker.audit_log (user_id, table_name, key, operation, old, shape, actor_id, reason, created_by)
    VALUES (
        old_user, TG_ARGV[0], old_key, 'delete', was - left_out - secrets, shape, tracker.current_actor(),
        nullif(current_setting('tracker.reason', true), ''), (was ->> 'created_by')::bigint
    );
    IF becomes IS NOT NULL THEN
        INSERT INTO tracker.audit_log (user_id, table_name, key, operation, shape, actor_id, reason)
        VALUES (
            new_user, TG_ARGV[0], tracker.audit_key(becomes, key_columns), 'insert', shape, tracker.current_actor(),
            nullif(current_setting('tracker.reason', true), '')
        );
    END IF;
    RETURN NULL;
END
$$;

COMMENT ON FUNCTION tracker.audit_row() IS 'AFTER UPDATE OR DELETE: writes what the row was to audit_log.';

REVOKE EXECUTE ON FUNCTION tracker.audit_row() FROM PUBLIC;

-- Rows that stand already keep null in recorded_at: they are older than the audit, and nothing is rewritten.
CREATE OR REPLACE FUNCTION tracker.audit_table(table_name text) RETURNS void
LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    audited tracker.audited_tables;
    arguments text;
    content_changed text := '';
BEGIN
    SELECT t.* INTO STRICT audited FROM tracker.audited_tables AS t WHERE t.table_name = $1;
    EXECUTE format('ALTER TABLE tracker.%I ADD COLUMN IF NOT EXISTS recorded_at timestamptz', $1);
    EXECUTE format('ALTER TABLE tracker.%I ADD COLUMN IF NOT EXISTS recorded_in xid8', $1);
    EXECUTE format('ALTER TABLE tracker.%I ADD COLUMN IF NOT EXISTS created_by bigint', $1);
    EXECUTE format('ALTER TABLE tracker.%I ALTER COLUMN recorded_at SET DEFAULT clock_timestamp()', $1);
    EXECUTE format('ALTER TABLE tracker.%I ALTER COLUMN recorded_in SET DEFAULT pg_current_xact_id()', $1);
    EXECUTE format('ALTER TABLE tracker.%I ALTER COLUMN created_by SET DEFAULT tracker.current_actor()', $1);
    EXECUTE format(
        'COMMENT ON COLUMN tracker.%I.recorded_at IS %L', $1,
        'The clock when the row was inserted here, whatever created_at says; null = before the table was audited.'
    );
    EXECUTE format('COMMENT ON COLUMN tracker.%I.recorded_in IS %L', $1, 'The transaction that inserted the row here.');
    EXECUTE format('COMMENT ON COLUMN tracker.%I.created_by IS %L', $1, 'The actor who inserted the row; null = the owner.');

    EXECUTE format(
        'CREATE OR REPLACE TRIGGER %I BEFORE INSERT ON tracker.%I FOR EACH ROW'
        ' WHEN ((NEW.recorded_at BETWEEN now() AND clock_timestamp() AND NEW.recorded_in = pg_current_xact_id()) IS NOT TRUE)'
        ' EXECUTE FUNCTION tracker.stamp_recorded()',
        $1 || '_stamp_recorded', $1
    );
    arguments := format(
        '%L, %L, %L, %L, %L', $1, coalesce(audited.user_column, ''), audited.key_columns,
        audited.derived_columns || 'created_by'::text, audited.secret_columns
    );
    IF audited.derived_columns <> '{}' THEN
        content_changed := format('WHEN (to_jsonb(OLD) - %1$L::text[] IS DISTINCT FROM to_jsonb(NEW) - %1$L::text[])', audited.derived_columns);
    END IF;
    EXECUTE format(
        'CREATE OR REPLACE TRIGGER %I AFTER UPDATE ON tracker.%I FOR EACH ROW %s EXECUTE FUNCTION tracker.audit_row(%s)',
        $1 || '_audit_update', $1, content_changed, arguments
    );
    EXECUTE format(
        'CREATE OR REPLACE TRIGGER %I AFTER DELETE ON tracker.%I FOR EACH ROW EXECUTE FUNCTION tracker.audit_row(%s)',
        $1 || '_audit_delete', $1, arguments
    );
END
$$;

COMMENT ON FUNCTION tracker.audit_table(text) IS
    'Makes a table audited that stands in audited_tables: three columns, and triggers on update and delete.';

CREATE OR REPLACE FUNCTION tracker.unaudit_table(table_name text) RETURNS void
LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF to_regclass(format('tracker.%I', $1)) IS NOT NULL THEN
        EXECUTE format('DROP TRIGGER IF EXISTS %I ON tracker.%I', $1 || '_audit_delete', $1);
        EXECUTE format('DROP TRIGGER IF EXISTS %I ON tracker.%I', $1 || '_audit_update', $1);
        EXECUTE format('DROP TRIGGER IF EXISTS %I ON tracker.%I', $1 || '_stamp_recorded', $1);
        EXECUTE format('ALTER TABLE tracker.%I DROP COLUMN IF EXISTS created_by', $1);
        EXECUTE format('ALTER TABLE tracker.%I DROP COLUMN IF EXISTS recorded_in', $1);
        EXECUTE format('ALTER TABLE tracker.%I DROP COLUMN IF EXISTS recorded_at', $1);
    END IF;
END
$$;

COMMENT ON FUNCTION tracker.unaudit_table(text) IS 'Undoes audit_table, for the rollback of the migration that called it.';

REVOKE EXECUTE ON FUNCTION tracker.audit_table(text), tracker.unaudit_table(text) FROM PUBLIC;
