"""Muscle groups that exercises train."""

from __future__ import annotations

from trackerdb.database import Executor
from trackerdb.query import query
from trackerdb.rows import Row

__all__ = ["MuscleGroup", "list_all"]


class MuscleGroup(Row):
    """A muscle group; `slug` is its stable name."""

    id: int
    slug: str
    name: str


@query
async def list_all(db: Executor) -> list[MuscleGroup]:
    """Every muscle group, by name."""
    ...
