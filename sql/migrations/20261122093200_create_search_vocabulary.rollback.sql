DROP TRIGGER IF EXISTS exercises_learn_search_words ON tracker.exercises;
DROP FUNCTION IF EXISTS tracker.learn_exercise_words();
DROP FUNCTION IF EXISTS tracker.learn_search_words(text[]);
DROP TABLE IF EXISTS tracker.search_vocabulary;
