DROP FUNCTION IF EXISTS tracker.search_lexemes(text[]);
DROP FUNCTION IF EXISTS tracker.search_names(text, text[]);
DROP FUNCTION IF EXISTS tracker.search_name(text);
DROP FUNCTION IF EXISTS tracker.search_words(text);
DROP FUNCTION IF EXISTS tracker.search_tokens(text);
DROP FUNCTION IF EXISTS tracker.search_singular(text);
DROP FUNCTION IF EXISTS tracker.search_fold(text);
