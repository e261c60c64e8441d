DROP INDEX IF EXISTS tracker.exercises_search_lexemes_idx;
ALTER TABLE IF EXISTS tracker.exercises DROP COLUMN IF EXISTS search_lexemes;
ALTER TABLE IF EXISTS tracker.exercises DROP COLUMN IF EXISTS search_names;
