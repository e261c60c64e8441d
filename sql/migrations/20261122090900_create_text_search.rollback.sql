DROP FUNCTION IF EXISTS tracker.aliases_text(text[]);
DROP TEXT SEARCH CONFIGURATION IF EXISTS tracker.exercise;
DROP TEXT SEARCH DICTIONARY IF EXISTS tracker.exercise_stem;
