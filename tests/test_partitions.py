"""Partitions: made ahead beside readers and writers, detached into files, and attached again row for row."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import anyio
import pytest
from anyio import to_thread
from typer.testing import CliRunner

from _support.logs import new_exercises, new_user
from trackerdb import migrations, partitions, records, sets, workouts
from trackerdb.cli.app import app
from trackerdb.database import acting_as
from trackerdb.errors import Conflict, Forbidden, Invalid, NotFound, Unavailable
from trackerdb.executor import Connection
from trackerdb.pool import TrackerPool
from trackerdb.sets import SetDraft
from trackerdb.workouts import ExerciseDraft, Workout, WorkoutDraft

pytestmark = pytest.mark.anyio


async def log(pool: TrackerPool, user_id: int, exercise_id: int, day: date, *weights: int) -> Workout:
    start = datetime(day.year, day.month, day.day, 12, tzinfo=UTC)
    done = [SetDraft(weight_g=weight, reps=5, notes="a\tb\\\n") for weight in weights]
    one = ExerciseDraft(exercise_id=exercise_id, sets=done)
    return await workouts.log(pool, user_id, WorkoutDraft(started_at=start, exercises=[one]))


async def rows(db: TrackerPool | Connection) -> list[str]:
    return [row[0] for row in await db.fetch("SELECT s::text FROM tracker.sets AS s ORDER BY s::text")]


async def shape(db: TrackerPool | Connection, table: str) -> Any:
    """Constraints, indexes and triggers of a partition, without its own name."""
    found = await db.fetch(
        """
        SELECT 'c', pg_get_constraintdef(c.oid), c.conislocal
        FROM pg_constraint AS c WHERE c.conrelid = $1::regclass
        UNION ALL
        SELECT 'i', pg_get_indexdef(i.indexrelid), i.indisprimary
        FROM pg_index AS i WHERE i.indrelid = $1::regclass
        UNION ALL
        SELECT 't', pg_get_triggerdef(t.oid), t.tgparentid <> 0
        FROM pg_trigger AS t
        WHERE t.tgrelid = $1::regclass AND NOT (t.tgisinternal AND t.tgparentid = 0) AND t.tgconstraint = 0
        UNION ALL
        SELECT 'a', a.attname || a.attnotnull::text || format_type(a.atttypid, a.atttypmod),
            coalesce(pg_get_expr(d.adbin, d.adrelid), '') <> ''
        FROM pg_attribute AS a LEFT JOIN pg_attrdef AS d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
        WHERE a.attrelid = $1::regclass AND a.attnum > 0
        """,
        f"tracker.{table}",
    )
    return sorted((kind, text.replace(table, "…"), flag) for kind, text, flag in map(tuple, found))


async def test_ensure_makes_partitions_like_the_others_and_then_nothing(pool: TrackerPool) -> None:
    years = 2037 - datetime.now(UTC).year
    made = await partitions.ensure(pool, years_ahead=years)
    assert made == ["audit_log_2036", "audit_log_2037", "sets_2036", "sets_2037"]
    assert await partitions.ensure(pool, years_ahead=years) == []
    assert await shape(pool, "sets_2037") == await shape(pool, "sets_2030")
    assert await shape(pool, "audit_log_2037") == await shape(pool, "audit_log_2030")
    user = await new_user(pool)
    [bench] = await new_exercises(pool, "Bench")
    await log(pool, user.id, bench.id, date(2037, 12, 31), 100_000)
    await pool.execute("UPDATE tracker.sets_2037 SET weight_g = 120000")
    best = [one for one in await records.current(pool, user.id) if one.metric == "max_weight"]
    assert [one.value for one in best] == [120_000]


@pytest.mark.parametrize("zone", ["Pacific/Kiritimati", "America/Los_Angeles"])
async def test_bounds_are_the_same_in_every_zone(pool: TrackerPool, conn: Connection, zone: str) -> None:
    await conn.execute(f"SET timezone = '{zone}'; SET datestyle = 'SQL, DMY'")
    await conn.fetch("SELECT * FROM tracker.ensure_partitions(2036)")
    bounds = "SELECT pg_get_expr(relpartbound, oid) FROM pg_class WHERE relname = $1"
    assert await pool.fetchval(bounds, "sets_2036") == "FOR VALUES FROM ('2036-01-01') TO ('2037-01-01')"
    assert await pool.fetchval(bounds, "audit_log_2036") == (
        "FOR VALUES FROM ('2036-01-01 00:00:00+00') TO ('2037-01-01 00:00:00+00')"
    )


async def test_six_at_once_beside_a_reader(pool: TrackerPool, conn: Connection) -> None:
    made: list[str] = []

    async def ensure() -> None:
        made.extend(await partitions.ensure(pool, years_ahead=2038 - datetime.now(UTC).year))

    async with conn.transaction():
        await conn.fetch("SELECT count(*) FROM tracker.sets")
        await conn.fetch("SELECT count(*) FROM tracker.audit_log")
        async with anyio.create_task_group() as group:
            for _ in range(6):
                group.start_soon(ensure)
    assert sorted(made) == [
        f"{table}_{year}" for table in ("audit_log", "sets") for year in (2036, 2037, 2038)
    ]


async def test_ensure_gives_up_behind_a_writer_and_succeeds_later(
    pool: TrackerPool, conn: Connection
) -> None:
    years = 2036 - datetime.now(UTC).year
    async with conn.transaction():
        await conn.execute("LOCK TABLE tracker.workout_exercises IN ROW EXCLUSIVE MODE")
        with pytest.raises(Unavailable):
            await partitions.ensure(pool, years_ahead=years)
    assert len(await partitions.ensure(pool, years_ahead=years)) == 2


async def test_a_row_beyond_the_range_names_the_command(pool: TrackerPool) -> None:
    user = await new_user(pool)
    [bench] = await new_exercises(pool, "Bench")
    with pytest.raises(Invalid, match="trackerdb partitions ensure"):
        await log(pool, user.id, bench.id, date(2040, 1, 1), 100_000)


async def test_log_many_makes_the_years_it_needs_where_the_role_may(
    pool: TrackerPool, monkeypatch: pytest.MonkeyPatch
) -> None:
    user = await new_user(pool)
    [bench] = await new_exercises(pool, "Bench")
    monkeypatch.setattr(partitions, "_YEARS_AHEAD", 2)
    monkeypatch.setattr(partitions, "datetime", _In2035)
    drafts = [
        WorkoutDraft(
            started_at=datetime(2036, 5, 5, tzinfo=UTC),
            exercises=[ExerciseDraft(exercise_id=bench.id, sets=[SetDraft(reps=1)])],
        )
    ]
    with pytest.raises(Invalid, match="partitions ensure"):
        async with acting_as(pool, user.id) as app_conn:
            await workouts.log_many(app_conn, user.id, drafts)
    assert (await workouts.log_many(pool, user.id, drafts)).sets == 1
    names = [one.name for one in await partitions.list_all(pool)]
    assert "sets_2037" in names
    assert "sets_2038" not in names


class _In2035(datetime):
    @classmethod
    def now(cls, tz: Any = None) -> _In2035:
        return cls(2035, 6, 1, tzinfo=tz)


async def test_a_year_comes_back_row_for_row(pool: TrackerPool, tmp_path: Path) -> None:
    user = await new_user(pool)
    [bench] = await new_exercises(pool, "Bench")
    for day in (date(2012, 1, 1), date(2018, 12, 31), date(2019, 1, 1), date(2020, 2, 29)):
        await log(pool, user.id, bench.id, day, 50_000 + day.year, 60_000)
    before, best = await rows(pool), await records.progression(pool, user.id, bench.id, "max_weight")
    like = await shape(pool, "sets_2019")

    done = await partitions.detach(pool, "sets_2019", archive=tmp_path)
    assert [(one.name, one.rows) for one in done] == [
        ("sets_before_2018", 2),
        ("sets_2018", 2),
        ("sets_2019", 2),
    ]
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "sets_2018.copy.gz",
        "sets_2019.copy.gz",
        "sets_before_2018.copy.gz",
    ]
    assert len(await rows(pool)) == 2
    await records.rebuild(pool, user.id)
    assert await records.progression(pool, user.id, bench.id, "max_weight") == best
    with pytest.raises(Conflict, match="begins"):
        await partitions.attach(pool, "sets_2018", archive=tmp_path)

    for name in ("sets_2019", "sets_2018", "sets_before_2018"):
        left_out = await partitions.attach(pool, name, archive=tmp_path)
        # The refused attempt left its table.
        assert left_out == (None if name == "sets_2018" else 0)
    assert await rows(pool) == before
    assert await shape(pool, "sets_2019") == like
    await records.rebuild(pool, user.id)
    assert await records.progression(pool, user.id, bench.id, "max_weight") == best


async def test_a_year_without_an_archive_is_a_table_until_it_is_attached(pool: TrackerPool) -> None:
    user = await new_user(pool)
    [bench] = await new_exercises(pool, "Bench")
    workout = await log(pool, user.id, bench.id, date(2012, 1, 1), 100_000)
    before = await rows(pool)
    [done] = await partitions.detach(pool, "sets_before_2018")
    assert (done.archive, done.rows) == (None, None)
    assert await partitions.detach(pool, "sets_before_2018") == []
    [old] = [one for one in await partitions.list_all(pool) if one.name == "sets_before_2018"]
    assert (old.state, old.lower, old.upper) == ("detached", None, date(2018, 1, 1))
    assert (await sets.history(pool, user.id, bench.id)).items == []
    assert await partitions.attach(pool, "sets_before_2018") is None
    assert await rows(pool) == before
    assert await workouts.get(pool, user.id, workout.id) == workout


async def test_what_happened_meanwhile_is_caught_up(pool: TrackerPool, tmp_path: Path) -> None:
    user = await new_user(pool)
    [bench] = await new_exercises(pool, "Bench")
    kept = await log(pool, user.id, bench.id, date(2012, 1, 1), 100_000)
    marked = await log(pool, user.id, bench.id, date(2012, 1, 2), 100_000)
    gone = await log(pool, user.id, bench.id, date(2012, 1, 3), 100_000, 100_000)
    await partitions.detach(pool, "sets_before_2018", archive=tmp_path)
    await workouts.delete(pool, user.id, marked.id)
    await pool.execute("DELETE FROM tracker.workouts WHERE id = $1", gone.id)
    assert await partitions.attach(pool, "sets_before_2018", archive=tmp_path) == 2
    assert [one.workout_id for one in (await sets.history(pool, user.id, bench.id)).items] == [kept.id]
    assert tree_size(await workouts.restore(pool, user.id, marked.id)) == 1


def tree_size(workout: Workout) -> int:
    return sum(len(one.sets) for one in workout.exercises)


async def test_moved_workouts_stop_the_attaching(pool: TrackerPool, tmp_path: Path) -> None:
    user = await new_user(pool)
    [bench] = await new_exercises(pool, "Bench")
    workout = await log(pool, user.id, bench.id, date(2012, 1, 1), 100_000)
    await partitions.detach(pool, "sets_before_2018", archive=tmp_path)
    await workouts.reschedule(pool, user.id, workout.id, started_at=datetime(2012, 2, 1, tzinfo=UTC))
    with pytest.raises(Conflict, match="moved to another day"):
        await partitions.attach(pool, "sets_before_2018", archive=tmp_path)
    await workouts.reschedule(pool, user.id, workout.id, started_at=workout.started_at)
    assert await partitions.attach(pool, "sets_before_2018", archive=tmp_path) == 0
    again = await workouts.get(pool, user.id, workout.id)
    assert again is not None
    assert tree_size(again) == 1


async def test_an_interrupted_detach_is_finished_by_running_it_again(
    pool: TrackerPool, conn: Connection, tmp_path: Path
) -> None:
    user = await new_user(pool)
    [bench] = await new_exercises(pool, "Bench")
    await log(pool, user.id, bench.id, date(2012, 1, 1), 100_000)
    before = await rows(pool)
    async with conn.transaction():
        await conn.fetch("SELECT count(*) FROM tracker.sets")
        # The reader holds it up between its two transactions.
        with pytest.raises(Unavailable):
            await partitions.detach(pool, "sets_before_2018", archive=tmp_path)
        [old] = [one for one in await partitions.list_all(pool) if one.name == "sets_before_2018"]
        assert old.state == "detaching"
    (tmp_path / "sets_before_2018.copy.gz.part").write_bytes(b"half")
    assert [one.rows for one in await partitions.detach(pool, "sets_before_2018", archive=tmp_path)] == [1]
    assert [path.name for path in tmp_path.iterdir()] == ["sets_before_2018.copy.gz"]
    await partitions.attach(pool, "sets_before_2018", archive=tmp_path)
    assert await rows(pool) == before


async def test_a_killed_archiving_is_finished_by_running_it_again(
    pool: TrackerPool, conn: Connection, tmp_path: Path
) -> None:
    user = await new_user(pool)
    [bench] = await new_exercises(pool, "Bench")
    await log(pool, user.id, bench.id, date(2012, 1, 1), 100_000)
    await partitions.detach(pool, "sets_before_2018")
    pid = await conn.fetchval("SELECT pg_backend_pid()")
    async with pool.acquire() as blocker, blocker.transaction():
        await blocker.execute("LOCK TABLE tracker.sets_before_2018 IN ROW EXCLUSIVE MODE")
        async with anyio.create_task_group() as group:

            async def archive() -> None:
                with pytest.raises(Unavailable):
                    await partitions.detach(conn, "sets_before_2018", archive=tmp_path)

            group.start_soon(archive)
            await anyio.sleep(0.3)
            await blocker.execute("SELECT pg_terminate_backend($1)", pid)
    [again] = await partitions.detach(pool, "sets_before_2018", archive=tmp_path)
    assert again.rows == 1


@pytest.mark.parametrize("damage", [b"", b"\x1f\x8b", b"{}\n"])
async def test_a_damaged_archive_is_refused(pool: TrackerPool, tmp_path: Path, damage: bytes) -> None:
    await partitions.detach(pool, "sets_before_2018", archive=tmp_path)
    file = tmp_path / "sets_before_2018.copy.gz"
    whole = file.read_bytes()
    file.write_bytes(damage)
    with pytest.raises(Invalid):
        await partitions.attach(pool, "sets_before_2018", archive=tmp_path)
    file.write_bytes(whole[: len(whole) // 2])
    with pytest.raises(Invalid):
        await partitions.attach(pool, "sets_before_2018", archive=tmp_path)
    file.write_bytes(whole)
    assert await partitions.attach(pool, "sets_before_2018", archive=tmp_path) == 0


async def test_what_cant_be_detached_or_attached(pool: TrackerPool, tmp_path: Path) -> None:
    with pytest.raises(NotFound):
        await partitions.detach(pool, "sets_1999")
    with pytest.raises(Conflict, match="newest"):
        await partitions.detach(pool, "sets_2035")
    today = datetime.now(UTC)
    for name in (f"sets_{today.year}", f"sets_{today.year + 1}", f"audit_log_{today.year}"):
        with pytest.raises(Conflict, match="only a year that is over"):
            await partitions.detach(pool, name)
    assert all(one.state == "attached" for one in await partitions.list_all(pool))
    with pytest.raises(Conflict, match="is attached"):
        await partitions.attach(pool, "sets_2020")
    with pytest.raises(NotFound, match="no archive"):
        await partitions.attach(pool, "sets_1999", archive=tmp_path)
    with pytest.raises(Invalid):
        await partitions.ensure(pool, years_ahead=-1)


async def test_a_table_in_a_partitions_place_is_not_taken_for_one(pool: TrackerPool) -> None:
    await pool.execute("CREATE TABLE tracker.sets_2036 (performed_on date)")
    with pytest.raises(Conflict, match="sets_2036 stands where"):
        await partitions.ensure(pool, years_ahead=2036 - datetime.now(UTC).year)


async def test_a_year_of_the_log_comes_back_row_for_row(pool: TrackerPool, tmp_path: Path) -> None:
    await new_user(pool)
    await pool.execute("UPDATE tracker.users SET display_name = E'a\\tb\\\\'")
    # The log looks as it will in a few years: an entry of long ago.
    await pool.execute(
        "INSERT INTO tracker.audit_log (user_id, at, key_hash, table_name, key, operation, old, shape)"
        " SELECT user_id, '2024-02-29 23:59:59.999999+00', key_hash, table_name, key, operation, old, shape"
        " FROM tracker.audit_log"
    )
    all_of_it = "SELECT l::text FROM tracker.audit_log AS l ORDER BY 1"
    before, like = await pool.fetch(all_of_it), await shape(pool, "audit_log_before_2026")
    [done] = await partitions.detach(pool, "audit_log_before_2026", archive=tmp_path)
    assert done.rows == 1
    assert len(await pool.fetch(all_of_it)) == len(before) - 1
    assert await partitions.attach(pool, "audit_log_before_2026", archive=tmp_path) == 0
    assert await pool.fetch(all_of_it) == before
    assert await shape(pool, "audit_log_before_2026") == like


async def test_an_archive_of_columns_that_are_gone_says_so(pool: TrackerPool, tmp_path: Path) -> None:
    await partitions.detach(pool, "sets_before_2018", archive=tmp_path)
    await pool.execute("ALTER TABLE tracker.sets RENAME COLUMN rpe TO exertion")
    with pytest.raises(Conflict, match="rpe"):
        await partitions.attach(pool, "sets_before_2018", archive=tmp_path)
    await pool.execute("ALTER TABLE tracker.sets RENAME COLUMN exertion TO rpe")
    await pool.execute("ALTER TABLE tracker.sets ADD COLUMN tempo integer")
    assert await partitions.attach(pool, "sets_before_2018", archive=tmp_path) == 0


async def test_only_the_owner_makes_partitions(pool: TrackerPool, conn: Connection) -> None:
    await conn.execute("SET ROLE trackerdb_service")
    with pytest.raises(Forbidden):
        await partitions.ensure(conn, years_ahead=20)


async def test_the_command_line(dsn: str, tmp_path: Path) -> None:
    def run(*words: str) -> Any:
        result = CliRunner().invoke(app, ["partitions", *words, "--database", dsn, "--json"])
        assert result.exit_code == 0, result.output
        return json.loads(result.stdout)

    def all_of_it() -> None:
        assert len(run("list")["partitions"]) == 19 + 11
        assert run("ensure", "--years-ahead", str(2036 - datetime.now(UTC).year))["made"] == [
            "audit_log_2036",
            "sets_2036",
        ]
        [done] = run("detach", "sets_before_2018", "--archive", str(tmp_path))["detached"]
        assert (done["name"], done["rows"]) == ("sets_before_2018", 0)
        assert run("attach", "sets_before_2018", "--archive", str(tmp_path)) == {
            "attached": "sets_before_2018",
            "left_out": 0,
        }

    await to_thread.run_sync(all_of_it)


START = "from trackerdb.cli.main import main; main()"
# Where a run is stopped: what holds it up there, and the lock that it then waits for.
STOPS = {
    "between the two transactions of the detaching": "SELECT count(*) FROM tracker.{parent}",
    "before the file is begun": "LOCK TABLE tracker.{name} IN ROW EXCLUSIVE MODE",
    "when the file is whole": "LOCK TABLE tracker.{name} IN ACCESS SHARE MODE",
}


@pytest.mark.parametrize("stop", STOPS)
@pytest.mark.parametrize("name", ["sets_before_2018", "audit_log_before_2026"])
async def test_an_archiving_killed_at_each_step_is_finished_by_running_it_again(
    pool: TrackerPool, conn: Connection, dsn: str, tmp_path: Path, stop: str, name: str
) -> None:
    user = await new_user(pool)
    [bench] = await new_exercises(pool, "Bench")
    await log(pool, user.id, bench.id, date(2012, 1, 1), 100_000, 90_000)
    parent = name.partition("_before")[0]
    before, like = await rows(pool), await shape(pool, name)
    if "transactions" not in stop:
        await partitions.detach(pool, name)
    command = [sys.executable, "-c", START, "partitions", "detach", name, "--archive", str(tmp_path)]
    environment = {**os.environ, "DATABASE_URL": dsn}
    async with conn.transaction():
        await conn.execute(STOPS[stop].format(parent=parent, name=name))
        running = subprocess.Popen(command, env=environment, stderr=subprocess.DEVNULL)
        while not await pool.fetchval(WAITING):
            await anyio.sleep(0.005)
        running.send_signal(signal.SIGKILL)
        assert await to_thread.run_sync(running.wait) == -signal.SIGKILL
    finished = await to_thread.run_sync(
        lambda: subprocess.run([*command, "--json"], env=environment, check=True, capture_output=True)
    )
    [done] = json.loads(finished.stdout)["detached"]
    assert (done["name"], done["rows"]) == (name, 2 if parent == "sets" else 0)
    assert [path.name for path in tmp_path.iterdir()] == [f"{name}.copy.gz"]
    await partitions.attach(pool, name, archive=tmp_path)
    assert await rows(pool) == before
    assert await shape(pool, name) == like


# Another session of this database waits for a lock, of a table or of a transaction.
WAITING = """
SELECT EXISTS (
    SELECT FROM pg_stat_activity AS a
    WHERE a.datname = current_database() AND a.pid <> pg_backend_pid() AND a.wait_event_type = 'Lock'
)
"""


def columns_and_triggers(found: list[tuple[str, str, bool]]) -> list[tuple[str, str, bool]]:
    """What a detached year has in common with any other; dropped columns leave their number behind."""
    return [(kind, text, fact) for kind, text, fact in found if kind in "at" and "pg.dropped" not in text]


async def test_a_detached_year_goes_along_with_a_rollback_of_the_audit(pool: TrackerPool, dsn: str) -> None:
    user = await new_user(pool)
    [squat] = await new_exercises(pool, "Squat")
    await log(pool, user.id, squat.id, date(2016, 3, 1), 60_000)
    before = await rows(pool)
    await migrations.apply(dsn)
    await partitions.detach(pool, "sets_before_2018")
    ids = [one.id for one in (await migrations.status(dsn)).migrations]
    functions = next(place for place, one in enumerate(ids) if one.endswith("_create_audit_functions"))
    await migrations.rollback(dsn, count=len(ids) - functions)
    assert "recorded_at" not in str(await shape(pool, "sets_before_2018"))
    await migrations.apply(dsn)
    assert await pool.fetchval("SELECT count(*) FROM tracker.sets") == 0
    await partitions.attach(pool, "sets_before_2018")
    names = ("sets_before_2018", "sets_2019")
    found, like = [columns_and_triggers(await shape(pool, name)) for name in names]
    assert found == like
    assert [row.rsplit(",", 3)[0] for row in await rows(pool)] == [row.rsplit(",", 3)[0] for row in before]


async def test_the_verify_scripts_hold_without_the_oldest_years_but_not_without_another(
    pool: TrackerPool, dsn: str
) -> None:
    await partitions.detach(pool, "sets_2019")
    await partitions.detach(pool, "audit_log_before_2026")
    assert (await migrations.verify(dsn)).failed == ()
    await pool.execute("ALTER TABLE tracker.sets DETACH PARTITION tracker.sets_2030")
    [failed] = (await migrations.verify(dsn)).failed
    assert "tracker.sets_2030" in (failed.error or "")
