"""A non-transactional migration: one statement that PostgreSQL won't run in a transaction.

It can't be recorded with its statement. So an entry `running` stands in the history first; when the run dies
the migration is dirty, and the next run does what the statement still needs: drops the invalid index that
CREATE INDEX CONCURRENTLY left, or finalises a pending DETACH. It never runs the other direction to clean up.
"""

from __future__ import annotations

import logging
import time

from trackerdb.migrations import execution, history, recovery, verification
from trackerdb.migrations.driver import DatabaseError
from trackerdb.migrations.execution import StatementError
from trackerdb.migrations.limits import Limits, backoff, is_retryable
from trackerdb.migrations.results import Blocker, Direction, Step
from trackerdb.migrations.session import Session
from trackerdb.migrations.source import MigrationFile
from trackerdb.migrations.transactional import set_limits

__all__ = ["run"]

logger = logging.getLogger(__name__)

_NO_LIMITS = Limits(lock_timeout="0", statement_timeout="0")


def run(session: Session, file: MigrationFile, direction: Direction) -> Step:
    """Run one migration outside a transaction; raises MigrationError, with the migration left dirty."""
    limits = session.limits.of(file.header)
    chain = session.tree.chains[file.id]
    began = time.monotonic()
    blockers: list[Blocker] = []
    try:
        entry = history.write(session.backend, file, chain, direction, "running")
        attempt = 0
        while True:
            attempt += 1
            try:
                _attempt(session, file, direction, limits, attempt, blockers)
                break
            except StatementError as error:
                late = time.monotonic() - began >= limits.retry_seconds
                if late or not is_retryable(error.sqlstate):
                    history.finish(
                        session.backend,
                        entry,
                        "failed",
                        attempts=attempt,
                        blockers=blockers,
                        error=str(error),
                    )
                    raise
                logger.info("%s: attempt %d: %s", file.id, attempt, error)
            session.interrupt.sleep(backoff(attempt))
        _record(session, file, direction, entry, attempt, blockers)
    except DatabaseError as error:
        raise execution.failure(session.backend, file, str(file.path), error) from error
    return Step(id=file.id, seconds=time.monotonic() - began, attempts=attempt, blockers=tuple(blockers))


def _attempt(
    session: Session,
    file: MigrationFile,
    direction: Direction,
    limits: Limits,
    attempt: int,
    blockers: list[Blocker],
) -> None:
    backend = session.backend
    set_limits(session, limits, local=False)
    with session.observer.watching(backend.pid, file.id, attempt, blockers):
        if file.is_sql:
            script = execution.script_of(file, direction)
            (statement,) = script.statements
            recovery.run(backend, file, script, statement)
        else:
            execution.run(backend, session.tree, file, direction)
        if direction == "apply":
            verification.hold(backend, file)
    set_limits(session, _NO_LIMITS, local=False)


def _record(
    session: Session,
    file: MigrationFile,
    direction: Direction,
    entry: int,
    attempts: int,
    blockers: list[Blocker],
) -> None:
    backend = session.backend
    with backend.transaction():
        backend.mark(file, applied=direction == "apply")
        history.finish(backend, entry, "done", attempts=attempts, blockers=blockers)
