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
        project text NOT NULL,
        operation text NOT NULL,
        outcome text NOT NULL,
        transactional boolean NOT NULL,
        apply_checksum text NOT NULL,
        rollback_checksum text,
        started_at timestamptz NOT NULL,
        marked_at timestamp,
        finished_at timestamptz,
        duration interval
            GENERATED ALWAYS AS (CASE WHEN outcome <> 'adopted' THEN finished_at - started_at END) STORED,
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
        migration_id, project, operation, outcome, transactional, apply_checksum, rollback_checksum,
        started_at, finished_at, marked_at, attempts, blockers, error, library_version, host
    )
    VALUES (
        %(id)s, %(project)s, %(operation)s, %(outcome)s, %(transactional)s,
        %(apply_checksum)s, %(rollback_checksum)s,
        coalesce(%(started_at)s, clock_timestamp()),
        CASE WHEN %(outcome)s <> 'running' THEN clock_timestamp() END,
        (SELECT m.applied_at_utc FROM _yoyo_migration AS m WHERE m.migration_hash = %(hash)s),
        %(attempts)s, %(blockers)s, %(error)s, %(version)s, %(host)s
    )
    RETURNING id
"""
_FINISH = """
    UPDATE trackerdb_migration_history
    SET outcome = %(outcome)s, finished_at = clock_timestamp(), attempts = %(attempts)s,
        blockers = %(blockers)s, error = %(error)s,
        marked_at = (SELECT m.applied_at_utc FROM _yoyo_migration AS m WHERE m.migration_hash = %(hash)s)
    WHERE id = %(id)s
"""
_READ = """
    SELECT migration_id, project, operation, outcome, transactional, apply_checksum, rollback_checksum,
           started_at, finished_at, marked_at AT TIME ZONE 'UTC', attempts, error, library_version
    FROM trackerdb_migration_history
    ORDER BY id
"""


@dataclass(frozen=True, slots=True)
class Entry:
    """One row of the history; `marked_at` is what yoyo's table then said of when it was applied."""

    id: str
    project: str
    operation: Direction
    outcome: Outcome
    transactional: bool
    apply_checksum: str
    rollback_checksum: str | None
    started_at: datetime
    finished_at: datetime | None
    marked_at: datetime | None
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
    project: str,
    operation: Direction,
    outcome: Outcome,
    *,
    transactional: bool,
    started_at: datetime | None = None,
    attempts: int = 0,
    blockers: Iterable[Blocker] = (),
    error: str | None = None,
) -> int:
    """Add one entry and return its id; `started_at` None is now, `project` as State.project_of says."""
    (entry_id,) = backend.row(
        _INSERT,
        {
            "id": file.id,
            "hash": file.hash,
            "project": project,
            "operation": operation,
            "outcome": outcome,
            "transactional": transactional,
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
    file: MigrationFile,
    entry_id: int,
    outcome: Outcome,
    *,
    attempts: int,
    blockers: Iterable[Blocker] = (),
    error: str | None = None,
) -> None:
    """Say how a `running` entry ended."""
    backend.rows(
        _FINISH,
        {
            "outcome": outcome,
            "attempts": attempts,
            "blockers": _json(blockers),
            "error": error,
            "hash": file.hash,
            "id": entry_id,
        },
    )


def _json(blockers: Iterable[Blocker]) -> str:
    return json.dumps([blocker.model_dump() for blocker in blockers])
