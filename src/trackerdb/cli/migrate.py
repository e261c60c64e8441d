"""`trackerdb migrate`: apply, roll back and judge the migrations."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Annotated

import anyio
import typer

from trackerdb import migrations
from trackerdb.cli.migration_log import shown
from trackerdb.cli.options import Database, Json, chosen_database, wants_json
from trackerdb.cli.output import console, fail, print_json
from trackerdb.errors import Invalid
from trackerdb.migrations import MigrationStatus

__all__ = ["app"]

app = typer.Typer(help="Migrations: apply, roll back, check.", no_args_is_help=True)

Source = Annotated[
    list[str] | None,
    typer.Option(
        "--source", metavar="DIR", help="A directory as yoyo takes it; default: the packaged migrations."
    ),
]
Wait = Annotated[
    float, typer.Option("--wait", min=0, metavar="SECONDS", help="How long to wait for another runner.")
]


@app.command()
def apply(database: Database = None, source: Source = None, wait: Wait = 600, as_json: Json = False) -> None:
    """Apply every pending migration."""
    dsn, json = chosen_database(database), wants_json(as_json)
    with shown(json) as progress:
        result = anyio.run(lambda: migrations.apply(dsn, sources=source, wait=wait, progress=progress))
    if json:
        print_json(result)
        return
    if result.adopted:
        console.print(f"taken over from yoyo: {len(result.adopted)}")
    console.print(f"{len(result.applied)} applied; the schema is up to date")


@app.command()
def rollback(
    database: Database = None,
    source: Source = None,
    count: Annotated[int, typer.Option("--count", min=1, help="How many, the newest first.")] = 1,
    everything: Annotated[bool, typer.Option("--all", help="Roll back all of them.")] = False,
    wait: Wait = 600,
    as_json: Json = False,
) -> None:
    """Roll back the newest migration, or more."""
    dsn, json = chosen_database(database), wants_json(as_json)
    number = None if everything else count
    with shown(json) as progress:
        result = anyio.run(
            lambda: migrations.rollback(dsn, sources=source, count=number, wait=wait, progress=progress)
        )
    if json:
        print_json(result)
        return
    console.print(f"{len(result.rolled_back)} rolled back")


@app.command()
def status(
    database: Database = None,
    source: Source = None,
    must_be_ok: Annotated[
        bool, typer.Option("--check", help="Exit with 1 unless all are applied as they stand.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Show each migration's state, how long it took, and when it was applied."""
    dsn, json = chosen_database(database), wants_json(as_json)
    result = anyio.run(lambda: migrations.status(dsn, sources=source))
    if json:
        print_json(result)
    else:
        width = max(len(one.id) for one in result.migrations)
        for one in result.migrations:
            # A table would cut names and errors to the terminal's width.
            console.print(_line(one, width), markup=False, soft_wrap=True)
            if one.error:
                console.print(f"          {one.error}", markup=False, soft_wrap=True, style="red")
        counts = Counter(one.state for one in result.migrations)
        console.print(", ".join(f"{number} {state}" for state, number in counts.items()))
    if must_be_ok and not result.ok:
        names = ", ".join(one.id for one in result.migrations if one.state != "applied")
        fail(f"not applied as they stand: {names}; `trackerdb migrate status` shows why")


def _line(one: MigrationStatus, width: int) -> str:
    took = "" if one.seconds is None else f"{one.seconds:.2f} s"
    at = one.applied_at.isoformat(" ", "seconds") if one.applied_at else ""
    tries = f"{one.attempts} attempts" if one.attempts and one.attempts > 1 else ""
    return f"{one.state:<9} {one.id:<{width}} {took:>10}  {at}  {tries}".rstrip()


@app.command()
def verify(database: Database = None, source: Source = None, as_json: Json = False) -> None:
    """Run every verify script on a live database; exit status 1 when one doesn't hold."""
    dsn, json = chosen_database(database), wants_json(as_json)
    result = anyio.run(lambda: migrations.verify(dsn, sources=source))
    if json:
        print_json(result)
    else:
        for one in result.failed:
            console.print(f"{one.id}: {one.error}", style="red", markup=False, soft_wrap=True)
        console.print(f"{len(result.checked) - len(result.failed)} hold, {len(result.failed)} don't")
        if result.unverified:
            names = ", ".join(result.unverified)
            console.print(f"without a verify script: {names}", markup=False, soft_wrap=True)
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
            console.print(str(fault), markup=False, soft_wrap=True)
        if report.skipped:
            console.print(f"not checked: {', '.join(report.skipped)}", markup=False, soft_wrap=True)
        console.print(f"{len(report.faults)} faults")
    if report.faults:
        fail("correct these faults before you apply the files")


@app.command()
def new(
    name: Annotated[str, typer.Argument(help="What it does, in snake_case: add_bodyweight.")],
    source: Annotated[
        Path, typer.Option("--source", metavar="DIR", help="The directory that the pair is written to.")
    ] = Path("sql/migrations"),
    transactional: Annotated[
        bool, typer.Option(help="Whether it runs in a transaction: CREATE INDEX CONCURRENTLY can't.")
    ] = True,
    as_json: Json = False,
) -> None:
    """Write a migration, its rollback and its verify script to fill in."""
    if not source.is_dir():
        raise Invalid(f"{source} is not a directory: give --source", constraint="source")
    written = migrations.new(name, source, transactional=transactional)
    if wants_json(as_json):
        print_json(written)
        return
    for path in (written.migration, written.rollback, written.verify):
        console.print(str(path), markup=False, soft_wrap=True)
