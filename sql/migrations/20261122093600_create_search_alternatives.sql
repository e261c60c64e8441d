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

-- Whether two keys are neighbours on a QWERTY keyboard: the likeliest slip of a thumb.
CREATE OR REPLACE FUNCTION tracker.search_near_keys(key text, other text) RETURNS boolean
LANGUAGE sql
IMMUTABLE STRICT PARALLEL SAFE
AS $$
    SELECT coalesce(bool_or(abs(a.x - b.x) <= 1.1 AND abs(a.y - b.y) <= 1), false)
    FROM (VALUES (1, 0, 'qwertyuiop'), (2, 0.4, 'asdfghjkl'), (3, 0.9, 'zxcvbnm')) AS r (y, shift, keys)
    CROSS JOIN LATERAL (SELECT r.y, strpos(r.keys, $1) + r.shift AS x WHERE strpos(r.keys, $1) > 0) AS a
    CROSS JOIN (VALUES (1, 0, 'qwertyuiop'), (2, 0.4, 'asdfghjkl'), (3, 0.9, 'zxcvbnm')) AS s (y, shift, keys)
    CROSS JOIN LATERAL (SELECT s.y, strpos(s.keys, $2) + s.shift AS x WHERE strpos(s.keys, $2) > 0) AS b
$$;

COMMENT ON FUNCTION tracker.search_near_keys(text, text) IS 'Whether two letters are neighbours on a QWERTY keyboard.';

-- What is left of a word without vowels and doubled letters: "dumbel", "dumbbell" and "dmbl" have the same.
CREATE OR REPLACE FUNCTION tracker.search_skeleton(word text) RETURNS text
LANGUAGE sql
IMMUTABLE STRICT PARALLEL SAFE
AS $$ SELECT regexp_replace(left($1, 1) || regexp_replace(substr($1, 2), '[aeiou]', '', 'g'), '(.)\1+', '\1', 'g') $$;

COMMENT ON FUNCTION tracker.search_skeleton(text) IS 'The first letter and the consonants of a word, none doubled.';

-- Known words that look like this one. The first letter is seldom wrong, and short words allow fewer mistakes:
-- otherwise everything would be similar to something.
CREATE OR REPLACE FUNCTION tracker.search_spellings(
    misspelt text, is_last boolean, own_words text[], in_company boolean, beside_known boolean
)
RETURNS TABLE (word text, weight real)
LANGUAGE plpgsql
STABLE
SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_column
DECLARE
    length integer := char_length(misspelt);
    -- Mistakes that a word of this length may hold.
    allowed integer := CASE WHEN length <= 5 THEN 1 WHEN length <= 8 THEN 2 ELSE 3 END;
    skeleton text := tracker.search_skeleton(misspelt);
    transposed text[] := ARRAY(
        SELECT left(misspelt, i - 1) || substr(misspelt, i + 1, 1) || substr(misspelt, i, 1) || substr(misspelt, i + 2)
        FROM generate_series(1, length - 1) AS i
        WHERE length BETWEEN 3 AND 30
    );
