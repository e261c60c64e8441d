"""Run the statements of one file, or the steps of a Python migration, on a backend."""

# yoyo ships no types.
# pyright: reportMissingTypeStubs=false, reportUnknownMemberType=false, reportUnknownVariableType=false

from __future__ import annotations

import logging
from typing import Any, cast

from yoyo.exceptions import BadMigration  # type: ignore[import-untyped]
from yoyo.migrations import Migration  # type: ignore[import-untyped]

from trackerdb.errors import MigrationError
from trackerdb.migrations import driver
from trackerdb.migrations.backend import Backend
from trackerdb.migrations.driver import DatabaseError
from trackerdb.migrations.results import Direction
from trackerdb.migrations.script import Script, Statement
from trackerdb.migrations.source import MigrationFile, Tree

__all__ = [
    "ConnectionLostError",
    "StatementError",
    "execute",
    "failure",
    "load_steps",
    "run",
    "scripts_of_step",
    "sole_statement",
]


# yoyo logs what it raises, or is told to ignore, with a traceback: it must not reach standard error unasked.
logging.getLogger("yoyo.migrations").addHandler(logging.NullHandler())


class StatementError(MigrationError):
    """A statement or step failed; the message begins with its place, `sqlstate` is the server's."""

    def __init__(self, message: str, *, migration_id: str, sqlstate: str | None) -> None:
        super().__init__(message, migration_id=migration_id)
        self.sqlstate = sqlstate


class ConnectionLostError(MigrationError):
    """The server ended the connection, or can't be reached: what became of the last statement isn't known."""


def run(backend: Backend, tree: Tree, file: MigrationFile, direction: Direction) -> None:
    """Run a migration's statements or steps in their order; raises StatementError or ConnectionLostError."""
    if file.is_sql:
        script = _script_of(file, direction)
        for statement in script.statements:
            execute(backend, file, script, statement)
        return
    steps = load_steps(tree, file)
    for number, step in enumerate(steps if direction == "apply" else reversed(steps), start=1):
        place = f"{file.path}: step {number}"
        try:
            getattr(step, direction)(backend)
        except MigrationError:
            raise
        except Exception as error:
            raise failure(backend, file, place, error) from error


def sole_statement(tree: Tree, file: MigrationFile, direction: Direction) -> tuple[Script, Statement] | None:
    """Return the one statement of a non-transactional migration; None when only yoyo knows how to run it."""
    if file.is_sql:
        script = _script_of(file, direction)
    else:
        (step,) = load_steps(tree, file)
        found = scripts_of_step(file, step).get(direction)
        # A function, or a step that is told to ignore errors.
        if found is None or step.ignore_errors:
            return None
        script = found
    (statement,) = script.statements
    return script, statement


def scripts_of_step(file: MigrationFile, step: Any) -> dict[Direction, Script]:
    """Return what a step of a Python migration runs as text, by direction."""
    source = file.path.read_text(encoding="utf-8")
    directions: tuple[Direction, ...] = ("apply", "rollback")
    scripts: dict[Direction, Script] = {}
    for direction in directions:
        text = getattr(step.step, f"_{direction}", None)
        if isinstance(text, str):
            # As many lines above as in the file, so that errors name the right one.
            above = source[: max(0, source.find(text))].count("\n")
            scripts[direction] = Script(file.path, "\n" * above + text)
    return scripts


def _script_of(file: MigrationFile, direction: Direction) -> Script:
    """Return the SQL file of one direction; raises MigrationError when there is no rollback."""
    script = file.apply_script if direction == "apply" else file.rollback_script
    if script is None:
        raise MigrationError(f"{file.id}.rollback.sql is missing beside {file.path}", migration_id=file.id)
    return script


def execute(backend: Backend, file: MigrationFile, script: Script, statement: Statement) -> None:
    """Run one statement; raises StatementError or ConnectionLostError."""
    try:
        backend.rows(statement.text)
    except DatabaseError as error:
        raise failure(backend, file, f"{script.path}:{statement.line}", error) from error


def failure(backend: Backend, file: MigrationFile, place: str, error: Exception) -> MigrationError:
    """Turn what a statement or step raised into an error that names the place."""
    text = f"{place}: {driver.message(error)}"
    if not isinstance(error, DatabaseError):
        text = f"{place}: {type(error).__name__}: {error}"
    if driver.is_lost(backend.connection, error):
        return ConnectionLostError(text, migration_id=file.id)
    return StatementError(text, migration_id=file.id, sqlstate=driver.sqlstate(error))


def load_steps(tree: Tree, file: MigrationFile) -> list[Any]:
    """Import a Python migration as yoyo does and return its steps."""
    # yoyo resolves dependencies among the migrations that were constructed last.
    migrations = {other.id: Migration(other.id, str(other.path), str(other.path.parent)) for other in tree}
    try:
        migrations[file.id].load()
    except BadMigration as error:
        # yoyo gives the path, then what was raised.
        cause = error.args[-1]
        text = f"{type(cause).__name__}: {cause}" if isinstance(cause, Exception) else str(cause)
        raise MigrationError(f"{file.path}: can't be imported: {text}", migration_id=file.id) from error
    return list(cast("list[Any]", migrations[file.id].steps))
