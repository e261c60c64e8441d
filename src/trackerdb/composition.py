"""The exercises of a workout: add, move, replace, remove. Public as functions of `trackerdb.workouts`."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import cast
from uuid import UUID, uuid4

from trackerdb import set_batches, users
from trackerdb.database import Connection, Executor, transaction
from trackerdb.errors import Conflict, Invalid, NotFound
from trackerdb.query import query
from trackerdb.rows import Row
from trackerdb.set_batches import PlacedSet
from trackerdb.sets import content
from trackerdb.transactions import retried
from trackerdb.workout_drafts import CompleteDraft, ExerciseDraft, complete_exercise
from trackerdb.workout_trees import Workout, WorkoutExercise, get

__all__ = ["add_exercise", "move_exercise", "remove_exercise", "replace_exercise"]


class _Place(Row):
    performed_on: date
    id: UUID
    exercise_id: int
    position: int


class _UsableExercise(Row):
    asked_id: int
    id: int


@retried
async def add_exercise(db: Executor, user_id: int, workout_id: UUID, draft: ExerciseDraft) -> WorkoutExercise:
    """Add an exercise with its sets to a workout, after the last one unless the draft says where.

    Adding the same draft (by id) again changes nothing, even after more sets were logged. Raises NotFound for
    an unknown workout, Invalid for an unknown exercise, Conflict when the id is in use with other content.
    """
    async with transaction(db) as conn:
        workout = await _locked(conn, user_id, workout_id)
        known = next((one for one in workout.exercises if one.id == draft.id), None)
        if known is not None:
            _require_same(complete_exercise(draft, workout_id, known.position), known)
            return known
        usable = await require_usable(conn, user_id, [draft.exercise_id])
        draft = draft.model_copy(update={"exercise_id": usable[draft.exercise_id]})
        following = max((one.position for one in workout.exercises), default=-1) + 1
        named = draft if draft.id else draft.model_copy(update={"id": uuid4()})
        completed = complete_exercise(named, workout_id, following)
        await insert(conn, user_id, [(workout.performed_on, workout_id, completed)])
        stored = await _locked(conn, user_id, workout_id)
        return next(one for one in stored.exercises if one.id == completed.id)


def _require_same(draft: ExerciseDraft, known: WorkoutExercise) -> None:
    # Sets that were logged since, and where it was moved to, don't make it another exercise.
    stored = {one.id: content(one) for one in known.sets}
    same = all(getattr(draft, name) == getattr(known, name) for name in ("exercise_id", "superset", "notes"))
    if not same or any(stored.get(cast("UUID", one.id)) != content(one) for one in draft.sets):
        raise Conflict(f"exercise {known.id} of the workout is stored with other content")


@retried
async def move_exercise(
    db: Executor, user_id: int, workout_id: UUID, workout_exercise_id: UUID, *, position: int
) -> Workout:
    """Move an exercise of a workout to `position` (from 0) in its order; the others are renumbered from 0.

    A position beyond the end is the end. Raises NotFound, and Invalid for a negative position.
    """
    if position < 0:
        raise Invalid(f"position must be 0 or more, not {position}", constraint="position")
    async with transaction(db) as conn:
        await users.lock(conn, user_id)
        places = await _of_workout(conn, user_id=user_id, workout_id=workout_id)
        moved = _require(places, workout_id, workout_exercise_id)
        order = [place.id for place in places if place.id != workout_exercise_id]
        order.insert(min(position, len(order)), workout_exercise_id)
        await _renumber(
            conn,
            user_id=user_id,
            performed_on=moved.performed_on,
            workout_id=workout_id,
            ids=order,
            positions=list(range(len(order))),
        )
        return await _required_tree(conn, user_id, workout_id)


@retried
async def replace_exercise(
    db: Executor, user_id: int, workout_id: UUID, workout_exercise_id: UUID, *, exercise_id: int
) -> Workout:
    """Put another exercise in the place of one; its sets follow.

    Raises NotFound, and Invalid for an unknown exercise.
    """
    async with transaction(db) as conn:
        await users.lock(conn, user_id)
        place = _require(
            await _of_workout(conn, user_id=user_id, workout_id=workout_id), workout_id, workout_exercise_id
        )
        exercise_id = (await require_usable(conn, user_id, [exercise_id]))[exercise_id]
        if place.exercise_id != exercise_id:
            await _replace(
                conn,
                user_id=user_id,
                performed_on=place.performed_on,
                workout_id=workout_id,
                workout_exercise_id=workout_exercise_id,
                exercise_id=exercise_id,
            )
        return await _required_tree(conn, user_id, workout_id)


@retried
async def remove_exercise(db: Executor, user_id: int, workout_id: UUID, workout_exercise_id: UUID) -> Workout:
    """Delete an exercise of a workout with its sets (softly). Raises NotFound."""
    async with transaction(db) as conn:
        await users.lock(conn, user_id)
        place = _require(
            await _of_workout(conn, user_id=user_id, workout_id=workout_id), workout_id, workout_exercise_id
        )
        await _remove(
            conn,
            user_id=user_id,
            performed_on=place.performed_on,
            workout_id=workout_id,
            workout_exercise_id=workout_exercise_id,
            deletion_id=uuid4(),
        )
        return await _required_tree(conn, user_id, workout_id)


async def exercise_ids(conn: Executor, user_id: int, workout_id: UUID) -> set[int]:
    """Return the exercises that a live workout holds."""
    return {place.exercise_id for place in await _of_workout(conn, user_id=user_id, workout_id=workout_id)}


async def require_usable(conn: Executor, user_id: int, exercise_ids: Iterable[int]) -> dict[int, int]:
    """Return each exercise under its id, or under that of the one it was merged into.

    Raises Invalid unless each is the catalogue's or the user's own, and live.
    """
    asked = sorted(set(exercise_ids))
    usable = {row.asked_id: row.id for row in await _usable(conn, user_id=user_id, exercise_ids=asked)}
    unusable = [one for one in asked if one not in usable]
    if unusable:
        raise Invalid(
            f"there is no exercise {unusable[0]} that user {user_id} may log",
            constraint="workout_exercises_exercise_id_fkey",
            detail=f"exercise ids: {', '.join(map(str, unusable))}",
        )
    return usable


async def insert(conn: Connection, user_id: int, rows: Sequence[tuple[date, UUID, ExerciseDraft]]) -> None:
    """Store completed exercises of workouts, each with its workout's day and id, and their sets."""
    if not rows:
        return
    await _insert(
        conn,
        user_id=user_id,
        performed_on=[day for day, _, _ in rows],
        workout_ids=[workout_id for _, workout_id, _ in rows],
        ids=[cast("UUID", draft.id) for _, _, draft in rows],
        exercise_ids=[draft.exercise_id for _, _, draft in rows],
        positions=[cast("int", draft.position) for _, _, draft in rows],
        supersets=[draft.superset for _, _, draft in rows],
        notes=[draft.notes for _, _, draft in rows],
    )
    await set_batches.insert(
        conn,
        user_id,
        [
            PlacedSet(day, workout_id, cast("UUID", draft.id), draft.exercise_id, one)
            for day, workout_id, draft in rows
            for one in draft.sets
        ],
    )


