"""Sets: logged once however often they are sent, edited, and read back as history and performance."""

from __future__ import annotations

import gc
from contextlib import aclosing
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from itertools import count
from typing import Any
from uuid import UUID, uuid4

import anyio
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from _support.logs import NOON, bench, everything, new_exercises, new_user
from trackerdb import exercises, sets, workouts
from trackerdb.errors import Conflict, Invalid, NotFound, StaleRevision
from trackerdb.pool import TrackerPool
from trackerdb.sets import LoggedSet, SetDraft
from trackerdb.workouts import ExerciseDraft, Workout, WorkoutDraft

pytestmark = pytest.mark.anyio

PLACE, OTHER = UUID(int=0xB0), UUID(int=0xB1)


class Gym:
    """A user with a workout of two exercises, and what the calls take."""

    def __init__(self, pool: TrackerPool, user_id: int, workout: Workout) -> None:
        self.pool, self.user_id, self.key = pool, user_id, workout.id
        self.exercise_id = workout.exercises[0].exercise_id

    async def log(self, draft: SetDraft, place: UUID = PLACE) -> LoggedSet:
        return await sets.log(self.pool, self.user_id, self.key, draft, workout_exercise_id=place)

    async def log_many(self, *drafts: SetDraft) -> tuple[int, int, int]:
        result = await sets.log_many(self.pool, self.user_id, self.key, drafts, workout_exercise_id=PLACE)
        return result.inserted, result.unchanged, result.sets

    async def update(self, set_id: UUID, **fields: Any) -> LoggedSet:
        return await sets.update(self.pool, self.user_id, self.key, set_id, **fields)

    async def shown(self) -> list[LoggedSet]:
        found = await workouts.get(self.pool, self.user_id, self.key)
        assert found is not None
        return found.exercises[0].sets


@pytest.fixture
async def gym(pool: TrackerPool) -> Gym:
    user = await new_user(pool)
    squat, row = await new_exercises(pool, "Squat", "Row")
    places = [ExerciseDraft(id=PLACE, exercise_id=squat.id), ExerciseDraft(id=OTHER, exercise_id=row.id)]
    return Gym(
        pool, user.id, await workouts.log(pool, user.id, WorkoutDraft(started_at=NOON, exercises=places))
    )


async def test_a_set_comes_after_the_last_one(gym: Gym) -> None:
    first = await gym.log(SetDraft(weight_g=1))
    far = await gym.log(SetDraft(weight_g=2, position=7))
    after = await gym.log(SetDraft(weight_g=3))
    assert [first.position, far.position, after.position] == [0, 7, 8]
    assert (first.exercise_id, first.performed_on, first.workout_exercise_id) == (
        gym.exercise_id,
        date(2026, 5, 5),
        PLACE,
    )
    assert (first.kind, first.revision, first.reps) == ("working", 1, None)
    assert await gym.log_many(SetDraft(weight_g=4), SetDraft(weight_g=5)) == (2, 0, 2)
    assert [one.weight_g for one in await gym.shown()] == [1, 2, 3, 4, 5]
    assert (await gym.log(SetDraft(), OTHER)).position == 0


async def test_logging_again_changes_nothing(gym: Gym) -> None:
    draft = SetDraft(id=uuid4(), weight_g=80_000, reps=5, rpe=Decimal("8.45"), completed_at=NOON, notes="é")
    stored = await gym.log(draft)
    assert stored.rpe == Decimal("8.5")
    before = await everything(gym.pool)
    assert await gym.log(draft) == stored
    assert await gym.log(draft.model_copy(update={"position": stored.position})) == stored
    assert await gym.log_many(draft, draft) == (0, 1, 0)
    others: list[dict[str, Any]] = [
        {"weight_g": None},
        {"reps": 6},
        {"kind": "warmup"},
        {"rpe": Decimal(8)},
        {"position": 3},
        {"completed_at": NOON + timedelta(microseconds=1)},
        {"notes": "e"},
    ]
    for change in others:
        with pytest.raises(Conflict):
            await gym.log(draft.model_copy(update=change))
        with pytest.raises(Conflict):
            await gym.log_many(SetDraft(), draft.model_copy(update=change))
    new = SetDraft(id=uuid4())
    with pytest.raises(Conflict, match="twice"):
        await gym.log_many(new, new.model_copy(update={"weight_g": 1}))
    with pytest.raises(Conflict):
        await gym.log(draft, OTHER)
    assert await everything(gym.pool) == before


async def test_a_batch_is_all_or_nothing(gym: Gym) -> None:
    before = await everything(gym.pool)
    with pytest.raises(Invalid) as caught:
        await gym.log_many(SetDraft(weight_g=1), SetDraft(weight_g=-1))
    assert caught.value.constraint == "sets_weight_g_check"
    assert await everything(gym.pool) == before
    assert await gym.log_many() == (0, 0, 0)


