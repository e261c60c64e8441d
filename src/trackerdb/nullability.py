"""Tell from a statement's plan which of its columns can be NULL.

The planner knows what the text hides: which outer joins remain after the filters are taken into account,
and which table a column of a view or sub-select comes from. A column counts as traced when the plan's output
names it by a table's alias (EXPLAIN VERBOSE gives each table an alias of its own), and nothing between that
table and the output can put another value in its place. Everything else is unknown: "not null" is no guess.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

__all__ = ["Origin", "trace_columns"]

_Node = dict[str, Any]
_Name = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Origin:
    """The table's column that an output column shows.

    `outer_joined` when a join may put NULL in its place.
    """

    schema: str
    table: str
    column: str
    outer_joined: bool


def trace_columns(plan: _Node, count: int, partition_of: Mapping[_Name, _Name]) -> list[Origin | None]:
    """Return the origin of each of the first `count` output columns, None where it is unknown.

    `plan` is the topmost node of EXPLAIN (VERBOSE, FORMAT JSON), made from a generic plan; `partition_of`
    leads from each partition (schema, name) to the table that it is a partition of.
    """
    tables: dict[str, _Table] = {}
    for alias, table in _Tracer(partition_of).tables(plan, blocked=False, outer_joined=False):
        tables[alias] = table.merged(tables.get(alias, table))
    origins = [_origin(expression, tables) for expression in _output(plan)[:count]]
    return origins + [None] * (count - len(origins))


@dataclass(frozen=True, slots=True)
class _Table:
    name: _Name
    blocked: bool
    outer_joined: bool

    def merged(self, other: _Table) -> _Table:
        """Return what is certain when an alias may mean either."""
        blocked = self.blocked or other.blocked or self.name != other.name
        return _Table(self.name, blocked, self.outer_joined or other.outer_joined)


# The side of a join that a row may lack, by the join's type.
_NULLABLE_SIDES: dict[str, frozenset[str]] = {
    "Inner": frozenset(),
    "Semi": frozenset({"Inner"}),
    "Right Semi": frozenset({"Outer"}),
    "Left": frozenset({"Inner"}),
    "Anti": frozenset({"Inner"}),
    "Right": frozenset({"Outer"}),
    "Right Anti": frozenset({"Outer"}),
    "Full": frozenset({"Inner", "Outer"}),
}
_BOTH = frozenset({"Inner", "Outer"})


class _Tracer:
    def __init__(self, partition_of: Mapping[_Name, _Name]) -> None:
        self._partition_of = partition_of

    def tables(self, node: _Node, *, blocked: bool, outer_joined: bool) -> Iterator[tuple[str, _Table]]:
        """Yield each table under its alias, with what happens to its columns on the way up."""
        if "Relation Name" in node:
            yield node["Alias"], _Table(_name(node), blocked, outer_joined)
        children: list[_Node] = node.get("Plans", [])
        parent = self._partitioned(node, children)
        if parent is not None:
            for child in children:
                # The server calls the table `s` and its partitions s_1, s_2, …; above, either may be shown.
                alias = str(child["Alias"])
                yield alias, _Table(parent, blocked, outer_joined)
                yield re.sub(r"_\d+$", "", alias), _Table(parent, blocked, outer_joined)
            return
        nullable = _NULLABLE_SIDES.get(node["Join Type"], _BOTH) if "Join Type" in node else frozenset[str]()
        for child in children:
            below = self.tables(
                child,
                blocked=blocked or _shows_other_rows(node),
                outer_joined=outer_joined or child.get("Parent Relationship") in nullable,
            )
            # What a ModifyTable returns is the row that it wrote, however it found it.
            written = node.get("Alias") if node["Node Type"] == "ModifyTable" else None
            yield from ((alias, table) for alias, table in below if alias != written)

    def _partitioned(self, node: _Node, children: list[_Node]) -> _Name | None:
        """Return the table whose partitions a node appends, None where it appends anything else."""
        if node["Node Type"] not in _APPENDS or not all("Relation Name" in child for child in children):
            return None
        parents = {self._partition_of.get(_name(child)) for child in children}
        columns = {tuple(e.rpartition(".")[2] for e in child.get("Output", [])) for child in children}
        return parents.pop() if len(parents) == len(columns) == 1 else None


_APPENDS = ("Append", "Merge Append")


def _name(node: _Node) -> _Name:
    return str(node["Schema"]), str(node["Relation Name"])


def _shows_other_rows(node: _Node) -> bool:
    """Tell whether a node's output bears a name from below although its rows may come from elsewhere.

    A UNION is named after its first branch, and GROUPING SETS put NULL in the place of a key.
    """
    return "Grouping Sets" in node or node["Node Type"] in _APPENDS


def _output(node: _Node) -> list[str]:
    while "Output" not in node:
        children: list[_Node] = node.get("Plans", [])
        if node["Node Type"] not in _APPENDS or not children:
            return []
        node = children[0]
    return list(node["Output"])


_IDENTIFIER = r'(?:[a-z_][a-z0-9_$]*|"(?:[^"]|"")+")'
_COLUMN = re.compile(rf"(?:(?P<alias>{_IDENTIFIER})\.)?(?P<column>{_IDENTIFIER})")
_CONSTANTS = frozenset({"true", "false"})


def _origin(expression: str, tables: dict[str, _Table]) -> Origin | None:
    found = _COLUMN.fullmatch(expression)
    if found is None or expression in _CONSTANTS:
        return None
    # Where a query reads one table alone, the server leaves the alias out.
    only = next(iter(tables)) if len(tables) == 1 else ""
    table = tables.get(_plain(found["alias"]) if found["alias"] else only)
    if table is None or table.blocked:
        return None
    return Origin(*table.name, _plain(found["column"]), table.outer_joined)


def _plain(identifier: str) -> str:
    return identifier[1:-1].replace('""', '"') if identifier.startswith('"') else identifier
