"""A server that lives as long as its starter, even one that is killed."""

from __future__ import annotations

import subprocess
import tempfile
from collections.abc import Generator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

from trackerdb.embedded.account import Account, clean_environment, server_account
from trackerdb.embedded.binaries import choose
from trackerdb.embedded.cluster import create_database, initialise, prepare_socket_dir, wait_until_ready
from trackerdb.embedded.home import Home, explained, telling_line
from trackerdb.embedded.reach import reachable
from trackerdb.errors import Unavailable

__all__ = ["temporary_server"]

_OPEN_TO_ALL = (Path("/tmp"), Path("/var/tmp"))  # noqa: S108 (mkdtemp's directories are private)

# Runs beside the starter and reads its pipe, whose end means that the starter is gone. Arguments: the
# two directories to remove at last, then the server's command. The signal is repeated, since a shell's
# background process ignores it until the server has set its own handlers. All this is a shell's work
# because the server's account may be unable to reach this Python.
_KEEPER = """
home=$1 sockets=$2
shift 2
exec 3<&0
read -r word
if [ "$word" = start ]; then
    "$@" 3<&- &
    server=$!
    { read -r word <&3; while kill -QUIT "$server"; do sleep 0.1; done; } 2>/dev/null &
    reader=$!
    wait "$server"
    kill "$reader"
fi
rm -rf -- "$home" "$sockets"
"""


@contextmanager
def temporary_server(bin_dir: Path | None, parent: Path | None) -> Generator[str]:
    """Run a new server for the block and yield its DSN; nothing of it is left afterwards."""
    account = server_account(None)
    installation = reachable(choose(bin_dir, None), account)
    home = _new_home(account, parent)
    command = [installation.program("postgres"), "-D", str(home.pgdata), "-k", str(home.socket_dir)]
    # Opened before the keeper: it removes the log with all the rest, and an error is to be told from it.
    with home.log.open("a+") as log, _keeper(home, account, command, log) as (keeper, pipe):
        with explained(home.path):
            initialise(home, installation, account, temporary=True)
            prepare_socket_dir(home, account)
        pipe.write("start\n")
        pipe.flush()
        wait_until_ready(home, died=lambda: None if keeper.poll() is None else _told(log))
        create_database(home)
        yield home.dsn()


@contextmanager
def _keeper(
    home: Home, account: Account, command: list[str], log: IO[str]
) -> Generator[tuple[subprocess.Popen[str], IO[str]]]:
    keeper = subprocess.Popen(  # noqa: S603
        ["/bin/sh", "-c", _KEEPER, "trackerdb", str(home.path), str(home.socket_dir), *command],
        stdin=subprocess.PIPE,
        stdout=log,
        stderr=log,
        text=True,
        cwd="/",
        env=clean_environment(),
        user=account.uid,
        group=account.gid,
        extra_groups=account.extra_groups,
        # Ctrl-C is for the starter.
        start_new_session=True,
    )
    pipe = keeper.stdin
    assert pipe is not None  # noqa: S101 (stdin is a pipe)
    try:
        yield keeper, pipe
    finally:
        # Closing alone would not do: a child that the starter forked may hold the pipe open.
        # Where the server crashed, the keeper has gone and no one reads the pipe.
        with suppress(BrokenPipeError):
            pipe.write("stop\n")
            pipe.flush()
        with suppress(BrokenPipeError):
            pipe.close()
        keeper.wait()


def _told(log: IO[str]) -> str:
    log.seek(0)
    return telling_line(log.read())


def _new_home(account: Account, parent: Path | None) -> Home:
    # Root's own place for temporary files may be closed to the account, which has to clean up there.
    candidates = [Path(tempfile.gettempdir()), *_OPEN_TO_ALL] if parent is None else [parent]
    for candidate in candidates:
        if account.may("-w", candidate):
            with explained(candidate):
                home = Home(Path(tempfile.mkdtemp(prefix="trackerdb-", dir=candidate)).resolve())
                account.own(home.path)
            return home
    tried = ", ".join(str(candidate) for candidate in candidates)
    raise Unavailable(f"{account.name}, whom PostgreSQL would run as, cannot write to {tried}")
