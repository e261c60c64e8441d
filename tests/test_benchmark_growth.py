"""Growth is measured on one user at every size, goes on after an interruption, and judges what grew."""

from __future__ import annotations

import json
from collections.abc import Generator
from typing import Any

import asyncpg
import pytest

from _support.databases import new_database
from _support.seeded import seeded_template
from benchmarks import growth
from benchmarks.everyday import READS
from benchmarks.growth_reasons import REASONS, reason_for
from benchmarks.plan_reading import buffers_by_node
from benchmarks.plans import packaged_queries
from benchmarks.seed import seed

pytestmark = pytest.mark.anyio


@pytest.fixture
def seeded(server: str, template: str) -> Generator[str]:
    with new_database(server, seeded_template(server, template)) as dsn:
        yield dsn


def stage(size: int, **buffers: int) -> dict[str, Any]:
    queries = [
        {"query": name, "single_user": name != "all", "buffers": n, "descents": 2, "median_ms": n / 10}
        for name, n in buffers.items()
    ]
    return {"size": size, "queries": queries}


async def test_every_query_and_everyday_read_is_measured(
    seeded: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(growth, "_RUNS", 1)
    monkeypatch.setattr(growth, "_SUBJECTS", 5)
    connection = await asyncpg.connect(seeded)
    try:
        await connection.execute(growth.SCHEMA)
        before = await connection.fetchval("SELECT count(*) FROM tracker.sets")
        first = await growth.measure(connection, seeded)
        kept = json.loads(await connection.fetchval("SELECT vals FROM benchmarks.subjects"))
        # The user stays the same one, whoever would be chosen by now.
        monkeypatch.delattr(growth, "read_subjects")
        again = await growth.measure(connection, seeded)
        assert await connection.fetchval("SELECT count(*) FROM tracker.sets") == before
    finally:
        await connection.close()
    assert kept["user_id"]
    assert {one["query"] for one in first["queries"]} == {query.name for query in packaged_queries()}
    assert set(first["everyday"]) == set(READS)
    assert len(READS) == 10
    assert [one["query"] for one in again["queries"]] == [one["query"] for one in first["queries"]]
    singles = {one["query"] for one in first["queries"] if one["single_user"]}
    assert {"sets._history", "workout_lists._history", "login_sessions._resolve", "auth._login"} <= singles
    assert singles.isdisjoint({"exercise_search.count_users", "equipment.list_all", "partitions.list_all"})


async def test_filling_goes_on_where_it_was_interrupted(dsn: str, monkeypatch: pytest.MonkeyPatch) -> None:
    seeds: list[tuple[int, int]] = []

    async def interrupted(address: str, *, sets: int, **options: Any) -> Any:
        seeds.append((options["seed"], sets))
        if len(seeds) == 2:
            raise ConnectionAbortedError
        return await seed(address, sets=sets, **options)

    monkeypatch.setattr(growth, "seed", interrupted)
    monkeypatch.setattr(growth, "_MOST_AT_ONCE", 500)
    connection = await asyncpg.connect(dsn)
    try:
        await connection.execute(growth.SCHEMA)
        with pytest.raises(ConnectionAbortedError):
            await growth.fill(connection, dsn, 900, 1, lambda *_: None)
        filled = await growth.fill(connection, dsn, 900, 1, lambda *_: None)
        assert seeds == [(1, 500), (2, 400), (2, 400)]
        [first, second] = await connection.fetch("SELECT * FROM benchmarks.seeds ORDER BY seed")
        assert 0 < first["stored"] < await connection.fetchval("SELECT count(*) FROM tracker.sets")
        # What the second one had stored before it was interrupted is not known.
        assert second["stored"] is None
        assert filled["sets_a_second"] == round(first["stored"] / first["seconds"])
        assert filled["seed_seconds"] == round(first["seconds"] + second["seconds"], 1)
        assert await growth.fill(connection, dsn, 900, 1, lambda *_: None) == filled
        await connection.execute("INSERT INTO benchmarks.growth VALUES (900, '{}')")
        more = await growth.fill(connection, dsn, 1_300, 1, lambda *_: None)
        [third] = await connection.fetch("SELECT * FROM benchmarks.seeds WHERE seed = 3")
        assert more["sets_a_second"] == round(third["stored"] / third["seconds"])
    finally:
        await connection.close()


def test_what_grew_is_compared_with_a_million() -> None:
    stages = [stage(100_000, get=1), stage(1_000_000, get=5, all=9), stage(10_000_000, get=8, all=20)]
    assert [one["query"] for one in growth.grown(stages)] == ["all"]
    assert growth.grown([stages[0], stage(1_000_000, get=5)])[0]["from"] == 1


def test_growth_without_a_reason_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    async def run(*_: object) -> list[dict[str, Any]]:
        return stages

    monkeypatch.setattr(growth, "_run", run)
    stages = [stage(1_000, get=10), stage(10_000, get=20)]
    assert growth.main(["--json"]) == 1
    stages = [stage(1_000, get=10), stage(10_000, get=12)]
    assert growth.main(["--json"]) == 0
    # Nor does it matter what grows with everybody.
    stages = [stage(1_000, all=10), stage(10_000, all=200)]
    assert growth.main(["--json"]) == 0


def test_a_level_of_each_index_searched_is_reason_enough() -> None:
    before, after = {"buffers": 10, "descents": 4}, {"buffers": 14, "descents": 4}
    assert reason_for("sets._unheard_of", before, after) == (
        "it searches indexes 4 times, each of them up to a level deeper"
    )
    assert reason_for("sets._unheard_of", before, {**after, "buffers": 15}) is None


def test_the_parts_of_a_plan_that_grew_are_the_reason() -> None:
    nodes = {"Update on sets": 10, "Index Scan sets_pkey on sets": 3, "Function Scan on keep": 5}
    before = {"buffers": 18, "descents": 1, "nodes": nodes}
    after = {"buffers": 25, "descents": 1, "nodes": {**nodes, "Update on sets": 17}}
    assert reason_for("sets._unheard_of", before, after) == (
        "Update on sets 10 to 17: each index written is up to a level deeper, and a full page sends the row"
        " to another"
    )
    after["nodes"] = {"Seq Scan on sets": 25}
    assert reason_for("sets._unheard_of", before, after) == "another plan; Seq Scan on sets 0 to 25"
    # What happens inside a function is no reason by itself.
    after["nodes"] = {**nodes, "Function Scan on keep": 12}
    assert reason_for("sets._unheard_of", before, after) is None
    [query, *_] = REASONS
    assert reason_for(query, before, after) == REASONS[query]


def test_pages_are_counted_where_they_were_looked_at() -> None:
    leaf = {"Node Type": "Index Scan", "Index Name": "sets_2020_pkey", "Relation Name": "sets_2020"}
    scan = {**leaf, "Shared Hit Blocks": 4, "Shared Read Blocks": 1}
    other = {**scan, "Index Name": "sets_2021_pkey", "Relation Name": "sets_2021"}
    plan = {"Node Type": "Append", "Shared Hit Blocks": 12, "Shared Read Blocks": 2, "Plans": [scan, other]}
    parents = {"sets_2020": "sets", "sets_2021": "sets", "sets_2020_pkey": "k", "sets_2021_pkey": "k"}
    assert buffers_by_node(plan, parents) == {"Append": 4, "Index Scan k on sets": 10}


def test_every_reason_is_a_querys() -> None:
    assert REASONS.keys() <= {query.name for query in packaged_queries()}


def test_slope_and_percentile() -> None:
    stages = [stage(1_000, get=10), stage(10_000, get=12), stage(100_000, get=14)]
    assert growth.slope(stages, "get") == pytest.approx(2)
    assert growth.slope(stages[:1], "get") is None
    assert [growth.percentile(range(1, 101), share) for share in (0.5, 0.99, 1)] == [50, 99, 100]
