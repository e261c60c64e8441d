"""How the sets of an exercise, and of a muscle group, add up. Public as functions of `trackerdb.sets`."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from trackerdb.database import Executor
from trackerdb.query import query
from trackerdb.rows import Row

__all__ = ["DayPerformance", "MuscleWeek", "performance", "weekly_muscle_sets"]


class DayPerformance(Row):
    """A day of an exercise, warm-ups left out: grams, gram-repetitions, milliseconds, millimetres.

    `best_weight_g` and `estimated_one_rep_max_g` (see `trackerdb.records`) are None where the exercise's
    tracking has no such metric or no set reached one.
    """

    performed_on: date
    best_weight_g: int | None
    estimated_one_rep_max_g: int | None
    volume_g: int
    reps: int
    sets: int
    duration_ms: int
    distance_mm: int


class MuscleWeek(Row):
    """Sets of a muscle group in an ISO week, warm-ups left out: primary counts 1, secondary 0.5."""

    iso_year: int
    iso_week: int
    muscle_group: str
    sets: Decimal


@query
async def performance(
    db: Executor, user_id: int, exercise_id: int, *, since: date, until: date
) -> list[DayPerformance]:
    """The days of an exercise from `since` up to and without `until`, oldest first."""
    ...


@query
async def weekly_muscle_sets(db: Executor, user_id: int, *, since: date, until: date) -> list[MuscleWeek]:
    """Sets for each muscle group and ISO week, of the days from `since` up to and without `until`."""
    ...
