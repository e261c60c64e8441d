DROP FUNCTION IF EXISTS tracker.count_exercise_users();
DROP TABLE IF EXISTS tracker.exercise_popularity;
