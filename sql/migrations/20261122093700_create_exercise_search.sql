-- Search of exercises: candidates by index, at most a few hundred, and then a closer look at those.
-- depends: 20261122093600_create_search_alternatives

-- Row-level security would cost the GIN index, because @@ is not leakproof. So search runs with its owner's
-- rights and decides itself whose exercises it shows. Who holds the owner's rights, or those of the service that
-- acts before a user is known, may ask for any user; everybody else for the one that the transaction acts as.
CREATE OR REPLACE FUNCTION tracker.search_owner(user_id bigint) RETURNS bigint
LANGUAGE plpgsql
STABLE
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    acting text := nullif(current_setting('tracker.user_id', true), '');
    caller name := coalesce(nullif(current_setting('role', true), 'none'), session_user);
BEGIN
    IF user_id IS NULL THEN
        RETURN NULL;
    ELSIF acting IS NOT NULL THEN
        IF acting <> user_id::text THEN
            RAISE EXCEPTION 'this transaction acts as user %; it can''t search as user %', acting, user_id
                USING ERRCODE = 'insufficient_privilege';
        END IF;
        RETURN user_id;
    ELSIF pg_has_role(caller, current_user, 'USAGE')
        OR EXISTS (
            SELECT FROM pg_roles AS r
            WHERE r.rolname = 'trackerdb_service' AND pg_has_role(caller, r.oid, 'USAGE')
        )
    THEN
        RETURN user_id;
    END IF;
    RETURN NULL;
END
$$;

COMMENT ON FUNCTION tracker.search_owner(bigint) IS
    'The user whose own exercises this caller may search: the one asked for, or none.';

