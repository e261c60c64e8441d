"""Strong's CSV: what a row means in each of its layouts, and what is said of rows that mean nothing."""

from __future__ import annotations

import csv
import io
import re
import subprocess
import sys
from collections import Counter, defaultdict
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

import oracle_strong
from trackerdb import formats
from trackerdb.errors import Invalid
from trackerdb.formats import LineIssue, ParsedLog, ParsedWorkout, WeightUnit, model, strong

ROOT = Path(__file__).resolve().parent.parent
REAL_LOG = ROOT.parent / "shared" / "data" / "strong.csv"
DEMO_LOG = ROOT / "src" / "trackerdb" / "demo_log.csv"
BERLIN = ZoneInfo("Europe/Berlin")

COLUMNS = (
    "Date,Workout Name,Duration,Exercise Name,Set Order,Weight,Reps,Distance,Seconds,Notes,Workout Notes,RPE"
)
NEWEST = (
    "Workout #;Date;Workout Name;Duration (sec);Exercise Name;Set Order;Weight (lbs);Reps;RPE;"
    "Distance (meters);Seconds;Notes;Workout Notes"
)
START = "2026-03-02 18:00:00"


def parse(
    *rows: str, header: str = COLUMNS, unit: WeightUnit | None = "kg", zone: ZoneInfo = BERLIN
) -> ParsedLog:
    return strong.parse("\n".join((header, *rows, "")), unit=unit, time_zone=zone)


def row(order: str = "1", weight: str = "60", reps: str = "5", **cells: str) -> str:
    named = {"Date": START, "Workout Name": "Legs", "Exercise Name": "Squat (Barbell)", "Set Order": order}
    named |= {"Weight": weight, "Reps": reps} | {key.replace("_", " "): value for key, value in cells.items()}
    return ",".join(named.get(column, "") for column in COLUMNS.split(","))


def only(log: ParsedLog) -> ParsedWorkout:
    assert log.issues == ()
    (workout,) = log.workouts
    return workout


def set_values(workout: ParsedWorkout) -> list[tuple[str, int | None, int | None]]:
    return [(s.kind, s.weight_g, s.reps) for exercise in workout.exercises for s in exercise.sets]


# What a row means


def test_a_workout_with_everything_in_it() -> None:
    workout = only(
        parse(
            f"{START},Morning,1h 5m,Squat (Barbell),W,20.0,10,0,0,,Good day,",
            f'{START},Morning,1h 5m,Squat (Barbell),1,102.5,5.0,0,0,"Belt, ""on""\ntwo lines",Good day,8.5',
            f"{START},Morning,1h 5m,Squat (Barbell),Rest Timer,0,0,0,180.0,,,",
            f"{START},Morning,1h 5m,Squat (Barbell),D,60,12,0,0,,Good day,",
            f"{START},Morning,1h 5m,Squat (Barbell),F,40,20,0,0,,Good day,10",
            "",
            ",,,,,,,,,,,",
            f"{START},Morning,1h 5m,Running,1,0,0,5.2,1830,,Good day,",
        )
    )
    assert workout.started_at == datetime(2026, 3, 2, 17, tzinfo=UTC)
    assert workout.ended_at == datetime(2026, 3, 2, 18, 5, tzinfo=UTC)
    assert workout.performed_on == date(2026, 3, 2)
    assert (workout.title, workout.notes, workout.line) == ("Morning", "Good day", 2)
    squat, running = workout.exercises
    assert (squat.name, squat.position, squat.superset, squat.notes) == ("Squat (Barbell)", 0, None, None)
    assert [(s.position, s.kind, s.weight_g, s.reps, s.rpe, s.line) for s in squat.sets] == [
        (0, "warmup", 20_000, 10, None, 2),
        (1, "working", 102_500, 5, Decimal("8.5"), 3),
        (2, "dropset", 60_000, 12, None, 6),
        (3, "failure", 40_000, 20, Decimal(10), 7),
    ]
    assert squat.sets[1].notes == 'Belt, "on"\ntwo lines'
    (run,) = running.sets
    assert (run.weight_g, run.reps, run.distance_mm, run.duration_ms) == (None, None, 5_200_000, 1_830_000)
    assert (running.position, run.line) == (1, 10)


