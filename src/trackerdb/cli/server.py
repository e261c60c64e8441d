"""`trackerdb server`: the embedded PostgreSQL, kept in a data directory."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Annotated

import typer

from trackerdb import embedded
from trackerdb.cli.options import Json, wants_json
from trackerdb.cli.output import console, print_json
from trackerdb.errors import Unavailable

__all__ = ["app", "default_data_dir"]

app = typer.Typer(help="The embedded PostgreSQL, kept in a data directory.", no_args_is_help=True)

DataDir = Annotated[
    Path | None,
    typer.Option(
        "--data-dir",
        metavar="DIR",
        help="Where the data is kept; default: in $TRACKERDB_HOME, else a place of the user's.",
    ),
]


def default_data_dir() -> Path:
    """Where data is kept when no directory is given: $TRACKERDB_HOME, else the platform's usual place."""
    chosen = os.environ.get("TRACKERDB_HOME")
    if chosen:
        return Path(chosen)
    if os.geteuid() == 0:
        # The server can't run as root, and another account can't enter root's home.
        return Path("/var/lib/trackerdb")
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Application Support" / "trackerdb"
    return Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share") / "trackerdb"


def _directory(option: Path | None) -> Path:
    return option or default_data_dir() / "server"


@app.command()
def start(data_dir: DataDir = None, as_json: Json = False) -> None:
    """Start the server, to run until it is stopped, and print its DSN."""
    _print_dsn(embedded.start(_directory(data_dir)), as_json)


@app.command()
def stop(data_dir: DataDir = None, as_json: Json = False) -> None:
    """Stop the server."""
    stopped = embedded.stop(_directory(data_dir))
    if wants_json(as_json):
        print_json({"stopped": stopped})
    else:
        console.print("stopped" if stopped else "no server was running")


@app.command()
def url(data_dir: DataDir = None, as_json: Json = False) -> None:
    """Print the DSN of the running server."""
    directory = _directory(data_dir)
    dsn = embedded.running_dsn(directory)
    if dsn is None:
        raise Unavailable(f"no server runs in {directory}: trackerdb server start")
    _print_dsn(dsn, as_json)


def _print_dsn(dsn: str, as_json: bool) -> None:
    if wants_json(as_json):
        print_json({"dsn": dsn})
    else:
        # Unstyled and unwrapped, for $(trackerdb server url).
        print(dsn)
