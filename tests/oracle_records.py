"""The personal records as the sets alone tell them: once in SQL window functions, once in plain Python.

Neither uses anything of schema `tracker` but the tables of sets and exercises.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from fractions import Fraction
from itertools import groupby
from typing import TYPE_CHECKING, Any, NamedTuple
from uuid import UUID

if TYPE_CHECKING:
    from trackerdb.executor import Connection

__all__ = ["Event", "difference", "events", "events_in_python"]


class Event(NamedTuple):
    exercise_id: int
    metric: str
    reps: int
    performed_on: date
    value: int
    workout_id: UUID
    set_id: UUID


_FRONTIER = """
WITH measured AS (
    SELECT s.exercise_id, s.performed_on, s.workout_id, s.id, s.position, v.metric, v.reps, v.value, v.score
    FROM tracker.sets AS s
    JOIN tracker.exercises AS x ON x.id = s.exercise_id
    CROSS JOIN LATERAL (
        SELECT
            s.weight_g > 0 AS loaded,
            s.reps > 0 AS done,
            x.tracking IN ('weight_reps', 'weighted_bodyweight_reps') AS strength
    ) AS fact
    CROSS JOIN LATERAL (
        VALUES
            (
                'max_weight', 0, s.weight_g::numeric, s.weight_g::numeric,
                fact.loaded
                AND (fact.strength AND fact.done OR x.tracking IN ('weight_duration', 'weight_distance'))
            ),
            (
                'estimated_one_rep_max', 0,
                CASE s.reps WHEN 1 THEN s.weight_g ELSE round(s.weight_g * (30.0 + s.reps) / 30, 0) END,
                CASE s.reps WHEN 1 THEN s.weight_g ELSE round(s.weight_g * (30.0 + s.reps) / 30, 0) END,
                fact.loaded AND fact.strength AND s.reps IN (1, 2, 3, 4, 5, 6, 7, 8, 9, 10)
            ),
            (
                'max_reps', 0, s.reps, s.reps,
                fact.done AND (fact.strength OR x.tracking::text LIKE '%bodyweight_reps')
            ),
            (
                'max_set_volume', 0, s.weight_g::numeric * s.reps, s.weight_g::numeric * s.reps,
                fact.strength AND fact.loaded AND fact.done
            ),
            (
                'rep_max', s.reps, s.weight_g, s.weight_g,
                fact.strength AND fact.loaded AND fact.done AND s.reps < 21
            ),
            (
                'min_assistance', 0, s.weight_g, -s.weight_g,
                x.tracking = 'assisted_bodyweight_reps' AND s.weight_g IS NOT NULL AND fact.done
            ),
            (
                'max_duration', 0, s.duration_ms, s.duration_ms,
                x.tracking IN ('duration', 'weight_duration', 'distance_duration') AND s.duration_ms > 0
            ),
            (
                'max_distance', 0, s.distance_mm, s.distance_mm,
                x.tracking IN ('distance_duration', 'weight_distance') AND s.distance_mm > 0
            ),
            (
                'best_pace', 0, round(s.duration_ms * 1e6 / nullif(s.distance_mm, 0), 0),
                -round(s.duration_ms * 1e6 / nullif(s.distance_mm, 0), 0),
                x.tracking = 'distance_duration' AND s.duration_ms > 0 AND s.distance_mm > 0
            )
    ) AS v (metric, reps, value, score, counts)
    WHERE s.user_id = $1 AND s.deleted_at IS NULL AND s.kind <> 'warmup' AND v.counts
),
ranked AS (
    SELECT
        m.*,
        row_number() OVER (
            PARTITION BY m.exercise_id, m.metric, m.reps, m.performed_on
            ORDER BY m.score DESC, m.position, m.id, m.workout_id
        ) AS place,
        max(m.score) OVER (
            PARTITION BY m.exercise_id, m.metric, m.reps ORDER BY m.performed_on
            RANGE BETWEEN UNBOUNDED PRECEDING AND INTERVAL '1 day' PRECEDING
        ) AS best_before
    FROM measured AS m
)
SELECT r.exercise_id, r.metric, r.reps, r.performed_on, r.value::bigint, r.workout_id, r.id
FROM ranked AS r
WHERE r.place = 1 AND (r.best_before IS NULL OR r.score > r.best_before)
ORDER BY r.exercise_id, r.metric, r.reps, r.performed_on
"""

_EVENTS = """
SELECT e.exercise_id, e.metric::text, e.reps, e.performed_on, e.value, e.workout_id, e.set_id
FROM tracker.record_events AS e
WHERE e.user_id = $1
ORDER BY e.exercise_id, e.metric::text, e.reps, e.performed_on
"""

_CURRENT = """
SELECT r.exercise_id, r.metric::text, r.reps, r.performed_on, r.value, r.workout_id, r.set_id
FROM tracker.personal_records AS r
WHERE r.user_id = $1
ORDER BY r.exercise_id, r.metric::text, r.reps
"""

_SETS = """
SELECT s.*, x.tracking::text
FROM tracker.sets AS s
JOIN tracker.exercises AS x ON x.id = s.exercise_id
WHERE s.user_id = $1 AND s.deleted_at IS NULL
"""

_METRICS = {
    "weight_reps": ("max_weight", "estimated_one_rep_max", "max_reps", "max_set_volume", "rep_max"),
    "bodyweight_reps": ("max_reps",),
    "weighted_bodyweight_reps": (
        "max_weight",
        "estimated_one_rep_max",
        "max_reps",
        "max_set_volume",
        "rep_max",
    ),
    "assisted_bodyweight_reps": ("min_assistance", "max_reps"),
    "duration": ("max_duration",),
    "weight_duration": ("max_weight", "max_duration"),
    "distance_duration": ("max_distance", "max_duration", "best_pace"),
    "weight_distance": ("max_weight", "max_distance"),
}
_LESS_IS_BETTER = ("min_assistance", "best_pace")


async def events(conn: Connection, user_id: int) -> list[Event]:
    """The events that the ledger holds, by exercise, metric, repetitions and day."""
    return [Event(*row) for row in await conn.fetch(_EVENTS, user_id)]


async def difference(conn: Connection, user_id: int, *, detached: list[Event] | None = None) -> str | None:
    """What the ledger says otherwise than both oracles, or None.

    `detached` are the events that stood when older days were detached: they stay, and are to be beaten.
    """
    stored = await events(conn, user_id)
    told = [Event(*row) for row in await conn.fetch(_FRONTIER, user_id)]
    thought = events_in_python(await conn.fetch(_SETS, user_id))
    current = [Event(*row) for row in await conn.fetch(_CURRENT, user_id)]
    if thought != told:
        return _named_difference("the oracles", thought, told)
    expected = _after(detached or [], told)
    last = [list(same)[-1] for _, same in groupby(expected, key=lambda event: event[:3])]
    for name, actual, wanted in (("record_events", stored, expected), ("personal_records", current, last)):
        if actual != wanted:
            return _named_difference(name, actual, wanted)
    return None


def _named_difference(name: str, actual: list[Event], wanted: list[Event]) -> str:
    missing, wrong = set(wanted) - set(actual), set(actual) - set(wanted)
    return f"{name}: missing {sorted(missing)}, wrong {sorted(wrong)}"


def _after(older: list[Event], newer: list[Event]) -> list[Event]:
    """The frontier of older events and of newer ones."""
    best = {event[:3]: _score(event) for event in older}
    better = [event for event in newer if event[:3] not in best or _score(event) > best[event[:3]]]
    return sorted([*older, *better])


def _score(event: Event) -> int:
    return -event.value if event.metric in _LESS_IS_BETTER else event.value


def events_in_python(sets: Iterable[Any]) -> list[Event]:
    """The frontier of each exercise, metric and number of repetitions, sorted by these and the day."""
    reached: dict[tuple[int, str, int], list[tuple[date, int, int, UUID, UUID, int]]] = {}
    for one in sets:
        for metric, reps, value in _measure(one):
            score = -value if metric in _LESS_IS_BETTER else value
            entry = (one["performed_on"], -score, one["position"], one["id"], one["workout_id"], value)
            reached.setdefault((one["exercise_id"], metric, reps), []).append(entry)
    return [event for key in sorted(reached) for event in _frontier(key, sorted(reached[key]))]


def _frontier(
    key: tuple[int, str, int], entries: Sequence[tuple[date, int, int, UUID, UUID, int]]
) -> Iterator[Event]:
    best: int | None = None
    for day, negative, _, set_id, workout_id, value in entries:
        if best is None or negative < best:
            best = negative
            yield Event(*key, day, value, workout_id, set_id)


def _measure(one: Any) -> Iterator[tuple[str, int, int]]:
    """Yield (metric, reps, value) of a set."""
    if one["kind"] == "warmup":
        return
    for metric in _METRICS[one["tracking"]]:
        value = _value(metric, one)
        needs_reps = one["tracking"].endswith("_reps")
        if value is not None and not (needs_reps and not one["reps"]):
            yield metric, one["reps"] if metric == "rep_max" else 0, value


def _value(metric: str, one: Any) -> int | None:
    weight, reps = one["weight_g"], one["reps"] or 0
    duration, distance = one["duration_ms"], one["distance_mm"]
    match metric:
        case "min_assistance":
            return weight  # type: ignore[no-any-return]
        case "max_reps":
            return reps
        case "max_weight":
            return weight or None
        case "rep_max":
            return (weight or None) if reps <= 20 else None
        case "max_set_volume":
            return weight * reps if weight else None
        case "estimated_one_rep_max":
            if not weight or not 1 <= reps <= 10:
                return None
            return weight if reps == 1 else _nearest(weight * (1 + Fraction(reps, 30)))
        case "max_duration":
            return duration or None
        case "max_distance":
            return distance or None
        case _:
            return _nearest(Fraction(duration * 1_000_000, distance)) if duration and distance else None


def _nearest(value: Fraction) -> int:
    return int(value + Fraction(1, 2))
