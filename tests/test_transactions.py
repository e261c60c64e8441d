"""Transactions commit, roll back, nest and carry their settings as promised."""

# ruff: noqa: PT012 - what a transaction block raises comes out of the whole block

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import AsyncIterator

import anyio
import asyncpg
import pytest

from _support import things
from trackerdb import embedded
from trackerdb.database import Connection, acting_as, create_pool, run_in_transaction, transaction
from trackerdb.errors import Conflict, Forbidden, Invalid, NotFound, Unavailable
from trackerdb.pool import TrackerPool
from trackerdb.sqlstate import SerializationFailure

pytestmark = pytest.mark.anyio


@pytest.fixture
async def db(empty_dsn: str, anyio_backend: str) -> AsyncIterator[TrackerPool]:
    async with create_pool(empty_dsn, check_schema=False, max_size=4) as pool:
        await pool.execute(things.TABLE)
        yield pool


async def setting(conn: Connection, name: str) -> str:
    return str(await conn.fetchval("SELECT coalesce(current_setting($1, true), '')", name))


async def test_it_commits_at_the_end_and_rolls_back_on_an_error(db: TrackerPool) -> None:
    async with transaction(db) as conn:
        await things.add(conn, 1, "a")
        assert await things.count(db) == 0
    with pytest.raises(NotFound):
        async with transaction(db) as conn:
            await things.add(conn, 2, "b")
            await things.require(conn, 3)
    assert [thing.id for thing in await things.every(db)] == [1]
    assert db.get_idle_size() == db.get_size()


async def test_the_applications_own_errors_pass_unchanged(db: TrackerPool) -> None:
    for error in (KeyError("mine"), TimeoutError("mine"), FileNotFoundError("mine")):
        with pytest.raises(type(error)) as caught:
            async with transaction(db):
                raise error
        assert caught.value is error


async def test_asyncpgs_errors_are_translated(db: TrackerPool) -> None:
    with pytest.raises(Invalid, match="division by zero") as caught:
        async with transaction(db) as conn:
            await conn.execute("SELECT 1 / 0")
    assert isinstance(caught.value.__cause__, asyncpg.DivisionByZeroError)


async def test_going_on_after_a_failed_statement_is_an_error_not_a_silent_rollback(db: TrackerPool) -> None:
    with pytest.raises(Conflict, match="nothing of it is stored"):
        async with transaction(db) as conn:
            await things.add(conn, 1, "a")
            with pytest.raises(Conflict):
                await things.add(conn, 1, "again")
    with pytest.raises(Conflict, match="can only be rolled back"):
        async with transaction(db) as conn:
            with pytest.raises(asyncpg.DivisionByZeroError):
                await conn.execute("SELECT 1 / 0")
            await things.count(conn)
    assert await things.count(db) == 0


async def test_a_deferred_constraint_fails_at_commit_with_our_error(db: TrackerPool) -> None:
    await db.execute(
        "CREATE TABLE pair (id int CONSTRAINT pair_pkey PRIMARY KEY,"
        " other int CONSTRAINT pair_other_fkey REFERENCES pair DEFERRABLE INITIALLY DEFERRED)"
    )
    with pytest.raises(Invalid, match="pair_other_fkey"):
        async with transaction(db) as conn:
            await conn.execute("INSERT INTO pair VALUES (1, 2)")
    assert await db.fetchval("SELECT count(*) FROM pair") == 0


async def test_on_a_connection_in_a_transaction_it_is_a_savepoint(db: TrackerPool) -> None:
    async with transaction(db) as outer:
        await things.add(outer, 1, "outer")
        for number in (2, 3):
            with pytest.raises(Conflict):
                async with transaction(outer) as inner:
                    await things.add(inner, number, "inner")
                    async with transaction(inner) as innermost:
                        await things.add(innermost, 10 + number, "innermost")
                    await things.add(inner, 1, "taken")
        async with transaction(outer) as inner:
            await things.add(inner, 4, "inner")
            with pytest.raises(Conflict):
                async with transaction(inner) as innermost:
                    await things.add(innermost, 5, "innermost")
                    await things.add(innermost, 4, "taken")
    assert [thing.id for thing in await things.every(db)] == [1, 4]


async def test_a_savepoint_that_was_rolled_back_is_in_nobodys_way(db: TrackerPool) -> None:
    async with transaction(db) as outer:
        with pytest.raises(NotFound):
            async with transaction(outer) as inner:
                await things.add(inner, 1, "inner")
                with pytest.raises(KeyError):
                    async with transaction(inner):
                        raise KeyError
                await things.require(inner, 2)
        assert await things.count(outer) == 0


