"""Deleting exercises, and bringing them back. Public as parts of `trackerdb.exercises`."""

from __future__ import annotations

from uuid import UUID, uuid4

from trackerdb import users
from trackerdb.database import Executor, transaction
from trackerdb.errors import NameTaken, NotFound
from trackerdb.query import query
from trackerdb.transactions import retried

__all__ = ["delete", "undelete"]


@retried
async def delete(db: Executor, exercise_id: int, *, user_id: int | None) -> None:
    """Delete the user's own exercise, or the catalogue's (`user_id=None`); its name is free again.

    Workouts that hold it keep it, name and records included; nothing new can be logged with it. Raises
    NotFound for an exercise that is not theirs, or is deleted or merged.
    """
    async with transaction(db) as conn:
        if user_id is not None:
            await users.lock(conn, user_id)
        if not await _delete(conn, exercise_id=exercise_id, user_id=user_id, deletion_id=uuid4()):
            raise NotFound(f"there is no exercise {exercise_id} that user {user_id} may delete")


async def undelete(conn: Executor, exercise_id: int, *, user_id: int | None) -> None:
    """Take the mark from a deleted exercise, in the caller's transaction; errors: `exercises.restore`."""
    if user_id is not None:
        await users.lock(conn, user_id)
    try:
        restored = await _restore(conn, exercise_id=exercise_id, user_id=user_id)
    except NameTaken as error:
        raise NameTaken(
            f"a live exercise has the name of exercise {exercise_id}: rename or delete that one, then restore"
        ) from error
    if not restored:
        raise NotFound(f"there is no deleted exercise {exercise_id} that user {user_id} may restore")


@query
async def _delete(db: Executor, *, exercise_id: int, user_id: int | None, deletion_id: UUID) -> int: ...


@query
async def _restore(db: Executor, *, exercise_id: int, user_id: int | None) -> int: ...
