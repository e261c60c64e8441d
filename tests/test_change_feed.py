"""The change feed: whoever pages through it ends with the user's live workouts, whoever writes meanwhile."""

from __future__ import annotations

import random
from datetime import timedelta
from uuid import UUID

import anyio
import pytest

from _support.logs import NOON, new_exercises, new_user
from trackerdb import changes, sets, users, workouts
from trackerdb.changes import ChangePage
from trackerdb.database import acting_as, run_in_transaction, transaction
from trackerdb.errors import Conflict, Invalid, NotFound
from trackerdb.executor import Connection
from trackerdb.pool import TrackerPool
from trackerdb.sets import SetDraft
from trackerdb.workouts import ExerciseDraft, Workout, WorkoutDraft

pytestmark = pytest.mark.anyio


class Device:
    """A copy of a user's log, kept by the feed alone."""

    def __init__(self) -> None:
        self.workouts: dict[UUID, Workout] = {}
        self.cursor: str | None = None

    def apply(self, page: ChangePage) -> None:
        for workout in page.upserts:
            self.workouts[workout.id] = workout
        for dead in page.tombstones:
            self.workouts.pop(dead, None)
        self.cursor = page.next

    async def catch_up(self, pool: TrackerPool, user_id: int, limit: int = 500) -> None:
        more = True
        while more:
            page = await changes.since(pool, user_id, cursor=self.cursor, limit=limit)
            self.apply(page)
            more = page.more


def draft(number: int, exercise_id: int, *, sets_: int = 1) -> WorkoutDraft:
    done = [SetDraft(id=UUID(int=n), weight_g=1000 * number, reps=5) for n in range(sets_)]
    one = ExerciseDraft(id=UUID(int=1), exercise_id=exercise_id, sets=done)
    # New Year's Eve is among the days, so that some are moved to another partition.
    day = NOON + timedelta(days=number % 90 * 9)
    return WorkoutDraft(id=UUID(int=number), started_at=day, exercises=[one])


async def live(pool: TrackerPool, user_id: int) -> dict[UUID, Workout]:
    ids = await pool.fetch(
        "SELECT id FROM tracker.workouts WHERE user_id = $1 AND deleted_at IS NULL", user_id
    )
    found = [await workouts.get(pool, user_id, row["id"]) for row in ids]
    return {one.id: one for one in found if one is not None}


async def test_each_kind_of_change_is_fed(pool: TrackerPool) -> None:
    user = await new_user(pool)
    bench, row = await new_exercises(pool, "Bench", "Row")
    device = Device()
    await device.catch_up(pool, user.id)
    assert device.workouts == {}
    workout = await workouts.log(pool, user.id, draft(1, bench.id, sets_=3))
    place = workout.exercises[0]

    async def delete_hard() -> None:
        await pool.execute("DELETE FROM tracker.workouts")

    async def rename() -> None:
        await pool.execute("UPDATE tracker.workouts SET id = $1", UUID(int=7))

    steps = (
        lambda: workouts.update(pool, user.id, workout.id, title="legs"),
        lambda: sets.log(pool, user.id, workout.id, SetDraft(reps=1), workout_exercise_id=place.id),
        lambda: sets.update(pool, user.id, workout.id, place.sets[0].id, reps=9),
        lambda: sets.delete(pool, user.id, workout.id, place.sets[0].id),
        lambda: sets.restore(pool, user.id, workout.id, place.sets[0].id),
        lambda: workouts.replace_exercise(pool, user.id, workout.id, place.id, exercise_id=row.id),
        lambda: workouts.reschedule(pool, user.id, workout.id, started_at=NOON + timedelta(days=400)),
        lambda: workouts.remove_exercise(pool, user.id, workout.id, place.id),
        lambda: workouts.delete(pool, user.id, workout.id),
        lambda: workouts.restore(pool, user.id, workout.id),
        delete_hard,
        lambda: workouts.log(pool, user.id, draft(1, bench.id)),
        delete_hard,
        lambda: workouts.log(pool, user.id, WorkoutDraft(id=UUID(int=6), started_at=NOON)),
        rename,
    )
    for step in steps:
        await step()
        page = await changes.since(pool, user.id, cursor=device.cursor)
        assert page.upserts or page.tombstones
        assert not page.more
        device.apply(page)
        assert device.workouts == await live(pool, user.id)
    again = await changes.since(pool, user.id, cursor=device.cursor)
    assert (again.upserts, again.tombstones, again.next) == ([], [], device.cursor)


async def test_pages_end_within_a_transaction_that_changed_many(pool: TrackerPool) -> None:
    user = await new_user(pool)
    [bench] = await new_exercises(pool, "Bench")
    await workouts.log_many(pool, user.id, [draft(n, bench.id) for n in range(1, 8)])
    first = await changes.since(pool, user.id, limit=3)
    assert len(first.upserts) == 3
    assert first.more
    device = Device()
    await device.catch_up(pool, user.id, limit=3)
    assert device.workouts == await live(pool, user.id)
    assert len(device.workouts) == 7


