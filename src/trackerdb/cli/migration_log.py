"""Show on the terminal what the runner does while it does it: what is done, waited for, and how far."""

from __future__ import annotations

import logging
from collections.abc import Generator
from contextlib import contextmanager

from rich.status import Status

from trackerdb.cli.output import console
from trackerdb.migrations import Progress
from trackerdb.migrations.observer import ProgressCallback

__all__ = ["shown"]

_STEP_PERCENT = 10


class _Printer(logging.Handler):
    """Prints what happened; what begins (DEBUG) is the line that a terminal shows until it's done."""

    def __init__(self, live: Status) -> None:
        super().__init__()
        self._live = live
        self._told: dict[tuple[str, str], int] = {}

    def emit(self, record: logging.LogRecord) -> None:
        """Print one record of the runner's."""
        if record.levelno == logging.DEBUG:
            self._live.update(record.getMessage())
        else:
            console.print(record.getMessage(), markup=False, soft_wrap=True)

    def progress(self, progress: Progress) -> None:
        """Print a line whenever a phase begins, and as it gets on."""
        percent = 100 * progress.done // progress.total if progress.total else 0
        step = percent // _STEP_PERCENT
        if self._told.get((progress.migration_id, progress.phase), -1) < step:
            self._told[progress.migration_id, progress.phase] = step
            how_far = f" {percent} %" if progress.total else ""
            console.print(f"{progress.migration_id}: {progress.phase}{how_far}", markup=False, soft_wrap=True)


@contextmanager
def shown(as_json: bool) -> Generator[ProgressCallback | None]:
    """Print while the block runs, unless standard output is for JSON; yields what to call with progress."""
    if as_json:
        yield None
        return
    runner, yoyo = logging.getLogger("trackerdb.migrations"), logging.getLogger("yoyo.migrations")
    level = runner.level
    with console.status("connecting") as live:
        printer = _Printer(live)
        runner.setLevel(logging.DEBUG)
        runner.addHandler(printer)
        # Which errors a step told it to ignore.
        yoyo.addHandler(printer)
        try:
            yield printer.progress
        finally:
            yoyo.removeHandler(printer)
            runner.removeHandler(printer)
            runner.setLevel(level)
