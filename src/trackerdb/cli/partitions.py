"""`trackerdb partitions`: the years of the sets and of the audit log."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import anyio
import typer

from trackerdb import partitions
from trackerdb.cli.options import Database, Json, chosen_database, wants_json
from trackerdb.cli.output import console, print_json, print_table
from trackerdb.database import create_pool
from trackerdb.partitions import Detached, Partition

__all__ = ["app"]

app = typer.Typer(help="Partitions: the years of the sets and of the audit log.", no_args_is_help=True)

# Seconds: a year of sets may take long to write.
_DAY = 86_400.0

Name = Annotated[str, typer.Argument(help="As `partitions list` shows it: sets_2019.", metavar="NAME")]
Archive = Annotated[
    Path | None,
    typer.Option("--archive", metavar="DIR", help="The directory of the archive files.", file_okay=False),
]


@app.command("list")
def show(database: Database = None, as_json: Json = False) -> None:
    """Show every partition, and every table that was one."""
    dsn, json = chosen_database(database), wants_json(as_json)

    async def work() -> list[Partition]:
        async with create_pool(dsn) as pool:
            return await partitions.list_all(pool)

    found = anyio.run(work)
    if json:
        print_json({"partitions": [one.model_dump(mode="json") for one in found]})
        return
    print_table(
        "Partitions",
        ("of", "name", "from", "to", "state", "rows (estimate)", "bytes"),
        [(one.parent, one.name, one.lower or "", one.upper, one.state, one.rows, one.bytes) for one in found],
    )


@app.command()
def ensure(
    years_ahead: Annotated[int, typer.Option("--years-ahead", help="Up to this many years from now.")] = 2,
    database: Database = None,
    as_json: Json = False,
) -> None:
    """Make the partitions of the years to come; those that stand are left alone."""
    dsn, json = chosen_database(database), wants_json(as_json)

    async def work() -> list[str]:
        async with create_pool(dsn) as pool:
            return await partitions.ensure(pool, years_ahead=years_ahead)

    made = anyio.run(work)
    if json:
        print_json({"made": made})
    else:
        console.print(f"made: {', '.join(made)}" if made else "every partition stands already")


@app.command()
def detach(name: Name, archive: Archive = None, database: Database = None, as_json: Json = False) -> None:
    """Detach a year and all before it; with --archive each goes into a file, without it stays as a table."""
    dsn, json = chosen_database(database), wants_json(as_json)

    async def work() -> list[Detached]:
        async with create_pool(dsn, command_timeout=_DAY) as pool:
            return await partitions.detach(pool, name, archive=archive)

    done = anyio.run(work)
    if json:
        print_json({"detached": [one.model_dump(mode="json") for one in done]})
        return
    for one in done:
        where = "is a table of its own now" if one.archive is None else f"{one.rows} rows in {one.archive}"
        console.print(f"{one.name}: {where}", markup=False)


@app.command()
def attach(name: Name, archive: Archive = None, database: Database = None, as_json: Json = False) -> None:
    """Attach the newest of the detached years again, from its table or from its file in --archive."""
    dsn, json = chosen_database(database), wants_json(as_json)

    async def work() -> int | None:
        async with create_pool(dsn, command_timeout=_DAY) as pool:
            return await partitions.attach(pool, name, archive=archive)

    left_out = anyio.run(work)
    if json:
        print_json({"attached": name, "left_out": left_out})
    else:
        rest = f"; {left_out} sets of workouts that are gone were left out" if left_out else ""
        console.print(f"{name} is attached{rest}", markup=False)
