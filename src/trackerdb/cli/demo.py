"""`trackerdb demo`: a real training log in a real PostgreSQL, with one command."""

from __future__ import annotations

import shutil
import sys
from dataclasses import dataclass
from importlib.resources import as_file, files
from pathlib import Path
from typing import Annotated

import anyio
import typer

from trackerdb import catalogue_store, embedded, exercises, migrations, records, sets, users, workouts
from trackerdb.cli.importing import load_with_progress
from trackerdb.cli.options import Json, wants_json
from trackerdb.cli.output import console, print_json, print_table
from trackerdb.cli.server import default_data_dir
from trackerdb.database import Executor, create_pool
from trackerdb.enums import RecordMetric
from trackerdb.errors import Invalid
from trackerdb.formats import WeightUnit
from trackerdb.imports import ImportReport
from trackerdb.sets import LoggedSet
from trackerdb.units import to_kg, to_km, to_minutes
from trackerdb.users import User

__all__ = ["demo"]

_EMAIL = "demo@example.com"
_METRICS: tuple[RecordMetric, ...] = (
    "max_weight",
    "estimated_one_rep_max",
    "max_reps",
    "max_duration",
    "max_distance",
    "best_pace",
    "min_assistance",
)
_SEARCHES = ("sqaut", "ohp", "chest dumbbell")


@dataclass(frozen=True, slots=True)
class _Outcome:
    first: ImportReport
    second: ImportReport
    workouts: int
    sets: int


def demo(
    file: Annotated[
        Path | None, typer.Option("--file", metavar="CSV", help="A log exported by the Strong app.")
    ] = None,
    unit: Annotated[WeightUnit, typer.Option(help="What the file's weights are in.")] = "kg",
    time_zone: Annotated[str, typer.Option(help="Where the log was written down.")] = "Europe/Berlin",
    data_dir: Annotated[
        Path | None,
        typer.Option("--data-dir", metavar="DIR", help="Where the demo's server lives; it starts afresh."),
    ] = None,
    as_json: Json = False,
) -> None:
    """Start PostgreSQL, migrate, load the catalogue, import a log, and show what is in it."""
    json = wants_json(as_json)
    if file is not None and not file.is_file():
        raise Invalid(f"{file} is not a file", constraint="file")
    home = data_dir or default_data_dir() / "demo"
    _remove_old(home)
    dsn = embedded.start(home)
    with as_file(files("trackerdb") / "demo_log.csv") as packaged:
        outcome = anyio.run(_run, dsn, file or packaged, unit, time_zone, json)
    if json:
        print_json(
            {
                "dsn": dsn,
                "workouts": outcome.workouts,
                "sets": outcome.sets,
                "first_import": outcome.first.model_dump(mode="json"),
                "second_import": outcome.second.model_dump(mode="json"),
            }
        )
        return
    console.print(f"\nThe server keeps running. Its DSN:\n  {dsn}", markup=False, soft_wrap=True)
    console.print("Try next:")
    command = "trackerdb" if shutil.which("trackerdb") else sys.argv[0]
    for line in (
        f'psql "{dsn}" -c "TABLE tracker.personal_records"',
        f'{command} migrate status --database "{dsn}"',
        f'{command} import FILE --user {_EMAIL} --unit kg --database "{dsn}"',
        f"{command} server stop --data-dir {home}",
    ):
        console.print(f"  {line}", markup=False, soft_wrap=True)


def _remove_old(home: Path) -> None:
    if not home.exists() or not any(home.iterdir()):
        return
    if not (home / "trackerdb.lock").exists():
        raise Invalid(
            f"{home} holds something else than a demo: give another --data-dir", constraint="data_dir"
        )
    embedded.stop(home)
    shutil.rmtree(home)


async def _run(dsn: str, file: Path, unit: WeightUnit, time_zone: str, json: bool) -> _Outcome:
    applied = await migrations.apply(dsn)
    async with create_pool(dsn) as pool:
        catalogue = await catalogue_store.load(pool)
        user = await users.create(pool, email=_EMAIL, display_name="Demo", time_zone=time_zone)
        first = await load_with_progress(pool, user.id, file, unit=unit)
        if first.errors:
            lines = "; ".join(f"line {error.line}: {error.reason}" for error in first.errors[:5])
            raise Invalid(f"{file.name}: nothing was imported: {lines}", constraint="file")
        second = await load_with_progress(pool, user.id, file, unit=unit)
        stored = await pool.fetchrow(
            "SELECT (SELECT count(*) FROM tracker.workouts), (SELECT count(*) FROM tracker.sets)"
        )
        assert stored is not None  # noqa: S101 - a SELECT without FROM has a row
        outcome = _Outcome(first, second, stored[0], stored[1])
        if not json:
            console.print(
                f"{len(applied.applied)} migrations applied, {catalogue.inserted} exercises in the catalogue"
            )
            console.print(
                f"{file.name}: {outcome.workouts:,} workouts and {outcome.sets:,} sets imported; "
                f"importing it again added {second.workouts}",
                markup=False,
            )
            if first.new_exercises:
                console.print(f"new exercises: {', '.join(first.new_exercises)}", markup=False)
            await _show(pool, user)
        return outcome


async def _show(db: Executor, user: User) -> None:
    history = await workouts.history(db, user.id, limit=5)
    print_table(
        "Latest workouts",
        ("day", "title", "exercises", "sets", "reps", "volume", "records"),
        [
            (
                w.performed_on,
                w.title or "",
                _shortened(w.exercises),
                w.sets,
                w.reps,
                f"{to_kg(w.volume_g):,} kg",
                w.records,
            )
            for w in history.items
        ],
    )
    recent = await exercises.recently_used(db, user.id, limit=5)
    names = {one.exercise_id: one.name for one in recent}
    best = {
        (one.exercise_id, one.metric): _shown(one.metric, one.value)
        for one in await records.current(db, user.id)
    }
    metrics = [metric for metric in _METRICS if any((key, metric) in best for key in names)]
    print_table(
        "Personal records of the exercises used last",
        ("exercise", *metrics),
        [(name, *(best.get((key, metric), "") for metric in metrics)) for key, name in names.items()],
    )
    last = await sets.last_performed(db, user.id, list(names))
    print_table(
        "Last time",
        ("exercise", "day", "sets"),
        [
            (names[key], done[0].performed_on, ", ".join(_performed(one) for one in done))
            for key, done in last.items()
        ],
    )
    for text in _SEARCHES:
        hits = await exercises.search(db, text, user_id=user.id, limit=5)
        print_table(
            f'Search "{text}"',
            ("exercise", "matched", "score"),
            [(hit.name, hit.matched_alias or "", f"{hit.score:.2f}") for hit in hits],
        )


def _shortened(names: list[str]) -> str:
    return f"{names[0]} + {len(names) - 1}" if len(names) > 1 else "".join(names)


def _shown(metric: RecordMetric, value: int) -> str:
    if metric == "max_reps":
        return f"{value} reps"
    if metric == "max_duration":
        return f"{to_minutes(value)} min"
    if metric == "max_distance":
        return f"{to_km(value)} km"
    if metric == "best_pace":
        return f"{to_minutes(value)} min/km"
    return f"{to_kg(value):,} kg"


def _performed(one: LoggedSet) -> str:
    parts = [
        None if one.weight_g is None else f"{to_kg(one.weight_g)} kg",
        None if one.reps is None else f"{one.reps}",
        None if one.distance_mm is None else f"{to_km(one.distance_mm)} km",
        None if one.duration_ms is None else f"{to_minutes(one.duration_ms)} min",
    ]
    return " x ".join(part for part in parts if part is not None)
