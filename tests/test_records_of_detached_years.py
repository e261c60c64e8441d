"""Records outlive their partition, and agree with its sets again when it comes back."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID

import asyncpg
import pytest

from _support.logs import new_exercises, new_user
from oracle_records import difference
from trackerdb import exercises, partitions, records, workouts
from trackerdb.sets import SetDraft
from trackerdb.workouts import ExerciseDraft, WorkoutDraft

if TYPE_CHECKING:
    from trackerdb.pool import TrackerPool

pytestmark = pytest.mark.anyio

OLD = "sets_before_2018"


@dataclass
class Log:
    """Seven workouts of an exercise, each better than the one before: five in 2012, two in 2026."""

    pool: TrackerPool
    user_id: int
    exercise_id: int
    other_id: int
    workout_ids: list[UUID]

    async def progress(self) -> list[tuple[date, int]]:
        """What the ledger holds of the exercise itself, also after it was merged."""
        rows = await self.pool.fetch(
            "SELECT performed_on, value FROM tracker.record_events"
            " WHERE user_id = $1 AND exercise_id = $2 AND metric = 'max_weight' ORDER BY performed_on",
            self.user_id,
            self.exercise_id,
        )
        return [(row["performed_on"], row["value"]) for row in rows]

    async def told(self) -> str | None:
        async with self.pool.acquire() as conn:
            return await difference(conn, self.user_id)


@pytest.fixture
async def log(pool: TrackerPool) -> Log:
    user = await new_user(pool)
    made, other = await new_exercises(pool, "Bench", "Row", owner_id=user.id)
    days = [*(date(2012, 1, n) for n in range(1, 6)), date(2026, 1, 1), date(2026, 1, 2)]
    ids = [
        (
            await workouts.log(
                pool,
                user.id,
                WorkoutDraft(
                    started_at=datetime(day.year, day.month, day.day, 12, tzinfo=UTC),
                    exercises=[
                        ExerciseDraft(exercise_id=made.id, sets=[SetDraft(weight_g=50_000 + weight, reps=5)])
                    ],
                ),
            )
        ).id
        for weight, day in enumerate(days)
    ]
    return Log(pool, user.id, made.id, other.id, ids)


async def nothing(log: Log) -> None:
    pass


async def a_rebuild(log: Log) -> None:
    await records.rebuild(log.pool, log.user_id)


async def a_deletion(log: Log) -> None:
    await workouts.delete(log.pool, log.user_id, log.workout_ids[2])


async def a_deletion_for_good(log: Log) -> None:
    await log.pool.execute("DELETE FROM tracker.workouts WHERE id = $1", log.workout_ids[2])


async def a_deletion_of_the_first(log: Log) -> None:
    await log.pool.execute("DELETE FROM tracker.workout_exercises WHERE workout_id = $1", log.workout_ids[0])


async def a_change_of_tracking(log: Log) -> None:
    await exercises.update(log.pool, log.exercise_id, user_id=log.user_id, tracking="bodyweight_reps")


async def a_replaced_exercise(log: Log) -> None:
    workout = await workouts.get(log.pool, log.user_id, log.workout_ids[3])
    assert workout is not None
    await workouts.replace_exercise(
        log.pool, log.user_id, workout.id, workout.exercises[0].id, exercise_id=log.other_id
    )


async def a_merge(log: Log) -> None:
    await exercises.merge(log.pool, log.exercise_id, into=log.other_id, user_id=log.user_id)


async def a_heavier_set_written_to_the_table(log: Log) -> None:
    await log.pool.execute(
        f"UPDATE tracker.{OLD} SET weight_g = 90000 WHERE workout_id = $1", log.workout_ids[1]
    )


Meanwhile = Callable[[Log], Awaitable[None]]

# What happens while the year is away, and how many records are left of the seven.
IN_BOTH: list[tuple[Meanwhile, int]] = [
    (nothing, 7),
    (a_rebuild, 7),
    (a_deletion, 6),
    (a_deletion_for_good, 6),
    (a_deletion_of_the_first, 6),
    (a_change_of_tracking, 0),
]


@pytest.mark.parametrize(
    ("archived", "meanwhile", "left"),
    [
        *((archived, *one) for archived in (True, False) for one in IN_BOTH),
        (True, a_replaced_exercise, 6),
        (True, a_merge, 0),
        (False, a_heavier_set_written_to_the_table, 2),
    ],
)
async def test_records_agree_with_the_sets_of_a_year_that_came_back(
    log: Log, tmp_path: Path, archived: bool, meanwhile: Meanwhile, left: int
) -> None:
    archive = tmp_path if archived else None
    before = await log.progress()
    await partitions.detach(log.pool, OLD, archive=archive)
    await meanwhile(log)
    if left:
        assert await log.progress() == before
    await partitions.attach(log.pool, OLD, archive=archive)
    assert await log.told() is None
    assert len(await log.progress()) == left


async def test_an_attached_year_in_which_nothing_happened_rewrites_no_record(
    log: Log, tmp_path: Path
) -> None:
    versions = "SELECT array_agg(e.xmin::text ORDER BY e::text) FROM tracker.record_events AS e"
    before = await log.pool.fetchval(versions)
    await partitions.detach(log.pool, OLD, archive=tmp_path)
    await partitions.attach(log.pool, OLD, archive=tmp_path)
    assert await log.pool.fetchval(versions) == before


async def test_a_statement_that_a_detaching_overtakes_forgets_nothing(log: Log) -> None:
    """It began when the year was there, and its trigger no longer finds the set that it changed."""
    before = await log.progress()
    await partitions.detach(log.pool, OLD)
    await log.pool.execute(
        "SELECT tracker.lock_users(ARRAY[$1::bigint]),"
        " tracker.rescan_changed_sets(ARRAY[$1], ARRAY[workout_id], ARRAY[set_id])"
        " FROM tracker.record_events WHERE workout_id = $2",
        log.user_id,
        log.workout_ids[1],
    )
    assert await log.progress() == before


async def test_a_year_is_not_attached_while_its_user_is_written_to(log: Log) -> None:
    """Else the records that have to be computed anew could be overtaken."""
    await partitions.detach(log.pool, OLD)
    await a_deletion_for_good(log)
    async with log.pool.acquire() as conn, conn.transaction():
        await conn.execute("SELECT tracker.lock_users(ARRAY[$1::bigint])", log.user_id)
        with pytest.raises(asyncpg.LockNotAvailableError):
            await log.pool.execute(
                f"SELECT tracker.attach_partition_again('sets', '{OLD}', NULL, '2018-01-01')"
            )
    assert await partitions.attach(log.pool, OLD) is None
    assert await log.told() is None
