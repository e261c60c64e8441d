-- The packaged synonyms and weights stand; an operator may have changed their weights, and have more.

DO $$
BEGIN
    ASSERT EXISTS (SELECT FROM tracker.search_synonyms AS s WHERE s.is_packaged AND s.phrase = 'ohp'),
        'the packaged synonyms are missing';
    ASSERT EXISTS (SELECT FROM tracker.search_word_weights AS w WHERE w.is_packaged),
        'the packaged word weights are missing';
END
$$;
