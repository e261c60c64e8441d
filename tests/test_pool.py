"""A pool opens on a schema that fits, and never keeps anybody waiting without a limit."""

from __future__ import annotations

import asyncio
import socket
from pathlib import Path

import anyio
import asyncpg
import pytest

from _support import things
from trackerdb.database import create_pool, transaction
from trackerdb.errors import Forbidden, Invalid, SchemaOutdated, Unavailable
from trackerdb.pool import TrackerPool, migration_ids

pytestmark = pytest.mark.anyio


async def closed(pool: TrackerPool) -> None:
    async with pool:
        pass


async def test_it_opens_on_a_migrated_database(dsn: str) -> None:
    async with create_pool(dsn) as pool:
        assert isinstance(pool, asyncpg.Pool)
        assert await pool.fetchval("SELECT count(*) FROM tracker.users") == 0
    pool = await create_pool(dsn)
    assert await pool.fetchval("SELECT 1") == 1
    await pool.close()


async def test_a_database_without_the_schema_is_refused(empty_dsn: str) -> None:
    with pytest.raises(SchemaOutdated, match="run `trackerdb migrate apply`"):
        await closed(create_pool(empty_dsn))
    await closed(create_pool(empty_dsn, check_schema=False))


async def test_a_database_with_an_older_schema_is_refused(dsn: str) -> None:
    connection = await asyncpg.connect(dsn)
    newest = migration_ids()[-1]
    # The application's own migrations are in the same table, and newer.
    await connection.execute(
        "UPDATE _yoyo_migration SET migration_id = '99990101000000_of_the_app' WHERE migration_id = $1",
        newest,
    )
    await connection.close()
    with pytest.raises(SchemaOutdated, match=f"lacks 1 of .* migrations, from {newest}"):
        await closed(create_pool(dsn))


async def test_yoyos_table_may_stand_in_any_schema_of_the_path(dsn: str) -> None:
    connection = await asyncpg.connect(dsn)
    await connection.execute("CREATE SCHEMA ops; ALTER TABLE _yoyo_migration SET SCHEMA ops")
    await connection.close()
    with pytest.raises(SchemaOutdated):
        await closed(create_pool(dsn))
    await closed(create_pool(dsn, server_settings={"search_path": "public, ops"}))


async def test_a_login_that_may_not_see_the_migrations_is_told_so(dsn: str, admin_dsn: str) -> None:
    admin = await asyncpg.connect(admin_dsn)
    try:
        await admin.execute("CREATE ROLE newcomer LOGIN; GRANT USAGE ON SCHEMA public TO newcomer")
        await admin.execute("REVOKE SELECT ON _yoyo_migration FROM PUBLIC")
        with pytest.raises(Forbidden, match="GRANT SELECT"):
            await closed(create_pool(dsn, user="newcomer"))
    finally:
        await admin.execute("DROP OWNED BY newcomer; DROP ROLE newcomer")
        await admin.close()


