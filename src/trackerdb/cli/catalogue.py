"""`trackerdb catalogue`: the shared exercises."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import anyio
import typer

from trackerdb import catalogue_store
from trackerdb.catalogue import free_exercise_db
from trackerdb.catalogue_store import LoadReport
from trackerdb.cli.options import Database, Json, chosen_database, wants_json
from trackerdb.cli.output import console, print_json
from trackerdb.database import create_pool

__all__ = ["app"]

app = typer.Typer(help="The shared exercise catalogue.", no_args_is_help=True)


@app.callback()
def group() -> None:
    """The shared exercise catalogue."""


@app.command()
def load(
    file: Annotated[
        Path | None, typer.Argument(help="free-exercise-db's JSON; default: the starter catalogue.")
    ] = None,
    database: Database = None,
    as_json: Json = False,
) -> None:
    """Load the starter catalogue, or a free-exercise-db file; again to update it."""
    dsn, json = chosen_database(database), wants_json(as_json)
    entries = None if file is None else free_exercise_db.read(file)

    async def work() -> LoadReport:
        async with create_pool(dsn) as pool:
            return await catalogue_store.load(pool, entries)

    report = anyio.run(work)
    if json:
        print_json(report)
        return
    console.print(f"{report.inserted} added, {report.updated} updated, {report.unchanged} unchanged")
    if report.skipped:
        console.print(
            f"{len(report.skipped)} skipped, their names are taken: {', '.join(report.skipped)}", markup=False
        )
