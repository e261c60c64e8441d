"""What a migration's files must satisfy before any of them runs: faults that stop `apply`."""

# yoyo ships no types.
# pyright: reportMissingTypeStubs=false, reportUnknownMemberType=false, reportUnknownVariableType=false

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from yoyo.migrations import read_sql_migration  # type: ignore[import-untyped]

from trackerdb.errors import MigrationError
from trackerdb.migrations.execution import load_steps, scripts_of_step
from trackerdb.migrations.recovery import ConcurrentIndex
from trackerdb.migrations.results import Fault
from trackerdb.migrations.script import Script, Statement
from trackerdb.migrations.source import MigrationFile, Tree
from trackerdb.tokenizer import SqlSyntaxError, tokenize

__all__ = ["faults_of", "refuse_unsound", "significant_text"]

_TRANSACTION_CONTROL = frozenset(
    {"BEGIN", "START", "COMMIT", "END", "ROLLBACK", "ABORT", "SAVEPOINT", "RELEASE", "PREPARE"}
)
_NEVER_IN_A_TRANSACTION = frozenset(
    {("VACUUM",), ("ALTER", "SYSTEM"), ("CREATE", "DATABASE"), ("DROP", "DATABASE"), ("REINDEX", "DATABASE")}
)


def refuse_unsound(tree: Tree, files: Iterable[MigrationFile]) -> None:
    """Raise MigrationError that lists the faults of `files`, if there are any."""
    faults = [fault for file in files for fault in faults_of(tree, file)]
    if faults:
        raise MigrationError("\n".join(str(fault) for fault in faults))


def faults_of(tree: Tree, file: MigrationFile) -> Iterator[Fault]:
    """Yield what is wrong with one migration's own files; raises MigrationError when they can't be read."""
    if not file.is_sql:
        yield from _python_faults(tree, file)
        return
    yield from _reversibility(file)
    for script in (file.apply_script, file.rollback_script):
        if script is not None:
            yield from _splitting(script)
            yield from _statements(file, script)
    yield from _header(file)


def significant_text(sql: str) -> tuple[str, ...]:
    """Return the tokens of one statement without comments, white space and the closing semicolon."""
    texts = [token.text for token in tokenize(sql) if token.significant]
    return tuple(texts[:-1] if texts[-1:] == [";"] else texts)


def _python_faults(tree: Tree, file: MigrationFile) -> Iterator[Fault]:
    steps = load_steps(tree, file)
    if not steps:
        yield _fault(file, "no-steps", "it has no steps")
    if not file.header.transactional and (len(steps) > 1 or hasattr(steps[0].step, "steps")):
        yield _fault(file, "one-step", "a non-transactional migration has one step: nothing undoes the first")
    for number, step in enumerate(steps, start=1):
        if not _can_roll_back(step.step):
            yield _fault(file, "no-rollback", f"step {number} has no rollback; give step() a second argument")
        for direction, script in scripts_of_step(file, step).items():
            if not script.statements:
                yield _fault(file, "no-statement", f"step {number} holds no statement to {direction}")
            yield from _statements(file, script)


def _can_roll_back(step: Any) -> bool:
    members = getattr(step, "steps", None)
    if members is not None:
        return all(_can_roll_back(member.step) for member in members)
    return bool(step._rollback)  # noqa: SLF001 - yoyo offers no other way to ask


def _reversibility(file: MigrationFile) -> Iterator[Fault]:
    path = file.path.with_name(f"{file.id}.rollback.sql")
    if file.rollback_script is None:
        yield Fault(path=path, line=1, rule="no-rollback", message="missing: write what undoes the migration")
    elif not file.rollback_script.statements:
        yield Fault(
            path=path,
            line=1,
            rule="no-rollback",
            message="holds no statement: write what undoes the migration",
        )
    if not file.apply_script.statements:
        yield _fault(file, "no-statement", "holds no statement")


def _splitting(script: Script) -> Iterator[Fault]:
    """Compare with sqlparse, by whose cuts plain yoyo would run the file."""
    yoyos: list[str] = read_sql_migration(str(script.path))[2]
    cuts = list(script.statements)
    for number, text in enumerate(yoyos):
        try:
            tokens = significant_text(text)
        except SqlSyntaxError as error:
            tokens = (str(error),)
        if number >= len(cuts) or tokens != tuple(token.text for token in cuts[number].tokens):
            line = cuts[number].line if number < len(cuts) else script.text.rstrip().count("\n") + 1
            what = "a statement here" if tokens else "a comment as a statement of its own"
            yield Fault(
                path=script.path,
                line=line,
                rule="splitting",
                message=f"plain yoyo would cut {what} that PostgreSQL doesn't see; give it its own file, "
                f"or write it without nested comments, trailing backslashes or a bare BEGIN",
            )
            return
    if len(yoyos) < len(cuts):
        line = cuts[len(yoyos)].line
        yield Fault(
            path=script.path, line=line, rule="splitting", message="plain yoyo would not run this statement"
        )


def _header(file: MigrationFile) -> Iterator[Fault]:
    directives: dict[str, str] = read_sql_migration(str(file.path))[0]
    depends = set(directives.get("depends", "").split())
    transactional = directives.get("transactional", "true").lower() == "true"
    if (depends, transactional) != (set(file.header.depends), file.header.transactional):
        yield _fault(
            file,
            "header",
            "plain yoyo reads another header: write it as -- comments above the first statement",
        )


def _statements(file: MigrationFile, script: Script) -> Iterator[Fault]:
    for statement in script.statements:
        words = statement.words
        if words[0] in _TRANSACTION_CONTROL:
            yield _at(
                script,
                statement,
                "transaction-control",
                f"{words[0]}: the runner begins and ends transactions",
            )
        elif "\\" in words or (words[0] == "COPY" and "STDIN" in words):
            yield _at(script, statement, "psql", "only psql understands this")
        elif file.header.transactional and _refuses_transaction(words):
            yield _at(
                script,
                statement,
                "transactional",
                "can't run in a transaction: put it alone into a migration with `-- transactional: false`",
            )
        elif _creates_unnamed_index(words) and ConcurrentIndex.of(statement) is None:
            yield _at(
                script,
                statement,
                "unnamed-index",
                "name the index: what an interrupted run leaves is found by name",
            )
    if not file.header.transactional and len(script.statements) > 1:
        second = script.statements[1]
        yield _at(
            script,
            second,
            "one-statement",
            "a non-transactional file holds one statement: nothing undoes the first",
        )


def _refuses_transaction(words: tuple[str, ...]) -> bool:
    if "CONCURRENTLY" in words:
        return words[0] in ("CREATE", "DROP", "REINDEX", "ALTER")
    return words[:1] in _NEVER_IN_A_TRANSACTION or words[:2] in _NEVER_IN_A_TRANSACTION


def _creates_unnamed_index(words: tuple[str, ...]) -> bool:
    return words[0] == "CREATE" and "INDEX" in words[:3] and "CONCURRENTLY" in words


def _fault(file: MigrationFile, rule: str, message: str) -> Fault:
    return Fault(path=file.path, line=1, rule=rule, message=message)


def _at(script: Script, statement: Statement, rule: str, message: str) -> Fault:
    return Fault(path=script.path, line=statement.line, rule=rule, message=message)
