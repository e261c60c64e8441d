"""Deleting for good what was marked as deleted long ago, and whole years of the audit log.

Each batch is a transaction that looks again under the users' locks: what was restored meanwhile stays,
and a purge that was interrupted is finished by running it again.
"""

from __future__ import annotations

from collections.abc import AsyncGenerator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

from pydantic import BaseModel, ConfigDict

from trackerdb import partitions
from trackerdb.database import Connection, Executor, transaction
from trackerdb.errors import Invalid
from trackerdb.query import query
from trackerdb.rows import Row
from trackerdb.sqlstate import translated

__all__ = ["Purged", "audit_years", "deleted"]

_REASON = "purge"
_MIN_ID = UUID(int=0)


class Purged(BaseModel):
    """How many rows were deleted for good; what a workout or a user took along is not counted."""

    model_config = ConfigDict(frozen=True)

    users: int = 0
    workouts: int = 0
    workout_exercises: int = 0
    sets: int = 0
    exercises: int = 0


class _Workout(Row):
    user_id: int
    workout_id: UUID


class _Place(Row):
    user_id: int
    performed_on: date
    workout_id: UUID
    id: UUID


async def deleted(db: Executor, *, older_than: timedelta, batch: int = 500) -> Purged:
    """Delete for good what was deleted longer ago than `older_than`, in batches of `batch` rows.

    Exercises that a workout still holds stay. Every deletion is in the audit log. It runs as the owner or as
    trackerdb_service. Raises Unavailable when a user's lock could not be had in a second; what was done until
    then is done.
    """
    before = _before(older_than)
    if batch < 1:
        raise Invalid(f"batch must be 1 or more, not {batch}", constraint="batch")
    return Purged(
        users=await _all_users(db, before, batch),
        workouts=await _all_workouts(db, before, batch),
        workout_exercises=await _all_places(db, before, batch, _places, _purge_places),
        sets=await _all_places(db, before, batch, _sets, _purge_sets),
        exercises=await _exercises(db, before),
    )


def _before(older_than: timedelta) -> datetime:
    if older_than < timedelta(0):
        raise Invalid("older_than can't be negative", constraint="older_than")
    try:
        return datetime.now(UTC) - older_than
    except OverflowError:
        raise Invalid("older_than reaches back beyond the year 1", constraint="older_than") from None


async def audit_years(db: Executor, *, older_than: timedelta) -> list[str]:
    """Drop the partitions of the audit log whose last entry is older than `older_than`; return their names.

    Rows can no longer be told as of a time before that. Errors as in `partitions.detach`.
    """
    before = _before(older_than).date()
    old = [one for one in await partitions.list_all(db) if one.parent == "audit_log" and one.upper <= before]
    if any(one.state != "detached" for one in old):
        await partitions.detach(db, old[-1].name)
    for one in old:
        async with _batch(db) as conn:
            await conn.execute(f"DROP TABLE IF EXISTS tracker.{one.name}")
    return [one.name for one in old]


@asynccontextmanager
async def _batch(db: Executor) -> AsyncGenerator[Connection, None]:
    async with transaction(db, reason=_REASON) as conn:
        with translated():
            await conn.execute("SET LOCAL lock_timeout = '1s'")
        yield conn


async def _all_users(db: Executor, before: datetime, batch: int) -> int:
    count, after = 0, 0
    while ids := await _users(db, before=before, after_id=after, limit=batch):
        for user_id in ids:
            async with _batch(db) as conn:
                await _lock(conn, user_ids=[user_id])
                count += await _purge_user(conn, user_id=user_id, before=before)
        after = ids[-1]
    return count


async def _all_workouts(db: Executor, before: datetime, batch: int) -> int:
    count, after = 0, (0, _MIN_ID)
    while rows := await _workouts(db, before=before, after_user=after[0], after_id=after[1], limit=batch):
        async with _batch(db) as conn:
            await _lock(conn, user_ids=[row.user_id for row in rows])
            count += await _purge_workouts(
                conn,
                user_ids=[row.user_id for row in rows],
                workout_ids=[row.workout_id for row in rows],
                before=before,
            )
        after = (rows[-1].user_id, rows[-1].workout_id)
    return count


async def _all_places(
    db: Executor,
    before: datetime,
    batch: int,
    find: Callable[..., Awaitable[Sequence[_Place]]],
    remove: Callable[..., Awaitable[int]],
) -> int:
    count, last = 0, _Place(user_id=0, performed_on=date.min, workout_id=_MIN_ID, id=_MIN_ID)
    while rows := await find(
        db,
        before=before,
        after_user=last.user_id,
        after_day=last.performed_on,
        after_workout=last.workout_id,
        after_id=last.id,
        limit=batch,
    ):
        async with _batch(db) as conn:
            await _lock(conn, user_ids=[row.user_id for row in rows])
            count += await remove(
                conn,
                user_ids=[row.user_id for row in rows],
                days=[row.performed_on for row in rows],
                workout_ids=[row.workout_id for row in rows],
                ids=[row.id for row in rows],
                before=before,
            )
        last = rows[-1]
    return count


async def _exercises(db: Executor, before: datetime) -> int:
    async with _batch(db) as conn:
        return await _purge_exercises(conn, before=before)


@query
async def _users(db: Executor, *, before: datetime, after_id: int, limit: int) -> list[int]: ...


@query
async def _lock(db: Executor, *, user_ids: list[int]) -> list[int]: ...


@query
async def _purge_user(db: Executor, *, user_id: int, before: datetime) -> int: ...


@query
async def _workouts(
    db: Executor, *, before: datetime, after_user: int, after_id: UUID, limit: int
) -> list[_Workout]: ...


@query
async def _purge_workouts(
    db: Executor, *, user_ids: list[int], workout_ids: list[UUID], before: datetime
) -> int: ...


@query
async def _places(
    db: Executor,
    *,
    before: datetime,
    after_user: int,
    after_day: date,
    after_workout: UUID,
    after_id: UUID,
    limit: int,
) -> list[_Place]: ...


@query
async def _purge_places(
    db: Executor,
    *,
    user_ids: list[int],
    days: list[date],
    workout_ids: list[UUID],
    ids: list[UUID],
    before: datetime,
) -> int: ...


@query
async def _sets(
    db: Executor,
    *,
    before: datetime,
    after_user: int,
    after_day: date,
    after_workout: UUID,
    after_id: UUID,
    limit: int,
) -> list[_Place]: ...


@query
async def _purge_sets(
    db: Executor,
    *,
    user_ids: list[int],
    days: list[date],
    workout_ids: list[UUID],
    ids: list[UUID],
    before: datetime,
) -> int: ...


@query
async def _purge_exercises(db: Executor, *, before: datetime) -> int: ...
