"""Non-transactional migrations: what an interrupted run leaves is finished, and nothing else is ever run."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import psycopg2
import pytest

from _support.migration_files import Source, query, start_runner, until
from trackerdb.errors import MigrationError
from trackerdb.migrations.runner import Runner

HEADER = ["transactional: false"]
DIRTY = "SELECT operation, outcome FROM trackerdb_migration_history ORDER BY id DESC LIMIT 1"


@pytest.fixture
def source(tmp_path: Path) -> Source:
    source = Source.create(tmp_path)
    source.add(
        "keep",
        "CREATE TABLE IF NOT EXISTS keep (n integer);\n"
        "INSERT INTO keep SELECT g % 50 FROM generate_series(1, 100) AS g;",
        "DROP TABLE IF EXISTS keep;",
    )
    return source


def unique_index(source: Source, rollback: str = "DROP INDEX CONCURRENTLY IF EXISTS keep_n_key;") -> str:
    """A migration that fails while `keep` holds the same number twice."""
    return source.add(
        "key",
        "CREATE UNIQUE INDEX CONCURRENTLY IF NOT EXISTS keep_n_key ON keep (n);",
        rollback,
        header=HEADER,
    )


def state(dsn: str, source: Source) -> list[str]:
    return [migration.state for migration in Runner(dsn, source.sources).status().migrations]


def test_failure_leaves_it_dirty_and_the_next_run_finishes_it(empty_dsn: str, source: Source) -> None:
    unique_index(source)
    with pytest.raises(MigrationError, match=r"_key\.sql:3: could not create unique index"):
        Runner(empty_dsn, source.sources).apply()
    assert state(empty_dsn, source) == ["applied", "dirty"]
    assert query(empty_dsn, "SELECT indisvalid FROM pg_index WHERE indexrelid = 'keep_n_key'::regclass") == [
        (False,)
    ]
    query(
        empty_dsn,
        "UPDATE keep SET n = s.row FROM (SELECT ctid AS at, row_number() OVER () AS row FROM keep) AS s"
        " WHERE ctid = s.at",
    )
    Runner(empty_dsn, source.sources).apply()
    assert state(empty_dsn, source) == ["applied", "applied"]
    assert query(empty_dsn, "SELECT indisvalid FROM pg_index WHERE indexrelid = 'keep_n_key'::regclass") == [
        (True,)
    ]


def test_dirty_migration_can_be_rolled_back(empty_dsn: str, source: Source) -> None:
    migration_id = unique_index(source)
    with pytest.raises(MigrationError):
        Runner(empty_dsn, source.sources).apply()
    assert [step.id for step in Runner(empty_dsn, source.sources).rollback().rolled_back] == [migration_id]
    assert state(empty_dsn, source) == ["applied", "pending"]
    assert query(empty_dsn, "SELECT to_regclass('keep_n_key')") == [(None,)]


def test_failure_never_runs_the_rollback(empty_dsn: str, source: Source) -> None:
    """Plain yoyo pairs statements by position, and emptied the table to undo a failed statement."""
    unique_index(source, "DROP INDEX CONCURRENTLY IF EXISTS keep_n_key;\nDELETE FROM keep;")
    with pytest.raises(
        MigrationError, match=r"rollback\.sql:2: a non-transactional file holds one statement"
    ):
        Runner(empty_dsn, source.sources).apply()
    Runner(empty_dsn, source.sources)
    source_of_two = source.path / "20300101000100_key.rollback.sql"
    source_of_two.write_text("DELETE FROM keep;\n")
    with pytest.raises(MigrationError, match="could not create unique index"):
        Runner(empty_dsn, source.sources).apply()
    assert query(empty_dsn, "SELECT count(*) FROM keep") == [(100,)]


def test_two_statements_are_refused_before_anything_runs(empty_dsn: str, source: Source) -> None:
    source.add(
        "two", "DELETE FROM keep;\nVACUUM keep;", "VACUUM keep;\nVACUUM keep;\nVACUUM keep;", header=HEADER
    )
    with pytest.raises(MigrationError, match="holds one statement"):
        Runner(empty_dsn, source.sources).apply()
    assert query(empty_dsn, "SELECT to_regclass('keep')") == [(None,)]


def test_pending_detach_is_finalised(empty_dsn: str, source: Source) -> None:
    query(empty_dsn, "CREATE TABLE parts (n integer) PARTITION BY RANGE (n)")
    query(empty_dsn, "CREATE TABLE parts_1 PARTITION OF parts FOR VALUES FROM (0) TO (10)")
    query(empty_dsn, "INSERT INTO parts VALUES (1)")
    source.add(
        "detach",
        "ALTER TABLE parts DETACH PARTITION parts_1 CONCURRENTLY;",
        "DO $$ BEGIN\n"
        "IF NOT EXISTS (SELECT FROM pg_inherits WHERE inhrelid = 'parts_1'::regclass) THEN\n"
        "ALTER TABLE parts ATTACH PARTITION parts_1 FOR VALUES FROM (0) TO (10);\n"
        "END IF; END $$;",
        header=HEADER,
    )
    pending = "SELECT inhdetachpending FROM pg_inherits WHERE inhrelid = 'parts_1'::regclass"
    with closing(psycopg2.connect(empty_dsn)) as reader, reader.cursor() as cursor:
        cursor.execute("SELECT * FROM parts")
        runner = start_runner(empty_dsn, source)
        until(lambda: query(empty_dsn, pending) == [(True,)])
        runner.kill()
        runner.join()
    assert state(empty_dsn, source)[-1] == "dirty"
    Runner(empty_dsn, source.sources).apply()
    assert query(empty_dsn, pending) == []
    assert query(empty_dsn, "SELECT * FROM parts_1") == [(1,)]
    assert state(empty_dsn, source)[-1] == "applied"
    # Detached already: done by hand, say, while the migration was pending.
    query(empty_dsn, "DELETE FROM _yoyo_migration WHERE migration_id LIKE '%_detach'")
    Runner(empty_dsn, source.sources).apply()
    assert state(empty_dsn, source)[-1] == "applied"


def test_failing_verify_leaves_it_dirty(empty_dsn: str, source: Source) -> None:
    source.add(
        "index",
        "CREATE INDEX CONCURRENTLY IF NOT EXISTS keep_n_idx ON keep (n);",
        "DROP INDEX CONCURRENTLY IF EXISTS keep_n_idx;",
        "DO $$ BEGIN ASSERT false, 'not this index'; END $$;",
        header=HEADER,
    )
    with pytest.raises(MigrationError, match="not this index"):
        Runner(empty_dsn, source.sources).apply()
    assert state(empty_dsn, source)[-1] == "dirty"
    assert query(empty_dsn, DIRTY) == [("apply", "failed")]


def test_transactional_file_that_cannot_be_is_refused(empty_dsn: str, source: Source) -> None:
    source.add(
        "index",
        "CREATE INDEX CONCURRENTLY IF NOT EXISTS keep_n_idx ON keep (n);",
        "DROP INDEX IF EXISTS keep_n_idx;",
    )
    with pytest.raises(MigrationError, match="can't run in a transaction: put it alone into a migration"):
        Runner(empty_dsn, source.sources).apply()
