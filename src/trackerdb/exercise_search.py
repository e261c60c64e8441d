"""Search of exercises by what people type. Public as `trackerdb.exercises.search`."""

from __future__ import annotations

from typing import get_args

from trackerdb.database import Executor
from trackerdb.enums import ExerciseType
from trackerdb.pages import require_limit
from trackerdb.query import query
from trackerdb.rows import Row

__all__ = ["ExerciseHit", "search"]


class ExerciseHit(Row):
    """An exercise that matches: `matched_alias` is the alias that did (None: its name), `score` is from 0 to 1."""

    exercise_id: int
    name: str
    matched_alias: str | None
    score: float


async def search(
    db: Executor,
    text: str,
    *,
    user_id: int | None = None,
    exercise_type: ExerciseType | None = None,
    muscle_group: str | None = None,
    equipment: str | None = None,
    limit: int = 20,
) -> list[ExerciseHit]:
    """Exercises of the catalogue and the user's own that match `text`, the best first."""
    require_limit(limit)
    return await _search(
        db,
        text=text,
        user_id=user_id,
        exercise_types=list(get_args(ExerciseType)) if exercise_type is None else [exercise_type],
        muscle_group=muscle_group,
        equipment=equipment,
        limit=limit,
    )


@query
async def _search(
    db: Executor,
    *,
    text: str,
    user_id: int | None,
    exercise_types: list[ExerciseType],
    muscle_group: str | None,
    equipment: str | None,
    limit: int,
) -> list[ExerciseHit]: ...
