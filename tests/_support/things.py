"""A table, a model and queries that are nobody's: what the query layer and the pool are tested on."""

# mypy: disable-error-code="empty-body"

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from datetime import datetime
from pathlib import Path

from trackerdb.executor import Executor
from trackerdb.query import QueryDirectory
from trackerdb.rows import Row

TABLE = """
CREATE TABLE thing (id bigint CONSTRAINT thing_pkey PRIMARY KEY, name text NOT NULL, made_at timestamptz)
"""

queries = QueryDirectory(Path(__file__).parent / "queries")
query, stream = queries.query, queries.stream


class Thing(Row):
    id: int
    name: str
    made_at: datetime | None


@query
async def get(db: Executor, thing_id: int) -> Thing | None: ...


@query
async def require(db: Executor, thing_id: int) -> Thing: ...


@query
async def named(db: Executor, name: str) -> Thing | None: ...


@query
async def add(db: Executor, thing_id: int, name: str, *, made_at: datetime | None = None) -> Thing: ...


@query
async def add_many(
    db: Executor, *, ids: Sequence[int], names: Sequence[str], times: Sequence[datetime | None]
) -> int: ...


@query
async def every(db: Executor) -> list[Thing]: ...


@query
async def count(db: Executor) -> int: ...


@query
async def rename(db: Executor, thing_id: int, *, name: str) -> None: ...


@query
async def remove(db: Executor, ids: Sequence[int]) -> int: ...


@query
async def wait(db: Executor, seconds: float) -> int: ...


@stream
def each(db: Executor) -> AsyncIterator[Thing]: ...


queries.check_complete()