def test_the_layout_with_units_in_columns_semicolons_and_decimal_commas() -> None:
    workout = only(
        parse(
            f"{START};Legs;Squat;1;102,5;kg;5;8,5;;;0;;;62m",
            f"{START};Legs;Squat;2;225.5;lbs;5;;;;0;;;62m",
            f"{START};Legs;Running;1;0;kg;0;;1,5;mi.;600,5;;;62m",
            f"{START};Legs;Running;2;0;kg;0;;800;m;0;;;62m",
            f"{START};Legs;Running;3;0;lbs;0;;2;;0;;;62m",
            header="date;WORKOUT NAME;exercise name;Set Order;Weight;Weight Unit;Reps;RPE;Distance;"
            "Distance Unit;Seconds;Notes;Workout Notes;Workout Duration",
            unit=None,
        )
    )
    assert workout.ended_at == workout.started_at + timedelta(minutes=62)
    squat, running = workout.exercises
    assert [(s.weight_g, s.rpe) for s in squat.sets] == [(102_500, Decimal("8.5")), (102_285, None)]
    assert [s.distance_mm for s in running.sets] == [2_414_016, 800_000, 3_218_688]
    assert running.sets[0].duration_ms == 600_500


def test_the_layout_with_numbered_workouts_and_rows_for_notes_and_rests() -> None:
    log = parse(
        f'"1";"{START}";"Legs";"3480";"Squat";"Note";"";"";"";"";"";"Knees out";""',
        f'"1";"{START}";"Legs";"3480";"Squat";"1";"225";"5";"";"";"";"";"Fine"',
        f'"1";"{START}";"Legs";"3480";"Squat";"Rest Timer";"";"";"";"";"90";"";""',
        f'"1";"{START}";"Legs";"3480";"Squat";"Note";"";"";"";"";"";"Chest; up";""',
        f'"1";"{START}";"Legs";"3480";"Running";"1";"";"";"";"5200.0";"1800.0";"";""',
        f'"2";"{START}";"Legs";"0";"Squat";"1";"135";"8";"";"";"";"";""',
        header=NEWEST,
        unit="kg",
    )
    first, second = log.workouts
    assert log.issues == ()
    assert first.ended_at == first.started_at + timedelta(seconds=3480)
    assert (first.notes, second.notes, second.ended_at) == ("Fine", None, None)
    squat, running = first.exercises
    assert squat.notes == "Knees out\nChest; up"
    assert [s.weight_g for s in squat.sets] == [102_058]
    assert (running.sets[0].distance_mm, running.sets[0].duration_ms) == (5_200_000, 1_800_000)
    # The same start and name under another number is another workout.
    assert set_values(second) == [("working", 61_235, 8)]
    assert first.id != second.id


def test_a_bare_distance_is_in_kilometres_beside_kilograms_and_in_miles_beside_pounds() -> None:
    run = row("1", "0", "0", Distance="2")
    assert only(parse(run)).exercises[0].sets[0].distance_mm == 2_000_000
    assert only(parse(run, unit="lb")).exercises[0].sets[0].distance_mm == 3_218_688


def test_an_exercise_that_comes_back_later_is_entered_twice() -> None:
    workout = only(parse(row("1"), row("1", Exercise_Name="Plank"), row("1"), row("2")))
    assert [(e.position, e.name, len(e.sets)) for e in workout.exercises] == [
        (0, "Squat (Barbell)", 1),
        (1, "Plank", 1),
        (2, "Squat (Barbell)", 2),
    ]


def test_workouts_stand_in_the_order_in_which_the_file_names_them_first() -> None:
    log = parse(row(Workout_Name="B"), row(Workout_Name="A"), row(Workout_Name="B"), row(Workout_Name=""))
    assert [(w.title, len(set_values(w)), w.line) for w in log.workouts] == [
        ("B", 2, 2),
        ("A", 1, 3),
        (None, 1, 5),
    ]


def test_zero_in_any_measure_is_none() -> None:
    zero = row("1", "0.0", "0", Distance="0", Seconds="0.0", RPE="0")
    (exercise,) = only(parse(zero, row("2", "", ""), row("3", "0.0004", ""))).exercises
    for found in exercise.sets:
        assert {found.weight_g, found.reps, found.distance_mm, found.duration_ms, found.rpe} == {None}


