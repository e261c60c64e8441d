"""Why a query looks at more pages in a larger database, where that is known."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

__all__ = ["REASONS", "reason_for"]

REASONS: Mapping[str, str] = tomllib.loads(
    (Path(__file__).parent / "plans" / "growth.toml").read_text(encoding="utf-8")
)


def reason_for(query: str, before: Mapping[str, Any], after: Mapping[str, Any]) -> str | None:
    """Return why `query` costs more pages than before, None where nobody knows.

    A B-tree of ten to a hundred times the rows is a level deeper, which is a page more for each search from
    its root. Up to there that is the reason; beyond, the one that `plans/growth.toml` gives.
    """
    more = after["buffers"] - before["buffers"]
    searches: int = after["descents"]
    if more <= searches:
        return f"it searches indexes {searches} times, each of them up to a level deeper"
    return REASONS.get(query)
