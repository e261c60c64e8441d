"""Sets: what was done, and how the performance of an exercise went."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from itertools import groupby
from typing import cast
from uuid import UUID, uuid4

from pydantic import computed_field

from trackerdb import users
from trackerdb.database import Executor, transaction
from trackerdb.drafts import in_utc
from trackerdb.enums import SetKind
from trackerdb.errors import Conflict, NotFound, StaleRevision
from trackerdb.pages import MAX_DATE, MAX_UUID, Page, make_page, read_cursor, require_limit
from trackerdb.performance import DayPerformance, MuscleWeek, performance, weekly_muscle_sets
from trackerdb.query import query, stream
from trackerdb.results import BatchResult
from trackerdb.rows import Row
from trackerdb.set_batches import SetDraft, append
from trackerdb.set_deletion import delete, undelete
from trackerdb.transactions import retried
from trackerdb.units import to_kg, to_lb
from trackerdb.unset import UNSET, Unset, changed, value_or_none

__all__ = [
    "DayPerformance",
    "LoggedSet",
    "MuscleWeek",
    "SetDraft",
    "delete",
    "history",
    "last_performed",
    "log",
    "log_many",
    "performance",
    "restore",
    "stream_history",
    "update",
    "weekly_muscle_sets",
]

_MAX_POSITION = 2**31 - 1
_RPE_DIGITS = 3


class LoggedSet(Row):
    """A stored set: grams, milliseconds, millimetres. Unique by workout_id and id."""

    id: UUID
    workout_id: UUID
    workout_exercise_id: UUID
    exercise_id: int
    performed_on: date
    position: int
    kind: SetKind
    weight_g: int | None
    reps: int | None
    duration_ms: int | None
    distance_mm: int | None
    rpe: Decimal | None
    completed_at: datetime | None
    notes: str | None
    revision: int
    created_at: datetime
    updated_at: datetime

    @computed_field  # type: ignore[prop-decorator]
    @property
    def weight_kg(self) -> Decimal | None:
        """The weight in kilograms, exact."""
        return None if self.weight_g is None else to_kg(self.weight_g)

    @computed_field  # type: ignore[prop-decorator]
    @property
    def weight_lb(self) -> Decimal | None:
        """The weight in pounds, to 0.01."""
        return None if self.weight_g is None else to_lb(self.weight_g)


class _StoredSet(LoggedSet):
    deleted_at: datetime | None


class _Place(Row):
    performed_on: date
    exercise_id: int


@retried
async def log(
    db: Executor, user_id: int, workout_id: UUID, draft: SetDraft, *, workout_exercise_id: UUID
) -> LoggedSet:
    """Add a set to a workout's exercise, after its last one unless the draft says where.

    Writing the same set (by id) again changes nothing. Raises NotFound for an unknown workout or exercise of
    it, Conflict when the id is another set's or a deleted one's, Invalid for a bad value.
    """
    async with transaction(db) as conn:
        [set_id], _ = await _log(conn, user_id, workout_id, [draft], workout_exercise_id)
        return await _require(conn, user_id, workout_id, set_id)


@retried
async def log_many(
    db: Executor, user_id: int, workout_id: UUID, drafts: Iterable[SetDraft], *, workout_exercise_id: UUID
) -> BatchResult:
    """Add sets to a workout's exercise, all or none. Errors as in `log`; replayed sets count as unchanged."""
    async with transaction(db) as conn:
        ids, inserted = await _log(conn, user_id, workout_id, list(drafts), workout_exercise_id)
        return BatchResult(inserted=inserted, unchanged=len(ids) - inserted, sets=inserted)


