"""Who the seeded users are, and on which days they trained."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

__all__ = ["SETS_A_WORKOUT", "SeedUser", "draw_users"]

FIRST_DAY = date(2019, 1, 7)
LAST_DAY = date(2026, 10, 31)

# What the draws of seed.sql come to on average.
SETS_A_WORKOUT = 18.7

# A Weibull distribution of the days until a user leaves for good: 10 % stay a year, 0.6 % five. A shape below
# 1 is the heavy tail: who stayed long stays longer.
_STAY_SHAPE = 0.5
_STAY_SCALE_DAYS = 365 / math.log(10) ** (1 / _STAY_SHAPE)

_WORKOUTS_A_WEEK = (1.4, 4.8)
_WEEKS_BETWEEN_CHANCES_OF_A_GAP = 16
_GAP_CHANCE = 0.35
_GAP_WEEKS = (4, 14)


@dataclass(frozen=True, slots=True)
class SeedUser:
    """A user by number, and the days of their workouts in order; a day may stand twice."""

    number: int
    joined_on: date
    days: tuple[date, ...]


def draw_users(seed: int, sets: int, users: int | None = None) -> Iterator[SeedUser]:
    """Yield users until their workouts come to `sets` sets; or `users` users, with stays scaled to it."""
    wanted = sets / SETS_A_WORKOUT
    scale = 1.0
    if users is not None:
        scale = _scale_of_stays(seed, wanted, users)
    workouts, number = 0, 0
    while workouts < wanted if users is None else number < users:
        number += 1
        user = _draw_user(seed, number, scale)
        workouts += len(user.days)
        if users is None and workouts > wanted:
            kept = len(user.days) - (workouts - math.ceil(wanted))
            user = SeedUser(number, user.joined_on, user.days[:kept])
        yield user


def _scale_of_stays(seed: int, wanted: float, users: int) -> float:
    """Find by bisection the factor with which the first users' stays come to the wanted workouts."""
    low, high = 1e-3, 1e3
    for _ in range(24):
        middle = math.sqrt(low * high)
        total = sum(len(_draw_user(seed, number, middle).days) for number in range(1, users + 1))
        low, high = (middle, high) if total < wanted else (low, middle)
    return high


def _draw_user(seed: int, number: int, scale: float) -> SeedUser:
    draw = Random(f"{seed}:{number}")
    joined_on = FIRST_DAY + timedelta(days=draw.randrange((LAST_DAY - FIRST_DAY).days))
    stay = scale * draw.weibullvariate(_STAY_SCALE_DAYS, _STAY_SHAPE)
    last_day = min(LAST_DAY, joined_on + timedelta(days=min(stay, 5_000)))
    return SeedUser(number, joined_on, tuple(_days(draw, joined_on, last_day)))


def _days(draw: Random, joined_on: date, last_day: date) -> Iterator[date]:
    """Yield the first day, and then a few days of each week, but for gaps of a month or three."""
    yield joined_on
    a_week = draw.uniform(*_WORKOUTS_A_WEEK)
    gap_ends = monday = joined_on + timedelta(days=1)
    week = 0
    while monday <= last_day:
        if (
            week % _WEEKS_BETWEEN_CHANCES_OF_A_GAP == _WEEKS_BETWEEN_CHANCES_OF_A_GAP - 1
            and draw.random() < _GAP_CHANCE
        ):
            gap_ends = monday + timedelta(weeks=draw.randint(*_GAP_WEEKS))
        count = int(a_week + draw.random())
        slots = [int((slot + draw.random()) * 7 / count) for slot in range(count)]
        if monday >= gap_ends:
            yield from (day for slot in slots if (day := monday + timedelta(days=slot)) <= last_day)
        monday += timedelta(weeks=1)
        week += 1
