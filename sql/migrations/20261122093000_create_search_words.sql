-- How search reads text: accents and case folded, apostrophes dropped, plurals made singular.
-- depends: 20261122092400_create_workout_totals

-- unaccent() is only STABLE, because its dictionary could be altered; a generated column needs IMMUTABLE.
DO $$
BEGIN
    EXECUTE format(
        'CREATE OR REPLACE FUNCTION tracker.search_fold(content text) RETURNS text'
        ' LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE'
        ' AS $body$ SELECT lower(%1$I.unaccent(''%1$I.unaccent''::regdictionary, normalize($1, NFKC))) $body$',
        (
            SELECT n.nspname
            FROM pg_catalog.pg_extension AS e
            JOIN pg_catalog.pg_namespace AS n ON n.oid = e.extnamespace
            WHERE e.extname = 'unaccent'
        )
    );
END
$$;

COMMENT ON FUNCTION tracker.search_fold(text) IS 'Lower case without accents.';

-- No stemmer: it cuts what people are still typing ("extensio" is no prefix of the stem "extens").
CREATE OR REPLACE FUNCTION tracker.search_singular(word text) RETURNS text
LANGUAGE sql
IMMUTABLE STRICT PARALLEL SAFE
AS $$
    SELECT CASE
        WHEN $1 ~ '.ye$' THEN left($1, -1)
        WHEN char_length($1) < 3 OR $1 !~ 's$' OR $1 ~ '(s|u|i)s$' THEN $1
        WHEN $1 ~ '.lves$' THEN left($1, -3) || 'f'
        WHEN $1 ~ '..ies$' THEN left($1, -3) || 'y'
        WHEN $1 ~ '.(ss|sh|ch|x|zz|y)es$' THEN left($1, -2)
        ELSE left($1, -1)
    END
$$;

COMMENT ON FUNCTION tracker.search_singular(text) IS 'A folded English word without its plural ending; flye is fly.';

CREATE OR REPLACE FUNCTION tracker.search_tokens(content text) RETURNS text[]
LANGUAGE sql
IMMUTABLE STRICT PARALLEL SAFE
AS $$
    SELECT array_remove(
        regexp_split_to_array(
            regexp_replace(tracker.search_fold($1), '[''`\u2018\u2019\u02bc]', '', 'g'),
            '[^a-z0-9\u00c0-\u1fff\u2c00-\uffff]+'
        ),
        ''
    )
$$;

COMMENT ON FUNCTION tracker.search_tokens(text) IS 'The folded words of a text, as they stand.';

CREATE OR REPLACE FUNCTION tracker.search_words(content text) RETURNS text[]
LANGUAGE sql
IMMUTABLE STRICT PARALLEL SAFE
AS $$
    SELECT coalesce(array_agg(tracker.search_singular(t.token) ORDER BY t.place), '{}')
    FROM unnest(tracker.search_tokens($1)) WITH ORDINALITY AS t (token, place)
$$;

COMMENT ON FUNCTION tracker.search_words(text) IS 'The folded words of a text, singular.';

-- "pull up|pullup": so that who writes two words as one finds them.
CREATE OR REPLACE FUNCTION tracker.search_name(content text) RETURNS text
LANGUAGE sql
IMMUTABLE STRICT PARALLEL SAFE
AS $$
    SELECT
        array_to_string(w.words, ' ') || '|'
        || coalesce(
            (
                SELECT string_agg(w.words[i] || w.words[i + 1], ' ' ORDER BY i)
                FROM generate_series(1, cardinality(w.words) - 1) AS i
            ),
            ''
        )
    -- Without OFFSET the call would stand in place of each w.words, and run for each.
    FROM (SELECT tracker.search_words($1) AS words OFFSET 0) AS w
$$;

COMMENT ON FUNCTION tracker.search_name(text) IS 'Words of a name, a bar, and each two neighbours as one word.';

-- The name first, then the aliases in their order.
CREATE OR REPLACE FUNCTION tracker.search_names(name text, aliases text[]) RETURNS text[]
LANGUAGE sql
IMMUTABLE STRICT PARALLEL SAFE
AS $$
    SELECT array_agg(tracker.search_name(n.name) ORDER BY n.place)
    FROM unnest($1 || $2) WITH ORDINALITY AS n (name, place)
$$;

-- What the index holds: every word, every two neighbours as one, and the whole name compacted behind "=".
CREATE OR REPLACE FUNCTION tracker.search_lexemes(search_names text[]) RETURNS tsvector
LANGUAGE sql
IMMUTABLE STRICT PARALLEL SAFE
AS $$
    SELECT array_to_tsvector(array_agg(DISTINCT l.lexeme))
    FROM unnest($1) AS n (name)
    CROSS JOIN LATERAL (
        SELECT string_to_array(translate(n.name, '|', ' '), ' ') || ('=' || translate(split_part(n.name, '|', 1), ' ', ''))
    ) AS w (words)
    CROSS JOIN LATERAL unnest(w.words) AS l (lexeme)
    -- The longest word that a tsvector holds; the checks on name and aliases come after this.
    WHERE octet_length(l.lexeme) BETWEEN 1 AND 2046
$$;

COMMENT ON FUNCTION tracker.search_lexemes(text[]) IS
    'From what search_names returns: each word, each two neighbours as one word, each whole name compacted behind "=".';
