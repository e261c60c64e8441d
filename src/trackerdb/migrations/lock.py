"""One runner at a time: a polled advisory lock, and yoyo's own lock row against plain yoyo.

The advisory lock belongs to the session that runs the migrations, so it ends with that session, however
that ends. It's polled: a session that waits in pg_advisory_lock holds a snapshot, for which CREATE INDEX
CONCURRENTLY waits in turn. yoyo's row is committed, so a killed runner leaves it; it carries our backend's
pid as a negative number, and whoever holds the advisory lock knows that such a row is stale.
"""

from __future__ import annotations

import logging
import random
import time
from collections.abc import Callable

from trackerdb.errors import MigrationError
from trackerdb.migrations.backend import Backend
from trackerdb.migrations.interrupt import Interrupt

__all__ = ["acquire", "release"]

logger = logging.getLogger(__name__)

# "trkd": per database, like every advisory lock.
_KEY = (0x74726B64, 1)
_POLL_SECONDS = (0.1, 0.4)

_TABLE = """
    CREATE TABLE IF NOT EXISTS yoyo_lock (
        locked integer DEFAULT 1,
        ctime timestamp,
        pid integer NOT NULL,
        PRIMARY KEY (locked)
    )
"""
_TAKE = """
    INSERT INTO yoyo_lock (locked, ctime, pid) VALUES (1, now() AT TIME ZONE 'UTC', %s) ON CONFLICT DO NOTHING
"""
_TAKE_OVER = "UPDATE yoyo_lock SET ctime = now() AT TIME ZONE 'UTC', pid = %s WHERE pid < 0"
_HOLDER = """
    SELECT a.pid, a.usename, a.client_addr, a.backend_start
    FROM pg_catalog.pg_locks AS l
    JOIN pg_catalog.pg_stat_activity AS a ON a.pid = l.pid
    WHERE l.locktype = 'advisory' AND l.granted AND l.classid = %s AND l.objid = %s AND l.objsubid = 2
      AND l.database = (SELECT oid FROM pg_catalog.pg_database WHERE datname = current_database())
"""


def acquire(backend: Backend, *, wait: float, interrupt: Interrupt) -> None:
    """Take both locks, waiting `wait` seconds at most; raises MigrationError that names the holder."""
    deadline = time.monotonic() + wait
    _poll(
        lambda: bool(backend.row("SELECT pg_try_advisory_lock(%s, %s)", _KEY)[0]),
        deadline,
        interrupt,
        backend,
        _runner,
    )
    backend.rows(_TABLE)
    _poll(lambda: _take_row(backend), deadline, interrupt, backend, _plain_yoyo)


def release(backend: Backend) -> None:
    """Give both locks back; a lost connection gave back the first, and the next runner takes over the row."""
    if not backend.connection.closed:
        backend.rows("DELETE FROM yoyo_lock WHERE pid = %s", (-backend.pid,))
        backend.rows("SELECT pg_advisory_unlock(%s, %s)", _KEY)


def _poll(
    attempt: Callable[[], bool],
    deadline: float,
    interrupt: Interrupt,
    backend: Backend,
    holder: Callable[[Backend], str],
) -> None:
    told = False
    while not attempt():
        if time.monotonic() >= deadline:
            raise MigrationError(f"gave up waiting: {holder(backend)}")
        if not told:
            logger.info("waiting: %s", holder(backend))
            told = True
        interrupt.sleep(random.uniform(*_POLL_SECONDS))  # noqa: S311


def _take_row(backend: Backend) -> bool:
    backend.rows(_TAKE_OVER, (-backend.pid,))
    backend.rows(_TAKE, (-backend.pid,))
    return backend.rows("SELECT 1 FROM yoyo_lock WHERE pid = %s", (-backend.pid,)) != []


def _runner(backend: Backend) -> str:
    found = backend.rows(_HOLDER, _KEY)
    if not found:
        return "another trackerdb migrate runs"
    pid, user, address, since = found[0]
    return (
        f"another trackerdb migrate runs: backend {pid} of {user} from {address or 'this host'} "
        f"since {since:%F %T%z}; run again when it is done"
    )


def _plain_yoyo(backend: Backend) -> str:
    found = backend.rows("SELECT pid, ctime FROM yoyo_lock")
    if not found:
        return "yoyo_lock changes hands; run again"
    pid, since = found[0]
    return (
        f"plain yoyo, process {pid}, holds yoyo_lock since {since:%F %T} UTC; "
        f"run again when it is done, or run `yoyo break-lock` when it was killed"
    )
