"""One row of a Strong export: what its columns are called, and what its cells mean.

The rules stand in `trackerdb.formats.strong`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Literal
from zoneinfo import ZoneInfo

from trackerdb import units
from trackerdb.errors import Invalid
from trackerdb.formats.csv_records import Record
from trackerdb.formats.model import (
    FIRST_DAY,
    MAX_NAME,
    MAX_NOTES,
    MAX_REPS,
    MAX_RPE,
    MAX_TITLE,
    MAX_WEIGHT_G,
    SetKind,
    WeightUnit,
)

__all__ = ["REQUIRED", "Layout", "Row", "RowKind", "column_of"]

_Convert = Callable[[str], int]
_Cells = Mapping[str, str]
# What a row is, by its set order.
RowKind = SetKind | Literal["note", "rest"]

REQUIRED = ("date", "workout name", "exercise name", "set order", "weight", "reps")
# Columns named otherwise, and what they hold: the plain column and its unit.
_OTHER_NAMES = {
    "weight (kg)": ("weight", "kg"),
    "weight (lb)": ("weight", "lb"),
    "weight (lbs)": ("weight", "lb"),
    "distance (m)": ("distance", "m"),
    "distance (meters)": ("distance", "m"),
    "distance (km)": ("distance", "km"),
    "distance (mi)": ("distance", "mi"),
    "distance (miles)": ("distance", "mi"),
}
_WEIGHTS: Mapping[str, _Convert] = {"kg": units.kg, "kgs": units.kg, "lb": units.lb, "lbs": units.lb}
_DISTANCES: Mapping[str, _Convert] = {
    "m": units.m,
    "meters": units.m,
    "km": units.km,
    "mi": units.mi,
    "miles": units.mi,
}
_DISTANCE_BESIDE: Mapping[_Convert, _Convert] = {units.kg: units.km, units.lb: units.mi}
_ROW_KINDS: Mapping[str, RowKind] = {
    "w": "warmup",
    "d": "dropset",
    "f": "failure",
    "note": "note",
    "rest timer": "rest",
}

# A telephone set to a 12-hour clock writes a space of some kind, then AM or PM.
_DATE = re.compile(
    r"(\d{4})-(\d\d)-(\d\d)[ T](\d{1,2}):(\d\d)(?::(\d\d))?(?:[ \u00a0\u202f]?([AP])M)?",
    re.ASCII | re.IGNORECASE,
)
_DURATION = re.compile(r"(?:(\d{1,5})h)?\s*(?:(\d{1,6})m)?\s*(?:(\d{1,8})s)?", re.ASCII)
_WHOLE = re.compile(r"(\d{1,9})(?:\.0*)?", re.ASCII)
_TENTHS = re.compile(r"\d{1,2}(?:\.\d?0*)?", re.ASCII)
_ZERO = re.compile(r"0*(?:\.0*)?", re.ASCII)


def column_of(name: str) -> tuple[str, str | None]:
    """Tell what the column of this name holds, and in which unit if the name says so."""
    plain = name.strip().lower()
    return _OTHER_NAMES.get(plain, (plain, None))


@dataclass(frozen=True, slots=True)
class Layout:
    """What the header settles for every row: the columns by position, their units, the decimal comma."""

    columns: list[str]
    weight_unit: str | None
    distance_unit: str | None
    decimal_comma: bool

    @classmethod
    def of(cls, header: Record | None, delimiter: str, unit: WeightUnit | None) -> Layout:
        """Read the header; raises Invalid as `strong.parse` says."""
        if header is None:
            raise Invalid("the file is empty", constraint="format")
        if unit not in (None, "kg", "lb"):
            raise Invalid(f"unit {unit!r} is neither kg nor lb", constraint="unit")
        named = [column_of(name) for name in header.fields]
        columns = [column for column, _ in named]
        if missing := [column for column in REQUIRED if column not in columns]:
            raise Invalid(f"not a Strong export: no column for {', '.join(missing)}", constraint="format")
        if twice := sorted({column for column in columns if column and columns.count(column) > 1}):
            raise Invalid(f"not a Strong export: two columns for {', '.join(twice)}", constraint="format")
        in_name = dict(named)
        weight_unit = in_name["weight"] or unit
        if weight_unit is None and "weight unit" not in columns:
            raise Invalid(
                "the file doesn't say what its weights are in: pass the unit, kg or lb", constraint="unit"
            )
        return cls(columns, weight_unit, in_name.get("distance"), decimal_comma=delimiter == ";")

    def cells(self, record: Record) -> _Cells:
        """Name the row's cells by their columns; an empty row has none."""
        if record.fault is not None:
            raise Invalid(record.fault)
        values = [value.strip() for value in record.fields]
        if not any(values):
            return {}
        if len(values) != len(self.columns):
            raise Invalid(f"the row has {len(values)} columns where the header has {len(self.columns)}")
        return dict(zip(self.columns, values, strict=True))

    def number(self, cells: _Cells, column: str) -> str | None:
        """Give a cell's number with a decimal point; None for zero and for nothing."""
        text = cells.get(column, "")
        plain = text.replace(",", ".") if self.decimal_comma else text
        return None if _ZERO.fullmatch(plain) else plain

    def weight_g(self, cells: _Cells) -> int | None:
        """Give the row's weight in grams."""
        number = self.number(cells, "weight")
        weight_g = None if number is None else _converted("weight", number, self._weight_unit(cells))
        if weight_g is not None and weight_g > MAX_WEIGHT_G:
            raise Invalid(f"weight: {cells['weight']} is more than {units.to_kg(MAX_WEIGHT_G)} kg")
        return weight_g

    def distance_mm(self, cells: _Cells) -> int | None:
        """Give the row's distance in millimetres."""
        number = self.number(cells, "distance")
        if number is None:
            return None
        unit = _unit(cells, "distance unit", _DISTANCES) or _DISTANCES.get(self.distance_unit or "")
        return _converted("distance", number, unit or _DISTANCE_BESIDE[self._weight_unit(cells)])

    def _weight_unit(self, cells: _Cells) -> _Convert:
        unit = _unit(cells, "weight unit", _WEIGHTS) or _WEIGHTS.get(self.weight_unit or "")
        if unit is None:
            raise Invalid("weight unit is empty: pass the unit, kg or lb")
        return unit


