-- Users: the profile. What proves who they are stands apart, in user_logins.
-- depends: 20261122090300_create_touch_functions

CREATE TABLE IF NOT EXISTS tracker.users (
    id bigint GENERATED ALWAYS AS IDENTITY,
    display_name text NOT NULL,
    unit_system tracker.unit_system NOT NULL DEFAULT 'metric',
    time_zone text NOT NULL DEFAULT 'UTC',
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    deleted_at timestamptz,
    deletion_id uuid,
    CONSTRAINT users_pkey PRIMARY KEY (id),
    CONSTRAINT users_display_name_check CHECK (char_length(display_name) BETWEEN 1 AND 200),
    CONSTRAINT users_deletion_check CHECK ((deleted_at IS NULL) = (deletion_id IS NULL))
);

COMMENT ON TABLE tracker.users IS 'One row a person: the profile.';
COMMENT ON COLUMN tracker.users.unit_system IS 'How to show weights and distances; at rest they are grams and millimetres.';
COMMENT ON COLUMN tracker.users.time_zone IS 'IANA name; decides the local date of a new workout.';
COMMENT ON COLUMN tracker.users.deletion_id IS 'Names one deletion, so that restoring undoes exactly that.';

-- pg_timezone_names is too slow for a CHECK; asking the server to use the zone is exact. The slash-less
-- POSIX forms that PostgreSQL would also take ("FOO5") are no IANA names.
CREATE OR REPLACE FUNCTION tracker.check_time_zone() RETURNS trigger
LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF NEW.time_zone !~ '^[A-Za-z][A-Za-z0-9_+-]*(/[A-Za-z0-9_+-]+)*$' OR NEW.time_zone ~ '^[A-Za-z]+[+-]?[0-9]+[A-Za-z]*$' THEN
        RAISE EXCEPTION 'unknown time zone "%": use an IANA name such as Europe/Berlin', NEW.time_zone
            USING ERRCODE = 'TD422', CONSTRAINT = 'users_time_zone_check';
    END IF;
    PERFORM now() AT TIME ZONE NEW.time_zone;
    RETURN NEW;
EXCEPTION
    WHEN invalid_parameter_value THEN
        RAISE EXCEPTION 'unknown time zone "%": use an IANA name such as Europe/Berlin', NEW.time_zone
            USING ERRCODE = 'TD422', CONSTRAINT = 'users_time_zone_check';
END
$$;

CREATE OR REPLACE TRIGGER users_check_time_zone
BEFORE INSERT OR UPDATE OF time_zone ON tracker.users
FOR EACH ROW EXECUTE FUNCTION tracker.check_time_zone();

CREATE OR REPLACE TRIGGER users_touch
BEFORE UPDATE ON tracker.users
FOR EACH ROW EXECUTE FUNCTION tracker.touch();
