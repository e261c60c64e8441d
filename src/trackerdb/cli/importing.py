"""`trackerdb import`: a training log that another application exported."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import anyio
import typer
from rich.console import Console
from rich.progress import Progress

from trackerdb import imports, users
from trackerdb.cli.options import Database, Json, chosen_database, wants_json
from trackerdb.cli.output import console, fail, print_json
from trackerdb.database import Executor, create_pool
from trackerdb.errors import NotFound
from trackerdb.formats import WeightUnit
from trackerdb.imports import ImportReport

__all__ = ["load", "load_with_progress"]


def load(
    file: Annotated[Path, typer.Argument(help="The exported file.")],
    user: Annotated[str, typer.Option(metavar="EMAIL", help="Whose log it is.")],
    file_format: Annotated[str, typer.Option("--format", help="auto, or strong.")] = "auto",
    unit: Annotated[WeightUnit | None, typer.Option(help="What the file's weights are in.")] = None,
    time_zone: Annotated[str | None, typer.Option(help="Where it was logged; default: the user's.")] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Report, and write nothing.")] = False,
    skip_errors: Annotated[
        bool, typer.Option("--skip-errors", help="Import the rows that can be read.")
    ] = False,
    database: Database = None,
    as_json: Json = False,
) -> None:
    """Import a training log; importing it again adds nothing."""
    dsn, json = chosen_database(database), wants_json(as_json)

    async def work() -> ImportReport:
        async with create_pool(dsn) as pool:
            found = await users.get_by_email(pool, user)
            if found is None:
                raise NotFound(f"there is no user {user}: trackerdb user create --email {user} --name …")
            return await load_with_progress(
                pool,
                found.id,
                file,
                file_format=file_format,
                unit=unit,
                time_zone=time_zone,
                dry_run=dry_run,
                skip_errors=skip_errors,
            )

    report = anyio.run(work)
    if json:
        print_json(report)
    else:
        _print(report, dry_run=dry_run, refused=bool(report.errors) and not skip_errors)
    if report.errors and not skip_errors:
        fail("nothing was imported: correct these lines, or import the rest with --skip-errors")


async def load_with_progress(
    db: Executor,
    user_id: int,
    file: Path,
    *,
    file_format: str = "auto",
    unit: WeightUnit | None = None,
    time_zone: str | None = None,
    dry_run: bool = False,
    skip_errors: bool = False,
) -> ImportReport:
    """Import with a progress bar on standard error, when that is a terminal."""
    terminal = Console(stderr=True)
    with Progress(console=terminal, transient=True, disable=not terminal.is_terminal) as progress:
        task = progress.add_task(f"Importing {file.name}", total=None)
        return await imports.load(
            db,
            user_id,
            file,
            format=file_format,
            unit=unit,
            time_zone=time_zone,
            dry_run=dry_run,
            skip_errors=skip_errors,
            progress=lambda done, total: progress.update(task, completed=done, total=total),
        )


def _print(report: ImportReport, *, dry_run: bool, refused: bool) -> None:
    for error in report.errors:
        console.print(f"line {error.line}: {error.reason}", markup=False, soft_wrap=True)
    if refused:
        return
    verb = "would add" if dry_run else "added"
    console.print(
        f"{verb} {report.workouts:,} workouts and {report.sets:,} sets; "
        f"{report.unchanged:,} workouts were there already"
    )
    if report.new_exercises:
        console.print(
            f"new exercises of the user's own: {', '.join(report.new_exercises)}",
            markup=False,
            soft_wrap=True,
        )
