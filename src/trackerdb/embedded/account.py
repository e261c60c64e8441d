"""The operating system account that the server runs as: PostgreSQL refuses to run as root."""

from __future__ import annotations

import os
import pwd
import subprocess
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from trackerdb.errors import Unavailable

__all__ = ["Account", "clean_environment", "server_account"]

# Packages of PostgreSQL make the first (macOS ships the second); the last is everywhere.
_STAND_INS = ("postgres", "_postgres", "nobody")


@dataclass(frozen=True)
class Account:
    """Whom the server's processes run as; `uid` and `gid` are None where that is the caller itself."""

    name: str
    uid: int | None = None
    gid: int | None = None

    def run(self, *command: str, cwd: Path = Path("/")) -> tuple[int, str]:
        """Run a command to its end and return its exit code and all that it printed."""
        # A file, not a pipe: the server that pg_ctl leaves behind would hold a pipe open for ever.
        with tempfile.TemporaryFile("w+") as output:
            try:
                done = subprocess.run(  # noqa: S603
                    command,
                    check=False,
                    stdin=subprocess.DEVNULL,
                    stdout=output,
                    stderr=subprocess.STDOUT,
                    cwd=cwd,
                    env=clean_environment(),
                    user=self.uid,
                    group=self.gid,
                    extra_groups=self.extra_groups,
                )
            except OSError as error:
                raise Unavailable(f"cannot run {command[0]} as {self.name}: {error.strerror}") from error
            output.seek(0)
            return done.returncode, output.read()

    @property
    def extra_groups(self) -> list[int] | None:
        """The supplementary groups to run with: none of root's where root hands over."""
        return None if self.uid is None else []

    def may(self, test: str, path: Path) -> bool:
        """Whether `test` of test(1), such as "-w", holds for this account on `path`."""
        # Asked of the kernel, since modes alone say nothing of the directories above and of ACLs.
        return self.run("/bin/sh", "-c", f'test {test} "$0"', str(path))[0] == 0

    def own(self, path: Path) -> None:
        """Give `path` to this account, and to it alone."""
        path.chmod(0o700 if path.is_dir() else 0o600)
        if self.uid is not None and self.gid is not None:
            os.chown(path, self.uid, self.gid)


def server_account(owner: int | None) -> Account:
    """Return the account for a server whose directory belongs to user id `owner` (None = not made yet).

    That is the caller, except for root: then it is the owner, or a stand-in. Raises Unavailable where
    a caller who is not root would have to become somebody else.
    """
    caller = os.geteuid()
    if caller != 0:
        if owner not in (None, caller):
            raise Unavailable(f"the data directory belongs to {_name(owner)}; only they and root can use it")
        return Account(_name(caller))
    for name in [_name(owner)] if owner else _STAND_INS:
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        return Account(name, entry.pw_uid, entry.pw_gid)
    raise Unavailable(
        "PostgreSQL does not run as root, and this system has no account to run it as: "
        + (f"user id {owner} owns the data directory" if owner else f"none of {', '.join(_STAND_INS)}")
    )


def _name(uid: int | None) -> str:
    try:
        return pwd.getpwuid(uid or 0).pw_name
    except KeyError:
        return f"user id {uid}"


def clean_environment() -> Mapping[str, str]:
    """Return the environment without what would steer PostgreSQL's programs, PG* and the locale."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("PG", "LC_")) and k != "LANG"}
    # LC_ALL also spares macOS a server that "became multithreaded during startup".
    return {**kept, "LC_ALL": "C", "PATH": f"{os.environ.get('PATH', '')}:{os.defpath}"}
