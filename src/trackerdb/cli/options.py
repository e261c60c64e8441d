"""What all commands share: which database, and whether to print JSON."""

from __future__ import annotations

import os
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Annotated

import typer

from trackerdb.errors import Invalid

__all__ = ["OUTER", "Database", "Json", "Target", "chosen_database", "wants_json"]

Database = Annotated[
    str | None,
    typer.Option(
        "--database", metavar="DSN", help="postgresql://…; default: $DATABASE_URL.", show_default=False
    ),
]
Json = Annotated[bool, typer.Option("--json", help="Print JSON.")]


@dataclass(frozen=True, slots=True)
class Target:
    """The options that stood before the command."""

    database: str | None
    as_json: bool = False


OUTER: ContextVar[Target] = ContextVar("OUTER", default=Target(None))  # noqa: B039 - it is frozen


def chosen_database(option: str | None) -> str:
    """Return the DSN of the command's option, the one before it, or the environment; raises Invalid."""
    named = option if option is not None else OUTER.get().database
    # An empty --database is a shell variable that was not set, and no wish for another database.
    dsn = named if named is not None else os.environ.get("DATABASE_URL")
    if not dsn:
        raise Invalid(
            "no database: give --database postgresql://… or set DATABASE_URL", constraint="database"
        )
    return dsn


def wants_json(option: bool) -> bool:
    """Tell whether --json stood after or before the command."""
    return option or OUTER.get().as_json
