"""Many runners, killed holders, waiting builders, and readers who must not queue behind a migration."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, suppress
from pathlib import Path
from threading import Event

import psycopg2
import pytest

from _support.migration_files import Source, query, runner_process, start_runner, until
from trackerdb.errors import MigrationError
from trackerdb.migrations.limits import Limits
from trackerdb.migrations.runner import Runner

RUNNING = """
    SELECT pid
    FROM pg_stat_activity
    WHERE datname = current_database() AND query LIKE 'SELECT pg_sleep%%' AND state = 'active'
"""


@pytest.fixture
def source(tmp_path: Path) -> Source:
    return Source.create(tmp_path)


def slow(source: Source, seconds: float) -> str:
    return source.add(
        "slow",
        f"CREATE TABLE IF NOT EXISTS slow ();\nSELECT pg_sleep({seconds});",
        "DROP TABLE IF EXISTS slow;",
    )


@pytest.mark.parametrize("seconds", [2, pytest.param(15, marks=pytest.mark.long)])
def test_eight_runners_and_one_applies(empty_dsn: str, source: Source, seconds: int) -> None:
    migration_id = slow(source, seconds)
    runners = [start_runner(empty_dsn, source) for _ in range(8)]
    for runner in runners:
        runner.join()
    assert [runner.exitcode for runner in runners] == [0] * 8
    history = query(empty_dsn, "SELECT migration_id, outcome FROM trackerdb_migration_history")
    assert history == [(migration_id, "done")]


def test_next_runner_starts_soon_after_the_holder_was_killed(empty_dsn: str, source: Source) -> None:
    slow(source, 30)
    with runner_process(empty_dsn, source) as holder:
        until(lambda: query(empty_dsn, RUNNING))
        orphan = query(empty_dsn, RUNNING)
        holder.kill()
        holder.join()
    killed = time.monotonic()
    with runner_process(empty_dsn, source):
        until(lambda: query(empty_dsn, RUNNING) not in ([], orphan))
        # What counts is that the orphan's 30 s were not waited for.
        assert time.monotonic() - killed < 10


def test_waiting_gives_up_and_names_the_holder(empty_dsn: str, source: Source) -> None:
    slow(source, 30)
    with runner_process(empty_dsn, source):
        until(lambda: query(empty_dsn, RUNNING))
        ((pid,),) = query(empty_dsn, RUNNING)
        with pytest.raises(
            MigrationError, match=rf"another trackerdb migrate runs: backend {pid} of trackerdb"
        ):
            Runner(empty_dsn, source.sources, wait=0.2).apply()


def test_concurrent_index_with_waiting_runners(empty_dsn: str, source: Source) -> None:
    query(empty_dsn, "CREATE TABLE big AS SELECT g AS n FROM generate_series(1, 300000) AS g")
    source.add(
        "index",
        "CREATE INDEX CONCURRENTLY IF NOT EXISTS big_n_idx ON big (n);",
        "DROP INDEX CONCURRENTLY IF EXISTS big_n_idx;",
        header=["transactional: false"],
    )
    runners = [start_runner(empty_dsn, source) for _ in range(4)]
    for runner in runners:
        runner.join()
    assert [runner.exitcode for runner in runners] == [0] * 4
    assert query(empty_dsn, "SELECT indisvalid FROM pg_index WHERE indexrelid = 'big_n_idx'::regclass") == [
        (True,)
    ]
    assert query(empty_dsn, "SELECT count(*) FROM trackerdb_migration_history WHERE outcome = 'done'") == [
        (1,)
    ]


def test_plain_yoyos_lock_is_respected(empty_dsn: str, source: Source) -> None:
    migration_id = slow(source, 0)
    Runner(empty_dsn, source.sources).apply()
    query(empty_dsn, "INSERT INTO yoyo_lock (locked, ctime, pid) VALUES (1, now(), 4711)")
    with pytest.raises(
        MigrationError, match=r"plain yoyo, process 4711, holds yoyo_lock .* run `yoyo break-lock`"
    ):
        Runner(empty_dsn, source.sources, wait=0.2).rollback()
    query(empty_dsn, "DELETE FROM yoyo_lock")
    assert [step.id for step in Runner(empty_dsn, source.sources).rollback().rolled_back] == [migration_id]
    assert query(empty_dsn, "SELECT * FROM yoyo_lock") == []


@pytest.mark.parametrize(
    ("rows", "seconds"), [(1000, 1.5), pytest.param(1_000_000, 5.0, marks=pytest.mark.long)]
)
def test_waiting_alter_lets_readers_pass(empty_dsn: str, source: Source, rows: int, seconds: float) -> None:
    """The ALTER never holds its place in the queue for longer than its lock_timeout."""
    query(empty_dsn, f"CREATE TABLE big AS SELECT g AS n FROM generate_series(1, {rows}) AS g")
    source.add(
        "column",
        "ALTER TABLE big ADD COLUMN IF NOT EXISTS m integer;",
        "ALTER TABLE big DROP COLUMN IF EXISTS m;",
    )
    stop = Event()
    with ThreadPoolExecutor() as threads, closing(psycopg2.connect(empty_dsn)) as reader:
        with reader.cursor() as cursor:
            cursor.execute("SET application_name = 'long reader'; SELECT count(*) FROM big")
        watched = threads.submit(_longest_wait, empty_dsn, stop)
        applied = threads.submit(Runner(empty_dsn, source.sources).apply)
        until(lambda: query(empty_dsn, "SELECT 1 FROM pg_stat_activity WHERE wait_event_type = 'Lock'"))
        time.sleep(seconds)
        reader.rollback()
        (step,) = applied.result().applied
        stop.set()
        longest, samples = watched.result()
    assert samples > 0
    # Sampling and scheduling are on top of the 200 ms.
    assert longest < 0.4
    assert step.attempts > 1
    ((attempts, blockers),) = query(empty_dsn, "SELECT attempts, blockers FROM trackerdb_migration_history")
    assert attempts == step.attempts
    assert {blocker["application"] for blocker in blockers} == {"long reader"}
    assert "SELECT count(*) FROM big" in blockers[0]["query"]


def _longest_wait(dsn: str, stop: Event) -> tuple[float, int]:
    """How long an ungranted AccessExclusiveLock stood in the queue at most, by pg_locks.waitstart."""
    sql = """
        SELECT extract(epoch FROM clock_timestamp() - l.waitstart)::float
        FROM pg_locks AS l
        WHERE l.mode = 'AccessExclusiveLock' AND NOT l.granted AND l.waitstart IS NOT NULL
          AND l.relation = to_regclass('big')
    """
    longest, samples = 0.0, 0
    with closing(psycopg2.connect(dsn)) as connection, connection.cursor() as cursor:
        connection.autocommit = True
        while not stop.wait(0.005):
            cursor.execute(sql)
            for (waited,) in cursor.fetchall():
                longest, samples = max(longest, waited), samples + 1
    return longest, samples


def test_who_blocked_is_known_of_short_attempts(empty_dsn: str, source: Source) -> None:
    query(empty_dsn, "CREATE TABLE busy (n integer)")
    source.add(
        "column",
        "ALTER TABLE busy ADD COLUMN m integer;",
        "ALTER TABLE busy DROP COLUMN m;",
        header=["lock_timeout: 25ms", "retry_for: 400ms"],
    )
    with closing(psycopg2.connect(empty_dsn)) as reader, reader.cursor() as cursor:
        cursor.execute("SELECT * FROM busy")
        with pytest.raises(MigrationError, match="gave up"):
            Runner(empty_dsn, source.sources).apply()
        pid = reader.info.backend_pid
    ((attempts, blockers),) = query(empty_dsn, "SELECT attempts, blockers FROM trackerdb_migration_history")
    assert attempts > 1
    assert {blocker["pid"] for blocker in blockers} == {pid}
    assert {blocker["attempt"] for blocker in blockers} <= set(range(1, attempts + 1))


def test_gives_up_in_time_and_names_the_blocker(empty_dsn: str, source: Source) -> None:
    query(empty_dsn, "CREATE TABLE busy (n integer)")
    source.add(
        "column",
        "ALTER TABLE busy ADD COLUMN IF NOT EXISTS m integer;",
        "ALTER TABLE busy DROP COLUMN IF EXISTS m;",
    )
    with closing(psycopg2.connect(empty_dsn)) as reader, reader.cursor() as cursor:
        cursor.execute("SELECT * FROM busy")
        with pytest.raises(
            MigrationError,
            match=r"lock timeout\n(.|\n)*gave up after \d+ attempts; blocked by backend \d+ of trackerdb",
        ):
            Runner(empty_dsn, source.sources, limits=Limits(retry_for="500ms")).apply()
    ((outcome, attempts),) = query(empty_dsn, "SELECT outcome, attempts FROM trackerdb_migration_history")
    assert outcome == "failed"
    assert attempts > 1


def test_header_overrides_the_limits(empty_dsn: str, source: Source) -> None:
    source.add(
        "settings",
        "CREATE TABLE IF NOT EXISTS settings AS SELECT current_setting('lock_timeout') AS l,"
        " current_setting('statement_timeout') AS s;",
        "DROP TABLE IF EXISTS settings;",
        header=["lock_timeout: 50ms", "statement_timeout: 7s"],
    )
    Runner(empty_dsn, source.sources).apply()
    assert query(empty_dsn, "SELECT l, s FROM settings") == [("50ms", "7s")]


def test_only_what_may_pass_is_tried_again(empty_dsn: str, source: Source) -> None:
    source.add("timeout", "SELECT pg_sleep(5);", "SELECT 1;", header=["statement_timeout: 100ms"])
    with pytest.raises(MigrationError, match="statement timeout"):
        Runner(empty_dsn, source.sources).apply()
    assert query(empty_dsn, "SELECT attempts FROM trackerdb_migration_history") == [(1,)]


def test_deadlock_is_tried_again_from_the_start(empty_dsn: str, source: Source) -> None:
    query(
        empty_dsn,
        "CREATE TABLE a AS SELECT 1 AS n; CREATE TABLE b AS SELECT 1 AS n",
    )
    source.add(
        "both",
        "UPDATE a SET n = n + 1;\nSELECT pg_sleep(0.3);\nUPDATE b SET n = n + 1;",
        "UPDATE a SET n = n - 1;\nUPDATE b SET n = n - 1;",
        header=["lock_timeout: 0"],
    )
    with (
        ThreadPoolExecutor() as threads,
        closing(psycopg2.connect(empty_dsn)) as other,
        other.cursor() as cursor,
    ):
        # The other session waits long enough for the deadlock check to be the migration's.
        cursor.execute("SELECT set_config('application_name', 'other', false); UPDATE b SET n = n")
        applied = threads.submit(Runner(empty_dsn, source.sources).apply)
        until(lambda: query(empty_dsn, RUNNING))
        # Either of the two may be the one that is cancelled.
        with suppress(psycopg2.errors.DeadlockDetected):
            cursor.execute("UPDATE a SET n = n")
        other.rollback()
        applied.result()
    assert query(empty_dsn, "SELECT a.n, b.n FROM a, b") == [(2, 2)]
