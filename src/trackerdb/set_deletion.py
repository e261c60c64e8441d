"""Deleting single sets, and bringing them back. Public as parts of `trackerdb.sets`."""

from __future__ import annotations

from datetime import date
from uuid import UUID, uuid4

from trackerdb import users
from trackerdb.database import Executor, transaction
from trackerdb.errors import Conflict, NotFound
from trackerdb.query import query
from trackerdb.rows import Row
from trackerdb.transactions import retried

__all__ = ["delete", "undelete"]


class _Deleted(Row):
    performed_on: date
    has_place: bool


@retried
async def delete(db: Executor, user_id: int, workout_id: UUID, set_id: UUID) -> None:
    """Delete one set of a workout; `restore` brings it back. Raises NotFound."""
    async with transaction(db) as conn:
        await users.lock(conn, user_id)
        if not await _delete(
            conn, user_id=user_id, workout_id=workout_id, set_id=set_id, deletion_id=uuid4()
        ):
            raise NotFound(f"there is no set {set_id} in workout {workout_id}")


async def undelete(conn: Executor, user_id: int, workout_id: UUID, set_id: UUID) -> None:
    """Take the mark from a deleted set, in the caller's transaction; errors as in `sets.restore`."""
    await users.lock(conn, user_id)
    found = await _deleted(conn, user_id=user_id, workout_id=workout_id, set_id=set_id)
    if found is None:
        raise NotFound(f"there is no deleted set {set_id} in workout {workout_id}")
    if not found.has_place:
        raise Conflict(f"the exercise of set {set_id} was removed from the workout: workouts.save adds both")
    await _restore(
        conn, user_id=user_id, performed_on=found.performed_on, workout_id=workout_id, set_id=set_id
    )


@query
async def _delete(
    db: Executor, *, user_id: int, workout_id: UUID, set_id: UUID, deletion_id: UUID
) -> int: ...


@query
async def _deleted(db: Executor, *, user_id: int, workout_id: UUID, set_id: UUID) -> _Deleted | None: ...


@query
async def _restore(
    db: Executor, *, user_id: int, performed_on: date, workout_id: UUID, set_id: UUID
) -> None: ...