async def test_no_set_without_a_live_exercise(gym: Gym) -> None:
    draft = SetDraft(id=uuid4())
    stored = await gym.log(draft)
    with pytest.raises(NotFound):
        await gym.log(SetDraft(), uuid4())
    with pytest.raises(NotFound):
        await sets.log(gym.pool, gym.user_id, uuid4(), draft, workout_exercise_id=PLACE)
    await workouts.remove_exercise(gym.pool, gym.user_id, gym.key, PLACE)
    with pytest.raises(NotFound):
        await gym.log(SetDraft())
    with pytest.raises(NotFound):
        await gym.update(stored.id, reps=1)
    with pytest.raises(Conflict):
        await gym.log(draft, OTHER)
    await workouts.delete(gym.pool, gym.user_id, gym.key)
    with pytest.raises(NotFound):
        await gym.log(SetDraft(), OTHER)


async def test_update_changes_only_what_is_given(gym: Gym) -> None:
    stored = await gym.log(SetDraft(weight_g=80_000, reps=5, rpe=Decimal(8), notes="n", completed_at=NOON))
    changed = await gym.update(stored.id, reps=6, kind="dropset", expected_revision=1)
    assert changed == stored.model_copy(
        update={"reps": 6, "kind": "dropset", "revision": 2, "updated_at": changed.updated_at}
    )
    cleared = await gym.update(
        stored.id,
        weight_g=None,
        reps=None,
        rpe=None,
        notes=None,
        completed_at=None,
        duration_ms=1,
        distance_mm=2,
    )
    assert (cleared.weight_g, cleared.reps, cleared.rpe, cleared.notes, cleared.completed_at) == (None,) * 5
    assert (cleared.duration_ms, cleared.distance_mm, cleared.revision) == (1, 2, 3)
    assert await gym.update(stored.id) == cleared
    with pytest.raises(StaleRevision) as caught:
        await gym.update(stored.id, reps=1, expected_revision=2)
    assert caught.value.current == 3
    with pytest.raises(NotFound):
        await gym.update(uuid4(), reps=1)


async def test_eight_connections_log_one_set(gym: Gym) -> None:
    draft = SetDraft(id=uuid4(), weight_g=1)
    stored: list[LoggedSet] = []

    async def log(own: SetDraft) -> None:
        stored.append(await gym.log(own))

    async with anyio.create_task_group() as group:
        for index in range(8):
            group.start_soon(log, draft if index % 2 else SetDraft(weight_g=2))
    assert len({one.id for one in stored}) == 5
    assert sorted(one.position for one in await gym.shown()) == [0, 1, 2, 3, 4]


async def test_last_performed_is_the_last_workout_with_sets(gym: Gym) -> None:
    pool, squat = gym.pool, gym.exercise_id
    never = (await new_exercises(pool, "Never"))[0].id
    assert await sets.last_performed(pool, gym.user_id, [squat, never]) == {}

    async def train(moment: datetime, *places: list[int]) -> None:
        drafts = [
            ExerciseDraft(exercise_id=squat, sets=[SetDraft(weight_g=weight) for weight in place])
            for place in places
        ]
        await workouts.log(pool, gym.user_id, WorkoutDraft(started_at=moment, exercises=drafts))

    async def last() -> list[int | None]:
        found = await sets.last_performed(pool, gym.user_id, iter([squat, squat, never]))
        assert set(found) <= {squat}
        return [one.weight_g for one in found.get(squat, [])]

    await train(NOON - timedelta(days=400), [1])
    assert await last() == [1]
    await train(NOON - timedelta(days=2), [5, 4], [3])
    assert await last() == [5, 4, 3]
    # Without sets it was not performed; of two on a day the later counts.
    await train(NOON - timedelta(days=1), [])
    assert await last() == [5, 4, 3]
    await train(NOON - timedelta(days=2, hours=-1), [9])
    await train(NOON - timedelta(days=2, hours=1), [8])
    assert await last() == [9]


async def test_performance_by_day(gym: Gym) -> None:
    await gym.log_many(
        SetDraft(kind="warmup", weight_g=200_000, reps=50),
        SetDraft(weight_g=100_000, reps=1),
        SetDraft(weight_g=90_000, reps=10),
        SetDraft(weight_g=120_000, reps=0),
        SetDraft(weight_g=50_000, reps=12),
    )
    span = {"since": date(2026, 5, 5), "until": date(2026, 5, 6)}
    [day] = await sets.performance(gym.pool, gym.user_id, gym.exercise_id, **span)
    assert (day.performed_on, day.sets, day.reps) == (date(2026, 5, 5), 4, 23)
    assert (day.best_weight_g, day.estimated_one_rep_max_g) == (100_000, 120_000)
    assert day.volume_g == 100_000 + 900_000 + 600_000
    assert (day.duration_ms, day.distance_mm) == (0, 0)
    assert (
        await sets.performance(
            gym.pool, gym.user_id, gym.exercise_id, since=date(2026, 5, 6), until=date(2026, 5, 7)
        )
        == []
    )


