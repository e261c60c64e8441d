"""Non-transactional migrations: what an interrupted run leaves is finished, and nothing else is ever run."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import psycopg2
import pytest

from _support.migration_files import Source, query, start_runner, until
from trackerdb.errors import MigrationError
from trackerdb.migrations.limits import Limits
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


@pytest.mark.parametrize(
    ("apply", "rollback"),
    [
        ("CREATE TABLE twice (n integer);", "DROP TABLE twice;"),
        ("UPDATE keep SET n = n + 1;", "UPDATE keep SET n = n - 1;"),
        ("ALTER TYPE mood ADD VALUE 'good';", "SELECT 1;"),
    ],
)
def test_what_can_run_in_a_transaction_is_recorded_in_it(
    empty_dsn: str, source: Source, apply: str, rollback: str
) -> None:
    """So that it need not be able to run twice."""
    query(empty_dsn, "CREATE TYPE mood AS ENUM ('bad')")
    source.add("change", apply, rollback, "DO $$ BEGIN ASSERT false, 'no'; END $$;", header=HEADER)
    for _ in range(2):
        with pytest.raises(MigrationError, match="no"):
            Runner(empty_dsn, source.sources).apply()
    assert state(empty_dsn, source) == ["applied", "pending"]
    (verify,) = (source.path.parent / "verify").iterdir()
    verify.unlink()
    Runner(empty_dsn, source.sources).apply()
    Runner(empty_dsn, source.sources).rollback()
    assert query(empty_dsn, "SELECT min(n), max(n) FROM keep") == [(0, 49)]


def test_alter_waits_no_longer_than_in_a_transaction(empty_dsn: str, source: Source) -> None:
    Runner(empty_dsn, source.sources).apply()
    source.add("column", "ALTER TABLE keep ADD COLUMN m integer;", "SELECT 1;", header=HEADER)
    with closing(psycopg2.connect(empty_dsn)) as reader, reader.cursor() as cursor:
        cursor.execute("SELECT * FROM keep")
        with pytest.raises(MigrationError, match=r"lock timeout(.|\n)*gave up"):
            Runner(empty_dsn, source.sources, limits=Limits(retry_for="300ms")).apply()


def test_procedure_that_commits_runs_without_a_transaction(empty_dsn: str, source: Source) -> None:
    source.add(
        "batches",
        "DO $$ BEGIN FOR i IN 1..3 LOOP DELETE FROM keep WHERE n = i; COMMIT; END LOOP; END $$;",
        "SELECT 1;",
        header=HEADER,
    )
    Runner(empty_dsn, source.sources).apply()
    assert query(empty_dsn, "SELECT count(*) FROM keep") == [(94,)]
    assert state(empty_dsn, source) == ["applied", "applied"]


def python(source: Source, steps: str) -> None:
    (base,) = (path.stem for path in source.path.glob("*_keep.sql"))
    (source.path / "20300101001000_python.py").write_text(
        f"from yoyo import group, step\n__depends__ = {{{base!r}}}\n__transactional__ = False\n{steps}\n"
    )


def test_invalid_index_of_a_python_migration_is_built_again(empty_dsn: str, source: Source) -> None:
    python(
        source,
        "step('CREATE UNIQUE INDEX CONCURRENTLY IF NOT EXISTS keep_n_key ON keep (n)',\n"
        "     'DROP INDEX CONCURRENTLY IF EXISTS keep_n_key')",
    )
    for _ in range(2):
        with pytest.raises(MigrationError, match=r"_python\.py:4: could not create unique index"):
            Runner(empty_dsn, source.sources).apply()
    assert state(empty_dsn, source) == ["applied", "dirty"]
    query(empty_dsn, "DELETE FROM keep WHERE ctid NOT IN (SELECT min(ctid) FROM keep GROUP BY n)")
    Runner(empty_dsn, source.sources).apply()
    assert query(empty_dsn, "SELECT indisvalid FROM pg_index WHERE indexrelid = 'keep_n_key'::regclass") == [
        (True,)
    ]


def test_step_that_ignores_errors_does(empty_dsn: str, source: Source) -> None:
    python(
        source,
        "step('CREATE INDEX CONCURRENTLY none_idx ON nothing (n)', 'SELECT 1', ignore_errors='apply')",
    )
    Runner(empty_dsn, source.sources).apply()
    assert state(empty_dsn, source) == ["applied", "applied"]


@pytest.mark.parametrize(
    ("steps", "message"),
    [
        ("step('VACUUM keep', 'VACUUM keep')\nstep('VACUUM keep', 'VACUUM keep')", "has one step"),
        ("group([step('VACUUM keep', 'VACUUM keep')])", "has one step"),
        ("step('VACUUM keep; VACUUM keep', 'VACUUM keep')", "holds one statement"),
        ("step('-- later', 'VACUUM keep')", "step 1 holds no statement to apply"),
        ("step('COMMIT', 'VACUUM keep')", "the runner begins and ends transactions"),
    ],
)
def test_python_migration_of_more_than_one_step_is_refused(
    empty_dsn: str, source: Source, steps: str, message: str
) -> None:
    python(source, steps)
    with pytest.raises(MigrationError, match=message):
        Runner(empty_dsn, source.sources).apply()
    assert query(empty_dsn, "SELECT to_regclass('keep')") == [(None,)]


def test_rollback_killed_while_dirty_leaves_it_dirty(empty_dsn: str, source: Source) -> None:
    """After runs in both directions anything may stand: neither applied nor pending would be true."""
    unique_index(source)
    with pytest.raises(MigrationError):
        Runner(empty_dsn, source.sources).apply()
    query(
        empty_dsn,
        "INSERT INTO trackerdb_migration_history (migration_id, project, operation, outcome, transactional,"
        " apply_checksum, started_at, attempts, library_version, host) SELECT migration_id, project,"
        " 'rollback', 'running', false, apply_checksum, now(), 0, library_version, host"
        " FROM trackerdb_migration_history WHERE outcome = 'failed'",
    )
    assert state(empty_dsn, source) == ["applied", "dirty"]
    Runner(empty_dsn, source.sources).rollback()
    assert state(empty_dsn, source) == ["applied", "pending"]
    assert query(empty_dsn, "SELECT to_regclass('keep_n_key')") == [(None,)]


def test_transactional_file_that_cannot_be_is_refused(empty_dsn: str, source: Source) -> None:
    source.add(
        "index",
        "CREATE INDEX CONCURRENTLY IF NOT EXISTS keep_n_idx ON keep (n);",
        "DROP INDEX IF EXISTS keep_n_idx;",
    )
    with pytest.raises(MigrationError, match="can't run in a transaction: put it alone into a migration"):
        Runner(empty_dsn, source.sources).apply()
