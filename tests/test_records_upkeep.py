"""What the ledger costs: the work of its upkeep, the pages of a read, and that no kept plan degrades.

Work is counted in table accesses and buffers, never in time.
"""

from __future__ import annotations

import json
import re
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, cast
from uuid import uuid4

import pytest

from oracle_records import difference
from trackerdb import exercises, users
from trackerdb.query_files import parse_queries

if TYPE_CHECKING:
    from trackerdb.executor import Connection

pytestmark = pytest.mark.anyio

_QUERIES = Path(__file__).parents[1] / "sql" / "queries" / "records.sql"
_SETS_AN_EXERCISE = 50

# Row versions read and index searches of this transaction, in what the ledger looks into.
_WORK = """
SELECT coalesce(sum(seq_tup_read + idx_tup_fetch + idx_scan), 0)::bigint
FROM pg_stat_xact_all_tables
WHERE
    schemaname = 'tracker'
    AND (relname IN ('record_events', 'exercise_records', 'exercises', 'user_heads') OR relname LIKE 'sets%')
"""

# Workouts of one exercise each, one a day, and for each exercise some weights in turn.
_WORKOUTS = """
INSERT INTO tracker.workouts (user_id, id, performed_on, started_at)
SELECT $1, gen_random_uuid(), DATE '2018-01-01' + n, TIMESTAMPTZ '2018-01-01 12:00Z' + n * INTERVAL '1 day'
FROM generate_series(0, $2::integer - 1) AS n
"""
_EXERCISES = """
INSERT INTO tracker.workout_exercises (user_id, performed_on, workout_id, id, exercise_id, position)
SELECT w.user_id, w.performed_on, w.id, gen_random_uuid(), x.id, 0
FROM tracker.workouts AS w
CROSS JOIN unnest($2::bigint[]) AS x (id)
WHERE w.user_id = $1
"""
_SETS = """
INSERT INTO tracker.sets (
    user_id, performed_on, workout_id, id, workout_exercise_id, exercise_id, position, weight_g, reps
)
SELECT
    we.user_id, we.performed_on, we.workout_id, gen_random_uuid(), we.id, we.exercise_id, n,
    20000 + 2500 * (n % 5), 5 + n % 3
FROM tracker.workout_exercises AS we
CROSS JOIN generate_series(1, $2::integer) AS n
WHERE we.user_id = $1 AND we.performed_on BETWEEN $3::date AND $4::date
"""

_DAYS = [date(2018, 1, 1), date(2018, 1, 2)]
_EVER = [date(2018, 1, 1), date(2099, 1, 1)]


async def lifter(conn: Connection, count: int, *, days: int) -> int:
    """A user with an empty composition: this many exercises on each of these days."""
    user = await users.create(conn, email=f"{uuid4().hex}@example.org", display_name="A")
    ids = [
        (
            await exercises.create(
                conn, owner_id=user.id, name=f"E{n}", exercise_type="strength", tracking="weight_reps"
            )
        ).id
        for n in range(count)
    ]
    await conn.execute(_WORKOUTS, user.id, days)
    await conn.execute(_EXERCISES, user.id, ids)
    return user.id


@asynccontextmanager
async def counted(conn: Connection) -> AsyncGenerator[list[int], None]:
    """Yields a list that holds the work of the block after it."""
    async with conn.transaction():
        before = await conn.fetchval(_WORK)
        work: list[int] = []
        yield work
        work.append(await conn.fetchval(_WORK) - before)


async def test_upkeep_grows_with_the_exercises_touched_and_not_with_the_sets(conn: Connection) -> None:
    work: dict[tuple[int, int], int] = {}
    for count, each in ((4, 30), (4, 600), (8, 30)):
        user_id = await lifter(conn, count, days=2)
        await conn.execute(_SETS, user_id, 15, _DAYS[0], _DAYS[0])
        async with counted(conn) as found:
            await conn.execute(_SETS, user_id, each, _DAYS[1], _DAYS[1])
        work[count, each] = found[0]
        assert await difference(conn, user_id) is None
    assert work[4, 600] == work[4, 30]
    assert 1.5 * work[4, 30] < work[8, 30] <= 2 * work[4, 30]


async def test_bulk_load_onto_history_never_analysed_with_plans_of_empty_tables(conn: Connection) -> None:
    """In one transaction, after the session planned every statement of the upkeep for single rows."""
    user_id = await lifter(conn, 10, days=100)
    async with conn.transaction():
        await conn.execute(_SETS + " LIMIT 1", user_id, 1, *_EVER)
        await conn.execute("UPDATE tracker.sets SET weight_g = 1")
        async with counted(conn) as bulk:
            await conn.execute(_SETS, user_id, 10, *_EVER)
        async with counted(conn) as again:
            await conn.execute(_SETS, user_id, 10, *_EVER)
        async with counted(conn) as changed:
            await conn.execute("UPDATE tracker.sets SET weight_g = weight_g + 2500")
        async with counted(conn) as deleted:
            await conn.execute("DELETE FROM tracker.sets WHERE weight_g > 30000")
        assert await difference(conn, user_id) is None
    # 10,000 sets a load. An UPDATE and a DELETE read each row themselves, and look for its event.
    assert bulk[0] < 5_000
    assert again[0] < 2_500
    assert changed[0] < 20_000 * 4
    assert deleted[0] < 20_000 * 4


