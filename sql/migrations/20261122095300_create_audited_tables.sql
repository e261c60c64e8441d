-- Which tables are audited and how their rows are told apart; and the columns that a table had at each time.
-- depends: 20261122095200_create_audit_log

CREATE TABLE IF NOT EXISTS tracker.audited_tables (
    table_name text NOT NULL,
    user_column text,
    key_columns text[] NOT NULL,
    derived_columns text[] NOT NULL DEFAULT '{}',
    secret_columns text[] NOT NULL DEFAULT '{}',
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT audited_tables_pkey PRIMARY KEY (table_name),
    CONSTRAINT audited_tables_key_columns_check CHECK (cardinality(key_columns) <= 3)
);

COMMENT ON TABLE tracker.audited_tables IS 'Tables of schema tracker whose changes are in audit_log, since created_at.';
COMMENT ON COLUMN tracker.audited_tables.user_column IS 'Whose the row is; null = the shared catalogue''s.';
COMMENT ON COLUMN tracker.audited_tables.key_columns IS
    'What tells a user''s rows apart. Not the day: a set that moves to another day is the same set.';
COMMENT ON COLUMN tracker.audited_tables.derived_columns IS 'Upkeep, not content: left out, and no change when nothing else changes.';
COMMENT ON COLUMN tracker.audited_tables.secret_columns IS 'That they change is logged, but no value of theirs.';

CREATE OR REPLACE TRIGGER audited_tables_touch
BEFORE UPDATE ON tracker.audited_tables
FOR EACH ROW EXECUTE FUNCTION tracker.touch();

INSERT INTO tracker.audited_tables (table_name, user_column, key_columns, derived_columns, secret_columns)
VALUES
    ('users', 'id', '{}', '{}', '{}'),
    ('user_logins', 'user_id', '{}', '{}', '{password_hash}'),
    ('user_identities', 'user_id', '{provider,subject}', '{}', '{}'),
    ('user_sessions', 'user_id', '{id}', '{}', '{token_hash}'),
    ('user_tokens', 'user_id', '{id}', '{}', '{token_hash}'),
    ('equipment', NULL, '{id}', '{}', '{}'),
    ('muscle_groups', NULL, '{id}', '{}', '{}'),
    ('exercises', 'owner_id', '{id}', '{search_document,search_names,search_lexemes}', '{}'),
    ('exercise_muscle_groups', 'owner_id', '{exercise_id,muscle_group_id}', '{}', '{}'),
    ('exercise_equipment', 'owner_id', '{exercise_id,equipment_id}', '{}', '{}'),
    ('search_synonyms', NULL, '{phrase,meaning}', '{compact_phrase}', '{}'),
    ('search_word_weights', NULL, '{word}', '{}', '{}'),
    ('imports', 'user_id', '{id}', '{}', '{}'),
    ('workouts', 'user_id', '{id}', '{change_seq,revision,updated_at}', '{}'),
    ('workout_exercises', 'user_id', '{workout_id,id}', '{}', '{}'),
    ('sets', 'user_id', '{workout_id,id}', '{}', '{}')
ON CONFLICT (table_name) DO NOTHING;

CREATE TABLE IF NOT EXISTS tracker.audit_shapes (
    table_name text COLLATE "C" NOT NULL,
    id integer NOT NULL,
    relation bigint NOT NULL,
    names text[] COLLATE "C" NOT NULL,
    numbers integer[] NOT NULL,
    renamed text[] NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    -- Serves the audit triggers, which look for the shape of a row.
    CONSTRAINT audit_shapes_pkey PRIMARY KEY (table_name, id),
    CONSTRAINT audit_shapes_names_key UNIQUE (table_name, names),
    CONSTRAINT audit_shapes_columns_check CHECK (
        cardinality(names) = cardinality(numbers) AND cardinality(names) = cardinality(renamed)
    )
);

COMMENT ON TABLE tracker.audit_shapes IS 'The columns of an audited table, from one change of them to the next.';
COMMENT ON COLUMN tracker.audit_shapes.relation IS 'The table''s oid: in a restored database the numbers below may be others'' by now.';
COMMENT ON COLUMN tracker.audit_shapes.numbers IS 'pg_attribute.attnum of each name: it outlives a renaming.';
COMMENT ON COLUMN tracker.audit_shapes.renamed IS 'What each was called when the table''s next shape began; null = dropped.';

CREATE OR REPLACE TRIGGER audit_shapes_touch
BEFORE UPDATE ON tracker.audit_shapes
FOR EACH ROW EXECUTE FUNCTION tracker.touch();

GRANT SELECT ON tracker.audited_tables, tracker.audit_shapes TO trackerdb_app, trackerdb_service, trackerdb_reader;

-- What the columns of a shape are called now. One that was replaced by another of its name is that one.
CREATE OR REPLACE FUNCTION tracker.names_now(shape tracker.audit_shapes) RETURNS TABLE (place bigint, name text, name_now text)
LANGUAGE sql
STABLE
SET search_path = pg_catalog, pg_temp
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

COMMENT ON FUNCTION tracker.names_now(tracker.audit_shapes) IS 'The columns of a shape under their present names; null = dropped since.';

CREATE OR REPLACE FUNCTION tracker.shape_of(table_name text, image jsonb) RETURNS integer
LANGUAGE sql
STABLE
AS $$
    SELECT s.id
    FROM tracker.audit_shapes AS s
    WHERE s.table_name = $1 AND $2 ?& s.names AND $2 - s.names = '{}'
$$;

COMMENT ON FUNCTION tracker.shape_of(text, jsonb) IS 'The shape of a row; null = not seen before.';

-- Begins a shape: a column was added, dropped or renamed since the last change of the table. Names stand in the order in
-- which jsonb keeps its keys, which is what a row is compared with.
CREATE OR REPLACE FUNCTION tracker.new_shape(table_name text, image jsonb) RETURNS integer
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
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

REVOKE EXECUTE ON FUNCTION tracker.new_shape(text, jsonb) FROM PUBLIC;