-- A name must bear one alternative of each word that counts; a muscle group or equipment is looked at later.
-- skipped: a word that may be missing.
CREATE OR REPLACE FUNCTION tracker.search_condition(
    alternatives tracker.search_alternative[], optional integer[], skipped integer
) RETURNS tsquery
LANGUAGE plpgsql
STABLE
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    RETURN (
        SELECT string_agg('(' || g.condition || ')', ' & ')::tsquery
        FROM (
            SELECT string_agg(
                CASE
                    WHEN a.is_prefix THEN '''' || a.lexemes[1] || ''':*'
                    ELSE '(''' || array_to_string(a.lexemes, ''' & ''') || ''')'
                END,
                ' | '
            ) AS condition
            FROM unnest($1) AS a
            CROSS JOIN LATERAL generate_series(a.first, a.last) AS place
            WHERE a.lexemes IS NOT NULL AND place <> ALL ($2) AND place IS DISTINCT FROM $3
            GROUP BY place
        ) AS g
    );
END
$$;

CREATE OR REPLACE FUNCTION tracker.fits_search(
    exercise_id bigint, exercise_type tracker.exercise_type, types tracker.exercise_type[], muscle_group integer,
    equipment integer
) RETURNS boolean
LANGUAGE sql
STABLE
AS $$
    SELECT
        ($3 IS NULL OR $2 = ANY ($3))
        AND (
            $4 IS NULL
            OR EXISTS (
                SELECT
                FROM tracker.exercise_muscle_groups AS em
                WHERE em.exercise_id = $1 AND em.muscle_group_id = $4
            )
        )
        AND (
            $5 IS NULL
            OR EXISTS (
                SELECT
                FROM tracker.exercise_equipment AS ee
                WHERE ee.exercise_id = $1 AND ee.equipment_id = $5
            )
        )
$$;

COMMENT ON FUNCTION tracker.fits_search(bigint, tracker.exercise_type, tracker.exercise_type[], integer, integer) IS
    'The filters of search; one that is null lets everything through.';

-- Nothing but muscle groups and equipment: "chest dumbbell". Nested loops over the indexes stop at the limit; a bitmap
-- or a hash would read every exercise of the muscle group first.
CREATE OR REPLACE FUNCTION tracker.find_exercises_by_terms(
    muscle_groups integer[], kit integer[], types tracker.exercise_type[], muscle_group integer, equipment integer,
    breadth integer
) RETURNS SETOF bigint
LANGUAGE plpgsql
STABLE
SET search_path = pg_catalog, pg_temp
SET enable_seqscan = off
SET enable_indexscan = on
SET enable_bitmapscan = off
SET enable_hashjoin = off
SET enable_mergejoin = off
SET jit = off
AS $$
DECLARE
    unfiltered boolean := num_nonnulls(types, muscle_group, equipment) = 0;
BEGIN
    IF cardinality(muscle_groups) > 0 AND cardinality(kit) > 0 THEN
        RETURN QUERY
        SELECT l.id
        FROM (
            SELECT e.id, char_length(e.name) AS length
            FROM (
                SELECT l.exercise_id
                FROM tracker.exercise_muscle_groups AS l
                WHERE l.muscle_group_id = ANY (muscle_groups) AND l.role = 'primary'
                LIMIT 1000
            ) AS em
            CROSS JOIN LATERAL (
                SELECT FROM tracker.exercise_equipment AS ee
                WHERE ee.exercise_id = em.exercise_id AND ee.equipment_id = ANY (kit)
                LIMIT 1
            ) AS q
            CROSS JOIN LATERAL (
                SELECT x.id, x.name, x.exercise_type
                FROM tracker.exercises AS x
                WHERE x.id = em.exercise_id AND x.owner_id IS NULL AND x.deleted_at IS NULL AND x.merged_into IS NULL
                OFFSET 0
            ) AS e
            WHERE
                (unfiltered OR tracker.fits_search(e.id, e.exercise_type, types, muscle_group, equipment))
            LIMIT 200
        ) AS l
        ORDER BY l.length, l.id
        LIMIT breadth;
    ELSIF cardinality(muscle_groups) > 0 THEN
        RETURN QUERY
        SELECT l.id
        FROM (
            SELECT e.id, char_length(e.name) AS length
            FROM (
                SELECT l.exercise_id
                FROM tracker.exercise_muscle_groups AS l
                WHERE l.muscle_group_id = ANY (muscle_groups) AND l.role = 'primary'
                LIMIT 1000
            ) AS em
            CROSS JOIN LATERAL (
                SELECT x.id, x.name, x.exercise_type
                FROM tracker.exercises AS x
                WHERE x.id = em.exercise_id AND x.owner_id IS NULL AND x.deleted_at IS NULL AND x.merged_into IS NULL
                OFFSET 0
            ) AS e
            WHERE
                (unfiltered OR tracker.fits_search(e.id, e.exercise_type, types, muscle_group, equipment))
            LIMIT 200
        ) AS l
        ORDER BY l.length, l.id
        LIMIT breadth;
    ELSIF cardinality(muscle_groups) = 0 THEN
        RETURN QUERY
        SELECT l.id
        FROM (
            SELECT e.id, char_length(e.name) AS length
            FROM (
                SELECT l.exercise_id
                FROM tracker.exercise_equipment AS l
                WHERE l.equipment_id = ANY (kit)
                LIMIT 1000
            ) AS ee
            CROSS JOIN LATERAL (
                SELECT x.id, x.name, x.exercise_type
                FROM tracker.exercises AS x
                WHERE x.id = ee.exercise_id AND x.owner_id IS NULL AND x.deleted_at IS NULL AND x.merged_into IS NULL
                OFFSET 0
            ) AS e
            WHERE
                (unfiltered OR tracker.fits_search(e.id, e.exercise_type, types, muscle_group, equipment))
            LIMIT 200
        ) AS l
        ORDER BY l.length, l.id
        LIMIT breadth;
    END IF;
END
$$;

COMMENT ON FUNCTION tracker.find_exercises_by_terms(
    integer[], integer[], tracker.exercise_type[], integer, integer, integer
) IS 'Catalogue exercises of these muscle groups done with this equipment, breadth at most; none where muscle_groups is null.';

-- Plain index scans are off because a GIN index answers by bitmap alone, and a LIMIT makes the planner hope for a
-- B-tree of the owners instead.
CREATE OR REPLACE FUNCTION tracker.find_exercises(
    words text[], token text, alternatives tracker.search_alternative[], fillers integer[], relaxed boolean,
    owner bigint, types tracker.exercise_type[], muscle_group integer, equipment integer, breadth integer
) RETURNS bigint[]
LANGUAGE plpgsql
STABLE
SET search_path = pg_catalog, pg_temp
SET enable_seqscan = off
SET enable_indexscan = off
SET jit = off
AS $$
DECLARE
    terms integer[] := ARRAY(
        SELECT DISTINCT place
        FROM unnest(alternatives) AS a
        CROSS JOIN LATERAL generate_series(a.first, a.last) AS place
        WHERE a.muscle_group_id IS NOT NULL OR a.equipment_id IS NOT NULL
    );
    muscle_groups integer[] := ARRAY(
        SELECT DISTINCT a.muscle_group_id FROM unnest(alternatives) AS a WHERE a.muscle_group_id IS NOT NULL
    );
    kit integer[] := ARRAY(
        SELECT DISTINCT a.equipment_id FROM unnest(alternatives) AS a WHERE a.equipment_id IS NOT NULL
    );
    whole tsquery := quote_literal('=' || array_to_string(words, ''))::tsquery;
    beginning tsquery := (
        quote_literal('=' || array_to_string(words[:cardinality(words) - 1], '') || token) || ':*'
    )::tsquery;
    every_word tsquery := tracker.search_condition(alternatives, fillers, NULL);
    words_alone tsquery := tracker.search_condition(alternatives, fillers || terms, NULL);
    anything tsquery;
    fewer_words tsquery;
    unfiltered boolean := num_nonnulls(types, muscle_group, equipment) = 0;
BEGIN
    IF relaxed THEN
        FOR i IN 1 .. cardinality(words) LOOP
            words_alone := coalesce(
                words_alone || tracker.search_condition(alternatives, fillers || terms, i), words_alone
            );
        END LOOP;
    END IF;
    anything := coalesce(coalesce(whole || beginning || every_word, whole || beginning) || words_alone, whole || beginning);
    -- One letter begins thousands of words: of those, only the ones that begin a name.
    IF cardinality(words) = 1 AND char_length(token) = 1 AND ascii(token) < 128 THEN
        every_word := NULL;
    END IF;
    fewer_words := CASE WHEN words_alone <> every_word THEN words_alone END;
    -- Of a common word the first few hundred are looked at, and the shortest names kept: the plainest exercises.
    RETURN ARRAY(
            (
                SELECT w.id
                FROM (
                    SELECT e.id, char_length(e.name) AS length
                    FROM tracker.exercises AS e
                    WHERE
                        e.owner_id IS NULL AND e.deleted_at IS NULL AND e.merged_into IS NULL
                        AND e.search_lexemes @@ whole
                        AND (unfiltered OR tracker.fits_search(e.id, e.exercise_type, types, muscle_group, equipment))
                    LIMIT 20
                ) AS w
                ORDER BY w.length, w.id
                LIMIT 20
            )
            UNION
            (
                SELECT b.id
                FROM (
                    SELECT e.id, char_length(e.name) AS length
                    FROM tracker.exercises AS e
                    WHERE
                        e.owner_id IS NULL AND e.deleted_at IS NULL AND e.merged_into IS NULL
                        AND e.search_lexemes @@ beginning
                        AND (unfiltered OR tracker.fits_search(e.id, e.exercise_type, types, muscle_group, equipment))
                    LIMIT 200
                ) AS b
                ORDER BY b.length, b.id
                LIMIT breadth
            )
            UNION
            (
                SELECT v.id
                FROM (
                    SELECT e.id, char_length(e.name) AS length
                    FROM tracker.exercises AS e
                    WHERE
                        e.owner_id IS NULL AND e.deleted_at IS NULL AND e.merged_into IS NULL
                        AND e.search_lexemes @@ every_word
                        AND (unfiltered OR tracker.fits_search(e.id, e.exercise_type, types, muscle_group, equipment))
                    LIMIT 250
                ) AS v
                ORDER BY v.length, v.id
                LIMIT breadth
            )
            UNION
            (
                SELECT p.id
                FROM (
                    SELECT e.id, char_length(e.name) AS length
                    FROM tracker.exercises AS e
                    WHERE
                        e.owner_id IS NULL AND e.deleted_at IS NULL AND e.merged_into IS NULL
                        AND e.search_lexemes @@ fewer_words
                        AND (unfiltered OR tracker.fits_search(e.id, e.exercise_type, types, muscle_group, equipment))
                    LIMIT 250
                ) AS p
                ORDER BY p.length, p.id
                LIMIT breadth
            )
            UNION
            (
                SELECT o.id
                FROM (
                    SELECT e.id, char_length(e.name) AS length, e.search_lexemes @@ whole AS is_whole
                    FROM tracker.exercises AS e
                    WHERE
                        e.owner_id = owner AND e.deleted_at IS NULL AND e.merged_into IS NULL
                        AND (e.search_lexemes @@ anything OR words_alone IS NULL)
                        AND (unfiltered OR tracker.fits_search(e.id, e.exercise_type, types, muscle_group, equipment))
                    LIMIT 1000
                ) AS o
                ORDER BY o.is_whole DESC, o.length, o.id
                LIMIT breadth
            )
            UNION
            SELECT f.id
            FROM tracker.find_exercises_by_terms(
                CASE WHEN words_alone IS NULL THEN muscle_groups END, kit, types, muscle_group, equipment, breadth
            ) AS f (id)
    );
END
$$;

COMMENT ON FUNCTION tracker.find_exercises(
    text[], text, tracker.search_alternative[], integer[], boolean, bigint, tracker.exercise_type[], integer, integer, integer
) IS 'Exercises worth ranking: the catalogue''s by index, each kind up to a limit, and the owner''s own.';

-- How well each name fits: how much of the query it bears (coverage), and how little besides (precision).
-- importance: what each word of the query counts. corrected: the query without spaces, as it was probably meant;
-- core: the same without muscle groups and equipment.
CREATE OR REPLACE FUNCTION tracker.rank_exercises(
    exercise_ids bigint[], words text[], token text, alternatives tracker.search_alternative[], importance real[],
    corrected text, core text, threshold real
) RETURNS TABLE (exercise_id bigint, place bigint, score double precision)
LANGUAGE plpgsql
STABLE
SET search_path = pg_catalog, pg_temp
SET enable_seqscan = off
-- The planner takes the hundreds of names for a handful.
SET enable_nestloop = off
SET enable_mergejoin = off
SET jit = off
AS $$
#variable_conflict use_column
BEGIN
    RETURN QUERY
    WITH alternatives AS MATERIALIZED (
        SELECT a.first, a.last, a.lexemes, a.weight, a.is_prefix, a.muscle_group_id, a.equipment_id
        FROM unnest($4) AS a
    ),
    names AS MATERIALIZED (
        SELECT
            e.id, n.place, n.name,
            string_to_array(split_part(n.name, '|', 1), ' ') AS words,
            replace(split_part(n.name, '|', 1), ' ', '') AS compact,
            -- Between spaces, so that a word is found in it without cutting it up.
            ' ' || translate(n.name, '|', ' ') || ' ' AS padded
        FROM tracker.exercises AS e
        CROSS JOIN LATERAL unnest(e.search_names) WITH ORDINALITY AS n (name, place)
        WHERE e.id = ANY ($1)
    ),
    matches AS MATERIALIZED (
        SELECT n.id, n.place, a.first, a.last, a.weight, a.lexemes
        FROM alternatives AS a
        JOIN names AS n ON strpos(n.padded, ' ' || a.lexemes[1] || ' ') > 0
        WHERE
            NOT a.is_prefix AND a.lexemes IS NOT NULL
            AND (cardinality(a.lexemes) = 1 OR string_to_array(n.padded, ' ') @> a.lexemes)
        UNION ALL
        SELECT n.id, n.place, a.first, a.last, (a.weight * p.weight)::real, ARRAY[p.lexeme]
        FROM alternatives AS a
        JOIN names AS n ON strpos(n.padded, ' ' || a.lexemes[1]) > 0
        CROSS JOIN LATERAL (
            SELECT
                CASE WHEN starts_with(u.word, a.lexemes[1]) THEN u.word ELSE u.pair END AS lexeme,
                CASE
                    WHEN starts_with(u.word, a.lexemes[1]) THEN 0.8 + 0.19 * char_length(a.lexemes[1]) / char_length(u.word)
                    ELSE 0.7 + 0.19 * char_length(a.lexemes[1]) / char_length(u.pair)
                END AS weight
            FROM unnest(n.words, string_to_array(split_part(n.name, '|', 2), ' ')) AS u (word, pair)
            -- "lunges" is the plural of "lunge", and no beginning of "lunge sprint".
            WHERE
                starts_with(u.word, a.lexemes[1])
                OR (starts_with(u.pair, a.lexemes[1]) AND u.word <> $2[cardinality($2)])
        ) AS p
        WHERE a.is_prefix
        UNION ALL
        -- However it is cut into words.
        SELECT
            n.id, n.place, 1, cardinality($2), CASE WHEN q.name = q.whole THEN 1 ELSE 0.9 END::real,
            -- Only the words that the query reaches.
            CASE
                WHEN q.name = q.whole THEN n.words
                ELSE ARRAY(
                    SELECT n.words[i]
                    FROM generate_subscripts(n.words, 1) AS i
                    WHERE char_length(array_to_string(n.words[:i - 1], '')) < char_length(q.beginning)
                )
            END
        FROM names AS n
        CROSS JOIN LATERAL (
            SELECT
                n.compact AS name,
                array_to_string($2, '') AS whole,
                array_to_string($2[:cardinality($2) - 1], '') || $3 AS beginning
        ) AS q
        WHERE
            q.name = q.whole
            OR (starts_with(q.name, q.beginning) AND (cardinality($2) > 1 OR char_length($3) > char_length(n.words[1]) + 2))
    ),
    terms AS (
        SELECT
            em.exercise_id AS id, a.first, a.last,
            a.weight * CASE em.role WHEN 'primary' THEN 1 ELSE 0.6 END AS weight
        FROM alternatives AS a
        JOIN tracker.exercise_muscle_groups AS em
            ON em.muscle_group_id = a.muscle_group_id AND em.exercise_id = ANY ($1)
        UNION ALL
        SELECT ee.exercise_id, a.first, a.last, a.weight
        FROM alternatives AS a
        JOIN tracker.exercise_equipment AS ee ON ee.equipment_id = a.equipment_id AND ee.exercise_id = ANY ($1)
    ),
    covered AS MATERIALIZED (
        SELECT b.id, b.place, sum(b.weight * $5[b.position]) / (SELECT sum(i) FROM unnest($5) AS i) AS coverage
        FROM (
            SELECT m.id, m.place, p.position, max(m.weight) AS weight
            FROM (
                SELECT m.id, m.place, m.first, m.last, m.weight FROM matches AS m
                UNION ALL
                SELECT n.id, n.place, t.first, t.last, t.weight
                FROM terms AS t
                JOIN names AS n ON n.id = t.id
            ) AS m
            CROSS JOIN LATERAL generate_series(m.first, m.last) AS p (position)
            GROUP BY m.id, m.place, p.position
        ) AS b
        GROUP BY b.id, b.place
        HAVING sum(b.weight * $5[b.position]) >= $8 * (SELECT sum(i) FROM unnest($5) AS i)
    ),
    asked AS (
        SELECT m.id, m.place, array_agg(l.lexeme) AS lexemes
        FROM matches AS m
        CROSS JOIN LATERAL unnest(m.lexemes) AS l (lexeme)
        GROUP BY m.id, m.place
    ),
    -- Each word of a name: was it, or it and a neighbour together, asked for? Materialized, so that the weights are
    -- joined to all of the words at once.
    borne AS MATERIALIZED (
        SELECT
            c.id, c.place, c.coverage, n.compact, u.word,
            u.word = ANY (k.lexemes) OR n.words[u.i - 1] || u.word = ANY (k.lexemes)
            OR u.word || n.words[u.i + 1] = ANY (k.lexemes) AS is_asked
        FROM covered AS c
        JOIN names AS n ON n.id = c.id AND n.place = c.place
        LEFT JOIN asked AS k ON k.id = c.id AND k.place = c.place
        CROSS JOIN LATERAL unnest(n.words) WITH ORDINALITY AS u (word, i)
    ),
    precise AS (
        SELECT
            b.id, b.place, b.coverage, b.compact,
            coalesce(sum(coalesce(w.weight, 1)) FILTER (WHERE b.is_asked), 0) / sum(coalesce(w.weight, 1)) AS precision
        FROM borne AS b
        LEFT JOIN tracker.search_word_weights AS w ON w.word = b.word COLLATE "C"
        GROUP BY b.id, b.place, b.coverage, b.compact
    )
    SELECT
        r.id, r.place,
        -- Rounded: sums of floats depend on the order in which a plan adds.
        round((CASE
            WHEN q.name = q.whole THEN 1 - 0.01 * (r.place > 1)::integer
            WHEN q.name = $6 THEN 0.97 - 0.01 * (r.place > 1)::integer
            ELSE least(
                0.96,
                (
                    r.coverage * (0.7 + 0.22 * r.precision)
                    + CASE
                        WHEN starts_with(q.name, q.beginning) OR right(q.name, char_length(q.whole)) = q.whole
                            OR starts_with(q.name, $6) OR right(q.name, char_length($6)) = $6 OR q.name = $7 THEN 0.05
                        WHEN position(q.beginning IN q.name) > 0 OR position($6 IN q.name) > 0 THEN 0.03
                        ELSE 0
                    END
                ) * (1 - 0.015 * (r.place > 1)::integer)
            )
        END)::numeric, 4)::double precision
    FROM precise AS r
    CROSS JOIN LATERAL (
        SELECT
            r.compact AS name,
            array_to_string($2, '') AS whole,
            array_to_string($2[:cardinality($2) - 1], '') || $3 AS beginning
    ) AS q;
END
$$;

COMMENT ON FUNCTION tracker.rank_exercises(
    bigint[], text[], text, tracker.search_alternative[], real[], text, text, real
) IS 'How well each name and alias fits: how much of the query it bears, and how little besides.';

CREATE OR REPLACE FUNCTION tracker.search_own_words(owner bigint) RETURNS text[]
LANGUAGE plpgsql
STABLE
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    RETURN (
        SELECT coalesce(array_agg(DISTINCT l.lexeme), '{}')
        FROM (
            SELECT e.search_lexemes
            FROM tracker.exercises AS e
            WHERE e.owner_id = $1 AND e.deleted_at IS NULL AND e.merged_into IS NULL
            LIMIT 300
        ) AS o
        CROSS JOIN LATERAL unnest(tsvector_to_array(o.search_lexemes)) AS l (lexeme)
        WHERE NOT starts_with(l.lexeme, '=')
    );
END
$$;

COMMENT ON FUNCTION tracker.search_own_words(bigint) IS 'Words of a user''s own exercises, whose misspellings are understood too.';

-- What each word of a query counts. Fillers hardly do; when nothing was found (relaxed), equipment and muscle groups
-- may be missing too: a dumbbell version that nobody entered is better answered by the barbell's.
CREATE OR REPLACE FUNCTION tracker.search_importance(
    words text[], alternatives tracker.search_alternative[], relaxed boolean
) RETURNS real[]
LANGUAGE plpgsql
STABLE
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    RETURN (
        SELECT array_agg(
            CASE
                WHEN w.is_filler THEN 0.1
                WHEN $3 AND EXISTS (
                    SELECT
                    FROM unnest($2) AS a
                    WHERE u.i BETWEEN a.first AND a.last AND (a.muscle_group_id IS NOT NULL OR a.equipment_id IS NOT NULL)
                ) THEN 0.4
                -- Another piece of equipment makes another exercise.
                WHEN EXISTS (
                    SELECT FROM unnest($2) AS a WHERE u.i BETWEEN a.first AND a.last AND a.equipment_id IS NOT NULL
                ) THEN 1.2
                -- A word that distinguishes less may sooner be missing: "kneeling rope crunch".
                WHEN $3 THEN coalesce(w.weight, 1)
                ELSE 1
            END::real
            ORDER BY u.i
        )
        FROM unnest($1) WITH ORDINALITY AS u (word, i)
        LEFT JOIN tracker.search_word_weights AS w ON w.word = u.word COLLATE "C"
    );
END
$$;

CREATE OR REPLACE FUNCTION tracker.search_exercises(
    content text, user_id bigint, exercise_types tracker.exercise_type[], muscle_group text, equipment text, hits integer
) RETURNS TABLE (exercise_id bigint, name text, matched_alias text, score double precision)
LANGUAGE plpgsql
STABLE
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
-- One plan of each statement for all searches, also of the functions that it calls: planning takes longer than running.
SET plan_cache_mode = force_generic_plan
-- What those forbid the planner costs so much to it that it would start workers for a few rows, and compile each
-- statement: seconds for milliseconds.
SET max_parallel_workers_per_gather = 0
SET jit = off
AS $$
#variable_conflict use_column
DECLARE
    owner bigint := tracker.search_owner(user_id);
    tokens text[] := (tracker.search_tokens(left(content, 200)))[:10];
    words text[] := tracker.search_words(array_to_string(tokens, ' '));
    token text := tokens[cardinality(tokens)];
    own_words text[] := tracker.search_own_words(owner);
    muscle_group_id integer;
    equipment_id integer;
    readings tracker.search_reading[];
    alternatives tracker.search_alternative[];
    importance real[];
    fillers integer[];
    corrected text;
    core text;
    relaxed boolean;
    ids bigint[];
BEGIN
    IF cardinality(words) = 0 THEN
        RETURN;
    END IF;
    IF muscle_group IS NOT NULL THEN
        SELECT m.id INTO muscle_group_id FROM tracker.muscle_groups AS m WHERE m.slug = muscle_group;
        IF NOT FOUND THEN
            RETURN;
        END IF;
    END IF;
    IF equipment IS NOT NULL THEN
        SELECT q.id INTO equipment_id FROM tracker.equipment AS q WHERE q.slug = equipment;
        IF NOT FOUND THEN
            RETURN;
        END IF;
    END IF;
    FOR attempt IN 1 .. 2 LOOP
        readings := tracker.search_readings(words, tokens, own_words, attempt = 2);
        alternatives := tracker.search_alternatives(words, token, readings);
        -- Where every word is known, but no exercise bears them all, those that bear most of them are shown.
        relaxed := attempt = 2 AND cardinality(words) = (
            SELECT count(DISTINCT r.place) FROM unnest(readings) AS r WHERE r.weight > 0.95
        );
        importance := tracker.search_importance(words, alternatives, relaxed);
        fillers := ARRAY(SELECT i FROM generate_subscripts(importance, 1) AS i WHERE importance[i] < 0.2);
        SELECT
            replace(string_agg(b.word, '' ORDER BY b.place), ' ', ''),
            replace(string_agg(b.word, '' ORDER BY b.place) FILTER (WHERE NOT b.is_term), ' ', '')
        INTO corrected, core
        FROM (
            SELECT DISTINCT ON (r.place)
                r.place, r.word,
                EXISTS (
                    SELECT
                    FROM unnest(alternatives) AS a
                    WHERE r.place BETWEEN a.first AND a.last AND a.lexemes IS NULL
                ) AS is_term
            FROM unnest(readings) AS r
            ORDER BY r.place, r.weight DESC
        ) AS b;
        ids := tracker.find_exercises(
            words, token, alternatives, fillers, relaxed, owner, exercise_types, muscle_group_id, equipment_id,
            -- More than are shown: what ranks best isn't the shortest name.
            least(greatest(2 * hits, 40), 400)
        );
        RETURN QUERY
        WITH foremost AS (
            SELECT b.exercise_id, b.place, b.score
            FROM (
                SELECT DISTINCT ON (r.exercise_id) r.exercise_id, r.place, r.score
                FROM tracker.rank_exercises(
                    ids, words, token, alternatives, importance, corrected, core,
                    CASE WHEN relaxed THEN 0.45 ELSE 0.62 END::real
                ) AS r
                ORDER BY r.exercise_id, r.score DESC, r.place
            ) AS b
            ORDER BY b.score DESC, b.exercise_id
            LIMIT greatest(2 * hits, 40)
        )
        SELECT
            f.exercise_id, e.name, CASE WHEN f.place > 1 THEN e.aliases[f.place - 1] END,
            -- What the user trains with, and what many do, comes closer to a full match.
            f.score + (1 - f.score) * (
                CASE WHEN u.performed_on IS NULL THEN 0 ELSE 0.25 END
                + 0.15 * (1 - 1 / (1 + ln(1 + coalesce(p.users, 0)::double precision)))
            ) AS score
        FROM foremost AS f
        JOIN tracker.exercises AS e ON e.id = f.exercise_id
        LEFT JOIN tracker.exercise_popularity AS p ON p.exercise_id = f.exercise_id
        LEFT JOIN LATERAL (
            SELECT we.performed_on
            FROM tracker.workout_exercises AS we
            WHERE we.user_id = owner AND we.exercise_id = f.exercise_id
            ORDER BY we.performed_on DESC
            LIMIT 1
        ) AS u ON true
        ORDER BY score DESC, u.performed_on DESC NULLS LAST, char_length(e.name), e.name, f.exercise_id
        LIMIT hits;
        IF FOUND THEN
            RETURN;
        END IF;
    END LOOP;
    -- Nothing is called that; perhaps a description speaks of it. Descriptions are prose, where any word may stand: one
    -- word at least must be of those that exercises are called by.
    IF NOT EXISTS (
        SELECT FROM unnest(readings) AS r WHERE r.weight >= 0.95 AND char_length(r.word) > 2 AND r.place <> ALL (fillers)
    ) THEN
        RETURN;
    END IF;
    RETURN QUERY
    SELECT d.id, d.name, NULL::text, d.score
    FROM (
        SELECT e.id, e.name, least(0.5, 0.2 + ts_rank(e.search_document, q.query))::double precision AS score
        FROM plainto_tsquery('tracker.exercise', left(content, 200)) AS q (query)
        JOIN tracker.exercises AS e ON e.search_document @@ q.query
        WHERE
            (e.owner_id IS NULL OR e.owner_id = owner) AND e.deleted_at IS NULL AND e.merged_into IS NULL
            AND tracker.fits_search(e.id, e.exercise_type, exercise_types, muscle_group_id, equipment_id)
    ) AS d
    ORDER BY d.score DESC, d.name, d.id
    LIMIT hits;
END
$$;

COMMENT ON FUNCTION tracker.search_exercises(text, bigint, tracker.exercise_type[], text, text, integer) IS
    'Exercises of the catalogue and the user''s own that a text means, the best first; serves exercises.search.';
