"""How fast sets are stored: with the records kept against without, and against COPY into the same table."""

from __future__ import annotations

import argparse
import asyncio
import json
import random
from collections.abc import Awaitable, Callable
from datetime import UTC, date, datetime, time, timedelta
from statistics import median
from time import perf_counter
from typing import TYPE_CHECKING, Any, NamedTuple
from uuid import UUID, uuid4

from benchmarks.databases import migrated
from benchmarks.ingest_routes import Route, compare
from trackerdb import create_pool, exercises, sets, users, workouts
from trackerdb.database import transaction
from trackerdb.sets import SetDraft
from trackerdb.workouts import ExerciseDraft, WorkoutDraft

if TYPE_CHECKING:
    from trackerdb.executor import Connection
    from trackerdb.pool import TrackerPool

_ROUNDS = 3
_EXERCISES = 50
_A_WORKOUT = 5
_SETS_EACH = 4
_COPIED = 10_000
_ROUTE_SIZES = (100, 1_000, 10_000, 100_000)
_UPKEEP = "ALTER TABLE tracker.sets {} TRIGGER sets_keep_records_insert"

_COLUMNS = (
    "user_id", "performed_on", "workout_id", "id", "workout_exercise_id", "exercise_id",
    "position", "weight_g", "reps",
)  # fmt: skip


class Line(NamedTuple):
    """A comparison: seconds of what is measured, and of what it is measured against."""

    what: str
    seconds: float
    against: str
    base_seconds: float
    goal: float

    @property
    def ratio(self) -> float:
        return self.seconds / self.base_seconds