BEGIN
    RETURN QUERY
    WITH known AS (
        SELECT v.word, 0.9::real AS weight
        FROM unnest(transposed) AS t (word)
        JOIN tracker.search_vocabulary AS v ON v.word = ANY (ARRAY[t.word, tracker.search_singular(t.word)] COLLATE "C")
        UNION ALL
        SELECT o.word, 0.9::real
        FROM unnest(own_words) AS o (word)
        WHERE o.word = ANY (transposed)
        UNION ALL
        (
            SELECT v.word, 0.85::real
            FROM unnest(transposed) AS t (word)
            JOIN tracker.search_vocabulary AS v
                ON v.word >= t.word COLLATE "C" AND v.word < t.word || chr(1114111) COLLATE "C"
            WHERE is_last AND length >= 4 AND NOT v.is_pair
            LIMIT 20
        )
    ),
    -- Words that begin alike, however they go on. No longer ones than anybody types: levenshtein() takes 255 characters.
    alike AS MATERIALIZED (
        SELECT v.word::text
        FROM tracker.search_vocabulary AS v
        WHERE
            length BETWEEN 2 AND 30 AND NOT v.is_pair AND char_length(v.word) <= 60
            AND v.word >= left(misspelt, 1) COLLATE "C" AND v.word < left(misspelt, 1) || chr(1114111) COLLATE "C"
            AND (char_length(v.word) BETWEEN length - 3 AND length + 3 OR is_last AND char_length(v.word) > length)
        UNION ALL
        SELECT o.word
        FROM unnest(own_words) AS o (word)
        WHERE length BETWEEN 2 AND 30 AND char_length(o.word) <= 60 AND left(o.word, 1) = left(misspelt, 1)
    ),
    compared AS (
        SELECT
            a.word,
            CASE
                -- Still typing: the beginning of a word, misspelt.
                WHEN is_last AND length >= 5 AND char_length(a.word) > length + 1
                    THEN least(
                        levenshtein(misspelt, left(a.word, length)),
                        levenshtein(misspelt, left(a.word, length + 1)),
                        levenshtein(misspelt, left(a.word, length - 1))
                    ) + 0.3
                ELSE levenshtein_less_equal(misspelt, a.word, allowed + 1)
            END AS edits
        FROM alike AS a
        WHERE length >= 4
    ),
    -- Letters that changed places count as one mistake.
    counted AS (
        SELECT
            c.word,
            CASE
                WHEN c.edits = allowed + 1
                    THEN (
                        SELECT min(1 + levenshtein_less_equal(t.word, c.word, allowed))
                        FROM unnest(transposed) AS t (word)
                    )
                ELSE c.edits
            END AS edits
        FROM compared AS c
        WHERE c.edits <= allowed + 1
    ),
    close AS (
        SELECT c.word, c.edits
        FROM counted AS c
        WHERE
            c.edits <= allowed + CASE WHEN is_last THEN 0.3 ELSE 0 END
            AND (
                in_company
                OR length > 7
                -- A word alone has nothing that confirms it: its mistakes must be likely ones.
                OR (tracker.search_skeleton(c.word) = skeleton AND char_length(c.word) <> length)
                OR (
                    c.edits < 2
                    AND (
                        length > 5
                        OR char_length(c.word) <> length
                        OR (
                            SELECT bool_and(tracker.search_near_keys(substr(c.word, i, 1), substr(misspelt, i, 1)))
                            FROM generate_series(1, length) AS i
                            WHERE substr(c.word, i, 1) <> substr(misspelt, i, 1)
                        )
                    )
                )
            )
    ),
    candidates AS (
        SELECT k.word::text, k.weight
        FROM known AS k
        UNION ALL
        -- Too short for more than one mistake, and for one only beside other words.
        SELECT a.word, 0.8::real
        FROM alike AS a
        WHERE
            length BETWEEN 2 AND 3 AND beside_known
            AND char_length(a.word) BETWEEN 2 AND 4 AND levenshtein_less_equal(misspelt, a.word, 1) <= 1
        UNION ALL
        -- Written without vowels: "dmbl", "pwr". Or misspelt more than that, but sounding alike.
        SELECT a.word, 0.85::real
        FROM alike AS a
        WHERE
            char_length(skeleton) >= CASE WHEN in_company THEN 3 ELSE 4 END
            -- The cheap comparison first.
            AND CASE
                WHEN misspelt = skeleton OR levenshtein_less_equal(misspelt, a.word, 3) <= 3
                    THEN tracker.search_skeleton(a.word) = skeleton
            END
        UNION ALL
        (
            SELECT c.word, (1 - 0.12 * c.edits)::real
            FROM close AS c
            ORDER BY c.edits, similarity(c.word, misspelt) DESC, c.word
            LIMIT 6
        )
        UNION ALL
        -- The first letter wrong, or two words written as one.
        (
            SELECT s.word, (1 - 0.12 * s.edits)::real
            FROM (
                SELECT v.word::text, (v.word <> misspelt)::integer AS edits
                FROM tracker.search_vocabulary AS v
                WHERE
                    substr(v.word, 2) = ANY (ARRAY[misspelt, substr(misspelt, 2)] COLLATE "C")
                    OR v.word = substr(misspelt, 2) COLLATE "C"
                UNION
                SELECT v.word, levenshtein_less_equal(misspelt, v.word, greatest(1, allowed - 1))
                FROM tracker.search_vocabulary AS v
                WHERE
                    v.is_pair
                    AND v.word >= left(misspelt, 1) COLLATE "C" AND v.word < left(misspelt, 1) || chr(1114111) COLLATE "C"
                    AND CASE
                        WHEN char_length(v.word) BETWEEN length - 2 AND length + 2
                            THEN levenshtein_less_equal(misspelt, v.word, greatest(1, allowed - 1))
                    END <= greatest(1, allowed - 1)
                UNION
                SELECT o.word, levenshtein_less_equal(misspelt, o.word, 1)
                FROM unnest(own_words) AS o (word)
                WHERE
                    CASE
                        WHEN char_length(o.word) BETWEEN length - 1 AND length + 1
                            THEN levenshtein_less_equal(misspelt, o.word, 1)
                    END <= 1
            ) AS s
            WHERE length BETWEEN 6 AND 30 AND similarity(s.word, misspelt) >= 0.3
            ORDER BY s.edits, similarity(s.word, misspelt) DESC, s.word
            LIMIT 6
        )
    )
    SELECT c.word, max(c.weight)
    FROM candidates AS c
    GROUP BY c.word
    ORDER BY 2 DESC, similarity(c.word, misspelt) DESC, 1
    LIMIT 6;
