"""Read free-exercise-db's JSON as a catalogue.

The format is a list of objects, as https://github.com/yuhonas/free-exercise-db describes it. What it leaves
open is inferred: the tracking from category, equipment and name; the head of the shoulder and the equipment
that it calls "other" from the name.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Annotated, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, TypeAdapter, ValidationError

from trackerdb.catalogue.load import read as read_own
from trackerdb.catalogue.load import refusal
from trackerdb.catalogue.model import Catalogue, CatalogueExercise, compact
from trackerdb.enums import ExerciseType, Level, Tracking
from trackerdb.errors import Invalid

__all__ = ["parse", "read"]

T = TypeVar("T")

_Muscle = Literal[
    "abdominals", "abductors", "adductors", "biceps", "calves", "chest", "forearms", "glutes", "hamstrings",
    "lats", "lower back", "middle back", "neck", "quadriceps", "shoulders", "traps", "triceps",
]  # fmt: skip
_Equipment = Literal[
    "bands", "barbell", "body only", "cable", "dumbbell", "e-z curl bar", "exercise ball", "foam roll",
    "kettlebells", "machine", "medicine ball", "other",
]  # fmt: skip
_Category = Literal[
    "cardio", "olympic weightlifting", "plyometrics", "powerlifting", "strength", "stretching", "strongman"
]  # fmt: skip


class _Source(BaseModel):
    """One object of the file; fields that we have no use for (images, mechanic) are ignored."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    id: Annotated[str, StringConstraints(min_length=1, max_length=200)]
    name: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=100)]
    force: Literal["push", "pull", "static"] | None = None
    level: Level
    equipment: _Equipment | None = None
    primary: Annotated[tuple[_Muscle, ...], Field(alias="primaryMuscles", min_length=1)]
    secondary: Annotated[tuple[_Muscle, ...], Field(alias="secondaryMuscles")] = ()
    instructions: tuple[str, ...] = ()
    category: _Category


_FILE: TypeAdapter[tuple[_Source, ...]] = TypeAdapter(tuple[_Source, ...])


def read(path: Path) -> Catalogue:
    """Read the file at `path`; see `parse`."""
    try:
        return parse(path.read_bytes(), source=path.name)
    except OSError as error:
        raise Invalid(f"{path} can't be read: {error.strerror}", constraint="catalogue") from error


def parse(content: bytes, *, source: str = "free-exercise-db") -> Catalogue:
    """Map the JSON onto exercises of the key `fedb:<id>`, with the packaged equipment and muscle groups.

    Raises Invalid when it is no such JSON, each message beginning with `source`; `detail` lists all faults.
    """
    try:
        entries = _FILE.validate_json(content)
    except ValidationError as error:
        raise refusal(
            [f"{source}: {_place(fault['loc'])}{fault['msg']}" for fault in error.errors()]
        ) from error
    twice = sorted(
        entry_id for entry_id, count in Counter(entry.id for entry in entries).items() if count > 1
    )
    if twice:
        raise refusal([f"{source}: id {entry_id!r} stands twice" for entry_id in twice])
    own = read_own()
    names = _distinct(entry.name for entry in entries)
    return Catalogue(
        exercises=tuple(_exercise(entry, name) for entry, name in zip(entries, names, strict=True)),
        equipment=own.equipment,
        muscle_groups=own.muscle_groups,
    )


def _place(loc: tuple[int | str, ...]) -> str:
    return f"entry {'.'.join(map(str, loc))}: " if loc else ""


def _distinct(names: Iterable[str]) -> list[str]:
    """Append a number to the second and later exercises of one name: a catalogue has each name once."""
    seen: dict[str, int] = {}
    distinct: list[str] = []
    for name in names:
        count = seen[compact(name)] = seen.get(compact(name), 0) + 1
        distinct.append(name if count == 1 else f"{name} ({count})")
    return distinct


