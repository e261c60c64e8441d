"""kill -9 at every statement that the runner sends: the next run converges, and nothing is unrecorded."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
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

HEADER = ["transactional: false"]

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
        "INSERT INTO numbers SELECT g FROM generate_series(1, 100) AS g;\n"
        "CREATE TABLE parts (n integer) PARTITION BY RANGE (n);\n"
        "CREATE TABLE part_1 PARTITION OF parts FOR VALUES FROM (0) TO (10);\nINSERT INTO parts VALUES (5);",
        "DROP TABLE IF EXISTS numbers, parts;",
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


def index(source: Source) -> None:
    source.add(
        "change",
        "CREATE INDEX CONCURRENTLY IF NOT EXISTS numbers_n_idx ON numbers (n);",
        "DROP INDEX CONCURRENTLY IF EXISTS numbers_n_idx;",
        "DO $$ BEGIN ASSERT to_regclass('public.numbers_n_idx') IS NOT NULL; END $$;",
        header=HEADER,
    )


def unguarded_index(source: Source) -> None:
    source.add(
        "change",
        "CREATE INDEX CONCURRENTLY numbers_n_idx ON numbers (n);",
        "DROP INDEX CONCURRENTLY numbers_n_idx;",
        header=HEADER,
    )


def python_index(source: Source) -> None:
    base = max(path.stem for path in source.path.glob("*_base.sql"))
    (source.path / "20300101001000_change.py").write_text(
        "from yoyo import step\n"
        f"__depends__ = {{{base!r}}}\n__transactional__ = False\n"
        "step('CREATE INDEX CONCURRENTLY IF NOT EXISTS numbers_n_idx ON numbers (n)',"
        " 'DROP INDEX CONCURRENTLY IF EXISTS numbers_n_idx')\n"
    )


def increment(source: Source) -> None:
    """Running it twice would show, and PostgreSQL would run it in a transaction."""
    source.add(
        "change", "UPDATE numbers SET n = n + 1000;", "UPDATE numbers SET n = n - 1000;", header=HEADER
    )


def detachment(source: Source) -> None:
    source.add(
        "change",
        "ALTER TABLE parts DETACH PARTITION part_1 CONCURRENTLY;",
        "ALTER TABLE parts ATTACH PARTITION part_1 FOR VALUES FROM (0) TO (10);",
        header=HEADER,
    )


def columns_stand(dsn: str) -> bool:
    columns = [name for (name,) in query(dsn, COLUMNS)]
    done = query(dsn, "SELECT to_regclass('done') IS NOT NULL") == [(True,)]
    assert columns == (["n", "doubled"] if done else ["n"])
    return done


def index_stands(dsn: str) -> bool:
    return query(dsn, VALID_INDEXES) == [(True,)]


def incremented(dsn: str) -> bool:
    ((least, most),) = query(dsn, "SELECT min(n), max(n) FROM numbers")
    assert (least, most) in ((1, 100), (1001, 1100))
    return bool(least == 1001)


def detached(dsn: str) -> bool:
    assert query(dsn, "SELECT n FROM part_1") == [(5,)]
    return query(dsn, "SELECT inhdetachpending FROM pg_inherits WHERE inhrelid = 'part_1'::regclass") == []


CHANGES: dict[str, tuple[Callable[[Source], None], Callable[[str], bool]]] = {
    "transactional": (transactional, columns_stand),
    "index": (index, index_stands),
    "unguarded_index": (unguarded_index, index_stands),
    "python_index": (python_index, index_stands),
    "increment": (increment, incremented),
    "detachment": (detachment, detached),
}
# Each takes half a minute: what the others show as well stays out of CI.
OFTEN = {
    (change, victim) for change in ("transactional", "unguarded_index") for victim in ("runner", "backend")
}
OFTEN.add(("increment", "runner"))
DEATHS = [
    pytest.param(change, victim, marks=[] if (change, victim) in OFTEN else pytest.mark.long)
    for change in CHANGES
    for victim in ("runner", "backend")
]


@pytest.mark.parametrize("from_connection", [False, pytest.param(True, marks=pytest.mark.long)])
@pytest.mark.parametrize(("change", "victim"), DEATHS)
def test_next_run_converges(
    own_server: str, source: Source, change: str, victim: Victim, from_connection: bool
) -> None:
    write, holds = CHANGES[change]
    with new_database(own_server) as dsn:
        Runner(dsn, source.sources).apply()
        write(source)
        survived: dict[str, int] = {}
        for direction in ("apply", "rollback"):
            for statement in count(1):
                process = start_runner(dsn, source, direction, Death(statement, victim, from_connection))
                process.join()
                until(lambda: _settled(dsn))
                _nothing_unrecorded(dsn, change, stands=holds(dsn))
                if process.exitcode == 0:
                    survived[direction] = statement
                    break
                _converge(dsn, source, direction, holds)
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


def _nothing_unrecorded(dsn: str, change: str, *, stands: bool) -> None:
    if stands != bool(query(dsn, MARKED)):
        assert change not in ("transactional", "increment")
        assert query(dsn, UNFINISHED), "it stands, and neither yoyo's table nor the history knows"


def _converge(dsn: str, source: Source, direction: str, holds: Callable[[str], bool]) -> None:
    runner = Runner(dsn, source.sources)
    if direction == "apply":
        runner.apply()
    elif query(dsn, MARKED):
        runner.rollback()
    assert holds(dsn) == (direction == "apply") == bool(query(dsn, MARKED))
    assert all(
        step.state == ("applied" if direction == "apply" or "base" in step.id else "pending")
        for step in runner.status().migrations
    )
    assert query(dsn, "SELECT count(*), sum(n % 1000) FROM numbers") == [(100, 5050)]


def _undo(dsn: str, source: Source, direction: str) -> None:
    runner = Runner(dsn, source.sources)
    if direction == "apply":
        runner.rollback()
    else:
        runner.apply()
