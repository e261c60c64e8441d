"""Soft delete and restore of sets, workouts, exercises and users; what was deleted before stays deleted."""

from __future__ import annotations

from uuid import uuid4

import asyncpg
import pytest

from _support.logs import NOON, bench, new_exercises, new_user, tree
from trackerdb import exercises, records, sets, users, workouts
from trackerdb.errors import Conflict, EmailTaken, Invalid, NameTaken, NotFound
from trackerdb.pool import TrackerPool
from trackerdb.sets import SetDraft
from trackerdb.workouts import ExerciseDraft, Workout, WorkoutDraft

pytestmark = pytest.mark.anyio

_CALLS = """
SELECT coalesce(sum(calls), 0)::bigint FROM pg_stat_xact_user_functions WHERE funcname = 'pass_on_deletion'
"""


async def logged(pool: TrackerPool, user_id: int, exercise_id: int, *weights: int) -> Workout:
    done = [SetDraft(weight_g=weight, reps=5) for weight in weights]
    one = ExerciseDraft(exercise_id=exercise_id, sets=done)
    return await workouts.log(pool, user_id, WorkoutDraft(started_at=NOON, exercises=[one]))


async def test_a_workout_comes_back_as_it_was_but_for_the_set_deleted_before(pool: TrackerPool) -> None:
    user = await new_user(pool)
    [bench] = await new_exercises(pool, "Bench")
    workout = await logged(pool, user.id, bench.id, 100_000, 120_000, 110_000)
    heaviest = workout.exercises[0].sets[1]
    await sets.delete(pool, user.id, workout.id, heaviest.id)
    before = await workouts.get(pool, user.id, workout.id)
    best = await records.current(pool, user.id)

    await workouts.delete(pool, user.id, workout.id)
    assert await workouts.get(pool, user.id, workout.id) is None
    assert await records.current(pool, user.id) == []
    assert (await sets.history(pool, user.id, bench.id)).items == []

    assert await workouts.restore(pool, user.id, workout.id) == before
    assert await records.current(pool, user.id) == best
    assert await sets.restore(pool, user.id, workout.id, heaviest.id) == heaviest
    whole = await workouts.get(pool, user.id, workout.id)
    assert whole is not None
    assert whole.exercises == workout.exercises


async def test_a_deleted_set_counts_for_nothing_and_comes_back_with_its_records(pool: TrackerPool) -> None:
    user = await new_user(pool)
    [bench] = await new_exercises(pool, "Bench")
    workout = await logged(pool, user.id, bench.id, 100_000, 120_000)
    before = await records.current(pool, user.id)
    [_, heaviest] = workout.exercises[0].sets
    await sets.delete(pool, user.id, workout.id, heaviest.id)
    assert [one.weight_g for one in (await sets.history(pool, user.id, bench.id)).items] == [100_000]
    assert {one.value for one in await records.current(pool, user.id) if one.metric == "max_weight"} == {
        100_000
    }
    with pytest.raises(NotFound):
        await sets.delete(pool, user.id, workout.id, heaviest.id)
    await sets.restore(pool, user.id, workout.id, heaviest.id)
    assert await records.current(pool, user.id) == before
    with pytest.raises(NotFound, match="no deleted set"):
        await sets.restore(pool, user.id, workout.id, heaviest.id)


async def test_a_set_is_not_restored_where_it_has_no_place(pool: TrackerPool) -> None:
    user = await new_user(pool)
    [bench] = await new_exercises(pool, "Bench")
    workout = await logged(pool, user.id, bench.id, 100_000)
    [(place, _, [only])] = tree(workout)
    await workouts.remove_exercise(pool, user.id, workout.id, place)
    with pytest.raises(Conflict, match=r"workouts\.save"):
        await sets.restore(pool, user.id, workout.id, only)
    await workouts.delete(pool, user.id, workout.id)
    with pytest.raises(NotFound):
        await sets.restore(pool, user.id, workout.id, only)
    with pytest.raises(NotFound):
        await sets.restore(pool, user.id, uuid4(), only)


async def test_deleting_another_users_set_finds_nothing(pool: TrackerPool) -> None:
    user, other = await new_user(pool), await new_user(pool, "ben")
    [bench] = await new_exercises(pool, "Bench")
    workout = await logged(pool, user.id, bench.id, 100_000)
    only = workout.exercises[0].sets[0]
    with pytest.raises(NotFound):
        await sets.delete(pool, other.id, workout.id, only.id)


