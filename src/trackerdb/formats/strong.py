"""Read the CSV that the Strong application exports: one row a set.

Strong has written three layouts, all read here; columns are found by name, in any order and case:

- `Date,Workout Name,Duration,Exercise Name,Set Order,Weight,Reps,Distance,Seconds,Notes,Workout Notes,RPE`,
  with a duration such as `1h 5m` and no word on units;
- the same with `Weight Unit`, `Distance Unit` and `Workout Duration`, delimited by semicolons;
- with `Workout #`, `Duration (sec)`, `Weight (kg)` or `Weight (lbs)` and `Distance (meters)`, and with rows
  for rests and notes.

What a row means:

- Rows with the same number, date and name are one workout. Within it, each run of rows with one exercise's
  name is one entry, so an exercise that comes back later in the workout is entered twice.
- `Set Order` is a number, `W` (warm-up), `D` (drop set) or `F` (failure). A `Note` row holds the notes of
  its exercise. `Rest Timer` rows are no sets and are passed over, as are empty rows.
- Zero, in any measure, is Strong's way of writing none.
- The file's own units win over the `unit` argument. A bare `Distance` is in kilometres beside kilograms and
  in miles beside pounds.
- In a file with semicolons, a comma in a number is the decimal comma.
- `Date` is local time. An hour that the clock passes twice is taken the first time; one that it skips is
  moved on by the length of the gap.

Ids are derived from the workout's local start, its name, and positions, so that the same file, or a later
export that contains it, gives the same ids.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID, uuid5
from zoneinfo import ZoneInfo

from trackerdb.errors import Invalid
from trackerdb.formats.csv_records import find_delimiter, read_records
from trackerdb.formats.model import (
    MAX_NOTES,
    LineIssue,
    ParsedExercise,
    ParsedLog,
    ParsedSet,
    ParsedWorkout,
    SetKind,
    WeightUnit,
)
from trackerdb.formats.strong_rows import REQUIRED, Layout, Row, column_of

__all__ = ["parse", "sniff"]

# Any fixed UUID would do; another one would make every log that was imported before a new one.
_NAMESPACE = UUID("c2a7d3d8-6b0e-4f5c-9a55-27c0f1b6d0e4")


def sniff(header: str, /) -> bool:
    """Tell whether a file whose first line is `header` is a Strong export."""
    names = header.replace('"', "").split(find_delimiter(header))
    return {column for column, _ in map(column_of, names)}.issuperset(REQUIRED)


def parse(text: str, /, *, unit: WeightUnit | None, time_zone: ZoneInfo) -> ParsedLog:
    """Read a whole export; rows that can't be read become issues.

    Raises Invalid when the header is not Strong's, or when neither the file nor `unit` says what the weights
    are in.
    """
    delimiter = find_delimiter(text)
    records = read_records(text, delimiter)
    layout = Layout.of(next(records, None), delimiter, unit)
    log = _Log()
    issues: list[LineIssue] = []
    for record in records:
        try:
            if cells := layout.cells(record):
                log.add(Row.of(cells, layout, time_zone), record.line)
        except Invalid as error:
            span = f"lines {record.line} to {record.last_line}: " if record.last_line > record.line else ""
            issues.append(LineIssue(record.line, f"{span}{error}"))
    return ParsedLog("strong", log.workouts(), tuple(issues))


@dataclass(slots=True)
class _Exercise:
    id: UUID
    name: str
    notes: str | None = None
    sets: list[ParsedSet] = field(default_factory=list[ParsedSet])

    def add_note(self, note: str | None) -> None:
        """Put a note on a line below those that there are."""
        notes = "\n".join(filter(None, (self.notes, note)))
        if len(notes) > MAX_NOTES:
            raise Invalid(f"notes of {self.name!r} have {len(notes)} characters, more than {MAX_NOTES}")
        self.notes = notes or None


@dataclass(slots=True)
class _Workout:
    id: UUID
    performed_on: date
    started_at: datetime
    title: str | None
    line: int
    ended_at: datetime | None = None
    notes: str | None = None
    exercises: list[_Exercise] = field(default_factory=list[_Exercise])


class _Log:
    """The workouts read so far, in the order in which the file names them first."""

    def __init__(self) -> None:
        self._workouts: dict[tuple[str, datetime, str | None], _Workout] = {}
        self._namesakes: Counter[tuple[datetime, str | None]] = Counter()

    def add(self, row: Row, line: int) -> None:
        """Add a row; a rest is no part of a log. Raises Invalid for notes that grow too long."""
        if row.kind == "rest":
            return
        workout = self._workout(row, line)
        workout.ended_at = workout.ended_at or row.ended_at
        workout.notes = workout.notes or row.workout_notes
        if not workout.exercises or workout.exercises[-1].name != row.exercise:
            exercise_id = uuid5(workout.id, f"exercise {len(workout.exercises)}")
            workout.exercises.append(_Exercise(exercise_id, row.exercise))
        exercise = workout.exercises[-1]
        if row.kind == "note":
            exercise.add_note(row.notes)
        else:
            exercise.sets.append(_set(row, row.kind, exercise, line))

    def workouts(self) -> tuple[ParsedWorkout, ...]:
        return tuple(
            ParsedWorkout(
                id=workout.id,
                performed_on=workout.performed_on,
                started_at=workout.started_at,
                ended_at=workout.ended_at,
                title=workout.title,
                notes=workout.notes,
                exercises=tuple(
                    ParsedExercise(
                        id=exercise.id,
                        position=position,
                        name=exercise.name,
                        superset=None,
                        notes=exercise.notes,
                        sets=tuple(exercise.sets),
                    )
                    for position, exercise in enumerate(workout.exercises)
                ),
                line=workout.line,
            )
            for workout in self._workouts.values()
        )

    def _workout(self, row: Row, line: int) -> _Workout:
        key = (row.number, row.local, row.title)
        if key not in self._workouts:
            # The number is left out: Strong counts anew for each export.
            namesake = (row.local, row.title)
            name = f"strong|{row.local.isoformat()}|{row.title or ''}|{self._namesakes[namesake]}"
            self._namesakes[namesake] += 1
            self._workouts[key] = _Workout(
                uuid5(_NAMESPACE, name), row.performed_on, row.started_at, row.title, line
            )
        return self._workouts[key]


def _set(row: Row, kind: SetKind, exercise: _Exercise, line: int) -> ParsedSet:
    position = len(exercise.sets)
    return ParsedSet(
        id=uuid5(exercise.id, f"set {position}"),
        position=position,
        kind=kind,
        weight_g=row.weight_g,
        reps=row.reps,
        duration_ms=row.duration_ms,
        distance_mm=row.distance_mm,
        rpe=row.rpe,
        notes=row.notes,
        line=line,
    )
