"""The catalogue that comes with trackerdb: what its files must hold, and what reading broken ones says."""

from __future__ import annotations

import csv
import json
import re
import shutil
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import trackerdb.catalogue
from trackerdb.catalogue import Catalogue, CatalogueExercise, compact, read, read_folder
from trackerdb.catalogue.schema import schemas
from trackerdb.errors import Invalid

FOLDER = Path(trackerdb.catalogue.__file__).parent
REAL_LOGS = Path(__file__).resolve().parents[2] / "shared" / "data"

# Names as the exports of Strong and Hevy write them.
APP_NAMES = """
    Ab Wheel; Arnold Press (Dumbbell); Back Extension (Hyperextension); Ball Slams; Band Pullaparts;
    Bench Press (Barbell); Bench Press (Cable); Bench Press (Smith Machine);
    Bench Press - Close Grip (Barbell); Bent Over One Arm Row (Dumbbell); Bent Over Row (Barbell);
    Bent Over Row - Underhand (Barbell); Bicep Curl (Cable); Bicep Curl (Dumbbell);
    Bulgarian Split Squat; Butterfly (Pec Deck); Cable Core Palloff Press;
    Calf Press on Seated Leg Press; Chest Dip (Assisted); Chest Dip (Weighted); Chest Fly;
    Chin Up (Assisted); Clean and Jerk (Barbell); Cycling (Indoor); Deadlift (Barbell);
    Elliptical Machine; EZ Bar Biceps Curl; Face Pull (Cable); Farmers Walk; Flat Leg Raise;
    Front Raise (Plate); Glute Ham Raise; Goblet Squat (Kettlebell); Good Morning (Barbell);
    Hack Squat (Machine); Hammer Curl (Dumbbell); Hanging Leg Raise; Hip Abductor (Machine);
    Hip Thrust (Barbell); Incline Bench Press (Dumbbell); Inverted Row (Bodyweight);
    Iso-Lateral Row (Machine); JM Press (Barbell); Jump Rope; Kettlebell Swing;
    Knee Raise (Captain's Chair); Landmine 180; Lat Pulldown (Cable); Lat pulldown (V-grip);
    Lateral Raise (Machine); Leg Extension (Machine); Leg Press; Leg Press Horizontal (Machine);
    Lunge (Barbell); Lying Leg Curl (Machine); Muscle Up; Nordic Hamstrings Curls;
    Overhead Press (Barbell); Overhead Triceps Extension (Cable); Pec Deck (Machine);
    Pendlay Row (Barbell); Plank; Preacher Curl (Barbell); Pull Up; Pull Up (Assisted); Pull Up (Band);
    Pull Up (Weighted); Push Up; Rear Delt Reverse Fly (Machine); Reverse Fly (Cable);
    Romanian Deadlift (Barbell); Rowing (Machine); Running; Running (Treadmill);
    Seated Cable Row - V Grip (Cable); Seated Calf Raise (Plate Loaded);
    Seated Overhead Press (Dumbbell); Seated Palms Up Wrist Curl (Dumbbell);
    Shoulder Press (Plate Loaded); Shrug (Dumbbell); Sit Up; Skullcrusher (Barbell); Squat (Barbell);
    Stair Machine (Floors); Standing Calf Raise (Machine); Stiff Leg Deadlift (Barbell);
    Strict Military Press (Barbell); T Bar Row; Toes To Bar; Trap Bar Deadlift; Triceps Extension;
    Triceps Pushdown (Cable - Straight Bar); Upright Row (Barbell); Walking; Warm Up; Wide Pull Up;
    Yoga; Zercher Squat (Barbell)
"""

# What people call them: abbreviations and slang that stand for one exercise.
SPOKEN_NAMES = {
    "OHP": "Barbell Overhead Press",
    "military press": "Barbell Overhead Press",
    "RDL": "Romanian Deadlift",
    "SLDL": "Stiff-Leg Deadlift",
    "CGBP": "Close-Grip Bench Press",
    "GHR": "Glute-Ham Raise",
    "BTN press": "Behind-the-Neck Press",
    "skull crushers": "Skullcrusher",
    "pec dec": "Pec Deck",
    "good morning": "Good Morning",
    "facepull": "Face Pull",
    "hex bar deadlift": "Trap Bar Deadlift",
    "prowler": "Sled Push",
    "HSPU": "Handstand Push-Up",
    "T2B": "Toes-to-Bar",
    "TGU": "Turkish Get-Up",
    "stairmaster": "Stair Climber",
    "press ups": "Push-Up",
}

