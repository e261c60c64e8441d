"""Prove that every named query and its function agree with a live schema.

Statements are prepared and explained, never executed.
"""

from __future__ import annotations

import inspect
import json
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

import asyncpg
from pydantic import BaseModel
from pydantic.fields import FieldInfo

from trackerdb.arguments import annotation_of
from trackerdb.bound import BoundQuery
from trackerdb.check_types import PgType, column_fault, is_optional, parameter_fault
from trackerdb.nullability import Origin, trace_columns
from trackerdb.pool import create_pool
from trackerdb.query import QueryDirectory, packaged
from trackerdb.sql_lints import lint
from trackerdb.sqlstate import translated

if TYPE_CHECKING:
    from asyncpg.prepared_stmt import PreparedStatement

    from trackerdb.executor import Connection

__all__ = ["Problem", "check"]


@dataclass(frozen=True, slots=True)
class Problem:
    """One disagreement: where, between what, and what to do about it."""

    file: str
    line: int
    query: str
    message: str
    fix: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.query}: {self.message}; {self.fix}"


async def check(dsn: str | None = None, *, queries: QueryDirectory = packaged) -> list[Problem]:
    """Return every problem of every bound query against the schema of the database, by file and line.

    For each query it compares parameter types with the signature, and column names, order, types and
    nullability with the row type; makes a custom and a generic plan; and looks for what costs or leaks
    something. Raises Unavailable or Invalid as `create_pool` does.
    """
    async with create_pool(dsn, check_schema=queries is packaged, max_size=1) as pool:
        with translated():
            async with pool.acquire() as connection:
                catalogue = await _Catalogue.read(connection)
                problems = [
                    p for bound in queries.bound async for p in _QueryCheck(bound, catalogue).run(connection)
                ]
    return sorted(problems, key=lambda problem: (problem.file, problem.line))


@dataclass(frozen=True, slots=True)
class _Catalogue:
    """What the checks need to know of the schema."""

    types: Mapping[int, PgType]
    not_null: frozenset[tuple[str, str, str]]
    partition_of: Mapping[tuple[str, str], tuple[str, str]]
    user_owned: frozenset[str]

    @classmethod
    async def read(cls, connection: Connection) -> _Catalogue:
        types: dict[int, PgType] = {}
        for row in await connection.fetch(_TYPES):
            types[row["oid"]] = PgType(row["name"], labels=tuple(row["labels"]) if row["labels"] else None)
        for row in await connection.fetch(_ARRAYS):
            types[row["oid"]] = PgType(row["name"], element=types[row["element"]])
        return cls(
            types=types,
            not_null=frozenset(
                (r["schema"], r["name"], r["column"]) for r in await connection.fetch(_NOT_NULL)
            ),
            partition_of={
                (r["schema"], r["name"]): (r["parent_schema"], r["parent"])
                for r in await connection.fetch(_PARTITIONS)
            },
            user_owned=frozenset(f"{r['schema']}.{r['name']}" for r in await connection.fetch(_USER_OWNED)),
        )


_TYPES = """
SELECT t.oid, coalesce(b.typname, t.typname) AS name,
    (SELECT array_agg(e.enumlabel::text ORDER BY e.enumsortorder)
     FROM pg_catalog.pg_enum AS e WHERE e.enumtypid = t.oid) AS labels
FROM pg_catalog.pg_type AS t
LEFT JOIN pg_catalog.pg_type AS b ON b.oid = t.typbasetype
"""
_ARRAYS = """
SELECT t.oid, t.typname AS name, t.typelem AS element
FROM pg_catalog.pg_type AS t WHERE t.typcategory = 'A' AND t.typelem <> 0
"""
# A constraint that is NOT VALID (PostgreSQL 18) marks the column, but old rows may still hold NULL.
_NOT_NULL = """
SELECT n.nspname AS schema, c.relname AS name, a.attname AS column
FROM pg_catalog.pg_attribute AS a
JOIN pg_catalog.pg_class AS c ON c.oid = a.attrelid
JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
WHERE a.attnotnull AND a.attnum > 0 AND NOT a.attisdropped AND c.relkind IN ('r', 'p')
    AND NOT EXISTS (
        SELECT FROM pg_catalog.pg_constraint AS k
        WHERE k.conrelid = c.oid AND k.contype = 'n' AND NOT k.convalidated AND a.attnum = ANY(k.conkey)
    )
"""
_PARTITIONS = """
SELECT n.nspname AS schema, c.relname AS name, m.nspname AS parent_schema, p.relname AS parent
FROM pg_catalog.pg_inherits AS i
JOIN pg_catalog.pg_class AS c ON c.oid = i.inhrelid AND c.relispartition
JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
JOIN pg_catalog.pg_class AS p ON p.oid = i.inhparent
JOIN pg_catalog.pg_namespace AS m ON m.oid = p.relnamespace
"""
_USER_OWNED = """
SELECT n.nspname AS schema, c.relname AS name
FROM pg_catalog.pg_attribute AS a
JOIN pg_catalog.pg_class AS c ON c.oid = a.attrelid
JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
WHERE a.attname = 'user_id' AND NOT a.attisdropped AND c.relkind IN ('r', 'p')
    AND n.nspname NOT IN ('pg_catalog', 'information_schema')
"""


