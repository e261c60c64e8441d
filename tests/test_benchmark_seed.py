"""What `python -m benchmarks seed` makes: realistic, reproducible, and exact as an application's data."""

from __future__ import annotations

import json
from collections.abc import Generator
from contextlib import closing
from typing import Any

import asyncpg
import psycopg2
import pytest

from _support.databases import new_database
from _support.seeded import seeded_template
from benchmarks import seed as benchmark
from benchmarks.seed import seed
from benchmarks.seed_users import draw_users
from oracle_records import difference
from trackerdb import migrations
from trackerdb.errors import Conflict

pytestmark = pytest.mark.anyio

# What of a row depends on when it was written, or stands elsewhere too.
MOMENTS = "'{created_at,updated_at,recorded_at,recorded_in,expires_at,rotated_at,locked_by}'::text[]"
TABLES = (
    "users", "user_logins", "user_identities", "user_sessions", "exercises", "workouts", "workout_exercises",
    "sets", "record_events", "exercise_records", "workout_tombstones", "user_heads",
)  # fmt: skip


@pytest.fixture(scope="module")
def seeded(server: str, template: str) -> Generator[str]:
    with new_database(server, seeded_template(server, template)) as dsn:
        yield dsn


def fetch(dsn: str, statement: str) -> list[tuple[Any, ...]]:
    with closing(psycopg2.connect(dsn)) as connection, connection.cursor() as cursor:
        cursor.execute(statement)
        return cursor.fetchall()


def value(dsn: str, statement: str) -> Any:
    return fetch(dsn, statement)[0][0]


def contents(dsn: str) -> dict[str, str]:
    """A hash of the rows of each table."""
    return {
        table: value(
            dsn,
            f"SELECT md5(string_agg(r.content, '' ORDER BY r.content))"
            f" FROM (SELECT (to_jsonb(t) - {MOMENTS})::text AS content FROM tracker.{table} AS t) AS r",
        )
        for table in TABLES
    }


PER_WORKOUT = "(SELECT count(*) AS n FROM tracker.{} AS t GROUP BY t.user_id, t.workout_id) AS c"
SETS, EXERCISES = PER_WORKOUT.format("sets"), PER_WORKOUT.format("workout_exercises")
MEDIAN = "SELECT percentile_disc({}) WITHIN GROUP (ORDER BY n) FROM {}"
SHARE = "SELECT avg(({})::integer) FROM tracker.{} AS t"
LOYAL = (
    "(SELECT count(DISTINCT w.exercise_id) AS n FROM tracker.workout_exercises AS w GROUP BY w.user_id"
    " HAVING count(DISTINCT w.workout_id) >= 100) AS c"
)
WEEKS = (
    "(SELECT count(*) AS a, count(DISTINCT date_trunc('week', w.performed_on)) AS weeks,"
    " max(w.performed_on) - min(w.performed_on) AS days FROM tracker.workouts AS w GROUP BY w.user_id) AS c"
)


