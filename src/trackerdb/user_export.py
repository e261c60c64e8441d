"""Hand out everything that is held about a user, as JSON lines. Public as `trackerdb.users.export`.

The first line is `{"format": "trackerdb", "version": 1, "user_id": …, "exported_at": …}`. Every other line
is `{"table": …, "row": {…}}`: a row of that table of the schema, column by column, times in UTC. Parents
stand before children. Hashes of passwords and tokens are left out. `exercises` holds the user's own, and
the catalogue's that the log refers to (`owner_id` null), each with `muscle_groups` (slug to role) and
`equipment` (slugs) in place of the two link tables.
"""

from __future__ import annotations

import json
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import aclosing
from datetime import UTC, datetime

from trackerdb.database import Connection, Executor, Isolation, transaction
from trackerdb.errors import NotFound
from trackerdb.query import query, stream
from trackerdb.transactions import in_transaction

__all__ = ["FORMAT", "VERSION", "export"]

FORMAT = "trackerdb"
VERSION = 1

# Parents before children; a table that is not named here follows in the order of the alphabet.
_FIRST = (
    "users",
    "user_logins",
    "user_identities",
    "user_sessions",
    "user_tokens",
    "user_heads",
    "exercises",
    "imports",
    "workouts",
    "workout_exercises",
    "sets",
    "record_events",
    "exercise_records",
)


async def export(db: Executor, user_id: int) -> AsyncGenerator[bytes, None]:
    """Yield everything that is held about a user, also a deleted one, as JSON lines.

    All of it is of one moment: on a pool, or a connection without a transaction, in one of its own; else as
    the caller's isolation has it. `imports.load_export` reads it back. Whoever may stop early wraps the
    iterator in `contextlib.aclosing`. Raises NotFound for an unknown user.
    """
    isolation: Isolation | None = None if in_transaction(db) else "repeatable_read"
    async with transaction(db, isolation=isolation) as conn:
        if not await _exists(conn, user_id=user_id):
            raise NotFound(f"there is no user {user_id}")
        head = {"format": FORMAT, "version": VERSION, "user_id": user_id, "exported_at": _now()}
        yield json.dumps(head).encode() + b"\n"
        for table in await _tables_in_order(conn):
            async with aclosing(_rows_of(conn, user_id, table)) as rows:
                async for row in rows:
                    yield f'{{"table": "{table}", "row": {row}}}\n'.encode()


async def _tables_in_order(conn: Connection) -> list[str]:
    tables = {"users", "exercises", *await _tables(conn)}
    return [*_FIRST, *sorted(tables - set(_FIRST))]


def _rows_of(conn: Connection, user_id: int, table: str) -> AsyncGenerator[str, None]:
    if table == "exercises":
        return _exercises(conn, user_id=user_id)
    return _rows(conn, user_id=user_id, table=table)


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")


@query
async def _exists(db: Executor, *, user_id: int) -> bool: ...


@query
async def _tables(db: Executor) -> list[str]: ...


@stream
def _rows(db: Executor, *, user_id: int, table: str) -> AsyncIterator[str]: ...


@stream
def _exercises(db: Executor, *, user_id: int) -> AsyncIterator[str]: ...
