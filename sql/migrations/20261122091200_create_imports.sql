-- Imports: what each file added, so that it can be told apart and undone.
-- depends: 20261122091100_create_exercise_links

CREATE TABLE IF NOT EXISTS tracker.imports (
    user_id bigint NOT NULL,
    id uuid NOT NULL DEFAULT gen_random_uuid(),
    format text NOT NULL,
    workouts integer NOT NULL,
    sets integer NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT imports_pkey PRIMARY KEY (user_id, id),
    CONSTRAINT imports_format_check CHECK (format ~ '^[a-z][a-z0-9_]{0,62}$'),
    CONSTRAINT imports_counts_check CHECK (workouts >= 0 AND sets >= 0)
);

COMMENT ON TABLE tracker.imports IS 'One row an import that added something: its format and how many workouts and sets it added.';

CREATE OR REPLACE TRIGGER imports_touch
BEFORE UPDATE ON tracker.imports
FOR EACH ROW EXECUTE FUNCTION tracker.touch();
