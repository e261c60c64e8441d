DROP FUNCTION IF EXISTS tracker.search_exercises(text, bigint, tracker.exercise_type[], text, text, integer);
DROP FUNCTION IF EXISTS tracker.search_importance(text[], tracker.search_alternative[], boolean);
DROP FUNCTION IF EXISTS tracker.search_own_words(bigint);
DROP FUNCTION IF EXISTS tracker.rank_exercises(
    bigint[], text[], text, tracker.search_alternative[], real[], text, text, real
);
DROP FUNCTION IF EXISTS tracker.find_exercises(
    text[], text, tracker.search_alternative[], integer[], boolean, bigint, tracker.exercise_type[], integer, integer, integer
);
DROP FUNCTION IF EXISTS tracker.find_exercises_by_terms(
    integer[], integer[], tracker.exercise_type[], integer, integer, integer
);
DROP FUNCTION IF EXISTS tracker.fits_search(
    bigint, tracker.exercise_type, tracker.exercise_type[], integer, integer
);
DROP FUNCTION IF EXISTS tracker.search_condition(tracker.search_alternative[], integer[], integer);
DROP FUNCTION IF EXISTS tracker.search_owner(bigint);
