"""Any text is stored as it was given or refused by name; no driver error comes out."""

# ruff: noqa: PT017 - a refusal is one of two good answers

from __future__ import annotations

import inspect
import re
from contextlib import suppress
from datetime import UTC, datetime, timedelta

import pytest

from _support.access import Person, cheap_hashes, make_person
from _support.calls import FUNCTIONS, call
from trackerdb import audit, auth, exercises, users, workouts
from trackerdb.database import acting_as, transaction
from trackerdb.errors import Invalid, InvalidCredentials, TrackerError
from trackerdb.pool import TrackerPool
from trackerdb.sets import SetDraft
from trackerdb.workouts import ExerciseDraft, WorkoutDraft

pytestmark = pytest.mark.anyio

HOSTILE = {
    "injection": "'; DROP TABLE tracker.users; --",
    "quotes": "\"'`$$ $1 :name %s {} \\",
    "NUL": "a\0b",
    "1 MB": "x" * 1_000_000,
    "emoji": "\U0001f3cb\ufe0f\u200d\u2642\ufe0f \U0001f1f9\U0001f1f7",
    "right to left": "\u202eabc\u202c \u0634\u0635",
    "Turkish": "\u0130stanbul \u0131\u011f\u0131r I i",
    "German": "STRASSE stra\u00dfe \u1e9e",
    "lone surrogate": "a\ud800b",
    "controls": "a\r\n\t\x0b\x7f\u2028\ufeffb",
    "empty": "",
}


OUTSIDE_TRANSACTIONS = {"auth.authenticate", "auth.rotate_session", "partitions.attach", "partitions.detach"}


class _UndoError(Exception):
    """Rolls a block back."""


@pytest.fixture
async def person(pool: TrackerPool, monkeypatch: pytest.MonkeyPatch) -> Person:
    cheap_hashes(monkeypatch)
    return await make_person(pool, "Ann", weight_g=111_111)


def hostile(parameter: inspect.Parameter, text: str) -> list[object]:
    """The values that hand `text` to a parameter: alone, in a list, as key or as value of a mapping."""
    kind = str(parameter.annotation)
    if not re.search(r"\bstr\b", kind):
        return []
    if "Mapping" in kind:
        return [{text: "primary"}, {text: text}, {"chest": text}, {"id": text}]
    return [[text]] if "Sequence[" in kind else [text]


async def test_every_text_parameter_takes_any_text_or_refuses_it(pool: TrackerPool, person: Person) -> None:
    tried = 0
    for name, function in FUNCTIONS.items():
        for parameter in inspect.signature(function).parameters.values():
            for kind, text in HOSTILE.items():
                for value in hostile(parameter, text):
                    given = {parameter.name: value}
                    try:
                        if name in OUTSIDE_TRANSACTIONS:
                            await call(name, pool, person.user_id, person, **given)
                            continue
                        with suppress(_UndoError):
                            async with transaction(pool) as conn:
                                await call(name, conn, person.user_id, person, **given)
                                raise _UndoError
                    except TrackerError:
                        pass
                    except Exception as error:  # noqa: BLE001 - which one is what the test is about
                        pytest.fail(f"{name}({parameter.name}={kind}) raises {error!r}")
                    tried += 1
    assert tried > 50 * len(HOSTILE)


@pytest.mark.parametrize("kind", HOSTILE)
async def test_a_reason_takes_any_text_or_refuses_it(pool: TrackerPool, person: Person, kind: str) -> None:
    text = HOSTILE[kind]
    for begun in (transaction(pool, reason=text), acting_as(pool, person.user_id, reason=text)):
        try:
            async with begun as conn:
                await users.update(conn, person.user_id, display_name=f"Ann {kind}")
        except Invalid as error:
            assert error.constraint == "reason"
            continue
        (event, *_) = await audit.history(pool, person.user_id, "users", {})
        assert (event.reason or "") == text
        await users.update(pool, person.user_id, display_name="Ann")


async def test_an_actor_is_an_integer(pool: TrackerPool) -> None:
    for user_id in ("1 OR true", 1.5, None):
        for begun in (acting_as(pool, user_id), transaction(pool, actor=user_id or "")):  # type: ignore[arg-type]
            with pytest.raises(Invalid) as caught:
                async with begun:
                    pass
            assert caught.value.constraint == "user_id"


@pytest.mark.parametrize("kind", HOSTILE)
async def test_what_is_stored_is_what_was_given(pool: TrackerPool, person: Person, kind: str) -> None:
    text, user_id = HOSTILE[kind], person.user_id

    async def stored(store: object) -> object:
        """What comes back; None where the text was refused by name."""
        try:
            return await store  # type: ignore[misc]
        except Invalid as error:
            assert error.constraint or "workout" in str(error), error
            return None

    async def name() -> str:
        return (await users.update(pool, user_id, display_name=text)).display_name

    async def exercise() -> tuple[str, str, list[str]]:
        made = await exercises.create(
            pool, owner_id=user_id, name="Lift", description=text, aliases=[text],
            exercise_type="strength", tracking="weight_reps",
        )  # fmt: skip
        return ("Lift", made.description, made.aliases)

    async def exercise_name() -> str:
        made = await exercises.create(
            pool, owner_id=user_id, name=text, exercise_type="strength", tracking="weight_reps"
        )
        found = await exercises.get_by_name(pool, text, user_id=user_id)
        assert found == made
        return made.name

    async def workout() -> tuple[str | None, ...]:
        one = SetDraft(weight_g=1, reps=1, notes=text)
        place = ExerciseDraft(exercise_id=person.exercise_id, notes=text, sets=[one])
        draft = WorkoutDraft(started_at=datetime.now(UTC), title=text, notes=text, exercises=[place])
        made = await workouts.log(pool, user_id, draft)
        return (made.title, made.notes, made.exercises[0].notes, made.exercises[0].sets[0].notes)

    async def agent() -> str | None:
        return (
            await auth.open_session(pool, user_id, lifetime=timedelta(hours=1), user_agent=text)
        ).session.user_agent

    async def subject() -> object:
        await auth.link_identity(pool, user_id, provider="google", subject=text)
        found = await auth.by_identity(pool, provider="google", subject=text)
        return text if found is not None and found.id == user_id else "somebody else"

    assert await stored(name()) in (text, None)
    assert await stored(exercise()) in (("Lift", text, [text]), None)
    assert await stored(exercise_name()) in (text.strip(), None)
    assert await stored(workout()) in ((text,) * 4, None)
    assert await stored(agent()) in (text, None)
    assert await stored(subject()) in (text, None)
    with pytest.raises((InvalidCredentials, Invalid)):
        await auth.authenticate(pool, email=text, password=text)
    assert await pool.fetchval("SELECT count(*) FROM tracker.users") == 1
