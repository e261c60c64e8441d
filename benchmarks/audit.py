"""What the audit costs: updates of sets with it, without any, and with a trigger that logs both whole rows.

Everything runs in transactions that are rolled back, the three ways in turn, so that a slow second hits all
of them; each figure is the best of its rounds. Notes are what changes: personal records need no upkeep then.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import time
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta

import asyncpg

import trackerdb
from benchmarks.databases import migrated
from trackerdb import exercises, users, workouts
from trackerdb.executor import Connection
from trackerdb.sets import SetDraft
from trackerdb.workouts import ExerciseDraft, WorkoutDraft

__all__ = ["Figure", "main"]

GOALS = {"single": 1.4, "bulk": 4.0}
_SETS_A_WORKOUT = 20
_SINGLES = 200

_WITHOUT = "DROP TRIGGER sets_audit_update ON tracker.sets; DROP TRIGGER sets_audit_rekey ON tracker.sets"
_WHOLE_ROWS = f"""
{_WITHOUT};
CREATE TABLE tracker.whole_rows (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    at timestamptz NOT NULL DEFAULT now(),
    actor text NOT NULL DEFAULT current_user,
    table_name text NOT NULL,
    operation text NOT NULL,
    old_row jsonb NOT NULL,
    new_row jsonb NOT NULL
);
CREATE FUNCTION tracker.log_whole_rows() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO tracker.whole_rows (table_name, operation, old_row, new_row)
    VALUES (TG_TABLE_NAME, TG_OP, to_jsonb(OLD), to_jsonb(NEW));
    RETURN NULL;
END
$$;
CREATE TRIGGER log_whole_rows AFTER UPDATE ON tracker.sets
FOR EACH ROW EXECUTE FUNCTION tracker.log_whole_rows()
"""
_WAYS = {"none": _WITHOUT, "trackerdb": "", "whole rows": _WHOLE_ROWS}

_BULK = "UPDATE tracker.sets SET notes = 'x' WHERE user_id = $1"
_SINGLE = """
UPDATE tracker.sets AS s SET notes = $5
WHERE s.user_id = $1 AND s.performed_on = $2 AND s.workout_id = $3 AND s.id = $4
"""


@dataclass(frozen=True, slots=True)
class Figure:
    """One way of auditing: microseconds a changed row, and their ratio to no audit's."""

    update: str
    way: str
    rows: int
    microseconds: float
    ratio: float


def main(argv: list[str]) -> int:
    """Measure and print; exit status 1 when a goal is missed and `--strict` asks for it."""
    parser = argparse.ArgumentParser(prog="benchmarks audit", description=__doc__)
    parser.add_argument("--database", metavar="DSN", help="a migrated database; default: a temporary one")
    parser.add_argument("--sets", type=int, default=10_000, help="rows of the bulk update")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--strict", action="store_true", help="fail when a goal is missed")
    options = parser.parse_args(argv)
    figures = asyncio.run(_run(options.database, options.sets, options.rounds))
    if options.json:
        print(json.dumps([asdict(figure) for figure in figures]))
    else:
        for figure in figures:
            print(
                f"{figure.update:<7} {figure.way:<11} {figure.rows:>7,} rows"
                f" {figure.microseconds:>9.1f} µs/row {figure.ratio:>6.2f}x"
            )
        print(", ".join(f"goal {name} {goal}x" for name, goal in GOALS.items()))
    missed = [one for one in figures if one.way == "trackerdb" and one.ratio > GOALS[one.update]]
    return int(bool(missed and options.strict))


async def _run(dsn: str | None, count: int, rounds: int) -> list[Figure]:
    async with migrated(dsn) as address, trackerdb.create_pool(address) as pool:
        user_id = await _fill(pool, count)
        connection = await asyncpg.connect(address)
        try:
            await connection.execute("ANALYZE")
            return [
                *await _compare(connection, "single", user_id, rounds),
                *await _compare(connection, "bulk", user_id, rounds),
            ]
        finally:
            await connection.close()
            await users.erase(pool, user_id)


async def _fill(pool: asyncpg.Pool[asyncpg.Record], count: int) -> int:
    email = f"audit-{time.time_ns()}@example.org"
    user = await users.create(pool, email=email, display_name="audit")
    bench = await exercises.create(
        pool, owner_id=user.id, name="Bench", exercise_type="strength", tracking="weight_reps"
    )
    done = [SetDraft(weight_g=100_000 + n, reps=5) for n in range(_SETS_A_WORKOUT)]
    one = ExerciseDraft(exercise_id=bench.id, sets=done)
    start = datetime(2025, 1, 1, tzinfo=UTC)
    await workouts.log_many(
        pool,
        user.id,
        [
            WorkoutDraft(started_at=start + timedelta(hours=n), exercises=[one])
            for n in range(max(1, count // _SETS_A_WORKOUT))
        ],
    )
    return user.id


async def _compare(connection: Connection, update: str, user_id: int, rounds: int) -> list[Figure]:
    best: dict[str, tuple[float, int]] = {}
    for _ in range(rounds):
        for way, preparation in _WAYS.items():
            seconds, rows = await _measure(connection, update, preparation, user_id)
            best[way] = min(best.get(way, (seconds, rows)), (seconds, rows))
    base = best["none"][0]
    return [
        Figure(update, way, rows, 1e6 * seconds / rows, seconds / base)
        for way, (seconds, rows) in best.items()
    ]


async def _measure(connection: Connection, update: str, preparation: str, user_id: int) -> tuple[float, int]:
    """Return the seconds that the update takes, and how many rows it changes."""
    transaction = connection.transaction()
    await transaction.start()
    try:
        if preparation:
            await connection.execute(preparation)
        if update == "bulk":
            started = time.perf_counter()
            status = await connection.execute(_BULK, user_id)
            return time.perf_counter() - started, int(status.rpartition(" ")[2])
        place = await connection.fetchrow(
            "SELECT performed_on, workout_id, id FROM tracker.sets WHERE user_id = $1 LIMIT 1", user_id
        )
        assert place is not None
        started = time.perf_counter()
        for number in range(_SINGLES):
            await connection.execute(_SINGLE, user_id, *place, str(number))
        return time.perf_counter() - started, _SINGLES
    finally:
        await transaction.rollback()
