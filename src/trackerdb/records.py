"""Personal records: the best of each exercise in each metric, exact at every commit.

The database keeps them by itself, whatever writes the sets. `value` is in grams (max_weight,
estimated_one_rep_max, min_assistance, rep_max), repetitions (max_reps), gram-repetitions (max_set_volume),
milliseconds (max_duration), millimetres (max_distance) or milliseconds a kilometre (best_pace). For
min_assistance and best_pace less is better. Warm-ups and deleted sets never count; a tie keeps the earliest.

Which metrics an exercise has follows from its tracking (table `tracker.record_rules`); how they are computed
is SQL function `tracker.set_metrics`. The estimated one-rep max is Epley's weight x (1 + reps / 30) for 2 to
10 repetitions and the weight itself for one.
"""

from __future__ import annotations

from datetime import date
from uuid import UUID

from trackerdb import users
from trackerdb.database import Executor, transaction
from trackerdb.enums import RecordMetric
from trackerdb.errors import Invalid
from trackerdb.query import query
from trackerdb.rows import Row
from trackerdb.transactions import retried

__all__ = ["PersonalRecord", "RecordEvent", "current", "of_workout", "progression", "rebuild", "rep_maxes"]

_MOST_REPS = 20


class PersonalRecord(Row):
    """A current record; `reps` is the repetitions of a rep_max, else None. Units: see the module."""

    exercise_id: int
    metric: RecordMetric
    reps: int | None
    value: int
    performed_on: date
    workout_id: UUID
    set_id: UUID


class RecordEvent(PersonalRecord):
    """A day on which a record was set: better than every day before."""


async def current(db: Executor, user_id: int, *, exercise_id: int | None = None) -> list[PersonalRecord]:
    """The user's current records, of one exercise or of all."""
    if exercise_id is None:
        return await _current(db, user_id=user_id)
    return await _current_of(db, user_id=user_id, exercise_id=exercise_id)


@query
async def of_workout(db: Executor, user_id: int, workout_id: UUID) -> list[RecordEvent]:
    """What was a record in a workout on its day, whether or not it was beaten since."""
    ...


async def progression(
    db: Executor, user_id: int, exercise_id: int, metric: RecordMetric, *, reps: int | None = None
) -> list[RecordEvent]:
    """How a record improved, strictly, oldest first. `rep_max` needs `reps` (1 to 20), no other has it."""
    if reps not in (range(1, _MOST_REPS + 1) if metric == "rep_max" else (None,)):
        raise Invalid("reps is from 1 to 20 for rep_max, and None for every other metric", constraint="reps")
    return await _progression(db, user_id=user_id, exercise_id=exercise_id, metric=metric, reps=reps or 0)


@query
async def rep_maxes(db: Executor, user_id: int, exercise_id: int) -> list[PersonalRecord]:
    """The heaviest sets of exactly 1 to 20 repetitions, those that were ever done."""
    ...


@retried
async def rebuild(db: Executor, user_id: int, *, exercise_id: int | None = None) -> int:
    """Compute the user's records anew from the sets, and return how many there are now.

    The database keeps the records exact by itself: this is for doubt, and for repairs behind its back. What
    stood before the oldest attached partition of sets is kept. Raises NotFound for an unknown user.
    """
    async with transaction(db) as conn:
        await users.lock(conn, user_id)
        if exercise_id is None:
            ids = await _exercise_ids(conn, user_id=user_id)
        else:
            found = await _leads_to(conn, exercise_id=exercise_id)
            ids = [] if found is None else [found]
        await _rebuild(conn, user_id=user_id, exercise_ids=ids)
        return await _count(conn, user_id=user_id, exercise_ids=ids)


@query
async def _current(db: Executor, *, user_id: int) -> list[PersonalRecord]: ...


@query
async def _current_of(db: Executor, *, user_id: int, exercise_id: int) -> list[PersonalRecord]: ...


@query
async def _progression(
    db: Executor, *, user_id: int, exercise_id: int, metric: RecordMetric, reps: int
) -> list[RecordEvent]: ...


@query
async def _exercise_ids(db: Executor, *, user_id: int) -> list[int]: ...


@query
async def _leads_to(db: Executor, *, exercise_id: int) -> int | None: ...


@query
async def _rebuild(db: Executor, *, user_id: int, exercise_ids: list[int]) -> None: ...


@query
async def _count(db: Executor, *, user_id: int, exercise_ids: list[int]) -> int: ...
