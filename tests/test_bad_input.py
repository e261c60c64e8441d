"""Whatever is handed in, what comes out is an error of trackerdb that says why, and nothing is stored."""

from __future__ import annotations

import socket
from collections.abc import Awaitable, Callable
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import Any, cast
from uuid import UUID, uuid4

import asyncpg
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from _support.logs import NOON, bench, everything, new_user
from trackerdb import equipment, exercises, muscle_groups, records, sets, users, workouts
from trackerdb.database import create_pool
from trackerdb.errors import Invalid, NotFound, SchemaOutdated, TrackerError, Unavailable
from trackerdb.pool import TrackerPool
from trackerdb.sets import SetDraft
from trackerdb.workouts import ExerciseDraft, Workout, WorkoutDraft

pytestmark = pytest.mark.anyio

NAIVE = datetime(2026, 5, 5, 12)
PLACE, SET = UUID(int=0xB0), UUID(int=0xC0)
EAST, WEST = timezone(timedelta(hours=14)), timezone(timedelta(hours=-12))


@pytest.fixture
async def workout(pool: TrackerPool) -> Workout:
    """A stored workout of one exercise and one set, of the only user."""
    user = await new_user(pool)
    one = ExerciseDraft(
        id=PLACE, exercise_id=await bench(pool), sets=[SetDraft(id=SET, weight_g=80_000, reps=5)]
    )
    ended_at = NOON + timedelta(hours=1)
    return await workouts.log(
        pool, user.id, WorkoutDraft(started_at=NOON, ended_at=ended_at, exercises=[one])
    )


def calls_with_a_draft(
    pool: TrackerPool, workout: Workout
) -> list[Callable[[WorkoutDraft], Awaitable[object]]]:
    who = workout.user_id
    return [
        lambda draft: workouts.log(pool, who, draft),
        lambda draft: workouts.log_many(pool, who, [WorkoutDraft(started_at=NOON), draft]),
        lambda draft: workouts.save(pool, who, draft),
        lambda draft: workouts.save(pool, who, draft.model_copy(update={"id": workout.id})),
    ]


@pytest.mark.parametrize(
    ("fields", "constraint"),
    [
        ({"started_at": NAIVE}, "started_at"),
        ({"ended_at": NAIVE}, "ended_at"),
        ({"ended_at": NOON - timedelta(seconds=1)}, "workouts_ended_at_check"),
        ({"title": "x" * 501}, "workouts_title_check"),
        ({"title": "x" * 10**6}, "workouts_title_check"),
        ({"title": "a\0b"}, "title"),
        ({"title": "\ud800"}, None),
        ({"notes": "🏋" * 20_001}, "workouts_notes_check"),
        ({"notes": "\0"}, "notes"),
        ({"performed_on": date(2026, 5, 7)}, "workouts_performed_on_started_at_check"),
        ({"performed_on": date(1, 1, 1)}, "workouts_performed_on_check"),
        ({"performed_on": date(9999, 12, 31)}, "workouts_performed_on_check"),
        ({"started_at": datetime(1, 1, 1, tzinfo=UTC)}, "workouts_performed_on_check"),
        ({"started_at": datetime(1, 1, 1, tzinfo=EAST)}, "started_at"),
        ({"started_at": datetime(1899, 12, 31, 23, tzinfo=UTC)}, "workouts_performed_on_check"),
        ({"started_at": datetime.max.replace(tzinfo=UTC)}, "workouts_performed_on_check"),
        ({"started_at": datetime.max.replace(tzinfo=WEST)}, "started_at"),
        ({"started_at": datetime.min.replace(tzinfo=UTC)}, "workouts_performed_on_check"),
    ],
)
async def test_a_bad_workout(
    pool: TrackerPool, workout: Workout, fields: dict[str, Any], constraint: str | None
) -> None:
    before = await everything(pool)
    draft = WorkoutDraft(started_at=NOON).model_copy(update=fields)
    if "started_at" not in fields and "performed_on" not in fields:
        draft = WorkoutDraft(started_at=NOON, **fields)
    for call in calls_with_a_draft(pool, workout):
        with pytest.raises(Invalid) as caught:
            await call(draft)
        # In a batch the parameter bears the plural's name. Sets that move meet their partitions first.
        assert caught.value.constraint in (constraint, f"{constraint}s") or "partition" in str(caught.value)
        assert len(str(caught.value)) < 300
    assert await everything(pool) == before