def _unit(cells: _Cells, column: str, known: Mapping[str, _Convert]) -> _Convert | None:
    word = cells.get(column, "").lower().rstrip(".")
    if word and word not in known:
        raise Invalid(f"{column}: {word!r} is none of {', '.join(known)}")
    return known.get(word)


def _converted(column: str, number: str, convert: _Convert) -> int | None:
    try:
        # What rounds to zero is none, like zero itself.
        return convert(number) or None
    except Invalid as error:
        raise Invalid(f"{column}: {error}") from error


@dataclass(frozen=True, slots=True)
class Row:
    """One row, read in full: whatever can be wrong with it is found before the log takes it."""

    kind: RowKind
    number: str
    local: datetime
    performed_on: date
    started_at: datetime
    ended_at: datetime | None
    title: str | None
    workout_notes: str | None
    exercise: str
    notes: str | None
    weight_g: int | None
    reps: int | None
    duration_ms: int | None
    distance_mm: int | None
    rpe: Decimal | None

    @classmethod
    def of(cls, cells: _Cells, layout: Layout, time_zone: ZoneInfo) -> Row:
        """Read a row's cells; raises Invalid that names the first column at fault."""
        local = _local_time(cells["date"])
        performed_on, started_at, ended_at = _interval(local, _duration(cells, layout), time_zone)
        exercise = _text(cells, "exercise name", MAX_NAME)
        if exercise is None:
            raise Invalid("exercise name is empty")
        seconds = layout.number(cells, "seconds")
        return cls(
            kind=_row_kind(cells["set order"]),
            number=cells.get("workout #", ""),
            local=local,
            performed_on=performed_on,
            started_at=started_at,
            ended_at=ended_at,
            title=_text(cells, "workout name", MAX_TITLE),
            workout_notes=_text(cells, "workout notes", MAX_NOTES),
            exercise=exercise,
            notes=_text(cells, "notes", MAX_NOTES),
            weight_g=layout.weight_g(cells),
            reps=_reps(layout.number(cells, "reps")),
            duration_ms=None if seconds is None else _converted("seconds", seconds, units.seconds),
            distance_mm=layout.distance_mm(cells),
            rpe=_rpe(layout.number(cells, "rpe")),
        )


def _row_kind(order: str) -> RowKind:
    if order.isdecimal():
        return "working"
    kind = _ROW_KINDS.get(order.lower())
    if kind is None:
        raise Invalid(f"set order: {order!r} is no number and none of W, D, F, Note and Rest Timer")
    return kind


def _text(cells: _Cells, column: str, longest: int) -> str | None:
    text = cells.get(column, "")
    if len(text) > longest:
        raise Invalid(f"{column} has {len(text)} characters, more than {longest}")
    return text or None


def _reps(number: str | None) -> int | None:
    if number is None:
        return None
    whole = _WHOLE.fullmatch(number)
    if whole is None or int(whole[1]) > MAX_REPS:
        raise Invalid(f"reps: {number!r} is not a whole number up to {MAX_REPS}")
    return int(whole[1])


def _rpe(number: str | None) -> Decimal | None:
    if number is None:
        return None
    if not _TENTHS.fullmatch(number) or Decimal(number) > MAX_RPE:
        raise Invalid(f"rpe: {number!r} is not a number up to {MAX_RPE} with one decimal")
    return Decimal(number)


def _local_time(text: str) -> datetime:
    match = _DATE.fullmatch(text)
    try:
        if match is None:
            raise Invalid(f"date: {text!r} is not of the form 2026-11-24 18:30:00")
        year, month, day, hour, minute, second = (int(part or 0) for part in match.groups()[:6])
        if half := match[7]:
            if not 1 <= hour <= 12:
                raise Invalid(f"date: {text!r} has no hour of a 12-hour clock")
            hour = hour % 12 + (12 if half in "Pp" else 0)
        local = datetime(year, month, day, hour, minute, second)
    except ValueError as error:
        raise Invalid(f"date: {text!r}: {error}") from error
    if local.date() < FIRST_DAY:
        raise Invalid(f"date: {text!r} is before {FIRST_DAY}")
    return local


def _duration(cells: _Cells, layout: Layout) -> timedelta | None:
    if in_seconds := layout.number(cells, "duration (sec)"):
        return timedelta(milliseconds=_converted("duration", in_seconds, units.seconds) or 0)
    text = cells.get("duration") or cells.get("workout duration", "")
    if _ZERO.fullmatch(text):
        return None
    match = _DURATION.fullmatch(text)
    if match is None:
        raise Invalid(f"duration: {text!r} is not of the form 1h 5m")
    hours, minutes, seconds = (int(part or 0) for part in match.groups())
    return timedelta(hours=hours, minutes=minutes, seconds=seconds)


def _interval(
    local: datetime, duration: timedelta | None, zone: ZoneInfo
) -> tuple[date, datetime, datetime | None]:
    try:
        started_at = local.replace(tzinfo=zone).astimezone(UTC)
        ended_at = started_at + duration if duration else None
        # Back from UTC, for where the clock skips midnight.
        return started_at.astimezone(zone).date(), started_at, ended_at
    except OverflowError as error:
        raise Invalid(f"date: {local} is out of range") from error
