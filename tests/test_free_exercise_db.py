"""Mapping free-exercise-db's JSON onto ours: entries written by hand, and the real file if it is there."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from trackerdb.catalogue import CatalogueExercise, compact, free_exercise_db
from trackerdb.catalogue.check import TRACKINGS, faults
from trackerdb.errors import Invalid

REAL_FILE = Path(__file__).resolve().parents[2] / "shared" / "data" / "free-exercise-db.json"


def _entry(**given: Any) -> dict[str, Any]:
    entry = {
        "id": "Some_Curl",
        "name": "Some Curl",
        "force": "pull",
        "level": "beginner",
        "mechanic": "isolation",
        "equipment": "dumbbell",
        "primaryMuscles": ["biceps"],
        "secondaryMuscles": ["forearms"],
        "instructions": ["Bend the elbow. ", "Straighten it."],
        "category": "strength",
        "images": ["Some_Curl/0.jpg"],
    }
    return entry | given


def _map(**given: Any) -> CatalogueExercise:
    (exercise,) = free_exercise_db.parse(json.dumps([_entry(**given)]).encode()).exercises
    return exercise


def test_an_entry_is_mapped_field_by_field() -> None:
    assert _map() == CatalogueExercise(
        key="fedb:Some_Curl",
        name="Some Curl",
        description="Bend the elbow. Straighten it.",
        exercise_type="strength",
        tracking="weight_reps",
        level="beginner",
        primary=("biceps",),
        secondary=("forearms",),
        equipment=("dumbbell",),
    )


@pytest.mark.parametrize(
    ("given", "tracking"),
    [
        ({"category": "stretching", "equipment": None, "force": "static"}, "duration"),
        ({"category": "cardio", "equipment": "machine", "name": "Jogging, Treadmill"}, "distance_duration"),
        ({"category": "cardio", "equipment": "other", "name": "Rope Jumping"}, "duration"),
        ({"category": "strongman", "equipment": "other", "name": "Yoke Walk"}, "weight_distance"),
        ({"category": "strongman", "equipment": "other", "name": "Sled Push"}, "weight_distance"),
        ({"category": "strongman", "equipment": "other", "name": "Keg Load"}, "weight_reps"),
        ({"category": "plyometrics", "equipment": "body only", "name": "Star Jump"}, "bodyweight_reps"),
        ({"category": "plyometrics", "equipment": "medicine ball", "name": "Chest Pass"}, "weight_reps"),
        ({"category": "olympic weightlifting", "equipment": "barbell", "name": "Clean"}, "weight_reps"),
        ({"category": "powerlifting", "equipment": "bands", "name": "Band Good Morning"}, "bodyweight_reps"),
        ({"category": "powerlifting", "equipment": "other", "name": "Chain Press"}, "weight_reps"),
        ({"equipment": "body only", "name": "Pullups"}, "bodyweight_reps"),
        ({"equipment": "other", "name": "Weighted Pull Ups"}, "weighted_bodyweight_reps"),
        ({"equipment": "other", "name": "Band Assisted Pull-Up"}, "assisted_bodyweight_reps"),
        ({"equipment": "body only", "force": "static", "name": "Plank"}, "duration"),
        ({"equipment": "other", "force": "static", "name": "Plate Pinch"}, "weight_duration"),
    ],
)
def test_tracking_follows_from_category_equipment_and_name(given: dict[str, Any], tracking: str) -> None:
    assert _map(**given).tracking == tracking


@pytest.mark.parametrize(
    ("name", "muscle", "expected"),
    [
        ("Standing Military Press", "shoulders", "front_delts"),
        ("Side Lateral Raise", "shoulders", "side_delts"),
        ("Upright Barbell Row", "shoulders", "side_delts"),
        ("Seated Bent-Over Rear Delt Raise", "shoulders", "rear_delts"),
        ("Face Pull", "shoulders", "rear_delts"),
        ("External Rotation", "shoulders", "rotator_cuff"),
        ("Crunches", "abdominals", "abs"),
        ("Russian Twist", "abdominals", "obliques"),
        ("Seated Row", "middle back", "upper_back"),
    ],
)
def test_a_muscle_that_covers_several_groups_is_told_by_the_name(
    name: str, muscle: str, expected: str
) -> None:
    assert _map(name=name, primaryMuscles=[muscle]).primary == (expected,)


def test_cardio_trains_the_heart_first_and_no_group_twice() -> None:
    running = _map(
        category="cardio", primaryMuscles=["quadriceps"], secondaryMuscles=["calves", "quadriceps"]
    )

    assert running.primary == ("cardiovascular",)
    assert running.secondary == ("quadriceps", "calves")


@pytest.mark.parametrize(
    ("name", "equipment", "expected"),
    [
        ("Smith Machine Calf Raise", "machine", ("smith_machine",)),
        ("Leg Extensions", "machine", ("machine",)),
        ("Tire Flip", "other", ("tire",)),
        ("Sledgehammer Swings", "other", ("sledgehammer",)),
        ("IT Band and Glute Stretch", "other", ()),
        ("Pullups", "body only", ("pull_up_bar",)),
        ("Push-Ups", "body only", ("bodyweight",)),
        ("Kneeling Hip Flexor", None, ("bodyweight",)),
        ("EZ-Bar Curl", "e-z curl bar", ("ez_bar",)),
    ],
)
def test_equipment_is_mapped_or_told_by_the_name(
    name: str, equipment: str | None, expected: tuple[str, ...]
) -> None:
    assert _map(name=name, equipment=equipment).equipment == expected


def test_names_that_stand_twice_are_numbered() -> None:
    entries = [
        _entry(id=str(number), name=name) for number, name in enumerate(["Curl", "curls", "Row", "CURL"])
    ]

    exercises = free_exercise_db.parse(json.dumps(entries).encode()).exercises

    assert [one.name for one in exercises] == ["Curl", "curls (2)", "Row", "CURL (3)"]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"{", r"^x\.json: Invalid JSON"),
        (b"\xff\xfe", r"^x\.json: Invalid JSON"),
        (b"{}", r"^x\.json: Input should be a valid array"),
        (json.dumps([_entry(), _entry()]).encode(), r"^x\.json: id 'Some_Curl' stands twice$"),
        (json.dumps([_entry(), _entry(level="guru")]).encode(), r"^x\.json: entry 1\.level: Input should be"),
        (json.dumps([_entry(primaryMuscles=["wing"])]).encode(), r"^x\.json: entry 0\.primaryMuscles\.0: "),
        (json.dumps([_entry(primaryMuscles=[])]).encode(), r"^x\.json: entry 0\.primaryMuscles: "),
        (json.dumps([{"name": "Row"}]).encode(), r"^x\.json: entry 0\.id: Field required \(and \d more\)"),
    ],
)
def test_what_is_no_such_file_is_refused(content: bytes, message: str) -> None:
    with pytest.raises(Invalid, match=message):
        free_exercise_db.parse(content, source="x.json")


def test_an_absent_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Invalid, match=r"absent\.json can't be read: No such file"):
        free_exercise_db.read(tmp_path / "absent.json")


def test_the_real_file_maps_whole() -> None:
    if not REAL_FILE.exists():
        pytest.skip(f"{REAL_FILE} is not on this machine")
    source = {entry["id"]: entry for entry in json.loads(REAL_FILE.read_bytes())}

    catalogue = free_exercise_db.read(REAL_FILE)

    assert len(catalogue.exercises) == len(source) == 873
    assert [one.key.removeprefix("fedb:") for one in catalogue.exercises] == list(source)
    assert all(
        one.name == entry["name"] for one, entry in zip(catalogue.exercises, source.values(), strict=True)
    )
    assert max(Counter(compact(one.name) for one in catalogue.exercises).values()) == 1
    assert all(one.tracking in TRACKINGS[one.exercise_type] for one in catalogue.exercises)
    assert all(len(one.primary) == 1 for one in catalogue.exercises)
    # The source says "other" of some, and nothing tells what; every other rule of our own catalogue holds.
    assert {fault.message.split(";")[0] for fault in faults(catalogue)} <= {"no equipment"}
    unknown = [one for one in catalogue.exercises if not one.equipment]
    assert {source[one.key.removeprefix("fedb:")]["equipment"] for one in unknown} == {"other"}
    assert len(unknown) < 45
