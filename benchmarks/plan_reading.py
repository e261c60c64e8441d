"""Read what EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) says: what a plan cost, and its shape as text."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

__all__ = ["Cost", "buffers_by_node", "outline", "read_cost"]

# Values differ from run to run; where they stand does not.
_LITERAL = re.compile(r"'(?:[^']|'')*'|(?<![\w.$])-?\d+(?:\.\d+)?\b")
_PARTITION_ALIAS = re.compile(r"\b([a-z_]+)_\d+\.")
_DETAILS = (
    "Index Cond",
    "Recheck Cond",
    "Hash Cond",
    "Merge Cond",
    "Join Filter",
    "Filter",
    "Sort Key",
    "Group Key",
)


@dataclass(frozen=True, slots=True)
class Cost:
    """What one execution did: rows returned or written, rows that scans looked at, pages, and how.

    `descents` counts how often an index was searched from its root.
    """

    rows: int
    read: int
    buffers: int
    descents: int
    partitions: Mapping[str, int]
    scanned: frozenset[str]
    spilled: bool

    @property
    def reads(self) -> float:
        """Rows looked at for each row returned."""
        return self.read / max(self.rows, 1)


def read_cost(plan: dict[str, Any], parents: Mapping[str, str]) -> Cost:
    """Sum a plan up; `parents` leads from a partition to its table."""
    read = descents = 0
    scanned: set[str] = set()
    partitions: dict[str, set[str]] = {}
    for node in _nodes(plan):
        if "Index Name" in node:
            # PostgreSQL 18 says how often it searched; before, a loop is a search.
            descents += node.get("Index Searches", node["Actual Loops"])
        relation = node.get("Relation Name")
        if relation is None or node["Node Type"] == "ModifyTable" or not node["Actual Loops"]:
            continue
        examined = _examined(node)
        read += examined
        if relation in parents:
            partitions.setdefault(parents[relation], set()).add(relation)
        if node["Node Type"] == "Seq Scan" and examined:
            scanned.add(parents.get(relation, relation))
    return Cost(
        rows=_rows(plan),
        read=read,
        buffers=_pages(plan),
        descents=descents,
        partitions={table: len(leaves) for table, leaves in partitions.items()},
        scanned=frozenset(scanned),
        spilled=plan["Temp Read Blocks"] + plan["Temp Written Blocks"] > 0,
    )


def buffers_by_node(plan: dict[str, Any], parents: Mapping[str, str]) -> dict[str, int]:
    """Return the pages that the nodes of a plan looked at by themselves, those of a kind together."""
    found: dict[str, int] = {}
    for node in _nodes(plan):
        own = _pages(node) - sum(_pages(child) for child in node.get("Plans", ()))
        if own > 0:
            words = [node.get("Operation") or node["Node Type"]]
            if "Index Name" in node:
                words.append(parents.get(node["Index Name"], node["Index Name"]))
            words += [
                f"on {parents.get(node[key], node[key])}"
                for key in ("Relation Name", "Function Name")
                if key in node
            ]
            label = " ".join(words)
            found[label] = found.get(label, 0) + own
    return found


def _pages(node: dict[str, Any]) -> int:
    pages: int = node["Shared Hit Blocks"] + node["Shared Read Blocks"]
    return pages


def _nodes(node: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield node
    for child in node.get("Plans", ()):
        yield from _nodes(child)


def _examined(node: dict[str, Any]) -> int:
    a_loop: float = (
        node["Actual Rows"]
        + node.get("Rows Removed by Filter", 0)
        + node.get("Rows Removed by Index Recheck", 0)
    )
    loops: int = node["Actual Loops"]
    return round(a_loop * loops)


def _rows(plan: dict[str, Any]) -> int:
    """Count the rows that come out, or that are written where none do."""
    if plan["Node Type"] != "ModifyTable" or plan["Actual Rows"]:
        rows: float = plan["Actual Rows"]
        return round(rows)
    sources = [child for child in plan.get("Plans", ()) if child["Parent Relationship"] == "Outer"]
    return sum(round(child["Actual Rows"] * child["Actual Loops"]) for child in sources)


def outline(plan: dict[str, Any], parents: Mapping[str, str]) -> str:
    """Describe the executed part of a plan: a line a node, without figures; a table's partitions once."""
    return "\n".join(_lines(plan, parents, 0))


def _lines(node: dict[str, Any], parents: Mapping[str, str], depth: int) -> Iterator[str]:
    yield "  " * depth + _describe(node, parents)
    seen: set[tuple[str, ...]] = set()
    for child in node.get("Plans", ()):
        if not child["Actual Loops"] or _is_empty_leaf(child, parents):
            continue
        lines = tuple(_lines(child, parents, depth + 1))
        if node["Node Type"] in ("Append", "Merge Append") and lines in seen:
            continue
        seen.add(lines)
        yield from lines


def _is_empty_leaf(node: dict[str, Any], parents: Mapping[str, str]) -> bool:
    """Tell a partition without rows, which is scanned in whatever way."""
    return node.get("Relation Name") in parents and node["Node Type"] != "ModifyTable" and not _examined(node)


def _describe(node: dict[str, Any], parents: Mapping[str, str]) -> str:
    words = [node.get("Operation") or node["Node Type"]]
    if node["Node Type"] in ("Aggregate", "SetOp") and node.get("Strategy") not in (None, "Plain"):
        words.insert(0, node["Strategy"])
    if node.get("Join Type") not in (None, "Inner"):
        words.append(node["Join Type"].lower())
    if "Index Name" in node:
        words.append(parents.get(node["Index Name"], node["Index Name"]))
    sources = (node[key] for key in ("Relation Name", "Function Name", "CTE Name") if key in node)
    words += [f"on {parents.get(source, source)}" for source in sources]
    if "Subplan Name" in node:
        words.append(f"[{node['Subplan Name']}]")
    details = [f"{key.lower()}: {_without_values(node[key])}" for key in _DETAILS if key in node]
    return "  ".join([" ".join(words), *details])


def _without_values(expression: str | list[str]) -> str:
    text = ", ".join(expression) if isinstance(expression, list) else expression
    return _PARTITION_ALIAS.sub(r"\1.", _LITERAL.sub("?", text))
