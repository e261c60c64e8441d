"""Erase a user for good. Public as `trackerdb.users.erase`."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict

from trackerdb.database import Executor, transaction
from trackerdb.errors import NotFound
from trackerdb.query import query
from trackerdb.rows import Row
from trackerdb.transactions import retried

__all__ = ["Erasure", "erase"]


class Erasure(BaseModel):
    """What an erasure did: rows a table that were deleted, and rows that the user's id was taken from."""

    model_config = ConfigDict(frozen=True)

    user_id: int
    deleted: dict[str, int]
    anonymised: dict[str, int]


class _Erased(Row):
    table_name: str
    deleted: int
    anonymised: int


@retried
async def erase(db: Executor, user_id: int) -> Erasure:
    """Delete everything that is held about a user, also of a deleted one; nothing brings it back.

    Profile, login, sessions, own exercises, the whole log, records, imports and audit go; where they acted
    on somebody else's row, that row stays, and their id and the reason that they gave are taken from it and
    from its audit (a set that they logged for another then counts as changed). Backups and archives of
    detached partitions are not touched. Raises NotFound for an unknown user.
    """
    async with transaction(db) as conn:
        tables = await _erase(conn, user_id=user_id)
    if not tables:
        raise NotFound(f"there is no user {user_id}")
    return Erasure(
        user_id=user_id,
        deleted={one.table_name: one.deleted for one in tables if one.deleted},
        anonymised={one.table_name: one.anonymised for one in tables if one.anonymised},
    )


@query
async def _erase(db: Executor, *, user_id: int) -> list[_Erased]: ...
