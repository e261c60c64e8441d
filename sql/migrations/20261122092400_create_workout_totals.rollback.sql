DROP FUNCTION IF EXISTS tracker.workout_totals(bigint, date, uuid);
