"""Lock an exercise and everyone who has logged it, so that all their sets can change hands at once."""

from __future__ import annotations

from trackerdb.database import Executor, transaction
from trackerdb.query import query

__all__ = ["lock"]


class _MoreUsersError(Exception):
    """Somebody logged the exercise for the first time while the others were being locked."""


async def lock(conn: Executor, exercise_id: int, *, user_id: int | None, beside: int | None = None) -> None:
    """Lock the users whose workouts hold the exercise, and `user_id`, and then the exercise.

    It is in the caller's transaction, until whose end nobody logs the exercise, and nobody deletes `beside`,
    another one.

    Writers lock their user first and then, by the foreign key, the exercise; several users in ascending
    order. So when a user turns up after the exercise was locked, everything is given up and taken again.
    """
    known = set(await _users_of(conn, exercise_id=exercise_id))
    if user_id is not None:
        known.add(user_id)
    while True:
        affected: list[int] = []
        try:
            async with transaction(conn) as savepoint:
                await _lock_users(savepoint, user_ids=sorted(known))
                # By id as well, for those who do the same the other way round.
                for one in sorted({exercise_id, exercise_id if beside is None else beside}):
                    await (_lock if one == exercise_id else _share)(savepoint, exercise_id=one)
                affected = await _users_of(savepoint, exercise_id=exercise_id)
                if not known.issuperset(affected):
                    raise _MoreUsersError
                return
        except _MoreUsersError:
            known.update(affected)


@query
async def _users_of(db: Executor, *, exercise_id: int) -> list[int]: ...


@query
async def _lock_users(db: Executor, *, user_ids: list[int]) -> list[int]: ...


@query
async def _lock(db: Executor, *, exercise_id: int) -> int | None: ...


@query
async def _share(db: Executor, *, exercise_id: int) -> int | None: ...
