"""Lists of workouts: the log, a span of days, a calendar, streaks. All public in `trackerdb.workouts`."""

from __future__ import annotations

from datetime import date, datetime
from typing import NamedTuple, cast
from uuid import UUID

from trackerdb.database import Executor
from trackerdb.pages import MAX_DATE, MAX_TIME, MAX_UUID, Page, make_page, read_cursor, require_limit
from trackerdb.query import query
from trackerdb.rows import Row

__all__ = ["DayCount", "Streak", "WorkoutSummary", "between", "calendar", "containing", "history", "streak"]


class WorkoutSummary(Row):
    """A workout in a list: `exercises` are names in order.

    `sets`, `reps` and `volume_g` (weight x reps, grams) count every live set, warm-ups included; `records`
    counts what was a personal record on the day.
    """

    id: UUID
    performed_on: date
    started_at: datetime
    ended_at: datetime | None
    title: str | None
    exercises: list[str]
    sets: int
    reps: int
    volume_g: int
    records: int


class DayCount(Row):
    """A day with workouts, and how many."""

    day: date
    workouts: int


class Streak(Row):
    """Unbroken runs of days and of ISO weeks with a workout.

    `current` ends today or yesterday, `current_weeks` this week or last week, else they are 0. `last_day` is
    the day of the last workout, None without one.
    """

    current: int
    longest: int
    last_day: date | None
    current_weeks: int
    longest_weeks: int


class _Key(NamedTuple):
    day: date
    start: datetime
    id: UUID


async def history(
    db: Executor, user_id: int, *, cursor: str | None = None, limit: int = 20
) -> Page[WorkoutSummary]:
    """The user's workouts, the newest first."""
    key = _read(cursor)
    rows = await _history(
        db,
        user_id=user_id,
        before_day=key.day,
        before_start=key.start,
        before_id=key.id,
        limit=require_limit(limit),
    )
    return make_page(rows, limit, _key)


@query
async def between(db: Executor, user_id: int, *, since: date, until: date) -> list[WorkoutSummary]:
    """The workouts of the days from `since` up to and without `until`, the oldest first."""
    ...


async def containing(
    db: Executor, user_id: int, exercise_id: int, *, cursor: str | None = None, limit: int = 20
) -> Page[WorkoutSummary]:
    """The user's workouts with an exercise, the newest first."""
    key = _read(cursor)
    rows = await _containing(
        db,
        user_id=user_id,
        exercise_id=exercise_id,
        before_day=key.day,
        before_start=key.start,
        before_id=key.id,
        limit=require_limit(limit),
    )
    return make_page(rows, limit, _key)


@query
async def calendar(db: Executor, user_id: int, *, since: date, until: date) -> list[DayCount]:
    """The local days with a workout from `since` up to and without `until`."""
    ...


@query
async def streak(db: Executor, user_id: int, *, today: date) -> Streak:
    """Unbroken runs of days and weeks with a workout, as of the user's local `today`.

    Later workouts don't count.
    """
    ...


def _read(cursor: str | None) -> _Key:
    if cursor is None:
        return _Key(MAX_DATE, MAX_TIME, MAX_UUID)
    return _Key(*cast("tuple[date, datetime, UUID]", read_cursor(cursor, date, datetime, UUID)))


def _key(row: WorkoutSummary) -> _Key:
    return _Key(row.performed_on, row.started_at, row.id)


@query
async def _history(
    db: Executor, *, user_id: int, before_day: date, before_start: datetime, before_id: UUID, limit: int
) -> list[WorkoutSummary]: ...


@query
async def _containing(
    db: Executor,
    *,
    user_id: int,
    exercise_id: int,
    before_day: date,
    before_start: datetime,
    before_id: UUID,
    limit: int,
) -> list[WorkoutSummary]: ...
