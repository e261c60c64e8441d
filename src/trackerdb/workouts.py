"""Workouts: the log of a user, each workout a tree of exercises and sets.

Every write first takes the user's head row, so that the writers of one user follow each other, and every
write of a tree is one transaction.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from typing import cast
from uuid import UUID, uuid4

from trackerdb import composition, partitions, users
from trackerdb.composition import add_exercise, move_exercise, remove_exercise, replace_exercise
from trackerdb.database import Connection, Executor, transaction
from trackerdb.errors import Conflict, Invalid, NotFound, StaleRevision
from trackerdb.query import query
from trackerdb.results import BatchResult
from trackerdb.rows import Row
from trackerdb.sets import LoggedSet, SetDraft, content
from trackerdb.transactions import retried
from trackerdb.unset import UNSET, Unset, changed, value_or_none
from trackerdb.workout_drafts import CompleteDraft, ExerciseDraft, WorkoutDraft, complete
from trackerdb.workout_lists import (
    DayCount,
    Streak,
    WorkoutSummary,
    between,
    calendar,
    containing,
    history,
    streak,
)
from trackerdb.workout_trees import Workout, WorkoutExercise, get

__all__ = [
    "DayCount",
    "ExerciseDraft",
    "Streak",
    "Workout",
    "WorkoutDraft",
    "WorkoutExercise",
    "WorkoutSummary",
    "add_exercise",
    "between",
    "calendar",
    "containing",
    "delete",
    "get",
    "history",
    "log",
    "log_many",
    "move_exercise",
    "remove_exercise",
    "replace_exercise",
    "reschedule",
    "restore",
    "save",
    "streak",
    "update",
]


class _Stored(Row):
    id: UUID
    performed_on: date
    started_at: datetime
    revision: int
    draft_hash: bytes | None
    deleted_at: datetime | None


class _Inserted(Row):
    id: UUID
    performed_on: date


@retried
async def log(db: Executor, user_id: int, draft: WorkoutDraft) -> Workout:
    """Store a whole workout in one transaction.

    Replaying the same draft (by id) changes nothing, even after the workout was edited. Raises Conflict when
    the id is stored with other content, or deleted; NotFound for an unknown user; Invalid for an unknown
    exercise, a naive time or a bad value.
    """
    one = complete(draft)
    async with transaction(db) as conn:
        time_zone = await users.lock(conn, user_id)
        known = await _stored(conn, user_id=user_id, workout_ids=[one.id])
        if known and known[0].deleted_at is not None:
            raise Conflict(f"workout {one.id} was deleted: workouts.restore brings it back")
        if known:
            await _require_replay(conn, user_id, one, known[0])
        else:
            await _insert_all(conn, user_id, [one], time_zone, import_id=None)
        return await _require(conn, user_id, one.id)


@retried
async def log_many(
    db: Executor, user_id: int, drafts: Iterable[WorkoutDraft], *, import_id: UUID | None = None
) -> BatchResult:
    """Store many workouts, all or none; `inserted` and `unchanged` count workouts, `sets` the new sets.

    Workouts that are stored already, deleted ones included, count as unchanged; other content under a stored
    id raises Conflict. Errors as in `log`.
    """
    batch = [complete(draft) for draft in drafts]
    if len({one.id for one in batch}) < len(batch):
        batch = _without_repeats(batch)
    days = (one.draft.performed_on or one.draft.started_at.date() for one in batch)
    await partitions.prepare(db, max(days, default=date.min))
    async with transaction(db) as conn:
        time_zone = await users.lock(conn, user_id)
        rows = await _stored(conn, user_id=user_id, workout_ids=[one.id for one in batch])
        known = {row.id: row for row in rows}
        for one in batch:
            if one.id in known and known[one.id].deleted_at is None:
                await _require_replay(conn, user_id, one, known[one.id])
        new = [one for one in batch if one.id not in known]
        await _insert_all(conn, user_id, new, time_zone, import_id=import_id)
    return BatchResult(
        inserted=len(new),
        unchanged=len(batch) - len(new),
        sets=sum(len(exercise.sets) for one in new for exercise in one.draft.exercises),
    )


@retried
async def save(
    db: Executor, user_id: int, draft: WorkoutDraft, *, expected_revision: int | None = None
) -> Workout:
    """Make a workout what the draft says: insert it, or change, add and remove what differs.

    Exercises and sets are told apart by id; one that is deleted comes back. Without `performed_on` the stored
    day stays as long as `started_at` does. Raises StaleRevision when the workout is no longer at
    `expected_revision`, and the errors of `log`.
    """
    one = complete(draft)
    async with transaction(db) as conn:
        time_zone = await users.lock(conn, user_id)
        known = await _stored(conn, user_id=user_id, workout_ids=[one.id])
        if not known:
            if expected_revision is not None:
                raise NotFound(f"there is no workout {one.id}")
            await _insert_all(conn, user_id, [one], time_zone, import_id=None)
            return await _require(conn, user_id, one.id)
        [stored] = known
        _require_live(stored, expected_revision)
        # What the workout holds may stay in it, also when the exercise was deleted since.
        held = await composition.exercise_ids(conn, user_id, one.id)
        usable = await composition.require_usable(
            conn, user_id, {exercise.exercise_id for exercise in one.draft.exercises} - held
        )
        one = one.with_exercises(usable)
        day = await _day(conn, stored, one.draft, time_zone)
        if day != stored.performed_on or one.draft.started_at != stored.started_at:
            await _move(
                conn,
                user_id=user_id,
                workout_id=one.id,
                stored_on=stored.performed_on,
                performed_on=day,
                started_at=one.draft.started_at,
                ended_at=one.draft.ended_at,
            )
        await _save(
            conn,
            user_id=user_id,
            workout_id=one.id,
            ended_at=one.draft.ended_at,
            title=one.draft.title,
            notes=one.draft.notes,
        )
        await composition.make(conn, user_id, day, one)
        return await _require(conn, user_id, one.id)


@retried
async def update(
    db: Executor,
    user_id: int,
    workout_id: UUID,
    *,
    expected_revision: int | None = None,
    title: str | Unset | None = UNSET,
    notes: str | Unset | None = UNSET,
    ended_at: datetime | Unset | None = UNSET,
) -> Workout:
    """Change some fields of a workout; None clears one. `reschedule` changes when it began.

    Raises NotFound, StaleRevision, and Invalid for a bad value.
    """
    fields = changed(title=title, notes=notes, ended_at=ended_at)
    async with transaction(db) as conn:
        await _locked(conn, user_id, workout_id, expected_revision)
        if fields:
            await _update(
                conn,
                user_id=user_id,
                workout_id=workout_id,
                changed=fields,
                title=value_or_none(title),
                notes=value_or_none(notes),
                ended_at=value_or_none(ended_at),
            )
        return await _require(conn, user_id, workout_id)


@retried
async def reschedule(
    db: Executor,
    user_id: int,
    workout_id: UUID,
    *,
    started_at: datetime,
    ended_at: datetime | Unset | None = UNSET,
) -> Workout:
    """Move a workout to another time; its day becomes the local date of that in the user's zone.

    Without `ended_at` it keeps its length. Raises NotFound, and Invalid for a naive time or one that can't be
    stored, such as an end before the start.
    """
    for name, moment in (("started_at", started_at), ("ended_at", ended_at)):
        if isinstance(moment, datetime) and moment.tzinfo is None:
            raise Invalid(f"{name} must have a time zone", constraint=name)
    async with transaction(db) as conn:
        time_zone = await users.lock(conn, user_id)
        workout = await _require(conn, user_id, workout_id)
        if ended_at is UNSET:
            ended_at = workout.ended_at and _later(started_at, workout.ended_at - workout.started_at)
        await _move(
            conn,
            user_id=user_id,
            workout_id=workout_id,
            stored_on=workout.performed_on,
            performed_on=await _local_day(conn, started_at, time_zone),
            started_at=started_at,
            ended_at=ended_at,
        )
        return await _require(conn, user_id, workout_id)


@retried
async def delete(db: Executor, user_id: int, workout_id: UUID) -> None:
    """Delete a workout with everything in it; `restore` brings exactly that back. Raises NotFound."""
    async with transaction(db) as conn:
        await users.lock(conn, user_id)
        if not await _delete(conn, user_id=user_id, workout_id=workout_id, deletion_id=uuid4()):
            raise NotFound(f"there is no workout {workout_id}")


@retried
async def restore(db: Executor, user_id: int, workout_id: UUID) -> Workout:
    """Bring a deleted workout back, with what was deleted with it. Raises NotFound when it is not deleted."""
    async with transaction(db) as conn:
        await users.lock(conn, user_id)
        if not await _restore(conn, user_id=user_id, workout_id=workout_id):
            raise NotFound(f"there is no deleted workout {workout_id}")
        return await _require(conn, user_id, workout_id)


async def _locked(conn: Executor, user_id: int, workout_id: UUID, expected_revision: int | None) -> _Stored:
    await users.lock(conn, user_id)
    known = await _stored(conn, user_id=user_id, workout_ids=[workout_id])
    if not known or known[0].deleted_at is not None:
        raise NotFound(f"there is no workout {workout_id}")
    _require_live(known[0], expected_revision)
    return known[0]


def _require_live(stored: _Stored, expected_revision: int | None) -> None:
    if stored.deleted_at is not None:
        raise Conflict(f"workout {stored.id} was deleted: workouts.restore brings it back")
    if expected_revision is not None and stored.revision != expected_revision:
        raise StaleRevision(
            f"workout {stored.id} is at revision {stored.revision}, not {expected_revision}: read it again",
            current=stored.revision,
        )


async def _require(conn: Executor, user_id: int, workout_id: UUID) -> Workout:
    workout = await get(conn, user_id, workout_id)
    if workout is None:
        raise NotFound(f"there is no workout {workout_id}")
    return workout


async def _require_replay(conn: Executor, user_id: int, one: CompleteDraft, stored: _Stored) -> None:
    if one.hash != stored.draft_hash and not _same(one.draft, await _require(conn, user_id, one.id)):
        raise Conflict(f"workout {one.id} is stored with other content: workouts.save changes it")


def _same(draft: WorkoutDraft, stored: Workout) -> bool:
    """Tell whether a stored workout is what the draft says."""
    days = (stored.performed_on, None)
    names = ("id", "started_at", "ended_at", "title", "notes")
    if draft.performed_on not in days or any(getattr(draft, name) != getattr(stored, name) for name in names):
        return False
    drafted = sorted(draft.exercises, key=lambda exercise: (cast("int", exercise.position), exercise.id))
    return [_content(one) for one in drafted] == [_content(one) for one in stored.exercises]


def _content(exercise: ExerciseDraft | WorkoutExercise) -> tuple[object, ...]:
    own = (exercise.id, exercise.exercise_id, exercise.position, exercise.superset, exercise.notes)
    ordered: list[SetDraft | LoggedSet] = sorted(
        exercise.sets, key=lambda one: (cast("int", one.position), one.id)
    )
    return (*own, [content(one) for one in ordered])


def _without_repeats(batch: Sequence[CompleteDraft]) -> list[CompleteDraft]:
    kept: dict[UUID, CompleteDraft] = {}
    for one in batch:
        if kept.setdefault(one.id, one).hash != one.hash:
            raise Conflict(f"workout {one.id} stands twice in the batch, with different content")
    return list(kept.values())


async def _insert_all(
    conn: Connection, user_id: int, new: Sequence[CompleteDraft], time_zone: str, *, import_id: UUID | None
) -> None:
    if not new:
        return
    usable = await composition.require_usable(
        conn, user_id, [exercise.exercise_id for one in new for exercise in one.draft.exercises]
    )
    new = [one.with_exercises(usable) for one in new]
    rows = await _insert(
        conn,
        user_id=user_id,
        time_zone=time_zone,
        import_id=import_id,
        ids=[one.id for one in new],
        performed_on=[one.draft.performed_on for one in new],
        started_at=[one.draft.started_at for one in new],
        ended_at=[one.draft.ended_at for one in new],
        titles=[one.draft.title for one in new],
        notes=[one.draft.notes for one in new],
        draft_hashes=[one.hash for one in new],
    )
    days = {row.id: row.performed_on for row in rows}
    await composition.insert(
        conn, user_id, [(days[one.id], one.id, exercise) for one in new for exercise in one.draft.exercises]
    )


def _later(started_at: datetime, length: timedelta) -> datetime:
    try:
        return started_at + length
    except OverflowError:
        raise Invalid("the workout would end after the year 9999", constraint="ended_at") from None


async def _day(conn: Executor, stored: _Stored, draft: WorkoutDraft, time_zone: str) -> date:
    if draft.performed_on is not None:
        return draft.performed_on
    if draft.started_at == stored.started_at:
        return stored.performed_on
    return await _local_day(conn, draft.started_at, time_zone)


async def _local_day(conn: Executor, moment: datetime, time_zone: str) -> date:
    try:
        return await _local_date(conn, moment=moment, time_zone=time_zone)
    except ValueError:  # PostgreSQL has days that Python's date has not.
        raise Invalid("the local date is not within the years 1 to 9999", constraint="started_at") from None


@query
async def _stored(db: Executor, *, user_id: int, workout_ids: list[UUID]) -> list[_Stored]: ...


@query
async def _insert(
    db: Executor,
    *,
    user_id: int,
    time_zone: str,
    import_id: UUID | None,
    ids: list[UUID],
    performed_on: list[date | None],
    started_at: list[datetime],
    ended_at: list[datetime | None],
    titles: list[str | None],
    notes: list[str | None],
    draft_hashes: list[bytes],
) -> list[_Inserted]: ...


@query
async def _update(
    db: Executor,
    *,
    user_id: int,
    workout_id: UUID,
    changed: list[str],
    title: str | None,
    notes: str | None,
    ended_at: datetime | None,
) -> None: ...


@query
async def _local_date(db: Executor, *, moment: datetime, time_zone: str) -> date: ...


@query
async def _move(
    db: Executor,
    *,
    user_id: int,
    workout_id: UUID,
    stored_on: date,
    performed_on: date,
    started_at: datetime,
    ended_at: datetime | None,
) -> None: ...


@query
async def _save(
    db: Executor,
    *,
    user_id: int,
    workout_id: UUID,
    ended_at: datetime | None,
    title: str | None,
    notes: str | None,
) -> None: ...


@query
async def _delete(db: Executor, *, user_id: int, workout_id: UUID, deletion_id: UUID) -> int: ...


@query
async def _restore(db: Executor, *, user_id: int, workout_id: UUID) -> int: ...
