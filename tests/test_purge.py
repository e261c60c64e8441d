"""Purging: what was deleted long ago goes for good; a purge that was killed is finished by the next one."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from datetime import UTC, datetime, timedelta

import anyio
import pytest
from anyio import to_thread

from _support.logs import NOON, new_exercises, new_user
from trackerdb import audit, changes, exercises, partitions, purge, sets, users, workouts
from trackerdb.errors import Invalid, Unavailable
from trackerdb.executor import Connection
from trackerdb.pool import TrackerPool
from trackerdb.sets import SetDraft
from trackerdb.workouts import ExerciseDraft, Workout, WorkoutDraft

pytestmark = pytest.mark.anyio

DAY = timedelta(days=1)
LONG_AGO = "UPDATE tracker.{table} SET deleted_at = now() - INTERVAL '40 days' WHERE deleted_at IS NOT NULL"


async def log(pool: TrackerPool, user_id: int, exercise_id: int, *, place: int = 0) -> Workout:
    done = [SetDraft(weight_g=100_000 + n, reps=5) for n in range(3)]
    each = [ExerciseDraft(exercise_id=exercise_id, sets=done) for _ in range(2)]
    start = NOON + place * DAY
    return await workouts.log(pool, user_id, WorkoutDraft(started_at=start, exercises=each))


async def age(pool: TrackerPool) -> None:
    """Make what is deleted look deleted forty days ago."""
    for table in ("users", "workouts", "workout_exercises", "sets", "exercises"):
        await pool.execute(LONG_AGO.format(table=table))


async def count(pool: TrackerPool, table: str) -> int:
    return int(await pool.fetchval(f"SELECT count(*) FROM tracker.{table}"))


async def test_only_what_was_deleted_long_ago_goes(pool: TrackerPool) -> None:
    ana, ben = await new_user(pool), await new_user(pool, "ben")
    [bench, unused] = await new_exercises(pool, "Bench", "Unused")
    kept, whole, part = [await log(pool, ana.id, bench.id, place=place) for place in range(3)]
    await log(pool, ben.id, bench.id)
    await workouts.delete(pool, ana.id, whole.id)
    await workouts.remove_exercise(pool, ana.id, part.id, part.exercises[0].id)
    await sets.delete(pool, ana.id, part.id, part.exercises[1].sets[0].id)
    await users.delete(pool, ben.id)
    await exercises.delete(pool, unused.id, user_id=None)
    await exercises.delete(pool, bench.id, user_id=None)
    await age(pool)
    recent = await log_and_delete(pool, ana.id)

    done = await purge.deleted(pool, older_than=30 * DAY, batch=1)
    assert done == purge.Purged(users=1, workouts=1, workout_exercises=1, sets=1, exercises=1)
    assert await purge.deleted(pool, older_than=30 * DAY) == purge.Purged()
    assert await workouts.get(pool, ana.id, kept.id) == kept
    assert (await workouts.restore(pool, ana.id, recent.id)).id == recent.id
    assert [await count(pool, table) for table in ("users", "workouts", "workout_exercises", "sets")] == [
        1,
        3,
        5,
        14,
    ]
    assert await pool.fetch("SELECT id FROM tracker.exercises WHERE name = 'Unused'") == []
    assert whole.id in (await changes.since(pool, ana.id)).tombstones
    gone, *_ = await audit.history(pool, ana.id, "workouts", {"id": whole.id})
    assert (gone.operation, gone.reason) == ("delete", "purge")


async def log_and_delete(pool: TrackerPool, user_id: int) -> Workout:
    [row] = await new_exercises(pool, "Row")
    workout = await log(pool, user_id, row.id, place=9)
    await workouts.delete(pool, user_id, workout.id)
    return workout


async def test_the_service_may_purge(pool: TrackerPool, conn: Connection) -> None:
    ana, ben = await new_user(pool), await new_user(pool, "ben")
    [bench] = await new_exercises(pool, "Bench")
    await log(pool, ben.id, bench.id)
    await log_and_delete(pool, ana.id)
    await users.delete(pool, ben.id)
    await age(pool)
    await conn.execute("SET ROLE trackerdb_service")
    assert await purge.deleted(conn, older_than=30 * DAY) == purge.Purged(users=1, workouts=1)
    assert [await count(pool, table) for table in ("record_events", "sets")] == [0, 0]


async def test_a_purge_beside_a_restore_keeps_what_is_restored(pool: TrackerPool, conn: Connection) -> None:
    ana = await new_user(pool)
    [bench] = await new_exercises(pool, "Bench")
    workout = await log(pool, ana.id, bench.id)
    await workouts.delete(pool, ana.id, workout.id)
    await age(pool)
    async with anyio.create_task_group() as group, conn.transaction():
        await workouts.restore(conn, ana.id, workout.id)
        group.start_soon(lambda: purge.deleted(pool, older_than=30 * DAY))
        await anyio.sleep(0.3)
    assert await workouts.get(pool, ana.id, workout.id) is not None


async def test_a_locked_user_is_not_waited_for_longer_than_a_second(
    pool: TrackerPool, conn: Connection
) -> None:
    ana = await new_user(pool)
    [bench] = await new_exercises(pool, "Bench")
    workout = await log(pool, ana.id, bench.id)
    await workouts.delete(pool, ana.id, workout.id)
    await age(pool)
    async with conn.transaction():
        await users.lock(conn, ana.id)
        with pytest.raises(Unavailable, match="lock timeout"):
            await purge.deleted(pool, older_than=30 * DAY)
    assert (await purge.deleted(pool, older_than=30 * DAY)).workouts == 1


async def test_a_killed_purge_is_finished_by_running_it_again(pool: TrackerPool, dsn: str) -> None:
    ana = await new_user(pool)
    [bench] = await new_exercises(pool, "Bench")
    for place in range(60):
        workout = await log(pool, ana.id, bench.id, place=place)
        if place:
            await workouts.delete(pool, ana.id, workout.id)
    await age(pool)
    start = "from trackerdb.cli.main import main; main()"
    command = [sys.executable, "-c", start, "purge", "--older-than", "30", "--batch", "1", "--json"]
    environment = {**os.environ, "DATABASE_URL": dsn}

    running = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL)
    while await count(pool, "workouts") == 60:
        await anyio.sleep(0.01)
    running.send_signal(signal.SIGKILL)
    await to_thread.run_sync(running.wait)
    assert 1 < await count(pool, "workouts") < 60
    finished = await to_thread.run_sync(
        lambda: subprocess.run(command, env=environment, check=True, capture_output=True)
    )
    assert json.loads(finished.stdout)["audit_partitions"] == []
    assert [await count(pool, table) for table in ("workouts", "workout_exercises", "sets")] == [1, 2, 6]
    best = await pool.fetch("SELECT DISTINCT performed_on FROM tracker.record_events")
    assert [row["performed_on"] for row in best] == [NOON.date()]


async def test_whole_years_of_the_audit_log_go(pool: TrackerPool) -> None:
    ana = await new_user(pool)
    await users.update(pool, ana.id, display_name="Ana")
    assert await purge.audit_years(pool, older_than=5 * 365 * DAY) == []
    # The log looks as it will in a few years: today's entries move with it.
    await pool.execute("ALTER TABLE tracker.audit_log DETACH PARTITION tracker.audit_log_before_2026")
    old = datetime.now(UTC) - datetime(2026, 1, 1, tzinfo=UTC)
    assert await purge.audit_years(pool, older_than=old - DAY) == ["audit_log_before_2026"]
    names = [one.name for one in await partitions.list_all(pool) if one.parent == "audit_log"]
    assert names[0] == "audit_log_2026"
    assert await purge.audit_years(pool, older_than=old - DAY) == []
    assert len(await audit.history(pool, ana.id, "users", {})) == 2
    with pytest.raises(Invalid, match="goes back to"):
        await audit.as_of(pool, ana.id, "users", {}, datetime(2025, 1, 1, tzinfo=UTC))


async def test_dropping_a_year_never_waits_behind_a_reader(pool: TrackerPool, conn: Connection) -> None:
    old = datetime.now(UTC) - datetime(2026, 1, 1, tzinfo=UTC) - DAY
    async with conn.transaction():
        await conn.fetch("SELECT count(*) FROM tracker.audit_log")
        with pytest.raises(Unavailable):
            await purge.audit_years(pool, older_than=old)
    assert await purge.audit_years(pool, older_than=old) == ["audit_log_before_2026"]


@pytest.mark.parametrize("batch", [0, -1])
async def test_bad_arguments(pool: TrackerPool, batch: int) -> None:
    with pytest.raises(Invalid):
        await purge.deleted(pool, older_than=DAY, batch=batch)
    with pytest.raises(Invalid):
        await purge.deleted(pool, older_than=-DAY)
    with pytest.raises(Invalid):
        await purge.audit_years(pool, older_than=-DAY)
    # From before there were dates.
    with pytest.raises(Invalid):
        await purge.deleted(pool, older_than=timedelta.max)
    with pytest.raises(Invalid):
        await purge.audit_years(pool, older_than=timedelta.max)
