"""Translate what asyncpg raises into trackerdb's own errors, by SQLSTATE and constraint name.

SQLSTATEs: https://www.postgresql.org/docs/current/errcodes-appendix.html. Three are our own, raised by the
schema's functions: TD404 (NotFound), TD409 (Conflict) and TD422 (Invalid).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Generator, Sequence
from contextlib import contextmanager

import asyncpg

from trackerdb.errors import (
    Conflict,
    EmailTaken,
    Forbidden,
    Invalid,
    NameTaken,
    NotFound,
    SchemaOutdated,
    TrackerError,
    Unavailable,
)

__all__ = ["SerializationFailure", "constraint_name", "is_serialization_failure", "translate", "translated"]

_MIGRATE = "run `trackerdb migrate apply`"


class SerializationFailure(Unavailable):
    """Nothing of the transaction is stored, and the whole of it may be run again.

    Concurrent transactions could not be ordered (40001, 40P01), or the schema changed under a prepared
    statement.
    """


@contextmanager
def translated(parameters: Sequence[str] = ()) -> Generator[None, None, None]:
    """Raise trackerdb's own error for each asyncpg exception in the block that one names.

    `parameters` are the names that stand for `$1`, `$2`, … in messages.
    """
    try:
        yield
    except Exception as error:
        known = translate(error, parameters)
        if known is None:
            raise
        raise known from error


def translate(error: BaseException, parameters: Sequence[str] = ()) -> TrackerError | None:
    """Return trackerdb's own error for `error`, or None when none names its cause."""
    if isinstance(error, (asyncpg.InvalidCachedStatementError, asyncpg.OutdatedSchemaCacheError)):
        return SerializationFailure(f"the schema changed while the transaction ran: {error}")
    if isinstance(error, asyncpg.DataError) and _text(error, "severity") is None:
        # Raised by asyncpg itself: a server's error always has a severity.
        return _from_argument(error, parameters)
    if isinstance(error, asyncpg.PostgresError):
        return _from_server(error)
    if isinstance(error, asyncpg.ClientConfigurationError):
        return Invalid(f"the database address can't be used: {error}")
    if isinstance(error, (asyncpg.InterfaceError, asyncpg.InternalClientError)):
        return Unavailable(f"the connection can't be used: {error}")
    if isinstance(error, TimeoutError):
        return Unavailable("the database took too long to answer")
    if isinstance(error, OSError):
        return Unavailable(f"can't reach the database: {error.strerror or error}")
    return None


def is_serialization_failure(error: BaseException | None) -> bool:
    """Tell whether `error`, or what it was raised from, means that the whole transaction may be run again."""
    while error is not None:
        if isinstance(
            error, (SerializationFailure, asyncpg.SerializationError, asyncpg.DeadlockDetectedError)
        ):
            return True
        error = error.__cause__
    return False


# A partition's constraint bears the year (sets_2026_pkey), a Citus shard's its id (users_pkey_102009).
_SHARD_SUFFIX = re.compile(r"_\d{6,}$")
_PARTITION_PART = re.compile(r"^(\w+?)_(?:\d{4}|before_\d{4}|y\d{4})(?=_)")


def constraint_name(name: str | None) -> str | None:
    """Return the name as the parent table bears it, whichever partition or shard reported it."""
    if name is None:
        return None
    return _PARTITION_PART.sub(r"\1", _SHARD_SUFFIX.sub("", name))


def _from_server(error: asyncpg.PostgresError) -> TrackerError | None:
    sqlstate: str = error.sqlstate or ""
    for length in (5, 2):
        make = _BY_SQLSTATE.get(sqlstate[:length])
        if make is not None:
            return make(error)
    return None


def _text(error: asyncpg.PostgresError, field: str) -> str | None:
    value = getattr(error, field, None)
    return str(value) if value else None


def _message(error: asyncpg.PostgresError) -> str:
    return _text(error, "message") or str(error)


def _not_found(error: asyncpg.PostgresError) -> TrackerError:
    return NotFound(_message(error))


def _conflict(error: asyncpg.PostgresError) -> TrackerError:
    return Conflict(_message(error))


def _invalid(error: asyncpg.PostgresError) -> TrackerError:
    constraint = constraint_name(_text(error, "constraint_name"))
    return Invalid(_message(error), constraint=constraint, detail=_text(error, "detail"))


def _unique(error: asyncpg.PostgresError) -> TrackerError:
    constraint = constraint_name(_text(error, "constraint_name"))
    if constraint == "user_logins_email_key":
        return EmailTaken("a user with this e-mail address exists already")
    if constraint == "exercises_owner_name_key":
        return NameTaken("an exercise with this name exists already")
    return Conflict(f"a row with this key exists already ({constraint})")


