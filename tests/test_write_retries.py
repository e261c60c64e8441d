"""A call that plain SQL drew into a deadlock is run again, with what it could read but once."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import TYPE_CHECKING
from uuid import UUID

import anyio
import asyncpg
import pytest

from _support.logs import new_exercises, new_user
from trackerdb import sets, workouts
from trackerdb.database import transaction
from trackerdb.executor import Connection, Executor
from trackerdb.sets import SetDraft
from trackerdb.sqlstate import SerializationFailure
from trackerdb.transactions import retried
from trackerdb.workouts import ExerciseDraft, WorkoutDraft

if TYPE_CHECKING:
    from trackerdb.pool import TrackerPool

pytestmark = pytest.mark.anyio


async def logged(pool: TrackerPool) -> workouts.Workout:
    user = await new_user(pool)
    [bench] = await new_exercises(pool, "Bench", owner_id=user.id)
    return await workouts.log(
        pool,
        user.id,
        WorkoutDraft(
            started_at=datetime(2026, 3, 1, 12, tzinfo=UTC),
            exercises=[ExerciseDraft(exercise_id=bench.id, sets=[SetDraft(weight_g=60_000, reps=3)])],
        ),
    )


async def until_waiting(conn: Connection) -> None:
    with anyio.fail_after(10):
        while not await conn.fetchval("SELECT EXISTS (SELECT FROM pg_locks AS l WHERE NOT l.granted)"):
            await anyio.sleep(0.01)


async def test_a_call_that_plain_sql_drew_into_a_deadlock_is_run_again(pool: TrackerPool, dsn: str) -> None:
    workout = await logged(pool)
    one = workout.exercises[0].sets[0]
    plain = await asyncpg.connect(dsn)
    try:
        async with anyio.create_task_group() as group, plain.transaction():
            await plain.execute("SELECT FROM tracker.sets WHERE id = $1 FOR UPDATE", one.id)
            group.start_soon(update_reps, pool, workout, one.id)
            await until_waiting(plain)
            # Its trigger waits for the user's head row, which the library's call holds.
            await plain.execute("UPDATE tracker.sets SET notes = 'plain' WHERE id = $1", one.id)
    finally:
        await plain.close()
    stored = await workouts.get(pool, workout.user_id, workout.id)
    assert stored is not None
    assert (stored.exercises[0].sets[0].reps, stored.exercises[0].sets[0].notes) == (5, "plain")


async def update_reps(pool: TrackerPool, workout: workouts.Workout, set_id: UUID) -> None:
    await sets.update(pool, workout.user_id, workout.id, set_id, reps=5)


class Racing:
    """A write that loses its first races."""

    def __init__(self, losses: int) -> None:
        self.losses = losses
        self.seen: list[list[int]] = []

    async def write(self, db: Executor, numbers: Iterator[int]) -> int:
        self.seen.append(list(numbers))
        async with transaction(db):
            if len(self.seen) <= self.losses:
                raise SerializationFailure("deadlock detected")
        return len(self.seen)


async def test_what_can_be_read_but_once_is_there_for_every_attempt(pool: TrackerPool) -> None:
    racing = Racing(losses=2)
    assert await retried(racing.write)(pool, iter([1, 2])) == 3
    assert racing.seen == [[1, 2]] * 3


async def test_a_race_that_is_lost_again_and_again_is_told(pool: TrackerPool) -> None:
    racing = Racing(losses=99)
    with pytest.raises(SerializationFailure):
        await retried(racing.write)(pool, iter([1]))
    assert len(racing.seen) == 4


async def test_a_transaction_of_the_callers_is_not_run_again(pool: TrackerPool) -> None:
    racing = Racing(losses=1)
    with pytest.raises(SerializationFailure):
        async with transaction(pool) as conn:
            await retried(racing.write)(conn, iter([1]))
    assert len(racing.seen) == 1
