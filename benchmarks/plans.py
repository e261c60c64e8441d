"""Run every named query under a custom and a generic plan, and compare what it costs with its budget.

A query without a budget fails; so does a sequential scan of a table that grows with the users, more
partitions, pages or rows read than the budget says, a sort or hash that goes to disk, and a query that
PostgreSQL would plan anew at each call, because it takes the plan that it could keep for a dearer one.
Everything runs in transactions that are rolled back, but under locks: not for a database in use. The plans
are compared with those kept in `benchmarks/plans`, which depend on the data: they are those of the default
--sets and --seed.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import sys
from collections.abc import AsyncGenerator, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import asyncpg

from benchmarks.databases import migrated
from benchmarks.plan_budgets import Budget, read_budgets
from benchmarks.plan_reading import Cost, outline, read_cost
from benchmarks.plan_snapshots import compare, store
from benchmarks.seed import seed
from trackerdb.errors import Invalid, TrackerError
from trackerdb.query import packaged

if TYPE_CHECKING:
    from trackerdb.executor import Connection

__all__ = [
    "MODES",
    "Breach",
    "Query",
    "Report",
    "check_plans",
    "explain_all",
    "main",
    "packaged_queries",
    "read_parents",
    "read_subjects",
]

MODES = ("custom", "generic")
# PostgreSQL compares the plan that it could keep with those of so many calls.
_CALLS_BEFORE_KEPT = 5
SETS, SEED = 150_000, 1

_SUBJECTS = Path(__file__).parent / "plans" / "subjects.sql"

# As on an SSD: with the default, small tables are read whole however good their indexes. Parallel plans
# depend on the machine.
_SETTINGS = {
    "random_page_cost": "1.1",
    "jit": "off",
    "max_parallel_workers_per_gather": "0",
    "lock_timeout": "10s",
    "statement_timeout": "10min",
}

_TRIES = 3
_REPLANNED = (
    "it is planned anew at each call: a sub-select hides from the planner what its estimates depend on,"
    " or `replanned` says in its budget why it may be"
)
_EXPLAIN = "EXPLAIN (ANALYZE, BUFFERS, TIMING OFF, FORMAT JSON)"

# What grows with the users, where it is large by now: whatever belongs to one. Sizes are as they are, not as
# the statistics have them.
_LARGE_TABLES = """
SELECT c.relname
FROM pg_catalog.pg_class AS c
CROSS JOIN LATERAL pg_catalog.pg_partition_tree(c.oid) AS t
WHERE
    c.relnamespace = 'tracker'::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition
    AND (
        c.relname = 'users'
        OR EXISTS (
            SELECT FROM pg_catalog.pg_attribute AS a
            WHERE a.attrelid = c.oid AND a.attname IN ('user_id', 'owner_id') AND NOT a.attisdropped
        )
    )
GROUP BY c.relname
HAVING sum(pg_catalog.pg_relation_size(t.relid)) > 1 << 20
"""
_SETS = """
SELECT coalesce(sum(greatest(c.reltuples, 0)), 0)::bigint
FROM pg_catalog.pg_partition_tree('tracker.sets') AS t
JOIN pg_catalog.pg_class AS c ON c.oid = t.relid
WHERE t.isleaf
"""
_PARENTS = """
SELECT c.relname AS child, p.relname AS parent
FROM pg_catalog.pg_inherits AS i
JOIN pg_catalog.pg_class AS c ON c.oid = i.inhrelid
JOIN pg_catalog.pg_class AS p ON p.oid = i.inhparent
"""


@dataclass(frozen=True, slots=True)
class Query:
    """A statement with `$n` for the n-th of its parameters."""

    name: str
    sql: str
    parameters: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Breach:
    """What a query does that its budget does not allow."""

    query: str
    mode: str
    message: str

    def __str__(self) -> str:
        return f"{self.query} ({self.mode} plan): {self.message}"


@dataclass(frozen=True, slots=True)
class Report:
    """The costs and outlines by query and mode, and every breach."""

    major: int
    costs: Mapping[tuple[str, str], Cost]
    outlines: Mapping[tuple[str, str], str]
    breaches: tuple[Breach, ...]


def main(argv: list[str]) -> int:
    """Check all plans; exit status 1 on a breach, or with --strict where a plan is not the one kept."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks plans", description=__doc__)
    parser.add_argument("--database", metavar="DSN", help="a seeded database; default: a temporary one")
    parser.add_argument("--sets", type=int, default=SETS, help="of the temporary one (default: %(default)s)")
    parser.add_argument("--seed", type=int, default=SEED, help="of the temporary one (default: %(default)s)")
    parser.add_argument("--strict", action="store_true", help="another plan than the one kept is a breach")
    parser.add_argument("--update", action="store_true", help="keep the plans as they are now")
    parser.add_argument("--json", action="store_true", help="print JSON")
    options = parser.parse_args(argv)
    try:
        report = asyncio.run(_check_seeded(options))
    except TrackerError as error:
        print(error, file=sys.stderr)
        return 1
    if options.update:
        store(report.major, report.outlines)
    changes = compare(report.major, report.outlines)
    print(_as_json(report) if options.json else _as_table(report))
    for line in (*changes, *report.breaches):
        print(line, file=sys.stderr)
    return 1 if report.breaches or (options.strict and changes) else 0


