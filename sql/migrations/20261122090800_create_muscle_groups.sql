-- Muscle groups that exercises train.
-- depends: 20261122090700_create_equipment

CREATE TABLE IF NOT EXISTS tracker.muscle_groups (
    id integer GENERATED ALWAYS AS IDENTITY,
    slug text NOT NULL,
    name text NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT muscle_groups_pkey PRIMARY KEY (id),
    CONSTRAINT muscle_groups_slug_key UNIQUE (slug),
    CONSTRAINT muscle_groups_slug_check CHECK (slug ~ '^[a-z][a-z0-9_]{0,62}$'),
    CONSTRAINT muscle_groups_name_check CHECK (char_length(name) BETWEEN 1 AND 100)
);

COMMENT ON TABLE tracker.muscle_groups IS 'What an exercise trains; slug is the stable name that applications use.';

CREATE OR REPLACE TRIGGER muscle_groups_touch
BEFORE UPDATE ON tracker.muscle_groups
FOR EACH ROW EXECUTE FUNCTION tracker.touch();
