"""Fill a database with users, workouts and sets as years of use leave them, the same for the same seed.

Every trigger and constraint is in force, so that records, order of changes and audit are exact by the same
code that keeps them exact in production. A new temporary server is of use for a look at the speed alone: to
keep the data, name a migrated database.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING, Any

import asyncpg
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from benchmarks.databases import migrated
from benchmarks.seed_users import SETS_A_WORKOUT, SeedUser, draw_users
from trackerdb import catalogue_store, create_pool
from trackerdb.errors import Conflict, TrackerError
from trackerdb.query_files import parse_queries

if TYPE_CHECKING:
    from trackerdb.executor import Connection

__all__ = ["Seeded", "main", "seed"]

# Large enough that the triggers' work a statement is spread, small enough that their arrays stay in memory.
_BATCH_SETS = 50_000
_USERS_A_STATEMENT = 5_000

_FILE = Path(__file__).with_suffix(".sql")
_SESSION = _FILE.with_name("seed_session.sql")
_STATEMENTS = parse_queries(_FILE.read_text(encoding="utf-8"), str(_FILE))
_ABOUT_USERS = ("logins", "identities", "sessions", "tokens", "own_exercises")
_OF_A_BATCH = ("draw_repertoires", "draw_exercises", "workouts", "workout_exercises", "sets")
_CHANGES = ("edit_sets", "delete_sets", "delete_workouts", "purge_workouts")


@dataclass(frozen=True, slots=True)
class Seeded:
    """What a run has added, and the seconds that it took, the statistics included."""

    seed: int
    users: int
    workouts: int
    sets: int
    record_events: int
    audit_entries: int
    seconds: float

    @property
    def sets_a_second(self) -> float:
        """Live and deleted sets stored a second."""
        return self.sets / self.seconds


def main(argv: list[str]) -> int:
    """Seed a database and print what came of it; exit status 1 when it holds this seed's users already."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks seed", description=__doc__)
    parser.add_argument("--sets", type=_positive, required=True, help="how many sets, give or take a percent")
    parser.add_argument("--users", type=_positive, help="how many users; by default what the sets come to")
    parser.add_argument(
        "--seed", type=int, default=1, help="another seed gives other rows (default: %(default)s)"
    )
    parser.add_argument("--jobs", type=_positive, default=1, help="connections (default: %(default)s)")
    parser.add_argument(
        "--resume",
        action="store_true",
        help="finish a run of the same --sets and --seed that was interrupted",
    )
    parser.add_argument("--database", metavar="DSN", help="a migrated database; default: a temporary one")
    parser.add_argument("--json", action="store_true", help="print JSON")
    options = parser.parse_args(argv)
    try:
        seeded = asyncio.run(_seed_with_progress(options))
    except TrackerError as error:
        print(error, file=sys.stderr)
        return 1
    if options.json:
        print(json.dumps({**asdict(seeded), "sets_a_second": round(seeded.sets_a_second)}))
    else:
        print(
            f"{seeded.sets:,} sets of {seeded.users:,} users in {seeded.workouts:,} workouts, "
            f"{seeded.record_events:,} record events, {seeded.audit_entries:,} audit entries: "
            f"{seeded.seconds:.0f} s, {seeded.sets_a_second:,.0f} sets/s"
        )
    return 0


def _positive(text: str) -> int:
    number = int(text.replace("_", ""))
    if number < 1:
        raise argparse.ArgumentTypeError("must be 1 or more")
    return number


async def _seed_with_progress(options: argparse.Namespace) -> Seeded:
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task("sets", total=options.sets)
        async with migrated(options.database) as dsn:
            return await seed(
                dsn,
                sets=options.sets,
                users=options.users,
                seed=options.seed,
                jobs=options.jobs,
                resume=options.resume,
                advance=lambda workouts: progress.advance(task, int(workouts * SETS_A_WORKOUT)),
            )


