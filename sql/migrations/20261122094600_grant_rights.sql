-- What each role may do. Nothing on partitions: they have no policies, and whoever writes to sets needs no rights
-- there. Later tables and functions say in their own migrations who may use them.
-- depends: 20261122094500_create_roles

-- The shared catalogue, and what search compares with.
GRANT SELECT ON
    tracker.equipment, tracker.muscle_groups, tracker.record_rules, tracker.exercises, tracker.exercise_muscle_groups,
    tracker.exercise_equipment, tracker.exercise_popularity, tracker.search_vocabulary, tracker.search_synonyms,
    tracker.search_word_weights
TO trackerdb_app, trackerdb_service, trackerdb_reader;

GRANT INSERT, UPDATE, DELETE ON
    tracker.equipment, tracker.muscle_groups, tracker.exercises, tracker.exercise_muscle_groups, tracker.exercise_equipment,
    tracker.search_synonyms, tracker.search_word_weights
TO trackerdb_service;

-- A user's own exercises. Whose an exercise is does not change.
GRANT INSERT, UPDATE (name, exercise_type, tracking, level, description, aliases, merged_into, deleted_at, deletion_id)
ON tracker.exercises TO trackerdb_app;

GRANT INSERT, DELETE ON tracker.exercise_muscle_groups, tracker.exercise_equipment TO trackerdb_app;

-- exercises.create takes its ids in the order of the drafts.
GRANT USAGE ON SEQUENCE tracker.exercises_id_seq TO trackerdb_app, trackerdb_service;

-- The log.
GRANT SELECT, INSERT, UPDATE, DELETE ON tracker.imports, tracker.workouts, tracker.workout_exercises, tracker.sets
TO trackerdb_app, trackerdb_service;

GRANT SELECT ON tracker.imports, tracker.workouts, tracker.workout_exercises, tracker.sets TO trackerdb_reader;

-- The records are the triggers' alone to write.
GRANT SELECT ON tracker.record_events, tracker.exercise_records, tracker.personal_records
TO trackerdb_app, trackerdb_service, trackerdb_reader;

-- The profile, and the head row that every write locks.
GRANT SELECT ON tracker.users, tracker.user_heads TO trackerdb_app, trackerdb_service, trackerdb_reader;

GRANT UPDATE (display_name, unit_system, time_zone, deleted_at, deletion_id) ON tracker.users TO trackerdb_app;

GRANT UPDATE (seq, locked_by, updated_at) ON tracker.user_heads TO trackerdb_app;

GRANT INSERT, UPDATE, DELETE ON tracker.users, tracker.user_heads TO trackerdb_service;

-- What proves who somebody is: the service's. The user sees what is held about them, but no hash.
GRANT SELECT, INSERT, UPDATE, DELETE ON
    tracker.user_logins, tracker.user_identities, tracker.user_sessions, tracker.user_tokens
TO trackerdb_service;

GRANT SELECT (user_id, email, verified_at, failed_attempts, locked_until, created_at, updated_at, deleted_at),
UPDATE (deleted_at)
ON tracker.user_logins TO trackerdb_app;

GRANT SELECT ON tracker.user_identities TO trackerdb_app;

GRANT SELECT (id, user_id, family_id, user_agent, ip, expires_at, rotated_at, revoked_at, created_at, updated_at)
ON tracker.user_sessions TO trackerdb_app;

GRANT SELECT (id, user_id, purpose, expires_at, consumed_at, created_at, updated_at) ON tracker.user_tokens TO trackerdb_app;

-- A function that runs with its owner's rights is no policy's business. A trigger fires without this right too,
-- but nobody can hang its function on a table of their own and let it write for them.
REVOKE EXECUTE ON FUNCTION
    tracker.create_user_head(), tracker.stamp_workout(), tracker.stamp_link_owner(), tracker.pass_on_owner(),
    tracker.refresh_exercise_records(bigint[], bigint[]),
    tracker.absorb_record_candidates(tracker.record_candidate[]),
    tracker.rescan_records(bigint[], bigint[], date[]),
    tracker.rescan_changed_sets(bigint[], uuid[], uuid[]),
    tracker.keep_records(), tracker.touch_workouts(), tracker.refuse_truncate(), tracker.rescan_exercise(),
    tracker.pass_on_deletion(), tracker.learn_exercise_words(), tracker.learn_search_phrases()
FROM PUBLIC;

GRANT EXECUTE ON FUNCTION tracker.rebuild_records(bigint, bigint[]) TO trackerdb_app, trackerdb_service;

GRANT EXECUTE ON FUNCTION tracker.count_exercise_users() TO trackerdb_service;

-- trackerdb.create_pool compares the migrations that were applied with its own. The table is yoyo's: it is missing
-- where somebody runs these files by hand.
DO $$
BEGIN
    IF to_regclass('_yoyo_migration') IS NOT NULL THEN
        GRANT SELECT (migration_id) ON _yoyo_migration TO trackerdb_app, trackerdb_service, trackerdb_reader;
    END IF;
END
$$;
