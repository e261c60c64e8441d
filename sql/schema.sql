-- The schema after the newest migration. Written by `python -m trackerdb.migrations.snapshot`.
--
-- PostgreSQL database dump
--



SET statement_timeout = 0;
SET lock_timeout = 0;
SET idle_in_transaction_session_timeout = 0;
SET transaction_timeout = 0;
SET client_encoding = 'UTF8';
SET standard_conforming_strings = on;
SELECT pg_catalog.set_config('search_path', '', false);
SET check_function_bodies = false;
SET xmloption = content;
SET client_min_messages = warning;
SET row_security = off;

--
-- Name: tracker; Type: SCHEMA; Schema: -; Owner: -
--

CREATE SCHEMA tracker;


--
-- Name: fuzzystrmatch; Type: EXTENSION; Schema: -; Owner: -
--

CREATE EXTENSION IF NOT EXISTS fuzzystrmatch WITH SCHEMA tracker;


--
-- Name: EXTENSION fuzzystrmatch; Type: COMMENT; Schema: -; Owner: -
--

COMMENT ON EXTENSION fuzzystrmatch IS 'determine similarities and distance between strings';


--
-- Name: pg_trgm; Type: EXTENSION; Schema: -; Owner: -
--

CREATE EXTENSION IF NOT EXISTS pg_trgm WITH SCHEMA tracker;


--
-- Name: EXTENSION pg_trgm; Type: COMMENT; Schema: -; Owner: -
--

COMMENT ON EXTENSION pg_trgm IS 'text similarity measurement and index searching based on trigrams';


--
-- Name: unaccent; Type: EXTENSION; Schema: -; Owner: -
--

CREATE EXTENSION IF NOT EXISTS unaccent WITH SCHEMA tracker;


--
-- Name: EXTENSION unaccent; Type: COMMENT; Schema: -; Owner: -
--

COMMENT ON EXTENSION unaccent IS 'text search dictionary that removes accents';


--
-- Name: audit_operation; Type: TYPE; Schema: tracker; Owner: -
--

CREATE TYPE tracker.audit_operation AS ENUM (
    'insert',
    'update',
    'delete'
);


--
-- Name: exercise_level; Type: TYPE; Schema: tracker; Owner: -
--

CREATE TYPE tracker.exercise_level AS ENUM (
    'beginner',
    'intermediate',
    'expert'
);


--
-- Name: exercise_type; Type: TYPE; Schema: tracker; Owner: -
--

CREATE TYPE tracker.exercise_type AS ENUM (
    'strength',
    'powerlifting',
    'olympic_weightlifting',
    'strongman',
    'plyometrics',
    'cardio',
    'stretching'
);


--
-- Name: muscle_role; Type: TYPE; Schema: tracker; Owner: -
--

CREATE TYPE tracker.muscle_role AS ENUM (
    'primary',
    'secondary'
);


--
-- Name: record_metric; Type: TYPE; Schema: tracker; Owner: -
--

CREATE TYPE tracker.record_metric AS ENUM (
    'max_weight',
    'estimated_one_rep_max',
    'max_reps',
    'max_set_volume',
    'max_duration',
    'max_distance',
    'best_pace',
    'min_assistance',
    'rep_max'
);


--
-- Name: record_candidate; Type: TYPE; Schema: tracker; Owner: -
--

CREATE TYPE tracker.record_candidate AS (
	user_id bigint,
	exercise_id bigint,
	metric tracker.record_metric,
	reps smallint,
	performed_on date,
	value bigint,
	workout_id uuid,
	set_id uuid,
	set_position integer
);


--
-- Name: TYPE record_candidate; Type: COMMENT; Schema: tracker; Owner: -
--

COMMENT ON TYPE tracker.record_candidate IS 'The best of a day in one metric, which may be a record, and the set that it was.';


--
-- Name: search_alternative; Type: TYPE; Schema: tracker; Owner: -
--

CREATE TYPE tracker.search_alternative AS (
	first integer,
	last integer,
	lexemes text[],
	weight real,
	is_prefix boolean,
	muscle_group_id integer,
	equipment_id integer
);


--
-- Name: TYPE search_alternative; Type: COMMENT; Schema: tracker; Owner: -
--

COMMENT ON TYPE tracker.search_alternative IS 'A meaning of the query''s words first to last: lexemes that a name must bear, or a muscle group, or equipment.';


--
-- Name: search_reading; Type: TYPE; Schema: tracker; Owner: -
--

CREATE TYPE tracker.search_reading AS (
	place integer,
	word text,
	weight real
);


--
-- Name: TYPE search_reading; Type: COMMENT; Schema: tracker; Owner: -
--

COMMENT ON TYPE tracker.search_reading IS 'A word that the query''s word at this place may stand for.';


--
-- Name: set_kind; Type: TYPE; Schema: tracker; Owner: -
--

CREATE TYPE tracker.set_kind AS ENUM (
    'working',
    'warmup',
    'dropset',
    'failure'
);


--
-- Name: token_purpose; Type: TYPE; Schema: tracker; Owner: -
--

CREATE TYPE tracker.token_purpose AS ENUM (
    'verify_email',
    'reset_password'
);


--
-- Name: tracking; Type: TYPE; Schema: tracker; Owner: -
--

CREATE TYPE tracker.tracking AS ENUM (
    'weight_reps',
    'bodyweight_reps',
    'weighted_bodyweight_reps',
    'assisted_bodyweight_reps',
    'duration',
    'weight_duration',
    'distance_duration',
    'weight_distance'
);


--
-- Name: unit_system; Type: TYPE; Schema: tracker; Owner: -
--

CREATE TYPE tracker.unit_system AS ENUM (
    'metric',
    'imperial'
);


--
-- Name: absorb_record_candidates(tracker.record_candidate[]); Type: FUNCTION; Schema: tracker; Owner: -
--

CREATE FUNCTION tracker.absorb_record_candidates(candidates tracker.record_candidate[]) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET work_mem TO '64MB'
    SET enable_seqscan TO 'off'
    SET plan_cache_mode TO 'force_generic_plan'
    SET jit TO 'off'
    AS $$
DECLARE
    improving tracker.record_candidate[];
BEGIN
    -- Better than the last event up to its day, or as good on the same day: then the earlier in the day is named.
    SELECT array_agg(
        ROW(
            c.user_id, c.exercise_id, c.metric, c.reps, c.performed_on, c.value, s.workout_id, s.id, s.position
        )::tracker.record_candidate
    )
    INTO improving
    FROM (
        SELECT
            c.user_id, c.exercise_id, c.metric, c.reps, c.performed_on, c.value,
            last.value AS known_value, last.workout_id AS known_workout_id, last.set_id AS known_set_id
        FROM unnest(candidates) AS c
        LEFT JOIN LATERAL (
            SELECT e.performed_on, e.value, e.workout_id, e.set_id
            FROM tracker.record_events AS e
            WHERE
                e.user_id = c.user_id AND e.exercise_id = c.exercise_id AND e.metric = c.metric AND e.reps = c.reps
                AND e.performed_on <= c.performed_on
            ORDER BY e.performed_on DESC
            LIMIT 1
        ) AS last ON true
        WHERE
            last.performed_on IS NULL
            OR tracker.record_score(c.metric, c.value) > tracker.record_score(c.metric, last.value)
            OR (c.value = last.value AND c.performed_on = last.performed_on)
        OFFSET 0
    ) AS c
    LEFT JOIN LATERAL (
        SELECT d.position, d.id, d.workout_id
        FROM (
            SELECT x.tracking FROM tracker.exercises AS x WHERE x.id = c.exercise_id LIMIT 1
        ) AS x
        CROSS JOIN LATERAL (
            SELECT d.position, d.id, d.workout_id, d.kind, d.weight_g, d.reps, d.duration_ms, d.distance_mm
            FROM tracker.sets AS d
            WHERE
                d.user_id = c.user_id AND d.exercise_id = c.exercise_id AND d.performed_on = c.performed_on
                AND d.deleted_at IS NULL
            OFFSET 0
        ) AS d
        CROSS JOIN LATERAL tracker.set_metrics(
            x.tracking, d.kind, d.weight_g, d.reps, d.duration_ms, d.distance_mm
        ) AS m
        WHERE m.metric = c.metric AND m.reps = c.reps AND m.value = c.value
        ORDER BY d.position, d.id, d.workout_id
        LIMIT 1
    ) AS s ON true
    WHERE (c.value, s.workout_id, s.id) IS DISTINCT FROM (c.known_value, c.known_workout_id, c.known_set_id);
    IF improving IS NULL THEN
        RETURN;
    END IF;

    -- Later events that are no longer better than everything before them.
    DELETE FROM tracker.record_events AS e
    WHERE
        e.ctid = ANY (
            ARRAY(
                SELECT later.ctid
                FROM unnest(improving) AS i
                CROSS JOIN LATERAL (
                    SELECT l.ctid
                    FROM tracker.record_events AS l
                    WHERE
                        l.user_id = i.user_id AND l.exercise_id = i.exercise_id
                        AND l.metric = i.metric AND l.reps = i.reps AND l.performed_on > i.performed_on
                        AND tracker.record_score(l.metric, l.value) <= tracker.record_score(i.metric, i.value)
                    OFFSET 0
                ) AS later
                WHERE i.set_id IS NOT NULL
            )
        );

    INSERT INTO tracker.record_events AS e (
        user_id, exercise_id, metric, reps, performed_on, value, workout_id, set_id, set_position
    )
    SELECT i.user_id, i.exercise_id, i.metric, i.reps, i.performed_on, i.value, i.workout_id, i.set_id, i.set_position
    FROM unnest(improving) AS i
    WHERE i.set_id IS NOT NULL
    ON CONFLICT (user_id, exercise_id, metric, reps, performed_on) DO UPDATE
    SET
        value = excluded.value, workout_id = excluded.workout_id,
        set_id = excluded.set_id, set_position = excluded.set_position;

    PERFORM tracker.refresh_exercise_records(array_agg(k.user_id), array_agg(k.exercise_id))
    FROM (
        SELECT DISTINCT i.user_id, i.exercise_id
        FROM unnest(improving) AS i
        WHERE i.set_id IS NOT NULL
        ORDER BY i.user_id, i.exercise_id
    ) AS k
    HAVING count(*) > 0;

    -- A set that is gone again at the end of its own statement, by a cascade or another trigger, may have hidden
    -- a later one among the candidates.
    PERFORM tracker.rescan_records(array_agg(k.user_id), array_agg(k.exercise_id), array_agg(k.from_day))
    FROM (
        SELECT i.user_id, i.exercise_id, min(i.performed_on) AS from_day
        FROM unnest(improving) AS i
        WHERE i.set_id IS NULL
        GROUP BY i.user_id, i.exercise_id
    ) AS k
    HAVING count(*) > 0;
END
$$;


--
-- Name: FUNCTION absorb_record_candidates(candidates tracker.record_candidate[]); Type: COMMENT; Schema: tracker; Owner: -
--

COMMENT ON FUNCTION tracker.absorb_record_candidates(candidates tracker.record_candidate[]) IS 'Merges day-bests into record_events and exercise_records; what later events they beat goes.';


--
-- Name: add_set_triggers(regclass); Type: FUNCTION; Schema: tracker; Owner: -
--

CREATE FUNCTION tracker.add_set_triggers(target regclass) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
BEGIN
    EXECUTE format(
        'CREATE OR REPLACE TRIGGER sets_keep_records_insert AFTER INSERT ON %s'
        ' REFERENCING NEW TABLE AS new_sets FOR EACH STATEMENT EXECUTE FUNCTION tracker.keep_records()', target
    );
    EXECUTE format(
        'CREATE OR REPLACE TRIGGER sets_keep_records_update AFTER UPDATE ON %s'
        ' REFERENCING OLD TABLE AS old_sets NEW TABLE AS new_sets FOR EACH STATEMENT EXECUTE FUNCTION tracker.keep_records()',
        target
    );
    EXECUTE format(
        'CREATE OR REPLACE TRIGGER sets_keep_records_delete AFTER DELETE ON %s'
        ' REFERENCING OLD TABLE AS old_sets FOR EACH STATEMENT EXECUTE FUNCTION tracker.keep_records()', target
    );
    EXECUTE format(
        'CREATE OR REPLACE TRIGGER sets_touch_workouts_insert AFTER INSERT ON %s'
        ' REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION tracker.touch_workouts()', target
    );
    EXECUTE format(
        'CREATE OR REPLACE TRIGGER sets_touch_workouts_update AFTER UPDATE ON %s'
        ' REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION tracker.touch_workouts()',
        target
    );
    EXECUTE format(
        'CREATE OR REPLACE TRIGGER sets_touch_workouts_delete AFTER DELETE ON %s'
        ' REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION tracker.touch_workouts()', target
    );
    EXECUTE format(
        'CREATE OR REPLACE TRIGGER sets_refuse_truncate AFTER TRUNCATE ON %s'
        ' FOR EACH STATEMENT EXECUTE FUNCTION tracker.refuse_truncate()', target
    );
END
$$;


--
-- Name: FUNCTION add_set_triggers(target regclass); Type: COMMENT; Schema: tracker; Owner: -
--

COMMENT ON FUNCTION tracker.add_set_triggers(target regclass) IS 'Gives sets or one of its partitions the statement triggers.';


--
-- Name: aliases_text(text[]); Type: FUNCTION; Schema: tracker; Owner: -
--

CREATE FUNCTION tracker.aliases_text(aliases text[]) RETURNS text
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
    AS $$ SELECT pg_catalog.array_to_string(aliases, ' . ') $$;


--
-- Name: attach_partition(text, text, date, date); Type: FUNCTION; Schema: tracker; Owner: -
--

CREATE FUNCTION tracker.attach_partition(parent text, child text, lower date, upper date) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET "TimeZone" TO 'UTC'
    SET "DateStyle" TO 'ISO'
    SET lock_timeout TO '1s'
    AS $$
DECLARE
    key_column CONSTANT text := CASE parent WHEN 'audit_log' THEN 'at' ELSE 'performed_on' END;
    midnight CONSTANT text := CASE parent WHEN 'audit_log' THEN ' 00:00:00+00' ELSE '' END;
BEGIN
    EXECUTE format(
        'ALTER TABLE tracker.%I ADD CONSTRAINT attaching CHECK (%s %I < %L)', child,
        CASE WHEN lower IS NULL THEN '' ELSE format('%I >= %L AND', key_column, lower || midnight) END, key_column, upper || midnight
    );
    EXECUTE format(
        'ALTER TABLE tracker.%I ATTACH PARTITION tracker.%I FOR VALUES FROM (%s) TO (%L)',
        parent, child, CASE WHEN lower IS NULL THEN 'MINVALUE' ELSE quote_literal(lower || midnight) END, upper || midnight
    );
    EXECUTE format('ALTER TABLE tracker.%I DROP CONSTRAINT attaching', child);
END
$$;


--
-- Name: FUNCTION attach_partition(parent text, child text, lower date, upper date); Type: COMMENT; Schema: tracker; Owner: -
--

COMMENT ON FUNCTION tracker.attach_partition(parent text, child text, lower date, upper date) IS 'Attaches a table to sets or audit_log for these days, in UTC; lower null = unbounded.';


--
-- Name: attach_partition_again(text, text, date, date); Type: FUNCTION; Schema: tracker; Owner: -
--

CREATE FUNCTION tracker.attach_partition_again(parent text, child text, lower date, upper date) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET lock_timeout TO '500ms'
    AS $$
DECLARE
    users bigint[] := '{}';
    exercise_ids bigint[] := '{}';
BEGIN
    IF parent = 'sets' THEN
        SELECT coalesce(array_agg(o.user_id), '{}'), coalesce(array_agg(o.exercise_id), '{}')
        INTO users, exercise_ids
        FROM tracker.outdated_records(format('tracker.%I', child), lower, upper) AS o;
        PERFORM tracker.lock_users(users);
    END IF;
    PERFORM tracker.attach_partition(parent, child, lower, upper);
    PERFORM tracker.rescan_records(
        users, exercise_ids, array_fill(coalesce(lower, '-infinity'), ARRAY[cardinality(users)])
    );
END
$$;


--
-- Name: FUNCTION attach_partition_again(parent text, child text, lower date, upper date); Type: COMMENT; Schema: tracker; Owner: -
--

COMMENT ON FUNCTION tracker.attach_partition_again(parent text, child text, lower date, upper date) IS 'Attaches a partition that was detached; records of its days that are outdated are computed anew.';


--
-- Name: audit_arguments(text); Type: FUNCTION; Schema: tracker; Owner: -
--

CREATE FUNCTION tracker.audit_arguments(table_name text) RETURNS text
    LANGUAGE sql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $_$
    SELECT format(
        '%L, %L, %L, %L, %L', t.table_name, coalesce(t.user_column, ''), t.key_columns,
        t.derived_columns || 'created_by'::text, t.secret_columns
    )
    FROM tracker.audited_tables AS t
    WHERE t.table_name = $1
$_$;


--
-- Name: FUNCTION audit_arguments(table_name text); Type: COMMENT; Schema: tracker; Owner: -
--

COMMENT ON FUNCTION tracker.audit_arguments(table_name text) IS 'What the audit triggers of a table are told.';


--
-- Name: audit_delete(); Type: FUNCTION; Schema: tracker; Owner: -
--

CREATE FUNCTION tracker.audit_delete() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET "TimeZone" TO 'UTC'
    SET bytea_output TO 'hex'
    SET extra_float_digits TO '1'
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


--
-- Name: FUNCTION audit_delete(); Type: COMMENT; Schema: tracker; Owner: -
--

COMMENT ON FUNCTION tracker.audit_delete() IS 'AFTER DELETE, or UPDATE of the key: writes what the row was, and where it stands now, to audit_log.';


--
-- Name: audit_key(jsonb, text[]); Type: FUNCTION; Schema: tracker; Owner: -
--

CREATE FUNCTION tracker.audit_key(image jsonb, key_columns text[]) RETURNS jsonb
    LANGUAGE sql STABLE PARALLEL SAFE
    AS $_$
    SELECT CASE pg_catalog.cardinality($2)
        WHEN 0 THEN '{}'::jsonb
        WHEN 1 THEN pg_catalog.jsonb_build_object($2[1], $1 -> $2[1])
        WHEN 2 THEN pg_catalog.jsonb_build_object($2[1], $1 -> $2[1], $2[2], $1 -> $2[2])
        ELSE pg_catalog.jsonb_build_object($2[1], $1 -> $2[1], $2[2], $1 -> $2[2], $2[3], $1 -> $2[3])
    END
$_$;


--
-- Name: FUNCTION audit_key(image jsonb, key_columns text[]); Type: COMMENT; Schema: tracker; Owner: -
--

COMMENT ON FUNCTION tracker.audit_key(image jsonb, key_columns text[]) IS 'The key of a row, of three columns at most, as audit_log holds it.';


--
-- Name: audit_table(text); Type: FUNCTION; Schema: tracker; Owner: -
--

CREATE FUNCTION tracker.audit_table(table_name text) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $_$
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
$_$;


--
-- Name: FUNCTION audit_table(table_name text); Type: COMMENT; Schema: tracker; Owner: -
--

COMMENT ON FUNCTION tracker.audit_table(table_name text) IS 'Makes a table audited that stands in audited_tables: three columns, and triggers on update, delete and truncate.';


--
-- Name: audit_truncate(); Type: FUNCTION; Schema: tracker; Owner: -
--

CREATE FUNCTION tracker.audit_truncate() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET "TimeZone" TO 'UTC'
    SET bytea_output TO 'hex'
    SET extra_float_digits TO '1'
    AS $_$
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
$_$;


--
-- Name: FUNCTION audit_truncate(); Type: COMMENT; Schema: tracker; Owner: -
--

COMMENT ON FUNCTION tracker.audit_truncate() IS 'BEFORE TRUNCATE: writes what the rows were to audit_log.';


--
-- Name: audit_truncate_of(text, regclass); Type: FUNCTION; Schema: tracker; Owner: -
--

CREATE FUNCTION tracker.audit_truncate_of(table_name text, target regclass) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $_$
BEGIN
    EXECUTE format(
        'CREATE OR REPLACE TRIGGER %I BEFORE TRUNCATE ON %s FOR EACH STATEMENT EXECUTE FUNCTION tracker.audit_truncate(%s)',
        $1 || '_audit_truncate', target, tracker.audit_arguments($1)
    );
END
$_$;


--
-- Name: FUNCTION audit_truncate_of(table_name text, target regclass); Type: COMMENT; Schema: tracker; Owner: -
--

COMMENT ON FUNCTION tracker.audit_truncate_of(table_name text, target regclass) IS 'Has TRUNCATE of an audited table, or of one of its partitions, audited.';


--
-- Name: audit_update(); Type: FUNCTION; Schema: tracker; Owner: -
--

CREATE FUNCTION tracker.audit_update() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET "TimeZone" TO 'UTC'
    SET bytea_output TO 'hex'
    SET extra_float_digits TO '1'
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


--
-- Name: FUNCTION audit_update(); Type: COMMENT; Schema: tracker; Owner: -
--

COMMENT ON FUNCTION tracker.audit_update() IS 'AFTER UPDATE that keeps the key: writes what the row was to audit_log.';


SET default_tablespace = '';

SET default_table_access_method = heap;

--
-- Name: audited_tables; Type: TABLE; Schema: tracker; Owner: -
--

CREATE TABLE tracker.audited_tables (
    table_name text NOT NULL,
    user_column text,
    key_columns text[] NOT NULL,
    derived_columns text[] DEFAULT '{}'::text[] NOT NULL,
    secret_columns text[] DEFAULT '{}'::text[] NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT audited_tables_key_columns_check CHECK ((cardinality(key_columns) <= 3))
);


--
-- Name: TABLE audited_tables; Type: COMMENT; Schema: tracker; Owner: -
--

COMMENT ON TABLE tracker.audited_tables IS 'Tables of schema tracker whose changes are in audit_log, since created_at.';


--
-- Name: COLUMN audited_tables.user_column; Type: COMMENT; Schema: tracker; Owner: -
--

COMMENT ON COLUMN tracker.audited_tables.user_column IS 'Whose the row is; null = the shared catalogue''s.';


--
-- Name: COLUMN audited_tables.key_columns; Type: COMMENT; Schema: tracker; Owner: -
--

COMMENT ON COLUMN tracker.audited_tables.key_columns IS 'What tells a user''s rows apart. Not the day: a set that moves to another day is the same set.';


--
-- Name: COLUMN audited_tables.derived_columns; Type: COMMENT; Schema: tracker; Owner: -
--

COMMENT ON COLUMN tracker.audited_tables.derived_columns IS 'Upkeep, not content: left out, and no change when nothing else changes.';


--
-- Name: COLUMN audited_tables.secret_columns; Type: COMMENT; Schema: tracker; Owner: -
--

COMMENT ON COLUMN tracker.audited_tables.secret_columns IS 'That they change is logged, but no value of theirs.';


--
-- Name: audited_row(bigint, tracker.audited_tables, jsonb); Type: FUNCTION; Schema: tracker; Owner: -
--

CREATE FUNCTION tracker.audited_row(user_id bigint, audited tracker.audited_tables, key jsonb) RETURNS jsonb
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET "TimeZone" TO 'UTC'
    SET bytea_output TO 'hex'
    SET extra_float_digits TO '1'
    AS $_$
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
$_$;


--
-- Name: bury_deleted_workouts(); Type: FUNCTION; Schema: tracker; Owner: -
--

CREATE FUNCTION tracker.bury_deleted_workouts() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
BEGIN
    PERFORM tracker.bury_workouts(array_agg(o.user_id), array_agg(o.id))
    FROM old_rows AS o
    HAVING count(*) > 0;
    RETURN NULL;
END
$$;


--
-- Name: bury_renamed_workout(); Type: FUNCTION; Schema: tracker; Owner: -
--

CREATE FUNCTION tracker.bury_renamed_workout() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
BEGIN
    PERFORM tracker.bury_workouts(ARRAY[OLD.user_id], ARRAY[OLD.id]);
    RETURN NULL;
END
$$;


--
-- Name: FUNCTION bury_renamed_workout(); Type: COMMENT; Schema: tracker; Owner: -
--

COMMENT ON FUNCTION tracker.bury_renamed_workout() IS 'AFTER UPDATE of a workout''s key: under the old one it is gone.';


--
-- Name: bury_workouts(bigint[], uuid[]); Type: FUNCTION; Schema: tracker; Owner: -
--

CREATE FUNCTION tracker.bury_workouts(user_ids bigint[], workout_ids uuid[]) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
BEGIN
    PERFORM tracker.lock_users(user_ids);
    INSERT INTO tracker.workout_tombstones AS t (user_id, workout_id, change_seq)
    SELECT h.user_id, g.workout_id, h.seq
    FROM unnest(user_ids, workout_ids) AS g (user_id, workout_id)
    JOIN tracker.user_heads AS h ON h.user_id = g.user_id
    JOIN tracker.users AS u ON u.id = g.user_id
    ON CONFLICT (user_id, workout_id) DO UPDATE
    SET change_seq = excluded.change_seq;
END
$$;


--
-- Name: FUNCTION bury_workouts(user_ids bigint[], workout_ids uuid[]); Type: COMMENT; Schema: tracker; Owner: -
--

COMMENT ON FUNCTION tracker.bury_workouts(user_ids bigint[], workout_ids uuid[]) IS 'Writes the tombstones of workouts that are gone.';


--
-- Name: caller_may_act_for(bigint); Type: FUNCTION; Schema: tracker; Owner: -
--

CREATE FUNCTION tracker.caller_may_act_for(user_id bigint) RETURNS boolean
    LANGUAGE sql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $_$
    SELECT
        coalesce($1 = tracker.current_user_id(), false)
        OR pg_has_role(c.name, current_user, 'USAGE')
        OR EXISTS (
            SELECT FROM pg_roles AS r
            WHERE r.rolname = 'trackerdb_service' AND pg_has_role(c.name, r.oid, 'USAGE')
        )
    FROM (SELECT coalesce(nullif(current_setting('role', true), 'none'), session_user) AS name) AS c
$_$;


--
-- Name: FUNCTION caller_may_act_for(user_id bigint); Type: COMMENT; Schema: tracker; Owner: -
--

COMMENT ON FUNCTION tracker.caller_may_act_for(user_id bigint) IS 'Whether the caller of a SECURITY DEFINER function acts as this user, or has the rights of the service or the owner.';


--
-- Name: check_time_zone(); Type: FUNCTION; Schema: tracker; Owner: -
--

CREATE FUNCTION tracker.check_time_zone() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $_$
BEGIN
    IF NEW.time_zone !~ '^[A-Za-z][A-Za-z0-9_+-]*(/[A-Za-z0-9_+-]+)*$' OR NEW.time_zone ~ '^[A-Za-z]+[+-]?[0-9]+[A-Za-z]*$' THEN
        RAISE EXCEPTION 'unknown time zone "%": use an IANA name such as Europe/Berlin', NEW.time_zone
            USING ERRCODE = 'TD422', CONSTRAINT = 'users_time_zone_check';
    END IF;
    PERFORM now() AT TIME ZONE NEW.time_zone;
    RETURN NEW;
EXCEPTION
    WHEN invalid_parameter_value THEN
        RAISE EXCEPTION 'unknown time zone "%": use an IANA name such as Europe/Berlin', NEW.time_zone
            USING ERRCODE = 'TD422', CONSTRAINT = 'users_time_zone_check';
END
$_$;


--
-- Name: count_exercise_users(); Type: FUNCTION; Schema: tracker; Owner: -
--

CREATE FUNCTION tracker.count_exercise_users() RETURNS integer
    LANGUAGE sql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
    WITH counted AS MATERIALIZED (
        SELECT we.exercise_id, count(DISTINCT we.user_id)::integer AS users
        FROM tracker.workout_exercises AS we
        JOIN tracker.exercises AS e ON e.id = we.exercise_id
        WHERE we.deleted_at IS NULL AND e.owner_id IS NULL
        GROUP BY we.exercise_id
    ),
    gone AS (
        DELETE FROM tracker.exercise_popularity AS p
        WHERE NOT EXISTS (SELECT FROM counted AS c WHERE c.exercise_id = p.exercise_id)
    ),
    stored AS (
        INSERT INTO tracker.exercise_popularity AS p (exercise_id, users)
        SELECT c.exercise_id, c.users
        FROM counted AS c
        ORDER BY c.exercise_id
        ON CONFLICT (exercise_id) DO UPDATE SET users = excluded.users WHERE p.users <> excluded.users
    )
    SELECT count(*)::integer FROM counted AS c
$$;


--
-- Name: FUNCTION count_exercise_users(); Type: COMMENT; Schema: tracker; Owner: -
--

COMMENT ON FUNCTION tracker.count_exercise_users() IS 'Counts exercise_popularity anew.';


--
-- Name: create_partition_table(text, text); Type: FUNCTION; Schema: tracker; Owner: -
--

CREATE FUNCTION tracker.create_partition_table(parent text, child text) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
BEGIN
    EXECUTE format(
        'CREATE TABLE tracker.%I (LIKE tracker.%I INCLUDING DEFAULTS INCLUDING CONSTRAINTS INCLUDING INDEXES'
        ' INCLUDING STORAGE INCLUDING COMPRESSION INCLUDING GENERATED)', child, parent
    );
    IF parent = 'sets' THEN
        PERFORM tracker.add_set_triggers(format('tracker.%I', child));
        PERFORM tracker.audit_truncate_of('sets', format('tracker.%I', child));
    END IF;
END
$$;


--
-- Name: FUNCTION create_partition_table(parent text, child text); Type: COMMENT; Schema: tracker; Owner: -
--

COMMENT ON FUNCTION tracker.create_partition_table(parent text, child text) IS 'A table that can be attached to sets or audit_log as it is.';


--
-- Name: create_user_head(); Type: FUNCTION; Schema: tracker; Owner: -
--

CREATE FUNCTION tracker.create_user_head() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
BEGIN
    INSERT INTO tracker.user_heads (user_id) VALUES (NEW.id) ON CONFLICT (user_id) DO NOTHING;
    RETURN NULL;
END
$$;


--
-- Name: current_actor(); Type: FUNCTION; Schema: tracker; Owner: -
--

CREATE FUNCTION tracker.current_actor() RETURNS bigint
    LANGUAGE sql STABLE PARALLEL SAFE
    AS $$
    SELECT coalesce(
        nullif(pg_catalog.current_setting('tracker.user_id', true), ''),
        nullif(pg_catalog.current_setting('tracker.actor', true), '')
    )::bigint
$$;


--
-- Name: FUNCTION current_actor(); Type: COMMENT; Schema: tracker; Owner: -
--

COMMENT ON FUNCTION tracker.current_actor() IS 'Who acts: the user of trackerdb.acting_as, else setting tracker.actor, which trackerdb.transaction(actor=…) makes; null = not said.';


--
-- Name: current_user_id(); Type: FUNCTION; Schema: tracker; Owner: -
--

CREATE FUNCTION tracker.current_user_id() RETURNS bigint
    LANGUAGE sql STABLE PARALLEL SAFE
    AS $$ SELECT nullif(pg_catalog.current_setting('tracker.user_id', true), '')::bigint $$;


--
-- Name: FUNCTION current_user_id(); Type: COMMENT; Schema: tracker; Owner: -
--

COMMENT ON FUNCTION tracker.current_user_id() IS 'The user that the transaction acts as (setting tracker.user_id); NULL outside trackerdb.acting_as.';


--
-- Name: detached_years_of(text); Type: FUNCTION; Schema: tracker; Owner: -
--

CREATE FUNCTION tracker.detached_years_of(table_name text) RETURNS SETOF regclass
    LANGUAGE sql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $_$
    SELECT c.oid::regclass
    FROM pg_class AS c
    WHERE
        c.relnamespace = 'tracker'::regnamespace AND c.relkind = 'r' AND NOT c.relispartition
        AND $1 = 'sets' AND c.relname ~ '^sets_(before_|)\d{4}$'
    ORDER BY c.relname
$_$;


--
-- Name: FUNCTION detached_years_of(table_name text); Type: COMMENT; Schema: tracker; Owner: -
--

COMMENT ON FUNCTION tracker.detached_years_of(table_name text) IS 'Tables that were partitions of sets; none of any other table.';


--
-- Name: ensure_partitions(integer); Type: FUNCTION; Schema: tracker; Owner: -
--

CREATE FUNCTION tracker.ensure_partitions(through_year integer) RETURNS SETOF text
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
DECLARE
    missing record;
    standing regclass;
BEGIN
    FOR missing IN SELECT m.parent, m.year FROM tracker.missing_years(through_year) AS m LOOP
        PERFORM tracker.take_partition_lock(10);
        -- Somebody else may have made it meanwhile; these looks are not held back by the transaction's snapshot.
        standing := to_regclass(format('tracker.%I', missing.parent || '_' || missing.year));
        IF standing IS NOT NULL AND pg_get_partition_constraintdef(standing) IS NULL THEN
            RAISE EXCEPTION '% stands where a partition of tracker.% should: rename or drop it', standing, missing.parent
                USING ERRCODE = 'TD409';
        END IF;
        IF standing IS NULL THEN
            PERFORM tracker.create_partition_table(missing.parent, missing.parent || '_' || missing.year);
            PERFORM tracker.attach_partition(
                missing.parent, missing.parent || '_' || missing.year,
                make_date(missing.year, 1, 1), make_date(missing.year + 1, 1, 1)
            );
            RETURN NEXT missing.parent || '_' || missing.year;
        END IF;
    END LOOP;
END
$$;


--
-- Name: FUNCTION ensure_partitions(through_year integer); Type: COMMENT; Schema: tracker; Owner: -
--

COMMENT ON FUNCTION tracker.ensure_partitions(through_year integer) IS 'Makes the yearly partitions of sets and audit_log that are missing up to a year, and returns their names.';


--
-- Name: erase_user(bigint); Type: FUNCTION; Schema: tracker; Owner: -
--

CREATE FUNCTION tracker.erase_user(user_id bigint) RETURNS TABLE(table_name text, deleted bigint, anonymised bigint)
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $_$
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
$_$;


--
-- Name: FUNCTION erase_user(user_id bigint); Type: COMMENT; Schema: tracker; Owner: -
--

COMMENT ON FUNCTION tracker.erase_user(user_id bigint) IS 'Deletes all rows about a user, and takes their id and reasons from what they did to others; one row a table. No row for an unknown user.';


--
-- Name: find_exercises(text[], text, tracker.search_alternative[], integer[], boolean, bigint, tracker.exercise_type[], integer, integer, integer); Type: FUNCTION; Schema: tracker; Owner: -
--

CREATE FUNCTION tracker.find_exercises(words text[], token text, alternatives tracker.search_alternative[], fillers integer[], relaxed boolean, owner bigint, types tracker.exercise_type[], muscle_group integer, equipment integer, breadth integer) RETURNS bigint[]
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET enable_seqscan TO 'off'
    SET enable_indexscan TO 'off'
    SET jit TO 'off'
    AS $$
DECLARE
    terms integer[] := ARRAY(
        SELECT DISTINCT place
        FROM unnest(alternatives) AS a
        CROSS JOIN LATERAL generate_series(a.first, a.last) AS place
        WHERE a.muscle_group_id IS NOT NULL OR a.equipment_id IS NOT NULL
    );
    muscle_groups integer[] := ARRAY(
        SELECT DISTINCT a.muscle_group_id FROM unnest(alternatives) AS a WHERE a.muscle_group_id IS NOT NULL
    );
    kit integer[] := ARRAY(
        SELECT DISTINCT a.equipment_id FROM unnest(alternatives) AS a WHERE a.equipment_id IS NOT NULL
    );
    whole tsquery := quote_literal('=' || array_to_string(words, ''))::tsquery;
    beginning tsquery := (
        quote_literal('=' || array_to_string(words[:cardinality(words) - 1], '') || token) || ':*'
    )::tsquery;
    every_word tsquery := tracker.search_condition(alternatives, fillers, NULL);
    words_alone tsquery := tracker.search_condition(alternatives, fillers || terms, NULL);
    anything tsquery;
    fewer_words tsquery;
    unfiltered boolean := num_nonnulls(types, muscle_group, equipment) = 0;
BEGIN
    IF relaxed THEN
        FOR i IN 1 .. cardinality(words) LOOP
            words_alone := coalesce(
                words_alone || tracker.search_condition(alternatives, fillers || terms, i), words_alone
            );
        END LOOP;
    END IF;
    anything := coalesce(coalesce(whole || beginning || every_word, whole || beginning) || words_alone, whole || beginning);
    -- One letter begins thousands of words: of those, only the ones that begin a name.
    IF cardinality(words) = 1 AND char_length(token) = 1 AND ascii(token) < 128 THEN
        every_word := NULL;
    END IF;
    fewer_words := CASE WHEN words_alone <> every_word THEN words_alone END;
    -- Of a common word the first few hundred are looked at, and the shortest names kept: the plainest exercises.
    RETURN ARRAY(
            (
                SELECT w.id
                FROM (
                    SELECT e.id, char_length(e.name) AS length
                    FROM tracker.exercises AS e
                    WHERE
                        e.owner_id IS NULL AND e.deleted_at IS NULL AND e.merged_into IS NULL
                        AND e.search_lexemes @@ whole
                        AND (unfiltered OR tracker.fits_search(e.id, e.exercise_type, types, muscle_group, equipment))
                    LIMIT 20
                ) AS w
                ORDER BY w.length, w.id
                LIMIT 20
            )
            UNION
            (
                SELECT b.id
                FROM (
                    SELECT e.id, char_length(e.name) AS length
                    FROM tracker.exercises AS e
                    WHERE
                        e.owner_id IS NULL AND e.deleted_at IS NULL AND e.merged_into IS NULL
                        AND e.search_lexemes @@ beginning
                        AND (unfiltered OR tracker.fits_search(e.id, e.exercise_type, types, muscle_group, equipment))
                    LIMIT 200
                ) AS b
                ORDER BY b.length, b.id
                LIMIT breadth
            )
            UNION
            (
                SELECT v.id
                FROM (
                    SELECT e.id, char_length(e.name) AS length
                    FROM tracker.exercises AS e
                    WHERE
                        e.owner_id IS NULL AND e.deleted_at IS NULL AND e.merged_into IS NULL
                        AND e.search_lexemes @@ every_word
                        AND (unfiltered OR tracker.fits_search(e.id, e.exercise_type, types, muscle_group, equipment))
                    LIMIT 250
                ) AS v
                ORDER BY v.length, v.id
                LIMIT breadth
            )
            UNION
            (
                SELECT p.id
                FROM (
                    SELECT e.id, char_length(e.name) AS length
                    FROM tracker.exercises AS e
                    WHERE
                        e.owner_id IS NULL AND e.deleted_at IS NULL AND e.merged_into IS NULL
                        AND e.search_lexemes @@ fewer_words
                        AND (unfiltered OR tracker.fits_search(e.id, e.exercise_type, types, muscle_group, equipment))
                    LIMIT 250
                ) AS p
                ORDER BY p.length, p.id
                LIMIT breadth
            )
            UNION
            (
                SELECT o.id
                FROM (
                    SELECT e.id, char_length(e.name) AS length, e.search_lexemes @@ whole AS is_whole
                    FROM tracker.exercises AS e
                    WHERE
                        e.owner_id = owner AND e.deleted_at IS NULL AND e.merged_into IS NULL
                        AND (e.search_lexemes @@ anything OR words_alone IS NULL)
                        AND (unfiltered OR tracker.fits_search(e.id, e.exercise_type, types, muscle_group, equipment))
                    LIMIT 1000
                ) AS o
                ORDER BY o.is_whole DESC, o.length, o.id
                LIMIT breadth
            )
            UNION
            SELECT f.id
            FROM tracker.find_exercises_by_terms(
                CASE WHEN words_alone IS NULL THEN muscle_groups END, kit, types, muscle_group, equipment, breadth
            ) AS f (id)
    );
END
$$;


--
-- Name: FUNCTION find_exercises(words text[], token text, alternatives tracker.search_alternative[], fillers integer[], relaxed boolean, owner bigint, types tracker.exercise_type[], muscle_group integer, equipment integer, breadth integer); Type: COMMENT; Schema: tracker; Owner: -
--

COMMENT ON FUNCTION tracker.find_exercises(words text[], token text, alternatives tracker.search_alternative[], fillers integer[], relaxed boolean, owner bigint, types tracker.exercise_type[], muscle_group integer, equipment integer, breadth integer) IS 'Exercises worth ranking: the catalogue''s by index, each kind up to a limit, and the owner''s own.';


--
-- Name: find_exercises_by_terms(integer[], integer[], tracker.exercise_type[], integer, integer, integer); Type: FUNCTION; Schema: tracker; Owner: -
--

CREATE FUNCTION tracker.find_exercises_by_terms(muscle_groups integer[], kit integer[], types tracker.exercise_type[], muscle_group integer, equipment integer, breadth integer) RETURNS SETOF bigint
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET enable_seqscan TO 'off'
    SET enable_indexscan TO 'on'
    SET enable_bitmapscan TO 'off'
    SET enable_hashjoin TO 'off'
    SET enable_mergejoin TO 'off'
    SET jit TO 'off'
    AS $$
DECLARE
    unfiltered boolean := num_nonnulls(types, muscle_group, equipment) = 0;
BEGIN
    IF cardinality(muscle_groups) > 0 AND cardinality(kit) > 0 THEN
        RETURN QUERY
        SELECT l.id
        FROM (
            SELECT e.id, char_length(e.name) AS length
            FROM (
                SELECT l.exercise_id
                FROM tracker.exercise_muscle_groups AS l
                WHERE l.muscle_group_id = ANY (muscle_groups) AND l.role = 'primary'
                LIMIT 1000
            ) AS em
            CROSS JOIN LATERAL (
                SELECT FROM tracker.exercise_equipment AS ee
                WHERE ee.exercise_id = em.exercise_id AND ee.equipment_id = ANY (kit)
                LIMIT 1
            ) AS q
            CROSS JOIN LATERAL (
                SELECT x.id, x.name, x.exercise_type
                FROM tracker.exercises AS x
                WHERE x.id = em.exercise_id AND x.owner_id IS NULL AND x.deleted_at IS NULL AND x.merged_into IS NULL
                OFFSET 0
            ) AS e
            WHERE
                (unfiltered OR tracker.fits_search(e.id, e.exercise_type, types, muscle_group, equipment))
            LIMIT 200
        ) AS l
        ORDER BY l.length, l.id
        LIMIT breadth;
    ELSIF cardinality(muscle_groups) > 0 THEN
        RETURN QUERY
        SELECT l.id
        FROM (
            SELECT e.id, char_length(e.name) AS length
            FROM (
                SELECT l.exercise_id
                FROM tracker.exercise_muscle_groups AS l
                WHERE l.muscle_group_id = ANY (muscle_groups) AND l.role = 'primary'
                LIMIT 1000
            ) AS em
            CROSS JOIN LATERAL (
                SELECT x.id, x.name, x.exercise_type
                FROM tracker.exercises AS x
                WHERE x.id = em.exercise_id AND x.owner_id IS NULL AND x.deleted_at IS NULL AND x.merged_into IS NULL
                OFFSET 0
            ) AS e
            WHERE
                (unfiltered OR tracker.fits_search(e.id, e.exercise_type, types, muscle_group, equipment))
            LIMIT 200
        ) AS l
        ORDER BY l.length, l.id
        LIMIT breadth;
    ELSIF cardinality(muscle_groups) = 0 THEN
        RETURN QUERY
        SELECT l.id
        FROM (
            SELECT e.id, char_length(e.name) AS length
            FROM (
                SELECT l.exercise_id
                FROM tracker.exercise_equipment AS l
                WHERE l.equipment_id = ANY (kit)
                LIMIT 1000
            ) AS ee
            CROSS JOIN LATERAL (
                SELECT x.id, x.name, x.exercise_type
                FROM tracker.exercises AS x
                WHERE x.id = ee.exercise_id AND x.owner_id IS NULL AND x.deleted_at IS NULL AND x.merged_into IS NULL
                OFFSET 0
            ) AS e
            WHERE
                (unfiltered OR tracker.fits_search(e.id, e.exercise_type, types, muscle_group, equipment))
            LIMIT 200
        ) AS l
        ORDER BY l.length, l.id
        LIMIT breadth;
    END IF;
END
$$;


--
-- Name: FUNCTION find_exercises_by_terms(muscle_groups integer[], kit integer[], types tracker.exercise_type[], muscle_group integer, equipment integer, breadth integer); Type: COMMENT; Schema: tracker; Owner: -
--

COMMENT ON FUNCTION tracker.find_exercises_by_terms(muscle_groups integer[], kit integer[], types tracker.exercise_type[], muscle_group integer, equipment integer, breadth integer) IS 'Catalogue exercises of these muscle groups done with this equipment, breadth at most; none where muscle_groups is null.';


--
-- Name: fits_search(bigint, tracker.exercise_type, tracker.exercise_type[], integer, integer); Type: FUNCTION; Schema: tracker; Owner: -
--

CREATE FUNCTION tracker.fits_search(exercise_id bigint, exercise_type tracker.exercise_type, types tracker.exercise_type[], muscle_group integer, equipment integer) RETURNS boolean
    LANGUAGE sql STABLE
    AS $_$
    SELECT
        ($3 IS NULL OR $2 = ANY ($3))
        AND (
            $4 IS NULL
            OR EXISTS (
                SELECT
                FROM tracker.exercise_muscle_groups AS em
                WHERE em.exercise_id = $1 AND em.muscle_group_id = $4
            )
        )
        AND (
            $5 IS NULL
            OR EXISTS (
                SELECT
                FROM tracker.exercise_equipment AS ee
                WHERE ee.exercise_id = $1 AND ee.equipment_id = $5
            )
        )
$_$;


--
-- Name: FUNCTION fits_search(exercise_id bigint, exercise_type tracker.exercise_type, types tracker.exercise_type[], muscle_group integer, equipment integer); Type: COMMENT; Schema: tracker; Owner: -
--

COMMENT ON FUNCTION tracker.fits_search(exercise_id bigint, exercise_type tracker.exercise_type, types tracker.exercise_type[], muscle_group integer, equipment integer) IS 'The filters of search; one that is null lets everything through.';


--
-- Name: forget_search_words(); Type: FUNCTION; Schema: tracker; Owner: -
--

CREATE FUNCTION tracker.forget_search_words() RETURNS void
    LANGUAGE sql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
    DELETE FROM tracker.search_vocabulary AS v
    WHERE
        NOT EXISTS (
            SELECT FROM tracker.exercises AS e
            WHERE e.owner_id IS NULL AND e.search_lexemes @@ quote_literal(v.word)::tsquery
        )
        AND NOT EXISTS (SELECT FROM tracker.search_synonyms AS s WHERE v.word = ANY (string_to_array(s.phrase, ' ')))
        AND NOT EXISTS (
            SELECT FROM tracker.muscle_groups AS m
            WHERE v.word = ANY (string_to_array(array_to_string(m.search_phrases, ' '), ' '))
        )
        AND NOT EXISTS (
            SELECT FROM tracker.equipment AS q
            WHERE v.word = ANY (string_to_array(array_to_string(q.search_phrases, ' '), ' '))
        )
$$;


--
-- Name: FUNCTION forget_search_words(); Type: COMMENT; Schema: tracker; Owner: -
--

COMMENT ON FUNCTION tracker.forget_search_words() IS 'Takes words out of the vocabulary that nothing bears any more.';


--
-- Name: keep_records(); Type: FUNCTION; Schema: tracker; Owner: -
--

CREATE FUNCTION tracker.keep_records() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET work_mem TO '64MB'
    SET enable_seqscan TO 'off'
    SET plan_cache_mode TO 'force_generic_plan'
    SET jit TO 'off'
    AS $$
DECLARE
    users bigint[];
    candidates tracker.record_candidate[];
BEGIN
    -- A detached partition is no part of the log, nor can it be read from here: what its sets were stays on record
    -- until it is attached, and is then compared.
    IF
        TG_RELID <> 'tracker.sets'::regclass
        AND NOT EXISTS (SELECT FROM pg_inherits AS i WHERE i.inhrelid = TG_RELID AND NOT i.inhdetachpending)
    THEN
        RETURN NULL;
    END IF;

    IF TG_OP = 'INSERT' THEN
        users := tracker.lock_users(ARRAY(SELECT DISTINCT n.user_id FROM new_sets AS n));
    ELSIF TG_OP = 'DELETE' THEN
        users := tracker.lock_users(ARRAY(SELECT DISTINCT o.user_id FROM old_sets AS o));
    ELSE
        users := tracker.lock_users(
            ARRAY(SELECT o.user_id FROM old_sets AS o UNION SELECT n.user_id FROM new_sets AS n)
        );
    END IF;
    -- Nothing was written, or the users are being deleted, and their records with them.
    IF cardinality(users) = 0 THEN
        RETURN NULL;
    END IF;

    -- An old version matters only where an event names it: then its exercise is read anew from that day.
    IF TG_OP <> 'INSERT' THEN
        PERFORM tracker.rescan_changed_sets(array_agg(o.user_id), array_agg(o.workout_id), array_agg(o.id))
        FROM old_sets AS o;
    END IF;

    -- What is new can only add to the frontier, or beat what stands there.
    IF TG_OP <> 'DELETE' THEN
        -- Whoever changes a tracking waits for this lock, and then finds these sets. A snapshot that is older than
        -- such a change must fail, for which the lock has to be one that any change of the exercise conflicts with.
        IF current_setting('transaction_isolation') = 'read committed' THEN
            PERFORM
            FROM tracker.exercises AS x
            WHERE x.id = ANY (ARRAY(SELECT DISTINCT n.exercise_id FROM new_sets AS n WHERE n.deleted_at IS NULL))
            ORDER BY x.id
            FOR KEY SHARE;
        ELSE
            PERFORM
            FROM tracker.exercises AS x
            WHERE x.id = ANY (ARRAY(SELECT DISTINCT n.exercise_id FROM new_sets AS n WHERE n.deleted_at IS NULL))
            ORDER BY x.id
            FOR SHARE;
        END IF;

        WITH day_bests AS MATERIALIZED (
            SELECT
                m.user_id, m.exercise_id, m.metric, m.reps, m.performed_on,
                max(tracker.record_score(m.metric, m.value)) AS score
            FROM (
                SELECT f.user_id, f.exercise_id, m.metric, m.reps, f.performed_on, m.value
                -- What was done in every measure on an earlier day too is no record.
                FROM (
                    SELECT
                        n.user_id, n.exercise_id, n.kind, n.weight_g, n.reps, n.duration_ms, n.distance_mm,
                        min(n.performed_on) AS performed_on
                    FROM new_sets AS n
                    WHERE n.deleted_at IS NULL
                    GROUP BY n.user_id, n.exercise_id, n.kind, n.weight_g, n.reps, n.duration_ms, n.distance_mm
                ) AS f
                CROSS JOIN LATERAL (
                    SELECT x.tracking FROM tracker.exercises AS x WHERE x.id = f.exercise_id LIMIT 1
                ) AS x
                CROSS JOIN LATERAL tracker.set_metrics(
                    x.tracking, f.kind, f.weight_g, f.reps, f.duration_ms, f.distance_mm
                ) AS m
                OFFSET 0
            ) AS m
            GROUP BY m.user_id, m.exercise_id, m.metric, m.reps, m.performed_on
        )
        SELECT array_agg(
            ROW(
                r.user_id, r.exercise_id, r.metric, r.reps, r.performed_on, tracker.record_score(r.metric, r.score),
                NULL, NULL, NULL
            )::tracker.record_candidate
        )
        INTO candidates
        FROM (
            SELECT
                d.*,
                max(d.score) OVER (
                    PARTITION BY d.user_id, d.exercise_id, d.metric, d.reps ORDER BY d.performed_on
                    ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
                ) AS best_before
            FROM day_bests AS d
        ) AS r
        WHERE r.best_before IS NULL OR r.score > r.best_before;

        PERFORM tracker.absorb_record_candidates(candidates);
    END IF;
    RETURN NULL;
END
$$;


--
-- Name: FUNCTION keep_records(); Type: COMMENT; Schema: tracker; Owner: -
--

COMMENT ON FUNCTION tracker.keep_records() IS 'AFTER each statement on sets: keeps record_events and exercise_records exact.';


--
-- Name: learn_exercise_words(); Type: FUNCTION; Schema: tracker; Owner: -
--

CREATE FUNCTION tracker.learn_exercise_words() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
BEGIN
    PERFORM tracker.learn_search_words(NEW.search_names);
    RETURN NULL;
END
$$;


--
-- Name: FUNCTION learn_exercise_words(); Type: COMMENT; Schema: tracker; Owner: -
--

COMMENT ON FUNCTION tracker.learn_exercise_words() IS 'AFTER INSERT OR UPDATE of a catalogue exercise: its words join the vocabulary.';


--
-- Name: learn_search_phrases(); Type: FUNCTION; Schema: tracker; Owner: -
--

CREATE FUNCTION tracker.learn_search_phrases() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
BEGIN
    PERFORM tracker.learn_search_words(
        CASE TG_TABLE_NAME
            WHEN 'search_synonyms' THEN ARRAY[to_jsonb(NEW) ->> 'phrase']
            ELSE ARRAY(SELECT jsonb_array_elements_text(to_jsonb(NEW) -> 'search_phrases'))
        END
    );
    RETURN NULL;
END
$$;


--
-- Name: FUNCTION learn_search_phrases(); Type: COMMENT; Schema: tracker; Owner: -
--

COMMENT ON FUNCTION tracker.learn_search_phrases() IS 'AFTER INSERT OR UPDATE: the words of a phrase join the vocabulary.';


--
-- Name: learn_search_words(text[]); Type: FUNCTION; Schema: tracker; Owner: -
--

CREATE FUNCTION tracker.learn_search_words(names text[]) RETURNS void
    LANGUAGE sql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $_$
    INSERT INTO tracker.search_vocabulary AS v (word, is_pair)
    SELECT w.word COLLATE "C", bool_and(w.is_pair)
    FROM unnest($1) AS n (name)
    CROSS JOIN LATERAL (
        SELECT unnest(string_to_array(split_part(n.name, '|', 1), ' ')) AS word, false AS is_pair
        UNION ALL
        SELECT unnest(string_to_array(split_part(n.name, '|', 2), ' ')), true
    ) AS w
    WHERE w.word <> ''
    GROUP BY 1
    ORDER BY 1
    ON CONFLICT (word) DO UPDATE SET is_pair = false WHERE v.is_pair AND NOT excluded.is_pair
$_$;


--
-- Name: FUNCTION learn_search_words(names text[]); Type: COMMENT; Schema: tracker; Owner: -
--

COMMENT ON FUNCTION tracker.learn_search_words(names text[]) IS 'The words of names, as tracker.search_name() gives them, join the vocabulary.';


--
-- Name: lock_users(bigint[]); Type: FUNCTION; Schema: tracker; Owner: -
--

CREATE FUNCTION tracker.lock_users(user_ids bigint[]) RETURNS bigint[]
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
DECLARE
    each_id bigint;
    locked bigint[] := '{}';
BEGIN
    FOR each_id IN SELECT DISTINCT i FROM unnest(user_ids) AS i ORDER BY i LOOP
        -- The time as well: in a restored database an old number may come again.
        PERFORM FROM tracker.user_heads AS h
        WHERE h.user_id = each_id AND h.locked_by = pg_current_xact_id() AND h.updated_at = now();
        IF NOT FOUND THEN
            UPDATE tracker.user_heads AS h
            SET seq = h.seq + 1, locked_by = pg_current_xact_id(), updated_at = now()
            WHERE h.user_id = each_id;
        END IF;
        IF FOUND THEN
            locked := locked || each_id;
        END IF;
    END LOOP;
    RETURN locked;
END
$$;


--
-- Name: FUNCTION lock_users(user_ids bigint[]); Type: COMMENT; Schema: tracker; Owner: -
--

COMMENT ON FUNCTION tracker.lock_users(user_ids bigint[]) IS 'Takes the head rows of these users for the rest of the transaction, in ascending order; returns the users that exist.';


--
-- Name: missing_years(integer); Type: FUNCTION; Schema: tracker; Owner: -
--

CREATE FUNCTION tracker.missing_years(through_year integer) RETURNS TABLE(parent text, year integer)
    LANGUAGE sql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET "TimeZone" TO 'UTC'
    AS $$
    SELECT p.parent, y.year
    FROM (
        SELECT y.parent, extract(year FROM max(y.upper))::integer AS first_year
        FROM tracker.year_partitions() AS y
        GROUP BY y.parent
    ) AS p
    CROSS JOIN LATERAL generate_series(p.first_year, through_year) AS y (year)
    ORDER BY p.parent, y.year
$$;


--
-- Name: FUNCTION missing_years(through_year integer); Type: COMMENT; Schema: tracker; Owner: -
--

COMMENT ON FUNCTION tracker.missing_years(through_year integer) IS 'The years up to this one that have no partition yet.';


--
-- Name: audit_shapes; Type: TABLE; Schema: tracker; Owner: -
--

CREATE TABLE tracker.audit_shapes (
    table_name text NOT NULL COLLATE pg_catalog."C",
    id integer NOT NULL,
    relation bigint NOT NULL,
    names text[] NOT NULL COLLATE pg_catalog."C",
    numbers integer[] NOT NULL,
    renamed text[] NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT audit_shapes_columns_check CHECK (((cardinality(names) = cardinality(numbers)) AND (cardinality(names) = cardinality(renamed))))
);


--
-- Name: TABLE audit_shapes; Type: COMMENT; Schema: tracker; Owner: -
--

COMMENT ON TABLE tracker.audit_shapes IS 'The columns of an audited table, from one change of them to the next.';


--
-- Name: COLUMN audit_shapes.relation; Type: COMMENT; Schema: tracker; Owner: -
--

COMMENT ON COLUMN tracker.audit_shapes.relation IS 'The table''s oid: in a restored database the numbers below may be others'' by now.';


--
-- Name: COLUMN audit_shapes.numbers; Type: COMMENT; Schema: tracker; Owner: -
--

COMMENT ON COLUMN tracker.audit_shapes.numbers IS 'pg_attribute.attnum of each name: it outlives a renaming.';


--
-- Name: COLUMN audit_shapes.renamed; Type: COMMENT; Schema: tracker; Owner: -
--

COMMENT ON COLUMN tracker.audit_shapes.renamed IS 'What each was called when the table''s next shape began; null = dropped.';


--
-- Name: names_now(tracker.audit_shapes); Type: FUNCTION; Schema: tracker; Owner: -
--

CREATE FUNCTION tracker.names_now(shape tracker.audit_shapes) RETURNS TABLE(place bigint, name text, name_now text)
    LANGUAGE sql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
    SELECT c.place, c.name, coalesce(a.attname, b.attname)::text
    FROM unnest((shape).names, (shape).numbers, (shape).renamed) WITH ORDINALITY AS c (name, number, renamed, place)
    LEFT JOIN pg_attribute AS a
        ON a.attrelid = to_regclass(format('tracker.%I', (shape).table_name)) AND NOT a.attisdropped
        AND CASE WHEN a.attrelid::bigint = (shape).relation THEN a.attnum = c.number ELSE a.attname = c.renamed END
    LEFT JOIN pg_attribute AS b
        ON b.attrelid = to_regclass(format('tracker.%I', (shape).table_name)) AND NOT b.attisdropped AND b.attnum > 0
        AND b.attrelid::bigint = (shape).relation AND a.attname IS NULL AND b.attname = c.name
        AND b.attnum <> ALL ((shape).numbers)
$$;


--
-- Name: FUNCTION names_now(shape tracker.audit_shapes); Type: COMMENT; Schema: tracker; Owner: -
--

COMMENT ON FUNCTION tracker.names_now(shape tracker.audit_shapes) IS 'The columns of a shape under their present names; null = dropped since.';


--
-- Name: new_shape(text, jsonb); Type: FUNCTION; Schema: tracker; Owner: -
--

CREATE FUNCTION tracker.new_shape(table_name text, image jsonb) RETURNS integer
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
#variable_conflict use_variable
DECLARE
    relation regclass := format('tracker.%I', table_name);
    columns text[] := ARRAY(SELECT jsonb_object_keys(image));
    shape integer;
BEGIN
    UPDATE tracker.audit_shapes AS s
    SET (renamed, numbers, relation) = (
        SELECT
            array_agg(n.name_now ORDER BY n.place), array_agg(coalesce(a.attnum, 0)::integer ORDER BY n.place),
            relation::oid::bigint
        FROM tracker.names_now(s) AS n
        LEFT JOIN pg_attribute AS a ON a.attrelid = relation AND a.attname = n.name_now
    )
    WHERE s.table_name = table_name;
    INSERT INTO tracker.audit_shapes (table_name, id, relation, names, numbers, renamed)
    SELECT
        table_name, (SELECT count(*) + 1 FROM tracker.audit_shapes AS s WHERE s.table_name = table_name),
        relation::oid::bigint, columns, array_agg(a.attnum::integer ORDER BY c.place), columns
    FROM unnest(columns) WITH ORDINALITY AS c (name, place)
    JOIN pg_attribute AS a ON a.attrelid = relation AND a.attname = c.name
    ON CONFLICT DO NOTHING;
    -- Whoever was quicker has written the same.
    SELECT s.id INTO STRICT shape
    FROM tracker.audit_shapes AS s
    WHERE s.table_name = table_name AND s.names = columns;
    RETURN shape;
END
$$;


--
-- Name: oldest_set_day(); Type: FUNCTION; Schema: tracker; Owner: -
--

CREATE FUNCTION tracker.oldest_set_day() RETURNS date
    LANGUAGE sql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
    SELECT min(coalesce(lower(tracker.set_partition_days(i.inhrelid)), '-infinity'))
    FROM pg_inherits AS i
    WHERE i.inhparent = 'tracker.sets'::regclass AND NOT i.inhdetachpending
$$;


--
-- Name: FUNCTION oldest_set_day(); Type: COMMENT; Schema: tracker; Owner: -
--

COMMENT ON FUNCTION tracker.oldest_set_day() IS 'Lower bound of the oldest attached partition of sets; -infinity when it has none.';


--
-- Name: outdated_records(regclass, date, date); Type: FUNCTION; Schema: tracker; Owner: -
--

CREATE FUNCTION tracker.outdated_records(target regclass, lower date, upper date) RETURNS TABLE(user_id bigint, exercise_id bigint)
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET work_mem TO '64MB'
    SET jit TO 'off'
    AS $_$
BEGIN
    RETURN QUERY EXECUTE format(
        $q$
        WITH day_bests AS MATERIALIZED (
            SELECT
                f.user_id, f.exercise_id, m.metric, m.reps, f.performed_on, max(tracker.record_score(m.metric, m.value)) AS score
            FROM (
                SELECT
                    s.user_id, s.exercise_id, s.kind, s.weight_g, s.reps, s.duration_ms, s.distance_mm,
                    min(s.performed_on) AS performed_on
                FROM %1$s AS s
                WHERE s.deleted_at IS NULL
                GROUP BY s.user_id, s.exercise_id, s.kind, s.weight_g, s.reps, s.duration_ms, s.distance_mm
            ) AS f
            JOIN tracker.exercises AS x ON x.id = f.exercise_id
            CROSS JOIN LATERAL tracker.set_metrics(x.tracking, f.kind, f.weight_g, f.reps, f.duration_ms, f.distance_mm) AS m
            GROUP BY f.user_id, f.exercise_id, m.metric, m.reps, f.performed_on
        ),
        told AS (
            SELECT
                r.user_id, r.exercise_id, r.metric, r.reps, r.performed_on, tracker.record_score(r.metric, r.score) AS value,
                named.workout_id, named.id AS set_id, named.position AS set_position
            FROM (
                SELECT
                    d.*,
                    max(d.score) OVER (
                        PARTITION BY d.user_id, d.exercise_id, d.metric, d.reps ORDER BY d.performed_on
                        ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
                    ) AS best_before
                FROM day_bests AS d
            ) AS r
            JOIN tracker.exercises AS x ON x.id = r.exercise_id
            LEFT JOIN LATERAL (
                SELECT tracker.record_score(e.metric, e.value) AS score
                FROM tracker.record_events AS e
                WHERE
                    e.user_id = r.user_id AND e.exercise_id = r.exercise_id AND e.metric = r.metric AND e.reps = r.reps
                    AND e.performed_on < $1
                ORDER BY e.performed_on DESC
                LIMIT 1
            ) AS older ON true
            CROSS JOIN LATERAL (
                SELECT s.workout_id, s.id, s.position
                FROM %1$s AS s
                CROSS JOIN LATERAL tracker.set_metrics(x.tracking, s.kind, s.weight_g, s.reps, s.duration_ms, s.distance_mm) AS m
                WHERE
                    s.user_id = r.user_id AND s.exercise_id = r.exercise_id AND s.performed_on = r.performed_on
                    AND s.deleted_at IS NULL
                    AND m.metric = r.metric AND m.reps = r.reps AND tracker.record_score(m.metric, m.value) = r.score
                ORDER BY s.position, s.id, s.workout_id
                LIMIT 1
            ) AS named
            WHERE (r.best_before IS NULL OR r.score > r.best_before) AND (older.score IS NULL OR r.score > older.score)
        ),
        kept AS (
            SELECT
                e.user_id, e.exercise_id, e.metric, e.reps, e.performed_on, e.value, e.workout_id, e.set_id, e.set_position
            FROM tracker.record_events AS e
            WHERE e.performed_on >= $1 AND e.performed_on < $2
        )
        SELECT DISTINCT o.user_id, o.exercise_id
        FROM (
            (SELECT t.* FROM told AS t EXCEPT SELECT k.* FROM kept AS k)
            UNION ALL
            (SELECT k.* FROM kept AS k EXCEPT SELECT t.* FROM told AS t)
        ) AS o
        ORDER BY o.user_id, o.exercise_id
        $q$,
        target
    ) USING coalesce(lower, '-infinity'), upper;
END
$_$;


--
-- Name: FUNCTION outdated_records(target regclass, lower date, upper date); Type: COMMENT; Schema: tracker; Owner: -
--

COMMENT ON FUNCTION tracker.outdated_records(target regclass, lower date, upper date) IS 'The exercises of users whose records of these days differ from what a detached partition of sets says.';


--
-- Name: pass_on_deletion(); Type: FUNCTION; Schema: tracker; Owner: -
--

CREATE FUNCTION tracker.pass_on_deletion() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET work_mem TO '64MB'
    SET enable_seqscan TO 'off'
    SET jit TO 'off'
    AS $$
DECLARE
    users bigint[];
    days date[];
    workouts uuid[];
    places uuid[];
    old_deletions uuid[];
    deleted timestamptz[];
    deletions uuid[];
BEGIN
    -- Found first, because a join of three leaves the planner the choice to compare every old row with every new one.
    -- Most updates end here; so does the statement for no rows that would else call this again for ever.
    IF TG_TABLE_NAME = 'workouts' THEN
        SELECT
            array_agg(n.user_id), array_agg(n.performed_on), array_agg(n.id), array_agg(o.deletion_id),
            array_agg(n.deleted_at), array_agg(n.deletion_id)
        INTO users, days, workouts, old_deletions, deleted, deletions
        FROM old_rows AS o
        JOIN new_rows AS n ON n.user_id = o.user_id AND n.id = o.id
        WHERE o.deletion_id IS DISTINCT FROM n.deletion_id;
        IF users IS NULL THEN
            RETURN NULL;
        END IF;
        UPDATE tracker.workout_exercises AS we
        SET deleted_at = c.deleted_at, deletion_id = c.deletion_id
        FROM unnest(users, days, workouts, old_deletions, deleted, deletions) AS c (
            user_id, performed_on, workout_id, old_deletion_id, deleted_at, deletion_id
        )
        WHERE
            we.user_id = c.user_id AND we.performed_on = c.performed_on AND we.workout_id = c.workout_id
            AND we.deletion_id IS NOT DISTINCT FROM c.old_deletion_id;
    ELSE
        SELECT
            array_agg(n.user_id), array_agg(n.performed_on), array_agg(n.workout_id), array_agg(n.id),
            array_agg(o.deletion_id), array_agg(n.deleted_at), array_agg(n.deletion_id)
        INTO users, days, workouts, places, old_deletions, deleted, deletions
        FROM old_rows AS o
        JOIN new_rows AS n ON n.user_id = o.user_id AND n.workout_id = o.workout_id AND n.id = o.id
        WHERE o.deletion_id IS DISTINCT FROM n.deletion_id;
        IF users IS NULL THEN
            RETURN NULL;
        END IF;
        UPDATE tracker.sets AS s
        SET deleted_at = c.deleted_at, deletion_id = c.deletion_id
        FROM unnest(users, days, workouts, places, old_deletions, deleted, deletions) AS c (
            user_id, performed_on, workout_id, workout_exercise_id, old_deletion_id, deleted_at, deletion_id
        )
        WHERE
            s.user_id = c.user_id AND s.performed_on = c.performed_on AND s.workout_id = c.workout_id
            AND s.workout_exercise_id = c.workout_exercise_id
            AND s.deletion_id IS NOT DISTINCT FROM c.old_deletion_id;
    END IF;
    RETURN NULL;
END
$$;


--
-- Name: FUNCTION pass_on_deletion(); Type: COMMENT; Schema: tracker; Owner: -
--

COMMENT ON FUNCTION tracker.pass_on_deletion() IS 'AFTER UPDATE: marks or unmarks what a deleted or restored row holds, with the same deletion_id.';


--
-- Name: pass_on_owner(); Type: FUNCTION; Schema: tracker; Owner: -
--

CREATE FUNCTION tracker.pass_on_owner() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
BEGIN
    UPDATE tracker.exercise_muscle_groups AS l SET owner_id = NEW.owner_id WHERE l.exercise_id = NEW.id;
    UPDATE tracker.exercise_equipment AS l SET owner_id = NEW.owner_id WHERE l.exercise_id = NEW.id;
    RETURN NULL;
END
$$;


--
-- Name: FUNCTION pass_on_owner(); Type: COMMENT; Schema: tracker; Owner: -
--

COMMENT ON FUNCTION tracker.pass_on_owner() IS 'AFTER UPDATE of an exercise''s owner: its links follow.';


--
-- Name: rank_exercises(bigint[], text[], text, tracker.search_alternative[], real[], text, text, real); Type: FUNCTION; Schema: tracker; Owner: -
--

CREATE FUNCTION tracker.rank_exercises(exercise_ids bigint[], words text[], token text, alternatives tracker.search_alternative[], importance real[], corrected text, core text, threshold real) RETURNS TABLE(exercise_id bigint, place bigint, score double precision)
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET enable_seqscan TO 'off'
    SET enable_nestloop TO 'off'
    SET enable_mergejoin TO 'off'
    SET jit TO 'off'
    AS $_$
#variable_conflict use_column
BEGIN
    RETURN QUERY
    WITH alternatives AS MATERIALIZED (
        SELECT a.first, a.last, a.lexemes, a.weight, a.is_prefix, a.muscle_group_id, a.equipment_id
        FROM unnest($4) AS a
    ),
    names AS MATERIALIZED (
        SELECT
            e.id, n.place, n.name,
            string_to_array(split_part(n.name, '|', 1), ' ') AS words,
            replace(split_part(n.name, '|', 1), ' ', '') AS compact,
            -- Between spaces, so that a word is found in it without cutting it up.
            ' ' || translate(n.name, '|', ' ') || ' ' AS padded
        FROM tracker.exercises AS e
        CROSS JOIN LATERAL unnest(e.search_names) WITH ORDINALITY AS n (name, place)
        WHERE e.id = ANY ($1)
    ),
    matches AS MATERIALIZED (
        SELECT n.id, n.place, a.first, a.last, a.weight, a.lexemes
        FROM alternatives AS a
        JOIN names AS n ON strpos(n.padded, ' ' || a.lexemes[1] || ' ') > 0
        WHERE
            NOT a.is_prefix AND a.lexemes IS NOT NULL
            AND (cardinality(a.lexemes) = 1 OR string_to_array(n.padded, ' ') @> a.lexemes)
        UNION ALL
        SELECT n.id, n.place, a.first, a.last, (a.weight * p.weight)::real, ARRAY[p.lexeme]
        FROM alternatives AS a
        JOIN names AS n ON strpos(n.padded, ' ' || a.lexemes[1]) > 0
        CROSS JOIN LATERAL (
            SELECT
                CASE WHEN starts_with(u.word, a.lexemes[1]) THEN u.word ELSE u.pair END AS lexeme,
                CASE
                    WHEN starts_with(u.word, a.lexemes[1]) THEN 0.8 + 0.19 * char_length(a.lexemes[1]) / char_length(u.word)
                    ELSE 0.7 + 0.19 * char_length(a.lexemes[1]) / char_length(u.pair)
                END AS weight
            FROM unnest(n.words, string_to_array(split_part(n.name, '|', 2), ' ')) AS u (word, pair)
            -- "lunges" is the plural of "lunge", and no beginning of "lunge sprint".
            WHERE
                starts_with(u.word, a.lexemes[1])
                OR (starts_with(u.pair, a.lexemes[1]) AND u.word <> $2[cardinality($2)])
        ) AS p
        WHERE a.is_prefix
        UNION ALL
        -- However it is cut into words.
        SELECT
            n.id, n.place, 1, cardinality($2), CASE WHEN q.name = q.whole THEN 1 ELSE 0.9 END::real,
            -- Only the words that the query reaches.
            CASE
                WHEN q.name = q.whole THEN n.words
                ELSE ARRAY(
                    SELECT n.words[i]
                    FROM generate_subscripts(n.words, 1) AS i
                    WHERE char_length(array_to_string(n.words[:i - 1], '')) < char_length(q.beginning)
                )
            END
        FROM names AS n
        CROSS JOIN LATERAL (
            SELECT
                n.compact AS name,
                array_to_string($2, '') AS whole,
                array_to_string($2[:cardinality($2) - 1], '') || $3 AS beginning
        ) AS q
        WHERE
            q.name = q.whole
            OR (starts_with(q.name, q.beginning) AND (cardinality($2) > 1 OR char_length($3) > char_length(n.words[1]) + 2))
    ),
    terms AS (
        SELECT
            em.exercise_id AS id, a.first, a.last,
            a.weight * CASE em.role WHEN 'primary' THEN 1 ELSE 0.6 END AS weight
        FROM alternatives AS a
        JOIN tracker.exercise_muscle_groups AS em
            ON em.muscle_group_id = a.muscle_group_id AND em.exercise_id = ANY ($1)
        UNION ALL
        SELECT ee.exercise_id, a.first, a.last, a.weight
        FROM alternatives AS a
        JOIN tracker.exercise_equipment AS ee ON ee.equipment_id = a.equipment_id AND ee.exercise_id = ANY ($1)
    ),
    covered AS MATERIALIZED (
        SELECT b.id, b.place, sum(b.weight * $5[b.position]) / (SELECT sum(i) FROM unnest($5) AS i) AS coverage
        FROM (
            SELECT m.id, m.place, p.position, max(m.weight) AS weight
            FROM (
                SELECT m.id, m.place, m.first, m.last, m.weight FROM matches AS m
                UNION ALL
                SELECT n.id, n.place, t.first, t.last, t.weight
                FROM terms AS t
                JOIN names AS n ON n.id = t.id
            ) AS m
            CROSS JOIN LATERAL generate_series(m.first, m.last) AS p (position)
            GROUP BY m.id, m.place, p.position
        ) AS b
        GROUP BY b.id, b.place
        HAVING sum(b.weight * $5[b.position]) >= $8 * (SELECT sum(i) FROM unnest($5) AS i)
    ),
    asked AS (
        SELECT m.id, m.place, array_agg(l.lexeme) AS lexemes
        FROM matches AS m
        CROSS JOIN LATERAL unnest(m.lexemes) AS l (lexeme)
        GROUP BY m.id, m.place
    ),
    -- Each word of a name: was it, or it and a neighbour together, asked for? Materialized, so that the weights are
    -- joined to all of the words at once.
    borne AS MATERIALIZED (
        SELECT
            c.id, c.place, c.coverage, n.compact, u.word,
            u.word = ANY (k.lexemes) OR n.words[u.i - 1] || u.word = ANY (k.lexemes)
            OR u.word || n.words[u.i + 1] = ANY (k.lexemes) AS is_asked
        FROM covered AS c
        JOIN names AS n ON n.id = c.id AND n.place = c.place
        LEFT JOIN asked AS k ON k.id = c.id AND k.place = c.place
        CROSS JOIN LATERAL unnest(n.words) WITH ORDINALITY AS u (word, i)
    ),
    precise AS (
        SELECT
            b.id, b.place, b.coverage, b.compact,
            coalesce(sum(coalesce(w.weight, 1)) FILTER (WHERE b.is_asked), 0) / sum(coalesce(w.weight, 1)) AS precision
        FROM borne AS b
        LEFT JOIN tracker.search_word_weights AS w ON w.word = b.word COLLATE "C"
        GROUP BY b.id, b.place, b.coverage, b.compact
    )
    SELECT
        r.id, r.place,
        -- Rounded: sums of floats depend on the order in which a plan adds.
        round((CASE
            WHEN q.name = q.whole THEN 1 - 0.01 * (r.place > 1)::integer
            WHEN q.name = $6 THEN 0.97 - 0.01 * (r.place > 1)::integer
            ELSE least(
                0.96,
                (
                    r.coverage * (0.7 + 0.22 * r.precision)
                    + CASE
                        WHEN starts_with(q.name, q.beginning) OR right(q.name, char_length(q.whole)) = q.whole
                            OR starts_with(q.name, $6) OR right(q.name, char_length($6)) = $6 OR q.name = $7 THEN 0.05
                        WHEN position(q.beginning IN q.name) > 0 OR position($6 IN q.name) > 0 THEN 0.03
                        ELSE 0
                    END
                ) * (1 - 0.015 * (r.place > 1)::integer)
            )
        END)::numeric, 4)::double precision
    FROM precise AS r
    CROSS JOIN LATERAL (
        SELECT
            r.compact AS name,
            array_to_string($2, '') AS whole,
            array_to_string($2[:cardinality($2) - 1], '') || $3 AS beginning
    ) AS q;
END
$_$;


--
-- Name: FUNCTION rank_exercises(exercise_ids bigint[], words text[], token text, alternatives tracker.search_alternative[], importance real[], corrected text, core text, threshold real); Type: COMMENT; Schema: tracker; Owner: -
--

COMMENT ON FUNCTION tracker.rank_exercises(exercise_ids bigint[], words text[], token text, alternatives tracker.search_alternative[], importance real[], corrected text, core text, threshold real) IS 'How well each name and alias fits: how much of the query it bears, and how little besides.';


--
-- Name: rebuild_records(bigint, bigint[]); Type: FUNCTION; Schema: tracker; Owner: -
--

CREATE FUNCTION tracker.rebuild_records(user_id bigint, exercise_ids bigint[]) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
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


--
-- Name: FUNCTION rebuild_records(user_id bigint, exercise_ids bigint[]); Type: COMMENT; Schema: tracker; Owner: -
--

COMMENT ON FUNCTION tracker.rebuild_records(user_id bigint, exercise_ids bigint[]) IS 'Computes the records of these exercises of a user anew from the sets.';


--
-- Name: record_score(tracker.record_metric, bigint); Type: FUNCTION; Schema: tracker; Owner: -
--

CREATE FUNCTION tracker.record_score(metric tracker.record_metric, value bigint) RETURNS bigint
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    AS $_$ SELECT CASE WHEN $1 IN ('best_pace', 'min_assistance') THEN -$2 ELSE $2 END $_$;


--
-- Name: refresh_exercise_records(bigint[], bigint[]); Type: FUNCTION; Schema: tracker; Owner: -
--

CREATE FUNCTION tracker.refresh_exercise_records(user_ids bigint[], exercise_ids bigint[]) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET enable_seqscan TO 'off'
    SET plan_cache_mode TO 'force_generic_plan'
    SET jit TO 'off'
    AS $$
BEGIN
    INSERT INTO tracker.exercise_records AS r (
        user_id, exercise_id, metrics, reps, record_values, days, workout_ids, set_ids
    )
    SELECT k.user_id, k.exercise_id, l.metrics, l.reps, l.record_values, l.days, l.workout_ids, l.set_ids
    FROM unnest(user_ids, exercise_ids) AS k (user_id, exercise_id)
    CROSS JOIN LATERAL (
        SELECT
            array_agg(last.metric) AS metrics, array_agg(last.reps) AS reps, array_agg(last.value) AS record_values,
            array_agg(last.performed_on) AS days, array_agg(last.workout_id) AS workout_ids,
            array_agg(last.set_id) AS set_ids
        FROM (
            SELECT DISTINCT ON (e.metric, e.reps)
                e.metric, e.reps, e.value, e.performed_on, e.workout_id, e.set_id
            FROM tracker.record_events AS e
            WHERE e.user_id = k.user_id AND e.exercise_id = k.exercise_id
            ORDER BY e.metric, e.reps, e.performed_on DESC
        ) AS last
        HAVING count(*) > 0
    ) AS l
    ON CONFLICT (user_id, exercise_id) DO UPDATE
    SET
        metrics = excluded.metrics, reps = excluded.reps, record_values = excluded.record_values,
        days = excluded.days, workout_ids = excluded.workout_ids, set_ids = excluded.set_ids
    WHERE
        ROW(r.metrics, r.reps, r.record_values, r.days, r.workout_ids, r.set_ids)
        IS DISTINCT FROM ROW(
            excluded.metrics, excluded.reps, excluded.record_values, excluded.days, excluded.workout_ids, excluded.set_ids
        );
END
$$;


--
-- Name: FUNCTION refresh_exercise_records(user_ids bigint[], exercise_ids bigint[]); Type: COMMENT; Schema: tracker; Owner: -
--

COMMENT ON FUNCTION tracker.refresh_exercise_records(user_ids bigint[], exercise_ids bigint[]) IS 'Makes exercise_records what record_events says, for exercises that have events.';


--
-- Name: refuse_foreign_source(); Type: FUNCTION; Schema: tracker; Owner: -
--

CREATE FUNCTION tracker.refuse_foreign_source() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
BEGIN
    IF EXISTS (
        SELECT
        FROM new_rows AS n
        JOIN tracker.exercises AS x ON x.id = n.source_id
        WHERE x.owner_id <> n.user_id
    ) THEN
        RAISE EXCEPTION 'insert or update on table "exercise_merge_moves" violates foreign key constraint "exercise_merge_moves_source_id_fkey"'
            USING ERRCODE = 'foreign_key_violation', DETAIL = 'Key is not present in table "exercises".',
            CONSTRAINT = 'exercise_merge_moves_source_id_fkey', TABLE = 'exercise_merge_moves', SCHEMA = 'tracker';
    END IF;
    RETURN NULL;
END
$$;


--
-- Name: FUNCTION refuse_foreign_source(); Type: COMMENT; Schema: tracker; Owner: -
--

COMMENT ON FUNCTION tracker.refuse_foreign_source() IS 'AFTER INSERT: what a merge moved was the catalogue''s exercise, or the user''s own.';


--
-- Name: refuse_foreign_target(); Type: FUNCTION; Schema: tracker; Owner: -
--

CREATE FUNCTION tracker.refuse_foreign_target() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
BEGIN
    IF EXISTS (
        SELECT
        FROM tracker.exercises AS x
        WHERE x.id = NEW.merged_into AND x.owner_id IS NOT NULL AND x.owner_id IS DISTINCT FROM NEW.owner_id
    ) THEN
        RAISE EXCEPTION 'insert or update on table "exercises" violates foreign key constraint "exercises_merged_into_fkey"'
            USING ERRCODE = 'foreign_key_violation', DETAIL = 'Key is not present in table "exercises".',
            CONSTRAINT = 'exercises_merged_into_fkey', TABLE = 'exercises', SCHEMA = 'tracker';
    END IF;
    RETURN NULL;
END
$$;


--
-- Name: FUNCTION refuse_foreign_target(); Type: COMMENT; Schema: tracker; Owner: -
--

COMMENT ON FUNCTION tracker.refuse_foreign_target() IS 'AFTER INSERT OR UPDATE: an exercise is merged into one of the catalogue''s, or of its owner''s.';


--
-- Name: refuse_truncate(); Type: FUNCTION; Schema: tracker; Owner: -
--

CREATE FUNCTION tracker.refuse_truncate() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
BEGIN
    IF EXISTS (
        SELECT FROM tracker.record_events AS e WHERE tracker.set_partition_days(TG_RELID) @> e.performed_on
    ) THEN
        RAISE EXCEPTION 'TRUNCATE of % would leave personal records of sets that are gone', TG_RELID::regclass
            USING ERRCODE = 'object_not_in_prerequisite_state',
                HINT = 'DELETE the rows, or DETACH the partition to keep its records.';
    END IF;
    RETURN NULL;
END
$$;


--
-- Name: FUNCTION refuse_truncate(); Type: COMMENT; Schema: tracker; Owner: -
--

COMMENT ON FUNCTION tracker.refuse_truncate() IS 'AFTER TRUNCATE of a partition of sets: refuses to leave records behind.';


--
-- Name: refuse_unusable_exercises(); Type: FUNCTION; Schema: tracker; Owner: -
--

CREATE FUNCTION tracker.refuse_unusable_exercises() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
DECLARE
    unusable record;
BEGIN
    SELECT x.id, x.merged_into, x.owner_id IS NOT NULL AND x.owner_id <> n.user_id AS is_foreign INTO unusable
    FROM new_rows AS n
    JOIN tracker.exercises AS x ON x.id = n.exercise_id
    WHERE x.merged_into IS NOT NULL OR x.owner_id <> n.user_id
    LIMIT 1;
    IF unusable.is_foreign THEN
        RAISE EXCEPTION 'insert or update on table "workout_exercises" violates foreign key constraint "workout_exercises_exercise_id_fkey"'
            USING ERRCODE = 'foreign_key_violation', DETAIL = 'Key is not present in table "exercises".',
            CONSTRAINT = 'workout_exercises_exercise_id_fkey', TABLE = 'workout_exercises', SCHEMA = 'tracker';
    ELSIF FOUND THEN
        RAISE EXCEPTION 'exercise % was merged into %: log that one', unusable.id, unusable.merged_into
            USING ERRCODE = 'check_violation', CONSTRAINT = 'workout_exercises_merged_exercise_check',
            TABLE = 'workout_exercises', SCHEMA = 'tracker';
    END IF;
    RETURN NULL;
END
$$;


--
-- Name: FUNCTION refuse_unusable_exercises(); Type: COMMENT; Schema: tracker; Owner: -
--

COMMENT ON FUNCTION tracker.refuse_unusable_exercises() IS 'AFTER INSERT OR UPDATE: an exercise of a workout is the catalogue''s or the user''s own, and was not merged.';


--
-- Name: rescan_changed_sets(bigint[], uuid[], uuid[]); Type: FUNCTION; Schema: tracker; Owner: -
--

CREATE FUNCTION tracker.rescan_changed_sets(user_ids bigint[], workout_ids uuid[], set_ids uuid[]) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET work_mem TO '64MB'
    SET enable_seqscan TO 'off'
    SET plan_cache_mode TO 'force_generic_plan'
    SET jit TO 'off'
    AS $$
BEGIN
    PERFORM tracker.rescan_records(array_agg(k.user_id), array_agg(k.exercise_id), array_agg(k.from_day))
    FROM (
        SELECT e.user_id, e.exercise_id, min(e.performed_on) AS from_day
        FROM unnest(user_ids, workout_ids, set_ids) AS c (user_id, workout_id, set_id)
        CROSS JOIN LATERAL (
            SELECT n.user_id, n.exercise_id, n.performed_on
            FROM tracker.record_events AS n
            WHERE
                n.user_id = c.user_id AND n.workout_id = c.workout_id AND n.set_id = c.set_id
                AND (
                    SELECT s.id
                    FROM tracker.sets AS s
                    CROSS JOIN LATERAL (
                        SELECT x.tracking FROM tracker.exercises AS x WHERE x.id = s.exercise_id LIMIT 1
                    ) AS x
                    CROSS JOIN LATERAL tracker.set_metrics(
                        x.tracking, s.kind, s.weight_g, s.reps, s.duration_ms, s.distance_mm
                    ) AS m
                    WHERE
                        s.user_id = n.user_id AND s.performed_on = n.performed_on AND s.workout_id = n.workout_id
                        AND s.id = n.set_id AND s.exercise_id = n.exercise_id AND s.position = n.set_position
                        AND s.deleted_at IS NULL
                        AND m.metric = n.metric AND m.reps = n.reps AND m.value = n.value
                    LIMIT 1
                ) IS NULL
            OFFSET 0
        ) AS e
        GROUP BY e.user_id, e.exercise_id
        ORDER BY e.user_id, e.exercise_id
    ) AS k
    HAVING count(*) > 0;
END
$$;


--
-- Name: FUNCTION rescan_changed_sets(user_ids bigint[], workout_ids uuid[], set_ids uuid[]); Type: COMMENT; Schema: tracker; Owner: -
--

COMMENT ON FUNCTION tracker.rescan_changed_sets(user_ids bigint[], workout_ids uuid[], set_ids uuid[]) IS 'Rescans the exercises whose events name one of these sets and no longer agree with it.';


--
-- Name: rescan_exercise(); Type: FUNCTION; Schema: tracker; Owner: -
--

CREATE FUNCTION tracker.rescan_exercise() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET enable_seqscan TO 'off'
    SET plan_cache_mode TO 'force_generic_plan'
    SET jit TO 'off'
    AS $$
DECLARE
    users bigint[];
BEGIN
    -- No snapshot shows who has logged it since. Somebody's own exercise is logged by its owner, who is locked.
    IF NEW.owner_id IS NULL AND current_setting('transaction_isolation') <> 'read committed' THEN
        RAISE EXCEPTION 'another tracking of a catalogue exercise needs isolation level read committed'
            USING ERRCODE = 'TD422', CONSTRAINT = 'exercises_tracking';
    END IF;
    PERFORM tracker.lock_users(
        ARRAY(SELECT DISTINCT w.user_id FROM tracker.workout_exercises AS w WHERE w.exercise_id = NEW.id)
    );
    PERFORM FROM tracker.exercises AS x WHERE x.id = NEW.id FOR UPDATE;
    users := tracker.lock_users(
        ARRAY(SELECT DISTINCT w.user_id FROM tracker.workout_exercises AS w WHERE w.exercise_id = NEW.id)
    );
    PERFORM tracker.rescan_records(
        users,
        array_fill(NEW.id, ARRAY[cardinality(users)]),
        array_fill(tracker.oldest_set_day(), ARRAY[cardinality(users)])
    );
    RETURN NULL;
END
$$;


--
-- Name: rescan_records(bigint[], bigint[], date[]); Type: FUNCTION; Schema: tracker; Owner: -
--

CREATE FUNCTION tracker.rescan_records(user_ids bigint[], exercise_ids bigint[], from_days date[]) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET work_mem TO '64MB'
    SET enable_seqscan TO 'off'
    SET plan_cache_mode TO 'force_generic_plan'
    SET jit TO 'off'
    AS $$
DECLARE
    candidates tracker.record_candidate[];
    oldest CONSTANT date := tracker.oldest_set_day();
BEGIN
    from_days := ARRAY(
        SELECT greatest(f.from_day, oldest) FROM unnest(from_days) WITH ORDINALITY AS f (from_day, place) ORDER BY f.place
    );

    DELETE FROM tracker.record_events AS e
    WHERE
        e.ctid = ANY (
            ARRAY(
                SELECT stale.ctid
                FROM unnest(user_ids, exercise_ids, from_days) AS k (user_id, exercise_id, from_day)
                CROSS JOIN LATERAL (
                    SELECT s.ctid
                    FROM tracker.record_events AS s
                    WHERE s.user_id = k.user_id AND s.exercise_id = k.exercise_id AND s.performed_on >= k.from_day
                    OFFSET 0
                ) AS stale
            )
        );

    WITH day_bests AS MATERIALIZED (
        SELECT
            m.user_id, m.exercise_id, m.metric, m.reps, m.performed_on,
            max(tracker.record_score(m.metric, m.value)) AS score
        FROM (
            SELECT k.user_id, k.exercise_id, m.metric, m.reps, f.performed_on, m.value
            FROM unnest(user_ids, exercise_ids, from_days) AS k (user_id, exercise_id, from_day)
            CROSS JOIN LATERAL (
                SELECT x.tracking FROM tracker.exercises AS x WHERE x.id = k.exercise_id LIMIT 1
            ) AS x
            -- What was done in every measure on an earlier day too is no record.
            CROSS JOIN LATERAL (
                SELECT s.kind, s.weight_g, s.reps, s.duration_ms, s.distance_mm, min(s.performed_on) AS performed_on
                FROM tracker.sets AS s
                WHERE
                    s.user_id = k.user_id AND s.exercise_id = k.exercise_id AND s.performed_on >= k.from_day
                    AND s.deleted_at IS NULL
                GROUP BY s.kind, s.weight_g, s.reps, s.duration_ms, s.distance_mm
            ) AS f
            CROSS JOIN LATERAL tracker.set_metrics(
                x.tracking, f.kind, f.weight_g, f.reps, f.duration_ms, f.distance_mm
            ) AS m
            OFFSET 0
        ) AS m
        GROUP BY m.user_id, m.exercise_id, m.metric, m.reps, m.performed_on
    )
    SELECT array_agg(
        ROW(
            r.user_id, r.exercise_id, r.metric, r.reps, r.performed_on, tracker.record_score(r.metric, r.score),
            NULL, NULL, NULL
        )::tracker.record_candidate
    )
    INTO candidates
    FROM (
        SELECT
            d.*,
            max(d.score) OVER (
                PARTITION BY d.user_id, d.exercise_id, d.metric, d.reps ORDER BY d.performed_on
                ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
            ) AS best_before
        FROM day_bests AS d
    ) AS r
    WHERE r.best_before IS NULL OR r.score > r.best_before;

    PERFORM tracker.absorb_record_candidates(candidates);

    -- Where no event is left there is no row either.
    DELETE FROM tracker.exercise_records AS r
    WHERE
        r.ctid = ANY (
            ARRAY(
                SELECT empty.ctid
                FROM unnest(user_ids, exercise_ids) AS k (user_id, exercise_id)
                CROSS JOIN LATERAL (
                    SELECT o.ctid
                    FROM tracker.exercise_records AS o
                    WHERE
                        o.user_id = k.user_id AND o.exercise_id = k.exercise_id
                        AND (
                            SELECT e.user_id
                            FROM tracker.record_events AS e
                            WHERE e.user_id = k.user_id AND e.exercise_id = k.exercise_id
                            LIMIT 1
                        ) IS NULL
                    OFFSET 0
                ) AS empty
            )
        );
    PERFORM tracker.refresh_exercise_records(user_ids, exercise_ids);
END
$$;


--
-- Name: FUNCTION rescan_records(user_ids bigint[], exercise_ids bigint[], from_days date[]); Type: COMMENT; Schema: tracker; Owner: -
--

COMMENT ON FUNCTION tracker.rescan_records(user_ids bigint[], exercise_ids bigint[], from_days date[]) IS 'Computes the records of these exercises of these users anew, from a day each.';


--
-- Name: row_as_of(bigint, text, jsonb, timestamp with time zone); Type: FUNCTION; Schema: tracker; Owner: -
--

CREATE FUNCTION tracker.row_as_of(user_id bigint, table_name text, key jsonb, at timestamp with time zone) RETURNS jsonb
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $_$
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
$_$;


--
-- Name: FUNCTION row_as_of(user_id bigint, table_name text, key jsonb, at timestamp with time zone); Type: COMMENT; Schema: tracker; Owner: -
--

COMMENT ON FUNCTION tracker.row_as_of(user_id bigint, table_name text, key jsonb, at timestamp with time zone) IS 'An audited row as others saw it at a time, without derived and secret columns; null = it was not there.';


--
-- Name: row_events(bigint, text, jsonb); Type: FUNCTION; Schema: tracker; Owner: -
--

CREATE FUNCTION tracker.row_events(user_id bigint, table_name text, key jsonb) RETURNS TABLE(at timestamp with time zone, xid xid8, operation tracker.audit_operation, actor_id bigint, reason text, old jsonb, before jsonb)
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET "TimeZone" TO 'UTC'
    AS $_$
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
$_$;


--
-- Name: FUNCTION row_events(user_id bigint, table_name text, key jsonb); Type: COMMENT; Schema: tracker; Owner: -
--

COMMENT ON FUNCTION tracker.row_events(user_id bigint, table_name text, key jsonb) IS 'What happened to a row, the newest first; before = the row as it was until then, null = it was not there.';


--
-- Name: rows_about(bigint, text); Type: FUNCTION; Schema: tracker; Owner: -
--

CREATE FUNCTION tracker.rows_about(user_id bigint, table_name text) RETURNS SETOF text
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET "TimeZone" TO 'UTC'
    AS $_$
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
$_$;


--
-- Name: FUNCTION rows_about(user_id bigint, table_name text); Type: COMMENT; Schema: tracker; Owner: -
--

COMMENT ON FUNCTION tracker.rows_about(user_id bigint, table_name text) IS 'The rows of a table that are about a user, as JSON, without password and token hashes.';


--
-- Name: search_alternatives(text[], text, tracker.search_reading[]); Type: FUNCTION; Schema: tracker; Owner: -
--

CREATE FUNCTION tracker.search_alternatives(words text[], token text, readings tracker.search_reading[]) RETURNS tracker.search_alternative[]
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET enable_hashjoin TO 'off'
    SET enable_mergejoin TO 'off'
    SET enable_seqscan TO 'off'
    SET jit TO 'off'
    AS $_$
BEGIN
    RETURN (
        WITH RECURSIVE units AS MATERIALIZED (
            SELECT r.place AS first, r.place AS last, r.word, r.weight
            FROM unnest($3) AS r
            UNION ALL
            -- What is only an abbreviation stands in longer phrases too: "bb bench" is a barbell bench.
            SELECT r.place, r.place, y.meaning, r.weight
            FROM unnest($3) AS r
            JOIN tracker.search_synonyms AS y ON y.compact_phrase = r.word COLLATE "C"
            WHERE y.weight = 1 AND y.phrase = y.compact_phrase AND position(' ' IN y.meaning) = 0
            UNION ALL
            -- One word written as two.
            SELECT l.place, r.place, v.word, (l.weight * r.weight)::real
            FROM unnest($3) AS l
            JOIN unnest($3) AS r ON r.place = l.place + 1
            JOIN tracker.search_vocabulary AS v ON v.word = (l.word || r.word) COLLATE "C"
        ),
        spans AS (
            SELECT u.first, u.last, u.word AS phrase, replace(u.word, ' ', '') AS compact, u.weight
            FROM units AS u
            UNION ALL
            SELECT s.first, u.last, s.phrase || ' ' || u.word, s.compact || replace(u.word, ' ', ''), s.weight * u.weight
            FROM spans AS s
            JOIN units AS u ON u.first = s.last + 1
            WHERE s.last - s.first < 4
        ),
        meanings AS MATERIALIZED (
            SELECT s.first, s.last, y.meaning AS phrase, s.weight * y.weight AS weight
            FROM spans AS s
            JOIN tracker.search_synonyms AS y ON y.compact_phrase = s.compact COLLATE "C"
            -- Which row is meant by "row" alone says nothing about "upright row".
            WHERE
                (s.first = 1 AND s.last = cardinality($1))
                OR position(' ' || y.phrase || ' ' IN ' ' || y.meaning || ' ') = 0
        ),
        terms AS MATERIALIZED (
            SELECT p.phrase, replace(p.phrase, ' ', '') AS compact, m.id AS muscle_group_id, NULL::integer AS equipment_id, 0.8 AS weight
            FROM tracker.muscle_groups AS m
            CROSS JOIN LATERAL unnest(m.search_phrases) AS p (phrase)
            UNION ALL
            SELECT p.phrase, replace(p.phrase, ' ', ''), NULL, q.id, 0.9
            FROM tracker.equipment AS q
            CROSS JOIN LATERAL unnest(q.search_phrases) AS p (phrase)
        )
        SELECT array_agg(
            ROW(g.first, g.last, g.lexemes, g.weight, g.is_prefix, g.muscle_group_id, g.equipment_id)::tracker.search_alternative
        )
        FROM (
            -- A misspelt "dumbbell" and what its abbreviations mean come to the same.
            SELECT a.first, a.last, a.lexemes, max(a.weight) AS weight, a.is_prefix, a.muscle_group_id, a.equipment_id
            FROM (
                SELECT
                    u.first, u.last, string_to_array(u.word, ' ') AS lexemes, u.weight, false AS is_prefix,
                    NULL::integer AS muscle_group_id, NULL::integer AS equipment_id
                FROM units AS u
                UNION ALL
                SELECT cardinality($1), cardinality($1), ARRAY[$2], 1, true, NULL, NULL
                UNION ALL
                SELECT m.first, m.last, string_to_array(m.phrase, ' '), m.weight, false, NULL, NULL
                FROM meanings AS m
                UNION ALL
                -- Two words written as one: names have "push-up" and "pushup".
                SELECT m.first, m.last, w.words[:i - 1] || (w.words[i] || w.words[i + 1]) || w.words[i + 2:], m.weight, false, NULL, NULL
                FROM meanings AS m
                CROSS JOIN LATERAL (SELECT string_to_array(m.phrase, ' ') AS words) AS w
                CROSS JOIN LATERAL generate_series(1, cardinality(w.words) - 1) AS i
                JOIN tracker.search_vocabulary AS v ON v.word = (w.words[i] || w.words[i + 1]) COLLATE "C" AND NOT v.is_pair
                UNION ALL
                SELECT s.first, s.last, NULL, s.weight * t.weight, false, t.muscle_group_id, t.equipment_id
                FROM spans AS s
                JOIN terms AS t
                    ON t.compact = s.compact
                    OR (s.last = cardinality($1) AND char_length(s.phrase) >= 4 AND starts_with(t.phrase, s.phrase))
                UNION ALL
                SELECT m.first, m.last, NULL, m.weight * t.weight, false, t.muscle_group_id, t.equipment_id
                FROM meanings AS m
                JOIN terms AS t ON t.phrase = m.phrase
            ) AS a
            GROUP BY a.first, a.last, a.lexemes, a.is_prefix, a.muscle_group_id, a.equipment_id
        ) AS g
    );
END
$_$;


--
-- Name: FUNCTION search_alternatives(words text[], token text, readings tracker.search_reading[]); Type: COMMENT; Schema: tracker; Owner: -
--

COMMENT ON FUNCTION tracker.search_alternatives(words text[], token text, readings tracker.search_reading[]) IS 'All meanings of a query''s words, alone and together.';


--
-- Name: search_condition(tracker.search_alternative[], integer[], integer); Type: FUNCTION; Schema: tracker; Owner: -
--

CREATE FUNCTION tracker.search_condition(alternatives tracker.search_alternative[], optional integer[], skipped integer) RETURNS tsquery
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $_$
BEGIN
    RETURN (
        SELECT string_agg('(' || g.condition || ')', ' & ')::tsquery
        FROM (
            SELECT string_agg(
                CASE
                    WHEN a.is_prefix THEN '''' || a.lexemes[1] || ''':*'
                    ELSE '(''' || array_to_string(a.lexemes, ''' & ''') || ''')'
                END,
                ' | '
            ) AS condition
            FROM unnest($1) AS a
            CROSS JOIN LATERAL generate_series(a.first, a.last) AS place
            WHERE a.lexemes IS NOT NULL AND place <> ALL ($2) AND place IS DISTINCT FROM $3
            GROUP BY place
        ) AS g
    );
END
$_$;


--
-- Name: search_exercises(text, bigint, tracker.exercise_type[], text, text, integer); Type: FUNCTION; Schema: tracker; Owner: -
--

CREATE FUNCTION tracker.search_exercises(content text, user_id bigint, exercise_types tracker.exercise_type[], muscle_group text, equipment text, hits integer) RETURNS TABLE(exercise_id bigint, name text, matched_alias text, score double precision)
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET plan_cache_mode TO 'force_generic_plan'
    SET max_parallel_workers_per_gather TO '0'
    SET jit TO 'off'
    AS $$
#variable_conflict use_column
DECLARE
    owner bigint := tracker.search_owner(user_id);
    tokens text[] := (tracker.search_tokens(left(content, 200)))[:10];
    words text[] := tracker.search_words(array_to_string(tokens, ' '));
    token text := tokens[cardinality(tokens)];
    own_words text[] := tracker.search_own_words(owner);
    muscle_group_id integer;
    equipment_id integer;
    readings tracker.search_reading[];
    alternatives tracker.search_alternative[];
    importance real[];
    fillers integer[];
    corrected text;
    core text;
    relaxed boolean;
    ids bigint[];
BEGIN
    IF cardinality(words) = 0 THEN
        RETURN;
    END IF;
    IF muscle_group IS NOT NULL THEN
        SELECT m.id INTO muscle_group_id FROM tracker.muscle_groups AS m WHERE m.slug = muscle_group;
        IF NOT FOUND THEN
            RETURN;
        END IF;
    END IF;
    IF equipment IS NOT NULL THEN
        SELECT q.id INTO equipment_id FROM tracker.equipment AS q WHERE q.slug = equipment;
        IF NOT FOUND THEN
            RETURN;
        END IF;
    END IF;
    FOR attempt IN 1 .. 2 LOOP
        readings := tracker.search_readings(words, tokens, own_words, attempt = 2);
        alternatives := tracker.search_alternatives(words, token, readings);
        -- Where every word is known, but no exercise bears them all, those that bear most of them are shown.
        relaxed := attempt = 2 AND cardinality(words) = (
            SELECT count(DISTINCT r.place) FROM unnest(readings) AS r WHERE r.weight > 0.95
        );
        importance := tracker.search_importance(words, alternatives, relaxed);
        fillers := ARRAY(SELECT i FROM generate_subscripts(importance, 1) AS i WHERE importance[i] < 0.2);
        SELECT
            replace(string_agg(b.word, '' ORDER BY b.place), ' ', ''),
            replace(string_agg(b.word, '' ORDER BY b.place) FILTER (WHERE NOT b.is_term), ' ', '')
        INTO corrected, core
        FROM (
            SELECT DISTINCT ON (r.place)
                r.place, r.word,
                EXISTS (
                    SELECT
                    FROM unnest(alternatives) AS a
                    WHERE r.place BETWEEN a.first AND a.last AND a.lexemes IS NULL
                ) AS is_term
            FROM unnest(readings) AS r
            ORDER BY r.place, r.weight DESC
        ) AS b;
        ids := tracker.find_exercises(
            words, token, alternatives, fillers, relaxed, owner, exercise_types, muscle_group_id, equipment_id,
            -- More than are shown: what ranks best isn't the shortest name.
            least(greatest(2 * hits, 40), 400)
        );
        RETURN QUERY
        WITH foremost AS (
            SELECT b.exercise_id, b.place, b.score
            FROM (
                SELECT DISTINCT ON (r.exercise_id) r.exercise_id, r.place, r.score
                FROM tracker.rank_exercises(
                    ids, words, token, alternatives, importance, corrected, core,
                    CASE WHEN relaxed THEN 0.45 ELSE 0.62 END::real
                ) AS r
                ORDER BY r.exercise_id, r.score DESC, r.place
            ) AS b
            ORDER BY b.score DESC, b.exercise_id
            LIMIT greatest(2 * hits, 40)
        )
        SELECT
            f.exercise_id, e.name, CASE WHEN f.place > 1 THEN e.aliases[f.place - 1] END,
            -- What the user trains with, and what many do, comes closer to a full match.
            f.score + (1 - f.score) * (
                CASE WHEN u.performed_on IS NULL THEN 0 ELSE 0.25 END
                + 0.15 * (1 - 1 / (1 + ln(1 + coalesce(p.users, 0)::double precision)))
            ) AS score
        FROM foremost AS f
        JOIN tracker.exercises AS e ON e.id = f.exercise_id
        LEFT JOIN tracker.exercise_popularity AS p ON p.exercise_id = f.exercise_id
        LEFT JOIN LATERAL (
            SELECT we.performed_on
            FROM tracker.workout_exercises AS we
            WHERE we.user_id = owner AND we.exercise_id = f.exercise_id
            ORDER BY we.performed_on DESC
            LIMIT 1
        ) AS u ON true
        ORDER BY score DESC, u.performed_on DESC NULLS LAST, char_length(e.name), e.name, f.exercise_id
        LIMIT hits;
        IF FOUND THEN
            RETURN;
        END IF;
    END LOOP;
    -- Nothing is called that; perhaps a description speaks of it. Descriptions are prose, where any word may stand: one
    -- word at least must be of those that exercises are called by.
    IF NOT EXISTS (
        SELECT FROM unnest(readings) AS r WHERE r.weight >= 0.95 AND char_length(r.word) > 2 AND r.place <> ALL (fillers)
    ) THEN
        RETURN;
    END IF;
    RETURN QUERY
    SELECT d.id, d.name, NULL::text, d.score
    FROM (
        SELECT e.id, e.name, least(0.5, 0.2 + ts_rank(e.search_document, q.query))::double precision AS score
        FROM plainto_tsquery('tracker.exercise', left(content, 200)) AS q (query)
        JOIN tracker.exercises AS e ON e.search_document @@ q.query
        WHERE
            (e.owner_id IS NULL OR e.owner_id = owner) AND e.deleted_at IS NULL AND e.merged_into IS NULL
            AND tracker.fits_search(e.id, e.exercise_type, exercise_types, muscle_group_id, equipment_id)
    ) AS d
    ORDER BY d.score DESC, d.name, d.id
    LIMIT hits;
END
$$;


--
-- Name: FUNCTION search_exercises(content text, user_id bigint, exercise_types tracker.exercise_type[], muscle_group text, equipment text, hits integer); Type: COMMENT; Schema: tracker; Owner: -
--

COMMENT ON FUNCTION tracker.search_exercises(content text, user_id bigint, exercise_types tracker.exercise_type[], muscle_group text, equipment text, hits integer) IS 'Exercises of the catalogue and the user''s own that a text means, the best first; serves exercises.search.';


--
-- Name: search_fold(text); Type: FUNCTION; Schema: tracker; Owner: -
--

CREATE FUNCTION tracker.search_fold(content text) RETURNS text
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
    AS $_$ SELECT lower(tracker.unaccent('tracker.unaccent'::regdictionary, normalize($1, NFKC))) $_$;


--
-- Name: FUNCTION search_fold(content text); Type: COMMENT; Schema: tracker; Owner: -
--

COMMENT ON FUNCTION tracker.search_fold(content text) IS 'Lower case without accents.';


--
-- Name: search_importance(text[], tracker.search_alternative[], boolean); Type: FUNCTION; Schema: tracker; Owner: -
--

CREATE FUNCTION tracker.search_importance(words text[], alternatives tracker.search_alternative[], relaxed boolean) RETURNS real[]
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $_$
BEGIN
    RETURN (
        SELECT array_agg(
            CASE
                WHEN w.is_filler THEN 0.1
                WHEN $3 AND EXISTS (
                    SELECT
                    FROM unnest($2) AS a
                    WHERE u.i BETWEEN a.first AND a.last AND (a.muscle_group_id IS NOT NULL OR a.equipment_id IS NOT NULL)
                ) THEN 0.4
                -- Another piece of equipment makes another exercise.
                WHEN EXISTS (
                    SELECT FROM unnest($2) AS a WHERE u.i BETWEEN a.first AND a.last AND a.equipment_id IS NOT NULL
                ) THEN 1.2
                -- A word that distinguishes less may sooner be missing: "kneeling rope crunch".
                WHEN $3 THEN coalesce(w.weight, 1)
                ELSE 1
            END::real
            ORDER BY u.i
        )
        FROM unnest($1) WITH ORDINALITY AS u (word, i)
        LEFT JOIN tracker.search_word_weights AS w ON w.word = u.word COLLATE "C"
    );
END
$_$;


--
-- Name: search_lexemes(text[]); Type: FUNCTION; Schema: tracker; Owner: -
--

CREATE FUNCTION tracker.search_lexemes(search_names text[]) RETURNS tsvector
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
    AS $_$
    SELECT array_to_tsvector(array_agg(DISTINCT l.lexeme))
    FROM unnest($1) AS n (name)
    CROSS JOIN LATERAL (
        SELECT string_to_array(translate(n.name, '|', ' '), ' ') || ('=' || translate(split_part(n.name, '|', 1), ' ', ''))
    ) AS w (words)
    CROSS JOIN LATERAL unnest(w.words) AS l (lexeme)
    -- The longest word that a tsvector holds; the checks on name and aliases come after this.
    WHERE octet_length(l.lexeme) BETWEEN 1 AND 2046
$_$;


--
-- Name: FUNCTION search_lexemes(search_names text[]); Type: COMMENT; Schema: tracker; Owner: -
--

COMMENT ON FUNCTION tracker.search_lexemes(search_names text[]) IS 'From what search_names returns: each word, each two neighbours as one word, each whole name compacted behind "=".';


--
-- Name: search_name(text); Type: FUNCTION; Schema: tracker; Owner: -
--

CREATE FUNCTION tracker.search_name(content text) RETURNS text
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
    AS $_$
    SELECT
        array_to_string(w.words, ' ') || '|'
        || coalesce(
            (
                SELECT string_agg(w.words[i] || w.words[i + 1], ' ' ORDER BY i)
                FROM generate_series(1, cardinality(w.words) - 1) AS i
            ),
            ''
        )
    -- Without OFFSET the call would stand in place of each w.words, and run for each.
    FROM (SELECT tracker.search_words($1) AS words OFFSET 0) AS w
$_$;


--
-- Name: FUNCTION search_name(content text); Type: COMMENT; Schema: tracker; Owner: -
--

COMMENT ON FUNCTION tracker.search_name(content text) IS 'Words of a name, a bar, and each two neighbours as one word.';


--
-- Name: search_names(text, text[]); Type: FUNCTION; Schema: tracker; Owner: -
--

CREATE FUNCTION tracker.search_names(name text, aliases text[]) RETURNS text[]
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
    AS $_$
    SELECT array_agg(tracker.search_name(n.name) ORDER BY n.place)
    FROM unnest($1 || $2) WITH ORDINALITY AS n (name, place)
$_$;


--
-- Name: search_near_keys(text, text); Type: FUNCTION; Schema: tracker; Owner: -
--

CREATE FUNCTION tracker.search_near_keys(key text, other text) RETURNS boolean
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
    AS $_$
    SELECT coalesce(bool_or(abs(a.x - b.x) <= 1.1 AND abs(a.y - b.y) <= 1), false)
    FROM (VALUES (1, 0, 'qwertyuiop'), (2, 0.4, 'asdfghjkl'), (3, 0.9, 'zxcvbnm')) AS r (y, shift, keys)
    CROSS JOIN LATERAL (SELECT r.y, strpos(r.keys, $1) + r.shift AS x WHERE strpos(r.keys, $1) > 0) AS a
    CROSS JOIN (VALUES (1, 0, 'qwertyuiop'), (2, 0.4, 'asdfghjkl'), (3, 0.9, 'zxcvbnm')) AS s (y, shift, keys)
    CROSS JOIN LATERAL (SELECT s.y, strpos(s.keys, $2) + s.shift AS x WHERE strpos(s.keys, $2) > 0) AS b
$_$;


--
-- Name: FUNCTION search_near_keys(key text, other text); Type: COMMENT; Schema: tracker; Owner: -
--

COMMENT ON FUNCTION tracker.search_near_keys(key text, other text) IS 'Whether two letters are neighbours on a QWERTY keyboard.';


--
-- Name: search_own_words(bigint); Type: FUNCTION; Schema: tracker; Owner: -
--

CREATE FUNCTION tracker.search_own_words(owner bigint) RETURNS text[]
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $_$
BEGIN
    RETURN (
        SELECT coalesce(array_agg(DISTINCT l.lexeme), '{}')
        FROM (
            SELECT e.search_lexemes
            FROM tracker.exercises AS e
            WHERE e.owner_id = $1 AND e.deleted_at IS NULL AND e.merged_into IS NULL
            LIMIT 300
        ) AS o
        CROSS JOIN LATERAL unnest(tsvector_to_array(o.search_lexemes)) AS l (lexeme)
        WHERE NOT starts_with(l.lexeme, '=')
    );
END
$_$;


--
-- Name: FUNCTION search_own_words(owner bigint); Type: COMMENT; Schema: tracker; Owner: -
--

COMMENT ON FUNCTION tracker.search_own_words(owner bigint) IS 'Words of a user''s own exercises, whose misspellings are understood too.';


--
-- Name: search_owner(bigint); Type: FUNCTION; Schema: tracker; Owner: -
--

CREATE FUNCTION tracker.search_owner(user_id bigint) RETURNS bigint
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
DECLARE
    acting text := nullif(current_setting('tracker.user_id', true), '');
    caller name := coalesce(nullif(current_setting('role', true), 'none'), session_user);
BEGIN
    IF user_id IS NULL THEN
        RETURN NULL;
    ELSIF acting IS NOT NULL THEN
        IF acting <> user_id::text THEN
            RAISE EXCEPTION 'this transaction acts as user %; it can''t search as user %', acting, user_id
                USING ERRCODE = 'insufficient_privilege';
        END IF;
        RETURN user_id;
    ELSIF pg_has_role(caller, current_user, 'USAGE')
        OR EXISTS (
            SELECT FROM pg_roles AS r
            WHERE r.rolname = 'trackerdb_service' AND pg_has_role(caller, r.oid, 'USAGE')
        )
    THEN
        RETURN user_id;
    END IF;
    RETURN NULL;
END
$$;


--
-- Name: FUNCTION search_owner(user_id bigint); Type: COMMENT; Schema: tracker; Owner: -
--

COMMENT ON FUNCTION tracker.search_owner(user_id bigint) IS 'The user whose own exercises this caller may search: the one asked for, or none.';


--
-- Name: search_phrases(text, text[]); Type: FUNCTION; Schema: tracker; Owner: -
--

CREATE FUNCTION tracker.search_phrases(name text, words text[]) RETURNS text[]
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
    AS $_$
    SELECT array_agg(DISTINCT array_to_string(tracker.search_words(p.phrase), ' '))
    FROM unnest($1 || $2) AS p (phrase)
$_$;


--
-- Name: FUNCTION search_phrases(name text, words text[]); Type: COMMENT; Schema: tracker; Owner: -
--

COMMENT ON FUNCTION tracker.search_phrases(name text, words text[]) IS 'A name and other words for it as search compares them.';


--
-- Name: search_readings(text[], text[], text[], boolean); Type: FUNCTION; Schema: tracker; Owner: -
--

CREATE FUNCTION tracker.search_readings(words text[], tokens text[], own_words text[], forgiving boolean) RETURNS tracker.search_reading[]
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $_$
DECLARE
    readings tracker.search_reading[] := '{}';
    this text;
    token text;
    is_last boolean;
    is_word boolean;
    is_known boolean;
    beside_known boolean;
    known_places integer[] := '{}';
BEGIN
    FOR i IN 1 .. cardinality(words) LOOP
        IF words[i] = ANY (own_words)
            OR EXISTS (
                SELECT FROM tracker.search_vocabulary AS v
                WHERE v.word = ANY (ARRAY[words[i], words[i] || words[i + 1], words[i - 1] || words[i]])
            )
            OR (
                i = cardinality(words)
                AND (
                    EXISTS (
                        SELECT FROM tracker.search_vocabulary AS v
                        WHERE v.word >= tokens[i] COLLATE "C" AND v.word < tokens[i] || chr(1114111) COLLATE "C" AND NOT v.is_pair
                    )
                    OR EXISTS (SELECT FROM unnest(own_words) AS o (word) WHERE starts_with(o.word, tokens[i]))
                )
            )
        THEN
            known_places := known_places || i;
        END IF;
    END LOOP;
    FOR i IN 1 .. cardinality(words) LOOP
        this := words[i];
        token := tokens[i];
        is_last := i = cardinality(words);
        is_word := i = ANY (known_places);
        -- Of two or three letters nothing is left to recognise, unless a known word stands beside them.
        beside_known := cardinality(array_remove(known_places, i)) > 0;
        -- What only begins two words written as one ("squatt": "squat to") is more likely misspelt.
        is_known := is_word OR (
            is_last AND EXISTS (
                SELECT FROM tracker.search_vocabulary AS v
                WHERE v.word >= token COLLATE "C" AND v.word < token || chr(1114111) COLLATE "C"
            )
        );
        IF is_known THEN
            readings := readings || ROW(i, this, 1)::tracker.search_reading;
        END IF;
        IF this ~ '..ing$' THEN
            readings := readings || ARRAY(
                SELECT ROW(i, v.word, 0.97)::tracker.search_reading
                FROM tracker.search_vocabulary AS v
                WHERE v.word = ANY (
                    ARRAY[left(this, -3), left(this, -3) || 'e', regexp_replace(left(this, -3), '(.)\1$', '\1')]
                )
            );
        END IF;
        -- Cut short: "conc curl", "ext rotation".
        IF NOT is_word AND NOT is_last AND char_length(this) >= 3 THEN
            readings := readings || ARRAY(
                SELECT ROW(i, v.word, 0.8 + 0.19 * char_length(this) / char_length(v.word))::tracker.search_reading
                FROM tracker.search_vocabulary AS v
                WHERE v.word >= this COLLATE "C" AND v.word < this || chr(1114111) COLLATE "C" AND NOT v.is_pair
                ORDER BY char_length(v.word), v.word
                LIMIT 6
            );
        END IF;
        IF forgiving OR NOT is_word THEN
            readings := readings || ARRAY(
                SELECT ROW(i, s.word, max(s.weight))::tracker.search_reading
                FROM (
                    SELECT p.word, p.weight
                    FROM tracker.search_spellings(this, is_last, own_words, cardinality(words) > 1, beside_known) AS p
                    UNION ALL
                    -- What looks like a plural may be a misspelt word that ends in s: "revers", "raies".
                    SELECT p.word, p.weight
                    FROM tracker.search_spellings(token, is_last, own_words, cardinality(words) > 1, beside_known) AS p
                    WHERE token <> this
                    UNION ALL
                    SELECT v.word, 0.97
                    FROM tracker.search_vocabulary AS v
                    WHERE NOT v.is_pair AND v.word = rtrim(token, 's') COLLATE "C"
                ) AS s
                WHERE s.word <> this
                GROUP BY s.word
            );
        END IF;
        IF NOT is_word THEN
            readings := readings || ARRAY(
                SELECT ROW(i, s.words, 0.95)::tracker.search_reading
                FROM tracker.search_split(this) AS s (words)
                WHERE s.words IS NOT NULL
            );
        END IF;
    END LOOP;
    RETURN readings;
END
$_$;


--
-- Name: FUNCTION search_readings(words text[], tokens text[], own_words text[], forgiving boolean); Type: COMMENT; Schema: tracker; Owner: -
--

COMMENT ON FUNCTION tracker.search_readings(words text[], tokens text[], own_words text[], forgiving boolean) IS 'What each word may stand for; tokens are the words as typed, of which the last may be the beginning of one. Forgiving: known words too may be misspelt.';


--
-- Name: search_singular(text); Type: FUNCTION; Schema: tracker; Owner: -
--

CREATE FUNCTION tracker.search_singular(word text) RETURNS text
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
    AS $_$
    SELECT CASE
        WHEN $1 ~ '.ye$' THEN left($1, -1)
        WHEN char_length($1) < 3 OR $1 !~ 's$' OR $1 ~ '(s|u|i)s$' THEN $1
        WHEN $1 ~ '.lves$' THEN left($1, -3) || 'f'
        WHEN $1 ~ '..ies$' THEN left($1, -3) || 'y'
        WHEN $1 ~ '.(ss|sh|ch|x|zz|y)es$' THEN left($1, -2)
        ELSE left($1, -1)
    END
$_$;


--
-- Name: FUNCTION search_singular(word text); Type: COMMENT; Schema: tracker; Owner: -
--

COMMENT ON FUNCTION tracker.search_singular(word text) IS 'A folded English word without its plural ending; flye is fly.';


--
-- Name: search_skeleton(text); Type: FUNCTION; Schema: tracker; Owner: -
--

CREATE FUNCTION tracker.search_skeleton(word text) RETURNS text
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
    AS $_$ SELECT regexp_replace(left($1, 1) || regexp_replace(substr($1, 2), '[aeiou]', '', 'g'), '(.)\1+', '\1', 'g') $_$;


--
-- Name: FUNCTION search_skeleton(word text); Type: COMMENT; Schema: tracker; Owner: -
--

COMMENT ON FUNCTION tracker.search_skeleton(word text) IS 'The first letter and the consonants of a word, none doubled.';


--
-- Name: search_spellings(text, boolean, text[], boolean, boolean); Type: FUNCTION; Schema: tracker; Owner: -
--

CREATE FUNCTION tracker.search_spellings(misspelt text, is_last boolean, own_words text[], in_company boolean, beside_known boolean) RETURNS TABLE(word text, weight real)
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'tracker', 'pg_temp'
    AS $$
#variable_conflict use_column
DECLARE
    length integer := char_length(misspelt);
    -- Mistakes that a word of this length may hold.
    allowed integer := CASE WHEN length <= 5 THEN 1 WHEN length <= 8 THEN 2 ELSE 3 END;
    skeleton text := tracker.search_skeleton(misspelt);
    transposed text[] := ARRAY(
        SELECT left(misspelt, i - 1) || substr(misspelt, i + 1, 1) || substr(misspelt, i, 1) || substr(misspelt, i + 2)
        FROM generate_series(1, length - 1) AS i
        WHERE length BETWEEN 3 AND 30
    );
BEGIN
    RETURN QUERY
    WITH known AS (
        SELECT v.word, 0.9::real AS weight
        FROM unnest(transposed) AS t (word)
        JOIN tracker.search_vocabulary AS v ON v.word = ANY (ARRAY[t.word, tracker.search_singular(t.word)] COLLATE "C")
        UNION ALL
        SELECT o.word, 0.9::real
        FROM unnest(own_words) AS o (word)
        WHERE o.word = ANY (transposed)
        UNION ALL
        (
            SELECT v.word, 0.85::real
            FROM unnest(transposed) AS t (word)
            JOIN tracker.search_vocabulary AS v
                ON v.word >= t.word COLLATE "C" AND v.word < t.word || chr(1114111) COLLATE "C"
            WHERE is_last AND length >= 4 AND NOT v.is_pair
            LIMIT 20
        )
    ),
    -- Words that begin alike, however they go on. No longer ones than anybody types: levenshtein() takes 255 characters.
    alike AS MATERIALIZED (
        SELECT v.word::text
        FROM tracker.search_vocabulary AS v
        WHERE
            length BETWEEN 2 AND 30 AND NOT v.is_pair AND char_length(v.word) <= 60
            AND v.word >= left(misspelt, 1) COLLATE "C" AND v.word < left(misspelt, 1) || chr(1114111) COLLATE "C"
            AND (char_length(v.word) BETWEEN length - 3 AND length + 3 OR is_last AND char_length(v.word) > length)
        UNION ALL
        SELECT o.word
        FROM unnest(own_words) AS o (word)
        WHERE length BETWEEN 2 AND 30 AND char_length(o.word) <= 60 AND left(o.word, 1) = left(misspelt, 1)
    ),
    compared AS (
        SELECT
            a.word,
            CASE
                -- Still typing: the beginning of a word, misspelt.
                WHEN is_last AND length >= 5 AND char_length(a.word) > length + 1
                    THEN least(
                        levenshtein(misspelt, left(a.word, length)),
                        levenshtein(misspelt, left(a.word, length + 1)),
                        levenshtein(misspelt, left(a.word, length - 1))
                    ) + 0.3
                ELSE levenshtein_less_equal(misspelt, a.word, allowed + 1)
            END AS edits
        FROM alike AS a
        WHERE length >= 4
    ),
    -- Letters that changed places count as one mistake.
    counted AS (
        SELECT
            c.word,
            CASE
                WHEN c.edits = allowed + 1
                    THEN (
                        SELECT min(1 + levenshtein_less_equal(t.word, c.word, allowed))
                        FROM unnest(transposed) AS t (word)
                    )
                ELSE c.edits
            END AS edits
        FROM compared AS c
        WHERE c.edits <= allowed + 1
    ),
    close AS (
        SELECT c.word, c.edits
        FROM counted AS c
        WHERE
            c.edits <= allowed + CASE WHEN is_last THEN 0.3 ELSE 0 END
            AND (
                in_company
                OR length > 7
                -- A word alone has nothing that confirms it: its mistakes must be likely ones.
                OR (tracker.search_skeleton(c.word) = skeleton AND char_length(c.word) <> length)
                OR (
                    c.edits < 2
                    AND (
                        length > 5
                        OR char_length(c.word) <> length
                        OR (
                            SELECT bool_and(tracker.search_near_keys(substr(c.word, i, 1), substr(misspelt, i, 1)))
                            FROM generate_series(1, length) AS i
                            WHERE substr(c.word, i, 1) <> substr(misspelt, i, 1)
                        )
                    )
                )
            )
    ),
    candidates AS (
        SELECT k.word::text, k.weight
        FROM known AS k
        UNION ALL
        -- Too short for more than one mistake, and for one only beside other words.
        SELECT a.word, 0.8::real
        FROM alike AS a
        WHERE
            length BETWEEN 2 AND 3 AND beside_known
            AND char_length(a.word) BETWEEN 2 AND 4 AND levenshtein_less_equal(misspelt, a.word, 1) <= 1
        UNION ALL
        -- Written without vowels: "dmbl", "pwr". Or misspelt more than that, but sounding alike.
        SELECT a.word, 0.85::real
        FROM alike AS a
        WHERE
            char_length(skeleton) >= CASE WHEN in_company THEN 3 ELSE 4 END
            -- The cheap comparison first.
            AND CASE
                WHEN misspelt = skeleton OR levenshtein_less_equal(misspelt, a.word, 3) <= 3
                    THEN tracker.search_skeleton(a.word) = skeleton
            END
        UNION ALL
        (
            SELECT c.word, (1 - 0.12 * c.edits)::real
            FROM close AS c
            ORDER BY c.edits, similarity(c.word, misspelt) DESC, c.word
            LIMIT 6
        )
        UNION ALL
        -- The first letter wrong, or two words written as one.
        (
            SELECT s.word, (1 - 0.12 * s.edits)::real
            FROM (
                SELECT v.word::text, (v.word <> misspelt)::integer AS edits
                FROM tracker.search_vocabulary AS v
                WHERE
                    substr(v.word, 2) = ANY (ARRAY[misspelt, substr(misspelt, 2)] COLLATE "C")
                    OR v.word = substr(misspelt, 2) COLLATE "C"
                UNION
                SELECT v.word, levenshtein_less_equal(misspelt, v.word, greatest(1, allowed - 1))
                FROM tracker.search_vocabulary AS v
                WHERE
                    v.is_pair
                    AND v.word >= left(misspelt, 1) COLLATE "C" AND v.word < left(misspelt, 1) || chr(1114111) COLLATE "C"
                    AND CASE
                        WHEN char_length(v.word) BETWEEN length - 2 AND length + 2
                            THEN levenshtein_less_equal(misspelt, v.word, greatest(1, allowed - 1))
                    END <= greatest(1, allowed - 1)
                UNION
                SELECT o.word, levenshtein_less_equal(misspelt, o.word, 1)
                FROM unnest(own_words) AS o (word)
                WHERE
                    CASE
                        WHEN char_length(o.word) BETWEEN length - 1 AND length + 1
                            THEN levenshtein_less_equal(misspelt, o.word, 1)
                    END <= 1
            ) AS s
            WHERE length BETWEEN 6 AND 30 AND similarity(s.word, misspelt) >= 0.3
            ORDER BY s.edits, similarity(s.word, misspelt) DESC, s.word
            LIMIT 6
        )
    )
    SELECT c.word, max(c.weight)
    FROM candidates AS c
    GROUP BY c.word
    ORDER BY 2 DESC, similarity(c.word, misspelt) DESC, 1
    LIMIT 6;
END
$$;


--
-- Name: FUNCTION search_spellings(misspelt text, is_last boolean, own_words text[], in_company boolean, beside_known boolean); Type: COMMENT; Schema: tracker; Owner: -
--

COMMENT ON FUNCTION tracker.search_spellings(misspelt text, is_last boolean, own_words text[], in_company boolean, beside_known boolean) IS 'Words of the vocabulary, or of own_words, that look like a misspelt word; is_last: it may be the beginning of one; in_company: other words stand beside it; beside_known: known ones, so that even a word of two letters may be wrong.';


--
-- Name: search_split(text); Type: FUNCTION; Schema: tracker; Owner: -
--

CREATE FUNCTION tracker.search_split(joined text) RETURNS text
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
DECLARE
    length integer := char_length(joined);
    -- best[i + 1]: the fewest words that make up the first i letters.
    best text[] := ARRAY[''];
    parts integer[] := ARRAY[0];
    piece record;
BEGIN
    IF length NOT BETWEEN 5 AND 60 THEN
        RETURN NULL;
    END IF;
    FOR piece IN
        SELECT p.beginning, p.ending, v.word
        FROM (
            SELECT b AS beginning, e AS ending
            FROM generate_series(1, length) AS b
            CROSS JOIN LATERAL generate_series(b + 1, least(b + 14, length)) AS e
        ) AS p
        JOIN tracker.search_vocabulary AS v
            ON NOT v.is_pair AND v.word = tracker.search_singular(substr(joined, p.beginning, p.ending - p.beginning + 1)) COLLATE "C"
        -- Short words are everywhere: only those that names are made of.
        WHERE p.ending - p.beginning > 1 OR v.word = ANY (ARRAY['up', 'to', 'ab', 'ez', 'bb', 'db', 'kb'])
        ORDER BY p.beginning, p.ending
    LOOP
        IF parts[piece.beginning] IS NOT NULL
            AND parts[piece.beginning] + 1 < coalesce(parts[piece.ending + 1], 7)
        THEN
            parts[piece.ending + 1] := parts[piece.beginning] + 1;
            best[piece.ending + 1] := ltrim(best[piece.beginning] || ' ' || piece.word);
        END IF;
    END LOOP;
    RETURN CASE WHEN parts[length + 1] > 1 THEN best[length + 1] END;
END
$$;


--
-- Name: FUNCTION search_split(joined text); Type: COMMENT; Schema: tracker; Owner: -
--

COMMENT ON FUNCTION tracker.search_split(joined text) IS 'The fewest words of the vocabulary that were run together; null where there are none.';


--
-- Name: search_tokens(text); Type: FUNCTION; Schema: tracker; Owner: -
--

CREATE FUNCTION tracker.search_tokens(content text) RETURNS text[]
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
    AS $_$
    SELECT array_remove(
        regexp_split_to_array(
            regexp_replace(tracker.search_fold($1), '[''`\u2018\u2019\u02bc]', '', 'g'),
            '[^a-z0-9\u00c0-\u1fff\u2c00-\uffff]+'
        ),
        ''
    )
$_$;


--
-- Name: FUNCTION search_tokens(content text); Type: COMMENT; Schema: tracker; Owner: -
--

COMMENT ON FUNCTION tracker.search_tokens(content text) IS 'The folded words of a text, as they stand.';


--
-- Name: search_words(text); Type: FUNCTION; Schema: tracker; Owner: -
--

CREATE FUNCTION tracker.search_words(content text) RETURNS text[]
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
    AS $_$
    SELECT coalesce(array_agg(tracker.search_singular(t.token) ORDER BY t.place), '{}')
    FROM unnest(tracker.search_tokens($1)) WITH ORDINALITY AS t (token, place)
$_$;


--
-- Name: FUNCTION search_words(content text); Type: COMMENT; Schema: tracker; Owner: -
--

COMMENT ON FUNCTION tracker.search_words(content text) IS 'The folded words of a text, singular.';


--
-- Name: set_metrics(tracker.tracking, tracker.set_kind, integer, integer, integer, integer); Type: FUNCTION; Schema: tracker; Owner: -
--

CREATE FUNCTION tracker.set_metrics(tracking tracker.tracking, kind tracker.set_kind, weight_g integer, set_reps integer, duration_ms integer, distance_mm integer) RETURNS TABLE(metric tracker.record_metric, reps smallint, value bigint)
    LANGUAGE sql STABLE PARALLEL SAFE
    AS $_$
    SELECT r.metric, CASE r.metric WHEN 'rep_max' THEN least($4, 20)::smallint ELSE 0::smallint END, v.value
    FROM tracker.record_rules AS r
    CROSS JOIN LATERAL (
        SELECT CASE r.metric
            WHEN 'max_weight' THEN nullif($3, 0)::bigint
            WHEN 'estimated_one_rep_max' THEN
                CASE
                    WHEN $4 = 1 THEN nullif($3, 0)::bigint
                    WHEN $4 BETWEEN 2 AND 10 THEN (nullif($3, 0)::bigint * (30 + $4) + 15) / 30
                END
            WHEN 'max_reps' THEN $4::bigint
            WHEN 'max_set_volume' THEN nullif($3, 0)::bigint * $4
            WHEN 'rep_max' THEN CASE WHEN $4 <= 20 THEN nullif($3, 0)::bigint END
            WHEN 'min_assistance' THEN $3::bigint
            WHEN 'max_duration' THEN nullif($5, 0)::bigint
            WHEN 'max_distance' THEN nullif($6, 0)::bigint
            WHEN 'best_pace' THEN
                CASE WHEN $5 > 0 AND $6 > 0 THEN ($5::bigint * 1000000 + $6 / 2) / $6 END
        END AS value
    ) AS v
    WHERE r.tracking = $1 AND $2 <> 'warmup' AND v.value IS NOT NULL AND ($4 >= 1 OR NOT r.needs_reps)
$_$;


--
-- Name: FUNCTION set_metrics(tracking tracker.tracking, kind tracker.set_kind, weight_g integer, set_reps integer, duration_ms integer, distance_mm integer); Type: COMMENT; Schema: tracker; Owner: -
--

COMMENT ON FUNCTION tracker.set_metrics(tracking tracker.tracking, kind tracker.set_kind, weight_g integer, set_reps integer, duration_ms integer, distance_mm integer) IS 'What a set achieved in each metric of its exercise''s tracking; nothing for a warm-up. reps is 0 except for rep_max.';


--
-- Name: set_partition_days(regclass); Type: FUNCTION; Schema: tracker; Owner: -
--

CREATE FUNCTION tracker.set_partition_days(target regclass) RETURNS daterange
    LANGUAGE sql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $_$
    SELECT daterange(nullif(bound[1], 'MINVALUE')::date, nullif(bound[2], 'MAXVALUE')::date)
    FROM pg_class AS c
    CROSS JOIN LATERAL regexp_match(
        pg_get_expr(c.relpartbound, c.oid), $re$FROM \('?([0-9A-Z-]+)'?\) TO \('?([0-9A-Z-]+)'?\)$re$
    ) AS bound
    WHERE c.oid = target
$_$;


--
-- Name: FUNCTION set_partition_days(target regclass); Type: COMMENT; Schema: tracker; Owner: -
--

COMMENT ON FUNCTION tracker.set_partition_days(target regclass) IS 'The days that a partition of sets holds.';


--
-- Name: shape_of(text, jsonb); Type: FUNCTION; Schema: tracker; Owner: -
--

CREATE FUNCTION tracker.shape_of(table_name text, image jsonb) RETURNS integer
    LANGUAGE sql STABLE
    AS $_$
    SELECT s.id
    FROM tracker.audit_shapes AS s
    WHERE s.table_name = $1 AND $2 ?& s.names AND $2 - s.names = '{}'
$_$;


--
-- Name: FUNCTION shape_of(table_name text, image jsonb); Type: COMMENT; Schema: tracker; Owner: -
--

COMMENT ON FUNCTION tracker.shape_of(table_name text, image jsonb) IS 'The shape of a row; null = not seen before.';


--
-- Name: stamp_link_owner(); Type: FUNCTION; Schema: tracker; Owner: -
--

CREATE FUNCTION tracker.stamp_link_owner() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
BEGIN
    NEW.owner_id := (SELECT x.owner_id FROM tracker.exercises AS x WHERE x.id = NEW.exercise_id);
    RETURN NEW;
END
$$;


--
-- Name: FUNCTION stamp_link_owner(); Type: COMMENT; Schema: tracker; Owner: -
--

COMMENT ON FUNCTION tracker.stamp_link_owner() IS 'BEFORE INSERT OR UPDATE of an exercise''s link: takes the owner from the exercise, whatever the statement says.';


--
-- Name: stamp_recorded(); Type: FUNCTION; Schema: tracker; Owner: -
--

CREATE FUNCTION tracker.stamp_recorded() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
BEGIN
    NEW.recorded_at := clock_timestamp();
    NEW.recorded_in := pg_current_xact_id();
    -- A row that the owner moves to another partition comes by here too, and keeps its creator.
    NEW.created_by := coalesce(tracker.current_user_id(), NEW.created_by);
    RETURN NEW;
END
$$;


--
-- Name: FUNCTION stamp_recorded(); Type: COMMENT; Schema: tracker; Owner: -
--

COMMENT ON FUNCTION tracker.stamp_recorded() IS 'BEFORE INSERT of a row with a forged time or creator: the clock and the acting user decide.';


--
-- Name: stamp_workout(); Type: FUNCTION; Schema: tracker; Owner: -
--

CREATE FUNCTION tracker.stamp_workout() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
BEGIN
    PERFORM tracker.lock_users(ARRAY[NEW.user_id]);
    SELECT h.seq INTO NEW.change_seq FROM tracker.user_heads AS h WHERE h.user_id = NEW.user_id;
    -- A user that does not exist has no head; the foreign key says so better than a null would.
    NEW.change_seq := coalesce(NEW.change_seq, 0);
    -- Deleting and restoring leave the content, and so the revision, as they are.
    IF TG_OP = 'UPDATE' AND NEW.deletion_id IS NOT DISTINCT FROM OLD.deletion_id THEN
        NEW.updated_at := now();
        NEW.revision := OLD.revision + 1;
    END IF;
    RETURN NEW;
END
$$;


--
-- Name: FUNCTION stamp_workout(); Type: COMMENT; Schema: tracker; Owner: -
--

COMMENT ON FUNCTION tracker.stamp_workout() IS 'BEFORE INSERT OR UPDATE: takes change_seq from the user''s head row; a change of content sets updated_at and raises revision.';


--
-- Name: tables_with_rows_of(text); Type: FUNCTION; Schema: tracker; Owner: -
--

CREATE FUNCTION tracker.tables_with_rows_of(table_name text) RETURNS SETOF regclass
    LANGUAGE sql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $_$
    SELECT coalesce(i.inhrelid, c.oid)::regclass
    FROM pg_class AS c
    LEFT JOIN pg_inherits AS i ON i.inhparent = c.oid
    WHERE c.oid = to_regclass(format('tracker.%I', $1))
    UNION ALL
    SELECT d FROM tracker.detached_years_of($1) AS d
    ORDER BY 1
$_$;


--
-- Name: FUNCTION tables_with_rows_of(table_name text); Type: COMMENT; Schema: tracker; Owner: -
--

COMMENT ON FUNCTION tracker.tables_with_rows_of(table_name text) IS 'A table, or the partitions of one that is partitioned, detached ones too.';


--
-- Name: take_partition_lock(integer); Type: FUNCTION; Schema: tracker; Owner: -
--

CREATE FUNCTION tracker.take_partition_lock(seconds integer) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
DECLARE
    deadline CONSTANT timestamptz := clock_timestamp() + make_interval(secs => seconds);
BEGIN
    WHILE NOT pg_try_advisory_xact_lock(hashtextextended('tracker partitions', 0)) LOOP
        IF clock_timestamp() > deadline THEN
            RAISE EXCEPTION 'another session has been changing partitions for % s', seconds
                USING ERRCODE = 'lock_not_available';
        END IF;
        PERFORM pg_sleep(0.05);
    END LOOP;
END
$$;


--
-- Name: touch(); Type: FUNCTION; Schema: tracker; Owner: -
--

CREATE FUNCTION tracker.touch() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
BEGIN
    NEW.updated_at := now();
    RETURN NEW;
END
$$;


--
-- Name: FUNCTION touch(); Type: COMMENT; Schema: tracker; Owner: -
--

COMMENT ON FUNCTION tracker.touch() IS 'BEFORE UPDATE: sets updated_at.';


--
-- Name: touch_revision(); Type: FUNCTION; Schema: tracker; Owner: -
--

CREATE FUNCTION tracker.touch_revision() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
BEGIN
    NEW.updated_at := now();
    NEW.revision := OLD.revision + 1;
    RETURN NEW;
END
$$;


--
-- Name: FUNCTION touch_revision(); Type: COMMENT; Schema: tracker; Owner: -
--

COMMENT ON FUNCTION tracker.touch_revision() IS 'BEFORE UPDATE: sets updated_at and raises revision.';


--
-- Name: touch_workouts(); Type: FUNCTION; Schema: tracker; Owner: -
--

CREATE FUNCTION tracker.touch_workouts() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET work_mem TO '64MB'
    SET enable_seqscan TO 'off'
    SET plan_cache_mode TO 'force_generic_plan'
    SET jit TO 'off'
    AS $$
BEGIN
    -- One condition a statement: a branch that names a transition table is planned when it is reached. The
    -- workouts are found first, because an UPDATE over a join leaves the planner the choice to read them all.
    IF TG_OP <> 'DELETE' THEN
        IF cardinality(tracker.lock_users(ARRAY(SELECT DISTINCT n.user_id FROM new_rows AS n))) > 0 THEN
            UPDATE tracker.workouts AS w
            SET updated_at = now()
            WHERE
                w.ctid = ANY (
                    ARRAY(
                        SELECT touched.ctid
                        FROM (SELECT DISTINCT n.user_id, n.workout_id FROM new_rows AS n) AS t
                        CROSS JOIN LATERAL (
                            SELECT o.ctid
                            FROM tracker.workouts AS o
                            WHERE
                                o.user_id = t.user_id AND o.id = t.workout_id
                                AND o.change_seq
                                <> (SELECT h.seq FROM tracker.user_heads AS h WHERE h.user_id = t.user_id)
                            OFFSET 0
                        ) AS touched
                    )
                );
        END IF;
    END IF;
    IF TG_OP <> 'INSERT' THEN
        IF cardinality(tracker.lock_users(ARRAY(SELECT DISTINCT o.user_id FROM old_rows AS o))) > 0 THEN
            UPDATE tracker.workouts AS w
            SET updated_at = now()
            WHERE
                w.ctid = ANY (
                    ARRAY(
                        SELECT touched.ctid
                        FROM (SELECT DISTINCT o.user_id, o.workout_id FROM old_rows AS o) AS t
                        CROSS JOIN LATERAL (
                            SELECT o.ctid
                            FROM tracker.workouts AS o
                            WHERE
                                o.user_id = t.user_id AND o.id = t.workout_id
                                AND o.change_seq
                                <> (SELECT h.seq FROM tracker.user_heads AS h WHERE h.user_id = t.user_id)
                            OFFSET 0
                        ) AS touched
                    )
                );
        END IF;
    END IF;
    RETURN NULL;
END
$$;


--
-- Name: FUNCTION touch_workouts(); Type: COMMENT; Schema: tracker; Owner: -
--

COMMENT ON FUNCTION tracker.touch_workouts() IS 'AFTER each statement on what a workout holds: has workouts_stamp raise the workout''s revision and change_seq.';


--
-- Name: unaudit_table(text); Type: FUNCTION; Schema: tracker; Owner: -
--

CREATE FUNCTION tracker.unaudit_table(table_name text) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $_$
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
$_$;


--
-- Name: FUNCTION unaudit_table(table_name text); Type: COMMENT; Schema: tracker; Owner: -
--

COMMENT ON FUNCTION tracker.unaudit_table(table_name text) IS 'Undoes audit_table, for the rollback of the migration that called it.';


--
-- Name: user_columns(); Type: FUNCTION; Schema: tracker; Owner: -
--

CREATE FUNCTION tracker.user_columns() RETURNS TABLE(table_name text, column_name text, is_owner boolean)
    LANGUAGE sql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
    SELECT c.relname::text, a.attname::text, a.attname IN ('user_id', 'owner_id')
    FROM pg_class AS c
    JOIN pg_attribute AS a ON a.attrelid = c.oid
    WHERE
        c.relnamespace = 'tracker'::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition
        AND a.attname IN ('user_id', 'owner_id', 'actor_id', 'created_by') AND NOT a.attisdropped
    ORDER BY c.relname, a.attname
$$;


--
-- Name: FUNCTION user_columns(); Type: COMMENT; Schema: tracker; Owner: -
--

COMMENT ON FUNCTION tracker.user_columns() IS 'Columns that name a user. is_owner: the row is about that user; else the user only acted on it.';


--
-- Name: workout_totals(bigint, date, uuid); Type: FUNCTION; Schema: tracker; Owner: -
--

CREATE FUNCTION tracker.workout_totals(user_id bigint, performed_on date, workout_id uuid) RETURNS TABLE(exercises text[], sets integer, reps integer, volume_g bigint, records integer)
    LANGUAGE sql STABLE
    AS $_$
    SELECT composition.names, totals.sets, totals.reps, totals.volume_g, events.records
    FROM (
        SELECT coalesce(array_agg(x.name ORDER BY we.position, we.id), '{}') AS names
        FROM tracker.workout_exercises AS we
        JOIN tracker.exercises AS x ON x.id = we.exercise_id
        WHERE we.user_id = $1 AND we.performed_on = $2 AND we.workout_id = $3 AND we.deleted_at IS NULL
    ) AS composition
    CROSS JOIN (
        SELECT
            count(*)::integer AS sets,
            coalesce(sum(s.reps), 0)::integer AS reps,
            coalesce(sum(s.weight_g::bigint * s.reps), 0)::bigint AS volume_g
        FROM tracker.sets AS s
        WHERE s.user_id = $1 AND s.performed_on = $2 AND s.workout_id = $3 AND s.deleted_at IS NULL
    ) AS totals
    CROSS JOIN (
        SELECT count(*)::integer AS records
        FROM tracker.record_events AS e
        WHERE e.user_id = $1 AND e.workout_id = $3
    ) AS events
$_$;


--
-- Name: FUNCTION workout_totals(user_id bigint, performed_on date, workout_id uuid); Type: COMMENT; Schema: tracker; Owner: -
--

COMMENT ON FUNCTION tracker.workout_totals(user_id bigint, performed_on date, workout_id uuid) IS 'Exercise names in order, and counts over all live sets of a workout, warm-ups included.';


--
-- Name: write_search_columns(); Type: FUNCTION; Schema: tracker; Owner: -
--

CREATE FUNCTION tracker.write_search_columns() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
DECLARE
    derived CONSTANT text[] := '{search_names,search_lexemes,search_document,updated_at}';
BEGIN
    -- An exercise that stood before it had these columns does not change when it gets them.
    IF TG_OP = 'UPDATE' THEN
        IF OLD.search_names IS NULL AND to_jsonb(NEW) - derived = to_jsonb(OLD) - derived THEN
            NEW.updated_at := OLD.updated_at;
        END IF;
    END IF;
    NEW.search_names := tracker.search_names(NEW.name, NEW.aliases);
    NEW.search_lexemes := tracker.search_lexemes(NEW.search_names);
    RETURN NEW;
END
$$;


--
-- Name: FUNCTION write_search_columns(); Type: COMMENT; Schema: tracker; Owner: -
--

COMMENT ON FUNCTION tracker.write_search_columns() IS 'BEFORE INSERT OR UPDATE: search_names and search_lexemes are what name and aliases say, whatever was written.';


--
-- Name: year_partitions(); Type: FUNCTION; Schema: tracker; Owner: -
--

CREATE FUNCTION tracker.year_partitions() RETURNS TABLE(parent text, name text, lower date, upper date, is_detaching boolean, rows_estimate bigint, bytes bigint)
    LANGUAGE sql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET "TimeZone" TO 'UTC'
    SET "DateStyle" TO 'ISO'
    AS $_$
    SELECT
        p.relname::text, c.relname::text, left(nullif(b.bound[1], 'MINVALUE'), 10)::date, left(b.bound[2], 10)::date,
        i.inhdetachpending, greatest(c.reltuples, 0)::bigint, pg_total_relation_size(c.oid)
    FROM pg_inherits AS i
    JOIN pg_class AS c ON c.oid = i.inhrelid
    JOIN pg_class AS p ON p.oid = i.inhparent
    CROSS JOIN LATERAL (
        SELECT regexp_match(pg_get_expr(c.relpartbound, c.oid), $re$FROM \('?([^')]+)'?\) TO \('?([^')]+)'?\)$re$)
    ) AS b (bound)
    WHERE i.inhparent IN ('tracker.sets'::regclass, 'tracker.audit_log'::regclass) AND c.relkind = 'r'
    ORDER BY p.relname, left(b.bound[2], 10)
$_$;


--
-- Name: FUNCTION year_partitions(); Type: COMMENT; Schema: tracker; Owner: -
--

COMMENT ON FUNCTION tracker.year_partitions() IS 'The partitions of sets and audit_log with their bounds; lower null = unbounded.';


--
-- Name: exercise_stem; Type: TEXT SEARCH DICTIONARY; Schema: tracker; Owner: -
--

CREATE TEXT SEARCH DICTIONARY tracker.exercise_stem (
    TEMPLATE = pg_catalog.snowball,
    language = 'english' );


--
-- Name: exercise; Type: TEXT SEARCH CONFIGURATION; Schema: tracker; Owner: -
--

CREATE TEXT SEARCH CONFIGURATION tracker.exercise (
    PARSER = pg_catalog."default" );

ALTER TEXT SEARCH CONFIGURATION tracker.exercise
    ADD MAPPING FOR asciiword WITH tracker.unaccent, tracker.exercise_stem;

ALTER TEXT SEARCH CONFIGURATION tracker.exercise
    ADD MAPPING FOR word WITH tracker.unaccent, tracker.exercise_stem;

ALTER TEXT SEARCH CONFIGURATION tracker.exercise
    ADD MAPPING FOR numword WITH simple;

ALTER TEXT SEARCH CONFIGURATION tracker.exercise
    ADD MAPPING FOR email WITH simple;

ALTER TEXT SEARCH CONFIGURATION tracker.exercise
    ADD MAPPING FOR url WITH simple;

ALTER TEXT SEARCH CONFIGURATION tracker.exercise
    ADD MAPPING FOR host WITH simple;

ALTER TEXT SEARCH CONFIGURATION tracker.exercise
    ADD MAPPING FOR sfloat WITH simple;

ALTER TEXT SEARCH CONFIGURATION tracker.exercise
    ADD MAPPING FOR version WITH simple;

ALTER TEXT SEARCH CONFIGURATION tracker.exercise
    ADD MAPPING FOR hword_numpart WITH simple;

ALTER TEXT SEARCH CONFIGURATION tracker.exercise
    ADD MAPPING FOR hword_part WITH tracker.unaccent, tracker.exercise_stem;

ALTER TEXT SEARCH CONFIGURATION tracker.exercise
    ADD MAPPING FOR hword_asciipart WITH tracker.unaccent, tracker.exercise_stem;

ALTER TEXT SEARCH CONFIGURATION tracker.exercise
    ADD MAPPING FOR numhword WITH simple;

ALTER TEXT SEARCH CONFIGURATION tracker.exercise
    ADD MAPPING FOR asciihword WITH tracker.unaccent, tracker.exercise_stem;

ALTER TEXT SEARCH CONFIGURATION tracker.exercise
    ADD MAPPING FOR hword WITH tracker.unaccent, tracker.exercise_stem;

ALTER TEXT SEARCH CONFIGURATION tracker.exercise
    ADD MAPPING FOR url_path WITH simple;

ALTER TEXT SEARCH CONFIGURATION tracker.exercise
    ADD MAPPING FOR file WITH simple;

ALTER TEXT SEARCH CONFIGURATION tracker.exercise
    ADD MAPPING FOR "float" WITH simple;

ALTER TEXT SEARCH CONFIGURATION tracker.exercise
    ADD MAPPING FOR "int" WITH simple;

ALTER TEXT SEARCH CONFIGURATION tracker.exercise
    ADD MAPPING FOR uint WITH simple;


--
-- Name: audit_log; Type: TABLE; Schema: tracker; Owner: -
--

CREATE TABLE tracker.audit_log (
    user_id bigint NOT NULL,
    at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    id bigint NOT NULL,
    table_name text NOT NULL COLLATE pg_catalog."C",
    key jsonb NOT NULL,
    operation tracker.audit_operation NOT NULL,
    old jsonb,
    shape integer NOT NULL,
    actor_id bigint,
    reason text,
    xid xid8 DEFAULT pg_current_xact_id() NOT NULL,
    created_by bigint,
    key_hash bigint NOT NULL
)
PARTITION BY RANGE (at);


--
-- Name: TABLE audit_log; Type: COMMENT; Schema: tracker; Owner: -
--

COMMENT ON TABLE tracker.audit_log IS 'Changes of rows; that a row began is recorded by the row itself. Written by triggers alone, changed by nobody.';


--
-- Name: COLUMN audit_log.user_id; Type: COMMENT; Schema: tracker; Owner: -
--

COMMENT ON COLUMN tracker.audit_log.user_id IS 'Whose row it was; 0 = the shared catalogue''s.';


--
-- Name: COLUMN audit_log.at; Type: COMMENT; Schema: tracker; Owner: -
--

COMMENT ON COLUMN tracker.audit_log.at IS 'The clock at the change. The row was locked, so that its changes are in order.';


--
-- Name: COLUMN audit_log.table_name; Type: COMMENT; Schema: tracker; Owner: -
--

COMMENT ON COLUMN tracker.audit_log.table_name IS 'The table''s name in tracker.audited_tables, also of a partition.';


--
-- Name: COLUMN audit_log.key; Type: COMMENT; Schema: tracker; Owner: -
--

COMMENT ON COLUMN tracker.audit_log.key IS 'The row''s key without the user.';


--
-- Name: COLUMN audit_log.operation; Type: COMMENT; Schema: tracker; Owner: -
--

COMMENT ON COLUMN tracker.audit_log.operation IS 'A row whose key changes is deleted under the old one, and inserted under the new one: the one insert that stands here.';


--
-- Name: COLUMN audit_log.old; Type: COMMENT; Schema: tracker; Owner: -
--

COMMENT ON COLUMN tracker.audit_log.old IS 'The row as it was, without derived and secret columns; a secret that an update changed is null.';


--
-- Name: COLUMN audit_log.shape; Type: COMMENT; Schema: tracker; Owner: -
--

COMMENT ON COLUMN tracker.audit_log.shape IS 'tracker.audit_shapes: which columns the row had, and what they are called now.';


--
-- Name: COLUMN audit_log.actor_id; Type: COMMENT; Schema: tracker; Owner: -
--

COMMENT ON COLUMN tracker.audit_log.actor_id IS 'trackerdb.transaction(actor=…); null when it was not said.';


--
-- Name: COLUMN audit_log.xid; Type: COMMENT; Schema: tracker; Owner: -
--

COMMENT ON COLUMN tracker.audit_log.xid IS 'The transaction: its changes came to be seen at once.';


--
-- Name: COLUMN audit_log.created_by; Type: COMMENT; Schema: tracker; Owner: -
--

COMMENT ON COLUMN tracker.audit_log.created_by IS 'delete: who had inserted the row.';


--
-- Name: COLUMN audit_log.key_hash; Type: COMMENT; Schema: tracker; Owner: -
--

COMMENT ON COLUMN tracker.audit_log.key_hash IS 'jsonb_hash_extended(key, 0): finds the entries of a row.';


--
-- Name: audit_log_id_seq; Type: SEQUENCE; Schema: tracker; Owner: -
--

CREATE SEQUENCE tracker.audit_log_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;


--
-- Name: audit_log_id_seq; Type: SEQUENCE OWNED BY; Schema: tracker; Owner: -
--

ALTER SEQUENCE tracker.audit_log_id_seq OWNED BY tracker.audit_log.id;


--
-- Name: audit_log_2026; Type: TABLE; Schema: tracker; Owner: -
--

CREATE TABLE tracker.audit_log_2026 (
    user_id bigint CONSTRAINT audit_log_user_id_not_null NOT NULL,
    at timestamp with time zone DEFAULT clock_timestamp() CONSTRAINT audit_log_at_not_null NOT NULL,
    id bigint DEFAULT nextval('tracker.audit_log_id_seq'::regclass) CONSTRAINT audit_log_id_not_null NOT NULL,
    table_name text CONSTRAINT audit_log_table_name_not_null NOT NULL COLLATE pg_catalog."C",
    key jsonb CONSTRAINT audit_log_key_not_null NOT NULL,
    operation tracker.audit_operation CONSTRAINT audit_log_operation_not_null NOT NULL,
    old jsonb,
    shape integer CONSTRAINT audit_log_shape_not_null NOT NULL,
    actor_id bigint,
    reason text,
    xid xid8 DEFAULT pg_current_xact_id() CONSTRAINT audit_log_xid_not_null NOT NULL,
    created_by bigint,
    key_hash bigint CONSTRAINT audit_log_key_hash_not_null NOT NULL
);


--
-- Name: audit_log_2027; Type: TABLE; Schema: tracker; Owner: -
--

CREATE TABLE tracker.audit_log_2027 (
    user_id bigint CONSTRAINT audit_log_user_id_not_null NOT NULL,
    at timestamp with time zone DEFAULT clock_timestamp() CONSTRAINT audit_log_at_not_null NOT NULL,
    id bigint DEFAULT nextval('tracker.audit_log_id_seq'::regclass) CONSTRAINT audit_log_id_not_null NOT NULL,
    table_name text CONSTRAINT audit_log_table_name_not_null NOT NULL COLLATE pg_catalog."C",
    key jsonb CONSTRAINT audit_log_key_not_null NOT NULL,
    operation tracker.audit_operation CONSTRAINT audit_log_operation_not_null NOT NULL,
    old jsonb,
    shape integer CONSTRAINT audit_log_shape_not_null NOT NULL,
    actor_id bigint,
    reason text,
    xid xid8 DEFAULT pg_current_xact_id() CONSTRAINT audit_log_xid_not_null NOT NULL,
    created_by bigint,
    key_hash bigint CONSTRAINT audit_log_key_hash_not_null NOT NULL
);


--
-- Name: audit_log_2028; Type: TABLE; Schema: tracker; Owner: -
--

CREATE TABLE tracker.audit_log_2028 (
    user_id bigint CONSTRAINT audit_log_user_id_not_null NOT NULL,
    at timestamp with time zone DEFAULT clock_timestamp() CONSTRAINT audit_log_at_not_null NOT NULL,
    id bigint DEFAULT nextval('tracker.audit_log_id_seq'::regclass) CONSTRAINT audit_log_id_not_null NOT NULL,
    table_name text CONSTRAINT audit_log_table_name_not_null NOT NULL COLLATE pg_catalog."C",
    key jsonb CONSTRAINT audit_log_key_not_null NOT NULL,
    operation tracker.audit_operation CONSTRAINT audit_log_operation_not_null NOT NULL,
    old jsonb,
    shape integer CONSTRAINT audit_log_shape_not_null NOT NULL,
    actor_id bigint,
    reason text,
    xid xid8 DEFAULT pg_current_xact_id() CONSTRAINT audit_log_xid_not_null NOT NULL,
    created_by bigint,
    key_hash bigint CONSTRAINT audit_log_key_hash_not_null NOT NULL
);


--
-- Name: audit_log_2029; Type: TABLE; Schema: tracker; Owner: -
--

CREATE TABLE tracker.audit_log_2029 (
    user_id bigint CONSTRAINT audit_log_user_id_not_null NOT NULL,
    at timestamp with time zone DEFAULT clock_timestamp() CONSTRAINT audit_log_at_not_null NOT NULL,
    id bigint DEFAULT nextval('tracker.audit_log_id_seq'::regclass) CONSTRAINT audit_log_id_not_null NOT NULL,
    table_name text CONSTRAINT audit_log_table_name_not_null NOT NULL COLLATE pg_catalog."C",
    key jsonb CONSTRAINT audit_log_key_not_null NOT NULL,
    operation tracker.audit_operation CONSTRAINT audit_log_operation_not_null NOT NULL,
    old jsonb,
    shape integer CONSTRAINT audit_log_shape_not_null NOT NULL,
    actor_id bigint,
    reason text,
    xid xid8 DEFAULT pg_current_xact_id() CONSTRAINT audit_log_xid_not_null NOT NULL,
    created_by bigint,
    key_hash bigint CONSTRAINT audit_log_key_hash_not_null NOT NULL
);


--
-- Name: audit_log_2030; Type: TABLE; Schema: tracker; Owner: -
--

CREATE TABLE tracker.audit_log_2030 (
    user_id bigint CONSTRAINT audit_log_user_id_not_null NOT NULL,
    at timestamp with time zone DEFAULT clock_timestamp() CONSTRAINT audit_log_at_not_null NOT NULL,
    id bigint DEFAULT nextval('tracker.audit_log_id_seq'::regclass) CONSTRAINT audit_log_id_not_null NOT NULL,
    table_name text CONSTRAINT audit_log_table_name_not_null NOT NULL COLLATE pg_catalog."C",
    key jsonb CONSTRAINT audit_log_key_not_null NOT NULL,
    operation tracker.audit_operation CONSTRAINT audit_log_operation_not_null NOT NULL,
    old jsonb,
    shape integer CONSTRAINT audit_log_shape_not_null NOT NULL,
    actor_id bigint,
    reason text,
    xid xid8 DEFAULT pg_current_xact_id() CONSTRAINT audit_log_xid_not_null NOT NULL,
    created_by bigint,
    key_hash bigint CONSTRAINT audit_log_key_hash_not_null NOT NULL
);


--
-- Name: audit_log_2031; Type: TABLE; Schema: tracker; Owner: -
--

CREATE TABLE tracker.audit_log_2031 (
    user_id bigint CONSTRAINT audit_log_user_id_not_null NOT NULL,
    at timestamp with time zone DEFAULT clock_timestamp() CONSTRAINT audit_log_at_not_null NOT NULL,
    id bigint DEFAULT nextval('tracker.audit_log_id_seq'::regclass) CONSTRAINT audit_log_id_not_null NOT NULL,
    table_name text CONSTRAINT audit_log_table_name_not_null NOT NULL COLLATE pg_catalog."C",
    key jsonb CONSTRAINT audit_log_key_not_null NOT NULL,
    operation tracker.audit_operation CONSTRAINT audit_log_operation_not_null NOT NULL,
    old jsonb,
    shape integer CONSTRAINT audit_log_shape_not_null NOT NULL,
    actor_id bigint,
    reason text,
    xid xid8 DEFAULT pg_current_xact_id() CONSTRAINT audit_log_xid_not_null NOT NULL,
    created_by bigint,
    key_hash bigint CONSTRAINT audit_log_key_hash_not_null NOT NULL
);


--
-- Name: audit_log_2032; Type: TABLE; Schema: tracker; Owner: -
--

CREATE TABLE tracker.audit_log_2032 (
    user_id bigint CONSTRAINT audit_log_user_id_not_null NOT NULL,
    at timestamp with time zone DEFAULT clock_timestamp() CONSTRAINT audit_log_at_not_null NOT NULL,
    id bigint DEFAULT nextval('tracker.audit_log_id_seq'::regclass) CONSTRAINT audit_log_id_not_null NOT NULL,
    table_name text CONSTRAINT audit_log_table_name_not_null NOT NULL COLLATE pg_catalog."C",
    key jsonb CONSTRAINT audit_log_key_not_null NOT NULL,
    operation tracker.audit_operation CONSTRAINT audit_log_operation_not_null NOT NULL,
    old jsonb,
    shape integer CONSTRAINT audit_log_shape_not_null NOT NULL,
    actor_id bigint,
    reason text,
    xid xid8 DEFAULT pg_current_xact_id() CONSTRAINT audit_log_xid_not_null NOT NULL,
    created_by bigint,
    key_hash bigint CONSTRAINT audit_log_key_hash_not_null NOT NULL
);


--
-- Name: audit_log_2033; Type: TABLE; Schema: tracker; Owner: -
--

CREATE TABLE tracker.audit_log_2033 (
    user_id bigint CONSTRAINT audit_log_user_id_not_null NOT NULL,
    at timestamp with time zone DEFAULT clock_timestamp() CONSTRAINT audit_log_at_not_null NOT NULL,
    id bigint DEFAULT nextval('tracker.audit_log_id_seq'::regclass) CONSTRAINT audit_log_id_not_null NOT NULL,
    table_name text CONSTRAINT audit_log_table_name_not_null NOT NULL COLLATE pg_catalog."C",
    key jsonb CONSTRAINT audit_log_key_not_null NOT NULL,
    operation tracker.audit_operation CONSTRAINT audit_log_operation_not_null NOT NULL,
    old jsonb,
    shape integer CONSTRAINT audit_log_shape_not_null NOT NULL,
    actor_id bigint,
    reason text,
    xid xid8 DEFAULT pg_current_xact_id() CONSTRAINT audit_log_xid_not_null NOT NULL,
    created_by bigint,
    key_hash bigint CONSTRAINT audit_log_key_hash_not_null NOT NULL
);


--
-- Name: audit_log_2034; Type: TABLE; Schema: tracker; Owner: -
--

CREATE TABLE tracker.audit_log_2034 (
    user_id bigint CONSTRAINT audit_log_user_id_not_null NOT NULL,
    at timestamp with time zone DEFAULT clock_timestamp() CONSTRAINT audit_log_at_not_null NOT NULL,
    id bigint DEFAULT nextval('tracker.audit_log_id_seq'::regclass) CONSTRAINT audit_log_id_not_null NOT NULL,
    table_name text CONSTRAINT audit_log_table_name_not_null NOT NULL COLLATE pg_catalog."C",
    key jsonb CONSTRAINT audit_log_key_not_null NOT NULL,
    operation tracker.audit_operation CONSTRAINT audit_log_operation_not_null NOT NULL,
    old jsonb,
    shape integer CONSTRAINT audit_log_shape_not_null NOT NULL,
    actor_id bigint,
    reason text,
    xid xid8 DEFAULT pg_current_xact_id() CONSTRAINT audit_log_xid_not_null NOT NULL,
    created_by bigint,
    key_hash bigint CONSTRAINT audit_log_key_hash_not_null NOT NULL
);


--
-- Name: audit_log_2035; Type: TABLE; Schema: tracker; Owner: -
--

CREATE TABLE tracker.audit_log_2035 (
    user_id bigint CONSTRAINT audit_log_user_id_not_null NOT NULL,
    at timestamp with time zone DEFAULT clock_timestamp() CONSTRAINT audit_log_at_not_null NOT NULL,
    id bigint DEFAULT nextval('tracker.audit_log_id_seq'::regclass) CONSTRAINT audit_log_id_not_null NOT NULL,
    table_name text CONSTRAINT audit_log_table_name_not_null NOT NULL COLLATE pg_catalog."C",
    key jsonb CONSTRAINT audit_log_key_not_null NOT NULL,
    operation tracker.audit_operation CONSTRAINT audit_log_operation_not_null NOT NULL,
    old jsonb,
    shape integer CONSTRAINT audit_log_shape_not_null NOT NULL,
    actor_id bigint,
    reason text,
    xid xid8 DEFAULT pg_current_xact_id() CONSTRAINT audit_log_xid_not_null NOT NULL,
    created_by bigint,
    key_hash bigint CONSTRAINT audit_log_key_hash_not_null NOT NULL
);


--
-- Name: audit_log_before_2026; Type: TABLE; Schema: tracker; Owner: -
--

CREATE TABLE tracker.audit_log_before_2026 (
    user_id bigint CONSTRAINT audit_log_user_id_not_null NOT NULL,
    at timestamp with time zone DEFAULT clock_timestamp() CONSTRAINT audit_log_at_not_null NOT NULL,
    id bigint DEFAULT nextval('tracker.audit_log_id_seq'::regclass) CONSTRAINT audit_log_id_not_null NOT NULL,
    table_name text CONSTRAINT audit_log_table_name_not_null NOT NULL COLLATE pg_catalog."C",
    key jsonb CONSTRAINT audit_log_key_not_null NOT NULL,
    operation tracker.audit_operation CONSTRAINT audit_log_operation_not_null NOT NULL,
    old jsonb,
    shape integer CONSTRAINT audit_log_shape_not_null NOT NULL,
    actor_id bigint,
    reason text,
    xid xid8 DEFAULT pg_current_xact_id() CONSTRAINT audit_log_xid_not_null NOT NULL,
    created_by bigint,
    key_hash bigint CONSTRAINT audit_log_key_hash_not_null NOT NULL
);


--
-- Name: equipment; Type: TABLE; Schema: tracker; Owner: -
--

CREATE TABLE tracker.equipment (
    id integer NOT NULL,
    slug text NOT NULL,
    name text NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    words text[] DEFAULT '{}'::text[] NOT NULL,
    search_phrases text[] GENERATED ALWAYS AS (tracker.search_phrases(name, words)) STORED,
    recorded_at timestamp with time zone DEFAULT clock_timestamp(),
    recorded_in xid8 DEFAULT pg_current_xact_id(),
    created_by bigint DEFAULT tracker.current_actor(),
    CONSTRAINT equipment_name_check CHECK (((char_length(name) >= 1) AND (char_length(name) <= 100))),
    CONSTRAINT equipment_slug_check CHECK ((slug ~ '^[a-z][a-z0-9_]{0,62}$'::text))
);


--
-- Name: TABLE equipment; Type: COMMENT; Schema: tracker; Owner: -
--

COMMENT ON TABLE tracker.equipment IS 'What an exercise is done with; slug is the stable name that applications use.';


--
-- Name: COLUMN equipment.words; Type: COMMENT; Schema: tracker; Owner: -
--

COMMENT ON COLUMN tracker.equipment.words IS 'What people type for it, besides its name.';


--
-- Name: COLUMN equipment.search_phrases; Type: COMMENT; Schema: tracker; Owner: -
--

COMMENT ON COLUMN tracker.equipment.search_phrases IS 'Name and words as search compares them: tracker.search_phrases().';


--
-- Name: COLUMN equipment.recorded_at; Type: COMMENT; Schema: tracker; Owner: -
--

COMMENT ON COLUMN tracker.equipment.recorded_at IS 'The clock when the row was inserted here, whatever created_at says; null = before the table was audited.';


--
-- Name: COLUMN equipment.recorded_in; Type: COMMENT; Schema: tracker; Owner: -
--

COMMENT ON COLUMN tracker.equipment.recorded_in IS 'The transaction that inserted the row here.';


--
-- Name: COLUMN equipment.created_by; Type: COMMENT; Schema: tracker; Owner: -
--

COMMENT ON COLUMN tracker.equipment.created_by IS 'The actor who inserted the row; null = the owner.';


--
-- Name: equipment_id_seq; Type: SEQUENCE; Schema: tracker; Owner: -
--

ALTER TABLE tracker.equipment ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME tracker.equipment_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


--
-- Name: exercise_equipment; Type: TABLE; Schema: tracker; Owner: -
--

CREATE TABLE tracker.exercise_equipment (
    exercise_id bigint NOT NULL,
    equipment_id integer NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    owner_id bigint,
    recorded_at timestamp with time zone DEFAULT clock_timestamp(),
    recorded_in xid8 DEFAULT pg_current_xact_id(),
    created_by bigint DEFAULT tracker.current_actor()
);


--
-- Name: TABLE exercise_equipment; Type: COMMENT; Schema: tracker; Owner: -
--

COMMENT ON TABLE tracker.exercise_equipment IS 'The equipment an exercise needs.';


--
-- Name: COLUMN exercise_equipment.owner_id; Type: COMMENT; Schema: tracker; Owner: -
--

COMMENT ON COLUMN tracker.exercise_equipment.owner_id IS 'The exercise''s owner; NULL = the shared catalogue. Kept by triggers.';


--
-- Name: COLUMN exercise_equipment.recorded_at; Type: COMMENT; Schema: tracker; Owner: -
--

COMMENT ON COLUMN tracker.exercise_equipment.recorded_at IS 'The clock when the row was inserted here, whatever created_at says; null = before the table was audited.';


--
-- Name: COLUMN exercise_equipment.recorded_in; Type: COMMENT; Schema: tracker; Owner: -
--

COMMENT ON COLUMN tracker.exercise_equipment.recorded_in IS 'The transaction that inserted the row here.';


--
-- Name: COLUMN exercise_equipment.created_by; Type: COMMENT; Schema: tracker; Owner: -
--

COMMENT ON COLUMN tracker.exercise_equipment.created_by IS 'The actor who inserted the row; null = the owner.';


--
-- Name: exercise_merge_moves; Type: TABLE; Schema: tracker; Owner: -
--

CREATE TABLE tracker.exercise_merge_moves (
    user_id bigint NOT NULL,
    source_id bigint NOT NULL,
    workout_id uuid NOT NULL,
    workout_exercise_id uuid NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    recorded_at timestamp with time zone DEFAULT clock_timestamp(),
    recorded_in xid8 DEFAULT pg_current_xact_id(),
    created_by bigint DEFAULT tracker.current_actor()
);


--
-- Name: TABLE exercise_merge_moves; Type: COMMENT; Schema: tracker; Owner: -
--

COMMENT ON TABLE tracker.exercise_merge_moves IS 'Which exercises of workouts a merge moved: what exercises.unmerge moves back.';


--
-- Name: COLUMN exercise_merge_moves.recorded_at; Type: COMMENT; Schema: tracker; Owner: -
--

COMMENT ON COLUMN tracker.exercise_merge_moves.recorded_at IS 'The clock when the row was inserted here, whatever created_at says; null = before the table was audited.';


--
-- Name: COLUMN exercise_merge_moves.recorded_in; Type: COMMENT; Schema: tracker; Owner: -
--

COMMENT ON COLUMN tracker.exercise_merge_moves.recorded_in IS 'The transaction that inserted the row here.';


--
-- Name: COLUMN exercise_merge_moves.created_by; Type: COMMENT; Schema: tracker; Owner: -
--

COMMENT ON COLUMN tracker.exercise_merge_moves.created_by IS 'The actor who inserted the row; null = the owner.';


--
-- Name: exercise_muscle_groups; Type: TABLE; Schema: tracker; Owner: -
--

CREATE TABLE tracker.exercise_muscle_groups (
    exercise_id bigint NOT NULL,
    muscle_group_id integer NOT NULL,
    role tracker.muscle_role NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    owner_id bigint,
    recorded_at timestamp with time zone DEFAULT clock_timestamp(),
    recorded_in xid8 DEFAULT pg_current_xact_id(),
    created_by bigint DEFAULT tracker.current_actor()
);


--
-- Name: TABLE exercise_muscle_groups; Type: COMMENT; Schema: tracker; Owner: -
--

COMMENT ON TABLE tracker.exercise_muscle_groups IS 'The muscle groups an exercise trains, as primary or secondary mover.';


--
-- Name: COLUMN exercise_muscle_groups.owner_id; Type: COMMENT; Schema: tracker; Owner: -
--

COMMENT ON COLUMN tracker.exercise_muscle_groups.owner_id IS 'The exercise''s owner; NULL = the shared catalogue. Kept by triggers.';


--
-- Name: COLUMN exercise_muscle_groups.recorded_at; Type: COMMENT; Schema: tracker; Owner: -
--

COMMENT ON COLUMN tracker.exercise_muscle_groups.recorded_at IS 'The clock when the row was inserted here, whatever created_at says; null = before the table was audited.';


--
-- Name: COLUMN exercise_muscle_groups.recorded_in; Type: COMMENT; Schema: tracker; Owner: -
--

COMMENT ON COLUMN tracker.exercise_muscle_groups.recorded_in IS 'The transaction that inserted the row here.';


--
-- Name: COLUMN exercise_muscle_groups.created_by; Type: COMMENT; Schema: tracker; Owner: -
--

COMMENT ON COLUMN tracker.exercise_muscle_groups.created_by IS 'The actor who inserted the row; null = the owner.';


--
-- Name: exercise_popularity; Type: TABLE; Schema: tracker; Owner: -
--

CREATE TABLE tracker.exercise_popularity (
    exercise_id bigint NOT NULL,
    users integer NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT exercise_popularity_users_check CHECK ((users > 0))
);


--
-- Name: TABLE exercise_popularity; Type: COMMENT; Schema: tracker; Owner: -
--

COMMENT ON TABLE tracker.exercise_popularity IS 'Users whose workouts hold a catalogue exercise, as of the last tracker.count_exercise_users().';


--
-- Name: exercise_records; Type: TABLE; Schema: tracker; Owner: -
--

CREATE TABLE tracker.exercise_records (
    user_id bigint NOT NULL,
    exercise_id bigint NOT NULL,
    metrics tracker.record_metric[] NOT NULL,
    reps smallint[] NOT NULL,
    record_values bigint[] NOT NULL,
    days date[] NOT NULL,
    workout_ids uuid[] NOT NULL,
    set_ids uuid[] NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT exercise_records_arrays_check CHECK (((cardinality(metrics) > 0) AND (cardinality(reps) = cardinality(metrics)) AND (cardinality(record_values) = cardinality(metrics)) AND (cardinality(days) = cardinality(metrics)) AND (cardinality(workout_ids) = cardinality(metrics)) AND (cardinality(set_ids) = cardinality(metrics))))
)
WITH (fillfactor='60');


--
-- Name: TABLE exercise_records; Type: COMMENT; Schema: tracker; Owner: -
--

COMMENT ON TABLE tracker.exercise_records IS 'The current personal records of an exercise, one in each place of the arrays; personal_records shows them as rows.';


--
-- Name: exercises; Type: TABLE; Schema: tracker; Owner: -
--

CREATE TABLE tracker.exercises (
    id bigint NOT NULL,
    owner_id bigint,
    catalogue_key text,
    name text NOT NULL,
    exercise_type tracker.exercise_type NOT NULL,
    tracking tracker.tracking NOT NULL,
    level tracker.exercise_level,
    description text DEFAULT ''::text NOT NULL,
    aliases text[] DEFAULT '{}'::text[] NOT NULL,
    merged_into bigint,
    search_document tsvector GENERATED ALWAYS AS (((setweight(to_tsvector('tracker.exercise'::regconfig, name), 'A'::"char") || setweight(to_tsvector('tracker.exercise'::regconfig, tracker.aliases_text(aliases)), 'B'::"char")) || setweight(to_tsvector('tracker.exercise'::regconfig, description), 'D'::"char"))) STORED,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    deleted_at timestamp with time zone,
    deletion_id uuid,
    search_names text[],
    search_lexemes tsvector,
    recorded_at timestamp with time zone DEFAULT clock_timestamp(),
    recorded_in xid8 DEFAULT pg_current_xact_id(),
    created_by bigint DEFAULT tracker.current_actor(),
    merge_parent_id bigint,
    CONSTRAINT exercises_aliases_check CHECK (((cardinality(aliases) <= 50) AND (array_position(aliases, NULL::text) IS NULL) AND (octet_length(tracker.aliases_text(aliases)) <= 10000))),
    CONSTRAINT exercises_catalogue_key_check CHECK (((catalogue_key IS NULL) OR (owner_id IS NULL))),
    CONSTRAINT exercises_deletion_check CHECK (((deleted_at IS NULL) = (deletion_id IS NULL))),
    CONSTRAINT exercises_description_check CHECK ((char_length(description) <= 20000)),
    CONSTRAINT exercises_merge_parent_id_check CHECK (((merge_parent_id IS NULL) OR (merged_into IS NOT NULL))),
    CONSTRAINT exercises_merged_into_check CHECK ((merged_into <> id)),
    CONSTRAINT exercises_name_check CHECK ((((char_length(name) >= 1) AND (char_length(name) <= 200)) AND (name = btrim(name))))
);


--
-- Name: TABLE exercises; Type: COMMENT; Schema: tracker; Owner: -
--

COMMENT ON TABLE tracker.exercises IS 'The shared catalogue (owner_id NULL) and users'' own exercises.';


--
-- Name: COLUMN exercises.catalogue_key; Type: COMMENT; Schema: tracker; Owner: -
--

COMMENT ON COLUMN tracker.exercises.catalogue_key IS 'Stable key of a catalogue file''s entry: loading the file again updates it.';


--
-- Name: COLUMN exercises.tracking; Type: COMMENT; Schema: tracker; Owner: -
--

COMMENT ON COLUMN tracker.exercises.tracking IS 'What a set of it measures, and so which records it has.';


--
-- Name: COLUMN exercises.merged_into; Type: COMMENT; Schema: tracker; Owner: -
--

COMMENT ON COLUMN tracker.exercises.merged_into IS 'The exercise that this one turned out to be; the old id still resolves.';


--
-- Name: COLUMN exercises.search_names; Type: COMMENT; Schema: tracker; Owner: -
--

COMMENT ON COLUMN tracker.exercises.search_names IS 'Name and aliases as search compares them: tracker.search_names().';


--
-- Name: COLUMN exercises.search_lexemes; Type: COMMENT; Schema: tracker; Owner: -
--

COMMENT ON COLUMN tracker.exercises.search_lexemes IS 'Name and aliases as search finds them: tracker.search_lexemes().';


--
-- Name: COLUMN exercises.recorded_at; Type: COMMENT; Schema: tracker; Owner: -
--

COMMENT ON COLUMN tracker.exercises.recorded_at IS 'The clock when the row was inserted here, whatever created_at says; null = before the table was audited.';


--
-- Name: COLUMN exercises.recorded_in; Type: COMMENT; Schema: tracker; Owner: -
--

COMMENT ON COLUMN tracker.exercises.recorded_in IS 'The transaction that inserted the row here.';


--
-- Name: COLUMN exercises.created_by; Type: COMMENT; Schema: tracker; Owner: -
--

COMMENT ON COLUMN tracker.exercises.created_by IS 'The actor who inserted the row; null = the owner.';


--
-- Name: COLUMN exercises.merge_parent_id; Type: COMMENT; Schema: tracker; Owner: -
--

COMMENT ON COLUMN tracker.exercises.merge_parent_id IS 'The exercise that it was merged into at the time; merged_into names the one where that ended up.';


--
-- Name: exercises_id_seq; Type: SEQUENCE; Schema: tracker; Owner: -
--

ALTER TABLE tracker.exercises ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME tracker.exercises_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


--
-- Name: imports; Type: TABLE; Schema: tracker; Owner: -
--

CREATE TABLE tracker.imports (
    user_id bigint NOT NULL,
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    format text NOT NULL,
    workouts integer NOT NULL,
    sets integer NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    recorded_at timestamp with time zone DEFAULT clock_timestamp(),
    recorded_in xid8 DEFAULT pg_current_xact_id(),
    created_by bigint DEFAULT tracker.current_actor(),
    CONSTRAINT imports_counts_check CHECK (((workouts >= 0) AND (sets >= 0))),
    CONSTRAINT imports_format_check CHECK ((format ~ '^[a-z][a-z0-9_]{0,62}$'::text))
);


--
-- Name: TABLE imports; Type: COMMENT; Schema: tracker; Owner: -
--

COMMENT ON TABLE tracker.imports IS 'One row an import that added something: its format and how many workouts and sets it added.';


--
-- Name: COLUMN imports.recorded_at; Type: COMMENT; Schema: tracker; Owner: -
--

COMMENT ON COLUMN tracker.imports.recorded_at IS 'The clock when the row was inserted here, whatever created_at says; null = before the table was audited.';


--
-- Name: COLUMN imports.recorded_in; Type: COMMENT; Schema: tracker; Owner: -
--

COMMENT ON COLUMN tracker.imports.recorded_in IS 'The transaction that inserted the row here.';


--
-- Name: COLUMN imports.created_by; Type: COMMENT; Schema: tracker; Owner: -
--

COMMENT ON COLUMN tracker.imports.created_by IS 'The actor who inserted the row; null = the owner.';


--
-- Name: muscle_groups; Type: TABLE; Schema: tracker; Owner: -
--

CREATE TABLE tracker.muscle_groups (
    id integer NOT NULL,
    slug text NOT NULL,
    name text NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    words text[] DEFAULT '{}'::text[] NOT NULL,
    search_phrases text[] GENERATED ALWAYS AS (tracker.search_phrases(name, words)) STORED,
    recorded_at timestamp with time zone DEFAULT clock_timestamp(),
    recorded_in xid8 DEFAULT pg_current_xact_id(),
    created_by bigint DEFAULT tracker.current_actor(),
    CONSTRAINT muscle_groups_name_check CHECK (((char_length(name) >= 1) AND (char_length(name) <= 100))),
    CONSTRAINT muscle_groups_slug_check CHECK ((slug ~ '^[a-z][a-z0-9_]{0,62}$'::text))
);


--
-- Name: TABLE muscle_groups; Type: COMMENT; Schema: tracker; Owner: -
--

COMMENT ON TABLE tracker.muscle_groups IS 'What an exercise trains; slug is the stable name that applications use.';


--
-- Name: COLUMN muscle_groups.words; Type: COMMENT; Schema: tracker; Owner: -
--

COMMENT ON COLUMN tracker.muscle_groups.words IS 'What people type for it, besides its name.';


--
-- Name: COLUMN muscle_groups.search_phrases; Type: COMMENT; Schema: tracker; Owner: -
--

COMMENT ON COLUMN tracker.muscle_groups.search_phrases IS 'Name and words as search compares them: tracker.search_phrases().';


--
-- Name: COLUMN muscle_groups.recorded_at; Type: COMMENT; Schema: tracker; Owner: -
--

COMMENT ON COLUMN tracker.muscle_groups.recorded_at IS 'The clock when the row was inserted here, whatever created_at says; null = before the table was audited.';


--
-- Name: COLUMN muscle_groups.recorded_in; Type: COMMENT; Schema: tracker; Owner: -
--

COMMENT ON COLUMN tracker.muscle_groups.recorded_in IS 'The transaction that inserted the row here.';


--
-- Name: COLUMN muscle_groups.created_by; Type: COMMENT; Schema: tracker; Owner: -
--

COMMENT ON COLUMN tracker.muscle_groups.created_by IS 'The actor who inserted the row; null = the owner.';


--
-- Name: muscle_groups_id_seq; Type: SEQUENCE; Schema: tracker; Owner: -
--

ALTER TABLE tracker.muscle_groups ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME tracker.muscle_groups_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


--
-- Name: personal_records; Type: VIEW; Schema: tracker; Owner: -
--

CREATE VIEW tracker.personal_records WITH (security_invoker='true') AS
 SELECT r.user_id,
    r.exercise_id,
    one.metric,
    one.reps,
    one.value,
    one.performed_on,
    one.workout_id,
    one.set_id
   FROM (tracker.exercise_records r
     CROSS JOIN LATERAL UNNEST(r.metrics, r.reps, r.record_values, r.days, r.workout_ids, r.set_ids) one(metric, reps, value, performed_on, workout_id, set_id));


--
-- Name: VIEW personal_records; Type: COMMENT; Schema: tracker; Owner: -
--

COMMENT ON VIEW tracker.personal_records IS 'The current personal record of each exercise and metric.';


--
-- Name: COLUMN personal_records.reps; Type: COMMENT; Schema: tracker; Owner: -
--

COMMENT ON COLUMN tracker.personal_records.reps IS 'Of rep_max the number of repetitions, else 0.';


--
-- Name: COLUMN personal_records.value; Type: COMMENT; Schema: tracker; Owner: -
--

COMMENT ON COLUMN tracker.personal_records.value IS 'Grams, repetitions, gram-repetitions, milliseconds or millimetres, as the metric says; best_pace in milliseconds a kilometre.';


--
-- Name: record_events; Type: TABLE; Schema: tracker; Owner: -
--

CREATE TABLE tracker.record_events (
    user_id bigint NOT NULL,
    exercise_id bigint NOT NULL,
    metric tracker.record_metric NOT NULL,
    reps smallint NOT NULL,
    performed_on date NOT NULL,
    value bigint NOT NULL,
    workout_id uuid NOT NULL,
    set_id uuid NOT NULL,
    set_position integer NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT record_events_reps_check CHECK (
CASE metric
    WHEN 'rep_max'::tracker.record_metric THEN ((reps >= 1) AND (reps <= 20))
    ELSE (reps = 0)
END),
    CONSTRAINT record_events_value_check CHECK ((value >= 0))
);


--
-- Name: TABLE record_events; Type: COMMENT; Schema: tracker; Owner: -
--

COMMENT ON TABLE tracker.record_events IS 'The strictly improving frontier: at most one event a metric and day, better than every earlier day.';


--
-- Name: COLUMN record_events.reps; Type: COMMENT; Schema: tracker; Owner: -
--

COMMENT ON COLUMN tracker.record_events.reps IS 'Of rep_max the number of repetitions, else 0.';


--
-- Name: COLUMN record_events.set_position; Type: COMMENT; Schema: tracker; Owner: -
--

COMMENT ON COLUMN tracker.record_events.set_position IS 'The set''s position: of a day''s equals the first in (position, id) is named.';


--
-- Name: record_rules; Type: TABLE; Schema: tracker; Owner: -
--

CREATE TABLE tracker.record_rules (
    tracking tracker.tracking NOT NULL,
    metric tracker.record_metric NOT NULL,
    needs_reps boolean NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL
);


--
-- Name: TABLE record_rules; Type: COMMENT; Schema: tracker; Owner: -
--

COMMENT ON TABLE tracker.record_rules IS 'The metrics in which an exercise of each tracking can set personal records.';


--
-- Name: COLUMN record_rules.needs_reps; Type: COMMENT; Schema: tracker; Owner: -
--

COMMENT ON COLUMN tracker.record_rules.needs_reps IS 'Counts only when at least one repetition was done: a missed lift is no record.';


--
-- Name: search_synonyms; Type: TABLE; Schema: tracker; Owner: -
--

CREATE TABLE tracker.search_synonyms (
    phrase text NOT NULL COLLATE pg_catalog."C",
    meaning text NOT NULL COLLATE pg_catalog."C",
    compact_phrase text GENERATED ALWAYS AS (replace(phrase, ' '::text, ''::text)) STORED NOT NULL COLLATE pg_catalog."C",
    weight real DEFAULT 0.95 NOT NULL,
    is_packaged boolean DEFAULT false NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    recorded_at timestamp with time zone DEFAULT clock_timestamp(),
    recorded_in xid8 DEFAULT pg_current_xact_id(),
    created_by bigint DEFAULT tracker.current_actor(),
    CONSTRAINT search_synonyms_meaning_check CHECK (((meaning = array_to_string(tracker.search_words(meaning), ' '::text)) AND (meaning <> ''::text))),
    CONSTRAINT search_synonyms_phrase_check CHECK (((phrase = array_to_string(tracker.search_words(phrase), ' '::text)) AND (phrase <> ''::text))),
    CONSTRAINT search_synonyms_weight_check CHECK (((weight > (0)::double precision) AND (weight <= (1)::double precision)))
);


--
-- Name: TABLE search_synonyms; Type: COMMENT; Schema: tracker; Owner: -
--

COMMENT ON TABLE tracker.search_synonyms IS 'Who types phrase (one to five words) may mean meaning. Both as tracker.search_words() gives them: folded, singular.';


--
-- Name: COLUMN search_synonyms.weight; Type: COMMENT; Schema: tracker; Owner: -
--

COMMENT ON COLUMN tracker.search_synonyms.weight IS 'How well an exercise fits that bears meaning instead of phrase: up to 1.';


--
-- Name: COLUMN search_synonyms.is_packaged; Type: COMMENT; Schema: tracker; Owner: -
--

COMMENT ON COLUMN tracker.search_synonyms.is_packaged IS 'Came with trackerdb; goes with the migration that brought it.';


--
-- Name: COLUMN search_synonyms.recorded_at; Type: COMMENT; Schema: tracker; Owner: -
--

COMMENT ON COLUMN tracker.search_synonyms.recorded_at IS 'The clock when the row was inserted here, whatever created_at says; null = before the table was audited.';


--
-- Name: COLUMN search_synonyms.recorded_in; Type: COMMENT; Schema: tracker; Owner: -
--

COMMENT ON COLUMN tracker.search_synonyms.recorded_in IS 'The transaction that inserted the row here.';


--
-- Name: COLUMN search_synonyms.created_by; Type: COMMENT; Schema: tracker; Owner: -
--

COMMENT ON COLUMN tracker.search_synonyms.created_by IS 'The actor who inserted the row; null = the owner.';


--
-- Name: search_vocabulary; Type: TABLE; Schema: tracker; Owner: -
--

CREATE TABLE tracker.search_vocabulary (
    word text NOT NULL COLLATE pg_catalog."C",
    is_pair boolean NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL
);


--
-- Name: TABLE search_vocabulary; Type: COMMENT; Schema: tracker; Owner: -
--

COMMENT ON TABLE tracker.search_vocabulary IS 'Words of the catalogue''s names and aliases, and each two neighbours as one. A word that no exercise bears any more does no harm: it finds nothing.';


--
-- Name: COLUMN search_vocabulary.is_pair; Type: COMMENT; Schema: tracker; Owner: -
--

COMMENT ON COLUMN tracker.search_vocabulary.is_pair IS 'Two neighbours as one word, and never a word of its own.';


--
-- Name: search_word_weights; Type: TABLE; Schema: tracker; Owner: -
--

CREATE TABLE tracker.search_word_weights (
    word text NOT NULL COLLATE pg_catalog."C",
    weight real NOT NULL,
    is_filler boolean DEFAULT false NOT NULL,
    is_packaged boolean DEFAULT false NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    recorded_at timestamp with time zone DEFAULT clock_timestamp(),
    recorded_in xid8 DEFAULT pg_current_xact_id(),
    created_by bigint DEFAULT tracker.current_actor(),
    CONSTRAINT search_word_weights_weight_check CHECK (((weight >= (0)::double precision) AND (weight <= (1)::double precision))),
    CONSTRAINT search_word_weights_word_check CHECK ((word = tracker.search_singular(tracker.search_fold(word))))
);


--
-- Name: TABLE search_word_weights; Type: COMMENT; Schema: tracker; Owner: -
--

COMMENT ON TABLE tracker.search_word_weights IS 'Words that distinguish exercises less than others do; a word that is not here weighs 1.';


--
-- Name: COLUMN search_word_weights.weight; Type: COMMENT; Schema: tracker; Owner: -
--

COMMENT ON COLUMN tracker.search_word_weights.weight IS 'What a word adds to a name that the query does not mention: who types "curl" more likely means a barbell curl than a drag curl.';


--
-- Name: COLUMN search_word_weights.is_filler; Type: COMMENT; Schema: tracker; Owner: -
--

COMMENT ON COLUMN tracker.search_word_weights.is_filler IS 'Says nothing in a query either: with, the, exercise.';


--
-- Name: COLUMN search_word_weights.is_packaged; Type: COMMENT; Schema: tracker; Owner: -
--

COMMENT ON COLUMN tracker.search_word_weights.is_packaged IS 'Came with trackerdb; goes with the migration that brought it.';


--
-- Name: COLUMN search_word_weights.recorded_at; Type: COMMENT; Schema: tracker; Owner: -
--

COMMENT ON COLUMN tracker.search_word_weights.recorded_at IS 'The clock when the row was inserted here, whatever created_at says; null = before the table was audited.';


--
-- Name: COLUMN search_word_weights.recorded_in; Type: COMMENT; Schema: tracker; Owner: -
--

COMMENT ON COLUMN tracker.search_word_weights.recorded_in IS 'The transaction that inserted the row here.';


--
-- Name: COLUMN search_word_weights.created_by; Type: COMMENT; Schema: tracker; Owner: -
--

COMMENT ON COLUMN tracker.search_word_weights.created_by IS 'The actor who inserted the row; null = the owner.';


--
-- Name: sets; Type: TABLE; Schema: tracker; Owner: -
--

CREATE TABLE tracker.sets (
    user_id bigint NOT NULL,
    performed_on date NOT NULL,
    workout_id uuid NOT NULL,
    id uuid NOT NULL,
    workout_exercise_id uuid NOT NULL,
    exercise_id bigint NOT NULL,
    "position" integer NOT NULL,
    kind tracker.set_kind DEFAULT 'working'::tracker.set_kind NOT NULL,
    weight_g integer,
    reps integer,
    duration_ms integer,
    distance_mm integer,
    rpe numeric(3,1),
    completed_at timestamp with time zone,
    notes text,
    revision integer DEFAULT 1 NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    deleted_at timestamp with time zone,
    deletion_id uuid,
    recorded_at timestamp with time zone DEFAULT clock_timestamp(),
    recorded_in xid8 DEFAULT pg_current_xact_id(),
    created_by bigint DEFAULT tracker.current_actor(),
    CONSTRAINT sets_deletion_check CHECK (((deleted_at IS NULL) = (deletion_id IS NULL))),
    CONSTRAINT sets_distance_mm_check CHECK ((distance_mm >= 0)),
    CONSTRAINT sets_duration_ms_check CHECK ((duration_ms >= 0)),
    CONSTRAINT sets_notes_check CHECK ((char_length(notes) <= 20000)),
    CONSTRAINT sets_position_check CHECK (("position" >= 0)),
    CONSTRAINT sets_reps_check CHECK (((reps >= 0) AND (reps <= 100000))),
    CONSTRAINT sets_rpe_check CHECK (((rpe >= (0)::numeric) AND (rpe <= (10)::numeric))),
    CONSTRAINT sets_weight_g_check CHECK (((weight_g >= 0) AND (weight_g <= 100000000)))
)
PARTITION BY RANGE (performed_on);


--
-- Name: TABLE sets; Type: COMMENT; Schema: tracker; Owner: -
--

COMMENT ON TABLE tracker.sets IS 'One set of an exercise: weight in grams, distance in millimetres, duration in milliseconds.';


--
-- Name: COLUMN sets.id; Type: COMMENT; Schema: tracker; Owner: -
--

COMMENT ON COLUMN tracker.sets.id IS 'Unique within the workout; may come from the client.';


--
-- Name: COLUMN sets."position"; Type: COMMENT; Schema: tracker; Owner: -
--

COMMENT ON COLUMN tracker.sets."position" IS 'Order within the workout''s exercise, from 0.';


--
-- Name: COLUMN sets.rpe; Type: COMMENT; Schema: tracker; Owner: -
--

COMMENT ON COLUMN tracker.sets.rpe IS 'Rating of perceived exertion, 0 to 10.';


--
-- Name: COLUMN sets.recorded_at; Type: COMMENT; Schema: tracker; Owner: -
--

COMMENT ON COLUMN tracker.sets.recorded_at IS 'The clock when the row was inserted here, whatever created_at says; null = before the table was audited.';


--
-- Name: COLUMN sets.recorded_in; Type: COMMENT; Schema: tracker; Owner: -
--

COMMENT ON COLUMN tracker.sets.recorded_in IS 'The transaction that inserted the row here.';


--
-- Name: COLUMN sets.created_by; Type: COMMENT; Schema: tracker; Owner: -
--

COMMENT ON COLUMN tracker.sets.created_by IS 'The actor who inserted the row; null = the owner.';


--
-- Name: sets_2018; Type: TABLE; Schema: tracker; Owner: -
--

CREATE TABLE tracker.sets_2018 (
    user_id bigint CONSTRAINT sets_user_id_not_null NOT NULL,
    performed_on date CONSTRAINT sets_performed_on_not_null NOT NULL,
    workout_id uuid CONSTRAINT sets_workout_id_not_null NOT NULL,
    id uuid CONSTRAINT sets_id_not_null NOT NULL,
    workout_exercise_id uuid CONSTRAINT sets_workout_exercise_id_not_null NOT NULL,
    exercise_id bigint CONSTRAINT sets_exercise_id_not_null NOT NULL,
    "position" integer CONSTRAINT sets_position_not_null NOT NULL,
    kind tracker.set_kind DEFAULT 'working'::tracker.set_kind CONSTRAINT sets_kind_not_null NOT NULL,
    weight_g integer,
    reps integer,
    duration_ms integer,
    distance_mm integer,
    rpe numeric(3,1),
    completed_at timestamp with time zone,
    notes text,
    revision integer DEFAULT 1 CONSTRAINT sets_revision_not_null NOT NULL,
    created_at timestamp with time zone DEFAULT now() CONSTRAINT sets_created_at_not_null NOT NULL,
    updated_at timestamp with time zone DEFAULT now() CONSTRAINT sets_updated_at_not_null NOT NULL,
    deleted_at timestamp with time zone,
    deletion_id uuid,
    recorded_at timestamp with time zone DEFAULT clock_timestamp(),
    recorded_in xid8 DEFAULT pg_current_xact_id(),
    created_by bigint DEFAULT tracker.current_actor(),
    CONSTRAINT sets_deletion_check CHECK (((deleted_at IS NULL) = (deletion_id IS NULL))),
    CONSTRAINT sets_distance_mm_check CHECK ((distance_mm >= 0)),
    CONSTRAINT sets_duration_ms_check CHECK ((duration_ms >= 0)),
    CONSTRAINT sets_notes_check CHECK ((char_length(notes) <= 20000)),
    CONSTRAINT sets_position_check CHECK (("position" >= 0)),
    CONSTRAINT sets_reps_check CHECK (((reps >= 0) AND (reps <= 100000))),
    CONSTRAINT sets_rpe_check CHECK (((rpe >= (0)::numeric) AND (rpe <= (10)::numeric))),
    CONSTRAINT sets_weight_g_check CHECK (((weight_g >= 0) AND (weight_g <= 100000000)))
);


--
-- Name: sets_2019; Type: TABLE; Schema: tracker; Owner: -
--

CREATE TABLE tracker.sets_2019 (
    user_id bigint CONSTRAINT sets_user_id_not_null NOT NULL,
    performed_on date CONSTRAINT sets_performed_on_not_null NOT NULL,
    workout_id uuid CONSTRAINT sets_workout_id_not_null NOT NULL,
    id uuid CONSTRAINT sets_id_not_null NOT NULL,
    workout_exercise_id uuid CONSTRAINT sets_workout_exercise_id_not_null NOT NULL,
    exercise_id bigint CONSTRAINT sets_exercise_id_not_null NOT NULL,
    "position" integer CONSTRAINT sets_position_not_null NOT NULL,
    kind tracker.set_kind DEFAULT 'working'::tracker.set_kind CONSTRAINT sets_kind_not_null NOT NULL,
    weight_g integer,
    reps integer,
    duration_ms integer,
    distance_mm integer,
    rpe numeric(3,1),
    completed_at timestamp with time zone,
    notes text,
    revision integer DEFAULT 1 CONSTRAINT sets_revision_not_null NOT NULL,
    created_at timestamp with time zone DEFAULT now() CONSTRAINT sets_created_at_not_null NOT NULL,
    updated_at timestamp with time zone DEFAULT now() CONSTRAINT sets_updated_at_not_null NOT NULL,
    deleted_at timestamp with time zone,
    deletion_id uuid,
    recorded_at timestamp with time zone DEFAULT clock_timestamp(),
    recorded_in xid8 DEFAULT pg_current_xact_id(),
    created_by bigint DEFAULT tracker.current_actor(),
    CONSTRAINT sets_deletion_check CHECK (((deleted_at IS NULL) = (deletion_id IS NULL))),
    CONSTRAINT sets_distance_mm_check CHECK ((distance_mm >= 0)),
    CONSTRAINT sets_duration_ms_check CHECK ((duration_ms >= 0)),
    CONSTRAINT sets_notes_check CHECK ((char_length(notes) <= 20000)),
    CONSTRAINT sets_position_check CHECK (("position" >= 0)),
    CONSTRAINT sets_reps_check CHECK (((reps >= 0) AND (reps <= 100000))),
    CONSTRAINT sets_rpe_check CHECK (((rpe >= (0)::numeric) AND (rpe <= (10)::numeric))),
    CONSTRAINT sets_weight_g_check CHECK (((weight_g >= 0) AND (weight_g <= 100000000)))
);


--
-- Name: sets_2020; Type: TABLE; Schema: tracker; Owner: -
--

CREATE TABLE tracker.sets_2020 (
    user_id bigint CONSTRAINT sets_user_id_not_null NOT NULL,
    performed_on date CONSTRAINT sets_performed_on_not_null NOT NULL,
    workout_id uuid CONSTRAINT sets_workout_id_not_null NOT NULL,
    id uuid CONSTRAINT sets_id_not_null NOT NULL,
    workout_exercise_id uuid CONSTRAINT sets_workout_exercise_id_not_null NOT NULL,
    exercise_id bigint CONSTRAINT sets_exercise_id_not_null NOT NULL,
    "position" integer CONSTRAINT sets_position_not_null NOT NULL,
    kind tracker.set_kind DEFAULT 'working'::tracker.set_kind CONSTRAINT sets_kind_not_null NOT NULL,
    weight_g integer,
    reps integer,
    duration_ms integer,
    distance_mm integer,
    rpe numeric(3,1),
    completed_at timestamp with time zone,
    notes text,
    revision integer DEFAULT 1 CONSTRAINT sets_revision_not_null NOT NULL,
    created_at timestamp with time zone DEFAULT now() CONSTRAINT sets_created_at_not_null NOT NULL,
    updated_at timestamp with time zone DEFAULT now() CONSTRAINT sets_updated_at_not_null NOT NULL,
    deleted_at timestamp with time zone,
    deletion_id uuid,
    recorded_at timestamp with time zone DEFAULT clock_timestamp(),
    recorded_in xid8 DEFAULT pg_current_xact_id(),
    created_by bigint DEFAULT tracker.current_actor(),
    CONSTRAINT sets_deletion_check CHECK (((deleted_at IS NULL) = (deletion_id IS NULL))),
    CONSTRAINT sets_distance_mm_check CHECK ((distance_mm >= 0)),
    CONSTRAINT sets_duration_ms_check CHECK ((duration_ms >= 0)),
    CONSTRAINT sets_notes_check CHECK ((char_length(notes) <= 20000)),
    CONSTRAINT sets_position_check CHECK (("position" >= 0)),
    CONSTRAINT sets_reps_check CHECK (((reps >= 0) AND (reps <= 100000))),
    CONSTRAINT sets_rpe_check CHECK (((rpe >= (0)::numeric) AND (rpe <= (10)::numeric))),
    CONSTRAINT sets_weight_g_check CHECK (((weight_g >= 0) AND (weight_g <= 100000000)))
);


--
-- Name: sets_2021; Type: TABLE; Schema: tracker; Owner: -
--

CREATE TABLE tracker.sets_2021 (
    user_id bigint CONSTRAINT sets_user_id_not_null NOT NULL,
    performed_on date CONSTRAINT sets_performed_on_not_null NOT NULL,
    workout_id uuid CONSTRAINT sets_workout_id_not_null NOT NULL,
    id uuid CONSTRAINT sets_id_not_null NOT NULL,
    workout_exercise_id uuid CONSTRAINT sets_workout_exercise_id_not_null NOT NULL,
    exercise_id bigint CONSTRAINT sets_exercise_id_not_null NOT NULL,
    "position" integer CONSTRAINT sets_position_not_null NOT NULL,
    kind tracker.set_kind DEFAULT 'working'::tracker.set_kind CONSTRAINT sets_kind_not_null NOT NULL,
    weight_g integer,
    reps integer,
    duration_ms integer,
    distance_mm integer,
    rpe numeric(3,1),
    completed_at timestamp with time zone,
    notes text,
    revision integer DEFAULT 1 CONSTRAINT sets_revision_not_null NOT NULL,
    created_at timestamp with time zone DEFAULT now() CONSTRAINT sets_created_at_not_null NOT NULL,
    updated_at timestamp with time zone DEFAULT now() CONSTRAINT sets_updated_at_not_null NOT NULL,
    deleted_at timestamp with time zone,
    deletion_id uuid,
    recorded_at timestamp with time zone DEFAULT clock_timestamp(),
    recorded_in xid8 DEFAULT pg_current_xact_id(),
    created_by bigint DEFAULT tracker.current_actor(),
    CONSTRAINT sets_deletion_check CHECK (((deleted_at IS NULL) = (deletion_id IS NULL))),
    CONSTRAINT sets_distance_mm_check CHECK ((distance_mm >= 0)),
    CONSTRAINT sets_duration_ms_check CHECK ((duration_ms >= 0)),
    CONSTRAINT sets_notes_check CHECK ((char_length(notes) <= 20000)),
    CONSTRAINT sets_position_check CHECK (("position" >= 0)),
    CONSTRAINT sets_reps_check CHECK (((reps >= 0) AND (reps <= 100000))),
    CONSTRAINT sets_rpe_check CHECK (((rpe >= (0)::numeric) AND (rpe <= (10)::numeric))),
    CONSTRAINT sets_weight_g_check CHECK (((weight_g >= 0) AND (weight_g <= 100000000)))
);


--
-- Name: sets_2022; Type: TABLE; Schema: tracker; Owner: -
--

CREATE TABLE tracker.sets_2022 (
    user_id bigint CONSTRAINT sets_user_id_not_null NOT NULL,
    performed_on date CONSTRAINT sets_performed_on_not_null NOT NULL,
    workout_id uuid CONSTRAINT sets_workout_id_not_null NOT NULL,
    id uuid CONSTRAINT sets_id_not_null NOT NULL,
    workout_exercise_id uuid CONSTRAINT sets_workout_exercise_id_not_null NOT NULL,
    exercise_id bigint CONSTRAINT sets_exercise_id_not_null NOT NULL,
    "position" integer CONSTRAINT sets_position_not_null NOT NULL,
    kind tracker.set_kind DEFAULT 'working'::tracker.set_kind CONSTRAINT sets_kind_not_null NOT NULL,
    weight_g integer,
    reps integer,
    duration_ms integer,
    distance_mm integer,
    rpe numeric(3,1),
    completed_at timestamp with time zone,
    notes text,
    revision integer DEFAULT 1 CONSTRAINT sets_revision_not_null NOT NULL,
    created_at timestamp with time zone DEFAULT now() CONSTRAINT sets_created_at_not_null NOT NULL,
    updated_at timestamp with time zone DEFAULT now() CONSTRAINT sets_updated_at_not_null NOT NULL,
    deleted_at timestamp with time zone,
    deletion_id uuid,
    recorded_at timestamp with time zone DEFAULT clock_timestamp(),
    recorded_in xid8 DEFAULT pg_current_xact_id(),
    created_by bigint DEFAULT tracker.current_actor(),
    CONSTRAINT sets_deletion_check CHECK (((deleted_at IS NULL) = (deletion_id IS NULL))),
    CONSTRAINT sets_distance_mm_check CHECK ((distance_mm >= 0)),
    CONSTRAINT sets_duration_ms_check CHECK ((duration_ms >= 0)),
    CONSTRAINT sets_notes_check CHECK ((char_length(notes) <= 20000)),
    CONSTRAINT sets_position_check CHECK (("position" >= 0)),
    CONSTRAINT sets_reps_check CHECK (((reps >= 0) AND (reps <= 100000))),
    CONSTRAINT sets_rpe_check CHECK (((rpe >= (0)::numeric) AND (rpe <= (10)::numeric))),
    CONSTRAINT sets_weight_g_check CHECK (((weight_g >= 0) AND (weight_g <= 100000000)))
);


--
-- Name: sets_2023; Type: TABLE; Schema: tracker; Owner: -
--

CREATE TABLE tracker.sets_2023 (
    user_id bigint CONSTRAINT sets_user_id_not_null NOT NULL,
    performed_on date CONSTRAINT sets_performed_on_not_null NOT NULL,
    workout_id uuid CONSTRAINT sets_workout_id_not_null NOT NULL,
    id uuid CONSTRAINT sets_id_not_null NOT NULL,
    workout_exercise_id uuid CONSTRAINT sets_workout_exercise_id_not_null NOT NULL,
    exercise_id bigint CONSTRAINT sets_exercise_id_not_null NOT NULL,
    "position" integer CONSTRAINT sets_position_not_null NOT NULL,
    kind tracker.set_kind DEFAULT 'working'::tracker.set_kind CONSTRAINT sets_kind_not_null NOT NULL,
    weight_g integer,
    reps integer,
    duration_ms integer,
    distance_mm integer,
    rpe numeric(3,1),
    completed_at timestamp with time zone,
    notes text,
    revision integer DEFAULT 1 CONSTRAINT sets_revision_not_null NOT NULL,
    created_at timestamp with time zone DEFAULT now() CONSTRAINT sets_created_at_not_null NOT NULL,
    updated_at timestamp with time zone DEFAULT now() CONSTRAINT sets_updated_at_not_null NOT NULL,
    deleted_at timestamp with time zone,
    deletion_id uuid,
    recorded_at timestamp with time zone DEFAULT clock_timestamp(),
    recorded_in xid8 DEFAULT pg_current_xact_id(),
    created_by bigint DEFAULT tracker.current_actor(),
    CONSTRAINT sets_deletion_check CHECK (((deleted_at IS NULL) = (deletion_id IS NULL))),
    CONSTRAINT sets_distance_mm_check CHECK ((distance_mm >= 0)),
    CONSTRAINT sets_duration_ms_check CHECK ((duration_ms >= 0)),
    CONSTRAINT sets_notes_check CHECK ((char_length(notes) <= 20000)),
    CONSTRAINT sets_position_check CHECK (("position" >= 0)),
    CONSTRAINT sets_reps_check CHECK (((reps >= 0) AND (reps <= 100000))),
    CONSTRAINT sets_rpe_check CHECK (((rpe >= (0)::numeric) AND (rpe <= (10)::numeric))),
    CONSTRAINT sets_weight_g_check CHECK (((weight_g >= 0) AND (weight_g <= 100000000)))
);


--
-- Name: sets_2024; Type: TABLE; Schema: tracker; Owner: -
--

CREATE TABLE tracker.sets_2024 (
    user_id bigint CONSTRAINT sets_user_id_not_null NOT NULL,
    performed_on date CONSTRAINT sets_performed_on_not_null NOT NULL,
    workout_id uuid CONSTRAINT sets_workout_id_not_null NOT NULL,
    id uuid CONSTRAINT sets_id_not_null NOT NULL,
    workout_exercise_id uuid CONSTRAINT sets_workout_exercise_id_not_null NOT NULL,
    exercise_id bigint CONSTRAINT sets_exercise_id_not_null NOT NULL,
    "position" integer CONSTRAINT sets_position_not_null NOT NULL,
    kind tracker.set_kind DEFAULT 'working'::tracker.set_kind CONSTRAINT sets_kind_not_null NOT NULL,
    weight_g integer,
    reps integer,
    duration_ms integer,
    distance_mm integer,
    rpe numeric(3,1),
    completed_at timestamp with time zone,
    notes text,
    revision integer DEFAULT 1 CONSTRAINT sets_revision_not_null NOT NULL,
    created_at timestamp with time zone DEFAULT now() CONSTRAINT sets_created_at_not_null NOT NULL,
    updated_at timestamp with time zone DEFAULT now() CONSTRAINT sets_updated_at_not_null NOT NULL,
    deleted_at timestamp with time zone,
    deletion_id uuid,
    recorded_at timestamp with time zone DEFAULT clock_timestamp(),
    recorded_in xid8 DEFAULT pg_current_xact_id(),
    created_by bigint DEFAULT tracker.current_actor(),
    CONSTRAINT sets_deletion_check CHECK (((deleted_at IS NULL) = (deletion_id IS NULL))),
    CONSTRAINT sets_distance_mm_check CHECK ((distance_mm >= 0)),
    CONSTRAINT sets_duration_ms_check CHECK ((duration_ms >= 0)),
    CONSTRAINT sets_notes_check CHECK ((char_length(notes) <= 20000)),
    CONSTRAINT sets_position_check CHECK (("position" >= 0)),
    CONSTRAINT sets_reps_check CHECK (((reps >= 0) AND (reps <= 100000))),
    CONSTRAINT sets_rpe_check CHECK (((rpe >= (0)::numeric) AND (rpe <= (10)::numeric))),
    CONSTRAINT sets_weight_g_check CHECK (((weight_g >= 0) AND (weight_g <= 100000000)))
);


--
-- Name: sets_2025; Type: TABLE; Schema: tracker; Owner: -
--

CREATE TABLE tracker.sets_2025 (
    user_id bigint CONSTRAINT sets_user_id_not_null NOT NULL,
    performed_on date CONSTRAINT sets_performed_on_not_null NOT NULL,
    workout_id uuid CONSTRAINT sets_workout_id_not_null NOT NULL,
    id uuid CONSTRAINT sets_id_not_null NOT NULL,
    workout_exercise_id uuid CONSTRAINT sets_workout_exercise_id_not_null NOT NULL,
    exercise_id bigint CONSTRAINT sets_exercise_id_not_null NOT NULL,
    "position" integer CONSTRAINT sets_position_not_null NOT NULL,
    kind tracker.set_kind DEFAULT 'working'::tracker.set_kind CONSTRAINT sets_kind_not_null NOT NULL,
    weight_g integer,
    reps integer,
    duration_ms integer,
    distance_mm integer,
    rpe numeric(3,1),
    completed_at timestamp with time zone,
    notes text,
    revision integer DEFAULT 1 CONSTRAINT sets_revision_not_null NOT NULL,
    created_at timestamp with time zone DEFAULT now() CONSTRAINT sets_created_at_not_null NOT NULL,
    updated_at timestamp with time zone DEFAULT now() CONSTRAINT sets_updated_at_not_null NOT NULL,
    deleted_at timestamp with time zone,
    deletion_id uuid,
    recorded_at timestamp with time zone DEFAULT clock_timestamp(),
    recorded_in xid8 DEFAULT pg_current_xact_id(),
    created_by bigint DEFAULT tracker.current_actor(),
    CONSTRAINT sets_deletion_check CHECK (((deleted_at IS NULL) = (deletion_id IS NULL))),
    CONSTRAINT sets_distance_mm_check CHECK ((distance_mm >= 0)),
    CONSTRAINT sets_duration_ms_check CHECK ((duration_ms >= 0)),
    CONSTRAINT sets_notes_check CHECK ((char_length(notes) <= 20000)),
    CONSTRAINT sets_position_check CHECK (("position" >= 0)),
    CONSTRAINT sets_reps_check CHECK (((reps >= 0) AND (reps <= 100000))),
    CONSTRAINT sets_rpe_check CHECK (((rpe >= (0)::numeric) AND (rpe <= (10)::numeric))),
    CONSTRAINT sets_weight_g_check CHECK (((weight_g >= 0) AND (weight_g <= 100000000)))
);


--
-- Name: sets_2026; Type: TABLE; Schema: tracker; Owner: -
--

CREATE TABLE tracker.sets_2026 (
    user_id bigint CONSTRAINT sets_user_id_not_null NOT NULL,
    performed_on date CONSTRAINT sets_performed_on_not_null NOT NULL,
    workout_id uuid CONSTRAINT sets_workout_id_not_null NOT NULL,
    id uuid CONSTRAINT sets_id_not_null NOT NULL,
    workout_exercise_id uuid CONSTRAINT sets_workout_exercise_id_not_null NOT NULL,
    exercise_id bigint CONSTRAINT sets_exercise_id_not_null NOT NULL,
    "position" integer CONSTRAINT sets_position_not_null NOT NULL,
    kind tracker.set_kind DEFAULT 'working'::tracker.set_kind CONSTRAINT sets_kind_not_null NOT NULL,
    weight_g integer,
    reps integer,
    duration_ms integer,
    distance_mm integer,
    rpe numeric(3,1),
    completed_at timestamp with time zone,
    notes text,
    revision integer DEFAULT 1 CONSTRAINT sets_revision_not_null NOT NULL,
    created_at timestamp with time zone DEFAULT now() CONSTRAINT sets_created_at_not_null NOT NULL,
    updated_at timestamp with time zone DEFAULT now() CONSTRAINT sets_updated_at_not_null NOT NULL,
    deleted_at timestamp with time zone,
    deletion_id uuid,
    recorded_at timestamp with time zone DEFAULT clock_timestamp(),
    recorded_in xid8 DEFAULT pg_current_xact_id(),
    created_by bigint DEFAULT tracker.current_actor(),
    CONSTRAINT sets_deletion_check CHECK (((deleted_at IS NULL) = (deletion_id IS NULL))),
    CONSTRAINT sets_distance_mm_check CHECK ((distance_mm >= 0)),
    CONSTRAINT sets_duration_ms_check CHECK ((duration_ms >= 0)),
    CONSTRAINT sets_notes_check CHECK ((char_length(notes) <= 20000)),
    CONSTRAINT sets_position_check CHECK (("position" >= 0)),
    CONSTRAINT sets_reps_check CHECK (((reps >= 0) AND (reps <= 100000))),
    CONSTRAINT sets_rpe_check CHECK (((rpe >= (0)::numeric) AND (rpe <= (10)::numeric))),
    CONSTRAINT sets_weight_g_check CHECK (((weight_g >= 0) AND (weight_g <= 100000000)))
);


--
-- Name: sets_2027; Type: TABLE; Schema: tracker; Owner: -
--

CREATE TABLE tracker.sets_2027 (
    user_id bigint CONSTRAINT sets_user_id_not_null NOT NULL,
    performed_on date CONSTRAINT sets_performed_on_not_null NOT NULL,
    workout_id uuid CONSTRAINT sets_workout_id_not_null NOT NULL,
    id uuid CONSTRAINT sets_id_not_null NOT NULL,
    workout_exercise_id uuid CONSTRAINT sets_workout_exercise_id_not_null NOT NULL,
    exercise_id bigint CONSTRAINT sets_exercise_id_not_null NOT NULL,
    "position" integer CONSTRAINT sets_position_not_null NOT NULL,
    kind tracker.set_kind DEFAULT 'working'::tracker.set_kind CONSTRAINT sets_kind_not_null NOT NULL,
    weight_g integer,
    reps integer,
    duration_ms integer,
    distance_mm integer,
    rpe numeric(3,1),
    completed_at timestamp with time zone,
    notes text,
    revision integer DEFAULT 1 CONSTRAINT sets_revision_not_null NOT NULL,
    created_at timestamp with time zone DEFAULT now() CONSTRAINT sets_created_at_not_null NOT NULL,
    updated_at timestamp with time zone DEFAULT now() CONSTRAINT sets_updated_at_not_null NOT NULL,
    deleted_at timestamp with time zone,
    deletion_id uuid,
    recorded_at timestamp with time zone DEFAULT clock_timestamp(),
    recorded_in xid8 DEFAULT pg_current_xact_id(),
    created_by bigint DEFAULT tracker.current_actor(),
    CONSTRAINT sets_deletion_check CHECK (((deleted_at IS NULL) = (deletion_id IS NULL))),
    CONSTRAINT sets_distance_mm_check CHECK ((distance_mm >= 0)),
    CONSTRAINT sets_duration_ms_check CHECK ((duration_ms >= 0)),
    CONSTRAINT sets_notes_check CHECK ((char_length(notes) <= 20000)),
    CONSTRAINT sets_position_check CHECK (("position" >= 0)),
    CONSTRAINT sets_reps_check CHECK (((reps >= 0) AND (reps <= 100000))),
    CONSTRAINT sets_rpe_check CHECK (((rpe >= (0)::numeric) AND (rpe <= (10)::numeric))),
    CONSTRAINT sets_weight_g_check CHECK (((weight_g >= 0) AND (weight_g <= 100000000)))
);


--
-- Name: sets_2028; Type: TABLE; Schema: tracker; Owner: -
--

CREATE TABLE tracker.sets_2028 (
    user_id bigint CONSTRAINT sets_user_id_not_null NOT NULL,
    performed_on date CONSTRAINT sets_performed_on_not_null NOT NULL,
    workout_id uuid CONSTRAINT sets_workout_id_not_null NOT NULL,
    id uuid CONSTRAINT sets_id_not_null NOT NULL,
    workout_exercise_id uuid CONSTRAINT sets_workout_exercise_id_not_null NOT NULL,
    exercise_id bigint CONSTRAINT sets_exercise_id_not_null NOT NULL,
    "position" integer CONSTRAINT sets_position_not_null NOT NULL,
    kind tracker.set_kind DEFAULT 'working'::tracker.set_kind CONSTRAINT sets_kind_not_null NOT NULL,
    weight_g integer,
    reps integer,
    duration_ms integer,
    distance_mm integer,
    rpe numeric(3,1),
    completed_at timestamp with time zone,
    notes text,
    revision integer DEFAULT 1 CONSTRAINT sets_revision_not_null NOT NULL,
    created_at timestamp with time zone DEFAULT now() CONSTRAINT sets_created_at_not_null NOT NULL,
    updated_at timestamp with time zone DEFAULT now() CONSTRAINT sets_updated_at_not_null NOT NULL,
    deleted_at timestamp with time zone,
    deletion_id uuid,
    recorded_at timestamp with time zone DEFAULT clock_timestamp(),
    recorded_in xid8 DEFAULT pg_current_xact_id(),
    created_by bigint DEFAULT tracker.current_actor(),
    CONSTRAINT sets_deletion_check CHECK (((deleted_at IS NULL) = (deletion_id IS NULL))),
    CONSTRAINT sets_distance_mm_check CHECK ((distance_mm >= 0)),
    CONSTRAINT sets_duration_ms_check CHECK ((duration_ms >= 0)),
    CONSTRAINT sets_notes_check CHECK ((char_length(notes) <= 20000)),
    CONSTRAINT sets_position_check CHECK (("position" >= 0)),
    CONSTRAINT sets_reps_check CHECK (((reps >= 0) AND (reps <= 100000))),
    CONSTRAINT sets_rpe_check CHECK (((rpe >= (0)::numeric) AND (rpe <= (10)::numeric))),
    CONSTRAINT sets_weight_g_check CHECK (((weight_g >= 0) AND (weight_g <= 100000000)))
);


--
-- Name: sets_2029; Type: TABLE; Schema: tracker; Owner: -
--

CREATE TABLE tracker.sets_2029 (
    user_id bigint CONSTRAINT sets_user_id_not_null NOT NULL,
    performed_on date CONSTRAINT sets_performed_on_not_null NOT NULL,
    workout_id uuid CONSTRAINT sets_workout_id_not_null NOT NULL,
    id uuid CONSTRAINT sets_id_not_null NOT NULL,
    workout_exercise_id uuid CONSTRAINT sets_workout_exercise_id_not_null NOT NULL,
    exercise_id bigint CONSTRAINT sets_exercise_id_not_null NOT NULL,
    "position" integer CONSTRAINT sets_position_not_null NOT NULL,
    kind tracker.set_kind DEFAULT 'working'::tracker.set_kind CONSTRAINT sets_kind_not_null NOT NULL,
    weight_g integer,
    reps integer,
    duration_ms integer,
    distance_mm integer,
    rpe numeric(3,1),
    completed_at timestamp with time zone,
    notes text,
    revision integer DEFAULT 1 CONSTRAINT sets_revision_not_null NOT NULL,
    created_at timestamp with time zone DEFAULT now() CONSTRAINT sets_created_at_not_null NOT NULL,
    updated_at timestamp with time zone DEFAULT now() CONSTRAINT sets_updated_at_not_null NOT NULL,
    deleted_at timestamp with time zone,
    deletion_id uuid,
    recorded_at timestamp with time zone DEFAULT clock_timestamp(),
    recorded_in xid8 DEFAULT pg_current_xact_id(),
    created_by bigint DEFAULT tracker.current_actor(),
    CONSTRAINT sets_deletion_check CHECK (((deleted_at IS NULL) = (deletion_id IS NULL))),
    CONSTRAINT sets_distance_mm_check CHECK ((distance_mm >= 0)),
    CONSTRAINT sets_duration_ms_check CHECK ((duration_ms >= 0)),
    CONSTRAINT sets_notes_check CHECK ((char_length(notes) <= 20000)),
    CONSTRAINT sets_position_check CHECK (("position" >= 0)),
    CONSTRAINT sets_reps_check CHECK (((reps >= 0) AND (reps <= 100000))),
    CONSTRAINT sets_rpe_check CHECK (((rpe >= (0)::numeric) AND (rpe <= (10)::numeric))),
    CONSTRAINT sets_weight_g_check CHECK (((weight_g >= 0) AND (weight_g <= 100000000)))
);


--
-- Name: sets_2030; Type: TABLE; Schema: tracker; Owner: -
--

CREATE TABLE tracker.sets_2030 (
    user_id bigint CONSTRAINT sets_user_id_not_null NOT NULL,
    performed_on date CONSTRAINT sets_performed_on_not_null NOT NULL,
    workout_id uuid CONSTRAINT sets_workout_id_not_null NOT NULL,
    id uuid CONSTRAINT sets_id_not_null NOT NULL,
    workout_exercise_id uuid CONSTRAINT sets_workout_exercise_id_not_null NOT NULL,
    exercise_id bigint CONSTRAINT sets_exercise_id_not_null NOT NULL,
    "position" integer CONSTRAINT sets_position_not_null NOT NULL,
    kind tracker.set_kind DEFAULT 'working'::tracker.set_kind CONSTRAINT sets_kind_not_null NOT NULL,
    weight_g integer,
    reps integer,
    duration_ms integer,
    distance_mm integer,
    rpe numeric(3,1),
    completed_at timestamp with time zone,
    notes text,
    revision integer DEFAULT 1 CONSTRAINT sets_revision_not_null NOT NULL,
    created_at timestamp with time zone DEFAULT now() CONSTRAINT sets_created_at_not_null NOT NULL,
    updated_at timestamp with time zone DEFAULT now() CONSTRAINT sets_updated_at_not_null NOT NULL,
    deleted_at timestamp with time zone,
    deletion_id uuid,
    recorded_at timestamp with time zone DEFAULT clock_timestamp(),
    recorded_in xid8 DEFAULT pg_current_xact_id(),
    created_by bigint DEFAULT tracker.current_actor(),
    CONSTRAINT sets_deletion_check CHECK (((deleted_at IS NULL) = (deletion_id IS NULL))),
    CONSTRAINT sets_distance_mm_check CHECK ((distance_mm >= 0)),
    CONSTRAINT sets_duration_ms_check CHECK ((duration_ms >= 0)),
    CONSTRAINT sets_notes_check CHECK ((char_length(notes) <= 20000)),
    CONSTRAINT sets_position_check CHECK (("position" >= 0)),
    CONSTRAINT sets_reps_check CHECK (((reps >= 0) AND (reps <= 100000))),
    CONSTRAINT sets_rpe_check CHECK (((rpe >= (0)::numeric) AND (rpe <= (10)::numeric))),
    CONSTRAINT sets_weight_g_check CHECK (((weight_g >= 0) AND (weight_g <= 100000000)))
);


--
-- Name: sets_2031; Type: TABLE; Schema: tracker; Owner: -
--

CREATE TABLE tracker.sets_2031 (
    user_id bigint CONSTRAINT sets_user_id_not_null NOT NULL,
    performed_on date CONSTRAINT sets_performed_on_not_null NOT NULL,
    workout_id uuid CONSTRAINT sets_workout_id_not_null NOT NULL,
    id uuid CONSTRAINT sets_id_not_null NOT NULL,
    workout_exercise_id uuid CONSTRAINT sets_workout_exercise_id_not_null NOT NULL,
    exercise_id bigint CONSTRAINT sets_exercise_id_not_null NOT NULL,
    "position" integer CONSTRAINT sets_position_not_null NOT NULL,
    kind tracker.set_kind DEFAULT 'working'::tracker.set_kind CONSTRAINT sets_kind_not_null NOT NULL,
    weight_g integer,
    reps integer,
    duration_ms integer,
    distance_mm integer,
    rpe numeric(3,1),
    completed_at timestamp with time zone,
    notes text,
    revision integer DEFAULT 1 CONSTRAINT sets_revision_not_null NOT NULL,
    created_at timestamp with time zone DEFAULT now() CONSTRAINT sets_created_at_not_null NOT NULL,
    updated_at timestamp with time zone DEFAULT now() CONSTRAINT sets_updated_at_not_null NOT NULL,
    deleted_at timestamp with time zone,
    deletion_id uuid,
    recorded_at timestamp with time zone DEFAULT clock_timestamp(),
    recorded_in xid8 DEFAULT pg_current_xact_id(),
    created_by bigint DEFAULT tracker.current_actor(),
    CONSTRAINT sets_deletion_check CHECK (((deleted_at IS NULL) = (deletion_id IS NULL))),
    CONSTRAINT sets_distance_mm_check CHECK ((distance_mm >= 0)),
    CONSTRAINT sets_duration_ms_check CHECK ((duration_ms >= 0)),
    CONSTRAINT sets_notes_check CHECK ((char_length(notes) <= 20000)),
    CONSTRAINT sets_position_check CHECK (("position" >= 0)),
    CONSTRAINT sets_reps_check CHECK (((reps >= 0) AND (reps <= 100000))),
    CONSTRAINT sets_rpe_check CHECK (((rpe >= (0)::numeric) AND (rpe <= (10)::numeric))),
    CONSTRAINT sets_weight_g_check CHECK (((weight_g >= 0) AND (weight_g <= 100000000)))
);


--
-- Name: sets_2032; Type: TABLE; Schema: tracker; Owner: -
--

CREATE TABLE tracker.sets_2032 (
    user_id bigint CONSTRAINT sets_user_id_not_null NOT NULL,
    performed_on date CONSTRAINT sets_performed_on_not_null NOT NULL,
    workout_id uuid CONSTRAINT sets_workout_id_not_null NOT NULL,
    id uuid CONSTRAINT sets_id_not_null NOT NULL,
    workout_exercise_id uuid CONSTRAINT sets_workout_exercise_id_not_null NOT NULL,
    exercise_id bigint CONSTRAINT sets_exercise_id_not_null NOT NULL,
    "position" integer CONSTRAINT sets_position_not_null NOT NULL,
    kind tracker.set_kind DEFAULT 'working'::tracker.set_kind CONSTRAINT sets_kind_not_null NOT NULL,
    weight_g integer,
    reps integer,
    duration_ms integer,
    distance_mm integer,
    rpe numeric(3,1),
    completed_at timestamp with time zone,
    notes text,
    revision integer DEFAULT 1 CONSTRAINT sets_revision_not_null NOT NULL,
    created_at timestamp with time zone DEFAULT now() CONSTRAINT sets_created_at_not_null NOT NULL,
    updated_at timestamp with time zone DEFAULT now() CONSTRAINT sets_updated_at_not_null NOT NULL,
    deleted_at timestamp with time zone,
    deletion_id uuid,
    recorded_at timestamp with time zone DEFAULT clock_timestamp(),
    recorded_in xid8 DEFAULT pg_current_xact_id(),
    created_by bigint DEFAULT tracker.current_actor(),
    CONSTRAINT sets_deletion_check CHECK (((deleted_at IS NULL) = (deletion_id IS NULL))),
    CONSTRAINT sets_distance_mm_check CHECK ((distance_mm >= 0)),
    CONSTRAINT sets_duration_ms_check CHECK ((duration_ms >= 0)),
    CONSTRAINT sets_notes_check CHECK ((char_length(notes) <= 20000)),
    CONSTRAINT sets_position_check CHECK (("position" >= 0)),
    CONSTRAINT sets_reps_check CHECK (((reps >= 0) AND (reps <= 100000))),
    CONSTRAINT sets_rpe_check CHECK (((rpe >= (0)::numeric) AND (rpe <= (10)::numeric))),
    CONSTRAINT sets_weight_g_check CHECK (((weight_g >= 0) AND (weight_g <= 100000000)))
);


--
-- Name: sets_2033; Type: TABLE; Schema: tracker; Owner: -
--

CREATE TABLE tracker.sets_2033 (
    user_id bigint CONSTRAINT sets_user_id_not_null NOT NULL,
    performed_on date CONSTRAINT sets_performed_on_not_null NOT NULL,
    workout_id uuid CONSTRAINT sets_workout_id_not_null NOT NULL,
    id uuid CONSTRAINT sets_id_not_null NOT NULL,
    workout_exercise_id uuid CONSTRAINT sets_workout_exercise_id_not_null NOT NULL,
    exercise_id bigint CONSTRAINT sets_exercise_id_not_null NOT NULL,
    "position" integer CONSTRAINT sets_position_not_null NOT NULL,
    kind tracker.set_kind DEFAULT 'working'::tracker.set_kind CONSTRAINT sets_kind_not_null NOT NULL,
    weight_g integer,
    reps integer,
    duration_ms integer,
    distance_mm integer,
    rpe numeric(3,1),
    completed_at timestamp with time zone,
    notes text,
    revision integer DEFAULT 1 CONSTRAINT sets_revision_not_null NOT NULL,
    created_at timestamp with time zone DEFAULT now() CONSTRAINT sets_created_at_not_null NOT NULL,
    updated_at timestamp with time zone DEFAULT now() CONSTRAINT sets_updated_at_not_null NOT NULL,
    deleted_at timestamp with time zone,
    deletion_id uuid,
    recorded_at timestamp with time zone DEFAULT clock_timestamp(),
    recorded_in xid8 DEFAULT pg_current_xact_id(),
    created_by bigint DEFAULT tracker.current_actor(),
    CONSTRAINT sets_deletion_check CHECK (((deleted_at IS NULL) = (deletion_id IS NULL))),
    CONSTRAINT sets_distance_mm_check CHECK ((distance_mm >= 0)),
    CONSTRAINT sets_duration_ms_check CHECK ((duration_ms >= 0)),
    CONSTRAINT sets_notes_check CHECK ((char_length(notes) <= 20000)),
    CONSTRAINT sets_position_check CHECK (("position" >= 0)),
    CONSTRAINT sets_reps_check CHECK (((reps >= 0) AND (reps <= 100000))),
    CONSTRAINT sets_rpe_check CHECK (((rpe >= (0)::numeric) AND (rpe <= (10)::numeric))),
    CONSTRAINT sets_weight_g_check CHECK (((weight_g >= 0) AND (weight_g <= 100000000)))
);


--
-- Name: sets_2034; Type: TABLE; Schema: tracker; Owner: -
--

CREATE TABLE tracker.sets_2034 (
    user_id bigint CONSTRAINT sets_user_id_not_null NOT NULL,
    performed_on date CONSTRAINT sets_performed_on_not_null NOT NULL,
    workout_id uuid CONSTRAINT sets_workout_id_not_null NOT NULL,
    id uuid CONSTRAINT sets_id_not_null NOT NULL,
    workout_exercise_id uuid CONSTRAINT sets_workout_exercise_id_not_null NOT NULL,
    exercise_id bigint CONSTRAINT sets_exercise_id_not_null NOT NULL,
    "position" integer CONSTRAINT sets_position_not_null NOT NULL,
    kind tracker.set_kind DEFAULT 'working'::tracker.set_kind CONSTRAINT sets_kind_not_null NOT NULL,
    weight_g integer,
    reps integer,
    duration_ms integer,
    distance_mm integer,
    rpe numeric(3,1),
    completed_at timestamp with time zone,
    notes text,
    revision integer DEFAULT 1 CONSTRAINT sets_revision_not_null NOT NULL,
    created_at timestamp with time zone DEFAULT now() CONSTRAINT sets_created_at_not_null NOT NULL,
    updated_at timestamp with time zone DEFAULT now() CONSTRAINT sets_updated_at_not_null NOT NULL,
    deleted_at timestamp with time zone,
    deletion_id uuid,
    recorded_at timestamp with time zone DEFAULT clock_timestamp(),
    recorded_in xid8 DEFAULT pg_current_xact_id(),
    created_by bigint DEFAULT tracker.current_actor(),
    CONSTRAINT sets_deletion_check CHECK (((deleted_at IS NULL) = (deletion_id IS NULL))),
    CONSTRAINT sets_distance_mm_check CHECK ((distance_mm >= 0)),
    CONSTRAINT sets_duration_ms_check CHECK ((duration_ms >= 0)),
    CONSTRAINT sets_notes_check CHECK ((char_length(notes) <= 20000)),
    CONSTRAINT sets_position_check CHECK (("position" >= 0)),
    CONSTRAINT sets_reps_check CHECK (((reps >= 0) AND (reps <= 100000))),
    CONSTRAINT sets_rpe_check CHECK (((rpe >= (0)::numeric) AND (rpe <= (10)::numeric))),
    CONSTRAINT sets_weight_g_check CHECK (((weight_g >= 0) AND (weight_g <= 100000000)))
);


--
-- Name: sets_2035; Type: TABLE; Schema: tracker; Owner: -
--

CREATE TABLE tracker.sets_2035 (
    user_id bigint CONSTRAINT sets_user_id_not_null NOT NULL,
    performed_on date CONSTRAINT sets_performed_on_not_null NOT NULL,
    workout_id uuid CONSTRAINT sets_workout_id_not_null NOT NULL,
    id uuid CONSTRAINT sets_id_not_null NOT NULL,
    workout_exercise_id uuid CONSTRAINT sets_workout_exercise_id_not_null NOT NULL,
    exercise_id bigint CONSTRAINT sets_exercise_id_not_null NOT NULL,
    "position" integer CONSTRAINT sets_position_not_null NOT NULL,
    kind tracker.set_kind DEFAULT 'working'::tracker.set_kind CONSTRAINT sets_kind_not_null NOT NULL,
    weight_g integer,
    reps integer,
    duration_ms integer,
    distance_mm integer,
    rpe numeric(3,1),
    completed_at timestamp with time zone,
    notes text,
    revision integer DEFAULT 1 CONSTRAINT sets_revision_not_null NOT NULL,
    created_at timestamp with time zone DEFAULT now() CONSTRAINT sets_created_at_not_null NOT NULL,
    updated_at timestamp with time zone DEFAULT now() CONSTRAINT sets_updated_at_not_null NOT NULL,
    deleted_at timestamp with time zone,
    deletion_id uuid,
    recorded_at timestamp with time zone DEFAULT clock_timestamp(),
    recorded_in xid8 DEFAULT pg_current_xact_id(),
    created_by bigint DEFAULT tracker.current_actor(),
    CONSTRAINT sets_deletion_check CHECK (((deleted_at IS NULL) = (deletion_id IS NULL))),
    CONSTRAINT sets_distance_mm_check CHECK ((distance_mm >= 0)),
    CONSTRAINT sets_duration_ms_check CHECK ((duration_ms >= 0)),
    CONSTRAINT sets_notes_check CHECK ((char_length(notes) <= 20000)),
    CONSTRAINT sets_position_check CHECK (("position" >= 0)),
    CONSTRAINT sets_reps_check CHECK (((reps >= 0) AND (reps <= 100000))),
    CONSTRAINT sets_rpe_check CHECK (((rpe >= (0)::numeric) AND (rpe <= (10)::numeric))),
    CONSTRAINT sets_weight_g_check CHECK (((weight_g >= 0) AND (weight_g <= 100000000)))
);


--
-- Name: sets_before_2018; Type: TABLE; Schema: tracker; Owner: -
--

CREATE TABLE tracker.sets_before_2018 (
    user_id bigint CONSTRAINT sets_user_id_not_null NOT NULL,
    performed_on date CONSTRAINT sets_performed_on_not_null NOT NULL,
    workout_id uuid CONSTRAINT sets_workout_id_not_null NOT NULL,
    id uuid CONSTRAINT sets_id_not_null NOT NULL,
    workout_exercise_id uuid CONSTRAINT sets_workout_exercise_id_not_null NOT NULL,
    exercise_id bigint CONSTRAINT sets_exercise_id_not_null NOT NULL,
    "position" integer CONSTRAINT sets_position_not_null NOT NULL,
    kind tracker.set_kind DEFAULT 'working'::tracker.set_kind CONSTRAINT sets_kind_not_null NOT NULL,
    weight_g integer,
    reps integer,
    duration_ms integer,
    distance_mm integer,
    rpe numeric(3,1),
    completed_at timestamp with time zone,
    notes text,
    revision integer DEFAULT 1 CONSTRAINT sets_revision_not_null NOT NULL,
    created_at timestamp with time zone DEFAULT now() CONSTRAINT sets_created_at_not_null NOT NULL,
    updated_at timestamp with time zone DEFAULT now() CONSTRAINT sets_updated_at_not_null NOT NULL,
    deleted_at timestamp with time zone,
    deletion_id uuid,
    recorded_at timestamp with time zone DEFAULT clock_timestamp(),
    recorded_in xid8 DEFAULT pg_current_xact_id(),
    created_by bigint DEFAULT tracker.current_actor(),
    CONSTRAINT sets_deletion_check CHECK (((deleted_at IS NULL) = (deletion_id IS NULL))),
    CONSTRAINT sets_distance_mm_check CHECK ((distance_mm >= 0)),
    CONSTRAINT sets_duration_ms_check CHECK ((duration_ms >= 0)),
    CONSTRAINT sets_notes_check CHECK ((char_length(notes) <= 20000)),
    CONSTRAINT sets_position_check CHECK (("position" >= 0)),
    CONSTRAINT sets_reps_check CHECK (((reps >= 0) AND (reps <= 100000))),
    CONSTRAINT sets_rpe_check CHECK (((rpe >= (0)::numeric) AND (rpe <= (10)::numeric))),
    CONSTRAINT sets_weight_g_check CHECK (((weight_g >= 0) AND (weight_g <= 100000000)))
);


--
-- Name: user_heads; Type: TABLE; Schema: tracker; Owner: -
--

CREATE TABLE tracker.user_heads (
    user_id bigint NOT NULL,
    seq bigint DEFAULT 0 NOT NULL,
    locked_by xid8,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL
)
WITH (fillfactor='50');


--
-- Name: TABLE user_heads; Type: COMMENT; Schema: tracker; Owner: -
--

COMMENT ON TABLE tracker.user_heads IS 'Updated first by every write to a user''s data. A row, not an advisory lock: a writer in REPEATABLE READ that raced gets 40001 instead of a wrong record.';


--
-- Name: COLUMN user_heads.locked_by; Type: COMMENT; Schema: tracker; Owner: -
--

COMMENT ON COLUMN tracker.user_heads.locked_by IS 'The transaction that wrote the row last: not xmin, which in a savepoint is another number.';


--
-- Name: user_identities; Type: TABLE; Schema: tracker; Owner: -
--

CREATE TABLE tracker.user_identities (
    provider text NOT NULL,
    subject text NOT NULL,
    user_id bigint NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    recorded_at timestamp with time zone DEFAULT clock_timestamp(),
    recorded_in xid8 DEFAULT pg_current_xact_id(),
    created_by bigint DEFAULT tracker.current_actor(),
    CONSTRAINT user_identities_provider_check CHECK ((provider ~ '^[a-z][a-z0-9_.-]{0,62}$'::text)),
    CONSTRAINT user_identities_subject_check CHECK (((char_length(subject) >= 1) AND (char_length(subject) <= 255)))
);


--
-- Name: TABLE user_identities; Type: COMMENT; Schema: tracker; Owner: -
--

COMMENT ON TABLE tracker.user_identities IS 'An account elsewhere that proves who a user is; it belongs to one user.';


--
-- Name: COLUMN user_identities.subject; Type: COMMENT; Schema: tracker; Owner: -
--

COMMENT ON COLUMN tracker.user_identities.subject IS 'The provider''s own, unchanging id of the account ("sub"), never its e-mail address.';


--
-- Name: COLUMN user_identities.recorded_at; Type: COMMENT; Schema: tracker; Owner: -
--

COMMENT ON COLUMN tracker.user_identities.recorded_at IS 'The clock when the row was inserted here, whatever created_at says; null = before the table was audited.';


--
-- Name: COLUMN user_identities.recorded_in; Type: COMMENT; Schema: tracker; Owner: -
--

COMMENT ON COLUMN tracker.user_identities.recorded_in IS 'The transaction that inserted the row here.';


--
-- Name: COLUMN user_identities.created_by; Type: COMMENT; Schema: tracker; Owner: -
--

COMMENT ON COLUMN tracker.user_identities.created_by IS 'The actor who inserted the row; null = the owner.';


--
-- Name: user_logins; Type: TABLE; Schema: tracker; Owner: -
--

CREATE TABLE tracker.user_logins (
    user_id bigint NOT NULL,
    email text NOT NULL,
    password_hash text,
    verified_at timestamp with time zone,
    failed_attempts integer DEFAULT 0 NOT NULL,
    locked_until timestamp with time zone,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    deleted_at timestamp with time zone,
    recorded_at timestamp with time zone DEFAULT clock_timestamp(),
    recorded_in xid8 DEFAULT pg_current_xact_id(),
    created_by bigint DEFAULT tracker.current_actor(),
    CONSTRAINT user_logins_email_check CHECK ((((char_length(email) >= 3) AND (char_length(email) <= 320)) AND (email ~ '^[^@\s]+@[^@\s]+$'::text))),
    CONSTRAINT user_logins_email_lower_check CHECK ((email = lower(email))),
    CONSTRAINT user_logins_failed_attempts_check CHECK ((failed_attempts >= 0)),
    CONSTRAINT user_logins_password_hash_check CHECK ((password_hash ~~ '$argon2id$%'::text))
);


--
-- Name: TABLE user_logins; Type: COMMENT; Schema: tracker; Owner: -
--

COMMENT ON TABLE tracker.user_logins IS 'E-mail address and password hash (argon2id, PHC string); one row a user.';


--
-- Name: COLUMN user_logins.deleted_at; Type: COMMENT; Schema: tracker; Owner: -
--

COMMENT ON COLUMN tracker.user_logins.deleted_at IS 'Set with the user''s own: the address is free again while the user is deleted.';


--
-- Name: COLUMN user_logins.recorded_at; Type: COMMENT; Schema: tracker; Owner: -
--

COMMENT ON COLUMN tracker.user_logins.recorded_at IS 'The clock when the row was inserted here, whatever created_at says; null = before the table was audited.';


--
-- Name: COLUMN user_logins.recorded_in; Type: COMMENT; Schema: tracker; Owner: -
--

COMMENT ON COLUMN tracker.user_logins.recorded_in IS 'The transaction that inserted the row here.';


--
-- Name: COLUMN user_logins.created_by; Type: COMMENT; Schema: tracker; Owner: -
--

COMMENT ON COLUMN tracker.user_logins.created_by IS 'The actor who inserted the row; null = the owner.';


--
-- Name: user_sessions; Type: TABLE; Schema: tracker; Owner: -
--

CREATE TABLE tracker.user_sessions (
    id bigint NOT NULL,
    token_hash bytea NOT NULL,
    user_id bigint NOT NULL,
    family_id uuid NOT NULL,
    user_agent text,
    ip inet,
    expires_at timestamp with time zone NOT NULL,
    rotated_at timestamp with time zone,
    revoked_at timestamp with time zone,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    recorded_at timestamp with time zone DEFAULT clock_timestamp(),
    recorded_in xid8 DEFAULT pg_current_xact_id(),
    created_by bigint DEFAULT tracker.current_actor(),
    CONSTRAINT user_sessions_expires_at_check CHECK ((expires_at >= created_at)),
    CONSTRAINT user_sessions_token_hash_check CHECK ((octet_length(token_hash) = 32)),
    CONSTRAINT user_sessions_user_agent_check CHECK ((char_length(user_agent) <= 1000))
);


--
-- Name: TABLE user_sessions; Type: COMMENT; Schema: tracker; Owner: -
--

COMMENT ON TABLE tracker.user_sessions IS 'A login on a device; rotation replaces its token and keeps its family.';


--
-- Name: COLUMN user_sessions.id; Type: COMMENT; Schema: tracker; Owner: -
--

COMMENT ON COLUMN tracker.user_sessions.id IS 'Names the session where its hash may not stand, in the audit log.';


--
-- Name: COLUMN user_sessions.family_id; Type: COMMENT; Schema: tracker; Owner: -
--

COMMENT ON COLUMN tracker.user_sessions.family_id IS 'Shared by all tokens that follow from one login: when a replaced token comes back, a thief may hold one of them.';


--
-- Name: COLUMN user_sessions.rotated_at; Type: COMMENT; Schema: tracker; Owner: -
--

COMMENT ON COLUMN tracker.user_sessions.rotated_at IS 'When another token took its place.';


--
-- Name: COLUMN user_sessions.recorded_at; Type: COMMENT; Schema: tracker; Owner: -
--

COMMENT ON COLUMN tracker.user_sessions.recorded_at IS 'The clock when the row was inserted here, whatever created_at says; null = before the table was audited.';


--
-- Name: COLUMN user_sessions.recorded_in; Type: COMMENT; Schema: tracker; Owner: -
--

COMMENT ON COLUMN tracker.user_sessions.recorded_in IS 'The transaction that inserted the row here.';


--
-- Name: COLUMN user_sessions.created_by; Type: COMMENT; Schema: tracker; Owner: -
--

COMMENT ON COLUMN tracker.user_sessions.created_by IS 'The actor who inserted the row; null = the owner.';


--
-- Name: user_sessions_id_seq; Type: SEQUENCE; Schema: tracker; Owner: -
--

ALTER TABLE tracker.user_sessions ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME tracker.user_sessions_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


--
-- Name: user_tokens; Type: TABLE; Schema: tracker; Owner: -
--

CREATE TABLE tracker.user_tokens (
    id bigint NOT NULL,
    token_hash bytea NOT NULL,
    user_id bigint NOT NULL,
    purpose tracker.token_purpose NOT NULL,
    expires_at timestamp with time zone NOT NULL,
    consumed_at timestamp with time zone,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    recorded_at timestamp with time zone DEFAULT clock_timestamp(),
    recorded_in xid8 DEFAULT pg_current_xact_id(),
    created_by bigint DEFAULT tracker.current_actor(),
    CONSTRAINT user_tokens_expires_at_check CHECK ((expires_at >= created_at)),
    CONSTRAINT user_tokens_token_hash_check CHECK ((octet_length(token_hash) = 32))
);


--
-- Name: TABLE user_tokens; Type: COMMENT; Schema: tracker; Owner: -
--

COMMENT ON TABLE tracker.user_tokens IS 'Single-use proof that a person reads a mailbox: to verify the address, or to reset the password.';


--
-- Name: COLUMN user_tokens.id; Type: COMMENT; Schema: tracker; Owner: -
--

COMMENT ON COLUMN tracker.user_tokens.id IS 'Names the token where its hash may not stand, in the audit log.';


--
-- Name: COLUMN user_tokens.recorded_at; Type: COMMENT; Schema: tracker; Owner: -
--

COMMENT ON COLUMN tracker.user_tokens.recorded_at IS 'The clock when the row was inserted here, whatever created_at says; null = before the table was audited.';


--
-- Name: COLUMN user_tokens.recorded_in; Type: COMMENT; Schema: tracker; Owner: -
--

COMMENT ON COLUMN tracker.user_tokens.recorded_in IS 'The transaction that inserted the row here.';


--
-- Name: COLUMN user_tokens.created_by; Type: COMMENT; Schema: tracker; Owner: -
--

COMMENT ON COLUMN tracker.user_tokens.created_by IS 'The actor who inserted the row; null = the owner.';


--
-- Name: user_tokens_id_seq; Type: SEQUENCE; Schema: tracker; Owner: -
--

ALTER TABLE tracker.user_tokens ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME tracker.user_tokens_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


--
-- Name: users; Type: TABLE; Schema: tracker; Owner: -
--

CREATE TABLE tracker.users (
    id bigint NOT NULL,
    display_name text NOT NULL,
    unit_system tracker.unit_system DEFAULT 'metric'::tracker.unit_system NOT NULL,
    time_zone text DEFAULT 'UTC'::text NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    deleted_at timestamp with time zone,
    deletion_id uuid,
    recorded_at timestamp with time zone DEFAULT clock_timestamp(),
    recorded_in xid8 DEFAULT pg_current_xact_id(),
    created_by bigint DEFAULT tracker.current_actor(),
    CONSTRAINT users_deletion_check CHECK (((deleted_at IS NULL) = (deletion_id IS NULL))),
    CONSTRAINT users_display_name_check CHECK (((char_length(display_name) >= 1) AND (char_length(display_name) <= 200)))
);


--
-- Name: TABLE users; Type: COMMENT; Schema: tracker; Owner: -
--

COMMENT ON TABLE tracker.users IS 'One row a person: the profile.';


--
-- Name: COLUMN users.unit_system; Type: COMMENT; Schema: tracker; Owner: -
--

COMMENT ON COLUMN tracker.users.unit_system IS 'How to show weights and distances; at rest they are grams and millimetres.';


--
-- Name: COLUMN users.time_zone; Type: COMMENT; Schema: tracker; Owner: -
--

COMMENT ON COLUMN tracker.users.time_zone IS 'IANA name; decides the local date of a new workout.';


--
-- Name: COLUMN users.deletion_id; Type: COMMENT; Schema: tracker; Owner: -
--

COMMENT ON COLUMN tracker.users.deletion_id IS 'Names one deletion, so that restoring undoes exactly that.';


--
-- Name: COLUMN users.recorded_at; Type: COMMENT; Schema: tracker; Owner: -
--

COMMENT ON COLUMN tracker.users.recorded_at IS 'The clock when the row was inserted here, whatever created_at says; null = before the table was audited.';


--
-- Name: COLUMN users.recorded_in; Type: COMMENT; Schema: tracker; Owner: -
--

COMMENT ON COLUMN tracker.users.recorded_in IS 'The transaction that inserted the row here.';


--
-- Name: COLUMN users.created_by; Type: COMMENT; Schema: tracker; Owner: -
--

COMMENT ON COLUMN tracker.users.created_by IS 'The actor who inserted the row; null = the owner.';


--
-- Name: users_id_seq; Type: SEQUENCE; Schema: tracker; Owner: -
--

ALTER TABLE tracker.users ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME tracker.users_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


--
-- Name: workout_exercises; Type: TABLE; Schema: tracker; Owner: -
--

CREATE TABLE tracker.workout_exercises (
    user_id bigint NOT NULL,
    performed_on date NOT NULL,
    workout_id uuid NOT NULL,
    id uuid NOT NULL,
    exercise_id bigint NOT NULL,
    "position" integer NOT NULL,
    superset integer,
    notes text,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    deleted_at timestamp with time zone,
    deletion_id uuid,
    recorded_at timestamp with time zone DEFAULT clock_timestamp(),
    recorded_in xid8 DEFAULT pg_current_xact_id(),
    created_by bigint DEFAULT tracker.current_actor(),
    CONSTRAINT workout_exercises_deletion_check CHECK (((deleted_at IS NULL) = (deletion_id IS NULL))),
    CONSTRAINT workout_exercises_notes_check CHECK ((char_length(notes) <= 20000)),
    CONSTRAINT workout_exercises_position_check CHECK (("position" >= 0)),
    CONSTRAINT workout_exercises_superset_check CHECK ((superset >= 0))
);


--
-- Name: TABLE workout_exercises; Type: COMMENT; Schema: tracker; Owner: -
--

COMMENT ON TABLE tracker.workout_exercises IS 'An exercise''s place in a workout.';


--
-- Name: COLUMN workout_exercises."position"; Type: COMMENT; Schema: tracker; Owner: -
--

COMMENT ON COLUMN tracker.workout_exercises."position" IS 'Order within the workout, from 0; not a key, so that swapping two is one statement.';


--
-- Name: COLUMN workout_exercises.superset; Type: COMMENT; Schema: tracker; Owner: -
--

COMMENT ON COLUMN tracker.workout_exercises.superset IS 'Exercises of a workout with the same number are done in turn.';


--
-- Name: COLUMN workout_exercises.recorded_at; Type: COMMENT; Schema: tracker; Owner: -
--

COMMENT ON COLUMN tracker.workout_exercises.recorded_at IS 'The clock when the row was inserted here, whatever created_at says; null = before the table was audited.';


--
-- Name: COLUMN workout_exercises.recorded_in; Type: COMMENT; Schema: tracker; Owner: -
--

COMMENT ON COLUMN tracker.workout_exercises.recorded_in IS 'The transaction that inserted the row here.';


--
-- Name: COLUMN workout_exercises.created_by; Type: COMMENT; Schema: tracker; Owner: -
--

COMMENT ON COLUMN tracker.workout_exercises.created_by IS 'The actor who inserted the row; null = the owner.';


--
-- Name: workout_tombstones; Type: TABLE; Schema: tracker; Owner: -
--

CREATE TABLE tracker.workout_tombstones (
    user_id bigint NOT NULL,
    workout_id uuid NOT NULL,
    change_seq bigint NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL
);


--
-- Name: TABLE workout_tombstones; Type: COMMENT; Schema: tracker; Owner: -
--

COMMENT ON TABLE tracker.workout_tombstones IS 'Workouts that were hard-deleted; one that stands again is no longer dead, whatever stands here.';


--
-- Name: COLUMN workout_tombstones.change_seq; Type: COMMENT; Schema: tracker; Owner: -
--

COMMENT ON COLUMN tracker.workout_tombstones.change_seq IS 'user_heads.seq at the deletion: the order of the user''s changes.';


--
-- Name: workouts; Type: TABLE; Schema: tracker; Owner: -
--

CREATE TABLE tracker.workouts (
    user_id bigint NOT NULL,
    id uuid NOT NULL,
    performed_on date NOT NULL,
    started_at timestamp with time zone NOT NULL,
    ended_at timestamp with time zone,
    title text,
    notes text,
    import_id uuid,
    draft_hash bytea,
    revision integer DEFAULT 1 NOT NULL,
    change_seq bigint DEFAULT 0 NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    deleted_at timestamp with time zone,
    deletion_id uuid,
    recorded_at timestamp with time zone DEFAULT clock_timestamp(),
    recorded_in xid8 DEFAULT pg_current_xact_id(),
    created_by bigint DEFAULT tracker.current_actor(),
    CONSTRAINT workouts_deletion_check CHECK (((deleted_at IS NULL) = (deletion_id IS NULL))),
    CONSTRAINT workouts_draft_hash_check CHECK ((octet_length(draft_hash) = 32)),
    CONSTRAINT workouts_ended_at_check CHECK ((ended_at >= started_at)),
    CONSTRAINT workouts_notes_check CHECK ((char_length(notes) <= 20000)),
    CONSTRAINT workouts_performed_on_check CHECK (((performed_on >= '1900-01-01'::date) AND (performed_on <= '9999-12-31'::date))),
    CONSTRAINT workouts_performed_on_started_at_check CHECK (((performed_on >= (((started_at AT TIME ZONE 'UTC'::text))::date - 1)) AND (performed_on <= (((started_at AT TIME ZONE 'UTC'::text))::date + 1)))),
    CONSTRAINT workouts_title_check CHECK ((char_length(title) <= 500))
);


--
-- Name: TABLE workouts; Type: COMMENT; Schema: tracker; Owner: -
--

COMMENT ON TABLE tracker.workouts IS 'One training session of a user.';


--
-- Name: COLUMN workouts.id; Type: COMMENT; Schema: tracker; Owner: -
--

COMMENT ON COLUMN tracker.workouts.id IS 'May come from the client: writing the same workout twice is then one workout.';


--
-- Name: COLUMN workouts.performed_on; Type: COMMENT; Schema: tracker; Owner: -
--

COMMENT ON COLUMN tracker.workouts.performed_on IS 'The local date of started_at in the user''s zone when it was logged.';


--
-- Name: COLUMN workouts.draft_hash; Type: COMMENT; Schema: tracker; Owner: -
--

COMMENT ON COLUMN tracker.workouts.draft_hash IS 'SHA-256 of the draft it was logged from: a late replay of that draft is told from another of the same id.';


--
-- Name: COLUMN workouts.revision; Type: COMMENT; Schema: tracker; Owner: -
--

COMMENT ON COLUMN tracker.workouts.revision IS 'Raised by each change of the workout or anything in it.';


--
-- Name: COLUMN workouts.change_seq; Type: COMMENT; Schema: tracker; Owner: -
--

COMMENT ON COLUMN tracker.workouts.change_seq IS 'user_heads.seq at its last change: the order of the user''s changes.';


--
-- Name: COLUMN workouts.recorded_at; Type: COMMENT; Schema: tracker; Owner: -
--

COMMENT ON COLUMN tracker.workouts.recorded_at IS 'The clock when the row was inserted here, whatever created_at says; null = before the table was audited.';


--
-- Name: COLUMN workouts.recorded_in; Type: COMMENT; Schema: tracker; Owner: -
--

COMMENT ON COLUMN tracker.workouts.recorded_in IS 'The transaction that inserted the row here.';


--
-- Name: COLUMN workouts.created_by; Type: COMMENT; Schema: tracker; Owner: -
--

COMMENT ON COLUMN tracker.workouts.created_by IS 'The actor who inserted the row; null = the owner.';


--
-- Name: audit_log_2026; Type: TABLE ATTACH; Schema: tracker; Owner: -
--

ALTER TABLE ONLY tracker.audit_log ATTACH PARTITION tracker.audit_log_2026 FOR VALUES FROM ('2026-01-01 00:00:00+00') TO ('2027-01-01 00:00:00+00');


--
-- Name: audit_log_2027; Type: TABLE ATTACH; Schema: tracker; Owner: -
--

ALTER TABLE ONLY tracker.audit_log ATTACH PARTITION tracker.audit_log_2027 FOR VALUES FROM ('2027-01-01 00:00:00+00') TO ('2028-01-01 00:00:00+00');


--
-- Name: audit_log_2028; Type: TABLE ATTACH; Schema: tracker; Owner: -
--

ALTER TABLE ONLY tracker.audit_log ATTACH PARTITION tracker.audit_log_2028 FOR VALUES FROM ('2028-01-01 00:00:00+00') TO ('2029-01-01 00:00:00+00');


--
-- Name: audit_log_2029; Type: TABLE ATTACH; Schema: tracker; Owner: -
--

ALTER TABLE ONLY tracker.audit_log ATTACH PARTITION tracker.audit_log_2029 FOR VALUES FROM ('2029-01-01 00:00:00+00') TO ('2030-01-01 00:00:00+00');


--
-- Name: audit_log_2030; Type: TABLE ATTACH; Schema: tracker; Owner: -
--

ALTER TABLE ONLY tracker.audit_log ATTACH PARTITION tracker.audit_log_2030 FOR VALUES FROM ('2030-01-01 00:00:00+00') TO ('2031-01-01 00:00:00+00');


--
-- Name: audit_log_2031; Type: TABLE ATTACH; Schema: tracker; Owner: -
--

ALTER TABLE ONLY tracker.audit_log ATTACH PARTITION tracker.audit_log_2031 FOR VALUES FROM ('2031-01-01 00:00:00+00') TO ('2032-01-01 00:00:00+00');


--
-- Name: audit_log_2032; Type: TABLE ATTACH; Schema: tracker; Owner: -
--

ALTER TABLE ONLY tracker.audit_log ATTACH PARTITION tracker.audit_log_2032 FOR VALUES FROM ('2032-01-01 00:00:00+00') TO ('2033-01-01 00:00:00+00');


--
-- Name: audit_log_2033; Type: TABLE ATTACH; Schema: tracker; Owner: -
--

ALTER TABLE ONLY tracker.audit_log ATTACH PARTITION tracker.audit_log_2033 FOR VALUES FROM ('2033-01-01 00:00:00+00') TO ('2034-01-01 00:00:00+00');


--
-- Name: audit_log_2034; Type: TABLE ATTACH; Schema: tracker; Owner: -
--

ALTER TABLE ONLY tracker.audit_log ATTACH PARTITION tracker.audit_log_2034 FOR VALUES FROM ('2034-01-01 00:00:00+00') TO ('2035-01-01 00:00:00+00');


--
-- Name: audit_log_2035; Type: TABLE ATTACH; Schema: tracker; Owner: -
--

ALTER TABLE ONLY tracker.audit_log ATTACH PARTITION tracker.audit_log_2035 FOR VALUES FROM ('2035-01-01 00:00:00+00') TO ('2036-01-01 00:00:00+00');


--
-- Name: audit_log_before_2026; Type: TABLE ATTACH; Schema: tracker; Owner: -
--

ALTER TABLE ONLY tracker.audit_log ATTACH PARTITION tracker.audit_log_before_2026 FOR VALUES FROM (MINVALUE) TO ('2026-01-01 00:00:00+00');


--
-- Name: sets_2018; Type: TABLE ATTACH; Schema: tracker; Owner: -
--

ALTER TABLE ONLY tracker.sets ATTACH PARTITION tracker.sets_2018 FOR VALUES FROM ('2018-01-01') TO ('2019-01-01');


--
-- Name: sets_2019; Type: TABLE ATTACH; Schema: tracker; Owner: -
--

ALTER TABLE ONLY tracker.sets ATTACH PARTITION tracker.sets_2019 FOR VALUES FROM ('2019-01-01') TO ('2020-01-01');


--
-- Name: sets_2020; Type: TABLE ATTACH; Schema: tracker; Owner: -
--

ALTER TABLE ONLY tracker.sets ATTACH PARTITION tracker.sets_2020 FOR VALUES FROM ('2020-01-01') TO ('2021-01-01');


--
-- Name: sets_2021; Type: TABLE ATTACH; Schema: tracker; Owner: -
--

ALTER TABLE ONLY tracker.sets ATTACH PARTITION tracker.sets_2021 FOR VALUES FROM ('2021-01-01') TO ('2022-01-01');


--
-- Name: sets_2022; Type: TABLE ATTACH; Schema: tracker; Owner: -
--

ALTER TABLE ONLY tracker.sets ATTACH PARTITION tracker.sets_2022 FOR VALUES FROM ('2022-01-01') TO ('2023-01-01');


--
-- Name: sets_2023; Type: TABLE ATTACH; Schema: tracker; Owner: -
--

ALTER TABLE ONLY tracker.sets ATTACH PARTITION tracker.sets_2023 FOR VALUES FROM ('2023-01-01') TO ('2024-01-01');


--
-- Name: sets_2024; Type: TABLE ATTACH; Schema: tracker; Owner: -
--

ALTER TABLE ONLY tracker.sets ATTACH PARTITION tracker.sets_2024 FOR VALUES FROM ('2024-01-01') TO ('2025-01-01');


--
-- Name: sets_2025; Type: TABLE ATTACH; Schema: tracker; Owner: -
--

ALTER TABLE ONLY tracker.sets ATTACH PARTITION tracker.sets_2025 FOR VALUES FROM ('2025-01-01') TO ('2026-01-01');


--
-- Name: sets_2026; Type: TABLE ATTACH; Schema: tracker; Owner: -
--

ALTER TABLE ONLY tracker.sets ATTACH PARTITION tracker.sets_2026 FOR VALUES FROM ('2026-01-01') TO ('2027-01-01');


--
-- Name: sets_2027; Type: TABLE ATTACH; Schema: tracker; Owner: -
--

ALTER TABLE ONLY tracker.sets ATTACH PARTITION tracker.sets_2027 FOR VALUES FROM ('2027-01-01') TO ('2028-01-01');


--
-- Name: sets_2028; Type: TABLE ATTACH; Schema: tracker; Owner: -
--

ALTER TABLE ONLY tracker.sets ATTACH PARTITION tracker.sets_2028 FOR VALUES FROM ('2028-01-01') TO ('2029-01-01');


--
-- Name: sets_2029; Type: TABLE ATTACH; Schema: tracker; Owner: -
--

ALTER TABLE ONLY tracker.sets ATTACH PARTITION tracker.sets_2029 FOR VALUES FROM ('2029-01-01') TO ('2030-01-01');


--
-- Name: sets_2030; Type: TABLE ATTACH; Schema: tracker; Owner: -
--

ALTER TABLE ONLY tracker.sets ATTACH PARTITION tracker.sets_2030 FOR VALUES FROM ('2030-01-01') TO ('2031-01-01');


--
-- Name: sets_2031; Type: TABLE ATTACH; Schema: tracker; Owner: -
--

ALTER TABLE ONLY tracker.sets ATTACH PARTITION tracker.sets_2031 FOR VALUES FROM ('2031-01-01') TO ('2032-01-01');


--
-- Name: sets_2032; Type: TABLE ATTACH; Schema: tracker; Owner: -
--

ALTER TABLE ONLY tracker.sets ATTACH PARTITION tracker.sets_2032 FOR VALUES FROM ('2032-01-01') TO ('2033-01-01');


--
-- Name: sets_2033; Type: TABLE ATTACH; Schema: tracker; Owner: -
--

ALTER TABLE ONLY tracker.sets ATTACH PARTITION tracker.sets_2033 FOR VALUES FROM ('2033-01-01') TO ('2034-01-01');


--
-- Name: sets_2034; Type: TABLE ATTACH; Schema: tracker; Owner: -
--

ALTER TABLE ONLY tracker.sets ATTACH PARTITION tracker.sets_2034 FOR VALUES FROM ('2034-01-01') TO ('2035-01-01');


--
-- Name: sets_2035; Type: TABLE ATTACH; Schema: tracker; Owner: -
--

ALTER TABLE ONLY tracker.sets ATTACH PARTITION tracker.sets_2035 FOR VALUES FROM ('2035-01-01') TO ('2036-01-01');


--
-- Name: sets_before_2018; Type: TABLE ATTACH; Schema: tracker; Owner: -
--

ALTER TABLE ONLY tracker.sets ATTACH PARTITION tracker.sets_before_2018 FOR VALUES FROM (MINVALUE) TO ('2018-01-01');


--
-- Name: audit_log id; Type: DEFAULT; Schema: tracker; Owner: -
--

ALTER TABLE ONLY tracker.audit_log ALTER COLUMN id SET DEFAULT nextval('tracker.audit_log_id_seq'::regclass);


--
-- Name: audit_log audit_log_pkey; Type: CONSTRAINT; Schema: tracker; Owner: -
--

ALTER TABLE ONLY tracker.audit_log
    ADD CONSTRAINT audit_log_pkey PRIMARY KEY (user_id, key_hash, at, id);


--
-- Name: audit_log_2026 audit_log_2026_pkey; Type: CONSTRAINT; Schema: tracker; Owner: -
--

ALTER TABLE ONLY tracker.audit_log_2026
    ADD CONSTRAINT audit_log_2026_pkey PRIMARY KEY (user_id, key_hash, at, id);


--
-- Name: audit_log_2027 audit_log_2027_pkey; Type: CONSTRAINT; Schema: tracker; Owner: -
--

ALTER TABLE ONLY tracker.audit_log_2027
    ADD CONSTRAINT audit_log_2027_pkey PRIMARY KEY (user_id, key_hash, at, id);


--
-- Name: audit_log_2028 audit_log_2028_pkey; Type: CONSTRAINT; Schema: tracker; Owner: -
--

ALTER TABLE ONLY tracker.audit_log_2028
    ADD CONSTRAINT audit_log_2028_pkey PRIMARY KEY (user_id, key_hash, at, id);


--
-- Name: audit_log_2029 audit_log_2029_pkey; Type: CONSTRAINT; Schema: tracker; Owner: -
--

ALTER TABLE ONLY tracker.audit_log_2029
    ADD CONSTRAINT audit_log_2029_pkey PRIMARY KEY (user_id, key_hash, at, id);


--
-- Name: audit_log_2030 audit_log_2030_pkey; Type: CONSTRAINT; Schema: tracker; Owner: -
--

ALTER TABLE ONLY tracker.audit_log_2030
    ADD CONSTRAINT audit_log_2030_pkey PRIMARY KEY (user_id, key_hash, at, id);


--
-- Name: audit_log_2031 audit_log_2031_pkey; Type: CONSTRAINT; Schema: tracker; Owner: -
--

ALTER TABLE ONLY tracker.audit_log_2031
    ADD CONSTRAINT audit_log_2031_pkey PRIMARY KEY (user_id, key_hash, at, id);


--
-- Name: audit_log_2032 audit_log_2032_pkey; Type: CONSTRAINT; Schema: tracker; Owner: -
--

ALTER TABLE ONLY tracker.audit_log_2032
    ADD CONSTRAINT audit_log_2032_pkey PRIMARY KEY (user_id, key_hash, at, id);


--
-- Name: audit_log_2033 audit_log_2033_pkey; Type: CONSTRAINT; Schema: tracker; Owner: -
--

ALTER TABLE ONLY tracker.audit_log_2033
    ADD CONSTRAINT audit_log_2033_pkey PRIMARY KEY (user_id, key_hash, at, id);


--
-- Name: audit_log_2034 audit_log_2034_pkey; Type: CONSTRAINT; Schema: tracker; Owner: -
--

ALTER TABLE ONLY tracker.audit_log_2034
    ADD CONSTRAINT audit_log_2034_pkey PRIMARY KEY (user_id, key_hash, at, id);


--
-- Name: audit_log_2035 audit_log_2035_pkey; Type: CONSTRAINT; Schema: tracker; Owner: -
--

ALTER TABLE ONLY tracker.audit_log_2035
    ADD CONSTRAINT audit_log_2035_pkey PRIMARY KEY (user_id, key_hash, at, id);


--
-- Name: audit_log_before_2026 audit_log_before_2026_pkey; Type: CONSTRAINT; Schema: tracker; Owner: -
--

ALTER TABLE ONLY tracker.audit_log_before_2026
    ADD CONSTRAINT audit_log_before_2026_pkey PRIMARY KEY (user_id, key_hash, at, id);


--
-- Name: audit_shapes audit_shapes_names_key; Type: CONSTRAINT; Schema: tracker; Owner: -
--

ALTER TABLE ONLY tracker.audit_shapes
    ADD CONSTRAINT audit_shapes_names_key UNIQUE (table_name, names);


--
-- Name: audit_shapes audit_shapes_pkey; Type: CONSTRAINT; Schema: tracker; Owner: -
--

ALTER TABLE ONLY tracker.audit_shapes
    ADD CONSTRAINT audit_shapes_pkey PRIMARY KEY (table_name, id);


--
-- Name: audited_tables audited_tables_pkey; Type: CONSTRAINT; Schema: tracker; Owner: -
--

ALTER TABLE ONLY tracker.audited_tables
    ADD CONSTRAINT audited_tables_pkey PRIMARY KEY (table_name);


--
-- Name: equipment equipment_pkey; Type: CONSTRAINT; Schema: tracker; Owner: -
--

ALTER TABLE ONLY tracker.equipment
    ADD CONSTRAINT equipment_pkey PRIMARY KEY (id);


--
-- Name: equipment equipment_slug_key; Type: CONSTRAINT; Schema: tracker; Owner: -
--

ALTER TABLE ONLY tracker.equipment
    ADD CONSTRAINT equipment_slug_key UNIQUE (slug);


--
-- Name: exercise_equipment exercise_equipment_pkey; Type: CONSTRAINT; Schema: tracker; Owner: -
--

ALTER TABLE ONLY tracker.exercise_equipment
    ADD CONSTRAINT exercise_equipment_pkey PRIMARY KEY (exercise_id, equipment_id);


--
-- Name: exercise_merge_moves exercise_merge_moves_pkey; Type: CONSTRAINT; Schema: tracker; Owner: -
--

ALTER TABLE ONLY tracker.exercise_merge_moves
    ADD CONSTRAINT exercise_merge_moves_pkey PRIMARY KEY (user_id, source_id, workout_id, workout_exercise_id);


--
-- Name: exercise_muscle_groups exercise_muscle_groups_pkey; Type: CONSTRAINT; Schema: tracker; Owner: -
--

ALTER TABLE ONLY tracker.exercise_muscle_groups
    ADD CONSTRAINT exercise_muscle_groups_pkey PRIMARY KEY (exercise_id, muscle_group_id);


--
-- Name: exercise_popularity exercise_popularity_pkey; Type: CONSTRAINT; Schema: tracker; Owner: -
--

ALTER TABLE ONLY tracker.exercise_popularity
    ADD CONSTRAINT exercise_popularity_pkey PRIMARY KEY (exercise_id);


--
-- Name: exercise_records exercise_records_pkey; Type: CONSTRAINT; Schema: tracker; Owner: -
--

ALTER TABLE ONLY tracker.exercise_records
    ADD CONSTRAINT exercise_records_pkey PRIMARY KEY (user_id, exercise_id);


--
-- Name: exercises exercises_pkey; Type: CONSTRAINT; Schema: tracker; Owner: -
--

ALTER TABLE ONLY tracker.exercises
    ADD CONSTRAINT exercises_pkey PRIMARY KEY (id);


--
-- Name: imports imports_pkey; Type: CONSTRAINT; Schema: tracker; Owner: -
--

ALTER TABLE ONLY tracker.imports
    ADD CONSTRAINT imports_pkey PRIMARY KEY (user_id, id);


--
-- Name: muscle_groups muscle_groups_pkey; Type: CONSTRAINT; Schema: tracker; Owner: -
--

ALTER TABLE ONLY tracker.muscle_groups
    ADD CONSTRAINT muscle_groups_pkey PRIMARY KEY (id);


--
-- Name: muscle_groups muscle_groups_slug_key; Type: CONSTRAINT; Schema: tracker; Owner: -
--

ALTER TABLE ONLY tracker.muscle_groups
    ADD CONSTRAINT muscle_groups_slug_key UNIQUE (slug);


--
-- Name: record_events record_events_pkey; Type: CONSTRAINT; Schema: tracker; Owner: -
--

ALTER TABLE ONLY tracker.record_events
    ADD CONSTRAINT record_events_pkey PRIMARY KEY (user_id, exercise_id, metric, reps, performed_on);


--
-- Name: record_rules record_rules_pkey; Type: CONSTRAINT; Schema: tracker; Owner: -
--

ALTER TABLE ONLY tracker.record_rules
    ADD CONSTRAINT record_rules_pkey PRIMARY KEY (tracking, metric);


--
-- Name: search_synonyms search_synonyms_pkey; Type: CONSTRAINT; Schema: tracker; Owner: -
--

ALTER TABLE ONLY tracker.search_synonyms
    ADD CONSTRAINT search_synonyms_pkey PRIMARY KEY (phrase, meaning);


--
-- Name: search_vocabulary search_vocabulary_pkey; Type: CONSTRAINT; Schema: tracker; Owner: -
--

ALTER TABLE ONLY tracker.search_vocabulary
    ADD CONSTRAINT search_vocabulary_pkey PRIMARY KEY (word);


--
-- Name: search_word_weights search_word_weights_pkey; Type: CONSTRAINT; Schema: tracker; Owner: -
--

ALTER TABLE ONLY tracker.search_word_weights
    ADD CONSTRAINT search_word_weights_pkey PRIMARY KEY (word);


--
-- Name: sets sets_pkey; Type: CONSTRAINT; Schema: tracker; Owner: -
--

ALTER TABLE ONLY tracker.sets
    ADD CONSTRAINT sets_pkey PRIMARY KEY (user_id, performed_on, workout_id, id);


--
-- Name: sets_2018 sets_2018_pkey; Type: CONSTRAINT; Schema: tracker; Owner: -
--

ALTER TABLE ONLY tracker.sets_2018
    ADD CONSTRAINT sets_2018_pkey PRIMARY KEY (user_id, performed_on, workout_id, id);


--
-- Name: sets_2019 sets_2019_pkey; Type: CONSTRAINT; Schema: tracker; Owner: -
--

ALTER TABLE ONLY tracker.sets_2019
    ADD CONSTRAINT sets_2019_pkey PRIMARY KEY (user_id, performed_on, workout_id, id);


--
-- Name: sets_2020 sets_2020_pkey; Type: CONSTRAINT; Schema: tracker; Owner: -
--

ALTER TABLE ONLY tracker.sets_2020
    ADD CONSTRAINT sets_2020_pkey PRIMARY KEY (user_id, performed_on, workout_id, id);


--
-- Name: sets_2021 sets_2021_pkey; Type: CONSTRAINT; Schema: tracker; Owner: -
--

ALTER TABLE ONLY tracker.sets_2021
    ADD CONSTRAINT sets_2021_pkey PRIMARY KEY (user_id, performed_on, workout_id, id);


--
-- Name: sets_2022 sets_2022_pkey; Type: CONSTRAINT; Schema: tracker; Owner: -
--

ALTER TABLE ONLY tracker.sets_2022
    ADD CONSTRAINT sets_2022_pkey PRIMARY KEY (user_id, performed_on, workout_id, id);


--
-- Name: sets_2023 sets_2023_pkey; Type: CONSTRAINT; Schema: tracker; Owner: -
--

ALTER TABLE ONLY tracker.sets_2023
    ADD CONSTRAINT sets_2023_pkey PRIMARY KEY (user_id, performed_on, workout_id, id);


--
-- Name: sets_2024 sets_2024_pkey; Type: CONSTRAINT; Schema: tracker; Owner: -
--

ALTER TABLE ONLY tracker.sets_2024
    ADD CONSTRAINT sets_2024_pkey PRIMARY KEY (user_id, performed_on, workout_id, id);


--
-- Name: sets_2025 sets_2025_pkey; Type: CONSTRAINT; Schema: tracker; Owner: -
--

ALTER TABLE ONLY tracker.sets_2025
    ADD CONSTRAINT sets_2025_pkey PRIMARY KEY (user_id, performed_on, workout_id, id);


--
-- Name: sets_2026 sets_2026_pkey; Type: CONSTRAINT; Schema: tracker; Owner: -
--

ALTER TABLE ONLY tracker.sets_2026
    ADD CONSTRAINT sets_2026_pkey PRIMARY KEY (user_id, performed_on, workout_id, id);


--
-- Name: sets_2027 sets_2027_pkey; Type: CONSTRAINT; Schema: tracker; Owner: -
--

ALTER TABLE ONLY tracker.sets_2027
    ADD CONSTRAINT sets_2027_pkey PRIMARY KEY (user_id, performed_on, workout_id, id);


--
-- Name: sets_2028 sets_2028_pkey; Type: CONSTRAINT; Schema: tracker; Owner: -
--

ALTER TABLE ONLY tracker.sets_2028
    ADD CONSTRAINT sets_2028_pkey PRIMARY KEY (user_id, performed_on, workout_id, id);


--
-- Name: sets_2029 sets_2029_pkey; Type: CONSTRAINT; Schema: tracker; Owner: -
--

ALTER TABLE ONLY tracker.sets_2029
    ADD CONSTRAINT sets_2029_pkey PRIMARY KEY (user_id, performed_on, workout_id, id);


--
-- Name: sets_2030 sets_2030_pkey; Type: CONSTRAINT; Schema: tracker; Owner: -
--

ALTER TABLE ONLY tracker.sets_2030
    ADD CONSTRAINT sets_2030_pkey PRIMARY KEY (user_id, performed_on, workout_id, id);


--
-- Name: sets_2031 sets_2031_pkey; Type: CONSTRAINT; Schema: tracker; Owner: -
--

ALTER TABLE ONLY tracker.sets_2031
    ADD CONSTRAINT sets_2031_pkey PRIMARY KEY (user_id, performed_on, workout_id, id);


--
-- Name: sets_2032 sets_2032_pkey; Type: CONSTRAINT; Schema: tracker; Owner: -
--

ALTER TABLE ONLY tracker.sets_2032
    ADD CONSTRAINT sets_2032_pkey PRIMARY KEY (user_id, performed_on, workout_id, id);


--
-- Name: sets_2033 sets_2033_pkey; Type: CONSTRAINT; Schema: tracker; Owner: -
--

ALTER TABLE ONLY tracker.sets_2033
    ADD CONSTRAINT sets_2033_pkey PRIMARY KEY (user_id, performed_on, workout_id, id);


--
-- Name: sets_2034 sets_2034_pkey; Type: CONSTRAINT; Schema: tracker; Owner: -
--

ALTER TABLE ONLY tracker.sets_2034
    ADD CONSTRAINT sets_2034_pkey PRIMARY KEY (user_id, performed_on, workout_id, id);


--
-- Name: sets_2035 sets_2035_pkey; Type: CONSTRAINT; Schema: tracker; Owner: -
--

ALTER TABLE ONLY tracker.sets_2035
    ADD CONSTRAINT sets_2035_pkey PRIMARY KEY (user_id, performed_on, workout_id, id);


--
-- Name: sets_before_2018 sets_before_2018_pkey; Type: CONSTRAINT; Schema: tracker; Owner: -
--

ALTER TABLE ONLY tracker.sets_before_2018
    ADD CONSTRAINT sets_before_2018_pkey PRIMARY KEY (user_id, performed_on, workout_id, id);


--
-- Name: user_heads user_heads_pkey; Type: CONSTRAINT; Schema: tracker; Owner: -
--

ALTER TABLE ONLY tracker.user_heads
    ADD CONSTRAINT user_heads_pkey PRIMARY KEY (user_id);


--
-- Name: user_identities user_identities_pkey; Type: CONSTRAINT; Schema: tracker; Owner: -
--

ALTER TABLE ONLY tracker.user_identities
    ADD CONSTRAINT user_identities_pkey PRIMARY KEY (provider, subject);


--
-- Name: user_logins user_logins_pkey; Type: CONSTRAINT; Schema: tracker; Owner: -
--

ALTER TABLE ONLY tracker.user_logins
    ADD CONSTRAINT user_logins_pkey PRIMARY KEY (user_id);


--
-- Name: user_sessions user_sessions_pkey; Type: CONSTRAINT; Schema: tracker; Owner: -
--

ALTER TABLE ONLY tracker.user_sessions
    ADD CONSTRAINT user_sessions_pkey PRIMARY KEY (token_hash);


--
-- Name: user_tokens user_tokens_pkey; Type: CONSTRAINT; Schema: tracker; Owner: -
--

ALTER TABLE ONLY tracker.user_tokens
    ADD CONSTRAINT user_tokens_pkey PRIMARY KEY (token_hash);


--
-- Name: users users_pkey; Type: CONSTRAINT; Schema: tracker; Owner: -
--

ALTER TABLE ONLY tracker.users
    ADD CONSTRAINT users_pkey PRIMARY KEY (id);


--
-- Name: workout_exercises workout_exercises_exercise_key; Type: CONSTRAINT; Schema: tracker; Owner: -
--

ALTER TABLE ONLY tracker.workout_exercises
    ADD CONSTRAINT workout_exercises_exercise_key UNIQUE (user_id, performed_on, workout_id, id, exercise_id);


--
-- Name: workout_exercises workout_exercises_pkey; Type: CONSTRAINT; Schema: tracker; Owner: -
--

ALTER TABLE ONLY tracker.workout_exercises
    ADD CONSTRAINT workout_exercises_pkey PRIMARY KEY (user_id, performed_on, workout_id, id);


--
-- Name: workout_tombstones workout_tombstones_change_seq_key; Type: CONSTRAINT; Schema: tracker; Owner: -
--

ALTER TABLE ONLY tracker.workout_tombstones
    ADD CONSTRAINT workout_tombstones_change_seq_key UNIQUE (user_id, change_seq, workout_id);


--
-- Name: workout_tombstones workout_tombstones_pkey; Type: CONSTRAINT; Schema: tracker; Owner: -
--

ALTER TABLE ONLY tracker.workout_tombstones
    ADD CONSTRAINT workout_tombstones_pkey PRIMARY KEY (user_id, workout_id);


--
-- Name: workouts workouts_pkey; Type: CONSTRAINT; Schema: tracker; Owner: -
--

ALTER TABLE ONLY tracker.workouts
    ADD CONSTRAINT workouts_pkey PRIMARY KEY (user_id, id);


--
-- Name: workouts workouts_user_id_performed_on_id_key; Type: CONSTRAINT; Schema: tracker; Owner: -
--

ALTER TABLE ONLY tracker.workouts
    ADD CONSTRAINT workouts_user_id_performed_on_id_key UNIQUE (user_id, performed_on, id);


--
-- Name: exercise_equipment_equipment_id_idx; Type: INDEX; Schema: tracker; Owner: -
--

CREATE INDEX exercise_equipment_equipment_id_idx ON tracker.exercise_equipment USING btree (equipment_id, exercise_id);


--
-- Name: exercise_merge_moves_source_id_idx; Type: INDEX; Schema: tracker; Owner: -
--

CREATE INDEX exercise_merge_moves_source_id_idx ON tracker.exercise_merge_moves USING btree (source_id);


--
-- Name: exercise_muscle_groups_muscle_group_id_idx; Type: INDEX; Schema: tracker; Owner: -
--

CREATE INDEX exercise_muscle_groups_muscle_group_id_idx ON tracker.exercise_muscle_groups USING btree (muscle_group_id, exercise_id);


--
-- Name: exercises_catalogue_key_key; Type: INDEX; Schema: tracker; Owner: -
--

CREATE UNIQUE INDEX exercises_catalogue_key_key ON tracker.exercises USING btree (catalogue_key);


--
-- Name: exercises_merged_into_idx; Type: INDEX; Schema: tracker; Owner: -
--

CREATE INDEX exercises_merged_into_idx ON tracker.exercises USING btree (merged_into) WHERE (merged_into IS NOT NULL);


--
-- Name: exercises_owner_id_idx; Type: INDEX; Schema: tracker; Owner: -
--

CREATE INDEX exercises_owner_id_idx ON tracker.exercises USING btree (owner_id) WHERE (owner_id IS NOT NULL);


--
-- Name: exercises_owner_name_key; Type: INDEX; Schema: tracker; Owner: -
--

CREATE UNIQUE INDEX exercises_owner_name_key ON tracker.exercises USING btree (owner_id, lower(name)) NULLS NOT DISTINCT WHERE (deleted_at IS NULL);


--
-- Name: exercises_search_document_idx; Type: INDEX; Schema: tracker; Owner: -
--

CREATE INDEX exercises_search_document_idx ON tracker.exercises USING gin (search_document) WITH (fastupdate=off);


--
-- Name: exercises_search_lexemes_idx; Type: INDEX; Schema: tracker; Owner: -
--

CREATE INDEX exercises_search_lexemes_idx ON tracker.exercises USING gin (search_lexemes) WITH (fastupdate=off) WHERE ((owner_id IS NULL) AND (deleted_at IS NULL) AND (merged_into IS NULL));


--
-- Name: record_events_workout_id_set_id_idx; Type: INDEX; Schema: tracker; Owner: -
--

CREATE INDEX record_events_workout_id_set_id_idx ON tracker.record_events USING btree (user_id, workout_id, set_id);


--
-- Name: search_synonyms_compact_phrase_idx; Type: INDEX; Schema: tracker; Owner: -
--

CREATE INDEX search_synonyms_compact_phrase_idx ON tracker.search_synonyms USING btree (compact_phrase);


--
-- Name: search_vocabulary_rest_idx; Type: INDEX; Schema: tracker; Owner: -
--

CREATE INDEX search_vocabulary_rest_idx ON tracker.search_vocabulary USING btree (substr(word, 2));


--
-- Name: search_vocabulary_single_idx; Type: INDEX; Schema: tracker; Owner: -
--

CREATE INDEX search_vocabulary_single_idx ON tracker.search_vocabulary USING btree (word) WHERE (NOT is_pair);


--
-- Name: sets_user_id_exercise_id_performed_on_idx; Type: INDEX; Schema: tracker; Owner: -
--

CREATE INDEX sets_user_id_exercise_id_performed_on_idx ON ONLY tracker.sets USING btree (user_id, exercise_id, performed_on DESC);


--
-- Name: sets_2018_user_id_exercise_id_performed_on_idx; Type: INDEX; Schema: tracker; Owner: -
--

CREATE INDEX sets_2018_user_id_exercise_id_performed_on_idx ON tracker.sets_2018 USING btree (user_id, exercise_id, performed_on DESC);


--
-- Name: sets_2019_user_id_exercise_id_performed_on_idx; Type: INDEX; Schema: tracker; Owner: -
--

CREATE INDEX sets_2019_user_id_exercise_id_performed_on_idx ON tracker.sets_2019 USING btree (user_id, exercise_id, performed_on DESC);


--
-- Name: sets_2020_user_id_exercise_id_performed_on_idx; Type: INDEX; Schema: tracker; Owner: -
--

CREATE INDEX sets_2020_user_id_exercise_id_performed_on_idx ON tracker.sets_2020 USING btree (user_id, exercise_id, performed_on DESC);


--
-- Name: sets_2021_user_id_exercise_id_performed_on_idx; Type: INDEX; Schema: tracker; Owner: -
--

CREATE INDEX sets_2021_user_id_exercise_id_performed_on_idx ON tracker.sets_2021 USING btree (user_id, exercise_id, performed_on DESC);


--
-- Name: sets_2022_user_id_exercise_id_performed_on_idx; Type: INDEX; Schema: tracker; Owner: -
--

CREATE INDEX sets_2022_user_id_exercise_id_performed_on_idx ON tracker.sets_2022 USING btree (user_id, exercise_id, performed_on DESC);


--
-- Name: sets_2023_user_id_exercise_id_performed_on_idx; Type: INDEX; Schema: tracker; Owner: -
--

CREATE INDEX sets_2023_user_id_exercise_id_performed_on_idx ON tracker.sets_2023 USING btree (user_id, exercise_id, performed_on DESC);


--
-- Name: sets_2024_user_id_exercise_id_performed_on_idx; Type: INDEX; Schema: tracker; Owner: -
--

CREATE INDEX sets_2024_user_id_exercise_id_performed_on_idx ON tracker.sets_2024 USING btree (user_id, exercise_id, performed_on DESC);


--
-- Name: sets_2025_user_id_exercise_id_performed_on_idx; Type: INDEX; Schema: tracker; Owner: -
--

CREATE INDEX sets_2025_user_id_exercise_id_performed_on_idx ON tracker.sets_2025 USING btree (user_id, exercise_id, performed_on DESC);


--
-- Name: sets_2026_user_id_exercise_id_performed_on_idx; Type: INDEX; Schema: tracker; Owner: -
--

CREATE INDEX sets_2026_user_id_exercise_id_performed_on_idx ON tracker.sets_2026 USING btree (user_id, exercise_id, performed_on DESC);


--
-- Name: sets_2027_user_id_exercise_id_performed_on_idx; Type: INDEX; Schema: tracker; Owner: -
--

CREATE INDEX sets_2027_user_id_exercise_id_performed_on_idx ON tracker.sets_2027 USING btree (user_id, exercise_id, performed_on DESC);


--
-- Name: sets_2028_user_id_exercise_id_performed_on_idx; Type: INDEX; Schema: tracker; Owner: -
--

CREATE INDEX sets_2028_user_id_exercise_id_performed_on_idx ON tracker.sets_2028 USING btree (user_id, exercise_id, performed_on DESC);


--
-- Name: sets_2029_user_id_exercise_id_performed_on_idx; Type: INDEX; Schema: tracker; Owner: -
--

CREATE INDEX sets_2029_user_id_exercise_id_performed_on_idx ON tracker.sets_2029 USING btree (user_id, exercise_id, performed_on DESC);


--
-- Name: sets_2030_user_id_exercise_id_performed_on_idx; Type: INDEX; Schema: tracker; Owner: -
--

CREATE INDEX sets_2030_user_id_exercise_id_performed_on_idx ON tracker.sets_2030 USING btree (user_id, exercise_id, performed_on DESC);


--
-- Name: sets_2031_user_id_exercise_id_performed_on_idx; Type: INDEX; Schema: tracker; Owner: -
--

CREATE INDEX sets_2031_user_id_exercise_id_performed_on_idx ON tracker.sets_2031 USING btree (user_id, exercise_id, performed_on DESC);


--
-- Name: sets_2032_user_id_exercise_id_performed_on_idx; Type: INDEX; Schema: tracker; Owner: -
--

CREATE INDEX sets_2032_user_id_exercise_id_performed_on_idx ON tracker.sets_2032 USING btree (user_id, exercise_id, performed_on DESC);


--
-- Name: sets_2033_user_id_exercise_id_performed_on_idx; Type: INDEX; Schema: tracker; Owner: -
--

CREATE INDEX sets_2033_user_id_exercise_id_performed_on_idx ON tracker.sets_2033 USING btree (user_id, exercise_id, performed_on DESC);


--
-- Name: sets_2034_user_id_exercise_id_performed_on_idx; Type: INDEX; Schema: tracker; Owner: -
--

CREATE INDEX sets_2034_user_id_exercise_id_performed_on_idx ON tracker.sets_2034 USING btree (user_id, exercise_id, performed_on DESC);


--
-- Name: sets_2035_user_id_exercise_id_performed_on_idx; Type: INDEX; Schema: tracker; Owner: -
--

CREATE INDEX sets_2035_user_id_exercise_id_performed_on_idx ON tracker.sets_2035 USING btree (user_id, exercise_id, performed_on DESC);


--
-- Name: sets_before_2018_user_id_exercise_id_performed_on_idx; Type: INDEX; Schema: tracker; Owner: -
--

CREATE INDEX sets_before_2018_user_id_exercise_id_performed_on_idx ON tracker.sets_before_2018 USING btree (user_id, exercise_id, performed_on DESC);


--
-- Name: user_identities_user_id_idx; Type: INDEX; Schema: tracker; Owner: -
--

CREATE INDEX user_identities_user_id_idx ON tracker.user_identities USING btree (user_id);


--
-- Name: user_logins_email_key; Type: INDEX; Schema: tracker; Owner: -
--

CREATE UNIQUE INDEX user_logins_email_key ON tracker.user_logins USING btree (email) WHERE (deleted_at IS NULL);


--
-- Name: user_sessions_expires_at_idx; Type: INDEX; Schema: tracker; Owner: -
--

CREATE INDEX user_sessions_expires_at_idx ON tracker.user_sessions USING btree (expires_at);


--
-- Name: user_sessions_user_id_family_id_idx; Type: INDEX; Schema: tracker; Owner: -
--

CREATE INDEX user_sessions_user_id_family_id_idx ON tracker.user_sessions USING btree (user_id, family_id);


--
-- Name: user_tokens_expires_at_idx; Type: INDEX; Schema: tracker; Owner: -
--

CREATE INDEX user_tokens_expires_at_idx ON tracker.user_tokens USING btree (expires_at);


--
-- Name: user_tokens_user_id_idx; Type: INDEX; Schema: tracker; Owner: -
--

CREATE INDEX user_tokens_user_id_idx ON tracker.user_tokens USING btree (user_id);


--
-- Name: workout_exercises_exercise_id_idx; Type: INDEX; Schema: tracker; Owner: -
--

CREATE INDEX workout_exercises_exercise_id_idx ON tracker.workout_exercises USING btree (exercise_id, user_id, performed_on DESC);


--
-- Name: workouts_change_seq_key; Type: INDEX; Schema: tracker; Owner: -
--

CREATE UNIQUE INDEX workouts_change_seq_key ON tracker.workouts USING btree (user_id, change_seq, id);


--
-- Name: workouts_import_id_idx; Type: INDEX; Schema: tracker; Owner: -
--

CREATE INDEX workouts_import_id_idx ON tracker.workouts USING btree (user_id, import_id) WHERE (import_id IS NOT NULL);


--
-- Name: audit_log_2026_pkey; Type: INDEX ATTACH; Schema: tracker; Owner: -
--

ALTER INDEX tracker.audit_log_pkey ATTACH PARTITION tracker.audit_log_2026_pkey;


--
-- Name: audit_log_2027_pkey; Type: INDEX ATTACH; Schema: tracker; Owner: -
--

ALTER INDEX tracker.audit_log_pkey ATTACH PARTITION tracker.audit_log_2027_pkey;


--
-- Name: audit_log_2028_pkey; Type: INDEX ATTACH; Schema: tracker; Owner: -
--

ALTER INDEX tracker.audit_log_pkey ATTACH PARTITION tracker.audit_log_2028_pkey;


--
-- Name: audit_log_2029_pkey; Type: INDEX ATTACH; Schema: tracker; Owner: -
--

ALTER INDEX tracker.audit_log_pkey ATTACH PARTITION tracker.audit_log_2029_pkey;


--
-- Name: audit_log_2030_pkey; Type: INDEX ATTACH; Schema: tracker; Owner: -
--

ALTER INDEX tracker.audit_log_pkey ATTACH PARTITION tracker.audit_log_2030_pkey;


--
-- Name: audit_log_2031_pkey; Type: INDEX ATTACH; Schema: tracker; Owner: -
--

ALTER INDEX tracker.audit_log_pkey ATTACH PARTITION tracker.audit_log_2031_pkey;


--
-- Name: audit_log_2032_pkey; Type: INDEX ATTACH; Schema: tracker; Owner: -
--

ALTER INDEX tracker.audit_log_pkey ATTACH PARTITION tracker.audit_log_2032_pkey;


--
-- Name: audit_log_2033_pkey; Type: INDEX ATTACH; Schema: tracker; Owner: -
--

ALTER INDEX tracker.audit_log_pkey ATTACH PARTITION tracker.audit_log_2033_pkey;


--
-- Name: audit_log_2034_pkey; Type: INDEX ATTACH; Schema: tracker; Owner: -
--

ALTER INDEX tracker.audit_log_pkey ATTACH PARTITION tracker.audit_log_2034_pkey;


--
-- Name: audit_log_2035_pkey; Type: INDEX ATTACH; Schema: tracker; Owner: -
--

ALTER INDEX tracker.audit_log_pkey ATTACH PARTITION tracker.audit_log_2035_pkey;


--
-- Name: audit_log_before_2026_pkey; Type: INDEX ATTACH; Schema: tracker; Owner: -
--

ALTER INDEX tracker.audit_log_pkey ATTACH PARTITION tracker.audit_log_before_2026_pkey;


--
-- Name: sets_2018_pkey; Type: INDEX ATTACH; Schema: tracker; Owner: -
--

ALTER INDEX tracker.sets_pkey ATTACH PARTITION tracker.sets_2018_pkey;


--
-- Name: sets_2018_user_id_exercise_id_performed_on_idx; Type: INDEX ATTACH; Schema: tracker; Owner: -
--

ALTER INDEX tracker.sets_user_id_exercise_id_performed_on_idx ATTACH PARTITION tracker.sets_2018_user_id_exercise_id_performed_on_idx;


--
-- Name: sets_2019_pkey; Type: INDEX ATTACH; Schema: tracker; Owner: -
--

ALTER INDEX tracker.sets_pkey ATTACH PARTITION tracker.sets_2019_pkey;


--
-- Name: sets_2019_user_id_exercise_id_performed_on_idx; Type: INDEX ATTACH; Schema: tracker; Owner: -
--

ALTER INDEX tracker.sets_user_id_exercise_id_performed_on_idx ATTACH PARTITION tracker.sets_2019_user_id_exercise_id_performed_on_idx;


--
-- Name: sets_2020_pkey; Type: INDEX ATTACH; Schema: tracker; Owner: -
--

ALTER INDEX tracker.sets_pkey ATTACH PARTITION tracker.sets_2020_pkey;


--
-- Name: sets_2020_user_id_exercise_id_performed_on_idx; Type: INDEX ATTACH; Schema: tracker; Owner: -
--

ALTER INDEX tracker.sets_user_id_exercise_id_performed_on_idx ATTACH PARTITION tracker.sets_2020_user_id_exercise_id_performed_on_idx;


--
-- Name: sets_2021_pkey; Type: INDEX ATTACH; Schema: tracker; Owner: -
--

ALTER INDEX tracker.sets_pkey ATTACH PARTITION tracker.sets_2021_pkey;


--
-- Name: sets_2021_user_id_exercise_id_performed_on_idx; Type: INDEX ATTACH; Schema: tracker; Owner: -
--

ALTER INDEX tracker.sets_user_id_exercise_id_performed_on_idx ATTACH PARTITION tracker.sets_2021_user_id_exercise_id_performed_on_idx;


--
-- Name: sets_2022_pkey; Type: INDEX ATTACH; Schema: tracker; Owner: -
--

ALTER INDEX tracker.sets_pkey ATTACH PARTITION tracker.sets_2022_pkey;


--
-- Name: sets_2022_user_id_exercise_id_performed_on_idx; Type: INDEX ATTACH; Schema: tracker; Owner: -
--

ALTER INDEX tracker.sets_user_id_exercise_id_performed_on_idx ATTACH PARTITION tracker.sets_2022_user_id_exercise_id_performed_on_idx;


--
-- Name: sets_2023_pkey; Type: INDEX ATTACH; Schema: tracker; Owner: -
--

ALTER INDEX tracker.sets_pkey ATTACH PARTITION tracker.sets_2023_pkey;


--
-- Name: sets_2023_user_id_exercise_id_performed_on_idx; Type: INDEX ATTACH; Schema: tracker; Owner: -
--

ALTER INDEX tracker.sets_user_id_exercise_id_performed_on_idx ATTACH PARTITION tracker.sets_2023_user_id_exercise_id_performed_on_idx;


--
-- Name: sets_2024_pkey; Type: INDEX ATTACH; Schema: tracker; Owner: -
--

ALTER INDEX tracker.sets_pkey ATTACH PARTITION tracker.sets_2024_pkey;


--
-- Name: sets_2024_user_id_exercise_id_performed_on_idx; Type: INDEX ATTACH; Schema: tracker; Owner: -
--

ALTER INDEX tracker.sets_user_id_exercise_id_performed_on_idx ATTACH PARTITION tracker.sets_2024_user_id_exercise_id_performed_on_idx;


--
-- Name: sets_2025_pkey; Type: INDEX ATTACH; Schema: tracker; Owner: -
--

ALTER INDEX tracker.sets_pkey ATTACH PARTITION tracker.sets_2025_pkey;


--
-- Name: sets_2025_user_id_exercise_id_performed_on_idx; Type: INDEX ATTACH; Schema: tracker; Owner: -
--

ALTER INDEX tracker.sets_user_id_exercise_id_performed_on_idx ATTACH PARTITION tracker.sets_2025_user_id_exercise_id_performed_on_idx;


--
-- Name: sets_2026_pkey; Type: INDEX ATTACH; Schema: tracker; Owner: -
--

ALTER INDEX tracker.sets_pkey ATTACH PARTITION tracker.sets_2026_pkey;


--
-- Name: sets_2026_user_id_exercise_id_performed_on_idx; Type: INDEX ATTACH; Schema: tracker; Owner: -
--

ALTER INDEX tracker.sets_user_id_exercise_id_performed_on_idx ATTACH PARTITION tracker.sets_2026_user_id_exercise_id_performed_on_idx;


--
-- Name: sets_2027_pkey; Type: INDEX ATTACH; Schema: tracker; Owner: -
--

ALTER INDEX tracker.sets_pkey ATTACH PARTITION tracker.sets_2027_pkey;


--
-- Name: sets_2027_user_id_exercise_id_performed_on_idx; Type: INDEX ATTACH; Schema: tracker; Owner: -
--

ALTER INDEX tracker.sets_user_id_exercise_id_performed_on_idx ATTACH PARTITION tracker.sets_2027_user_id_exercise_id_performed_on_idx;


--
-- Name: sets_2028_pkey; Type: INDEX ATTACH; Schema: tracker; Owner: -
--

ALTER INDEX tracker.sets_pkey ATTACH PARTITION tracker.sets_2028_pkey;


--
-- Name: sets_2028_user_id_exercise_id_performed_on_idx; Type: INDEX ATTACH; Schema: tracker; Owner: -
--

ALTER INDEX tracker.sets_user_id_exercise_id_performed_on_idx ATTACH PARTITION tracker.sets_2028_user_id_exercise_id_performed_on_idx;


--
-- Name: sets_2029_pkey; Type: INDEX ATTACH; Schema: tracker; Owner: -
--

ALTER INDEX tracker.sets_pkey ATTACH PARTITION tracker.sets_2029_pkey;


--
-- Name: sets_2029_user_id_exercise_id_performed_on_idx; Type: INDEX ATTACH; Schema: tracker; Owner: -
--

ALTER INDEX tracker.sets_user_id_exercise_id_performed_on_idx ATTACH PARTITION tracker.sets_2029_user_id_exercise_id_performed_on_idx;


--
-- Name: sets_2030_pkey; Type: INDEX ATTACH; Schema: tracker; Owner: -
--

ALTER INDEX tracker.sets_pkey ATTACH PARTITION tracker.sets_2030_pkey;


--
-- Name: sets_2030_user_id_exercise_id_performed_on_idx; Type: INDEX ATTACH; Schema: tracker; Owner: -
--

ALTER INDEX tracker.sets_user_id_exercise_id_performed_on_idx ATTACH PARTITION tracker.sets_2030_user_id_exercise_id_performed_on_idx;


--
-- Name: sets_2031_pkey; Type: INDEX ATTACH; Schema: tracker; Owner: -
--

ALTER INDEX tracker.sets_pkey ATTACH PARTITION tracker.sets_2031_pkey;


--
-- Name: sets_2031_user_id_exercise_id_performed_on_idx; Type: INDEX ATTACH; Schema: tracker; Owner: -
--

ALTER INDEX tracker.sets_user_id_exercise_id_performed_on_idx ATTACH PARTITION tracker.sets_2031_user_id_exercise_id_performed_on_idx;


--
-- Name: sets_2032_pkey; Type: INDEX ATTACH; Schema: tracker; Owner: -
--

ALTER INDEX tracker.sets_pkey ATTACH PARTITION tracker.sets_2032_pkey;


--
-- Name: sets_2032_user_id_exercise_id_performed_on_idx; Type: INDEX ATTACH; Schema: tracker; Owner: -
--

ALTER INDEX tracker.sets_user_id_exercise_id_performed_on_idx ATTACH PARTITION tracker.sets_2032_user_id_exercise_id_performed_on_idx;


--
-- Name: sets_2033_pkey; Type: INDEX ATTACH; Schema: tracker; Owner: -
--

ALTER INDEX tracker.sets_pkey ATTACH PARTITION tracker.sets_2033_pkey;


--
-- Name: sets_2033_user_id_exercise_id_performed_on_idx; Type: INDEX ATTACH; Schema: tracker; Owner: -
--

ALTER INDEX tracker.sets_user_id_exercise_id_performed_on_idx ATTACH PARTITION tracker.sets_2033_user_id_exercise_id_performed_on_idx;


--
-- Name: sets_2034_pkey; Type: INDEX ATTACH; Schema: tracker; Owner: -
--

ALTER INDEX tracker.sets_pkey ATTACH PARTITION tracker.sets_2034_pkey;


--
-- Name: sets_2034_user_id_exercise_id_performed_on_idx; Type: INDEX ATTACH; Schema: tracker; Owner: -
--

ALTER INDEX tracker.sets_user_id_exercise_id_performed_on_idx ATTACH PARTITION tracker.sets_2034_user_id_exercise_id_performed_on_idx;


--
-- Name: sets_2035_pkey; Type: INDEX ATTACH; Schema: tracker; Owner: -
--

ALTER INDEX tracker.sets_pkey ATTACH PARTITION tracker.sets_2035_pkey;


--
-- Name: sets_2035_user_id_exercise_id_performed_on_idx; Type: INDEX ATTACH; Schema: tracker; Owner: -
--

ALTER INDEX tracker.sets_user_id_exercise_id_performed_on_idx ATTACH PARTITION tracker.sets_2035_user_id_exercise_id_performed_on_idx;


--
-- Name: sets_before_2018_pkey; Type: INDEX ATTACH; Schema: tracker; Owner: -
--

ALTER INDEX tracker.sets_pkey ATTACH PARTITION tracker.sets_before_2018_pkey;


--
-- Name: sets_before_2018_user_id_exercise_id_performed_on_idx; Type: INDEX ATTACH; Schema: tracker; Owner: -
--

ALTER INDEX tracker.sets_user_id_exercise_id_performed_on_idx ATTACH PARTITION tracker.sets_before_2018_user_id_exercise_id_performed_on_idx;


--
-- Name: audit_shapes audit_shapes_touch; Type: TRIGGER; Schema: tracker; Owner: -
--

CREATE TRIGGER audit_shapes_touch BEFORE UPDATE ON tracker.audit_shapes FOR EACH ROW EXECUTE FUNCTION tracker.touch();


--
-- Name: audited_tables audited_tables_touch; Type: TRIGGER; Schema: tracker; Owner: -
--

CREATE TRIGGER audited_tables_touch BEFORE UPDATE ON tracker.audited_tables FOR EACH ROW EXECUTE FUNCTION tracker.touch();


--
-- Name: equipment equipment_audit_delete; Type: TRIGGER; Schema: tracker; Owner: -
--

CREATE TRIGGER equipment_audit_delete AFTER DELETE ON tracker.equipment FOR EACH ROW EXECUTE FUNCTION tracker.audit_delete('equipment', '', '{id}', '{created_by}', '{}');


--
-- Name: equipment equipment_audit_rekey; Type: TRIGGER; Schema: tracker; Owner: -
--

CREATE TRIGGER equipment_audit_rekey AFTER UPDATE ON tracker.equipment FOR EACH ROW WHEN ((old.id IS DISTINCT FROM new.id)) EXECUTE FUNCTION tracker.audit_delete('equipment', '', '{id}', '{created_by}', '{}');


--
-- Name: equipment equipment_audit_truncate; Type: TRIGGER; Schema: tracker; Owner: -
--

CREATE TRIGGER equipment_audit_truncate BEFORE TRUNCATE ON tracker.equipment FOR EACH STATEMENT EXECUTE FUNCTION tracker.audit_truncate('equipment', '', '{id}', '{created_by}', '{}');


--
-- Name: equipment equipment_audit_update; Type: TRIGGER; Schema: tracker; Owner: -
--

CREATE TRIGGER equipment_audit_update AFTER UPDATE ON tracker.equipment FOR EACH ROW WHEN ((NOT (old.id IS DISTINCT FROM new.id))) EXECUTE FUNCTION tracker.audit_update('equipment', '', '{id}', '{created_by}', '{}');


--
-- Name: equipment equipment_learn_search_words; Type: TRIGGER; Schema: tracker; Owner: -
--

CREATE TRIGGER equipment_learn_search_words AFTER INSERT OR UPDATE OF name, words ON tracker.equipment FOR EACH ROW EXECUTE FUNCTION tracker.learn_search_phrases();


--
-- Name: equipment equipment_stamp_recorded; Type: TRIGGER; Schema: tracker; Owner: -
--

CREATE TRIGGER equipment_stamp_recorded BEFORE INSERT ON tracker.equipment FOR EACH ROW WHEN (((((new.recorded_at >= now()) AND (new.recorded_at <= clock_timestamp())) AND (new.recorded_in = pg_current_xact_id()) AND COALESCE((new.created_by = tracker.current_user_id()), (tracker.current_user_id() IS NULL))) IS NOT TRUE)) EXECUTE FUNCTION tracker.stamp_recorded();


--
-- Name: equipment equipment_touch; Type: TRIGGER; Schema: tracker; Owner: -
--

CREATE TRIGGER equipment_touch BEFORE UPDATE ON tracker.equipment FOR EACH ROW EXECUTE FUNCTION tracker.touch();


--
-- Name: exercise_equipment exercise_equipment_audit_delete; Type: TRIGGER; Schema: tracker; Owner: -
--

CREATE TRIGGER exercise_equipment_audit_delete AFTER DELETE ON tracker.exercise_equipment FOR EACH ROW EXECUTE FUNCTION tracker.audit_delete('exercise_equipment', 'owner_id', '{exercise_id,equipment_id}', '{created_by}', '{}');


--
-- Name: exercise_equipment exercise_equipment_audit_rekey; Type: TRIGGER; Schema: tracker; Owner: -
--

CREATE TRIGGER exercise_equipment_audit_rekey AFTER UPDATE ON tracker.exercise_equipment FOR EACH ROW WHEN (((old.owner_id IS DISTINCT FROM new.owner_id) OR (old.exercise_id IS DISTINCT FROM new.exercise_id) OR (old.equipment_id IS DISTINCT FROM new.equipment_id))) EXECUTE FUNCTION tracker.audit_delete('exercise_equipment', 'owner_id', '{exercise_id,equipment_id}', '{created_by}', '{}');


--
-- Name: exercise_equipment exercise_equipment_audit_truncate; Type: TRIGGER; Schema: tracker; Owner: -
--

CREATE TRIGGER exercise_equipment_audit_truncate BEFORE TRUNCATE ON tracker.exercise_equipment FOR EACH STATEMENT EXECUTE FUNCTION tracker.audit_truncate('exercise_equipment', 'owner_id', '{exercise_id,equipment_id}', '{created_by}', '{}');


--
-- Name: exercise_equipment exercise_equipment_audit_update; Type: TRIGGER; Schema: tracker; Owner: -
--

CREATE TRIGGER exercise_equipment_audit_update AFTER UPDATE ON tracker.exercise_equipment FOR EACH ROW WHEN ((NOT ((old.owner_id IS DISTINCT FROM new.owner_id) OR (old.exercise_id IS DISTINCT FROM new.exercise_id) OR (old.equipment_id IS DISTINCT FROM new.equipment_id)))) EXECUTE FUNCTION tracker.audit_update('exercise_equipment', 'owner_id', '{exercise_id,equipment_id}', '{created_by}', '{}');


--
-- Name: exercise_equipment exercise_equipment_stamp_owner; Type: TRIGGER; Schema: tracker; Owner: -
--

CREATE TRIGGER exercise_equipment_stamp_owner BEFORE INSERT OR UPDATE ON tracker.exercise_equipment FOR EACH ROW EXECUTE FUNCTION tracker.stamp_link_owner();


--
-- Name: exercise_equipment exercise_equipment_stamp_recorded; Type: TRIGGER; Schema: tracker; Owner: -
--

CREATE TRIGGER exercise_equipment_stamp_recorded BEFORE INSERT ON tracker.exercise_equipment FOR EACH ROW WHEN (((((new.recorded_at >= now()) AND (new.recorded_at <= clock_timestamp())) AND (new.recorded_in = pg_current_xact_id()) AND COALESCE((new.created_by = tracker.current_user_id()), (tracker.current_user_id() IS NULL))) IS NOT TRUE)) EXECUTE FUNCTION tracker.stamp_recorded();


--
-- Name: exercise_equipment exercise_equipment_touch; Type: TRIGGER; Schema: tracker; Owner: -
--

CREATE TRIGGER exercise_equipment_touch BEFORE UPDATE ON tracker.exercise_equipment FOR EACH ROW EXECUTE FUNCTION tracker.touch();


--
-- Name: exercise_merge_moves exercise_merge_moves_audit_delete; Type: TRIGGER; Schema: tracker; Owner: -
--

CREATE TRIGGER exercise_merge_moves_audit_delete AFTER DELETE ON tracker.exercise_merge_moves FOR EACH ROW EXECUTE FUNCTION tracker.audit_delete('exercise_merge_moves', 'user_id', '{source_id,workout_id,workout_exercise_id}', '{created_by}', '{}');


--
-- Name: exercise_merge_moves exercise_merge_moves_audit_rekey; Type: TRIGGER; Schema: tracker; Owner: -
--

CREATE TRIGGER exercise_merge_moves_audit_rekey AFTER UPDATE ON tracker.exercise_merge_moves FOR EACH ROW WHEN (((old.user_id IS DISTINCT FROM new.user_id) OR (old.source_id IS DISTINCT FROM new.source_id) OR (old.workout_id IS DISTINCT FROM new.workout_id) OR (old.workout_exercise_id IS DISTINCT FROM new.workout_exercise_id))) EXECUTE FUNCTION tracker.audit_delete('exercise_merge_moves', 'user_id', '{source_id,workout_id,workout_exercise_id}', '{created_by}', '{}');


--
-- Name: exercise_merge_moves exercise_merge_moves_audit_truncate; Type: TRIGGER; Schema: tracker; Owner: -
--

CREATE TRIGGER exercise_merge_moves_audit_truncate BEFORE TRUNCATE ON tracker.exercise_merge_moves FOR EACH STATEMENT EXECUTE FUNCTION tracker.audit_truncate('exercise_merge_moves', 'user_id', '{source_id,workout_id,workout_exercise_id}', '{created_by}', '{}');


--
-- Name: exercise_merge_moves exercise_merge_moves_audit_update; Type: TRIGGER; Schema: tracker; Owner: -
--

CREATE TRIGGER exercise_merge_moves_audit_update AFTER UPDATE ON tracker.exercise_merge_moves FOR EACH ROW WHEN ((NOT ((old.user_id IS DISTINCT FROM new.user_id) OR (old.source_id IS DISTINCT FROM new.source_id) OR (old.workout_id IS DISTINCT FROM new.workout_id) OR (old.workout_exercise_id IS DISTINCT FROM new.workout_exercise_id)))) EXECUTE FUNCTION tracker.audit_update('exercise_merge_moves', 'user_id', '{source_id,workout_id,workout_exercise_id}', '{created_by}', '{}');


--
-- Name: exercise_merge_moves exercise_merge_moves_refuse_foreign_source; Type: TRIGGER; Schema: tracker; Owner: -
--

CREATE TRIGGER exercise_merge_moves_refuse_foreign_source AFTER INSERT ON tracker.exercise_merge_moves REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION tracker.refuse_foreign_source();


--
-- Name: exercise_merge_moves exercise_merge_moves_stamp_recorded; Type: TRIGGER; Schema: tracker; Owner: -
--

CREATE TRIGGER exercise_merge_moves_stamp_recorded BEFORE INSERT ON tracker.exercise_merge_moves FOR EACH ROW WHEN (((((new.recorded_at >= now()) AND (new.recorded_at <= clock_timestamp())) AND (new.recorded_in = pg_current_xact_id()) AND COALESCE((new.created_by = tracker.current_user_id()), (tracker.current_user_id() IS NULL))) IS NOT TRUE)) EXECUTE FUNCTION tracker.stamp_recorded();


--
-- Name: exercise_merge_moves exercise_merge_moves_touch; Type: TRIGGER; Schema: tracker; Owner: -
--

CREATE TRIGGER exercise_merge_moves_touch BEFORE UPDATE ON tracker.exercise_merge_moves FOR EACH ROW EXECUTE FUNCTION tracker.touch();


--
-- Name: exercise_muscle_groups exercise_muscle_groups_audit_delete; Type: TRIGGER; Schema: tracker; Owner: -
--

CREATE TRIGGER exercise_muscle_groups_audit_delete AFTER DELETE ON tracker.exercise_muscle_groups FOR EACH ROW EXECUTE FUNCTION tracker.audit_delete('exercise_muscle_groups', 'owner_id', '{exercise_id,muscle_group_id}', '{created_by}', '{}');


--
-- Name: exercise_muscle_groups exercise_muscle_groups_audit_rekey; Type: TRIGGER; Schema: tracker; Owner: -
--

CREATE TRIGGER exercise_muscle_groups_audit_rekey AFTER UPDATE ON tracker.exercise_muscle_groups FOR EACH ROW WHEN (((old.owner_id IS DISTINCT FROM new.owner_id) OR (old.exercise_id IS DISTINCT FROM new.exercise_id) OR (old.muscle_group_id IS DISTINCT FROM new.muscle_group_id))) EXECUTE FUNCTION tracker.audit_delete('exercise_muscle_groups', 'owner_id', '{exercise_id,muscle_group_id}', '{created_by}', '{}');


--
-- Name: exercise_muscle_groups exercise_muscle_groups_audit_truncate; Type: TRIGGER; Schema: tracker; Owner: -
--

CREATE TRIGGER exercise_muscle_groups_audit_truncate BEFORE TRUNCATE ON tracker.exercise_muscle_groups FOR EACH STATEMENT EXECUTE FUNCTION tracker.audit_truncate('exercise_muscle_groups', 'owner_id', '{exercise_id,muscle_group_id}', '{created_by}', '{}');


--
-- Name: exercise_muscle_groups exercise_muscle_groups_audit_update; Type: TRIGGER; Schema: tracker; Owner: -
--

CREATE TRIGGER exercise_muscle_groups_audit_update AFTER UPDATE ON tracker.exercise_muscle_groups FOR EACH ROW WHEN ((NOT ((old.owner_id IS DISTINCT FROM new.owner_id) OR (old.exercise_id IS DISTINCT FROM new.exercise_id) OR (old.muscle_group_id IS DISTINCT FROM new.muscle_group_id)))) EXECUTE FUNCTION tracker.audit_update('exercise_muscle_groups', 'owner_id', '{exercise_id,muscle_group_id}', '{created_by}', '{}');


--
-- Name: exercise_muscle_groups exercise_muscle_groups_stamp_owner; Type: TRIGGER; Schema: tracker; Owner: -
--

CREATE TRIGGER exercise_muscle_groups_stamp_owner BEFORE INSERT OR UPDATE ON tracker.exercise_muscle_groups FOR EACH ROW EXECUTE FUNCTION tracker.stamp_link_owner();


--
-- Name: exercise_muscle_groups exercise_muscle_groups_stamp_recorded; Type: TRIGGER; Schema: tracker; Owner: -
--

CREATE TRIGGER exercise_muscle_groups_stamp_recorded BEFORE INSERT ON tracker.exercise_muscle_groups FOR EACH ROW WHEN (((((new.recorded_at >= now()) AND (new.recorded_at <= clock_timestamp())) AND (new.recorded_in = pg_current_xact_id()) AND COALESCE((new.created_by = tracker.current_user_id()), (tracker.current_user_id() IS NULL))) IS NOT TRUE)) EXECUTE FUNCTION tracker.stamp_recorded();


--
-- Name: exercise_muscle_groups exercise_muscle_groups_touch; Type: TRIGGER; Schema: tracker; Owner: -
--

CREATE TRIGGER exercise_muscle_groups_touch BEFORE UPDATE ON tracker.exercise_muscle_groups FOR EACH ROW EXECUTE FUNCTION tracker.touch();


--
-- Name: exercise_popularity exercise_popularity_touch; Type: TRIGGER; Schema: tracker; Owner: -
--

CREATE TRIGGER exercise_popularity_touch BEFORE UPDATE ON tracker.exercise_popularity FOR EACH ROW EXECUTE FUNCTION tracker.touch();


--
-- Name: exercise_records exercise_records_touch; Type: TRIGGER; Schema: tracker; Owner: -
--

CREATE TRIGGER exercise_records_touch BEFORE UPDATE ON tracker.exercise_records FOR EACH ROW EXECUTE FUNCTION tracker.touch();


--
-- Name: exercises exercises_audit_delete; Type: TRIGGER; Schema: tracker; Owner: -
--

CREATE TRIGGER exercises_audit_delete AFTER DELETE ON tracker.exercises FOR EACH ROW EXECUTE FUNCTION tracker.audit_delete('exercises', 'owner_id', '{id}', '{search_document,search_names,search_lexemes,created_by}', '{}');


--
-- Name: exercises exercises_audit_rekey; Type: TRIGGER; Schema: tracker; Owner: -
--

CREATE TRIGGER exercises_audit_rekey AFTER UPDATE ON tracker.exercises FOR EACH ROW WHEN (((old.owner_id IS DISTINCT FROM new.owner_id) OR (old.id IS DISTINCT FROM new.id))) EXECUTE FUNCTION tracker.audit_delete('exercises', 'owner_id', '{id}', '{search_document,search_names,search_lexemes,created_by}', '{}');


--
-- Name: exercises exercises_audit_truncate; Type: TRIGGER; Schema: tracker; Owner: -
--

CREATE TRIGGER exercises_audit_truncate BEFORE TRUNCATE ON tracker.exercises FOR EACH STATEMENT EXECUTE FUNCTION tracker.audit_truncate('exercises', 'owner_id', '{id}', '{search_document,search_names,search_lexemes,created_by}', '{}');


--
-- Name: exercises exercises_audit_update; Type: TRIGGER; Schema: tracker; Owner: -
--

CREATE TRIGGER exercises_audit_update AFTER UPDATE ON tracker.exercises FOR EACH ROW WHEN (((NOT ((old.owner_id IS DISTINCT FROM new.owner_id) OR (old.id IS DISTINCT FROM new.id))) AND ((to_jsonb(old.*) - '{search_document,search_names,search_lexemes}'::text[]) IS DISTINCT FROM (to_jsonb(new.*) - '{search_document,search_names,search_lexemes}'::text[])))) EXECUTE FUNCTION tracker.audit_update('exercises', 'owner_id', '{id}', '{search_document,search_names,search_lexemes,created_by}', '{}');


--
-- Name: exercises exercises_learn_search_words; Type: TRIGGER; Schema: tracker; Owner: -
--

CREATE TRIGGER exercises_learn_search_words AFTER INSERT OR UPDATE OF name, aliases, owner_id ON tracker.exercises FOR EACH ROW WHEN ((new.owner_id IS NULL)) EXECUTE FUNCTION tracker.learn_exercise_words();


--
-- Name: exercises exercises_pass_on_owner; Type: TRIGGER; Schema: tracker; Owner: -
--

CREATE TRIGGER exercises_pass_on_owner AFTER UPDATE OF owner_id ON tracker.exercises FOR EACH ROW WHEN ((old.owner_id IS DISTINCT FROM new.owner_id)) EXECUTE FUNCTION tracker.pass_on_owner();


--
-- Name: exercises exercises_refuse_foreign_target; Type: TRIGGER; Schema: tracker; Owner: -
--

CREATE TRIGGER exercises_refuse_foreign_target AFTER INSERT OR UPDATE OF merged_into, owner_id ON tracker.exercises FOR EACH ROW WHEN ((new.merged_into IS NOT NULL)) EXECUTE FUNCTION tracker.refuse_foreign_target();


--
-- Name: exercises exercises_rescan; Type: TRIGGER; Schema: tracker; Owner: -
--

CREATE TRIGGER exercises_rescan AFTER UPDATE OF tracking ON tracker.exercises FOR EACH ROW WHEN ((old.tracking IS DISTINCT FROM new.tracking)) EXECUTE FUNCTION tracker.rescan_exercise();


--
-- Name: exercises exercises_stamp_recorded; Type: TRIGGER; Schema: tracker; Owner: -
--

CREATE TRIGGER exercises_stamp_recorded BEFORE INSERT ON tracker.exercises FOR EACH ROW WHEN (((((new.recorded_at >= now()) AND (new.recorded_at <= clock_timestamp())) AND (new.recorded_in = pg_current_xact_id()) AND COALESCE((new.created_by = tracker.current_user_id()), (tracker.current_user_id() IS NULL))) IS NOT TRUE)) EXECUTE FUNCTION tracker.stamp_recorded();


--
-- Name: exercises exercises_touch; Type: TRIGGER; Schema: tracker; Owner: -
--

CREATE TRIGGER exercises_touch BEFORE UPDATE ON tracker.exercises FOR EACH ROW EXECUTE FUNCTION tracker.touch();


--
-- Name: exercises exercises_write_search; Type: TRIGGER; Schema: tracker; Owner: -
--

CREATE TRIGGER exercises_write_search BEFORE INSERT OR UPDATE OF name, aliases, search_names, search_lexemes ON tracker.exercises FOR EACH ROW EXECUTE FUNCTION tracker.write_search_columns();


--
-- Name: imports imports_audit_delete; Type: TRIGGER; Schema: tracker; Owner: -
--

CREATE TRIGGER imports_audit_delete AFTER DELETE ON tracker.imports FOR EACH ROW EXECUTE FUNCTION tracker.audit_delete('imports', 'user_id', '{id}', '{created_by}', '{}');


--
-- Name: imports imports_audit_rekey; Type: TRIGGER; Schema: tracker; Owner: -
--

CREATE TRIGGER imports_audit_rekey AFTER UPDATE ON tracker.imports FOR EACH ROW WHEN (((old.user_id IS DISTINCT FROM new.user_id) OR (old.id IS DISTINCT FROM new.id))) EXECUTE FUNCTION tracker.audit_delete('imports', 'user_id', '{id}', '{created_by}', '{}');


--
-- Name: imports imports_audit_truncate; Type: TRIGGER; Schema: tracker; Owner: -
--

CREATE TRIGGER imports_audit_truncate BEFORE TRUNCATE ON tracker.imports FOR EACH STATEMENT EXECUTE FUNCTION tracker.audit_truncate('imports', 'user_id', '{id}', '{created_by}', '{}');


--
-- Name: imports imports_audit_update; Type: TRIGGER; Schema: tracker; Owner: -
--

CREATE TRIGGER imports_audit_update AFTER UPDATE ON tracker.imports FOR EACH ROW WHEN ((NOT ((old.user_id IS DISTINCT FROM new.user_id) OR (old.id IS DISTINCT FROM new.id)))) EXECUTE FUNCTION tracker.audit_update('imports', 'user_id', '{id}', '{created_by}', '{}');


--
-- Name: imports imports_stamp_recorded; Type: TRIGGER; Schema: tracker; Owner: -
--

CREATE TRIGGER imports_stamp_recorded BEFORE INSERT ON tracker.imports FOR EACH ROW WHEN (((((new.recorded_at >= now()) AND (new.recorded_at <= clock_timestamp())) AND (new.recorded_in = pg_current_xact_id()) AND COALESCE((new.created_by = tracker.current_user_id()), (tracker.current_user_id() IS NULL))) IS NOT TRUE)) EXECUTE FUNCTION tracker.stamp_recorded();


--
-- Name: imports imports_touch; Type: TRIGGER; Schema: tracker; Owner: -
--

CREATE TRIGGER imports_touch BEFORE UPDATE ON tracker.imports FOR EACH ROW EXECUTE FUNCTION tracker.touch();


--
-- Name: muscle_groups muscle_groups_audit_delete; Type: TRIGGER; Schema: tracker; Owner: -
--

CREATE TRIGGER muscle_groups_audit_delete AFTER DELETE ON tracker.muscle_groups FOR EACH ROW EXECUTE FUNCTION tracker.audit_delete('muscle_groups', '', '{id}', '{created_by}', '{}');


--
-- Name: muscle_groups muscle_groups_audit_rekey; Type: TRIGGER; Schema: tracker; Owner: -
--

CREATE TRIGGER muscle_groups_audit_rekey AFTER UPDATE ON tracker.muscle_groups FOR EACH ROW WHEN ((old.id IS DISTINCT FROM new.id)) EXECUTE FUNCTION tracker.audit_delete('muscle_groups', '', '{id}', '{created_by}', '{}');


--
-- Name: muscle_groups muscle_groups_audit_truncate; Type: TRIGGER; Schema: tracker; Owner: -
--

CREATE TRIGGER muscle_groups_audit_truncate BEFORE TRUNCATE ON tracker.muscle_groups FOR EACH STATEMENT EXECUTE FUNCTION tracker.audit_truncate('muscle_groups', '', '{id}', '{created_by}', '{}');


--
-- Name: muscle_groups muscle_groups_audit_update; Type: TRIGGER; Schema: tracker; Owner: -
--

CREATE TRIGGER muscle_groups_audit_update AFTER UPDATE ON tracker.muscle_groups FOR EACH ROW WHEN ((NOT (old.id IS DISTINCT FROM new.id))) EXECUTE FUNCTION tracker.audit_update('muscle_groups', '', '{id}', '{created_by}', '{}');


--
-- Name: muscle_groups muscle_groups_learn_search_words; Type: TRIGGER; Schema: tracker; Owner: -
--

CREATE TRIGGER muscle_groups_learn_search_words AFTER INSERT OR UPDATE OF name, words ON tracker.muscle_groups FOR EACH ROW EXECUTE FUNCTION tracker.learn_search_phrases();


--
-- Name: muscle_groups muscle_groups_stamp_recorded; Type: TRIGGER; Schema: tracker; Owner: -
--

CREATE TRIGGER muscle_groups_stamp_recorded BEFORE INSERT ON tracker.muscle_groups FOR EACH ROW WHEN (((((new.recorded_at >= now()) AND (new.recorded_at <= clock_timestamp())) AND (new.recorded_in = pg_current_xact_id()) AND COALESCE((new.created_by = tracker.current_user_id()), (tracker.current_user_id() IS NULL))) IS NOT TRUE)) EXECUTE FUNCTION tracker.stamp_recorded();


--
-- Name: muscle_groups muscle_groups_touch; Type: TRIGGER; Schema: tracker; Owner: -
--

CREATE TRIGGER muscle_groups_touch BEFORE UPDATE ON tracker.muscle_groups FOR EACH ROW EXECUTE FUNCTION tracker.touch();


--
-- Name: record_events record_events_touch; Type: TRIGGER; Schema: tracker; Owner: -
--

CREATE TRIGGER record_events_touch BEFORE UPDATE ON tracker.record_events FOR EACH ROW EXECUTE FUNCTION tracker.touch();


--
-- Name: record_rules record_rules_touch; Type: TRIGGER; Schema: tracker; Owner: -
--

CREATE TRIGGER record_rules_touch BEFORE UPDATE ON tracker.record_rules FOR EACH ROW EXECUTE FUNCTION tracker.touch();


--
-- Name: search_synonyms search_synonyms_audit_delete; Type: TRIGGER; Schema: tracker; Owner: -
--

CREATE TRIGGER search_synonyms_audit_delete AFTER DELETE ON tracker.search_synonyms FOR EACH ROW EXECUTE FUNCTION tracker.audit_delete('search_synonyms', '', '{phrase,meaning}', '{compact_phrase,created_by}', '{}');


--
-- Name: search_synonyms search_synonyms_audit_rekey; Type: TRIGGER; Schema: tracker; Owner: -
--

CREATE TRIGGER search_synonyms_audit_rekey AFTER UPDATE ON tracker.search_synonyms FOR EACH ROW WHEN (((old.phrase IS DISTINCT FROM new.phrase) OR (old.meaning IS DISTINCT FROM new.meaning))) EXECUTE FUNCTION tracker.audit_delete('search_synonyms', '', '{phrase,meaning}', '{compact_phrase,created_by}', '{}');


--
-- Name: search_synonyms search_synonyms_audit_truncate; Type: TRIGGER; Schema: tracker; Owner: -
--

CREATE TRIGGER search_synonyms_audit_truncate BEFORE TRUNCATE ON tracker.search_synonyms FOR EACH STATEMENT EXECUTE FUNCTION tracker.audit_truncate('search_synonyms', '', '{phrase,meaning}', '{compact_phrase,created_by}', '{}');


--
-- Name: search_synonyms search_synonyms_audit_update; Type: TRIGGER; Schema: tracker; Owner: -
--

CREATE TRIGGER search_synonyms_audit_update AFTER UPDATE ON tracker.search_synonyms FOR EACH ROW WHEN (((NOT ((old.phrase IS DISTINCT FROM new.phrase) OR (old.meaning IS DISTINCT FROM new.meaning))) AND ((to_jsonb(old.*) - '{compact_phrase}'::text[]) IS DISTINCT FROM (to_jsonb(new.*) - '{compact_phrase}'::text[])))) EXECUTE FUNCTION tracker.audit_update('search_synonyms', '', '{phrase,meaning}', '{compact_phrase,created_by}', '{}');


--
-- Name: search_synonyms search_synonyms_learn; Type: TRIGGER; Schema: tracker; Owner: -
--

CREATE TRIGGER search_synonyms_learn AFTER INSERT OR UPDATE OF phrase ON tracker.search_synonyms FOR EACH ROW EXECUTE FUNCTION tracker.learn_search_phrases();


--
-- Name: search_synonyms search_synonyms_stamp_recorded; Type: TRIGGER; Schema: tracker; Owner: -
--

CREATE TRIGGER search_synonyms_stamp_recorded BEFORE INSERT ON tracker.search_synonyms FOR EACH ROW WHEN (((((new.recorded_at >= now()) AND (new.recorded_at <= clock_timestamp())) AND (new.recorded_in = pg_current_xact_id()) AND COALESCE((new.created_by = tracker.current_user_id()), (tracker.current_user_id() IS NULL))) IS NOT TRUE)) EXECUTE FUNCTION tracker.stamp_recorded();


--
-- Name: search_synonyms search_synonyms_touch; Type: TRIGGER; Schema: tracker; Owner: -
--

CREATE TRIGGER search_synonyms_touch BEFORE UPDATE ON tracker.search_synonyms FOR EACH ROW EXECUTE FUNCTION tracker.touch();


--
-- Name: search_vocabulary search_vocabulary_touch; Type: TRIGGER; Schema: tracker; Owner: -
--

CREATE TRIGGER search_vocabulary_touch BEFORE UPDATE ON tracker.search_vocabulary FOR EACH ROW EXECUTE FUNCTION tracker.touch();


--
-- Name: search_word_weights search_word_weights_audit_delete; Type: TRIGGER; Schema: tracker; Owner: -
--

CREATE TRIGGER search_word_weights_audit_delete AFTER DELETE ON tracker.search_word_weights FOR EACH ROW EXECUTE FUNCTION tracker.audit_delete('search_word_weights', '', '{word}', '{created_by}', '{}');


--
-- Name: search_word_weights search_word_weights_audit_rekey; Type: TRIGGER; Schema: tracker; Owner: -
--

CREATE TRIGGER search_word_weights_audit_rekey AFTER UPDATE ON tracker.search_word_weights FOR EACH ROW WHEN ((old.word IS DISTINCT FROM new.word)) EXECUTE FUNCTION tracker.audit_delete('search_word_weights', '', '{word}', '{created_by}', '{}');


--
-- Name: search_word_weights search_word_weights_audit_truncate; Type: TRIGGER; Schema: tracker; Owner: -
--

CREATE TRIGGER search_word_weights_audit_truncate BEFORE TRUNCATE ON tracker.search_word_weights FOR EACH STATEMENT EXECUTE FUNCTION tracker.audit_truncate('search_word_weights', '', '{word}', '{created_by}', '{}');


--
-- Name: search_word_weights search_word_weights_audit_update; Type: TRIGGER; Schema: tracker; Owner: -
--

CREATE TRIGGER search_word_weights_audit_update AFTER UPDATE ON tracker.search_word_weights FOR EACH ROW WHEN ((NOT (old.word IS DISTINCT FROM new.word))) EXECUTE FUNCTION tracker.audit_update('search_word_weights', '', '{word}', '{created_by}', '{}');


--
-- Name: search_word_weights search_word_weights_stamp_recorded; Type: TRIGGER; Schema: tracker; Owner: -
--

CREATE TRIGGER search_word_weights_stamp_recorded BEFORE INSERT ON tracker.search_word_weights FOR EACH ROW WHEN (((((new.recorded_at >= now()) AND (new.recorded_at <= clock_timestamp())) AND (new.recorded_in = pg_current_xact_id()) AND COALESCE((new.created_by = tracker.current_user_id()), (tracker.current_user_id() IS NULL))) IS NOT TRUE)) EXECUTE FUNCTION tracker.stamp_recorded();


--
-- Name: search_word_weights search_word_weights_touch; Type: TRIGGER; Schema: tracker; Owner: -
--

CREATE TRIGGER search_word_weights_touch BEFORE UPDATE ON tracker.search_word_weights FOR EACH ROW EXECUTE FUNCTION tracker.touch();


--
-- Name: sets sets_audit_delete; Type: TRIGGER; Schema: tracker; Owner: -
--

CREATE TRIGGER sets_audit_delete AFTER DELETE ON tracker.sets FOR EACH ROW EXECUTE FUNCTION tracker.audit_delete('sets', 'user_id', '{workout_id,id}', '{created_by}', '{}');


--
-- Name: sets sets_audit_rekey; Type: TRIGGER; Schema: tracker; Owner: -
--

CREATE TRIGGER sets_audit_rekey AFTER UPDATE ON tracker.sets FOR EACH ROW WHEN (((old.user_id IS DISTINCT FROM new.user_id) OR (old.workout_id IS DISTINCT FROM new.workout_id) OR (old.id IS DISTINCT FROM new.id))) EXECUTE FUNCTION tracker.audit_delete('sets', 'user_id', '{workout_id,id}', '{created_by}', '{}');


--
-- Name: sets_2018 sets_audit_truncate; Type: TRIGGER; Schema: tracker; Owner: -
--

CREATE TRIGGER sets_audit_truncate BEFORE TRUNCATE ON tracker.sets_2018 FOR EACH STATEMENT EXECUTE FUNCTION tracker.audit_truncate('sets', 'user_id', '{workout_id,id}', '{created_by}', '{}');


--
-- Name: sets_2019 sets_audit_truncate; Type: TRIGGER; Schema: tracker; Owner: -
--

CREATE TRIGGER sets_audit_truncate BEFORE TRUNCATE ON tracker.sets_2019 FOR EACH STATEMENT EXECUTE FUNCTION tracker.audit_truncate('sets', 'user_id', '{workout_id,id}', '{created_by}', '{}');


--
-- Name: sets_2020 sets_audit_truncate; Type: TRIGGER; Schema: tracker; Owner: -
--

CREATE TRIGGER sets_audit_truncate BEFORE TRUNCATE ON tracker.sets_2020 FOR EACH STATEMENT EXECUTE FUNCTION tracker.audit_truncate('sets', 'user_id', '{workout_id,id}', '{created_by}', '{}');


--
-- Name: sets_2021 sets_audit_truncate; Type: TRIGGER; Schema: tracker; Owner: -
--

CREATE TRIGGER sets_audit_truncate BEFORE TRUNCATE ON tracker.sets_2021 FOR EACH STATEMENT EXECUTE FUNCTION tracker.audit_truncate('sets', 'user_id', '{workout_id,id}', '{created_by}', '{}');


--
-- Name: sets_2022 sets_audit_truncate; Type: TRIGGER; Schema: tracker; Owner: -
--

CREATE TRIGGER sets_audit_truncate BEFORE TRUNCATE ON tracker.sets_2022 FOR EACH STATEMENT EXECUTE FUNCTION tracker.audit_truncate('sets', 'user_id', '{workout_id,id}', '{created_by}', '{}');


--
-- Name: sets_2023 sets_audit_truncate; Type: TRIGGER; Schema: tracker; Owner: -
--

CREATE TRIGGER sets_audit_truncate BEFORE TRUNCATE ON tracker.sets_2023 FOR EACH STATEMENT EXECUTE FUNCTION tracker.audit_truncate('sets', 'user_id', '{workout_id,id}', '{created_by}', '{}');


--
-- Name: sets_2024 sets_audit_truncate; Type: TRIGGER; Schema: tracker; Owner: -
--

CREATE TRIGGER sets_audit_truncate BEFORE TRUNCATE ON tracker.sets_2024 FOR EACH STATEMENT EXECUTE FUNCTION tracker.audit_truncate('sets', 'user_id', '{workout_id,id}', '{created_by}', '{}');


--
-- Name: sets_2025 sets_audit_truncate; Type: TRIGGER; Schema: tracker; Owner: -
--

CREATE TRIGGER sets_audit_truncate BEFORE TRUNCATE ON tracker.sets_2025 FOR EACH STATEMENT EXECUTE FUNCTION tracker.audit_truncate('sets', 'user_id', '{workout_id,id}', '{created_by}', '{}');


--
-- Name: sets_2026 sets_audit_truncate; Type: TRIGGER; Schema: tracker; Owner: -
--

CREATE TRIGGER sets_audit_truncate BEFORE TRUNCATE ON tracker.sets_2026 FOR EACH STATEMENT EXECUTE FUNCTION tracker.audit_truncate('sets', 'user_id', '{workout_id,id}', '{created_by}', '{}');


--
-- Name: sets_2027 sets_audit_truncate; Type: TRIGGER; Schema: tracker; Owner: -
--

CREATE TRIGGER sets_audit_truncate BEFORE TRUNCATE ON tracker.sets_2027 FOR EACH STATEMENT EXECUTE FUNCTION tracker.audit_truncate('sets', 'user_id', '{workout_id,id}', '{created_by}', '{}');


--
-- Name: sets_2028 sets_audit_truncate; Type: TRIGGER; Schema: tracker; Owner: -
--

CREATE TRIGGER sets_audit_truncate BEFORE TRUNCATE ON tracker.sets_2028 FOR EACH STATEMENT EXECUTE FUNCTION tracker.audit_truncate('sets', 'user_id', '{workout_id,id}', '{created_by}', '{}');


--
-- Name: sets_2029 sets_audit_truncate; Type: TRIGGER; Schema: tracker; Owner: -
--

CREATE TRIGGER sets_audit_truncate BEFORE TRUNCATE ON tracker.sets_2029 FOR EACH STATEMENT EXECUTE FUNCTION tracker.audit_truncate('sets', 'user_id', '{workout_id,id}', '{created_by}', '{}');


--
-- Name: sets_2030 sets_audit_truncate; Type: TRIGGER; Schema: tracker; Owner: -
--

CREATE TRIGGER sets_audit_truncate BEFORE TRUNCATE ON tracker.sets_2030 FOR EACH STATEMENT EXECUTE FUNCTION tracker.audit_truncate('sets', 'user_id', '{workout_id,id}', '{created_by}', '{}');


--
-- Name: sets_2031 sets_audit_truncate; Type: TRIGGER; Schema: tracker; Owner: -
--

CREATE TRIGGER sets_audit_truncate BEFORE TRUNCATE ON tracker.sets_2031 FOR EACH STATEMENT EXECUTE FUNCTION tracker.audit_truncate('sets', 'user_id', '{workout_id,id}', '{created_by}', '{}');


--
-- Name: sets_2032 sets_audit_truncate; Type: TRIGGER; Schema: tracker; Owner: -
--

CREATE TRIGGER sets_audit_truncate BEFORE TRUNCATE ON tracker.sets_2032 FOR EACH STATEMENT EXECUTE FUNCTION tracker.audit_truncate('sets', 'user_id', '{workout_id,id}', '{created_by}', '{}');


--
-- Name: sets_2033 sets_audit_truncate; Type: TRIGGER; Schema: tracker; Owner: -
--

CREATE TRIGGER sets_audit_truncate BEFORE TRUNCATE ON tracker.sets_2033 FOR EACH STATEMENT EXECUTE FUNCTION tracker.audit_truncate('sets', 'user_id', '{workout_id,id}', '{created_by}', '{}');


--
-- Name: sets_2034 sets_audit_truncate; Type: TRIGGER; Schema: tracker; Owner: -
--

CREATE TRIGGER sets_audit_truncate BEFORE TRUNCATE ON tracker.sets_2034 FOR EACH STATEMENT EXECUTE FUNCTION tracker.audit_truncate('sets', 'user_id', '{workout_id,id}', '{created_by}', '{}');


--
-- Name: sets_2035 sets_audit_truncate; Type: TRIGGER; Schema: tracker; Owner: -
--

CREATE TRIGGER sets_audit_truncate BEFORE TRUNCATE ON tracker.sets_2035 FOR EACH STATEMENT EXECUTE FUNCTION tracker.audit_truncate('sets', 'user_id', '{workout_id,id}', '{created_by}', '{}');


--
-- Name: sets_before_2018 sets_audit_truncate; Type: TRIGGER; Schema: tracker; Owner: -
--

CREATE TRIGGER sets_audit_truncate BEFORE TRUNCATE ON tracker.sets_before_2018 FOR EACH STATEMENT EXECUTE FUNCTION tracker.audit_truncate('sets', 'user_id', '{workout_id,id}', '{created_by}', '{}');


--
-- Name: sets sets_audit_update; Type: TRIGGER; Schema: tracker; Owner: -
--

CREATE TRIGGER sets_audit_update AFTER UPDATE ON tracker.sets FOR EACH ROW WHEN ((NOT ((old.user_id IS DISTINCT FROM new.user_id) OR (old.workout_id IS DISTINCT FROM new.workout_id) OR (old.id IS DISTINCT FROM new.id)))) EXECUTE FUNCTION tracker.audit_update('sets', 'user_id', '{workout_id,id}', '{created_by}', '{}');


--
-- Name: sets sets_keep_records_delete; Type: TRIGGER; Schema: tracker; Owner: -
--

CREATE TRIGGER sets_keep_records_delete AFTER DELETE ON tracker.sets REFERENCING OLD TABLE AS old_sets FOR EACH STATEMENT EXECUTE FUNCTION tracker.keep_records();


--
-- Name: sets_2018 sets_keep_records_delete; Type: TRIGGER; Schema: tracker; Owner: -
--

CREATE TRIGGER sets_keep_records_delete AFTER DELETE ON tracker.sets_2018 REFERENCING OLD TABLE AS old_sets FOR EACH STATEMENT EXECUTE FUNCTION tracker.keep_records();


--
-- Name: sets_2019 sets_keep_records_delete; Type: TRIGGER; Schema: tracker; Owner: -
--

CREATE TRIGGER sets_keep_records_delete AFTER DELETE ON tracker.sets_2019 REFERENCING OLD TABLE AS old_sets FOR EACH STATEMENT EXECUTE FUNCTION tracker.keep_records();


--
-- Name: sets_2020 sets_keep_records_delete; Type: TRIGGER; Schema: tracker; Owner: -
--

CREATE TRIGGER sets_keep_records_delete AFTER DELETE ON tracker.sets_2020 REFERENCING OLD TABLE AS old_sets FOR EACH STATEMENT EXECUTE FUNCTION tracker.keep_records();


--
-- Name: sets_2021 sets_keep_records_delete; Type: TRIGGER; Schema: tracker; Owner: -
--

CREATE TRIGGER sets_keep_records_delete AFTER DELETE ON tracker.sets_2021 REFERENCING OLD TABLE AS old_sets FOR EACH STATEMENT EXECUTE FUNCTION tracker.keep_records();


--
-- Name: sets_2022 sets_keep_records_delete; Type: TRIGGER; Schema: tracker; Owner: -
--

CREATE TRIGGER sets_keep_records_delete AFTER DELETE ON tracker.sets_2022 REFERENCING OLD TABLE AS old_sets FOR EACH STATEMENT EXECUTE FUNCTION tracker.keep_records();


--
-- Name: sets_2023 sets_keep_records_delete; Type: TRIGGER; Schema: tracker; Owner: -
--

CREATE TRIGGER sets_keep_records_delete AFTER DELETE ON tracker.sets_2023 REFERENCING OLD TABLE AS old_sets FOR EACH STATEMENT EXECUTE FUNCTION tracker.keep_records();


--
-- Name: sets_2024 sets_keep_records_delete; Type: TRIGGER; Schema: tracker; Owner: -
--

CREATE TRIGGER sets_keep_records_delete AFTER DELETE ON tracker.sets_2024 REFERENCING OLD TABLE AS old_sets FOR EACH STATEMENT EXECUTE FUNCTION tracker.keep_records();


--
-- Name: sets_2025 sets_keep_records_delete; Type: TRIGGER; Schema: tracker; Owner: -
--

CREATE TRIGGER sets_keep_records_delete AFTER DELETE ON tracker.sets_2025 REFERENCING OLD TABLE AS old_sets FOR EACH STATEMENT EXECUTE FUNCTION tracker.keep_records();


--
-- Name: sets_2026 sets_keep_records_delete; Type: TRIGGER; Schema: tracker; Owner: -
--

CREATE TRIGGER sets_keep_records_delete AFTER DELETE ON tracker.sets_2026 REFERENCING OLD TABLE AS old_sets FOR EACH STATEMENT EXECUTE FUNCTION tracker.keep_records();


--
-- Name: sets_2027 sets_keep_records_delete; Type: TRIGGER; Schema: tracker; Owner: -
--

CREATE TRIGGER sets_keep_records_delete AFTER DELETE ON tracker.sets_2027 REFERENCING OLD TABLE AS old_sets FOR EACH STATEMENT EXECUTE FUNCTION tracker.keep_records();


--
-- Name: sets_2028 sets_keep_records_delete; Type: TRIGGER; Schema: tracker; Owner: -
--

CREATE TRIGGER sets_keep_records_delete AFTER DELETE ON tracker.sets_2028 REFERENCING OLD TABLE AS old_sets FOR EACH STATEMENT EXECUTE FUNCTION tracker.keep_records();


--
-- Name: sets_2029 sets_keep_records_delete; Type: TRIGGER; Schema: tracker; Owner: -
--

CREATE TRIGGER sets_keep_records_delete AFTER DELETE ON tracker.sets_2029 REFERENCING OLD TABLE AS old_sets FOR EACH STATEMENT EXECUTE FUNCTION tracker.keep_records();


--
-- Name: sets_2030 sets_keep_records_delete; Type: TRIGGER; Schema: tracker; Owner: -
--

CREATE TRIGGER sets_keep_records_delete AFTER DELETE ON tracker.sets_2030 REFERENCING OLD TABLE AS old_sets FOR EACH STATEMENT EXECUTE FUNCTION tracker.keep_records();


--
-- Name: sets_2031 sets_keep_records_delete; Type: TRIGGER; Schema: tracker; Owner: -
--

CREATE TRIGGER sets_keep_records_delete AFTER DELETE ON tracker.sets_2031 REFERENCING OLD TABLE AS old_sets FOR EACH STATEMENT EXECUTE FUNCTION tracker.keep_records();


--
-- Name: sets_2032 sets_keep_records_delete; Type: TRIGGER; Schema: tracker; Owner: -
--

CREATE TRIGGER sets_keep_records_delete AFTER DELETE ON tracker.sets_2032 REFERENCING OLD TABLE AS old_sets FOR EACH STATEMENT EXECUTE FUNCTION tracker.keep_records();


--
-- Name: sets_2033 sets_keep_records_delete; Type: TRIGGER; Schema: tracker; Owner: -
--

CREATE TRIGGER sets_keep_records_delete AFTER DELETE ON tracker.sets_2033 REFERENCING OLD TABLE AS old_sets FOR EACH STATEMENT EXECUTE FUNCTION tracker.keep_records();


--
-- Name: sets_2034 sets_keep_records_delete; Type: TRIGGER; Schema: tracker; Owner: -
--

CREATE TRIGGER sets_keep_records_delete AFTER DELETE ON tracker.sets_2034 REFERENCING OLD TABLE AS old_sets FOR EACH STATEMENT EXECUTE FUNCTION tracker.keep_records();


--
-- Name: sets_2035 sets_keep_records_delete; Type: TRIGGER; Schema: tracker; Owner: -
--

CREATE TRIGGER sets_keep_records_delete AFTER DELETE ON tracker.sets_2035 REFERENCING OLD TABLE AS old_sets FOR EACH STATEMENT EXECUTE FUNCTION tracker.keep_records();


--
-- Name: sets_before_2018 sets_keep_records_delete; Type: TRIGGER; Schema: tracker; Owner: -
--

CREATE TRIGGER sets_keep_records_delete AFTER DELETE ON tracker.sets_before_2018 REFERENCING OLD TABLE AS old_sets FOR EACH STATEMENT EXECUTE FUNCTION tracker.keep_records();


--
-- Name: sets sets_keep_records_insert; Type: TRIGGER; Schema: tracker; Owner: -
--

CREATE TRIGGER sets_keep_records_insert AFTER INSERT ON tracker.sets REFERENCING NEW TABLE AS new_sets FOR EACH STATEMENT EXECUTE FUNCTION tracker.keep_records();


--
-- Name: sets_2018 sets_keep_records_insert; Type: TRIGGER; Schema: tracker; Owner: -
--

CREATE TRIGGER sets_keep_records_insert AFTER INSERT ON tracker.sets_2018 REFERENCING NEW TABLE AS new_sets FOR EACH STATEMENT EXECUTE FUNCTION tracker.keep_records();


--
-- Name: sets_2019 sets_keep_records_insert; Type: TRIGGER; Schema: tracker; Owner: -
--

CREATE TRIGGER sets_keep_records_insert AFTER INSERT ON tracker.sets_2019 REFERENCING NEW TABLE AS new_sets FOR EACH STATEMENT EXECUTE FUNCTION tracker.keep_records();


--
-- Name: sets_2020 sets_keep_records_insert; Type: TRIGGER; Schema: tracker; Owner: -
--

CREATE TRIGGER sets_keep_records_insert AFTER INSERT ON tracker.sets_2020 REFERENCING NEW TABLE AS new_sets FOR EACH STATEMENT EXECUTE FUNCTION tracker.keep_records();


--
-- Name: sets_2021 sets_keep_records_insert; Type: TRIGGER; Schema: tracker; Owner: -
--

CREATE TRIGGER sets_keep_records_insert AFTER INSERT ON tracker.sets_2021 REFERENCING NEW TABLE AS new_sets FOR EACH STATEMENT EXECUTE FUNCTION tracker.keep_records();


--
-- Name: sets_2022 sets_keep_records_insert; Type: TRIGGER; Schema: tracker; Owner: -
--

CREATE TRIGGER sets_keep_records_insert AFTER INSERT ON tracker.sets_2022 REFERENCING NEW TABLE AS new_sets FOR EACH STATEMENT EXECUTE FUNCTION tracker.keep_records();


--
-- Name: sets_2023 sets_keep_records_insert; Type: TRIGGER; Schema: tracker; Owner: -
--

CREATE TRIGGER sets_keep_records_insert AFTER INSERT ON tracker.sets_2023 REFERENCING NEW TABLE AS new_sets FOR EACH STATEMENT EXECUTE FUNCTION tracker.keep_records();


--
-- Name: sets_2024 sets_keep_records_insert; Type: TRIGGER; Schema: tracker; Owner: -
--

CREATE TRIGGER sets_keep_records_insert AFTER INSERT ON tracker.sets_2024 REFERENCING NEW TABLE AS new_sets FOR EACH STATEMENT EXECUTE FUNCTION tracker.keep_records();


--
-- Name: sets_2025 sets_keep_records_insert; Type: TRIGGER; Schema: tracker; Owner: -
--

CREATE TRIGGER sets_keep_records_insert AFTER INSERT ON tracker.sets_2025 REFERENCING NEW TABLE AS new_sets FOR EACH STATEMENT EXECUTE FUNCTION tracker.keep_records();


--
-- Name: sets_2026 sets_keep_records_insert; Type: TRIGGER; Schema: tracker; Owner: -
--

CREATE TRIGGER sets_keep_records_insert AFTER INSERT ON tracker.sets_2026 REFERENCING NEW TABLE AS new_sets FOR EACH STATEMENT EXECUTE FUNCTION tracker.keep_records();


--
-- Name: sets_2027 sets_keep_records_insert; Type: TRIGGER; Schema: tracker; Owner: -
--

CREATE TRIGGER sets_keep_records_insert AFTER INSERT ON tracker.sets_2027 REFERENCING NEW TABLE AS new_sets FOR EACH STATEMENT EXECUTE FUNCTION tracker.keep_records();


--
-- Name: sets_2028 sets_keep_records_insert; Type: TRIGGER; Schema: tracker; Owner: -
--

CREATE TRIGGER sets_keep_records_insert AFTER INSERT ON tracker.sets_2028 REFERENCING NEW TABLE AS new_sets FOR EACH STATEMENT EXECUTE FUNCTION tracker.keep_records();


--
-- Name: sets_2029 sets_keep_records_insert; Type: TRIGGER; Schema: tracker; Owner: -
--

CREATE TRIGGER sets_keep_records_insert AFTER INSERT ON tracker.sets_2029 REFERENCING NEW TABLE AS new_sets FOR EACH STATEMENT EXECUTE FUNCTION tracker.keep_records();


--
-- Name: sets_2030 sets_keep_records_insert; Type: TRIGGER; Schema: tracker; Owner: -
--

CREATE TRIGGER sets_keep_records_insert AFTER INSERT ON tracker.sets_2030 REFERENCING NEW TABLE AS new_sets FOR EACH STATEMENT EXECUTE FUNCTION tracker.keep_records();


--
-- Name: sets_2031 sets_keep_records_insert; Type: TRIGGER; Schema: tracker; Owner: -
--

CREATE TRIGGER sets_keep_records_insert AFTER INSERT ON tracker.sets_2031 REFERENCING NEW TABLE AS new_sets FOR EACH STATEMENT EXECUTE FUNCTION tracker.keep_records();


--
-- Name: sets_2032 sets_keep_records_insert; Type: TRIGGER; Schema: tracker; Owner: -
--

CREATE TRIGGER sets_keep_records_insert AFTER INSERT ON tracker.sets_2032 REFERENCING NEW TABLE AS new_sets FOR EACH STATEMENT EXECUTE FUNCTION tracker.keep_records();


--
-- Name: sets_2033 sets_keep_records_insert; Type: TRIGGER; Schema: tracker; Owner: -
--

CREATE TRIGGER sets_keep_records_insert AFTER INSERT ON tracker.sets_2033 REFERENCING NEW TABLE AS new_sets FOR EACH STATEMENT EXECUTE FUNCTION tracker.keep_records();


--
-- Name: sets_2034 sets_keep_records_insert; Type: TRIGGER; Schema: tracker; Owner: -
--

CREATE TRIGGER sets_keep_records_insert AFTER INSERT ON tracker.sets_2034 REFERENCING NEW TABLE AS new_sets FOR EACH STATEMENT EXECUTE FUNCTION tracker.keep_records();


--
-- Name: sets_2035 sets_keep_records_insert; Type: TRIGGER; Schema: tracker; Owner: -
--

CREATE TRIGGER sets_keep_records_insert AFTER INSERT ON tracker.sets_2035 REFERENCING NEW TABLE AS new_sets FOR EACH STATEMENT EXECUTE FUNCTION tracker.keep_records();


--
-- Name: sets_before_2018 sets_keep_records_insert; Type: TRIGGER; Schema: tracker; Owner: -
--

CREATE TRIGGER sets_keep_records_insert AFTER INSERT ON tracker.sets_before_2018 REFERENCING NEW TABLE AS new_sets FOR EACH STATEMENT EXECUTE FUNCTION tracker.keep_records();


--
-- Name: sets sets_keep_records_update; Type: TRIGGER; Schema: tracker; Owner: -
--

CREATE TRIGGER sets_keep_records_update AFTER UPDATE ON tracker.sets REFERENCING OLD TABLE AS old_sets NEW TABLE AS new_sets FOR EACH STATEMENT EXECUTE FUNCTION tracker.keep_records();


--
-- Name: sets_2018 sets_keep_records_update; Type: TRIGGER; Schema: tracker; Owner: -
--

CREATE TRIGGER sets_keep_records_update AFTER UPDATE ON tracker.sets_2018 REFERENCING OLD TABLE AS old_sets NEW TABLE AS new_sets FOR EACH STATEMENT EXECUTE FUNCTION tracker.keep_records();


--
-- Name: sets_2019 sets_keep_records_update; Type: TRIGGER; Schema: tracker; Owner: -
--

CREATE TRIGGER sets_keep_records_update AFTER UPDATE ON tracker.sets_2019 REFERENCING OLD TABLE AS old_sets NEW TABLE AS new_sets FOR EACH STATEMENT EXECUTE FUNCTION tracker.keep_records();


--
-- Name: sets_2020 sets_keep_records_update; Type: TRIGGER; Schema: tracker; Owner: -
--

CREATE TRIGGER sets_keep_records_update AFTER UPDATE ON tracker.sets_2020 REFERENCING OLD TABLE AS old_sets NEW TABLE AS new_sets FOR EACH STATEMENT EXECUTE FUNCTION tracker.keep_records();


--
-- Name: sets_2021 sets_keep_records_update; Type: TRIGGER; Schema: tracker; Owner: -
--

CREATE TRIGGER sets_keep_records_update AFTER UPDATE ON tracker.sets_2021 REFERENCING OLD TABLE AS old_sets NEW TABLE AS new_sets FOR EACH STATEMENT EXECUTE FUNCTION tracker.keep_records();


--
-- Name: sets_2022 sets_keep_records_update; Type: TRIGGER; Schema: tracker; Owner: -
--

CREATE TRIGGER sets_keep_records_update AFTER UPDATE ON tracker.sets_2022 REFERENCING OLD TABLE AS old_sets NEW TABLE AS new_sets FOR EACH STATEMENT EXECUTE FUNCTION tracker.keep_records();


--
-- Name: sets_2023 sets_keep_records_update; Type: TRIGGER; Schema: tracker; Owner: -
--

CREATE TRIGGER sets_keep_records_update AFTER UPDATE ON tracker.sets_2023 REFERENCING OLD TABLE AS old_sets NEW TABLE AS new_sets FOR EACH STATEMENT EXECUTE FUNCTION tracker.keep_records();


--
-- Name: sets_2024 sets_keep_records_update; Type: TRIGGER; Schema: tracker; Owner: -
--

CREATE TRIGGER sets_keep_records_update AFTER UPDATE ON tracker.sets_2024 REFERENCING OLD TABLE AS old_sets NEW TABLE AS new_sets FOR EACH STATEMENT EXECUTE FUNCTION tracker.keep_records();


--
-- Name: sets_2025 sets_keep_records_update; Type: TRIGGER; Schema: tracker; Owner: -
--

CREATE TRIGGER sets_keep_records_update AFTER UPDATE ON tracker.sets_2025 REFERENCING OLD TABLE AS old_sets NEW TABLE AS new_sets FOR EACH STATEMENT EXECUTE FUNCTION tracker.keep_records();


--
-- Name: sets_2026 sets_keep_records_update; Type: TRIGGER; Schema: tracker; Owner: -
--

CREATE TRIGGER sets_keep_records_update AFTER UPDATE ON tracker.sets_2026 REFERENCING OLD TABLE AS old_sets NEW TABLE AS new_sets FOR EACH STATEMENT EXECUTE FUNCTION tracker.keep_records();


--
-- Name: sets_2027 sets_keep_records_update; Type: TRIGGER; Schema: tracker; Owner: -
--

CREATE TRIGGER sets_keep_records_update AFTER UPDATE ON tracker.sets_2027 REFERENCING OLD TABLE AS old_sets NEW TABLE AS new_sets FOR EACH STATEMENT EXECUTE FUNCTION tracker.keep_records();


--
-- Name: sets_2028 sets_keep_records_update; Type: TRIGGER; Schema: tracker; Owner: -
--

CREATE TRIGGER sets_keep_records_update AFTER UPDATE ON tracker.sets_2028 REFERENCING OLD TABLE AS old_sets NEW TABLE AS new_sets FOR EACH STATEMENT EXECUTE FUNCTION tracker.keep_records();


--
-- Name: sets_2029 sets_keep_records_update; Type: TRIGGER; Schema: tracker; Owner: -
--

CREATE TRIGGER sets_keep_records_update AFTER UPDATE ON tracker.sets_2029 REFERENCING OLD TABLE AS old_sets NEW TABLE AS new_sets FOR EACH STATEMENT EXECUTE FUNCTION tracker.keep_records();


--
-- Name: sets_2030 sets_keep_records_update; Type: TRIGGER; Schema: tracker; Owner: -
--

CREATE TRIGGER sets_keep_records_update AFTER UPDATE ON tracker.sets_2030 REFERENCING OLD TABLE AS old_sets NEW TABLE AS new_sets FOR EACH STATEMENT EXECUTE FUNCTION tracker.keep_records();


--
-- Name: sets_2031 sets_keep_records_update; Type: TRIGGER; Schema: tracker; Owner: -
--

CREATE TRIGGER sets_keep_records_update AFTER UPDATE ON tracker.sets_2031 REFERENCING OLD TABLE AS old_sets NEW TABLE AS new_sets FOR EACH STATEMENT EXECUTE FUNCTION tracker.keep_records();


--
-- Name: sets_2032 sets_keep_records_update; Type: TRIGGER; Schema: tracker; Owner: -
--

CREATE TRIGGER sets_keep_records_update AFTER UPDATE ON tracker.sets_2032 REFERENCING OLD TABLE AS old_sets NEW TABLE AS new_sets FOR EACH STATEMENT EXECUTE FUNCTION tracker.keep_records();


--
-- Name: sets_2033 sets_keep_records_update; Type: TRIGGER; Schema: tracker; Owner: -
--

CREATE TRIGGER sets_keep_records_update AFTER UPDATE ON tracker.sets_2033 REFERENCING OLD TABLE AS old_sets NEW TABLE AS new_sets FOR EACH STATEMENT EXECUTE FUNCTION tracker.keep_records();


--
-- Name: sets_2034 sets_keep_records_update; Type: TRIGGER; Schema: tracker; Owner: -
--

CREATE TRIGGER sets_keep_records_update AFTER UPDATE ON tracker.sets_2034 REFERENCING OLD TABLE AS old_sets NEW TABLE AS new_sets FOR EACH STATEMENT EXECUTE FUNCTION tracker.keep_records();


--
-- Name: sets_2035 sets_keep_records_update; Type: TRIGGER; Schema: tracker; Owner: -
--

CREATE TRIGGER sets_keep_records_update AFTER UPDATE ON tracker.sets_2035 REFERENCING OLD TABLE AS old_sets NEW TABLE AS new_sets FOR EACH STATEMENT EXECUTE FUNCTION tracker.keep_records();


--
-- Name: sets_before_2018 sets_keep_records_update; Type: TRIGGER; Schema: tracker; Owner: -
--

CREATE TRIGGER sets_keep_records_update AFTER UPDATE ON tracker.sets_before_2018 REFERENCING OLD TABLE AS old_sets NEW TABLE AS new_sets FOR EACH STATEMENT EXECUTE FUNCTION tracker.keep_records();


--
-- Name: sets sets_refuse_truncate; Type: TRIGGER; Schema: tracker; Owner: -
--

CREATE TRIGGER sets_refuse_truncate AFTER TRUNCATE ON tracker.sets FOR EACH STATEMENT EXECUTE FUNCTION tracker.refuse_truncate();


--
-- Name: sets_2018 sets_refuse_truncate; Type: TRIGGER; Schema: tracker; Owner: -
--

CREATE TRIGGER sets_refuse_truncate AFTER TRUNCATE ON tracker.sets_2018 FOR EACH STATEMENT EXECUTE FUNCTION tracker.refuse_truncate();


--
-- Name: sets_2019 sets_refuse_truncate; Type: TRIGGER; Schema: tracker; Owner: -
--

CREATE TRIGGER sets_refuse_truncate AFTER TRUNCATE ON tracker.sets_2019 FOR EACH STATEMENT EXECUTE FUNCTION tracker.refuse_truncate();


--
-- Name: sets_2020 sets_refuse_truncate; Type: TRIGGER; Schema: tracker; Owner: -
--

CREATE TRIGGER sets_refuse_truncate AFTER TRUNCATE ON tracker.sets_2020 FOR EACH STATEMENT EXECUTE FUNCTION tracker.refuse_truncate();


--
-- Name: sets_2021 sets_refuse_truncate; Type: TRIGGER; Schema: tracker; Owner: -
--

CREATE TRIGGER sets_refuse_truncate AFTER TRUNCATE ON tracker.sets_2021 FOR EACH STATEMENT EXECUTE FUNCTION tracker.refuse_truncate();


--
-- Name: sets_2022 sets_refuse_truncate; Type: TRIGGER; Schema: tracker; Owner: -
--

CREATE TRIGGER sets_refuse_truncate AFTER TRUNCATE ON tracker.sets_2022 FOR EACH STATEMENT EXECUTE FUNCTION tracker.refuse_truncate();


--
-- Name: sets_2023 sets_refuse_truncate; Type: TRIGGER; Schema: tracker; Owner: -
--

CREATE TRIGGER sets_refuse_truncate AFTER TRUNCATE ON tracker.sets_2023 FOR EACH STATEMENT EXECUTE FUNCTION tracker.refuse_truncate();


--
-- Name: sets_2024 sets_refuse_truncate; Type: TRIGGER; Schema: tracker; Owner: -
--

CREATE TRIGGER sets_refuse_truncate AFTER TRUNCATE ON tracker.sets_2024 FOR EACH STATEMENT EXECUTE FUNCTION tracker.refuse_truncate();


--
-- Name: sets_2025 sets_refuse_truncate; Type: TRIGGER; Schema: tracker; Owner: -
--

CREATE TRIGGER sets_refuse_truncate AFTER TRUNCATE ON tracker.sets_2025 FOR EACH STATEMENT EXECUTE FUNCTION tracker.refuse_truncate();


--
-- Name: sets_2026 sets_refuse_truncate; Type: TRIGGER; Schema: tracker; Owner: -
--

CREATE TRIGGER sets_refuse_truncate AFTER TRUNCATE ON tracker.sets_2026 FOR EACH STATEMENT EXECUTE FUNCTION tracker.refuse_truncate();


--
-- Name: sets_2027 sets_refuse_truncate; Type: TRIGGER; Schema: tracker; Owner: -
--

CREATE TRIGGER sets_refuse_truncate AFTER TRUNCATE ON tracker.sets_2027 FOR EACH STATEMENT EXECUTE FUNCTION tracker.refuse_truncate();


--
-- Name: sets_2028 sets_refuse_truncate; Type: TRIGGER; Schema: tracker; Owner: -
--

CREATE TRIGGER sets_refuse_truncate AFTER TRUNCATE ON tracker.sets_2028 FOR EACH STATEMENT EXECUTE FUNCTION tracker.refuse_truncate();


--
-- Name: sets_2029 sets_refuse_truncate; Type: TRIGGER; Schema: tracker; Owner: -
--

CREATE TRIGGER sets_refuse_truncate AFTER TRUNCATE ON tracker.sets_2029 FOR EACH STATEMENT EXECUTE FUNCTION tracker.refuse_truncate();


--
-- Name: sets_2030 sets_refuse_truncate; Type: TRIGGER; Schema: tracker; Owner: -
--

CREATE TRIGGER sets_refuse_truncate AFTER TRUNCATE ON tracker.sets_2030 FOR EACH STATEMENT EXECUTE FUNCTION tracker.refuse_truncate();


--
-- Name: sets_2031 sets_refuse_truncate; Type: TRIGGER; Schema: tracker; Owner: -
--

CREATE TRIGGER sets_refuse_truncate AFTER TRUNCATE ON tracker.sets_2031 FOR EACH STATEMENT EXECUTE FUNCTION tracker.refuse_truncate();


--
-- Name: sets_2032 sets_refuse_truncate; Type: TRIGGER; Schema: tracker; Owner: -
--

CREATE TRIGGER sets_refuse_truncate AFTER TRUNCATE ON tracker.sets_2032 FOR EACH STATEMENT EXECUTE FUNCTION tracker.refuse_truncate();


--
-- Name: sets_2033 sets_refuse_truncate; Type: TRIGGER; Schema: tracker; Owner: -
--

CREATE TRIGGER sets_refuse_truncate AFTER TRUNCATE ON tracker.sets_2033 FOR EACH STATEMENT EXECUTE FUNCTION tracker.refuse_truncate();


--
-- Name: sets_2034 sets_refuse_truncate; Type: TRIGGER; Schema: tracker; Owner: -
--

CREATE TRIGGER sets_refuse_truncate AFTER TRUNCATE ON tracker.sets_2034 FOR EACH STATEMENT EXECUTE FUNCTION tracker.refuse_truncate();


--
-- Name: sets_2035 sets_refuse_truncate; Type: TRIGGER; Schema: tracker; Owner: -
--

CREATE TRIGGER sets_refuse_truncate AFTER TRUNCATE ON tracker.sets_2035 FOR EACH STATEMENT EXECUTE FUNCTION tracker.refuse_truncate();


--
-- Name: sets_before_2018 sets_refuse_truncate; Type: TRIGGER; Schema: tracker; Owner: -
--

CREATE TRIGGER sets_refuse_truncate AFTER TRUNCATE ON tracker.sets_before_2018 FOR EACH STATEMENT EXECUTE FUNCTION tracker.refuse_truncate();


--
-- Name: sets sets_stamp_recorded; Type: TRIGGER; Schema: tracker; Owner: -
--

CREATE TRIGGER sets_stamp_recorded BEFORE INSERT ON tracker.sets FOR EACH ROW WHEN (((((new.recorded_at >= now()) AND (new.recorded_at <= clock_timestamp())) AND (new.recorded_in = pg_current_xact_id()) AND COALESCE((new.created_by = tracker.current_user_id()), (tracker.current_user_id() IS NULL))) IS NOT TRUE)) EXECUTE FUNCTION tracker.stamp_recorded();


--
-- Name: sets sets_touch; Type: TRIGGER; Schema: tracker; Owner: -
--

CREATE TRIGGER sets_touch BEFORE UPDATE ON tracker.sets FOR EACH ROW WHEN ((NOT (old.deletion_id IS DISTINCT FROM new.deletion_id))) EXECUTE FUNCTION tracker.touch_revision();


--
-- Name: sets sets_touch_workouts_delete; Type: TRIGGER; Schema: tracker; Owner: -
--

CREATE TRIGGER sets_touch_workouts_delete AFTER DELETE ON tracker.sets REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION tracker.touch_workouts();


--
-- Name: sets_2018 sets_touch_workouts_delete; Type: TRIGGER; Schema: tracker; Owner: -
--

CREATE TRIGGER sets_touch_workouts_delete AFTER DELETE ON tracker.sets_2018 REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION tracker.touch_workouts();


--
-- Name: sets_2019 sets_touch_workouts_delete; Type: TRIGGER; Schema: tracker; Owner: -
--

CREATE TRIGGER sets_touch_workouts_delete AFTER DELETE ON tracker.sets_2019 REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION tracker.touch_workouts();


--
-- Name: sets_2020 sets_touch_workouts_delete; Type: TRIGGER; Schema: tracker; Owner: -
--

CREATE TRIGGER sets_touch_workouts_delete AFTER DELETE ON tracker.sets_2020 REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION tracker.touch_workouts();


--
-- Name: sets_2021 sets_touch_workouts_delete; Type: TRIGGER; Schema: tracker; Owner: -
--

CREATE TRIGGER sets_touch_workouts_delete AFTER DELETE ON tracker.sets_2021 REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION tracker.touch_workouts();


--
-- Name: sets_2022 sets_touch_workouts_delete; Type: TRIGGER; Schema: tracker; Owner: -
--

CREATE TRIGGER sets_touch_workouts_delete AFTER DELETE ON tracker.sets_2022 REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION tracker.touch_workouts();


--
-- Name: sets_2023 sets_touch_workouts_delete; Type: TRIGGER; Schema: tracker; Owner: -
--

CREATE TRIGGER sets_touch_workouts_delete AFTER DELETE ON tracker.sets_2023 REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION tracker.touch_workouts();


--
-- Name: sets_2024 sets_touch_workouts_delete; Type: TRIGGER; Schema: tracker; Owner: -
--

CREATE TRIGGER sets_touch_workouts_delete AFTER DELETE ON tracker.sets_2024 REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION tracker.touch_workouts();


--
-- Name: sets_2025 sets_touch_workouts_delete; Type: TRIGGER; Schema: tracker; Owner: -
--

CREATE TRIGGER sets_touch_workouts_delete AFTER DELETE ON tracker.sets_2025 REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION tracker.touch_workouts();


--
-- Name: sets_2026 sets_touch_workouts_delete; Type: TRIGGER; Schema: tracker; Owner: -
--

CREATE TRIGGER sets_touch_workouts_delete AFTER DELETE ON tracker.sets_2026 REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION tracker.touch_workouts();


--
-- Name: sets_2027 sets_touch_workouts_delete; Type: TRIGGER; Schema: tracker; Owner: -
--

CREATE TRIGGER sets_touch_workouts_delete AFTER DELETE ON tracker.sets_2027 REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION tracker.touch_workouts();


--
-- Name: sets_2028 sets_touch_workouts_delete; Type: TRIGGER; Schema: tracker; Owner: -
--

CREATE TRIGGER sets_touch_workouts_delete AFTER DELETE ON tracker.sets_2028 REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION tracker.touch_workouts();


--
-- Name: sets_2029 sets_touch_workouts_delete; Type: TRIGGER; Schema: tracker; Owner: -
--

CREATE TRIGGER sets_touch_workouts_delete AFTER DELETE ON tracker.sets_2029 REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION tracker.touch_workouts();


--
-- Name: sets_2030 sets_touch_workouts_delete; Type: TRIGGER; Schema: tracker; Owner: -
--

CREATE TRIGGER sets_touch_workouts_delete AFTER DELETE ON tracker.sets_2030 REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION tracker.touch_workouts();


--
-- Name: sets_2031 sets_touch_workouts_delete; Type: TRIGGER; Schema: tracker; Owner: -
--

CREATE TRIGGER sets_touch_workouts_delete AFTER DELETE ON tracker.sets_2031 REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION tracker.touch_workouts();


--
-- Name: sets_2032 sets_touch_workouts_delete; Type: TRIGGER; Schema: tracker; Owner: -
--

CREATE TRIGGER sets_touch_workouts_delete AFTER DELETE ON tracker.sets_2032 REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION tracker.touch_workouts();


--
-- Name: sets_2033 sets_touch_workouts_delete; Type: TRIGGER; Schema: tracker; Owner: -
--

CREATE TRIGGER sets_touch_workouts_delete AFTER DELETE ON tracker.sets_2033 REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION tracker.touch_workouts();


--
-- Name: sets_2034 sets_touch_workouts_delete; Type: TRIGGER; Schema: tracker; Owner: -
--

CREATE TRIGGER sets_touch_workouts_delete AFTER DELETE ON tracker.sets_2034 REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION tracker.touch_workouts();


--
-- Name: sets_2035 sets_touch_workouts_delete; Type: TRIGGER; Schema: tracker; Owner: -
--

CREATE TRIGGER sets_touch_workouts_delete AFTER DELETE ON tracker.sets_2035 REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION tracker.touch_workouts();


--
-- Name: sets_before_2018 sets_touch_workouts_delete; Type: TRIGGER; Schema: tracker; Owner: -
--

CREATE TRIGGER sets_touch_workouts_delete AFTER DELETE ON tracker.sets_before_2018 REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION tracker.touch_workouts();


--
-- Name: sets sets_touch_workouts_insert; Type: TRIGGER; Schema: tracker; Owner: -
--

CREATE TRIGGER sets_touch_workouts_insert AFTER INSERT ON tracker.sets REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION tracker.touch_workouts();


--
-- Name: sets_2018 sets_touch_workouts_insert; Type: TRIGGER; Schema: tracker; Owner: -
--

CREATE TRIGGER sets_touch_workouts_insert AFTER INSERT ON tracker.sets_2018 REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION tracker.touch_workouts();


--
-- Name: sets_2019 sets_touch_workouts_insert; Type: TRIGGER; Schema: tracker; Owner: -
--

CREATE TRIGGER sets_touch_workouts_insert AFTER INSERT ON tracker.sets_2019 REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION tracker.touch_workouts();


--
-- Name: sets_2020 sets_touch_workouts_insert; Type: TRIGGER; Schema: tracker; Owner: -
--

CREATE TRIGGER sets_touch_workouts_insert AFTER INSERT ON tracker.sets_2020 REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION tracker.touch_workouts();


--
-- Name: sets_2021 sets_touch_workouts_insert; Type: TRIGGER; Schema: tracker; Owner: -
--

CREATE TRIGGER sets_touch_workouts_insert AFTER INSERT ON tracker.sets_2021 REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION tracker.touch_workouts();


--
-- Name: sets_2022 sets_touch_workouts_insert; Type: TRIGGER; Schema: tracker; Owner: -
--

CREATE TRIGGER sets_touch_workouts_insert AFTER INSERT ON tracker.sets_2022 REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION tracker.touch_workouts();


--
-- Name: sets_2023 sets_touch_workouts_insert; Type: TRIGGER; Schema: tracker; Owner: -
--

CREATE TRIGGER sets_touch_workouts_insert AFTER INSERT ON tracker.sets_2023 REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION tracker.touch_workouts();


--
-- Name: sets_2024 sets_touch_workouts_insert; Type: TRIGGER; Schema: tracker; Owner: -
--

CREATE TRIGGER sets_touch_workouts_insert AFTER INSERT ON tracker.sets_2024 REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION tracker.touch_workouts();


--
-- Name: sets_2025 sets_touch_workouts_insert; Type: TRIGGER; Schema: tracker; Owner: -
--

CREATE TRIGGER sets_touch_workouts_insert AFTER INSERT ON tracker.sets_2025 REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION tracker.touch_workouts();


--
-- Name: sets_2026 sets_touch_workouts_insert; Type: TRIGGER; Schema: tracker; Owner: -
--

CREATE TRIGGER sets_touch_workouts_insert AFTER INSERT ON tracker.sets_2026 REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION tracker.touch_workouts();


--
-- Name: sets_2027 sets_touch_workouts_insert; Type: TRIGGER; Schema: tracker; Owner: -
--

CREATE TRIGGER sets_touch_workouts_insert AFTER INSERT ON tracker.sets_2027 REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION tracker.touch_workouts();


--
-- Name: sets_2028 sets_touch_workouts_insert; Type: TRIGGER; Schema: tracker; Owner: -
--

CREATE TRIGGER sets_touch_workouts_insert AFTER INSERT ON tracker.sets_2028 REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION tracker.touch_workouts();


--
-- Name: sets_2029 sets_touch_workouts_insert; Type: TRIGGER; Schema: tracker; Owner: -
--

CREATE TRIGGER sets_touch_workouts_insert AFTER INSERT ON tracker.sets_2029 REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION tracker.touch_workouts();


--
-- Name: sets_2030 sets_touch_workouts_insert; Type: TRIGGER; Schema: tracker; Owner: -
--

CREATE TRIGGER sets_touch_workouts_insert AFTER INSERT ON tracker.sets_2030 REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION tracker.touch_workouts();


--
-- Name: sets_2031 sets_touch_workouts_insert; Type: TRIGGER; Schema: tracker; Owner: -
--

CREATE TRIGGER sets_touch_workouts_insert AFTER INSERT ON tracker.sets_2031 REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION tracker.touch_workouts();


--
-- Name: sets_2032 sets_touch_workouts_insert; Type: TRIGGER; Schema: tracker; Owner: -
--

CREATE TRIGGER sets_touch_workouts_insert AFTER INSERT ON tracker.sets_2032 REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION tracker.touch_workouts();


--
-- Name: sets_2033 sets_touch_workouts_insert; Type: TRIGGER; Schema: tracker; Owner: -
--

CREATE TRIGGER sets_touch_workouts_insert AFTER INSERT ON tracker.sets_2033 REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION tracker.touch_workouts();


--
-- Name: sets_2034 sets_touch_workouts_insert; Type: TRIGGER; Schema: tracker; Owner: -
--

CREATE TRIGGER sets_touch_workouts_insert AFTER INSERT ON tracker.sets_2034 REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION tracker.touch_workouts();


--
-- Name: sets_2035 sets_touch_workouts_insert; Type: TRIGGER; Schema: tracker; Owner: -
--

CREATE TRIGGER sets_touch_workouts_insert AFTER INSERT ON tracker.sets_2035 REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION tracker.touch_workouts();


--
-- Name: sets_before_2018 sets_touch_workouts_insert; Type: TRIGGER; Schema: tracker; Owner: -
--

CREATE TRIGGER sets_touch_workouts_insert AFTER INSERT ON tracker.sets_before_2018 REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION tracker.touch_workouts();


--
-- Name: sets sets_touch_workouts_update; Type: TRIGGER; Schema: tracker; Owner: -
--

CREATE TRIGGER sets_touch_workouts_update AFTER UPDATE ON tracker.sets REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION tracker.touch_workouts();


--
-- Name: sets_2018 sets_touch_workouts_update; Type: TRIGGER; Schema: tracker; Owner: -
--

CREATE TRIGGER sets_touch_workouts_update AFTER UPDATE ON tracker.sets_2018 REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION tracker.touch_workouts();


--
-- Name: sets_2019 sets_touch_workouts_update; Type: TRIGGER; Schema: tracker; Owner: -
--

CREATE TRIGGER sets_touch_workouts_update AFTER UPDATE ON tracker.sets_2019 REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION tracker.touch_workouts();


--
-- Name: sets_2020 sets_touch_workouts_update; Type: TRIGGER; Schema: tracker; Owner: -
--

CREATE TRIGGER sets_touch_workouts_update AFTER UPDATE ON tracker.sets_2020 REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION tracker.touch_workouts();


--
-- Name: sets_2021 sets_touch_workouts_update; Type: TRIGGER; Schema: tracker; Owner: -
--

CREATE TRIGGER sets_touch_workouts_update AFTER UPDATE ON tracker.sets_2021 REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION tracker.touch_workouts();


--
-- Name: sets_2022 sets_touch_workouts_update; Type: TRIGGER; Schema: tracker; Owner: -
--

CREATE TRIGGER sets_touch_workouts_update AFTER UPDATE ON tracker.sets_2022 REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION tracker.touch_workouts();


--
-- Name: sets_2023 sets_touch_workouts_update; Type: TRIGGER; Schema: tracker; Owner: -
--

CREATE TRIGGER sets_touch_workouts_update AFTER UPDATE ON tracker.sets_2023 REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION tracker.touch_workouts();


--
-- Name: sets_2024 sets_touch_workouts_update; Type: TRIGGER; Schema: tracker; Owner: -
--

CREATE TRIGGER sets_touch_workouts_update AFTER UPDATE ON tracker.sets_2024 REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION tracker.touch_workouts();


--
-- Name: sets_2025 sets_touch_workouts_update; Type: TRIGGER; Schema: tracker; Owner: -
--

CREATE TRIGGER sets_touch_workouts_update AFTER UPDATE ON tracker.sets_2025 REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION tracker.touch_workouts();


--
-- Name: sets_2026 sets_touch_workouts_update; Type: TRIGGER; Schema: tracker; Owner: -
--

CREATE TRIGGER sets_touch_workouts_update AFTER UPDATE ON tracker.sets_2026 REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION tracker.touch_workouts();


--
-- Name: sets_2027 sets_touch_workouts_update; Type: TRIGGER; Schema: tracker; Owner: -
--

CREATE TRIGGER sets_touch_workouts_update AFTER UPDATE ON tracker.sets_2027 REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION tracker.touch_workouts();


--
-- Name: sets_2028 sets_touch_workouts_update; Type: TRIGGER; Schema: tracker; Owner: -
--

CREATE TRIGGER sets_touch_workouts_update AFTER UPDATE ON tracker.sets_2028 REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION tracker.touch_workouts();


--
-- Name: sets_2029 sets_touch_workouts_update; Type: TRIGGER; Schema: tracker; Owner: -
--

CREATE TRIGGER sets_touch_workouts_update AFTER UPDATE ON tracker.sets_2029 REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION tracker.touch_workouts();


--
-- Name: sets_2030 sets_touch_workouts_update; Type: TRIGGER; Schema: tracker; Owner: -
--

CREATE TRIGGER sets_touch_workouts_update AFTER UPDATE ON tracker.sets_2030 REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION tracker.touch_workouts();


--
-- Name: sets_2031 sets_touch_workouts_update; Type: TRIGGER; Schema: tracker; Owner: -
--

CREATE TRIGGER sets_touch_workouts_update AFTER UPDATE ON tracker.sets_2031 REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION tracker.touch_workouts();


--
-- Name: sets_2032 sets_touch_workouts_update; Type: TRIGGER; Schema: tracker; Owner: -
--

CREATE TRIGGER sets_touch_workouts_update AFTER UPDATE ON tracker.sets_2032 REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION tracker.touch_workouts();


--
-- Name: sets_2033 sets_touch_workouts_update; Type: TRIGGER; Schema: tracker; Owner: -
--

CREATE TRIGGER sets_touch_workouts_update AFTER UPDATE ON tracker.sets_2033 REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION tracker.touch_workouts();


--
-- Name: sets_2034 sets_touch_workouts_update; Type: TRIGGER; Schema: tracker; Owner: -
--

CREATE TRIGGER sets_touch_workouts_update AFTER UPDATE ON tracker.sets_2034 REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION tracker.touch_workouts();


--
-- Name: sets_2035 sets_touch_workouts_update; Type: TRIGGER; Schema: tracker; Owner: -
--

CREATE TRIGGER sets_touch_workouts_update AFTER UPDATE ON tracker.sets_2035 REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION tracker.touch_workouts();


--
-- Name: sets_before_2018 sets_touch_workouts_update; Type: TRIGGER; Schema: tracker; Owner: -
--

CREATE TRIGGER sets_touch_workouts_update AFTER UPDATE ON tracker.sets_before_2018 REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION tracker.touch_workouts();


--
-- Name: user_identities user_identities_audit_delete; Type: TRIGGER; Schema: tracker; Owner: -
--

CREATE TRIGGER user_identities_audit_delete AFTER DELETE ON tracker.user_identities FOR EACH ROW EXECUTE FUNCTION tracker.audit_delete('user_identities', 'user_id', '{provider,subject}', '{created_by}', '{}');


--
-- Name: user_identities user_identities_audit_rekey; Type: TRIGGER; Schema: tracker; Owner: -
--

CREATE TRIGGER user_identities_audit_rekey AFTER UPDATE ON tracker.user_identities FOR EACH ROW WHEN (((old.user_id IS DISTINCT FROM new.user_id) OR (old.provider IS DISTINCT FROM new.provider) OR (old.subject IS DISTINCT FROM new.subject))) EXECUTE FUNCTION tracker.audit_delete('user_identities', 'user_id', '{provider,subject}', '{created_by}', '{}');


--
-- Name: user_identities user_identities_audit_truncate; Type: TRIGGER; Schema: tracker; Owner: -
--

CREATE TRIGGER user_identities_audit_truncate BEFORE TRUNCATE ON tracker.user_identities FOR EACH STATEMENT EXECUTE FUNCTION tracker.audit_truncate('user_identities', 'user_id', '{provider,subject}', '{created_by}', '{}');


--
-- Name: user_identities user_identities_audit_update; Type: TRIGGER; Schema: tracker; Owner: -
--

CREATE TRIGGER user_identities_audit_update AFTER UPDATE ON tracker.user_identities FOR EACH ROW WHEN ((NOT ((old.user_id IS DISTINCT FROM new.user_id) OR (old.provider IS DISTINCT FROM new.provider) OR (old.subject IS DISTINCT FROM new.subject)))) EXECUTE FUNCTION tracker.audit_update('user_identities', 'user_id', '{provider,subject}', '{created_by}', '{}');


--
-- Name: user_identities user_identities_stamp_recorded; Type: TRIGGER; Schema: tracker; Owner: -
--

CREATE TRIGGER user_identities_stamp_recorded BEFORE INSERT ON tracker.user_identities FOR EACH ROW WHEN (((((new.recorded_at >= now()) AND (new.recorded_at <= clock_timestamp())) AND (new.recorded_in = pg_current_xact_id()) AND COALESCE((new.created_by = tracker.current_user_id()), (tracker.current_user_id() IS NULL))) IS NOT TRUE)) EXECUTE FUNCTION tracker.stamp_recorded();


--
-- Name: user_identities user_identities_touch; Type: TRIGGER; Schema: tracker; Owner: -
--

CREATE TRIGGER user_identities_touch BEFORE UPDATE ON tracker.user_identities FOR EACH ROW EXECUTE FUNCTION tracker.touch();


--
-- Name: user_logins user_logins_audit_delete; Type: TRIGGER; Schema: tracker; Owner: -
--

CREATE TRIGGER user_logins_audit_delete AFTER DELETE ON tracker.user_logins FOR EACH ROW EXECUTE FUNCTION tracker.audit_delete('user_logins', 'user_id', '{}', '{created_by}', '{password_hash}');


--
-- Name: user_logins user_logins_audit_rekey; Type: TRIGGER; Schema: tracker; Owner: -
--

CREATE TRIGGER user_logins_audit_rekey AFTER UPDATE ON tracker.user_logins FOR EACH ROW WHEN ((old.user_id IS DISTINCT FROM new.user_id)) EXECUTE FUNCTION tracker.audit_delete('user_logins', 'user_id', '{}', '{created_by}', '{password_hash}');


--
-- Name: user_logins user_logins_audit_truncate; Type: TRIGGER; Schema: tracker; Owner: -
--

CREATE TRIGGER user_logins_audit_truncate BEFORE TRUNCATE ON tracker.user_logins FOR EACH STATEMENT EXECUTE FUNCTION tracker.audit_truncate('user_logins', 'user_id', '{}', '{created_by}', '{password_hash}');


--
-- Name: user_logins user_logins_audit_update; Type: TRIGGER; Schema: tracker; Owner: -
--

CREATE TRIGGER user_logins_audit_update AFTER UPDATE ON tracker.user_logins FOR EACH ROW WHEN ((NOT (old.user_id IS DISTINCT FROM new.user_id))) EXECUTE FUNCTION tracker.audit_update('user_logins', 'user_id', '{}', '{created_by}', '{password_hash}');


--
-- Name: user_logins user_logins_stamp_recorded; Type: TRIGGER; Schema: tracker; Owner: -
--

CREATE TRIGGER user_logins_stamp_recorded BEFORE INSERT ON tracker.user_logins FOR EACH ROW WHEN (((((new.recorded_at >= now()) AND (new.recorded_at <= clock_timestamp())) AND (new.recorded_in = pg_current_xact_id()) AND COALESCE((new.created_by = tracker.current_user_id()), (tracker.current_user_id() IS NULL))) IS NOT TRUE)) EXECUTE FUNCTION tracker.stamp_recorded();


--
-- Name: user_logins user_logins_touch; Type: TRIGGER; Schema: tracker; Owner: -
--

CREATE TRIGGER user_logins_touch BEFORE UPDATE ON tracker.user_logins FOR EACH ROW EXECUTE FUNCTION tracker.touch();


--
-- Name: user_sessions user_sessions_audit_delete; Type: TRIGGER; Schema: tracker; Owner: -
--

CREATE TRIGGER user_sessions_audit_delete AFTER DELETE ON tracker.user_sessions FOR EACH ROW EXECUTE FUNCTION tracker.audit_delete('user_sessions', 'user_id', '{id}', '{created_by}', '{token_hash}');


--
-- Name: user_sessions user_sessions_audit_rekey; Type: TRIGGER; Schema: tracker; Owner: -
--

CREATE TRIGGER user_sessions_audit_rekey AFTER UPDATE ON tracker.user_sessions FOR EACH ROW WHEN (((old.user_id IS DISTINCT FROM new.user_id) OR (old.id IS DISTINCT FROM new.id))) EXECUTE FUNCTION tracker.audit_delete('user_sessions', 'user_id', '{id}', '{created_by}', '{token_hash}');


--
-- Name: user_sessions user_sessions_audit_truncate; Type: TRIGGER; Schema: tracker; Owner: -
--

CREATE TRIGGER user_sessions_audit_truncate BEFORE TRUNCATE ON tracker.user_sessions FOR EACH STATEMENT EXECUTE FUNCTION tracker.audit_truncate('user_sessions', 'user_id', '{id}', '{created_by}', '{token_hash}');


--
-- Name: user_sessions user_sessions_audit_update; Type: TRIGGER; Schema: tracker; Owner: -
--

CREATE TRIGGER user_sessions_audit_update AFTER UPDATE ON tracker.user_sessions FOR EACH ROW WHEN ((NOT ((old.user_id IS DISTINCT FROM new.user_id) OR (old.id IS DISTINCT FROM new.id)))) EXECUTE FUNCTION tracker.audit_update('user_sessions', 'user_id', '{id}', '{created_by}', '{token_hash}');


--
-- Name: user_sessions user_sessions_stamp_recorded; Type: TRIGGER; Schema: tracker; Owner: -
--

CREATE TRIGGER user_sessions_stamp_recorded BEFORE INSERT ON tracker.user_sessions FOR EACH ROW WHEN (((((new.recorded_at >= now()) AND (new.recorded_at <= clock_timestamp())) AND (new.recorded_in = pg_current_xact_id()) AND COALESCE((new.created_by = tracker.current_user_id()), (tracker.current_user_id() IS NULL))) IS NOT TRUE)) EXECUTE FUNCTION tracker.stamp_recorded();


--
-- Name: user_sessions user_sessions_touch; Type: TRIGGER; Schema: tracker; Owner: -
--

CREATE TRIGGER user_sessions_touch BEFORE UPDATE ON tracker.user_sessions FOR EACH ROW EXECUTE FUNCTION tracker.touch();


--
-- Name: user_tokens user_tokens_audit_delete; Type: TRIGGER; Schema: tracker; Owner: -
--

CREATE TRIGGER user_tokens_audit_delete AFTER DELETE ON tracker.user_tokens FOR EACH ROW EXECUTE FUNCTION tracker.audit_delete('user_tokens', 'user_id', '{id}', '{created_by}', '{token_hash}');


--
-- Name: user_tokens user_tokens_audit_rekey; Type: TRIGGER; Schema: tracker; Owner: -
--

CREATE TRIGGER user_tokens_audit_rekey AFTER UPDATE ON tracker.user_tokens FOR EACH ROW WHEN (((old.user_id IS DISTINCT FROM new.user_id) OR (old.id IS DISTINCT FROM new.id))) EXECUTE FUNCTION tracker.audit_delete('user_tokens', 'user_id', '{id}', '{created_by}', '{token_hash}');


--
-- Name: user_tokens user_tokens_audit_truncate; Type: TRIGGER; Schema: tracker; Owner: -
--

CREATE TRIGGER user_tokens_audit_truncate BEFORE TRUNCATE ON tracker.user_tokens FOR EACH STATEMENT EXECUTE FUNCTION tracker.audit_truncate('user_tokens', 'user_id', '{id}', '{created_by}', '{token_hash}');


--
-- Name: user_tokens user_tokens_audit_update; Type: TRIGGER; Schema: tracker; Owner: -
--

CREATE TRIGGER user_tokens_audit_update AFTER UPDATE ON tracker.user_tokens FOR EACH ROW WHEN ((NOT ((old.user_id IS DISTINCT FROM new.user_id) OR (old.id IS DISTINCT FROM new.id)))) EXECUTE FUNCTION tracker.audit_update('user_tokens', 'user_id', '{id}', '{created_by}', '{token_hash}');


--
-- Name: user_tokens user_tokens_stamp_recorded; Type: TRIGGER; Schema: tracker; Owner: -
--

CREATE TRIGGER user_tokens_stamp_recorded BEFORE INSERT ON tracker.user_tokens FOR EACH ROW WHEN (((((new.recorded_at >= now()) AND (new.recorded_at <= clock_timestamp())) AND (new.recorded_in = pg_current_xact_id()) AND COALESCE((new.created_by = tracker.current_user_id()), (tracker.current_user_id() IS NULL))) IS NOT TRUE)) EXECUTE FUNCTION tracker.stamp_recorded();


--
-- Name: user_tokens user_tokens_touch; Type: TRIGGER; Schema: tracker; Owner: -
--

CREATE TRIGGER user_tokens_touch BEFORE UPDATE ON tracker.user_tokens FOR EACH ROW EXECUTE FUNCTION tracker.touch();


--
-- Name: users users_audit_delete; Type: TRIGGER; Schema: tracker; Owner: -
--

CREATE TRIGGER users_audit_delete AFTER DELETE ON tracker.users FOR EACH ROW EXECUTE FUNCTION tracker.audit_delete('users', 'id', '{}', '{created_by}', '{}');


--
-- Name: users users_audit_rekey; Type: TRIGGER; Schema: tracker; Owner: -
--

CREATE TRIGGER users_audit_rekey AFTER UPDATE ON tracker.users FOR EACH ROW WHEN ((old.id IS DISTINCT FROM new.id)) EXECUTE FUNCTION tracker.audit_delete('users', 'id', '{}', '{created_by}', '{}');


--
-- Name: users users_audit_truncate; Type: TRIGGER; Schema: tracker; Owner: -
--

CREATE TRIGGER users_audit_truncate BEFORE TRUNCATE ON tracker.users FOR EACH STATEMENT EXECUTE FUNCTION tracker.audit_truncate('users', 'id', '{}', '{created_by}', '{}');


--
-- Name: users users_audit_update; Type: TRIGGER; Schema: tracker; Owner: -
--

CREATE TRIGGER users_audit_update AFTER UPDATE ON tracker.users FOR EACH ROW WHEN ((NOT (old.id IS DISTINCT FROM new.id))) EXECUTE FUNCTION tracker.audit_update('users', 'id', '{}', '{created_by}', '{}');


--
-- Name: users users_check_time_zone; Type: TRIGGER; Schema: tracker; Owner: -
--

CREATE TRIGGER users_check_time_zone BEFORE INSERT OR UPDATE OF time_zone ON tracker.users FOR EACH ROW EXECUTE FUNCTION tracker.check_time_zone();


--
-- Name: users users_create_head; Type: TRIGGER; Schema: tracker; Owner: -
--

CREATE TRIGGER users_create_head AFTER INSERT ON tracker.users FOR EACH ROW EXECUTE FUNCTION tracker.create_user_head();


--
-- Name: users users_stamp_recorded; Type: TRIGGER; Schema: tracker; Owner: -
--

CREATE TRIGGER users_stamp_recorded BEFORE INSERT ON tracker.users FOR EACH ROW WHEN (((((new.recorded_at >= now()) AND (new.recorded_at <= clock_timestamp())) AND (new.recorded_in = pg_current_xact_id()) AND COALESCE((new.created_by = tracker.current_user_id()), (tracker.current_user_id() IS NULL))) IS NOT TRUE)) EXECUTE FUNCTION tracker.stamp_recorded();


--
-- Name: users users_touch; Type: TRIGGER; Schema: tracker; Owner: -
--

CREATE TRIGGER users_touch BEFORE UPDATE ON tracker.users FOR EACH ROW EXECUTE FUNCTION tracker.touch();


--
-- Name: workout_exercises workout_exercises_audit_delete; Type: TRIGGER; Schema: tracker; Owner: -
--

CREATE TRIGGER workout_exercises_audit_delete AFTER DELETE ON tracker.workout_exercises FOR EACH ROW EXECUTE FUNCTION tracker.audit_delete('workout_exercises', 'user_id', '{workout_id,id}', '{created_by}', '{}');


--
-- Name: workout_exercises workout_exercises_audit_rekey; Type: TRIGGER; Schema: tracker; Owner: -
--

CREATE TRIGGER workout_exercises_audit_rekey AFTER UPDATE ON tracker.workout_exercises FOR EACH ROW WHEN (((old.user_id IS DISTINCT FROM new.user_id) OR (old.workout_id IS DISTINCT FROM new.workout_id) OR (old.id IS DISTINCT FROM new.id))) EXECUTE FUNCTION tracker.audit_delete('workout_exercises', 'user_id', '{workout_id,id}', '{created_by}', '{}');


--
-- Name: workout_exercises workout_exercises_audit_truncate; Type: TRIGGER; Schema: tracker; Owner: -
--

CREATE TRIGGER workout_exercises_audit_truncate BEFORE TRUNCATE ON tracker.workout_exercises FOR EACH STATEMENT EXECUTE FUNCTION tracker.audit_truncate('workout_exercises', 'user_id', '{workout_id,id}', '{created_by}', '{}');


--
-- Name: workout_exercises workout_exercises_audit_update; Type: TRIGGER; Schema: tracker; Owner: -
--

CREATE TRIGGER workout_exercises_audit_update AFTER UPDATE ON tracker.workout_exercises FOR EACH ROW WHEN ((NOT ((old.user_id IS DISTINCT FROM new.user_id) OR (old.workout_id IS DISTINCT FROM new.workout_id) OR (old.id IS DISTINCT FROM new.id)))) EXECUTE FUNCTION tracker.audit_update('workout_exercises', 'user_id', '{workout_id,id}', '{created_by}', '{}');


--
-- Name: workout_exercises workout_exercises_pass_on_deletion; Type: TRIGGER; Schema: tracker; Owner: -
--

CREATE TRIGGER workout_exercises_pass_on_deletion AFTER UPDATE ON tracker.workout_exercises REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION tracker.pass_on_deletion();


--
-- Name: workout_exercises workout_exercises_refuse_unusable_insert; Type: TRIGGER; Schema: tracker; Owner: -
--

CREATE TRIGGER workout_exercises_refuse_unusable_insert AFTER INSERT ON tracker.workout_exercises REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION tracker.refuse_unusable_exercises();


--
-- Name: workout_exercises workout_exercises_refuse_unusable_update; Type: TRIGGER; Schema: tracker; Owner: -
--

CREATE TRIGGER workout_exercises_refuse_unusable_update AFTER UPDATE ON tracker.workout_exercises REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION tracker.refuse_unusable_exercises();


--
-- Name: workout_exercises workout_exercises_stamp_recorded; Type: TRIGGER; Schema: tracker; Owner: -
--

CREATE TRIGGER workout_exercises_stamp_recorded BEFORE INSERT ON tracker.workout_exercises FOR EACH ROW WHEN (((((new.recorded_at >= now()) AND (new.recorded_at <= clock_timestamp())) AND (new.recorded_in = pg_current_xact_id()) AND COALESCE((new.created_by = tracker.current_user_id()), (tracker.current_user_id() IS NULL))) IS NOT TRUE)) EXECUTE FUNCTION tracker.stamp_recorded();


--
-- Name: workout_exercises workout_exercises_touch; Type: TRIGGER; Schema: tracker; Owner: -
--

CREATE TRIGGER workout_exercises_touch BEFORE UPDATE ON tracker.workout_exercises FOR EACH ROW WHEN ((NOT (old.deletion_id IS DISTINCT FROM new.deletion_id))) EXECUTE FUNCTION tracker.touch();


--
-- Name: workout_exercises workout_exercises_touch_workouts_delete; Type: TRIGGER; Schema: tracker; Owner: -
--

CREATE TRIGGER workout_exercises_touch_workouts_delete AFTER DELETE ON tracker.workout_exercises REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION tracker.touch_workouts();


--
-- Name: workout_exercises workout_exercises_touch_workouts_insert; Type: TRIGGER; Schema: tracker; Owner: -
--

CREATE TRIGGER workout_exercises_touch_workouts_insert AFTER INSERT ON tracker.workout_exercises REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION tracker.touch_workouts();


--
-- Name: workout_exercises workout_exercises_touch_workouts_update; Type: TRIGGER; Schema: tracker; Owner: -
--

CREATE TRIGGER workout_exercises_touch_workouts_update AFTER UPDATE ON tracker.workout_exercises REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION tracker.touch_workouts();


--
-- Name: workout_tombstones workout_tombstones_touch; Type: TRIGGER; Schema: tracker; Owner: -
--

CREATE TRIGGER workout_tombstones_touch BEFORE UPDATE ON tracker.workout_tombstones FOR EACH ROW EXECUTE FUNCTION tracker.touch();


--
-- Name: workouts workouts_audit_delete; Type: TRIGGER; Schema: tracker; Owner: -
--

CREATE TRIGGER workouts_audit_delete AFTER DELETE ON tracker.workouts FOR EACH ROW EXECUTE FUNCTION tracker.audit_delete('workouts', 'user_id', '{id}', '{change_seq,revision,updated_at,created_by}', '{}');


--
-- Name: workouts workouts_audit_rekey; Type: TRIGGER; Schema: tracker; Owner: -
--

CREATE TRIGGER workouts_audit_rekey AFTER UPDATE ON tracker.workouts FOR EACH ROW WHEN (((old.user_id IS DISTINCT FROM new.user_id) OR (old.id IS DISTINCT FROM new.id))) EXECUTE FUNCTION tracker.audit_delete('workouts', 'user_id', '{id}', '{change_seq,revision,updated_at,created_by}', '{}');


--
-- Name: workouts workouts_audit_truncate; Type: TRIGGER; Schema: tracker; Owner: -
--

CREATE TRIGGER workouts_audit_truncate BEFORE TRUNCATE ON tracker.workouts FOR EACH STATEMENT EXECUTE FUNCTION tracker.audit_truncate('workouts', 'user_id', '{id}', '{change_seq,revision,updated_at,created_by}', '{}');


--
-- Name: workouts workouts_audit_update; Type: TRIGGER; Schema: tracker; Owner: -
--

CREATE TRIGGER workouts_audit_update AFTER UPDATE ON tracker.workouts FOR EACH ROW WHEN (((NOT ((old.user_id IS DISTINCT FROM new.user_id) OR (old.id IS DISTINCT FROM new.id))) AND ((to_jsonb(old.*) - '{change_seq,revision,updated_at}'::text[]) IS DISTINCT FROM (to_jsonb(new.*) - '{change_seq,revision,updated_at}'::text[])))) EXECUTE FUNCTION tracker.audit_update('workouts', 'user_id', '{id}', '{change_seq,revision,updated_at,created_by}', '{}');


--
-- Name: workouts workouts_bury_deleted; Type: TRIGGER; Schema: tracker; Owner: -
--

CREATE TRIGGER workouts_bury_deleted AFTER DELETE ON tracker.workouts REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION tracker.bury_deleted_workouts();


--
-- Name: workouts workouts_bury_renamed; Type: TRIGGER; Schema: tracker; Owner: -
--

CREATE TRIGGER workouts_bury_renamed AFTER UPDATE OF user_id, id ON tracker.workouts FOR EACH ROW WHEN (((old.user_id IS DISTINCT FROM new.user_id) OR (old.id IS DISTINCT FROM new.id))) EXECUTE FUNCTION tracker.bury_renamed_workout();


--
-- Name: workouts workouts_pass_on_deletion; Type: TRIGGER; Schema: tracker; Owner: -
--

CREATE TRIGGER workouts_pass_on_deletion AFTER UPDATE ON tracker.workouts REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION tracker.pass_on_deletion();


--
-- Name: workouts workouts_stamp; Type: TRIGGER; Schema: tracker; Owner: -
--

CREATE TRIGGER workouts_stamp BEFORE INSERT OR UPDATE ON tracker.workouts FOR EACH ROW EXECUTE FUNCTION tracker.stamp_workout();


--
-- Name: workouts workouts_stamp_recorded; Type: TRIGGER; Schema: tracker; Owner: -
--

CREATE TRIGGER workouts_stamp_recorded BEFORE INSERT ON tracker.workouts FOR EACH ROW WHEN (((((new.recorded_at >= now()) AND (new.recorded_at <= clock_timestamp())) AND (new.recorded_in = pg_current_xact_id()) AND COALESCE((new.created_by = tracker.current_user_id()), (tracker.current_user_id() IS NULL))) IS NOT TRUE)) EXECUTE FUNCTION tracker.stamp_recorded();


--
-- Name: exercise_equipment exercise_equipment_equipment_id_fkey; Type: FK CONSTRAINT; Schema: tracker; Owner: -
--

ALTER TABLE ONLY tracker.exercise_equipment
    ADD CONSTRAINT exercise_equipment_equipment_id_fkey FOREIGN KEY (equipment_id) REFERENCES tracker.equipment(id);


--
-- Name: exercise_equipment exercise_equipment_exercise_id_fkey; Type: FK CONSTRAINT; Schema: tracker; Owner: -
--

ALTER TABLE ONLY tracker.exercise_equipment
    ADD CONSTRAINT exercise_equipment_exercise_id_fkey FOREIGN KEY (exercise_id) REFERENCES tracker.exercises(id) ON DELETE CASCADE;


--
-- Name: exercise_merge_moves exercise_merge_moves_source_id_fkey; Type: FK CONSTRAINT; Schema: tracker; Owner: -
--

ALTER TABLE ONLY tracker.exercise_merge_moves
    ADD CONSTRAINT exercise_merge_moves_source_id_fkey FOREIGN KEY (source_id) REFERENCES tracker.exercises(id) ON DELETE CASCADE;


--
-- Name: exercise_merge_moves exercise_merge_moves_user_id_fkey; Type: FK CONSTRAINT; Schema: tracker; Owner: -
--

ALTER TABLE ONLY tracker.exercise_merge_moves
    ADD CONSTRAINT exercise_merge_moves_user_id_fkey FOREIGN KEY (user_id) REFERENCES tracker.users(id) ON DELETE CASCADE;


--
-- Name: exercise_muscle_groups exercise_muscle_groups_exercise_id_fkey; Type: FK CONSTRAINT; Schema: tracker; Owner: -
--

ALTER TABLE ONLY tracker.exercise_muscle_groups
    ADD CONSTRAINT exercise_muscle_groups_exercise_id_fkey FOREIGN KEY (exercise_id) REFERENCES tracker.exercises(id) ON DELETE CASCADE;


--
-- Name: exercise_muscle_groups exercise_muscle_groups_muscle_group_id_fkey; Type: FK CONSTRAINT; Schema: tracker; Owner: -
--

ALTER TABLE ONLY tracker.exercise_muscle_groups
    ADD CONSTRAINT exercise_muscle_groups_muscle_group_id_fkey FOREIGN KEY (muscle_group_id) REFERENCES tracker.muscle_groups(id);


--
-- Name: exercise_popularity exercise_popularity_exercise_id_fkey; Type: FK CONSTRAINT; Schema: tracker; Owner: -
--

ALTER TABLE ONLY tracker.exercise_popularity
    ADD CONSTRAINT exercise_popularity_exercise_id_fkey FOREIGN KEY (exercise_id) REFERENCES tracker.exercises(id) ON DELETE CASCADE;


--
-- Name: exercise_records exercise_records_user_id_fkey; Type: FK CONSTRAINT; Schema: tracker; Owner: -
--

ALTER TABLE ONLY tracker.exercise_records
    ADD CONSTRAINT exercise_records_user_id_fkey FOREIGN KEY (user_id) REFERENCES tracker.users(id) ON DELETE CASCADE;


--
-- Name: exercises exercises_merged_into_fkey; Type: FK CONSTRAINT; Schema: tracker; Owner: -
--

ALTER TABLE ONLY tracker.exercises
    ADD CONSTRAINT exercises_merged_into_fkey FOREIGN KEY (merged_into) REFERENCES tracker.exercises(id);


--
-- Name: exercises exercises_owner_id_fkey; Type: FK CONSTRAINT; Schema: tracker; Owner: -
--

ALTER TABLE ONLY tracker.exercises
    ADD CONSTRAINT exercises_owner_id_fkey FOREIGN KEY (owner_id) REFERENCES tracker.users(id) ON DELETE CASCADE;


--
-- Name: imports imports_user_id_fkey; Type: FK CONSTRAINT; Schema: tracker; Owner: -
--

ALTER TABLE ONLY tracker.imports
    ADD CONSTRAINT imports_user_id_fkey FOREIGN KEY (user_id) REFERENCES tracker.users(id) ON DELETE CASCADE;


--
-- Name: record_events record_events_user_id_fkey; Type: FK CONSTRAINT; Schema: tracker; Owner: -
--

ALTER TABLE ONLY tracker.record_events
    ADD CONSTRAINT record_events_user_id_fkey FOREIGN KEY (user_id) REFERENCES tracker.users(id) ON DELETE CASCADE;


--
-- Name: sets sets_workout_exercise_id_fkey; Type: FK CONSTRAINT; Schema: tracker; Owner: -
--

ALTER TABLE tracker.sets
    ADD CONSTRAINT sets_workout_exercise_id_fkey FOREIGN KEY (user_id, performed_on, workout_id, workout_exercise_id, exercise_id) REFERENCES tracker.workout_exercises(user_id, performed_on, workout_id, id, exercise_id) ON DELETE CASCADE;


--
-- Name: user_heads user_heads_user_id_fkey; Type: FK CONSTRAINT; Schema: tracker; Owner: -
--

ALTER TABLE ONLY tracker.user_heads
    ADD CONSTRAINT user_heads_user_id_fkey FOREIGN KEY (user_id) REFERENCES tracker.users(id) ON DELETE CASCADE;


--
-- Name: user_identities user_identities_user_id_fkey; Type: FK CONSTRAINT; Schema: tracker; Owner: -
--

ALTER TABLE ONLY tracker.user_identities
    ADD CONSTRAINT user_identities_user_id_fkey FOREIGN KEY (user_id) REFERENCES tracker.users(id) ON DELETE CASCADE;


--
-- Name: user_logins user_logins_user_id_fkey; Type: FK CONSTRAINT; Schema: tracker; Owner: -
--

ALTER TABLE ONLY tracker.user_logins
    ADD CONSTRAINT user_logins_user_id_fkey FOREIGN KEY (user_id) REFERENCES tracker.users(id) ON DELETE CASCADE;


--
-- Name: user_sessions user_sessions_user_id_fkey; Type: FK CONSTRAINT; Schema: tracker; Owner: -
--

ALTER TABLE ONLY tracker.user_sessions
    ADD CONSTRAINT user_sessions_user_id_fkey FOREIGN KEY (user_id) REFERENCES tracker.users(id) ON DELETE CASCADE;


--
-- Name: user_tokens user_tokens_user_id_fkey; Type: FK CONSTRAINT; Schema: tracker; Owner: -
--

ALTER TABLE ONLY tracker.user_tokens
    ADD CONSTRAINT user_tokens_user_id_fkey FOREIGN KEY (user_id) REFERENCES tracker.users(id) ON DELETE CASCADE;


--
-- Name: workout_exercises workout_exercises_exercise_id_fkey; Type: FK CONSTRAINT; Schema: tracker; Owner: -
--

ALTER TABLE ONLY tracker.workout_exercises
    ADD CONSTRAINT workout_exercises_exercise_id_fkey FOREIGN KEY (exercise_id) REFERENCES tracker.exercises(id);


--
-- Name: workout_exercises workout_exercises_workout_id_fkey; Type: FK CONSTRAINT; Schema: tracker; Owner: -
--

ALTER TABLE ONLY tracker.workout_exercises
    ADD CONSTRAINT workout_exercises_workout_id_fkey FOREIGN KEY (user_id, performed_on, workout_id) REFERENCES tracker.workouts(user_id, performed_on, id) ON DELETE CASCADE;


--
-- Name: workout_tombstones workout_tombstones_user_id_fkey; Type: FK CONSTRAINT; Schema: tracker; Owner: -
--

ALTER TABLE ONLY tracker.workout_tombstones
    ADD CONSTRAINT workout_tombstones_user_id_fkey FOREIGN KEY (user_id) REFERENCES tracker.users(id) ON DELETE CASCADE;


--
-- Name: workouts workouts_import_id_fkey; Type: FK CONSTRAINT; Schema: tracker; Owner: -
--

ALTER TABLE ONLY tracker.workouts
    ADD CONSTRAINT workouts_import_id_fkey FOREIGN KEY (user_id, import_id) REFERENCES tracker.imports(user_id, id);


--
-- Name: workouts workouts_user_id_fkey; Type: FK CONSTRAINT; Schema: tracker; Owner: -
--

ALTER TABLE ONLY tracker.workouts
    ADD CONSTRAINT workouts_user_id_fkey FOREIGN KEY (user_id) REFERENCES tracker.users(id) ON DELETE CASCADE;


--
-- Name: audit_log; Type: ROW SECURITY; Schema: tracker; Owner: -
--

ALTER TABLE tracker.audit_log ENABLE ROW LEVEL SECURITY;

--
-- Name: exercise_equipment; Type: ROW SECURITY; Schema: tracker; Owner: -
--

ALTER TABLE tracker.exercise_equipment ENABLE ROW LEVEL SECURITY;

--
-- Name: exercise_merge_moves; Type: ROW SECURITY; Schema: tracker; Owner: -
--

ALTER TABLE tracker.exercise_merge_moves ENABLE ROW LEVEL SECURITY;

--
-- Name: exercise_muscle_groups; Type: ROW SECURITY; Schema: tracker; Owner: -
--

ALTER TABLE tracker.exercise_muscle_groups ENABLE ROW LEVEL SECURITY;

--
-- Name: exercise_records; Type: ROW SECURITY; Schema: tracker; Owner: -
--

ALTER TABLE tracker.exercise_records ENABLE ROW LEVEL SECURITY;

--
-- Name: exercises; Type: ROW SECURITY; Schema: tracker; Owner: -
--

ALTER TABLE tracker.exercises ENABLE ROW LEVEL SECURITY;

--
-- Name: imports; Type: ROW SECURITY; Schema: tracker; Owner: -
--

ALTER TABLE tracker.imports ENABLE ROW LEVEL SECURITY;

--
-- Name: audit_log own_rows; Type: POLICY; Schema: tracker; Owner: -
--

CREATE POLICY own_rows ON tracker.audit_log FOR SELECT TO trackerdb_app USING ((user_id = tracker.current_user_id()));


--
-- Name: exercise_equipment own_rows; Type: POLICY; Schema: tracker; Owner: -
--

CREATE POLICY own_rows ON tracker.exercise_equipment TO trackerdb_app USING ((owner_id = tracker.current_user_id()));


--
-- Name: exercise_merge_moves own_rows; Type: POLICY; Schema: tracker; Owner: -
--

CREATE POLICY own_rows ON tracker.exercise_merge_moves TO trackerdb_app USING ((user_id = tracker.current_user_id()));


--
-- Name: exercise_muscle_groups own_rows; Type: POLICY; Schema: tracker; Owner: -
--

CREATE POLICY own_rows ON tracker.exercise_muscle_groups TO trackerdb_app USING ((owner_id = tracker.current_user_id()));


--
-- Name: exercise_records own_rows; Type: POLICY; Schema: tracker; Owner: -
--

CREATE POLICY own_rows ON tracker.exercise_records TO trackerdb_app USING ((user_id = tracker.current_user_id()));


--
-- Name: exercises own_rows; Type: POLICY; Schema: tracker; Owner: -
--

CREATE POLICY own_rows ON tracker.exercises TO trackerdb_app USING ((owner_id = tracker.current_user_id()));


--
-- Name: imports own_rows; Type: POLICY; Schema: tracker; Owner: -
--

CREATE POLICY own_rows ON tracker.imports TO trackerdb_app USING ((user_id = tracker.current_user_id()));


--
-- Name: record_events own_rows; Type: POLICY; Schema: tracker; Owner: -
--

CREATE POLICY own_rows ON tracker.record_events TO trackerdb_app USING ((user_id = tracker.current_user_id()));


--
-- Name: sets own_rows; Type: POLICY; Schema: tracker; Owner: -
--

CREATE POLICY own_rows ON tracker.sets TO trackerdb_app USING ((user_id = tracker.current_user_id()));


--
-- Name: user_heads own_rows; Type: POLICY; Schema: tracker; Owner: -
--

CREATE POLICY own_rows ON tracker.user_heads TO trackerdb_app USING ((user_id = tracker.current_user_id()));


--
-- Name: user_identities own_rows; Type: POLICY; Schema: tracker; Owner: -
--

CREATE POLICY own_rows ON tracker.user_identities TO trackerdb_app USING ((user_id = tracker.current_user_id()));


--
-- Name: user_logins own_rows; Type: POLICY; Schema: tracker; Owner: -
--

CREATE POLICY own_rows ON tracker.user_logins TO trackerdb_app USING ((user_id = tracker.current_user_id()));


--
-- Name: user_sessions own_rows; Type: POLICY; Schema: tracker; Owner: -
--

CREATE POLICY own_rows ON tracker.user_sessions TO trackerdb_app USING ((user_id = tracker.current_user_id()));


--
-- Name: user_tokens own_rows; Type: POLICY; Schema: tracker; Owner: -
--

CREATE POLICY own_rows ON tracker.user_tokens TO trackerdb_app USING ((user_id = tracker.current_user_id()));


--
-- Name: users own_rows; Type: POLICY; Schema: tracker; Owner: -
--

CREATE POLICY own_rows ON tracker.users TO trackerdb_app USING ((id = tracker.current_user_id()));


--
-- Name: workout_exercises own_rows; Type: POLICY; Schema: tracker; Owner: -
--

CREATE POLICY own_rows ON tracker.workout_exercises TO trackerdb_app USING ((user_id = tracker.current_user_id()));


--
-- Name: workout_tombstones own_rows; Type: POLICY; Schema: tracker; Owner: -
--

CREATE POLICY own_rows ON tracker.workout_tombstones FOR SELECT TO trackerdb_app USING ((user_id = tracker.current_user_id()));


--
-- Name: workouts own_rows; Type: POLICY; Schema: tracker; Owner: -
--

CREATE POLICY own_rows ON tracker.workouts TO trackerdb_app USING ((user_id = tracker.current_user_id()));


--
-- Name: audit_log reader; Type: POLICY; Schema: tracker; Owner: -
--

CREATE POLICY reader ON tracker.audit_log FOR SELECT TO trackerdb_reader USING ((table_name <> ALL (ARRAY['user_logins'::text, 'user_identities'::text, 'user_sessions'::text, 'user_tokens'::text])));


--
-- Name: exercise_equipment reader; Type: POLICY; Schema: tracker; Owner: -
--

CREATE POLICY reader ON tracker.exercise_equipment FOR SELECT TO trackerdb_reader USING (true);


--
-- Name: exercise_merge_moves reader; Type: POLICY; Schema: tracker; Owner: -
--

CREATE POLICY reader ON tracker.exercise_merge_moves FOR SELECT TO trackerdb_reader USING (true);


--
-- Name: exercise_muscle_groups reader; Type: POLICY; Schema: tracker; Owner: -
--

CREATE POLICY reader ON tracker.exercise_muscle_groups FOR SELECT TO trackerdb_reader USING (true);


--
-- Name: exercise_records reader; Type: POLICY; Schema: tracker; Owner: -
--

CREATE POLICY reader ON tracker.exercise_records FOR SELECT TO trackerdb_reader USING (true);


--
-- Name: exercises reader; Type: POLICY; Schema: tracker; Owner: -
--

CREATE POLICY reader ON tracker.exercises FOR SELECT TO trackerdb_reader USING (true);


--
-- Name: imports reader; Type: POLICY; Schema: tracker; Owner: -
--

CREATE POLICY reader ON tracker.imports FOR SELECT TO trackerdb_reader USING (true);


--
-- Name: record_events reader; Type: POLICY; Schema: tracker; Owner: -
--

CREATE POLICY reader ON tracker.record_events FOR SELECT TO trackerdb_reader USING (true);


--
-- Name: sets reader; Type: POLICY; Schema: tracker; Owner: -
--

CREATE POLICY reader ON tracker.sets FOR SELECT TO trackerdb_reader USING (true);


--
-- Name: user_heads reader; Type: POLICY; Schema: tracker; Owner: -
--

CREATE POLICY reader ON tracker.user_heads FOR SELECT TO trackerdb_reader USING (true);


--
-- Name: users reader; Type: POLICY; Schema: tracker; Owner: -
--

CREATE POLICY reader ON tracker.users FOR SELECT TO trackerdb_reader USING (true);


--
-- Name: workout_exercises reader; Type: POLICY; Schema: tracker; Owner: -
--

CREATE POLICY reader ON tracker.workout_exercises FOR SELECT TO trackerdb_reader USING (true);


--
-- Name: workout_tombstones reader; Type: POLICY; Schema: tracker; Owner: -
--

CREATE POLICY reader ON tracker.workout_tombstones FOR SELECT TO trackerdb_reader USING (true);


--
-- Name: workouts reader; Type: POLICY; Schema: tracker; Owner: -
--

CREATE POLICY reader ON tracker.workouts FOR SELECT TO trackerdb_reader USING (true);


--
-- Name: record_events; Type: ROW SECURITY; Schema: tracker; Owner: -
--

ALTER TABLE tracker.record_events ENABLE ROW LEVEL SECURITY;

--
-- Name: audit_log service; Type: POLICY; Schema: tracker; Owner: -
--

CREATE POLICY service ON tracker.audit_log FOR SELECT TO trackerdb_service USING (true);


--
-- Name: exercise_equipment service; Type: POLICY; Schema: tracker; Owner: -
--

CREATE POLICY service ON tracker.exercise_equipment TO trackerdb_service USING (true);


--
-- Name: exercise_merge_moves service; Type: POLICY; Schema: tracker; Owner: -
--

CREATE POLICY service ON tracker.exercise_merge_moves TO trackerdb_service USING (true);


--
-- Name: exercise_muscle_groups service; Type: POLICY; Schema: tracker; Owner: -
--

CREATE POLICY service ON tracker.exercise_muscle_groups TO trackerdb_service USING (true);


--
-- Name: exercise_records service; Type: POLICY; Schema: tracker; Owner: -
--

CREATE POLICY service ON tracker.exercise_records TO trackerdb_service USING (true);


--
-- Name: exercises service; Type: POLICY; Schema: tracker; Owner: -
--

CREATE POLICY service ON tracker.exercises TO trackerdb_service USING (true);


--
-- Name: imports service; Type: POLICY; Schema: tracker; Owner: -
--

CREATE POLICY service ON tracker.imports TO trackerdb_service USING (true);


--
-- Name: record_events service; Type: POLICY; Schema: tracker; Owner: -
--

CREATE POLICY service ON tracker.record_events TO trackerdb_service USING (true);


--
-- Name: sets service; Type: POLICY; Schema: tracker; Owner: -
--

CREATE POLICY service ON tracker.sets TO trackerdb_service USING (true);


--
-- Name: user_heads service; Type: POLICY; Schema: tracker; Owner: -
--

CREATE POLICY service ON tracker.user_heads TO trackerdb_service USING (true);


--
-- Name: user_identities service; Type: POLICY; Schema: tracker; Owner: -
--

CREATE POLICY service ON tracker.user_identities TO trackerdb_service USING (true);


--
-- Name: user_logins service; Type: POLICY; Schema: tracker; Owner: -
--

CREATE POLICY service ON tracker.user_logins TO trackerdb_service USING (true);


--
-- Name: user_sessions service; Type: POLICY; Schema: tracker; Owner: -
--

CREATE POLICY service ON tracker.user_sessions TO trackerdb_service USING (true);


--
-- Name: user_tokens service; Type: POLICY; Schema: tracker; Owner: -
--

CREATE POLICY service ON tracker.user_tokens TO trackerdb_service USING (true);


--
-- Name: users service; Type: POLICY; Schema: tracker; Owner: -
--

CREATE POLICY service ON tracker.users TO trackerdb_service USING (true);


--
-- Name: workout_exercises service; Type: POLICY; Schema: tracker; Owner: -
--

CREATE POLICY service ON tracker.workout_exercises TO trackerdb_service USING (true);


--
-- Name: workout_tombstones service; Type: POLICY; Schema: tracker; Owner: -
--

CREATE POLICY service ON tracker.workout_tombstones FOR SELECT TO trackerdb_service USING (true);


--
-- Name: workouts service; Type: POLICY; Schema: tracker; Owner: -
--

CREATE POLICY service ON tracker.workouts TO trackerdb_service USING (true);


--
-- Name: sets; Type: ROW SECURITY; Schema: tracker; Owner: -
--

ALTER TABLE tracker.sets ENABLE ROW LEVEL SECURITY;

--
-- Name: exercise_equipment shared_rows; Type: POLICY; Schema: tracker; Owner: -
--

CREATE POLICY shared_rows ON tracker.exercise_equipment FOR SELECT TO trackerdb_app USING ((owner_id IS NULL));


--
-- Name: exercise_muscle_groups shared_rows; Type: POLICY; Schema: tracker; Owner: -
--

CREATE POLICY shared_rows ON tracker.exercise_muscle_groups FOR SELECT TO trackerdb_app USING ((owner_id IS NULL));


--
-- Name: exercises shared_rows; Type: POLICY; Schema: tracker; Owner: -
--

CREATE POLICY shared_rows ON tracker.exercises FOR SELECT TO trackerdb_app USING ((owner_id IS NULL));


--
-- Name: user_heads; Type: ROW SECURITY; Schema: tracker; Owner: -
--

ALTER TABLE tracker.user_heads ENABLE ROW LEVEL SECURITY;

--
-- Name: user_identities; Type: ROW SECURITY; Schema: tracker; Owner: -
--

ALTER TABLE tracker.user_identities ENABLE ROW LEVEL SECURITY;

--
-- Name: user_logins; Type: ROW SECURITY; Schema: tracker; Owner: -
--

ALTER TABLE tracker.user_logins ENABLE ROW LEVEL SECURITY;

--
-- Name: user_sessions; Type: ROW SECURITY; Schema: tracker; Owner: -
--

ALTER TABLE tracker.user_sessions ENABLE ROW LEVEL SECURITY;

--
-- Name: user_tokens; Type: ROW SECURITY; Schema: tracker; Owner: -
--

ALTER TABLE tracker.user_tokens ENABLE ROW LEVEL SECURITY;

--
-- Name: users; Type: ROW SECURITY; Schema: tracker; Owner: -
--

ALTER TABLE tracker.users ENABLE ROW LEVEL SECURITY;

--
-- Name: workout_exercises; Type: ROW SECURITY; Schema: tracker; Owner: -
--

ALTER TABLE tracker.workout_exercises ENABLE ROW LEVEL SECURITY;

--
-- Name: workout_tombstones; Type: ROW SECURITY; Schema: tracker; Owner: -
--

ALTER TABLE tracker.workout_tombstones ENABLE ROW LEVEL SECURITY;

--
-- Name: workouts; Type: ROW SECURITY; Schema: tracker; Owner: -
--

ALTER TABLE tracker.workouts ENABLE ROW LEVEL SECURITY;

--
-- Name: SCHEMA tracker; Type: ACL; Schema: -; Owner: -
--

GRANT USAGE ON SCHEMA tracker TO trackerdb_app;
GRANT USAGE ON SCHEMA tracker TO trackerdb_service;
GRANT USAGE ON SCHEMA tracker TO trackerdb_reader;


--
-- Name: FUNCTION absorb_record_candidates(candidates tracker.record_candidate[]); Type: ACL; Schema: tracker; Owner: -
--

REVOKE ALL ON FUNCTION tracker.absorb_record_candidates(candidates tracker.record_candidate[]) FROM PUBLIC;


--
-- Name: FUNCTION attach_partition(parent text, child text, lower date, upper date); Type: ACL; Schema: tracker; Owner: -
--

REVOKE ALL ON FUNCTION tracker.attach_partition(parent text, child text, lower date, upper date) FROM PUBLIC;


--
-- Name: FUNCTION attach_partition_again(parent text, child text, lower date, upper date); Type: ACL; Schema: tracker; Owner: -
--

REVOKE ALL ON FUNCTION tracker.attach_partition_again(parent text, child text, lower date, upper date) FROM PUBLIC;


--
-- Name: FUNCTION audit_delete(); Type: ACL; Schema: tracker; Owner: -
--

REVOKE ALL ON FUNCTION tracker.audit_delete() FROM PUBLIC;


--
-- Name: FUNCTION audit_table(table_name text); Type: ACL; Schema: tracker; Owner: -
--

REVOKE ALL ON FUNCTION tracker.audit_table(table_name text) FROM PUBLIC;


--
-- Name: FUNCTION audit_truncate(); Type: ACL; Schema: tracker; Owner: -
--

REVOKE ALL ON FUNCTION tracker.audit_truncate() FROM PUBLIC;


--
-- Name: FUNCTION audit_truncate_of(table_name text, target regclass); Type: ACL; Schema: tracker; Owner: -
--

REVOKE ALL ON FUNCTION tracker.audit_truncate_of(table_name text, target regclass) FROM PUBLIC;


--
-- Name: FUNCTION audit_update(); Type: ACL; Schema: tracker; Owner: -
--

REVOKE ALL ON FUNCTION tracker.audit_update() FROM PUBLIC;


--
-- Name: TABLE audited_tables; Type: ACL; Schema: tracker; Owner: -
--

GRANT SELECT ON TABLE tracker.audited_tables TO trackerdb_app;
GRANT SELECT ON TABLE tracker.audited_tables TO trackerdb_service;
GRANT SELECT ON TABLE tracker.audited_tables TO trackerdb_reader;


--
-- Name: FUNCTION bury_deleted_workouts(); Type: ACL; Schema: tracker; Owner: -
--

REVOKE ALL ON FUNCTION tracker.bury_deleted_workouts() FROM PUBLIC;


--
-- Name: FUNCTION bury_renamed_workout(); Type: ACL; Schema: tracker; Owner: -
--

REVOKE ALL ON FUNCTION tracker.bury_renamed_workout() FROM PUBLIC;


--
-- Name: FUNCTION bury_workouts(user_ids bigint[], workout_ids uuid[]); Type: ACL; Schema: tracker; Owner: -
--

REVOKE ALL ON FUNCTION tracker.bury_workouts(user_ids bigint[], workout_ids uuid[]) FROM PUBLIC;


--
-- Name: FUNCTION caller_may_act_for(user_id bigint); Type: ACL; Schema: tracker; Owner: -
--

REVOKE ALL ON FUNCTION tracker.caller_may_act_for(user_id bigint) FROM PUBLIC;


--
-- Name: FUNCTION count_exercise_users(); Type: ACL; Schema: tracker; Owner: -
--

REVOKE ALL ON FUNCTION tracker.count_exercise_users() FROM PUBLIC;
GRANT ALL ON FUNCTION tracker.count_exercise_users() TO trackerdb_service;


--
-- Name: FUNCTION create_partition_table(parent text, child text); Type: ACL; Schema: tracker; Owner: -
--

REVOKE ALL ON FUNCTION tracker.create_partition_table(parent text, child text) FROM PUBLIC;


--
-- Name: FUNCTION create_user_head(); Type: ACL; Schema: tracker; Owner: -
--

REVOKE ALL ON FUNCTION tracker.create_user_head() FROM PUBLIC;


--
-- Name: FUNCTION ensure_partitions(through_year integer); Type: ACL; Schema: tracker; Owner: -
--

REVOKE ALL ON FUNCTION tracker.ensure_partitions(through_year integer) FROM PUBLIC;


--
-- Name: FUNCTION erase_user(user_id bigint); Type: ACL; Schema: tracker; Owner: -
--

REVOKE ALL ON FUNCTION tracker.erase_user(user_id bigint) FROM PUBLIC;
GRANT ALL ON FUNCTION tracker.erase_user(user_id bigint) TO trackerdb_service;


--
-- Name: FUNCTION forget_search_words(); Type: ACL; Schema: tracker; Owner: -
--

REVOKE ALL ON FUNCTION tracker.forget_search_words() FROM PUBLIC;


--
-- Name: FUNCTION keep_records(); Type: ACL; Schema: tracker; Owner: -
--

REVOKE ALL ON FUNCTION tracker.keep_records() FROM PUBLIC;


--
-- Name: FUNCTION learn_exercise_words(); Type: ACL; Schema: tracker; Owner: -
--

REVOKE ALL ON FUNCTION tracker.learn_exercise_words() FROM PUBLIC;


--
-- Name: FUNCTION learn_search_phrases(); Type: ACL; Schema: tracker; Owner: -
--

REVOKE ALL ON FUNCTION tracker.learn_search_phrases() FROM PUBLIC;


--
-- Name: TABLE audit_shapes; Type: ACL; Schema: tracker; Owner: -
--

GRANT SELECT ON TABLE tracker.audit_shapes TO trackerdb_app;
GRANT SELECT ON TABLE tracker.audit_shapes TO trackerdb_service;
GRANT SELECT ON TABLE tracker.audit_shapes TO trackerdb_reader;


--
-- Name: FUNCTION new_shape(table_name text, image jsonb); Type: ACL; Schema: tracker; Owner: -
--

REVOKE ALL ON FUNCTION tracker.new_shape(table_name text, image jsonb) FROM PUBLIC;


--
-- Name: FUNCTION outdated_records(target regclass, lower date, upper date); Type: ACL; Schema: tracker; Owner: -
--

REVOKE ALL ON FUNCTION tracker.outdated_records(target regclass, lower date, upper date) FROM PUBLIC;


--
-- Name: FUNCTION pass_on_deletion(); Type: ACL; Schema: tracker; Owner: -
--

REVOKE ALL ON FUNCTION tracker.pass_on_deletion() FROM PUBLIC;


--
-- Name: FUNCTION pass_on_owner(); Type: ACL; Schema: tracker; Owner: -
--

REVOKE ALL ON FUNCTION tracker.pass_on_owner() FROM PUBLIC;


--
-- Name: FUNCTION rebuild_records(user_id bigint, exercise_ids bigint[]); Type: ACL; Schema: tracker; Owner: -
--

REVOKE ALL ON FUNCTION tracker.rebuild_records(user_id bigint, exercise_ids bigint[]) FROM PUBLIC;
GRANT ALL ON FUNCTION tracker.rebuild_records(user_id bigint, exercise_ids bigint[]) TO trackerdb_app;
GRANT ALL ON FUNCTION tracker.rebuild_records(user_id bigint, exercise_ids bigint[]) TO trackerdb_service;


--
-- Name: FUNCTION refresh_exercise_records(user_ids bigint[], exercise_ids bigint[]); Type: ACL; Schema: tracker; Owner: -
--

REVOKE ALL ON FUNCTION tracker.refresh_exercise_records(user_ids bigint[], exercise_ids bigint[]) FROM PUBLIC;


--
-- Name: FUNCTION refuse_foreign_source(); Type: ACL; Schema: tracker; Owner: -
--

REVOKE ALL ON FUNCTION tracker.refuse_foreign_source() FROM PUBLIC;


--
-- Name: FUNCTION refuse_foreign_target(); Type: ACL; Schema: tracker; Owner: -
--

REVOKE ALL ON FUNCTION tracker.refuse_foreign_target() FROM PUBLIC;


--
-- Name: FUNCTION refuse_truncate(); Type: ACL; Schema: tracker; Owner: -
--

REVOKE ALL ON FUNCTION tracker.refuse_truncate() FROM PUBLIC;


--
-- Name: FUNCTION refuse_unusable_exercises(); Type: ACL; Schema: tracker; Owner: -
--

REVOKE ALL ON FUNCTION tracker.refuse_unusable_exercises() FROM PUBLIC;


--
-- Name: FUNCTION rescan_changed_sets(user_ids bigint[], workout_ids uuid[], set_ids uuid[]); Type: ACL; Schema: tracker; Owner: -
--

REVOKE ALL ON FUNCTION tracker.rescan_changed_sets(user_ids bigint[], workout_ids uuid[], set_ids uuid[]) FROM PUBLIC;


--
-- Name: FUNCTION rescan_exercise(); Type: ACL; Schema: tracker; Owner: -
--

REVOKE ALL ON FUNCTION tracker.rescan_exercise() FROM PUBLIC;


--
-- Name: FUNCTION rescan_records(user_ids bigint[], exercise_ids bigint[], from_days date[]); Type: ACL; Schema: tracker; Owner: -
--

REVOKE ALL ON FUNCTION tracker.rescan_records(user_ids bigint[], exercise_ids bigint[], from_days date[]) FROM PUBLIC;


--
-- Name: FUNCTION stamp_link_owner(); Type: ACL; Schema: tracker; Owner: -
--

REVOKE ALL ON FUNCTION tracker.stamp_link_owner() FROM PUBLIC;


--
-- Name: FUNCTION stamp_workout(); Type: ACL; Schema: tracker; Owner: -
--

REVOKE ALL ON FUNCTION tracker.stamp_workout() FROM PUBLIC;


--
-- Name: FUNCTION touch_workouts(); Type: ACL; Schema: tracker; Owner: -
--

REVOKE ALL ON FUNCTION tracker.touch_workouts() FROM PUBLIC;


--
-- Name: FUNCTION unaudit_table(table_name text); Type: ACL; Schema: tracker; Owner: -
--

REVOKE ALL ON FUNCTION tracker.unaudit_table(table_name text) FROM PUBLIC;


--
-- Name: TABLE audit_log; Type: ACL; Schema: tracker; Owner: -
--

GRANT SELECT ON TABLE tracker.audit_log TO trackerdb_app;
GRANT SELECT ON TABLE tracker.audit_log TO trackerdb_service;
GRANT SELECT ON TABLE tracker.audit_log TO trackerdb_reader;


--
-- Name: TABLE equipment; Type: ACL; Schema: tracker; Owner: -
--

GRANT SELECT ON TABLE tracker.equipment TO trackerdb_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE tracker.equipment TO trackerdb_service;
GRANT SELECT ON TABLE tracker.equipment TO trackerdb_reader;


--
-- Name: TABLE exercise_equipment; Type: ACL; Schema: tracker; Owner: -
--

GRANT SELECT,INSERT,DELETE ON TABLE tracker.exercise_equipment TO trackerdb_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE tracker.exercise_equipment TO trackerdb_service;
GRANT SELECT ON TABLE tracker.exercise_equipment TO trackerdb_reader;


--
-- Name: TABLE exercise_merge_moves; Type: ACL; Schema: tracker; Owner: -
--

GRANT SELECT,INSERT,DELETE ON TABLE tracker.exercise_merge_moves TO trackerdb_app;
GRANT SELECT,INSERT,DELETE ON TABLE tracker.exercise_merge_moves TO trackerdb_service;
GRANT SELECT ON TABLE tracker.exercise_merge_moves TO trackerdb_reader;


--
-- Name: TABLE exercise_muscle_groups; Type: ACL; Schema: tracker; Owner: -
--

GRANT SELECT,INSERT,DELETE ON TABLE tracker.exercise_muscle_groups TO trackerdb_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE tracker.exercise_muscle_groups TO trackerdb_service;
GRANT SELECT ON TABLE tracker.exercise_muscle_groups TO trackerdb_reader;


--
-- Name: TABLE exercise_popularity; Type: ACL; Schema: tracker; Owner: -
--

GRANT SELECT ON TABLE tracker.exercise_popularity TO trackerdb_app;
GRANT SELECT ON TABLE tracker.exercise_popularity TO trackerdb_service;
GRANT SELECT ON TABLE tracker.exercise_popularity TO trackerdb_reader;


--
-- Name: TABLE exercise_records; Type: ACL; Schema: tracker; Owner: -
--

GRANT SELECT ON TABLE tracker.exercise_records TO trackerdb_app;
GRANT SELECT ON TABLE tracker.exercise_records TO trackerdb_service;
GRANT SELECT ON TABLE tracker.exercise_records TO trackerdb_reader;


--
-- Name: TABLE exercises; Type: ACL; Schema: tracker; Owner: -
--

GRANT SELECT,INSERT ON TABLE tracker.exercises TO trackerdb_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE tracker.exercises TO trackerdb_service;
GRANT SELECT ON TABLE tracker.exercises TO trackerdb_reader;


--
-- Name: COLUMN exercises.name; Type: ACL; Schema: tracker; Owner: -
--

GRANT UPDATE(name) ON TABLE tracker.exercises TO trackerdb_app;


--
-- Name: COLUMN exercises.exercise_type; Type: ACL; Schema: tracker; Owner: -
--

GRANT UPDATE(exercise_type) ON TABLE tracker.exercises TO trackerdb_app;


--
-- Name: COLUMN exercises.tracking; Type: ACL; Schema: tracker; Owner: -
--

GRANT UPDATE(tracking) ON TABLE tracker.exercises TO trackerdb_app;


--
-- Name: COLUMN exercises.level; Type: ACL; Schema: tracker; Owner: -
--

GRANT UPDATE(level) ON TABLE tracker.exercises TO trackerdb_app;


--
-- Name: COLUMN exercises.description; Type: ACL; Schema: tracker; Owner: -
--

GRANT UPDATE(description) ON TABLE tracker.exercises TO trackerdb_app;


--
-- Name: COLUMN exercises.aliases; Type: ACL; Schema: tracker; Owner: -
--

GRANT UPDATE(aliases) ON TABLE tracker.exercises TO trackerdb_app;


--
-- Name: COLUMN exercises.merged_into; Type: ACL; Schema: tracker; Owner: -
--

GRANT UPDATE(merged_into) ON TABLE tracker.exercises TO trackerdb_app;


--
-- Name: COLUMN exercises.deleted_at; Type: ACL; Schema: tracker; Owner: -
--

GRANT UPDATE(deleted_at) ON TABLE tracker.exercises TO trackerdb_app;


--
-- Name: COLUMN exercises.deletion_id; Type: ACL; Schema: tracker; Owner: -
--

GRANT UPDATE(deletion_id) ON TABLE tracker.exercises TO trackerdb_app;


--
-- Name: COLUMN exercises.merge_parent_id; Type: ACL; Schema: tracker; Owner: -
--

GRANT UPDATE(merge_parent_id) ON TABLE tracker.exercises TO trackerdb_app;


--
-- Name: SEQUENCE exercises_id_seq; Type: ACL; Schema: tracker; Owner: -
--

GRANT USAGE ON SEQUENCE tracker.exercises_id_seq TO trackerdb_app;
GRANT USAGE ON SEQUENCE tracker.exercises_id_seq TO trackerdb_service;


--
-- Name: TABLE imports; Type: ACL; Schema: tracker; Owner: -
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE tracker.imports TO trackerdb_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE tracker.imports TO trackerdb_service;
GRANT SELECT ON TABLE tracker.imports TO trackerdb_reader;


--
-- Name: TABLE muscle_groups; Type: ACL; Schema: tracker; Owner: -
--

GRANT SELECT ON TABLE tracker.muscle_groups TO trackerdb_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE tracker.muscle_groups TO trackerdb_service;
GRANT SELECT ON TABLE tracker.muscle_groups TO trackerdb_reader;


--
-- Name: TABLE personal_records; Type: ACL; Schema: tracker; Owner: -
--

GRANT SELECT ON TABLE tracker.personal_records TO trackerdb_app;
GRANT SELECT ON TABLE tracker.personal_records TO trackerdb_service;
GRANT SELECT ON TABLE tracker.personal_records TO trackerdb_reader;


--
-- Name: TABLE record_events; Type: ACL; Schema: tracker; Owner: -
--

GRANT SELECT ON TABLE tracker.record_events TO trackerdb_app;
GRANT SELECT ON TABLE tracker.record_events TO trackerdb_service;
GRANT SELECT ON TABLE tracker.record_events TO trackerdb_reader;


--
-- Name: TABLE record_rules; Type: ACL; Schema: tracker; Owner: -
--

GRANT SELECT ON TABLE tracker.record_rules TO trackerdb_app;
GRANT SELECT ON TABLE tracker.record_rules TO trackerdb_service;
GRANT SELECT ON TABLE tracker.record_rules TO trackerdb_reader;


--
-- Name: TABLE search_synonyms; Type: ACL; Schema: tracker; Owner: -
--

GRANT SELECT ON TABLE tracker.search_synonyms TO trackerdb_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE tracker.search_synonyms TO trackerdb_service;
GRANT SELECT ON TABLE tracker.search_synonyms TO trackerdb_reader;


--
-- Name: TABLE search_vocabulary; Type: ACL; Schema: tracker; Owner: -
--

GRANT SELECT ON TABLE tracker.search_vocabulary TO trackerdb_app;
GRANT SELECT ON TABLE tracker.search_vocabulary TO trackerdb_service;
GRANT SELECT ON TABLE tracker.search_vocabulary TO trackerdb_reader;


--
-- Name: TABLE search_word_weights; Type: ACL; Schema: tracker; Owner: -
--

GRANT SELECT ON TABLE tracker.search_word_weights TO trackerdb_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE tracker.search_word_weights TO trackerdb_service;
GRANT SELECT ON TABLE tracker.search_word_weights TO trackerdb_reader;


--
-- Name: TABLE sets; Type: ACL; Schema: tracker; Owner: -
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE tracker.sets TO trackerdb_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE tracker.sets TO trackerdb_service;
GRANT SELECT ON TABLE tracker.sets TO trackerdb_reader;


--
-- Name: TABLE user_heads; Type: ACL; Schema: tracker; Owner: -
--

GRANT SELECT ON TABLE tracker.user_heads TO trackerdb_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE tracker.user_heads TO trackerdb_service;
GRANT SELECT ON TABLE tracker.user_heads TO trackerdb_reader;


--
-- Name: COLUMN user_heads.seq; Type: ACL; Schema: tracker; Owner: -
--

GRANT UPDATE(seq) ON TABLE tracker.user_heads TO trackerdb_app;


--
-- Name: COLUMN user_heads.locked_by; Type: ACL; Schema: tracker; Owner: -
--

GRANT UPDATE(locked_by) ON TABLE tracker.user_heads TO trackerdb_app;


--
-- Name: COLUMN user_heads.updated_at; Type: ACL; Schema: tracker; Owner: -
--

GRANT UPDATE(updated_at) ON TABLE tracker.user_heads TO trackerdb_app;


--
-- Name: TABLE user_identities; Type: ACL; Schema: tracker; Owner: -
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE tracker.user_identities TO trackerdb_service;
GRANT SELECT ON TABLE tracker.user_identities TO trackerdb_app;


--
-- Name: TABLE user_logins; Type: ACL; Schema: tracker; Owner: -
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE tracker.user_logins TO trackerdb_service;


--
-- Name: COLUMN user_logins.user_id; Type: ACL; Schema: tracker; Owner: -
--

GRANT SELECT(user_id) ON TABLE tracker.user_logins TO trackerdb_app;


--
-- Name: COLUMN user_logins.email; Type: ACL; Schema: tracker; Owner: -
--

GRANT SELECT(email) ON TABLE tracker.user_logins TO trackerdb_app;


--
-- Name: COLUMN user_logins.verified_at; Type: ACL; Schema: tracker; Owner: -
--

GRANT SELECT(verified_at) ON TABLE tracker.user_logins TO trackerdb_app;


--
-- Name: COLUMN user_logins.failed_attempts; Type: ACL; Schema: tracker; Owner: -
--

GRANT SELECT(failed_attempts) ON TABLE tracker.user_logins TO trackerdb_app;


--
-- Name: COLUMN user_logins.locked_until; Type: ACL; Schema: tracker; Owner: -
--

GRANT SELECT(locked_until) ON TABLE tracker.user_logins TO trackerdb_app;


--
-- Name: COLUMN user_logins.created_at; Type: ACL; Schema: tracker; Owner: -
--

GRANT SELECT(created_at) ON TABLE tracker.user_logins TO trackerdb_app;


--
-- Name: COLUMN user_logins.updated_at; Type: ACL; Schema: tracker; Owner: -
--

GRANT SELECT(updated_at) ON TABLE tracker.user_logins TO trackerdb_app;


--
-- Name: COLUMN user_logins.deleted_at; Type: ACL; Schema: tracker; Owner: -
--

GRANT SELECT(deleted_at),UPDATE(deleted_at) ON TABLE tracker.user_logins TO trackerdb_app;


--
-- Name: TABLE user_sessions; Type: ACL; Schema: tracker; Owner: -
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE tracker.user_sessions TO trackerdb_service;


--
-- Name: COLUMN user_sessions.id; Type: ACL; Schema: tracker; Owner: -
--

GRANT SELECT(id) ON TABLE tracker.user_sessions TO trackerdb_app;


--
-- Name: COLUMN user_sessions.user_id; Type: ACL; Schema: tracker; Owner: -
--

GRANT SELECT(user_id) ON TABLE tracker.user_sessions TO trackerdb_app;


--
-- Name: COLUMN user_sessions.family_id; Type: ACL; Schema: tracker; Owner: -
--

GRANT SELECT(family_id) ON TABLE tracker.user_sessions TO trackerdb_app;


--
-- Name: COLUMN user_sessions.user_agent; Type: ACL; Schema: tracker; Owner: -
--

GRANT SELECT(user_agent) ON TABLE tracker.user_sessions TO trackerdb_app;


--
-- Name: COLUMN user_sessions.ip; Type: ACL; Schema: tracker; Owner: -
--

GRANT SELECT(ip) ON TABLE tracker.user_sessions TO trackerdb_app;


--
-- Name: COLUMN user_sessions.expires_at; Type: ACL; Schema: tracker; Owner: -
--

GRANT SELECT(expires_at) ON TABLE tracker.user_sessions TO trackerdb_app;


--
-- Name: COLUMN user_sessions.rotated_at; Type: ACL; Schema: tracker; Owner: -
--

GRANT SELECT(rotated_at) ON TABLE tracker.user_sessions TO trackerdb_app;


--
-- Name: COLUMN user_sessions.revoked_at; Type: ACL; Schema: tracker; Owner: -
--

GRANT SELECT(revoked_at) ON TABLE tracker.user_sessions TO trackerdb_app;


--
-- Name: COLUMN user_sessions.created_at; Type: ACL; Schema: tracker; Owner: -
--

GRANT SELECT(created_at) ON TABLE tracker.user_sessions TO trackerdb_app;


--
-- Name: COLUMN user_sessions.updated_at; Type: ACL; Schema: tracker; Owner: -
--

GRANT SELECT(updated_at) ON TABLE tracker.user_sessions TO trackerdb_app;


--
-- Name: TABLE user_tokens; Type: ACL; Schema: tracker; Owner: -
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE tracker.user_tokens TO trackerdb_service;


--
-- Name: COLUMN user_tokens.id; Type: ACL; Schema: tracker; Owner: -
--

GRANT SELECT(id) ON TABLE tracker.user_tokens TO trackerdb_app;


--
-- Name: COLUMN user_tokens.user_id; Type: ACL; Schema: tracker; Owner: -
--

GRANT SELECT(user_id) ON TABLE tracker.user_tokens TO trackerdb_app;


--
-- Name: COLUMN user_tokens.purpose; Type: ACL; Schema: tracker; Owner: -
--

GRANT SELECT(purpose) ON TABLE tracker.user_tokens TO trackerdb_app;


--
-- Name: COLUMN user_tokens.expires_at; Type: ACL; Schema: tracker; Owner: -
--

GRANT SELECT(expires_at) ON TABLE tracker.user_tokens TO trackerdb_app;


--
-- Name: COLUMN user_tokens.consumed_at; Type: ACL; Schema: tracker; Owner: -
--

GRANT SELECT(consumed_at) ON TABLE tracker.user_tokens TO trackerdb_app;


--
-- Name: COLUMN user_tokens.created_at; Type: ACL; Schema: tracker; Owner: -
--

GRANT SELECT(created_at) ON TABLE tracker.user_tokens TO trackerdb_app;


--
-- Name: COLUMN user_tokens.updated_at; Type: ACL; Schema: tracker; Owner: -
--

GRANT SELECT(updated_at) ON TABLE tracker.user_tokens TO trackerdb_app;


--
-- Name: TABLE users; Type: ACL; Schema: tracker; Owner: -
--

GRANT SELECT ON TABLE tracker.users TO trackerdb_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE tracker.users TO trackerdb_service;
GRANT SELECT ON TABLE tracker.users TO trackerdb_reader;


--
-- Name: COLUMN users.display_name; Type: ACL; Schema: tracker; Owner: -
--

GRANT UPDATE(display_name) ON TABLE tracker.users TO trackerdb_app;


--
-- Name: COLUMN users.unit_system; Type: ACL; Schema: tracker; Owner: -
--

GRANT UPDATE(unit_system) ON TABLE tracker.users TO trackerdb_app;


--
-- Name: COLUMN users.time_zone; Type: ACL; Schema: tracker; Owner: -
--

GRANT UPDATE(time_zone) ON TABLE tracker.users TO trackerdb_app;


--
-- Name: COLUMN users.deleted_at; Type: ACL; Schema: tracker; Owner: -
--

GRANT UPDATE(deleted_at) ON TABLE tracker.users TO trackerdb_app;


--
-- Name: COLUMN users.deletion_id; Type: ACL; Schema: tracker; Owner: -
--

GRANT UPDATE(deletion_id) ON TABLE tracker.users TO trackerdb_app;


--
-- Name: TABLE workout_exercises; Type: ACL; Schema: tracker; Owner: -
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE tracker.workout_exercises TO trackerdb_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE tracker.workout_exercises TO trackerdb_service;
GRANT SELECT ON TABLE tracker.workout_exercises TO trackerdb_reader;


--
-- Name: TABLE workout_tombstones; Type: ACL; Schema: tracker; Owner: -
--

GRANT SELECT ON TABLE tracker.workout_tombstones TO trackerdb_app;
GRANT SELECT ON TABLE tracker.workout_tombstones TO trackerdb_service;
GRANT SELECT ON TABLE tracker.workout_tombstones TO trackerdb_reader;


--
-- Name: TABLE workouts; Type: ACL; Schema: tracker; Owner: -
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE tracker.workouts TO trackerdb_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE tracker.workouts TO trackerdb_service;
GRANT SELECT ON TABLE tracker.workouts TO trackerdb_reader;


--
-- PostgreSQL database dump complete
--


