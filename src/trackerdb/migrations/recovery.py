"""Run a non-transactional statement so that it converges, whatever an earlier run of it left behind."""

from __future__ import annotations

from dataclasses import dataclass

from trackerdb.migrations import execution
from trackerdb.migrations.backend import Backend
from trackerdb.migrations.execution import StatementError
from trackerdb.migrations.script import Script, Statement
from trackerdb.migrations.source import MigrationFile

__all__ = ["ConcurrentIndex", "Detach", "run"]

_INDEX = """
    SELECT format('%%I.%%I', n.nspname, c.relname), i.indisvalid AND i.indisready
    FROM pg_catalog.pg_class AS t
    JOIN pg_catalog.pg_namespace AS n ON n.oid = t.relnamespace
    JOIN pg_catalog.pg_class AS c ON c.relnamespace = n.oid
    JOIN pg_catalog.pg_index AS i ON i.indexrelid = c.oid
    WHERE t.oid = to_regclass(%s) AND c.relname = (parse_ident(%s))[1]
"""
_DETACHMENT = """
    SELECT to_regclass(%(partition)s) IS NOT NULL, i.inhdetachpending
    FROM (SELECT) AS one
    LEFT JOIN pg_catalog.pg_inherits AS i
    ON i.inhparent = to_regclass(%(parent)s) AND i.inhrelid = to_regclass(%(partition)s)
"""


@dataclass(frozen=True, slots=True)
class ConcurrentIndex:
    """CREATE INDEX CONCURRENTLY: names as written."""

    index: str
    table: str

    @classmethod
    def of(cls, statement: Statement) -> ConcurrentIndex | None:
        """Recognise the statement; None when it is another, or names no index."""
        words = statement.words
        at = words.index("INDEX") if "INDEX" in words[:3] else -1
        if words[0] != "CREATE" or at < 0 or words[at + 1 : at + 2] != ("CONCURRENTLY",):
            return None
        at += 2 + 3 * (words[at + 2 : at + 5] == ("IF", "NOT", "EXISTS"))
        if words[at] == "ON" or words[at + 1] != "ON":
            return None
        only = words[at + 2] == "ONLY"
        return cls(statement.tokens[at].text, qualified_name(statement, at + 2 + only))


@dataclass(frozen=True, slots=True)
class Detach:
    """ALTER TABLE … DETACH PARTITION … CONCURRENTLY: names as written."""

    parent: str
    partition: str

    @classmethod
    def of(cls, statement: Statement) -> Detach | None:
        """Recognise the statement; None when it is another."""
        words = statement.words
        if words[:2] != ("ALTER", "TABLE") or words[-1] != "CONCURRENTLY" or "DETACH" not in words:
            return None
        at = 2 + 2 * (words[2:4] == ("IF", "EXISTS"))
        at += words[at] == "ONLY"
        detach = words.index("DETACH")
        return cls(qualified_name(statement, at), qualified_name(statement, detach + 2))


def dropped_index(statement: Statement) -> str | None:
    """Return the name in a DROP INDEX CONCURRENTLY, as written; None for another statement."""
    words = statement.words
    if words[:3] != ("DROP", "INDEX", "CONCURRENTLY"):
        return None
    return qualified_name(statement, 3 + 2 * (words[3:5] == ("IF", "EXISTS")))


def qualified_name(statement: Statement, at: int) -> str:
    """Return the name that begins at a token: `schema.table`, quotes kept."""
    name = statement.tokens[at].text
    while at + 2 < len(statement.tokens) and statement.tokens[at + 1].text == ".":
        at += 2
        name += f".{statement.tokens[at].text}"
    return name


def run(
    backend: Backend, file: MigrationFile, script: Script, statement: Statement, *, interrupted: bool
) -> None:
    """Run the one statement of a non-transactional file; raises StatementError when it did not converge.

    `interrupted` says that a run of it died, maybe after its statement was done.
    """
    if index := ConcurrentIndex.of(statement):
        _create_index(backend, file, script, statement, index, interrupted=interrupted)
    elif dropped := dropped_index(statement):
        if not (interrupted and backend.row("SELECT to_regclass(%s) IS NULL", (dropped,))[0]):
            execution.execute(backend, file, script, statement)
    elif detach := Detach.of(statement):
        _detach(backend, file, script, statement, detach)
    else:
        execution.execute(backend, file, script, statement)


def _create_index(
    backend: Backend,
    file: MigrationFile,
    script: Script,
    statement: Statement,
    index: ConcurrentIndex,
    *,
    interrupted: bool,
) -> None:
    for name, valid in backend.rows(_INDEX, (index.table, index.index)):
        if not valid:
            backend.rows(f"DROP INDEX CONCURRENTLY {name}")
        elif interrupted:
            return
    execution.execute(backend, file, script, statement)
    found = backend.rows(_INDEX, (index.table, index.index))
    if [valid for _, valid in found] != [True]:
        raise StatementError(
            f"{script.path}:{statement.line}: index {index.index} is not valid after its creation; run again",
            migration_id=file.id,
            sqlstate=None,
        )


def _detach(
    backend: Backend, file: MigrationFile, script: Script, statement: Statement, detach: Detach
) -> None:
    exists, pending = backend.row(_DETACHMENT, {"parent": detach.parent, "partition": detach.partition})
    if pending:
        backend.rows(f"ALTER TABLE {detach.parent} DETACH PARTITION {detach.partition} FINALIZE")
    elif pending is None and exists:
        return  # An earlier run has detached it.
    else:
        execution.execute(backend, file, script, statement)