@pytest.mark.parametrize(
    ("duration", "seconds"),
    [("2h 18m", 8280), ("45m", 2700), ("1h", 3600), ("30s", 30), ("2h 5m 3s", 7503), ("62h 43m", 225_780)],
)
def test_durations(duration: str, seconds: int) -> None:
    workout = only(parse(row(Duration=duration)))
    assert workout.ended_at is not None
    assert workout.ended_at - workout.started_at == timedelta(seconds=seconds)


@pytest.mark.parametrize("duration", ["", "0", "0m", "0h 0m"])
def test_no_duration_is_no_end(duration: str) -> None:
    workout = only(parse(row(Duration=duration)))
    assert workout.ended_at is None


@pytest.mark.parametrize(
    ("text", "local"),
    [
        ("2026-03-02 18:00:00", datetime(2026, 3, 2, 18)),
        ("2026-03-02T7:05", datetime(2026, 3, 2, 7, 5)),
        ("2026-03-02 7:05:09\u202fPM", datetime(2026, 3, 2, 19, 5, 9)),
        ("2026-03-02 12:05:09 am", datetime(2026, 3, 2, 0, 5, 9)),
        ("2026-03-02 12:05:09 PM", datetime(2026, 3, 2, 12, 5, 9)),
    ],
)
def test_dates(text: str, local: datetime) -> None:
    assert only(parse(row(Date=text))).started_at == local.replace(tzinfo=BERLIN)


# Time zones


@pytest.mark.parametrize(
    ("zone", "local", "utc", "performed_on"),
    [
        # 02:30 is skipped on 29 March 2026, and passed twice on 25 October.
        ("Europe/Berlin", "2026-03-29 02:30:00", datetime(2026, 3, 29, 1, 30, tzinfo=UTC), date(2026, 3, 29)),
        (
            "Europe/Berlin",
            "2026-10-25 02:30:00",
            datetime(2026, 10, 25, 0, 30, tzinfo=UTC),
            date(2026, 10, 25),
        ),
        ("Europe/Berlin", "2026-07-01 00:55:00", datetime(2026, 6, 30, 22, 55, tzinfo=UTC), date(2026, 7, 1)),
        # Samoa had no 30 December 2011.
        ("Pacific/Apia", "2011-12-30 12:00:00", datetime(2011, 12, 30, 22, tzinfo=UTC), date(2011, 12, 31)),
    ],
)
def test_local_times_are_placed_in_the_zone(zone: str, local: str, utc: datetime, performed_on: date) -> None:
    workout = only(parse(row(Date=local), zone=ZoneInfo(zone)))
    assert workout.started_at == utc
    assert workout.performed_on == performed_on


def test_a_workout_across_the_end_of_summer_time_lasts_as_long_as_it_says() -> None:
    workout = only(parse(row(Date="2026-10-25 01:30:00", Duration="2h")))
    assert workout.ended_at == datetime(2026, 10, 25, 1, 30, tzinfo=UTC)


@pytest.mark.parametrize("zone", ["Pacific/Kiritimati", "Pacific/Pago_Pago", "UTC"])
def test_the_day_is_the_file_s_in_every_zone(zone: str) -> None:
    workout = only(parse(row(Date="2026-12-31 23:59:59"), zone=ZoneInfo(zone)))
    assert workout.performed_on == date(2026, 12, 31)


# Identity


def ids(log: ParsedLog) -> list[UUID]:
    return [
        found
        for w in log.workouts
        for found in (w.id, *(i for e in w.exercises for i in (e.id, *(s.id for s in e.sets))))
    ]


def test_reading_a_log_again_gives_the_same_ids_and_each_once() -> None:
    text = DEMO_LOG.read_text(encoding="utf-8")
    once, again = (strong.parse(text, unit="kg", time_zone=BERLIN) for _ in range(2))
    assert ids(once) == ids(again)
    assert len(set(ids(once))) == len(ids(once))


def test_ids_survive_a_later_export_another_layout_and_another_zone() -> None:
    (workout,) = parse(row("1"), row("2")).workouts
    later = parse(row("1", Workout_Name="New"), row("1"), row("2"), zone=ZoneInfo("Asia/Tokyo"))
    assert ids(replace(later, workouts=later.workouts[1:])) == ids(ParsedLog("strong", (workout,), ()))
    numbered = parse(f"7;{START};Legs;60;Squat (Barbell);1;60;5;;;;;", header=NEWEST)
    assert numbered.workouts[0].id == workout.id


