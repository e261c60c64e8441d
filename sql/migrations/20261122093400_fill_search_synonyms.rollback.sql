DELETE FROM tracker.search_word_weights AS w WHERE w.is_packaged;

DELETE FROM tracker.search_synonyms AS s WHERE s.is_packaged;

DO $$
BEGIN
    PERFORM tracker.forget_search_words();
END
$$;
