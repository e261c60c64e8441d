"""Check migration files without a database."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from importlib.util import find_spec

from trackerdb.migrations import conventions, soundness, squawk
from trackerdb.migrations.results import CheckReport, Fault
from trackerdb.migrations.script import Script
from trackerdb.migrations.source import MigrationFile, Tree, find_files, order_tree

__all__ = ["check"]


def check(sources: Sequence[str] | None = None) -> CheckReport:
    """Return the faults of all files in `sources` (default: the packaged migrations).

    pglast and squawk-cli, which the `dev` extra installs, add checks; the report says what was skipped
    without them. Raises MigrationError when there is no migration, or a file can't be read at all.
    """
    files = find_files(sources)
    tree = order_tree(files)
    faults = [*conventions.faults_of_chain(tree), *conventions.faults_of_strays(files)]
    skipped: list[str] = []
    for file in tree:
        faults += soundness.faults_of(tree, file)
        faults += conventions.faults_of_file(tree, file)
    if find_spec("pglast") is None:
        skipped.append("PostgreSQL's own parser and names of constraints: pip install pglast")
    else:
        faults += _parser_faults(tree)
    program = squawk.executable()
    if program is None:
        skipped.append("squawk's rules: pip install squawk-cli")
    else:
        faults += squawk.faults_of(program, tree.files)
    ordered = sorted(set(faults), key=lambda fault: (str(fault.path), fault.line, fault.rule))
    return CheckReport(faults=tuple(ordered), skipped=tuple(skipped))


def _parser_faults(tree: Tree) -> Iterator[Fault]:
    # An optional dependency.
    from trackerdb.migrations import parser_rules

    for file in tree:
        for script in _scripts(file):
            yield from parser_rules.faults_of(script)


def _scripts(file: MigrationFile) -> Iterator[Script]:
    for script in (file.apply_script if file.is_sql else None, file.rollback_script, file.verify_script):
        if script is not None:
            yield script
