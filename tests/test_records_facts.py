"""What counts as a record, one fact a test."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any, get_args
from uuid import UUID, uuid4

import asyncpg
import pytest

from oracle_records import difference
from trackerdb import exercises, records, sets, users, workouts
from trackerdb.enums import RecordMetric, Tracking
from trackerdb.errors import Invalid
from trackerdb.sets import SetDraft
from trackerdb.workouts import ExerciseDraft, WorkoutDraft

if TYPE_CHECKING:
    from trackerdb.executor import Connection

pytestmark = pytest.mark.anyio

MONDAY = date(2026, 3, 2)


@dataclass
class Lifter:
    """A user who logs one set a workout; days count from a Monday."""

    conn: Connection
    user_id: int
    exercise_ids: dict[str, int] = field(default_factory=dict[str, int])

    async def did(self, tracking: Tracking, day: int, **amounts: Any) -> workouts.Workout:
        if tracking not in self.exercise_ids:
            made = await exercises.create(
                self.conn, owner_id=self.user_id, name=tracking, exercise_type="strength", tracking=tracking
            )
            self.exercise_ids[tracking] = made.id
        start = datetime.combine(MONDAY + timedelta(days=day), time(12), UTC)
        entry = ExerciseDraft(exercise_id=self.exercise_ids[tracking], sets=[SetDraft(**amounts)])
        return await workouts.log(self.conn, self.user_id, WorkoutDraft(started_at=start, exercises=[entry]))

    async def best(self, tracking: Tracking) -> dict[tuple[str, int | None], tuple[int, int]]:
        """(metric, reps) to (value, day)."""
        rows = await records.current(self.conn, self.user_id, exercise_id=self.exercise_ids[tracking])
        return {(r.metric, r.reps): (r.value, (r.performed_on - MONDAY).days) for r in rows}

    async def progress(self, tracking: Tracking, metric: RecordMetric) -> list[tuple[int, int]]:
        rows = await records.progression(self.conn, self.user_id, self.exercise_ids[tracking], metric)
        return [(r.value, (r.performed_on - MONDAY).days) for r in rows]


@pytest.fixture
async def lifter(conn: Connection) -> AsyncIterator[Lifter]:
    user = await users.create(conn, email="a@example.org", display_name="A")
    yield Lifter(conn, user.id)
    found = await difference(conn, user.id)
    assert found is None, found


async def test_less_assistance_is_a_record(lifter: Lifter) -> None:
    await lifter.did("assisted_bodyweight_reps", 0, weight_g=30_000, reps=8)
    await lifter.did("assisted_bodyweight_reps", 1, weight_g=20_000, reps=8)
    await lifter.did("assisted_bodyweight_reps", 2, weight_g=25_000, reps=8)
    assert await lifter.progress("assisted_bodyweight_reps", "min_assistance") == [(30_000, 0), (20_000, 1)]
    assert await lifter.best("assisted_bodyweight_reps") == {
        ("min_assistance", None): (20_000, 1),
        ("max_reps", None): (8, 0),
    }


@pytest.mark.parametrize(
    ("reps", "estimate"),
    [(1, 100_000), (2, 106_667), (5, 116_667), (10, 133_333), (11, None), (40, None)],
)
async def test_the_estimate_is_epleys_up_to_ten_repetitions(
    lifter: Lifter, reps: int, estimate: int | None
) -> None:
    await lifter.did("weight_reps", 0, weight_g=100_000, reps=reps)
    best = await lifter.best("weight_reps")
    assert best.get(("estimated_one_rep_max", None)) == (None if estimate is None else (estimate, 0))


@pytest.mark.parametrize(("reps", "counts"), [(1, True), (20, True), (21, False), (0, False)])
async def test_rep_maxes_are_of_one_to_twenty_repetitions(lifter: Lifter, reps: int, counts: bool) -> None:
    await lifter.did("weight_reps", 0, weight_g=100_000, reps=reps)
    rows = await records.rep_maxes(lifter.conn, lifter.user_id, lifter.exercise_ids["weight_reps"])
    assert [(r.metric, r.reps, r.value) for r in rows] == ([("rep_max", reps, 100_000)] if counts else [])


@pytest.mark.parametrize("tracking", get_args(Tracking))
async def test_a_warm_up_never_counts(lifter: Lifter, tracking: Tracking) -> None:
    await lifter.did(
        tracking, 0, kind="warmup", weight_g=100_000, reps=5, duration_ms=60_000, distance_mm=1_000_000
    )
    assert await lifter.best(tracking) == {}
    for kind in ("working", "dropset", "failure"):
        await lifter.did(
            tracking, 1, kind=kind, weight_g=100_000, reps=5, duration_ms=60_000, distance_mm=1_000_000
        )
    assert {day for _, day in (await lifter.best(tracking)).values()} == {1}


async def test_a_tie_keeps_the_earliest(lifter: Lifter) -> None:
    later = await lifter.did("weight_reps", 5, weight_g=100_000, reps=5)
    assert (await lifter.best("weight_reps"))["max_weight", None] == (100_000, 5)
    await lifter.did("weight_reps", 2, weight_g=100_000, reps=5)
    await lifter.did("weight_reps", 7, weight_g=100_000, reps=5)
    assert await lifter.progress("weight_reps", "max_weight") == [(100_000, 2)]
    assert await records.of_workout(lifter.conn, lifter.user_id, later.id) == []


async def test_a_tie_within_a_day_keeps_the_first_position(lifter: Lifter) -> None:
    workout = await lifter.did("weight_reps", 0, weight_g=100_000, reps=5, position=3, id=UUID(int=1))
    entry = workout.exercises[0].id
    await sets.log_many(
        lifter.conn, lifter.user_id, workout.id,
        [SetDraft(id=UUID(int=n), weight_g=100_000, reps=5, position=1) for n in (9, 4, 7)],
        workout_exercise_id=entry,
    )  # fmt: skip
    named = await records.of_workout(lifter.conn, lifter.user_id, workout.id)
    assert {event.set_id for event in named} == {UUID(int=4)}


async def test_moving_the_named_set_behind_its_equal_names_the_other(lifter: Lifter) -> None:
    workout = await lifter.did("weight_reps", 0, weight_g=100_000, reps=5, position=0, id=UUID(int=1))
    await sets.log(
        lifter.conn, lifter.user_id, workout.id,
        SetDraft(id=UUID(int=2), weight_g=100_000, reps=5, position=1),
        workout_exercise_id=workout.exercises[0].id,
    )  # fmt: skip
    await sets.update(lifter.conn, lifter.user_id, workout.id, UUID(int=1), position=2)
    named = await records.of_workout(lifter.conn, lifter.user_id, workout.id)
    assert {event.set_id for event in named} == {UUID(int=2)}


async def test_deleting_the_best_brings_the_second_best_back_with_its_day(lifter: Lifter) -> None:
    await lifter.did("weight_reps", 0, weight_g=90_000, reps=5)
    best = await lifter.did("weight_reps", 1, weight_g=120_000, reps=5)
    await lifter.did("weight_reps", 2, weight_g=100_000, reps=5)
    assert await lifter.progress("weight_reps", "max_weight") == [(90_000, 0), (120_000, 1)]
    await workouts.delete(lifter.conn, lifter.user_id, best.id)
    assert await lifter.progress("weight_reps", "max_weight") == [(90_000, 0), (100_000, 2)]
    assert (await lifter.best("weight_reps"))["max_weight", None] == (100_000, 2)
    await workouts.restore(lifter.conn, lifter.user_id, best.id)
    assert await lifter.progress("weight_reps", "max_weight") == [(90_000, 0), (120_000, 1)]


async def test_a_back_dated_heavier_set_rewrites_the_frontier_after_it(lifter: Lifter) -> None:
    for day, weight in ((0, 80_000), (2, 90_000), (4, 100_000), (6, 110_000)):
        await lifter.did("weight_reps", day, weight_g=weight, reps=5)
    await lifter.did("weight_reps", 1, weight_g=105_000, reps=5)
    assert await lifter.progress("weight_reps", "max_weight") == [(80_000, 0), (105_000, 1), (110_000, 6)]


async def test_a_pace_is_nearest_and_less_is_better(lifter: Lifter) -> None:
    await lifter.did("distance_duration", 0, distance_mm=3_000_000, duration_ms=1_000_000)
    await lifter.did("distance_duration", 1, distance_mm=6_000_000, duration_ms=1_000_001)
    assert await lifter.progress("distance_duration", "best_pace") == [(333_333, 0), (166_667, 1)]


async def test_an_exercise_without_records_has_no_row(lifter: Lifter) -> None:
    workout = await lifter.did("weight_reps", 0, weight_g=80_000, reps=5)
    await workouts.delete(lifter.conn, lifter.user_id, workout.id)
    assert await lifter.conn.fetchval("SELECT count(*) FROM tracker.exercise_records") == 0


async def test_deleting_a_user_takes_the_ledger_along(lifter: Lifter) -> None:
    await lifter.did("weight_reps", 0, weight_g=80_000, reps=5)
    await lifter.conn.execute("DELETE FROM tracker.users WHERE id = $1", lifter.user_id)
    for table in ("record_events", "exercise_records", "sets", "user_heads"):
        assert await lifter.conn.fetchval(f"SELECT count(*) FROM tracker.{table}") == 0


async def test_a_set_that_its_own_statement_removes_hides_no_other(lifter: Lifter) -> None:
    """The cascade runs before the statement trigger, which still sees the removed set among the new ones."""
    first = await lifter.did("weight_reps", 0, weight_g=50_000, reps=5)
    second = await lifter.did("weight_reps", 1, weight_g=50_000, reps=5)
    await lifter.conn.execute(
        "WITH gone AS (DELETE FROM tracker.workouts WHERE user_id = $1 AND id = $2)"
        " INSERT INTO tracker.sets (user_id, performed_on, workout_id, id, workout_exercise_id,"
        " exercise_id, position,"
        " weight_g, reps) SELECT user_id, performed_on, workout_id, gen_random_uuid(), id, exercise_id, 1,"
        " CASE workout_id WHEN $2 THEN 100000 ELSE 90000 END, 5 FROM tracker.workout_exercises WHERE"
        " user_id = $1",
        lifter.user_id,
        first.id,
    )
    assert await lifter.progress("weight_reps", "max_weight") == [(90_000, 1)]
    assert second.id


@pytest.mark.parametrize("table", ["tracker.sets", "tracker.sets_2026", "tracker.workouts CASCADE"])
async def test_truncating_sets_that_hold_records_is_refused(lifter: Lifter, table: str) -> None:
    await lifter.did("weight_reps", 0, weight_g=80_000, reps=5)
    with pytest.raises(asyncpg.ObjectNotInPrerequisiteStateError, match="personal records"):
        await lifter.conn.execute(f"TRUNCATE {table}")


async def test_truncating_what_leaves_no_record_behind_is_not(lifter: Lifter) -> None:
    await lifter.did("weight_reps", 0, weight_g=80_000, reps=5)
    await lifter.conn.execute("TRUNCATE tracker.sets_2025")
    await lifter.conn.execute("TRUNCATE tracker.users CASCADE")


async def test_records_older_than_the_oldest_partition_survive_a_rebuild(lifter: Lifter) -> None:
    await lifter.did("weight_reps", 0, weight_g=80_000, reps=5)
    await lifter.did("weight_reps", 365, weight_g=90_000, reps=5)
    before = await lifter.best("weight_reps")
    for leaf in ("before_2018", *range(2018, 2027)):
        await lifter.conn.execute(f"ALTER TABLE tracker.sets DETACH PARTITION tracker.sets_{leaf}")
    assert await records.rebuild(lifter.conn, lifter.user_id) == len(before)
    assert await lifter.progress("weight_reps", "max_weight") == [(80_000, 0), (90_000, 365)]
    assert await lifter.best("weight_reps") == before
    await lifter.conn.execute(
        "ALTER TABLE tracker.sets ATTACH PARTITION tracker.sets_2026 FOR VALUES FROM ('2026-01-01')"
        " TO ('2027-01-01')"
    )


async def test_a_rebuild_repairs_what_was_changed_behind_its_back(lifter: Lifter) -> None:
    await lifter.did("weight_reps", 0, weight_g=80_000, reps=5)
    expected = await lifter.best("weight_reps")
    await lifter.conn.execute("DELETE FROM tracker.record_events")
    await lifter.conn.execute("DELETE FROM tracker.exercise_records")
    assert await records.rebuild(lifter.conn, lifter.user_id) == len(expected) == 5
    assert await lifter.best("weight_reps") == expected


async def test_progression_asks_for_repetitions_exactly_where_they_belong(lifter: Lifter) -> None:
    for metric, reps in (("rep_max", None), ("rep_max", 0), ("rep_max", 21), ("max_weight", 5)):
        with pytest.raises(Invalid):
            await records.progression(lifter.conn, lifter.user_id, 1, metric, reps=reps)  # type: ignore[arg-type]


async def test_another_tracking_measures_other_things(lifter: Lifter) -> None:
    await lifter.did("weight_reps", 0, weight_g=80_000, reps=5)
    await exercises.update(
        lifter.conn, lifter.exercise_ids["weight_reps"], user_id=lifter.user_id, tracking="bodyweight_reps"
    )
    assert await lifter.best("weight_reps") == {("max_reps", None): (5, 0)}


async def test_a_statement_on_no_rows_is_no_change(lifter: Lifter) -> None:
    await lifter.conn.execute("UPDATE tracker.sets SET reps = 1")
    await lifter.conn.execute("DELETE FROM tracker.sets WHERE id = $1", uuid4())
