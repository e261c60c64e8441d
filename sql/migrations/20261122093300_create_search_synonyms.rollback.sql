DROP TRIGGER IF EXISTS equipment_learn_search_words ON tracker.equipment;
DROP TRIGGER IF EXISTS muscle_groups_learn_search_words ON tracker.muscle_groups;
DROP TRIGGER IF EXISTS search_synonyms_learn ON tracker.search_synonyms;
DROP FUNCTION IF EXISTS tracker.forget_search_words();
DROP FUNCTION IF EXISTS tracker.learn_search_phrases();
ALTER TABLE IF EXISTS tracker.equipment DROP COLUMN IF EXISTS search_phrases;
ALTER TABLE IF EXISTS tracker.equipment DROP COLUMN IF EXISTS words;
ALTER TABLE IF EXISTS tracker.muscle_groups DROP COLUMN IF EXISTS search_phrases;
ALTER TABLE IF EXISTS tracker.muscle_groups DROP COLUMN IF EXISTS words;
DROP FUNCTION IF EXISTS tracker.search_phrases(text, text[]);
DROP TABLE IF EXISTS tracker.search_word_weights;
DROP TABLE IF EXISTS tracker.search_synonyms;

DELETE FROM tracker.search_vocabulary AS v
WHERE NOT EXISTS (
    SELECT FROM tracker.exercises AS e
    WHERE e.owner_id IS NULL AND e.search_lexemes @@ quote_literal(v.word)::tsquery
);
