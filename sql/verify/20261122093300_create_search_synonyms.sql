-- What "create search synonyms" leaves behind; later migrations may add to it.

DO $$
DECLARE
    missing text;
BEGIN
    -- PostgreSQL then prints every definition with its schema. Parentheses are not compared: a restore changes them.
    PERFORM set_config('search_path', '', true);

    SELECT string_agg(concat_ws('.', e.tbl, e.name), ', ') INTO missing
    FROM (VALUES
        ('tracker.equipment', 'words', 'text[]', true, '''{}''::text[]', ''),
        ('tracker.equipment', 'search_phrases', 'text[]', false, 'tracker.search_phrases(name, words)', 's'),
        ('tracker.muscle_groups', 'words', 'text[]', true, '''{}''::text[]', ''),
        ('tracker.muscle_groups', 'search_phrases', 'text[]', false, 'tracker.search_phrases(name, words)', 's'),
        ('tracker.search_synonyms', 'phrase', 'text', true, '', ''),
        ('tracker.search_synonyms', 'meaning', 'text', true, '', ''),
        ('tracker.search_synonyms', 'compact_phrase', 'text', true, 'replace(phrase, '' ''::text, ''''::text)', 's'),
        ('tracker.search_synonyms', 'weight', 'real', true, '0.95', ''),
        ('tracker.search_synonyms', 'is_packaged', 'boolean', true, 'false', ''),
        ('tracker.search_synonyms', 'created_at', 'timestamp with time zone', true, 'now()', ''),
        ('tracker.search_synonyms', 'updated_at', 'timestamp with time zone', true, 'now()', ''),
        ('tracker.search_word_weights', 'word', 'text', true, '', ''),
        ('tracker.search_word_weights', 'weight', 'real', true, '', ''),
        ('tracker.search_word_weights', 'is_filler', 'boolean', true, 'false', ''),
        ('tracker.search_word_weights', 'is_packaged', 'boolean', true, 'false', ''),
        ('tracker.search_word_weights', 'created_at', 'timestamp with time zone', true, 'now()', ''),
        ('tracker.search_word_weights', 'updated_at', 'timestamp with time zone', true, 'now()', '')
    ) AS e (tbl, name, type, not_null, expression, kind)
    WHERE NOT EXISTS (
        SELECT FROM pg_catalog.pg_attribute AS a
        LEFT JOIN pg_catalog.pg_attrdef AS d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
        WHERE a.attrelid = to_regclass(e.tbl) AND a.attname = e.name AND a.attnotnull = e.not_null
            AND pg_catalog.format_type(a.atttypid, a.atttypmod) = e.type
            AND translate(coalesce(pg_catalog.pg_get_expr(d.adbin, d.adrelid), ''), '()', '') = translate(e.expression, '()', '')
            AND concat(a.attidentity, a.attgenerated) = e.kind
    );
    ASSERT missing IS NULL, 'missing or different columns: ' || missing;

    SELECT string_agg(concat_ws('.', e.tbl, e.name), ', ') INTO missing
    FROM (VALUES
        (
            'tracker.search_synonyms',
            'search_synonyms_phrase_check',
            'CHECK (((phrase = array_to_string(tracker.search_words(phrase), '' ''::text)) AND (phrase <> ''''::text)))'
        ),
        (
            'tracker.search_synonyms',
            'search_synonyms_meaning_check',
            'CHECK (((meaning = array_to_string(tracker.search_words(meaning), '' ''::text)) AND (meaning <> ''''::text)))'
        ),
        (
            'tracker.search_synonyms',
            'search_synonyms_weight_check',
            'CHECK (((weight > (0)::double precision) AND (weight <= (1)::double precision)))'
        ),
        ('tracker.search_synonyms', 'search_synonyms_pkey', 'PRIMARY KEY (phrase, meaning)'),
        (
            'tracker.search_word_weights',
            'search_word_weights_word_check',
            'CHECK ((word = tracker.search_singular(tracker.search_fold(word))))'
        ),
        (
            'tracker.search_word_weights',
            'search_word_weights_weight_check',
            'CHECK (((weight >= (0)::double precision) AND (weight <= (1)::double precision)))'
        ),
        ('tracker.search_word_weights', 'search_word_weights_pkey', 'PRIMARY KEY (word)')
    ) AS e (tbl, name, definition)
    WHERE NOT EXISTS (
        SELECT FROM pg_catalog.pg_constraint AS c
        WHERE c.conrelid = to_regclass(e.tbl) AND c.conname = e.name AND c.convalidated
            AND translate(pg_catalog.pg_get_constraintdef(c.oid), '()', '') = translate(e.definition, '()', '')
    );
    ASSERT missing IS NULL, 'missing or different constraints: ' || missing;

    SELECT string_agg(e.name, ', ') INTO missing
    FROM (VALUES
        (
            'tracker.search_synonyms_compact_phrase_idx',
            'CREATE INDEX search_synonyms_compact_phrase_idx ON tracker.search_synonyms USING btree (compact_phrase)'
        )
    ) AS e (name, definition)
    WHERE NOT EXISTS (
        SELECT FROM pg_catalog.pg_index AS i
        WHERE i.indexrelid = to_regclass(e.name) AND i.indisvalid
            AND translate(pg_catalog.pg_get_indexdef(i.indexrelid), '()', '') = translate(e.definition, '()', '')
    );
    ASSERT missing IS NULL, 'missing or different indexes: ' || missing;

    SELECT string_agg(e.name, ', ') INTO missing
    FROM (VALUES
        ('tracker.search_phrases(text,text[])', 'text[]', 'i', false, ''),
        ('tracker.learn_search_phrases()', 'trigger', 'v', true, 'search_path=pg_catalog, pg_temp'),
        ('tracker.forget_search_words()', 'void', 'v', false, 'search_path=pg_catalog, pg_temp')
    ) AS e (name, result, volatility, definer, settings)
    WHERE NOT EXISTS (
        SELECT FROM pg_catalog.pg_proc AS p
        WHERE p.oid = to_regprocedure(e.name) AND p.provolatile = e.volatility AND p.prosecdef = e.definer
            AND coalesce(pg_catalog.pg_get_function_result(p.oid), '') = e.result
            AND e.settings IN ('*', coalesce(array_to_string(p.proconfig, '; '), ''))
    );
    ASSERT missing IS NULL, 'missing or different functions: ' || missing;

    SELECT string_agg(concat_ws('.', e.tbl, e.name), ', ') INTO missing
    FROM (VALUES
        (
            'tracker.equipment',
            'equipment_learn_search_words',
            'CREATE TRIGGER equipment_learn_search_words AFTER INSERT OR UPDATE OF name, words ON tracker.equipment FOR EACH ROW EXECUTE FUNCTION tracker.learn_search_phrases()'
        ),
        (
            'tracker.muscle_groups',
            'muscle_groups_learn_search_words',
            'CREATE TRIGGER muscle_groups_learn_search_words AFTER INSERT OR UPDATE OF name, words ON tracker.muscle_groups FOR EACH ROW EXECUTE FUNCTION tracker.learn_search_phrases()'
        ),
        (
            'tracker.search_synonyms',
            'search_synonyms_touch',
            'CREATE TRIGGER search_synonyms_touch BEFORE UPDATE ON tracker.search_synonyms FOR EACH ROW EXECUTE FUNCTION tracker.touch()'
        ),
        (
            'tracker.search_synonyms',
            'search_synonyms_learn',
            'CREATE TRIGGER search_synonyms_learn AFTER INSERT OR UPDATE OF phrase ON tracker.search_synonyms FOR EACH ROW EXECUTE FUNCTION tracker.learn_search_phrases()'
        ),
        (
            'tracker.search_word_weights',
            'search_word_weights_touch',
            'CREATE TRIGGER search_word_weights_touch BEFORE UPDATE ON tracker.search_word_weights FOR EACH ROW EXECUTE FUNCTION tracker.touch()'
        )
    ) AS e (tbl, name, definition)
    WHERE NOT EXISTS (
        SELECT FROM pg_catalog.pg_trigger AS t
        WHERE t.tgrelid = to_regclass(e.tbl) AND t.tgname = e.name AND t.tgenabled = 'O'
            AND translate(pg_catalog.pg_get_triggerdef(t.oid), '()', '') = translate(e.definition, '()', '')
    );
    ASSERT missing IS NULL, 'missing or different triggers: ' || missing;
END
$$;
