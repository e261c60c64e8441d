"""Which of a user's exercises are probably there twice. Public as `trackerdb.exercises.duplicates`."""

from __future__ import annotations

from trackerdb.database import Executor
from trackerdb.query import query
from trackerdb.rows import Row

__all__ = ["LikelyDuplicate", "duplicates"]


class LikelyDuplicate(Row):
    """A user's own exercise and another, theirs or the catalogue's, that may be the same.

    `likeness` is from 0 to 1, and 1 for the same name in another spelling. To make them one:
    `exercises.merge(db, exercise_id, into=other_id, user_id=…)`.
    """

    exercise_id: int
    name: str
    other_id: int
    other_name: str
    in_catalogue: bool
    likeness: float


@query
async def duplicates(db: Executor, user_id: int, *, limit: int = 100) -> list[LikelyDuplicate]:
    """The user's own exercises that are probably another one as well, the likeliest first.

    Compared as search compares, and only where the tracking is the same: others could not be merged.
    """
    ...
