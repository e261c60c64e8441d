"""`check` finds every disagreement between queries and schema, and never cries "not null" wrongly."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import asyncpg
import pytest

from _support.stubs import load, one
from trackerdb.check import Problem, check
from trackerdb.errors import SchemaOutdated
from trackerdb.nullability import trace_columns
from trackerdb.query import packaged
from trackerdb.sql_lints import lint

pytestmark = pytest.mark.anyio

TABLES = """
CREATE SCHEMA app;
CREATE TYPE app.kind AS ENUM ('working', 'warmup');
CREATE TABLE app.item (
    id bigint CONSTRAINT item_pkey PRIMARY KEY,
    user_id bigint NOT NULL,
    name text NOT NULL,
    kind app.kind NOT NULL,
    reps integer,
    weight numeric NOT NULL,
    tags text[] NOT NULL,
    made_at timestamptz NOT NULL
);
CREATE TABLE app.part (id bigint NOT NULL, item_id bigint, note text NOT NULL, PRIMARY KEY (id));
"""

SQL = """\
-- name: get :maybe
-- One item.
SELECT i.id, i.name, i.kind, i.reps, i.weight, i.tags, i.made_at
FROM app.item AS i
WHERE i.user_id = :user_id AND i.id = :item_id;

-- name: rename :execrows
-- Gives an item another name.
UPDATE app.item AS i SET name = :name, kind = :kind
WHERE i.user_id = :user_id AND i.id = :item_id;

-- name: ids :many
-- The ids of a user's items.
SELECT i.id
FROM app.item AS i WHERE i.user_id = :user_id;
"""

PYTHON = """
from datetime import datetime
from decimal import Decimal
from typing import Literal

class Item(Row):
    id: int
    name: str
    kind: Literal["working", "warmup"]
    reps: int | None
    weight: Decimal
    tags: list[str]
    made_at: datetime

@query
async def get(db, user_id: int, item_id: int) -> Item | None: ...

@query
async def rename(db, user_id: int, item_id: int, name: str, kind: Literal["working", "warmup"]) -> int: ...

@query
async def ids(db, user_id: int) -> list[int]: ...
"""


async def problems(
    dsn: str, directory: Path, *, change: str = "SELECT 1", sql: str = SQL, python: str = PYTHON
) -> list[str]:
    """Check the queries after `change` was made to the schema; return `line: query: message`."""
    connection = await asyncpg.connect(dsn)
    try:
        await connection.execute(TABLES)
        await connection.execute(change)
    finally:
        await connection.close()
    found = await check(dsn, queries=load(directory, sql, python)["directory"])
    assert all(problem.file == str(directory / "things.sql") and problem.fix for problem in found)
    return [f"{problem.line}: {problem.query}: {problem.message}" for problem in found]


async def test_the_packages_queries_agree_with_its_migrations(dsn: str) -> None:
    assert await check(dsn) == []
    assert len(packaged.bound) > 50


async def test_a_database_that_is_not_migrated_is_said_to_be(empty_dsn: str) -> None:
    with pytest.raises(SchemaOutdated):
        await check(empty_dsn)


async def test_good_queries_have_no_problems(empty_dsn: str, tmp_path: Path) -> None:
    assert await problems(empty_dsn, tmp_path) == []


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ("ALTER COLUMN name DROP NOT NULL", "1: things.get: column name may be NULL, as app.item.name may"),
        (
            "ALTER COLUMN weight TYPE float8",
            "1: things.get: column weight is float8: Decimal does not stand for",
        ),
        ("ALTER COLUMN reps TYPE text", "1: things.get: column reps is text: int does not stand for text"),
        (
            "ALTER COLUMN made_at TYPE timestamp",
            "1: things.get: column made_at is timestamp: datetime does not",
        ),
        ("ALTER COLUMN tags TYPE text USING ''", "1: things.get: column tags is text: text is no array"),
        (
            "ALTER COLUMN tags TYPE int[] USING '{}'",
            "1: things.get: column tags is _int4: str does not stand for int4",
        ),
        ("RENAME COLUMN name TO title", "3: things.get: the server refuses it: column i.name does not exist"),
        ("DROP COLUMN kind", "3: things.get: the server refuses it: column i.kind does not exist"),
        (
            "ALTER COLUMN user_id TYPE text",
            "1: things.get: parameter user_id: int is sent as text: int does not",
        ),
        (
            "ALTER COLUMN user_id DROP NOT NULL, ALTER COLUMN user_id TYPE point USING NULL",
            "5: things.get: the server refuses it: operator does not",
        ),
        ("RENAME TO items", '4: things.get: the server refuses it: relation "app.item" does not exist'),
    ],
)
async def test_each_change_of_a_table_is_found(
    empty_dsn: str, tmp_path: Path, change: str, expected: str
) -> None:
    found = await problems(empty_dsn, tmp_path, change=f"ALTER TABLE app.item {change}")
    assert any(line.startswith(expected) for line in found), found


# What a query reads may be changed behind its back, too: a view, and what a function returns.
BEHIND = """
CREATE VIEW app.shown AS SELECT i.id, i.user_id, i.name, i.reps FROM app.item AS i;
CREATE FUNCTION app.score(item bigint) RETURNS integer LANGUAGE sql STABLE RETURN item::integer;
CREATE FUNCTION app.best(owner bigint) RETURNS TABLE (id bigint, name text) LANGUAGE sql STABLE
    BEGIN ATOMIC SELECT i.id, i.name FROM app.item AS i WHERE i.user_id = owner; END;