async def test_asyncpgs_own_transactions_nest_in_ours_and_ours_in_theirs(db: TrackerPool) -> None:
    async with transaction(db, isolation="repeatable_read") as conn:
        async with conn.transaction(isolation="repeatable_read"):
            await things.add(conn, 1, "a")
        with pytest.raises(Conflict):
            async with conn.transaction():
                await things.add(conn, 2, "b")
                await things.add(conn, 1, "taken")
    async with db.acquire() as conn, conn.transaction():
        async with transaction(conn) as inner:
            await things.add(inner, 3, "c")
        await things.add(conn, 4, "d")
    async with db.acquire() as conn, conn.transaction():
        assert [thing.id for thing in await things.every(db)] == [1, 3, 4]


@pytest.mark.parametrize("isolation", ["read_committed", "repeatable_read", "serializable"])
async def test_isolation(db: TrackerPool, isolation: str) -> None:
    other = "serializable" if isolation == "read_committed" else "read_committed"
    async with transaction(db, isolation=isolation) as conn:  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
        assert await setting(conn, "transaction_isolation") == isolation.replace("_", " ")
        async with transaction(conn, isolation=isolation):  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
            pass
        with pytest.raises(Invalid, match="isolation level"):
            async with transaction(conn, isolation=other):  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
                pass


async def test_actor_and_reason_hold_for_the_block_and_are_restored(db: TrackerPool) -> None:
    async def context(conn: Connection) -> tuple[str, str]:
        return await setting(conn, "tracker.actor"), await setting(conn, "tracker.reason")

    async with transaction(db, actor=1, reason="outer") as conn:
        assert await context(conn) == ("1", "outer")
        async with transaction(conn, actor=2):
            assert await context(conn) == ("2", "outer")
            async with transaction(conn, reason="inner"):
                assert await context(conn) == ("2", "inner")
            assert await context(conn) == ("2", "outer")
            with pytest.raises(KeyError):
                async with transaction(conn, actor=3, reason="failed"):
                    raise KeyError
            assert await context(conn) == ("2", "outer")
        assert await context(conn) == ("1", "outer")
    async with transaction(db) as conn:
        assert await context(conn) == ("", "")
        async with transaction(conn, actor=4):
            assert await context(conn) == ("4", "")
        assert await context(conn) == ("", "")


@pytest.mark.parametrize(
    "reason", ["it's", "a\\b", "\\'; DROP TABLE thing; --", "$$", "ünï\n", "", "%s :x $1"]
)
@pytest.mark.parametrize("conforming", ["on", "off"])
async def test_a_reason_is_quoted(db: TrackerPool, reason: str, conforming: str) -> None:
    async with db.acquire() as own:
        await own.execute(f"SET standard_conforming_strings = {conforming}; SET escape_string_warning = off")
        async with transaction(own, reason=reason) as conn:
            assert await setting(conn, "tracker.reason") == reason
        await own.execute("RESET standard_conforming_strings")
    assert await things.count(db) == 0


async def test_a_reason_with_a_nul_is_refused(db: TrackerPool) -> None:
    with pytest.raises(Invalid, match="NUL"):
        async with transaction(db, reason="a\0"):
            pass
    assert db.get_idle_size() == db.get_size()


async def test_a_cancelled_block_leaves_nothing_and_gives_its_connection_back(db: TrackerPool) -> None:
    async def work() -> None:
        async with transaction(db) as conn:
            await things.add(conn, 1, "a")
            await things.wait(conn, 30)

    pids = {await db.fetchval("SELECT pg_backend_pid()")}
    task = asyncio.create_task(work())
    await anyio.sleep(0.05)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert db.get_idle_size() == db.get_size()
    async with transaction(db) as conn:
        pids.add(await conn.fetchval("SELECT pg_backend_pid()"))
        assert await things.count(conn) == 0
    assert len(pids) == 1, "a cancelled statement is no reason to throw the connection away"


async def test_a_cancelled_anyio_scope_still_rolls_back(db: TrackerPool) -> None:
    with anyio.move_on_after(0.05) as scope:
        async with transaction(db) as conn:
            await things.add(conn, 1, "a")
            await anyio.sleep(30)
    assert scope.cancelled_caught
    assert db.get_idle_size() == db.get_size()
    assert await things.count(db) == 0


