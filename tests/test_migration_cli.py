"""`trackerdb migrate` as an operator sees it: whole names, who is waited for, how far it is, exit status."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import psycopg2
import pytest

from _support.migration_files import Source, query, until

COMMAND = [sys.executable, "-c", "from trackerdb.cli.main import main; main()", "migrate"]


@pytest.fixture
def source(tmp_path: Path) -> Source:
    return Source.create(tmp_path)


def run(dsn: str, source: Source, command: str, *options: str) -> subprocess.CompletedProcess[str]:
    arguments = [*COMMAND, command, "--source", str(source.path), "--database", dsn, *options]
    return subprocess.run(arguments, capture_output=True, text=True, check=False, timeout=120)


def start(dsn: str, source: Source, command: str) -> subprocess.Popen[str]:
    arguments = [*COMMAND, command, "--source", str(source.path), "--database", dsn]
    return subprocess.Popen(arguments, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def test_status_shows_every_state_whole(empty_dsn: str, source: Source) -> None:
    long_name = "a_name_that_is_longer_than_half_the_width_of_a_terminal_and_is_not_cut"
    first = source.add(long_name, "CREATE TABLE numbers AS SELECT 1 AS n;", "DROP TABLE numbers;")
    second = source.add("second", "SELECT 2;", "SELECT 2;")
    assert run(empty_dsn, source, "apply").returncode == 0
    source.file(second).write_text("SELECT 3;\n")
    source.add("third", "INSERT INTO numbers VALUES (1);", "DELETE FROM numbers WHERE n = 1;")
    fourth = source.add(
        "fourth",
        "CREATE UNIQUE INDEX CONCURRENTLY IF NOT EXISTS numbers_n_key ON numbers (n);",
        "DROP INDEX CONCURRENTLY IF EXISTS numbers_n_key;",
        header=["transactional: false"],
    )
    assert "edited since it was applied" in run(empty_dsn, source, "apply").stderr
    source.file(second).write_text(f"-- depends: {first}\nSELECT 2;\n")
    assert "could not create unique index" in run(empty_dsn, source, "apply").stderr
    source.file(second).write_text("SELECT 3;\n")
    source.add("fifth", "SELECT 5;", "SELECT 5;")

    shown = run(empty_dsn, source, "status")
    assert shown.returncode == 0
    lines = shown.stdout.splitlines()
    states = [line.split()[0] for line in lines if "_" in line.split()[1]]
    assert states == ["applied", "edited", "applied", "dirty", "pending"]
    assert f" {first} " in lines[0]
    assert " s " in lines[0]
    assert "could not create unique index" in shown.stdout
    assert lines[-1] == "2 applied, 1 edited, 1 dirty, 1 pending"

    told = json.loads(run(empty_dsn, source, "status", "--json").stdout)["migrations"]
    assert [(one["state"], one["seconds"] is not None) for one in told] == [
        ("applied", True),
        ("edited", True),
        ("applied", True),
        ("dirty", False),
        ("pending", False),
    ]
    assert "could not create unique index" in told[3]["error"]

    checked = run(empty_dsn, source, "status", "--check")
    assert checked.returncode == 1
    assert f"not applied as they stand: {second}, {fourth}," in checked.stderr
    assert len(checked.stderr.strip().splitlines()) == 1


def test_who_blocks_is_told_while_it_waits(empty_dsn: str, source: Source) -> None:
    query(empty_dsn, "CREATE TABLE busy (n integer)")
    added = source.add("column", "ALTER TABLE busy ADD COLUMN m integer;", "ALTER TABLE busy DROP COLUMN m;")
    with closing(psycopg2.connect(empty_dsn)) as reader, reader.cursor() as cursor:
        cursor.execute("SELECT * FROM busy")
        waiting = start(empty_dsn, source, "apply")
        until(lambda: query(empty_dsn, "SELECT 1 FROM pg_stat_activity WHERE wait_event_type = 'Lock'"))
        # Who holds it must have been looked at.
        assert waiting.stdout is not None
        first = waiting.stdout.readline()
        pid = reader.info.backend_pid
        reader.rollback()
    rest, errors = waiting.communicate()
    assert (waiting.returncode, errors) == (0, "")
    assert first.strip() == f"{added} waits for backend {pid} (trackerdb): SELECT * FROM busy"
    assert f"applied {added} (" in rest


def test_progress_of_a_long_statement_is_shown(empty_dsn: str, source: Source) -> None:
    query(empty_dsn, "CREATE TABLE big AS SELECT g AS n FROM generate_series(1, 1000000) AS g")
    added = source.add("i", "CREATE INDEX big_n_idx ON big (n DESC);", "DROP INDEX big_n_idx;")
    shown = run(empty_dsn, source, "apply")
    assert f"{added}: building index: " in shown.stdout
    assert " %\n" in shown.stdout
    assert run(empty_dsn, source, "rollback", "--json").stdout.startswith('{"rolled_back"')


def test_interrupted_it_rolls_back(empty_dsn: str, source: Source) -> None:
    source.add("slow", "CREATE TABLE slow ();\nSELECT pg_sleep(60);", "DROP TABLE slow;")
    running = start(empty_dsn, source, "apply")
    until(lambda: query(empty_dsn, "SELECT 1 FROM pg_stat_activity WHERE query LIKE 'SELECT pg_sleep%'"))
    os.kill(running.pid, signal.SIGINT)
    assert "Traceback" not in running.communicate()[1]
    assert running.returncode == 130
    assert query(empty_dsn, "SELECT to_regclass('slow')") == [(None,)]
    assert query(empty_dsn, "SELECT * FROM yoyo_lock") == []


def test_waiting_for_another_runner_has_an_end(empty_dsn: str, source: Source) -> None:
    source.add("slow", "SELECT pg_sleep(60);", "SELECT 1;")
    running = start(empty_dsn, source, "apply")
    until(lambda: query(empty_dsn, "SELECT 1 FROM pg_stat_activity WHERE query LIKE 'SELECT pg_sleep%'"))
    waiting = run(empty_dsn, source, "apply", "--wait", "0.2")
    running.kill()
    running.communicate()
    assert waiting.returncode == 1
    assert "another trackerdb migrate runs: backend" in waiting.stderr


def test_python_migration_that_cannot_be_imported(empty_dsn: str, source: Source) -> None:
    (source.path / "20300101000000_python.py").write_text("from yoyo import stepp\n")
    failed = run(empty_dsn, source, "apply")
    assert failed.returncode == 1
    assert "_python.py: can't be imported: ImportError: cannot import name 'stepp'" in failed.stderr
    assert len(failed.stderr.strip().splitlines()) == 1


def test_new_writes_where_it_is_told(source: Source) -> None:
    arguments = [*COMMAND, "new", "add_mood", "--source", str(source.path), "--no-transactional"]
    written = subprocess.run(arguments, capture_output=True, text=True, check=True).stdout.split()
    assert [Path(path).parent.name for path in written] == ["migrations", "migrations", "verify"]
    assert "-- transactional: false" in Path(written[0]).read_text()
    checked = subprocess.run(
        [*COMMAND, "check", "--source", str(source.path)], capture_output=True, text=True, check=False
    )
    assert checked.returncode == 1
    assert f"{written[1]}:1: holds no statement" in checked.stdout
