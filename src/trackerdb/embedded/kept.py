"""A server in a directory that is kept: shared by everyone who asks for it."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

from trackerdb.embedded.account import Account, server_account
from trackerdb.embedded.binaries import Installation, choose
from trackerdb.embedded.cluster import (
    START_SECONDS,
    create_database,
    initialise,
    prepare_socket_dir,
    wait_until_ready,
)
from trackerdb.embedded.home import Home, explained, telling_line
from trackerdb.embedded.locks import exclusive, join, leave
from trackerdb.embedded.reach import reachable
from trackerdb.errors import Unavailable

__all__ = ["running_dsn", "shared_server", "start", "stop"]

_PREDECESSOR_SECONDS = 10
_STOP_SECONDS = 60


@contextmanager
def shared_server(data_dir: Path, bin_dir: Path | None) -> Generator[str]:
    """Run the server for the block; the last to leave stops it, unless `start` asked it to stay."""
    home = Home(data_dir.resolve())
    with explained(home.path):
        _prepare(home)
        with exclusive(home.lock):
            _ensure_running(home, bin_dir)
            membership = join(home.users)
    try:
        yield home.dsn()
    finally:
        with explained(home.path), exclusive(home.lock):
            if leave(membership) and not home.outlives.exists() and home.listening():
                _shut_down(home)


def start(data_dir: str | os.PathLike[str], *, bin_dir: str | os.PathLike[str] | None = None) -> str:
    """Start the server of a directory, made where it is missing, to run until `stop`; returns its DSN.

    One that runs already is taken as it is. Raises Unavailable.
    """
    home = Home(Path(data_dir).resolve())
    with explained(home.path):
        _prepare(home)
        with exclusive(home.lock):
            _ensure_running(home, None if bin_dir is None else Path(bin_dir))
            home.outlives.touch()
    return home.dsn()


def stop(data_dir: str | os.PathLike[str]) -> bool:
    """Stop the server of a directory, whoever uses it; false where none ran. Raises Unavailable."""
    home = Home(Path(data_dir).resolve())
    with explained(home.path):
        if not home.listening():
            return False
        with exclusive(home.lock):
            home.outlives.unlink(missing_ok=True)
            # Whoever held the lock may have stopped it.
            if not home.listening():
                return False
            _shut_down(home)
            return True


def running_dsn(data_dir: str | os.PathLike[str]) -> str | None:
    """Return the DSN of the server that runs in a directory, or None where none does."""
    home = Home(Path(data_dir).resolve())
    with explained(home.path):
        return home.dsn() if home.listening() else None


def _prepare(home: Home) -> None:
    """Make the directory and its lock. Others may be doing the same, so every step bears repetition."""
    if home.lock.exists():
        return
    if foreign := home.foreign_file():
        raise Unavailable(
            f"{home.path} holds other files ({foreign}):"
            " choose an empty directory, or one that trackerdb made"
        )
    account = server_account(home.owner())
    if not home.path.exists():
        home.path.mkdir(parents=True, exist_ok=True)
        account.own(home.path)
    if not account.may("-x", home.path):
        raise Unavailable(
            f"PostgreSQL does not run as root, and {account.name} cannot reach {home.path}:"
            " choose a directory that it can, /var/lib/trackerdb for one"
        )
    for file in (home.users, home.log, home.lock):
        file.touch()
        account.own(file)


def _ensure_running(home: Home, bin_dir: Path | None) -> None:
    if home.listening():
        wait_until_ready(home, died=lambda: None if home.listening() else "it stopped")
        return
    home.outlives.unlink(missing_ok=True)
    account = server_account(home.owner())
    installation = reachable(choose(bin_dir, home.major()), account)
    if home.major() is None:
        initialise(home, installation, account, temporary=False)
    prepare_socket_dir(home, account)
    _boot(home, installation, account)
    create_database(home)


def _boot(home: Home, installation: Installation, account: Account) -> None:
    command = [installation.program("pg_ctl"), "start", "--wait", f"--timeout={START_SECONDS}", "--silent"]
    # pg_ctl pastes paths into a shell command, so it gets them relative; the socket's is a plain one anyway.
    command += ["--pgdata=pgdata", "--log=server.log", f"--options=-k {home.socket_dir}"]
    deadline = time.monotonic() + _PREDECESSOR_SECONDS
    while True:
        logged = home.log.stat().st_size
        code, output = account.run(*command, cwd=home.path)
        if code == 0:
            return
        # Only a start that was refused for a predecessor's sake leaves the file: processes of a server
        # that crashed may need a moment to go.
        if not home.pid_file.exists() or time.monotonic() > deadline:
            break
        time.sleep(0.1)
    with home.log.open(errors="replace") as log:
        log.seek(logged)
        raise Unavailable(f"PostgreSQL did not start in {home.path}: {telling_line(log.read() or output)}")


def _shut_down(home: Home) -> None:
    # A fast shutdown: sessions are ended, everything is written out. The file goes last.
    os.kill(int(home.pid_file.read_text().split()[0]), signal.SIGINT)
    deadline = time.monotonic() + _STOP_SECONDS
    while home.pid_file.exists():
        if time.monotonic() > deadline:
            raise Unavailable(f"PostgreSQL in {home.path} did not stop within {_STOP_SECONDS} s")
        time.sleep(0.02)
