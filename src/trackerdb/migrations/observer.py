"""Watch the migrating backend from a second connection: who blocks it, and how far a long statement is.

Losing this connection costs the log, never the migration.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Generator
from contextlib import contextmanager
from threading import Event, Thread

from trackerdb.errors import TrackerError
from trackerdb.migrations import driver
from trackerdb.migrations.driver import Connection
from trackerdb.migrations.results import Blocker, Progress

__all__ = ["Observer", "ProgressCallback"]

logger = logging.getLogger(__name__)

ProgressCallback = Callable[[Progress], None]

# Its holder must be seen well within the time that a lock is waited for; who waits longer, or builds an
# index, needn't be looked at so often.
_FIRST_SECONDS = 0.03
_LOOKS_AT_A_WAIT = 4
_SLOWEST_SECONDS = 1.0

_BLOCKERS = """
    SELECT b.pid, a.usename, a.application_name, a.state, left(a.query, 500)
    FROM unnest(pg_blocking_pids(%s)) AS b (pid)
    LEFT JOIN pg_catalog.pg_stat_activity AS a ON a.pid = b.pid
"""
_PROGRESS = """
    SELECT
        phase,
        CASE
            WHEN tuples_total > 0 THEN tuples_done
            WHEN blocks_total > 0 THEN blocks_done
            ELSE lockers_done
        END,
        CASE
            WHEN tuples_total > 0 THEN tuples_total
            WHEN blocks_total > 0 THEN blocks_total
            ELSE lockers_total
        END
    FROM pg_catalog.pg_stat_progress_create_index
    WHERE pid = %(pid)s
    UNION ALL
    SELECT phase, heap_blks_scanned, heap_blks_total
    FROM pg_catalog.pg_stat_progress_vacuum
    WHERE pid = %(pid)s
    UNION ALL
    SELECT phase, heap_blks_scanned, heap_blks_total
    FROM pg_catalog.pg_stat_progress_cluster
    WHERE pid = %(pid)s
    UNION ALL
    SELECT 'copy', bytes_processed, bytes_total
    FROM pg_catalog.pg_stat_progress_copy
    WHERE pid = %(pid)s
"""


class Observer:
    """Watches one backend while a migration runs on it; `progress` is called from a thread of its own."""

    def __init__(self, dsn: str, progress: ProgressCallback | None = None) -> None:
        self._dsn = dsn
        self._progress = progress
        self._connection: Connection | None = None

    def close(self) -> None:
        """Close the second connection, if there is one."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    @contextmanager
    def watching(
        self, pid: int, migration_id: str, attempt: int, blockers: list[Blocker], lock_seconds: float
    ) -> Generator[None]:
        """Add to `blockers` who blocks backend `pid` while the block runs; 0 lock_seconds is no limit."""
        seen: dict[int, Blocker] = {}
        stop = Event()
        # To connect may take longer than a short lock_timeout.
        self._connect(migration_id)
        pause = min(_FIRST_SECONDS, lock_seconds / _LOOKS_AT_A_WAIT or _FIRST_SECONDS)
        thread = Thread(target=self._watch, args=(pid, migration_id, attempt, seen, stop, pause), daemon=True)
        thread.start()
        try:
            yield
        finally:
            stop.set()
            thread.join()
            blockers.extend(seen.values())

    def _watch(
        self,
        pid: int,
        migration_id: str,
        attempt: int,
        seen: dict[int, Blocker],
        stop: Event,
        pause: float,
    ) -> None:
        while self._connection is not None and not stop.wait(pause):
            try:
                self._look(self._connection, pid, migration_id, attempt, seen)
            except driver.DatabaseError as error:
                logger.warning("%s: can't see who blocks it: %s", migration_id, error)
                self.close()
            pause = min(_SLOWEST_SECONDS, pause * 1.3)

    def _connect(self, migration_id: str) -> None:
        if self._connection is None:
            try:
                self._connection = driver.connect(self._dsn)
            except TrackerError as error:
                logger.warning("%s: won't see who blocks it: %s", migration_id, error)

    def _look(
        self, connection: Connection, pid: int, migration_id: str, attempt: int, seen: dict[int, Blocker]
    ) -> None:
        cursor = connection.cursor()
        cursor.execute(_BLOCKERS, (pid,))
        for blocker_pid, user, application, state, query in cursor.fetchall():
            if blocker_pid not in seen:
                logger.info("%s waits for backend %s (%s): %s", migration_id, blocker_pid, user, query)
            seen[blocker_pid] = Blocker(
                attempt=attempt, pid=blocker_pid, user=user, application=application, state=state, query=query
            )
        if self._progress is not None:
            cursor.execute(_PROGRESS, {"pid": pid})
            for phase, done, total in cursor.fetchall():
                self._progress(
                    Progress(migration_id=migration_id, phase=phase, done=done or 0, total=total or 0)
                )
