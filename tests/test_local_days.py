"""A workout's day is the date where the person was, and everything that counts days agrees with it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from trackerdb import exercises, sets, units, users, workouts
from trackerdb.enums import UnitSystem
from trackerdb.sets import SetDraft
from trackerdb.workouts import ExerciseDraft, WorkoutDraft

if TYPE_CHECKING:
    from trackerdb.executor import Connection

pytestmark = pytest.mark.anyio

ZONES = [
    "UTC",
    "Europe/Berlin",
    "America/New_York",
    "Pacific/Kiritimati",
    "Pacific/Pago_Pago",
    "Asia/Kathmandu",
]

# Both changes of daylight saving time in Europe and America, ISO week 53, the year's end, a leap day.
TURNS = [
    date(2026, 3, 29), date(2026, 10, 25), date(2026, 3, 8), date(2026, 11, 1),
    date(2020, 12, 31), date(2021, 1, 3), date(2026, 12, 31), date(2027, 1, 3), date(2024, 2, 29),
]  # fmt: skip
SINCE, UNTIL = date(2019, 1, 1), date(2030, 1, 1)


def local(zone: str, day: date, hour: int, minute: int) -> datetime:
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=ZoneInfo(zone))


async def user_in(conn: Connection, zone: str, number: int = 0) -> int:
    user = await users.create(conn, email=f"{zone}{number}@example.org", display_name="A", time_zone=zone)
    return user.id


async def log(
    conn: Connection, user_id: int, start: datetime, exercise_id: int | None = None
) -> workouts.Workout:
    entries = (
        [] if exercise_id is None else [ExerciseDraft(exercise_id=exercise_id, sets=[SetDraft(reps=5)] * 3)]
    )
    return await workouts.log(conn, user_id, WorkoutDraft(started_at=start, exercises=entries))


@pytest.mark.parametrize("zone", ZONES)
async def test_five_to_one_at_night_belongs_to_the_new_day(conn: Connection, zone: str) -> None:
    user_id = await user_in(conn, zone)
    for day in TURNS:
        for hour, minute in ((0, 55), (23, 55), (3, 30)):
            workout = await log(conn, user_id, local(zone, day, hour, minute).astimezone(UTC))
            assert workout.performed_on == day
    counted = await workouts.calendar(conn, user_id, since=SINCE, until=UNTIL)
    assert [(one.day, one.workouts) for one in counted] == [(day, 3) for day in sorted(TURNS)]


@pytest.mark.parametrize(
    ("day", "hour", "fold"),
    [
        (date(2026, 10, 25), 2, 0),  # shown twice, and this is the first
        (date(2026, 10, 25), 2, 1),
        (date(2026, 3, 29), 2, 0),  # skipped
    ],
)
async def test_a_replay_in_the_hour_that_the_clock_changes_changes_nothing(
    conn: Connection, day: date, hour: int, fold: int
) -> None:
    user_id = await user_in(conn, "Europe/Berlin")
    created = await exercises.create(
        conn, owner_id=user_id, name="A", exercise_type="strength", tracking="weight_reps"
    )
    moment = local("Europe/Berlin", day, hour, 30).replace(fold=fold)
    one = SetDraft(id=uuid4(), reps=5, completed_at=moment)
    entry = ExerciseDraft(id=uuid4(), exercise_id=created.id, sets=[one])
    draft = WorkoutDraft(id=uuid4(), started_at=moment, ended_at=moment, exercises=[entry])
    stored = await workouts.log(conn, user_id, draft)
    assert {stored.started_at, stored.ended_at, stored.exercises[0].sets[0].completed_at} == {
        moment.astimezone(UTC)
    }

    assert await sets.log(conn, user_id, stored.id, one, workout_exercise_id=stored.exercises[0].id)
    in_utc = one.model_copy(update={"completed_at": moment.astimezone(UTC)})
    done = await sets.log_many(
        conn, user_id, stored.id, [one, in_utc], workout_exercise_id=stored.exercises[0].id
    )
    assert (done.inserted, done.unchanged) == (0, 1)
    await workouts.add_exercise(conn, user_id, stored.id, entry)
    assert await workouts.get(conn, user_id, stored.id) == stored

    # What was changed by a save and back is compared with what is stored, value by value.
    await workouts.save(conn, user_id, draft.model_copy(update={"title": "other"}))
    saved = await workouts.save(conn, user_id, draft)
    assert await workouts.log(conn, user_id, draft.model_copy(update={"performed_on": day})) == saved
    # Saved in another zone, the workout stays on its day: its start is the same.
    await users.update(conn, user_id, time_zone="America/Los_Angeles")
    assert (await workouts.save(conn, user_id, draft)).performed_on == day


@pytest.mark.parametrize(
    ("zone", "day"), [("Pacific/Kiritimati", date(2026, 3, 2)), ("Pacific/Pago_Pago", date(2026, 2, 28))]
)
async def test_the_same_moment_is_another_day_at_the_date_lines_ends(
    conn: Connection, zone: str, day: date
) -> None:
    workout = await log(conn, await user_in(conn, zone), datetime(2026, 3, 1, 10, 30, tzinfo=UTC))
    assert workout.performed_on == day


async def test_rescheduling_takes_the_day_where_the_user_lives(conn: Connection) -> None:
    user_id = await user_in(conn, "Pacific/Kiritimati")
    workout = await log(conn, user_id, datetime(2026, 12, 31, 9, 55, tzinfo=UTC))
    assert workout.performed_on == date(2026, 12, 31)
    moved = await workouts.reschedule(
        conn, user_id, workout.id, started_at=datetime(2026, 12, 31, 10, 55, tzinfo=UTC)
    )
    assert moved.performed_on == date(2027, 1, 1)


async def test_another_zone_does_not_move_past_workouts(conn: Connection) -> None:
    user_id = await user_in(conn, "Pacific/Kiritimati")
    moment = datetime(2026, 3, 1, 10, 30, tzinfo=UTC)
    before = await log(conn, user_id, moment)
    await users.update(conn, user_id, time_zone="Pacific/Pago_Pago")
    assert (await log(conn, user_id, moment)).performed_on == date(2026, 2, 28)
    again = await workouts.get(conn, user_id, before.id)
    assert again is not None
    assert again.performed_on == date(2026, 3, 2)
    renamed = await workouts.update(conn, user_id, before.id, title="Evening")
    assert renamed.performed_on == date(2026, 3, 2)


days_drawn = st.lists(
    st.tuples(st.sampled_from(TURNS), st.integers(-10, 10)).map(lambda one: one[0] + timedelta(days=one[1])),
    max_size=25,
)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    days=days_drawn,
    zone=st.sampled_from(ZONES),
    today=st.sampled_from(TURNS),
    hour=st.sampled_from([0, 12, 23]),
)
async def test_calendar_streak_and_weekly_sets_agree_with_the_oracle(
    conn: Connection, days: list[date], zone: str, today: date, hour: int
) -> None:
    transaction = conn.transaction()
    await transaction.start()
    try:
        user_id = await user_in(conn, zone)
        groups = await conn.fetch(
            "INSERT INTO tracker.muscle_groups (slug, name) VALUES ('test_a', 'A'), ('test_b', 'B')"
            " RETURNING slug"
        )
        assert len(groups) == 2
        exercise = await exercises.create(
            conn, owner_id=user_id, name="Dip", exercise_type="strength", tracking="bodyweight_reps",
            muscle_groups={"test_a": "primary", "test_b": "secondary"},
        )  # fmt: skip
        for day in days:
            await log(conn, user_id, local(zone, day, hour, 55), exercise.id)

        counted = await workouts.calendar(conn, user_id, since=SINCE, until=UNTIL)
        assert [(one.day, one.workouts) for one in counted] == sorted(Counter(days).items())

        found = await workouts.streak(conn, user_id, today=today)
        done = {day for day in days if day <= today}
        mondays = {monday(day) for day in done}
        assert found.model_dump() == {
            "current": current(done, today, timedelta(days=1)),
            "longest": longest(done, timedelta(days=1)),
            "last_day": max(done, default=None),
            "current_weeks": current(mondays, monday(today), timedelta(weeks=1)),
            "longest_weeks": longest(mondays, timedelta(weeks=1)),
        }

        weekly = await sets.weekly_muscle_sets(conn, user_id, since=SINCE, until=UNTIL)
        weeks = Counter(day.isocalendar()[:2] for day in days)
        assert [(one.iso_year, one.iso_week, one.muscle_group, one.sets) for one in weekly] == [
            (year, week, slug, times * factor)
            for (year, week), times in sorted(weeks.items())
            for slug, factor in (("test_a", Decimal(3)), ("test_b", Decimal("1.5")))
        ]
    finally:
        await transaction.rollback()


def monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def run_ending(days: Iterable[date], last: date, step: timedelta) -> int:
    known = set(days)
    length = 0
    while last - length * step in known:
        length += 1
    return length


def longest(days: Iterable[date], step: timedelta) -> int:
    known = set(days)
    return max((run_ending(known, day, step) for day in known), default=0)


def current(days: Iterable[date], today: date, step: timedelta) -> int:
    """The run that ends now, or one step ago."""
    known = set(days)
    return run_ending(known, today, step) or run_ending(known, today - step, step)


async def test_a_weight_in_pounds_survives_a_thousand_edits_and_unit_switches(conn: Connection) -> None:
    user_id = await user_in(conn, "UTC")
    exercise = await exercises.create(
        conn, owner_id=user_id, name="Squat", exercise_type="strength", tracking="weight_reps"
    )
    workout = await log(conn, user_id, datetime(2026, 3, 1, 12, tzinfo=UTC), exercise.id)
    one = workout.exercises[0].sets[0].id
    stored = await sets.update(conn, user_id, workout.id, one, weight_g=units.lb("180"))
    for turn in range(1_000):
        system: UnitSystem = "metric" if turn % 2 else "imperial"
        await users.update(conn, user_id, unit_system=system)
        assert stored.weight_kg is not None
        assert stored.weight_lb is not None
        # As an editor does that shows the weight, and stores what it shows.
        shown = units.lb(stored.weight_lb) if system == "imperial" else units.kg(stored.weight_kg)
        stored = await sets.update(conn, user_id, workout.id, one, weight_g=shown, reps=turn % 10 + 1)
    again = await workouts.get(conn, user_id, workout.id)
    assert again is not None
    assert again.exercises[0].sets[0].weight_lb == Decimal("180.00")