async def test_a_deleted_exercise_frees_its_name_and_stays_in_the_log(pool: TrackerPool) -> None:
    user = await new_user(pool)
    [bench] = await new_exercises(pool, "Bench", owner_id=user.id)
    workout = await logged(pool, user.id, bench.id, 100_000)
    await exercises.delete(pool, bench.id, user_id=user.id)

    assert await exercises.get(pool, bench.id, user_id=user.id) is None
    assert await exercises.get_by_name(pool, "bench", user_id=user.id) is None
    assert (await exercises.browse(pool, user_id=user.id)).items == []
    assert await exercises.search(pool, "bench", user_id=user.id) == []
    assert await exercises.recently_used(pool, user.id) == []
    assert await workouts.get(pool, user.id, workout.id) == workout
    with pytest.raises(Invalid):
        await logged(pool, user.id, bench.id, 100_000)
    with pytest.raises(NotFound):
        await exercises.delete(pool, bench.id, user_id=user.id)

    [second] = await new_exercises(pool, "BENCH", owner_id=user.id)
    with pytest.raises(NameTaken, match="rename or delete that one"):
        await exercises.restore(pool, bench.id, user_id=user.id)
    await exercises.update(pool, second.id, user_id=user.id, name="Bench 2")
    restored = await exercises.restore(pool, bench.id, user_id=user.id)
    assert restored.model_dump(exclude={"updated_at"}) == bench.model_dump(exclude={"updated_at"})
    with pytest.raises(NotFound):
        await exercises.restore(pool, bench.id, user_id=user.id)


async def test_only_the_owner_deletes_an_exercise(pool: TrackerPool) -> None:
    user, other = await new_user(pool), await new_user(pool, "ben")
    [own] = await new_exercises(pool, "Own", owner_id=user.id)
    [shared] = await new_exercises(pool, "Shared")
    for exercise_id, user_id in ((own.id, other.id), (own.id, None), (shared.id, user.id)):
        with pytest.raises(NotFound):
            await exercises.delete(pool, exercise_id, user_id=user_id)
    await exercises.delete(pool, shared.id, user_id=None)
    with pytest.raises(NotFound):
        await exercises.restore(pool, shared.id, user_id=user.id)
    assert (await exercises.restore(pool, shared.id, user_id=None)).id == shared.id


async def test_a_deleted_user_is_gone_and_comes_back_with_everything(pool: TrackerPool) -> None:
    user = await new_user(pool)
    [bench] = await new_exercises(pool, "Bench", owner_id=user.id)
    workout = await logged(pool, user.id, bench.id, 100_000)
    await users.delete(pool, user.id)
    assert await users.get(pool, user.id) is None
    assert await users.get_by_email(pool, "ana@example.org") is None
    with pytest.raises(NotFound):
        await logged(pool, user.id, bench.id, 100_000)
    with pytest.raises(NotFound):
        await users.delete(pool, user.id)

    restored = await users.restore(pool, user.id)
    assert restored.model_dump(exclude={"updated_at"}) == user.model_dump(exclude={"updated_at"})
    assert await users.get_by_email(pool, "ana@example.org") == restored
    assert await workouts.get(pool, user.id, workout.id) == workout
    with pytest.raises(NotFound):
        await users.restore(pool, user.id)


async def test_restoring_a_user_whose_address_is_taken_says_what_to_do(pool: TrackerPool) -> None:
    first = await new_user(pool)
    await users.delete(pool, first.id)
    second = await new_user(pool)
    assert second.email == first.email
    with pytest.raises(EmailTaken, match="email="):
        await users.restore(pool, first.id)
    assert await users.get(pool, first.id) is None
    assert (await users.restore(pool, first.id, email="Ana2@Example.org ")).email == "ana2@example.org"
    assert await users.get_by_email(pool, "ana@example.org") == second


async def test_an_update_that_deletes_nothing_runs_no_update_below(pool: TrackerPool, admin_dsn: str) -> None:
    user = await new_user(pool)
    await logged(pool, user.id, await bench(pool), 60_000)
    admin = await asyncpg.connect(admin_dsn)

    async def updates(sql: str) -> int:
        """How many UPDATEs passed their deletions on, the one itself included."""
        async with admin.transaction():
            await admin.execute("SET LOCAL track_functions = 'all'")
            before = await admin.fetchval(_CALLS)
            await admin.execute(sql)
            return int(await admin.fetchval(_CALLS) - before)

    try:
        assert await updates("UPDATE tracker.workouts SET notes = 'all of them'") == 1
        # Itself, and the workout's two: for its new rows, and for its old ones, which are done by then.
        assert await updates("UPDATE tracker.workout_exercises SET notes = 'all of them'") == 3
    finally:
        await admin.close()