def _as_json(report: Report) -> str:
    costs = [
        {
            "query": query,
            "plan": mode,
            "rows": cost.rows,
            "reads": round(cost.reads, 1),
            "buffers": cost.buffers,
        }
        for (query, mode), cost in report.costs.items()
    ]
    return json.dumps({"costs": costs, "breaches": [asdict(breach) for breach in report.breaches]}, indent=2)


def _as_table(report: Report) -> str:
    lines = [f"{'query':<45}{'plan':<9}{'rows':>8}{'reads/row':>11}{'buffers':>9}"]
    lines += [
        f"{query:<45}{mode:<9}{cost.rows:>8}{cost.reads:>11.1f}{cost.buffers:>9}"
        for (query, mode), cost in report.costs.items()
    ]
    return "\n".join(lines)


async def _check_seeded(options: argparse.Namespace) -> Report:
    async with migrated(options.database) as dsn:
        if options.database is None:
            await seed(dsn, sets=options.sets, seed=options.seed)
        return await check_plans(dsn)


def packaged_queries() -> list[Query]:
    """Return every query that comes with trackerdb, in the order of their names."""
    queries = [Query(b.qualified_name, b.named.sql, b.named.parameters) for b in packaged.bound]
    return sorted(queries, key=lambda query: query.name)


async def check_plans(
    dsn: str, queries: Iterable[Query] | None = None, budgets: Mapping[str, Budget] | None = None
) -> Report:
    """Run queries, by default all of the package; raises Invalid where the database is not seeded."""
    budgets = read_budgets() if budgets is None else budgets
    everything = queries is None
    queries = packaged_queries() if queries is None else list(queries)
    connection = await asyncpg.connect(dsn, server_settings=_SETTINGS, statement_cache_size=0)
    try:
        check = await _Check.prepare(connection, budgets, {query.name: query for query in queries})
        for query in await check.reads_first(queries):
            await check.run(query)
        if everything:
            check.breaches += [
                Breach(name, "any", "there is a budget, but no such query")
                for name in sorted(budgets.keys() - {query.name for query in queries})
            ]
        return Report(
            connection.get_server_version().major, check.costs, check.outlines, tuple(check.breaches)
        )
    finally:
        await connection.close()


async def read_parents(connection: Connection) -> dict[str, str]:
    """Return the table of each partition and the index of each of its indexes."""
    return {row["child"]: row["parent"] for row in await connection.fetch(_PARENTS)}


async def read_subjects(dsn: str) -> dict[str, str | None]:
    """Return the values that queries are tried with; raises Invalid where the database is not seeded."""
    connection = await asyncpg.connect(dsn, server_settings=_SETTINGS)
    try:
        return await _subjects(connection)
    finally:
        await connection.close()


