"""What it costs to let a year of sets go: DETACH and DROP of its partition against DELETE and VACUUM.

The oldest year's rows go, for good: not for a database that is needed. Both ways see the same rows: they are
copied before the DELETE and put back after it. The DELETE has the best of conditions: no trigger fires, and
the year's rows lie together. In a table without partitions it would have to find them, and VACUUM would have
to read all other rows' indexes.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import sys
from collections.abc import Awaitable, Callable
from dataclasses import asdict, dataclass
from time import perf_counter
from typing import TYPE_CHECKING, Any

import asyncpg

from benchmarks.databases import migrated
from benchmarks.seed import seed
from trackerdb import create_pool, partitions
from trackerdb.errors import Invalid, TrackerError

if TYPE_CHECKING:
    from trackerdb.executor import Connection

__all__ = ["delete_and_put_back", "main"]

_COPY = "benchmarks.year_of_sets"


@dataclass(frozen=True, slots=True)
class _Cost:
    """Seconds and bytes of WAL."""

    seconds: float
    wal_bytes: int

    def __add__(self, other: _Cost) -> _Cost:
        return _Cost(self.seconds + other.seconds, self.wal_bytes + other.wal_bytes)


def main(argv: list[str]) -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks retention", description=__doc__)
    parser.add_argument("--database", metavar="DSN", help="a seeded database; default: a temporary one")
    parser.add_argument(
        "--sets", type=int, default=150_000, help="of the temporary one (default: %(default)s)"
    )
    parser.add_argument("--json", action="store_true", help="print JSON")
    options = parser.parse_args(argv)
    try:
        result = asyncio.run(_run(options.database, options.sets))
    except TrackerError as error:
        print(error, file=sys.stderr)
        return 1
    print(json.dumps(result) if options.json else _text(result))
    return 0


async def _run(dsn: str | None, sets: int) -> dict[str, Any]:
    async with migrated(dsn) as address:
        if dsn is None:
            await seed(address, sets=sets, jobs=2)
        connection = await asyncpg.connect(address)
        try:
            async with create_pool(address, max_size=2) as pool:
                older, year = await _oldest_with_rows(connection, pool)
                known = {one.name: one for one in await partitions.list_all(pool) if one.parent == "sets"}
                leaving = [one for one in known.values() if one.upper <= known[year].upper]
                if older is not None:
                    for one in await partitions.detach(pool, older):
                        await connection.execute(f"DROP TABLE tracker.{one.name}")
                rows: int = await connection.fetchval(f"SELECT count(*) FROM tracker.{year}")
                deleted = await delete_and_put_back(connection, year)
                detached = await _cost(connection, lambda: partitions.detach(pool, year))
                dropped = await _cost(connection, lambda: connection.execute(f"DROP TABLE tracker.{year}"))
                # Whoever goes on with this database writes to these years, whose records go with their sets.
                for left in reversed(leaving):
                    await connection.execute("SELECT tracker.create_partition_table('sets', $1)", left.name)
                    await connection.execute(
                        "SELECT tracker.attach_partition_again('sets', $1, $2, $3)",
                        left.name,
                        left.lower,
                        left.upper,
                    )
        finally:
            await connection.close()
    gone = detached + dropped
    return {
        "partition": year,
        "rows": rows,
        "detach_and_drop": asdict(gone),
        "delete_and_vacuum": asdict(deleted),
        "time_ratio": round(deleted.seconds / gone.seconds, 1),
        "wal_ratio": round(deleted.wal_bytes / max(gone.wal_bytes, 1), 1),
    }


async def _oldest_with_rows(connection: Connection, pool: Any) -> tuple[str | None, str]:
    """Return the oldest partition that holds rows, and the empty one before it."""
    older = None
    for one in sorted(await partitions.list_all(pool), key=lambda each: each.upper):
        if one.parent == "sets" and one.state == "attached":
            if await connection.fetchval(f"SELECT EXISTS (SELECT FROM tracker.{one.name})"):
                return older, one.name
            older = one.name
    raise Invalid("the database holds no sets: run `python -m benchmarks seed`")


async def delete_and_put_back(connection: Connection, year: str) -> _Cost:
    """Delete the year's rows, and put them back."""
    await connection.execute(
        f"CREATE SCHEMA IF NOT EXISTS benchmarks; DROP TABLE IF EXISTS {_COPY};"
        f" CREATE UNLOGGED TABLE {_COPY} AS TABLE tracker.{year};"
        f" ALTER TABLE tracker.{year} DISABLE TRIGGER USER"
    )
    cost = await _cost(connection, lambda: connection.execute(f"DELETE FROM tracker.{year}"))
    cost += await _cost(connection, lambda: connection.execute(f"VACUUM tracker.{year}"))
    await connection.execute(
        f"INSERT INTO tracker.{year} SELECT * FROM {_COPY};"
        f" ALTER TABLE tracker.{year} ENABLE TRIGGER USER; DROP TABLE {_COPY}"
    )
    await connection.execute(f"VACUUM (ANALYZE) tracker.{year}")
    return cost


async def _cost(connection: Connection, work: Callable[[], Awaitable[object]]) -> _Cost:
    before = await connection.fetchval("SELECT pg_current_wal_insert_lsn()")
    started = perf_counter()
    await work()
    seconds = perf_counter() - started
    written: int = await connection.fetchval(
        "SELECT pg_wal_lsn_diff(pg_current_wal_insert_lsn(), $1::pg_lsn)::bigint", before
    )
    return _Cost(round(seconds, 4), written)


def _text(result: dict[str, Any]) -> str:
    lines = [f"{result['partition']}: {result['rows']:,} sets"]
    for way in ("detach_and_drop", "delete_and_vacuum"):
        cost = result[way]
        lines.append(
            f"{way.replace('_', ' '):<20}{cost['seconds']:>10.3f} s{cost['wal_bytes'] / 1e6:>12.3f} MB WAL"
        )
    lines.append(f"{result['time_ratio']} times as fast, {result['wal_ratio']} times less WAL")
    return "\n".join(lines)
