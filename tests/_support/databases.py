"""Test databases: a template that is migrated once for all workers, and copies of it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Generator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit
from uuid import uuid4

import psycopg2
import yoyo  # type: ignore[import-untyped]

from trackerdb import catalogue_store
from trackerdb.database import create_pool
from trackerdb.embedded import admin_dsn

__all__ = ["catalogue_template", "migrated_template", "new_database"]

_MIGRATIONS = Path(__file__).parents[2] / "sql" / "migrations"
_TEMPLATE = "trackerdb_template"
# Any number: the key of the advisory lock under which one worker makes the template.
_TEMPLATE_LOCK = 7_361_002


def migrated_template(server: str) -> str:
    """The name of the database that holds the whole schema and no data, made by whoever comes first."""
    return _template(server, _TEMPLATE, "template1", _migrate)


def catalogue_template(server: str) -> str:
    """The name of the database that holds the schema and the catalogue, made by whoever comes first."""
    return _template(server, f"{_TEMPLATE}_catalogue", migrated_template(server), _load_catalogue)


def _template(server: str, name: str, base: str, fill: Callable[[str], None]) -> str:
    with closing(psycopg2.connect(admin_dsn(server))) as admin, admin.cursor() as cursor:
        admin.autocommit = True
        cursor.execute("SELECT pg_advisory_lock(%s)", (_TEMPLATE_LOCK,))
        cursor.execute("SELECT FROM pg_database WHERE datname = %s", (name,))
        if cursor.fetchone() is None:
            with new_database(server, base) as dsn:
                fill(dsn)
                # Under its final name only when it is whole; the clean-up then finds nothing to drop.
                cursor.execute(f"ALTER DATABASE {_name(dsn)} RENAME TO {name}")
    return name


@contextmanager
def new_database(server: str, template: str = "template1") -> Generator[str]:
    """A database of its own, owned by the role that is no superuser, dropped at the end; yields its DSN."""
    name = f"test_{uuid4().hex}"
    # Copying files is faster than copying through the WAL where nothing waits for the disk.
    _administer(server, f"CREATE DATABASE {name} TEMPLATE {template} OWNER trackerdb STRATEGY FILE_COPY")
    try:
        yield urlunsplit(urlsplit(server)._replace(path=f"/{name}"))
    finally:
        _administer(server, f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")


def _administer(server: str, statement: str) -> None:
    with closing(psycopg2.connect(admin_dsn(server))) as admin, admin.cursor() as cursor:
        admin.autocommit = True
        cursor.execute(statement)


def _migrate(dsn: str) -> None:
    """Apply every migration as an operator's `yoyo apply` does, as the owner who is no superuser."""
    backend = yoyo.get_backend(dsn)  # pyright: ignore[reportUnknownMemberType]
    try:
        with backend.lock():
            files = yoyo.read_migrations(str(_MIGRATIONS))  # pyright: ignore[reportUnknownMemberType]
            backend.apply_migrations(backend.to_apply(files))
    finally:
        backend.connection.close()


def _load_catalogue(dsn: str) -> None:
    async def load() -> None:
        async with create_pool(dsn) as pool:
            await catalogue_store.load(pool)

    # In a thread: the test that asks may run in an event loop.
    with ThreadPoolExecutor(1) as threads:
        threads.submit(asyncio.run, load()).result()


def _name(dsn: str) -> str:
    return urlsplit(dsn).path.lstrip("/")
