"""Merging exercises that turned out to be one, and undoing it. Public as parts of `trackerdb.exercises`."""

from __future__ import annotations

from trackerdb.database import Executor, transaction
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


class _MoreUsersError(Exception):
    """Somebody logged the exercise for the first time while the others were being locked."""


async def merge_into(conn: Executor, source_id: int, target_id: int, *, user_id: int | None) -> int:
    """Merge in the caller's transaction; return where the source leads. Errors as in `exercises.merge`."""
    source = await _locked(conn, source_id, user_id)
    if source.merged_into is not None:
        raise Conflict(f"exercise {source_id} was merged into {source.merged_into} already")
    target = await _target(conn, exercise_id=target_id, user_id=user_id)
    if target is None:
        raise NotFound(f"there is no exercise {target_id} that user {user_id} may merge into")
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
    # The foreign key waited for whoever was merging the target at the same time.
    if await _target(conn, exercise_id=target.id, user_id=user_id) != target:
        raise Conflict(f"exercise {target.id} was changed meanwhile; merge again")
    return target.id


async def take_apart(conn: Executor, source_id: int, *, user_id: int | None) -> None:
    """Undo a merge in the caller's transaction; errors as in `exercises.unmerge`."""
    source = await _locked(conn, source_id, user_id)
    if source.merged_into is None:
        raise Conflict(f"exercise {source_id} is not merged")
    await _unmerge(conn, source_id=source.id, target_id=source.merged_into)


async def _locked(conn: Executor, source_id: int, user_id: int | None) -> _Side:
    """Lock everyone whose workouts hold the exercise, and then the exercise.

    Writers lock their user first and then, by the foreign key, the exercise. So a user who turns up when the
    exercise is locked already can't be waited for: its lock is given up, and taken again after the user's.
    """
    known = [] if user_id is None else [user_id]
    affected: list[int] = []
    while True:
        await _lock_users(conn, user_ids=known)
        try:
            async with transaction(conn) as savepoint:
                source = await _lock_source(savepoint, exercise_id=source_id, user_id=user_id)
                if source is None:
                    raise NotFound(f"there is no exercise {source_id} that user {user_id} may merge")
                affected = await _users_of(savepoint, exercise_id=source_id)
                if not set(affected) <= set(known):
                    raise _MoreUsersError
                return source
        except _MoreUsersError:
            known = sorted({*known, *affected})


@query
async def _users_of(db: Executor, *, exercise_id: int) -> list[int]: ...


@query
async def _lock_users(db: Executor, *, user_ids: list[int]) -> list[int]: ...


@query
async def _lock_source(db: Executor, *, exercise_id: int, user_id: int | None) -> _Side | None: ...


@query
async def _target(db: Executor, *, exercise_id: int, user_id: int | None) -> _Side | None: ...


@query
async def _merge(db: Executor, *, source_id: int, target_id: int) -> None: ...


@query
async def _unmerge(db: Executor, *, source_id: int, target_id: int) -> None: ...
