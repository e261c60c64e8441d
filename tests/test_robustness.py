"""Cancellation and killed backends at random points: nothing leaks, nothing is half there."""

from __future__ import annotations

import asyncio
import random
from collections.abc import AsyncIterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import anyio
import asyncpg
import pytest

from _support import things
from _support.logs import new_exercises, new_user
from oracle_records import difference
from trackerdb import embedded, set_batches, workouts
from trackerdb.database import create_pool, run_in_transaction, transaction
from trackerdb.errors import Conflict, Unavailable
from trackerdb.pool import TrackerPool
from trackerdb.sets import SetDraft
from trackerdb.workouts import ExerciseDraft, Workout, WorkoutDraft

pytestmark = pytest.mark.anyio

ROWS = 3
RUNS = 200


@pytest.fixture
async def db(empty_dsn: str, anyio_backend: str) -> AsyncIterator[TrackerPool]:
    async with create_pool(empty_dsn, check_schema=False, min_size=4, max_size=4) as pool:
        await pool.execute(things.TABLE)
        yield pool


@pytest.fixture
async def reports(anyio_backend: str) -> AsyncIterator[list[dict[str, Any]]]:
    """What reaches the loop's exception handler."""
    messages: list[dict[str, Any]] = []
    loop = asyncio.get_running_loop()
    loop.set_exception_handler(lambda _, context: messages.append(context))
    yield messages
    loop.set_exception_handler(None)


async def write(db: TrackerPool, number: int) -> None:
    """Store the rows of one group in a transaction, with a savepoint in it."""
    async with transaction(db, actor=number) as conn:
        await things.add(conn, number * 10, str(number))
        async with transaction(conn):
            await things.add(conn, number * 10 + 1, str(number))
        _ = [thing async for thing in things.each(conn)]
        await things.add(conn, number * 10 + 2, str(number))


async def groups(db: TrackerPool) -> dict[int, int]:
    rows = await db.fetch("SELECT name, count(*) FROM thing GROUP BY name")
    return {int(row["name"]): row["count"] for row in rows}


async def assert_nothing_leaked(db: TrackerPool, dsn: str) -> None:
    assert db.get_idle_size() == db.get_size()
    others = """
        FROM pg_stat_activity
        WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'
    """
    admin = await asyncpg.connect(embedded.admin_dsn(dsn))
    try:
        # The backend of a closed connection takes a moment to see that; a leaked transaction never ends.
        with anyio.fail_after(10):
            while await admin.fetchval(f"SELECT count(*) {others} AND state <> 'idle'"):
                await anyio.sleep(0.02)
            while await admin.fetchval(f"SELECT count(*) {others}") > db.get_max_size():
                await anyio.sleep(0.02)
    finally:
        await admin.close()


@pytest.mark.parametrize("scoped", [False, True], ids=["task.cancel", "anyio scope"])
async def test_cancelled_at_random_points(
    db: TrackerPool, empty_dsn: str, reports: list[dict[str, Any]], scoped: bool
) -> None:
    chance = random.Random(20261122)
    loop = asyncio.get_running_loop()
    await asyncio.gather(*(write(db, number) for number in range(4)))
    started = loop.time()
    await asyncio.gather(*(write(db, number) for number in range(4, 8)))
    usual = loop.time() - started
    finished = set(range(8))

    async def one(number: int) -> None:
        after = chance.uniform(0, usual * 2)
        if scoped:
            with anyio.move_on_after(after):
                await write(db, number)
                finished.add(number)
            return
        task = asyncio.create_task(write(db, number))
        await asyncio.sleep(after)
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task
            finished.add(number)

    for first in range(8, RUNS + 8, 4):
        async with anyio.create_task_group() as group:
            for number in range(first, first + 4):
                group.start_soon(one, number)
    stored = await groups(db)
    assert set(stored.values()) == {ROWS}
    # A cancellation that came while COMMIT was on its way leaves the outcome open, so more may be stored.
    assert finished <= set(stored)
    assert 8 < len(stored) < RUNS, "the cancellations must hit some and miss some"
    await assert_nothing_leaked(db, empty_dsn)
    assert reports == []


async def heal(db: TrackerPool) -> None:
    """The first calls after a kill may still meet the dead connection; then the pool has healed."""
    for _ in range(db.get_max_size()):
        with suppress(Unavailable):
            await db.fetchval("SELECT 1")


