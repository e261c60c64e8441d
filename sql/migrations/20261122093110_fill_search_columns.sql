-- What search compares, for the exercises that stand already; the trigger keeps up with what comes.
-- depends: 20261122093100_add_search_columns
-- transactional: false

-- A transaction for a few exercises, which can be read and logged meanwhile.
DO $$
DECLARE
    batch bigint[] := '{}';
BEGIN
    -- In a transaction it fails here, before it has written anything.
    COMMIT;
    LOOP
        batch := ARRAY(
            SELECT x.id
            FROM tracker.exercises AS x
            WHERE x.id > coalesce(batch[cardinality(batch)], 0)
            ORDER BY x.id
            LIMIT 50
        );
        EXIT WHEN cardinality(batch) = 0;
        UPDATE tracker.exercises AS x
        SET search_names = NULL
        WHERE x.id = ANY (batch) AND x.search_names IS NULL;
        COMMIT;
    END LOOP;
END
$$;
