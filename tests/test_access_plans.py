"""Row-level security costs no plan: the log is read as before, and search stays on its index."""

# ruff: noqa: E501 - statements stay on a line

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest

from trackerdb import exercises, users
from trackerdb.database import Connection, acting_as, create_pool, transaction
from trackerdb.pages import MAX_DATE, MAX_TIME, MAX_UUID
from trackerdb.pool import TrackerPool
from trackerdb.query import packaged

pytestmark = pytest.mark.anyio

_USERS = 6
_WORKOUTS = 400


async def plan_of(conn: Connection, sql: str, *values: object) -> Mapping[str, Any]:
    """The plan of the second execution, when the pages are cached."""
    explain = f"EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) {sql}"
    await conn.fetchval(explain, *values)
    (explained,) = json.loads(await conn.fetchval(explain, *values))
    plan: Mapping[str, Any] = explained["Plan"]
    return plan


def nodes(plan: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """The kinds of the nodes, top down, and what each reads; a Result that only asks who acts is none."""
    if not (plan["Node Type"] == "Result" and "One-Time Filter" in plan):
        yield plan["Node Type"], plan.get("Index Name") or plan.get("Relation Name") or ""
    for child in plan.get("Plans", []):
        yield from nodes(child)


def buffers(plan: Mapping[str, Any]) -> int:
    return int(plan["Shared Hit Blocks"]) + int(plan["Shared Read Blocks"])


@pytest.fixture
async def log(pool: TrackerPool) -> int:
    """A log of several users, analysed; the id of one of them."""
    made = [await users.create(pool, email=f"u{n}@example.org", display_name=f"U{n}") for n in range(_USERS)]
    exercise = await exercises.create(
        pool, owner_id=None, name="Squat", exercise_type="strength", tracking="weight_reps"
    )
    await pool.execute(
        "INSERT INTO tracker.workouts (user_id, id, performed_on, started_at)"
        " SELECT u, gen_random_uuid(), d::date, d FROM unnest($1::bigint[]) AS u,"
        " generate_series($2::timestamptz, $2::timestamptz + $3 * interval '1 day', '1 day') AS d",
        [one.id for one in made],
        datetime(2025, 1, 1, 12, tzinfo=UTC),
        _WORKOUTS,
    )
    await pool.execute(
        "INSERT INTO tracker.workout_exercises (user_id, performed_on, workout_id, id, exercise_id, position)"
        " SELECT w.user_id, w.performed_on, w.id, gen_random_uuid(), $1, 0 FROM tracker.workouts AS w",
        exercise.id,
    )
    await pool.execute(
        "INSERT INTO tracker.sets (user_id, performed_on, workout_id, id, workout_exercise_id, exercise_id, position,"
        " weight_g, reps) SELECT we.user_id, we.performed_on, we.workout_id, gen_random_uuid(), we.id, we.exercise_id,"
        " n, 100000, 5 FROM tracker.workout_exercises AS we, generate_series(0, 2) AS n"
    )
    await pool.execute("VACUUM ANALYZE")
    return made[2].id


@pytest.mark.parametrize("mode", ["force_custom_plan", "force_generic_plan"])
@pytest.mark.parametrize(
    "name", ["workout_lists._history", "workout_trees._rows", "sets._history", "records._current"]
)
async def test_the_log_is_read_by_the_same_plan(pool: TrackerPool, log: int, name: str, mode: str) -> None:
    workout_id = await pool.fetchval(
        "SELECT id FROM tracker.workouts WHERE user_id = $1 ORDER BY 1 LIMIT 1", log
    )
    exercise_id = await pool.fetchval("SELECT id FROM tracker.exercises LIMIT 1")
    given = {
        "user_id": log,
        "workout_id": workout_id,
        "exercise_id": exercise_id,
        "before_day": MAX_DATE,
        "before_start": MAX_TIME,
        "before_id": MAX_UUID,
        "before_workout": UUID(int=2**128 - 1),
        "before_workout_exercise": UUID(int=2**128 - 1),
        "before_position": 2**31 - 1,
        "limit": 21,
    }
    (bound,) = [bound for bound in packaged.bound if bound.qualified_name == name]
    values = [given[parameter] for parameter in bound.named.parameters]
    async with transaction(pool) as conn:
        await conn.execute(f"SET LOCAL plan_cache_mode = {mode}; SET LOCAL jit = off")
        without = await plan_of(conn, bound.named.sql, *values)
    async with acting_as(pool, log) as conn:
        await conn.execute(f"SET LOCAL plan_cache_mode = {mode}; SET LOCAL jit = off")
        assert await conn.fetchval("SELECT row_security_active('tracker.workouts')")
        secured = await plan_of(conn, bound.named.sql, *values)
    assert list(nodes(secured)) == list(nodes(without))
    assert secured["Actual Rows"] == without["Actual Rows"]
    assert abs(buffers(secured) - buffers(without)) <= 2


# The functions behind the search columns would take a minute for so many names; a sample proves the shortcut.
# Triggers are off, since the vocabulary is not what this is about.
_CROWD = """
    SET LOCAL session_replication_role = replica;
    SET LOCAL statement_timeout = 0;
    INSERT INTO tracker.exercises (owner_id, name, exercise_type, tracking, search_names, search_lexemes)
    SELECT
        CASE WHEN n % 2 = 0 THEN {ann} + 1 + n % 5000 END, w || ' press', 'strength', 'weight_reps',
        ARRAY[w || ' press|' || w || 'press'], array_to_tsvector(ARRAY[w, 'press', w || 'press', '=' || w || 'press'])
    FROM generate_series(1, 200000) AS n
    CROSS JOIN LATERAL (SELECT 'word' || n AS w) AS x
"""


async def test_search_and_look_ups_at_200k_exercises_stay_on_their_indexes(
    dsn: str, admin_dsn: str, pool: TrackerPool
) -> None:
    ann = await users.create(pool, email="ann@example.org", display_name="Ann")
    async with create_pool(admin_dsn, max_size=1) as admin:
        async with transaction(admin) as conn:
            await conn.execute(_CROWD.format(ann=ann.id))
            wrong = "search_lexemes <> tracker.search_lexemes(search_names) OR search_names <> tracker.search_names(name, aliases)"
            sample = f"SELECT count(*) FROM (SELECT * FROM tracker.exercises WHERE id % 1000 = 0) AS e WHERE {wrong}"
            assert await conn.fetchval(sample) == 0
        await admin.execute("VACUUM ANALYZE tracker.exercises")
        async with admin.acquire() as conn:
            # Only a superuser may load it; what it explains then runs as the application.
            await conn.execute(_EXPLAIN_EVERYTHING)
            async with acting_as(conn, ann.id) as acting:
                assert await acting.fetchval("SELECT row_security_active('tracker.exercises')")
                for text in ("word777 press", "word77"):
                    plans = await explained(acting, text, ann.id)
                    assert "exercises_search_lexemes_idx" in plans, text
                    assert "Seq Scan on exercises" not in plans, text
                hits = await exercises.search(acting, "word777 press", user_id=ann.id)
                assert hits[0].name == "word777 press"
                for name in ("press", "word778 press"):
                    own = await exercises.get_by_name(acting, name, user_id=ann.id)
                    assert own is None, "an even number is somebody else's"
            await conn.execute("SET auto_explain.log_min_duration = -1")
            for name in ("exercises._get_many", "composition._usable", "exercise_merge._target"):
                await assert_found_by_id(conn, name, ann.id)


async def assert_found_by_id(conn: Connection, name: str, user_id: int) -> None:
    """What is asked for by id is read by it: also where a condition's parts can't all come before the policy's."""
    given = {"exercise_ids": [1, 3], "exercise_id": 1, "user_id": user_id}
    (bound,) = [bound for bound in packaged.bound if bound.qualified_name == name]
    values = [given[parameter] for parameter in bound.named.parameters]
    without = await plan_of(conn, bound.named.sql, *values)
    async with acting_as(conn, user_id) as acting:
        secured = await plan_of(acting, bound.named.sql, *values)
    assert secured["Actual Rows"] == without["Actual Rows"] > 0, name
    assert ("Seq Scan", "exercises") not in list(nodes(secured)), name
    assert buffers(secured) < 2 * buffers(without), name


_EXPLAIN_EVERYTHING = (
    "LOAD 'auto_explain'; SET auto_explain.log_min_duration = 0;"
    " SET auto_explain.log_nested_statements = on; SET auto_explain.log_level = notice"
)


async def explained(conn: Connection, text: str, user_id: int) -> str:
    """The plans of all statements inside one search."""
    plans: list[str] = []

    def listen(_connection: object, message: object) -> None:
        plans.append(str(getattr(message, "message", message)))

    conn.add_log_listener(listen)
    try:
        await exercises.search(conn, text, user_id=user_id)
    finally:
        conn.remove_log_listener(listen)
    return "\n".join(plans)
