"""Every error that a repository function raises, all of them a TrackerError."""

from __future__ import annotations

from datetime import datetime

__all__ = [
    "AccountLocked",
    "Conflict",
    "EmailTaken",
    "Forbidden",
    "Invalid",
    "InvalidCredentials",
    "MigrationError",
    "NameTaken",
    "NotFound",
    "QueryError",
    "SchemaOutdated",
    "StaleRevision",
    "TrackerError",
    "Unavailable",
]


class TrackerError(Exception):
    """The base of every error that trackerdb raises on purpose."""


class NotFound(TrackerError):
    """What the call names does not exist, is deleted, or belongs to somebody else."""


class Conflict(TrackerError):
    """The call contradicts what is stored; reading again and deciding anew is the way on."""


class EmailTaken(Conflict):
    """A live user already has this e-mail address."""


class NameTaken(Conflict):
    """A live exercise of the same owner already has this name."""


class StaleRevision(Conflict):
    """The row changed since the caller read it.

    `current` is the revision that is stored now.
    """

    def __init__(self, message: str, *, current: int) -> None:
        super().__init__(message)
        self.current = current


class Invalid(TrackerError):
    """A value that the data model refuses.

    `constraint` names the database constraint or the Python rule that refused it, `detail` says
    what was wrong; either may be None.
    """

    def __init__(self, message: str, *, constraint: str | None = None, detail: str | None = None) -> None:
        super().__init__(message)
        self.constraint = constraint
        self.detail = detail


class InvalidCredentials(TrackerError):
    """The e-mail address and the password do not match; it does not say which was wrong."""


class AccountLocked(TrackerError):
    """Too many failed logins; `until` says when the next attempt is accepted."""

    def __init__(self, message: str, *, until: datetime) -> None:
        super().__init__(message)
        self.until = until


class Forbidden(TrackerError):
    """The database role lacks a right that the call needs."""


class Unavailable(TrackerError):
    """The database could not be reached, refused the connection, or took too long."""


class SchemaOutdated(TrackerError):
    """The database's schema is older than this library; the message names the command to run."""


class MigrationError(TrackerError):
    """A migration was refused or failed; the message says how to go on.

    `migration_id` names the migration, None when no single one is at fault.
    """

    def __init__(self, message: str, *, migration_id: str | None = None) -> None:
        super().__init__(message)
        self.migration_id = migration_id


class QueryError(TrackerError):
    """A named query and its Python function disagree; the message begins with `file:line:`.

    It is raised at import, or by the first rows that don't fit their model: a mistake in the code, never in
    the caller's data.
    """
