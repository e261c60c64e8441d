"""Test databases: a template that is migrated once for all workers, and copies of it."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import closing, contextmanager
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit
from uuid import uuid4

import psycopg2
import yoyo  # type: ignore[import-untyped]

from trackerdb.embedded import admin_dsn

__all__ = ["migrated_template", "new_database"]

_MIGRATIONS = Path(__file__).parents[2] / "sql" / "migrations"
_TEMPLATE = "trackerdb_template"
# Any number: the key of the advisory lock under which one worker makes the template.
_TEMPLATE_LOCK = 7_361_002


def migrated_template(server: str) -> str:
    """The name of the database that holds the whole schema and no data, made by whoever comes first."""
    with closing(psycopg2.connect(admin_dsn(server))) as admin, admin.cursor() as cursor:
        admin.autocommit = True
        cursor.execute("SELECT pg_advisory_lock(%s)", (_TEMPLATE_LOCK,))
        cursor.execute("SELECT FROM pg_database WHERE datname = %s", (_TEMPLATE,))
        if cursor.fetchone() is None:
            with new_database(server) as dsn:
                _migrate(dsn)
                # Under its final name only when it is whole; the clean-up then finds nothing to drop.
                cursor.execute(f"ALTER DATABASE {_name(dsn)} RENAME TO {_TEMPLATE}")
    return _TEMPLATE


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


def _name(dsn: str) -> str:
    return urlsplit(dsn).path.lstrip("/")
