DROP FUNCTION IF EXISTS tracker.ensure_partitions(integer);
DROP FUNCTION IF EXISTS tracker.missing_years(integer);
DROP FUNCTION IF EXISTS tracker.take_partition_lock(integer);
DROP FUNCTION IF EXISTS tracker.attach_partition_again(text, text, date, date);
DROP FUNCTION IF EXISTS tracker.outdated_records(regclass, date, date);
DROP FUNCTION IF EXISTS tracker.attach_partition(text, text, date, date);
DROP FUNCTION IF EXISTS tracker.create_partition_table(text, text);
DROP FUNCTION IF EXISTS tracker.year_partitions();
