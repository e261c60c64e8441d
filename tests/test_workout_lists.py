"""Lists of workouts: pages that visit each once, days, streaks, and plans that look at one year's sets."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from itertools import count, pairwise
from types import ModuleType
from typing import Any, cast
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from _support.logs import NOON, bench, new_exercises, new_user
from trackerdb import sets, workout_lists, workout_trees, workouts
from trackerdb.executor import Connection
from trackerdb.pages import MAX_DATE, MAX_TIME, MAX_UUID
from trackerdb.pool import TrackerPool
from trackerdb.sets import SetDraft
from trackerdb.workouts import ExerciseDraft, Streak, WorkoutDraft, WorkoutSummary

pytestmark = pytest.mark.anyio


def day(offset: int, *weights: int, exercise_ids: list[int], **fields: Any) -> WorkoutDraft:
    done = [SetDraft(weight_g=weight, reps=5) for weight in weights]
    places = [ExerciseDraft(exercise_id=one, sets=done) for one in exercise_ids]
    return WorkoutDraft(started_at=NOON + timedelta(days=offset), exercises=places, **fields)


async def test_a_summary_adds_up(pool: TrackerPool) -> None:
    user = await new_user(pool)
    squat, row = (one.id for one in await new_exercises(pool, "Squat", "Row"))
    warmup = SetDraft(kind="warmup", weight_g=20_000, reps=10)
    draft = WorkoutDraft(
        started_at=NOON,
        ended_at=NOON + timedelta(hours=1),
        title="Both",
        exercises=[
            ExerciseDraft(exercise_id=row, sets=[warmup, SetDraft(weight_g=80_000, reps=5)]),
            ExerciseDraft(exercise_id=squat, sets=[SetDraft(reps=8), SetDraft(weight_g=1), SetDraft()]),
            ExerciseDraft(exercise_id=row),
        ],
    )
    workout = await workouts.log(pool, user.id, draft)
    [summary] = (await workouts.history(pool, user.id)).items
    assert summary.model_dump(exclude={"records"}) == {
        "id": workout.id,
        "performed_on": date(2026, 5, 5),
        "started_at": NOON,
        "ended_at": NOON + timedelta(hours=1),
        "title": "Both",
        "exercises": ["Row", "Squat", "Row"],
        "sets": 5,
        "reps": 23,
        "volume_g": 20_000 * 10 + 80_000 * 5,
    }
    assert (await workouts.containing(pool, user.id, row)).items == [summary]
    assert await workouts.between(pool, user.id, since=date(2026, 5, 5), until=date(2026, 5, 6)) == [summary]
    empty = await workouts.log(pool, user.id, WorkoutDraft(started_at=NOON - timedelta(days=1)))
    [_, last] = (await workouts.history(pool, user.id)).items
    assert (last.id, last.exercises, last.sets, last.reps, last.volume_g) == (empty.id, [], 0, 0, 0)


async def test_between_and_calendar_leave_the_last_day_out(pool: TrackerPool) -> None:
    user = await new_user(pool)
    ids = [await bench(pool)]
    await workouts.log_many(pool, user.id, [day(offset, exercise_ids=ids) for offset in (2, 0, 1, 0, -1)])
    since, until = date(2026, 5, 5), date(2026, 5, 7)
    found = await workouts.between(pool, user.id, since=since, until=until)
    assert [one.performed_on.day for one in found] == [5, 5, 6]
    assert [
        (one.day, one.workouts) for one in await workouts.calendar(pool, user.id, since=since, until=until)
    ] == [
        (date(2026, 5, 5), 2),
        (date(2026, 5, 6), 1),
    ]
    assert await workouts.between(pool, user.id, since=until, until=since) == []
    everything = await workouts.between(pool, user.id, since=date.min, until=date.max)
    assert len(everything) == 5


def runs(days: set[int]) -> list[list[int]]:
    """The unbroken runs of some numbers, in order."""
    found: list[list[int]] = []
    for one in sorted(days):
        if found and found[-1][-1] == one - 1:
            found[-1].append(one)
        else:
            found.append([one])
    return found


def expected_streak(days: set[date], today: date) -> Streak:
    past = {one for one in days if one <= today}
    by_day = runs({one.toordinal() for one in past})
    # Ordinal 1 is a Monday.
    by_week = runs({(one.toordinal() - 1) // 7 for one in past})
    this_week = (today.toordinal() - 1) // 7
    return Streak(
        current=next((len(run) for run in by_day if run[-1] >= today.toordinal() - 1), 0),
        longest=max(map(len, by_day), default=0),
        last_day=max(past, default=None),
        current_weeks=next((len(run) for run in by_week if run[-1] >= this_week - 1), 0),
        longest_weeks=max(map(len, by_week), default=0),
    )


names = count()


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(offsets=st.sets(st.integers(-16, 3) | st.integers(-40, 3), max_size=25), deleted=st.integers(-16, 3))
async def test_streaks(pool: TrackerPool, offsets: set[int], deleted: int) -> None:
    user = await new_user(pool, f"u{next(names)}")
    drafts = [day(offset, exercise_ids=[]) for offset in offsets]
    await workouts.log_many(pool, user.id, [*drafts, *drafts[:1]])
    for one in (await workouts.history(pool, user.id, limit=100)).items:
        if one.performed_on == (NOON + timedelta(days=deleted)).date():
            await workouts.delete(pool, user.id, one.id)
    left = {(NOON + timedelta(days=offset)).date() for offset in offsets - {deleted}}
    for today in (NOON.date(), NOON.date() - timedelta(days=2), NOON.date() + timedelta(days=9)):
        assert await workouts.streak(pool, user.id, today=today) == expected_streak(left, today)


async def test_a_streak_of_nothing(pool: TrackerPool) -> None:
    user = await new_user(pool)
    none = Streak(current=0, longest=0, last_day=None, current_weeks=0, longest_weeks=0)
    for today in (date(2026, 5, 5), date.min, date.max):
        assert await workouts.streak(pool, user.id, today=today) == none


# Ties in day, in moment, and in nothing but the id.
MOMENTS = st.sampled_from(
    [NOON, NOON + timedelta(microseconds=1), NOON - timedelta(days=1), NOON - timedelta(days=500)]
)


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(log=st.lists(st.tuples(MOMENTS, st.integers(0, 2)), max_size=12), limit=st.integers(1, 4))
async def test_pages_visit_every_workout_once(
    pool: TrackerPool, log: list[tuple[datetime, int]], limit: int
) -> None:
    found = await pool.fetchval("SELECT min(id) FROM tracker.exercises")
    exercise_id = await bench(pool) if found is None else int(found)
    user = await new_user(pool, f"u{next(names)}")
    drafts = [
        WorkoutDraft(started_at=moment, exercises=[ExerciseDraft(exercise_id=exercise_id)] * times)
        for moment, times in log
    ]
    await workouts.log_many(pool, user.id, drafts)
    whole = await pages(pool, user.id, limit, None)
    assert len(whole) == len(log)
    assert len({one.id for one in whole}) == len(log)
    keys = [(one.performed_on, one.started_at, one.id) for one in whole]
    assert all(newer > older for newer, older in pairwise(keys))
    # With an exercise that stands in it twice a workout is still one.
    some = await pages(pool, user.id, limit, exercise_id)
    assert some == [one for one in whole if one.exercises]


async def pages(pool: TrackerPool, user_id: int, limit: int, exercise_id: int | None) -> list[WorkoutSummary]:
    seen: list[WorkoutSummary] = []
    cursor = None
    for _ in range(100):
        if exercise_id is None:
            page = await workouts.history(pool, user_id, cursor=cursor, limit=limit)
        else:
            page = await workouts.containing(pool, user_id, exercise_id, cursor=cursor, limit=limit)
        assert len(page.items) <= limit
        seen += page.items
        cursor = page.next
        if cursor is None:
            return seen
        assert len(page.items) == limit
    raise AssertionError("the pages have no end")


async def test_new_workouts_do_not_disturb_a_reader_of_pages(pool: TrackerPool) -> None:
    user = await new_user(pool)
    await workouts.log_many(pool, user.id, [day(offset, exercise_ids=[]) for offset in range(4)])
    first = await workouts.history(pool, user.id, limit=2)
    await workouts.log(pool, user.id, day(9, exercise_ids=[]))
    second = await workouts.history(pool, user.id, cursor=first.next, limit=2)
    assert [one.performed_on.day for one in (*first.items, *second.items)] == [8, 7, 6, 5]


YEARS = (2019, 2021, 2023, 2024, 2025, 2026)


@pytest.fixture
async def grown(pool: TrackerPool) -> tuple[int, UUID]:
    """A user with a log over several years, as the statistics know it; and their last workout."""
    user = await new_user(pool)
    ids = [one.id for one in await new_exercises(pool, "Squat", "Row", "Dips")]
    drafts = [
        WorkoutDraft(
            started_at=datetime(year, 1, 1, 12, tzinfo=UTC) + timedelta(days=week * 7),
            exercises=[
                ExerciseDraft(exercise_id=one, sets=[SetDraft(weight_g=week, reps=5)] * 4) for one in ids
            ],
        )
        for year in YEARS
        for week in range(20)
    ]
    await workouts.log_many(pool, user.id, drafts)
    return user.id, (await workouts.history(pool, user.id, limit=1)).items[0].id


async def plan(conn: Connection, function: Any, **values: object) -> dict[str, Any]:
    """The plan of a named query as a generic one, after it ran."""
    parameters: tuple[str, ...] = function.query.named.parameters
    await conn.execute("SET LOCAL plan_cache_mode = force_generic_plan")
    await conn.execute(f"PREPARE named AS {function.sql}")
    literals = [
        await conn.fetchval("SELECT quote_literal($1::text)", str(values[name])) for name in parameters
    ]
    text = await conn.fetchval(
        f"EXPLAIN (ANALYZE, FORMAT JSON, TIMING OFF) EXECUTE named ({', '.join(literals)})"
    )
    await conn.execute("DEALLOCATE named")
    return cast("dict[str, Any]", json.loads(text)[0]["Plan"])


def _private(module: ModuleType, name: str) -> Any:
    return getattr(module, name)


def nodes(node: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield node
    for child in node.get("Plans", []):
        yield from nodes(child)


def touched(plan: dict[str, Any]) -> set[str]:
    """The partitions of sets that were really looked into."""
    return {
        node["Relation Name"]
        for node in nodes(plan)
        if str(node.get("Relation Name", "")).startswith("sets_") and node["Actual Loops"] > 0
    }


@pytest.mark.parametrize("analysed", [True, False], ids=["analysed", "no statistics"])
async def test_a_fetched_workout_touches_one_partition(
    pool: TrackerPool, grown: tuple[int, UUID], analysed: bool
) -> None:
    user_id, workout_id = grown
    if analysed:
        await pool.execute("ANALYZE")
    async with pool.acquire() as conn, conn.transaction():
        found = await plan(conn, _private(workout_trees, "_rows"), user_id=user_id, workout_id=workout_id)
        set_id = await conn.fetchval(
            "SELECT min(id::text) FROM tracker.sets WHERE workout_id = $1", workout_id
        )
        one = await plan(conn, _private(sets, "_get"), user_id=user_id, workout_id=workout_id, set_id=set_id)
    assert (found["Actual Rows"], one["Actual Rows"]) == (12, 1)
    assert touched(found) == touched(one) == {"sets_2026"}


@pytest.mark.parametrize("analysed", [True, False], ids=["analysed", "no statistics"])
async def test_a_page_touches_the_partitions_of_its_days(
    pool: TrackerPool, grown: tuple[int, UUID], analysed: bool
) -> None:
    user_id, _ = grown
    if analysed:
        await pool.execute("ANALYZE")
    start = {"before_day": MAX_DATE, "before_start": MAX_TIME, "before_id": MAX_UUID, "limit": 25}
    async with pool.acquire() as conn, conn.transaction():
        page = await plan(conn, _private(workout_lists, "_history"), user_id=user_id, **start)
        span = await plan(conn, workouts.between, user_id=user_id, since="2023-01-01", until="2024-01-01")
    assert page["Actual Rows"] == 25
    assert touched(page) == {"sets_2026", "sets_2025"}
    assert span["Actual Rows"] == 20
    assert touched(span) == {"sets_2023"}
