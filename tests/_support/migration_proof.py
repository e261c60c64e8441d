"""Prove one migration: up, down and up again change nothing else, and each file may run twice."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from difflib import unified_diff
from functools import partial
from hashlib import sha256
from itertools import islice, takewhile
from pathlib import Path

from trackerdb.errors import MigrationError
from trackerdb.migrations import execution, soundness, verification
from trackerdb.migrations.backend import Backend
from trackerdb.migrations.results import Direction
from trackerdb.migrations.snapshot import dump as full_dump
from trackerdb.migrations.source import MigrationFile, Tree, read_tree

from .databases import named_template, new_database
from .seeding import seed

__all__ = ["edited_since_release", "git", "prove"]

# So many migrations are run once, and then copied for the proofs of all later ones.
_STAGE = 8
_TIMESTAMP = re.compile(r"\b\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(?:\.\d+)?\+00\b")


def prove(server: str, sources: Sequence[str] | None, migration_id: str) -> list[str]:
    """Run one migration on a seeded database; each fault names the file and the difference."""
    tree = read_tree(sources)
    (file,) = (file for file in tree if file.id == migration_id)
    faults = [str(fault) for fault in soundness.faults_of(tree, file)]
    if faults:
        return faults
    before = list(takewhile(lambda other: other.id != migration_id, tree))
    with _migrated(server, tree, before) as dsn:
        faults = [f"{file.path.name}: before it, {fault}" for fault in seed(dsn)]
        try:
            return faults + list(_differences(dsn, tree, file))
        except MigrationError as error:
            return [*faults, str(error)]


def edited_since_release(repository: Path) -> list[str]:
    """Name the migration files that are no longer as a release tag holds them, with what changed."""
    return [
        f"{path}: edited since {tag}, with which databases were migrated\n"
        + git(repository, "diff", "--unified=1", tag, "--", path)
        for tag in git(repository, "tag", "--list", "v*").split()
        for path in git(
            repository, "diff", "--name-only", "--no-renames", "--diff-filter=MD", tag, "--", "sql/migrations"
        ).split()
    ]


def git(repository: Path, *arguments: str) -> str:
    """What git prints in a repository."""
    return subprocess.run(
        ["git", "-C", str(repository), *arguments], capture_output=True, text=True, check=True
    ).stdout


@contextmanager
def _migrated(server: str, tree: Tree, files: Sequence[MigrationFile]) -> Generator[str]:
    """A database that these files, the first of the tree, were run on."""
    kept = len(files) - len(files) % _STAGE
    with new_database(server, _template(server, tree, files[:kept])) as dsn:
        for file in files[kept:]:
            _run(dsn, tree, file, "apply")
        yield dsn


def _template(server: str, tree: Tree, files: Sequence[MigrationFile]) -> str:
    """The template that these files were run on, each _STAGE of them on a copy of the one before."""
    if not files:
        return "template1"
    content = sha256("".join(file.id + file.apply_checksum for file in files).encode())

    def fill(dsn: str) -> None:
        for file in files[-_STAGE:]:
            _run(dsn, tree, file, "apply")

    return named_template(
        server,
        f"trackerdb_proof_{content.hexdigest()[:32]}",
        _template(server, tree, files[:-_STAGE]),
        fill,
    )


def _differences(dsn: str, tree: Tree, file: MigrationFile) -> Iterator[str]:
    up, down = file.path.name, (file.rollback_path or file.path).name
    started = datetime.now(UTC)
    dump = partial(full_dump, dsn, *(f"--exclude-table-data={table}" for table in file.header.rebuilds))
    before = dump()
    holds_before = _verify_fault(dsn, file) is None

    _run(dsn, tree, file, "apply")
    once = dump()
    # What belongs to the cluster, such as a role, may stand before and is in no dump.
    if holds_before and once != before:
        yield f"verify/{up}: holds before the migration is applied, so it asserts nothing about it"
    yield from _present(f"verify/{up}: after apply:", _verify_fault(dsn, file))
    _run(dsn, tree, file, "apply")
    yield from _diff(f"{up}: executed twice, it leaves something else than executed once", once, dump())

    _run(dsn, tree, file, "rollback")
    yield from _diff(f"{down}: does not restore what stood before", before, dump())
    _run(dsn, tree, file, "rollback")
    yield from _diff(f"{down}: executed twice, it leaves something else than stood before", before, dump())

    _run(dsn, tree, file, "apply")
    again = dump()
    yield from _diff(
        f"{up}: applied again after its rollback, it leaves something else",
        _timeless(once, started),
        _timeless(again, started),
    )
    yield from _present(f"verify/{up}: after down and up:", _verify_fault(dsn, file))


def _run(dsn: str, tree: Tree, file: MigrationFile, direction: Direction) -> None:
    """Run the raw file, with no runner around it to forgive anything."""
    _on_backend(dsn, file, lambda backend: execution.run(backend, tree, file, direction))


def _verify_fault(dsn: str, file: MigrationFile) -> str | None:
    if file.verify_script is None:
        return "there is no verify script"
    try:
        _on_backend(dsn, file, lambda backend: verification.hold(backend, file))
    except MigrationError as error:
        return str(error)
    return None


def _on_backend(dsn: str, file: MigrationFile, work: Callable[[Backend], None]) -> None:
    backend = Backend(dsn)
    try:
        if file.header.transactional:
            backend.begin()
        work(backend)
        if file.header.transactional:
            backend.commit()
    finally:
        backend.close()


def _timeless(text: str, started: datetime) -> str:
    """Hide the times that the migration itself took from the clock."""
    earliest = started - timedelta(minutes=1)

    def hide(match: re.Match[str]) -> str:
        return "<now>" if datetime.fromisoformat(match[0]) >= earliest else match[0]

    return _TIMESTAMP.sub(hide, text)


def _present(what: str, fault: str | None) -> Iterator[str]:
    if fault is not None:
        yield f"{what} {fault}"


def _diff(what: str, expected: str, found: str) -> Iterator[str]:
    lines = unified_diff(expected.splitlines(), found.splitlines(), "expected", "found", lineterm="", n=1)
    shown = list(islice(lines, 40))
    if shown:
        yield "\n".join([what, *shown])
