"""Each change of docs/how-to/change-a-large-table.md and each command of migrations.md, executed."""

from __future__ import annotations

import re
from collections.abc import Callable, Generator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import Event
from typing import Any

import psycopg2
import pytest

from _support.databases import new_database
from _support.migration_files import Source, query
from trackerdb import migrations
from trackerdb.migrations.runner import Runner
from trackerdb.migrations.snapshot import dump
from trackerdb.migrations.source import read_tree

HOW_TO = Path(__file__).parents[1] / "docs" / "how-to"
BLOCK = re.compile(r"^```(sql|python) (migration|rollback)=(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
LOCK = re.compile(r"^Lock: (.*?)\n\n", re.MULTILINE | re.DOTALL)
MODE = re.compile(r"(none|[A-Z ]+?)(?=[ ,.;]*(?:[a-z.,]|$))")
# What PostgreSQL says, at DEBUG1, when it reads or rewrites a whole table.
READS = re.compile(r"(rewriting|verifying) table|validating foreign key")
WEAKEST_FIRST = [
    "none",
    "AccessShareLock",
    "RowShareLock",
    "RowExclusiveLock",
    "ShareUpdateExclusiveLock",
    "ShareLock",
    "ShareRowExclusiveLock",
    "ExclusiveLock",
    "AccessExclusiveLock",
]
LOCKS = """
    SELECT c.relname, l.mode
    FROM pg_locks AS l
    JOIN pg_class AS c ON c.oid = l.relation AND l.locktype = 'relation'
        AND c.oid IN ('tracker.lifts'::regclass, 'tracker.lifters'::regclass)
"""
BASE = """
CREATE SCHEMA IF NOT EXISTS tracker;
CREATE TYPE tracker.mood AS ENUM ('bad', 'good');
CREATE TABLE tracker.lifters (id bigint CONSTRAINT lifters_pkey PRIMARY KEY);
CREATE TABLE tracker.lifts (
    id bigint CONSTRAINT lifts_pkey PRIMARY KEY, lifter_id bigint, reps integer, weight_g integer,
    comment text, mood tracker.mood
);
INSERT INTO tracker.lifters SELECT g FROM generate_series(1, 10) AS g;
INSERT INTO tracker.lifts
SELECT g, 1 + g % 10, g % 12, 1000 * (g % 100), CASE WHEN g % 7 = 0 THEN 'heavy' END, 'good'
FROM generate_series(1, 20000) AS g;
"""
ROWS = """
    SELECT md5(string_agg(t::text, '' ORDER BY t.id))
    FROM (SELECT id, lifter_id, reps, weight_g, comment, mood FROM tracker.lifts) AS t
"""
TYPE_OF_REPS = """
    SELECT atttypid::regtype::text
    FROM pg_attribute
    WHERE attrelid = 'tracker.lifts'::regclass AND attname = 'reps'
"""


@dataclass(frozen=True)
class Change:
    """One migration of the how-to, and the lock that the text names for it."""

    name: str
    language: str
    apply: str
    text: str

    @property
    def lock(self) -> str:
        return mode(self.text)

    @property
    def rollback_lock(self) -> str:
        return mode(self.text.split("Rollback: ")[1]) if "Rollback: " in self.text else "AccessExclusiveLock"

    @property
    def lock_of_other(self) -> str | None:
        """The lock on the referenced table, where the text names one."""
        if "on both tables" in self.text:
            return self.lock
        other = re.search(r"([A-Z ]+) on the referenced one", self.text)
        return mode(other[1].strip()) if other else None

    @property
    def reads_no_rows(self) -> bool:
        return "for a moment" in self.text.split("Rollback: ")[0] or self.lock == "none"


def mode(text: str) -> str:
    """The name in pg_locks of the lock that a text begins with."""
    found = MODE.match(" ".join(text.split()))
    assert found, text
    return "none" if found[1] == "none" else f"{found[1].title().replace(' ', '')}Lock"


def changes() -> tuple[list[Change], dict[str, str]]:
    text = (HOW_TO / "change-a-large-table.md").read_text()
    rollbacks = {name: body for _, kind, name, body in BLOCK.findall(text) if kind == "rollback"}
    found: list[Change] = []
    for block in BLOCK.finditer(text):
        if block[2] == "migration":
            section = text[text.rindex("\n## ", 0, block.start()) : block.start()]
            found.append(Change(block[3], block[1], block[4], LOCK.findall(section)[-1]))
    return found, rollbacks


def write(root: Path) -> Source:
    """The how-to's migrations in its order; the ids get timestamps, and each depends on the one before."""
    source = Source.create(root)
    steps, rollbacks = changes()
    ids = {change.name: f"20300101{number:04}00_{change.name}" for number, change in enumerate(steps)}
    newest = None
    for change in steps:
        migration_id = ids[change.name]
        if change.language == "python":
            text = re.sub(r'__depends__ = \{"(\w+)"\}', f'__depends__ = {{"{newest}"}}', change.apply)
            (source.path / f"{migration_id}.py").write_text(text)
        else:
            source.file(migration_id).write_text((f"-- depends: {newest}\n" if newest else "") + change.apply)
            source.rollback_file(migration_id).write_text(rollbacks[change.name])
        newest = migration_id
    return source


@contextmanager
def large_table(server: str) -> Generator[str]:
    with new_database(server) as dsn:
        query(dsn, BASE)
        yield dsn


def test_each_change_takes_the_lock_that_is_named(server: str, tmp_path: Path) -> None:
    source = write(tmp_path)
    steps, rollbacks = changes()
    assert len(steps) > 10
    with large_table(server) as dsn:
        tree = read_tree(source.sources)
        for number, change in enumerate(steps):
            file = tree.files[number]
            parts = [
                path for path in source.path.iterdir() if path.name.split(".")[0] in tree.ids[: number + 1]
            ]
            with subset(tmp_path / f"step{number}", parts) as so_far:
                runner = Runner(dsn, so_far)
                if file.is_sql and file.header.transactional:
                    locks = held(dsn, file.path.read_text(), reads_no_rows=change.reads_no_rows)
                    runner.apply()
                    back = held(dsn, rollbacks[change.name], reads_no_rows="Rollback: " not in change.text)
                else:
                    locks = seen(dsn, runner.apply)
                    back = seen(dsn, runner.rollback)
                    runner.apply()
            assert locks["lifts"] == change.lock, change.name
            assert change.lock_of_other in (None, locks["lifters"]), change.name
            assert back["lifts"] == change.rollback_lock, change.name


@contextmanager
def subset(directory: Path, files: list[Path]) -> Generator[list[str]]:
    (directory / "migrations").mkdir(parents=True)
    for path in files:
        (directory / "migrations" / path.name).write_text(path.read_text())
    yield [str(directory / "migrations")]


def strongest(locks: set[tuple[str, str]]) -> dict[str, str]:
    """The strongest lock on each of the tables."""
    return {
        table: max((mode for name, mode in locks if name == table), key=WEAKEST_FIRST.index, default="none")
        for table in ("lifts", "lifters")
    }


def held(dsn: str, sql: str, *, reads_no_rows: bool) -> dict[str, str]:
    """The locks that a transaction holds after its statements."""
    with closing(psycopg2.connect(dsn)) as connection, connection.cursor() as cursor:
        cursor.execute("SET LOCAL client_min_messages = debug1")
        cursor.execute(sql)
        if reads_no_rows:
            assert not [notice for notice in connection.notices if READS.search(notice)], sql
        cursor.execute(f"{LOCKS} WHERE l.pid = pg_backend_pid()")
        locks = strongest(set(cursor.fetchall()))
        connection.rollback()
    return locks


def seen(dsn: str, work: Callable[[], object]) -> dict[str, str]:
    """The locks that are seen while a migration runs outside a transaction."""
    sql = f"""
        {LOCKS}
        JOIN pg_stat_activity AS a ON a.pid = l.pid
        WHERE a.application_name = 'trackerdb migrate'
    """
    locks: set[tuple[str, str]] = set()
    done = Event()
    with (
        ThreadPoolExecutor() as threads,
        closing(psycopg2.connect(dsn)) as writer,
        closing(psycopg2.connect(dsn)) as watcher,
        writer.cursor() as writing,
        watcher.cursor() as watching,
    ):
        # An older transaction that the builder of an index must wait for; a backfill passes it.
        writing.execute("UPDATE tracker.lifts SET weight_g = weight_g WHERE false")
        watcher.autocommit = True
        finished = threads.submit(work)
        finished.add_done_callback(lambda _: done.set())
        while not done.wait(0.002):
            watching.execute(sql)
            locks |= set(watching.fetchall())
            if ("lifts", "ShareUpdateExclusiveLock") in locks:
                writer.rollback()
        finished.result()
    return strongest(locks)


def test_the_changes_do_what_they_say_and_roll_back(server: str, tmp_path: Path) -> None:
    source = write(tmp_path)
    with large_table(server) as dsn:
        before, rows = dump(dsn, "--schema-only"), query(dsn, ROWS)
        runner = Runner(dsn, source.sources)
        runner.apply()
        assert query(
            dsn, "SELECT count(*) FROM tracker.lifts WHERE volume_g IS DISTINCT FROM weight_g * reps"
        ) == [(0,)]
        assert query(dsn, "SELECT count(*) FROM tracker.lift_comments") == [(2857,)]
        assert query(dsn, TYPE_OF_REPS) == [("bigint",)]
        assert query(
            dsn, "SELECT convalidated FROM pg_constraint WHERE conname = 'lifts_lifter_id_fkey'"
        ) == [(True,)]
        query(dsn, "UPDATE tracker.lifts SET comment = 'light' WHERE id = 7")
        assert query(dsn, "SELECT body FROM tracker.lift_comments WHERE lift_id = 7") == [("light",)]
        query(dsn, "UPDATE tracker.lifts SET comment = 'heavy' WHERE id = 7")
        assert len(runner.rollback(None).rolled_back) == len(changes()[0])
        assert (dump(dsn, "--schema-only"), query(dsn, ROWS)) == (before, rows)
        runner.apply()


def test_the_changes_pass_the_check(tmp_path: Path) -> None:
    report = migrations.check(write(tmp_path).sources)
    # The reader writes the verify scripts, which depend on the data; the files' reasons stand in the text.
    faults = [fault for fault in report.faults if fault.rule != "no-verify"]
    assert not faults, "\n".join(map(str, faults))


@pytest.mark.anyio
async def test_commands(empty_dsn: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    blocks = re.findall(
        r"^```python\n(.*?)^```$", (HOW_TO / "migrations.md").read_text(), re.MULTILINE | re.DOTALL
    )
    assert len(blocks) == 2
    (tmp_path / "sql" / "migrations").mkdir(parents=True)
    monkeypatch.chdir(tmp_path)
    # The blocks await at their top level.
    lines = [f"    {line}" for block in blocks for line in block.splitlines()]
    namespace: dict[str, Any] = {}
    exec(
        "\n".join(["async def run(dsn):", *lines, "    return status, result, back, again, written, report"]),
        namespace,
    )
    status, result, back, again, written, report = await namespace["run"](empty_dsn)
    assert len(status.pending) == len(result.applied) > len(back.rolled_back) == len(again.applied) == 1
    assert written.id.endswith("_add_bodyweight")
    assert {fault.rule for fault in report.faults} == {"no-rollback", "no-statement"}
