"""Workouts: logged once however often they are sent, changed, moved, deleted and brought back."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

import anyio
import pytest

from _support.logs import NOON, bench, everything, new_exercises, new_user, tree
from trackerdb import sets, users, workouts
from trackerdb.database import transaction
from trackerdb.errors import Conflict, Invalid, NotFound, StaleRevision
from trackerdb.pool import TrackerPool
from trackerdb.sets import SetDraft
from trackerdb.workouts import ExerciseDraft, Workout, WorkoutDraft

pytestmark = pytest.mark.anyio

NOBODY = 4_000_000_000


def draft_of(exercise_id: int, *weights: int, **fields: Any) -> WorkoutDraft:
    done = [SetDraft(weight_g=weight, reps=5, rpe=Decimal("8.5")) for weight in weights]
    one = ExerciseDraft(exercise_id=exercise_id, superset=1, notes="slow", sets=done)
    every: dict[str, Any] = {"id": uuid4(), "started_at": NOON, "exercises": [one], **fields}
    return WorkoutDraft(**every)


async def logged(pool: TrackerPool, user_id: int, *weights: int, **fields: Any) -> Workout:
    found = await pool.fetchval("SELECT min(id) FROM tracker.exercises")
    exercise_id = await bench(pool) if found is None else int(found)
    return await workouts.log(pool, user_id, draft_of(exercise_id, *weights, **fields))


async def test_a_logged_workout_is_what_the_draft_says(pool: TrackerPool) -> None:
    user = await new_user(pool)
    squat, row = await new_exercises(pool, "Squat", "Row")
    workout = await workouts.log(
        pool,
        user.id,
        WorkoutDraft(
            started_at=datetime(2026, 5, 5, 18, 30, tzinfo=timezone(timedelta(hours=2))),
            ended_at=datetime(2026, 5, 5, 17, 30, 0, 1, tzinfo=UTC),
            title="🏋️ Legs",
            notes="",
            exercises=[
                ExerciseDraft(
                    exercise_id=squat.id,
                    superset=2,
                    notes="belt",
                    sets=[
                        SetDraft(kind="warmup", weight_g=60_000, reps=5),
                        SetDraft(
                            weight_g=102_500, reps=5, rpe=Decimal("8.5"), completed_at=NOON, notes="hard"
                        ),
                    ],
                ),
                ExerciseDraft(exercise_id=row.id, sets=[SetDraft(duration_ms=1500, distance_mm=2)]),
                ExerciseDraft(exercise_id=squat.id),
            ],
        ),
    )
    assert workout.user_id == user.id
    assert workout.started_at == datetime(2026, 5, 5, 16, 30, tzinfo=UTC)
    assert (workout.title, workout.notes, workout.import_id) == ("🏋️ Legs", "", None)
    assert workout.ended_at == datetime(2026, 5, 5, 17, 30, 0, 1, tzinfo=UTC)
    assert workout.performed_on == date(2026, 5, 5)
    assert [(one.name, one.position, one.superset, one.notes) for one in workout.exercises] == [
        ("Squat", 0, 2, "belt"),
        ("Row", 1, None, None),
        ("Squat", 2, None, None),
    ]
    warmup, hard = workout.exercises[0].sets
    assert (warmup.kind, warmup.weight_g, warmup.position, warmup.rpe) == ("warmup", 60_000, 0, None)
    assert (hard.weight_g, hard.reps, hard.rpe, hard.position) == (102_500, 5, Decimal("8.5"), 1)
    assert (hard.completed_at, hard.notes, hard.revision) == (NOON, "hard", 1)
    assert (hard.weight_kg, hard.weight_lb) == (Decimal("102.5"), Decimal("225.97"))
    assert (hard.exercise_id, hard.workout_id, hard.performed_on) == (squat.id, workout.id, date(2026, 5, 5))
    assert [(one.duration_ms, one.distance_mm) for one in workout.exercises[1].sets] == [(1500, 2)]
    assert workout.exercises[2].sets == []
    assert await workouts.get(pool, user.id, workout.id) == workout
    assert await workouts.get(pool, user.id, uuid4()) is None


@pytest.mark.parametrize(
    ("zone", "moment", "day"),
    [
        ("UTC", "2026-01-01T00:00:00+00:00", date(2026, 1, 1)),
        ("Asia/Tokyo", "2025-12-31T15:00:00+00:00", date(2026, 1, 1)),
        ("Asia/Tokyo", "2025-12-31T14:59:59+00:00", date(2025, 12, 31)),
        ("America/Los_Angeles", "2026-01-01T07:59:00+00:00", date(2025, 12, 31)),
        ("Pacific/Kiritimati", "2026-05-05T10:00:00+00:00", date(2026, 5, 6)),
        ("Europe/Berlin", "2026-03-29T23:30:00+02:00", date(2026, 3, 29)),
    ],
)
async def test_the_day_is_the_users_local_one(pool: TrackerPool, zone: str, moment: str, day: date) -> None:
    user = await new_user(pool, time_zone=zone)
    draft = WorkoutDraft(started_at=datetime.fromisoformat(moment))
    assert (await workouts.log(pool, user.id, draft)).performed_on == day
    # Another zone later doesn't move what was done.
    await users.update(pool, user.id, time_zone="America/Anchorage")
    assert [one.performed_on for one in (await workouts.history(pool, user.id)).items] == [day]
    given = draft.model_copy(update={"id": uuid4(), "performed_on": draft.started_at.astimezone(UTC).date()})
    assert (await workouts.log(pool, user.id, given)).performed_on == given.performed_on


async def test_logging_the_same_draft_again_changes_nothing(pool: TrackerPool) -> None:
    user = await new_user(pool)
    exercise_id = await bench(pool)
    draft = draft_of(exercise_id, 80_000, 80_000)
    first = await workouts.log(pool, user.id, draft)
    before = await everything(pool)
    elsewhere = draft.model_copy(update={"started_at": NOON.astimezone(timezone(timedelta(hours=9)))})
    shuffled = draft.model_copy(
        update={
            "exercises": [
                one.model_copy(
                    update={
                        "id": stored.id,
                        "position": stored.position,
                        "sets": [
                            s.model_copy(update={"id": kept.id, "position": kept.position})
                            for s, kept in zip(one.sets, stored.sets, strict=True)
                        ][::-1],
                    }
                )
                for one, stored in zip(draft.exercises, first.exercises, strict=True)
            ]
        }
    )
    for same in (draft, elsewhere, shuffled):
        assert await workouts.log(pool, user.id, same) == first
    assert await everything(pool) == before
    # A late replay after an edit is no conflict either, and undoes nothing.
    edited = await workouts.update(pool, user.id, first.id, title="Edited")
    for same in (draft, elsewhere, shuffled):
        assert await workouts.log(pool, user.id, same) == edited


@pytest.mark.parametrize(
    "change",
    [
        {"title": "other"},
        {"started_at": NOON + timedelta(seconds=1)},
        {"ended_at": NOON},
        {"performed_on": date(2026, 5, 4)},
        {"notes": ""},
        {"exercises": []},
    ],
)
async def test_other_content_under_a_stored_id_is_a_conflict(
    pool: TrackerPool, change: dict[str, Any]
) -> None:
    user = await new_user(pool)
    draft = draft_of(await bench(pool), 80_000)
    await workouts.log(pool, user.id, draft)
    before = await everything(pool)
    other = draft.model_copy(update=change)
    with pytest.raises(Conflict, match=r"workouts\.save"):
        await workouts.log(pool, user.id, other)
    with pytest.raises(Conflict):
        await workouts.log_many(pool, user.id, [draft_of(draft.exercises[0].exercise_id, 1), other])
    with pytest.raises(Conflict, match="twice"):
        await workouts.log_many(pool, user.id, [draft, other])
    assert await everything(pool) == before


async def test_log_many_counts_and_takes_repeats(pool: TrackerPool) -> None:
    user = await new_user(pool)
    exercise_id = await bench(pool)
    drafts = [draft_of(exercise_id, *range(1, 1 + number)) for number in (1, 2, 3)]
    result = await workouts.log_many(pool, user.id, [drafts[0], drafts[1], drafts[0]])
    assert (result.inserted, result.unchanged, result.sets) == (2, 0, 3)
    assert drafts[0].id is not None
    await workouts.delete(pool, user.id, drafts[0].id)
    result = await workouts.log_many(pool, user.id, iter(reversed(drafts)))
    assert (result.inserted, result.unchanged, result.sets) == (1, 2, 3)
    assert await workouts.get(pool, user.id, drafts[0].id) is None
    result = await workouts.log_many(pool, user.id, [])
    assert (result.inserted, result.unchanged, result.sets) == (0, 0, 0)
    assert len((await workouts.history(pool, user.id)).items) == 2


async def test_log_many_is_all_or_nothing(pool: TrackerPool) -> None:
    user = await new_user(pool)
    exercise_id = await bench(pool)
    before = await everything(pool)
    for bad in (draft_of(exercise_id, -1), draft_of(NOBODY, 1), draft_of(exercise_id, 1, title="x" * 501)):
        with pytest.raises(Invalid):
            await workouts.log_many(pool, user.id, [draft_of(exercise_id, 1), bad])
    assert await everything(pool) == before


async def test_update_changes_only_what_is_given(pool: TrackerPool) -> None:
    user = await new_user(pool)
    workout = await logged(pool, user.id, 80_000, title="Push", notes="n", ended_at=NOON + timedelta(hours=1))
    changed = await workouts.update(
        pool, user.id, workout.id, title="Pull", expected_revision=workout.revision
    )
    assert (changed.title, changed.notes, changed.ended_at) == ("Pull", "n", workout.ended_at)
    assert changed.exercises == workout.exercises
    assert changed.revision > workout.revision
    cleared = await workouts.update(pool, user.id, workout.id, title=None, notes=None, ended_at=None)
    assert (cleared.title, cleared.notes, cleared.ended_at) == (None, None, None)
    assert await workouts.update(pool, user.id, workout.id) == cleared
    with pytest.raises(StaleRevision) as caught:
        await workouts.update(pool, user.id, workout.id, title="x", expected_revision=workout.revision)
    assert caught.value.current == cleared.revision
    with pytest.raises(NotFound):
        await workouts.update(pool, user.id, uuid4(), title="x")


async def test_a_change_of_a_set_raises_the_revision(pool: TrackerPool) -> None:
    user = await new_user(pool)
    workout = await logged(pool, user.id, 80_000)
    [one] = workout.exercises[0].sets
    await sets.update(pool, user.id, workout.id, one.id, reps=6)
    after = await workouts.get(pool, user.id, workout.id)
    assert after is not None
    assert after.revision > workout.revision


async def test_reschedule_moves_everything_to_the_new_day(pool: TrackerPool) -> None:
    user = await new_user(pool, time_zone="Asia/Tokyo")
    workout = await logged(pool, user.id, 80_000, 90_000, ended_at=NOON + timedelta(minutes=50))
    gone = workout.exercises[0].sets[1]
    kept = draft_of(workout.exercises[0].exercise_id).model_copy(
        update={"id": workout.id, "ended_at": workout.ended_at}
    )
    first = workout.exercises[0]
    only = ExerciseDraft(
        id=first.id, exercise_id=first.exercise_id, sets=[SetDraft(id=first.sets[0].id, weight_g=80_000)]
    )
    await workouts.save(pool, user.id, kept.model_copy(update={"exercises": [only]}))
    moved = await workouts.reschedule(
        pool, user.id, workout.id, started_at=datetime(2019, 12, 31, 15, 30, tzinfo=UTC)
    )
    assert moved.performed_on == date(2020, 1, 1)
    assert moved.ended_at == datetime(2019, 12, 31, 16, 20, tzinfo=UTC)
    assert [one.performed_on for one in moved.exercises[0].sets] == [date(2020, 1, 1)]
    days = await pool.fetch(
        "SELECT DISTINCT performed_on FROM tracker.sets WHERE workout_id = $1", workout.id
    )
    # What was deleted moves along, so that it can come back.
    assert [row["performed_on"] for row in days] == [date(2020, 1, 1)]
    assert await pool.fetchval("SELECT count(*) FROM tracker.sets WHERE id = $1", gone.id) == 1
    assert (await workouts.history(pool, user.id)).items[0].performed_on == date(2020, 1, 1)
    ended = await workouts.reschedule(pool, user.id, workout.id, started_at=NOON, ended_at=NOON)
    assert (ended.started_at, ended.ended_at) == (NOON, NOON)
    open_end = await workouts.reschedule(pool, user.id, workout.id, started_at=NOON, ended_at=None)
    assert open_end.ended_at is None
    with pytest.raises(NotFound):
        await workouts.reschedule(pool, user.id, uuid4(), started_at=NOON)
    with pytest.raises(Invalid):
        await workouts.reschedule(
            pool, user.id, workout.id, started_at=NOON, ended_at=NOON - timedelta(seconds=1)
        )


async def test_a_replay_after_reschedule_finds_the_workout(pool: TrackerPool) -> None:
    user = await new_user(pool)
    draft = draft_of(await bench(pool), 80_000)
    workout = await workouts.log(pool, user.id, draft)
    moved = await workouts.reschedule(pool, user.id, workout.id, started_at=NOON + timedelta(days=400))
    assert await workouts.log(pool, user.id, draft) == moved
    result = await workouts.log_many(pool, user.id, [draft])
    assert (result.inserted, result.unchanged) == (0, 1)


async def test_delete_hides_all_of_it_and_restore_brings_exactly_that_back(pool: TrackerPool) -> None:
    user = await new_user(pool)
    workout = await logged(pool, user.id, 80_000, 90_000)
    removed = await workouts.add_exercise(
        pool, user.id, workout.id, ExerciseDraft(exercise_id=workout.exercises[0].exercise_id)
    )
    await workouts.remove_exercise(pool, user.id, workout.id, removed.id)
    before = await workouts.get(pool, user.id, workout.id)
    assert before is not None
    await workouts.delete(pool, user.id, workout.id)
    assert await workouts.get(pool, user.id, workout.id) is None
    assert (await workouts.history(pool, user.id)).items == []
    assert (await sets.history(pool, user.id, workout.exercises[0].exercise_id)).items == []
    with pytest.raises(NotFound):
        await workouts.delete(pool, user.id, workout.id)
    with pytest.raises(NotFound):
        await workouts.update(pool, user.id, workout.id, title="x")
    with pytest.raises(Conflict, match=r"workouts\.restore"):
        await workouts.log(pool, user.id, WorkoutDraft(id=workout.id, started_at=NOON))
    back = await workouts.restore(pool, user.id, workout.id)
    assert tree(back) == tree(before)
    with pytest.raises(NotFound):
        await workouts.restore(pool, user.id, workout.id)


async def test_nobody_touches_anothers_workout(pool: TrackerPool) -> None:
    ana, eve = await new_user(pool, "ana"), await new_user(pool, "eve")
    workout = await logged(pool, ana.id, 80_000)
    place, one = workout.exercises[0], workout.exercises[0].sets[0]
    [anas] = await new_exercises(pool, "Ana's Lift", owner_id=ana.id)
    before = await everything(pool)
    who, key = eve.id, workout.id
    extra = SetDraft(weight_g=1)
    calls: list[Callable[[], Awaitable[object]]] = [
        lambda: workouts.update(pool, who, key, title="x"),
        lambda: workouts.reschedule(pool, who, key, started_at=NOON),
        lambda: workouts.delete(pool, who, key),
        lambda: workouts.restore(pool, who, key),
        lambda: workouts.add_exercise(pool, who, key, ExerciseDraft(exercise_id=place.exercise_id)),
        lambda: workouts.move_exercise(pool, who, key, place.id, position=0),
        lambda: workouts.replace_exercise(pool, who, key, place.id, exercise_id=place.exercise_id),
        lambda: workouts.remove_exercise(pool, who, key, place.id),
        lambda: sets.log(pool, who, key, extra, workout_exercise_id=place.id),
        lambda: sets.log_many(pool, who, key, [extra], workout_exercise_id=place.id),
        lambda: sets.update(pool, who, key, one.id, reps=1),
    ]
    for call in calls:
        with pytest.raises(NotFound):
            await call()
    with pytest.raises(Invalid, match="no exercise"):
        await workouts.log(pool, eve.id, draft_of(anas.id, 1))
    assert await everything(pool) == before
    assert await workouts.get(pool, eve.id, key) is None
    assert (await workouts.history(pool, eve.id)).items == []
    assert (await sets.history(pool, eve.id, place.exercise_id)).items == []
    assert await sets.last_performed(pool, eve.id, [place.exercise_id]) == {}
    # The same id is another workout when another user logs it.
    own = await workouts.log(pool, eve.id, WorkoutDraft(id=key, started_at=NOON, title="Eve's"))
    assert (own.user_id, own.exercises) == (eve.id, [])
    assert await workouts.get(pool, ana.id, key) == workout


async def test_logging_one_id_from_eight_connections_stores_one_workout(pool: TrackerPool) -> None:
    user = await new_user(pool)
    draft = draft_of(await bench(pool), 80_000, 90_000)
    results: list[Workout] = []

    async def log() -> None:
        results.append(await workouts.log(pool, user.id, draft))

    async with anyio.create_task_group() as group:
        for _ in range(8):
            group.start_soon(log)
    assert results == [results[0]] * 8
    assert await pool.fetchval("SELECT count(*) FROM tracker.workouts") == 1
    assert await pool.fetchval("SELECT count(*) FROM tracker.sets") == 2


async def test_two_devices_save_at_once_and_one_learns_of_it(pool: TrackerPool) -> None:
    user = await new_user(pool)
    exercise_id = await bench(pool)
    draft = draft_of(exercise_id, 80_000)
    workout = await workouts.save(pool, user.id, draft)
    outcomes: list[str | None] = []

    async def save(title: str) -> None:
        other = draft_of(exercise_id, *range(len(title)), id=workout.id, title=title)
        try:
            saved = await workouts.save(pool, user.id, other, expected_revision=workout.revision)
        except StaleRevision:
            outcomes.append(None)
        else:
            outcomes.append(saved.title)

    async with anyio.create_task_group() as group:
        group.start_soon(save, "one")
        group.start_soon(save, "three")
    [winner] = [title for title in outcomes if title is not None]
    assert len(outcomes) == 2
    final = await workouts.get(pool, user.id, workout.id)
    assert final is not None
    assert (final.title, len(final.exercises[0].sets)) == (winner, len(winner))


async def test_a_refused_call_leaves_the_outer_transaction_usable(pool: TrackerPool) -> None:
    user = await new_user(pool)
    exercise_id = await bench(pool)
    kept: list[UUID] = []
    async with transaction(pool) as conn:
        kept.append((await workouts.log(conn, user.id, draft_of(exercise_id, 1))).id)
        with pytest.raises(Invalid):
            await workouts.log(conn, user.id, draft_of(exercise_id, -1))
        kept.append((await workouts.log(conn, user.id, draft_of(exercise_id, 2))).id)
    assert {one.id for one in (await workouts.history(pool, user.id)).items} == set(kept)
