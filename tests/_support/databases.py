"""Test databases: a template that is migrated once for all workers, and copies of it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Generator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit
from uuid import uuid4

import psycopg2
import yoyo  # type: ignore[import-untyped]

from trackerdb import catalogue_store
from trackerdb.database import create_pool
from trackerdb.embedded import admin_dsn

__all__ = ["awaited", "catalogue_template", "migrated_template", "named_template", "new_database"]

_MIGRATIONS = Path(__file__).parents[2] / "sql" / "migrations"


def migrated_template(server: str) -> str:
    """The name of the database that holds the whole schema and no data, made by whoever comes first."""
    return named_template(server, "trackerdb_template", "template1", _migrate)


def catalogue_template(server: str) -> str:
    """The name of the database that holds the schema and the catalogue, made by whoever comes first."""
    return named_template(
        server, "trackerdb_template_catalogue", migrated_template(server), awaited(_load_catalogue)
    )


def named_template(server: str, name: str, base: str, fill: Callable[[str], None]) -> str:
    """The name: that of a copy of `base`, filled by `fill`, made by whoever comes first."""
    with closing(psycopg2.connect(admin_dsn(server))) as admin, admin.cursor() as cursor:
        admin.autocommit = True
        cursor.execute("SELECT pg_advisory_lock(hashtextextended(%s, 0))", (name,))
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


async def _load_catalogue(dsn: str) -> None:
    async with create_pool(dsn) as pool:
        await catalogue_store.load(pool)
        # As autovacuum does where it is on.
        await pool.execute("ANALYZE tracker.exercises, tracker.search_vocabulary")


def awaited(fill: Callable[[str], Coroutine[Any, Any, object]]) -> Callable[[str], None]:
    """What `fill` does, for `named_template`: in a thread, as the test that asks may run in an event loop."""

    def run(dsn: str) -> None:
        with ThreadPoolExecutor(1) as threads:
            threads.submit(asyncio.run, fill(dsn)).result()

    return run


def _name(dsn: str) -> str:
    return urlsplit(dsn).path.lstrip("/")
