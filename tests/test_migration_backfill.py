"""The batched backfill: killed half way it goes on where it stopped; no batch holds its locks for long."""

from __future__ import annotations

import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path
from threading import Event, Thread

import psycopg2
import pytest

from _support.migration_files import Source, query, start_runner, until
from trackerdb.errors import MigrationError
from trackerdb.migrations.runner import Runner

FILL = """
from yoyo import step
from trackerdb.migrations.backfill import Backfill

__depends__ = {{{depends!r}}}
__transactional__ = {transactional}

fill = Backfill("lifts_times", table="lifts", key=("day", "name"), assign="times = t.times + 1", {options})
steps = [step(fill.run, fill.forget)]
"""
POSITION = "SELECT batches, rows, done FROM trackerdb_migration_backfills"


@pytest.fixture
def source(tmp_path: Path) -> Source:
    source = Source.create(tmp_path)
    source.add(
        "lifts",
        "CREATE TABLE IF NOT EXISTS lifts (day date, name text, times integer NOT NULL DEFAULT 0,"
        " CONSTRAINT lifts_pkey PRIMARY KEY (day, name));\n"
        "INSERT INTO lifts SELECT DATE '2024-01-01' + g / 10, 'it''s 100% ' || g"
        " FROM generate_series(1, 2000) AS g ON CONFLICT DO NOTHING;",
        "DROP TABLE IF EXISTS lifts;",
    )
    return source


def backfill(
    source: Source, *, transactional: bool = False, options: str = "batch_rows=50, target='1min'"
) -> Path:
    (depends,) = (path.stem for path in source.path.glob("*_lifts.sql"))
    path = source.path / "20300101001000_fill.py"
    path.write_text(FILL.format(depends=depends, transactional=transactional, options=options))
    return path


def test_every_row_once(empty_dsn: str, source: Source) -> None:
    backfill(source)
    runner = Runner(empty_dsn, source.sources)
    runner.apply()
    assert query(empty_dsn, "SELECT min(times), max(times) FROM lifts") == [(1, 1)]
    assert query(empty_dsn, POSITION) == [(41, 2000, True)]
    runner.rollback()
    runner.apply()
    assert query(empty_dsn, "SELECT min(times), max(times) FROM lifts") == [(2, 2)]


def test_killed_half_way_it_redoes_no_batch(empty_dsn: str, source: Source) -> None:
    backfill(source, options="batch_rows=50, target='1min', pause=0.05")
    process = start_runner(empty_dsn, source)
    until(lambda: _table(empty_dsn) and query(empty_dsn, POSITION) >= [(10,)])
    process.kill()
    process.join()
    ((batches, rows, done),) = query(empty_dsn, POSITION)
    assert 10 <= batches < 41
    assert not done
    assert query(empty_dsn, "SELECT sum(times) FROM lifts") == [(rows,)]
    assert [m.state for m in Runner(empty_dsn, source.sources).status().migrations] == ["applied", "dirty"]
    Runner(empty_dsn, source.sources).apply()
    assert query(empty_dsn, "SELECT min(times), max(times) FROM lifts") == [(1, 1)]
    assert query(empty_dsn, POSITION) == [(41, 2000, True)]


@pytest.mark.parametrize(
    ("options", "most"),
    [
        pytest.param("batch_rows=1000, target='50ms'", 30, id="the size follows the time"),
        pytest.param("batch_rows=1000, target='1min', bound='200ms'", 67, id="a long batch is cancelled"),
    ],
)
def test_no_batch_holds_locks_for_long(empty_dsn: str, source: Source, options: str, most: int) -> None:
    """A trigger makes a row take 3 ms, and a batch of 1000 rows seconds: it must be smaller."""
    backfill(source, options=f"{options}, where=\"t.day < '2024-03-01'\"")
    query(
        empty_dsn,
        "CREATE FUNCTION slowly() RETURNS trigger LANGUAGE plpgsql"
        " AS 'BEGIN PERFORM pg_sleep(0.003); RETURN NEW; END'",
    )
    (fill,) = source.path.glob("*_fill.py")
    text = fill.read_text()
    fill.unlink()
    Runner(empty_dsn, source.sources).apply()
    query(empty_dsn, "CREATE TRIGGER slow BEFORE UPDATE ON lifts FOR EACH ROW EXECUTE FUNCTION slowly()")
    fill.write_text(text)
    stop, longest = Event(), [0.0]
    watcher = Thread(target=_watch, args=(empty_dsn, stop, longest))
    watcher.start()
    try:
        Runner(empty_dsn, source.sources).apply()
    finally:
        stop.set()
        watcher.join()
    ((batches, rows, done),) = query(empty_dsn, POSITION)
    assert done
    assert rows / batches < most
    # Sampling and scheduling are on top.
    assert 0 < longest[0] < 0.6


def test_plain_yoyo_runs_it_too(empty_dsn: str, source: Source) -> None:
    backfill(source)
    arguments = ["apply", "--batch", "--no-config-file", "--database", empty_dsn, str(source.path)]
    subprocess.run([sys.executable, "-m", "yoyo", *arguments], capture_output=True, check=True)
    assert query(empty_dsn, "SELECT min(times), max(times) FROM lifts") == [(1, 1)]


def test_a_locked_row_is_waited_for(empty_dsn: str, source: Source) -> None:
    path = backfill(source)
    text = path.read_text()
    path.unlink()
    Runner(empty_dsn, source.sources).apply()
    path.write_text(text)
    with closing(psycopg2.connect(empty_dsn)) as other, other.cursor() as cursor:
        row = "SELECT day, name FROM lifts ORDER BY day, name OFFSET 500 LIMIT 1"
        cursor.execute(f"SELECT * FROM lifts WHERE (day, name) = ({row}) FOR UPDATE")
        process = start_runner(empty_dsn, source)
        until(lambda: _table(empty_dsn) and query(empty_dsn, POSITION) >= [(5,)])
        time.sleep(0.5)
        other.rollback()
        process.join()
    assert process.exitcode == 0
    assert query(empty_dsn, "SELECT min(times), max(times) FROM lifts") == [(1, 1)]


def test_needs_a_non_transactional_migration(empty_dsn: str, source: Source) -> None:
    backfill(source, transactional=True)
    with pytest.raises(MigrationError, match="__transactional__ = False"):
        Runner(empty_dsn, source.sources).apply()


def test_unknown_key_is_named(empty_dsn: str, source: Source) -> None:
    path = backfill(source)
    path.write_text(path.read_text().replace('"name")', '"nam")'))
    with pytest.raises(MigrationError, match="lifts has no column nam"):
        Runner(empty_dsn, source.sources).apply()


def _table(dsn: str) -> bool:
    return query(dsn, "SELECT to_regclass('trackerdb_migration_backfills') IS NOT NULL") == [(True,)]


def _watch(dsn: str, stop: Event, longest: list[float]) -> None:
    sql = """
        SELECT extract(epoch FROM clock_timestamp() - a.xact_start)::float
        FROM pg_stat_activity AS a
        WHERE a.datname = current_database() AND a.pid <> pg_backend_pid() AND a.backend_xid IS NOT NULL
    """
    with closing(psycopg2.connect(dsn)) as connection, connection.cursor() as cursor:
        connection.autocommit = True
        while not stop.wait(0.005):
            cursor.execute(sql)
            longest[0] = max(longest[0], *(age for (age,) in cursor.fetchall()), 0.0)