async def test_killed_backends_at_random_points(
    db: TrackerPool, empty_dsn: str, reports: list[dict[str, Any]]
) -> None:
    chance = random.Random(20261122)
    admin = await asyncpg.connect(embedded.admin_dsn(empty_dsn))
    acknowledged: set[int] = set()
    refused: set[int] = set()

    async def work(first: int) -> None:
        for number in range(first, RUNS, 3):
            try:
                await write(db, number)
            except Unavailable:
                refused.add(number)
            else:
                acknowledged.add(number)

    async def kill() -> None:
        while True:
            await anyio.sleep(chance.uniform(0, 0.02))
            await admin.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid() ORDER BY random() LIMIT 1"
            )

    async with anyio.create_task_group() as killer:
        killer.start_soon(kill)
        async with anyio.create_task_group() as workers:
            for first in range(3):
                workers.start_soon(work, first)
        killer.cancel_scope.cancel()
    await admin.close()
    await heal(db)
    stored = await groups(db)
    assert acknowledged <= set(stored)
    assert set(stored.values()) == {ROWS}
    assert len(acknowledged | refused) == RUNS
    assert refused
    await assert_nothing_leaked(db, empty_dsn)
    assert reports == []


@dataclass
class Diary:
    """Workouts of three users, each logged, then saved as something else; and what each call answered."""

    pool: TrackerPool
    user_ids: list[int]
    exercise_ids: list[int]
    copies: bool
    acknowledged: dict[int, int] = field(default_factory=dict[int, int])
    refused: set[int] = field(default_factory=set[int])

    def draft(self, number: int, version: int) -> WorkoutDraft:
        """Version 2 keeps half of the sets of version 1, changes others, and adds to another exercise."""
        squat, press = self.exercise_ids
        base = number * 100
        weights = [60_000 + 500 * (number * version % 37) + 2_500 * place for place in range(4)]
        first = [
            SetDraft(id=UUID(int=base + 10 + place), weight_g=weight, reps=5)
            for place, weight in enumerate(weights)
        ]
        entries = [ExerciseDraft(id=UUID(int=base + 1), exercise_id=squat, sets=first[: 4 // version])]
        if version == 2:
            second = [
                SetDraft(id=UUID(int=base + 20 + n), weight_g=40_000 + number, reps=8) for n in range(3)
            ]
            entries.append(ExerciseDraft(id=UUID(int=base + 2), exercise_id=press, sets=second))
        started = datetime(2026, 1, 1, 12, tzinfo=UTC) + timedelta(days=number)
        return WorkoutDraft(id=UUID(int=base + 1), started_at=started, exercises=entries)

    def user(self, number: int) -> int:
        return self.user_ids[number % len(self.user_ids)]

    async def write(self, number: int) -> None:
        """Log a workout and save it anew; note each answer, before the next call may be cut off."""
        await workouts.log(self.pool, self.user(number), self.draft(number, 1))
        self.acknowledged[number] = 1
        await workouts.save(self.pool, self.user(number), self.draft(number, 2))
        self.acknowledged[number] = 2

    async def assert_whole(self, runs: int) -> set[int]:
        """Each workout is one of its versions or absent, and none older than what was acknowledged."""
        stored: set[int] = set()
        for number in range(runs):
            workout = await workouts.get(self.pool, self.user(number), UUID(int=number * 100 + 1))
            version = 0 if workout is None else self.version(number, workout)
            assert version >= self.acknowledged.get(number, 0), number
            if version:
                stored.add(number)
        rows = await self.pool.fetchrow(
            "SELECT (SELECT count(*) FROM tracker.sets WHERE deleted_at IS NULL) AS sets,"
            " (SELECT count(*) FROM tracker.workouts) AS workouts"
        )
        assert rows is not None
        assert rows["workouts"] == len(stored)
        async with self.pool.acquire() as conn:
            for user_id in self.user_ids:
                assert not await difference(conn, user_id)
        return stored

    def version(self, number: int, workout: Workout) -> int:
        """Say which version this is; a mixture of both is none."""
        held = contents(workout)
        versions = [v for v in (1, 2) if contents(self.draft(number, v)) == held]
        assert len(versions) == 1, held
        return versions[0]


def contents(workout: Workout | WorkoutDraft) -> list[tuple[Any, ...]]:
    return [
        (one.id, one.exercise_id, [(each.id, each.weight_g, each.reps) for each in one.sets])
        for one in workout.exercises
    ]


@pytest.fixture(params=["arrays", "COPY"])
async def diary(
    dsn: str, anyio_backend: str, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Diary]:
    if request.param == "COPY":
        monkeypatch.setattr(set_batches, "COPY_FROM", 1)
    async with create_pool(dsn, min_size=4, max_size=4) as pool:
        user_ids = [(await new_user(pool, f"user{n}")).id for n in range(3)]
        exercise_ids = [one.id for one in await new_exercises(pool, "Squat", "Press")]
        yield Diary(pool, user_ids, exercise_ids, copies=request.param == "COPY")


async def cancel_workouts(diary: Diary, runs: int) -> None:
    chance = random.Random(20261122)
    loop = asyncio.get_running_loop()
    for number in range(4):
        await diary.write(number)
    started = loop.time()
    await asyncio.gather(*(diary.write(number) for number in range(4, 8)))
    usual = loop.time() - started

    async def one(number: int) -> None:
        task = asyncio.create_task(diary.write(number))
        await asyncio.sleep(chance.uniform(0, usual * 1.5))
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task

    for first in range(8, runs + 8, 4):
        async with anyio.create_task_group() as group:
            for number in range(first, first + 4):
                group.start_soon(one, number)


async def test_cancelled_workouts_are_whole_or_absent(
    diary: Diary, dsn: str, reports: list[dict[str, Any]]
) -> None:
    await cancel_workouts(diary, RUNS)
    stored = await diary.assert_whole(RUNS + 8)
    assert len(stored) < RUNS + 8, "the cancellations must hit some"
    assert set(diary.acknowledged.values()) == {1, 2}, "and some between the calls, and miss some"
    await assert_nothing_leaked(diary.pool, dsn)
    assert reports == []


async def kill_workouts(diary: Diary, dsn: str, runs: int) -> None:
    """Write all the workouts while backends are killed; a refused call is not made again."""
    chance = random.Random(20261122)
    admin = await asyncpg.connect(embedded.admin_dsn(dsn))

    async def work(first: int) -> None:
        for number in range(first, runs, 3):
            try:
                await diary.write(number)
            except Unavailable:
                diary.refused.add(number)

    async def kill() -> None:
        while True:
            await anyio.sleep(chance.uniform(0.01, 0.08))
            await admin.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid() ORDER BY random() LIMIT 1"
            )

    async with anyio.create_task_group() as killer:
        killer.start_soon(kill)
        async with anyio.create_task_group() as workers:
            for first in range(3):
                workers.start_soon(work, first)
        killer.cancel_scope.cancel()
    await admin.close()


def is_forgotten_copy(report: dict[str, Any]) -> bool:
    """Tell whether asyncpg forgot the future of a COPY whose backend was gone when it began.

    Its copy_records_to_table makes that future before it sends anything, and asks for it only afterwards.
    """
    lost = isinstance(report.get("exception"), asyncpg.ConnectionDoesNotExistError)
    return lost and report["message"] == "Future exception was never retrieved"


async def replay(diary: Diary) -> None:
    """Make each refused call again, as an offline client does."""
    for number in sorted(diary.refused):
        with suppress(Conflict):
            # Refused only because its COMMIT's answer was lost, it was saved as version 2.
            await workouts.log(diary.pool, diary.user(number), diary.draft(number, 1))
        await workouts.save(diary.pool, diary.user(number), diary.draft(number, 2))
        diary.acknowledged[number] = 2


async def test_backends_killed_under_workouts(diary: Diary, dsn: str, reports: list[dict[str, Any]]) -> None:
    await kill_workouts(diary, dsn, RUNS)
    await heal(diary.pool)
    await diary.assert_whole(RUNS)
    assert diary.refused
    assert any(diary.acknowledged.get(number) == 2 for number in range(RUNS))
    await replay(diary)
    assert await diary.assert_whole(RUNS) == set(range(RUNS))
    await assert_nothing_leaked(diary.pool, dsn)
    assert [one for one in reports if not (diary.copies and is_forgotten_copy(one))] == []


@pytest.mark.long
@pytest.mark.timeout(1200)
async def test_many_cancelled_and_killed_workouts(
    diary: Diary, dsn: str, reports: list[dict[str, Any]]
) -> None:
    await kill_workouts(diary, dsn, 10 * RUNS)
    await heal(diary.pool)
    await replay(diary)
    assert await diary.assert_whole(10 * RUNS) == set(range(10 * RUNS))
    await assert_nothing_leaked(diary.pool, dsn)
    assert [one for one in reports if not (diary.copies and is_forgotten_copy(one))] == []


async def test_deadlocks_are_run_again(db: TrackerPool) -> None:
    await things.add_many(db, ids=[1, 2], names=["0", "0"], times=[None, None])

    async def cross(first: int, second: int) -> None:
        async def work(conn: Any) -> None:
            for number in (first, second):
                await conn.execute("UPDATE thing SET name = (name::int + 1)::text WHERE id = $1", number)
                await anyio.sleep(0.02)

        await run_in_transaction(db, work, retries=10)

    async with anyio.create_task_group() as group:
        for first, second in ((1, 2), (2, 1)):
            group.start_soon(cross, first, second)
    assert [thing.name for thing in await things.every(db)] == ["2", "2"]