@pytest.mark.parametrize(
    ("fields", "constraint"),
    [
        ({"weight_g": -1}, "sets_weight_g_check"),
        ({"weight_g": 100_000_001}, "sets_weight_g_check"),
        ({"weight_g": 2**31}, "weight_g"),
        ({"weight_g": 10**30}, "weight_g"),
        ({"reps": -1}, "sets_reps_check"),
        ({"reps": 100_001}, "sets_reps_check"),
        ({"duration_ms": -1}, "sets_duration_ms_check"),
        ({"duration_ms": 2**31}, "duration_ms"),
        ({"distance_mm": -1}, "sets_distance_mm_check"),
        ({"rpe": Decimal("10.1")}, "sets_rpe_check"),
        ({"rpe": Decimal("-0.1")}, "sets_rpe_check"),
        ({"rpe": Decimal("1e50")}, None),
        ({"position": -1}, "sets_position_check"),
        ({"position": 2**31}, "position"),
        ({"completed_at": NAIVE}, "completed_at"),
        ({"completed_at": datetime(1, 1, 1, tzinfo=EAST)}, "completed_at"),
        ({"notes": "x" * 20_001}, "sets_notes_check"),
        ({"notes": "x" * 10**6}, "sets_notes_check"),
        ({"notes": "a\0b"}, "notes"),
        ({"notes": "\ud800"}, "notes"),
    ],
)
async def test_a_bad_set(
    pool: TrackerPool, workout: Workout, fields: dict[str, Any], constraint: str | None
) -> None:
    before = await everything(pool)
    who, key, draft = workout.user_id, workout.id, SetDraft(**fields)
    place = ExerciseDraft(exercise_id=workout.exercises[0].exercise_id, sets=[SetDraft(), draft])
    whole = WorkoutDraft(started_at=NOON, exercises=[place])
    calls: list[Callable[[], Awaitable[object]]] = [
        lambda: sets.log(pool, who, key, draft, workout_exercise_id=PLACE),
        lambda: sets.log_many(pool, who, key, [SetDraft(), draft], workout_exercise_id=PLACE),
        lambda: sets.update(pool, who, key, SET, **fields),
        lambda: workouts.add_exercise(pool, who, key, place),
        *(partial(call, whole) for call in calls_with_a_draft(pool, workout)),
    ]
    for call in calls:
        with pytest.raises(Invalid) as caught:
            await call()
        # The text that is no Unicode is not named within a whole workout.
        assert caught.value.constraint in (
            constraint,
            f"{constraint}s",
            *([None] if fields.get("notes") else []),
        )
        assert len(str(caught.value)) < 300
    assert await everything(pool) == before


@pytest.mark.parametrize(
    "build",
    [
        lambda: SetDraft(rpe=Decimal("NaN")),
        lambda: SetDraft(rpe=Decimal("Infinity")),
        lambda: SetDraft(weight_g=cast("Any", "heavy")),
        lambda: SetDraft(weight_g=cast("Any", 1.5)),
        lambda: SetDraft(kind=cast("Any", "heavy")),
        lambda: SetDraft(id=cast("Any", "no uuid")),
        lambda: SetDraft(**cast("Any", {"wieght_g": 1})),
        lambda: WorkoutDraft(**cast("Any", {})),
        lambda: WorkoutDraft(started_at=cast("Any", "yesterday")),
        lambda: WorkoutDraft(started_at=NOON, exercises=cast("Any", [{"sets": []}])),
        lambda: ExerciseDraft(exercise_id=cast("Any", None)),
    ],
)
def test_a_draft_of_the_wrong_types(build: Callable[[], object]) -> None:
    with pytest.raises(Invalid, match="Draft") as caught:
        build()
    assert caught.value.constraint


