"""Partitions: a year each of the sets (by the workout's date) and of the audit log (by time, in UTC).

What changes them needs the rights of the tables' owner. No lock is waited for longer than a second, so that
nobody queues behind: a call that could not get one raises Unavailable, and is finished by running it again.
"""

from __future__ import annotations

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Literal

import anyio
import asyncpg

from trackerdb import partition_archives
from trackerdb.database import Connection, Executor, transaction
from trackerdb.errors import Conflict, Invalid, NotFound, Unavailable
from trackerdb.query import query
from trackerdb.rows import Row
from trackerdb.sqlstate import translated

__all__ = ["Detached", "Partition", "attach", "detach", "ensure", "list_all", "prepare"]

_YEARS_AHEAD = 2
# The migrations have made the years to 2035. A date that was taken in another zone may be off by two days.
_MAY_BE_WITHOUT = date(2035, 12, 30)
_LOCK_SECONDS = 10.0
# A workout's date is local, and the year ends last west of UTC.
_ENDS_LATER = {"sets": timedelta(days=1), "audit_log": timedelta(0)}


class Partition(Row):
    """Some years of `parent` (sets or audit_log), from `lower` (None = unbounded) to before `upper`.

    `rows` is the server's estimate. `detaching` means that a detach was interrupted.
    """

    parent: Literal["sets", "audit_log"]
    name: str
    lower: date | None
    upper: date
    state: Literal["attached", "detaching", "detached"]
    rows: int
    bytes: int


class Detached(Row):
    """A partition that was detached: into `archive` with that many rows, or left as a table (both None)."""

    name: str
    archive: Path | None
    rows: int | None


@query
async def list_all(db: Executor) -> list[Partition]:
    """Every partition and every table that was one, by parent and year."""
    ...


async def ensure(db: Executor, *, years_ahead: int = _YEARS_AHEAD) -> list[str]:
    """Make the partitions that are missing up to `years_ahead` years from now; return their names.

    Raises Forbidden for a role that doesn't own the tables, Unavailable when a lock could not be had.
    """
    if not 0 <= years_ahead <= 100:
        raise Invalid(f"years_ahead must be from 0 to 100, not {years_ahead}", constraint="years_ahead")
    return await _ensure(db, through_year=datetime.now(UTC).year + years_ahead)


async def prepare(db: Executor, last_day: date) -> None:
    """Make the next years' partitions before rows of `last_day` are written, where the role may.

    It does nothing inside a transaction: that would hold the lock on the composition until its end.
    """
    if last_day < _MAY_BE_WITHOUT or (not isinstance(db, asyncpg.Pool) and db.is_in_transaction()):
        return
    if await _may_ensure(db):
        await ensure(db)


async def detach(db: Executor, name: str, *, archive: Path | None = None) -> list[Detached]:
    """Detach a partition, and each older one of the same table first; return them, the oldest first.

    Only the oldest years can go, because personal records are read anew from the oldest day that is there;
    records of the detached years stay. With `archive`, a directory, each is written to a file of its own and
    then dropped; without, it stays as a table. After an interruption the same call finishes the work.

    Raises NotFound, Conflict for the newest partition or a year that is not over, and the errors of `ensure`.
    """
    async with _alone(db) as conn:
        known = await list_all(conn)
        last = _find(known, name)
        siblings = [one for one in known if one.parent == last.parent]
        leaving = [one for one in siblings if one.upper <= last.upper]
        if not any(one.state == "attached" and one.upper > last.upper for one in siblings):
            raise Conflict(f"{name} is the newest partition of {last.parent}: `partitions ensure` makes more")
        if last.upper > datetime.now(UTC).date() - _ENDS_LATER[last.parent]:
            raise Conflict(f"{name} takes what is logged today: only a year that is over can be detached")
        done: list[Detached] = []
        for one in leaving:
            if one.state != "detached":
                await _detach(conn, one)
            elif archive is None:
                continue
            file = None if archive is None else partition_archives.file_of(archive, one.name)
            rows = None if file is None else await partition_archives.write(conn, one.parent, one.name, file)
            done.append(Detached(name=one.name, archive=file, rows=rows))
        return done


async def attach(db: Executor, name: str, *, archive: Path | None = None) -> int | None:
    """Attach a partition again that was detached; with `archive`, the directory that holds its file.

    Returns how many of the archived sets were left out because their workout was deleted for good meanwhile,
    None without an archive; what was only marked as deleted is marked here too, and records of these days
    are those of the sets that are left. Raises Conflict unless it ends where the oldest attached one begins,
    or when workouts were moved to another day meanwhile; NotFound when there is neither table nor file;
    Invalid for a file that is damaged; and the errors of `ensure`.
    """
    async with _alone(db) as conn:
        left_out = None
        if archive is not None and not any(one.name == name for one in await list_all(conn)):
            left_out = await partition_archives.read(conn, partition_archives.file_of(archive, name), name)
        known = await list_all(conn)
        one = _find(known, name)
        if one.state != "detached":
            raise Conflict(f"{name} is attached")
        oldest = min(
            (other for other in known if other.parent == one.parent and other.state == "attached"),
            key=lambda other: other.upper,
        )
        if oldest.lower != one.upper:
            raise Conflict(f"{name} can't be attached before the year that ends where {oldest.name} begins")
        await partition_archives.add_foreign_key(conn, one.parent, name)
        async with transaction(conn) as tx:
            if one.parent == "sets":
                await partition_archives.catch_up(tx, name)
            await _attach(tx, parent=one.parent, name=name, lower=one.lower, upper=one.upper)
        return left_out


def _find(known: list[Partition], name: str) -> Partition:
    for one in known:
        if one.name == name:
            return one
    raise NotFound(f"there is no partition {name}: `trackerdb partitions list` shows them")


async def _detach(conn: Connection, one: Partition) -> None:
    # Interrupted between its two transactions it leaves the partition pending, until it is finalized.
    how = "FINALIZE" if one.state == "detaching" else "CONCURRENTLY"
    with translated():
        await conn.execute(f"ALTER TABLE tracker.{one.parent} DETACH PARTITION tracker.{one.name} {how}")


@asynccontextmanager
async def _alone(db: Executor) -> AsyncGenerator[Connection, None]:
    """Lend a connection that alone changes partitions; it waits a second for a lock."""
    if isinstance(db, asyncpg.Pool):
        async with db.acquire() as connection, _alone(connection) as conn:
            yield conn
        return
    if db.is_in_transaction():
        raise Invalid("partitions are detached and attached outside of a transaction")
    with translated():
        await db.execute("SET lock_timeout = '1s'; SET statement_timeout = 0")
    try:
        await _lock(db)
        try:
            yield db
        finally:
            if not db.is_closed():
                await _unlock(db)
    finally:
        if not db.is_closed():
            await db.execute("RESET lock_timeout; RESET statement_timeout")


async def _lock(conn: Connection) -> None:
    deadline = anyio.current_time() + _LOCK_SECONDS
    while not await _try_lock(conn):
        if anyio.current_time() > deadline:
            raise Unavailable(f"another session has been changing partitions for {_LOCK_SECONDS:g} s")
        await anyio.sleep(0.05)


@query
async def _ensure(db: Executor, *, through_year: int) -> list[str]: ...


@query
async def _may_ensure(db: Executor) -> bool: ...


@query
async def _try_lock(db: Executor) -> bool: ...


@query
async def _unlock(db: Executor) -> bool: ...


@query
async def _attach(db: Executor, *, parent: str, name: str, lower: date | None, upper: date) -> None: ...
