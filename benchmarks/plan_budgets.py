"""What each named query may cost, and with which parameters it is tried.

`plans/budgets.toml` has a table a query, `plans/subjects.sql` the values of parameters by name.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, ValidationError

from trackerdb.errors import Invalid

__all__ = ["Budget", "read_budgets"]

_BUDGETS = Path(__file__).parent / "plans" / "budgets.toml"


class Budget(BaseModel):
    """The most that a query may cost under either kind of plan.

    `buffers`: pages looked at, cached or not, without those of triggers. `buffers_a_million`: more of them
    for each million sets, where the query looks at everybody's rows. `reads`: rows that scans look at, for
    each row that is returned or written. `partitions`: of one table that are scanned. `scans`: large tables
    that may be read from end to end, each with the reason. `spills`: why it may sort or hash on disk.
    `replanned`: why it may be planned anew at each call. `returns_nothing`: why no row comes back with
    these parameters. `after`: queries that run before it in the same transaction, unmeasured. `parameters`
    take precedence over the subjects; a value `$name` is the subject of another name.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    buffers: int
    buffers_a_million: int = 0
    reads: float
    partitions: int = 0
    scans: Mapping[str, str] = {}
    spills: str | None = None
    replanned: str | None = None
    returns_nothing: str | None = None
    after: tuple[str, ...] = ()
    parameters: Mapping[str, str | int] = {}


def read_budgets(path: Path = _BUDGETS) -> dict[str, Budget]:
    """Return the budgets by qualified name; raises Invalid with the query that is wrong."""
    modules: dict[str, dict[str, Any]] = tomllib.loads(path.read_text(encoding="utf-8"))
    budgets: dict[str, Budget] = {}
    for module, queries in modules.items():
        for name, fields in queries.items():
            try:
                budgets[f"{module}.{name}"] = Budget(**_converted(fields))
            except ValidationError as error:
                raise Invalid(f"{path}: [{module}.{name}]: {error}") from error
    return budgets


def _converted(fields: dict[str, Any]) -> dict[str, Any]:
    """TOML tells 3 from 3.0 and has no tuples."""
    kinds = {"reads": float, "after": tuple}
    return {key: kinds.get(key, lambda value: value)(value) for key, value in fields.items()}
