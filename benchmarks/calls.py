"""Repository functions against plain asyncpg and other libraries, as ratios of one run.

One row is a user by id; more are the sets of one exercise, newest first. Plain asyncpg sends the same SQL
and returns records, all others return typed objects. Rounds alternate between the contestants, so that a slow
second hits all of them, and the figure of each is the median of its rounds.

A call of one row is mostly waiting for the other process, and that takes three times as long when it runs on
another CPU. So a server of the benchmark's own gets a CPU and the clients get the others, where the system
can do that: as on two machines, and for all contestants alike. What the libraries' modules hold is frozen
before the rounds, or the garbage collector would search all of it in everybody's time.
"""

from __future__ import annotations

import argparse
import asyncio
import gc
import json
import os
import statistics
import sys
from collections.abc import AsyncGenerator, Generator, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import uuid4

import asyncpg

import trackerdb
from benchmarks.call_peers import PEERS, NotInstalled, Peer, Timed, timed
from benchmarks.databases import migrated
from trackerdb import exercises, sets, users, workouts
from trackerdb.exercises import Exercise
from trackerdb.pages import MAX_DATE, MAX_UUID
from trackerdb.query import packaged

__all__ = ["Case", "Figure", "main"]

SIZES = (1, 50, 2_000)
GOALS = {1: 0.75, 50: 1.0, 2_000: 1.5}
_BASE = "plain asyncpg"
_OURS = "trackerdb"
_SETS_A_WORKOUT = 20
_ROUND_SECONDS = 0.05
_WARM_UP_CALLS = 10


@dataclass(frozen=True, slots=True)
class Case:
    """Whose sets of which exercise are read."""

    dsn: str
    user_id: int
    exercise_id: int


@dataclass(frozen=True, slots=True)
class Figure:
    """One contestant at one size: microseconds a call, and their ratio to plain asyncpg's."""

    contestant: str
    rows: int
    microseconds: float
    ratio: float


def main(argv: list[str]) -> int:
    """Measure and print; exit status 1 when a goal of the design is missed."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks calls", description=__doc__)
    parser.add_argument("--database", metavar="DSN", help="a database to use instead of a temporary one")
    parser.add_argument("--rounds", type=int, default=30, help="rounds a contestant (default: %(default)s)")
    parser.add_argument("--no-peers", action="store_true", help="leave the other libraries out")
    parser.add_argument("--json", action="store_true", help="print JSON")
    options = parser.parse_args(argv)
    peers = {} if options.no_peers else PEERS
    with _first_cpu(own_server=options.database is None) as others:
        figures, missing = asyncio.run(_measure_all(options.database, options.rounds, peers, others))
    if options.json:
        found = {
            "figures": [asdict(figure) for figure in figures],
            "missing": missing,
            "server_on_its_own_cpu": bool(others),
        }
        print(json.dumps(found, indent=2))
    else:
        _print(figures, missing)
    missed = [f for f in figures if f.contestant == _OURS and f.ratio > GOALS[f.rows]]
    for figure in missed:
        print(
            f"goal missed at {figure.rows} rows: {figure.ratio:.2f} > {GOALS[figure.rows]}", file=sys.stderr
        )
    return 1 if missed else 0


def _print(figures: Sequence[Figure], missing: Sequence[str]) -> None:
    print(f"{'contestant':<26}" + "".join(f"{f'{size} rows':>22}" for size in SIZES))
    for contestant in dict.fromkeys(figure.contestant for figure in figures):
        own = {figure.rows: figure for figure in figures if figure.contestant == contestant}
        cells = [f"{own[size].microseconds:,.0f} µs {own[size].ratio:>6.2f}x" for size in SIZES]
        print(f"{contestant:<26}" + "".join(f"{cell:>22}" for cell in cells))
    for name in missing:
        print(f"not measured: {name}")


@contextmanager
def _first_cpu(*, own_server: bool) -> Generator[set[int]]:
    """Run on one CPU, as processes that are started then do too; yield the others, for whoever isn't to."""
    if not (own_server and sys.platform == "linux" and len(os.sched_getaffinity(0)) > 1):
        yield set()
        return
    all_cpus = os.sched_getaffinity(0)
    first = min(all_cpus)
    os.sched_setaffinity(0, {first})
    try:
        yield all_cpus - {first}
    finally:
        os.sched_setaffinity(0, all_cpus)