# By name alone, apart from the table that the reader enforces.
EXPECTED_TRACKING = {
    "Barbell Squat": "weight_reps",
    "Pull-Up": "bodyweight_reps",
    "Weighted Pull-Up": "weighted_bodyweight_reps",
    "Assisted Pull-Up": "assisted_bodyweight_reps",
    "Plank": "duration",
    "Weighted Plank": "weight_duration",
    "Running": "distance_duration",
    "Farmer's Walk": "weight_distance",
    "Yoke Walk": "weight_distance",
    "Box Jump": "bodyweight_reps",
    "Pigeon Pose": "duration",
    "Burpee": "bodyweight_reps",
    "Jump Rope": "duration",
    "Snatch": "weight_reps",
}


@pytest.fixture(scope="module")
def exercises() -> tuple[CatalogueExercise, ...]:
    return read().exercises


@pytest.fixture(scope="module")
def by_any_name() -> dict[str, str]:
    """The exercise that each name and alias leads to, both written alike."""
    return {_alike(name): one.name for one in read().exercises for name in (one.name, *one.aliases)}


def _alike(name: str) -> str:
    return re.sub(r"[^a-z0-9]", "", name.lower()).removesuffix("s")


def test_it_is_large_and_uses_each_type_equipment_and_muscle_group(
    exercises: tuple[CatalogueExercise, ...],
) -> None:
    catalogue = read()

    assert len(exercises) >= 420
    assert min(Counter(one.exercise_type for one in exercises).values()) >= 10
    assert {one.tracking for one in exercises} == set(EXPECTED_TRACKING.values())
    assert {slug for one in exercises for slug in one.equipment} == {
        term.slug for term in catalogue.equipment
    }
    trained = {slug for one in exercises for slug in one.primary}
    assert trained == {term.slug for term in catalogue.muscle_groups}


def test_every_exercise_has_one_primary_muscle_group_or_says_why_not(
    exercises: tuple[CatalogueExercise, ...],
) -> None:
    several = [one.name for one in exercises if len(one.primary) != 1]

    assert several
    assert several == [one.name for one in exercises if one.why_no_single_primary]
    assert not [one.name for one in exercises if set(one.primary) & set(one.secondary)]


def test_keys_names_and_aliases_are_unique(exercises: tuple[CatalogueExercise, ...]) -> None:
    names = Counter(_alike(name) for one in exercises for name in (one.name, *one.aliases))

    assert not [name for name, count in names.items() if count > 1]
    assert "" not in names
    assert len({one.key for one in exercises}) == len(exercises)


def test_tracking_fits(exercises: tuple[CatalogueExercise, ...]) -> None:
    tracking = {one.name: one.tracking for one in exercises}

    assert {name: tracking[name] for name in EXPECTED_TRACKING} == EXPECTED_TRACKING
    for one in exercises:
        if one.exercise_type == "stretching":
            assert one.tracking == "duration", one.name
        if one.name.startswith("Assisted ") and one.tracking != "bodyweight_reps":
            assert one.tracking == "assisted_bodyweight_reps", one.name
        if one.equipment == ("bodyweight",):
            assert one.tracking in {"bodyweight_reps", "duration", "distance_duration"}, one.name
        if {"barbell", "dumbbell", "kettlebell", "machine", "cable"} & set(one.equipment):
            assert one.tracking != "distance_duration", one.name


def test_descriptions_are_one_or_two_short_sentences(exercises: tuple[CatalogueExercise, ...]) -> None:
    for one in exercises:
        assert re.fullmatch(r"[A-Z0-9][^.]{15,}\.( [A-Z][^.]+\.)?", one.description), one.name
        assert len(one.description) <= 160, one.name


def test_entries_fit_the_limits_of_the_exercises_table(exercises: tuple[CatalogueExercise, ...]) -> None:
    for one in exercises:
        assert len(one.name) <= 200
        assert len(one.aliases) <= 50
        assert all(alias == alias.strip() for alias in one.aliases)


