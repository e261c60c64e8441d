"""Fixtures: one real PostgreSQL for the whole run, and a copy of the migrated schema for each test.

The server is the embedded one; TRACKERDB_TEST_PG=15 takes this machine's PostgreSQL 15 instead.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import AsyncGenerator, Generator
from contextlib import ExitStack, closing
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import asyncpg
import psycopg2
import pytest
from hypothesis import settings

from _support.databases import catalogue_template, migrated_template, new_database
from trackerdb import embedded
from trackerdb.embedded.binaries import choose

if TYPE_CHECKING:
    from trackerdb.executor import Connection
    from trackerdb.pool import TrackerPool

settings.register_profile("ci", deadline=None, derandomize=False, print_blob=True)
settings.register_profile("long", settings.get_profile("ci"), max_examples=2_000)
settings.load_profile("ci")

_DSN = pytest.StashKey[str]()

# Bytes: several times what the whole suite leaves there at once, and more than a container's default.
_ROOM = 2 << 30


def _server(config: pytest.Config) -> str:
    """The DSN of the run's server, started when it is first asked for."""
    shared: dict[str, Any] | None = getattr(config, "workerinput", None)
    if shared is not None:
        return str(shared["trackerdb_server"])
    if _DSN not in config.stash:
        major = os.environ.get("TRACKERDB_TEST_PG")
        bin_dir = choose(None, int(major)).bin_dir if major else None
        running = ExitStack()
        config.add_cleanup(running.close)
        config.stash[_DSN] = running.enter_context(embedded.server(bin_dir=bin_dir, temp_dir=_memory()))
        _stop_autovacuum(config.stash[_DSN])
    return config.stash[_DSN]


def _stop_autovacuum(dsn: str) -> None:
    """Keep its workers out of tests that look at locks, sessions, plans and pages: it comes when it likes."""
    with closing(psycopg2.connect(embedded.admin_dsn(dsn))) as admin, admin.cursor() as cursor:
        admin.autocommit = True
        cursor.execute("ALTER SYSTEM SET autovacuum = off")
        cursor.execute("SELECT pg_reload_conf()")


def _memory() -> Path | None:
    """Return the file system in memory, where there is one with room: a clone is hundreds of small files."""
    memory = Path("/dev/shm")
    roomy = memory.is_dir() and os.access(memory, os.W_OK) and shutil.disk_usage(memory).free > _ROOM
    return memory if roomy else None


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """On another server, leave out what meets no server: it ran on the first."""
    if "TRACKERDB_TEST_PG" not in os.environ:
        return
    meets_server = [item for item in items if "server" in getattr(item, "fixturenames", ())]
    config.hook.pytest_deselected(items=[item for item in items if item not in set(meets_server)])
    items[:] = meets_server


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: Any) -> None:
    """Tell each xdist worker of the server, which lives in the controlling process."""
    node.workerinput["trackerdb_server"] = _server(node.config)


@pytest.fixture(scope="session")
def anyio_backend() -> str:
    """The event loop of asynchronous tests: asyncpg needs asyncio."""
    return "asyncio"


@pytest.fixture(scope="session")
def server(pytestconfig: pytest.Config) -> str:
    """The DSN of the server's own database; tests that write take `dsn` or `empty_dsn`."""
    return _server(pytestconfig)


@pytest.fixture(scope="session")
def template(server: str) -> str:
    """The name of the migrated database that each test gets a copy of."""
    return migrated_template(server)


@pytest.fixture
def dsn(server: str, template: str) -> Generator[str]:
    """A database with the whole schema and no rows, for the owner, who is no superuser."""
    with new_database(server, template) as dsn:
        yield dsn


@pytest.fixture
def empty_dsn(server: str) -> Generator[str]:
    """A database without the schema, for the owner, who is no superuser."""
    with new_database(server) as dsn:
        yield dsn


@pytest.fixture
def admin_dsn(dsn: str) -> str:
    """The database of `dsn`, for the superuser."""
    return embedded.admin_dsn(dsn)


@pytest.fixture
def server_path() -> Generator[Path]:
    """A directory for a server to be kept in; root's tmp_path can't be reached by the server's account."""
    with TemporaryDirectory(prefix="trackerdb-test-", dir=_memory() or "/tmp") as name:
        Path(name).chmod(0o755)
        yield Path(name)


@pytest.fixture
async def pool(dsn: str, anyio_backend: str) -> AsyncGenerator[TrackerPool]:
    """A pool on the database of `dsn`."""
    from trackerdb.database import create_pool

    async with create_pool(dsn) as pool:
        yield pool


@pytest.fixture
async def catalogue_pool(server: str, anyio_backend: str) -> AsyncGenerator[TrackerPool]:
    """A pool on a database with the schema and the catalogue, and nothing else."""
    from trackerdb.database import create_pool

    with new_database(server, catalogue_template(server)) as dsn:
        async with create_pool(dsn) as pool:
            yield pool


@pytest.fixture
async def conn(dsn: str, anyio_backend: str) -> AsyncGenerator[Connection]:
    """One connection to the database of `dsn`."""
    connection = await asyncpg.connect(dsn)
    try:
        yield connection
    finally:
        await connection.close()
