"""Merging exercises: everything follows at once, and comes back when it is undone."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, TypeAlias
from uuid import UUID, uuid4

import pytest

from trackerdb import exercises, imports, records, sets, users, workouts
from trackerdb.database import acting_as
from trackerdb.errors import Conflict, Invalid, NotFound
from trackerdb.exercises import NewExercise
from trackerdb.sets import SetDraft
from trackerdb.workouts import ExerciseDraft, WorkoutDraft

if TYPE_CHECKING:
    from trackerdb.executor import Connection
    from trackerdb.pool import TrackerPool

pytestmark = pytest.mark.anyio

# Sets with their weights, and records.
_State: TypeAlias = tuple[list[tuple[UUID, int | None]], list[tuple[str, int | None, int]]]
_START = datetime(2026, 3, 2, 18, tzinfo=UTC)


async def _user(db: TrackerPool, name: str = "lifter") -> int:
    return (await users.create(db, email=f"{name}@example.org", display_name=name)).id


async def _exercise(db: TrackerPool, name: str, owner_id: int | None) -> int:
    exercise = await exercises.create(
        db, owner_id=owner_id, name=name, exercise_type="strength", tracking="weight_reps"
    )
    return exercise.id


async def _log(db: TrackerPool | Connection, user_id: int, exercise_id: int, day: int, weight_g: int) -> UUID:
    draft = WorkoutDraft(
        id=uuid4(),
        started_at=_START + timedelta(days=day),
        exercises=[ExerciseDraft(exercise_id=exercise_id, sets=[SetDraft(weight_g=weight_g, reps=1)])],
    )
    return (await workouts.log(db, user_id, draft)).id


async def _snapshot(pool: TrackerPool, user_id: int, *ids: int) -> dict[int, _State]:
    current = await records.current(pool, user_id)
    return {
        one: (
            [(item.id, item.weight_g) for item in (await sets.history(pool, user_id, one)).items],
            sorted((r.metric, r.reps, r.value) for r in current if r.exercise_id == one),
        )
        for one in ids
    }


async def _recent(pool: TrackerPool, user_id: int) -> list[int]:
    return [one.exercise_id for one in await exercises.recently_used(pool, user_id)]


async def test_history_records_and_recents_follow(pool: TrackerPool) -> None:
    user = await _user(pool)
    source, target = await _exercise(pool, "Benchpress", user), await _exercise(pool, "Bench Press", None)
    await _log(pool, user, source, 0, 120_000)
    await _log(pool, user, target, 7, 100_000)
    merged = await exercises.merge(pool, source, into=target, user_id=user)
    assert merged.id == target
    history, best = (await _snapshot(pool, user, target))[target]
    assert [weight for _, weight in history] == [100_000, 120_000]
    assert ("max_weight", None, 120_000) in best
    assert (await _snapshot(pool, user, source))[source] == (history, [])
    assert await _recent(pool, user) == [target]


async def test_the_old_id_resolves_and_search_shows_the_target_alone(pool: TrackerPool) -> None:
    user = await _user(pool)
    source, target = await _exercise(pool, "Benchpress", user), await _exercise(pool, "Bench Press", None)
    await exercises.merge(pool, source, into=target, user_id=user)
    found = await exercises.get(pool, source, user_id=user)
    assert found is not None
    assert found.id == target
    assert [hit.exercise_id for hit in await exercises.search(pool, "benchpress", user_id=user)] == [target]


async def test_every_question_may_be_asked_by_the_old_id(pool: TrackerPool) -> None:
    user = await _user(pool)
    source, target = await _exercise(pool, "Benchpress", user), await _exercise(pool, "Bench Press", None)
    await _log(pool, user, source, 0, 120_000)
    await _log(pool, user, target, 7, 100_000)
    span = {"since": _START.date(), "until": _START.date() + timedelta(days=30)}

    async def answers(db: TrackerPool | Connection, one: int) -> list[object]:
        return [
            await sets.history(db, user, one),
            await sets.performance(db, user, one, **span),
            await workouts.containing(db, user, one),
            await records.current(db, user, exercise_id=one),
            await records.progression(db, user, one, "max_weight"),
            await records.rep_maxes(db, user, one),
            await records.rebuild(db, user, exercise_id=one),
            [item.id for item in (await sets.last_performed(db, user, [one]))[one]],
        ]

    assert await answers(pool, source) != await answers(pool, target)
    await exercises.merge(pool, source, into=target, user_id=user)
    expected = await answers(pool, target)
    assert all(expected)
    assert await answers(pool, source) == expected
    async with acting_as(pool, user) as conn:
        assert await answers(conn, source) == expected
    assert set(await sets.last_performed(pool, user, [source, target])) == {source, target}


async def test_unmerge_moves_back_what_was_moved_and_nothing_else(pool: TrackerPool) -> None:
    user = await _user(pool)
    source, target = await _exercise(pool, "Benchpress", user), await _exercise(pool, "Bench Press", None)
    await _log(pool, user, source, 0, 120_000)
    await _log(pool, user, target, 7, 100_000)
    before = await _snapshot(pool, user, source, target)
    await exercises.merge(pool, source, into=target, user_id=user)
    restored = await exercises.unmerge(pool, source, user_id=user)
    assert restored.id == source
    assert await _snapshot(pool, user, source, target) == before
    await exercises.merge(pool, source, into=target, user_id=user)
    since = await _log(pool, user, target, 9, 90_000)
    await exercises.unmerge(pool, source, user_id=user)
    after = await _snapshot(pool, user, source, target)
    assert after[source] == before[source]
    assert since in {w.id for w in (await workouts.containing(pool, user, target)).items}


async def test_what_moved_to_another_day_meanwhile_comes_back(pool: TrackerPool) -> None:
    user = await _user(pool)
    source, target = await _exercise(pool, "Benchpress", user), await _exercise(pool, "Bench Press", None)
    workout = await _log(pool, user, source, 0, 120_000)
    await exercises.merge(pool, source, into=target, user_id=user)
    await workouts.reschedule(pool, user, workout, started_at=_START + timedelta(days=400))
    await exercises.unmerge(pool, source, user_id=user)
    assert [w.id for w in (await workouts.containing(pool, user, source)).items] == [workout]


async def test_chains_are_flat_and_come_apart_in_any_order(pool: TrackerPool) -> None:
    user = await _user(pool)
    a, b, c = [await _exercise(pool, name, user) for name in ("First", "Second", "Third")]
    for day, one in enumerate((a, b, c)):
        await _log(pool, user, one, day, 50_000 + day)
    before = await _snapshot(pool, user, a, b, c)
    await exercises.merge(pool, a, into=b, user_id=user)
    between = await _snapshot(pool, user, a, b, c)
    await exercises.merge(pool, b, into=c, user_id=user)
    found = await exercises.get(pool, a, user_id=user)
    assert found is not None
    assert found.id == c
    await exercises.unmerge(pool, b, user_id=user)
    assert await _snapshot(pool, user, a, b, c) == between
    await exercises.unmerge(pool, a, user_id=user)
    assert await _snapshot(pool, user, a, b, c) == before
    await exercises.merge(pool, a, into=b, user_id=user)
    await exercises.merge(pool, b, into=c, user_id=user)
    await exercises.unmerge(pool, a, user_id=user)
    assert (await _snapshot(pool, user, a))[a] == before[a]
    await exercises.unmerge(pool, b, user_id=user)
    assert await _snapshot(pool, user, a, b, c) == before


async def test_a_catalogue_merge_moves_everyones_history(pool: TrackerPool) -> None:
    first, second = await _user(pool, "first"), await _user(pool, "second")
    source, target = await _exercise(pool, "Benchpress", None), await _exercise(pool, "Bench Press", None)
    for user in (first, second):
        await _log(pool, user, source, 0, 80_000)
    before = [await _snapshot(pool, user, source, target) for user in (first, second)]
    await exercises.merge(pool, source, into=target, user_id=None)
    assert [await _recent(pool, user) for user in (first, second)] == [[target], [target]]
    await exercises.unmerge(pool, source, user_id=None)
    assert [await _snapshot(pool, user, source, target) for user in (first, second)] == before


async def test_what_cant_be_merged_is_refused(pool: TrackerPool) -> None:
    user, other = await _user(pool), await _user(pool, "other")
    own, theirs = await _exercise(pool, "Mine", user), await _exercise(pool, "Theirs", other)
    shared = await _exercise(pool, "Shared", None)
    timed = await exercises.create(
        pool, owner_id=user, name="Timed", exercise_type="strength", tracking="duration"
    )
    with pytest.raises(NotFound):
        await exercises.merge(pool, theirs, into=own, user_id=user)
    with pytest.raises(NotFound):
        await exercises.merge(pool, own, into=theirs, user_id=user)
    with pytest.raises(NotFound):
        await exercises.merge(pool, shared, into=own, user_id=user)
    with pytest.raises(NotFound):
        await exercises.merge(pool, shared, into=own, user_id=None)
    with pytest.raises(Invalid, match="itself"):
        await exercises.merge(pool, own, into=own, user_id=user)
    with pytest.raises(Invalid, match="tracking"):
        await exercises.merge(pool, own, into=timed.id, user_id=user)
    with pytest.raises(Conflict, match="not merged"):
        await exercises.unmerge(pool, own, user_id=user)
    await exercises.merge(pool, own, into=shared, user_id=user)
    with pytest.raises(Conflict, match="already"):
        await exercises.merge(pool, own, into=shared, user_id=user)
    with pytest.raises(Invalid, match="itself"):
        await exercises.merge(pool, shared, into=shared, user_id=None)


async def test_plain_sql_cant_log_a_merged_exercise(pool: TrackerPool) -> None:
    user = await _user(pool)
    source, target = await _exercise(pool, "Benchpress", user), await _exercise(pool, "Bench Press", None)
    workout = await _log(pool, user, target, 0, 100_000)
    await exercises.merge(pool, source, into=target, user_id=user)
    with pytest.raises(Exception, match=f"exercise {source} was merged into {target}"):
        await pool.execute(
            "INSERT INTO tracker.workout_exercises (user_id, performed_on, workout_id, id, exercise_id, "
            "position)"
            " SELECT user_id, performed_on, id, gen_random_uuid(), $2, 5 FROM tracker.workouts WHERE id = $1",
            workout,
            source,
        )


async def test_a_user_merges_under_row_level_security(pool: TrackerPool) -> None:
    user = await _user(pool)
    source, target = await _exercise(pool, "Benchpress", user), await _exercise(pool, "Bench Press", None)
    await _log(pool, user, source, 0, 100_000)
    async with acting_as(pool, user) as conn:
        await exercises.merge(conn, source, into=target, user_id=user)
        await exercises.unmerge(conn, source, user_id=user)
        await exercises.merge(conn, source, into=target, user_id=user)
    assert await _recent(pool, user) == [target]


@pytest.mark.parametrize("owned", [True, False])
async def test_nothing_is_left_behind_while_others_log(pool: TrackerPool, owned: bool) -> None:
    lifters = [await _user(pool, f"lifter{i}") for i in range(1 if owned else 4)]
    owner = lifters[0] if owned else None
    source, target = await _exercise(pool, "Benchpress", owner), await _exercise(pool, "Bench Press", None)
    await _log(pool, lifters[0], source, 0, 60_000)

    async def train(user: int) -> int:
        logged = 0
        for day in range(1, 13):
            try:
                await _log(pool, user, source, day, 60_000 + day)
            except Invalid:
                await _log(pool, user, target, day, 60_000 + day)
            logged += 1
        return logged

    async def tidy() -> None:
        for _ in range(3):
            await asyncio.sleep(0.02)
            await exercises.merge(pool, source, into=target, user_id=owner)
            await exercises.unmerge(pool, source, user_id=owner)
        await exercises.merge(pool, source, into=target, user_id=owner)

    *logged, _ = await asyncio.gather(*(train(user) for user in lifters for _ in range(2)), tidy())
    assert sum(count or 0 for count in logged) == 24 * len(lifters)
    left = await pool.fetchval(
        "SELECT count(*) FROM tracker.workout_exercises WHERE exercise_id = $1", source
    )
    assert left == 0
    assert await pool.fetchval("SELECT count(*) FROM tracker.sets WHERE exercise_id = $1", source) == 0
    for user in lifters:
        kept = sorted((r.metric, r.reps, r.value) for r in await records.current(pool, user))
        await records.rebuild(pool, user)
        assert sorted((r.metric, r.reps, r.value) for r in await records.current(pool, user)) == kept


async def test_what_is_logged_and_imported_under_the_old_one_goes_to_the_new(pool: TrackerPool) -> None:
    user = await users.create(pool, email="late@example.com", display_name="A")
    old, new = await exercises.create_many(
        pool,
        [
            NewExercise(name="Old Press", exercise_type="strength", tracking="weight_reps"),
            NewExercise(name="New Press", exercise_type="strength", tracking="weight_reps"),
        ],
        owner_id=user.id,
    )
    await exercises.merge(pool, old.id, into=new.id, user_id=user.id)
    draft = WorkoutDraft(
        id=uuid4(),
        started_at=datetime(2026, 3, 1, 12, tzinfo=UTC),
        exercises=[ExerciseDraft(id=uuid4(), exercise_id=old.id, sets=[SetDraft(id=uuid4(), reps=5)])],
    )

    logged = await workouts.log(pool, user.id, draft)
    assert [one.exercise_id for one in logged.exercises] == [new.id]
    assert await workouts.log(pool, user.id, draft) == logged
    assert await workouts.save(pool, user.id, draft) == logged
    added = await workouts.add_exercise(pool, user.id, logged.id, ExerciseDraft(exercise_id=old.id))
    assert added.exercise_id == new.id

    report = await imports.load(
        pool,
        user.id,
        b"Date,Workout Name,Duration,Exercise Name,Set Order,"
        b"Weight,Reps,Distance,Seconds,Notes,Workout Notes,RPE\n"
        b"2026-01-05 18:00:00,A,1h,Old Press,1,100,5,0,0,,,\n",
        unit="kg",
    )
    assert (report.workouts, report.new_exercises) == (1, [])
