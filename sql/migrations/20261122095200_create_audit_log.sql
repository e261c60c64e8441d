-- The audit log: what rows were before each update and deletion, who changed them, why and when.
-- depends: 20261122095100_index_workout_changes

DO $$
BEGIN
    IF to_regtype('tracker.audit_operation') IS NULL THEN
        CREATE TYPE tracker.audit_operation AS ENUM ('insert', 'update', 'delete');
    END IF;
END
$$;

-- Not an identity column: before PostgreSQL 17 the partitions would not have it.
CREATE SEQUENCE IF NOT EXISTS tracker.audit_log_id_seq AS bigint;

CREATE TABLE IF NOT EXISTS tracker.audit_log (
    user_id bigint NOT NULL,
    at timestamptz NOT NULL DEFAULT clock_timestamp(),
    id bigint NOT NULL DEFAULT nextval('tracker.audit_log_id_seq'),
    table_name text COLLATE "C" NOT NULL,
    key jsonb NOT NULL,
    operation tracker.audit_operation NOT NULL,
    old jsonb,
    shape integer NOT NULL,
    actor_id bigint,
    reason text,
    xid xid8 NOT NULL DEFAULT pg_current_xact_id(),
    created_by bigint,
    -- Comparing the keys themselves, and in an index of their own, made bulk updates a third slower. Not generated: its
    -- expression would be read and planned anew for each row.
    key_hash bigint NOT NULL,
    -- Serves audit.history and audit.as_of.
    CONSTRAINT audit_log_pkey PRIMARY KEY (user_id, key_hash, at, id)
) PARTITION BY RANGE (at);

ALTER SEQUENCE tracker.audit_log_id_seq OWNED BY tracker.audit_log.id;

COMMENT ON TABLE tracker.audit_log IS
    'Changes of rows; that a row began is recorded by the row itself. Written by triggers alone, changed by nobody.';
COMMENT ON COLUMN tracker.audit_log.user_id IS 'Whose row it was; 0 = the shared catalogue''s.';
COMMENT ON COLUMN tracker.audit_log.at IS 'The clock at the change. The row was locked, so that its changes are in order.';
COMMENT ON COLUMN tracker.audit_log.table_name IS 'The table''s name in tracker.audited_tables, also of a partition.';
COMMENT ON COLUMN tracker.audit_log.key IS 'The row''s key without the user.';
COMMENT ON COLUMN tracker.audit_log.key_hash IS 'jsonb_hash_extended(key, 0): finds the entries of a row.';
COMMENT ON COLUMN tracker.audit_log.operation IS
    'A row whose key changes is deleted under the old one, and inserted under the new one: the one insert that stands here.';
COMMENT ON COLUMN tracker.audit_log.old IS
    'The row as it was, without derived and secret columns; a secret that an update changed is null.';
COMMENT ON COLUMN tracker.audit_log.shape IS 'tracker.audit_shapes: which columns the row had, and what they are called now.';
COMMENT ON COLUMN tracker.audit_log.actor_id IS 'trackerdb.transaction(actor=…); null when it was not said.';
COMMENT ON COLUMN tracker.audit_log.xid IS 'The transaction: its changes came to be seen at once.';
COMMENT ON COLUMN tracker.audit_log.created_by IS 'delete: who had inserted the row.';

CREATE TABLE IF NOT EXISTS tracker.audit_log_before_2026 PARTITION OF tracker.audit_log
FOR VALUES FROM (MINVALUE) TO ('2026-01-01 00:00:00+00');

CREATE TABLE IF NOT EXISTS tracker.audit_log_2026 PARTITION OF tracker.audit_log
FOR VALUES FROM ('2026-01-01 00:00:00+00') TO ('2027-01-01 00:00:00+00');

CREATE TABLE IF NOT EXISTS tracker.audit_log_2027 PARTITION OF tracker.audit_log
FOR VALUES FROM ('2027-01-01 00:00:00+00') TO ('2028-01-01 00:00:00+00');

CREATE TABLE IF NOT EXISTS tracker.audit_log_2028 PARTITION OF tracker.audit_log
FOR VALUES FROM ('2028-01-01 00:00:00+00') TO ('2029-01-01 00:00:00+00');

CREATE TABLE IF NOT EXISTS tracker.audit_log_2029 PARTITION OF tracker.audit_log
FOR VALUES FROM ('2029-01-01 00:00:00+00') TO ('2030-01-01 00:00:00+00');

CREATE TABLE IF NOT EXISTS tracker.audit_log_2030 PARTITION OF tracker.audit_log
FOR VALUES FROM ('2030-01-01 00:00:00+00') TO ('2031-01-01 00:00:00+00');

CREATE TABLE IF NOT EXISTS tracker.audit_log_2031 PARTITION OF tracker.audit_log
FOR VALUES FROM ('2031-01-01 00:00:00+00') TO ('2032-01-01 00:00:00+00');

CREATE TABLE IF NOT EXISTS tracker.audit_log_2032 PARTITION OF tracker.audit_log
FOR VALUES FROM ('2032-01-01 00:00:00+00') TO ('2033-01-01 00:00:00+00');

CREATE TABLE IF NOT EXISTS tracker.audit_log_2033 PARTITION OF tracker.audit_log
FOR VALUES FROM ('2033-01-01 00:00:00+00') TO ('2034-01-01 00:00:00+00');

CREATE TABLE IF NOT EXISTS tracker.audit_log_2034 PARTITION OF tracker.audit_log
FOR VALUES FROM ('2034-01-01 00:00:00+00') TO ('2035-01-01 00:00:00+00');

CREATE TABLE IF NOT EXISTS tracker.audit_log_2035 PARTITION OF tracker.audit_log
FOR VALUES FROM ('2035-01-01 00:00:00+00') TO ('2036-01-01 00:00:00+00');

GRANT SELECT ON tracker.audit_log TO trackerdb_app, trackerdb_service, trackerdb_reader;

ALTER TABLE tracker.audit_log ENABLE ROW LEVEL SECURITY;

DO $$
BEGIN
    IF NOT EXISTS (SELECT FROM pg_catalog.pg_policy AS p WHERE p.polrelid = 'tracker.audit_log'::regclass) THEN
        CREATE POLICY own_rows ON tracker.audit_log FOR SELECT TO trackerdb_app
            USING (user_id = tracker.current_user_id());
        CREATE POLICY service ON tracker.audit_log FOR SELECT TO trackerdb_service USING (true);
        CREATE POLICY reader ON tracker.audit_log FOR SELECT TO trackerdb_reader
            USING (table_name <> ALL (ARRAY['user_logins', 'user_identities', 'user_sessions', 'user_tokens']));
    END IF;
END
$$;
