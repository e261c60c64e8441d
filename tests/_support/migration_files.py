"""Migrations written by a test, and runners in processes of their own."""

from __future__ import annotations

import multiprocessing
import os
import signal
import time
from collections.abc import Callable, Generator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any, Literal

import psycopg2

from trackerdb.migrations import driver, session
from trackerdb.migrations.runner import Runner

__all__ = ["Death", "Source", "query", "runner_process", "start_runner", "until"]

_PROCESSES = multiprocessing.get_context("forkserver")
# The fork server does not see the tests' own directory.
_PROCESSES.set_forkserver_preload(["trackerdb.migrations.runner"])


@dataclass(frozen=True)
class Source:
    """A directory of migrations, each depending on the one before."""

    path: Path

    @classmethod
    def create(cls, root: Path) -> Source:
        (root / "migrations").mkdir(parents=True)
        (root / "verify").mkdir()
        return cls(root / "migrations")

    def add(
        self,
        name: str,
        apply: str,
        rollback: str | None,
        verify: str | None = None,
        *,
        header: Sequence[str] = (),
    ) -> str:
        """Write one migration and return its id; `header` are more lines such as `transactional: false`."""
        newest = max(
            (path.stem for path in self.path.glob("*.sql") if ".rollback" not in path.name), default=None
        )
        migration_id = f"2030010100{len(list(self.path.glob('*.rollback.sql'))):02}00_{name}"
        lines = [f"-- {line}" for line in ([f"depends: {newest}"] if newest else []) + list(header)]
        self.file(migration_id).write_text("\n".join([*lines, apply, ""]))
        if rollback is not None:
            self.rollback_file(migration_id).write_text(f"{rollback}\n")
        if verify is not None:
            (self.path.parent / "verify" / f"{migration_id}.sql").write_text(f"{verify}\n")
        return migration_id

    def file(self, migration_id: str) -> Path:
        return self.path / f"{migration_id}.sql"

    def rollback_file(self, migration_id: str) -> Path:
        return self.path / f"{migration_id}.rollback.sql"

    @property
    def sources(self) -> list[str]:
        return [str(self.path)]


def query(dsn: str, sql: str, parameters: Sequence[object] = ()) -> list[tuple[Any, ...]]:
    """The rows of one statement, committed."""
    with closing(psycopg2.connect(dsn)) as connection, connection.cursor() as cursor:
        connection.autocommit = True
        cursor.execute(sql, parameters or None)
        return cursor.fetchall() if cursor.description else []


def until(condition: Callable[[], object], *, seconds: float = 30.0) -> None:
    """Wait for a condition; fail when it never comes true."""
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it never came true"
        time.sleep(0.01)


@dataclass(frozen=True)
class Death:
    """Kill -9, just before the runner sends its n-th statement: the runner itself, or its backend.

    Statements count from where the lock is held and the tables stand, or from the connection on.
    """

    before_statement: int
    of: Literal["runner", "backend"]
    from_connection: bool = False


def start_runner(
    dsn: str, source: Source, direction: Literal["apply", "rollback"] = "apply", death: Death | None = None
) -> BaseProcess:
    """Start a runner in a process of its own; its exit status is 0 when it did its work."""
    process = _PROCESSES.Process(target=_run, args=(dsn, source.sources, direction, death))
    process.start()
    return process


@contextmanager
def runner_process(dsn: str, source: Source) -> Generator[BaseProcess]:
    """A runner that is killed at the end, if it still runs."""
    process = start_runner(dsn, source)
    try:
        yield process
    finally:
        process.kill()
        process.join()


def _run(dsn: str, sources: list[str], direction: str, death: Death | None) -> None:
    if death is not None:
        _arm(death)
    runner = Runner(dsn, sources)
    try:
        runner.apply() if direction == "apply" else runner.rollback()
    except Exception as error:  # noqa: BLE001 - the exit status is all that leaves this process
        raise SystemExit(f"{type(error).__name__}: {error}") from None


def _arm(death: Death) -> None:
    connect = driver.connect
    prepare = session.Session.__init__
    counting = death.from_connection
    sent = 0

    class Mortal(psycopg2.extensions.cursor):
        def execute(self, *args: Any) -> None:  # pyright: ignore[reportIncompatibleMethodOverride]
            nonlocal sent
            sent += counting
            if sent == death.before_statement:
                os.kill(
                    os.getpid() if death.of == "runner" else self.connection.info.backend_pid, signal.SIGKILL
                )
                time.sleep(0.05)
            super().execute(*args)

    def mortal_connect(dsn: str) -> Any:
        connection: Any = connect(dsn)
        connection.cursor_factory = Mortal
        return connection

    def prepare_and_count(*args: Any, **options: Any) -> None:
        nonlocal counting
        prepare(*args, **options)
        counting = True

    driver.connect = mortal_connect
    setattr(session.Session, "__init__", prepare_and_count)  # noqa: B010 - mypy forbids the assignment
