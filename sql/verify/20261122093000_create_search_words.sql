-- What "create search words" leaves behind; later migrations may add to it.

DO $$
DECLARE
    missing text;
BEGIN
    -- PostgreSQL then prints every definition with its schema. Parentheses are not compared: a restore changes them.
    PERFORM set_config('search_path', '', true);

    SELECT string_agg(e.name, ', ') INTO missing
    FROM (VALUES
        ('tracker.search_fold(text)', 'text', 'i', false, ''),
        ('tracker.search_singular(text)', 'text', 'i', false, ''),
        ('tracker.search_tokens(text)', 'text[]', 'i', false, ''),
        ('tracker.search_words(text)', 'text[]', 'i', false, ''),
        ('tracker.search_name(text)', 'text', 'i', false, ''),
        ('tracker.search_names(text,text[])', 'text[]', 'i', false, ''),
        ('tracker.search_lexemes(text[])', 'tsvector', 'i', false, '')
    ) AS e (name, result, volatility, definer, settings)
    WHERE NOT EXISTS (
        SELECT FROM pg_catalog.pg_proc AS p
        WHERE p.oid = to_regprocedure(e.name) AND p.provolatile = e.volatility AND p.prosecdef = e.definer
            AND coalesce(pg_catalog.pg_get_function_result(p.oid), '') = e.result
            AND e.settings IN ('*', coalesce(array_to_string(p.proconfig, '; '), ''))
    );
    ASSERT missing IS NULL, 'missing or different functions: ' || missing;
END
$$;
