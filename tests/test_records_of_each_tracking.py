"""Every metric of every tracking keeps the same rules: the table of both, written out a second time."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any, get_args

import pytest

from _support.logs import new_user
from oracle_records import difference
from trackerdb import exercises, records, workouts
from trackerdb.enums import RecordMetric, Tracking
from trackerdb.sets import SetDraft
from trackerdb.workouts import ExerciseDraft, Workout, WorkoutDraft

if TYPE_CHECKING:
    from trackerdb.executor import Connection

pytestmark = pytest.mark.anyio

FIRST_DAY = date(2026, 3, 2)

Amounts = Callable[[int], dict[str, int]]


def heavier(step: int) -> dict[str, int]:
    return {"weight_g": 60_000 + 3_000 * step}


def lighter(step: int) -> dict[str, int]:
    return {"weight_g": 30_000 - 1_000 * step}


def more_often(step: int) -> dict[str, int]:
    return {"reps": 5 + step}


def longer(step: int) -> dict[str, int]:
    return {"duration_ms": 60_000 + 1_000 * step}


def shorter(step: int) -> dict[str, int]:
    return {"duration_ms": 60_000 - 1_000 * step}


def further(step: int) -> dict[str, int]:
    return {"distance_mm": 1_000_000 + 1_000 * step}


_LIFTED: dict[RecordMetric, tuple[Amounts, Callable[[dict[str, int]], int]]] = {
    "max_weight": (heavier, lambda one: one["weight_g"]),
    # Epley at five repetitions; the weights are multiples of 6 g.
    "estimated_one_rep_max": (heavier, lambda one: one["weight_g"] * 7 // 6),
    "max_reps": (more_often, lambda one: one["reps"]),
    "max_set_volume": (heavier, lambda one: one["weight_g"] * one["reps"]),
    "rep_max": (heavier, lambda one: one["weight_g"]),
}
_DURATION: tuple[Amounts, Callable[[dict[str, int]], int]] = (longer, lambda one: one["duration_ms"])
_DISTANCE: tuple[Amounts, Callable[[dict[str, int]], int]] = (further, lambda one: one["distance_mm"])

# For each metric what makes a set better, and what it is then worth.
RULES: dict[Tracking, dict[RecordMetric, tuple[Amounts, Callable[[dict[str, int]], int]]]] = {
    "weight_reps": _LIFTED,
    "bodyweight_reps": {"max_reps": _LIFTED["max_reps"]},
    "weighted_bodyweight_reps": _LIFTED,
    "assisted_bodyweight_reps": {
        "min_assistance": (lighter, lambda one: one["weight_g"]),
        "max_reps": _LIFTED["max_reps"],
    },
    "duration": {"max_duration": _DURATION},
    "weight_duration": {"max_weight": _LIFTED["max_weight"], "max_duration": _DURATION},
    "distance_duration": {
        "max_distance": _DISTANCE,
        "max_duration": _DURATION,
        # A kilometre, so that the pace is the time.
        "best_pace": (shorter, lambda one: one["duration_ms"]),
    },
    "weight_distance": {"max_weight": _LIFTED["max_weight"], "max_distance": _DISTANCE},
}
BASE = {"weight_g": 60_000, "reps": 5, "duration_ms": 60_000, "distance_mm": 1_000_000}


class Diary:
    """A user with one exercise, who does one set a day of which only a metric's own amount differs."""

    def __init__(self, conn: Connection, user_id: int, exercise_id: int, better: Amounts) -> None:
        self.conn, self.user_id, self.exercise_id, self.better = conn, user_id, exercise_id, better

    def amounts(self, step: int) -> dict[str, int]:
        return {**BASE, **self.better(step)}

    async def did(self, day: int, step: int, **fields: Any) -> Workout:
        done = SetDraft(**self.amounts(step), **fields)
        start = datetime.combine(FIRST_DAY + timedelta(days=day), time(12), UTC)
        entry = ExerciseDraft(exercise_id=self.exercise_id, sets=[done])
        return await workouts.log(self.conn, self.user_id, WorkoutDraft(started_at=start, exercises=[entry]))


@pytest.mark.parametrize(
    ("tracking", "metric"), [(tracking, metric) for tracking in RULES for metric in RULES[tracking]]
)
async def test_the_frontier_of_a_metric(conn: Connection, tracking: Tracking, metric: RecordMetric) -> None:
    better, worth = RULES[tracking][metric]
    user = await new_user(conn)
    exercise = await exercises.create(
        conn, owner_id=user.id, name="It", exercise_type="strength", tracking=tracking
    )
    diary = Diary(conn, user.id, exercise.id, better)
    reps = 5 if metric == "rep_max" else None

    async def frontier() -> list[tuple[int, int]]:
        found = await records.progression(conn, user.id, exercise.id, metric, reps=reps)
        [best] = [
            one
            for one in await records.current(conn, user.id, exercise_id=exercise.id)
            if (one.metric, one.reps) == (metric, reps)
        ]
        assert best.model_dump() == found[-1].model_dump()
        assert await difference(conn, user.id) is None
        return [((one.performed_on - FIRST_DAY).days, one.value) for one in found]

    def steps(*days_and_steps: tuple[int, int]) -> list[tuple[int, int]]:
        return [(day, worth(diary.amounts(step))) for day, step in days_and_steps]

    await diary.did(0, 0)
    await diary.did(2, 2)
    best = await diary.did(4, 4)
    assert await frontier() == steps((0, 0), (2, 2), (4, 4))
    tie = await diary.did(5, 4)
    assert await frontier() == steps((0, 0), (2, 2), (4, 4))
    assert metric not in {one.metric for one in await records.of_workout(conn, user.id, tie.id)}
    await diary.did(6, 9, kind="warmup")
    assert await frontier() == steps((0, 0), (2, 2), (4, 4))
    await diary.did(1, 3)
    assert await frontier() == steps((0, 0), (1, 3), (4, 4))
    await workouts.delete(conn, user.id, best.id)
    assert await frontier() == steps((0, 0), (1, 3), (5, 4))
    await workouts.delete(conn, user.id, tie.id)
    assert await frontier() == steps((0, 0), (1, 3))
    await workouts.restore(conn, user.id, best.id)
    assert await frontier() == steps((0, 0), (1, 3), (4, 4))
    await workouts.reschedule(
        conn, user.id, best.id, started_at=datetime.combine(FIRST_DAY, time(12), UTC) - timedelta(days=1)
    )
    assert await frontier() == steps((-1, 4))


@pytest.mark.parametrize("tracking", get_args(Tracking))
async def test_a_tracking_has_these_metrics_and_no_others(conn: Connection, tracking: Tracking) -> None:
    user = await new_user(conn)
    exercise = await exercises.create(
        conn, owner_id=user.id, name="It", exercise_type="strength", tracking=tracking
    )
    await Diary(conn, user.id, exercise.id, heavier).did(0, 0)
    found = await records.current(conn, user.id)
    assert {one.metric for one in found} == set(RULES[tracking])
    assert len(found) == len(RULES[tracking])