def test_a_rating_is_rounded_as_the_database_rounds_it() -> None:
    for given_, kept in (("8.45", "8.5"), ("8.44", "8.4"), ("0", "0"), ("9.96", "10.0")):
        assert SetDraft(rpe=Decimal(given_)).rpe == Decimal(kept)
    assert SetDraft(rpe=Decimal("1e999999")).rpe == Decimal("1e999999")


async def test_an_id_that_stands_twice(pool: TrackerPool, workout: Workout) -> None:
    exercise_id, before = workout.exercises[0].exercise_id, await everything(pool)
    one = SetDraft(id=uuid4())
    twice = [ExerciseDraft(exercise_id=exercise_id, sets=[one]) for _ in range(2)]
    place = ExerciseDraft(id=uuid4(), exercise_id=exercise_id)
    for places in (twice, [place, place]):
        for call in calls_with_a_draft(pool, workout):
            with pytest.raises(Invalid, match="same id"):
                await call(WorkoutDraft(started_at=NOON, exercises=places))
    assert await everything(pool) == before


async def test_an_exercise_or_a_user_that_is_none(pool: TrackerPool, workout: Workout) -> None:
    before = await everything(pool)
    for exercise_id in (4_000_000_000, 0, -1, 2**63):
        draft = WorkoutDraft(started_at=NOON, exercises=[ExerciseDraft(exercise_id=exercise_id)])
        for call in calls_with_a_draft(pool, workout):
            with pytest.raises(Invalid):
                await call(draft)
    with pytest.raises(NotFound):
        await workouts.log(pool, 4_000_000_000, WorkoutDraft(started_at=NOON))
    with pytest.raises(Invalid):
        await workouts.log(pool, 2**63, WorkoutDraft(started_at=NOON))
    assert await everything(pool) == before


async def test_a_day_that_no_partition_holds(pool: TrackerPool, workout: Workout) -> None:
    before = await everything(pool)
    future = datetime(2036, 1, 1, 12, tzinfo=UTC)
    place = ExerciseDraft(exercise_id=workout.exercises[0].exercise_id, sets=[SetDraft()])
    draft = WorkoutDraft(started_at=future, exercises=[place])
    calls: list[Callable[[], Awaitable[object]]] = [
        *(partial(call, draft) for call in calls_with_a_draft(pool, workout)),
        lambda: workouts.reschedule(pool, workout.user_id, workout.id, started_at=future),
    ]
    for call in calls:
        with pytest.raises(Invalid, match="trackerdb partitions ensure"):
            await call()
    assert await everything(pool) == before


@pytest.mark.parametrize(
    ("started_at", "constraint"),
    [
        (NAIVE, "started_at"),
        (datetime.max.replace(tzinfo=UTC), "ended_at"),
        (datetime.max.replace(tzinfo=WEST), None),
        (datetime(9999, 12, 31, 23, 30, tzinfo=UTC), "ended_at"),
        (datetime(1, 1, 1, tzinfo=EAST), "moment"),
        (datetime(1, 1, 1, tzinfo=UTC), "workouts_performed_on_check"),
    ],
)
async def test_a_time_to_reschedule_to(
    pool: TrackerPool, workout: Workout, started_at: datetime, constraint: str | None
) -> None:
    before = await everything(pool)
    with pytest.raises(Invalid) as caught:
        await workouts.reschedule(pool, workout.user_id, workout.id, started_at=started_at)
    assert constraint is None or caught.value.constraint == constraint
    with pytest.raises(Invalid):
        await workouts.reschedule(pool, workout.user_id, workout.id, started_at=NOON, ended_at=NAIVE)
    assert await everything(pool) == before