class _QueryCheck:
    """The checks of one query."""

    def __init__(self, bound: BoundQuery, catalogue: _Catalogue) -> None:
        self._bound = bound
        self._named = bound.named
        self._catalogue = catalogue

    async def run(self, connection: Connection) -> AsyncIterator[Problem]:
        for finding in lint(self._named.sql, self._catalogue.user_owned):
            if finding.rule not in self._named.allowed:
                yield self._problem(finding.message, finding.fix, offset=finding.offset)
        try:
            statement = await connection.prepare(self._named.sql)
            plan = await self._plan(connection, len(statement.get_parameters()))
        except asyncpg.PostgresError as error:
            position = int(getattr(error, "position", None) or 1)
            yield self._problem(
                f"the server refuses it: {error}", "fit the SQL to the schema", offset=position - 1
            )
            return
        for problem in self._parameters(statement):
            yield problem
        for problem in self._columns(statement, plan):
            yield problem

    def _problem(self, message: str, fix: str, *, offset: int | None = None) -> Problem:
        named = self._named
        line = named.line if offset is None else named.body_line + named.sql.count("\n", 0, offset)
        return Problem(named.file, line, self._bound.qualified_name, message, fix)

    async def _plan(self, connection: Connection, parameters: int) -> dict[str, Any]:
        """Make a custom plan and a generic one; return the generic one's topmost node."""
        arguments = f"({', '.join(['NULL'] * parameters)})" if parameters else ""
        await connection.execute(f"PREPARE checked AS {self._named.sql}")
        try:
            # NULL is a value that few callers pass: what a function says to it while the plan is made
            # (class 22) is no fault of the query.
            with suppress(asyncpg.DataError):
                await self._explain(connection, arguments, "force_custom_plan")
            return await self._explain(connection, arguments, "force_generic_plan")
        finally:
            await connection.execute("DEALLOCATE checked")

    async def _explain(self, connection: Connection, arguments: str, mode: str) -> dict[str, Any]:
        async with connection.transaction():
            await connection.execute(f"SET LOCAL plan_cache_mode = {mode}")
            plan = await connection.fetchval(
                f"EXPLAIN (VERBOSE, FORMAT JSON, COSTS OFF) EXECUTE checked{arguments}"
            )
        return cast("dict[str, Any]", json.loads(plan)[0]["Plan"])

    def _parameters(self, statement: PreparedStatement[asyncpg.Record]) -> Iterator[Problem]:
        for name, pg in zip(self._named.parameters, statement.get_parameters(), strict=True):
            annotation = annotation_of(self._bound.stub, name)
            fault = parameter_fault(annotation, self._catalogue.types[pg.oid])
            if fault is not None:
                shown = inspect.formatannotation(annotation)
                yield self._problem(
                    f"parameter {name}: {shown} is sent as {self._catalogue.types[pg.oid].name}: {fault}",
                    "change the annotation, or cast the parameter in the SQL",
                )

    def _columns(
        self, statement: PreparedStatement[asyncpg.Record], plan: dict[str, Any]
    ) -> Iterator[Problem]:
        row_type = self._bound.row_type
        attributes = statement.get_attributes()
        if self._named.cardinality in ("exec", "execrows"):
            return
        names = [attribute.name for attribute in attributes]
        if not isinstance(row_type, type) or not issubclass(row_type, BaseModel):
            if len(names) != 1:
                yield self._problem(
                    f"one column is needed, found {', '.join(names) or 'none'}", "return a row model"
                )
                return
            annotations: dict[str, Any] = {names[0]: row_type}
        else:
            yield from self._names(names, row_type)
            annotations = {
                _column_of(name, field): field.annotation for name, field in row_type.model_fields.items()
            }
        origins = trace_columns(plan, len(names), self._catalogue.partition_of)
        for attribute, origin in zip(attributes, origins, strict=True):
            if attribute.name in annotations:
                pg_type = self._catalogue.types[attribute.type.oid]
                yield from self._column(attribute.name, annotations[attribute.name], pg_type, origin)

    def _names(self, names: list[str], model: type[BaseModel]) -> Iterator[Problem]:
        fields = {_column_of(name, field): field for name, field in model.model_fields.items()}
        missing = [name for name, field in fields.items() if field.is_required() and name not in names]
        extra = [name for name in names if name not in fields]
        for name in missing:
            yield self._problem(f"no column fills {model.__name__}.{name}", "select it, or remove the field")
        for name in extra:
            yield self._problem(
                f"{model.__name__} has no field for column {name}", "add the field, or don't select it"
            )
        for base in model.__mro__ if not missing and not extra else ():
            # Class by class, since a model that extends another may put its own columns first.
            own = [name for name in vars(base).get("__annotations__", ()) if name in names]
            if own != [name for name in names if name in own]:
                order = ", ".join(own)
                yield self._problem(
                    f"the columns stand in another order than {base.__name__}", f"select {order}"
                )

    def _column(
        self, name: str, annotation: Any, pg_type: PgType, origin: Origin | None
    ) -> Iterator[Problem]:
        fault = column_fault(annotation, pg_type)
        if fault is not None:
            yield self._problem(
                f"column {name} is {pg_type.name}: {fault}", "change the annotation, or cast the column"
            )
        if origin is None or is_optional(annotation):
            return
        column = f"{origin.schema}.{origin.table}.{origin.column}"
        if origin.outer_joined:
            yield self._problem(
                f"column {name} is NULL where the outer join to {origin.table} finds no row",
                f"annotate it `{inspect.formatannotation(annotation)} | None`, or use an inner join",
            )
        elif (
            origin.schema,
            origin.table,
            origin.column,
        ) not in self._catalogue.not_null and not self._filtered(origin):
            yield self._problem(
                f"column {name} may be NULL, as {column} may",
                f"annotate it `{inspect.formatannotation(annotation)} | None`, or filter by IS NOT NULL",
            )

    def _filtered(self, origin: Origin) -> bool:
        """Tell whether the query itself says that the column is there."""
        return f"{origin.column} is not null" in " ".join(self._named.sql.lower().split())


def _column_of(name: str, field: FieldInfo) -> str:
    return field.validation_alias if isinstance(field.validation_alias, str) else name
