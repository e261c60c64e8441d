-- What people call things: synonyms and abbreviations, how much a word distinguishes, and the words for
-- muscle groups and equipment. Operators may add rows to all of them.
-- depends: 20261122093200_create_search_vocabulary
-- rebuilds: tracker.search_vocabulary

CREATE TABLE IF NOT EXISTS tracker.search_synonyms (
    phrase text COLLATE "C" NOT NULL,
    meaning text COLLATE "C" NOT NULL,
    compact_phrase text COLLATE "C" NOT NULL GENERATED ALWAYS AS (replace(phrase, ' ', '')) STORED,
    weight real NOT NULL DEFAULT 0.95,
    is_packaged boolean NOT NULL DEFAULT false,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT search_synonyms_pkey PRIMARY KEY (phrase, meaning),
    CONSTRAINT search_synonyms_phrase_check CHECK (
        phrase = array_to_string(tracker.search_words(phrase), ' ') AND phrase <> ''
    ),
    CONSTRAINT search_synonyms_meaning_check CHECK (
        meaning = array_to_string(tracker.search_words(meaning), ' ') AND meaning <> ''
    ),
    CONSTRAINT search_synonyms_weight_check CHECK (weight > 0 AND weight <= 1)
);

COMMENT ON TABLE tracker.search_synonyms IS
    'Who types phrase (one to five words) may mean meaning. Both as tracker.search_words() gives them: folded, singular.';
COMMENT ON COLUMN tracker.search_synonyms.weight IS 'How well an exercise fits that bears meaning instead of phrase: up to 1.';

COMMENT ON COLUMN tracker.search_synonyms.is_packaged IS 'Came with trackerdb; goes with the migration that brought it.';

-- Serves exercises.search: every run of words in the query is looked up, however it is cut into words.
CREATE INDEX IF NOT EXISTS search_synonyms_compact_phrase_idx ON tracker.search_synonyms (compact_phrase);

CREATE OR REPLACE TRIGGER search_synonyms_touch
BEFORE UPDATE ON tracker.search_synonyms
FOR EACH ROW EXECUTE FUNCTION tracker.touch();

CREATE TABLE IF NOT EXISTS tracker.search_word_weights (
    word text COLLATE "C" NOT NULL,
    weight real NOT NULL,
    is_filler boolean NOT NULL DEFAULT false,
    is_packaged boolean NOT NULL DEFAULT false,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    -- Serves exercises.search: the words of query and names are looked up.
    CONSTRAINT search_word_weights_pkey PRIMARY KEY (word),
    CONSTRAINT search_word_weights_word_check CHECK (word = tracker.search_singular(tracker.search_fold(word))),
    CONSTRAINT search_word_weights_weight_check CHECK (weight BETWEEN 0 AND 1)
);

COMMENT ON TABLE tracker.search_word_weights IS 'Words that distinguish exercises less than others do; a word that is not here weighs 1.';
COMMENT ON COLUMN tracker.search_word_weights.weight IS
    'What a word adds to a name that the query does not mention: who types "curl" more likely means a barbell curl than a drag curl.';
COMMENT ON COLUMN tracker.search_word_weights.is_filler IS 'Says nothing in a query either: with, the, exercise.';

COMMENT ON COLUMN tracker.search_word_weights.is_packaged IS 'Came with trackerdb; goes with the migration that brought it.';

CREATE OR REPLACE TRIGGER search_word_weights_touch
BEFORE UPDATE ON tracker.search_word_weights
FOR EACH ROW EXECUTE FUNCTION tracker.touch();

CREATE OR REPLACE FUNCTION tracker.search_phrases(name text, words text[]) RETURNS text[]
LANGUAGE sql
IMMUTABLE STRICT PARALLEL SAFE
AS $$
    SELECT array_agg(DISTINCT array_to_string(tracker.search_words(p.phrase), ' '))
    FROM unnest($1 || $2) AS p (phrase)
$$;

COMMENT ON FUNCTION tracker.search_phrases(text, text[]) IS 'A name and other words for it as search compares them.';

ALTER TABLE tracker.muscle_groups ADD COLUMN IF NOT EXISTS words text[] NOT NULL DEFAULT '{}';

