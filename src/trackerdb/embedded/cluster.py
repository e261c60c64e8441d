"""Making a cluster: initdb, its settings, and the role and the database that users get."""

from __future__ import annotations

import shutil
import stat
import time
from collections.abc import Callable
from contextlib import closing

import psycopg2

from trackerdb.embedded.account import Account
from trackerdb.embedded.binaries import Installation
from trackerdb.embedded.home import DATABASE, OWNER, SUPERUSER, Home, telling_line
from trackerdb.errors import Unavailable

__all__ = [
    "SETTINGS",
    "START_SECONDS",
    "TEMPORARY_SETTINGS",
    "create_database",
    "initialise",
    "prepare_socket_dir",
    "wait_until_ready",
]

# Recovery after a crash counts.
START_SECONDS = 60

SETTINGS = {
    "listen_addresses": "''",
    "timezone": "'UTC'",
    "log_timezone": "'UTC'",
    # A client that died takes its running query with it.
    "client_connection_check_interval": "'2s'",
}
# Nothing of it is wanted after a crash. Replication is off so that wal_level can be minimal, which
# lets CREATE DATABASE and COPY into new tables skip the WAL.
TEMPORARY_SETTINGS = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "max_connections": "200",
}


def initialise(home: Home, installation: Installation, account: Account, *, temporary: bool) -> None:
    """Make the cluster in `home`. It appears in one step; what a killed initdb left is cleared first."""
    work = home.draft
    if work.exists():
        shutil.rmtree(work)
    work.mkdir()
    account.own(work)
    options = [f"--username={SUPERUSER}", "--auth-local=trust", "--auth-host=reject", "--encoding=UTF8"]
    options += _locale(installation, account)
    if temporary:
        options.append("--no-sync")
    code, output = account.run(installation.program("initdb"), f"--pgdata={work}", *options)
    if code != 0:
        raise Unavailable(f"initdb failed in {home.path}: {telling_line(output)}")
    settings = SETTINGS | (TEMPORARY_SETTINGS if temporary else {})
    with (work / "postgresql.conf").open("a") as conf:
        conf.write("\n# trackerdb\n" + "".join(f"{name} = {value}\n" for name, value in settings.items()))
    work.rename(home.pgdata)


def _locale(installation: Installation, account: Account) -> list[str]:
    """Order by code point, and know the letters of every script where the machine does."""
    options = ["--locale=C"]
    # The builtin provider needs nothing of the machine. Full-text and trigram search still go by LC_CTYPE.
    if installation.major >= 17:
        options += ["--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
    known = account.run("/bin/sh", "-c", "locale -a")[1].split()
    for name in ("C.UTF-8", "C.utf8", "en_US.UTF-8"):
        if name in known:
            return [*options, f"--lc-ctype={name}"]
    return options


def prepare_socket_dir(home: Home, account: Account) -> None:
    """Make the socket's directory, which is what keeps other users from connecting (auth is trust)."""
    directory = home.socket_dir
    if not directory.exists():
        directory.mkdir(mode=0o700)
        account.own(directory)
    status = directory.lstat()
    owner = home.pgdata.stat().st_uid
    if not stat.S_ISDIR(status.st_mode) or status.st_uid != owner or status.st_mode & 0o077:
        raise Unavailable(f"{directory} is not a private directory of the server's; remove it")


def create_database(home: Home) -> None:
    """Make the owner role and its database where they are missing."""
    try:
        with closing(psycopg2.connect(home.dsn(role=SUPERUSER, database="postgres"))) as connection:
            connection.autocommit = True
            with connection.cursor() as cursor:
                cursor.execute("SELECT FROM pg_catalog.pg_roles WHERE rolname = %s", (OWNER,))
                if cursor.fetchone() is None:
                    cursor.execute(f"CREATE ROLE {OWNER} LOGIN CREATEROLE")
                cursor.execute("SELECT FROM pg_catalog.pg_database WHERE datname = %s", (DATABASE,))
                if cursor.fetchone() is None:
                    cursor.execute(f"CREATE DATABASE {DATABASE} OWNER {OWNER}")
    except psycopg2.Error as error:
        raise Unavailable(f"cannot make database {DATABASE} in {home.path}: {str(error).strip()}") from error


def wait_until_ready(home: Home, *, died: Callable[[], str | None]) -> None:
    """Wait until the server takes connections; Unavailable where it took too long, or `died` says why."""
    deadline = time.monotonic() + START_SECONDS
    while True:
        try:
            psycopg2.connect(home.dsn(role=SUPERUSER, database="postgres")).close()
        except psycopg2.OperationalError as error:
            reason = died()
            if reason is not None:
                raise Unavailable(f"PostgreSQL did not start in {home.path}: {reason}") from error
            if time.monotonic() > deadline:
                raise Unavailable(f"PostgreSQL in {home.path} is not ready: {str(error).strip()}") from error
            time.sleep(0.02)
        else:
            return
