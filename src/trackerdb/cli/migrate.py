"""`trackerdb migrate`: apply, roll back and judge the migrations."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Annotated

import anyio
import typer

from trackerdb import migrations
from trackerdb.cli.options import Database, Json, chosen_database, wants_json
from trackerdb.cli.output import console, fail, print_json, print_table
from trackerdb.errors import Invalid
from trackerdb.migrations.results import Status

__all__ = ["app"]

app = typer.Typer(help="Migrations: apply, roll back, check.", no_args_is_help=True)

Source = Annotated[
    list[str] | None,
    typer.Option(
        "--source", metavar="DIR", help="A directory as yoyo takes it; default: the packaged migrations."
    ),
]


@app.command()
def apply(database: Database = None, source: Source = None, as_json: Json = False) -> None:
    """Apply every pending migration."""
    dsn, json = chosen_database(database), wants_json(as_json)
    result = anyio.run(lambda: migrations.apply(dsn, sources=source))
    if json:
        print_json(result)
        return
    for step in result.applied:
        console.print(f"applied {step.id} ({step.seconds:.2f} s)")
    if result.adopted:
        console.print(f"taken over from yoyo: {len(result.adopted)}")
    console.print(f"{len(result.applied)} applied; the schema is up to date")


@app.command()
def rollback(
    database: Database = None,
    source: Source = None,
    count: Annotated[int, typer.Option("--count", min=1, help="How many, the newest first.")] = 1,
    everything: Annotated[bool, typer.Option("--all", help="Roll back all of them.")] = False,
    as_json: Json = False,
) -> None:
    """Roll back the newest migration, or more."""
    dsn, json = chosen_database(database), wants_json(as_json)
    result = anyio.run(lambda: migrations.rollback(dsn, sources=source, count=None if everything else count))
    if json:
        print_json(result)
        return
    for step in result.rolled_back:
        console.print(f"rolled back {step.id} ({step.seconds:.2f} s)")
    console.print(f"{len(result.rolled_back)} rolled back")


@app.command()
def status(database: Database = None, source: Source = None, as_json: Json = False) -> None:
    """Show each migration's state; exit status 1 unless all are applied as they stand."""
    dsn, json = chosen_database(database), wants_json(as_json)
    result = anyio.run(lambda: migrations.status(dsn, sources=source))
    if json:
        print_json(result)
    else:
        print_table(
            "Migrations",
            ("migration", "state", "applied at", "seconds", "error"),
            [
                (
                    one.id,
                    one.state,
                    one.applied_at.isoformat(" ", "seconds") if one.applied_at else "",
                    "" if one.seconds is None else f"{one.seconds:.2f}",
                    one.error or "",
                )
                for one in result.migrations
            ],
        )
    if not result.ok:
        fail(f"{_not_applied(result)}: run `trackerdb migrate apply`")


@app.command()
def verify(database: Database = None, source: Source = None, as_json: Json = False) -> None:
    """Run every verify script on a live database; exit status 1 when one doesn't hold."""
    dsn, json = chosen_database(database), wants_json(as_json)
    result = anyio.run(lambda: migrations.verify(dsn, sources=source))
    if json:
        print_json(result)
    else:
        for one in result.failed:
            console.print(f"{one.id}: {one.error}", style="red", markup=False)
        console.print(f"{len(result.checked) - len(result.failed)} hold, {len(result.failed)} don't")
        if result.unverified:
            console.print(f"without a verify script: {', '.join(result.unverified)}")
    if not result.ok:
        fail(f"the schema is not what the migrations left: {', '.join(one.id for one in result.failed)}")


@app.command()
def check(source: Source = None, as_json: Json = False) -> None:
    """Judge the migration files, without a database; exit status 1 on a fault."""
    report = migrations.check(source)
    if wants_json(as_json):
        print_json(report)
    else:
        for fault in report.faults:
            console.print(str(fault), markup=False)
        if report.skipped:
            console.print(f"not checked: {', '.join(report.skipped)}", markup=False)
        console.print(f"{len(report.faults)} faults")
    if report.faults:
        fail("correct these faults before you apply the files")


@app.command()
def new(
    name: Annotated[str, typer.Argument(help="What it does, in snake_case: add_bodyweight.")],
    directory: Annotated[Path, typer.Option("--directory", help="Where the pair is written.")] = Path(
        "sql/migrations"
    ),
    as_json: Json = False,
) -> None:
    """Write a migration, its rollback and its verify script to fill in."""
    if not directory.is_dir():
        raise Invalid(f"{directory} is not a directory: give --directory", constraint="directory")
    written = migrations.new(name, directory)
    if wants_json(as_json):
        print_json(written)
        return
    for path in (written.migration, written.rollback, written.verify):
        console.print(str(path), markup=False)


def _not_applied(result: Status) -> str:
    """Count the migrations that are not applied as they stand, by state: 2 pending, 1 edited."""
    states = Counter(one.state for one in result.migrations if one.state != "applied")
    return ", ".join(f"{count} {state}" for state, count in states.items())
