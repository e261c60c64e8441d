-- The words of the catalogue's names and aliases: what a misspelt word is compared with.
-- depends: 20261122093120_index_search_lexemes

-- Compared byte by byte, so that the key also serves prefixes.
CREATE TABLE IF NOT EXISTS tracker.search_vocabulary (
    word text COLLATE "C" NOT NULL,
    is_pair boolean NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT search_vocabulary_pkey PRIMARY KEY (word)
);

COMMENT ON TABLE tracker.search_vocabulary IS
    'Words of the catalogue''s names and aliases, and each two neighbours as one. A word that no exercise bears any '
    'more does no harm: it finds nothing.';
COMMENT ON COLUMN tracker.search_vocabulary.is_pair IS 'Two neighbours as one word, and never a word of its own.';

CREATE OR REPLACE TRIGGER search_vocabulary_touch
BEFORE UPDATE ON tracker.search_vocabulary
FOR EACH ROW EXECUTE FUNCTION tracker.touch();

-- Serves exercises.search: words that begin like a misspelt one, without the many pairs.
CREATE INDEX IF NOT EXISTS search_vocabulary_single_idx ON tracker.search_vocabulary (word) WHERE NOT is_pair;

-- Serves exercises.search: words whose first letter was mistyped or left out.
CREATE INDEX IF NOT EXISTS search_vocabulary_rest_idx ON tracker.search_vocabulary (substr(word, 2));

-- Sorted, so that two catalogue editors who add the same words wait for each other instead of deadlocking.
CREATE OR REPLACE FUNCTION tracker.learn_search_words(names text[]) RETURNS void
LANGUAGE sql
SET search_path = pg_catalog, pg_temp
AS $$
    INSERT INTO tracker.search_vocabulary AS v (word, is_pair)
    SELECT w.word COLLATE "C", bool_and(w.is_pair)
    FROM unnest($1) AS n (name)
    CROSS JOIN LATERAL (
        SELECT unnest(string_to_array(split_part(n.name, '|', 1), ' ')) AS word, false AS is_pair
        UNION ALL
        SELECT unnest(string_to_array(split_part(n.name, '|', 2), ' ')), true
    ) AS w
    WHERE w.word <> ''
    GROUP BY 1
    ORDER BY 1
    ON CONFLICT (word) DO UPDATE SET is_pair = false WHERE v.is_pair AND NOT excluded.is_pair
$$;

COMMENT ON FUNCTION tracker.learn_search_words(text[]) IS 'The words of names, as tracker.search_name() gives them, join the vocabulary.';

CREATE OR REPLACE FUNCTION tracker.learn_exercise_words() RETURNS trigger
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    PERFORM tracker.learn_search_words(NEW.search_names);
    RETURN NULL;
END
$$;

COMMENT ON FUNCTION tracker.learn_exercise_words() IS 'AFTER INSERT OR UPDATE of a catalogue exercise: its words join the vocabulary.';

CREATE OR REPLACE TRIGGER exercises_learn_search_words
AFTER INSERT OR UPDATE OF name, aliases, owner_id ON tracker.exercises
FOR EACH ROW WHEN (NEW.owner_id IS NULL)
EXECUTE FUNCTION tracker.learn_exercise_words();

SELECT tracker.learn_search_words(array_agg(n.name))
FROM tracker.exercises AS e
CROSS JOIN LATERAL unnest(e.search_names) AS n (name)
WHERE e.owner_id IS NULL;