async def _measure_all(
    dsn: str | None, rounds: int, peers: Mapping[str, Peer], cpus: set[int]
) -> tuple[list[Figure], list[str]]:
    async with migrated(dsn) as database:
        if cpus:
            os.sched_setaffinity(0, cpus)
        case = await _seed(database)
        async with AsyncExitStack() as stack:
            contestants: dict[str, Timed] = {
                _BASE: await stack.enter_async_context(_plain(case)),
                _OURS: await stack.enter_async_context(_ours(case)),
            }
            missing: list[str] = []
            for name, peer in peers.items():
                try:
                    contestants[name] = await stack.enter_async_context(peer(case))
                except NotInstalled as error:
                    missing.append(f"{name} ({error})")
            gc.collect()
            gc.freeze()
            try:
                return await _measure(contestants, rounds), missing
            finally:
                gc.unfreeze()


async def _measure(contestants: dict[str, Timed], rounds: int) -> list[Figure]:
    figures: list[Figure] = []
    for size in SIZES:
        calls = {name: await _calls_a_round(run, size) for name, run in contestants.items()}
        seconds: dict[str, list[float]] = {name: [] for name in contestants}
        for _ in range(rounds):
            for name, run in contestants.items():
                seconds[name].append((await run(size, calls[name]))[1] / calls[name])
        medians = {name: statistics.median(each) for name, each in seconds.items()}
        figures += [Figure(name, size, m * 1e6, m / medians[_BASE]) for name, m in medians.items()]
    return figures


async def _calls_a_round(run: Timed, size: int) -> int:
    """Warm up, check that the rows are all there, and say how many calls fill a round."""
    rows, seconds = await run(size, _WARM_UP_CALLS)
    if rows != size:
        raise AssertionError(f"{rows} rows instead of {size}")
    return max(1, int(_ROUND_SECONDS * _WARM_UP_CALLS / seconds))


async def _seed(dsn: str) -> Case:
    """Store the history that is read: a new user with 2,000 sets of one exercise."""
    async with trackerdb.create_pool(dsn) as pool:
        user = await users.create(pool, email=f"{uuid4()}@bench.invalid", display_name="Calls")
        exercise: Exercise = await exercises.create(
            pool, owner_id=user.id, name="Squat", exercise_type="strength", tracking="weight_reps"
        )
        first = datetime(2021, 3, 1, 18, tzinfo=UTC)
        drafts = [
            trackerdb.WorkoutDraft(
                started_at=first + timedelta(days=3 * number),
                exercises=[
                    trackerdb.ExerciseDraft(
                        exercise_id=exercise.id,
                        sets=[_set(number, position) for position in range(_SETS_A_WORKOUT)],
                    )
                ],
            )
            for number in range(max(SIZES) // _SETS_A_WORKOUT)
        ]
        await workouts.log_many(pool, user.id, drafts)
        await pool.execute("ANALYZE tracker.sets")
    return Case(dsn, user.id, exercise.id)


def _set(workout: int, position: int) -> trackerdb.SetDraft:
    return trackerdb.SetDraft(
        weight_g=60_000 + 250 * workout, reps=3 + position % 8, rpe=Decimal("7.5"), notes=None
    )


@asynccontextmanager
async def _ours(case: Case) -> AsyncGenerator[Timed, None]:
    """`users.get`, and the query function behind `sets.history`: rows as User and LoggedSet."""
    async with trackerdb.create_pool(case.dsn) as pool:

        async def read(size: int) -> Sequence[object]:
            if size == 1:
                return [await users.get(pool, case.user_id)]
            return await sets._history(pool, **_history_of(case, size))  # noqa: SLF001 - history adds a page

        yield timed(read)


@asynccontextmanager
async def _plain(case: Case) -> AsyncGenerator[Timed, None]:
    """The SQL that trackerdb sends, through `pool.fetch`: rows as records."""
    named = {bound.qualified_name: bound.named for bound in packaged.bound}
    user, history = named["users.get"], named["sets._history"]
    values = {size: [_history_of(case, size)[name] for name in history.parameters] for size in SIZES}
    async with asyncpg.create_pool(case.dsn, min_size=1, max_size=10) as pool:

        async def read(size: int) -> Sequence[object]:
            if size == 1:
                return await pool.fetch(user.sql, case.user_id)
            return await pool.fetch(history.sql, *values[size])

        yield timed(read)


def _history_of(case: Case, size: int) -> dict[str, Any]:
    return {
        "user_id": case.user_id,
        "exercise_id": case.exercise_id,
        "before_day": MAX_DATE,
        "before_workout": MAX_UUID,
        "before_workout_exercise": MAX_UUID,
        "before_position": 2**31 - 1,
        "before_id": MAX_UUID,
        "limit": size,
    }
