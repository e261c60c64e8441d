"""What a call costs on the wire, counted by a proxy between the pool and the server."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import asyncpg
import pytest

from _support import things
from _support.proxy import Proxy, proxied
from trackerdb.database import Connection, create_pool, run_in_transaction, transaction
from trackerdb.errors import Unavailable
from trackerdb.pool import TrackerPool

pytestmark = pytest.mark.anyio


@pytest.fixture
async def line(empty_dsn: str, tmp_path: Path, anyio_backend: str) -> AsyncIterator[Proxy]:
    async with proxied(empty_dsn, tmp_path) as proxy:
        yield proxy


@pytest.fixture
async def db(line: Proxy) -> AsyncIterator[TrackerPool]:
    async with create_pool(line.dsn, check_schema=False, max_size=1) as pool:
        await pool.execute(things.TABLE)
        await things.add(pool, 1, "a")
        await things.get(pool, 1)
        await things.every(pool)
        line.count()
        yield pool


async def test_a_pooled_read_is_one_round_trip(line: Proxy, db: TrackerPool) -> None:
    await things.get(db, 1)
    assert line.count() == 1
    await things.every(db)
    assert line.count() == 1


async def test_plain_asyncpg_makes_two(line: Proxy, db: TrackerPool) -> None:
    """What the pool's own reset saves; the proxy's count is checked by it too."""
    async with asyncpg.create_pool(line.dsn, min_size=1, max_size=1) as plain:
        await plain.fetch("SELECT 1")
        line.count()
        await plain.fetch("SELECT 1")
        assert line.count() == 2


async def test_a_transaction_adds_two_round_trips(line: Proxy, db: TrackerPool) -> None:
    async with transaction(db, actor=1, reason="BEGIN and the settings travel together") as conn:
        await things.get(conn, 1)
    assert line.count() == 3
    async with transaction(db) as conn:
        async with transaction(conn):
            await things.get(conn, 1)
        line.count()
    assert line.count() == 1


async def test_a_line_cut_at_commit_leaves_the_outcome_open_and_is_not_retried(
    line: Proxy, db: TrackerPool, empty_dsn: str
) -> None:
    attempts = 0

    async def work(conn: Connection) -> None:
        nonlocal attempts
        attempts += 1
        await things.add(conn, 2, "b")
        line.cut_after = b"COMMIT"

    with pytest.raises(Unavailable, match="may or may not be stored"):
        await run_in_transaction(db, work)
    assert attempts == 1
    # Here the server had the command: running the work again would have failed, or stored it twice.
    assert [thing.id for thing in await things.every(db)] == [1, 2]


async def test_a_line_cut_before_the_answer_heals(line: Proxy, db: TrackerPool) -> None:
    line.cut_after = b"\0"
    with pytest.raises(Unavailable, match=r"things\.get"):
        await things.get(db, 1)
    assert await things.get(db, 1) is not None
