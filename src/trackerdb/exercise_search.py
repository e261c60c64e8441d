"""Search of exercises by what people type. `search` is public as `trackerdb.exercises.search`.

Synonyms, abbreviations and how much a word distinguishes are rows of `tracker.search_synonyms` and
`tracker.search_word_weights`, which operators may add to.
"""

from __future__ import annotations

from trackerdb.database import Executor
from trackerdb.enums import ExerciseType
from trackerdb.pages import require_limit
from trackerdb.query import query
from trackerdb.rows import Row

__all__ = ["ExerciseHit", "count_users", "search"]


class ExerciseHit(Row):
    """An exercise that matches.

    `matched_alias` is the alias that matched best, None where it was the name. `score` is from 0 to 1, and 1
    for the name itself in whatever spelling.
    """

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
    """Exercises of the catalogue and the user's own that `text` means, the best first; nothing for nonsense.

    It may be the beginning of a name, misspelt, abbreviated, in any order of words, or name muscle groups and
    equipment. Muscle group and equipment narrow by slug. What the user trains with, and what many do, goes
    first among matches that are as good. Inside `acting_as`, another user's id raises Forbidden.
    """
    require_limit(limit)
    return await _search(
        db,
        content=text,
        user_id=user_id,
        exercise_types=None if exercise_type is None else [exercise_type],
        muscle_group=muscle_group,
        equipment=equipment,
        hits=limit,
    )


@query
async def count_users(db: Executor) -> int:
    """Count anew how many users train with each catalogue exercise; return how many exercises have any.

    Search breaks ties by it. It reads every workout's exercises: run it as the owner, once a day, say.
    """
    ...


@query
async def _search(
    db: Executor,
    *,
    content: str,
    user_id: int | None,
    exercise_types: list[ExerciseType] | None,
    muscle_group: str | None,
    equipment: str | None,
    hits: int,
) -> list[ExerciseHit]: ...
