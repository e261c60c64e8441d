"""Search: spellings, synonyms, filters, tie-breakers, and whose exercises are found."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING
from uuid import uuid4

import pytest

from trackerdb import exercise_search, exercises, users, workouts
from trackerdb.database import acting_as, transaction
from trackerdb.enums import ExerciseType
from trackerdb.errors import Forbidden, Invalid
from trackerdb.sets import SetDraft
from trackerdb.workouts import ExerciseDraft, WorkoutDraft

if TYPE_CHECKING:
    from trackerdb.pool import TrackerPool

pytestmark = pytest.mark.anyio


@pytest.fixture
async def gym(catalogue_pool: TrackerPool) -> TrackerPool:
    """A pool on a database with our catalogue."""
    return catalogue_pool


async def _user(db: TrackerPool, name: str = "lifter") -> int:
    return (await users.create(db, email=f"{name}@example.org", display_name=name)).id


async def _own(
    db: TrackerPool, owner_id: int | None, name: str, *aliases: str, exercise_type: ExerciseType = "strength"
) -> int:
    exercise = await exercises.create(
        db, owner_id=owner_id, name=name, aliases=aliases, exercise_type=exercise_type, tracking="weight_reps"
    )
    return exercise.id


async def _names(db: TrackerPool, text: str, *, user_id: int | None = None) -> list[str]:
    return [hit.name for hit in await exercises.search(db, text, user_id=user_id)]


@pytest.mark.parametrize(
    "text", ["pull-up", "pullup", "Pull Ups", "PULL–UPS", "  pull   up  ", "pull_up", "Púll-Ùp"]
)
async def test_spelling_of_a_name_does_not_matter(gym: TrackerPool, text: str) -> None:
    first = (await exercises.search(gym, text))[0]
    assert (first.name, first.matched_alias, first.score) == ("Pull-Up", None, 1)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("dmbl bnch prs", "Dumbbell Bench Press"),
        ("conc curls", "Concentration Curl"),
        ("inclinedumbbellbenchpress", "Incline Dumbbell Bench Press"),
        ("closegripbench", "Close-Grip Bench Press"),
        ("barbell cutl", "Barbell Curl"),
        ("romnaian dedlift", "Romanian Deadlift"),
        ("revers plank", "Reverse Plank"),
        ("decline leg raies", "Decline Leg Raise"),
        ("bb bench", "Barbell Bench Press"),
    ],
)
async def test_slips_of_a_thumb_are_understood(gym: TrackerPool, text: str, name: str) -> None:
    assert (await _names(gym, text))[0] == name


@pytest.mark.parametrize("text", ["poiuyt", "phone", "hmm hmm", "noodles"])
async def test_a_word_alone_must_be_misspelt_in_a_likely_way(gym: TrackerPool, text: str) -> None:
    assert await _names(gym, text) == []


async def test_a_users_own_is_found_among_many_alike(gym: TrackerPool) -> None:
    user = await _user(gym)
    for i in range(90):
        await _own(gym, user, f"Zorbnak {i:02}")
    await _own(gym, user, "Zorbnak")
    assert (await _names(gym, "zorbnak", user_id=user))[0] == "Zorbnak"
    assert (await _names(gym, "zorbnak 77", user_id=user))[0] == "Zorbnak 77"


async def test_the_alias_that_matched_is_named(gym: TrackerPool) -> None:
    first = (await exercises.search(gym, "australian pull up"))[0]
    assert (first.name, first.matched_alias) == ("Inverted Row", "Australian Pull-Up")
    assert 0.9 < first.score <= 1


@pytest.mark.parametrize(
    "text", ["", "   ", "-", "!?", "'", "\\", "' & | ! :* <->", "%", "=", "\u0301", "a" * 100_000]
)
async def test_text_without_words_finds_nothing(gym: TrackerPool, text: str) -> None:
    assert await exercises.search(gym, text) == []


@pytest.mark.parametrize(
    "text", ["squat 'x'", "bench \\ press", "a'b\"c", "x & y | z", "Жим лёжа", "ベンチ", "=squat", "🏋 squat"]
)
async def test_any_text_is_only_text(gym: TrackerPool, text: str) -> None:
    await exercises.search(gym, text)


async def test_other_alphabets_are_found(gym: TrackerPool) -> None:
    user = await _user(gym)
    await _own(gym, user, "Жим лёжа")
    assert await _names(gym, "жим лежа", user_id=user) == ["Жим лёжа"]
    assert await _names(gym, "жим", user_id=user) == ["Жим лёжа"]


async def test_scores_fall_and_stay_between_0_and_1(gym: TrackerPool) -> None:
    for text in ("press", "b", "dumbbell curl", "chest machine", "sqaut"):
        scores = [hit.score for hit in await exercises.search(gym, text)]
        assert scores == sorted(scores, reverse=True)
        assert all(0 < score <= 1 for score in scores)


async def test_every_beginning_of_a_name_finds_it(gym: TrackerPool) -> None:
    for length in range(4, len("romanian deadlift") + 1):
        assert "Romanian Deadlift" in (await _names(gym, "romanian deadlift"[:length]))[:3]


async def test_an_operator_adds_a_synonym(gym: TrackerPool) -> None:
    assert await _names(gym, "gorilla press overhead thing") == []
    assert await _names(gym, "schulterdrücken") == []
    await gym.execute(
        "INSERT INTO tracker.search_synonyms (phrase, meaning) VALUES ('schulterdrucken', 'overhead press')"
    )
    assert (await _names(gym, "schulterdrücken"))[0] == "Barbell Overhead Press"
    assert (await _names(gym, "schulterdrueken"))[0] == "Barbell Overhead Press"


@pytest.mark.parametrize("phrase", ["Pull-Up", "pull ups", "", "Ü"])
async def test_a_synonym_that_search_could_never_meet_is_refused(pool: TrackerPool, phrase: str) -> None:
    with pytest.raises(Invalid):
        async with transaction(pool) as conn:
            await conn.execute(
                "INSERT INTO tracker.search_synonyms (phrase, meaning) VALUES ($1, 'squat')", phrase
            )


async def test_filters_narrow(gym: TrackerPool) -> None:
    for hit in await exercises.search(gym, "curl", equipment="cable"):
        found = await exercises.get(gym, hit.exercise_id)
        assert found is not None
        assert "cable" in found.equipment
    hamstrings = await exercises.search(gym, "curl", muscle_group="hamstrings", equipment="machine")
    assert {hit.name for hit in hamstrings} >= {"Lying Leg Curl", "Seated Leg Curl"}
    assert not [hit for hit in hamstrings if "Bicep" in hit.name]
    powerlifts = await exercises.search(gym, "press", exercise_type="powerlifting")
    assert {hit.name for hit in powerlifts} >= {"Larsen Press", "Paused Bench Press"}
    assert await exercises.search(gym, "press", muscle_group="no_such_group") == []
    assert await exercises.search(gym, "press", equipment="no_such_thing") == []


@pytest.mark.parametrize("limit", [0, -1, 100_000])
async def test_a_limit_out_of_range_is_refused(pool: TrackerPool, limit: int) -> None:
    with pytest.raises(Invalid, match="limit"):
        await exercises.search(pool, "squat", limit=limit)


async def test_a_user_finds_their_own_and_nobody_elses(gym: TrackerPool) -> None:
    mine, theirs = await _user(gym), await _user(gym, "other")
    await _own(gym, mine, "Zorbnak Press")
    for text in ("zorbnak press", "zorbnak", "zorb", "zorbnka", "zorbnk"):
        assert await _names(gym, text, user_id=mine) == ["Zorbnak Press"], text
        assert await _names(gym, text, user_id=theirs) == [], text
        assert await _names(gym, text) == [], text


async def test_the_deleted_and_the_merged_are_not_found(gym: TrackerPool) -> None:
    user = await _user(gym)
    deleted, merged = await _own(gym, user, "Zorbnak Press"), await _own(gym, user, "Zorbnak Row")
    kept = await _own(gym, user, "Zorbnak Curl")
    await exercises.delete(gym, deleted, user_id=user)
    await exercises.merge(gym, merged, into=kept, user_id=user)
    assert await _names(gym, "zorbnak", user_id=user) == ["Zorbnak Curl"]


async def test_what_the_user_trains_with_goes_first(gym: TrackerPool) -> None:
    user = await _user(gym)
    before = await _names(gym, "curl", user_id=user)
    later = before[7]
    [chosen] = [hit.exercise_id for hit in await exercises.search(gym, "curl") if hit.name == later]
    await _log(gym, user, chosen)
    assert (await _names(gym, "curl", user_id=user)).index(later) < 3
    assert (await _names(gym, "barbell curl", user_id=user))[0] == "Barbell Curl"


async def test_what_many_train_with_goes_before_its_equals(pool: TrackerPool) -> None:
    first, second = await _own(pool, None, "Alpha Wobble"), await _own(pool, None, "Gamma Wobble")
    assert [hit.exercise_id for hit in await exercises.search(pool, "wobble")] == [first, second]
    for i in range(3):
        await _log(pool, await _user(pool, f"user{i}"), second)
    assert await exercise_search.count_users(pool) == 1
    assert [hit.exercise_id for hit in await exercises.search(pool, "wobble")] == [second, first]


async def test_under_row_level_security_it_finds_the_same(gym: TrackerPool) -> None:
    mine, theirs = await _user(gym), await _user(gym, "other")
    await _own(gym, mine, "Zorbnak Press")
    for text in ("zorbnak", "press", "chest dumbbell", "sqaut"):
        expected = await exercises.search(gym, text, user_id=mine)
        async with acting_as(gym, mine) as conn:
            assert await exercises.search(conn, text, user_id=mine) == expected
    async with acting_as(gym, theirs) as conn:
        assert await exercises.search(conn, "zorbnak", user_id=theirs) == []
    with pytest.raises(Forbidden):
        async with acting_as(gym, theirs) as conn:
            await exercises.search(conn, "zorbnak", user_id=mine)


async def test_the_application_role_without_a_user_sees_the_catalogue(gym: TrackerPool) -> None:
    mine = await _user(gym)
    await _own(gym, mine, "Zorbnak Press")
    async with gym.acquire() as conn, conn.transaction():
        await conn.execute("SET LOCAL ROLE trackerdb_app")
        assert await exercises.search(conn, "zorbnak", user_id=mine) == []
        assert (await exercises.search(conn, "pull up", user_id=mine))[0].name == "Pull-Up"


# Folded, one character of the first is eighteen, and of the second three.
@pytest.mark.parametrize("name", ["\ufdfa" * 200, "\ufb03" * 200, "b" * 200])
async def test_words_longer_than_can_be_compared_are_no_error(gym: TrackerPool, name: str) -> None:
    for owner_id in (await _user(gym), None):
        await _own(gym, owner_id, name)
        await _own(gym, owner_id, f"{name[:190]} press")
        for text in ("\u0635\u0644\u0649press", "ffipress", "ffx press", "bbbbbbbbbb bench", "bnech press"):
            await exercises.search(gym, text, user_id=owner_id)
        for text in (name, name[:20], f"{name[:30]} press", f"press {name[:40]}x"):
            await exercises.search(gym, text, user_id=owner_id)
        assert name in await _names(gym, name[:10], user_id=owner_id)


async def test_likely_duplicates_are_reported(gym: TrackerPool) -> None:
    user, other = await _user(gym), await _user(gym, "other")
    names = ["Benchpress (Barbell)", "Pull Ups", "Zorbnak", "zorb-nak", "Cable Pulldowns Lat"]
    ids = [await _own(gym, user, name) for name in names]
    await _own(gym, other, "Zorbnak")
    found = {one.exercise_id: one for one in await exercises.duplicates(gym, user)}
    assert found[ids[0]].other_name == "Barbell Bench Press"
    assert found[ids[3]].other_id == ids[2]
    assert not found[ids[3]].in_catalogue
    assert found[ids[3]].likeness == 1
    assert ids[2] not in found
    assert found[ids[4]].other_name == "Cable Lat Pulldown"
    assert await exercises.duplicates(gym, other) == []


async def _log(db: TrackerPool, user_id: int, exercise_id: int) -> None:
    draft = WorkoutDraft(
        id=uuid4(),
        started_at=datetime(2026, 3, 2, 18, tzinfo=UTC),
        exercises=[ExerciseDraft(exercise_id=exercise_id, sets=[SetDraft(weight_g=20_000, reps=8)])],
    )
    await workouts.log(db, user_id, draft)
