"""Deleting users, and bringing them back. Public as parts of `trackerdb.users`."""

from __future__ import annotations

from uuid import UUID, uuid4

from trackerdb.database import Executor, transaction
from trackerdb.errors import EmailTaken, NotFound
from trackerdb.query import query
from trackerdb.transactions import retried

__all__ = ["delete", "undelete"]


@retried
async def delete(db: Executor, user_id: int) -> None:
    """Delete a user: they can no longer log in or log workouts, and their address is free again.

    What they logged stays as it is, for `restore`; `erase` removes it. Raises NotFound.
    """
    async with transaction(db) as conn:
        await _lock(conn, user_id=user_id)
        if not await _delete(conn, user_id=user_id, deletion_id=uuid4()):
            raise NotFound(f"there is no user {user_id}")


async def undelete(conn: Executor, user_id: int, *, email: str | None) -> None:
    """Take the mark from a deleted user, in the caller's transaction; errors as in `users.restore`."""
    await _lock(conn, user_id=user_id)
    try:
        restored = await _restore(conn, user_id=user_id, email=email)
    except EmailTaken as error:
        raise EmailTaken(
            f"another user has the address of user {user_id} by now: restore with `email=` another one"
        ) from error
    if not restored:
        raise NotFound(f"there is no deleted user {user_id}")


@query
async def _delete(db: Executor, *, user_id: int, deletion_id: UUID) -> int: ...


@query
async def _lock(db: Executor, *, user_id: int) -> list[int]: ...


@query
async def _restore(db: Executor, *, user_id: int, email: str | None) -> int: ...
