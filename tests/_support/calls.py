"""Calls of every public function that takes a database, with arguments that fit it."""

# ruff: noqa: E501 - one line an argument

from __future__ import annotations

import inspect
import types
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import uuid4

import trackerdb
from trackerdb.exercises import NewExercise
from trackerdb.sets import SetDraft
from trackerdb.workouts import ExerciseDraft, WorkoutDraft

from .access import PASSWORD, Person, strong_file

__all__ = ["FUNCTIONS", "arguments", "call"]

Function = Callable[..., Any]


def repository_functions() -> Iterator[tuple[str, Function]]:
    """Every public function that takes a database, also one that is written tomorrow."""
    for module_name in trackerdb.__all__:
        module = getattr(trackerdb, module_name)
        if not isinstance(module, types.ModuleType):
            continue
        for name in module.__all__:
            function = getattr(module, name)
            if inspect.isfunction(function) and set(inspect.signature(function).parameters) & {"db", "pool"}:
                yield f"{module_name}.{name}", function


FUNCTIONS = dict(repository_functions())


def draft_of(person: Person, *, fresh: bool) -> WorkoutDraft:
    """A workout with the person's exercise; not `fresh`, under the ids of one of theirs."""
    place, one = (uuid4(), uuid4()) if fresh else (person.workout_exercise_id, person.set_id)
    return WorkoutDraft(
        id=uuid4() if fresh else person.workout_id,
        started_at=datetime(2026, 5, 4, 18, tzinfo=UTC),
        exercises=[
            ExerciseDraft(
                id=place, exercise_id=person.exercise_id, sets=[SetDraft(id=one, weight_g=1000, reps=1)]
            )
        ],
    )


def arguments(name: str, user_id: int, target: Person) -> dict[str, Any]:
    """What `name` is called with to get at what is `target`'s; a parameter that is not here fails the test."""
    values: dict[str, Any] = {
        "user_id": user_id,
        "owner_id": user_id,
        "exercise_id": target.deleted_exercise_id if name == "exercises.restore" else target.exercise_id,
        "exercise_ids": [target.exercise_id, target.second_exercise_id],
        "source_id": target.exercise_id,
        "into": target.second_exercise_id,
        "workout_id": target.deleted_workout_id if name == "workouts.restore" else target.workout_id,
        "workout_exercise_id": target.workout_exercise_id,
        "set_id": target.deleted_set_id if name == "sets.restore" else target.set_id,
        "import_id": None if name == "workouts.log_many" else target.import_id,
        "email": "new@example.org" if name == "users.create" else target.email,
        "password": PASSWORD,
        "token": target.session_token if "session" in name else target.one_time_token,
        "purpose": "verify_email",
        "lifetime": timedelta(hours=1),
        "provider": "google",
        "subject": f"{target.mark} subject",
        "display_name": "Somebody",
        "name": _NAMES.get(name, f"{target.mark} exercise 1"),
        "text": f"{target.mark} exercise",
        "exercise_type": "strength",
        "tracking": "weight_reps",
        "metric": "max_weight",
        "position": 0,
        "weight_g": 1000,
        "title": "taken",
        "notes": "taken",
        "since": date(2020, 1, 1),
        "until": date(2030, 1, 1),
        "today": date(2026, 3, 3),
        "started_at": datetime(2026, 6, 1, 18, tzinfo=UTC),
        "limit": 20,
        "source": strong_file("Other"),
        "unit": "kg",
        "lines": [b'{"format": "trackerdb", "version": 1}'],
        "at": datetime.now(UTC),
        "table": "workouts",
        "key": {"id": str(target.workout_id)},
        "last_day": date(2026, 1, 1),
        "cutoff": datetime(2020, 1, 1, tzinfo=UTC),
        "older_than": timedelta(days=36500),
    }
    values["draft"], values["drafts"] = _drafts(name, target)
    return values


def _drafts(name: str, target: Person) -> tuple[object, list[object]]:
    if name.startswith("sets."):
        one: object = SetDraft(id=target.set_id, weight_g=1000, reps=1)
    elif name == "workouts.add_exercise":
        one = ExerciseDraft(exercise_id=target.exercise_id, sets=[SetDraft(weight_g=1000, reps=1)])
    elif name == "exercises.create_many":
        one = NewExercise(name="Mine", exercise_type="strength", tracking="weight_reps")
    else:
        one = draft_of(target, fresh=name in ("workouts.log", "workouts.log_many"))
    return one, [one]


_NAMES = {
    "exercises.create": "Brand new",
    "exercises.update": "Renamed",
    "partitions.attach": "sets_2026",
    "partitions.detach": "sets_2018",
}

# Optional parameters that are left out; every other one is given.
_LEFT_OUT = frozenset(
    {
        "aliases", "archive", "batch", "catalogue", "completed_at", "cursor", "description", "distance_mm", "dry_run", "duration_ms",
        "ended_at", "equipment", "expected_revision", "format", "ip", "keep", "keep_session", "kind", "level",
        "muscle_group", "muscle_groups", "progress", "reps", "rpe", "skip_errors", "time_zone", "unit_system",
        "user_agent", "reason", "years_ahead",
    }
)  # fmt: skip


async def call(name: str, db: Any, user_id: int, target: Person, /, **instead: object) -> object:
    """Call a function with what is `target`'s, or with `instead`, and return all that it gives."""
    function, given = FUNCTIONS[name], arguments(name, user_id, target) | instead
    positional: list[object] = []
    keywords: dict[str, object] = {}
    for parameter in list(inspect.signature(function).parameters.values())[1:]:
        if parameter.name in _LEFT_OUT - instead.keys() and parameter.default is not parameter.empty:
            continue
        assert parameter.name in given, f"teach this suite what to give {name} as {parameter.name}"
        if parameter.kind is parameter.KEYWORD_ONLY:
            keywords[parameter.name] = given[parameter.name]
        else:
            positional.append(given[parameter.name])
    result = function(db, *positional, **keywords)
    if inspect.isasyncgen(result):
        return [item async for item in result]
    return await result