END
$$;

-- similarity() and levenshtein() live where their extensions do.
DO $$
BEGIN
    EXECUTE format(
        'ALTER FUNCTION tracker.search_spellings(text, boolean, text[], boolean, boolean) SET search_path = pg_catalog, %s, pg_temp',
        (
            SELECT string_agg(DISTINCT quote_ident(n.nspname), ', ')
            FROM pg_catalog.pg_extension AS e
            JOIN pg_catalog.pg_namespace AS n ON n.oid = e.extnamespace
            WHERE e.extname IN ('pg_trgm', 'fuzzystrmatch')
        )
    );
END
$$;

COMMENT ON FUNCTION tracker.search_spellings(text, boolean, text[], boolean, boolean) IS
    'Words of the vocabulary, or of own_words, that look like a misspelt word; is_last: it may be the beginning of one; '
    'in_company: other words stand beside it; beside_known: known ones, so that even a word of two letters may be wrong.';

-- Words that were run together: the fewest known words that make up this one, or null.
CREATE OR REPLACE FUNCTION tracker.search_split(joined text) RETURNS text
LANGUAGE plpgsql
STABLE
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    length integer := char_length(joined);
    -- best[i + 1]: the fewest words that make up the first i letters.
    best text[] := ARRAY[''];
    parts integer[] := ARRAY[0];
    piece record;
BEGIN
    IF length NOT BETWEEN 5 AND 60 THEN
        RETURN NULL;
    END IF;
    FOR piece IN
        SELECT p.beginning, p.ending, v.word
        FROM (
            SELECT b AS beginning, e AS ending
            FROM generate_series(1, length) AS b
            CROSS JOIN LATERAL generate_series(b + 1, least(b + 14, length)) AS e
        ) AS p
        JOIN tracker.search_vocabulary AS v
            ON NOT v.is_pair AND v.word = tracker.search_singular(substr(joined, p.beginning, p.ending - p.beginning + 1)) COLLATE "C"
        -- Short words are everywhere: only those that names are made of.
        WHERE p.ending - p.beginning > 1 OR v.word = ANY (ARRAY['up', 'to', 'ab', 'ez', 'bb', 'db', 'kb'])
        ORDER BY p.beginning, p.ending
    LOOP
        IF parts[piece.beginning] IS NOT NULL
            AND parts[piece.beginning] + 1 < coalesce(parts[piece.ending + 1], 7)
        THEN
            parts[piece.ending + 1] := parts[piece.beginning] + 1;
            best[piece.ending + 1] := ltrim(best[piece.beginning] || ' ' || piece.word);
        END IF;
    END LOOP;
    RETURN CASE WHEN parts[length + 1] > 1 THEN best[length + 1] END;
END
$$;

COMMENT ON FUNCTION tracker.search_split(text) IS 'The fewest words of the vocabulary that were run together; null where there are none.';

