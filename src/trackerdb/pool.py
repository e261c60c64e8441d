"""Open a pool whose every wait is bounded, on a database whose schema is known to fit."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Awaitable, Callable, Generator, Mapping
from importlib.resources import files
from typing import TYPE_CHECKING, Any, Unpack, cast
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

import asyncpg

from trackerdb.errors import Forbidden, Invalid, SchemaOutdated, Unavailable
from trackerdb.lending import LendingPool, keep_state
from trackerdb.pool_options import PoolOptions
from trackerdb.sqlstate import translated

if TYPE_CHECKING:
    from typing import Self

    _Connection = asyncpg.Connection[asyncpg.Record]
else:
    _Connection = asyncpg.Connection

__all__ = ["OnQuery", "PooledConnection", "TrackerPool", "create_pool"]

OnQuery = Callable[[str, float, int | None], None]

_SCHEMES = ("postgresql", "postgres")
_DRIVERS = ("psycopg", "psycopg2", "asyncpg")
_MAX_PORT = 65_535
_MIGRATE = "run `trackerdb migrate apply`"


class PooledConnection(_Connection):
    """A connection that knows its pool's `on_query`."""

    __slots__ = ("on_query",)

    on_query: OnQuery | None


class TrackerPool(LendingPool):
    """An asyncpg.Pool that never waits without a limit.

    `on_query` is called after each named query with its name (`module.name`), the seconds until its answer,
    and the number of rows, or None when it failed.
    """

    def __init__(
        self,
        dsn: str,
        *,
        acquire_timeout: float,
        close_timeout: float,
        check_schema: bool,
        on_query: OnQuery | None,
        init: Callable[[Any], Awaitable[None]] | None = None,
        **options: Any,
    ) -> None:
        super().__init__(dsn, acquire_timeout=acquire_timeout, init=self._introduce, **options)
        self.on_query = on_query
        self._also_init = init
        self._close_timeout = close_timeout
        self._check_schema = check_schema

    def __await__(self) -> Generator[Any, None, Self]:
        return self._open().__await__()

    async def __aenter__(self) -> Self:
        return await self._open()

    async def __aexit__(self, *_exception: object) -> None:
        # close() terminates what is still lent out when it is interrupted.
        try:
            async with asyncio.timeout(self._close_timeout):
                await self.close()
        except TimeoutError as error:
            raise Unavailable(
                f"connections were still in use {self._close_timeout:g} s after the pool's end"
            ) from error

    async def _open(self) -> Self:
        with translated():
            await super().__aenter__()
        try:
            if self._check_schema:
                await _check_migrations(self)
        except BaseException:
            self.terminate()
            raise
        return self

    async def _introduce(self, connection: Any) -> None:
        if isinstance(connection, PooledConnection):
            connection.on_query = self.on_query
        if self._also_init is not None:
            await self._also_init(connection)


def create_pool(
    dsn: str | None = None,
    *,
    min_size: int = 1,
    max_size: int = 10,
    connect_timeout: float = 10.0,
    acquire_timeout: float = 10.0,
    command_timeout: float = 60.0,
    close_timeout: float = 30.0,
    statement_cache_size: int = 256,
    server_settings: Mapping[str, str | None] | None = None,
    check_schema: bool = True,
    on_query: OnQuery | None = None,
    **options: Unpack[PoolOptions],
) -> TrackerPool:
    """Return a pool, to be opened by `async with` or `await`.

    `dsn` is a libpq URL and defaults to `$DATABASE_URL`; SQLAlchemy driver suffixes are dropped. Timeouts are
    in seconds. `server_settings` adds to or replaces the session settings (`DEFAULT_SETTINGS`); None leaves
    one out, which PgBouncer needs for the timeouts unless it ignores them. Behind PgBouncer before 1.21 pass
    `statement_cache_size=0` too. `on_query(name, seconds, rows)` is called after each named query; rows is
    None when it failed. Other options go to asyncpg (`PoolOptions`).

    A connection is not reset between two borrowers, which saves a round trip a call: session state (SET,
    LISTEN, advisory locks) belongs on a connection of one's own.

    Opening raises Invalid for an address that can't be used, Unavailable when the server can't be reached in
    time, and SchemaOutdated when `check_schema` finds that migrations are missing.
    """
    address, address_timeout = asyncpg_address(dsn)
    settings = {**DEFAULT_SETTINGS, **(server_settings or {})}
    return TrackerPool(
        address,
        min_size=min_size,
        max_size=max_size,
        timeout=address_timeout or connect_timeout,
        acquire_timeout=acquire_timeout,
        command_timeout=command_timeout,
        close_timeout=close_timeout,
        statement_cache_size=statement_cache_size,
        server_settings={name: value for name, value in settings.items() if value is not None},
        check_schema=check_schema,
        on_query=on_query,
        **cast("dict[str, Any]", {**_ASYNCPG_DEFAULTS, **options}),
    )


