DROP FUNCTION IF EXISTS tracker.rebuild_records(bigint, bigint[]);
DROP FUNCTION IF EXISTS tracker.caller_may_act_for(bigint);
DROP FUNCTION IF EXISTS tracker.current_user_id();
