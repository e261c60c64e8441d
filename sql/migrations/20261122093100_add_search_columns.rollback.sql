DROP TRIGGER IF EXISTS exercises_write_search ON tracker.exercises;
DROP FUNCTION IF EXISTS tracker.write_search_columns();
ALTER TABLE IF EXISTS tracker.exercises DROP COLUMN IF EXISTS search_lexemes, DROP COLUMN IF EXISTS search_names;
