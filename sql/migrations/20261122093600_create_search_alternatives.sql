-- What the words of a query may mean: themselves, what they misspell, synonyms, muscle groups and equipment.
-- depends: 20261122093500_create_exercise_popularity

DO $$
BEGIN
    IF to_regtype('tracker.search_alternative') IS NULL THEN
        CREATE TYPE tracker.search_alternative AS (
            first integer,
            last integer,
            lexemes text[],
            weight real,
            is_prefix boolean,
            muscle_group_id integer,
            equipment_id integer
        );
    END IF;
END
$$;

DO $$
BEGIN
    IF to_regtype('tracker.search_reading') IS NULL THEN
        CREATE TYPE tracker.search_reading AS (place integer, word text, weight real);
    END IF;
END
$$;

COMMENT ON TYPE tracker.search_reading IS 'A word that the query''s word at this place may stand for.';
COMMENT ON TYPE tracker.search_alternative IS
    'A meaning of the query''s words first to last: lexemes that a name must bear, or a muscle group, or equipment.';

-- Known words that look like this one. The first letter is seldom wrong, and short words allow fewer mistakes:
-- otherwise everything would be similar to something.
CREATE OR REPLACE FUNCTION tracker.search_spellings(misspelt text, is_last boolean, own_words text[], in_company boolean)
RETURNS TABLE (word text, weight real)
LANGUAGE plpgsql
STABLE
SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_column
BEGIN
    RETURN QUERY
    WITH transposed AS (
        SELECT left($1, i - 1) || substr($1, i + 1, 1) || substr($1, i, 1) || substr($1, i + 2) AS word
        FROM generate_series(1, char_length($1) - 1) AS i
        WHERE char_length($1) BETWEEN 3 AND 30
    ),
    candidates AS (
        SELECT v.word, 0.9::real AS weight
        FROM transposed AS t
        JOIN tracker.search_vocabulary AS v ON v.word = t.word COLLATE "C"
        UNION ALL
        SELECT o.word, 0.9::real
        FROM transposed AS t
        JOIN unnest($3) AS o (word) ON o.word = t.word
        UNION ALL
        (
            SELECT v.word, 0.85::real
            FROM transposed AS t
            JOIN tracker.search_vocabulary AS v
                ON v.word >= t.word COLLATE "C" AND v.word < t.word || chr(1114111) COLLATE "C"
            WHERE $2 AND char_length($1) >= 4 AND NOT v.is_pair
            LIMIT 20
        )
        UNION ALL
        -- Too short for trigrams.
        SELECT v.word, 0.8::real
        FROM tracker.search_vocabulary AS v
        WHERE
            char_length($1) BETWEEN 2 AND 3 AND $4
            AND v.word >= left($1, 1) COLLATE "C" AND v.word < left($1, 1) || chr(1114111) COLLATE "C"
            AND char_length(v.word) BETWEEN 2 AND 4 AND levenshtein_less_equal($1, v.word, 1) <= 1
        UNION ALL
        (
            SELECT s.word, (1 - 0.12 * s.edits)::real
            FROM (
                SELECT
                    l.word, l.likeness,
                    CASE
                        -- Still typing: the beginning of a word, misspelt.
                        WHEN $2 AND char_length($1) >= 5 AND char_length(l.word) > char_length($1) + 1
                            THEN least(
                                levenshtein($1, left(l.word, char_length($1))),
                                levenshtein($1, left(l.word, char_length($1) + 1)),
                                levenshtein($1, left(l.word, char_length($1) - 1))
                            ) + 0.3
                        ELSE levenshtein_less_equal($1, l.word, 3)
                    END AS edits
                FROM (
                    SELECT v.word::text, similarity(v.word, $1) AS likeness
                    FROM tracker.search_vocabulary AS v
                    WHERE v.word % $1 AND char_length($1) BETWEEN 4 AND 30
                    UNION ALL
                    SELECT o.word, similarity(o.word, $1)
                    FROM unnest($3) AS o (word)
                    WHERE similarity(o.word, $1) >= 0.3 AND char_length($1) BETWEEN 4 AND 30
                ) AS l
                ORDER BY l.likeness DESC
                LIMIT 60
            ) AS s
            WHERE
                s.edits <= CASE
                    WHEN char_length($1) <= 5 THEN 1
                    WHEN char_length($1) <= 8 THEN 2
                    ELSE 3
                END
                + CASE WHEN $2 THEN 0.3 ELSE 0 END
                AND (
                    left(s.word, 1) = left($1, 1)
                    OR (s.edits <= 1 AND char_length($1) >= 6)
                )
            ORDER BY s.edits, s.likeness DESC
            LIMIT 6
        )
    )
    SELECT c.word::text, max(c.weight)
    FROM candidates AS c
    GROUP BY c.word
    ORDER BY 2 DESC, 1
    LIMIT 6;
