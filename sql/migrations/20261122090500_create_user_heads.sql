-- The head row of each user: the lock that serialises a user's writes, and the clock of their changes.
-- depends: 20261122090400_create_users

CREATE TABLE IF NOT EXISTS tracker.user_heads (
    user_id bigint NOT NULL,
    seq bigint NOT NULL DEFAULT 0,
    locked_by xid8,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT user_heads_pkey PRIMARY KEY (user_id),
    CONSTRAINT user_heads_user_id_fkey FOREIGN KEY (user_id) REFERENCES tracker.users (id) ON DELETE CASCADE
) WITH (fillfactor = 50);

COMMENT ON TABLE tracker.user_heads IS
    'Updated first by every write to a user''s data. A row, not an advisory lock: a writer in REPEATABLE READ '
    'that raced gets 40001 instead of a wrong record.';

CREATE OR REPLACE FUNCTION tracker.create_user_head() RETURNS trigger
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    INSERT INTO tracker.user_heads (user_id) VALUES (NEW.id) ON CONFLICT (user_id) DO NOTHING;
    RETURN NULL;
END
$$;

CREATE OR REPLACE TRIGGER users_create_head
AFTER INSERT ON tracker.users
FOR EACH ROW EXECUTE FUNCTION tracker.create_user_head();

INSERT INTO tracker.user_heads (user_id)
SELECT u.id
FROM tracker.users AS u
ON CONFLICT (user_id) DO NOTHING;

COMMENT ON COLUMN tracker.user_heads.locked_by IS
    'The transaction that wrote the row last: not xmin, which in a savepoint is another number.';

-- Locks the given users in ascending order, which is what keeps two batches from deadlocking, and
-- returns those that exist. One UPDATE a user: an UPDATE over a join takes its locks in plan order. A head
-- that this transaction has written is locked already; skipping it keeps seq at one step a transaction. It runs with
-- its caller's rights, so that row-level security lets an application lock nobody but the user it acts as.
CREATE OR REPLACE FUNCTION tracker.lock_users(user_ids bigint[]) RETURNS bigint[]
LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    each_id bigint;
    locked bigint[] := '{}';
BEGIN
    FOR each_id IN SELECT DISTINCT i FROM unnest(user_ids) AS i ORDER BY i LOOP
        -- The time as well: in a restored database an old number may come again.
        PERFORM FROM tracker.user_heads AS h
        WHERE h.user_id = each_id AND h.locked_by = pg_current_xact_id() AND h.updated_at = now();
        IF NOT FOUND THEN
            UPDATE tracker.user_heads AS h
            SET seq = h.seq + 1, locked_by = pg_current_xact_id(), updated_at = now()
            WHERE h.user_id = each_id;
        END IF;
        IF FOUND THEN
            locked := locked || each_id;
        END IF;
    END LOOP;
    RETURN locked;
END
$$;

COMMENT ON FUNCTION tracker.lock_users(bigint[]) IS
    'Takes the head rows of these users for the rest of the transaction, in ascending order; returns the users that exist.';