@pytest.mark.parametrize(
    ("what", "statement", "low", "high"),
    [
        ("sets", "SELECT count(*) FROM tracker.sets", 148_500, 151_500),
        ("sets a workout, median", MEDIAN.format(0.5, SETS), 14, 22),
        ("sets a workout, 95th percentile", MEDIAN.format(0.95, SETS), 31, 35),
        ("exercises a workout, median", MEDIAN.format(0.5, EXERCISES), 3, 6),
        ("exercises a workout, fewest", MEDIAN.format(0, EXERCISES), 3, 3),
        (
            "sets an exercise",
            "SELECT (SELECT count(*) FROM tracker.sets)::float8 / count(*) FROM tracker.workout_exercises",
            3, 4,
        ),
        ("distinct exercises, fewest", f"SELECT min(n) FROM {LOYAL}", 20, 40),
        ("distinct exercises, most", f"SELECT max(n) FROM {LOYAL}", 80, 153),
        ("warm-ups", SHARE.format("t.kind = 'warmup'", "sets"), 0.12, 0.16),
        ("drop sets", SHARE.format("t.kind = 'dropset'", "sets"), 0.04, 0.06),
        ("supersets", SHARE.format("t.superset IS NOT NULL", "workout_exercises"), 0.25, 0.31),
        ("5 to 12 repetitions", SHARE.format("t.reps BETWEEN 5 AND 12", "sets"), 0.8, 0.95),
        ("more repetitions", SHARE.format("t.reps > 12", "sets"), 0.02, 0.1),
        ("deleted sets", SHARE.format("t.deleted_at IS NOT NULL", "sets"), 0.01, 0.03),
        ("deleted workouts", SHARE.format("t.deleted_at IS NOT NULL", "workouts"), 0.005, 0.025),
        ("deleted users", SHARE.format("t.deleted_at IS NOT NULL", "users"), 0.01, 0.1),
        (
            "sets that are a record",
            "SELECT count(DISTINCT (e.user_id, e.set_id))::float8 / (SELECT count(*) FROM tracker.sets)"
            " FROM tracker.record_events AS e",
            0.04, 0.08,
        ),
        ("users who stay a year", f"SELECT avg((days >= 365)::integer) FROM {WEEKS}", 0.05, 0.2),
        ("workouts in an active week", f"SELECT sum(a)::float8 / sum(weeks) FROM {WEEKS}", 1.4, 4.8),
        ("active weeks", f"SELECT sum(weeks) * 7.0 / sum(days) FROM {WEEKS} WHERE days > 365", 0.6, 0.95),
        ("years", "SELECT count(DISTINCT extract(year FROM performed_on)) FROM tracker.workouts", 7, 8),
        ("own exercises", SHARE.format("t.owner_id IS NOT NULL", "exercises"), 0.05, 0.3),
        ("catalogue exercises in use", "SELECT count(*) FROM tracker.exercise_popularity", 600, 895),
        (
            "share of the most popular tenth of the exercises",
            "SELECT sum(n) FILTER (WHERE place <= 0.1) / sum(n) FROM (SELECT count(*) AS n,"
            " percent_rank() OVER (ORDER BY count(*) DESC) AS place"
            " FROM tracker.workout_exercises GROUP BY exercise_id) AS c",
            0.5, 0.9,
        ),
        (
            "share of the busiest tenth of the users",
            "SELECT sum(n) FILTER (WHERE place <= 0.1) / sum(n) FROM (SELECT count(*) AS n,"
            " percent_rank() OVER (ORDER BY count(*) DESC) AS place"
            " FROM tracker.workouts GROUP BY user_id) AS c",
            0.4, 0.8,
        ),
    ],
)  # fmt: skip
def test_the_rows_are_spread_as_years_of_use_spread_them(
    seeded: str, what: str, statement: str, low: float, high: float
) -> None:
    assert low <= value(seeded, statement) <= high, what


async def test_the_records_are_exact(seeded: str) -> None:
    connection = await asyncpg.connect(seeded)
    try:
        users = await connection.fetch("SELECT DISTINCT user_id FROM tracker.workouts ORDER BY user_id")
        for user in users[::4]:
            assert await difference(connection, user["user_id"]) is None
    finally:
        await connection.close()


async def test_every_verify_script_holds(seeded: str) -> None:
    report = await migrations.verify(seeded)
    assert report.ok, report


def changes(dsn: str, table: str, condition: str) -> int:
    """Count the updates of a table by what the row was, `old`, and what it became."""
    count: int = value(
        dsn,
        f"""
        SELECT count(*)
        FROM (
            SELECT
                l.operation, l.old,
                coalesce(
                    lead(l.old) OVER (PARTITION BY l.user_id, l.key ORDER BY l.at, l.id), to_jsonb(t)
                ) AS became
            FROM tracker.audit_log AS l
            LEFT JOIN tracker.{table} AS t ON t.user_id = l.user_id AND t.id = (l.key ->> 'id')::uuid
            WHERE l.table_name = '{table}'
        ) AS c
        WHERE operation = 'update' AND {condition}
        """,
    )
    return count


