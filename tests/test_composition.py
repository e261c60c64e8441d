"""The exercises of a workout: added, re-ordered, replaced and removed, also by late and repeated batches."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from itertools import count
from typing import Any
from uuid import UUID, uuid4

import anyio
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from _support.logs import NOON, everything, new_exercises, new_user, tree
from trackerdb import sets, workouts
from trackerdb.errors import Conflict, Invalid, NotFound
from trackerdb.pool import TrackerPool
from trackerdb.sets import SetDraft
from trackerdb.workouts import ExerciseDraft, Workout, WorkoutDraft

pytestmark = pytest.mark.anyio

A, B, C, NEW = (UUID(int=0xB0 + i) for i in range(4))


@pytest.fixture
async def lifts(pool: TrackerPool) -> tuple[int, int]:
    squat, row = await new_exercises(pool, "Squat", "Row")
    return squat.id, row.id


def three(lifts: tuple[int, int]) -> WorkoutDraft:
    """The same exercise stands twice, at both ends."""
    squat, row = lifts
    return WorkoutDraft(
        id=uuid4(),
        started_at=NOON,
        exercises=[
            ExerciseDraft(id=A, exercise_id=squat, sets=[SetDraft(weight_g=1), SetDraft(weight_g=2)]),
            ExerciseDraft(id=B, exercise_id=row, sets=[SetDraft(weight_g=3)]),
            ExerciseDraft(id=C, exercise_id=squat, sets=[SetDraft(weight_g=4)]),
        ],
    )


def order(workout: Workout | None) -> list[UUID]:
    return [place for place, _, _ in tree(workout)]


def weights(workout: Workout) -> list[list[int | None]]:
    return [[one.weight_g for one in exercise.sets] for exercise in workout.exercises]


@pytest.mark.parametrize(
    ("moved", "position", "expected"),
    [
        (A, 0, [A, B, C]),
        (A, 1, [B, A, C]),
        (A, 2, [B, C, A]),
        (A, 99, [B, C, A]),
        (A, 2**100, [B, C, A]),
        (C, 0, [C, A, B]),
        (B, 0, [B, A, C]),
    ],
)
async def test_move(
    pool: TrackerPool, lifts: tuple[int, int], moved: UUID, position: int, expected: list[UUID]
) -> None:
    user = await new_user(pool)
    before = await workouts.log(pool, user.id, three(lifts))
    after = await workouts.move_exercise(pool, user.id, before.id, moved, position=position)
    assert order(after) == expected
    assert [one.position for one in after.exercises] == [0, 1, 2]
    assert sorted(tree(after)) == sorted(tree(before))
    assert await workouts.get(pool, user.id, before.id) == after


async def test_swap_by_two_moves_and_by_one_save(pool: TrackerPool, lifts: tuple[int, int]) -> None:
    user = await new_user(pool)
    draft = three(lifts)
    workout = await workouts.log(pool, user.id, draft)
    await workouts.move_exercise(pool, user.id, workout.id, C, position=0)
    swapped = await workouts.move_exercise(pool, user.id, workout.id, A, position=2)
    assert order(swapped) == [C, B, A]
    back = draft.model_copy(update={"exercises": [draft.exercises[i] for i in (2, 1, 0)]})
    saved = await workouts.save(pool, user.id, back)
    assert order(saved) == [C, B, A]
    assert weights(saved) == [[4], [3], [1, 2]]


async def test_replace_takes_the_sets_along(pool: TrackerPool, lifts: tuple[int, int]) -> None:
    squat, row = lifts
    user = await new_user(pool)
    before = await workouts.log(pool, user.id, three(lifts))
    after = await workouts.replace_exercise(pool, user.id, before.id, A, exercise_id=row)
    assert [(one.id, one.exercise_id, one.name) for one in after.exercises] == [
        (A, row, "Row"),
        (B, row, "Row"),
        (C, squat, "Squat"),
    ]
    assert weights(after) == weights(before)
    assert {one.exercise_id for one in after.exercises[0].sets} == {row}
    assert {one.weight_g for one in (await sets.history(pool, user.id, row)).items} == {1, 2, 3}
    assert {one.weight_g for one in (await sets.history(pool, user.id, squat)).items} == {4}
    same = await workouts.replace_exercise(pool, user.id, before.id, A, exercise_id=row)
    assert same == after


async def test_sets_that_were_deleted_follow_and_leave_no_gap(
    pool: TrackerPool, lifts: tuple[int, int]
) -> None:
    squat, row = lifts
    user = await new_user(pool)
    draft = three(lifts)
    await workouts.log(pool, user.id, draft)
    shorter = draft.exercises[0].model_copy(update={"sets": draft.exercises[0].sets[:1]})
    less = draft.model_copy(update={"exercises": [shorter, *draft.exercises[1:]]})
    workout = await workouts.save(pool, user.id, less)
    await workouts.replace_exercise(pool, user.id, workout.id, A, exercise_id=row)
    assert (
        await sets.log(pool, user.id, workout.id, SetDraft(weight_g=9), workout_exercise_id=A)
    ).position == 1
    # By a save too: what it replaces, what it deletes and what it brings back.
    back = await workouts.save(pool, user.id, draft)
    assert weights(back) == [[1, 2], [3], [4]]
    assert [one.exercise_id for one in back.exercises] == [squat, row, squat]


async def test_remove_takes_the_sets_too_and_save_brings_them_back(
    pool: TrackerPool, lifts: tuple[int, int]
) -> None:
    user = await new_user(pool)
    draft = three(lifts)
    before = await workouts.log(pool, user.id, draft)
    after = await workouts.remove_exercise(pool, user.id, before.id, A)
    assert order(after) == [B, C]
    assert {one.weight_g for one in (await sets.history(pool, user.id, lifts[0])).items} == {4}
    for gone in (A, uuid4()):
        with pytest.raises(NotFound):
            await workouts.remove_exercise(pool, user.id, before.id, gone)
        with pytest.raises(NotFound):
            await workouts.move_exercise(pool, user.id, before.id, gone, position=0)
        with pytest.raises(NotFound):
            await workouts.replace_exercise(pool, user.id, before.id, gone, exercise_id=lifts[1])
    with pytest.raises(Conflict):
        await workouts.add_exercise(pool, user.id, before.id, ExerciseDraft(id=A, exercise_id=lifts[0]))
    assert weights(await workouts.save(pool, user.id, draft)) == [[1, 2], [3], [4]]


async def test_add_is_last_unless_the_draft_says_where(pool: TrackerPool, lifts: tuple[int, int]) -> None:
    squat, row = lifts
    user = await new_user(pool)
    workout = await workouts.log(pool, user.id, WorkoutDraft(started_at=NOON))
    first = await workouts.add_exercise(pool, user.id, workout.id, ExerciseDraft(exercise_id=squat))
    draft = ExerciseDraft(
        exercise_id=row, superset=1, notes="n", sets=[SetDraft(weight_g=2), SetDraft(weight_g=1)]
    )
    second = await workouts.add_exercise(pool, user.id, workout.id, draft)
    assert (second.name, second.position, second.superset, second.notes) == ("Row", 1, 1, "n")
    assert [(one.weight_g, one.position) for one in second.sets] == [(2, 0), (1, 1)]
    top = await workouts.add_exercise(pool, user.id, workout.id, ExerciseDraft(exercise_id=row, position=0))
    final = await workouts.get(pool, user.id, workout.id)
    assert final is not None
    assert set(order(final)) == {first.id, second.id, top.id}
    assert order(final)[-1] == second.id


async def test_adding_again_changes_nothing_and_other_content_is_a_conflict(
    pool: TrackerPool, lifts: tuple[int, int]
) -> None:
    squat, row = lifts
    user = await new_user(pool)
    workout = await workouts.log(pool, user.id, three(lifts))
    draft = ExerciseDraft(
        id=NEW,
        exercise_id=row,
        sets=[SetDraft(weight_g=9, reps=5, position=1), SetDraft(id=uuid4(), weight_g=8, position=0)],
    )
    added = await workouts.add_exercise(pool, user.id, workout.id, draft)
    assert [one.weight_g for one in added.sets] == [8, 9]
    assert await workouts.add_exercise(pool, user.id, workout.id, draft) == added
    # Late: after a move, and after more sets.
    await workouts.move_exercise(pool, user.id, workout.id, NEW, position=0)
    await sets.log(pool, user.id, workout.id, SetDraft(weight_g=7), workout_exercise_id=NEW)
    again = await workouts.add_exercise(pool, user.id, workout.id, draft)
    assert [one.weight_g for one in again.sets] == [8, 9, 7]
    before = await everything(pool)
    others: list[dict[str, Any]] = [
        {"exercise_id": squat},
        {"superset": 1},
        {"notes": "x"},
        {"sets": [draft.sets[0].model_copy(update={"weight_g": None}), draft.sets[1]]},
        {"sets": [draft.sets[0], draft.sets[1].model_copy(update={"id": uuid4()})]},
    ]
    for change in others:
        with pytest.raises(Conflict):
            await workouts.add_exercise(pool, user.id, workout.id, draft.model_copy(update=change))
    assert await everything(pool) == before


async def test_what_cannot_be_added_or_moved(pool: TrackerPool, lifts: tuple[int, int]) -> None:
    ana, eve = await new_user(pool, "ana"), await new_user(pool, "eve")
    [eves] = await new_exercises(pool, "Eve's Lift", owner_id=eve.id)
    workout = await workouts.log(pool, ana.id, three(lifts))
    stored = workout.exercises[0].sets[0]
    before = await everything(pool)
    good = ExerciseDraft(exercise_id=lifts[0])
    changes: list[dict[str, Any]] = [
        {"exercise_id": eves.id},
        {"exercise_id": 4_000_000_000},
        {"exercise_id": 2**63},
        {"position": -1},
        {"position": 2**31},
        {"superset": -1},
        {"notes": "x" * 20_001},
        {"notes": "\0"},
        {"notes": "\ud800"},
        {"sets": [SetDraft(reps=-1)]},
    ]
    for change in changes:
        with pytest.raises(Invalid):
            await workouts.add_exercise(pool, ana.id, workout.id, good.model_copy(update=change))
    with pytest.raises(Conflict):
        await workouts.add_exercise(
            pool, ana.id, workout.id, good.model_copy(update={"sets": [SetDraft(id=stored.id)]})
        )
    with pytest.raises(Invalid):
        await workouts.move_exercise(pool, ana.id, workout.id, A, position=-1)
    for exercise_id in (eves.id, 4_000_000_000):
        with pytest.raises(Invalid, match="no exercise"):
            await workouts.replace_exercise(pool, ana.id, workout.id, A, exercise_id=exercise_id)
    assert await everything(pool) == before


async def test_eight_connections_add_to_one_workout(pool: TrackerPool, lifts: tuple[int, int]) -> None:
    user = await new_user(pool)
    workout = await workouts.log(pool, user.id, WorkoutDraft(started_at=NOON))

    async def add() -> None:
        await workouts.add_exercise(pool, user.id, workout.id, ExerciseDraft(exercise_id=lifts[0]))

    async with anyio.create_task_group() as group:
        for _ in range(8):
            group.start_soon(add)
    final = await workouts.get(pool, user.id, workout.id)
    assert final is not None
    assert [one.position for one in final.exercises] == list(range(8))


names = count()
Call = Callable[[TrackerPool, int], Awaitable[object]]


def offline(lifts: tuple[int, int], key: UUID) -> list[Call]:
    """What a client did without a network, each under ids of its own, so that the order tells nothing."""
    squat, row = lifts
    first, second = uuid4(), uuid4()
    heavy, light = SetDraft(id=uuid4(), position=1, weight_g=9), SetDraft(id=uuid4(), position=0, weight_g=5)
    workout = WorkoutDraft(id=key, started_at=NOON, title="offline")
    other = WorkoutDraft(id=uuid4(), started_at=NOON, exercises=[ExerciseDraft(id=uuid4(), exercise_id=row)])
    places = [
        ExerciseDraft(
            id=first, exercise_id=squat, position=1, sets=[SetDraft(id=uuid4(), position=2, reps=1)]
        ),
        ExerciseDraft(id=second, exercise_id=squat, position=0),
    ]
    return [
        lambda pool, user: workouts.log(pool, user, workout),
        lambda pool, user: workouts.log_many(pool, user, [other, workout]),
        lambda pool, user: workouts.add_exercise(pool, user, key, places[0]),
        lambda pool, user: workouts.add_exercise(pool, user, key, places[1]),
        lambda pool, user: sets.log(pool, user, key, heavy, workout_exercise_id=first),
        lambda pool, user: sets.log_many(pool, user, key, [light, heavy, light], workout_exercise_id=first),
    ]


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(sent=st.lists(st.integers(0, 5), max_size=20))
async def test_an_offline_batch_in_any_order_ends_in_one_tree(
    pool: TrackerPool, lifts: tuple[int, int], sent: list[int]
) -> None:
    key = uuid4()
    calls = offline(lifts, key)
    shapes: list[object] = []
    for arrival in (sent, []):
        user_id = (await new_user(pool, f"u{next(names)}")).id
        # Everything arrives at last, in order; before that anything may come, early, late or twice.
        for index in [*arrival, *range(len(calls))]:
            try:
                await calls[index](pool, user_id)
            except (NotFound, Conflict):
                # Its workout or exercise is still under way; the client sends it again. The replay of a
                # workout that has grown since is none of these.
                assert index not in (0, 1)
        final = await workouts.get(pool, user_id, key)
        assert final is not None
        shapes.append((final.title, tree(final), weights(final), [one.position for one in final.exercises]))
        assert len((await workouts.history(pool, user_id)).items) == 2
    assert shapes[0] == shapes[1]
