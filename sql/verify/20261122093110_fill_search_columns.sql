-- What "fill search columns" leaves behind; later migrations may add to it.

DO $$
BEGIN
    ASSERT NOT EXISTS (
        SELECT FROM tracker.exercises AS x WHERE x.search_names IS NULL OR x.search_lexemes IS NULL
    ), 'exercises without search_names or search_lexemes';
END
$$;
