"""What this project asks of migrations beyond that they run: names, chain, annotations, verify scripts."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise
from pathlib import Path

from trackerdb.migrations.header import stray_settings
from trackerdb.migrations.results import Fault
from trackerdb.migrations.script import Script, Statement
from trackerdb.migrations.source import MigrationFile, Tree
from trackerdb.tokenizer import tokenize

__all__ = ["faults_of_chain", "faults_of_file", "faults_of_strays"]

_NAME = re.compile(r"^\d{14}_[a-z][a-z0-9_]*$")
_ANNOTATION = re.compile(r"^--\s*(drop|rewrite):\s*\S")
_HARMLESS_DROPS = ("NOT", "DEFAULT")


def faults_of_chain(tree: Tree) -> Iterator[Fault]:
    """Each migration but the first depends on the one before, so that every database gets the same order."""
    roots = [file for file in tree if not file.header.depends]
    for file in roots[1:]:
        yield _fault(
            file.path, "chain", f"write `-- depends:` with the newest migration; only {roots[0].id} has none"
        )
    parents = Counter(parent for file in tree for parent in file.header.depends)
    for file in tree:
        for parent in file.header.depends:
            if parents[parent] > 1:
                yield _fault(
                    file.path, "chain", f"two migrations depend on {parent}: let one depend on the other"
                )
            if parent > file.id:
                yield _fault(
                    file.path, "chain", f"older than {parent}, on which it depends: give it a newer timestamp"
                )


def faults_of_file(tree: Tree, file: MigrationFile) -> Iterator[Fault]:
    """Yield what one migration's files lack."""
    if not _NAME.match(file.id):
        yield _fault(file.path, "name", "name it YYYYMMDDHHMMSS_what_it_does")
    yield from _verify_faults(tree, file)
    for script in (file.apply_script, file.rollback_script) if file.is_sql else ():
        if script is not None:
            yield from _strays(script)
    if file.is_sql:
        for statement in file.apply_script.statements:
            yield from _unannotated(file.apply_script, statement)
    if file.is_sql and not file.header.transactional:
        for script in filter(None, (file.apply_script, file.rollback_script)):
            for statement in script.statements:
                yield from _unguarded(script, statement)


def faults_of_strays(files: Sequence[MigrationFile]) -> Iterator[Fault]:
    """Yield rollback and verify scripts that belong to no migration."""
    directories = sorted({file.path.parent for file in files})
    for directory in directories:
        for path in sorted(directory.glob("*.rollback.sql")):
            if not _has_migration(directory, path.name.removesuffix(".rollback.sql")):
                yield _fault(path, "stray", "there is no migration of this name")
    for parent in sorted({directory.parent for directory in directories}):
        # Another source may stand beside this one and share the directory of verify scripts.
        beside = [directory for directory in parent.iterdir() if directory.is_dir()]
        for path in sorted((parent / "verify").glob("*.sql")):
            if not any(_has_migration(other, path.stem) for other in beside if other.name != "verify"):
                yield _fault(path, "stray", "there is no migration of this name")


def _has_migration(directory: Path, migration_id: str) -> bool:
    return any((directory / f"{migration_id}{suffix}").is_file() for suffix in (".sql", ".py"))


def _verify_faults(tree: Tree, file: MigrationFile) -> Iterator[Fault]:
    expected = file.path.parent.parent / "verify" / f"{file.id}.sql"
    script = file.verify_script
    if script is None:
        yield _fault(
            expected, "no-verify", "missing: assert the shape and the data that the migration leaves"
        )
    elif not script.statements:
        yield _fault(expected, "no-verify", "holds no statement")
    elif script.header.until is not None and script.header.until not in tree.ids:
        yield _fault(expected, "header", f"until: there is no migration {script.header.until}")


def _strays(script: Script) -> Iterator[Fault]:
    if not script.statements:
        return
    end_of_header = script.statements[0].tokens[0].start
    comments = [t for t in tokenize(script.text) if t.kind == "comment" and t.start > end_of_header]
    for token, key in stray_settings(comments):
        message = f"{key} is read only above the first statement"
        yield Fault(path=script.path, line=script.line_of(token.start), rule="header", message=message)


def _unannotated(script: Script, statement: Statement) -> Iterator[Fault]:
    noted = {match[1] for token in statement.comments if (match := _ANNOTATION.match(token.text))}
    for kind, needed, why in (
        ("drop", _drops(statement), "why nothing is lost"),
        ("rewrite", _rewrites(statement.words), "why the lock is short enough"),
    ):
        if needed and kind not in noted:
            message = f"say above it `-- {kind}:` and {why}"
            yield Fault(path=script.path, line=statement.line, rule=f"unannotated-{kind}", message=message)


def _unguarded(script: Script, statement: Statement) -> Iterator[Fault]:
    """Find what would fail a second time under plain yoyo, which may die before it records the first."""
    words = statement.words
    joined = " ".join(words)
    creates_index = words[0] == "CREATE" and "INDEX" in words[:3]
    adds_value = words[:2] == ("ALTER", "TYPE") and "ADD VALUE" in joined
    if (creates_index or adds_value) and "IF NOT EXISTS" not in joined:
        message = "write IF NOT EXISTS: it may have to run a second time"
    elif words[0] == "DROP" and "IF EXISTS" not in joined:
        message = "write IF EXISTS: it may have to run a second time"
    else:
        return
    yield Fault(path=script.path, line=statement.line, rule="not-idempotent", message=message)


def _drops(statement: Statement) -> bool:
    words = statement.words
    if words[0] in ("DROP", "TRUNCATE", "DELETE"):
        return True
    if words[:2] == ("ALTER", "TABLE"):
        return any(word == "DROP" and words[at + 1] not in _HARMLESS_DROPS for at, word in enumerate(words))
    return words[0] == "DO" and any(
        _body_drops(token.text) for token in statement.tokens if token.kind == "string"
    )


def _body_drops(literal: str) -> bool:
    """Tell whether a DO block, or a string that it may EXECUTE, drops something."""
    words = re.findall(r"\w+", re.sub(r"--[^\n]*", "", literal).upper())
    # ON DELETE and OR DELETE belong to keys and triggers.
    return bool({"DROP", "TRUNCATE"} & set(words)) or ("DELETE", "FROM") in pairwise(words)


def _rewrites(words: tuple[str, ...]) -> bool:
    if words[0] == "CLUSTER" or words[:2] == ("VACUUM", "FULL"):
        return True
    if words[:2] != ("ALTER", "TABLE"):
        return False
    changes_type = any(
        word == "ALTER" and "TYPE" in words[at + 1 : at + 6] and words[at + 1] != "TABLE"
        for at, word in enumerate(words)
        if at
    )
    adds_computed = "ADD" in words and "GENERATED" in words
    changes_storage = "LOGGED" in words or "UNLOGGED" in words or ("ACCESS" in words and "METHOD" in words)
    return changes_type or adds_computed or changes_storage


def _fault(path: Path, rule: str, message: str) -> Fault:
    return Fault(path=path, line=1, rule=rule, message=message)
