"""The runner's hold on a database: its connection, both locks, and what to do when they are lost."""

from __future__ import annotations

import logging
import time
from collections.abc import Generator
from contextlib import contextmanager

from trackerdb.errors import MigrationError, Unavailable
from trackerdb.migrations import history, lock
from trackerdb.migrations.backend import Backend
from trackerdb.migrations.driver import DatabaseError
from trackerdb.migrations.interrupt import Interrupt
from trackerdb.migrations.limits import Limits
from trackerdb.migrations.observer import Observer, ProgressCallback
from trackerdb.migrations.privileges import require_privileges
from trackerdb.migrations.source import Tree
from trackerdb.migrations.state import State, read_state

__all__ = ["Session"]

logger = logging.getLogger(__name__)

_RECONNECT_SECONDS = 30.0
_RECONNECT_PAUSE = 0.1


class Session:
    """A locked database whose tables stand; `state` is what it holds, read after the lock was taken."""

    def __init__(
        self,
        dsn: str,
        tree: Tree,
        *,
        limits: Limits,
        wait: float,
        interrupt: Interrupt,
        progress: ProgressCallback | None,
    ) -> None:
        self.tree = tree
        self.limits = limits
        self.interrupt = interrupt
        self.observer = Observer(dsn, progress)
        self._dsn = dsn
        self._wait = wait
        self.backend = self._open()
        self.state = read_state(self.backend, tree)

    @classmethod
    @contextmanager
    def open(
        cls,
        dsn: str,
        tree: Tree,
        *,
        limits: Limits,
        wait: float,
        interrupt: Interrupt,
        progress: ProgressCallback | None,
    ) -> Generator[Session]:
        """Connect, take the locks, and give them back at the end."""
        session = cls(dsn, tree, limits=limits, wait=wait, interrupt=interrupt, progress=progress)
        try:
            yield session
        finally:
            session.close()

    def close(self) -> None:
        """Give the locks back and disconnect."""
        self.observer.close()
        try:
            lock.release(self.backend)
        except DatabaseError as error:
            # The connection is gone, and the advisory lock with it.
            logger.warning("lost the connection before the lock was released: %s", error)
        finally:
            self.backend.close()

    def refresh(self) -> State:
        """Read again what the database holds."""
        self.state = read_state(self.backend, self.tree)
        return self.state

    def reconnect(self) -> State:
        """Connect again, wait until the lost backend is gone, and read what became of its work."""
        self.observer.close()
        self.backend.close()
        self.backend = self._open(patience=_RECONNECT_SECONDS)
        return self.refresh()

    def _open(self, patience: float = 0.0) -> Backend:
        backend = self._connect(time.monotonic() + patience)
        try:
            self.interrupt.watch(backend.connection)
            self._prepare(backend)
        except DatabaseError as error:
            backend.close()
            raise MigrationError(
                f"can't prepare the database for migrations: {str(error).strip()}"
            ) from error
        except BaseException:
            backend.close()
            raise
        return backend

    def _connect(self, deadline: float) -> Backend:
        while True:
            try:
                return Backend(self._dsn)
            except Unavailable:
                if time.monotonic() >= deadline:
                    raise
            self.interrupt.sleep(_RECONNECT_PAUSE)

    def _prepare(self, backend: Backend) -> None:
        require_privileges(backend, self.tree)
        lock.acquire(backend, wait=self._wait, interrupt=self.interrupt)
        backend.create_tables()
        history.create_table(backend)
