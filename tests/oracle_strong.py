"""What a Strong export holds, counted with nothing of trackerdb's: the other side of the import's test.

    python tests/oracle_strong.py FILE [kg|lb]

It knows one layout, the 12 columns with commas, and neither mends nor skips what is broken.
"""

from __future__ import annotations

import csv
import json
import sys
from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from pathlib import Path

GRAMS = {"kg": Fraction(1000), "lb": Fraction(45359237, 100000)}


@dataclass(frozen=True)
class Totals:
    """Counts, and weight times repetitions in grams by exercise name and local date, where it is not zero."""

    workouts: int
    sets: int
    volume_g: dict[tuple[str, date], int]


def totals(path: Path, unit: str = "kg") -> Totals:
    """Count a file; every set counts, warm-ups too, and each weight is rounded to the gram, halves up."""
    workouts: set[tuple[str, str]] = set()
    sets = 0
    volume_g: dict[tuple[str, date], int] = defaultdict(int)
    with path.open(encoding="utf-8-sig", newline="") as file:
        for row in csv.DictReader(file):
            if row["Set Order"] == "Rest Timer":
                continue
            workouts.add((row["Date"], row["Workout Name"]))
            sets += 1
            grams = int(Fraction(row["Weight"] or 0) * GRAMS[unit] + Fraction(1, 2))
            day = date.fromisoformat(row["Date"][:10])
            volume_g[row["Exercise Name"].strip(), day] += grams * int(Fraction(row["Reps"] or 0))
    return Totals(len(workouts), sets, {key: volume for key, volume in volume_g.items() if volume})


def main() -> None:
    """Print the totals as JSON."""
    found = totals(Path(sys.argv[1]), *sys.argv[2:3])
    volume = {f"{name} on {day}": grams for (name, day), grams in sorted(found.volume_g.items())}
    print(json.dumps({"workouts": found.workouts, "sets": found.sets, "volume_g": volume}, indent=1))


if __name__ == "__main__":
    main()