def main(argv: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks ingest", description=__doc__)
    parser.add_argument("--database", help="a migrated database; default: a temporary one")
    parser.add_argument("--sets", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--json", action="store_true")
    arguments = parser.parse_args(argv)
    share, lines, routes = asyncio.run(_measure(arguments.database, arguments.sets, arguments.seed))
    if arguments.json:
        print(
            json.dumps(
                {
                    "record_share": share,
                    "lines": [{**one._asdict(), "ratio": one.ratio} for one in lines],
                    "routes": [route._asdict() for route in routes],
                }
            )
        )
    else:
        print(f"{share:.1%} of the sets set a record; medians of {_ROUNDS} rounds, taken in turn")
        for one in lines:
            print(
                f"{one.what}: {one.seconds:.2f} s, {one.against}: {one.base_seconds:.2f} s,"
                f" ratio {one.ratio:.2f} (goal {one.goal:.1f})"
            )
        for route in routes:
            print(
                f"{route.sets:,} sets by {route.route}: {route.seconds * 1e3:,.1f} ms,"
                f" {route.ratio:.2f} of unnest"
            )
    return 0


async def _measure(dsn: str | None, total: int, seed: int) -> tuple[float, list[Line], list[Route]]:
    async with (
        migrated(dsn) as database,
        create_pool(database, command_timeout=600, server_settings={"statement_timeout": "0"}) as pool,
    ):
        known: int = await pool.fetchval("SELECT coalesce(max(id), 0) FROM tracker.users")
        ids = await _catalogue(pool)
        try:
            upkeep, share = await _upkeep(pool, ids, total, seed)
            against = await _against_copy(pool, ids, seed)
            logs = {size: _drafts(ids, size, random.Random(seed)) for size in _ROUTE_SIZES if size <= total}
            return share, [*upkeep, against], await compare(pool, await _user(pool), logs, _ROUNDS)
        finally:
            if dsn is not None:
                await _clean(pool, known)


async def _upkeep(pool: TrackerPool, ids: list[int], total: int, seed: int) -> tuple[list[Line], float]:
    """The same log by log_many and by one plain statement, each with the ledger kept and without."""
    times: dict[tuple[str, bool], list[float]] = {}
    share = 0.0
    for _ in range(_ROUNDS):
        for kept in (True, False):
            user_id = await _user(pool)
            drafts = _drafts(ids, total, random.Random(seed))
            times.setdefault(("log_many", kept), []).append(
                await _with_upkeep(
                    pool,
                    kept,
                    lambda c, u=user_id, d=drafts: workouts.log_many(c, u, d),  # type: ignore[misc]
                )
            )
            copy_id = await _user(pool)
            times.setdefault(("INSERT", kept), []).append(await _plain_copy(pool, user_id, copy_id, kept))
            if kept:
                share = await pool.fetchval(
                    "SELECT count(DISTINCT e.set_id) FROM tracker.record_events AS e WHERE e.user_id = $1",
                    user_id,
                ) / len([one for draft in drafts for entry in draft.exercises for one in entry.sets])
    lines = [
        Line(
            f"{how} of {total:,} sets, records kept", median(times[how, True]),
            "not kept", median(times[how, False]), 1.5,
        )
        for how in ("log_many", "INSERT")
    ]  # fmt: skip
    return lines, share


async def _with_upkeep(
    pool: TrackerPool, kept: bool, work: Callable[[Connection], Awaitable[object]]
) -> float:
    """Return the seconds of a transaction. No other one ever sees the upkeep switched off."""
    start = perf_counter()
    async with transaction(pool) as conn:
        if not kept:
            await conn.execute(_UPKEEP.format("DISABLE"))
        await work(conn)
        if not kept:
            await conn.execute(_UPKEEP.format("ENABLE"))
    return perf_counter() - start


async def _plain_copy(pool: TrackerPool, source: int, to: int, kept: bool) -> float:
    """Copies a user's log to another; returns the seconds that its sets took."""
    for table, columns in (
        ("workouts", "id, performed_on, started_at"),
        ("workout_exercises", "id, performed_on, workout_id, exercise_id, position"),
    ):
        await pool.execute(
            f"INSERT INTO tracker.{table} (user_id, {columns}) SELECT $2, {columns} FROM"
            f" tracker.{table} WHERE user_id = $1",
            source,
            to,
        )
    columns = ", ".join(_COLUMNS[1:])
    return await _with_upkeep(
        pool,
        kept,
        lambda conn: conn.execute(
            f"INSERT INTO tracker.sets (user_id, {columns}) SELECT $2, {columns} FROM tracker.sets"
            f" WHERE user_id = $1",
            source,
            to,
        ),
    )


async def _against_copy(pool: TrackerPool, ids: list[int], seed: int) -> Line:
    """sets.log_many against COPY of the same rows, each into a workout of its own."""
    chance = random.Random(seed)
    drafts = [
        SetDraft(
            id=UUID(int=chance.getrandbits(128)), position=n, weight_g=chance.randrange(8, 60) * 2500, reps=5
        )
        for n in range(_COPIED)
    ]
    called: list[float] = []
    copied: list[float] = []
    for _ in range(_ROUNDS):
        user_id, workout = await _empty_workout(pool, ids[0])
        entry = workout.exercises[0].id
        called.append(
            await _timed(
                lambda u=user_id, w=workout, e=entry: sets.log_many(  # type: ignore[misc]
                    pool, u, w.id, drafts, workout_exercise_id=e
                )
            )
        )
        user_id, workout = await _empty_workout(pool, ids[0])
        entry = workout.exercises[0].id
        rows = [
            (
                user_id,
                workout.performed_on,
                workout.id,
                one.id,
                entry,
                ids[0],
                one.position,
                one.weight_g,
                one.reps,
            )
            for one in drafts
        ]
        async with pool.acquire() as conn:
            copied.append(await _timed(lambda c=conn, r=rows: _copy(c, r)))  # type: ignore[misc]
    return Line(f"sets.log_many of {_COPIED:,} sets", median(called), "COPY", median(copied), 1.6)


async def _copy(conn: Any, rows: list[tuple[object, ...]]) -> None:
    connection: Connection = conn
    await connection.copy_records_to_table(
        "sets", schema_name="tracker", records=rows, columns=list(_COLUMNS)
    )


async def _empty_workout(pool: TrackerPool, exercise_id: int) -> tuple[int, workouts.Workout]:
    user_id = await _user(pool)
    draft = WorkoutDraft(
        started_at=datetime(2026, 3, 2, 12, tzinfo=UTC), exercises=[ExerciseDraft(exercise_id=exercise_id)]
    )
    return user_id, await workouts.log(pool, user_id, draft)


async def _clean(pool: TrackerPool, known: int) -> None:
    """Erase the users and exercises that this run made on somebody's database."""
    for row in await pool.fetch(
        "SELECT id FROM tracker.users WHERE id > $1 AND display_name = 'Benchmark' ORDER BY id", known
    ):
        await users.erase(pool, row["id"])
    await pool.execute("DELETE FROM tracker.exercises WHERE name LIKE 'Benchmark %'")


async def _timed(work: Callable[[], Awaitable[object]]) -> float:
    start = perf_counter()
    await work()
    return perf_counter() - start


async def _user(pool: TrackerPool) -> int:
    user = await users.create(pool, email=f"{uuid4().hex}@example.org", display_name="Benchmark")
    return user.id


async def _catalogue(pool: TrackerPool) -> list[int]:
    owner = await _user(pool)
    run = uuid4().hex[:8]
    made = [
        await exercises.create(
            pool,
            owner_id=None,
            name=f"Benchmark {run} {n} of {owner}",
            exercise_type="strength",
            tracking="weight_reps",
        )
        for n in range(_EXERCISES)
    ]
    return [exercise.id for exercise in made]


def _drafts(ids: list[int], total: int, chance: random.Random) -> list[WorkoutDraft]:
    """Three workouts in four days, in plates of 2.5 kg, slowly rising with good and bad days."""
    count = max(1, total // (_A_WORKOUT * _SETS_EACH))
    first = date(2018, 1, 1)
    drafts = [
        WorkoutDraft(
            id=UUID(int=chance.getrandbits(128)),
            started_at=datetime.combine(first + timedelta(days=n * 4 // 7), time(12), UTC),
            exercises=[
                ExerciseDraft(exercise_id=one, sets=[_lift(chance, n / count) for _ in range(_SETS_EACH)])
                for one in chance.sample(ids, _A_WORKOUT)
            ],
        )
        for n in range(count)
    ]
    chance.shuffle(drafts)
    return drafts


def _lift(chance: random.Random, progress: float) -> SetDraft:
    reps = chance.randrange(3, 13)
    heaviest = 60 + 60 * progress - 3 * reps
    return SetDraft(weight_g=2500 * max(4, round((heaviest + chance.gauss(0, 6)) / 2.5)), reps=reps)