"""
BEHIND_SQL = """\
-- name: shown :many
-- What the view shows.
SELECT s.id, s.name
FROM app.shown AS s
WHERE s.user_id = :user_id;

-- name: score :one
-- What the function returns.
SELECT app.score(:item_id) AS score;

-- name: best :many
-- What the function returns as a table.
SELECT b.id, b.name FROM app.best(:user_id) AS b;
"""
BEHIND_PYTHON = """
class Named(Row):
    id: int
    name: str

@query
async def shown(db, user_id: int) -> list[Named]: ...

@query
async def score(db, item_id: int) -> int: ...

@query
async def best(db, user_id: int) -> list[Named]: ...
"""


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ("SELECT 1", []),
        (
            "DROP VIEW app.shown;"
            " CREATE VIEW app.shown AS SELECT i.id, i.user_id, i.reps AS name FROM app.item AS i",
            [
                "1: things.shown: column name is int4: str does not stand for int4",
                "1: things.shown: column name may be NULL, as app.item.reps may",
            ],
        ),
        (
            "DROP VIEW app.shown; CREATE VIEW app.shown AS SELECT i.id, i.user_id, p.note AS name"
            " FROM app.item AS i LEFT JOIN app.part AS p ON p.item_id = i.id",
            ["1: things.shown: column name is NULL where the outer join to part finds no row"],
        ),
        (
            "ALTER VIEW app.shown RENAME COLUMN name TO title",
            ["3: things.shown: the server refuses it: column s.name does not exist"],
        ),
        (
            "DROP VIEW app.shown",
            ['4: things.shown: the server refuses it: relation "app.shown" does not exist'],
        ),
        (
            "DROP FUNCTION app.score; CREATE FUNCTION app.score(item bigint) RETURNS text LANGUAGE sql STABLE"
            " RETURN item::text",
            ["7: things.score: column score is text: int does not stand for text"],
        ),
        (
            "DROP FUNCTION app.score; CREATE FUNCTION app.score(item text) RETURNS integer"
            " LANGUAGE sql STABLE RETURN item::integer",
            ["7: things.score: parameter item_id: int is sent as text: int does not stand for text"],
        ),
        ("DROP FUNCTION app.score", ["9: things.score: the server refuses it: function app.score("]),
        (
            "DROP FUNCTION app.best;"
            " CREATE FUNCTION app.best(owner bigint) RETURNS TABLE (id bigint, name date)"
            " LANGUAGE sql STABLE BEGIN ATOMIC SELECT 1::bigint, DATE '2026-05-05'; END",
            ["11: things.best: column name is date: str does not stand for date"],
        ),
    ],
)
async def test_each_change_of_a_view_or_function_is_found(
    empty_dsn: str, tmp_path: Path, change: str, expected: list[str]
) -> None:
    found = await problems(
        empty_dsn, tmp_path, change=f"{BEHIND}{change}", sql=BEHIND_SQL, python=BEHIND_PYTHON
    )
    assert len(found) == len(expected), found
    assert all(line.startswith(start) for line, start in zip(found, expected, strict=True)), found


async def test_a_parameters_type_is_compared(empty_dsn: str, tmp_path: Path) -> None:
    dates = "ALTER COLUMN name DROP NOT NULL, ALTER COLUMN name TYPE date USING NULL"
    found = await problems(empty_dsn, tmp_path, change=f"ALTER TABLE app.item {dates}")
    assert "7: things.rename: parameter name: str is sent as date: str does not stand for date" in found


async def test_labels_are_compared(empty_dsn: str, tmp_path: Path) -> None:
    found = await problems(empty_dsn, tmp_path, change="ALTER TYPE app.kind ADD VALUE 'dropset'")
    assert found == [
        "1: things.get: column kind is kind: the annotation lacks 'dropset'",
        "7: things.rename: parameter kind: Literal['working', 'warmup'] is sent as kind: "
        "the annotation lacks 'dropset'",
    ]


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        (
            "i.id, i.name, i.kind",
            "i.name, i.id, i.kind",
            "1: things.get: the columns stand in another order than Item",
        ),
        ("i.id, i.name, i.kind", "i.id, i.kind", "1: things.get: no column fills Item.name"),
        ("i.id, i.name", "i.id, i.user_id, i.name", "1: things.get: Item has no field for column user_id"),
        ("i.made_at\n", "i.made_at AS at\n", "1: things.get: Item has no field for column at"),
        ("SELECT i.id\n", "SELECT i.id, i.name\n", "12: things.ids: one column is needed, found id, name"),
        ("i.user_id = :user_id;", "i.user_id = :user_id::text;", "15: things.ids: the server refuses it"),
        (
            "SELECT i.id\n",
            "SELECT i.id::text\n",
            "12: things.ids: column id is text: int does not stand for text",
        ),
        (
            "FROM app.item AS i WHERE",
            "FROM app.item AS i LEFT JOIN app.part AS p ON p.item_id = i.id WHERE",
            "",
        ),
    ],
)
async def test_each_change_of_a_query_is_found(
    empty_dsn: str, tmp_path: Path, old: str, new: str, expected: str
) -> None:
    assert old in SQL
    found = await problems(empty_dsn, tmp_path, sql=SQL.replace(old, new))
    assert (found == []) if not expected else any(line.startswith(expected) for line in found), found


async def test_an_outer_joined_column_is_found(empty_dsn: str, tmp_path: Path) -> None:
    sql = one(
        "notes :many",
        "SELECT p.note FROM app.item AS i LEFT JOIN app.part AS p ON p.item_id = i.id\n"
        "WHERE i.user_id = :user_id",
    )
    stub = "@query\nasync def notes(db, user_id: int) -> list[{}]: ..."
    found = await problems(empty_dsn, tmp_path, sql=sql, python=stub.format("str"))
    assert found == ["1: things.notes: column note is NULL where the outer join to part finds no row"]
    reduced = sql.replace("WHERE", "WHERE p.id > 0 AND")
    directory = tmp_path / "reduced"
    directory.mkdir()
    module = load(directory, reduced, stub.format("str"))
    assert await check(empty_dsn, queries=module["directory"]) == []


async def test_a_column_that_the_query_filters_may_be_required(empty_dsn: str, tmp_path: Path) -> None:
    sql = one(
        "reps :many", "SELECT i.reps FROM app.item AS i WHERE i.user_id = :user_id AND i.reps IS NOT NULL"
    )
    assert (
        await problems(
            empty_dsn, tmp_path, sql=sql, python="@query\nasync def reps(db, user_id: int) -> list[int]: ..."
        )
        == []
    )


# What a query may do to a NOT NULL column on its way out. The rows hold NULL wherever one can be.
SHAPES = """
CREATE TABLE a (id int NOT NULL, x int, b_id int);
CREATE TABLE b (id int NOT NULL, y int NOT NULL, "Odd name" int NOT NULL);
CREATE TABLE p (d date NOT NULL, v int NOT NULL, n int) PARTITION BY RANGE (d);
CREATE TABLE p_2020 PARTITION OF p FOR VALUES FROM ('2020-01-01') TO ('2021-01-01');
CREATE TABLE p_2021 PARTITION OF p FOR VALUES FROM ('2021-01-01') TO ('2022-01-01');
ALTER TABLE p_2020 ALTER COLUMN n SET NOT NULL;
CREATE TABLE q (v int);
CREATE TABLE r (v int) PARTITION BY RANGE (v);
CREATE TABLE r_2020 PARTITION OF r DEFAULT;
CREATE VIEW joined AS SELECT a.id, b.y FROM a LEFT JOIN b ON b.id = a.b_id;
INSERT INTO a VALUES (1, 10, 1), (2, NULL, NULL), (3, NULL, 9);
INSERT INTO b VALUES (1, 100, 5), (7, 700, 6);
INSERT INTO q VALUES (NULL);
INSERT INTO r VALUES (NULL);
INSERT INTO p VALUES ('2020-02-02', 1, 1), ('2021-02-02', 2, NULL);
"""
TRACED = {
    "SELECT a.id, a.x FROM a": ["id", "x?"],
    'SELECT b.y, b."Odd name" FROM b': ["y", "Odd name"],
    "SELECT a.id, b.y FROM a JOIN b ON b.id = a.b_id": ["id", "y"],
    "SELECT a.id, b.y FROM a LEFT JOIN b ON b.id = a.b_id": ["id", "y?"],
    "SELECT a.id, b.y FROM b RIGHT JOIN a ON b.id = a.b_id": ["id", "y?"],
    "SELECT a.id, b.y FROM a FULL JOIN b ON b.id = a.b_id": ["id?", "y?"],
    "SELECT a.id, b.y FROM a LEFT JOIN b ON b.id = a.b_id WHERE b.y > 0": ["id", "y"],
    "SELECT a.id, l.y FROM a LEFT JOIN LATERAL (SELECT b.y FROM b WHERE b.id = a.b_id) AS l ON true": [
        "id",
        "y?",
    ],
    "SELECT a.id FROM a WHERE EXISTS (SELECT FROM b WHERE b.id = a.b_id)": ["id"],
    "SELECT a.id FROM a WHERE NOT EXISTS (SELECT FROM b WHERE b.id = a.b_id)": ["id"],
    "SELECT j.id, j.y FROM joined AS j": ["id", "y?"],
    "SELECT s.id FROM (SELECT a.id FROM a) AS s": ["id"],
    "SELECT p.d, p.v, p.n FROM p": ["d", "v", "n?"],
    "SELECT p.d, p.n FROM p ORDER BY p.v DESC LIMIT 5": ["d", "n?"],
    "SELECT a.id, p.v, p.n FROM a LEFT JOIN p ON p.v = a.id": ["id", "v?", "n?"],
    "WITH c AS (SELECT a.id FROM a) SELECT c.id FROM c": ["id"],
    "INSERT INTO a VALUES (4, NULL, NULL) RETURNING id, x": ["id", "x?"],
    "UPDATE a SET x = b.y FROM b WHERE b.id = a.b_id RETURNING a.id, a.x, b.y": ["id", "x?", "y"],
    "DELETE FROM a WHERE a.id = 3 RETURNING id, b_id": ["id", "b_id?"],
    "SELECT a.id, a.x FROM a GROUP BY a.id, a.x": ["id", "x?"],
    "SELECT DISTINCT a.id FROM a ORDER BY a.id": ["id"],
}
UNTRACED = [
    "SELECT a.id FROM a UNION ALL SELECT a.x FROM a",
    "SELECT a.id FROM a UNION ALL SELECT a.x FROM a ORDER BY 1",
    "SELECT a.id FROM a UNION SELECT a.x FROM a",
    "SELECT q.id FROM (SELECT q.id FROM a AS q UNION ALL SELECT q.x FROM a AS q) AS q ORDER BY 1",
    "SELECT q.i FROM (SELECT q.y AS i FROM b AS q UNION ALL SELECT q.i FROM (SELECT x AS i FROM a) q) AS q",
    "SELECT p_2020.n FROM p_2020 UNION ALL SELECT p_2021.n FROM p_2021",
    "SELECT p_2020.v FROM p_2020 UNION ALL SELECT p_2021.n FROM p_2021",
    "SELECT p_2020.v FROM p_2020 UNION ALL SELECT q.v FROM q",
    "SELECT p_2020.v FROM p_2020 UNION ALL SELECT r_2020.v FROM r_2020",
    "SELECT x.id FROM a AS x INTERSECT SELECT y.x FROM a AS y",
    "SELECT a.x FROM a EXCEPT SELECT b.y FROM b",
    "SELECT a.id, count(*) FROM a GROUP BY ROLLUP (a.id)",
    "SELECT a.id, a.b_id FROM a GROUP BY CUBE (a.id, a.b_id)",
    "SELECT a.id FROM a GROUP BY GROUPING SETS ((a.id), ())",
    "SELECT max(a.id) FROM a WHERE a.id > 100",
    "SELECT sum(a.x), array_agg(a.id) FILTER (WHERE a.id > 100) FROM a",
    "SELECT (SELECT b.y FROM b WHERE b.id = a.b_id) FROM a",
    "SELECT lag(a.id) OVER (ORDER BY a.id) FROM a",
    "SELECT CASE WHEN a.id > 1 THEN a.id END FROM a",
    "SELECT nullif(a.id, 1) FROM a",
    "WITH RECURSIVE r (n) AS (SELECT a.id FROM a UNION ALL SELECT NULL FROM r WHERE n = 1) SELECT r.n FROM r",
    "WITH w AS (INSERT INTO a VALUES (5, NULL, 1) RETURNING id, x) SELECT w.x FROM w",
    "WITH w AS MATERIALIZED (SELECT a.x AS id FROM a) SELECT w.id FROM w",
    "SELECT u.id FROM unnest(ARRAY[1, NULL]) AS u (id)",
    "SELECT v.id FROM (VALUES (1), (NULL)) AS v (id)",
    "SELECT g.id FROM a FULL JOIN (SELECT b.id FROM b GROUP BY b.id) AS g ON g.id = a.b_id",
    "SELECT b.y FROM a LEFT JOIN (a AS a2 JOIN b ON b.id = a2.b_id) ON a2.id = a.x",
    "SELECT b.y FROM (a LEFT JOIN b ON b.id = a.b_id) LEFT JOIN b AS c ON c.id = a.b_id ORDER BY a.id",
    "SELECT b.y FROM a LEFT JOIN b ON b.id = a.b_id WHERE b.id IS NULL",
    "SELECT c.y FROM a LEFT JOIN (SELECT b.id, b.y FROM b OFFSET 0) AS c ON c.id = a.b_id",
    "WITH c AS MATERIALIZED (SELECT b.id, b.y FROM b) SELECT c.y FROM a LEFT JOIN c ON c.id = a.b_id",
    "WITH w AS (DELETE FROM b RETURNING id, y) SELECT a.id, w.y FROM a LEFT JOIN w ON w.id = a.b_id",
    "SELECT q.id FROM (SELECT (SELECT n.id FROM a AS n WHERE n.id > 99) AS id FROM a) AS q",
    "SELECT first_value(b.id) OVER (ORDER BY b.id ROWS BETWEEN 1 PRECEDING AND 1 PRECEDING) AS id FROM b",
    "SELECT c.id FROM b, LATERAL (SELECT nullif(b.id, 1) AS id) AS c",
    "SELECT b.id FROM a CROSS JOIN LATERAL (SELECT a.x AS id) AS b",
    "SELECT t.y FROM (SELECT b.y FROM b UNION ALL SELECT a.x FROM a) AS t JOIN b ON true",
    "SELECT DISTINCT ON (b.y) b.y FROM a LEFT JOIN b ON b.id = a.b_id",
    "SELECT (j.r).id FROM (SELECT b AS r FROM a LEFT JOIN b ON b.id = a.b_id) AS j",
    "SELECT u.id FROM ROWS FROM (generate_series(1, 3), unnest(ARRAY[1])) AS u (n, id)",
    "DELETE FROM a USING a AS n LEFT JOIN b ON b.id = n.b_id WHERE n.id = a.id RETURNING a.id, b.y",
]
# By the major version that brought the syntax.
LATER = {
    17: [
        "MERGE INTO a USING (SELECT 500 AS id, NULL::int AS x) AS s ON a.id = s.id"
        " WHEN NOT MATCHED THEN INSERT VALUES (s.id, s.x, NULL) RETURNING a.id, a.x, s.x",
        "MERGE INTO a USING b ON a.id = b.id WHEN MATCHED THEN DELETE"
        " WHEN NOT MATCHED BY SOURCE THEN UPDATE SET x = NULL RETURNING merge_action(), a.id, b.id, b.y",
    ],
    18: [
        "INSERT INTO a VALUES (88, 1, 1) RETURNING old.id, new.id",
        "DELETE FROM a RETURNING old.id, new.id",
        "MERGE INTO a USING b ON a.id = b.id WHEN NOT MATCHED THEN INSERT VALUES (b.id, 1, 1)"
        " WHEN MATCHED THEN DELETE RETURNING old.id, new.id, a.id, b.id",
    ],
}


async def claims(connection: Any, sql: str) -> tuple[list[str], list[bool], list[list[Any]]]:
    """Return the column names, which of them are claimed not to be NULL, and the rows."""
    not_null = {
        (row[0], row[1])
        for row in await connection.fetch(
            "SELECT c.relname, a.attname FROM pg_attribute AS a JOIN pg_class AS c ON c.oid = a.attrelid"
            " WHERE a.attnotnull"
        )
    }
    partition_of = {
        ("public", f"{parent}_{year}"): ("public", parent) for parent in "pr" for year in (2020, 2021)
    }
    async with connection.transaction():
        await connection.execute("SAVEPOINT untouched")
        await connection.execute("SET LOCAL plan_cache_mode = force_generic_plan")
        await connection.execute(f"PREPARE q AS {sql}")
        plan = json.loads(await connection.fetchval("EXPLAIN (VERBOSE, FORMAT JSON, COSTS OFF) EXECUTE q"))
        await connection.execute("DEALLOCATE q")
        statement = await connection.prepare(sql)
        names = [attribute.name for attribute in statement.get_attributes()]
        origins = trace_columns(plan[0]["Plan"], len(names), partition_of)
        claimed = [o is not None and not o.outer_joined and (o.table, o.column) in not_null for o in origins]
        rows = [list(row) for row in await statement.fetch()]
        await connection.execute("ROLLBACK TO SAVEPOINT untouched")
        return names, claimed, rows


@pytest.fixture
async def shapes(empty_dsn: str, anyio_backend: str) -> Any:
    connection = await asyncpg.connect(empty_dsn)
    await connection.execute(SHAPES)
    yield connection
    await connection.close()


@pytest.mark.parametrize("setting", ["hashjoin", "mergejoin", "nestloop"])
async def test_not_null_is_never_claimed_wrongly(shapes: Any, setting: str) -> None:
    others = {"hashjoin", "mergejoin", "nestloop"} - {setting}
    await shapes.execute("; ".join(f"SET enable_{other} = off" for other in others))
    major = shapes.get_server_version().major
    later = [sql for since, each in LATER.items() if major >= since for sql in each]
    for sql in [*TRACED, *UNTRACED, *later]:
        names, claimed, rows = await claims(shapes, sql)
        for row in rows:
            wrong = [
                name for name, sure, value in zip(names, claimed, row, strict=True) if sure and value is None
            ]
            assert not wrong, sql
        if sql in TRACED:
            assert [
                name if sure else f"{name}?" for name, sure in zip(names, claimed, strict=True)
            ] == TRACED[sql]


@pytest.mark.parametrize(
    ("sql", "rules"),
    [
        ("SELECT t.a FROM app.t AS t WHERE ($1::int IS NULL OR t.a = $1)", ["optional_filter"]),
        ("SELECT t.a FROM app.t AS t WHERE (t.a = $1 OR $1 IS NULL)", ["optional_filter"]),
        ("SELECT t.a FROM app.t AS t WHERE ($1::app.kind[] IS NULL OR t.a IN (1))", ["optional_filter"]),
        ("SELECT t.a FROM app.t AS t WHERE ($1 IS NULL OR EXISTS (SELECT 1))", []),
        ("SELECT t.a FROM app.t AS t WHERE (t.a IS NULL OR t.a = $1)", []),
        ("SELECT * FROM app.t AS t", ["star"]),
        ("SELECT t.a, t.* FROM app.t AS t", ["star"]),
        ("DELETE FROM app.t RETURNING *", ["star"]),
        ("SELECT count(*), 2 * t.a, d.* FROM app.t AS t, unnest($1::int[]) AS d (n)", []),
        ("SELECT t.a FROM t AS t", ["unqualified_table"]),
        ("SELECT t.a FROM app.t AS t JOIN u ON true", ["unqualified_table"]),
        ("INSERT INTO t (a) VALUES (1)", ["unqualified_table"]),
        ("UPDATE t SET a = 1", ["unqualified_table"]),
        ("WITH c AS (SELECT 1), d (x) AS MATERIALIZED (SELECT 2) SELECT 1 FROM c, app.t JOIN d ON true", []),
        ("SELECT extract(year FROM t.a), trim(both FROM t.b), t.a IS DISTINCT FROM t.b FROM app.t AS t", []),
        ("SELECT g FROM generate_series(1, 3) AS g JOIN LATERAL (SELECT 1) AS l ON true", []),
        ("SELECT t.a FROM app.t AS t FOR UPDATE", []),
        ("INSERT INTO app.t (a) VALUES (1) ON CONFLICT (a) DO UPDATE SET a = 2", []),
        ("SET work_mem = '1GB'", ["session_state"]),
        ("SET LOCAL work_mem = '1GB'", []),
        ("LISTEN x", ["session_state"]),
        ("SELECT pg_advisory_lock(1)", ["session_state"]),
        ("SELECT pg_try_advisory_xact_lock(1)", []),
        ("SELECT set_config('a.b', $1, false)", ["session_state"]),
        ("SELECT set_config('a.b', $1, true)", []),
        ("SELECT t.a FROM app.t AS t WHERE t.at > now()", ["clock_in_where"]),
        ("SELECT t.a FROM app.t AS t WHERE t.at > (current_date - 1)", ["clock_in_where"]),
        ("SELECT now() FROM app.t AS t WHERE t.a = 1 ORDER BY now()", []),
        ("UPDATE app.t SET at = now() WHERE a = 1 RETURNING now()", []),
        ("SELECT t.a FROM app.t AS t LIMIT 1 OFFSET 5", ["offset"]),
        ("SELECT t.a FROM (SELECT u.a FROM app.u AS u OFFSET 0) AS t", []),
        ("SELECT o.a FROM app.owned AS o WHERE o.id = $1", ["user_id"]),
        ("SELECT o.a FROM app.owned AS o WHERE o.user_id = $1", []),
        ("SELECT o.a FROM app.t AS t JOIN app.owned AS o ON o.user_id = t.id", []),
        ("INSERT INTO app.owned (user_id, a) VALUES ($1, 2)", []),
        ("DELETE FROM app.owned", ["user_id"]),
        ("SELECT 'SELECT * FROM t OFFSET 1' -- now()", []),
    ],
)
def test_lints(sql: str, rules: list[str]) -> None:
    assert [finding.rule for finding in lint(sql, frozenset({"app.owned"}))] == rules


async def test_a_lint_names_its_line_and_can_be_allowed(empty_dsn: str, tmp_path: Path) -> None:
    sql = one("page :many", "SELECT i.id\nFROM app.item AS i WHERE i.user_id = :user_id\nOFFSET 3")
    stub = "@query\nasync def page(db, user_id: int) -> list[int]: ..."
    found = await problems(empty_dsn, tmp_path, sql=sql, python=stub)
    assert found == [
        "5: things.page: OFFSET reads all the rows that it skips, and shifts when rows are added"
    ]
    allowed = one("page :many", "-- allow offset: three is not many\n" + sql.split("\n", 2)[2])
    directory = tmp_path / "allowed"
    directory.mkdir()
    module = load(directory, allowed, stub)
    assert await check(empty_dsn, queries=module["directory"]) == []
    assert module["page"].purpose == "Says one."


def test_a_problem_reads_as_one_line() -> None:
    problem = Problem("a.sql", 3, "a.get", "it is wrong", "right it")
    assert str(problem) == "a.sql:3: a.get: it is wrong; right it"


async def test_a_model_that_extends_another_may_begin_with_its_own(empty_dsn: str, tmp_path: Path) -> None:
    python = """
class Named(Row):
    id: int
    name: str

class Owned(Named):
    user_id: int

@query
async def owned(db, user_id: int) -> list[Owned]: ...
"""
    sql = one("owned :many", "SELECT i.user_id, i.id, i.name FROM app.item AS i WHERE i.user_id = :user_id")
    assert await problems(empty_dsn, tmp_path, sql=sql, python=python) == []
