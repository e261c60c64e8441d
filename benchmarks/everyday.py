"""The ten reads that an application sends all day, through the library, for workouts drawn at random."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from trackerdb import exercises, records, sets, workouts

if TYPE_CHECKING:
    from trackerdb.executor import Executor

__all__ = ["READS", "Subject", "draw_subjects"]


@dataclass(frozen=True, slots=True)
class Subject:
    """Somebody's workout: who looks at what, on which day."""

    user_id: int
    workout_id: UUID
    performed_on: date
    exercise_ids: tuple[int, ...]
    workout_exercise_id: UUID


Read = Callable[["Executor", Subject], Awaitable[object]]

READS: Mapping[str, Read] = {
    "workouts.history": lambda db, of: workouts.history(db, of.user_id),
    "workouts.get": lambda db, of: workouts.get(db, of.user_id, of.workout_id),
    "workouts.between": lambda db, of: workouts.between(
        db, of.user_id, since=of.performed_on - timedelta(days=7), until=of.performed_on + timedelta(days=1)
    ),
    "workouts.calendar": lambda db, of: workouts.calendar(
        db, of.user_id, since=of.performed_on - timedelta(days=90), until=of.performed_on + timedelta(days=1)
    ),
    "sets.last_performed": lambda db, of: sets.last_performed(db, of.user_id, of.exercise_ids),
    "sets.history": lambda db, of: sets.history(db, of.user_id, of.exercise_ids[0]),
    "records.current": lambda db, of: records.current(db, of.user_id, exercise_id=of.exercise_ids[0]),
    "records.of_workout": lambda db, of: records.of_workout(db, of.user_id, of.workout_id),
    "exercises.search": lambda db, of: exercises.search(db, "dumbell bench", user_id=of.user_id),
    "exercises.recently_used": lambda db, of: exercises.recently_used(db, of.user_id),
}

# A workout each, so that who trains more is looked at more. The share is of the pages, or of the rows where
# those are few; the order by hash makes the choice the same in every run.
_DRAW = """
SELECT
    w.user_id, w.id, w.performed_on, c.exercise_ids, c.workout_exercise_id
FROM (
    SELECT s.user_id, s.id, s.performed_on
    FROM tracker.workouts AS s TABLESAMPLE BERNOULLI ({share}) REPEATABLE (1)
    WHERE
        s.deleted_at IS NULL
        AND (SELECT u.deleted_at IS NULL FROM tracker.users AS u WHERE u.id = s.user_id)
    ORDER BY uuid_hash_extended(s.id, 1)
    LIMIT $1
) AS w
CROSS JOIN LATERAL (
    SELECT
        array_agg(e.exercise_id ORDER BY e.position) AS exercise_ids,
        (array_agg(e.id ORDER BY e.position))[1] AS workout_exercise_id
    FROM tracker.workout_exercises AS e
    JOIN tracker.exercises AS x ON x.id = e.exercise_id AND x.deleted_at IS NULL AND x.merged_into IS NULL
    WHERE
        e.user_id = w.user_id AND e.performed_on = w.performed_on AND e.workout_id = w.id
        AND e.deleted_at IS NULL
) AS c
WHERE c.exercise_ids IS NOT NULL
"""


async def draw_subjects(db: Executor, count: int) -> list[Subject]:
    """Draw about `count` live workouts, the same ones on the same data."""
    estimate: float = await db.fetchval(
        "SELECT greatest(reltuples, 1) FROM pg_catalog.pg_class WHERE oid = 'tracker.workouts'::regclass"
    )
    share = min(100.0, 100.0 * 2 * count / estimate)
    rows = await db.fetch(_DRAW.format(share=f"{share:.6f}"), count)
    return [
        Subject(
            row["user_id"],
            row["id"],
            row["performed_on"],
            tuple(row["exercise_ids"]),
            row["workout_exercise_id"],
        )
        for row in rows
    ]
