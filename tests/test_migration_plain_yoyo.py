"""Plain yoyo and trackerdb migrate take turns on the same files and the same tables."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from _support.migration_files import Source, query
from trackerdb.errors import MigrationError
from trackerdb.migrations.runner import Runner
from trackerdb.migrations.snapshot import dump
from trackerdb.migrations.source import read_tree

MIGRATIONS = Path(__file__).parents[1] / "sql" / "migrations"
HISTORY = "SELECT operation, outcome FROM trackerdb_migration_history WHERE migration_id = %s ORDER BY id"


def yoyo(dsn: str, command: str, source: Path, *options: str) -> subprocess.CompletedProcess[str]:
    arguments = [
        sys.executable,
        "-m",
        "yoyo",
        command,
        *options,
        "--batch",
        "--no-config-file",
        "--database",
        dsn,
        str(source),
    ]
    return subprocess.run(arguments, capture_output=True, text=True, check=True)


def test_taken_over_rolled_back_and_applied_again(empty_dsn: str) -> None:
    newest = read_tree([str(MIGRATIONS)]).ids[-1]
    yoyo(empty_dsn, "apply", MIGRATIONS)
    runner = Runner(empty_dsn, [str(MIGRATIONS)])
    taken_over = runner.apply()
    assert taken_over.applied == ()
    assert taken_over.adopted == read_tree([str(MIGRATIONS)]).ids
    assert query(empty_dsn, HISTORY, [newest]) == [("apply", "adopted")]

    yoyo(empty_dsn, "rollback", MIGRATIONS)
    assert [m.id for m in runner.status().pending] == [newest]
    again = runner.apply()
    assert [step.id for step in again.applied] == [newest]
    assert query(empty_dsn, HISTORY, [newest]) == [
        ("apply", "adopted"),
        ("rollback", "adopted"),
        ("apply", "done"),
    ]
    assert runner.status().ok
    assert runner.verify().ok

    listed = yoyo(empty_dsn, "list", MIGRATIONS).stdout
    assert listed.count("\nA ") + listed.startswith("A ") == len(read_tree([str(MIGRATIONS)]).files)


def test_rolled_back_and_applied_again_by_yoyo_alone(empty_dsn: str, tmp_path: Path) -> None:
    source = Source.create(tmp_path)
    migration_id = source.add("notes", "CREATE TABLE notes ();", "DROP TABLE notes;")
    runner = Runner(empty_dsn, source.sources)
    runner.apply()
    yoyo(empty_dsn, "rollback", source.path)
    source.file(migration_id).write_text("CREATE TABLE notes (id integer);\n")
    yoyo(empty_dsn, "apply", source.path)
    assert [m.state for m in runner.status().migrations] == ["applied"]
    assert runner.apply().adopted == (migration_id,)
    assert query(empty_dsn, HISTORY, [migration_id]) == [
        ("apply", "done"),
        ("rollback", "adopted"),
        ("apply", "adopted"),
    ]
    assert query(empty_dsn, "SELECT duration IS NULL FROM trackerdb_migration_history ORDER BY id") == [
        (False,),
        (True,),
        (True,),
    ]
    assert runner.apply().adopted == ()
    source.file(migration_id).write_text("CREATE TABLE notes (id bigint);\n")
    assert [m.state for m in runner.status().migrations] == ["edited"]


def test_everything_applied_rolled_back_and_applied_again(empty_dsn: str) -> None:
    before = dump(empty_dsn)
    yoyo(empty_dsn, "apply", MIGRATIONS)
    once = dump(empty_dsn, "--schema-only")
    yoyo(empty_dsn, "rollback", MIGRATIONS, "--all")
    assert dump(empty_dsn) == before
    left = "SELECT extname FROM pg_extension WHERE extname <> 'plpgsql'"
    assert query(empty_dsn, left) == []
    yoyo(empty_dsn, "apply", MIGRATIONS)
    assert dump(empty_dsn, "--schema-only") == once


def test_what_yoyo_marked_and_does_not_hold_is_not_adopted(empty_dsn: str, tmp_path: Path) -> None:
    source = Source.create(tmp_path)
    migration_id = source.add(
        "notes",
        "CREATE TABLE IF NOT EXISTS notes ();",
        "DROP TABLE IF EXISTS notes;",
        "DO $$ BEGIN ASSERT to_regclass('notes') IS NOT NULL, 'notes is missing'; END $$;",
    )
    yoyo(empty_dsn, "mark", source.path)
    with pytest.raises(MigrationError, match=rf"notes is missing(.|\n)*yoyo unmark -r {migration_id}"):
        Runner(empty_dsn, source.sources).apply()
    yoyo(empty_dsn, "unmark", source.path)
    assert [step.id for step in Runner(empty_dsn, source.sources).apply().applied] == [migration_id]
