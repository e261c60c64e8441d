DO $$
BEGIN
    IF to_regclass('_yoyo_migration') IS NOT NULL THEN
        REVOKE SELECT (migration_id) ON _yoyo_migration FROM trackerdb_app, trackerdb_service, trackerdb_reader;
    END IF;
END
$$;

REVOKE EXECUTE ON FUNCTION tracker.count_exercise_users() FROM trackerdb_service;

REVOKE EXECUTE ON FUNCTION tracker.rebuild_records(bigint, bigint[]) FROM trackerdb_app, trackerdb_service;

GRANT EXECUTE ON FUNCTION
    tracker.create_user_head(), tracker.stamp_workout(), tracker.stamp_link_owner(), tracker.pass_on_owner(),
    tracker.refresh_exercise_records(bigint[], bigint[]),
    tracker.absorb_record_candidates(tracker.record_candidate[]),
    tracker.rescan_records(bigint[], bigint[], date[]),
    tracker.rescan_changed_sets(bigint[], uuid[], uuid[]),
    tracker.keep_records(), tracker.touch_workouts(), tracker.refuse_truncate(), tracker.rescan_exercise(),
    tracker.pass_on_deletion(), tracker.learn_exercise_words(), tracker.learn_search_phrases()
TO PUBLIC;

REVOKE ALL ON
    tracker.equipment, tracker.muscle_groups, tracker.record_rules, tracker.exercises, tracker.exercise_muscle_groups,
    tracker.exercise_equipment, tracker.exercise_popularity, tracker.search_vocabulary, tracker.search_synonyms,
    tracker.search_word_weights, tracker.imports, tracker.workouts, tracker.workout_exercises, tracker.sets,
    tracker.record_events, tracker.exercise_records, tracker.personal_records, tracker.users, tracker.user_heads,
    tracker.user_logins, tracker.user_identities, tracker.user_sessions, tracker.user_tokens
FROM trackerdb_app, trackerdb_service, trackerdb_reader;

REVOKE ALL ON SEQUENCE tracker.exercises_id_seq FROM trackerdb_app, trackerdb_service;
