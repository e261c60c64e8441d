"""Migrations that an operator can trust on a live database: yoyo's files and tables, run with more care.

Plain `yoyo apply` and `yoyo rollback` work on the same files and tables.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

import anyio
import anyio.lowlevel
import anyio.to_thread

from trackerdb.migrations.check import check
from trackerdb.migrations.driver import libpq_dsn
from trackerdb.migrations.limits import Limits
from trackerdb.migrations.observer import ProgressCallback
from trackerdb.migrations.results import (
    ApplyResult,
    Blocker,
    CheckReport,
    Fault,
    MigrationStatus,
    NewMigration,
    Progress,
    RollbackResult,
    Status,
    Step,
    Verification,
    VerifyReport,
)
from trackerdb.migrations.runner import Runner
from trackerdb.migrations.template import new

__all__ = [
    "ApplyResult",
    "Blocker",
    "CheckReport",
    "Fault",
    "Limits",
    "MigrationStatus",
    "NewMigration",
    "Progress",
    "RollbackResult",
    "Status",
    "Step",
    "Verification",
    "VerifyReport",
    "apply",
    "check",
    "new",
    "rollback",
    "status",
    "verify",
]

T = TypeVar("T")


async def apply(
    dsn: str | None = None,
    *,
    sources: Sequence[str] | None = None,
    limits: Limits | None = None,
    wait: float = 600.0,
    progress: ProgressCallback | None = None,
) -> ApplyResult:
    """Apply every pending migration, each recorded in its own transaction.

    `sources` are directories as yoyo takes them (default: the packaged migrations), `dsn` defaults to
    $DATABASE_URL, `wait` is how many seconds to wait while another runner is at work. `progress` is called
    from another thread. Cancelling rolls back the migration that runs.

    Raises MigrationError when files and database contradict each other or a migration fails, Forbidden when a
    right is missing, Unavailable when the database can't be reached.
    """
    runner = _runner(dsn, sources, limits=limits, wait=wait, progress=progress)
    return await _in_thread(runner, runner.apply)


async def rollback(
    dsn: str | None = None,
    *,
    count: int | None = 1,
    sources: Sequence[str] | None = None,
    limits: Limits | None = None,
    wait: float = 600.0,
    progress: ProgressCallback | None = None,
) -> RollbackResult:
    """Roll back the newest `count` migrations, None = all of them; raises as `apply` does."""
    runner = _runner(dsn, sources, limits=limits, wait=wait, progress=progress)
    return await _in_thread(runner, lambda: runner.rollback(count))


async def status(dsn: str | None = None, *, sources: Sequence[str] | None = None) -> Status:
    """Describe every migration; writes nothing, takes no lock, and works on an empty database."""
    runner = _runner(dsn, sources)
    return await _in_thread(runner, runner.status)


async def verify(dsn: str | None = None, *, sources: Sequence[str] | None = None) -> VerifyReport:
    """Run the verify scripts of all applied migrations, read-only; what does not hold is in the report."""
    runner = _runner(dsn, sources)
    return await _in_thread(runner, runner.verify)


def _runner(
    dsn: str | None,
    sources: Sequence[str] | None,
    *,
    limits: Limits | None = None,
    wait: float = 600.0,
    progress: ProgressCallback | None = None,
) -> Runner:
    return Runner(libpq_dsn(dsn), sources, limits=limits or Limits(), wait=wait, progress=progress)


async def _in_thread(runner: Runner, work: Callable[[], T]) -> T:
    """Run `work` in a thread; when the task is cancelled, stop the runner and wait for its rollback."""
    outcome: list[T] = []
    error: list[Exception] = []

    async def stop_when_cancelled() -> None:
        try:
            await anyio.sleep_forever()
        finally:
            if not outcome and not error:
                runner.interrupt.request()

    async with anyio.create_task_group() as group:
        group.start_soon(stop_when_cancelled)
        try:
            outcome.append(await anyio.to_thread.run_sync(work))
        except Exception as raised:  # noqa: BLE001 - raised below, outside the task group's ExceptionGroup
            error.append(raised)
        group.cancel_scope.cancel()
    if error:
        # An interrupted statement is how the cancellation looks from the thread.
        await anyio.lowlevel.checkpoint_if_cancelled()
        raise error[0]
    return outcome[0]