-- The words that each of a query's words may stand for: itself where it is known, another form, what it misspells.
-- None for a word that nothing bears.
CREATE OR REPLACE FUNCTION tracker.search_readings(words text[], tokens text[], own_words text[], forgiving boolean)
RETURNS tracker.search_reading[]
LANGUAGE plpgsql
STABLE
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    readings tracker.search_reading[] := '{}';
    this text;
    token text;
    is_last boolean;
    is_word boolean;
    is_known boolean;
    beside_known boolean;
    known_places integer[] := '{}';
BEGIN
    FOR i IN 1 .. cardinality(words) LOOP
        IF words[i] = ANY (own_words)
            OR EXISTS (
                SELECT FROM tracker.search_vocabulary AS v
                WHERE v.word = ANY (ARRAY[words[i], words[i] || words[i + 1], words[i - 1] || words[i]])
            )
            OR (
                i = cardinality(words)
                AND (
                    EXISTS (
                        SELECT FROM tracker.search_vocabulary AS v
                        WHERE v.word >= tokens[i] COLLATE "C" AND v.word < tokens[i] || chr(1114111) COLLATE "C" AND NOT v.is_pair
                    )
                    OR EXISTS (SELECT FROM unnest(own_words) AS o (word) WHERE starts_with(o.word, tokens[i]))
                )
            )
        THEN
            known_places := known_places || i;
        END IF;
    END LOOP;
    FOR i IN 1 .. cardinality(words) LOOP
        this := words[i];
        token := tokens[i];
        is_last := i = cardinality(words);
        is_word := i = ANY (known_places);
        -- Of two or three letters nothing is left to recognise, unless a known word stands beside them.
        beside_known := cardinality(array_remove(known_places, i)) > 0;
        -- What only begins two words written as one ("squatt": "squat to") is more likely misspelt.
        is_known := is_word OR (
            is_last AND EXISTS (
                SELECT FROM tracker.search_vocabulary AS v
                WHERE v.word >= token COLLATE "C" AND v.word < token || chr(1114111) COLLATE "C"
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
        -- Cut short: "conc curl", "ext rotation".
        IF NOT is_word AND NOT is_last AND char_length(this) >= 3 THEN
            readings := readings || ARRAY(
                SELECT ROW(i, v.word, 0.8 + 0.19 * char_length(this) / char_length(v.word))::tracker.search_reading
                FROM tracker.search_vocabulary AS v
                WHERE v.word >= this COLLATE "C" AND v.word < this || chr(1114111) COLLATE "C" AND NOT v.is_pair
                ORDER BY char_length(v.word), v.word
                LIMIT 6
            );
        END IF;
        IF forgiving OR NOT is_word THEN
            readings := readings || ARRAY(
                SELECT ROW(i, s.word, max(s.weight))::tracker.search_reading
                FROM (
                    SELECT p.word, p.weight
                    FROM tracker.search_spellings(this, is_last, own_words, cardinality(words) > 1, beside_known) AS p
                    UNION ALL
                    -- What looks like a plural may be a misspelt word that ends in s: "revers", "raies".
                    SELECT p.word, p.weight
                    FROM tracker.search_spellings(token, is_last, own_words, cardinality(words) > 1, beside_known) AS p
                    WHERE token <> this
                    UNION ALL
                    SELECT v.word, 0.97
                    FROM tracker.search_vocabulary AS v
                    WHERE NOT v.is_pair AND v.word = rtrim(token, 's') COLLATE "C"
                ) AS s
                WHERE s.word <> this
                GROUP BY s.word
            );
        END IF;
        IF NOT is_word THEN
            readings := readings || ARRAY(
                SELECT ROW(i, s.words, 0.95)::tracker.search_reading
                FROM tracker.search_split(this) AS s (words)
                WHERE s.words IS NOT NULL
            );
        END IF;
    END LOOP;
    RETURN readings;
END
$$;

COMMENT ON FUNCTION tracker.search_readings(text[], text[], text[], boolean) IS
    'What each word may stand for; tokens are the words as typed, of which the last may be the beginning of one. Forgiving: '
    'known words too may be misspelt.';

CREATE OR REPLACE FUNCTION tracker.search_alternatives(words text[], token text, readings tracker.search_reading[])
RETURNS tracker.search_alternative[]
LANGUAGE plpgsql
STABLE
SET search_path = pg_catalog, pg_temp
-- A few words are looked up: a hash or a scan would read the whole vocabulary.
SET enable_hashjoin = off
SET enable_mergejoin = off
SET enable_seqscan = off
SET jit = off
AS $$
BEGIN
    RETURN (
        WITH RECURSIVE units AS MATERIALIZED (
            SELECT r.place AS first, r.place AS last, r.word, r.weight
            FROM unnest($3) AS r
            UNION ALL
            -- What is only an abbreviation stands in longer phrases too: "bb bench" is a barbell bench.
            SELECT r.place, r.place, y.meaning, r.weight
            FROM unnest($3) AS r
            JOIN tracker.search_synonyms AS y ON y.compact_phrase = r.word COLLATE "C"
            WHERE y.weight = 1 AND y.phrase = y.compact_phrase AND position(' ' IN y.meaning) = 0
            UNION ALL
            -- One word written as two.
            SELECT l.place, r.place, v.word, (l.weight * r.weight)::real
            FROM unnest($3) AS l
            JOIN unnest($3) AS r ON r.place = l.place + 1
            JOIN tracker.search_vocabulary AS v ON v.word = (l.word || r.word) COLLATE "C"
        ),
        spans AS (
            SELECT u.first, u.last, u.word AS phrase, replace(u.word, ' ', '') AS compact, u.weight
            FROM units AS u
            UNION ALL
            SELECT s.first, u.last, s.phrase || ' ' || u.word, s.compact || replace(u.word, ' ', ''), s.weight * u.weight
            FROM spans AS s
            JOIN units AS u ON u.first = s.last + 1
            WHERE s.last - s.first < 4
        ),
        meanings AS MATERIALIZED (
            SELECT s.first, s.last, y.meaning AS phrase, s.weight * y.weight AS weight
            FROM spans AS s
            JOIN tracker.search_synonyms AS y ON y.compact_phrase = s.compact COLLATE "C"
            -- Which row is meant by "row" alone says nothing about "upright row".
            WHERE
                (s.first = 1 AND s.last = cardinality($1))
                OR position(' ' || y.phrase || ' ' IN ' ' || y.meaning || ' ') = 0
        ),
        terms AS MATERIALIZED (
            SELECT p.phrase, replace(p.phrase, ' ', '') AS compact, m.id AS muscle_group_id, NULL::integer AS equipment_id, 0.8 AS weight
            FROM tracker.muscle_groups AS m
            CROSS JOIN LATERAL unnest(m.search_phrases) AS p (phrase)
            UNION ALL
            SELECT p.phrase, replace(p.phrase, ' ', ''), NULL, q.id, 0.9
            FROM tracker.equipment AS q
            CROSS JOIN LATERAL unnest(q.search_phrases) AS p (phrase)
        )
        SELECT array_agg(
            ROW(g.first, g.last, g.lexemes, g.weight, g.is_prefix, g.muscle_group_id, g.equipment_id)::tracker.search_alternative
        )
        FROM (
            -- A misspelt "dumbbell" and what its abbreviations mean come to the same.
            SELECT a.first, a.last, a.lexemes, max(a.weight) AS weight, a.is_prefix, a.muscle_group_id, a.equipment_id
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
                    ON t.compact = s.compact
                    OR (s.last = cardinality($1) AND char_length(s.phrase) >= 4 AND starts_with(t.phrase, s.phrase))
                UNION ALL
                SELECT m.first, m.last, NULL, m.weight * t.weight, false, t.muscle_group_id, t.equipment_id
                FROM meanings AS m
                JOIN terms AS t ON t.phrase = m.phrase
            ) AS a
            GROUP BY a.first, a.last, a.lexemes, a.is_prefix, a.muscle_group_id, a.equipment_id
        ) AS g
    );
END
$$;

COMMENT ON FUNCTION tracker.search_alternatives(text[], text, tracker.search_reading[]) IS
    'All meanings of a query''s words, alone and together.';
