DELETE FROM tracker.audited_tables AS t WHERE t.table_name = 'exercise_merge_moves';
DROP TABLE IF EXISTS tracker.exercise_merge_moves;
DROP FUNCTION IF EXISTS tracker.refuse_foreign_source();
