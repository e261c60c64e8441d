-- Equipment that exercises need.
-- depends: 20261122090600_create_user_logins

CREATE TABLE IF NOT EXISTS tracker.equipment (
    id integer GENERATED ALWAYS AS IDENTITY,
    slug text NOT NULL,
    name text NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT equipment_pkey PRIMARY KEY (id),
    CONSTRAINT equipment_slug_key UNIQUE (slug),
    CONSTRAINT equipment_slug_check CHECK (slug ~ '^[a-z][a-z0-9_]{0,62}$'),
    CONSTRAINT equipment_name_check CHECK (char_length(name) BETWEEN 1 AND 100)
);

COMMENT ON TABLE tracker.equipment IS 'What an exercise is done with; slug is the stable name that applications use.';

CREATE OR REPLACE TRIGGER equipment_touch
BEFORE UPDATE ON tracker.equipment
FOR EACH ROW EXECUTE FUNCTION tracker.touch();
