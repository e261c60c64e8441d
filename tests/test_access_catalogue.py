"""The catalogue, today's and any later migration's, holds nothing that gets round row-level security."""

# ruff: noqa: E501 - statements stay on a line

from __future__ import annotations

import pytest

from _support.access_rules import access_faults
from trackerdb.executor import Connection

pytestmark = pytest.mark.anyio

_FUNCTION = "LANGUAGE sql SET search_path = pg_catalog, pg_temp AS 'SELECT count(*) FROM tracker.sets'"

# What a later migration could bring, and what the rules say about it.
BREACHES = {
    "table without policies": (
        "CREATE TABLE tracker.goals (user_id bigint NOT NULL)",
        "tracker.goals holds rows about users and has no row-level security",
    ),
    "table without a policy for the application": (
        "CREATE TABLE tracker.goals (user_id bigint NOT NULL); ALTER TABLE tracker.goals ENABLE ROW LEVEL SECURITY",
        "tracker.goals has no policy for trackerdb_app",
    ),
    "security switched off": (
        "ALTER TABLE tracker.workouts DISABLE ROW LEVEL SECURITY",
        "tracker.workouts holds rows about users and has no row-level security",
    ),
    "forced on the owner": (
        "ALTER TABLE tracker.workouts FORCE ROW LEVEL SECURITY",
        "tracker.workouts forces row-level security on its owner",
    ),
    "policy that lets everything through": (
        "CREATE POLICY all_rows ON tracker.workouts TO trackerdb_app USING (true)",
        "tracker.workouts: policy all_rows lets others see rows that are not their own",
    ),
    "policy for everybody": (
        "CREATE POLICY all_rows ON tracker.workouts USING (deleted_at IS NULL)",
        "tracker.workouts: policy all_rows lets others see rows that are not their own",
    ),
    "policy that checks less than it shows": (
        "CREATE POLICY all_rows ON tracker.workouts TO trackerdb_app"
        " USING (user_id = tracker.current_user_id()) WITH CHECK (true)",
        "tracker.workouts: policy all_rows lets others see rows that are not their own",
    ),
    "policy that lets anything be inserted": (
        "CREATE POLICY any_row ON tracker.workouts FOR INSERT TO trackerdb_app WITH CHECK (true)",
        "tracker.workouts: policy any_row lets others see rows that are not their own",
    ),
    "policy for a role that comes later": (
        "CREATE POLICY all_rows ON tracker.workouts FOR SELECT TO pg_monitor USING (user_id > 0)",
        "tracker.workouts: policy all_rows lets others see rows that are not their own",
    ),
    "restriction in the place of a policy": (
        "CREATE TABLE tracker.goals (user_id bigint NOT NULL); ALTER TABLE tracker.goals ENABLE ROW LEVEL SECURITY;"
        " CREATE POLICY own_rows ON tracker.goals AS RESTRICTIVE TO trackerdb_app USING (user_id = tracker.current_user_id())",
        "tracker.goals has no policy for trackerdb_app",
    ),
    "user under another name": (
        "CREATE TABLE tracker.goals (athlete bigint NOT NULL REFERENCES tracker.users (id))",
        "tracker.goals names a user by the column athlete, which no rule knows",
    ),
    "child of a table": (
        "CREATE TABLE tracker.old_imports () INHERITS (tracker.imports)",
        "tracker.old_imports holds rows about users and has no row-level security",
    ),
    "policy that checks a sub-select": (
        "CREATE POLICY live ON tracker.workouts FOR INSERT TO trackerdb_service"
        " WITH CHECK (EXISTS (SELECT FROM tracker.users AS u WHERE u.id = user_id))",
        "tracker.workouts: policy live has a sub-select",
    ),
    "policy with a sub-select": (
        "CREATE POLICY live ON tracker.workouts TO trackerdb_service"
        " USING (user_id IN (SELECT u.id FROM tracker.users AS u))",
        "tracker.workouts: policy live has a sub-select",
    ),
    "grant on a partition": (
        "GRANT SELECT ON tracker.sets_2026 TO trackerdb_app",
        "tracker.sets_2026 is a partition, and trackerdb_app has SELECT on it",
    ),
    "grant on a column of a partition": (
        "GRANT UPDATE (reps) ON tracker.sets_2026 TO trackerdb_service",
        "tracker.sets_2026 is a partition, and trackerdb_service has UPDATE on it",
    ),
    "grant on a partition that was attached later": (
        "CREATE TABLE tracker.sets_2036 (LIKE tracker.sets INCLUDING ALL);"
        " GRANT SELECT ON tracker.sets_2036 TO trackerdb_app;"
        " ALTER TABLE tracker.sets ATTACH PARTITION tracker.sets_2036 FOR VALUES FROM ('2036-01-01') TO ('2037-01-01')",
        "tracker.sets_2036 is a partition, and trackerdb_app has SELECT on it",
    ),
    "grant on a partition to everybody": (
        "GRANT SELECT ON tracker.sets_2026 TO PUBLIC",
        "tracker.sets_2026 is a partition, and PUBLIC has SELECT on it",
    ),
    "grant on partitions that come later": (
        "ALTER DEFAULT PRIVILEGES IN SCHEMA tracker GRANT SELECT ON TABLES TO trackerdb_app",
        "default privileges give trackerdb_app SELECT",
    ),
    "grant of a column to everybody": (
        "GRANT SELECT (email) ON tracker.user_logins TO PUBLIC",
        "tracker.user_logins may be used by PUBLIC",
    ),
    "schema in which others may make functions": (
        "GRANT CREATE ON SCHEMA tracker TO trackerdb_app",
        "schema tracker: trackerdb_app may CREATE",
    ),
    "schema for everybody": (
        "GRANT USAGE ON SCHEMA tracker TO PUBLIC",
        "schema tracker: PUBLIC may USAGE",
    ),
    "role in a role": (
        "GRANT trackerdb_service TO trackerdb_app",
        "trackerdb_app is a member of trackerdb_service",
    ),
    "rule": (
        "CREATE RULE spread AS ON INSERT TO tracker.imports DO ALSO SELECT * FROM tracker.sets",
        "tracker.imports has a rule, which runs with its owner's rights: spread",
    ),
    "view elsewhere": (
        "CREATE SCHEMA reports; CREATE VIEW reports.all_sets AS SELECT s.user_id FROM tracker.sets AS s",
        "reports.all_sets is a view with its owner's rights",
    ),
    "function elsewhere": (
        f"CREATE SCHEMA reports; CREATE FUNCTION reports.count_sets() RETURNS bigint SECURITY DEFINER {_FUNCTION}",
        "reports.count_sets() runs with its owner's rights for PUBLIC",
    ),
    "grant to everybody": (
        "GRANT SELECT ON tracker.workouts TO PUBLIC",
        "tracker.workouts may be used by PUBLIC",
    ),
    "right to empty": (
        "GRANT TRUNCATE ON tracker.sets TO trackerdb_app",
        "tracker.sets: trackerdb_app may TRUNCATE",
    ),
    "right to hang a trigger on": (
        "GRANT TRIGGER ON tracker.sets TO trackerdb_service",
        "tracker.sets: trackerdb_service may TRIGGER",
    ),
    "hash that can be read": (
        "GRANT SELECT (password_hash) ON tracker.user_logins TO trackerdb_app",
        "tracker.user_logins.password_hash may be read by trackerdb_app",
    ),
    "view with its owner's rights": (
        "CREATE VIEW tracker.all_sets AS SELECT s.user_id FROM tracker.sets AS s",
        "tracker.all_sets is a view with its owner's rights",
    ),
    "materialized view": (
        "CREATE MATERIALIZED VIEW tracker.all_sets AS SELECT s.user_id FROM tracker.sets AS s",
        "tracker.all_sets is a view with its owner's rights",
    ),
    "function that anybody may call": (
        f"CREATE FUNCTION tracker.count_sets() RETURNS bigint SECURITY DEFINER {_FUNCTION}",
        "tracker.count_sets() runs with its owner's rights for PUBLIC",
    ),
    "function that the application may call": (
        f"CREATE FUNCTION tracker.count_sets() RETURNS bigint SECURITY DEFINER {_FUNCTION};"
        " REVOKE EXECUTE ON FUNCTION tracker.count_sets() FROM PUBLIC;"
        " GRANT EXECUTE ON FUNCTION tracker.count_sets() TO trackerdb_app",
        "tracker.count_sets() runs with its owner's rights for trackerdb_app",
    ),
    "the records' upkeep": (
        "GRANT EXECUTE ON FUNCTION tracker.rescan_records(bigint[], bigint[], date[]) TO PUBLIC",
        "tracker.rescan_records(bigint[],bigint[],date[]) runs with its owner's rights for PUBLIC",
    ),
    "function without a search_path": (
        "CREATE FUNCTION tracker.count_sets() RETURNS bigint LANGUAGE sql SECURITY DEFINER"
        " AS 'SELECT count(*) FROM tracker.sets'",
        "tracker.count_sets() is SECURITY DEFINER without a search_path that ends in pg_temp",
    ),
    "function with a search_path that begins elsewhere": (
        "CREATE FUNCTION tracker.count_sets() RETURNS bigint LANGUAGE sql SECURITY DEFINER"
        " SET search_path = public, pg_temp AS 'SELECT count(*) FROM tracker.sets'",
        "tracker.count_sets() is SECURITY DEFINER without a search_path that ends in pg_temp",
    ),
    "function with a strange schema in its search_path": (
        "CREATE FUNCTION tracker.count_sets() RETURNS bigint LANGUAGE sql SECURITY DEFINER"
        " SET search_path = pg_catalog, public, pg_temp AS 'SELECT count(*) FROM tracker.sets'",
        "tracker.count_sets() is SECURITY DEFINER without a search_path that ends in pg_temp",
    ),
}


async def test_nothing_in_the_schema_gets_round_row_level_security(conn: Connection) -> None:
    assert await access_faults(conn) == []


@pytest.mark.parametrize("breach", BREACHES)
async def test_a_breach_is_found(conn: Connection, breach: str) -> None:
    statements, expected = BREACHES[breach]
    before = await access_faults(conn)
    # Roles belong to the cluster, and other tests run beside this one.
    transaction = conn.transaction()
    await transaction.start()
    await conn.execute(statements)
    assert expected in set(await access_faults(conn)) - set(before)
    await transaction.rollback()