def test_names_of_app_exports_lead_to_an_exercise(by_any_name: dict[str, str]) -> None:
    names = [" ".join(name.split()) for name in APP_NAMES.split(";")]

    assert not [name for name in names if compact(name) not in by_any_name]


def test_spoken_names_lead_to_their_exercise(by_any_name: dict[str, str]) -> None:
    assert {spoken: by_any_name.get(compact(spoken)) for spoken in SPOKEN_NAMES} == SPOKEN_NAMES


@pytest.mark.parametrize(
    ("file", "column", "own"),
    [
        (
            "strong.csv",
            "Exercise Name",
            {
                "Back Deltoids",
                "Bent Over Row Machine (Panatta)",
                "Front Pulldown",
                "Leg Press Keller",
                "Leg Press Technogym (Gelb)",
                "Lower Back",
                "Overhead Smith Seated",
                "Seated Dip",
            },
        ),
        ("hevy.csv", "exercise_title", set[str]()),
    ],
)
def test_every_standard_name_of_a_real_log_leads_to_an_exercise_of_its_own(
    by_any_name: dict[str, str], file: str, column: str, own: set[str]
) -> None:
    """`own` are the names that the log's author invented."""
    path = REAL_LOGS / file
    if not path.exists():
        pytest.skip(f"{path} is not on this machine")
    with path.open(encoding="utf-8-sig", newline="") as log:
        names = {row[column] for row in csv.DictReader(log)}

    assert {name for name in names if compact(name) not in by_any_name} == own
    meant = Counter(by_any_name[compact(name)] for name in names - own)
    assert not [name for name, count in meant.items() if count > 1]


@given(st.text(st.characters(categories=("Lu", "Ll", "Nd")), min_size=1), st.data())
def test_compact_ignores_case_spaces_and_punctuation(name: str, data: st.DataObject) -> None:
    gaps = data.draw(st.lists(st.sampled_from(["", " ", "-", "'", "(", ". "]), min_size=len(name)))
    spaced = "".join(gap + letter for gap, letter in zip(gaps, name, strict=False))

    assert compact(spaced) == compact(name) == compact(name.casefold())


@pytest.mark.parametrize(
    ("one", "other"),
    [("Pull-Ups", "pullup"), ("Élévation Latérale", "elevation laterale"), ("Farmer's Walk", "FARMERS WALK")],
)
def test_compact_makes_one_of(one: str, other: str) -> None:
    assert compact(one) == compact(other)


def test_the_committed_json_schemas_are_current() -> None:
    for name, text in schemas().items():
        committed = (FOLDER / name).read_text(encoding="utf-8")
        assert json.loads(committed) == json.loads(text), "run python -m trackerdb.catalogue.schema"


