"""Queries run through a real pool: what comes back, and what is refused."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import aclosing
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any, cast

import asyncpg
import pytest

from _support import things
from _support.things import Thing
from trackerdb.database import Executor, create_pool, transaction
from trackerdb.errors import Conflict, Invalid, NotFound, QueryError, SchemaOutdated, Unavailable
from trackerdb.pool import TrackerPool

pytestmark = pytest.mark.anyio

NOON = datetime(2026, 5, 5, 12, tzinfo=UTC)


@pytest.fixture
async def db(empty_dsn: str, anyio_backend: str) -> AsyncIterator[TrackerPool]:
    async with create_pool(empty_dsn, check_schema=False) as pool:
        await pool.execute(things.TABLE)
        yield pool


async def test_each_cardinality(db: TrackerPool) -> None:
    squat = Thing(id=1, name="squat", made_at=NOON)
    assert await things.add(db, 1, "squat", made_at=NOON) == squat
    assert await things.get(db, 1) == squat
    assert await things.get(db, 2) is None
    assert await things.require(db, 1) == squat
    with pytest.raises(NotFound, match=r"things\.require"):
        await things.require(db, 2)
    assert await things.count(db) == 1
    await things.rename(db, 1, name="back squat")
    assert await things.every(db) == [Thing(id=1, name="back squat", made_at=NOON)]
    assert await things.remove(db, [1, 2, 3]) == 1
    assert await things.remove(db, []) == 0


async def test_more_rows_than_one_is_an_error_of_the_query(db: TrackerPool) -> None:
    await things.add_many(db, ids=[1, 2], names=["a", "a"], times=[None, NOON])
    with pytest.raises(QueryError, match=r"queries/things\.sql:\d+: named: :maybe got 2 rows"):
        await things.named(db, "a")


async def test_the_executor_may_be_a_pool_or_any_connection(db: TrackerPool, empty_dsn: str) -> None:
    await things.add(db, 1, "a")
    async with db.acquire() as borrowed:
        assert await things.count(borrowed) == 1
    own = await asyncpg.connect(empty_dsn)
    try:
        assert await things.count(own) == 1
        async with own.transaction():
            assert await things.count(own) == 1
    finally:
        await own.close()
    async with asyncpg.create_pool(empty_dsn, min_size=1) as plain:
        executor: Executor = plain
        assert await things.count(executor) == 1


@pytest.mark.parametrize(
    ("arguments", "parameter", "message"),
    [
        ({"thing_id": 2**63}, "thing_id", "int64"),
        ({"thing_id": "1"}, "thing_id", "can't be sent"),
        ({"thing_id": 1.5}, "thing_id", "whole number"),
        ({"thing_id": Decimal("1.5")}, "thing_id", "whole number"),
        ({"name": "a\0b"}, "name", "NUL"),
        ({"name": "\ud800"}, "name", "can't be sent"),
        ({"name": 1}, "name", "can't be sent"),
        ({"name": None}, "name", "must have a value"),
        ({"made_at": datetime(2026, 5, 5)}, "made_at", "time zone"),
        ({"made_at": "2026-05-05"}, "made_at", "can't be sent"),
    ],
)
async def test_a_bad_argument_is_named(
    db: TrackerPool, arguments: dict[str, Any], parameter: str, message: str
) -> None:
    good: dict[str, Any] = {"thing_id": 1, "name": "a"}
    with pytest.raises(Invalid, match=message) as caught:
        await things.add(db, **good | arguments)
    assert caught.value.constraint == parameter
    assert await things.count(db) == 0


@pytest.mark.parametrize(
    ("arguments", "parameter"),
    [
        ({"times": [NOON, None, datetime(2026, 5, 5)]}, "times"),
        ({"times": (NOON, None, datetime(2026, 5, 5))}, "times"),
        ({"ids": [1, 2.0, 3]}, "ids"),
        ({"ids": [1, 2, -(2**63) - 1]}, "ids"),
        ({"names": ("a", "b", "c\0")}, "names"),
    ],
)
async def test_a_bad_element_of_an_array_is_found(
    db: TrackerPool, arguments: dict[str, Any], parameter: str
) -> None:
    good: dict[str, Any] = {"ids": [1, 2, 3], "names": ["a", "b", "c"], "times": [NOON, None, NOON]}
    with pytest.raises(Invalid) as caught:
        await things.add_many(db, **{**good, **arguments})
    assert caught.value.constraint == parameter
    assert await things.add_many(db, **good) == 3


async def test_the_servers_errors_are_translated_with_their_cause(db: TrackerPool) -> None:
    await things.add(db, 1, "a")
    with pytest.raises(Conflict, match="thing_pkey") as caught:
        await things.add(db, 1, "a")
    assert isinstance(caught.value.__cause__, asyncpg.UniqueViolationError)
    await db.execute("DROP TABLE thing")
    with pytest.raises(SchemaOutdated, match="trackerdb migrate apply"):
        await things.count(db)


async def test_a_stream_reads_in_chunks_and_ends_its_transaction(db: TrackerPool) -> None:
    numbers = list(range(1, 2001))
    await things.add_many(db, ids=numbers, names=["n"] * 2000, times=[None] * 2000)
    assert [thing.id async for thing in things.each(db)] == numbers
    async with aclosing(things.each(db)) as stream:
        async for thing in stream:
            if thing.id == 3:
                break
    assert db.get_idle_size() == db.get_size()
    async with transaction(db) as conn:
        await things.add(conn, 2001, "mine")
        assert [thing.id async for thing in things.each(conn)][-1] == 2001


async def test_a_stream_is_a_cursor_not_a_fetch(db: TrackerPool) -> None:
    numbers = list(range(1, 5001))
    await things.add_many(db, ids=numbers, names=["n"] * 5000, times=[None] * 5000)
    async with transaction(db) as conn:
        first = await anext(things.each(conn))
        assert first.id == 1
        # The rest has not been sent: the portal is still open on the server.
        sql = cast("Any", things.each).sql
        assert await conn.fetchval("SELECT count(*) FROM pg_cursors WHERE statement = $1", sql) == 1


async def test_a_stream_refuses_a_bad_query_with_our_error(db: TrackerPool) -> None:
    await db.execute("DROP TABLE thing")
    with pytest.raises(SchemaOutdated):
        _ = [thing async for thing in things.each(db)]
    assert await db.fetchval("SELECT 1") == 1


async def test_a_column_that_changed_while_the_pool_was_open(db: TrackerPool) -> None:
    await things.add(db, 1, "a")
    await things.every(db)
    await db.execute("ALTER TABLE thing ADD COLUMN note text, ALTER COLUMN id TYPE integer")
    assert (await things.every(db))[0].id == 1
    await db.execute("ALTER TABLE thing ALTER COLUMN name DROP NOT NULL")
    await db.execute("UPDATE thing SET name = NULL")
    with pytest.raises(QueryError, match=r"every: row 0 doesn't fit Thing, field name"):
        await things.every(db)


async def test_the_hook_sees_name_time_and_rows(empty_dsn: str) -> None:
    seen: list[tuple[str, int | None]] = []

    def on_query(name: str, seconds: float, rows: int | None) -> None:
        assert seconds > 0
        seen.append((name, rows))

    async with create_pool(empty_dsn, check_schema=False, on_query=on_query) as db:
        await db.execute(things.TABLE)
        await things.add_many(db, ids=[1, 2], names=["a", "b"], times=[None, None])
        async with transaction(db) as conn:
            await things.every(conn)
        _ = [thing async for thing in things.each(db)]
        with pytest.raises(Conflict):
            await things.add(db, 1, "a")
        await things.remove(db, [1])
    assert seen == [
        ("things.add_many", 2),
        ("things.every", 2),
        ("things.each", 2),
        ("things.add", None),
        ("things.remove", 1),
    ]


async def test_a_slow_query_is_a_clear_error(empty_dsn: str) -> None:
    async with create_pool(
        empty_dsn, check_schema=False, server_settings={"statement_timeout": "50ms"}
    ) as db:
        with pytest.raises(Unavailable, match=r"things\.wait: .*statement timeout"):
            await things.wait(db, 5)
        assert await db.fetchval("SELECT 1") == 1
    async with create_pool(empty_dsn, check_schema=False, command_timeout=0.05) as db:
        with pytest.raises(Unavailable, match=r"things\.wait: the database took too long"):
            await things.wait(db, 5)
        assert await db.fetchval("SELECT 1") == 1
