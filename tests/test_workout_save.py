"""Workouts written and rewritten in any order end in the right tree: a model in memory says which."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from itertools import count
from typing import Any
from uuid import UUID, uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from _support.log_model import LogModel, ModelWorkout
from _support.logs import NOON, bench, everything, new_exercises, new_user, tree
from trackerdb import exercises, sets, users, workouts
from trackerdb.errors import Conflict, Invalid, NotFound, StaleRevision, TrackerError
from trackerdb.pool import TrackerPool
from trackerdb.sets import SetDraft
from trackerdb.workouts import ExerciseDraft, WorkoutDraft, WorkoutSummary

pytestmark = pytest.mark.anyio

ZONE = "Asia/Tokyo"
NAMES = ("Squat", "Bench Press", "Row")
# The ids of the first three exercises of a new database.
EXERCISES = st.sampled_from([1, 2, 3])
# Most steps meet in one workout, and in few places of it.
WORKOUTS = st.sampled_from([UUID(int=0xA0 + i) for i in (0, 0, 0, 1)])
PLACES = [UUID(int=0xB0 + i) for i in range(3)]
SETS = [UUID(int=0xC0 + i) for i in range(4)]
# Around midnight and New Year where the user lives, in several partitions; two at the same moment.
TIMES = st.sampled_from(
    [
        datetime(2019, 12, 31, 14, 59, tzinfo=UTC),
        datetime(2025, 12, 31, 15, 0, tzinfo=UTC),
        datetime(2026, 1, 1, 3, 0, tzinfo=UTC),
        datetime(2026, 1, 5, 14, 59, 59, 999999, tzinfo=UTC),
    ]
)
TEXTS = st.none() | st.sampled_from(["", "ok", "🏋️ é"])
POSITIONS = st.none() | st.integers(0, 2)

FIELDS = {
    "kind": st.sampled_from(["working", "warmup", "dropset", "failure"]),
    "weight_g": st.none() | st.sampled_from([0, 80_000, 102_500]),
    "reps": st.none() | st.sampled_from([0, 1, 5, 12]),
    "rpe": st.none() | st.sampled_from([Decimal("8.5"), Decimal(9)]),
    "notes": TEXTS,
}
MORE_FIELDS = {
    "duration_ms": st.none() | st.just(30_000),
    "distance_mm": st.none() | st.just(400_000),
    "completed_at": st.none() | TIMES,
}


@st.composite
def set_drafts(draw: st.DrawFn, ids: list[UUID]) -> SetDraft:
    fields: dict[str, Any] = draw(st.fixed_dictionaries({}, optional={**FIELDS, **MORE_FIELDS}))
    return SetDraft(id=draw(st.sampled_from(ids)), position=draw(POSITIONS), **fields)


@st.composite
def exercise_drafts(draw: st.DrawFn, place: UUID, ids: list[UUID]) -> ExerciseDraft:
    return ExerciseDraft(
        id=place,
        exercise_id=draw(EXERCISES),
        position=draw(POSITIONS),
        superset=draw(st.none() | st.just(1)),
        notes=draw(TEXTS),
        sets=[draw(set_drafts([one])) for one in ids],
    )


@st.composite
def workout_drafts(draw: st.DrawFn, fewest: int = 0) -> WorkoutDraft:
    places = draw(st.lists(st.sampled_from(PLACES), unique=True, min_size=fewest, max_size=3))
    spread: dict[UUID, list[UUID]] = {place: [] for place in places}
    for one in (
        draw(st.lists(st.sampled_from(SETS), unique=True, min_size=fewest, max_size=4)) if places else []
    ):
        spread[draw(st.sampled_from(places))].append(one)
    started_at = draw(TIMES)
    return WorkoutDraft(
        id=draw(WORKOUTS),
        started_at=started_at,
        ended_at=draw(st.none() | st.just(started_at + timedelta(hours=1))),
        performed_on=draw(st.none() | st.just(started_at.date())),
        title=draw(TEXTS),
        exercises=[draw(exercise_drafts(place, ids)) for place, ids in spread.items()],
    )


def added_exercises() -> st.SearchStrategy[ExerciseDraft]:
    return st.tuples(
        st.sampled_from(PLACES), st.lists(st.sampled_from(SETS), unique=True, max_size=2)
    ).flatmap(lambda pair: exercise_drafts(*pair))


PLACE = st.sampled_from(PLACES)
SET_LISTS = st.lists(set_drafts(SETS), max_size=3)
CHANGES = st.fixed_dictionaries({}, optional={"title": TEXTS, "notes": TEXTS, "ended_at": st.none() | TIMES})
STEPS = st.one_of(
    st.tuples(st.just("log"), workout_drafts()),
    st.tuples(st.just("log_many"), st.lists(workout_drafts(), max_size=3)),
    st.tuples(st.just("save"), workout_drafts()),
    st.tuples(st.just("save"), workout_drafts()),
    st.tuples(st.just("update"), WORKOUTS, CHANGES),
    st.tuples(st.just("reschedule"), WORKOUTS, TIMES),
    st.tuples(st.just("delete"), WORKOUTS),
    st.tuples(st.just("restore"), WORKOUTS),
    st.tuples(st.just("add_exercise"), WORKOUTS, added_exercises()),
    st.tuples(st.just("move_exercise"), WORKOUTS, PLACE, st.integers(0, 3)),
    st.tuples(st.just("replace_exercise"), WORKOUTS, PLACE, EXERCISES),
    st.tuples(st.just("remove_exercise"), WORKOUTS, PLACE),
    st.tuples(st.just("log_sets"), WORKOUTS, PLACE, SET_LISTS),
    st.tuples(st.just("log_set"), WORKOUTS, PLACE, set_drafts(SETS)),
    st.tuples(
        st.just("update_set"), WORKOUTS, st.sampled_from(SETS), st.fixed_dictionaries({}, optional=FIELDS)
    ),
)
# What leaves the revision as it is where it changes nothing.
REPLAYABLE = {"log", "log_many", "save", "add_exercise", "move_exercise", "log_sets", "log_set"}
Step = tuple[Any, ...]


def in_memory(model: LogModel, name: str, args: Step) -> None:
    match name:
        case "update" | "update_set":
            *ids, fields = args
            getattr(model, name)(*ids, **fields)
        case "log_set":
            workout_id, place, draft = args
            model.log_sets(workout_id, place, [draft])
        case _:
            getattr(model, name)(*args)


async def in_database(pool: TrackerPool, user_id: int, name: str, args: Step) -> None:
    match name:
        case "update":
            await workouts.update(pool, user_id, args[0], **args[1])
        case "reschedule":
            await workouts.reschedule(pool, user_id, args[0], started_at=args[1])
        case "move_exercise":
            await workouts.move_exercise(pool, user_id, args[0], args[1], position=args[2])
        case "replace_exercise":
            await workouts.replace_exercise(pool, user_id, args[0], args[1], exercise_id=args[2])
        case "log_sets":
            await sets.log_many(pool, user_id, args[0], args[2], workout_exercise_id=args[1])
        case "log_set":
            await sets.log(pool, user_id, args[0], args[2], workout_exercise_id=args[1])
        case "update_set":
            await sets.update(pool, user_id, args[0], args[1], **args[2])
        case _:
            await getattr(workouts, name)(pool, user_id, *args)


async def stored(pool: TrackerPool, user_id: int, workout_id: UUID) -> tuple[object, int] | None:
    """A workout as the model shows it, and its revision."""
    found = await workouts.get(pool, user_id, workout_id)
    if found is None:
        return None
    for exercise in found.exercises:
        assert exercise.name == NAMES[exercise.exercise_id - 1]
        for one in exercise.sets:
            assert (one.workout_id, one.workout_exercise_id) == (workout_id, exercise.id)
            assert (one.exercise_id, one.performed_on) == (exercise.exercise_id, found.performed_on)
    content = sorted(set(SetDraft.model_fields) - {"id"})
    shape = [
        (
            *(one.id, one.exercise_id, one.position, one.superset, one.notes),
            [(s.id, {name: getattr(s, name) for name in content}) for s in one.sets],
        )
        for one in found.exercises
    ]
    own = (found.performed_on, found.started_at, found.ended_at, found.title, found.notes)
    return (own, shape), found.revision


def summary(key: UUID, workout: ModelWorkout) -> dict[str, Any]:
    done = [one for _, exercise in workout.ordered() for one in exercise.sets.values()]
    return {
        "id": key,
        "performed_on": workout.performed_on,
        "started_at": workout.started_at,
        "ended_at": workout.ended_at,
        "title": workout.title,
        "exercises": [NAMES[exercise.exercise_id - 1] for _, exercise in workout.ordered()],
        "sets": len(done),
        "reps": sum(one["reps"] or 0 for one in done),
        "volume_g": sum((one["reps"] or 0) * (one["weight_g"] or 0) for one in done),
    }


def shown(rows: list[WorkoutSummary]) -> list[dict[str, Any]]:
    return [row.model_dump(exclude={"records"}) for row in rows]


async def compare_lists(pool: TrackerPool, user_id: int, model: LogModel) -> None:
    live = model.live()
    newest = [summary(key, workout) for key, workout in reversed(live)]
    assert shown((await workouts.history(pool, user_id)).items) == newest
    since, until = date(2019, 12, 31), date(2026, 1, 5)
    assert shown(await workouts.between(pool, user_id, since=since, until=until)) == [
        summary(key, workout) for key, workout in live if since <= workout.performed_on < until
    ]
    days = [workout.performed_on for _, workout in live if since <= workout.performed_on < until]
    counted = await workouts.calendar(pool, user_id, since=since, until=until)
    assert [(row.day, row.workouts) for row in counted] == [(d, days.count(d)) for d in sorted(set(days))]
    for exercise_id in (1, 2, 3):
        mine = [
            (key, workout)
            for key, workout in live
            if any(one.exercise_id == exercise_id for one in workout.exercises.values())
        ]
        found = await workouts.containing(pool, user_id, exercise_id)
        assert shown(found.items) == [summary(key, workout) for key, workout in reversed(mine)]
        done = {
            (key, one)
            for key, workout in mine
            for exercise in workout.exercises.values()
            if exercise.exercise_id == exercise_id
            for one in exercise.sets
        }
        history = (await sets.history(pool, user_id, exercise_id)).items
        assert {(one.workout_id, one.id) for one in history} == done
        assert len(history) == len(done)
        last = await sets.last_performed(pool, user_id, [exercise_id])
        expected = [
            one
            for key, workout in mine
            if any(done_in == key for done_in, _ in done)
            and key == [k for k, _ in mine if k in dict(done)][-1]
            for _, exercise in workout.ordered()
            if exercise.exercise_id == exercise_id
            for one, _ in exercise.ordered()
        ]
        assert [one.id for one in last.get(exercise_id, [])] == expected


names = count()


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(
    first=workout_drafts(fewest=2),
    rest=st.lists(STEPS, min_size=4, max_size=14),
    replays=st.lists(st.integers(0, 14), max_size=3),
)
async def test_any_steps_end_in_the_tree_that_the_model_says(
    pool: TrackerPool, first: WorkoutDraft, rest: list[Step], replays: list[int]
) -> None:
    if not await pool.fetchval("SELECT count(*) FROM tracker.exercises"):
        assert [one.id for one in await new_exercises(pool, *NAMES)] == [1, 2, 3]
    user_id = (await new_user(pool, f"u{next(names)}", time_zone=ZONE)).id
    model = LogModel(ZONE)
    steps: list[Step] = [("log", first), *rest]
    # A client that lost the answer sends what it sent before again, late and in another order.
    for name, *args in [*steps, *(steps[index] for index in replays if index < len(steps))]:
        await take_step(pool, user_id, model, name, tuple(args))
    await compare_lists(pool, user_id, model)


async def take_step(pool: TrackerPool, user_id: int, model: LogModel, name: str, args: Step) -> None:
    before = {key: await stored(pool, user_id, key) for key in model.workouts}
    expected: type[TrackerError] | None = None
    try:
        in_memory(model, name, args)
    except (Conflict, Invalid, NotFound) as error:
        expected = type(error)
    if expected is None:
        await in_database(pool, user_id, name, args)
    else:
        with pytest.raises(expected):
            await in_database(pool, user_id, name, args)
    for key, workout in model.workouts.items():
        after = await stored(pool, user_id, key)
        assert (after is None) == workout.deleted
        was = before.get(key)
        if after is not None:
            assert after[0] == workout.tree()
            if was is not None and after[0] != was[0]:
                assert after[1] > was[1]
            elif was is not None and (name in REPLAYABLE or expected is not None):
                assert after[1] == was[1]


def squat_day(**fields: Any) -> WorkoutDraft:
    every: dict[str, Any] = {"id": uuid4(), "started_at": NOON, **fields}
    return WorkoutDraft(**every)


async def test_save_inserts_changes_adds_and_removes(pool: TrackerPool) -> None:
    user = await new_user(pool)
    squat, row = (one.id for one in await new_exercises(pool, "Squat", "Row"))
    first, second = uuid4(), uuid4()
    heavy, light, new = SetDraft(id=uuid4(), weight_g=100_000), SetDraft(id=uuid4(), weight_g=60_000), uuid4()
    draft = squat_day(
        title="Legs",
        exercises=[
            ExerciseDraft(id=first, exercise_id=squat, sets=[heavy, light]),
            ExerciseDraft(id=second, exercise_id=row),
        ],
    )
    assert draft.id is not None
    saved = await workouts.save(pool, user.id, draft)
    assert tree(saved) == [(first, squat, [heavy.id, light.id]), (second, row, [])]
    again = await workouts.save(pool, user.id, draft)
    assert again == saved
    # Swapped; a set moves to the other exercise, one goes, one comes.
    other = squat_day(
        id=draft.id,
        exercises=[
            ExerciseDraft(id=second, exercise_id=squat, sets=[light, SetDraft(id=new, reps=3)]),
            ExerciseDraft(id=first, exercise_id=row),
        ],
    )
    changed = await workouts.save(pool, user.id, other, expected_revision=saved.revision)
    assert tree(changed) == [(second, squat, [light.id, new]), (first, row, [])]
    assert changed.title is None
    assert changed.revision > saved.revision
    # What was removed comes back under its id.
    back = await workouts.save(pool, user.id, draft)
    assert tree(back) == tree(saved)
    with pytest.raises(StaleRevision) as caught:
        await workouts.save(pool, user.id, other, expected_revision=saved.revision)
    assert caught.value.current == back.revision
    assert await workouts.get(pool, user.id, draft.id) == back


async def test_save_moves_a_workout_to_the_day_it_began_on(pool: TrackerPool) -> None:
    user = await new_user(pool, time_zone="America/New_York")
    exercise_id = await bench(pool)
    kept = SetDraft(id=uuid4(), weight_g=80_000, reps=5)
    draft = squat_day(
        started_at=datetime(2026, 1, 1, 4, 30, tzinfo=UTC),
        exercises=[ExerciseDraft(id=uuid4(), exercise_id=exercise_id, sets=[kept])],
    )
    saved = await workouts.save(pool, user.id, draft)
    assert saved.performed_on == date(2025, 12, 31)
    later = draft.model_copy(update={"started_at": datetime(2026, 1, 1, 5, 30, tzinfo=UTC)})
    moved = await workouts.save(pool, user.id, later)
    assert moved.performed_on == date(2026, 1, 1)
    assert tree(moved) == tree(saved)
    assert moved.exercises[0].sets[0].performed_on == date(2026, 1, 1)
    # The day follows an explicit one too, and stays as long as the start does.
    given_day = later.model_copy(update={"performed_on": date(2025, 12, 31)})
    assert (await workouts.save(pool, user.id, given_day)).performed_on == date(2025, 12, 31)
    assert (await workouts.save(pool, user.id, later)).performed_on == date(2025, 12, 31)


async def test_save_refuses_what_is_deleted_or_was_never_there(pool: TrackerPool) -> None:
    user = await new_user(pool)
    draft = squat_day()
    assert draft.id is not None
    with pytest.raises(NotFound):
        await workouts.save(pool, user.id, draft, expected_revision=1)
    await workouts.save(pool, user.id, draft)
    await workouts.delete(pool, user.id, draft.id)
    before = await everything(pool)
    with pytest.raises(Conflict, match=r"workouts\.restore"):
        await workouts.save(pool, user.id, draft)
    assert await everything(pool) == before


async def test_a_save_that_fails_half_way_leaves_nothing(pool: TrackerPool) -> None:
    user = await new_user(pool)
    exercise_id = await bench(pool)
    draft = squat_day(exercises=[ExerciseDraft(exercise_id=exercise_id, sets=[SetDraft(weight_g=1)])])
    await workouts.save(pool, user.id, draft)
    before = await everything(pool)
    bad = squat_day(
        id=draft.id,
        title="changed",
        started_at=NOON + timedelta(days=400),
        exercises=[
            ExerciseDraft(exercise_id=exercise_id, sets=[SetDraft(weight_g=2), SetDraft(weight_g=-1)])
        ],
    )
    with pytest.raises(Invalid) as caught:
        await workouts.save(pool, user.id, bad)
    assert caught.value.constraint == "sets_weight_g_check"
    assert await everything(pool) == before


async def test_an_exercise_that_was_deleted_may_stay_but_not_come_anew(pool: TrackerPool) -> None:
    user = await users.create(pool, email="deleted@example.com", display_name="A")
    gone = await exercises.create(
        pool, owner_id=user.id, name="Gone", exercise_type="strength", tracking="weight_reps"
    )
    draft = WorkoutDraft(
        id=uuid4(),
        started_at=datetime(2026, 3, 1, 12, tzinfo=UTC),
        exercises=[ExerciseDraft(id=uuid4(), exercise_id=gone.id, sets=[SetDraft(id=uuid4(), reps=5)])],
    )
    await workouts.log(pool, user.id, draft)
    await pool.execute(
        "UPDATE tracker.exercises SET deleted_at = now(), deletion_id = gen_random_uuid() WHERE id = $1",
        gone.id,
    )

    saved = await workouts.save(pool, user.id, draft.model_copy(update={"title": "New title"}))
    assert (saved.title, saved.exercises[0].exercise_id) == ("New title", gone.id)
    with pytest.raises(Invalid):
        await workouts.log(pool, user.id, draft.model_copy(update={"id": uuid4()}))
