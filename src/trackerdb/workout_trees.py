"""Whole workouts, as they are stored. Public as parts of `trackerdb.workouts`."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from itertools import groupby
from typing import cast
from uuid import UUID

from pydantic import BaseModel, ConfigDict

from trackerdb.database import Executor
from trackerdb.enums import SetKind
from trackerdb.query import query
from trackerdb.rows import Row
from trackerdb.sets import LoggedSet

__all__ = ["FlatRow", "Workout", "WorkoutExercise", "assemble", "get"]


class WorkoutExercise(BaseModel):
    """An exercise's place in a workout, and its sets in order."""

    model_config = ConfigDict(frozen=True)

    id: UUID
    exercise_id: int
    name: str
    position: int
    superset: int | None
    notes: str | None
    sets: list[LoggedSet]


class Workout(BaseModel):
    """A stored workout with everything in it; `performed_on` is the local date it was done on."""

    model_config = ConfigDict(frozen=True)

    id: UUID
    user_id: int
    performed_on: date
    started_at: datetime
    ended_at: datetime | None
    title: str | None
    notes: str | None
    import_id: UUID | None
    revision: int
    created_at: datetime
    updated_at: datetime
    exercises: list[WorkoutExercise]


class FlatRow(Row):
    """A row of a workout's tree: one a set, or one an exercise without sets, or one for an empty workout."""

    id: UUID
    performed_on: date
    started_at: datetime
    ended_at: datetime | None
    title: str | None
    notes: str | None
    import_id: UUID | None
    revision: int
    created_at: datetime
    updated_at: datetime
    workout_exercise_id: UUID | None
    exercise_id: int | None
    exercise_name: str | None
    exercise_position: int | None
    superset: int | None
    exercise_notes: str | None
    set_id: UUID | None
    set_position: int | None
    kind: SetKind | None
    weight_g: int | None
    reps: int | None
    duration_ms: int | None
    distance_mm: int | None
    rpe: Decimal | None
    completed_at: datetime | None
    set_notes: str | None
    set_revision: int | None
    set_created_at: datetime | None
    set_updated_at: datetime | None


async def get(db: Executor, user_id: int, workout_id: UUID) -> Workout | None:
    """One workout with its exercises (names included) and sets in order, or None. One round trip."""
    rows = await _rows(db, user_id=user_id, workout_id=workout_id)
    return assemble(user_id, rows) if rows else None


def assemble(user_id: int, rows: Sequence[FlatRow]) -> Workout:
    """Make a workout of its flat rows, which are in order; there is at least one."""
    first = rows[0]
    return Workout(
        id=first.id,
        user_id=user_id,
        performed_on=first.performed_on,
        started_at=first.started_at,
        ended_at=first.ended_at,
        title=first.title,
        notes=first.notes,
        import_id=first.import_id,
        revision=first.revision,
        created_at=first.created_at,
        updated_at=first.updated_at,
        exercises=[
            _exercise(group)
            for key, group in groupby(rows, key=lambda row: row.workout_exercise_id)
            if key is not None
        ],
    )


def _exercise(group: Iterable[FlatRow]) -> WorkoutExercise:
    rows = list(group)
    first = rows[0]
    # The row's columns were checked when it was fetched; where there is an exercise, its fields are not null.
    return WorkoutExercise.model_construct(
        id=cast("UUID", first.workout_exercise_id),
        exercise_id=cast("int", first.exercise_id),
        name=cast("str", first.exercise_name),
        position=cast("int", first.exercise_position),
        superset=first.superset,
        notes=first.exercise_notes,
        sets=[_set(row) for row in rows if row.set_id is not None],
    )


def _set(row: FlatRow) -> LoggedSet:
    # As above: a set has all of these.
    return LoggedSet.model_construct(
        id=cast("UUID", row.set_id),
        workout_id=row.id,
        workout_exercise_id=cast("UUID", row.workout_exercise_id),
        exercise_id=cast("int", row.exercise_id),
        performed_on=row.performed_on,
        position=cast("int", row.set_position),
        kind=cast("SetKind", row.kind),
        weight_g=row.weight_g,
        reps=row.reps,
        duration_ms=row.duration_ms,
        distance_mm=row.distance_mm,
        rpe=row.rpe,
        completed_at=row.completed_at,
        notes=row.set_notes,
        revision=cast("int", row.set_revision),
        created_at=cast("datetime", row.set_created_at),
        updated_at=cast("datetime", row.set_updated_at),
    )


@query
async def _rows(db: Executor, *, user_id: int, workout_id: UUID) -> list[FlatRow]: ...