async def test_weekly_sets_by_muscle(pool: TrackerPool) -> None:
    await pool.execute(
        "INSERT INTO tracker.muscle_groups (slug, name) VALUES ('chest', 'Chest'), ('arms', 'Arms')"
    )
    user = await new_user(pool)
    press = await exercises.create(
        pool,
        owner_id=None,
        name="Press",
        exercise_type="strength",
        tracking="weight_reps",
        muscle_groups={"chest": "primary", "arms": "secondary"},
    )
    done = [SetDraft(reps=5), SetDraft(reps=5), SetDraft(reps=5), SetDraft(kind="warmup", reps=5)]
    # 2027-01-03 is a Sunday of ISO week 53 of 2026.
    for day in (datetime(2027, 1, 3, 12, tzinfo=UTC), datetime(2027, 1, 4, 12, tzinfo=UTC)):
        one = ExerciseDraft(exercise_id=press.id, sets=done)
        await workouts.log(pool, user.id, WorkoutDraft(started_at=day, exercises=[one]))
    weeks = await sets.weekly_muscle_sets(pool, user.id, since=date(2027, 1, 1), until=date(2027, 1, 5))
    assert [(one.iso_year, one.iso_week, one.muscle_group, one.sets) for one in weeks] == [
        (2026, 53, "arms", Decimal("1.5")),
        (2026, 53, "chest", Decimal(3)),
        (2027, 1, "arms", Decimal("1.5")),
        (2027, 1, "chest", Decimal(3)),
    ]


names = count()


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(
    days=st.lists(
        st.tuples(st.sampled_from([-400, -1, 0]), st.lists(st.integers(0, 2), max_size=5)), max_size=5
    ),
    limit=st.integers(1, 4),
)
async def test_history_visits_every_set_once(
    pool: TrackerPool, days: list[tuple[int, list[int]]], limit: int
) -> None:
    found = await pool.fetchval("SELECT min(id) FROM tracker.exercises")
    exercise_id = await bench(pool) if found is None else int(found)
    user = await new_user(pool, f"u{next(names)}")
    for offset, positions in days:
        drafts = [SetDraft(position=position) for position in positions]
        places = [ExerciseDraft(exercise_id=exercise_id, sets=half) for half in (drafts[:2], drafts[2:])]
        await workouts.log(
            pool, user.id, WorkoutDraft(started_at=NOON + timedelta(days=offset), exercises=places)
        )
    seen: list[LoggedSet] = []
    cursor = None
    for _ in range(100):
        page = await sets.history(pool, user.id, exercise_id, cursor=cursor, limit=limit)
        assert len(page.items) <= limit
        seen += page.items
        cursor = page.next
        if cursor is None:
            break
        assert len(page.items) == limit
    total = sum(len(positions) for _, positions in days)
    assert len(seen) == len({(one.workout_id, one.id) for one in seen}) == total
    assert [one.performed_on for one in seen] == sorted((one.performed_on for one in seen), reverse=True)


async def test_a_whole_history_streams_in_the_order_of_its_pages_and_in_bounded_memory(gym: Gym) -> None:
    for offset in (-400, -1):
        place = ExerciseDraft(exercise_id=gym.exercise_id, sets=[SetDraft(reps=n) for n in range(3)])
        draft = WorkoutDraft(started_at=NOON + timedelta(days=offset), exercises=[place])
        await workouts.log(gym.pool, gym.user_id, draft)
    await gym.log_many(*(SetDraft(id=UUID(int=n), position=n, reps=5) for n in range(3000)))
    await sets.delete(gym.pool, gym.user_id, gym.key, UUID(int=7))
    other = await new_user(gym.pool, "other")
    seen: list[tuple[UUID, UUID]] = []
    most = 0
    async for one in sets.stream_history(gym.pool, gym.user_id, gym.exercise_id):
        seen.append((one.workout_id, one.id))
        if len(seen) % 1000 == 1:
            most = max(most, sum(isinstance(each, LoggedSet) for each in gc.get_objects()))
    paged: list[tuple[UUID, UUID]] = []
    cursor = None
    while not paged or cursor:
        page = await sets.history(gym.pool, gym.user_id, gym.exercise_id, cursor=cursor, limit=1000)
        paged += [(one.workout_id, one.id) for one in page.items]
        cursor = page.next
    assert seen == paged
    assert len(seen) == 3005
    assert most <= 1000
    assert [one async for one in sets.stream_history(gym.pool, other.id, gym.exercise_id)] == []


async def test_leaving_a_stream_early_gives_its_connection_back(gym: Gym) -> None:
    await gym.log_many(SetDraft(reps=5), SetDraft(reps=4))
    async with aclosing(sets.stream_history(gym.pool, gym.user_id, gym.exercise_id)) as history:
        async for one in history:
            assert one.reps == 4
            break
    assert gym.pool.get_idle_size() == gym.pool.get_size()