async def _log(
    conn: Executor, user_id: int, workout_id: UUID, drafts: Sequence[SetDraft], workout_exercise_id: UUID
) -> tuple[list[UUID], int]:
    """Store what is new of the sets; return the ids of all, and how many were new."""
    await users.lock(conn, user_id)
    place = await _place(
        conn, user_id=user_id, workout_id=workout_id, workout_exercise_id=workout_exercise_id
    )
    if place is None:
        raise NotFound(f"there is no workout {workout_id} with an exercise {workout_exercise_id}")
    named = _by_id(drafts)
    ids = list(named)
    day = place.performed_on
    known = {
        row.id: row
        for row in await _stored(conn, user_id=user_id, performed_on=day, workout_id=workout_id, set_ids=ids)
    }
    for set_id, stored in known.items():
        _require_same(named[set_id], stored, workout_exercise_id)
    new = [draft for set_id, draft in named.items() if set_id not in known]
    following = await _next_position(
        conn,
        user_id=user_id,
        performed_on=day,
        workout_id=workout_id,
        workout_exercise_id=workout_exercise_id,
    )
    placed = [
        draft if draft.position is not None else draft.model_copy(update={"position": following + index})
        for index, draft in enumerate(new)
    ]
    if placed:
        await append(conn, user_id, (day, workout_id, workout_exercise_id, place.exercise_id), placed)
    return ids, len(new)


def _by_id(drafts: Sequence[SetDraft]) -> dict[UUID, SetDraft]:
    named: dict[UUID, SetDraft] = {}
    for draft in drafts:
        set_id = draft.id or uuid4()
        one = draft.model_copy(
            update={"id": set_id, "completed_at": in_utc("completed_at", draft.completed_at)}
        )
        first = named.setdefault(set_id, one)
        if first is not one and first != one:
            raise Conflict(f"set {set_id} stands twice in the batch, with different content")
    return named


def _require_same(draft: SetDraft, stored: _StoredSet, workout_exercise_id: UUID) -> None:
    if stored.deleted_at is not None:
        raise Conflict(f"set {stored.id} was deleted: sets.restore brings it back")
    fields = set(SetDraft.model_fields) - ({"position"} if draft.position is None else set())
    same = all(getattr(draft, name) == getattr(stored, name) for name in fields)
    if not same or stored.workout_exercise_id != workout_exercise_id:
        raise Conflict(f"set {stored.id} is stored with other content: sets.update changes it")


def content(one: SetDraft | LoggedSet) -> tuple[object, ...]:
    """Return what the writer of a set decides: two sets of equal content are the same set."""
    return tuple(getattr(one, name) for name in SetDraft.model_fields)


@retried
async def update(
    db: Executor,
    user_id: int,
    workout_id: UUID,
    set_id: UUID,
    *,
    expected_revision: int | None = None,
    position: int | Unset = UNSET,
    kind: SetKind | Unset = UNSET,
    weight_g: int | Unset | None = UNSET,
    reps: int | Unset | None = UNSET,
    duration_ms: int | Unset | None = UNSET,
    distance_mm: int | Unset | None = UNSET,
    rpe: Decimal | Unset | None = UNSET,
    completed_at: datetime | Unset | None = UNSET,
    notes: str | Unset | None = UNSET,
) -> LoggedSet:
    """Change some fields of a set; None clears one.

    Raises NotFound, StaleRevision when the set is no longer at `expected_revision`, Invalid for a bad value.
    """
    fields = changed(
        position=position,
        kind=kind,
        weight_g=weight_g,
        reps=reps,
        duration_ms=duration_ms,
        distance_mm=distance_mm,
        rpe=rpe,
        completed_at=completed_at,
        notes=notes,
    )
    async with transaction(db) as conn:
        await users.lock(conn, user_id)
        current = await _require(conn, user_id, workout_id, set_id)
        if expected_revision is not None and current.revision != expected_revision:
            raise StaleRevision(
                f"set {set_id} is at revision {current.revision}, not {expected_revision}: read it again",
                current=current.revision,
            )
        if not fields:
            return current
        await _update(
            conn,
            user_id=user_id,
            performed_on=current.performed_on,
            workout_id=workout_id,
            set_id=set_id,
            changed=fields,
            position=value_or_none(position),
            kind=value_or_none(kind),
            weight_g=value_or_none(weight_g),
            reps=value_or_none(reps),
            duration_ms=value_or_none(duration_ms),
            distance_mm=value_or_none(distance_mm),
            rpe=value_or_none(rpe),
            completed_at=value_or_none(completed_at),
            notes=value_or_none(notes),
        )
        return await _require(conn, user_id, workout_id, set_id)


