"""The types that a caller sees, for mypy and pyright: a change of one is an error in the lint step.

Nothing here runs: the functions are only defined.
"""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import assert_type
from uuid import UUID

import trackerdb
from trackerdb import (
    UNSET,
    BatchResult,
    DayCount,
    DayPerformance,
    Equipment,
    Exercise,
    ExerciseDraft,
    LoggedSet,
    MuscleGroup,
    MuscleWeek,
    NewExercise,
    Page,
    PersonalRecord,
    RecentExercise,
    RecordEvent,
    SetDraft,
    Streak,
    User,
    Workout,
    WorkoutDraft,
    WorkoutExercise,
    WorkoutSummary,
    acting_as,
    create_pool,
    equipment,
    exercises,
    muscle_groups,
    records,
    run_in_transaction,
    sets,
    transaction,
    units,
    users,
    workouts,
)
from trackerdb.database import Connection, Executor
from trackerdb.enums import MuscleRole, RecordMetric, SetKind
from trackerdb.pool import TrackerPool


async def of_the_database(dsn: str, user_id: int) -> None:
    assert_type(create_pool(dsn), TrackerPool)
    async with create_pool(dsn) as pool:
        assert_type(pool, TrackerPool)
        async with transaction(pool, reason="why") as conn:
            assert_type(conn, Connection)
        async with acting_as(pool, user_id) as conn:
            assert_type(await users.get(conn, user_id), User | None)

        async def work(conn: Connection) -> int:
            return len((await workouts.history(conn, user_id)).items)

        assert_type(await run_in_transaction(pool, work), int)


async def of_users(db: Executor, user_id: int) -> None:
    assert_type(await users.create(db, email="e", display_name="d"), User)
    assert_type(await users.get(db, user_id), User | None)
    assert_type(await users.get_by_email(db, "e"), User | None)
    assert_type(await users.update(db, user_id, display_name="d", time_zone=UNSET), User)


async def of_exercises(db: Executor, exercise_id: int, user_id: int) -> None:
    new = NewExercise(name="n", exercise_type="strength", tracking="weight_reps")
    made = await exercises.create(
        db,
        owner_id=None,
        name="n",
        exercise_type="cardio",
        tracking="duration",
        muscle_groups={"chest": "primary"},
    )
    assert_type(made, Exercise)
    assert_type(made.muscle_groups, dict[str, MuscleRole])
    assert_type(await exercises.create_many(db, [new], owner_id=user_id), list[Exercise])
    assert_type(await exercises.get(db, exercise_id), Exercise | None)
    assert_type(await exercises.get_many(db, [exercise_id], user_id=user_id), dict[int, Exercise])
    assert_type(await exercises.get_by_name(db, "n"), Exercise | None)
    page = await exercises.browse(db, exercise_type="strength", limit=5)
    assert_type(page, Page[Exercise])
    assert_type(page.items, list[Exercise])
    assert_type(page.next, str | None)
    assert_type(await exercises.recently_used(db, user_id), list[RecentExercise])
    assert_type(await exercises.update(db, exercise_id, user_id=None, level=None), Exercise)
    assert_type(await equipment.list_all(db), list[Equipment])
    assert_type(await muscle_groups.list_all(db), list[MuscleGroup])


async def of_workouts(db: Executor, user_id: int, key: UUID, day: date, now: datetime) -> None:
    draft = WorkoutDraft(started_at=now, exercises=[ExerciseDraft(exercise_id=1, sets=[SetDraft(reps=5)])])
    workout = await workouts.log(db, user_id, draft)
    assert_type(workout, Workout)
    assert_type(workout.exercises, list[WorkoutExercise])
    assert_type(workout.exercises[0].sets, list[LoggedSet])
    assert_type(await workouts.log_many(db, user_id, [draft]), BatchResult)
    assert_type(await workouts.save(db, user_id, draft, expected_revision=1), Workout)
    assert_type(await workouts.get(db, user_id, key), Workout | None)
    assert_type(await workouts.history(db, user_id), Page[WorkoutSummary])
    assert_type(await workouts.between(db, user_id, since=day, until=day), list[WorkoutSummary])
    assert_type(await workouts.containing(db, user_id, 1), Page[WorkoutSummary])
    assert_type(await workouts.calendar(db, user_id, since=day, until=day), list[DayCount])
    assert_type(await workouts.streak(db, user_id, today=day), Streak)
    assert_type(await workouts.update(db, user_id, key, title=None), Workout)
    assert_type(await workouts.reschedule(db, user_id, key, started_at=now), Workout)
    assert_type(await workouts.add_exercise(db, user_id, key, draft.exercises[0]), WorkoutExercise)
    await workouts.move_exercise(db, user_id, key, key, position=0)
    await workouts.replace_exercise(db, user_id, key, key, exercise_id=1)
    await workouts.remove_exercise(db, user_id, key, key)
    await workouts.delete(db, user_id, key)
    assert_type(await workouts.restore(db, user_id, key), Workout)


async def of_sets(db: Executor, user_id: int, key: UUID, day: date) -> None:
    draft = SetDraft(weight_g=units.kg("102.5"), rpe=Decimal("8.5"))
    logged = await sets.log(db, user_id, key, draft, workout_exercise_id=key)
    assert_type(logged, LoggedSet)
    assert_type(logged.kind, SetKind)
    assert_type(logged.weight_g, int | None)
    assert_type(logged.weight_kg, Decimal | None)
    assert_type(logged.weight_lb, Decimal | None)
    assert_type(await sets.log_many(db, user_id, key, [draft], workout_exercise_id=key), BatchResult)
    assert_type(await sets.update(db, user_id, key, key, reps=None), LoggedSet)
    assert_type(await sets.last_performed(db, user_id, [1]), dict[int, list[LoggedSet]])
    assert_type(await sets.history(db, user_id, 1), Page[LoggedSet])
    assert_type(await sets.performance(db, user_id, 1, since=day, until=day), list[DayPerformance])
    assert_type(await sets.weekly_muscle_sets(db, user_id, since=day, until=day), list[MuscleWeek])


async def of_records(db: Executor, user_id: int, key: UUID) -> None:
    current = await records.current(db, user_id, exercise_id=1)
    assert_type(current, list[PersonalRecord])
    assert_type(current[0].metric, RecordMetric)
    assert_type(await records.of_workout(db, user_id, key), list[RecordEvent])
    assert_type(await records.progression(db, user_id, 1, "rep_max", reps=5), list[RecordEvent])
    assert_type(await records.rep_maxes(db, user_id, 1), list[PersonalRecord])
    assert_type(await records.rebuild(db, user_id), int)


async def refused(db: Executor, user_id: int, key: UUID) -> None:
    """What a type checker must refuse: an ignore that is not needed is an error itself."""
    await users.get(db, "1")  # type: ignore[arg-type] # pyright: ignore[reportArgumentType]
    await workouts.get(db, user_id)  # type: ignore[call-arg] # pyright: ignore[reportCallIssue]
    await workouts.log(db, user_id, None)  # type: ignore[arg-type] # pyright: ignore[reportArgumentType]
    await sets.log(db, user_id, key, "set", workout_exercise_id=key)  # type: ignore[arg-type] # pyright: ignore[reportArgumentType]
    await records.progression(db, user_id, 1, "best")  # type: ignore[arg-type] # pyright: ignore[reportArgumentType]


def test_every_public_name_is_there() -> None:
    assert all(hasattr(trackerdb, name) for name in trackerdb.__all__)