async def test_a_single_set_after_a_bulk_load_in_the_same_session_stays_cheap(conn: Connection) -> None:
    """The other way round: the kept plans were made for many rows."""
    user_id = await lifter(conn, 10, days=100)
    await conn.execute(_SETS, user_id, 10, *_EVER)
    await conn.execute("UPDATE tracker.sets SET weight_g = weight_g + 2500")
    await conn.execute("ANALYZE")
    async with counted(conn) as inserted:
        await conn.execute(_SETS + " LIMIT 1", user_id, 1, *_EVER)
    one = await conn.fetchrow(
        "SELECT * FROM tracker.sets WHERE user_id = $1 ORDER BY performed_on LIMIT 1", user_id
    )
    assert one is not None
    async with counted(conn) as changed:
        await conn.execute(
            "UPDATE tracker.sets SET notes = 'x'"
            " WHERE user_id = $1 AND performed_on = $2 AND workout_id = $3 AND id = $4",
            *(one[name] for name in ("user_id", "performed_on", "workout_id", "id")),
        )
    assert inserted[0] < 200
    assert changed[0] < 200


async def buffers(conn: Connection, name: str, *arguments: object) -> int:
    """The buffers that a query of the records module touches."""
    sql = parse_queries(_QUERIES.read_text(), "records.sql")[name].sql
    explained = await conn.fetchval(f"EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) {sql}", *arguments)
    plan = json.loads(cast("str", explained))[0]["Plan"]
    # So it is this table's size that counts; the exercise, one row, tells whether it was merged.
    assert set(re.findall(r'"Relation Name": "(\w+)"', explained)) == {"exercise_records", "exercises"}
    return int(plan["Shared Hit Blocks"] + plan["Shared Read Blocks"])


async def test_reading_the_records_of_an_exercise_at_a_thousand_sets(conn: Connection) -> None:
    user_id = await lifter(conn, 5, days=20)
    await conn.execute(_SETS, user_id, 10, *_EVER)
    for exercise_id in await conn.fetch("SELECT id FROM tracker.exercises WHERE owner_id = $1", user_id):
        assert await buffers(conn, "_current_of", user_id, exercise_id["id"]) <= 5
        assert await buffers(conn, "rep_maxes", user_id, exercise_id["id"]) <= 5


@pytest.mark.parametrize(
    "total",
    [
        pytest.param(10**6, id="a million sets"),
        pytest.param(10**7, id="ten million sets", marks=[pytest.mark.long, pytest.mark.timeout(3600)]),
    ],
)
async def test_reading_the_records_of_an_exercise_at_scale(conn: Connection, total: int) -> None:
    """Exercises that grew to all 24 metrics in steps, user after user, and were never vacuumed.

    No sets are made: what is read has a row for each exercise of a user, and that many sets have no more.
    """
    exercises_a_user = 20
    await conn.execute(
        "INSERT INTO tracker.users (display_name) SELECT 'A' FROM generate_series(1, $1::integer)",
        total // _SETS_AN_EXERCISE // exercises_a_user,
    )
    for known in (4, 5, 8, 12, 16, 20, 24):
        await conn.execute(_GROWN, exercises_a_user, known)
    ids = await conn.fetch(
        "SELECT user_id, exercise_id FROM tracker.exercise_records ORDER BY hashint8(user_id),"
        " exercise_id LIMIT 500"
    )
    # The first read of a row that moved meets its old index entries, and marks them.
    for row in ids:
        await buffers(conn, "_current_of", *row)
    counts = [await buffers(conn, "_current_of", *row) for row in ids]
    assert max(counts) <= 5, sorted(counts)[-20:]


# Another order of users each time, so that rows which no longer fit move far.
_GROWN = """
INSERT INTO tracker.exercise_records AS r (
    user_id, exercise_id, metrics, reps, record_values, days, workout_ids, set_ids
)
SELECT
    u.id, x, array_fill('rep_max'::tracker.record_metric, ARRAY[$2::integer]),
    array_fill(1::smallint, ARRAY[$2]),
    array_fill(1::bigint, ARRAY[$2]), array_fill(DATE '2020-01-01', ARRAY[$2]),
    array_fill(gen_random_uuid(), ARRAY[$2]), array_fill(gen_random_uuid(), ARRAY[$2])
FROM tracker.users AS u
CROSS JOIN generate_series(1, $1::integer) AS x
ORDER BY hashint8(u.id + $2), x
ON CONFLICT (user_id, exercise_id) DO UPDATE
SET
    metrics = excluded.metrics, reps = excluded.reps, record_values = excluded.record_values,
    days = excluded.days, workout_ids = excluded.workout_ids, set_ids = excluded.set_ids
"""