def test_ids_are_pinned() -> None:
    """A change of these would make everybody's imported logs new ones."""
    (workout,) = parse(row("1")).workouts
    assert workout.id == UUID("a0aef835-b860-53aa-bc8b-807dd385d7ec")
    assert workout.exercises[0].sets[0].id == UUID("23856d65-2d1b-52ac-a4bf-e36d6513dbd2")


# Broken rows


@pytest.mark.parametrize(
    ("broken", "reason"),
    [
        (row(weight="-5"), "weight: '-5' kg is negative"),
        (row(weight="heavy"), "weight: 'heavy' is not a number of kg"),
        (row(weight="1e9"), "weight: '1e9' kg is more than can be stored"),
        (row(weight="100001"), "weight: 100001 is more than 100000 kg"),
        (row(weight='"62,5"'), "weight: '62,5' is not a number of kg"),
        (row(reps="1000000000"), "reps: '1000000000' is not a whole number up to 100000"),
        (row(reps="-3"), "reps: '-3' is not a whole number up to 100000"),
        (row(reps="7.5"), "reps: '7.5' is not a whole number up to 100000"),
        (row(RPE="11"), "rpe: '11' is not a number up to 10 with one decimal"),
        (row(RPE="8.25"), "rpe: '8.25' is not a number up to 10 with one decimal"),
        (row(Distance="3000"), "distance: '3000' km is more than can be stored"),
        (row(Seconds="x"), "seconds: 'x' is not a number of seconds"),
        (row(Exercise_Name=""), "exercise name is empty"),
        (row(Exercise_Name="x" * 201), "exercise name has 201 characters, more than 200"),
        (row(Workout_Name="x" * 501), "workout name has 501 characters, more than 500"),
        (row(Notes="x" * 20_001), "notes has 20001 characters, more than 20000"),
        (row("Q"), "set order: 'Q' is no number and none of W, D, F, Note and Rest Timer"),
        (row(Duration="long"), "duration: 'long' is not of the form 1h 5m"),
        (row(Date="yesterday"), "date: 'yesterday' is not of the form 2026-11-24 18:30:00"),
        (row(Date="2026-02-30 10:00:00"), "date: '2026-02-30 10:00:00': day is out of range for month"),
        (row(Date="2026-02-20 13:00:00 PM"), "date: '2026-02-20 13:00:00 PM' has no hour of a 12-hour clock"),
        (row(Date="1899-12-31 10:00:00"), "date: '1899-12-31 10:00:00' is before 1900-01-01"),
        (row(Date="9999-12-31 23:00:00", Duration="9h"), "date: 9999-12-31 23:00:00 is out of range"),
        ("one,two", "the row has 2 columns where the header has 12"),
        (row() + ",", "the row has 13 columns where the header has 12"),
    ],
)
def test_a_broken_row_is_reported_by_its_line_and_no_other_is_lost(broken: str, reason: str) -> None:
    log = parse(row("1", Notes='"two\nlines"'), broken, row("2"))
    assert log.issues == (LineIssue(4, reason),)
    (workout,) = log.workouts
    assert [s.line for s in workout.exercises[0].sets] == [2, 5]


def test_notes_that_grow_beyond_the_limit_are_reported_by_their_line() -> None:
    log = parse(*(row("Note", "", "", Notes=text * 10_000) for text in "ab"), row("1"))
    assert log.issues == (LineIssue(3, "notes of 'Squat (Barbell)' have 20001 characters, more than 20000"),)
    (exercise,) = log.workouts[0].exercises
    assert (exercise.notes, len(exercise.sets)) == ("a" * 10_000, 1)


def test_a_broken_row_begins_no_workout() -> None:
    log = parse(row(Workout_Name="Broken", reps="x"), row())
    assert [w.title for w in log.workouts] == ["Legs"]


def test_a_stray_quotation_mark_swallows_no_rows_in_silence() -> None:
    log = parse(row("1"), row("2", Notes='"never closed'), row("3"), row("4", Notes='"quoted"'), row("5"))
    (issue,) = log.issues
    assert issue.line == 3
    assert issue.reason.startswith("lines 3 to 5: not a CSV record, a quotation mark may be amiss")
    assert [s.line for s in log.workouts[0].exercises[0].sets] == [2, 6]