@pytest.mark.parametrize(
    ("time_zone", "moment"),
    [
        ("Europe/Berlin", datetime(9999, 12, 31, 23, 30, tzinfo=UTC)),
        ("America/New_York", datetime(1, 1, 1, 1, tzinfo=UTC)),
    ],
)
async def test_a_local_date_that_python_has_not(
    pool: TrackerPool, workout: Workout, time_zone: str, moment: datetime
) -> None:
    who = workout.user_id
    await users.update(pool, who, time_zone=time_zone)
    before = await everything(pool)
    with pytest.raises(Invalid) as caught:
        await workouts.reschedule(pool, who, workout.id, started_at=moment, ended_at=None)
    assert caught.value.constraint == "started_at"
    with pytest.raises(Invalid):
        await workouts.save(pool, who, WorkoutDraft(id=workout.id, started_at=moment))
    assert await everything(pool) == before


async def test_cursors_limits_and_ids(pool: TrackerPool, workout: Workout) -> None:
    who, exercise_id = workout.user_id, workout.exercises[0].exercise_id
    await workouts.log(pool, who, WorkoutDraft(started_at=NOON))
    paged: list[Callable[..., Awaitable[Any]]] = [
        partial(workouts.history, pool, who),
        partial(workouts.containing, pool, who, exercise_id),
        partial(sets.history, pool, who, exercise_id),
        partial(exercises.browse, pool),
    ]
    other = (await workouts.history(pool, who, limit=1)).next
    assert other is not None
    for index, call in enumerate(paged):
        for limit in (0, -1, 1001, 2**70):
            with pytest.raises(Invalid) as caught:
                await call(limit=limit)
            assert caught.value.constraint == "limit"
        for cursor in ("", "x", "W10=", "bnVsbA==", "\ud800", "é", other[:-4], other + "AAAA"):
            with pytest.raises(Invalid) as caught:
                await call(cursor=cursor)
            assert caught.value.constraint == "cursor"
        if index > 1:
            # Another list's cursor.
            with pytest.raises(Invalid):
                await call(cursor=other)
    for bad in (cast("Any", "no uuid"), cast("Any", 5)):
        with pytest.raises(Invalid):
            await workouts.get(pool, who, bad)


async def test_cleared_fields_that_must_have_a_value(pool: TrackerPool, workout: Workout) -> None:
    before = await everything(pool)
    for field in ("position", "kind"):
        with pytest.raises(Invalid) as caught:
            await sets.update(pool, workout.user_id, workout.id, SET, **cast("Any", {field: None}))
        assert caught.value.constraint == field
    for bad in ("", "heavy"):
        with pytest.raises(Invalid):
            await sets.update(pool, workout.user_id, workout.id, SET, kind=cast("Any", bad))
    with pytest.raises(Invalid):
        await sets.update(pool, workout.user_id, workout.id, SET, weight_g=cast("Any", 1.5))
    with pytest.raises(Invalid):
        await workouts.update(pool, workout.user_id, workout.id, ended_at=NAIVE)
    assert await everything(pool) == before


ANY_TEXT = st.text(st.characters(exclude_categories=()), max_size=30)
ANY_NUMBER = st.none() | st.integers() | st.integers(-5, 100_005)
ANY_TIME = st.datetimes(timezones=st.none() | st.timezones())


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(
    times=st.tuples(ANY_TIME, st.none() | ANY_TIME, st.none() | ANY_TIME),
    day=st.none() | st.dates(),
    texts=st.lists(st.none() | ANY_TEXT, min_size=3, max_size=3),
    numbers=st.lists(ANY_NUMBER, min_size=6, max_size=6),
    rpe=st.none() | st.decimals(),
)
async def test_any_values_are_stored_as_they_are_or_refused(
    pool: TrackerPool,
    workout: Workout,
    times: tuple[datetime, datetime | None, datetime | None],
    day: date | None,
    texts: list[str | None],
    numbers: list[int | None],
    rpe: Decimal | None,
) -> None:
    weight_g, reps, duration_ms, distance_mm, position, superset = numbers
    fields: dict[str, Any] = {
        "weight_g": weight_g,
        "reps": reps,
        "duration_ms": duration_ms,
        "distance_mm": distance_mm,
    }
    try:
        one = SetDraft(**fields, rpe=rpe, position=position, completed_at=times[2], notes=texts[0])
        place = ExerciseDraft(
            exercise_id=workout.exercises[0].exercise_id, superset=superset, notes=texts[1], sets=[one]
        )
        draft = WorkoutDraft(
            id=uuid4(),
            started_at=times[0],
            ended_at=times[1],
            performed_on=day,
            title=texts[2],
            exercises=[place],
        )
        stored = await workouts.log(pool, workout.user_id, draft)
    except Invalid:
        return
    # In UTC: Python finds a time that the clock shows twice equal to none of another zone.
    started_at, ended_at, completed_at = (time and time.astimezone(UTC) for time in times)
    assert (stored.started_at, stored.ended_at, stored.title) == (started_at, ended_at, texts[2])
    [kept] = stored.exercises[0].sets
    assert {name: getattr(kept, name) for name in fields} == fields
    assert (kept.rpe, kept.completed_at, kept.notes) == (one.rpe, completed_at, texts[0])
    assert await workouts.log(pool, workout.user_id, draft) == stored