@retried
async def restore(db: Executor, user_id: int, workout_id: UUID, set_id: UUID) -> LoggedSet:
    """Bring a deleted set back, as it was.

    Raises NotFound when it is not deleted, or its workout is; Conflict when its exercise was removed.
    """
    async with transaction(db) as conn:
        await undelete(conn, user_id, workout_id, set_id)
        return await _require(conn, user_id, workout_id, set_id)


async def _require(conn: Executor, user_id: int, workout_id: UUID, set_id: UUID) -> LoggedSet:
    found = await _get(conn, user_id=user_id, workout_id=workout_id, set_id=set_id)
    if found is None:
        raise NotFound(f"there is no set {set_id} in workout {workout_id}")
    return found


async def last_performed(
    db: Executor, user_id: int, exercise_ids: Iterable[int]
) -> dict[int, list[LoggedSet]]:
    """For each exercise the sets of the last workout with it, in order; one never done is left out.

    An exercise that was merged is answered under the id that was asked for.
    """
    rows = await _last_performed(db, user_id=user_id, exercise_ids=list(dict.fromkeys(exercise_ids)))
    return {key: list(group) for key, group in groupby(rows, key=lambda row: row.exercise_id)}


async def history(
    db: Executor, user_id: int, exercise_id: int, *, cursor: str | None = None, limit: int = 50
) -> Page[LoggedSet]:
    """Every set of an exercise, the newest first; `stream_history` for all of them at once."""
    start = (MAX_DATE, MAX_UUID, MAX_UUID, _MAX_POSITION, MAX_UUID)
    key = start if cursor is None else read_cursor(cursor, date, UUID, UUID, int, UUID)
    rows = await _history(
        db,
        user_id=user_id,
        exercise_id=exercise_id,
        before_day=cast("date", key[0]),
        before_workout=cast("UUID", key[1]),
        before_workout_exercise=cast("UUID", key[2]),
        before_position=cast("int", key[3]),
        before_id=cast("UUID", key[4]),
        limit=require_limit(limit),
    )
    return make_page(
        rows, limit, lambda s: (s.performed_on, s.workout_id, s.workout_exercise_id, s.position, s.id)
    )


@stream
def stream_history(db: Executor, user_id: int, exercise_id: int) -> AsyncIterator[LoggedSet]:
    """Every set of an exercise, the newest first, however many: `async for one in sets.stream_history(…)`.

    A cursor reads some hundred at a time, all of one moment, on a connection that is in use until the end.
    Whoever may leave the loop early wraps it in `contextlib.aclosing`, so that the connection is given back
    there and then. Raises Unavailable when the reader takes longer for a few hundred sets than
    `idle_in_transaction_session_timeout` allows.
    """
    ...


@query
async def _place(
    db: Executor, *, user_id: int, workout_id: UUID, workout_exercise_id: UUID
) -> _Place | None: ...


@query
async def _next_position(
    db: Executor, *, user_id: int, performed_on: date, workout_id: UUID, workout_exercise_id: UUID
) -> int: ...


@query
async def _stored(
    db: Executor, *, user_id: int, performed_on: date, workout_id: UUID, set_ids: list[UUID]
) -> list[_StoredSet]: ...


@query
async def _get(db: Executor, *, user_id: int, workout_id: UUID, set_id: UUID) -> LoggedSet | None: ...


@query
async def _update(
    db: Executor,
    *,
    user_id: int,
    performed_on: date,
    workout_id: UUID,
    set_id: UUID,
    changed: list[str],
    position: int | None,
    kind: SetKind | None,
    weight_g: int | None,
    reps: int | None,
    duration_ms: int | None,
    distance_mm: int | None,
    rpe: Decimal | None,
    completed_at: datetime | None,
    notes: str | None,
) -> None: ...


@query
async def _last_performed(db: Executor, *, user_id: int, exercise_ids: list[int]) -> list[LoggedSet]: ...


@query
async def _history(
    db: Executor,
    *,
    user_id: int,
    exercise_id: int,
    before_day: date,
    before_workout: UUID,
    before_workout_exercise: UUID,
    before_position: int,
    before_id: UUID,
    limit: int,
) -> list[LoggedSet]: ...