async def make(conn: Executor, user_id: int, performed_on: date, complete: CompleteDraft) -> None:
    """Make the stored composition and sets of a workout those of the draft."""
    exercises = complete.draft.exercises
    deletion_id = uuid4()
    await _upsert(
        conn,
        user_id=user_id,
        performed_on=performed_on,
        workout_id=complete.id,
        ids=[cast("UUID", draft.id) for draft in exercises],
        exercise_ids=[draft.exercise_id for draft in exercises],
        positions=[cast("int", draft.position) for draft in exercises],
        supersets=[draft.superset for draft in exercises],
        notes=[draft.notes for draft in exercises],
    )
    await set_batches.make(
        conn, user_id, performed_on, complete.id, list(complete.sets(performed_on)), deletion_id
    )
    await _delete_missing(
        conn,
        user_id=user_id,
        performed_on=performed_on,
        workout_id=complete.id,
        deletion_id=deletion_id,
        keep=[cast("UUID", draft.id) for draft in exercises],
    )


async def _locked(conn: Executor, user_id: int, workout_id: UUID) -> Workout:
    await users.lock(conn, user_id)
    return await _required_tree(conn, user_id, workout_id)


async def _required_tree(conn: Executor, user_id: int, workout_id: UUID) -> Workout:
    workout = await get(conn, user_id, workout_id)
    if workout is None:
        raise NotFound(f"there is no workout {workout_id}")
    return workout


def _require(places: Sequence[_Place], workout_id: UUID, workout_exercise_id: UUID) -> _Place:
    for place in places:
        if place.id == workout_exercise_id:
            return place
    raise NotFound(f"there is no workout {workout_id} with an exercise {workout_exercise_id}")


@query
async def _insert(
    db: Executor,
    *,
    user_id: int,
    performed_on: list[date],
    workout_ids: list[UUID],
    ids: list[UUID],
    exercise_ids: list[int],
    positions: list[int],
    supersets: list[int | None],
    notes: list[str | None],
) -> None: ...


@query
async def _upsert(
    db: Executor,
    *,
    user_id: int,
    performed_on: date,
    workout_id: UUID,
    ids: list[UUID],
    exercise_ids: list[int],
    positions: list[int],
    supersets: list[int | None],
    notes: list[str | None],
) -> None: ...


@query
async def _delete_missing(
    db: Executor, *, user_id: int, performed_on: date, workout_id: UUID, deletion_id: UUID, keep: list[UUID]
) -> None: ...


@query
async def _of_workout(db: Executor, *, user_id: int, workout_id: UUID) -> list[_Place]: ...


@query
async def _usable(db: Executor, *, user_id: int, exercise_ids: list[int]) -> list[_UsableExercise]: ...


@query
async def _renumber(
    db: Executor,
    *,
    user_id: int,
    performed_on: date,
    workout_id: UUID,
    ids: list[UUID],
    positions: list[int],
) -> None: ...


@query
async def _replace(
    db: Executor,
    *,
    user_id: int,
    performed_on: date,
    workout_id: UUID,
    workout_exercise_id: UUID,
    exercise_id: int,
) -> None: ...


@query
async def _remove(
    db: Executor,
    *,
    user_id: int,
    performed_on: date,
    workout_id: UUID,
    workout_exercise_id: UUID,
    deletion_id: UUID,
) -> None: ...
