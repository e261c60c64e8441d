"""Users, exercises and drafts for the tests of the repositories."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import TypeVar
from uuid import UUID

from trackerdb import exercises, users
from trackerdb.executor import Executor
from trackerdb.exercises import Exercise, NewExercise
from trackerdb.pages import Page
from trackerdb.users import User
from trackerdb.workouts import Workout

__all__ = ["NOON", "Everything", "bench", "everything", "new_exercises", "new_user", "tree"]

T = TypeVar("T")
Everything = dict[str, list[tuple[object, ...]]]

NOON = datetime(2026, 5, 5, 12, tzinfo=UTC)


async def new_user(db: Executor, name: str = "ana", *, time_zone: str = "UTC") -> User:
    return await users.create(db, email=f"{name}@example.org", display_name=name, time_zone=time_zone)


async def new_exercises(db: Executor, *names: str, owner_id: int | None = None) -> list[Exercise]:
    new = [NewExercise(name=name, exercise_type="strength", tracking="weight_reps") for name in names]
    return await exercises.create_many(db, new, owner_id=owner_id)


async def bench(db: Executor) -> int:
    [exercise] = await new_exercises(db, "Bench Press")
    return exercise.id


def tree(workout: Workout | None) -> list[tuple[UUID, int, list[UUID]]]:
    """The shape of a workout: place, exercise, sets."""
    assert workout is not None
    return [(one.id, one.exercise_id, [s.id for s in one.sets]) for one in workout.exercises]


async def everything(db: Executor) -> Everything:
    """Every row that a repository writes: what must be the same after a call that was refused."""
    tables = (
        "users",
        "user_logins",
        "exercises",
        "workouts",
        "workout_exercises",
        "sets",
        "personal_records",
    )
    return {
        table: [tuple(row) for row in await db.fetch(f"SELECT * FROM tracker.{table} AS t ORDER BY t::text")]
        for table in tables
    }


def items(pages: Sequence[Page[T]]) -> list[T]:
    return [item for page in pages for item in page.items]
