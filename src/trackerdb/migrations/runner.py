"""Apply, roll back, describe and verify: the runner's four commands, without asyncio."""

from __future__ import annotations

import logging
import time
from collections.abc import Generator, Sequence
from contextlib import AbstractContextManager, closing, contextmanager
from dataclasses import dataclass, field

from trackerdb.errors import Forbidden, MigrationError, Unavailable
from trackerdb.migrations import driver, history, nontransactional, transactional, verification
from trackerdb.migrations.backend import Backend
from trackerdb.migrations.driver import DatabaseError
from trackerdb.migrations.execution import ConnectionLostError
from trackerdb.migrations.interrupt import Interrupt
from trackerdb.migrations.limits import Limits
from trackerdb.migrations.observer import ProgressCallback
from trackerdb.migrations.results import (
    ApplyResult,
    Direction,
    RollbackResult,
    Status,
    Step,
    Verification,
    VerifyReport,
)
from trackerdb.migrations.session import Session
from trackerdb.migrations.soundness import refuse_unsound
from trackerdb.migrations.source import MigrationFile, Tree, read_tree
from trackerdb.migrations.state import read_state

__all__ = ["Runner"]

logger = logging.getLogger(__name__)

_DOING: dict[Direction, str] = {"apply": "applying", "rollback": "rolling back"}
_DONE: dict[Direction, str] = {"apply": "applied", "rollback": "rolled back"}


@dataclass(frozen=True)
class Runner:
    """The migrations of some sources against one database; `wait` is the seconds to wait for its turn."""

    dsn: str
    sources: Sequence[str] | None = None
    limits: Limits = field(default_factory=Limits)
    wait: float = 600.0
    progress: ProgressCallback | None = None
    interrupt: Interrupt = field(default_factory=Interrupt)

    def apply(self) -> ApplyResult:
        """Apply what is pending; raises MigrationError before the first one when the files are unsound."""
        tree = read_tree(self.sources)
        with _translated(), self._session(tree) as session:
            adopted = _adopt(session)
            session.state.refuse_unsound()
            pending = [file for file in tree if session.state.of(file) in ("pending", "dirty")]
            refuse_unsound(tree, pending)
            applied = tuple(_run(session, file, "apply") for file in pending)
        return ApplyResult(applied=applied, adopted=adopted)

    def rollback(self, count: int | None = 1) -> RollbackResult:
        """Roll back the newest `count` migrations, None = all; raises MigrationError when one can't be."""
        if count is not None and count < 1:
            raise MigrationError(f"can't roll back {count} migrations: name 1 or more")
        tree = read_tree(self.sources)
        with _translated(), self._session(tree) as session:
            adopted = _adopt(session)
            newest_first = [file for file in reversed(tree.files) if _stands(session, file)][:count]
            for file in newest_first:
                _refuse_unsound_rollback(session, file)
            rolled_back = tuple(_run(session, file, "rollback") for file in newest_first)
        return RollbackResult(rolled_back=rolled_back, adopted=adopted)

    def status(self) -> Status:
        """Describe every migration; writes nothing and takes no lock."""
        tree = read_tree(self.sources)
        with _translated(), closing(Backend(self.dsn)) as backend:
            return Status(migrations=tuple(read_state(backend, tree).status()))

    def verify(self) -> VerifyReport:
        """Run the verify scripts of all applied migrations, read-only and in a transaction each."""
        tree = read_tree(self.sources)
        with _translated(), closing(Backend(self.dsn)) as backend:
            self.interrupt.watch(backend.connection)
            state = read_state(backend, tree)
            applied = [file for file in tree if state.is_applied(file)]
            current = [file for file in applied if not verification.superseded(state, file)]
            return VerifyReport(
                checked=tuple(_verify(backend, file) for file in current if file.verify_script),
                unverified=tuple(file.id for file in current if not file.verify_script),
                superseded=tuple(file.id for file in applied if file not in current),
            )

    def _session(self, tree: Tree) -> AbstractContextManager[Session]:
        return Session.open(
            self.dsn,
            tree,
            limits=self.limits,
            wait=self.wait,
            interrupt=self.interrupt,
            progress=self.progress,
        )


