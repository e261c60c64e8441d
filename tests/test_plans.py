"""Every named query stays within its budget, and a regression is found and named."""

from __future__ import annotations

import json
import re
from collections.abc import Generator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import psycopg2
import pytest

from _support.databases import new_database
from _support.seeded import seeded_template
from benchmarks import plan_snapshots, plans
from benchmarks.plan_budgets import Budget, read_budgets
from benchmarks.plans import Query, check_plans
from trackerdb import embedded
from trackerdb.errors import Invalid

pytestmark = pytest.mark.anyio

QUERIES = {query.name: query for query in plans.packaged_queries()}
# The cheap ones that most regressions would hit.
USUAL = (
    "sets._get",
    "sets._history",
    "users.get",
    "workout_lists._history",
    "workout_lists.calendar",
    "workouts._save",
)


@pytest.fixture
def seeded(server: str, template: str) -> Generator[str]:
    with new_database(server, seeded_template(server, template)) as dsn:
        yield dsn


def administer(dsn: str, *statements: str) -> None:
    with closing(psycopg2.connect(embedded.admin_dsn(dsn))) as admin, admin.cursor() as cursor:
        admin.autocommit = True
        for statement in statements:
            cursor.execute(statement)


def counts(dsn: str) -> dict[str, int]:
    with closing(psycopg2.connect(embedded.admin_dsn(dsn))) as admin, admin.cursor() as cursor:
        cursor.execute(
            "SELECT oid::regclass::text FROM pg_class"
            " WHERE relnamespace = 'tracker'::regnamespace AND relkind IN ('r', 'p')"
        )
        found: dict[str, int] = {}
        for (table,) in cursor.fetchall():
            cursor.execute(f"SELECT count(*) FROM {table}")
            [found[table]] = cursor.fetchone() or [0]
        return found


async def broken(dsn: str, *queries: Query) -> dict[str, set[str]]:
    """The breaches of each query that has any."""
    found: dict[str, set[str]] = {}
    for breach in (await check_plans(dsn, queries)).breaches:
        found.setdefault(breach.query, set()).add(breach.message)
    return found


def usual() -> list[Query]:
    return [QUERIES[name] for name in USUAL]


def test_every_query_has_a_budget_and_every_budget_a_query() -> None:
    assert set(read_budgets()) == set(QUERIES)


def test_all_queries_keep_within_their_budgets_and_leave_no_trace(
    seeded: str, capsys: pytest.CaptureFixture[str]
) -> None:
    before = counts(seeded)
    status = plans.main(["--database", seeded, "--json"])
    printed = json.loads(capsys.readouterr().out)
    assert (printed["breaches"], status) == ([], 0)
    costs = printed["costs"]
    assert {(cost["query"], cost["plan"]) for cost in costs} == {(n, m) for n in QUERIES for m in plans.MODES}
    assert counts(seeded) == before


async def test_a_dropped_index_is_found(seeded: str) -> None:
    administer(seeded, "DROP INDEX tracker.sets_user_id_exercise_id_performed_on_idx")
    found = await broken(seeded, *usual())
    assert set(found) == {"sets._history"}


async def test_a_wrapped_column_is_found(seeded: str) -> None:
    calendar = QUERIES["workout_lists.calendar"]
    wrapped = replace(calendar, sql=calendar.sql.replace("w.user_id = $1", "w.user_id + 0 = $1"))
    assert wrapped != calendar
    assert await broken(seeded, calendar) == {}
    found = await broken(seeded, wrapped)
    assert any("rows read for each returned" in message for message in found[calendar.name])


async def test_a_lost_pruning_condition_is_found(seeded: str) -> None:
    get = QUERIES["sets._get"]
    lost = replace(get, sql=re.sub(r"AND s\.performed_on = \(.*\)", "", get.sql, flags=re.DOTALL))
    assert lost != get
    assert await broken(seeded, get) == {}
    found = await broken(seeded, lost)
    assert any(
        re.fullmatch(r"\d\d partitions of sets scanned, at most 1 allowed", each)
        for each in found["sets._get"]
    )


async def test_stale_statistics_are_found(seeded: str) -> None:
    # As they were on the day when all workouts were one user's.
    administer(
        seeded,
        "UPDATE pg_statistic SET stadistinct = 1, stakind1 = 0, stakind2 = 0, stakind3 = 0, stakind4 = 0,"
        " stakind5 = 0"
        " WHERE starelid = 'tracker.workouts'::regclass AND staattnum = (SELECT attnum FROM pg_attribute"
        " WHERE attrelid = 'tracker.workouts'::regclass AND attname = 'user_id')",
    )
    found = await broken(seeded, *usual(), QUERIES["workout_lists.streak"])
    assert any("rows read for each returned" in message for message in found["workout_lists.streak"])


async def test_a_sort_that_goes_to_disk_is_found(seeded: str) -> None:
    query = Query("sets._all", "SELECT s.* FROM tracker.sets AS s ORDER BY s.rpe, s.id", ())
    budget = Budget(buffers=10**6, reads=2, partitions=99, scans={"sets": "all of them are wanted"})
    report = await check_plans(seeded, [query], {query.name: budget})
    assert {str(breach) for breach in report.breaches} == {
        f"sets._all ({mode} plan): a sort or hash went to disk" for mode in plans.MODES
    }


