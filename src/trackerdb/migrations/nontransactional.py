"""A migration with `transactional: false`: one statement, in a transaction all the same where it can be.

What PostgreSQL refuses to run in a transaction can't be recorded with its effect. So an entry `running`
stands in the history first; when the run dies the migration is dirty, and the next run does what the
statement still needs: drops the invalid index that CREATE INDEX CONCURRENTLY left, or finalises a pending
DETACH. It never runs the other direction to clean up.
"""

from __future__ import annotations

import logging
import time

from trackerdb.migrations import execution, history, recovery, transactional, verification
from trackerdb.migrations.driver import DatabaseError
from trackerdb.migrations.execution import StatementError
from trackerdb.migrations.limits import Limits, backoff, is_retryable
from trackerdb.migrations.results import Blocker, Direction, Step
from trackerdb.migrations.session import Session
from trackerdb.migrations.source import MigrationFile
from trackerdb.migrations.transactional import REFUSES_TRANSACTION, set_limits

__all__ = ["run"]

logger = logging.getLogger(__name__)


def run(session: Session, file: MigrationFile, direction: Direction) -> Step:
    """Run one migration; raises MigrationError, and what ran outside a transaction is dirty then."""
    # Other steps may only ever run as they were written for: without a transaction.
    if execution.sole_statement(session.tree, file, direction) is not None:
        try:
            return transactional.run(session, file, direction)
        except StatementError as error:
            if error.sqlstate not in REFUSES_TRANSACTION:
                raise
    try:
        return _run_outside(session, file, direction)
    except DatabaseError as error:
        raise execution.failure(session.backend, file, str(file.path), error) from error


def _run_outside(session: Session, file: MigrationFile, direction: Direction) -> Step:
    limits = session.limits.of(file.header, in_transaction=False)
    began = time.monotonic()
    blockers: list[Blocker] = []
    entry = history.write(
        session.backend, file, session.state.project_of(file), direction, "running", transactional=False
    )
    attempt = 0
    while True:
        attempt += 1
        try:
            _attempt(session, file, direction, limits, attempt, blockers)
            break
        except StatementError as error:
            late = time.monotonic() - began >= limits.retry_seconds
            if late or not is_retryable(error.sqlstate):
                session.backend.reset_session()
                history.finish(
                    session.backend,
                    file,
                    entry,
                    "failed",
                    attempts=attempt,
                    blockers=blockers,
                    error=str(error),
                )
                raise
            logger.info("%s: attempt %d: %s", file.id, attempt, error)
        session.interrupt.sleep(backoff(attempt))
    with session.backend.transaction():
        session.backend.mark(file, applied=direction == "apply")
        history.finish(session.backend, file, entry, "done", attempts=attempt, blockers=blockers)
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
    with session.observer.watching(backend.pid, file.id, attempt, blockers, limits.lock_seconds):
        found = execution.sole_statement(session.tree, file, direction)
        if found is not None:
            interrupted = any(entry.outcome == "running" for entry in session.state.begun(file))
            recovery.run(backend, file, *found, interrupted=interrupted)
        else:
            execution.run(backend, session.tree, file, direction)
        backend.reset_session()
        if direction == "apply":
            verification.hold(backend, file)