-- rewrite: a table of a few dozen rows.
ALTER TABLE tracker.muscle_groups
-- squawk-ignore adding-field-with-default
ADD COLUMN IF NOT EXISTS search_phrases text[] GENERATED ALWAYS AS (tracker.search_phrases(name, words)) STORED;

ALTER TABLE tracker.equipment ADD COLUMN IF NOT EXISTS words text[] NOT NULL DEFAULT '{}';

-- rewrite: a table of a few dozen rows.
ALTER TABLE tracker.equipment
-- squawk-ignore adding-field-with-default
ADD COLUMN IF NOT EXISTS search_phrases text[] GENERATED ALWAYS AS (tracker.search_phrases(name, words)) STORED;

COMMENT ON COLUMN tracker.muscle_groups.words IS 'What people type for it, besides its name.';
COMMENT ON COLUMN tracker.muscle_groups.search_phrases IS 'Name and words as search compares them: tracker.search_phrases().';
COMMENT ON COLUMN tracker.equipment.words IS 'What people type for it, besides its name.';
COMMENT ON COLUMN tracker.equipment.search_phrases IS 'Name and words as search compares them: tracker.search_phrases().';

-- A misspelt synonym is still one: its words are words that search knows.
CREATE OR REPLACE FUNCTION tracker.learn_search_phrases() RETURNS trigger
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    PERFORM tracker.learn_search_words(
        CASE TG_TABLE_NAME
            WHEN 'search_synonyms' THEN ARRAY[to_jsonb(NEW) ->> 'phrase']
            ELSE ARRAY(SELECT jsonb_array_elements_text(to_jsonb(NEW) -> 'search_phrases'))
        END
    );
    RETURN NULL;
END
$$;

COMMENT ON FUNCTION tracker.learn_search_phrases() IS 'AFTER INSERT OR UPDATE: the words of a phrase join the vocabulary.';

CREATE OR REPLACE TRIGGER search_synonyms_learn
AFTER INSERT OR UPDATE OF phrase ON tracker.search_synonyms
FOR EACH ROW EXECUTE FUNCTION tracker.learn_search_phrases();

CREATE OR REPLACE TRIGGER muscle_groups_learn_search_words
AFTER INSERT OR UPDATE OF name, words ON tracker.muscle_groups
FOR EACH ROW EXECUTE FUNCTION tracker.learn_search_phrases();

CREATE OR REPLACE TRIGGER equipment_learn_search_words
AFTER INSERT OR UPDATE OF name, words ON tracker.equipment
FOR EACH ROW EXECUTE FUNCTION tracker.learn_search_phrases();

SELECT tracker.learn_search_words(array_agg(p.phrase))
FROM (
    SELECT unnest(m.search_phrases) AS phrase FROM tracker.muscle_groups AS m
    UNION ALL
    SELECT unnest(q.search_phrases) AS phrase FROM tracker.equipment AS q
) AS p;

CREATE OR REPLACE FUNCTION tracker.forget_search_words() RETURNS void
LANGUAGE sql
SET search_path = pg_catalog, pg_temp
AS $$
    DELETE FROM tracker.search_vocabulary AS v
    WHERE
        NOT EXISTS (
            SELECT FROM tracker.exercises AS e
            WHERE e.owner_id IS NULL AND e.search_lexemes @@ quote_literal(v.word)::tsquery
        )
        AND NOT EXISTS (SELECT FROM tracker.search_synonyms AS s WHERE v.word = ANY (string_to_array(s.phrase, ' ')))
        AND NOT EXISTS (
            SELECT FROM tracker.muscle_groups AS m
            WHERE v.word = ANY (string_to_array(array_to_string(m.search_phrases, ' '), ' '))
        )
        AND NOT EXISTS (
            SELECT FROM tracker.equipment AS q
            WHERE v.word = ANY (string_to_array(array_to_string(q.search_phrases, ' '), ' '))
        )
$$;

COMMENT ON FUNCTION tracker.forget_search_words() IS 'Takes words out of the vocabulary that nothing bears any more.';

REVOKE EXECUTE ON FUNCTION tracker.forget_search_words() FROM PUBLIC;