def _foreign_key(error: asyncpg.PostgresError) -> TrackerError:
    constraint = constraint_name(_text(error, "constraint_name")) or ""
    detail = _text(error, "detail")
    if "still referenced" in (detail or ""):
        return Conflict(f"other rows still refer to this one ({constraint})")
    if constraint.endswith(("_user_id_fkey", "_owner_id_fkey")):
        return NotFound("no such user")
    return Invalid(
        f"the call refers to something that does not exist ({constraint})",
        constraint=constraint,
        detail=detail,
    )


def _check(error: asyncpg.PostgresError) -> TrackerError:
    if _message(error).startswith("no partition of relation"):
        return Invalid(
            "no partition holds this date: run `trackerdb partitions ensure`",
            detail=_text(error, "detail"),
        )
    constraint = constraint_name(_text(error, "constraint_name"))
    return Invalid(f"a value breaks the rule {constraint}", constraint=constraint, detail=_message(error))


def _not_null(error: asyncpg.PostgresError) -> TrackerError:
    column = _text(error, "column_name")
    return Invalid(f"{column} must have a value", constraint=column, detail=_message(error))


def _forbidden(error: asyncpg.PostgresError) -> TrackerError:
    return Forbidden(f"the database role may not do this: {_message(error)}")


def _outdated(error: asyncpg.PostgresError) -> TrackerError:
    if _message(error).startswith("unrecognized configuration parameter"):
        return Invalid(_message(error), constraint="server_settings")
    return SchemaOutdated(f"the database's schema doesn't fit this version ({_message(error)}): {_MIGRATE}")


def _failed_transaction(_error: asyncpg.PostgresError) -> TrackerError:
    return Conflict("an earlier statement of this transaction failed, so it can only be rolled back")


def _read_only(error: asyncpg.PostgresError) -> TrackerError:
    return Forbidden(f"this server or transaction only reads; is it a replica? ({_message(error)})")


def _serialization(error: asyncpg.PostgresError) -> TrackerError:
    return SerializationFailure(f"concurrent transactions got in each other's way: {_message(error)}")


def _protocol(error: asyncpg.PostgresError) -> TrackerError:
    # PgBouncer's answer to a setting that it can't pass on, which trying again won't change.
    if _message(error).startswith("unsupported startup parameter"):
        return Invalid(
            f"{_message(error)}; PgBouncer's ignore_startup_parameters may name it",
            constraint="server_settings",
        )
    return _unavailable(error)


def _unavailable(error: asyncpg.PostgresError) -> TrackerError:
    return Unavailable(f"the database refused or gave up: {_message(error)}")


# Whole classes stand under their first two characters; the five-character entries go first.
_BY_SQLSTATE: dict[str, Callable[[asyncpg.PostgresError], TrackerError]] = {
    "TD404": _not_found,
    "TD409": _conflict,
    "TD422": _invalid,
    "23505": _unique,
    "23P01": _conflict,
    "23503": _foreign_key,
    "23514": _check,
    "23502": _not_null,
    "22": _invalid,
    "54000": _invalid,
    "42501": _forbidden,
    "25006": _read_only,
    "25P02": _failed_transaction,
    "42P01": _outdated,
    "42703": _outdated,
    "42883": _outdated,
    "42704": _outdated,
    "3F000": _outdated,
    "40001": _serialization,
    "40P01": _serialization,
    "08P01": _protocol,
    "08": _unavailable,
    "25P03": _unavailable,
    "28": _unavailable,
    "3D000": _unavailable,
    "53": _unavailable,
    "55P03": _unavailable,
    "57": _unavailable,
    "58": _unavailable,
}

_ARGUMENT = re.compile(
    r"query argument \$(\d+)(?: in element #\d+ of executemany\(\) sequence)?: (.*)", re.DOTALL
)


def _from_argument(error: BaseException, parameters: Sequence[str]) -> TrackerError:
    """Name the parameter that asyncpg could not encode; the value itself stays out of the message."""
    found = _ARGUMENT.search(str(error))
    number = int(found[1]) if found else 0
    if not found or number > len(parameters):
        return Invalid(f"a value can't be sent to the database: {error}")
    name = parameters[number - 1]
    reason = found[2].rpartition("(")[2].removesuffix(")") or found[2]
    return Invalid(f"{name} can't be sent to the database: {reason}", constraint=name, detail=reason)
