-- What each connection of `python -m benchmarks seed` works with. Gone when it is closed.

-- The number from 0 to 1 that stands at a place of a row of draws.
CREATE FUNCTION pg_temp.unit(row_hash bigint, place bigint) RETURNS float8
LANGUAGE sql
IMMUTABLE PARALLEL SAFE
RETURN ((hashint8extended(place, row_hash) >> 11) & 9007199254740991) / 9007199254740992::float8;

-- The id of what a hash stands for.
CREATE FUNCTION pg_temp.uuid_of(row_hash bigint) RETURNS uuid
LANGUAGE sql
IMMUTABLE PARALLEL SAFE
RETURN (lpad(to_hex(row_hash), 16, '0') || lpad(to_hex(hashint8extended(1, row_hash)), 16, '0'))::uuid;

-- The workouts of a batch.
CREATE TEMPORARY TABLE seed_workouts (
    user_id bigint NOT NULL,
    user_hash bigint NOT NULL,
    id uuid NOT NULL,
    row_hash bigint NOT NULL,
    performed_on date NOT NULL,
    started_at timestamptz NOT NULL,
    -- How many workouts the user had before: what loads grow with.
    experience integer NOT NULL
) ON COMMIT DELETE ROWS;

-- The exercises that each user of a batch trains with, the favourite first.
CREATE TEMPORARY TABLE seed_repertoires (
    user_id bigint NOT NULL,
    place integer NOT NULL,
    exercise_id bigint NOT NULL,
    tracking tracker.tracking NOT NULL,
    row_hash bigint NOT NULL,
    size integer NOT NULL,
    PRIMARY KEY (user_id, place)
) ON COMMIT DELETE ROWS;

-- The composition of a batch's workouts.
CREATE TEMPORARY TABLE seed_exercises (
    user_id bigint NOT NULL,
    performed_on date NOT NULL,
    workout_id uuid NOT NULL,
    id uuid NOT NULL,
    row_hash bigint NOT NULL,
    exercise_id bigint NOT NULL,
    tracking tracker.tracking NOT NULL,
    exercise_hash bigint NOT NULL,
    position integer NOT NULL,
    started_at timestamptz NOT NULL,
    experience integer NOT NULL
) ON COMMIT DELETE ROWS;

-- The sets of a batch that are edited or deleted after they were logged.
CREATE TEMPORARY TABLE seed_changes (
    user_id bigint NOT NULL,
    performed_on date NOT NULL,
    workout_id uuid NOT NULL,
    id uuid NOT NULL,
    draw float8 NOT NULL
) ON COMMIT DELETE ROWS;
