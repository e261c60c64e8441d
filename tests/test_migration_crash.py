"""kill -9 at every statement that the runner sends: the next run converges, and nothing is unrecorded."""

from __future__ import annotations

import time
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from typing import Literal

import psycopg2
import pytest

from _support.databases import new_database
from _support.migration_files import Death, Source, query, start_runner, until
from trackerdb import embedded
from trackerdb.embedded.binaries import choose
from trackerdb.migrations.runner import Runner
from trackerdb.migrations.snapshot import server_major

Victim = Literal["runner", "backend"]

SETTLED = """
    SELECT count(*) = 0
    FROM pg_stat_activity
    WHERE application_name = 'trackerdb migrate' AND datname = current_database()
"""
MARKED = "SELECT migration_id FROM _yoyo_migration WHERE migration_id LIKE '%%_change'"
UNFINISHED = """
    SELECT 1 FROM trackerdb_migration_history AS h
    WHERE h.migration_id LIKE '%%_change' AND h.outcome = 'running'
      AND h.id = (SELECT max(id) FROM trackerdb_migration_history)
"""
VALID_INDEXES = "SELECT indisvalid FROM pg_index WHERE indexrelid = to_regclass('numbers_n_idx')"
COLUMNS = """
    SELECT attname
    FROM pg_attribute
    WHERE attrelid = to_regclass('numbers') AND attnum > 0 AND NOT attisdropped
"""


@pytest.fixture
def own_server(server: str) -> Iterator[str]:
    """A server of the test's own: killing a backend makes the whole server restart."""
    with embedded.server(bin_dir=choose(None, server_major(server)).bin_dir) as dsn:
        yield dsn


@pytest.fixture
def source(tmp_path: Path) -> Source:
    source = Source.create(tmp_path)
    source.add(
        "base",
        "CREATE TABLE IF NOT EXISTS numbers (n integer);\n"
        "INSERT INTO numbers SELECT g FROM generate_series(1, 100) AS g;",
        "DROP TABLE IF EXISTS numbers;",
    )
    return source


def transactional(source: Source) -> None:
    source.add(
        "change",
        "ALTER TABLE numbers ADD COLUMN IF NOT EXISTS doubled integer;\nUPDATE numbers SET doubled = n * 2;\n"
        "CREATE TABLE IF NOT EXISTS done (at integer);",
        "DROP TABLE IF EXISTS done;\nALTER TABLE numbers DROP COLUMN IF EXISTS doubled;",
        "DO $$ BEGIN ASSERT (SELECT sum(doubled) = 10100 FROM numbers); END $$;",
    )


def non_transactional(source: Source) -> None:
    source.add(
        "change",
        "CREATE INDEX CONCURRENTLY IF NOT EXISTS numbers_n_idx ON numbers (n);",
        "DROP INDEX CONCURRENTLY IF EXISTS numbers_n_idx;",
        "DO $$ BEGIN ASSERT to_regclass('public.numbers_n_idx') IS NOT NULL; END $$;",
        header=["transactional: false"],
    )


def holds(dsn: str, kind: str) -> bool:
    """Tell whether the change stands, whole; fails when it stands in part."""
    if kind == "non_transactional":
        found = query(dsn, VALID_INDEXES)
        return found == [(True,)]
    columns = [name for (name,) in query(dsn, COLUMNS)]
    done = query(dsn, "SELECT to_regclass('done') IS NOT NULL") == [(True,)]
    assert columns == (["n", "doubled"] if done else ["n"])
    return done


@pytest.mark.parametrize("from_connection", [False, pytest.param(True, marks=pytest.mark.long)])
@pytest.mark.parametrize("victim", ["runner", "backend"])
@pytest.mark.parametrize("kind", ["transactional", "non_transactional"])
def test_next_run_converges(
    own_server: str, source: Source, kind: str, victim: Victim, from_connection: bool
) -> None:
    with new_database(own_server) as dsn:
        Runner(dsn, source.sources).apply()
        {"transactional": transactional, "non_transactional": non_transactional}[kind](source)
        survived: dict[str, int] = {}
        for direction in ("apply", "rollback"):
            for statement in count(1):
                process = start_runner(dsn, source, direction, Death(statement, victim, from_connection))
                process.join()
                until(lambda: _settled(dsn))
                _nothing_unrecorded(dsn, kind)
                if process.exitcode == 0:
                    survived[direction] = statement
                    break
                _converge(dsn, source, kind, direction)
                _undo(dsn, source, direction)
        # Not vacuous: each direction has more boundaries than its migration has statements.
        assert min(survived.values()) > 10, survived


def _settled(dsn: str) -> bool:
    """Tell whether the server is up again and no runner's backend is left."""
    try:
        first = query(dsn, SETTLED)
        # A killed backend takes the server down a moment later.
        time.sleep(0.05)
        return first == query(dsn, SETTLED) == [(True,)]
    except psycopg2.OperationalError:
        return False


def _nothing_unrecorded(dsn: str, kind: str) -> None:
    if holds(dsn, kind) != bool(query(dsn, MARKED)):
        assert kind == "non_transactional"
        assert query(dsn, UNFINISHED), "it stands, and neither yoyo's table nor the history knows"


def _converge(dsn: str, source: Source, kind: str, direction: str) -> None:
    runner = Runner(dsn, source.sources)
    if direction == "apply":
        runner.apply()
    elif query(dsn, MARKED):
        runner.rollback()
    assert holds(dsn, kind) == (direction == "apply") == bool(query(dsn, MARKED))
    assert all(
        step.state == ("applied" if direction == "apply" or "base" in step.id else "pending")
        for step in runner.status().migrations
    )
    assert query(dsn, "SELECT count(*), sum(n) FROM numbers") == [(100, 5050)]


def _undo(dsn: str, source: Source, direction: str) -> None:
    runner = Runner(dsn, source.sources)
    if direction == "apply":
        runner.rollback()
    else:
        runner.apply()