END
$$;

-- similarity() and levenshtein() live where their extensions do.
DO $$
BEGIN
    EXECUTE format(
        'ALTER FUNCTION tracker.search_spellings(text, boolean, text[], boolean) SET search_path = pg_catalog, %s, pg_temp',
        (
            SELECT string_agg(DISTINCT quote_ident(n.nspname), ', ')
            FROM pg_catalog.pg_extension AS e
            JOIN pg_catalog.pg_namespace AS n ON n.oid = e.extnamespace
            WHERE e.extname IN ('pg_trgm', 'fuzzystrmatch')
        )
    );
END
$$;

COMMENT ON FUNCTION tracker.search_spellings(text, boolean, text[], boolean) IS
    'Words of the vocabulary, or of own_words, that look like a misspelt word; is_last: it may be the beginning of one; '
    'in_company: other words stand beside it, so that even a short one may be wrong.';

-- The words that each of a query's words may stand for: itself where it is known, another form, what it misspells.
-- None for a word that nothing bears.
CREATE OR REPLACE FUNCTION tracker.search_readings(words text[], token text, own_words text[], forgiving boolean)
RETURNS tracker.search_reading[]
LANGUAGE plpgsql
STABLE
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    readings tracker.search_reading[] := '{}';
    this text;
    is_last boolean;
    is_known boolean;
BEGIN
    FOR i IN 1 .. cardinality(words) LOOP
        this := words[i];
        is_last := i = cardinality(words);
        is_known :=
            this = ANY (own_words)
            OR EXISTS (
                SELECT FROM tracker.search_vocabulary AS v
                WHERE v.word = ANY (ARRAY[this, this || words[i + 1], words[i - 1] || this])
            )
            OR (
                is_last
                AND (
                    EXISTS (
                        SELECT FROM tracker.search_vocabulary AS v
                        WHERE v.word >= token COLLATE "C" AND v.word < token || chr(1114111) COLLATE "C"
                    )
                    OR EXISTS (SELECT FROM unnest(own_words) AS o (word) WHERE starts_with(o.word, token))
                )
            );
        IF is_known THEN
            readings := readings || ROW(i, this, 1)::tracker.search_reading;
        END IF;
        IF this ~ '..ing$' THEN
            readings := readings || ARRAY(
                SELECT ROW(i, v.word, 0.97)::tracker.search_reading
                FROM tracker.search_vocabulary AS v
                WHERE v.word = ANY (
                    ARRAY[left(this, -3), left(this, -3) || 'e', regexp_replace(left(this, -3), '(.)\1$', '\1')]
                )
            );
        END IF;
        IF forgiving OR NOT is_known THEN
            readings := readings || ARRAY(
                SELECT ROW(i, s.word, s.weight)::tracker.search_reading
                FROM tracker.search_spellings(this, is_last, own_words, cardinality(words) > 1) AS s
                WHERE s.word <> this
            );
        END IF;
        -- Words that were run together.
        IF NOT is_known AND char_length(this) BETWEEN 6 AND 40 THEN
            readings := readings || ARRAY(
                SELECT ROW(i, l.word || ' ' || r.word, 0.95)::tracker.search_reading
                FROM generate_series(3, char_length(this) - 3) AS at
                JOIN tracker.search_vocabulary AS l ON l.word = left(this, at) COLLATE "C"
                JOIN tracker.search_vocabulary AS r ON r.word = substr(this, at + 1) COLLATE "C"
                ORDER BY abs(at - char_length(this) / 2)
                LIMIT 1
            );
        END IF;
    END LOOP;
    RETURN readings;
END
$$;

COMMENT ON FUNCTION tracker.search_readings(text[], text, text[], boolean) IS
    'What each word may stand for; token is the last word as typed, of which it may be the beginning. Forgiving: known '
    'words too may be misspelt.';