def _exercise(entry: _Source, name: str) -> CatalogueExercise:
    exercise_type = _TYPES[entry.category]
    equipment = _equipment(entry)
    muscles = list(dict.fromkeys(_muscle_group(muscle, entry) for muscle in entry.primary + entry.secondary))
    if exercise_type == "cardio":
        muscles.insert(0, "cardiovascular")
    return CatalogueExercise(
        key=f"fedb:{entry.id}",
        name=name,
        description=" ".join(line.strip() for line in entry.instructions),
        exercise_type=exercise_type,
        tracking=_tracking(entry, exercise_type, equipment),
        level=entry.level,
        primary=(muscles[0],),
        secondary=tuple(muscles[1:]),
        equipment=equipment,
    )


_TYPES: dict[_Category, ExerciseType] = {
    "cardio": "cardio",
    "olympic weightlifting": "olympic_weightlifting",
    "plyometrics": "plyometrics",
    "powerlifting": "powerlifting",
    "strength": "strength",
    "stretching": "stretching",
    "strongman": "strongman",
}

_Rules = tuple[tuple[re.Pattern[str], T], ...]


def _rules(*rules: tuple[str, T]) -> _Rules[T]:
    return tuple((re.compile(rf"\b(?:{pattern})", re.IGNORECASE), meaning) for pattern, meaning in rules)


def _named(name: str, rules: _Rules[T] | None) -> T | None:
    return next((meaning for pattern, meaning in rules or () if pattern.search(name)), None)


_MUSCLE_GROUPS: dict[_Muscle, str] = {
    "abdominals": "abs",
    "abductors": "abductors",
    "adductors": "adductors",
    "biceps": "biceps",
    "calves": "calves",
    "chest": "chest",
    "forearms": "forearms",
    "glutes": "glutes",
    "hamstrings": "hamstrings",
    "lats": "lats",
    "lower back": "lower_back",
    "middle back": "upper_back",
    "neck": "neck",
    "quadriceps": "quadriceps",
    "shoulders": "front_delts",
    "traps": "traps",
    "triceps": "triceps",
}

# Where the source's word covers several of our muscle groups, the name tells which one leads.
_FINER_MUSCLE_GROUPS: dict[_Muscle, _Rules[str]] = {
    "shoulders": _rules(
        (r"upright (?:\w+ )?row", "side_delts"),
        (r"rear|reverse .*fl|back fl|face pull|pull apart|bent[- ]over .*lateral|row\b", "rear_delts"),
        (r"(?:external|internal) rotation|cuban", "rotator_cuff"),
        (r"lateral raise|laterals?\b|power partials|crucifix", "side_delts"),
    ),
    "abdominals": _rules((r"oblique|side (?:bend|bridge|jackknife)|twist|wood|torso rotation", "obliques")),
    "calves": _rules((r"anterior tibialis", "tibialis")),
}


def _muscle_group(muscle: _Muscle, entry: _Source) -> str:
    return _named(entry.name, _FINER_MUSCLE_GROUPS.get(muscle)) or _MUSCLE_GROUPS[muscle]


_EQUIPMENT: dict[_Equipment, str] = {
    "bands": "resistance_band",
    "barbell": "barbell",
    "body only": "bodyweight",
    "cable": "cable",
    "dumbbell": "dumbbell",
    "e-z curl bar": "ez_bar",
    "exercise ball": "stability_ball",
    "foam roll": "foam_roller",
    "kettlebells": "kettlebell",
    "machine": "machine",
    "medicine ball": "medicine_ball",
}

