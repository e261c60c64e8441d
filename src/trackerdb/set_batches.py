"""Sets to store, and many of them at once. Public as parts of `trackerdb.sets`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import NamedTuple, TypedDict, cast
from uuid import UUID

from pydantic import field_validator

from trackerdb.copying import copy_rows
from trackerdb.database import Connection, Executor
from trackerdb.drafts import Draft
from trackerdb.enums import SetKind
from trackerdb.query import query

__all__ = [
    "COLUMNS",
    "COPY_FROM",
    "PlacedSet",
    "SetDraft",
    "append",
    "copy",
    "insert",
    "insert_arrays",
    "make",
    "records",
]

_RPE_DIGITS = 3
# COPY saves a few milliseconds of a small log, and a quarter of a large one's time (`python -m benchmarks
# ingest` prints both). Small ones, most of what phones send, are spared asking whether the server allows it.
COPY_FROM = 2_000
COLUMNS = (
    "user_id", "performed_on", "workout_id", "id", "workout_exercise_id", "exercise_id", "position", "kind",
    "weight_g", "reps", "duration_ms", "distance_mm", "rpe", "completed_at", "notes",
)  # fmt: skip


class SetDraft(Draft):
    """A set to store: grams, milliseconds, millimetres; rpe from 0 to 10 in steps of 0.1.

    An `id` makes writing it twice harmless; `position` defaults to its place in the list.
    """

    id: UUID | None = None
    position: int | None = None
    kind: SetKind = "working"
    weight_g: int | None = None
    reps: int | None = None
    duration_ms: int | None = None
    distance_mm: int | None = None
    rpe: Decimal | None = None
    completed_at: datetime | None = None
    notes: str | None = None

    @field_validator("rpe")
    @classmethod
    def _round_rpe(cls, rpe: Decimal | None) -> Decimal | None:
        # As the column rounds it, so that a replay compares equal; what is far out of range is refused there.
        if rpe is None or rpe.adjusted() > _RPE_DIGITS:
            return rpe
        return rpe.quantize(Decimal("0.1"), ROUND_HALF_UP)


class PlacedSet(NamedTuple):
    """A set draft with its id and position, and where it belongs."""

    performed_on: date
    workout_id: UUID
    workout_exercise_id: UUID
    exercise_id: int
    draft: SetDraft


async def insert(conn: Connection, user_id: int, rows: Sequence[PlacedSet]) -> None:
    """Store new sets whose ids and positions are set: many of them by COPY, where the server allows that."""
    if len(rows) >= COPY_FROM and await _may_copy(conn) and await copy(conn, user_id, rows):
        return
    await insert_arrays(conn, user_id, rows)


async def insert_arrays(conn: Connection, user_id: int, rows: Sequence[PlacedSet]) -> None:
    """Store them by one statement, as arrays."""
    if not rows:
        return
    await _insert(
        conn,
        user_id=user_id,
        performed_on=[row.performed_on for row in rows],
        workout_ids=[row.workout_id for row in rows],
        workout_exercise_ids=[row.workout_exercise_id for row in rows],
        exercise_ids=[row.exercise_id for row in rows],
        **_columns([row.draft for row in rows]),
    )


async def copy(conn: Connection, user_id: int, rows: Sequence[PlacedSet]) -> bool:
    """Store them by COPY; False, with nothing stored, where the statement is to say which value is wrong."""
    return await copy_rows(conn, "set_batches.copy", "sets", COLUMNS, records(user_id, rows))


def records(user_id: int, rows: Sequence[PlacedSet]) -> Iterator[tuple[object, ...]]:
    """Yield the values of COLUMNS."""
    for day, workout_id, entry_id, exercise_id, one in rows:
        yield (
            user_id, day, workout_id, one.id, entry_id, exercise_id, one.position, one.kind, one.weight_g,
            one.reps, one.duration_ms, one.distance_mm, one.rpe, one.completed_at, one.notes,
        )  # fmt: skip


async def make(
    conn: Executor,
    user_id: int,
    performed_on: date,
    workout_id: UUID,
    rows: Sequence[PlacedSet],
    deletion_id: UUID,
) -> None:
    """Make these the sets of the workout: insert, change, bring back, and delete what is not among them."""
    own = _columns([row.draft for row in rows])
    await _upsert(
        conn,
        user_id=user_id,
        performed_on=performed_on,
        workout_id=workout_id,
        workout_exercise_ids=[row.workout_exercise_id for row in rows],
        exercise_ids=[row.exercise_id for row in rows],
        **own,
    )
    await _delete_missing(
        conn,
        user_id=user_id,
        performed_on=performed_on,
        workout_id=workout_id,
        deletion_id=deletion_id,
        keep=own["ids"],
    )


async def append(
    conn: Executor, user_id: int, place: tuple[date, UUID, UUID, int], drafts: Sequence[SetDraft]
) -> None:
    """Store new sets of one place: day, workout, workout exercise, exercise. Ids and positions are set."""
    performed_on, workout_id, workout_exercise_id, exercise_id = place
    await _append(
        conn,
        user_id=user_id,
        performed_on=performed_on,
        workout_id=workout_id,
        workout_exercise_id=workout_exercise_id,
        exercise_id=exercise_id,
        **_columns(drafts),
    )


class _Columns(TypedDict):
    ids: list[UUID]
    positions: list[int]
    kinds: list[SetKind]
    weight_g: list[int | None]
    reps: list[int | None]
    duration_ms: list[int | None]
    distance_mm: list[int | None]
    rpe: list[Decimal | None]
    completed_at: list[datetime | None]
    notes: list[str | None]


def _columns(drafts: Sequence[SetDraft]) -> _Columns:
    return {
        "ids": [cast("UUID", draft.id) for draft in drafts],
        "positions": [cast("int", draft.position) for draft in drafts],
        "kinds": [draft.kind for draft in drafts],
        "weight_g": [draft.weight_g for draft in drafts],
        "reps": [draft.reps for draft in drafts],
        "duration_ms": [draft.duration_ms for draft in drafts],
        "distance_mm": [draft.distance_mm for draft in drafts],
        "rpe": [draft.rpe for draft in drafts],
        "completed_at": [draft.completed_at for draft in drafts],
        "notes": [draft.notes for draft in drafts],
    }


@query
async def _may_copy(db: Executor) -> bool: ...


@query
async def _insert(
    db: Executor,
    *,
    user_id: int,
    performed_on: list[date],
    workout_ids: list[UUID],
    ids: list[UUID],
    workout_exercise_ids: list[UUID],
    exercise_ids: list[int],
    positions: list[int],
    kinds: list[SetKind],
    weight_g: list[int | None],
    reps: list[int | None],
    duration_ms: list[int | None],
    distance_mm: list[int | None],
    rpe: list[Decimal | None],
    completed_at: list[datetime | None],
    notes: list[str | None],
) -> None: ...


@query
async def _append(
    db: Executor,
    *,
    user_id: int,
    performed_on: date,
    workout_id: UUID,
    workout_exercise_id: UUID,
    exercise_id: int,
    ids: list[UUID],
    positions: list[int],
    kinds: list[SetKind],
    weight_g: list[int | None],
    reps: list[int | None],
    duration_ms: list[int | None],
    distance_mm: list[int | None],
    rpe: list[Decimal | None],
    completed_at: list[datetime | None],
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
    workout_exercise_ids: list[UUID],
    exercise_ids: list[int],
    positions: list[int],
    kinds: list[SetKind],
    weight_g: list[int | None],
    reps: list[int | None],
    duration_ms: list[int | None],
    distance_mm: list[int | None],
    rpe: list[Decimal | None],
    completed_at: list[datetime | None],
    notes: list[str | None],
) -> int: ...


@query
async def _delete_missing(
    db: Executor, *, user_id: int, performed_on: date, workout_id: UUID, deletion_id: UUID, keep: list[UUID]
) -> int: ...
