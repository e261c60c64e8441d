"""Write the synthetic training log that `trackerdb demo` imports when it is given no file.

    python examples/make_demo_log.py [PATH]

Sixteen weeks of one invented person's training, in the layout of Strong's CSV export, weights in kilograms.
Run again, it writes the same bytes: all chance comes from one seed, by `Random.random` alone, which every
version of Python keeps.
"""

from __future__ import annotations

import csv
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from random import Random

DEFAULT_PATH = Path(__file__).resolve().parent.parent / "src" / "trackerdb" / "demo_log.csv"
FIRST_MONDAY = datetime(2026, 7, 27)
WEEKS = 16
SEED = 1863
HEADER = (
    *(
        "Date",
        "Workout Name",
        "Duration",
        "Exercise Name",
        "Set Order",
        "Weight",
        "Reps",
        "Distance",
        "Seconds",
    ),
    *("Notes", "Workout Notes", "RPE"),
)


@dataclass(frozen=True)
class Lift:
    """How one exercise is trained: weights in grams, `gain_g` a week, rounded to what the plates allow."""

    name: str
    start_g: int
    gain_g: int
    plate_g: int
    reps: int
    sets: int
    warmups: int = 0
    last: str = ""
    rated: bool = False


@dataclass(frozen=True)
class Session:
    """One of the week's workouts: its day (Monday is 0) and its lifts in order."""

    title: str
    day: int
    hour: int
    lifts: tuple[Lift, ...]


SESSIONS = (
    Session(
        "Upper Body A",
        0,
        18,
        (
            Lift("Bench Press (Barbell)", 70_000, 1_250, 2_500, 6, 4, warmups=2, rated=True),
            Lift("Bent Over Row (Barbell)", 55_000, 1_000, 2_500, 8, 4),
            Lift("Overhead Press (Barbell)", 37_500, 600, 2_500, 8, 3),
            Lift("Lat Pulldown (Cable)", 50_000, 900, 5_000, 10, 3),
            Lift("Bicep Curl (Dumbbell)", 12_000, 300, 2_000, 10, 3, last="F"),
        ),
    ),
    Session(
        "Lower Body A",
        1,
        18,
        (
            Lift("Squat (Barbell)", 90_000, 1_800, 2_500, 5, 4, warmups=2, rated=True),
            Lift("Romanian Deadlift (Barbell)", 70_000, 1_300, 2_500, 8, 3),
            Lift("Leg Press", 140_000, 2_500, 10_000, 12, 3),
            Lift("Standing Calf Raise (Machine)", 60_000, 900, 5_000, 12, 3),
            Lift("Plank", 0, 0, 1, 0, 3),
        ),
    ),
    Session(
        "Upper Body B",
        3,
        19,
        (
            Lift("Overhead Press (Barbell)", 42_500, 700, 2_500, 5, 4, warmups=1, rated=True),
            Lift("Pull Up", 0, 0, 1, 5, 4),
            Lift("Pull Up (Assisted)", 35_000, -1_500, 5_000, 8, 2),
            Lift("Incline Bench Press (Dumbbell)", 22_000, 400, 2_000, 10, 3),
            Lift("Triceps Pushdown (Cable)", 22_500, 450, 2_500, 12, 3),
            Lift("Lateral Raise (Dumbbell)", 8_000, 150, 1_000, 12, 3, last="D"),
        ),
    ),
    Session(
        "Lower Body B",
        5,
        10,
        (
            Lift("Deadlift (Barbell)", 110_000, 2_200, 2_500, 5, 3, warmups=2, rated=True),
            Lift("Bulgarian Split Squat", 16_000, 400, 2_000, 8, 3),
            Lift("Leg Extension (Machine)", 45_000, 900, 5_000, 12, 3),
            Lift("Lying Leg Curl (Machine)", 35_000, 700, 5_000, 12, 3),
            Lift("Grandpa's Log Lift", 50_000, 1_200, 5_000, 4, 3),
        ),
    ),
)
SET_NOTES = ("Belt", "Grip slipped, chalk next time", "Paused", 'Felt "easy"')
WORKOUT_NOTES = (
    "Slept badly, kept it short",
    'Coach: "brace before you unrack", and it helped',
    "New gym in Köln, the bar is bent",
    "Müsli two hours before, plenty of energy",
    "Best session in weeks!",
)