def test_a_file_that_ends_inside_quotes_says_so() -> None:
    log = parse(row("1"), row("2", Notes='"never closed'), row("3"))
    assert [(issue.line, issue.reason[:16]) for issue in log.issues] == [(3, "lines 3 to 4: no")]


def test_a_field_beyond_all_measure_is_one_broken_row() -> None:
    log = parse(row("1", Notes="x" * 200_000), row("2"))
    assert [issue.line for issue in log.issues] == [2]
    assert len(log.workouts) == 1


def test_a_unit_that_is_none_is_reported_where_it_matters() -> None:
    header = "Date,Workout Name,Exercise Name,Set Order,Weight,Weight Unit,Reps,Distance,Distance Unit"
    log = parse(
        f"{START},A,Squat,1,60,stone,5,,",
        f"{START},A,Squat,1,60,,5,,",
        f"{START},A,Run,1,0,,0,5,parsec",
        f"{START},A,Run,1,0,,0,5,",
        f"{START},A,Run,1,0,-,0,0,-",
        header=header,
        unit=None,
    )
    assert [(issue.line, issue.reason.split(":")[0]) for issue in log.issues] == [
        (2, "weight unit"),
        (3, "weight unit is empty"),
        (4, "distance unit"),
        (5, "weight unit is empty"),
    ]
    assert [s.line for s in log.workouts[0].exercises[0].sets] == [6]


# Files that are no Strong export


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "the file is empty"),
        (b"\xef\xbb\xbf \r\n", "the file is empty"),
        (b"title,start_time\nx,y\n", "no training log that trackerdb can read"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "not text in UTF-8"),
        (b"PK\x03\x04\x00\x00", "zero bytes"),
        ("Date,Übung\n".encode("latin-1"), "not text in UTF-8"),
        (b"\xff\xfeD", "not text in UTF-8"),
    ],
)
def test_a_file_of_another_kind_is_refused(content: bytes, message: str) -> None:
    with pytest.raises(Invalid, match=message):
        formats.parse(content, unit="kg", time_zone=BERLIN)


@pytest.mark.parametrize(
    ("header", "message"),
    [
        ("Date,Weight", "no column for workout name, exercise name, set order, reps"),
        (COLUMNS + ",weight", "two columns for weight"),
        (COLUMNS + ",Weight (kg)", "two columns for weight"),
        ('"' + COLUMNS, "no column for date"),
    ],
)
def test_a_header_that_is_not_strong_s_is_refused(header: str, message: str) -> None:
    with pytest.raises(Invalid, match=f"not a Strong export: {message}"):
        formats.parse(f"{header}\n".encode(), format="strong", unit="kg", time_zone=BERLIN)


def test_a_file_without_units_needs_the_argument() -> None:
    with pytest.raises(Invalid, match="pass the unit, kg or lb"):
        parse(row(), unit=None)
    with pytest.raises(Invalid, match="unit 'st' is neither kg nor lb"):
        parse(row(), unit="st")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]


def test_an_unknown_format_and_an_unreadable_path_are_refused(tmp_path: Path) -> None:
    with pytest.raises(Invalid, match="unknown format 'fitbod'; known: auto, strong"):
        formats.parse(b"", format="fitbod", time_zone=BERLIN)
    with pytest.raises(Invalid, match=r"absent\.csv can't be read: No such file"):
        formats.parse(tmp_path / "absent.csv", time_zone=BERLIN)
    with pytest.raises(Invalid, match="can't be read: Is a directory"):
        formats.parse(str(tmp_path), time_zone=BERLIN)


def test_nameless_columns_are_no_matter() -> None:
    assert only(parse(row() + ",,", header=COLUMNS + ",,")).title == "Legs"


def test_a_header_alone_is_an_empty_log() -> None:
    assert parse() == ParsedLog("strong", (), ())


# Ways to hand a file over


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le"])
@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_encodings_and_line_ends(encoding: str, newline: str) -> None:
    text = newline.join((COLUMNS, row(Exercise_Name="Kniebeuge für Große"), ""))
    content = (b"\xff\xfe" if encoding == "utf-16-le" else b"") + text.encode(encoding)
    workout = only(formats.parse(content, unit="kg", time_zone=BERLIN))
    assert workout.exercises[0].name == "Kniebeuge für Große"


