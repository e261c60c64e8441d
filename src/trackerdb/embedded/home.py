"""A server's directory: what lies where in it, and the addresses of the server that runs from it."""

from __future__ import annotations

import hashlib
import os
import re
import socket
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

from trackerdb.errors import Invalid, Unavailable

__all__ = ["DATABASE", "OWNER", "PORT", "SUPERUSER", "Home", "admin_dsn", "explained", "telling_line"]

OWNER = "trackerdb"
DATABASE = "trackerdb"
SUPERUSER = "postgres"
# No TCP port is opened; it is a part of the socket's file name.
PORT = 5432

_SOCKET_DIR = "socket"

# sockaddr_un.sun_path holds 104 bytes on macOS (108 on Linux), the closing zero included.
_SOCKET_PATH_LIMIT = 103


@dataclass(frozen=True)
class Home:
    """The directory that holds a cluster (`pgdata`), its socket, its log and its locks."""

    path: Path

    @property
    def pgdata(self) -> Path:
        """PostgreSQL's own data directory; it stands here only once initdb has finished."""
        return self.path / "pgdata"

    @property
    def pid_file(self) -> Path:
        """The server's own lock on `pgdata`; its first line is the process id."""
        return self.pgdata / "postmaster.pid"

    @property
    def draft(self) -> Path:
        """Where initdb works before that."""
        return self.path / "pgdata.new"

    @property
    def log(self) -> Path:
        """What the server logs."""
        return self.path / "server.log"

    @property
    def lock(self) -> Path:
        """Held while the server is started or stopped."""
        return self.path / "trackerdb.lock"

    @property
    def users(self) -> Path:
        """Held, shared, by every process that uses the server through `server()`."""
        return self.path / "users"

    @property
    def outlives(self) -> Path:
        """Stands while the running server is to outlive its users: `start()` was called."""
        return self.path / "outlives"

    @property
    def socket_dir(self) -> Path:
        """Where the server's socket is: in the directory itself, unless that path does not do for one."""
        inside = self.path / _SOCKET_DIR
        # A comma separates hosts in a DSN; anything unusual would have to be escaped in one.
        if len(os.fsencode(_socket(inside))) <= _SOCKET_PATH_LIMIT and re.fullmatch(
            r"[\w./+-]+", str(inside), re.ASCII
        ):
            return inside
        digest = hashlib.sha256(os.fsencode(self.path)).hexdigest()[:12]
        return Path(f"/tmp/trackerdb-{digest}")  # noqa: S108 (who owns it is checked before it is used)

    def dsn(self, *, role: str = OWNER, database: str = DATABASE) -> str:
        """Return the DSN of a database on this server, for libpq and asyncpg alike."""
        return f"postgresql://{role}@/{database}?host={self.socket_dir}&port={PORT}"

    def major(self) -> int | None:
        """Return the major version of PostgreSQL that made the cluster; None where there is none yet."""
        try:
            return int((self.pgdata / "PG_VERSION").read_text())
        except FileNotFoundError:
            return None

    def owner(self) -> int | None:
        """Return the user id that owns the cluster, else the directory; None where that is root or none."""
        for path in (self.pgdata, self.path):
            if path.exists():
                return path.stat().st_uid or None
        return None

    def foreign_file(self) -> str | None:
        """Return the name of a file in the directory that no server of ours put there."""
        ours = {
            path.name for path in (self.pgdata, self.draft, self.log, self.lock, self.users, self.outlives)
        }
        ours.add(_SOCKET_DIR)
        names = (path.name for path in self.path.iterdir()) if self.path.exists() else iter(())
        return next((name for name in names if name not in ours), None)

    def listening(self) -> bool:
        """Whether a server listens on the socket (it may be starting up or shutting down still)."""
        with socket.socket(socket.AF_UNIX) as probe:
            try:
                probe.connect(str(_socket(self.socket_dir)))
            except (FileNotFoundError, NotADirectoryError, ConnectionRefusedError):
                return False
            except PermissionError as error:
                raise Unavailable(
                    f"{self.path} belongs to another user; only they and root can use it"
                ) from error
            return True


@contextmanager
def explained(path: Path) -> Generator[None]:
    """Turn the operating system's refusals for the block into Unavailable."""
    try:
        yield
    except OSError as error:
        raise Unavailable(f"cannot run PostgreSQL in {path}: {error}") from error


def telling_line(output: str) -> str:
    """Return the last line of a program's output that tells of an error, else its last line."""
    lines = [line.strip() for line in output.splitlines() if line.strip()]
    errors = [line for line in lines if re.search(r"\b(FATAL|PANIC|ERROR|error)\b:|could not", line)]
    return (errors or lines or ["it printed nothing"])[-1]


def admin_dsn(dsn: str) -> str:
    """Return the DSN of the same database for the server's superuser, for tests and operators.

    `dsn` is one that this package gave. Raises Invalid for one that leads over the network: it is
    another server's, whose superuser has another name and a password.
    """
    parts = urlsplit(dsn)
    if parts.hostname is not None:
        raise Invalid("the superuser's DSN is known for the embedded server alone", constraint="dsn")
    return urlunsplit(parts._replace(netloc=f"{SUPERUSER}@"))


def _socket(directory: Path) -> Path:
    return directory / f".s.PGSQL.{PORT}"
