"""Run a migration in a transaction: its statements, its verify script and its record."""

from __future__ import annotations

import logging
import time
from datetime import datetime

from trackerdb.errors import MigrationError
from trackerdb.migrations import driver, execution, history, verification
from trackerdb.migrations.driver import DatabaseError
from trackerdb.migrations.execution import ConnectionLostError, StatementError
from trackerdb.migrations.limits import Limits, backoff, is_retryable
from trackerdb.migrations.results import Blocker, Direction, Step
from trackerdb.migrations.session import Session
from trackerdb.migrations.source import MigrationFile

__all__ = ["REFUSES_TRANSACTION", "run", "set_limits"]

logger = logging.getLogger(__name__)

# active_sql_transaction: VACUUM, CREATE INDEX CONCURRENTLY, …, before they do anything.
# invalid_transaction_termination: a procedure or DO block that commits by itself.
REFUSES_TRANSACTION = frozenset({"25001", "2D000"})


def run(session: Session, file: MigrationFile, direction: Direction) -> Step:
    """Run one migration, again from a fresh transaction while it can't get a lock.

    Raises MigrationError when it fails, with schema and yoyo's tables untouched; the history says why. For a
    file that says `transactional: false`, StatementError with one of REFUSES_TRANSACTION says that it needs
    that, and nothing is recorded.
    """
    limits = session.limits.of(file.header, in_transaction=True)
    (started_at,) = session.backend.row("SELECT clock_timestamp()")
    began = time.monotonic()
    blockers: list[Blocker] = []
    attempt = 0
    while True:
        attempt += 1
        session.interrupt.check()
        try:
            _attempt(session, file, direction, limits, attempt, started_at, blockers)
            return Step(
                id=file.id, seconds=time.monotonic() - began, attempts=attempt, blockers=tuple(blockers)
            )
        except ConnectionLostError:
            raise
        except MigrationError as error:
            session.backend.rollback()
            if not file.header.transactional and _state_of(error) in REFUSES_TRANSACTION:
                raise
            if not _goes_on(error) or time.monotonic() - began >= limits.retry_seconds:
                _record_failure(session, file, direction, started_at, attempt, blockers, error)
                raise _explained(error, attempt, blockers) from error
            logger.info("%s: attempt %d: %s", file.id, attempt, error)
        except BaseException:
            session.backend.rollback()
            raise
        session.interrupt.sleep(backoff(attempt))


def set_limits(session: Session, limits: Limits, *, local: bool) -> None:
    """Set the time limits for this transaction, or for the session."""
    session.backend.rows(
        "SELECT set_config('lock_timeout', %s, %s), set_config('statement_timeout', %s, %s)",
        (limits.lock_timeout, local, limits.statement_timeout, local),
    )


def _attempt(
    session: Session,
    file: MigrationFile,
    direction: Direction,
    limits: Limits,
    attempt: int,
    started_at: datetime,
    blockers: list[Blocker],
) -> None:
    backend = session.backend
    try:
        backend.begin()
        set_limits(session, limits, local=True)
        with session.observer.watching(backend.pid, file.id, attempt, blockers, limits.lock_seconds):
            execution.run(backend, session.tree, file, direction)
            if not backend.in_transaction:
                raise MigrationError(
                    f"{file.path}: ended the transaction that it ran in: what it did before stays, and isn't "
                    f"recorded. Take the COMMIT out",
                    migration_id=file.id,
                )
            # What was deferred to the commit is checked here, before anything is recorded.
            backend.rows("SET CONSTRAINTS ALL IMMEDIATE")
            backend.reset_session()
            set_limits(session, limits, local=True)
            if direction == "apply":
                verification.hold(backend, file)
        backend.mark(file, applied=direction == "apply")
        history.write(
            backend,
            file,
            session.state.project_of(file),
            direction,
            "done",
            transactional=True,
            started_at=started_at,
            attempts=attempt,
            blockers=blockers,
        )
        backend.commit()
    except DatabaseError as error:
        raise execution.failure(backend, file, str(file.path), error) from error


def _goes_on(error: MigrationError) -> bool:
    return is_retryable(_state_of(error))


def _state_of(error: MigrationError) -> str | None:
    return error.sqlstate if isinstance(error, StatementError) else None


def _record_failure(
    session: Session,
    file: MigrationFile,
    direction: Direction,
    started_at: datetime,
    attempts: int,
    blockers: list[Blocker],
    error: MigrationError,
) -> None:
    try:
        history.write(
            session.backend,
            file,
            session.state.project_of(file),
            direction,
            "failed",
            transactional=True,
            started_at=started_at,
            attempts=attempts,
            blockers=blockers,
            error=str(error),
        )
    except DatabaseError as failure:
        # The migration's own error is the one to report.
        logger.warning("%s: its failure could not be recorded: %s", file.id, driver.message(failure))


def _explained(error: MigrationError, attempts: int, blockers: list[Blocker]) -> MigrationError:
    if not _goes_on(error):
        return error
    who = "; ".join(f"backend {b.pid} of {b.user}: {b.query}" for b in {b.pid: b for b in blockers}.values())
    return MigrationError(
        f"{error}\ngave up after {attempts} attempts; blocked by {who or 'sessions that could not be seen'}. "
        f"End them or wait, then run again; a `-- retry_for:` line in the file allows more time",
        migration_id=error.migration_id,
    )
