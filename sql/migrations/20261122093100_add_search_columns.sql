-- What search compares, kept with each exercise.
-- depends: 20261122093000_create_search_words

-- rewrite: exercises are a small table.
ALTER TABLE tracker.exercises
-- squawk-ignore adding-field-with-default
ADD COLUMN IF NOT EXISTS search_names text[] GENERATED ALWAYS AS (tracker.search_names(name, aliases)) STORED;

-- rewrite: exercises are a small table.
ALTER TABLE tracker.exercises
ADD COLUMN IF NOT EXISTS search_lexemes tsvector
-- squawk-ignore adding-field-with-default
GENERATED ALWAYS AS (tracker.search_lexemes(name, aliases)) STORED;

COMMENT ON COLUMN tracker.exercises.search_names IS 'Name and aliases as search compares them: tracker.search_names().';
COMMENT ON COLUMN tracker.exercises.search_lexemes IS 'Name and aliases as search finds them: tracker.search_lexemes().';

-- Serves exercises.search. The catalogue alone: a user's own exercises are few, and are found by their owner, so
-- that what others own costs nobody anything.
-- squawk-ignore require-concurrent-index-creation
CREATE INDEX IF NOT EXISTS exercises_search_lexemes_idx
ON tracker.exercises USING gin (search_lexemes)
WHERE owner_id IS NULL AND deleted_at IS NULL AND merged_into IS NULL;
