"""The ways into `tracker.sets` for many rows: arrays and unnest, COPY, and COPY into a staging table."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from statistics import median
from time import perf_counter
from typing import TYPE_CHECKING, NamedTuple

from trackerdb import workouts
from trackerdb.database import transaction
from trackerdb.set_batches import COLUMNS, PlacedSet, copy, insert_arrays, records
from trackerdb.workout_drafts import complete
from trackerdb.workouts import WorkoutDraft

if TYPE_CHECKING:
    from trackerdb.executor import Connection
    from trackerdb.pool import TrackerPool

__all__ = ["ROUTES", "Route", "compare"]

_NAMES = ", ".join(COLUMNS)


class Route(NamedTuple):
    """Median seconds of one way to store so many sets, and their ratio to those of unnest."""

    sets: int
    route: str
    seconds: float
    ratio: float


async def compare(
    pool: TrackerPool, user_id: int, logs: Mapping[int, Sequence[WorkoutDraft]], rounds: int
) -> list[Route]:
    """Store the sets of each log, by its size, in every way in turn; nothing of it stays."""
    found: list[Route] = []
    names = list(ROUTES)
    for size, drafts in logs.items():
        seconds: dict[str, list[float]] = {name: [] for name in ROUTES}
        for number in range(rounds * len(ROUTES)):
            if number % len(ROUTES) == 0:
                # What was rolled back would slow down whoever comes later; and whoever comes first would pay
                # for reading the catalogue anew.
                await pool.execute("VACUUM tracker.workouts, tracker.workout_exercises, tracker.sets")
                for store in ROUTES.values():
                    await _rolled_back(pool, store, user_id, drafts[:1])
            # Each way is first, second and last equally often.
            name = names[(number + number // len(ROUTES)) % len(ROUTES)]
            seconds[name].append(await _rolled_back(pool, ROUTES[name], user_id, drafts))
        base = median(seconds["unnest"])
        found += [Route(size, name, median(taken), median(taken) / base) for name, taken in seconds.items()]
    return found


class _Undone(Exception):
    pass


async def _rolled_back(
    pool: TrackerPool, store: Store, user_id: int, drafts: Sequence[WorkoutDraft]
) -> float:
    """Return the seconds that the sets took, in workouts that are stored before."""
    batch = [complete(draft) for draft in drafts]
    rows = [row for one in batch for row in one.sets(one.draft.started_at.date())]
    empty = [_without_sets(one.draft) for one in batch]
    seconds = 0.0
    try:
        async with transaction(pool) as conn:
            await workouts.log_many(conn, user_id, empty)
            start = perf_counter()
            await store(conn, user_id, rows)
            seconds = perf_counter() - start
            raise _Undone
    except _Undone:
        return seconds


def _without_sets(draft: WorkoutDraft) -> WorkoutDraft:
    return draft.model_copy(
        update={"exercises": [one.model_copy(update={"sets": []}) for one in draft.exercises]}
    )


async def _copy(conn: Connection, user_id: int, rows: Sequence[PlacedSet]) -> None:
    if not await copy(conn, user_id, rows):
        raise AssertionError("a value can't be copied")


async def _staged(conn: Connection, user_id: int, rows: Sequence[PlacedSet]) -> None:
    await conn.execute(
        f"CREATE TEMPORARY TABLE staged_sets ON COMMIT DROP AS SELECT {_NAMES} FROM tracker.sets WITH NO DATA"
    )
    await conn.copy_records_to_table("staged_sets", records=records(user_id, rows), columns=COLUMNS)
    await conn.execute(f"INSERT INTO tracker.sets ({_NAMES}) SELECT {_NAMES} FROM staged_sets")


Store = Callable[["Connection", int, Sequence[PlacedSet]], Awaitable[None]]
ROUTES: dict[str, Store] = {"unnest": insert_arrays, "COPY": _copy, "staged COPY": _staged}
