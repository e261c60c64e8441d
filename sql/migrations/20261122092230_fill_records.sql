-- The records of sets that stand already, where this runs on a database in use; the triggers keep up with what comes.
-- depends: 20261122092220_rescan_exercises
-- transactional: false
-- rebuilds: tracker.exercise_records tracker.record_events

-- A transaction for a few users, who alone wait for it. Their writers' lock is waited for as long as it takes: nobody
-- queues behind but who waits for the same user. Run again, it computes the same.
DO $$
DECLARE
    users bigint[] := '{}';
BEGIN
    -- In a transaction it fails here, before it has computed anything.
    COMMIT;
    LOOP
        users := ARRAY(
            SELECT h.user_id
            FROM tracker.user_heads AS h
            WHERE h.user_id > coalesce(users[cardinality(users)], 0)
            ORDER BY h.user_id
            LIMIT 5
        );
        EXIT WHEN cardinality(users) = 0;
        PERFORM FROM tracker.user_heads AS h WHERE h.user_id = ANY (users) ORDER BY h.user_id FOR NO KEY UPDATE;
        PERFORM tracker.rescan_records(array_agg(u.user_id), array_agg(k.exercise_id), array_agg(k.from_day))
        FROM unnest(users) AS u (user_id)
        CROSS JOIN LATERAL (
            SELECT s.exercise_id, min(s.performed_on) AS from_day
            FROM tracker.sets AS s
            WHERE s.user_id = u.user_id
            GROUP BY s.exercise_id
        ) AS k
        HAVING count(*) > 0;
        COMMIT;
    END LOOP;
END
$$;
