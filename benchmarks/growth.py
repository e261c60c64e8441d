"""What each query costs as the database grows: buffers and latency at several sizes, and the slope.

The database is filled up to the first size, measured, filled up to the next one, and so on. One and the
same user is looked at throughout, whose rows are there from the first size on. Sizes that were measured are
kept in the database (schema `benchmarks`), so that an interrupted run goes on where it stopped. The ten
everyday reads are timed through the library, warm, for workouts drawn at random.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import math
import sys
from collections.abc import Callable, Mapping, Sequence
from itertools import pairwise
from statistics import median
from time import perf_counter
from typing import TYPE_CHECKING, Any

import asyncpg
from rich.console import Console

from benchmarks.databases import migrated
from benchmarks.everyday import READS, draw_subjects
from benchmarks.growth_reasons import reason_for
from benchmarks.plan_reading import buffers_by_node, read_cost
from benchmarks.plans import Query, explain_all, read_parents, read_subjects
from benchmarks.seed import seed
from benchmarks.seed_users import SETS_A_WORKOUT
from trackerdb import create_pool
from trackerdb.errors import Invalid, TrackerError

if TYPE_CHECKING:
    from trackerdb.executor import Connection

__all__ = [
    "ALLOWED",
    "GOAL_P99_MS",
    "SCHEMA",
    "fill",
    "grown",
    "main",
    "measure",
    "percentile",
    "slope",
]

ALLOWED = 3
GOAL_P99_MS = 10.0
_RUNS = 5
_SUBJECTS = 300
_PASSES = 3
# Drawing the users of a run keeps their days in memory.
_MOST_AT_ONCE = 10_000_000

# A parameter of one of these names holds a query to one user.
_OF_ONE_USER = frozenset({"user_id", "email", "token_hash", "old_hash", "new_hash", "subject"})

SCHEMA = """
CREATE SCHEMA IF NOT EXISTS benchmarks;
CREATE TABLE IF NOT EXISTS benchmarks.seeds (
    seed integer PRIMARY KEY, sets bigint NOT NULL, stored bigint, seconds float8
);
CREATE TABLE IF NOT EXISTS benchmarks.growth (size bigint PRIMARY KEY, result jsonb NOT NULL);
CREATE TABLE IF NOT EXISTS benchmarks.subjects (one boolean PRIMARY KEY DEFAULT true, vals jsonb NOT NULL);
"""

# What was added since the size before.
_TOOK = """
SELECT
    coalesce(sum(s.seconds), 0)::float8 AS seconds,
    round(sum(s.stored)::float8 / sum(s.seconds) FILTER (WHERE s.stored IS NOT NULL))::bigint AS sets_a_second
FROM (SELECT o.*, sum(o.sets) OVER (ORDER BY o.seed) AS size FROM benchmarks.seeds AS o) AS s
WHERE
    s.size <= $1
    AND s.size > (SELECT coalesce(max(g.size), 0) FROM benchmarks.growth AS g WHERE g.size < $1)
"""


def main(argv: list[str]) -> int:
    """Measure and print; exit status 1 where a query of one user grew without a reason."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks growth", description=__doc__)
    parser.add_argument("--database", metavar="DSN", help="a migrated database; default: a temporary one")
    parser.add_argument("--sizes", type=_sizes, default=(100_000, 1_000_000), help="sets, by commas, rising")
    parser.add_argument("--jobs", type=int, default=2, help="connections that fill it (default: %(default)s)")
    parser.add_argument("--json", action="store_true", help="print JSON")
    options = parser.parse_args(argv)
    log = Console(stderr=True).log
    try:
        stages = asyncio.run(_run(options.database, options.sizes, options.jobs, log))
    except TrackerError as error:
        print(error, file=sys.stderr)
        return 1
    came_to = {"stages": stages, "grown": grown(stages)}
    print(json.dumps(came_to) if options.json else _text(stages))
    return int(any(one["single_user"] and one["reason"] is None for one in came_to["grown"]))


def _sizes(text: str) -> tuple[int, ...]:
    sizes = tuple(int(word.replace("_", "")) for word in text.split(","))
    if any(low >= high for low, high in pairwise(sizes)):
        raise argparse.ArgumentTypeError("the sizes must rise")
    return sizes