def every_kind_of_call(db: Any) -> list[Callable[[], Awaitable[object]]]:
    key, day = uuid4(), date(2026, 5, 5)
    draft = WorkoutDraft(started_at=NOON, exercises=[ExerciseDraft(exercise_id=1, sets=[SetDraft()])])
    return [
        lambda: users.create(db, email="a@example.org", display_name="a"),
        lambda: users.get(db, 1),
        lambda: users.update(db, 1, display_name="x"),
        lambda: equipment.list_all(db),
        lambda: muscle_groups.list_all(db),
        lambda: exercises.create(db, owner_id=None, name="x", exercise_type="cardio", tracking="duration"),
        lambda: exercises.browse(db),
        lambda: workouts.log(db, 1, draft),
        lambda: workouts.save(db, 1, draft),
        lambda: workouts.get(db, 1, key),
        lambda: workouts.history(db, 1),
        lambda: workouts.streak(db, 1, today=day),
        lambda: sets.log(db, 1, key, SetDraft(), workout_exercise_id=key),
        lambda: sets.history(db, 1, 1),
        lambda: sets.last_performed(db, 1, [1]),
        lambda: records.current(db, 1),
        lambda: records.rebuild(db, 1),
    ]


async def test_a_database_that_is_not_migrated(empty_dsn: str) -> None:
    with pytest.raises(SchemaOutdated, match="trackerdb migrate apply"):
        async with create_pool(empty_dsn):
            pass
    async with create_pool(empty_dsn, check_schema=False) as pool:
        for call in every_kind_of_call(pool):
            with pytest.raises(SchemaOutdated, match="trackerdb migrate apply"):
                await call()


async def test_a_database_that_is_down(tmp_path: Path) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    for dsn in (f"postgresql://u@127.0.0.1:{port}/x", f"postgresql://u@/x?host={tmp_path}"):
        with pytest.raises(Unavailable):
            async with create_pool(dsn, connect_timeout=2):
                pass


async def test_a_connection_that_was_lost(dsn: str) -> None:
    connection = await asyncpg.connect(dsn)
    await connection.close()
    async with create_pool(dsn) as pool:
        await pool.fetchval("SELECT 1")
    for db in (connection, pool):
        for call in every_kind_of_call(db):
            with pytest.raises(TrackerError) as caught:
                await call()
            assert isinstance(caught.value, Unavailable)


@pytest.mark.parametrize("limit", [None, "1", 1.5, True, 0, -1, 10**9])
async def test_a_limit_that_is_no_number_of_rows_is_refused(pool: TrackerPool, limit: Any) -> None:
    with pytest.raises(Invalid, match="limit must be"):
        await workouts.history(pool, 1, limit=limit)


@pytest.mark.parametrize("cursor", [5, b"x", "", "%%%"])
async def test_a_cursor_that_is_none_is_refused(pool: TrackerPool, cursor: Any) -> None:
    with pytest.raises(Invalid, match="cursor"):
        await workouts.history(pool, 1, cursor=cursor)


async def test_a_setting_that_does_not_exist_is_no_matter_of_migrations(dsn: str) -> None:
    with pytest.raises(Invalid, match="bogus"):
        await create_pool(dsn, server_settings={"bogus": "1"})
