DROP FUNCTION IF EXISTS tracker.add_set_triggers(regclass);

-- With the functions go their triggers on sets and on every partition.
DROP FUNCTION IF EXISTS tracker.touch_workouts() CASCADE;
DROP FUNCTION IF EXISTS tracker.keep_records() CASCADE;
DROP FUNCTION IF EXISTS tracker.refuse_truncate() CASCADE;
DROP FUNCTION IF EXISTS tracker.oldest_set_day();
DROP FUNCTION IF EXISTS tracker.set_partition_days(regclass);
