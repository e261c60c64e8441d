-- What changes an exercise of a workout raises the workout's revision.
-- depends: 20261122092200_create_record_triggers

CREATE OR REPLACE TRIGGER workout_exercises_touch_workouts_insert
AFTER INSERT ON tracker.workout_exercises
REFERENCING NEW TABLE AS new_rows
FOR EACH STATEMENT EXECUTE FUNCTION tracker.touch_workouts();

CREATE OR REPLACE TRIGGER workout_exercises_touch_workouts_update
AFTER UPDATE ON tracker.workout_exercises
REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
FOR EACH STATEMENT EXECUTE FUNCTION tracker.touch_workouts();

CREATE OR REPLACE TRIGGER workout_exercises_touch_workouts_delete
AFTER DELETE ON tracker.workout_exercises
REFERENCING OLD TABLE AS old_rows
FOR EACH STATEMENT EXECUTE FUNCTION tracker.touch_workouts();
