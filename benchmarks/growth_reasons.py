"""Why a query looks at more pages in a larger database."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

__all__ = ["REASONS", "reason_for"]

REASONS: Mapping[str, str] = tomllib.loads(
    (Path(__file__).parent / "plans" / "growth.toml").read_text(encoding="utf-8")
)

_NAMED = 3
_WRITES = ("Insert", "Update", "Delete", "Merge")
# What goes on inside doesn't show in the plan.
_OPAQUE = ("Function Scan", "Result", "ProjectSet", "Limit", "Aggregate", "LockRows")


def reason_for(query: str, before: Mapping[str, Any], after: Mapping[str, Any]) -> str | None:
    """Return why `query` costs more pages than before, None where nobody knows.

    A B-tree of ten to a hundred times the rows is a level deeper, which is a page more for each search from
    its root. Beyond that, the parts of the plan that grew say it; what happens inside a function is told by
    `plans/growth.toml`.
    """
    if query in REASONS:
        return REASONS[query]
    more = after["buffers"] - before["buffers"]
    searches: int = after["descents"]
    if more <= searches:
        return f"it searches indexes {searches} times, each of them up to a level deeper"
    return _grown_nodes(before.get("nodes", {}), after.get("nodes", {}))


def _grown_nodes(before: Mapping[str, int], after: Mapping[str, int]) -> str | None:
    grown = {
        label: (before.get(label, 0), pages)
        for label, pages in after.items()
        if pages > before.get(label, 0) and not label.startswith(_OPAQUE)
    }
    if not grown:
        return None
    most = sorted(grown.items(), key=lambda item: item[1][0] - item[1][1])[:_NAMED]
    parts = ", ".join(f"{label} {old} to {new}" for label, (old, new) in most)
    if before.keys() != after.keys():
        return f"another plan; {parts}"
    if all(label.startswith(_WRITES) for label, _ in most):
        return (
            f"{parts}: each index written is up to a level deeper, and a full page sends the row to another"
        )
    return parts
