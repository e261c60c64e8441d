"""The change feed: what changed for one user, for devices that keep a copy of the log.

The order is that of the user's commits: every writer takes the user's head row first, and stamps what it
changes with the row's counter. So whoever has read a change can't have missed one before it.
"""

from __future__ import annotations

from itertools import groupby
from typing import cast
from uuid import UUID

from pydantic import BaseModel, ConfigDict

from trackerdb.database import Executor
from trackerdb.pages import make_cursor, make_page, read_cursor, require_limit
from trackerdb.query import query
from trackerdb.rows import Row
from trackerdb.workout_trees import FlatRow, Workout, assemble

__all__ = ["ChangePage", "since"]

_START = (0, UUID(int=0))


class ChangePage(BaseModel):
    """Some changes; each workout stands in it at most once, so that their order in it doesn't matter.

    `upserts` are workouts as they are now, to be stored in place of what the device has. `tombstones` are the
    ids of workouts that are deleted; the device may not know them. `next` is the cursor that continues, now
    or any time later; `more` tells whether something is left already.
    """

    model_config = ConfigDict(frozen=True)

    upserts: list[Workout]
    tombstones: list[UUID]
    next: str
    more: bool


class _Change(Row):
    change_seq: int
    workout_id: UUID
    is_live: bool


async def since(db: Executor, user_id: int, *, cursor: str | None = None, limit: int = 500) -> ChangePage:
    """What changed in a user's workouts after `cursor`, the oldest change first; None = from the beginning.

    A device that applies the pages in order ends with exactly the user's live workouts, whatever is written
    meanwhile; applying a page again does no harm. An exercise's name is the one at the time of the call: that
    it was renamed is no change of the workout. Raises Invalid for a bad cursor or limit.
    """
    seq, workout_id = _START if cursor is None else read_cursor(cursor, int, UUID)
    changes = await _page(
        db,
        user_id=user_id,
        after_seq=cast("int", seq),
        after_id=cast("UUID", workout_id),
        limit=require_limit(limit),
    )
    page = make_page(changes, limit, lambda change: (change.change_seq, change.workout_id))
    # One that is deleted by now is left out: its tombstone follows.
    rows = await _trees(
        db, user_id=user_id, workout_ids=[one.workout_id for one in page.items if one.is_live]
    )
    return ChangePage(
        upserts=[assemble(user_id, list(group)) for _, group in groupby(rows, key=lambda row: row.id)],
        tombstones=[one.workout_id for one in page.items if not one.is_live],
        next=page.next or _end(page.items, cursor),
        more=page.next is not None,
    )


def _end(changes: list[_Change], cursor: str | None) -> str:
    """Return the cursor behind the last change; without one, the place where the reader already was."""
    if cursor is not None and not changes:
        return cursor
    return make_cursor((changes[-1].change_seq, changes[-1].workout_id) if changes else _START)


@query
async def _page(
    db: Executor, *, user_id: int, after_seq: int, after_id: UUID, limit: int
) -> list[_Change]: ...


@query
async def _trees(db: Executor, *, user_id: int, workout_ids: list[UUID]) -> list[FlatRow]: ...
