"""Merging exercises that turned out to be one, and undoing it. Public as parts of `trackerdb.exercises`."""

from __future__ import annotations

from trackerdb import exercise_locks
from trackerdb.database import Executor
from trackerdb.enums import Tracking
from trackerdb.errors import Conflict, Invalid, NotFound
from trackerdb.query import query
from trackerdb.rows import Row

__all__ = ["merge_into", "take_apart"]


class _Side(Row):
    id: int
    owner_id: int | None
    name: str
    tracking: Tracking
    merged_into: int | None


async def merge_into(conn: Executor, source_id: int, target_id: int, *, user_id: int | None) -> int:
    """Merge in the caller's transaction; return where the source leads. Errors as in `exercises.merge`."""
    await _require_source(conn, source_id, user_id)
    aimed_at = await _target(conn, exercise_id=target_id, user_id=user_id)
    if aimed_at is None:
        raise NotFound(f"there is no exercise {target_id} that user {user_id} may merge into")
    await exercise_locks.lock(conn, source_id, user_id=user_id, beside=aimed_at.id)
    source = await _require_source(conn, source_id, user_id)
    if source.merged_into is not None:
        raise Conflict(f"exercise {source_id} was merged into {source.merged_into} already")
    target = await _target(conn, exercise_id=target_id, user_id=user_id)
    if target is None or target.id != aimed_at.id:
        raise Conflict(f"exercise {target_id} was changed meanwhile; merge again")
    if target.id == source.id:
        raise Invalid(
            f"exercise {source_id} can't be merged into itself", constraint="exercises_merged_into_check"
        )
    if target.tracking != source.tracking:
        raise Invalid(
            f"exercise {source_id} ({source.name}) is tracked by {source.tracking},"
            f" {target.id} ({target.name}) by {target.tracking}: give them the same tracking first",
            constraint="exercises_tracking",
        )
    await _merge(conn, source_id=source.id, target_id=target.id)
    # Its tracking may have changed all the same: a lock that forbade it would hold up everyone who logs it.
    if await _target(conn, exercise_id=target.id, user_id=user_id) != target:
        raise Conflict(f"exercise {target.id} was changed meanwhile; merge again")
    return target.id


async def take_apart(conn: Executor, source_id: int, *, user_id: int | None) -> None:
    """Undo a merge in the caller's transaction; errors as in `exercises.unmerge`."""
    await _require_source(conn, source_id, user_id)
    await exercise_locks.lock(conn, source_id, user_id=user_id)
    source = await _require_source(conn, source_id, user_id)
    if source.merged_into is None:
        raise Conflict(f"exercise {source_id} is not merged")
    await _unmerge(conn, source_id=source.id, target_id=source.merged_into)


async def _require_source(conn: Executor, source_id: int, user_id: int | None) -> _Side:
    source = await _source(conn, exercise_id=source_id, user_id=user_id)
    if source is None:
        raise NotFound(f"there is no exercise {source_id} that user {user_id} may merge")
    return source


@query
async def _source(db: Executor, *, exercise_id: int, user_id: int | None) -> _Side | None: ...


@query
async def _target(db: Executor, *, exercise_id: int, user_id: int | None) -> _Side | None: ...


@query
async def _merge(db: Executor, *, source_id: int, target_id: int) -> None: ...


@query
async def _unmerge(db: Executor, *, source_id: int, target_id: int) -> None: ...