# The name is more exact than these of the source's words.
_NAMED_EQUIPMENT: dict[_Equipment | None, _Rules[str]] = {
    "machine": _rules(
        ("smith", "smith_machine"),
        ("treadmill", "treadmill"),
        ("elliptical", "elliptical"),
        ("rowing, stationary", "rowing_machine"),
        ("bicycling|recumbent bike", "stationary_bike"),
        ("step ?mill|stairmaster", "stair_climber"),
    ),
    "other": _rules(
        (r"(?<!IT )band(?:ed)?\b", "resistance_band"),
        (r"sled\b|prowler|backward drag|forward drag", "sled"),
        ("suspended|with straps", "suspension_trainer"),
        (r"rings?\b", "rings"),
        ("rope jumping", "jump_rope"),
        ("rope climb", "rope"),
        ("battling", "battle_ropes"),
        ("bicycling", "bicycle"),
        ("trap bar", "trap_bar"),
        ("axle", "axle_bar"),
        ("atlas", "atlas_stone"),
        ("farmer|rickshaw", "farmers_handles"),
        ("tire", "tire"),
        ("yoke", "yoke"),
        ("log", "log"),
        ("keg", "keg"),
        ("sandbag", "sandbag"),
        ("sledgehammer", "sledgehammer"),
        ("circus bell", "dumbbell"),
        ("heavy bag", "punching_bag"),
        ("head harness", "neck_harness"),
        ("wrist roller", "wrist_roller"),
        ("ab roller", "ab_wheel"),
        ("balance board", "balance_trainer"),
        ("smr", "foam_roller"),
        ("plate|svend|olympic plate", "weight_plate"),
        (r"parallel bar|dips\b", "dip_bars"),
        (r"(?:chins?|pull-?ups?|muscle up|hang)\b", "pull_up_bar"),
        ("hyperextension", "hyperextension_bench"),
        ("(?:box|depth jump|drop push|step)", "box"),
        ("(?:bench|chair|platform)", "bench"),
        ("weighted", "weight_plate"),
    ),
    "body only": _rules((r"(?:chin-?ups?|pull-?ups?|hanging)\b", "pull_up_bar"), ("bench", "bench")),
    None: _rules(("scapular pull", "pull_up_bar"), ("inverted row", "barbell"), ("decline push", "bench")),
}


def _equipment(entry: _Source) -> tuple[str, ...]:
    """Name the equipment; nothing where the source says "other" and the name doesn't tell."""
    named = _named(entry.name, _NAMED_EQUIPMENT.get(entry.equipment))
    if named is not None:
        return (named,)
    if entry.equipment is None:
        return ("bodyweight",)
    return () if entry.equipment == "other" else (_EQUIPMENT[entry.equipment],)


# What a set with this equipment is loaded with, so that its weight is logged.
_LOADS = frozenset(
    {
        "atlas_stone", "axle_bar", "barbell", "cable", "dumbbell", "ez_bar", "farmers_handles", "keg",
        "kettlebell", "log", "machine", "medicine_ball", "neck_harness", "sandbag", "sled", "smith_machine",
        "tire", "trap_bar", "weight_plate", "wrist_roller", "yoke",
    }
)  # fmt: skip

_NAMED_TRACKING: dict[ExerciseType, _Rules[Tracking]] = {
    "cardio": _rules(("rope jumping|step ?mill|stairmaster", "duration")),
    "strongman": _rules(
        ("crucifix", "weight_duration"),
        (r"(?:walk|drag|carry|push\b|wheel)", "weight_distance"),
    ),
    "strength": _rules(
        (r"assisted pull", "assisted_bodyweight_reps"),
        (r"weighted (?:pull|bench dip|sit|crunch|squat|ball)", "weighted_bodyweight_reps"),
        (r"battling|one handed hang", "duration"),
        (r"sled .*walk", "weight_distance"),
        (r"inverted row|barbell (?:ab )?rollout|glute ham", "bodyweight_reps"),
    ),
    "powerlifting": _rules(("glute ham", "bodyweight_reps"), ("chain", "weight_reps")),
}

_FIXED_TRACKING: dict[ExerciseType, Tracking] = {
    "stretching": "duration",
    "cardio": "distance_duration",
    "strongman": "weight_reps",
    "olympic_weightlifting": "weight_reps",
}


def _tracking(entry: _Source, exercise_type: ExerciseType, equipment: tuple[str, ...]) -> Tracking:
    named: Tracking | None = _named(entry.name, _NAMED_TRACKING.get(exercise_type))
    if named is not None:
        return named
    if exercise_type in _FIXED_TRACKING:
        return _FIXED_TRACKING[exercise_type]
    loaded = not _LOADS.isdisjoint(equipment)
    if entry.force == "static" and exercise_type == "strength":
        return "weight_duration" if loaded else "duration"
    return "weight_reps" if loaded else "bodyweight_reps"