DEFAULT_SETTINGS: Mapping[str, str] = {
    "application_name": "trackerdb",
    "TimeZone": "UTC",
    "statement_timeout": "30s",
    "lock_timeout": "10s",
    "idle_in_transaction_session_timeout": "60s",
}


_ASYNCPG_DEFAULTS: Mapping[str, Any] = {
    "max_queries": 50_000,
    "max_inactive_connection_lifetime": 300.0,
    "loop": None,
    "connection_class": PooledConnection,
    "record_class": asyncpg.Record,
    "reset": keep_state,
}


def asyncpg_address(dsn: str | None) -> tuple[str, float | None]:
    """Return the URL as asyncpg takes it, and the connect timeout that it names, in seconds."""
    dsn = dsn or os.environ.get("DATABASE_URL")
    if not dsn:
        raise Invalid("no database is named: pass a DSN or set DATABASE_URL", constraint="dsn")
    try:
        parts = urlsplit(dsn)
    except ValueError as error:
        raise Invalid(f"the DSN can't be read: {error}", constraint="dsn") from error
    scheme, _, driver = parts.scheme.partition("+")
    if scheme not in _SCHEMES or (driver and driver not in _DRIVERS):
        raise Invalid(f"a DSN begins with postgresql://, not {parts.scheme or dsn[:12]!r}", constraint="dsn")
    query = parse_qsl(parts.query, keep_blank_values=True)
    _require_ports(parts.netloc, dict(query).get("port", ""))
    seconds = dict(query).get("connect_timeout")
    rest = urlencode([(key, value) for key, value in query if key != "connect_timeout"])
    try:
        # libpq takes 0 for "no limit"; here every wait is bounded.
        timeout = float(seconds) if seconds else None
    except ValueError as error:
        raise Invalid(f"connect_timeout is a number of seconds, not {seconds!r}", constraint="dsn") from error
    return urlunsplit((scheme, parts.netloc, parts.path, rest, "")), timeout


def _require_ports(netloc: str, named: str) -> None:
    """Refuse what is no port: asyncpg would fail on it without naming a cause."""
    hosts = netloc.rpartition("@")[2].split(",")
    # Behind the bracket of an IPv6 address, which has colons of its own.
    ports = [host.rpartition("]")[2].rpartition(":")[2] for host in hosts if ":" in host.rpartition("]")[2]]
    for port in filter(None, [*ports, *named.split(",")]):
        if not (port.isascii() and port.isdecimal() and 1 <= int(port) <= _MAX_PORT):
            raise Invalid(
                f"the DSN's port is a number from 1 to {_MAX_PORT}, not {port!r:.50}", constraint="dsn"
            )


async def _check_migrations(pool: TrackerPool) -> None:
    """Raise SchemaOutdated unless every migration of this package stands in yoyo's table.

    Migrations of an application that shares the table don't count.
    """
    carried = migration_ids()
    with translated():
        async with pool.acquire() as connection:
            recorded = await connection.fetchval("SELECT to_regclass('_yoyo_migration') IS NOT NULL")
            applied: set[str] = set()
            if recorded:
                try:
                    rows = await connection.fetch("SELECT migration_id FROM _yoyo_migration")
                except asyncpg.InsufficientPrivilegeError as error:
                    raise Forbidden(
                        "this login may not read _yoyo_migration, so the schema can't be checked: "
                        "GRANT SELECT on it, or pass check_schema=False"
                    ) from error
                applied = {row["migration_id"] for row in rows}
    missing = [migration for migration in carried if migration not in applied]
    if missing:
        raise SchemaOutdated(
            f"the database lacks {len(missing)} of {len(carried)} migrations, from {missing[0]}: {_MIGRATE}"
        )


def migration_ids() -> list[str]:
    """Return the ids of the migrations that this package carries, oldest first."""
    directory = files("trackerdb") / "sql" / "migrations"
    names = [entry.name for entry in directory.iterdir()]
    return sorted(
        n.removesuffix(".sql") for n in names if n.endswith(".sql") and not n.endswith(".rollback.sql")
    )