def test_paths_bytes_and_open_files_read_alike(tmp_path: Path) -> None:
    path = tmp_path / "log.csv"
    path.write_text(f"\ufeff{COLUMNS}\n{row()}\n", encoding="utf-8")
    expected = formats.parse(path, unit="kg", time_zone=BERLIN)
    assert len(expected.workouts) == 1
    with path.open(encoding="utf-8") as text, path.open("rb") as binary:
        for source in (str(path), path.read_bytes(), text, binary):
            assert formats.parse(source, unit="kg", time_zone=BERLIN) == expected


def test_text_that_no_database_stores_is_refused() -> None:
    with pytest.raises(Invalid, match="not text in UTF-8"):
        formats.parse(io.StringIO(f"{COLUMNS}\n{row(Notes=chr(0xDC80))}\n"), unit="kg", time_zone=BERLIN)


@pytest.mark.parametrize("header", [COLUMNS, NEWEST, COLUMNS.replace("Set Order", '"set order"') + "\r"])
def test_sniff_knows_strong_s_headers(header: str) -> None:
    assert strong.sniff(header)
    assert not strong.sniff(header.lower().replace("set order", "set index"))


# Against other witnesses


def volumes(log: ParsedLog) -> dict[tuple[str, date], int]:
    found: defaultdict[tuple[str, date], int] = defaultdict(int)
    for workout in log.workouts:
        for exercise in workout.exercises:
            volume = sum((s.weight_g or 0) * (s.reps or 0) for s in exercise.sets)
            found[exercise.name, workout.performed_on] += volume
    return {key: volume for key, volume in found.items() if volume}


@pytest.mark.parametrize("unit", ["kg", "lb"])
@pytest.mark.parametrize("path", [DEMO_LOG, REAL_LOG], ids=lambda path: path.name)
def test_sums_agree_with_the_oracle(path: Path, unit: WeightUnit) -> None:
    if not path.exists():
        pytest.skip(f"{path} is not on this machine")
    log = formats.parse(path, unit=unit, time_zone=BERLIN)
    expected = oracle_strong.totals(path, unit)
    assert log.issues == ()
    assert len(log.workouts) == expected.workouts
    assert sum(len(set_values(workout)) for workout in log.workouts) == expected.sets
    assert volumes(log) == expected.volume_g


def test_the_real_log_is_read_whole() -> None:
    if not REAL_LOG.exists():
        pytest.skip(f"{REAL_LOG} is not on this machine")
    log = formats.parse(REAL_LOG, unit="kg", time_zone=BERLIN)
    assert len(log.workouts) == 129
    assert sum(len(set_values(workout)) for workout in log.workouts) == 2078
    assert log.issues == ()


def test_the_generator_writes_the_packaged_demo_log(tmp_path: Path) -> None:
    path = tmp_path / "demo_log.csv"
    subprocess.run([sys.executable, ROOT / "examples" / "make_demo_log.py", path], check=True)
    assert path.read_bytes() == DEMO_LOG.read_bytes()


def test_the_demo_log_shows_every_kind_of_row() -> None:
    log = formats.parse(DEMO_LOG, unit="kg", time_zone=BERLIN)
    sets = [s for w in log.workouts for e in w.exercises for s in e.sets]
    assert set(Counter(s.kind for s in sets)) == {"working", "warmup", "dropset", "failure"}
    assert any(s.distance_mm and s.duration_ms for s in sets)
    assert any(s.duration_ms and not s.distance_mm for s in sets)
    assert any(s.reps and not s.weight_g for s in sets)
    notes = "".join(w.notes or "" for w in log.workouts)
    assert all(mark in notes for mark in (",", '"', "ö", "ü"))