async def test_the_address_defaults_to_the_environment(dsn: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", dsn)
    await closed(create_pool())
    monkeypatch.delenv("DATABASE_URL")
    with pytest.raises(Invalid, match="set DATABASE_URL"):
        create_pool()


@pytest.mark.parametrize(
    "scheme", ["postgres", "postgresql+psycopg", "postgresql+psycopg2", "postgresql+asyncpg"]
)
async def test_other_spellings_of_the_address(dsn: str, scheme: str) -> None:
    await closed(create_pool(dsn.replace("postgresql", scheme, 1) + "&connect_timeout=3"))


@pytest.mark.parametrize(
    "dsn",
    [
        "mysql://localhost/x",
        "postgresql+odd://x/y",
        "host=localhost dbname=x",
        "postgresql://[::1/x",
        "x",
        "postgresql://localhost:none/x",
        "postgresql://u:p@[::1]:99999/x",
        "postgresql://first:5432,second:0/x",
        "postgresql:///x?host=/tmp&port=-1",
        "postgresql://localhost:\u0665/x",
    ],
)
async def test_an_address_that_is_none_is_refused(dsn: str) -> None:
    with pytest.raises(Invalid) as caught:
        create_pool(dsn)
    assert caught.value.constraint == "dsn"


async def test_a_connect_timeout_that_is_no_number(dsn: str) -> None:
    with pytest.raises(Invalid, match="connect_timeout"):
        create_pool(dsn + "&connect_timeout=soon")


async def test_a_server_that_is_down_is_unavailable(tmp_path: Path) -> None:
    with pytest.raises(Unavailable, match="can't reach the database"):
        await closed(create_pool(f"postgresql://x@/x?host={tmp_path}"))


async def test_a_server_that_never_answers_is_unavailable(tmp_path: Path) -> None:
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(str(tmp_path / ".s.PGSQL.5432"))
        listening.listen()
        with anyio.fail_after(20), pytest.raises(Unavailable, match="took too long"):
            await closed(create_pool(f"postgresql://x@/x?host={tmp_path}", connect_timeout=0.1))


async def test_an_unknown_database_is_unavailable(dsn: str) -> None:
    with pytest.raises(Unavailable, match="does not exist"):
        await closed(create_pool(dsn, database="nowhere"))


async def test_an_exhausted_pool_says_so_in_time(dsn: str) -> None:
    async with create_pool(dsn, max_size=1, acquire_timeout=0.05) as pool:
        async with pool.acquire():
            for work in (pool.fetch("SELECT 1"), closed_transaction(pool)):
                with pytest.raises(
                    Unavailable, match=r"within 0\.05 s: all 1 connections of the pool are in use"
                ):
                    await work
        assert await pool.fetchval("SELECT 1") == 1


async def closed_transaction(pool: TrackerPool) -> None:
    async with transaction(pool):
        pass


async def test_closing_does_not_wait_for_ever(dsn: str) -> None:
    pool = await create_pool(dsn, close_timeout=0.05)
    lent = await pool.acquire()
    with pytest.raises(Unavailable, match="still in use"):
        await pool.__aexit__(None, None, None)
    with pytest.raises(asyncpg.InterfaceError, match="released"):
        lent.is_closed()


async def test_session_settings(dsn: str) -> None:
    ours = {"statement_timeout": "7s", "lock_timeout": None}
    async with create_pool(dsn, server_settings=ours) as pool:
        rows = await pool.fetch("SELECT name, setting FROM pg_settings WHERE name = ANY($1)", SETTINGS)
    assert {row["name"]: row["setting"] for row in rows} == {
        "TimeZone": "UTC",
        "application_name": "trackerdb",
        "statement_timeout": "7000",
        "lock_timeout": "0",
        "idle_in_transaction_session_timeout": "60000",
    }


SETTINGS = [
    "TimeZone",
    "application_name",
    "statement_timeout",
    "lock_timeout",
    "idle_in_transaction_session_timeout",
]


async def test_nothing_is_reset_between_two_borrowers(dsn: str) -> None:
    async with create_pool(dsn, max_size=1) as pool:
        await pool.execute("SET application_name = 'kept'")
        assert await pool.fetchval("SHOW application_name") == "kept"
        # An open transaction is rolled back all the same. asyncpg reports it to the loop's handler.
        reports: list[str] = []
        asyncio.get_running_loop().set_exception_handler(
            lambda _, context: reports.append(context["message"])
        )
        await pool.execute("BEGIN; CREATE TABLE forgotten ()")
        assert await pool.fetchval("SELECT to_regclass('forgotten')") is None
        asyncio.get_running_loop().set_exception_handler(None)
        assert len(reports) == 1


async def test_without_a_statement_cache(empty_dsn: str) -> None:
    async with create_pool(empty_dsn, check_schema=False, statement_cache_size=0) as pool:
        await pool.execute(things.TABLE)
        await things.add_many(pool, ids=[1, 2], names=["a", "b"], times=[None, None])
        assert [thing.id for thing in await things.every(pool)] == [1, 2]
        assert [thing.id async for thing in things.each(pool)] == [1, 2]
        assert await pool.fetchval("SELECT count(*) FROM pg_prepared_statements") == 0


async def test_options_reach_asyncpg(dsn: str) -> None:
    introduced: list[int] = []

    async def init(connection: asyncpg.Connection[asyncpg.Record]) -> None:
        introduced.append(connection.get_server_pid())

    async with create_pool(dsn, min_size=2, max_size=2, init=init) as pool:
        assert pool.get_size() == 2
    assert len(introduced) == 2


async def test_a_replica_pool_refuses_writes_with_a_clear_error(empty_dsn: str) -> None:
    async with (
        create_pool(empty_dsn, check_schema=False) as pool,
        create_pool(
            empty_dsn, check_schema=False, server_settings={"default_transaction_read_only": "on"}
        ) as replica,
    ):
        await pool.execute(things.TABLE)
        await things.add(pool, 1, "a")
        assert await things.count(replica) == 1
        with pytest.raises(Forbidden, match="replica"):
            await things.add(replica, 2, "b")


async def test_a_busy_borrower_lets_the_others_have_their_turn(dsn: str) -> None:
    async with create_pool(dsn, max_size=1) as pool:
        taken = 0
        served = False

        async def take_and_take() -> None:
            nonlocal taken
            while not served:
                await pool.fetchval("SELECT 1")
                taken += 1

        async with anyio.create_task_group() as tasks:
            tasks.start_soon(take_and_take)
            await anyio.sleep(0)
            for _ in range(5):
                await pool.fetchval("SELECT 2")
            served = True
    assert taken <= 2 * 5


async def test_a_connection_is_replaced_when_its_time_has_come(dsn: str) -> None:
    introduced: list[object] = []

    async def init(connection: asyncpg.Connection[asyncpg.Record]) -> None:
        introduced.append(connection)

    async with create_pool(dsn, max_size=1, max_queries=3, check_schema=False, init=init) as pool:
        for _ in range(6):
            await pool.fetchval("SELECT 1")
        used_up = len(introduced)
        await pool.expire_connections()
        await pool.fetchval("SELECT 1")
    assert 1 < used_up < len(introduced)


async def test_a_callback_of_the_application_sees_each_borrowing(dsn: str) -> None:
    borrowed: list[str] = []

    async def setup(_connection: object) -> None:
        borrowed.append("setup")

    async def reset(_connection: object) -> None:
        borrowed.append("reset")

    async with create_pool(dsn, setup=setup, reset=reset, check_schema=False) as pool:
        for _ in range(2):
            await pool.fetchval("SELECT 1")
    assert borrowed == ["setup", "reset"] * 2


async def test_listeners_end_with_the_borrowing(dsn: str) -> None:
    def heard(*_args: object) -> None: ...

    async with create_pool(dsn, max_size=1) as pool:
        lent = await pool.acquire()
        lent.add_log_listener(heard)
        raw = getattr(lent, "_con")  # noqa: B009
        with pytest.warns(asyncpg.InterfaceWarning, match="active log listener"):
            await pool.release(lent)
        assert not raw._log_listeners
