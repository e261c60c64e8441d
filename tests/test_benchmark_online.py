"""What clients go through while the schema changes: the changes are the how-to's, the counts right."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Generator
from contextlib import closing
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import psycopg2
import pytest

from _support.databases import new_database
from _support.migration_files import query
from benchmarks import online, online_changes, online_tree
from benchmarks.everyday import READS
from benchmarks.online_clients import WRITES, Call, Traffic
from benchmarks.online_windows import LockWaits, Window, summary
from benchmarks.seed import seed
from trackerdb import create_pool
from trackerdb.errors import Invalid
from trackerdb.migrations import Limits
from trackerdb.migrations.snapshot import dump

pytestmark = pytest.mark.anyio

HOW_TO = Path(__file__).parents[1] / "docs" / "how-to" / "change-a-large-table.md"
KINDS = [line.removeprefix("## ").strip() for line in HOW_TO.read_text().splitlines() if line[:3] == "## "]
CLIENTS = 2


@pytest.fixture(scope="module")
def template_with_rows(server: str, template: str) -> Generator[str]:
    with new_database(server, template) as dsn:
        asyncio.run(seed(dsn, sets=4_000, users=12))
        yield dsn


@pytest.fixture
def small(server: str, template_with_rows: str) -> Generator[str]:
    with new_database(server, urlsplit(template_with_rows).path.lstrip("/")) as dsn:
        yield dsn


class Waits(LockWaits):
    """Waits that were seen."""

    def __init__(self, *seen: tuple[float, float]) -> None:
        self._seen = list(seen)


def test_there_is_a_naive_way_for_each_kind_of_the_how_to(tmp_path: Path) -> None:
    assert [change.name for change in online_changes.read_how_to("unused", tmp_path)] == KINDS
    assert len(KINDS) > 6


def test_a_kind_that_nobody_wrote_a_naive_way_for_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = tmp_path / "how-to.md"
    other.write_text(HOW_TO.read_text().replace("## Add a column", "## Paint a column"))
    monkeypatch.setattr(online_changes, "_HOW_TO", other)
    with pytest.raises(Invalid, match="Paint a column"):
        online_changes.read_how_to("unused", tmp_path / "files")


@pytest.mark.parametrize("kind", KINDS)
async def test_each_kind_is_done_and_undone_both_ways(small: str, tmp_path: Path, kind: str) -> None:
    await online_changes.execute(small, online_changes.SET_UP)
    before = dump(small, "--schema-only", "--schema=tracker")
    [change] = [one for one in online_changes.read_how_to(small, tmp_path) if one.name == kind]
    await change.naive()
    assert dump(small, "--schema-only", "--schema=tracker") != before
    await change.undo()
    await change.ours()
    assert dump(small, "--schema-only", "--schema=tracker") != before
    await change.back()
    # The naive way back of an enum leaves its column without the default.
    if kind != "Add a value to an enum":
        assert dump(small, "--schema-only", "--schema=tracker") == before
        await online_changes.execute(small, online_changes.CLEAN_UP)


@pytest.mark.parametrize("number", [0, 1])
async def test_partitions_come_and_go_both_ways(small: str, number: int) -> None:
    async with create_pool(small) as pool:
        change = online_changes.partition_changes(small, pool, "sets_before_2018")[number]
        partitions = (
            "SELECT inhrelid::regclass::text FROM pg_inherits"
            " WHERE inhparent = 'tracker.sets'::regclass ORDER BY 1"
        )
        before = query(small, partitions)
        for there, back in ((change.naive, change.undo), (change.ours, change.back)):
            await there()
            assert abs(len(query(small, partitions)) - len(before)) == 1
            await back()
            assert query(small, partitions) == before


async def test_clients_do_all_calls_and_miss_what_is_taken_away(small: str, tmp_path: Path) -> None:
    traffic = Traffic(small, CLIENTS, tmp_path / "calls")
    await asyncio.to_thread(traffic.start)
    taken = False
    try:
        deadline = time.monotonic() + 60
        while not taken and time.monotonic() < deadline:
            await asyncio.sleep(0.5)
            query(small, "DROP FUNCTION IF EXISTS tracker.workout_totals(bigint, date, uuid)")
            taken = True
        await asyncio.sleep(3)
    finally:
        calls = await asyncio.to_thread(traffic.stop)
    assert {call.name for call in calls} <= READS.keys() | WRITES.keys()
    assert len({call.name for call in calls}) > 8
    assert {call.fault for call in calls} == {None, "missing"}
    assert {call.name for call in calls if call.fault} <= {
        "workouts.history",
        "workouts.between",
    }


async def test_clients_rest_when_they_are_told_to(small: str, tmp_path: Path) -> None:
    traffic = Traffic(small, CLIENTS, tmp_path / "calls")
    await asyncio.to_thread(traffic.start)
    traffic.pause()
    await asyncio.sleep(1.5)
    rested = time.monotonic()
    await asyncio.sleep(0.5)
    resumed = time.monotonic()
    traffic.resume()
    await asyncio.sleep(1)
    calls = await asyncio.to_thread(traffic.stop)
    assert not [call for call in calls if rested < call.started < resumed]
    assert [call for call in calls if call.started > resumed]


def test_waits_for_a_table_are_seen(small: str) -> None:
    with (
        LockWaits(small) as waits,
        closing(psycopg2.connect(small)) as holder,
        closing(psycopg2.connect(small, application_name="trackerdb online")) as client,
        holder.cursor() as holding,
        client.cursor() as waiting,
    ):
        window = Window("lock", time.monotonic())
        holding.execute("LOCK TABLE tracker.sets")
        waiting.execute("SET lock_timeout = '400ms'")
        with pytest.raises(psycopg2.errors.LockNotAvailable):
            waiting.execute("SELECT FROM tracker.sets")
        window.ended = time.monotonic()
        assert waits.longest(window) > 300
        assert waits.longest(Window("later", window.ended + 1, window.ended + 2)) == 0


def test_a_window_sums_up_the_calls_that_it_touches() -> None:
    calls = [
        Call("get", 0.0, 0.9, None),
        Call("get", 0.5, 1.5, None),
        Call("log", 1.2, 1.3, "Unavailable: too long"),
        Call("search", 1.4, 1.5, "missing"),
        Call("get", 1.9, 5.0, None),
        Call("get", 2.1, 9.0, None),
    ]
    summed = summary(calls, [Window("change", 1.0, 2.0)], Waits((0.5, 9.0), (1.5, 0.15)))
    assert summed == {
        "seconds": 1.0,
        "calls": 3,
        "p50_ms": 1000.0,
        "p99_ms": 3100.0,
        "worst_ms": 3100.0,
        "errors": 1,
        "error_kinds": {"Unavailable: too long": 1},
        "missing": ["search"],
        "lock_wait_ms": 150,
    }


def test_only_migrations_that_keep_what_users_wrote_go_down_under_load() -> None:
    files = online_tree.packaged_files()
    kept = online_tree.first_to_keep(files)
    names = [file.id.partition("_")[2] for file in files]
    assert {"create_workouts", "create_sets", "create_record_triggers"} <= set(names[:kept])
    assert {"create_exercise_merges", "audit_tables", "add_search_columns"} <= set(names[kept:])
    for file in files[kept:]:
        assert file.rollback_path is not None
        rollback = file.rollback_path.read_text()
        assert not any(f"TABLE IF EXISTS tracker.{table};" in rollback for table in ("sets", "workouts"))


async def test_a_migration_goes_down_and_up_alone(small: str, tmp_path: Path) -> None:
    files = online_tree.packaged_files()
    before = dump(small, "--schema-only", "--schema=tracker")
    limits = Limits()
    with pytest.raises(Invalid, match="went down in the place of"):
        await online_tree.roll_back(small, files[0], limits)
    await online_tree.roll_back(small, files[-2], limits)
    for place in (len(files) - 2, len(files) - 1):
        step = await online_tree.apply_up_to(small, files[: place + 1], tmp_path, limits)
        assert step.id == files[place].id
    assert dump(small, "--schema-only", "--schema=tracker") == before


def window(**facts: Any) -> dict[str, Any]:
    return {"errors": 0, "error_kinds": {}, "lock_wait_ms": 0, **facts}


@pytest.mark.parametrize(
    ("facts", "message"),
    [
        ({"errors": 2, "error_kinds": {"Unavailable": 2}}, "2 calls failed"),
        ({"lock_wait_ms": 251}, "a client waited 251 ms"),
        ({"failed": "MigrationError"}, "failed: MigrationError"),
    ],
)
def test_our_steps_are_judged_and_the_naive_ones_are_not(facts: dict[str, Any], message: str) -> None:
    good, bad = window(), window(**facts)
    change = {"change": "Add", "naive": bad, "ours": good, "back": bad}
    result: dict[str, Any] = {"tree": None, "changes": [change]}
    assert online.failures(result) == []
    result["changes"] = [{"change": "Add", "naive": good, "ours": bad, "back": good}]
    [found] = online.failures(result)
    assert message in found
    tree = {"migrations": [{"id": "1_x", "down": good, "up": bad}], "verify_failed": []}
    result = {"changes": list[Any](), "tree": {**tree, "users_with_wrong_records": 0}}
    [found] = online.failures(result)
    assert message in found


def test_what_failed_is_told_without_the_files_place() -> None:
    told = online.DIRECTORY.sub("", "MigrationError: /srv/app/sql/x.sql:4: lock timeout in a/b")
    assert told == "MigrationError: x.sql:4: lock timeout in a/b"
