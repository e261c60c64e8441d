"""`trackerdb user`: people."""

from __future__ import annotations

import sys
from typing import Annotated

import anyio
import typer

from trackerdb import users
from trackerdb.cli.options import Database, Json, chosen_database, wants_json
from trackerdb.cli.output import console, print_json
from trackerdb.database import create_pool
from trackerdb.enums import UnitSystem
from trackerdb.users import User

__all__ = ["app"]

app = typer.Typer(help="Users.", no_args_is_help=True)


@app.callback()
def group() -> None:
    """Users."""


@app.command()
def create(
    email: Annotated[str, typer.Option(help="The address they log in with.")],
    name: Annotated[str, typer.Option(help="How the application calls them.")],
    units: Annotated[UnitSystem, typer.Option(help="How to show weights.")] = "metric",
    time_zone: Annotated[str, typer.Option(help="IANA name, such as Europe/Berlin.")] = "UTC",
    with_password: Annotated[
        bool, typer.Option("--password-stdin", help="Read the password from standard input.")
    ] = False,
    database: Database = None,
    as_json: Json = False,
) -> None:
    """Create a user."""
    dsn, json = chosen_database(database), wants_json(as_json)
    password = sys.stdin.readline().rstrip("\n") if with_password else None

    async def work() -> User:
        async with create_pool(dsn) as pool:
            return await users.create(
                pool,
                email=email,
                display_name=name,
                password=password,
                unit_system=units,
                time_zone=time_zone,
            )

    created = anyio.run(work)
    if json:
        print_json(created)
    else:
        console.print(f"user {created.id}: {created.display_name} <{created.email}>", markup=False)
