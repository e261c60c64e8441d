"""Put rows into every table of whatever schema stands, so that a migration has data to lose."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import product
from typing import Any

import psycopg2

__all__ = ["seed"]

_ROWS = 2
_TABLES = """
    SELECT c.oid, c.oid::regclass::text
    FROM pg_class AS c
    JOIN pg_namespace AS n ON n.oid = c.relnamespace
    WHERE c.relkind IN ('r', 'p')
      AND (c.relkind = 'r' OR EXISTS (SELECT FROM pg_inherits AS i WHERE i.inhparent = c.oid))
      AND NOT c.relispartition
      AND n.nspname <> ALL ('{pg_catalog,information_schema}') AND n.nspname !~ '^pg_'
    ORDER BY c.oid
"""
_COLUMNS = """
    SELECT a.attnum, quote_ident(a.attname), format_type(a.atttypid, a.atttypmod), a.attnotnull, a.atthasdef,
           a.attidentity <> '', a.attgenerated <> '',
           (SELECT array_agg(quote_literal(e.enumlabel) ORDER BY e.enumsortorder DESC) FROM pg_enum AS e
            WHERE e.enumtypid IN (a.atttypid, t.typelem))
    FROM pg_attribute AS a
    JOIN pg_type AS t ON t.oid = a.atttypid
    WHERE a.attrelid = %s AND a.attnum > 0 AND NOT a.attisdropped
    ORDER BY a.attnum
"""
_FOREIGN_KEYS = """
    SELECT k.conkey, k.confrelid, k.confrelid::regclass::text,
           (SELECT array_agg(quote_ident(f.attname) ORDER BY x.n)
            FROM unnest(k.confkey) WITH ORDINALITY AS x (attnum, n)
            JOIN pg_attribute AS f ON f.attrelid = k.confrelid AND f.attnum = x.attnum)
    FROM pg_constraint AS k
    WHERE k.conrelid = %s AND k.contype = 'f' AND k.conparentid = 0
