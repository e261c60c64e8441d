"""What happened to each migration: a table beside yoyo's, which knows only that one is applied.

A transactional migration's row is written in its own transaction. A non-transactional one's row is there,
`running`, before its statement starts: a row that stays so is how the next run knows that it's dirty.
"""

from __future__ import annotations

import json
import socket
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from importlib.metadata import version
from typing import Literal

from trackerdb.migrations.backend import HISTORY_TABLE, Backend
from trackerdb.migrations.results import Blocker, Direction
from trackerdb.migrations.source import MigrationFile

__all__ = ["Entry", "Outcome", "create_table", "finish", "read", "write"]


Outcome = Literal["running", "done", "failed", "adopted"]

_DDL = """
    CREATE TABLE IF NOT EXISTS trackerdb_migration_history (
        id bigint GENERATED ALWAYS AS IDENTITY,
        migration_id text NOT NULL,
        chain text NOT NULL,
        operation text NOT NULL,
        outcome text NOT NULL,
        transactional boolean NOT NULL,
        apply_checksum text NOT NULL,
        rollback_checksum text,
        started_at timestamptz NOT NULL,
        finished_at timestamptz,
        attempts integer NOT NULL,
        blockers jsonb NOT NULL DEFAULT '[]',
        error text,
        library_version text NOT NULL,
        role name NOT NULL DEFAULT session_user,
        host text NOT NULL,
        CONSTRAINT trackerdb_migration_history_pkey PRIMARY KEY (id),
        CONSTRAINT trackerdb_migration_history_operation_check CHECK (operation IN ('apply', 'rollback')),
        CONSTRAINT trackerdb_migration_history_outcome_check
            CHECK (outcome IN ('running', 'done', 'failed', 'adopted'))
    )
"""
_INSERT = """
    INSERT INTO trackerdb_migration_history (
        migration_id, chain, operation, outcome, transactional, apply_checksum, rollback_checksum,
        started_at, finished_at, attempts, blockers, error, library_version, host
    )
    VALUES (
        %(id)s, %(chain)s, %(operation)s, %(outcome)s, %(transactional)s,
        %(apply_checksum)s, %(rollback_checksum)s,
        coalesce(%(started_at)s, clock_timestamp()),
        CASE WHEN %(outcome)s <> 'running' THEN clock_timestamp() END,
        %(attempts)s, %(blockers)s, %(error)s, %(version)s, %(host)s
    )
    RETURNING id
"""
_FINISH = """
    UPDATE trackerdb_migration_history
    SET outcome = %s, finished_at = clock_timestamp(), attempts = %s, blockers = %s, error = %s
    WHERE id = %s
"""
_READ = """
    SELECT migration_id, chain, operation, outcome, transactional, apply_checksum, rollback_checksum,
           started_at, finished_at, attempts, error, library_version
    FROM trackerdb_migration_history
    ORDER BY id
"""


@dataclass(frozen=True, slots=True)
class Entry:
    """One row of the history."""

    id: str
    chain: str
    operation: Direction
    outcome: Outcome
    transactional: bool
    apply_checksum: str
    rollback_checksum: str | None
    started_at: datetime
    finished_at: datetime | None
    attempts: int
    error: str | None
    library_version: str

    @property
    def settled(self) -> bool:
        """True when the entry says what the schema holds now."""
        return self.outcome in ("done", "adopted")

    @property
    def seconds(self) -> float | None:
        """How long it took, None for what plain yoyo ran."""
        if self.outcome == "adopted" or self.finished_at is None:
            return None
        return (self.finished_at - self.started_at).total_seconds()


def create_table(backend: Backend) -> None:
    """Create the table where it is missing; the caller holds the lock."""
    backend.rows(_DDL)


def read(backend: Backend) -> list[Entry]:
    """Return the whole history, oldest first; empty where there is no table. No write, no lock."""
    if HISTORY_TABLE not in backend.list_tables():
        return []
    return [Entry(*row) for row in backend.rows(_READ)]


def write(
    backend: Backend,
    file: MigrationFile,
    chain: str,
    operation: Direction,
    outcome: Outcome,
    *,
    started_at: datetime | None = None,
    attempts: int = 0,
    blockers: Iterable[Blocker] = (),
    error: str | None = None,
) -> int:
    """Add one entry and return its id; `started_at` None is now."""
    (entry_id,) = backend.row(
        _INSERT,
        {
            "id": file.id,
            "chain": chain,
            "operation": operation,
            "outcome": outcome,
            "transactional": file.header.transactional,
            "apply_checksum": file.apply_checksum,
            "rollback_checksum": file.rollback_checksum,
            "started_at": started_at,
            "attempts": attempts,
            "blockers": _json(blockers),
            "error": error,
            "version": version("trackerdb"),
            "host": socket.gethostname(),
        },
    )
    return int(entry_id)


def finish(
    backend: Backend,
    entry_id: int,
    outcome: Outcome,
    *,
    attempts: int,
    blockers: Iterable[Blocker] = (),
    error: str | None = None,
) -> None:
    """Say how a `running` entry ended."""
    backend.rows(_FINISH, (outcome, attempts, _json(blockers), error, entry_id))


def _json(blockers: Iterable[Blocker]) -> str:
    return json.dumps([blocker.model_dump() for blocker in blockers])