async def _run(
    dsn: str | None, sizes: Sequence[int], jobs: int, log: Callable[..., None]
) -> list[dict[str, Any]]:
    stages: list[dict[str, Any]] = []
    async with migrated(dsn) as address:
        connection = await asyncpg.connect(address)
        try:
            await connection.execute(SCHEMA)
            for size in sizes:
                kept = await connection.fetchval("SELECT result FROM benchmarks.growth WHERE size = $1", size)
                if kept is None:
                    log(f"{size:,} sets: filling")
                    filled = await fill(connection, address, size, jobs, log)
                    log(f"{size:,} sets: measuring")
                    kept = json.dumps({"size": size, **filled, **await measure(connection, address)})
                    await connection.execute("INSERT INTO benchmarks.growth VALUES ($1, $2)", size, kept)
                stages.append(json.loads(kept))
        finally:
            await connection.close()
    return stages


async def fill(
    connection: Connection, dsn: str, size: int, jobs: int, log: Callable[..., None]
) -> dict[str, Any]:
    """Seed up to `size` sets, in runs that can be told apart and finished."""
    while True:
        row = await connection.fetchrow(
            "SELECT coalesce(sum(s.sets), 0)::bigint AS planned, coalesce(max(s.seed), 0) AS seed,"
            " (SELECT o.sets FROM benchmarks.seeds AS o WHERE o.seconds IS NULL) AS open"
            " FROM benchmarks.seeds AS s"
        )
        assert row is not None
        if row["open"] is None and row["planned"] > size:
            raise Invalid(f"the database holds {row['planned']:,} sets already, more than {size:,}")
        if row["open"] is None and row["planned"] == size:
            break
        number, sets, resumed = row["seed"], row["open"], row["open"] is not None
        if sets is None:
            number, sets = number + 1, min(size - row["planned"], _MOST_AT_ONCE)
            await connection.execute(
                "INSERT INTO benchmarks.seeds (seed, sets) VALUES ($1, $2)", number, sets
            )
        seeded = await seed(dsn, sets=sets, seed=number, jobs=jobs, resume=True, advance=_progress(log, sets))
        await connection.execute(
            "UPDATE benchmarks.seeds SET stored = $2, seconds = $3 WHERE seed = $1",
            number,
            # How many of them the run that was interrupted had stored is not known.
            None if resumed else seeded.sets,
            seeded.seconds,
        )
    took = await connection.fetchrow(_TOOK, size)
    assert took is not None
    bytes_used = await connection.fetchval("SELECT pg_database_size(current_database())")
    return {
        "seed_seconds": round(took["seconds"], 1),
        "sets_a_second": took["sets_a_second"],
        "database_gb": round(bytes_used / 1e9, 2),
    }


def _progress(log: Callable[..., None], sets: int) -> Callable[[int], None]:
    done, step = 0, 0

    def advance(workouts: int) -> None:
        nonlocal done, step
        done += int(workouts * SETS_A_WORKOUT)
        if done * 20 // sets > step:
            step = done * 20 // sets
            log(f"  about {done:,} of {sets:,} sets")

    return advance


async def measure(connection: Connection, dsn: str) -> dict[str, Any]:
    kept = await connection.fetchval("SELECT vals FROM benchmarks.subjects")
    if kept is None:
        kept = json.dumps(await read_subjects(dsn))
        await connection.execute("INSERT INTO benchmarks.subjects (vals) VALUES ($1)", kept)
    parents = await read_parents(connection)
    queries = [
        {"query": query.name, "single_user": _is_of_one_user(query), **_cost(explained, parents)}
        async for query, explained in explain_all(dsn, json.loads(kept), _RUNS)
    ]
    # What was rolled back has left dead rows behind.
    await connection.execute("VACUUM (ANALYZE)")
    return {"queries": queries, "everyday": await _everyday(dsn)}


def _is_of_one_user(query: Query) -> bool:
    return not _OF_ONE_USER.isdisjoint(query.parameters)


def _cost(explained: list[dict[str, Any]], parents: Mapping[str, str]) -> dict[str, Any]:
    # Hint bits and pruning make single runs touch a page more.
    plan, cost = min(
        ((one["Plan"], read_cost(one["Plan"], parents)) for one in explained),
        key=lambda pair: pair[1].buffers,
    )
    times = [one["Execution Time"] for one in explained]
    return {
        "buffers": cost.buffers,
        "descents": cost.descents,
        "nodes": buffers_by_node(plan, parents),
        "median_ms": round(median(times), 3),
    }