"""
_CONSTRAINED = "SELECT conkey FROM pg_constraint WHERE conname = %s AND conrelid = %s"

# Literals by type, most telling first; NULL or the default is what's tried last.
_LITERALS = {
    "boolean": ("false", "true"),
    "smallint": ("{n}", "0"),
    "integer": ("{n}", "0"),
    "bigint": ("{n}", "0"),
    "numeric": ("{n}.5", "{n}", "0"),
    "real": ("{n}.5", "0.5", "0"),
    "double precision": ("{n}.5", "0.5", "0"),
    "text": (
        "'seed {n}'", "'seed_{n}'", "'seed{n}@example.org'", "'UTC'",
        "'$argon2id$v=19$m=8,t=1,p=1$c2VlZA$c2VlZA'", "''",
    ),
    "name": ("'seed_{n}'",),
    "date": ("DATE '2024-03-0{n}'",),
    "timestamp with time zone": ("TIMESTAMPTZ '2024-03-0{n} 10:00+00'",),
    "timestamp without time zone": ("TIMESTAMP '2024-03-0{n} 10:00'",),
    "time without time zone": ("TIME '10:0{n}'",),
    "interval": ("INTERVAL '{n} days'",),
    "uuid": ("'00000000-0000-4000-8000-00000000000{n}'",),
    "bytea": (r"'\x{n:064x}'",),
    "jsonb": ("""'{{"seed": {n}}}'""", "'[]'"),
    "json": ("""'{{"seed": {n}}}'""",),
    "inet": ("'192.0.2.{n}'",),
    "xid8": ("'{n}'",),
}  # fmt: skip


@dataclass
class _Column:
    number: int
    name: str
    candidates: list[str]
    chosen: int = 0

    @property
    def value(self) -> str:
        return self.candidates[self.chosen]


@dataclass
class _Table:
    oid: int
    name: str
    identity: str | None = None
    columns: list[_Column] = field(default_factory=list[_Column])
    parents: list[tuple[list[int], int, str, list[str]]] = field(default_factory=list[Any])


def seed(dsn: str) -> list[str]:
    """Give each empty table rows that satisfy its constraints; returns why a table could not be given any."""
    connection = psycopg2.connect(dsn)
    try:
        connection.autocommit = True
        cursor = connection.cursor()
        cursor.execute(_TABLES)
        tables = [_read_table(cursor, oid, name) for oid, name in cursor.fetchall()]
        return [fault for table in _parents_first(tables) for fault in _fill(cursor, table)]
    finally:
        connection.close()


def _read_table(cursor: Any, oid: int, name: str) -> _Table:
    table = _Table(oid, name)
    cursor.execute(_COLUMNS, (oid,))
    for number, column, kind, not_null, default, identity, generated, labels in cursor.fetchall():
        if generated:
            continue
        literals = _literals(kind, labels)
        if identity:
            table.identity = column
            literals = ("{n}",)
        candidates = list(literals) + (["DEFAULT"] if default else []) + ([] if not_null else ["NULL"])
        table.columns.append(_Column(number, column, candidates or [f"'no literal for {kind}'"]))
    cursor.execute(_FOREIGN_KEYS, (oid,))
    table.parents = cursor.fetchall()
    return table


def _literals(kind: str, labels: list[str] | None) -> tuple[str, ...]:
    """Literals of a type by its name, or by the labels of an enum; an array holds one element, or none."""
    if kind.endswith("[]"):
        element = _literals(kind.removesuffix("[]"), labels)
        return (f"ARRAY[{element[0]}]::{kind}", "'{{}}'") if element else ("'{{}}'",)
    return tuple(labels) if labels else _LITERALS.get(kind.split("(")[0], ())


def _parents_first(tables: list[_Table]) -> Iterator[_Table]:
    waiting = list(tables)
    done: set[int] = set()
    while waiting:
        ready = next(
            (t for t in waiting if {parent[1] for parent in t.parents} <= done | {t.oid}),
            waiting[0],
        )
        waiting.remove(ready)
        done.add(ready.oid)
        yield ready


def _fill(cursor: Any, table: _Table) -> Iterator[str]:
    cursor.execute(f"SELECT count(*) FROM {table.name}")
    if cursor.fetchone()[0]:
        return
    for n in range(1, _ROWS + 1):
        fault = _insert(cursor, table, n)
        if fault is not None and n == 1:
            yield f"{table.name} can't be seeded: {fault}"


def _insert(cursor: Any, table: _Table, n: int) -> str | None:
    """Insert one row; each refusal moves on to the next value of the columns that it names."""
    for column in table.columns:
        column.chosen = 0
    fault = "no combination of values was accepted"
    tried: set[tuple[int, ...]] = set()
    suspects: list[_Column] = []
    for _ in range(400):
        tried.add(tuple(column.chosen for column in table.columns))
        try:
            cursor.execute(_statement(cursor, table, n))
        except psycopg2.Error as error:
            fault = str(error).strip().splitlines()[0]
            suspects = _named(cursor, table, error) or suspects or table.columns
            if not _advance(table, suspects, tried):
                suspects = table.columns
                if not _advance(table, suspects, tried):
                    return fault
        else:
            if table.identity:
                cursor.execute(
                    "SELECT setval(pg_get_serial_sequence(%s, %s), %s)", (table.name, table.identity, n)
                )
            return None
    return fault


def _advance(table: _Table, suspects: list[_Column], tried: set[tuple[int, ...]]) -> bool:
    """Choose values for the suspects that were not tried yet, nearest to the most telling ones."""
    before = {column.number: column.chosen for column in table.columns}
    choices = sorted(product(*(range(len(column.candidates)) for column in suspects[:6])), key=sum)
    for choice in choices:
        for column, chosen in zip(suspects, choice, strict=False):
            column.chosen = chosen
        if tuple(column.chosen for column in table.columns) not in tried:
            return True
    for column in table.columns:
        column.chosen = before[column.number]
    return False


def _named(cursor: Any, table: _Table, error: psycopg2.Error) -> list[_Column]:
    numbers: set[int] = set()
    if error.diag.constraint_name:
        cursor.execute(_CONSTRAINED, (error.diag.constraint_name, table.oid))
        keys: list[tuple[list[int] | None]] = cursor.fetchall()
        numbers = {number for (key,) in keys for number in key or []}
    names = {error.diag.column_name, (error.diag.constraint_name or "").removesuffix("_check")}
    return [
        column
        for column in table.columns
        if column.number in numbers
        or column.name in names
        or any(str(n).endswith(f"_{column.name}") for n in names)
    ]


def _statement(cursor: Any, table: _Table, n: int) -> str:
    values = {
        column.number: column.value.replace("{n:064x}", f"{n:064x}").format(n=n) for column in table.columns
    }
    for numbers, _, parent, keys in sorted(table.parents, key=lambda parent: len(parent[0])):
        literals = ", ".join(f"quote_nullable({key})" for key in keys)
        cursor.execute(f"SELECT {literals} FROM {parent} ORDER BY 1 OFFSET %s", (n - 1,))
        found = cursor.fetchone()
        if found is not None:
            values.update(
                {number: value for number, value in zip(numbers, found, strict=True) if number in values}
            )
    columns = ", ".join(column.name for column in table.columns)
    if not table.columns:
        return f"INSERT INTO {table.name} DEFAULT VALUES"
    overriding = "OVERRIDING SYSTEM VALUE " if table.identity else ""
    row = ", ".join(values[column.number] for column in table.columns)
    return f"INSERT INTO {table.name} ({columns}) {overriding}VALUES ({row})"
