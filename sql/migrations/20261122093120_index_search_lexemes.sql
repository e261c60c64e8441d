-- Serves exercises.search. The catalogue alone: a user's own exercises are few, and are found by their owner, so
-- that what others own costs nobody anything. Without pending entries, as exercises_search_document_idx is.
-- depends: 20261122093110_fill_search_columns
-- transactional: false

CREATE INDEX CONCURRENTLY IF NOT EXISTS exercises_search_lexemes_idx
ON tracker.exercises USING gin (search_lexemes) WITH (fastupdate = off)
WHERE owner_id IS NULL AND deleted_at IS NULL AND merged_into IS NULL;
