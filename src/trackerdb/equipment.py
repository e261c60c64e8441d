"""Equipment that exercises need."""

from __future__ import annotations

from trackerdb.database import Executor
from trackerdb.query import query
from trackerdb.rows import Row

__all__ = ["Equipment", "list_all"]


class Equipment(Row):
    """A piece of equipment; `slug` is its stable name."""

    id: int
    slug: str
    name: str


@query
async def list_all(db: Executor) -> list[Equipment]:
    """Every piece of equipment, by name."""
    ...