@contextmanager
def _translated() -> Generator[None]:
    """Say what psycopg2 said in our own words, where no migration is to blame."""
    try:
        yield
    except DatabaseError as error:
        if driver.sqlstate(error) is None or driver.sqlstate(error) == "57P01":
            raise Unavailable(f"the connection was lost: {driver.message(error)}\nRun again") from error
        if driver.sqlstate(error) == "42501":
            raise Forbidden(driver.message(error)) from error
        raise MigrationError(f"the database refused: {driver.message(error)}") from error


def _stands(session: Session, file: MigrationFile) -> bool:
    """Tell whether there is something of `file` to roll back."""
    return session.state.is_applied(file) or session.state.of(file) == "dirty"


def _refuse_unsound_rollback(session: Session, file: MigrationFile) -> None:
    """Accept an edited apply file: rolling back with the released rollback is the way out of it."""
    for entry in session.state.deleted():
        raise MigrationError(
            f"{entry.id} is applied and newer, but its file is gone: restore the file, then roll back",
            migration_id=entry.id,
        )
    refuse_unsound(session.tree, [file])
    rollback_path = str(file.rollback_path)
    if rollback_path in session.state.edited(file):
        raise MigrationError(
            f"{rollback_path}: edited since the migration was applied; restore it as it was",
            migration_id=file.id,
        )


def _run(session: Session, file: MigrationFile, direction: Direction) -> Step:
    logger.debug("%s %s", _DOING[direction], file.id)
    step = _run_to_its_end(session, file, direction)
    logger.info("%s %s (%.2f s)", _DONE[direction], file.id, step.seconds)
    return step


def _run_to_its_end(session: Session, file: MigrationFile, direction: Direction) -> Step:
    runs = transactional.run if file.header.transactional else nontransactional.run
    began = time.monotonic()
    try:
        return runs(session, file, direction)
    except ConnectionLostError as lost:
        state = session.reconnect()
        if state.of(file) == "dirty":
            raise MigrationError(
                f"{lost}\nit may have done part of its work: run again to finish it", migration_id=file.id
            ) from lost
        if state.is_applied(file) != (direction == "apply"):
            raise MigrationError(f"{lost}\nnothing of it was kept: run again", migration_id=file.id) from lost
        # Only the answer to COMMIT was lost.
        recorded = state.recorded(file.id)
        return Step(
            id=file.id, seconds=time.monotonic() - began, attempts=recorded.attempts if recorded else 1
        )


def _adopt(session: Session) -> tuple[str, ...]:
    """Enter into the history what plain yoyo did; raises MigrationError when what it marked doesn't hold."""
    adopted: list[str] = []
    for file, operation in session.state.to_adopt():
        if operation == "apply" and not verification.superseded(session.state, file):
            verification_of = _verify(session.backend, file)
            if verification_of.error is not None:
                raise MigrationError(
                    f"yoyo's table says that {file.id} is applied, but it does not hold: "
                    f"{verification_of.error}\nIf it was marked by --force or by hand, run "
                    f"`yoyo unmark -r {file.id}` and apply again",
                    migration_id=file.id,
                )
        history.write(
            session.backend,
            file,
            session.state.project_of(file),
            operation,
            "adopted",
            transactional=file.header.transactional,
        )
        adopted.append(file.id)
    if adopted:
        session.refresh()
    return tuple(dict.fromkeys(adopted))


def _verify(backend: Backend, file: MigrationFile) -> Verification:
    began = time.monotonic()
    error: str | None = None
    try:
        verification.hold(backend, file)
    except ConnectionLostError:
        raise
    except MigrationError as failure:
        error = str(failure)
    return Verification(id=file.id, error=error, seconds=time.monotonic() - began)