async def test_nobody_sees_the_changes_of_another_user(pool: TrackerPool) -> None:
    ana, ben = await new_user(pool), await new_user(pool, "ben")
    [bench] = await new_exercises(pool, "Bench")
    await workouts.log_many(pool, ana.id, [draft(1, bench.id), draft(2, bench.id)])
    await pool.execute("DELETE FROM tracker.workouts WHERE id = $1", UUID(int=2))
    page = await changes.since(pool, ben.id)
    assert (page.upserts, page.tombstones) == ([], [])
    async with acting_as(pool, ben.id) as conn:
        page = await changes.since(conn, ana.id)
        assert (page.upserts, page.tombstones) == ([], [])
    async with acting_as(pool, ana.id) as conn:
        page = await changes.since(conn, ana.id)
        assert [one.id for one in page.upserts] == [UUID(int=1)]
        assert page.tombstones == [UUID(int=2)]


async def test_a_user_goes_with_their_tombstones(pool: TrackerPool) -> None:
    user = await new_user(pool)
    [bench] = await new_exercises(pool, "Bench")
    await workouts.log_many(pool, user.id, [draft(1, bench.id), draft(2, bench.id)])
    await pool.execute("DELETE FROM tracker.workouts WHERE id = $1", UUID(int=2))
    await pool.execute("DELETE FROM tracker.users")
    assert await pool.fetchval("SELECT count(*) FROM tracker.workout_tombstones") == 0


@pytest.mark.parametrize("cursor", ["", "x", "WyIxIl0="])
async def test_a_bad_cursor_is_refused(pool: TrackerPool, cursor: str) -> None:
    with pytest.raises(Invalid):
        await changes.since(pool, 1, cursor=cursor)


async def write(pool: TrackerPool, user_id: int, exercise_id: int, seed: int, rounds: int) -> None:
    """Transactions of random length that change random workouts in every way."""
    choose = random.Random(seed)

    async def change(conn: Connection) -> None:
        number = choose.randrange(1, 13)
        workout_id = UUID(int=number)
        kind = choose.randrange(7)
        try:
            if kind <= 1:
                await workouts.log(conn, user_id, draft(number, exercise_id, sets_=choose.randrange(3)))
            elif kind == 2:
                await workouts.update(conn, user_id, workout_id, title=str(choose.random()))
            elif kind == 3:
                moved = NOON + timedelta(days=choose.randrange(400))
                await workouts.reschedule(conn, user_id, workout_id, started_at=moved)
            elif kind == 4:
                await workouts.delete(conn, user_id, workout_id)
            elif kind == 5:
                await workouts.restore(conn, user_id, workout_id)
            else:
                await users.lock(conn, user_id)
                await conn.execute("DELETE FROM tracker.workouts WHERE id = $1", workout_id)
        except (Conflict, NotFound):
            return

    async def work(conn: Connection) -> None:
        for _ in range(choose.randrange(1, 5)):
            async with transaction(conn) as inner:
                await change(inner)
            await anyio.sleep(choose.random() / 100)

    for _ in range(rounds):
        await run_in_transaction(pool, work)


@pytest.mark.parametrize("seed", range(2))
async def test_nothing_is_missed_beside_eight_writers(pool: TrackerPool, seed: int) -> None:
    user = await new_user(pool)
    [bench] = await new_exercises(pool, "Bench")
    device, done = Device(), anyio.Event()

    async def read() -> None:
        while not done.is_set():
            await device.catch_up(pool, user.id, limit=3)
            await anyio.sleep(0.001)

    async with anyio.create_task_group() as readers:
        readers.start_soon(read)
        async with anyio.create_task_group() as writers:
            for writer in range(8):
                writers.start_soon(write, pool, user.id, bench.id, seed * 8 + writer, 12)
        done.set()
    await device.catch_up(pool, user.id, limit=3)
    assert device.workouts == await live(pool, user.id)


async def test_a_shuffled_and_repeated_replay_ends_in_the_same_state(pool: TrackerPool) -> None:
    [bench] = await new_exercises(pool, "Bench")
    choose = random.Random(6)
    batches = [
        [draft(choose.randrange(1, 400), bench.id, sets_=2) for _ in range(choose.randrange(1, 4))]
        for _ in range(1000)
    ]
    states: list[dict[UUID, object]] = []
    for name, order in (
        ("ana", batches),
        ("ben", choose.sample(batches, 1000) + choose.choices(batches, k=200)),
    ):
        user = await new_user(pool, name)
        for batch in order:
            await workouts.log_many(pool, user.id, batch)
        device = Device()
        await device.catch_up(pool, user.id)
        assert device.workouts == await live(pool, user.id)
        states.append({key: content(one) for key, one in device.workouts.items()})
    assert states[0] == states[1]


def content(workout: Workout) -> object:
    """What a device wrote; not when."""
    times = {"created_at", "updated_at"}
    each_set = {"sets": {"__all__": times}}
    return workout.model_dump(
        exclude={"user_id": True, "created_at": True, "updated_at": True, "exercises": {"__all__": each_set}}
    )