class Chance:
    """Draws that are the same for every version of Python."""

    def __init__(self, seed: int) -> None:
        self._random = Random(seed)

    def between(self, low: int, high: int) -> int:
        """Draw a whole number, both ends included."""
        return low + int(self._random.random() * (high - low + 1))

    def happens(self, percent: int) -> bool:
        """Draw yes with this probability."""
        return self._random.random() * 100 < percent

    def one_of(self, options: tuple[str, ...]) -> str:
        """Draw one of these."""
        return options[self.between(0, len(options) - 1)]


Set = dict[str, object]


def working_sets(lift: Lift, week: int, chance: Chance) -> Iterator[Set]:
    """Yield the working sets of a lift: every sixth week is lighter, a good day brings a repetition more."""
    easy = week % 6 == 5
    if lift.name == "Plank":
        for _ in range(lift.sets):
            yield {"Seconds": 45 + 5 * ((week + chance.between(0, 3)) // 2)}
        return
    grams = max(0, lift.start_g + lift.gain_g * week - (lift.start_g // 10 if easy else 0))
    weight_g = grams // lift.plate_g * lift.plate_g
    bodyweight_gain = week // 4 if lift.start_g == 0 else 0
    for number in range(1, lift.sets + 1):
        tired = 1 if number == lift.sets and chance.happens(45) else 0
        fresh = 1 if number == 1 and not easy and chance.happens(30) else 0
        found: Set = {"Weight": weight_g / 1000, "Reps": lift.reps + bodyweight_gain + fresh - tired}
        if number == lift.sets and lift.last:
            found["Set Order"] = lift.last
            found["Weight"] = (weight_g // 2 if lift.last == "D" else weight_g) / 1000
        if lift.rated:
            found["RPE"] = (12 + 2 * (not easy) + chance.between(0, 3) + (number == lift.sets)) / 2
        if chance.happens(3):
            found["Notes"] = chance.one_of(SET_NOTES)
        yield found


def sets_of(lift: Lift, week: int, chance: Chance) -> Iterator[Set]:
    """Yield the warm-ups of a lift, then its working sets, numbered from 1."""
    working = list(working_sets(lift, week, chance))
    for step in range(lift.warmups):
        share = (step + 2) * float(str(working[0]["Weight"])) / (lift.warmups + 3)
        yield {"Set Order": "W", "Weight": share // 5 * 5, "Reps": 8 - 3 * step}
    for number, found in enumerate(working, start=1):
        yield {"Set Order": number} | found


def run(chance: Chance) -> Set:
    """Make one run: kilometres and seconds."""
    metres = chance.between(30, 62) * 100
    return {"Set Order": 1, "Distance": metres / 1000, "Seconds": metres * chance.between(330, 380) // 1000}


def rows() -> Iterator[Set]:
    """Yield every row of the log, oldest first."""
    chance = Chance(SEED)
    for week in range(WEEKS):
        missed = SESSIONS[chance.between(0, 3)].title if chance.happens(40) else None
        for session in SESSIONS:
            if session.title == missed:
                continue
            done = [(lift.name, found) for lift in session.lifts for found in sets_of(lift, week, chance)]
            if session.day == 5 and week % 3 == 1:
                done.append(("Running", run(chance)))
            start = FIRST_MONDAY + timedelta(weeks=week, days=session.day, hours=session.hour)
            start += timedelta(minutes=chance.between(0, 50), seconds=chance.between(0, 59))
            minutes = len(done) * 3 + chance.between(8, 25)
            workout: Set = {
                "Date": start,
                "Workout Name": session.title,
                "Duration": f"{minutes // 60}h {minutes % 60}m" if minutes >= 60 else f"{minutes}m",
                "Workout Notes": chance.one_of(WORKOUT_NOTES) if chance.happens(20) else "",
            }
            none: Set = {"Weight": 0, "Reps": 0, "Distance": 0, "Seconds": 0, "Notes": "", "RPE": ""}
            for name, found in done:
                yield none | workout | {"Exercise Name": name} | found


def write(path: Path) -> None:
    """Write the log to `path`."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, HEADER, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows())


if __name__ == "__main__":
    write(Path(sys.argv[1]) if len(sys.argv) > 1 else DEFAULT_PATH)