CREATE OR REPLACE FUNCTION tracker.search_alternatives(words text[], token text, readings tracker.search_reading[])
RETURNS tracker.search_alternative[]
LANGUAGE sql
STABLE
SET search_path = pg_catalog, pg_temp
AS $$
    WITH RECURSIVE units AS MATERIALIZED (
        SELECT r.place AS first, r.place AS last, r.word, r.weight
        FROM unnest($3) AS r
        UNION ALL
        -- One word written as two.
        SELECT l.place, r.place, v.word, (l.weight * r.weight)::real
        FROM unnest($3) AS l
        JOIN unnest($3) AS r ON r.place = l.place + 1
        JOIN tracker.search_vocabulary AS v ON v.word = (l.word || r.word) COLLATE "C"
    ),
    spans AS (
        SELECT u.first, u.last, u.word AS phrase, u.weight
        FROM units AS u
        UNION ALL
        SELECT s.first, u.last, s.phrase || ' ' || u.word, s.weight * u.weight
        FROM spans AS s
        JOIN units AS u ON u.first = s.last + 1
        WHERE s.last - s.first < 4
    ),
    meanings AS MATERIALIZED (
        SELECT s.first, s.last, y.meaning AS phrase, s.weight * y.weight AS weight
        FROM spans AS s
        JOIN tracker.search_synonyms AS y ON y.compact_phrase = replace(s.phrase, ' ', '') COLLATE "C"
        -- Which row is meant by "row" alone says nothing about "upright row".
        WHERE
            (s.first = 1 AND s.last = cardinality($1))
            OR position(' ' || y.phrase || ' ' IN ' ' || y.meaning || ' ') = 0
    ),
    terms AS MATERIALIZED (
        SELECT p.phrase, m.id AS muscle_group_id, NULL::integer AS equipment_id, 0.8 AS weight
        FROM tracker.muscle_groups AS m
        CROSS JOIN LATERAL unnest(m.search_phrases) AS p (phrase)
        UNION ALL
        SELECT p.phrase, NULL, q.id, 0.9
        FROM tracker.equipment AS q
        CROSS JOIN LATERAL unnest(q.search_phrases) AS p (phrase)
    )
    SELECT array_agg(
        ROW(a.first, a.last, a.lexemes, a.weight, a.is_prefix, a.muscle_group_id, a.equipment_id)::tracker.search_alternative
    )
    FROM (
        SELECT
            u.first, u.last, string_to_array(u.word, ' ') AS lexemes, u.weight, false AS is_prefix,
            NULL::integer AS muscle_group_id, NULL::integer AS equipment_id
        FROM units AS u
        UNION ALL
        SELECT cardinality($1), cardinality($1), ARRAY[$2], 1, true, NULL, NULL
        UNION ALL
        SELECT m.first, m.last, string_to_array(m.phrase, ' '), m.weight, false, NULL, NULL
        FROM meanings AS m
        UNION ALL
        -- Two words written as one: names have "push-up" and "pushup".
        SELECT m.first, m.last, w.words[:i - 1] || (w.words[i] || w.words[i + 1]) || w.words[i + 2:], m.weight, false, NULL, NULL
        FROM meanings AS m
        CROSS JOIN LATERAL (SELECT string_to_array(m.phrase, ' ') AS words) AS w
        CROSS JOIN LATERAL generate_series(1, cardinality(w.words) - 1) AS i
        JOIN tracker.search_vocabulary AS v ON v.word = (w.words[i] || w.words[i + 1]) COLLATE "C" AND NOT v.is_pair
        UNION ALL
        SELECT s.first, s.last, NULL, s.weight * t.weight, false, t.muscle_group_id, t.equipment_id
        FROM spans AS s
        JOIN terms AS t
            ON replace(t.phrase, ' ', '') = replace(s.phrase, ' ', '')
            OR (s.last = cardinality($1) AND char_length(s.phrase) >= 4 AND starts_with(t.phrase, s.phrase))
        UNION ALL
        SELECT m.first, m.last, NULL, m.weight * t.weight, false, t.muscle_group_id, t.equipment_id
        FROM meanings AS m
        JOIN terms AS t ON t.phrase = m.phrase
    ) AS a
$$;

COMMENT ON FUNCTION tracker.search_alternatives(text[], text, tracker.search_reading[]) IS
    'All meanings of a query''s words, alone and together.';
