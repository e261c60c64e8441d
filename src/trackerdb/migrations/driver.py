"""psycopg2, as little of it as the runner needs, with types.

yoyo drives psycopg2, so the runner does too. No other module imports it, because psycopg2 ships no types.
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping, Sequence
from typing import Any, Protocol, cast

import psycopg2  # type: ignore[import-untyped, unused-ignore]
import psycopg2.extensions  # type: ignore[import-untyped, unused-ignore]

from trackerdb.errors import Invalid, Unavailable

__all__ = ["Connection", "Cursor", "DatabaseError", "connect", "is_lost", "libpq_dsn", "message", "sqlstate"]

Parameters = Sequence[object] | Mapping[str, object] | None

# A context may repeat a whole statement.
_LONGEST_PART = 400

DatabaseError = cast("type[Exception]", psycopg2.Error)

APPLICATION_NAME = "trackerdb migrate"


class Cursor(Protocol):
    """The part of a DB-API cursor that is used here."""

    description: Sequence[Any] | None

    def execute(self, sql: str, parameters: Parameters = None, /) -> object:
        """Run one statement."""
        ...

    def fetchone(self) -> tuple[Any, ...] | None:
        """Return the next row."""
        ...

    def fetchall(self) -> list[tuple[Any, ...]]:
        """Return the rows that are left."""
        ...

    def close(self) -> None:
        """Release it."""
        ...


class Connection(Protocol):
    """The part of a psycopg2 connection that is used here; always in autocommit mode."""

    autocommit: bool
    closed: int
    notices: list[str]

    def cursor(self) -> Cursor:
        """Open a cursor."""
        ...

    def cancel(self) -> None:
        """Cancel what runs; from any thread."""
        ...

    def close(self) -> None:
        """Release it."""
        ...

    def get_backend_pid(self) -> int:
        """Return the backend's process id."""
        ...

    def get_transaction_status(self) -> int:
        """Return 0 when idle, 2 in a transaction, 3 in a failed one."""
        ...


def libpq_dsn(dsn: str | None) -> str:
    """Return `dsn`, or $DATABASE_URL, as libpq spells it: without the driver that yoyo's form may name."""
    dsn = dsn or os.environ.get("DATABASE_URL")
    if not dsn:
        raise Invalid("no database is named: pass a DSN, or set DATABASE_URL")
    return re.sub(r"^(postgres(?:ql)?)\+\w+://", r"\1://", dsn)


def connect(dsn: str) -> Connection:
    """Open a connection in autocommit mode; raises Unavailable with libpq's reason."""
    try:
        connection = psycopg2.connect(
            libpq_dsn(dsn),
            application_name=APPLICATION_NAME,
            connect_timeout=10,
            # Notices a vanished server within half a minute, although nothing is said while a statement runs.
            keepalives=1,
            keepalives_idle=10,
            keepalives_interval=5,
            keepalives_count=4,
        )
    except psycopg2.ProgrammingError as error:
        raise Invalid(f"the database address can't be used: {str(error).strip()}") from error
    except psycopg2.OperationalError as error:
        raise Unavailable(f"can't connect: {str(error).strip()}") from error
    connection.autocommit = True
    return cast("Connection", connection)


def sqlstate(error: BaseException) -> str | None:
    """Return the SQLSTATE of what psycopg2 raised; None when the server sent none."""
    return cast("str | None", getattr(error, "pgcode", None))


def message(error: BaseException) -> str:
    """Return the server's message with its detail, hint and context, one line each."""
    diag = getattr(error, "diag", None)
    primary = getattr(diag, "message_primary", None)
    if primary is None:
        return str(error).strip() or type(error).__name__
    parts = [str(primary)]
    for label, name in (("detail", "message_detail"), ("hint", "message_hint"), ("where", "context")):
        if text := getattr(diag, name, None):
            parts.append(f"{label}: {text[:_LONGEST_PART]}")
    return "\n".join(parts)


def is_lost(connection: Connection, error: BaseException) -> bool:
    """Tell whether the connection is gone: the server ended it, or it can't be reached."""
    return bool(connection.closed) or sqlstate(error) in {"57P01", "57P02", "57P03"}
