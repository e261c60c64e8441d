-- Twice is once: after the first time the function may be there without the columns.
SELECT tracker.unaudit_table(t.table_name)
FROM tracker.audited_tables AS t
ORDER BY t.table_name;
