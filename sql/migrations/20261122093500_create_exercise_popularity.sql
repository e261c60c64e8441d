-- How many users train with an exercise, which search breaks ties by.
-- depends: 20261122093400_fill_search_synonyms

-- Counted from time to time: a counter that every logged workout raised would make all users wait for each
-- other at the row of the bench press.
CREATE TABLE IF NOT EXISTS tracker.exercise_popularity (
    exercise_id bigint NOT NULL,
    users integer NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    -- Serves exercises.search.
    CONSTRAINT exercise_popularity_pkey PRIMARY KEY (exercise_id),
    CONSTRAINT exercise_popularity_exercise_id_fkey
        FOREIGN KEY (exercise_id) REFERENCES tracker.exercises (id) ON DELETE CASCADE,
    CONSTRAINT exercise_popularity_users_check CHECK (users > 0)
);

COMMENT ON TABLE tracker.exercise_popularity IS
    'Users whose workouts hold a catalogue exercise, as of the last tracker.count_exercise_users().';

CREATE OR REPLACE TRIGGER exercise_popularity_touch
BEFORE UPDATE ON tracker.exercise_popularity
FOR EACH ROW EXECUTE FUNCTION tracker.touch();

-- Reads every workout's exercises; once a day is plenty. Returns how many exercises have users.
CREATE OR REPLACE FUNCTION tracker.count_exercise_users() RETURNS integer
LANGUAGE sql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
    WITH counted AS MATERIALIZED (
        SELECT we.exercise_id, count(DISTINCT we.user_id)::integer AS users
        FROM tracker.workout_exercises AS we
        JOIN tracker.exercises AS e ON e.id = we.exercise_id
        WHERE we.deleted_at IS NULL AND e.owner_id IS NULL
        GROUP BY we.exercise_id
    ),
    gone AS (
        DELETE FROM tracker.exercise_popularity AS p
        WHERE NOT EXISTS (SELECT FROM counted AS c WHERE c.exercise_id = p.exercise_id)
    ),
    stored AS (
        INSERT INTO tracker.exercise_popularity AS p (exercise_id, users)
        SELECT c.exercise_id, c.users
        FROM counted AS c
        ORDER BY c.exercise_id
        ON CONFLICT (exercise_id) DO UPDATE SET users = excluded.users WHERE p.users <> excluded.users
    )
    SELECT count(*)::integer FROM counted AS c
$$;

COMMENT ON FUNCTION tracker.count_exercise_users() IS 'Counts exercise_popularity anew.';

REVOKE EXECUTE ON FUNCTION tracker.count_exercise_users() FROM PUBLIC;