def test_every_file_names_its_schema() -> None:
    for file in (*FOLDER.glob("*.toml"), *FOLDER.glob("exercises/*.toml")):
        first = file.read_text(encoding="utf-8").splitlines()[0]
        assert (file.parent / first.removeprefix("#:schema ")).is_file(), file.name


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A catalogue of two exercises that may be broken."""
    (tmp_path / "exercises").mkdir()
    shutil.copy(FOLDER / "equipment.toml", tmp_path)
    shutil.copy(FOLDER / "muscle_groups.toml", tmp_path)
    (tmp_path / "exercises/legs.toml").write_text(_entry("squat", "Squat") + _entry("lunge", "Lunge"))
    return tmp_path


def _entry(key: str, name: str) -> str:
    return (
        f'[{key}]\nname = "{name}"\ndescription = "How it is done."\nexercise_type = "strength"\n'
        'tracking = "weight_reps"\nlevel = "beginner"\nprimary = ["quadriceps"]\nsecondary = ["glutes"]\n'
        'equipment = ["barbell"]\n'
    )


def test_a_folder_is_read_in_the_order_of_its_files(folder: Path) -> None:
    (folder / "exercises/arms.toml").write_text(_entry("curl", "Curl"))

    catalogue = read_folder(folder)

    assert isinstance(catalogue, Catalogue)
    assert [one.key for one in catalogue.exercises] == ["curl", "squat", "lunge"]


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('name = "Lunge"', 'name = "SQUATS"', r"lunge: 'SQUATS' is already a name or alias of squat"),
        (
            "primary =",
            'aliases = ["squat"]\nprimary =',
            r"lunge: 'squat' is already a name or alias of squat",
        ),
        (
            "primary =",
            'aliases = ["Lunges"]\nprimary =',
            r"lunge: alias 'Lunges' stands twice, or is the name",
        ),
        ("primary =", 'aliases = ["A", "a"]\nprimary =', r"lunge: alias 'A' stands twice"),
        ('["quadriceps"]', "[]", r"lunge: .*needs exactly one primary muscle group"),
        ('["quadriceps"]', '["calves", "abs"]', r"lunge: .*needs exactly one primary muscle group"),
        (
            "primary =",
            'why_no_single_primary = "?"\nprimary =',
            r"lunge: .*needs exactly one primary muscle group",
        ),
        ('["quadriceps"]', '["glutes"]', r"lunge: .*muscle groups named twice: glutes"),
        ('["quadriceps"]', '["quads"]', r"lunge: unknown muscle group 'quads'"),
        ('["barbell"]', '["bar"]', r"lunge: unknown equipment 'bar'"),
        ('["barbell"]', "[]", r"lunge: no equipment"),
        ('["barbell"]', '["bodyweight", "barbell"]', r"lunge: 'bodyweight' means that no other"),
        (
            '"weight_reps"',
            '"distance_duration"',
            r"lunge: tracking 'distance_duration' doesn't fit type 'strength'",
        ),
        ('"strength"', '"stretching"', r"lunge: tracking 'weight_reps' doesn't fit type 'stretching'"),
        ('"weight_reps"', '"reps"', r"lunge\.tracking: Input should be 'weight_reps'"),
        ('"How it is done."', '""', r"lunge\.description: "),
        ("level =", "levle =", r"lunge\.level: Field required \(and 1 more\)"),
        ("[lunge]", "[Lunge]", r"Lunge\.\[key\]: "),
        ("[lunge]", "[squat]", r"Cannot declare \('squat',\) twice"),
        ("[lunge]", "[lunge", r"Expected ']'"),
    ],
)
def test_a_broken_entry_is_refused_by_file_and_key(folder: Path, old: str, new: str, message: str) -> None:
    file = folder / "exercises/legs.toml"
    squat, lunge = file.read_text().split("[lunge]")
    file.write_text(squat + ("[lunge]" + lunge).replace(old, new))

    with pytest.raises(Invalid, match=rf"^legs\.toml: {message}"):
        read_folder(folder)


def test_a_key_in_two_files_is_refused(folder: Path) -> None:
    (folder / "exercises/more.toml").write_text(_entry("squat", "Other"))

    with pytest.raises(Invalid, match=r"^more\.toml: squat: the key stands in legs\.toml too$"):
        read_folder(folder)


def test_all_broken_rules_are_listed(folder: Path) -> None:
    file = folder / "exercises/legs.toml"
    file.write_text(file.read_text().replace('["barbell"]', "[]"))

    with pytest.raises(Invalid) as caught:
        read_folder(folder)

    assert str(caught.value).endswith("(and 1 more)")
    assert caught.value.detail is not None
    assert [line.split(": ")[:2] for line in caught.value.detail.splitlines()] == [
        ["legs.toml", "squat"],
        ["legs.toml", "lunge"],
    ]


@pytest.mark.parametrize(
    ("file", "content", "message"),
    [
        ("equipment.toml", None, r"^equipment\.toml: .*No such file"),
        ("exercises/legs.toml", b"\xff", r"^legs\.toml: .*utf-8"),
        ("muscle_groups.toml", b"[x]", r"^muscle_groups\.toml: x\.name: Field required"),
    ],
)
def test_an_unreadable_file_is_refused_by_name(
    folder: Path, file: str, content: bytes | None, message: str
) -> None:
    if content is None:
        (folder / file).unlink()
    else:
        (folder / file).write_bytes(content)

    with pytest.raises(Invalid, match=message):
        read_folder(folder)


def test_a_folder_without_exercises_is_refused(folder: Path) -> None:
    shutil.rmtree(folder / "exercises")

    with pytest.raises(Invalid, match=r"^exercises: .*No such file"):
        read_folder(folder)
