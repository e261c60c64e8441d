-- The text search configuration of exercise names: accents folded, English stems, no stop words
-- ("up" in "pull up" carries the meaning that a stop list would drop).
-- depends: 20261122090800_create_muscle_groups

DO $$
DECLARE
    unaccent_schema name := (
        SELECT n.nspname
        FROM pg_catalog.pg_extension AS e
        JOIN pg_catalog.pg_namespace AS n ON n.oid = e.extnamespace
        WHERE e.extname = 'unaccent'
    );
BEGIN
    IF NOT EXISTS (
        SELECT FROM pg_catalog.pg_ts_dict AS d
        WHERE d.dictname = 'exercise_stem' AND d.dictnamespace = 'tracker'::regnamespace
    ) THEN
        CREATE TEXT SEARCH DICTIONARY tracker.exercise_stem (TEMPLATE = pg_catalog.snowball, LANGUAGE = english);
    END IF;
    IF NOT EXISTS (
        SELECT FROM pg_catalog.pg_ts_config AS c
        WHERE c.cfgname = 'exercise' AND c.cfgnamespace = 'tracker'::regnamespace
    ) THEN
        CREATE TEXT SEARCH CONFIGURATION tracker.exercise (COPY = pg_catalog.simple);
    END IF;
    EXECUTE format(
        'ALTER TEXT SEARCH CONFIGURATION tracker.exercise'
        ' ALTER MAPPING FOR asciiword, word, asciihword, hword, hword_asciipart, hword_part'
        ' WITH %I.unaccent, tracker.exercise_stem',
        unaccent_schema
    );
END
$$;

-- array_to_string is only STABLE (an element's output function may be); for text[] it is immutable,
-- which a generated column needs.
CREATE OR REPLACE FUNCTION tracker.aliases_text(aliases text[]) RETURNS text
LANGUAGE sql
IMMUTABLE STRICT PARALLEL SAFE
AS $$ SELECT pg_catalog.array_to_string(aliases, ' . ') $$;
