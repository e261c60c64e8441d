"""Stop the runner from another thread: Ctrl-C, or a cancelled task."""

from __future__ import annotations

from threading import Event

from trackerdb.errors import MigrationError
from trackerdb.migrations.driver import Connection

__all__ = ["Interrupt"]


class Interrupt:
    """A request to stop, which cancels the statement that runs and ends every pause."""

    def __init__(self) -> None:
        self._event = Event()
        self._connection: Connection | None = None

    def watch(self, connection: Connection) -> None:
        """Cancel what runs on this connection when the request comes."""
        self._connection = connection

    def request(self) -> None:
        """Ask the runner to stop."""
        self._event.set()
        if self._connection is not None and not self._connection.closed:
            self._connection.cancel()

    def sleep(self, seconds: float) -> None:
        """Wait; raises MigrationError as soon as the request comes."""
        self._event.wait(seconds)
        self.check()

    def check(self) -> None:
        """Raise MigrationError when the request has come."""
        if self._event.is_set():
            raise MigrationError(
                "interrupted; what was not finished is rolled back, so run the command again"
            )