async def test_a_rollback_that_hangs_ends_the_connection(
    db: TrackerPool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("trackerdb.transactions._ROLLBACK_SECONDS", 0.05)
    async with db.acquire() as borrowed:
        pid = await borrowed.fetchval("SELECT pg_backend_pid()")
        with pytest.raises(KeyError):
            async with transaction(borrowed) as conn:
                await things.add(conn, 1, "a")
                # Stands for a network that went silent: whatever is sent from here on is not read.
                os.kill(pid, signal.SIGSTOP)
                raise KeyError
        os.kill(pid, signal.SIGCONT)
        with pytest.raises(asyncpg.InterfaceError, match="released"):
            borrowed.is_closed()
    assert await things.count(db) == 0


async def test_a_killed_backend_is_unavailable_and_the_pool_heals(db: TrackerPool, empty_dsn: str) -> None:
    admin = await asyncpg.connect(embedded.admin_dsn(empty_dsn))
    try:
        with pytest.raises(Unavailable):
            async with transaction(db) as conn:
                await things.add(conn, 1, "a")
                pid = await conn.fetchval("SELECT pg_backend_pid()")
                await admin.execute("SELECT pg_terminate_backend($1, 5000)", pid)
                await things.add(conn, 2, "b")
        assert await things.count(db) == 0
        assert await things.add(db, 3, "c")
    finally:
        await admin.close()


@pytest.mark.parametrize("end", ["close", "terminate", "release"])
async def test_a_connection_that_is_closed_is_unavailable(db: TrackerPool, end: str) -> None:
    async def nothing(conn: Connection) -> None: ...

    conn = await db.acquire()
    if end == "close":
        await conn.close()
    elif end == "terminate":
        conn.terminate()
    else:
        await db.release(conn)
    for block in (transaction(conn), acting_as(conn, 1)):
        with pytest.raises(Unavailable):
            async with block:
                pass
    with pytest.raises(Unavailable):
        await run_in_transaction(conn, nothing)
    with pytest.raises(Unavailable):
        await anext(things.each(conn))
    with pytest.raises(Unavailable):
        await things.count(conn)


async def test_a_connection_lost_at_commit_is_never_retried(db: TrackerPool, empty_dsn: str) -> None:
    admin = await asyncpg.connect(embedded.admin_dsn(empty_dsn))
    attempts = 0

    async def work(conn: Connection) -> None:
        nonlocal attempts
        attempts += 1
        await things.add(conn, 1, "a")
        await admin.execute(
            "SELECT pg_terminate_backend($1, 5000)", await conn.fetchval("SELECT pg_backend_pid()")
        )

    try:
        with pytest.raises(Unavailable, match=r"lost before COMMIT|may or may not be stored"):
            await run_in_transaction(db, work)
        assert attempts == 1
    finally:
        await admin.close()


async def test_a_lost_race_is_run_again_as_a_whole(db: TrackerPool) -> None:
    await things.add(db, 1, "0")
    starts = 0

    async def increment(conn: Connection) -> int:
        nonlocal starts
        starts += 1
        thing = await things.require(conn, 1)
        await anyio.sleep(0.01)
        await things.rename(conn, 1, name=str(int(thing.name) + 1))
        return int(thing.name) + 1

    results: list[int] = []

    async def one() -> None:
        results.append(await run_in_transaction(db, increment, isolation="serializable", retries=50))

    async with anyio.create_task_group() as tasks:
        for _ in range(4):
            tasks.start_soon(one)
    assert (await things.require(db, 1)).name == "4"
    assert sorted(results) == [1, 2, 3, 4]
    assert starts > 4


async def test_retries_end(db: TrackerPool) -> None:
    attempts = 0

    async def work(conn: Connection) -> None:
        nonlocal attempts
        attempts += 1
        await conn.execute("DO $$ BEGIN RAISE 'again' USING ERRCODE = '40001'; END $$")

    with pytest.raises(SerializationFailure):
        await run_in_transaction(db, work, retries=2)
    assert attempts == 3


async def test_other_errors_are_not_retried(db: TrackerPool) -> None:
    attempts = 0

    async def work(conn: Connection) -> None:
        nonlocal attempts
        attempts += 1
        await things.require(conn, 1)

    with pytest.raises(NotFound):
        await run_in_transaction(db, work)
    assert attempts == 1


async def test_a_connection_in_a_transaction_cannot_be_retried_on(db: TrackerPool) -> None:
    async def work(conn: Connection) -> None:
        await things.add(conn, 1, "a")

    async with transaction(db) as conn:
        with pytest.raises(Invalid, match="not in a transaction"):
            await run_in_transaction(conn, work)
    async with db.acquire() as conn:
        await run_in_transaction(conn, work, actor=1)
    assert await things.count(db) == 1


async def test_a_plan_that_ddl_outdated_is_run_again(db: TrackerPool) -> None:
    attempts = 0

    async def work(conn: Connection) -> list[things.Thing]:
        nonlocal attempts
        attempts += 1
        return await things.every(conn)

    await things.add(db, 1, "a")
    async with db.acquire() as conn:
        await things.every(conn)
        await db.execute(
            "ALTER TABLE thing ALTER COLUMN made_at TYPE timestamptz(3), ALTER COLUMN id TYPE int"
        )
        with pytest.raises(SerializationFailure, match="schema changed"):
            async with transaction(conn):
                await things.every(conn)
        await db.execute("ALTER TABLE thing ALTER COLUMN id TYPE bigint")
        await things.every(db)
        assert [thing.id for thing in await run_in_transaction(conn, work)] == [1]
    assert attempts in (1, 2)


@pytest.fixture
async def app(db: TrackerPool, empty_dsn: str) -> AsyncIterator[TrackerPool]:
    """The pool, with role trackerdb_app and a table that shows each user their own rows."""
    admin = await asyncpg.connect(embedded.admin_dsn(empty_dsn))
    await admin.execute(
        """
        DO $$ BEGIN CREATE ROLE trackerdb_app NOLOGIN; EXCEPTION WHEN duplicate_object THEN NULL; END $$;
        GRANT trackerdb_app TO trackerdb;
        CREATE TABLE note (user_id bigint NOT NULL, body text);
        GRANT SELECT, INSERT ON note TO trackerdb_app;
        ALTER TABLE note ENABLE ROW LEVEL SECURITY;
        CREATE POLICY own ON note USING (user_id = current_setting('tracker.user_id')::bigint);
        INSERT INTO note VALUES (1, 'one'), (2, 'two');
        """
    )
    yield db
    await admin.close()


async def test_acting_as_shows_one_users_rows(app: TrackerPool) -> None:
    for user_id, body in ((1, "one"), (2, "two")):
        async with acting_as(app, user_id, reason="look") as conn:
            assert await conn.fetchval("SELECT array_agg(body) FROM note") == [body]
            assert await setting(conn, "tracker.actor") == str(user_id)
            assert await setting(conn, "tracker.reason") == "look"
            with pytest.raises(asyncpg.InsufficientPrivilegeError):
                async with conn.transaction():
                    await conn.execute("INSERT INTO note VALUES (3, 'foreign')")
    assert await app.fetchval("SELECT current_user::text") == "trackerdb"


async def test_acting_as_restores_role_and_settings_in_a_savepoint(app: TrackerPool) -> None:
    names = ("role", "tracker.user_id", "tracker.actor", "tracker.reason")
    async with transaction(app, actor=9, reason="outer") as conn:
        before = [await setting(conn, name) for name in names]
        async with acting_as(conn, 1) as acting:
            assert await acting.fetchval("SELECT current_user::text") == "trackerdb_app"
        assert [await setting(conn, name) for name in names] == before
        with pytest.raises(KeyError):
            async with acting_as(conn, 1):
                raise KeyError
        assert [await setting(conn, name) for name in names] == before
        assert await conn.fetchval("SELECT current_user::text") == "trackerdb"


async def test_acting_as_nests_for_the_same_user_alone(app: TrackerPool) -> None:
    async with acting_as(app, 1) as conn:
        async with acting_as(conn, 1), transaction(conn):
            assert await conn.fetchval("SELECT current_user::text") == "trackerdb_app"
        assert await conn.fetchval("SELECT current_user::text") == "trackerdb_app"
        with pytest.raises(Conflict, match="acts as user 1; it can't act as user 2"):
            async with acting_as(conn, 2):
                pass


async def test_a_login_without_the_role_is_forbidden(app: TrackerPool, empty_dsn: str) -> None:
    admin = await asyncpg.connect(embedded.admin_dsn(empty_dsn))
    try:
        await admin.execute("CREATE ROLE stranger LOGIN")
        async with create_pool(empty_dsn, user="stranger", check_schema=False) as pool:
            with pytest.raises(Forbidden, match="trackerdb_app"):
                async with acting_as(pool, 1):
                    pass
    finally:
        await admin.execute("DROP ROLE stranger")
        await admin.close()
