"""What callers hand in to store workouts, and how it is completed: ids, positions, fingerprint."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import cast
from uuid import UUID, uuid4, uuid5

from pydantic import Field
from pydantic_core import PydanticSerializationError

from trackerdb.drafts import Draft, in_utc
from trackerdb.errors import Invalid
from trackerdb.set_batches import PlacedSet, SetDraft

__all__ = ["CompleteDraft", "ExerciseDraft", "WorkoutDraft", "complete", "complete_exercise"]


class ExerciseDraft(Draft):
    """An exercise of a workout with its sets; those with the same `superset` number are done in turn."""

    id: UUID | None = None
    exercise_id: int
    position: int | None = None
    superset: int | None = None
    notes: str | None = None
    sets: list[SetDraft] = Field(default_factory=list[SetDraft])


class WorkoutDraft(Draft):
    """A workout with everything in it.

    An `id` makes storing it twice harmless; positions default to the lists' order, from 0; `performed_on`
    defaults to the local date of `started_at` in the user's time zone.
    """

    id: UUID | None = None
    started_at: datetime
    ended_at: datetime | None = None
    performed_on: date | None = None
    title: str | None = None
    notes: str | None = None
    exercises: list[ExerciseDraft] = Field(default_factory=list[ExerciseDraft])


@dataclass(frozen=True, slots=True)
class CompleteDraft:
    """A draft in which every id and position is set. `hash` is the SHA-256 of its content."""

    id: UUID
    draft: WorkoutDraft
    hash: bytes

    def with_exercises(self, ids: Mapping[int, int]) -> CompleteDraft:
        """Put other exercises in the place of these; the hash stays that of what was handed in."""
        exercises = [
            one.model_copy(update={"exercise_id": ids.get(one.exercise_id, one.exercise_id)})
            for one in self.draft.exercises
        ]
        return replace(self, draft=self.draft.model_copy(update={"exercises": exercises}))

    def sets(self, performed_on: date) -> Iterator[PlacedSet]:
        """Yield every set with its place."""
        for exercise in self.draft.exercises:
            for one in exercise.sets:
                yield PlacedSet(performed_on, self.id, cast("UUID", exercise.id), exercise.exercise_id, one)


def complete(draft: WorkoutDraft) -> CompleteDraft:
    """Set the ids and positions that are missing, and put the times in UTC.

    Below a workout with an id they follow from it and from the place in the list, so that the same draft
    always gives the same ids. Raises Invalid for a naive time, or an id that stands twice.
    """
    workout_id = draft.id or uuid4()
    exercises = [
        complete_exercise(exercise, workout_id, index) for index, exercise in enumerate(draft.exercises)
    ]
    _require_unique("exercises", [cast("UUID", exercise.id) for exercise in exercises])
    _require_unique("sets", [cast("UUID", one.id) for exercise in exercises for one in exercise.sets])
    completed = draft.model_copy(
        update={
            "id": workout_id,
            "started_at": in_utc("started_at", draft.started_at),
            "ended_at": in_utc("ended_at", draft.ended_at),
            "exercises": exercises,
        }
    )
    return CompleteDraft(workout_id, completed, _hash(completed))


def complete_exercise(draft: ExerciseDraft, workout_id: UUID, index: int) -> ExerciseDraft:
    """Complete one exercise of a workout, the `index`th of it."""
    exercise_id = draft.id or uuid5(workout_id, f"exercise {index}")
    sets = [
        one.model_copy(
            update={
                "id": one.id or uuid5(exercise_id, f"set {place}"),
                "position": place if one.position is None else one.position,
                "completed_at": in_utc("completed_at", one.completed_at),
            }
        )
        for place, one in enumerate(draft.sets)
    ]
    position = index if draft.position is None else draft.position
    return draft.model_copy(update={"id": exercise_id, "position": position, "sets": sets})


def _require_unique(what: str, ids: Sequence[UUID]) -> None:
    if len(set(ids)) < len(ids):
        raise Invalid(f"two {what} of the workout have the same id", constraint="id")


def _hash(draft: WorkoutDraft) -> bytes:
    exercises = [
        exercise.model_copy(update={"sets": sorted(exercise.sets, key=lambda one: (one.position, one.id))})
        for exercise in draft.exercises
    ]
    plain = draft.model_copy(
        update={"exercises": sorted(exercises, key=lambda exercise: (exercise.position, exercise.id))}
    )
    try:
        content = plain.model_dump_json()
    except PydanticSerializationError as error:
        raise Invalid("a text of the workout is not valid Unicode", detail=str(error)) from error
    return hashlib.sha256(content.encode()).digest()
