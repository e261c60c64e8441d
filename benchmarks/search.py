"""Exercise search: quality, and latency and buffers at scale, typed letter by letter."""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import statistics
import sys
import time
import tomllib
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import asyncpg

from trackerdb import catalogue_store, embedded, exercises, migrations

_HERE = Path(__file__).parent
_TRUTH = _HERE.parent / "tests" / "data" / "search_queries.toml"
_TYPED = (
    "bench press",
    "incline dumbbell",
    "romanian deadlift",
    "sqaut",
    "tricep pushdown",
    "chest dumbbell",
    "lat pull",
)
_OWNERS = 2_000
_LABEL = "A user of the search benchmark"


def main(argv: list[str]) -> int:
    """Run the benchmark; it seeds what is missing into the database, by default one that is thrown away."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks search", description=__doc__)
    parser.add_argument("--database", default=os.environ.get("DATABASE_URL"), metavar="DSN")
    parser.add_argument(
        "--exercises", type=int, default=100_000, help="how many there are; 70 %% are users' own"
    )
    parser.add_argument("--rounds", type=int, default=3, help="how often each query is typed")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args(argv)
    with _database(options.database) as dsn:
        result = asyncio.run(_run(dsn, options.exercises, options.rounds))
    print(json.dumps(result) if options.json else _text(result))
    return 0


@contextmanager
def _database(dsn: str | None) -> Generator[str]:
    if dsn:
        yield dsn
        return
    with embedded.server() as temporary:
        asyncio.run(migrations.apply(temporary))
        yield temporary


async def _run(dsn: str, count: int, rounds: int) -> dict[str, Any]:
    connection = await asyncpg.connect(dsn)
    try:
        await catalogue_store.load(connection)
        quality = await _quality(connection)
        user_id = await _seed(connection, count)
        stored = await connection.fetchval("SELECT count(*) FROM tracker.exercises")
        return {"exercises": stored, **quality, **await _latency(connection, user_id, rounds)}
    finally:
        await connection.close()


async def _quality(connection: Any) -> dict[str, float]:
    truth: dict[str, dict[str, dict[str, str]]] = tomllib.loads(_TRUTH.read_text(encoding="utf-8"))
    result: dict[str, float] = {}
    for half in ("tuning", "test"):
        ranks: list[float] = []
        for query, wanted in truth[half].items():
            if "ours" not in wanted:
                continue
            names = wanted["ours"].replace(" / ", "; ").split("; ")
            hits = await exercises.search(connection, query, limit=10)
            ranks.append(next((1 / rank for rank, hit in enumerate(hits, 1) if hit.name in names), 0.0))
        result[f"mrr_{half}"] = round(statistics.mean(ranks), 4)
    return result


async def _seed(connection: Any, count: int) -> int:
    """Add what is missing up to `count` exercises; return a user who owns some of them."""
    stored: int = await connection.fetchval("SELECT count(*) FROM tracker.exercises")
    owner: int | None = await connection.fetchval(
        "SELECT min(id) FROM tracker.users WHERE display_name = $1", _LABEL
    )
    if owner is None:
        owner = await connection.fetchval(
            "WITH made AS (INSERT INTO tracker.users (display_name, time_zone)"
            " SELECT $1, 'UTC' FROM generate_series(1, $2::integer) RETURNING id) SELECT min(id) FROM made",
            _LABEL,
            _OWNERS,
        )
    if stored < count:
        print(f"seeding {count - stored} exercises; that takes minutes", file=sys.stderr)
        statements = (_HERE / "search.sql").read_text(encoding="utf-8").split(";\n")
        for statement in statements[:-1]:
            if "$1" in statement:
                await connection.execute(statement, count - stored, _OWNERS, owner)
            else:
                await connection.execute(statement)
    owning: int | None = await connection.fetchval(
        "SELECT min(e.owner_id) FROM tracker.exercises AS e JOIN tracker.users AS u ON u.id = e.owner_id"
        " WHERE u.display_name = $1",
        _LABEL,
    )
    assert owner is not None
    return owning or owner


async def _latency(connection: Any, user_id: int, rounds: int) -> dict[str, Any]:
    typed = [text[:length] for text in _TYPED for length in range(1, len(text) + 1)]
    for text in typed:
        await exercises.search(connection, text, user_id=user_id)
    seconds: list[float] = []
    for text in typed * rounds:
        started = time.perf_counter()
        await exercises.search(connection, text, user_id=user_id)
        seconds.append(time.perf_counter() - started)
    buffers = [await _buffers(connection, text, user_id) for text in typed]
    return {
        "queries": len(typed),
        "p50_ms": round(statistics.median(seconds) * 1000, 2),
        "p95_ms": round(_percentile(seconds, 0.95) * 1000, 2),
        "buffers_p50": statistics.median(buffers),
        "buffers_max": max(buffers),
    }


async def _buffers(connection: Any, text: str, user_id: int) -> int:
    plan = await connection.fetchval(
        "EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON)"
        " SELECT * FROM tracker.search_exercises($1, $2, NULL, NULL, NULL, 20)",
        text,
        user_id,
    )
    root = json.loads(plan)[0]["Plan"]
    return int(root["Shared Hit Blocks"]) + int(root["Shared Read Blocks"])


def _percentile(values: list[float], share: float) -> float:
    return sorted(values)[min(len(values) - 1, int(len(values) * share))]


def _text(result: dict[str, Any]) -> str:
    return "\n".join(f"{key:12} {value}" for key, value in result.items())
