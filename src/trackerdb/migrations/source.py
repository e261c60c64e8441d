"""Find the migrations of a source, in the order in which they apply.

A source is what yoyo takes: a directory, a glob, or `package:NAME:DIRECTORY`. Beside the directory stands
`verify`, with the verify scripts.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from glob import glob
from hashlib import sha256
from importlib import resources
from pathlib import Path

from trackerdb.errors import MigrationError
from trackerdb.migrations.header import Header, HeaderError, parse_python_header
from trackerdb.migrations.script import Script, checksum

__all__ = ["DEFAULT_SOURCES", "MigrationFile", "Tree", "read_tree"]

DEFAULT_SOURCES = ("package:trackerdb:sql/migrations",)

_PACKAGE = re.compile(r"^package:([^\s/:]+):(.*)$")


@dataclass(frozen=True)
class MigrationFile:
    """A migration on disk: an SQL file with its rollback, or a Python file with both in its steps."""

    id: str
    path: Path

    @property
    def hash(self) -> str:
        """The key of the migration in yoyo's tables: a hash of its id."""
        return self.hash_of(self.id)

    @staticmethod
    def hash_of(migration_id: str) -> str:
        """Hash an id as yoyo does."""
        return sha256(migration_id.encode()).hexdigest()

    @property
    def is_sql(self) -> bool:
        """True for an SQL file, False for a Python one."""
        return self.path.suffix == ".sql"

    @cached_property
    def rollback_path(self) -> Path | None:
        """The rollback's path, None when there is no such file."""
        path = self.path.with_name(f"{self.id}.rollback.sql")
        return path if self.is_sql and path.is_file() else None

    @cached_property
    def verify_path(self) -> Path | None:
        """The verify script's path, None when there is no such file."""
        path = self.path.parent.parent / "verify" / f"{self.id}.sql"
        return path if path.is_file() else None

    @cached_property
    def apply_script(self) -> Script:
        """The migration's own SQL."""
        return Script.read(self.path)

    @cached_property
    def rollback_script(self) -> Script | None:
        """The SQL that undoes it."""
        return None if self.rollback_path is None else Script.read(self.rollback_path)

    @cached_property
    def verify_script(self) -> Script | None:
        """The SQL that asserts it."""
        return None if self.verify_path is None else Script.read(self.verify_path)

    @cached_property
    def header(self) -> Header:
        """The settings of the file; raises MigrationError when they can't be understood."""
        if self.is_sql:
            return self.apply_script.header
        try:
            return parse_python_header(self.path.read_text(encoding="utf-8"))
        except SyntaxError as error:
            raise MigrationError(f"{self.path}:{error.lineno or 1}: {error.msg}") from error
        except (HeaderError, TypeError, ValueError) as error:
            raise MigrationError(f"{self.path}: {error}") from error

    @cached_property
    def apply_checksum(self) -> str:
        """SHA-256 of the migration's bytes."""
        return checksum(self.path) or ""

    @cached_property
    def rollback_checksum(self) -> str | None:
        """SHA-256 of the rollback's bytes, None when there is no such file."""
        return checksum(self.rollback_path)


@dataclass(frozen=True)
class Tree:
    """The migrations in the order in which they apply.

    `projects[id]` is the first migration of those that belong together: the files of one directory, and
    whatever depends on them.
    """

    files: tuple[MigrationFile, ...]
    projects: dict[str, str]

    def __iter__(self) -> Iterator[MigrationFile]:
        return iter(self.files)

    @property
    def ids(self) -> tuple[str, ...]:
        """The ids in order."""
        return tuple(file.id for file in self.files)


def read_tree(sources: Sequence[str] | None = None) -> Tree:
    """Read the migrations of `sources` (default: the packaged ones); raises MigrationError for none."""
    return order_tree(find_files(sources))


def find_files(sources: Sequence[str] | None = None) -> list[MigrationFile]:
    """Return the migrations of `sources`, by source and name; raises MigrationError for none."""
    files: dict[str, MigrationFile] = {}
    for source in sources or DEFAULT_SOURCES:
        found = [MigrationFile(path.stem, path) for path in _paths(source)]
        if not found:
            raise MigrationError(f"no migrations in {source}: name a directory that holds .sql files")
        for file in found:
            if file.id in files:
                raise MigrationError(
                    f"{file.path} and {files[file.id].path} are the same migration: rename one"
                )
            if file.id.startswith("post-apply"):
                raise MigrationError(
                    f"{file.path}: trackerdb migrate runs no post-apply hooks; keep them apart"
                )
            files[file.id] = file
    return list(files.values())


def order_tree(files: Iterable[MigrationFile]) -> Tree:
    """Order by dependencies, then by name, as yoyo does; raises MigrationError for a broken chain."""
    waiting = list(files)
    known = {file.id for file in waiting}
    for file in waiting:
        for missing in sorted(set(file.header.depends) - known):
            raise MigrationError(
                f"{file.path}: depends on {missing}, which is in no source; correct the depends line"
            )
    ordered: dict[str, MigrationFile] = {}
    while waiting:
        ready = next((file for file in waiting if ordered.keys() >= set(file.header.depends)), None)
        if ready is None:
            raise MigrationError(
                f"{waiting[0].path}: depends on itself through {', '.join(waiting[0].header.depends)}"
            )
        waiting.remove(ready)
        ordered[ready.id] = ready
    return Tree(tuple(ordered.values()), _projects(ordered.values()))


def _projects(ordered: Collection[MigrationFile]) -> dict[str, str]:
    first_of_directory: dict[Path, str] = {}
    projects = {file.id: first_of_directory.setdefault(file.path.parent, file.id) for file in ordered}
    for file in ordered:
        for parent in file.header.depends:
            joined, other = projects[parent], projects[file.id]
            projects = {member: joined if first == other else first for member, first in projects.items()}
    return projects


def _paths(source: str) -> list[Path]:
    return [
        path
        for directory in _directories(source)
        for path in sorted(directory.iterdir(), key=lambda path: path.name)
        if path.suffix in (".sql", ".py") and path.is_file() and _is_migration(path.name)
    ]


def _is_migration(name: str) -> bool:
    # The second is what `yoyo new` writes while its editor is open.
    return not name.endswith(".rollback.sql") and not name.startswith("_tmp_yoyonew")


def _directories(source: str) -> list[Path]:
    package = _PACKAGE.match(source)
    if package is None:
        # Path.glob takes no absolute pattern.
        return [path for path in map(Path, sorted(glob(source))) if path.is_dir()]  # noqa: PTH207
    try:
        directory = Path(str(resources.files(package[1]) / package[2]))
    except ModuleNotFoundError:
        raise MigrationError(f"{source}: there is no package {package[1]}") from None
    return [directory] if directory.is_dir() else []