async def seed(
    dsn: str,
    *,
    sets: int,
    users: int | None = None,
    seed: int = 1,
    jobs: int = 1,
    resume: bool = False,
    advance: Callable[[int], object] = lambda _workouts: None,
) -> Seeded:
    """Add users with about `sets` sets to a migrated database, and bring its statistics up to date.

    `advance` is told of workouts that were stored. Raises Conflict where users of this seed stand already;
    with `resume` those are kept, and the others get their workouts.
    """
    started = perf_counter()
    drawn = list(draw_users(seed, sets, users))
    # It raises what a caller can understand where the server or its schema is not as it should be.
    async with create_pool(dsn, min_size=1, max_size=1) as pool:
        await catalogue_store.load(pool)
    connections = [await _connect(dsn) for _ in range(jobs)]
    try:
        first = connections[0]
        ids = await _known_users(first, seed, drawn) if resume else []
        # A batch is a transaction: a user has all their workouts or none.
        done = {row["user_id"] for row in await first.fetch(_STATEMENTS["with_workouts"].sql, ids)}
        ids = ids or await _add_users(first, seed, drawn)
        batches = _batches(
            (user_id, user) for user_id, user in zip(ids, drawn, strict=True) if user_id not in done
        )
        # Each worker takes the next batch when it is done with one.
        async with asyncio.TaskGroup() as group:
            for connection in connections:
                group.create_task(_work(connection, seed, batches, advance))
        await _execute(first, "count_users")
        await first.execute("VACUUM (ANALYZE)")
        counts = await first.fetchrow(_STATEMENTS["count"].sql, ids)
        assert counts is not None
        return Seeded(seed=seed, **counts, seconds=perf_counter() - started)
    finally:
        for connection in connections:
            await connection.close()


async def _connect(dsn: str) -> Connection:
    # Losing the last second of a run that is then repeated costs nothing.
    connection: Connection = await asyncpg.connect(
        dsn, server_settings={"synchronous_commit": "off", "jit": "off", "work_mem": "128MB"}
    )
    await connection.execute(_SESSION.read_text(encoding="utf-8"))
    return connection


async def _known_users(connection: Connection, seed: int, users: Sequence[SeedUser]) -> list[int]:
    """Return the ids of the users of a run that was interrupted; they were all stored at once, or none."""
    rows = await connection.fetch(_STATEMENTS["known_users"].sql, [user.number for user in users], seed)
    if rows and len(rows) != len(users):
        raise Conflict(f"the run of seed {seed} that was interrupted had other users: give the same --sets")
    return [row["user_id"] for row in rows]


async def _add_users(connection: Connection, seed: int, users: Sequence[SeedUser]) -> list[int]:
    ids: list[int] = []
    try:
        async with connection.transaction():
            for start in range(0, len(users), _USERS_A_STATEMENT):
                some = users[start : start + _USERS_A_STATEMENT]
                values: dict[str, Any] = {
                    "seed": seed,
                    "numbers": [user.number for user in some],
                    "joined_on": [user.joined_on for user in some],
                }
                named = _STATEMENTS["users"]
                rows = await connection.fetch(named.sql, *(values[name] for name in named.parameters))
                values["user_ids"] = [row["id"] for row in rows]
                for name in _ABOUT_USERS:
                    await _execute(connection, name, values)
                ids += values["user_ids"]
    except asyncpg.UniqueViolationError as error:
        raise Conflict(f"the database holds users of seed {seed} already: give another --seed") from error
    return ids


def _batches(users: Iterable[tuple[int, SeedUser]]) -> Iterator[list[tuple[int, SeedUser]]]:
    batch: list[tuple[int, SeedUser]] = []
    workouts = 0
    for user_id, user in users:
        batch.append((user_id, user))
        workouts += len(user.days)
        if workouts * SETS_A_WORKOUT >= _BATCH_SETS:
            yield batch
            batch, workouts = [], 0
    if batch:
        yield batch


async def _work(
    connection: Connection,
    seed: int,
    batches: Iterator[list[tuple[int, SeedUser]]],
    advance: Callable[[int], object],
) -> None:
    for batch in batches:
        rows = [
            (user.number, user_id, day, experience)
            for user_id, user in batch
            for experience, day in enumerate(user.days)
        ]
        columns = ("numbers", "user_ids", "days", "experience")
        values: dict[str, Any] = dict(zip(columns, map(list, zip(*rows, strict=True)), strict=True))
        async with connection.transaction():
            await _execute(connection, "draw_workouts", {**values, "seed": seed})
            for name in _OF_A_BATCH:
                await connection.execute(
                    "ANALYZE pg_temp.seed_workouts, pg_temp.seed_repertoires, pg_temp.seed_exercises"
                )
                await _execute(connection, name)
            for name in _CHANGES:
                await _execute(connection, name)
        advance(len(rows))


async def _execute(connection: Connection, name: str, values: dict[str, Any] | None = None) -> None:
    named = _STATEMENTS[name]
    await connection.execute(named.sql, *((values or {})[parameter] for parameter in named.parameters))
