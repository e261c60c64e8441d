-- Exercises: the shared catalogue (owner_id NULL) and the users' own.
-- depends: 20261122090900_create_text_search

CREATE TABLE IF NOT EXISTS tracker.exercises (
    id bigint GENERATED ALWAYS AS IDENTITY,
    owner_id bigint,
    catalogue_key text,
    name text NOT NULL,
    exercise_type tracker.exercise_type NOT NULL,
    tracking tracker.tracking NOT NULL,
    level tracker.exercise_level,
    description text NOT NULL DEFAULT '',
    aliases text[] NOT NULL DEFAULT '{}',
    merged_into bigint,
    search_document tsvector GENERATED ALWAYS AS (
        setweight(to_tsvector('tracker.exercise'::regconfig, name), 'A')
        || setweight(to_tsvector('tracker.exercise'::regconfig, tracker.aliases_text(aliases)), 'B')
        || setweight(to_tsvector('tracker.exercise'::regconfig, description), 'D')
    ) STORED,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    deleted_at timestamptz,
    deletion_id uuid,
    CONSTRAINT exercises_pkey PRIMARY KEY (id),
    CONSTRAINT exercises_merged_into_fkey FOREIGN KEY (merged_into) REFERENCES tracker.exercises (id),
    CONSTRAINT exercises_name_check CHECK (char_length(name) BETWEEN 1 AND 200 AND name = btrim(name)),
    CONSTRAINT exercises_description_check CHECK (char_length(description) <= 20000),
    CONSTRAINT exercises_aliases_check CHECK (
        cardinality(aliases) <= 50 AND array_position(aliases, NULL) IS NULL
        AND octet_length(tracker.aliases_text(aliases)) <= 10000
    ),
    CONSTRAINT exercises_catalogue_key_check CHECK (catalogue_key IS NULL OR owner_id IS NULL),
    CONSTRAINT exercises_merged_into_check CHECK (merged_into <> id),
    CONSTRAINT exercises_deletion_check CHECK ((deleted_at IS NULL) = (deletion_id IS NULL))
);

COMMENT ON TABLE tracker.exercises IS 'The shared catalogue (owner_id NULL) and users'' own exercises.';
COMMENT ON COLUMN tracker.exercises.catalogue_key IS 'Stable key of a catalogue file''s entry: loading the file again updates it.';
COMMENT ON COLUMN tracker.exercises.tracking IS 'What a set of it measures, and so which records it has.';
COMMENT ON COLUMN tracker.exercises.merged_into IS 'The exercise that this one turned out to be; the old id still resolves.';

-- Serves exercises.get_by_name and browse; a name is unique among an owner's live exercises.
CREATE UNIQUE INDEX IF NOT EXISTS exercises_owner_name_key
ON tracker.exercises (owner_id, lower(name)) NULLS NOT DISTINCT WHERE deleted_at IS NULL;

-- Serves catalogue loading: one row an entry.
CREATE UNIQUE INDEX IF NOT EXISTS exercises_catalogue_key_key ON tracker.exercises (catalogue_key);

-- Serves exercises.search: what no name or alias bears, but a description does. Without the list of pending entries,
-- which each search by it would read as a whole: exercises are searched far more often than written.
CREATE INDEX IF NOT EXISTS exercises_search_document_idx
ON tracker.exercises USING gin (search_document) WITH (fastupdate = off);

-- Serves the foreign key exercises_merged_into_fkey and exercises.unmerge.
CREATE INDEX IF NOT EXISTS exercises_merged_into_idx ON tracker.exercises (merged_into) WHERE merged_into IS NOT NULL;

CREATE OR REPLACE TRIGGER exercises_touch
BEFORE UPDATE ON tracker.exercises
FOR EACH ROW EXECUTE FUNCTION tracker.touch();