def test_every_change_is_in_the_audit_log(seeded: str) -> None:
    edits = changes(seeded, "sets", "became -> 'reps' <> old -> 'reps'")
    assert 0.005 < edits / value(seeded, "SELECT count(*) FROM tracker.sets WHERE reps IS NOT NULL") < 0.015
    assert edits == changes(seeded, "sets", "(became ->> 'reps')::integer - (old ->> 'reps')::integer = 1")
    for table in ("sets", "workouts"):
        marked = value(seeded, f"SELECT count(*) FROM tracker.{table} WHERE deleted_at IS NOT NULL")
        logged = changes(seeded, table, "old -> 'deleted_at' = 'null' AND became -> 'deleted_at' <> 'null'")
        assert logged == marked + (table == "sets") * value(
            seeded,
            "SELECT count(*) FROM tracker.audit_log WHERE table_name = 'sets' AND operation = 'delete'"
            " AND old -> 'deleted_at' <> 'null'",
        )
    buried = value(seeded, "SELECT count(*) FROM tracker.workout_tombstones")
    assert (
        0
        < buried
        == value(
            seeded,
            "SELECT count(*) FROM tracker.audit_log WHERE table_name = 'workouts' AND operation = 'delete'",
        )
    )


async def test_the_same_seed_gives_the_same_rows_and_another_seed_others(
    server: str, template: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(benchmark, "_BATCH_SETS", 700)
    hashes: list[dict[str, str]] = []
    for number, jobs in ((7, 1), (7, 2), (8, 1)):
        with new_database(server, template) as dsn:
            seeded = await seed(dsn, sets=3_000, seed=number, jobs=jobs)
            assert 2_400 < seeded.sets < 3_600
            hashes.append(contents(dsn))
    first, again, other = hashes
    assert first == again
    assert all(first[table] != other[table] for table in ("users", "workouts", "sets", "record_events"))


async def test_a_run_that_was_interrupted_is_finished(
    server: str, template: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(benchmark, "_BATCH_SETS", 700)

    def interrupt(_workouts: int) -> None:
        raise ConnectionAbortedError

    with new_database(server, template) as dsn:
        with pytest.raises(ExceptionGroup) as stopped:
            await seed(dsn, sets=3_000, seed=7, advance=interrupt)
        assert stopped.group_contains(ConnectionAbortedError)
        before = value(dsn, "SELECT count(*) FROM tracker.sets")
        with pytest.raises(Conflict, match="give the same --sets"):
            await seed(dsn, sets=9_000, seed=7, resume=True)
        await seed(dsn, sets=3_000, seed=7, resume=True)
        resumed = contents(dsn)
        assert 0 < before < value(dsn, "SELECT count(*) FROM tracker.sets")
        # Nothing is left to do, and nothing is done twice.
        await seed(dsn, sets=3_000, seed=7, resume=True)
        assert contents(dsn) == resumed
    with new_database(server, template) as dsn:
        await seed(dsn, sets=3_000, seed=7, resume=True)
        assert contents(dsn) == resumed


async def test_a_seed_is_used_once(dsn: str) -> None:
    first = await seed(dsn, sets=200, seed=1)
    with pytest.raises(Conflict, match="seed 1 already"):
        await seed(dsn, sets=200, seed=1)
    second = await seed(dsn, sets=200, seed=2)
    assert value(dsn, "SELECT count(*) FROM tracker.sets") == first.sets + second.sets


def test_the_command_prints_what_it_stored(dsn: str, capsys: pytest.CaptureFixture[str]) -> None:
    arguments = ["--database", dsn, "--sets", "400", "--users", "12"]
    assert benchmark.main([*arguments, "--json"]) == 0
    printed = json.loads(capsys.readouterr().out)
    assert printed["users"] == 12
    assert printed["sets"] == value(dsn, "SELECT count(*) FROM tracker.sets")
    assert benchmark.main(arguments) == 1
    assert "give another --seed" in capsys.readouterr().err


def test_a_database_that_is_not_migrated_is_refused(
    empty_dsn: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert benchmark.main(["--database", empty_dsn, "--sets", "100"]) == 1
    assert "trackerdb migrate apply" in capsys.readouterr().err


@pytest.mark.parametrize("users", [10, 100])
def test_the_number_of_users_can_be_chosen(users: int) -> None:
    drawn = list(draw_users(1, 10_000, users))
    assert len(drawn) == users
    assert 0.9 < sum(len(user.days) for user in drawn) * 18.7 / 10_000 < 1.2