async def _everyday(dsn: str) -> dict[str, dict[str, float]]:
    async with create_pool(dsn, min_size=1, max_size=1) as pool:
        subjects = await draw_subjects(pool, _SUBJECTS)
        figures: dict[str, dict[str, float]] = {}
        for name, read in READS.items():
            for subject in subjects:
                await read(pool, subject)
            seconds: list[float] = []
            for _ in range(_PASSES):
                for subject in subjects:
                    started = perf_counter()
                    await read(pool, subject)
                    seconds.append(perf_counter() - started)
            figures[name] = {
                "p50_ms": round(1000 * percentile(seconds, 0.5), 3),
                "p99_ms": round(1000 * percentile(seconds, 0.99), 3),
                "calls": len(seconds),
            }
        return figures


def percentile(values: Sequence[float], share: float) -> float:
    """Return the smallest value that at least `share` of them don't exceed."""
    return sorted(values)[max(0, math.ceil(len(values) * share) - 1)]


def grown(stages: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Return the queries that cost more than ALLOWED buffers more at the last size, each with the reason.

    The first size to compare with is a million sets where that was measured, as long as the last is larger.
    """
    base = _base(stages)
    before = {one["query"]: one for one in base["queries"]}
    found: list[dict[str, Any]] = []
    for one in stages[-1]["queries"]:
        first = before.get(one["query"])
        if first is not None and one["buffers"] - first["buffers"] > ALLOWED:
            found.append(
                {
                    "query": one["query"],
                    "single_user": one["single_user"],
                    "from": first["buffers"],
                    "to": one["buffers"],
                    "reason": reason_for(one["query"], first, one),
                }
            )
    return found


def _base(stages: Sequence[Mapping[str, Any]]) -> Mapping[str, Any]:
    million = [stage for stage in stages[:-1] if stage["size"] == 1_000_000]
    return (million or stages)[0]


def slope(stages: Sequence[Mapping[str, Any]], query: str, figure: str = "buffers") -> float | None:
    """Return by how much a figure of a query rises for each tenfold size (least squares)."""
    points = [
        (math.log10(stage["size"]), float(one[figure]))
        for stage in stages
        for one in stage["queries"]
        if one["query"] == query
    ]
    if len(points) < 2:
        return None
    mean_x, mean_y = (sum(values) / len(points) for values in zip(*points, strict=True))
    rise: float = sum((x - mean_x) * (y - mean_y) for x, y in points)
    spread: float = sum((x - mean_x) ** 2 for x, _ in points)
    return rise / spread


def _text(stages: Sequence[Mapping[str, Any]]) -> str:
    sizes = [stage["size"] for stage in stages]
    lines = [
        f"{stage['size']:>13,} sets: {stage['database_gb']} GB, seeded in {stage['seed_seconds']:.0f} s"
        for stage in stages
    ]
    lines += [
        "",
        f"{'query':<40}{'':>2}" + "".join(f"{size:>22,}" for size in sizes) + "   buffers/10x     ms/10x",
    ]
    for one in stages[-1]["queries"]:
        cells = ""
        for stage in stages:
            here = next((each for each in stage["queries"] if each["query"] == one["query"]), None)
            cells += f"{here['buffers']:>9} {here['median_ms']:>9.2f} ms" if here else f"{'-':>22}"
        mark = "*" if one["single_user"] else " "
        slopes = [slope(stages, one["query"], figure) for figure in ("buffers", "median_ms")]
        shown = "".join(f"{'' if each is None else f'{each:+.2f}':>12}" for each in slopes)
        lines.append(f"{one['query']:<40}{mark:>2}{cells}{shown}")
    lines += ["* of one user", "", f"{'everyday read, warm':<26}" + "".join(f"{size:>26,}" for size in sizes)]
    for name in READS:
        cells = "".join(
            f"{stage['everyday'][name]['p50_ms']:>9.2f} /{stage['everyday'][name]['p99_ms']:>9.2f} ms p99"
            for stage in stages
        )
        lines.append(f"{name:<26}{cells}")
    for one in grown(stages):
        of = "one user's" if one["single_user"] else "not of one user"
        lines.append(
            f"{one['query']} ({of}): {one['from']} -> {one['to']} buffers: {one['reason'] or 'NO REASON'}"
        )
    return "\n".join(lines)
