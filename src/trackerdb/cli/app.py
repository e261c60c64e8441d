"""The commands, put together."""

from __future__ import annotations

import typer

from trackerdb.cli import (
    catalogue,
    checking,
    demo,
    exporting,
    importing,
    migrate,
    partitions,
    purge,
    server,
    user,
)
from trackerdb.cli.options import OUTER, Database, Json, Target

app = typer.Typer(
    name="trackerdb",
    help="The PostgreSQL data layer for exercise-tracking applications.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
)


@app.callback()
def choose(database: Database = None, as_json: Json = False) -> None:
    """Options that hold for every command; each command takes them too."""
    OUTER.set(Target(database, as_json=as_json))


app.command("demo")(demo.demo)
app.command("import")(importing.load)
app.command("export")(exporting.export)
app.command("check")(checking.check)
app.command("purge")(purge.purge)
app.add_typer(migrate.app, name="migrate")
app.add_typer(server.app, name="server")
app.add_typer(catalogue.app, name="catalogue")
app.add_typer(user.app, name="user")
app.add_typer(partitions.app, name="partitions")
