"""yoyo's PostgreSQL backend with the parts replaced that can't be trusted on a live database."""

# yoyo ships no types.
# pyright: reportUnknownMemberType=false, reportUnknownArgumentType=false, reportUnknownVariableType=false
# pyright: reportMissingTypeStubs=false, reportUnknownParameterType=false, reportUntypedBaseClass=false

from __future__ import annotations

import socket
import uuid
from collections.abc import Generator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any, cast

from yoyo.backends.core.postgresql import PostgresqlBackend  # type: ignore[import-untyped]
from yoyo.internalmigrations import schema_versions  # type: ignore[import-untyped]
from yoyo.migrations import default_migration_table  # type: ignore[import-untyped]

from trackerdb.errors import MigrationError
from trackerdb.migrations import driver
from trackerdb.migrations.driver import Connection, Parameters
from trackerdb.migrations.source import MigrationFile

__all__ = ["HISTORY_TABLE", "Backend"]

HISTORY_TABLE = "trackerdb_migration_history"

_IDLE, _TRANSACTION_FAILED = 0, 3

# A migration may leave the session as another role, or with another search_path: the next one, and the
# runner's own tables, must not meet that. RESET goes back to what the role, the database and the address set.
#
# A backend whose client was killed ends itself, and with it the lock that it holds. A role's own time limits
# must not end the session while it waits for its next attempt. What is reported as done must outlive a
# crash.
_SESSION = """
    RESET SESSION AUTHORIZATION;
    RESET ROLE;
    RESET ALL;
    SELECT set_config('client_connection_check_interval', '250ms', false),
           set_config('lock_timeout', '0', false),
           set_config('statement_timeout', '0', false),
           set_config('idle_session_timeout', '0', false),
           set_config('idle_in_transaction_session_timeout', '5min', false),
           set_config(
               'synchronous_commit', replace(current_setting('synchronous_commit'), 'off', 'on'), false
           ),
           set_config('standard_conforming_strings', 'on', false),
           set_config('client_encoding', 'UTF8', false),
           set_config('DateStyle', 'ISO', false)
"""


class Backend(PostgresqlBackend):  # type: ignore[misc]
    """One connection that holds the lock and runs the migrations, so that neither can outlive the other."""

    # A migration may be marked already: when its rollback began and was killed.
    mark_migration_sql = PostgresqlBackend.mark_migration_sql + " ON CONFLICT DO NOTHING"

    def __init__(self, dsn: str) -> None:
        super().__init__(dsn, default_migration_table)
        self.username, self.schema_name = self.row("SELECT session_user, current_schema()")

    @property
    def connection(self) -> Connection:
        """The connection, in autocommit mode."""
        return cast("Connection", self._connection)

    def connect(self, dburi: str) -> Connection:
        """Open a connection with the settings that a migration needs."""
        connection = driver.connect(dburi)
        connection.cursor().execute(_SESSION)
        return connection

    def reset_session(self) -> None:
        """Undo what a migration set for the session; within its transaction, if it has one."""
        self.rows(_SESSION)

    def init_database(self) -> None:
        """Do nothing: yoyo would create and drop a table here to learn that DDL is transactional."""

    def close(self) -> None:
        """Disconnect; the server then gives the advisory lock to the next runner."""
        self.connection.close()

    @property
    def pid(self) -> int:
        """The backend's process id."""
        return int(self.connection.get_backend_pid())

    def rows(self, sql: str, parameters: Parameters = None) -> list[tuple[Any, ...]]:
        """Run one statement and return its rows."""
        cursor = self.connection.cursor()
        try:
            cursor.execute(sql, parameters)
            return cursor.fetchall() if cursor.description else []
        finally:
            cursor.close()

    def row(self, sql: str, parameters: Parameters = None) -> tuple[Any, ...]:
        """Run one statement and return its one row."""
        (row,) = self.rows(sql, parameters)
        return row

    @property
    def in_transaction(self) -> bool:
        """Whether a transaction stands, failed or not."""
        return self.connection.get_transaction_status() != _IDLE

    def begin(self) -> None:
        """Begin a transaction, whatever isolation the role's settings say."""
        self.execute("BEGIN ISOLATION LEVEL READ COMMITTED")
        self._in_transaction = True

    def commit(self) -> None:
        """Commit; raises MigrationError where PostgreSQL would turn COMMIT into ROLLBACK without an error."""
        if self.connection.get_transaction_status() == _TRANSACTION_FAILED:
            raise MigrationError("a step hid the error that ended its transaction; let the error through")
        super().commit()

    def rollback(self) -> None:
        """End the transaction, if the connection still stands."""
        self._in_transaction = False
        if not self.connection.closed:
            super().rollback()

    @contextmanager
    def transaction(  # pyright: ignore[reportIncompatibleMethodOverride] - yoyo only ever enters it
        self, rollback_on_exit: bool = False
    ) -> Generator[None]:
        """Run the block in a transaction, or in a savepoint of the one that runs."""
        with super().transaction(rollback_on_exit):
            yield

    @contextmanager
    def lock(self, timeout: float = 10) -> Generator[None]:
        """Do nothing: the session holds the lock before yoyo's own code runs."""
        del timeout
        yield

    def list_tables(self, **_: object) -> list[str]:
        """Name the tables of the schema that holds yoyo's."""
        sql = "SELECT table_name FROM information_schema.tables WHERE table_schema = %s"
        return [name for (name,) in self.rows(sql, (self.schema_name,))]

    @property
    def record_tables(self) -> tuple[str, ...]:
        """The tables without which nothing can be recorded."""
        return (str(self.migration_table), str(self.lock_table), HISTORY_TABLE)

    def create_tables(self) -> None:
        """Create yoyo's tables where they are missing; the caller holds the lock."""
        if self.version_table in self.list_tables():
            (version,) = self.row(f'SELECT max(version) FROM "{self.version_table}"')  # noqa: S608 - yoyo's constant
            if version not in schema_versions:
                raise MigrationError(
                    f"yoyo's tables have version {version}, from a newer yoyo; upgrade yoyo-migrations"
                )
        self.ensure_internal_schema_updated()

    def marks(self) -> dict[str, datetime]:
        """Return when yoyo's table says each migration was applied, by its hash; no write, no lock."""
        if self.migration_table not in self.list_tables():
            return {}
        rows = self.rows(
            f'SELECT migration_hash, applied_at_utc FROM "{self.migration_table}"'  # noqa: S608 - yoyo's constant
        )
        return {key: at.replace(tzinfo=UTC) for key, at in rows}

    def mark(self, file: MigrationFile, *, applied: bool) -> None:
        """Record in yoyo's tables that `file` is applied, or no longer is."""
        if applied:
            self.mark_one(file, log=False)
        else:
            self.unmark_one(file, log=False)
        self.log_migration(file, "apply" if applied else "rollback")

    def get_log_data(
        self, migration: MigrationFile | None = None, operation: str = "apply"
    ) -> dict[str, object]:
        """Name the database role: yoyo asks the system for a user name, which a container may not have."""
        return {
            "id": str(uuid.uuid1()),
            "migration_id": migration.id if migration else None,
            "migration_hash": migration.hash if migration else None,
            "username": self.username,
            "hostname": socket.gethostname(),
            "created_at_utc": datetime.now(UTC).replace(tzinfo=None),
            "operation": operation,
        }
