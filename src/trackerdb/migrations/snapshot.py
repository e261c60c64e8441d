"""What a database holds, as text that two databases with the same content share.

`python -m trackerdb.migrations.snapshot > sql/schema.sql` writes the committed snapshot of the schema.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys

import anyio

from trackerdb import embedded, migrations
from trackerdb.embedded.binaries import choose
from trackerdb.errors import MigrationError
from trackerdb.migrations import driver

__all__ = ["dump", "server_major", "snapshot"]

_RUNNERS_TABLES = ("_yoyo_*", "yoyo_*", "trackerdb_migration_*")
# Each dump carries a random token; the versions of server and client say nothing of the content.
_NOISE = re.compile(r"^(\\(un)?restrict .*|-- Dumped (from|by) .*)\n", re.MULTILINE)
_COPY = re.compile(r"^(COPY [^\n]* FROM stdin;\n)(.*?)^\\\.\n", re.MULTILINE | re.DOTALL)
_HEAD = "-- The schema after the newest migration. Written by `python -m trackerdb.migrations.snapshot`.\n"


def dump(dsn: str, *options: str) -> str:
    """Return pg_dump's output for everything but the runner's own tables, the rows of a table in order.

    `options` are more of pg_dump's. Raises MigrationError with pg_dump's reason.
    """
    command = [choose(None, server_major(dsn)).program("pg_dump"), "--dbname", dsn, *options]
    command += [f"--exclude-table=public.{pattern}" for pattern in _RUNNERS_TABLES]
    environment = {**os.environ, "PGTZ": "UTC"}
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=environment)  # noqa: S603
    if done.returncode:
        raise MigrationError(f"pg_dump failed: {done.stderr.strip()}")
    return _COPY.sub(_sorted_rows, _NOISE.sub("", done.stdout))


def snapshot(dsn: str) -> str:
    """Return the schema of a migrated database as the committed snapshot has it: one version's spelling."""
    return _HEAD + dump(dsn, "--schema-only", "--no-owner")


def server_major(dsn: str) -> int:
    """Return the server's major version."""
    connection = driver.connect(dsn)
    try:
        cursor = connection.cursor()
        cursor.execute("SELECT current_setting('server_version_num')::integer / 10000")
        (major,) = cursor.fetchone() or (0,)
        return int(major)
    finally:
        connection.close()


def _sorted_rows(copy: re.Match[str]) -> str:
    return f"{copy[1]}{''.join(sorted(copy[2].splitlines(keepends=True)))}\\.\n"


async def _write() -> None:
    with embedded.server() as dsn:
        await migrations.apply(dsn)
        sys.stdout.write(snapshot(dsn))


if __name__ == "__main__":
    anyio.run(_write)
