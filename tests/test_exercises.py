"""Exercises: the catalogue and each user's own, by id, by name and in pages."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any, cast
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from _support.logs import NOON, everything, new_exercises, new_user
from trackerdb import equipment, exercises, muscle_groups, users, workouts
from trackerdb.errors import Invalid, NameTaken, NotFound
from trackerdb.exercises import Exercise, NewExercise
from trackerdb.pool import TrackerPool
from trackerdb.workouts import ExerciseDraft, WorkoutDraft

pytestmark = pytest.mark.anyio

KIND: dict[str, Any] = {"exercise_type": "strength", "tracking": "weight_reps"}


@pytest.fixture
async def slugs(pool: TrackerPool) -> None:
    await pool.execute(
        "INSERT INTO tracker.muscle_groups (slug, name) SELECT s, initcap(s) FROM unnest($1::text[]) AS s",
        ["chest", "triceps", "quads"],
    )
    await pool.execute(
        "INSERT INTO tracker.equipment (slug, name) VALUES ('bench', 'Bench'), ('barbell', 'Barbell')"
    )


@pytest.mark.usefixtures("slugs")
async def test_an_exercise_with_everything(pool: TrackerPool) -> None:
    made = await exercises.create(
        pool,
        owner_id=None,
        name="  Bench Press ",
        exercise_type="powerlifting",
        tracking="weight_reps",
        level="beginner",
        description="On a flat bench.",
        aliases=["BP", 'a "quoted", {odd} \\ alias', "", "🏋️"],
        muscle_groups={"triceps": "secondary", "chest": "primary"},
        equipment=["bench", "barbell", "bench"],
    )
    assert made.name == "Bench Press"
    assert made.aliases == ["BP", 'a "quoted", {odd} \\ alias', "", "🏋️"]
    assert made.muscle_groups == {"chest": "primary", "triceps": "secondary"}
    assert (made.primary_muscle_groups, made.secondary_muscle_groups) == (["chest"], ["triceps"])
    assert made.equipment == ["barbell", "bench"]
    assert (made.owner_id, made.level, made.tracking) == (None, "beginner", "weight_reps")
    assert await exercises.get(pool, made.id) == made
    assert await exercises.get_by_name(pool, " bench PRESS") == made
    assert [one.slug for one in await equipment.list_all(pool)] == ["barbell", "bench"]
    assert [one.slug for one in await muscle_groups.list_all(pool)] == ["chest", "quads", "triceps"]


async def test_create_many_keeps_the_order_and_is_all_or_nothing(pool: TrackerPool) -> None:
    names = [f"Exercise {number}" for number in (3, 1, 2, 10, 7)]
    made = await exercises.create_many(
        pool, (NewExercise(name=name, **KIND) for name in names), owner_id=None
    )
    assert [one.name for one in made] == names
    assert await exercises.create_many(pool, [], owner_id=None) == []
    before = await everything(pool)
    with pytest.raises(NameTaken):
        await new_exercises(pool, "New", "EXERCISE 7")
    with pytest.raises(NameTaken):
        await new_exercises(pool, "Twice", "twice")
    assert await everything(pool) == before


async def test_names_are_one_in_every_case_but_only_among_an_owners_own(pool: TrackerPool) -> None:
    ana, ben = await new_user(pool, "ana"), await new_user(pool, "ben")
    [shared] = await new_exercises(pool, "Klimmzüge Σ Ж")
    [anas] = await new_exercises(pool, "KLIMMZÜGE σ ж", owner_id=ana.id)
    for owner_id in (None, ana.id):
        with pytest.raises(NameTaken):
            await new_exercises(pool, "klimmzüge σ Ж", owner_id=owner_id)
    assert await exercises.get_by_name(pool, "klimmZÜGE Σ Ж", user_id=ana.id) == anas
    assert await exercises.get_by_name(pool, "klimmZÜGE Σ Ж", user_id=ben.id) == shared
    assert await exercises.get_by_name(pool, "klimmZÜGE Σ Ж") == shared
    with pytest.raises(NameTaken):
        await exercises.update(
            pool, (await new_exercises(pool, "Dips"))[0].id, user_id=None, name="KLIMMZÜGE Σ ж"
        )


async def test_a_user_sees_the_catalogue_and_their_own_alone(pool: TrackerPool) -> None:
    ana, ben = await new_user(pool, "ana"), await new_user(pool, "ben")
    [shared] = await new_exercises(pool, "Squat")
    [anas] = await new_exercises(pool, "Ana's Lift", owner_id=ana.id)
    ids = [shared.id, anas.id, anas.id, 4_000_000_000]
    assert await exercises.get_many(pool, ids, user_id=ana.id) == {shared.id: shared, anas.id: anas}
    assert await exercises.get_many(pool, ids, user_id=ben.id) == {shared.id: shared}
    assert await exercises.get_many(pool, ids) == {shared.id: shared}
    assert await exercises.get_many(pool, []) == {}
    assert await exercises.get(pool, anas.id, user_id=ben.id) is None
    assert await exercises.get_by_name(pool, "Ana's Lift", user_id=ben.id) is None
    before = await everything(pool)
    for other in (ben.id, None):
        with pytest.raises(NotFound):
            await exercises.update(pool, anas.id, user_id=other, name="Mine", muscle_groups={})
    # The catalogue is its editor's, not a user's.
    with pytest.raises(NotFound):
        await exercises.update(pool, shared.id, user_id=ana.id, name="Mine")
    with pytest.raises(NotFound):
        await new_exercises(pool, "Nobody's", owner_id=4_000_000_000)
    assert await everything(pool) == before


@pytest.mark.usefixtures("slugs")
async def test_update_changes_only_what_is_given(pool: TrackerPool) -> None:
    ana = await new_user(pool)
    made = await exercises.create(
        pool,
        owner_id=ana.id,
        name="Press",
        level="expert",
        aliases=["a"],
        muscle_groups={"chest": "primary"},
        equipment=["bench"],
        **KIND,
    )
    changed = await exercises.update(
        pool, made.id, user_id=ana.id, name=" Bench ", level=None, aliases=["x", "y"]
    )
    assert (changed.name, changed.level, changed.aliases) == ("Bench", None, ["x", "y"])
    assert (changed.muscle_groups, changed.equipment) == ({"chest": "primary"}, ["bench"])
    changed = await exercises.update(
        pool, made.id, user_id=ana.id, muscle_groups={"quads": "primary", "chest": "secondary"}, equipment=[]
    )
    assert (changed.muscle_groups, changed.equipment) == ({"quads": "primary", "chest": "secondary"}, [])
    assert (changed.name, changed.aliases) == ("Bench", ["x", "y"])
    # Its own name in another case is no conflict with itself.
    assert (await exercises.update(pool, made.id, user_id=ana.id, name="BENCH")).name == "BENCH"


@pytest.mark.usefixtures("slugs")
@pytest.mark.parametrize(
    ("fields", "constraint"),
    [
        ({"name": ""}, "exercises_name_check"),
        ({"name": " \t"}, "exercises_name_check"),
        ({"name": "x" * 201}, "exercises_name_check"),
        ({"name": "x" * 10**6}, "exercises_name_check"),
        ({"name": "a\0b"}, "name"),
        ({"name": "\ud800"}, "name"),
        ({"description": "x" * 20_001}, "exercises_description_check"),
        ({"description": "word " * 400_000}, "exercises_description_check"),
        ({"description": " ".join(map(str, range(300_000)))}, None),
        ({"description": "\0"}, "description"),
        ({"aliases": ["x"] * 51}, "exercises_aliases_check"),
        ({"aliases": ["x" * 10_001]}, "exercises_aliases_check"),
        ({"aliases": ["a\0b"]}, "aliases"),
        ({"aliases": ["\ud800"]}, "aliases"),
        ({"exercise_type": "yoga"}, None),
        ({"tracking": "vibes"}, None),
        ({"level": "god"}, None),
        ({"muscle_groups": {"chest": "tertiary"}}, None),
        ({"muscle_groups": {"tail": "primary"}}, "muscle_groups_equipment"),
        ({"muscle_groups": {"\ud800": "primary"}}, "muscle_groups"),
        ({"equipment": ["Barbell"]}, "muscle_groups_equipment"),
        ({"equipment": ["a\0b"]}, "equipment"),
    ],
)
async def test_a_bad_value_changes_nothing(
    pool: TrackerPool, fields: dict[str, Any], constraint: str | None
) -> None:
    [made] = await new_exercises(pool, "Squat")
    before = await everything(pool)
    new: dict[str, Any] = {"name": "New", **KIND, **fields}
    calls: list[Callable[[], Awaitable[object]]] = [
        lambda: exercises.create(pool, owner_id=None, **new),
        lambda: exercises.update(pool, made.id, user_id=None, **fields),
    ]
    for call in calls:
        with pytest.raises(Invalid) as caught:
            await call()
        # In a batch the parameter bears the plural's name.
        assert caught.value.constraint in (constraint, f"{constraint}s")
        assert len(str(caught.value)) < 300
    assert await everything(pool) == before


@pytest.mark.parametrize(
    "field", ["name", "description", "tracking", "aliases", "muscle_groups", "equipment"]
)
async def test_what_cannot_be_cleared(pool: TrackerPool, field: str) -> None:
    [made] = await new_exercises(pool, "Squat")
    before = await everything(pool)
    with pytest.raises(Invalid) as caught:
        await exercises.update(pool, made.id, user_id=None, **{field: cast("Any", None)})
    assert caught.value.constraint == field
    assert await everything(pool) == before


@pytest.mark.usefixtures("slugs")
async def test_browse_narrows(pool: TrackerPool) -> None:
    ana = await new_user(pool)
    press = await exercises.create(
        pool, owner_id=None, name="press", muscle_groups={"chest": "primary", "triceps": "secondary"}, **KIND
    )
    row = await exercises.create(
        pool, owner_id=None, name="Row", exercise_type="cardio", tracking="duration", equipment=["barbell"]
    )
    dips = await exercises.create(
        pool, owner_id=ana.id, name="Dips", muscle_groups={"triceps": "primary"}, **KIND
    )

    async def found(**fields: Any) -> list[int]:
        return [one.id for one in (await exercises.browse(pool, **fields)).items]

    assert await found() == [press.id, row.id]
    assert await found(user_id=ana.id) == [dips.id, press.id, row.id]
    assert await found(user_id=ana.id, muscle_group="triceps") == [dips.id, press.id]
    assert await found(exercise_type="cardio") == [row.id]
    assert await found(equipment="barbell") == [row.id]
    assert await found(user_id=ana.id, exercise_type="strength", muscle_group="chest") == [press.id]
    assert await found(equipment="barbell", muscle_group="chest") == []
    assert await found(muscle_group="no_such_group") == []
    page = await exercises.browse(pool)
    assert page.items == [press, row]
    with pytest.raises(Invalid):
        await found(exercise_type="yoga")


NAMES = st.text("aAbBäÄ é-1🏋", min_size=1, max_size=4).filter(lambda name: name.strip() != "")


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(
    mine=st.lists(NAMES, max_size=8, unique_by=lambda name: name.strip().casefold()),
    limit=st.integers(1, 5),
)
async def test_browse_visits_every_exercise_once(pool: TrackerPool, mine: list[str], limit: int) -> None:
    if not (await exercises.browse(pool)).items:
        await new_exercises(pool, "a", "B", "ä", "b b", "aa")
    # A user's own may be named like the catalogue's: ties that the id breaks.
    user = await users.create(pool, email=f"{uuid4().hex}@example.org", display_name="x")
    own = await new_exercises(pool, *mine, owner_id=user.id)
    seen: list[Exercise] = []
    cursor = None
    for _ in range(100):
        page = await exercises.browse(pool, user_id=user.id, cursor=cursor, limit=limit)
        assert 0 < len(page.items) <= limit
        seen += page.items
        cursor = page.next
        if cursor is None:
            break
    assert {one.id for one in seen} >= {one.id for one in own}
    assert len({one.id for one in seen}) == len(seen) == 5 + len(own)
    assert seen == (await exercises.browse(pool, user_id=user.id, limit=1000)).items


async def test_recently_used(pool: TrackerPool) -> None:
    ana, ben = await new_user(pool, "ana"), await new_user(pool, "ben")
    squat, row, dips = await new_exercises(pool, "Squat", "Row", "Dips")

    async def train(user_id: int, day: int, *ids: int) -> None:
        drafts = [ExerciseDraft(exercise_id=one) for one in ids]
        await workouts.log(pool, user_id, WorkoutDraft(started_at=NOON.replace(day=day), exercises=drafts))

    await train(ana.id, 3, row.id, row.id)
    await train(ana.id, 2, squat.id, row.id)
    await train(ana.id, 1, squat.id, dips.id)
    await train(ben.id, 9, dips.id)
    recent = await exercises.recently_used(pool, ana.id)
    assert [(one.exercise_id, one.name, one.performed_on.day, one.workouts) for one in recent] == [
        (row.id, "Row", 3, 2),
        (squat.id, "Squat", 2, 2),
        (dips.id, "Dips", 1, 1),
    ]
    assert await exercises.recently_used(pool, ana.id, limit=1) == recent[:1]
    for limit in (0, -1, 1001):
        with pytest.raises(Invalid) as caught:
            await exercises.recently_used(pool, ana.id, limit=limit)
        assert caught.value.constraint == "limit"


async def test_ids_and_cursors_that_are_none(pool: TrackerPool) -> None:
    for cursor in ("", "x", "!!", "W10=", "WyJhIl0=", "WyJhIiwieCJd", "bnVsbA==", "é", "\ud800", "A" * 10**6):
        with pytest.raises(Invalid) as caught:
            await exercises.browse(pool, cursor=cursor)
        assert caught.value.constraint == "cursor"
    for limit in (0, -1, 1001, cast("int", 2.5)):
        with pytest.raises(Invalid):
            await exercises.browse(pool, limit=limit)
    for exercise_id in (2**63, -(2**63) - 1):
        with pytest.raises(Invalid):
            await exercises.get(pool, exercise_id)
