"""A user's log in memory: what the workouts of the database are compared with, one operation after another.

It knows nothing of SQL: dicts of what is there, and sets of what was there once.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from trackerdb.errors import Conflict, Invalid, NotFound
from trackerdb.sets import SetDraft
from trackerdb.workouts import ExerciseDraft, WorkoutDraft

__all__ = ["LogModel", "ModelExercise", "ModelWorkout"]

Fields = dict[str, Any]
_CONTENT = ("kind", "weight_g", "reps", "duration_ms", "distance_mm", "rpe", "completed_at", "notes")


@dataclass
class ModelExercise:
    exercise_id: int
    position: int
    superset: int | None
    notes: str | None
    sets: dict[UUID, Fields]

    @classmethod
    def of(cls, draft: ExerciseDraft, index: int) -> ModelExercise:
        sets: dict[UUID, Fields] = {}
        for place, one in enumerate(draft.sets):
            assert one.id is not None
            sets[one.id] = _fields(one, place)
        position = index if draft.position is None else draft.position
        return cls(draft.exercise_id, position, draft.superset, draft.notes, sets)

    def ordered(self) -> list[tuple[UUID, Fields]]:
        return sorted(self.sets.items(), key=lambda item: (item[1]["position"], item[0]))


def _fields(draft: SetDraft, place: int) -> Fields:
    position = place if draft.position is None else draft.position
    return {"position": position, **{name: getattr(draft, name) for name in _CONTENT}}


@dataclass
class ModelWorkout:
    performed_on: date
    started_at: datetime
    ended_at: datetime | None
    title: str | None
    notes: str | None
    exercises: dict[UUID, ModelExercise]
    logged: object
    deleted: bool = False
    once: set[UUID] = field(default_factory=set[UUID])

    def ordered(self) -> list[tuple[UUID, ModelExercise]]:
        return sorted(self.exercises.items(), key=lambda item: (item[1].position, item[0]))

    def tree(self) -> object:
        """Everything that a caller can see of it, in order."""
        return (
            (self.performed_on, self.started_at, self.ended_at, self.title, self.notes),
            _shape(self.ordered()),
        )

    def set_ids(self) -> set[UUID]:
        return {one for exercise in self.exercises.values() for one in exercise.sets}

    def buried(self) -> set[UUID]:
        return self.once - set(self.exercises) - self.set_ids()

    def remember(self) -> None:
        self.once |= set(self.exercises) | self.set_ids()


def _shape(exercises: Iterable[tuple[UUID, ModelExercise]]) -> object:
    return [
        (key, one.exercise_id, one.position, one.superset, one.notes, one.ordered()) for key, one in exercises
    ]


class LogModel:
    """One user's log. Each method raises what the function of the same name must raise."""

    def __init__(self, time_zone: str) -> None:
        self._zone = ZoneInfo(time_zone)
        self.workouts: dict[UUID, ModelWorkout] = {}

    def log(self, draft: WorkoutDraft) -> None:
        stored = self._stored(draft)
        if stored is None:
            self._insert(draft)
        elif stored.deleted:
            raise Conflict
        else:
            self._require_replay(stored, draft)

    def log_many(self, drafts: Sequence[WorkoutDraft]) -> None:
        batch: dict[UUID | None, WorkoutDraft] = {}
        for draft in drafts:
            if _written(batch.setdefault(draft.id, draft)) != _written(draft):
                raise Conflict
        for draft in batch.values():
            stored = self._stored(draft)
            if stored is not None and not stored.deleted:
                self._require_replay(stored, draft)
        for draft in batch.values():
            if self._stored(draft) is None:
                self._insert(draft)

    def save(self, draft: WorkoutDraft) -> None:
        stored = self._stored(draft)
        if stored is None:
            self._insert(draft)
            return
        if stored.deleted:
            raise Conflict
        if draft.performed_on is not None:
            stored.performed_on = draft.performed_on
        elif draft.started_at != stored.started_at:
            stored.performed_on = self._day(draft.started_at)
        stored.started_at, stored.ended_at = draft.started_at, draft.ended_at
        stored.title, stored.notes = draft.title, draft.notes
        stored.exercises = _exercises(draft)
        stored.remember()

    def update(self, workout_id: UUID, **fields: Any) -> None:
        workout = self._live(workout_id)
        ended_at = fields.get("ended_at")
        if ended_at is not None and ended_at < workout.started_at:
            raise Invalid("ended_at")
        for name, value in fields.items():
            setattr(workout, name, value)

    def reschedule(self, workout_id: UUID, started_at: datetime) -> None:
        workout = self._live(workout_id)
        if workout.ended_at is not None:
            workout.ended_at = started_at + (workout.ended_at - workout.started_at)
        workout.started_at, workout.performed_on = started_at, self._day(started_at)

    def delete(self, workout_id: UUID) -> None:
        self._live(workout_id).deleted = True

    def restore(self, workout_id: UUID) -> None:
        workout = self.workouts.get(workout_id)
        if workout is None or not workout.deleted:
            raise NotFound
        workout.deleted = False

    def add_exercise(self, workout_id: UUID, draft: ExerciseDraft) -> None:
        workout = self._live(workout_id)
        assert draft.id is not None
        following = max((one.position for one in workout.exercises.values()), default=-1) + 1
        new = ModelExercise.of(draft, following)
        known = workout.exercises.get(draft.id)
        if known is not None:
            same = (known.exercise_id, known.superset, known.notes) == (
                new.exercise_id,
                new.superset,
                new.notes,
            )
            if not same or any(known.sets.get(key) != value for key, value in new.sets.items()):
                raise Conflict
            return
        if draft.id in workout.once or set(new.sets) & (workout.buried() | workout.set_ids()):
            raise Conflict
        workout.exercises[draft.id] = new
        workout.remember()

    def move_exercise(self, workout_id: UUID, place: UUID, position: int) -> None:
        workout = self._live(workout_id)
        self._place(workout, place)
        order = [key for key, _ in workout.ordered() if key != place]
        order.insert(position, place)
        for index, key in enumerate(order):
            workout.exercises[key].position = index

    def replace_exercise(self, workout_id: UUID, place: UUID, exercise_id: int) -> None:
        self._place(self._live(workout_id), place).exercise_id = exercise_id

    def remove_exercise(self, workout_id: UUID, place: UUID) -> None:
        workout = self._live(workout_id)
        self._place(workout, place)
        del workout.exercises[place]

    def log_sets(self, workout_id: UUID, place: UUID, drafts: Sequence[SetDraft]) -> None:
        """`sets.log` is a batch of one."""
        workout = self._live(workout_id)
        exercise = self._place(workout, place)
        batch: dict[UUID, SetDraft] = {}
        for draft in drafts:
            assert draft.id is not None
            if batch.setdefault(draft.id, draft) != draft:
                raise Conflict
        for key in batch.keys() & workout.once:
            stored = exercise.sets.get(key)
            if stored is None or stored != _fields(batch[key], stored["position"]):
                raise Conflict
        new = {key: draft for key, draft in batch.items() if key not in workout.once}
        following = max((one["position"] for one in exercise.sets.values()), default=-1) + 1
        for index, (key, draft) in enumerate(new.items()):
            exercise.sets[key] = _fields(draft, following + index)
        workout.remember()

    def update_set(self, workout_id: UUID, set_id: UUID, **fields: Any) -> None:
        workout = self._live(workout_id)
        for exercise in workout.exercises.values():
            if set_id in exercise.sets:
                exercise.sets[set_id] |= fields
                return
        raise NotFound

    def live(self) -> list[tuple[UUID, ModelWorkout]]:
        """The workouts that are there, oldest first."""
        rows = [(key, workout) for key, workout in self.workouts.items() if not workout.deleted]
        return sorted(rows, key=lambda row: (row[1].performed_on, row[1].started_at, row[0]))

    def _stored(self, draft: WorkoutDraft) -> ModelWorkout | None:
        assert draft.id is not None
        return self.workouts.get(draft.id)

    def _live(self, workout_id: UUID) -> ModelWorkout:
        workout = self.workouts.get(workout_id)
        if workout is None or workout.deleted:
            raise NotFound
        return workout

    def _place(self, workout: ModelWorkout, place: UUID) -> ModelExercise:
        if place not in workout.exercises:
            raise NotFound
        return workout.exercises[place]

    def _day(self, moment: datetime) -> date:
        return moment.astimezone(self._zone).date()

    def _insert(self, draft: WorkoutDraft) -> None:
        assert draft.id is not None
        workout = ModelWorkout(
            draft.performed_on or self._day(draft.started_at),
            draft.started_at,
            draft.ended_at,
            draft.title,
            draft.notes,
            _exercises(draft),
            _written(draft),
        )
        workout.remember()
        self.workouts[draft.id] = workout

    def _require_replay(self, stored: ModelWorkout, draft: WorkoutDraft) -> None:
        as_stored = (
            (
                draft.performed_on or stored.performed_on,
                *(draft.started_at, draft.ended_at, draft.title, draft.notes),
            ),
            _shape(_sorted(_exercises(draft))),
        )
        if stored.logged != _written(draft) and stored.tree() != as_stored:
            raise Conflict


def _exercises(draft: WorkoutDraft) -> dict[UUID, ModelExercise]:
    found: dict[UUID, ModelExercise] = {}
    for index, one in enumerate(draft.exercises):
        assert one.id is not None
        found[one.id] = ModelExercise.of(one, index)
    return found


def _sorted(exercises: dict[UUID, ModelExercise]) -> list[tuple[UUID, ModelExercise]]:
    return sorted(exercises.items(), key=lambda item: (item[1].position, item[0]))


def _written(draft: WorkoutDraft) -> object:
    """What a draft says, whatever the order of its lists."""
    return (
        draft.performed_on,
        (draft.started_at, draft.ended_at, draft.title, draft.notes),
        _shape(_sorted(_exercises(draft))),
    )