async def _subjects(connection: Connection) -> dict[str, str | None]:
    subjects = await connection.fetchrow(_SUBJECTS.read_text(encoding="utf-8"))
    if subjects is None:
        raise Invalid("the database holds no user to try the queries with: run `python -m benchmarks seed`")
    return dict(subjects)


async def explain_all(
    dsn: str, subjects: Mapping[str, str | None], runs: int
) -> AsyncGenerator[tuple[Query, list[dict[str, Any]]], None]:
    """Yield each query of the package with what EXPLAIN says of warm runs under a generic plan."""
    queries = packaged_queries()
    connection = await asyncpg.connect(dsn, server_settings=_SETTINGS, statement_cache_size=0)
    try:
        check = _Check(connection, read_budgets(), {query.name: query for query in queries}, subjects)
        for query in await check.reads_first(queries):
            yield query, await check.explain(query, "generic", runs)
    finally:
        await connection.close()


class _Check:
    """A run over queries on one connection."""

    def __init__(
        self,
        connection: Connection,
        budgets: Mapping[str, Budget],
        queries: Mapping[str, Query],
        subjects: Mapping[str, str | None],
        large: frozenset[str] = frozenset(),
        parents: Mapping[str, str] | None = None,
        sets: int = 0,
    ) -> None:
        self._connection = connection
        self._budgets = budgets
        self._queries = queries
        self._subjects = subjects
        self._large = large
        self._parents = parents or {}
        self._sets = sets
        self.costs: dict[tuple[str, str], Cost] = {}
        self.outlines: dict[tuple[str, str], str] = {}
        self.breaches: list[Breach] = []

    @classmethod
    async def prepare(
        cls, connection: Connection, budgets: Mapping[str, Budget], queries: Mapping[str, Query]
    ) -> _Check:
        return cls(
            connection,
            budgets,
            queries,
            await _subjects(connection),
            frozenset(row["relname"] for row in await connection.fetch(_LARGE_TABLES)),
            await read_parents(connection),
            await connection.fetchval(_SETS),
        )

    async def reads_first(self, queries: Sequence[Query]) -> list[Query]:
        """Return those that write last: what is rolled back leaves dead rows, which others then look at."""
        writing = [query for query in queries if await self._writes(query)]
        return [query for query in queries if query not in writing] + writing

    async def _writes(self, query: Query) -> bool:
        budget = self._budgets.get(query.name)
        try:
            steps = [self._execute_of(name) for name in (*(budget.after if budget else ()), query.name)]
            await self._explain(steps, "generic", readonly=True)
        except asyncpg.ReadOnlySQLTransactionError:
            return True
        except (_NoValue, asyncpg.PostgresError):
            return False
        return False

    async def run(self, query: Query) -> None:
        """Run a query under both kinds of plan."""
        budget = self._budgets.get(query.name)
        for mode in MODES:
            try:
                cost, plan = await self._cheapest(query, mode, budget)
            except _NoValue as error:
                self.breaches.append(Breach(query.name, "any", str(error)))
                return
            except asyncpg.PostgresError as error:
                self.breaches.append(Breach(query.name, mode, f"can't be run: {error}"))
                continue
            self.costs[query.name, mode] = cost
            self.outlines[query.name, mode] = outline(plan, self._parents)
            faults = _faults(cost, budget, self._large, self._sets)
            self.breaches += [Breach(query.name, mode, fault) for fault in faults]
        runs = (query.name, "generic") in self.costs
        if runs and (budget is None or budget.replanned is None) and await self._is_replanned(query):
            self.breaches.append(Breach(query.name, "kept", _REPLANNED))

    async def _is_replanned(self, query: Query) -> bool:
        """Tell whether PostgreSQL, left to choose, still plans the query anew after some calls."""
        _, arguments = self._execute_of(query.name)
        transaction = self._connection.transaction()
        await transaction.start()
        try:
            await self._connection.execute(f"DEALLOCATE ALL; PREPARE step AS {query.sql}")
            for _ in range(_CALLS_BEFORE_KEPT + 1):
                await self._connection.execute(f"EXPLAIN EXECUTE step {arguments}")
            replanned: bool = await self._connection.fetchval(
                "SELECT generic_plans = 0 FROM pg_catalog.pg_prepared_statements WHERE name = 'step'"
            )
        finally:
            await transaction.rollback()
        return replanned

    async def _cheapest(self, query: Query, mode: str, budget: Budget | None) -> tuple[Cost, dict[str, Any]]:
        """Return what a query costs; the cheapest of three runs where the first takes too many buffers.

        Other sessions' changes of their schemas make a busy server forget what it cached of ours, and what
        is read again counts. Too many buffers each time are the query's own.
        """
        found: list[tuple[Cost, dict[str, Any]]] = []
        for _ in range(_TRIES):
            plan: dict[str, Any] = (await self.explain(query, mode))[-1]["Plan"]
            found.append((read_cost(plan, self._parents), plan))
            if budget is None or found[-1][0].buffers <= _most_buffers(budget, self._sets):
                break
        return min(found, key=lambda one: one[0].buffers)

    async def explain(self, query: Query, mode: str, runs: int = 1) -> list[dict[str, Any]]:
        """Explain a query in transactions that are rolled back; once before to fill the caches.

        Raises _NoValue, and what PostgreSQL has against it.
        """
        budget = self._budgets.get(query.name)
        names = [*(budget.after if budget else ()), query.name]
        steps = [self._execute_of(name) for name in names]
        return [await self._explain(steps, mode) for _ in range(runs + 1)][1:]

    def _execute_of(self, name: str) -> tuple[Query, str]:
        """Return a query and its arguments as SQL; raises _NoValue."""
        query = self._queries[name]
        given = self._budgets[name].parameters if name in self._budgets else {}
        literals: list[str] = []
        for parameter in query.parameters:
            value: str | int | None = given.get(parameter, f"${parameter}")
            if isinstance(value, str) and value.startswith("$"):
                if value[1:] not in self._subjects:
                    raise _NoValue(f"no budget gives its parameter {parameter!r} a value")
                value = self._subjects[value[1:]]
            literals.append("NULL" if value is None else "'" + str(value).replace("'", "''") + "'")
        return query, f"({', '.join(literals)})" if literals else ""

    async def _explain(
        self, steps: list[tuple[Query, str]], mode: str, *, readonly: bool = False
    ) -> dict[str, Any]:
        """Run the steps and explain the last one."""
        plan = ""
        transaction = self._connection.transaction(readonly=readonly)
        await transaction.start()
        try:
            await self._connection.execute(f"SET LOCAL plan_cache_mode = force_{mode}_plan")
            for query, arguments in steps:
                await self._connection.execute(f"DEALLOCATE ALL; PREPARE step AS {query.sql}")
                plan = await self._connection.fetchval(f"{_EXPLAIN} EXECUTE step {arguments}")
        finally:
            await transaction.rollback()
        explained: dict[str, Any] = json.loads(plan)[0]
        return explained


