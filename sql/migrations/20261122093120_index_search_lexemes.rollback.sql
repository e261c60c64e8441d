DROP INDEX CONCURRENTLY IF EXISTS tracker.exercises_search_lexemes_idx;
