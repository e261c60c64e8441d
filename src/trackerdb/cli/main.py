"""The entry point: errors on one line, and a hint where the extra `cli` is not installed."""

from __future__ import annotations

import sys

from trackerdb.errors import TrackerError

__all__ = ["main"]


def main() -> None:
    """Run the command line. Exit status: 0 done, 1 the work failed, 2 wrong usage."""
    try:
        from trackerdb.cli.app import app
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] not in ("typer", "rich"):
            raise
        sys.exit("the command line needs typer and rich: pip install 'trackerdb[cli]'")
    try:
        app()
    except TrackerError as error:
        sys.exit(f"trackerdb: {error}".replace("\n", " "))
    except BrokenPipeError:
        # The reader has gone (`trackerdb … | head`): closing stderr keeps the interpreter from complaining.
        sys.stderr.close()
        sys.exit(1)