class _NoValue(Exception):
    """A parameter without a value."""


def _most_buffers(budget: Budget, sets: int) -> int:
    return budget.buffers + budget.buffers_a_million * sets // 1_000_000


def _faults(cost: Cost, budget: Budget | None, large: frozenset[str], sets: int) -> list[str]:
    if budget is None:
        partitions = max(cost.partitions.values(), default=0)
        took = f"buffers = {cost.buffers}, reads = {cost.reads:.1f}, partitions = {partitions}"
        return [f"no budget; it took {took}"]
    faults = [f"sequential scan of {table}" for table in sorted(cost.scanned & large - budget.scans.keys())]
    faults += [
        f"{count} partitions of {table} scanned, at most {budget.partitions} allowed"
        for table, count in cost.partitions.items()
        if count > budget.partitions
    ]
    if cost.buffers > (most := _most_buffers(budget, sets)):
        faults.append(f"{cost.buffers} buffers, at most {most} allowed")
    if cost.reads > budget.reads:
        faults.append(f"{cost.reads:.1f} rows read for each returned, at most {budget.reads:g} allowed")
    if cost.spilled and budget.spills is None:
        faults.append("a sort or hash went to disk")
    if not cost.rows and budget.returns_nothing is None:
        faults.append("no row came back: the parameters are not representative")
    return faults