@pytest.mark.parametrize(
    ("constraint", "pattern", "limit"),
    [
        ("sets_weight_g_check", r"AND (\d+)", model.MAX_WEIGHT_G),
        ("sets_reps_check", r"AND (\d+)", model.MAX_REPS),
        ("sets_rpe_check", r"AND (\d+)", model.MAX_RPE),
        ("sets_notes_check", r"<= (\d+)", model.MAX_NOTES),
        ("workouts_notes_check", r"<= (\d+)", model.MAX_NOTES),
        ("workouts_title_check", r"<= (\d+)", model.MAX_TITLE),
        ("exercises_name_check", r"AND (\d+)", model.MAX_NAME),
        ("workouts_performed_on_check", r"DATE '([\d-]+)'", model.FIRST_DAY),
    ],
)
def test_limits_are_those_of_the_schema(constraint: str, pattern: str, limit: object) -> None:
    migrations = sorted((ROOT / "sql" / "migrations").glob("*.sql"))
    sql = "\n".join(path.read_text(encoding="utf-8") for path in migrations if ".rollback." not in path.name)
    found = re.findall(rf"CONSTRAINT {constraint} CHECK [^\n]*?{pattern}", sql)
    assert found[-1:] == [str(limit)]


# Any log, written as Strong would and read again

names = st.text(st.characters(codec="utf-8", exclude_characters="\0\r"), max_size=20).map(str.strip)
measures = st.fixed_dictionaries(
    {
        "Set Order": st.sampled_from(["1", "W", "D", "F"]),
        "Weight": st.decimals(0, 1000, places=3).map(str),
        "Reps": st.integers(0, 1000).map(str),
        "Distance": st.decimals(0, 100, places=3).map(str),
        "Seconds": st.integers(0, 10_000).map(str),
        "Notes": names,
        "RPE": st.sampled_from(["", "6", "7.5", "10.0"]),
    }
)
entries = st.tuples(names.filter(bool), st.lists(measures, min_size=1, max_size=3))
logs = st.lists(
    st.tuples(
        st.datetimes(datetime(1900, 1, 2), datetime(2200, 1, 1)).map(lambda at: at.replace(microsecond=0)),
        names,
        names,
        # Neighbours of one name are one entry, by definition.
        st.lists(entries, min_size=1, max_size=4, unique_by=lambda entry: entry[0]),
    ),
    max_size=4,
    unique_by=lambda workout: workout[:2],
)


@given(logs, st.sampled_from([",", ";"]), st.sampled_from(["\n", "\r\n"]))
def test_whatever_is_written_is_read(
    written: list[tuple[datetime, str, str, list[tuple[str, list[dict[str, str]]]]]],
    delimiter: str,
    newline: str,
) -> None:
    file = io.StringIO(newline="")
    writer: csv.DictWriter[str] = csv.DictWriter(
        file, COLUMNS.split(","), delimiter=delimiter, lineterminator=newline
    )
    writer.writeheader()
    for at, title, notes, exercises in written:
        workout = {"Date": str(at), "Workout Name": title, "Workout Notes": notes}
        for name, sets in exercises:
            writer.writerows(workout | {"Exercise Name": name} | cells for cells in sets)
    log = strong.parse(file.getvalue(), unit="kg", time_zone=ZoneInfo("UTC"))
    assert log.issues == ()
    assert [
        (
            workout.started_at.replace(tzinfo=None),
            workout.title or "",
            workout.notes or "",
            [
                (
                    exercise.name,
                    [
                        (
                            {"working": "1", "warmup": "W", "dropset": "D", "failure": "F"}[s.kind],
                            Decimal(s.weight_g or 0) / 1000,
                            s.reps or 0,
                            Decimal(s.distance_mm or 0) / 1_000_000,
                            (s.duration_ms or 0) // 1000,
                            s.notes or "",
                            s.rpe,
                        )
                        for s in exercise.sets
                    ],
                )
                for exercise in workout.exercises
            ],
        )
        for workout in log.workouts
    ] == [
        (
            at,
            title,
            notes,
            [
                (
                    name,
                    [
                        (
                            cells["Set Order"],
                            Decimal(cells["Weight"]),
                            int(cells["Reps"]),
                            Decimal(cells["Distance"]),
                            int(cells["Seconds"]),
                            cells["Notes"],
                            Decimal(cells["RPE"]) if cells["RPE"] else None,
                        )
                        for cells in sets
                    ],
                )
                for name, sets in exercises
            ],
        )
        for at, title, notes, exercises in written
    ]


@given(st.text(alphabet='a1,;"\n\r \0.-:W', max_size=80))
def test_no_text_raises_anything_else_than_invalid(text: str) -> None:
    log = parse(*text.split("\n"))
    lines = text.count("\n") + text.count("\r") + 2
    assert all(1 < issue.line <= lines for issue in log.issues)
