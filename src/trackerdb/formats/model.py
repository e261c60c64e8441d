"""What every reader of a log makes of its file, before any of it meets the database.

Weights are in grams, distances in millimetres, durations in milliseconds; positions count from 0.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Literal, Protocol
from uuid import UUID
from zoneinfo import ZoneInfo

__all__ = [
    "FIRST_DAY",
    "MAX_NAME",
    "MAX_NOTES",
    "MAX_REPS",
    "MAX_RPE",
    "MAX_TITLE",
    "MAX_WEIGHT_G",
    "Format",
    "LineIssue",
    "ParsedExercise",
    "ParsedLog",
    "ParsedSet",
    "ParsedWorkout",
    "SetKind",
    "WeightUnit",
]

SetKind = Literal["working", "warmup", "dropset", "failure"]
WeightUnit = Literal["kg", "lb"]

# The schema's CHECK constraints, known here so that a row which breaks one is named by its line.
FIRST_DAY = date(1900, 1, 1)
MAX_NAME = 200
MAX_TITLE = 500
MAX_NOTES = 20_000
MAX_WEIGHT_G = 100_000_000
MAX_REPS = 100_000
MAX_RPE = 10


@dataclass(frozen=True, slots=True)
class LineIssue:
    """A row that could not be read: its first line, counted from 1, and what is wrong with it."""

    line: int
    reason: str


@dataclass(frozen=True, slots=True)
class ParsedSet:
    """One set; `line` is where it stands in the file. None is what the file doesn't say."""

    id: UUID
    position: int
    kind: SetKind
    weight_g: int | None
    reps: int | None
    duration_ms: int | None
    distance_mm: int | None
    rpe: Decimal | None
    notes: str | None
    line: int


@dataclass(frozen=True, slots=True)
class ParsedExercise:
    """An exercise's place in a workout, by the name that the file gives it."""

    id: UUID
    position: int
    name: str
    superset: int | None
    notes: str | None
    sets: tuple[ParsedSet, ...]


@dataclass(frozen=True, slots=True)
class ParsedWorkout:
    """A workout. Its id, and those below it, follow from the file: reading it again gives the same ids.

    `performed_on` is the local date in the zone that the reader was given. Times are in UTC: in a zone of its
    own, a time of the hour that a clock passes twice equals no time that a database returns (PEP 495).
    """

    id: UUID
    performed_on: date
    started_at: datetime
    ended_at: datetime | None
    title: str | None
    notes: str | None
    exercises: tuple[ParsedExercise, ...]
    line: int


@dataclass(frozen=True, slots=True)
class ParsedLog:
    """A whole file: its workouts in the file's order, and the rows that are in none of them."""

    format: str
    workouts: tuple[ParsedWorkout, ...]
    issues: tuple[LineIssue, ...]


class Format(Protocol):
    """What a module of this package offers for the format that it is named after."""

    def sniff(self, header: str, /) -> bool:
        """Tell whether a file whose first line is `header` is of this format."""
        ...

    def parse(self, text: str, /, *, unit: WeightUnit | None, time_zone: ZoneInfo) -> ParsedLog:
        """Read a whole file; raises Invalid when it is not of this format at all."""
        ...