async def test_what_a_budget_allows_for_everybodys_rows_is_no_breach(seeded: str) -> None:
    query = Query("sets._all", "SELECT s.* FROM tracker.sets AS s ORDER BY s.rpe, s.id", ())
    allowed = Budget(
        buffers=0,
        buffers_a_million=10**6,
        reads=2,
        partitions=99,
        scans={"sets": "all of them are wanted"},
        spills="it sorts all of them",
    )
    assert (await check_plans(seeded, [query], {query.name: allowed})).breaches == ()
    fewer = allowed.model_copy(update={"buffers_a_million": 1})
    found = (await check_plans(seeded, [query], {query.name: fewer})).breaches
    assert {breach.message.partition(" buffers, ")[2] for breach in found} == {"at most 0 allowed"}


async def test_queries_that_write_come_last(seeded: str) -> None:
    writes, reads = QUERIES["sets._update"], QUERIES["workout_lists.streak"]
    report = await check_plans(seeded, [writes, reads])
    assert [name for name, _ in report.costs] == [reads.name] * 2 + [writes.name] * 2


async def test_a_query_that_is_planned_anew_at_each_call_is_found(seeded: str) -> None:
    performance = QUERIES["performance.performance"]
    anew = replace(performance, sql=re.sub(r"\(SELECT (\$\d::date)\)", r"\1", performance.sql))
    assert anew != performance
    assert await broken(seeded, performance) == {}
    [[message]] = (await broken(seeded, anew)).values()
    assert message.startswith("it is planned anew at each call")
    allowed = read_budgets()[performance.name].model_copy(update={"replanned": "once a year"})
    assert (await check_plans(seeded, [anew], {performance.name: allowed})).breaches == ()


async def test_too_many_buffers_and_rows_are_found(seeded: str) -> None:
    query = QUERIES["sets._history"]
    cost = (await check_plans(seeded, [query])).costs[query.name, "generic"]
    for budget in (
        Budget(buffers=cost.buffers - 1, reads=1e9, partitions=99),
        Budget(buffers=10**9, reads=cost.reads / 2, partitions=99),
    ):
        report = await check_plans(seeded, [query], {query.name: budget})
        assert ("sets._history", "generic") in {(breach.query, breach.mode) for breach in report.breaches}


async def test_a_query_without_a_budget_fails_and_says_what_it_took(seeded: str) -> None:
    report = await check_plans(seeded, [QUERIES["users.get"]], {})
    assert [breach.query for breach in report.breaches] == ["users.get"] * 2
    assert "no budget; it took buffers = " in report.breaches[0].message


async def test_a_parameter_without_a_value_and_one_that_finds_nothing_fail(seeded: str) -> None:
    unknown = Query("users.new", "SELECT $1::text", ("shoe_size",))
    nothing = Query("users.none", "SELECT u.id FROM tracker.users AS u WHERE u.id = $1", ("user_id",))
    budgets = {nothing.name: Budget(buffers=9, reads=2, parameters={"user_id": -1})}
    report = await check_plans(seeded, [unknown, nothing], budgets)
    assert {(breach.query, breach.message) for breach in report.breaches} == {
        ("users.new", "no budget gives its parameter 'shoe_size' a value"),
        ("users.none", "no row came back: the parameters are not representative"),
    }


async def test_a_query_that_cant_be_run_is_named(seeded: str) -> None:
    query = Query("sets._wrong", "SELECT s.shoe_size FROM tracker.sets AS s", ())
    report = await check_plans(seeded, [query], {query.name: Budget(buffers=9, reads=2)})
    assert [(breach.query, breach.mode) for breach in report.breaches] == [
        (query.name, mode) for mode in plans.MODES
    ]
    assert all("shoe_size does not exist" in breach.message for breach in report.breaches)


async def test_a_database_that_is_not_seeded_is_refused(dsn: str) -> None:
    with pytest.raises(Invalid, match="python -m benchmarks seed"):
        await check_plans(dsn)


def test_a_changed_plan_is_shown_as_a_diff(tmp_path: Path) -> None:
    before = {("sets._get", mode): "Limit\n  Index Scan sets_pkey on sets" for mode in plans.MODES}
    plan_snapshots.store(18, before, tmp_path)
    assert plan_snapshots.compare(18, before, tmp_path) == []
    after = {**before, ("sets._get", "generic"): "Limit\n  Seq Scan on sets"}
    diff = plan_snapshots.compare(18, after, tmp_path)
    assert "+== _get, generic plan" in diff
    assert "+  Seq Scan on sets" in diff
    assert plan_snapshots.compare(17, before, tmp_path) == ["no plans are kept for PostgreSQL 17"]


def test_a_wrong_budget_is_named(tmp_path: Path) -> None:
    path = tmp_path / "budgets.toml"
    path.write_text("[sets._get]\nbuffers = 3\nread = 1\n")
    with pytest.raises(Invalid, match=r"\[sets\._get\]"):
        read_budgets(path)
