"""What the runner's functions return: frozen, and ready for `--json`."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict

__all__ = [
    "ApplyResult",
    "Blocker",
    "CheckReport",
    "Direction",
    "Fault",
    "MigrationState",
    "MigrationStatus",
    "NewMigration",
    "Progress",
    "RollbackResult",
    "Status",
    "Step",
    "Verification",
    "VerifyReport",
]

Direction = Literal["apply", "rollback"]

# applied and pending are the healthy ones; dirty: a non-transactional file that began and was not recorded;
# edited: its files are no longer those that were applied; deleted: applied, but in no source; late: pending,
# although a newer one is applied.
MigrationState = Literal["applied", "pending", "dirty", "edited", "deleted", "late"]


class Result(BaseModel):
    """Base of all results."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Blocker(Result):
    """A session that kept a migration waiting for a lock; `query` is what its role lets us see of it."""

    attempt: int
    pid: int
    user: str | None
    application: str | None
    state: str | None
    query: str | None


class Step(Result):
    """One migration that was applied or rolled back; `seconds` counts from its first attempt."""

    id: str
    seconds: float
    attempts: int
    blockers: tuple[Blocker, ...] = ()


class ApplyResult(Result):
    """What `apply` did; `adopted` are the migrations that plain yoyo had applied or rolled back before."""

    applied: tuple[Step, ...]
    adopted: tuple[str, ...] = ()


class RollbackResult(Result):
    """What `rollback` did, newest migration first; `adopted` as in ApplyResult."""

    rolled_back: tuple[Step, ...]
    adopted: tuple[str, ...] = ()


class MigrationStatus(Result):
    """One migration of the sources, or one that the history knows and the sources no longer hold.

    `error` is that of the last run, when it failed. `applied_at`, `seconds` and `attempts` are None for a
    migration that isn't applied; what plain yoyo applied has no `seconds` and no `attempts`.
    """

    id: str
    state: MigrationState
    applied_at: datetime | None = None
    seconds: float | None = None
    attempts: int | None = None
    library_version: str | None = None
    error: str | None = None


class Status(Result):
    """Every migration in the order in which they apply; deleted ones come last."""

    migrations: tuple[MigrationStatus, ...]

    def having(self, state: MigrationState) -> tuple[MigrationStatus, ...]:
        """Return the migrations in one state."""
        return tuple(migration for migration in self.migrations if migration.state == state)

    @property
    def pending(self) -> tuple[MigrationStatus, ...]:
        """What `apply` would run."""
        return tuple(
            migration for migration in self.migrations if migration.state in ("pending", "dirty", "late")
        )

    @property
    def ok(self) -> bool:
        """True when every migration is applied as it stands in the sources."""
        return all(migration.state == "applied" for migration in self.migrations)


class Verification(Result):
    """The outcome of one verify script; `error` is None when it holds."""

    id: str
    error: str | None
    seconds: float


class VerifyReport(Result):
    """The verify scripts of all applied migrations; `unverified` have none, `superseded` no longer apply."""

    checked: tuple[Verification, ...]
    unverified: tuple[str, ...]
    superseded: tuple[str, ...]

    @property
    def failed(self) -> tuple[Verification, ...]:
        """The scripts that don't hold."""
        return tuple(verification for verification in self.checked if verification.error is not None)

    @property
    def ok(self) -> bool:
        """True when every script holds."""
        return not self.failed


class Fault(Result):
    """Something that a migration's files must not do; `rule` is a stable name."""

    path: Path
    line: int
    rule: str
    message: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.message} [{self.rule}]"


class CheckReport(Result):
    """The faults of the files by path and line; `skipped` says which checks could not run, and why."""

    faults: tuple[Fault, ...]
    skipped: tuple[str, ...] = ()

    @property
    def ok(self) -> bool:
        """True when no check that ran found a fault."""
        return not self.faults


class NewMigration(Result):
    """The files that `new` wrote."""

    id: str
    migration: Path
    rollback: Path
    verify: Path


class Progress(Result):
    """How far a long statement is, from `pg_stat_progress_*`; `total` is 0 while it isn't known."""

    migration_id: str
    phase: str
    done: int
    total: int
