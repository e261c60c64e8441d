"""A pytest plugin: every pool of the run goes through a PgBouncer in transaction mode.

    PYTHONPATH=tests pytest -p _support.through_pgbouncer

It takes the `pgbouncer` of PATH, or unpacks Debian's package into a temporary directory.
"""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import tempfile
import time
from pathlib import Path
from urllib.parse import parse_qs, urlencode, urlsplit, urlunsplit

import pytest

from trackerdb import pool

__all__ = ["pytest_collection_modifyitems", "pytest_sessionfinish", "pytest_sessionstart"]

_PACKAGES = ("pgbouncer", "libc-ares2")
_START_SECONDS = 10.0
_bouncers: dict[str, Bouncer] = {}

# What speaks of one server session, or counts what passes on a line of its own, has no meaning here.
_OF_ONE_SESSION = (
    "test_pool.py::test_session_settings",
    "test_pool.py::test_nothing_is_reset_between_two_borrowers",
    "test_pool.py::test_yoyos_table_may_stand_in_any_schema_of_the_path",
    "test_pool.py::test_a_replica_pool_refuses_writes_with_a_clear_error",
    "test_database.py::test_a_slow_query_is_a_clear_error",
    "test_transactions.py::test_a_plan_that_ddl_outdated_is_run_again",
    "test_round_trips.py",
)


class Bouncer:
    """One PgBouncer before one server."""

    def __init__(self, server_directory: str, port: str) -> None:
        self.directory = Path(tempfile.mkdtemp(prefix="pgbouncer-"))
        owner = Path(server_directory).stat().st_uid
        os.chown(self.directory, owner, -1)
        program, environment = _program(self.directory)
        (self.directory / "users.txt").write_text("".join(f'"{role}" ""\n' for role in _ROLES))
        (self.directory / "pgbouncer.ini").write_text(
            _CONFIGURATION.format(directory=self.directory, server=server_directory, port=port)
        )
        self._log = (self.directory / "log").open("wb")
        self._process = subprocess.Popen(
            [program, str(self.directory / "pgbouncer.ini")],
            env=environment,
            user=owner if os.geteuid() == 0 else None,
            stdout=self._log,
            stderr=self._log,
        )
        self._wait()

    def _wait(self) -> None:
        deadline = time.monotonic() + _START_SECONDS
        while time.monotonic() < deadline and self._process.poll() is None:
            with socket.socket(socket.AF_UNIX) as probe:
                if probe.connect_ex(str(self.directory / ".s.PGSQL.6432")) == 0:
                    return
            time.sleep(0.05)
        raise RuntimeError(f"PgBouncer did not start: {(self.directory / 'log').read_text()}")

    def stop(self) -> None:
        """End it and remove its directory."""
        self._process.terminate()
        self._process.wait()
        self._log.close()
        shutil.rmtree(self.directory)


_ROLES = ("trackerdb", "postgres", "stranger", "newcomer")
_CONFIGURATION = """\
[databases]
* = host={server} port={port}
[pgbouncer]
unix_socket_dir = {directory}
listen_port = 6432
auth_type = trust
auth_file = {directory}/users.txt
auth_user = postgres
auth_query = SELECT r.rolname, '' FROM pg_catalog.pg_roles AS r WHERE r.rolname = $1
pool_mode = transaction
default_pool_size = 20
max_client_conn = 500
server_idle_timeout = 1
ignore_startup_parameters = statement_timeout,lock_timeout,idle_in_transaction_session_timeout,search_path
"""


def _program(directory: Path) -> tuple[str, dict[str, str]]:
    installed = shutil.which("pgbouncer")
    if installed is not None:
        return installed, dict(os.environ)
    unpacked = directory / "package"
    unpacked.mkdir()
    for package in _PACKAGES:
        subprocess.run(["apt-get", "download", package], cwd=unpacked, check=True, capture_output=True)
    for archive in unpacked.glob("*.deb"):
        subprocess.run(["dpkg", "-x", archive, unpacked], check=True)
    library = next(unpacked.rglob("libcares.so.2")).parent
    return str(unpacked / "usr/sbin/pgbouncer"), {**os.environ, "LD_LIBRARY_PATH": str(library)}


_direct_address = pool.asyncpg_address


def _address_through(dsn: str | None) -> tuple[str, float | None]:
    address, timeout = _direct_address(dsn)
    parts = urlsplit(address)
    options = {key: values[0] for key, values in parse_qs(parts.query).items()}
    server, port = options.get("host"), options.get("port", "5432")
    # A server that a test stands in for has no PgBouncer before it.
    if server is None or not Path(server, f".s.PGSQL.{port}.lock").exists():
        return address, timeout
    if server not in _bouncers:
        _bouncers[server] = Bouncer(server, port)
    options.update(host=str(_bouncers[server].directory), port="6432")
    return urlunsplit(parts._replace(query=urlencode(options))), timeout


def pytest_sessionstart() -> None:
    """Lead every pool through PgBouncer; before 1.21 it knows no prepared statements."""
    pool.asyncpg_address = _address_through
    assert pool.create_pool.__kwdefaults__ is not None
    pool.create_pool.__kwdefaults__["statement_cache_size"] = 0


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Stop what was started; a run that started none has proved nothing."""
    # xdist's controller runs no tests; each of its workers answers for its own.
    controls = session.config.getoption("dist", "no") != "no" and not hasattr(session.config, "workerinput")
    if not _bouncers and session.testscollected and not controls:
        raise pytest.UsageError("no pool of this run went through PgBouncer")
    while _bouncers:
        _bouncers.popitem()[1].stop()


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out, and say so, what can only be true of a connection of one's own."""
    left_out = [item for item in items if any(name in item.nodeid for name in _OF_ONE_SESSION)]
    config.hook.pytest_deselected(items=left_out)
    items[:] = [item for item in items if item not in left_out]
