"""Every benchmark one after the other, and the report: ten minutes on an embedded server, or hours in full.

A run that is kept in the directory of results already is not repeated: after an interruption the same command
goes on where it stopped. Growth, plans, retention and online run on one database, in this order, because the
last two change it; the others make their own data.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg2

from benchmarks import report
from trackerdb import embedded, migrations
from trackerdb.errors import TrackerError

__all__ = ["main", "steps"]

# What a server for this alone is given; the defaults are those of a machine with a fraction of the memory.
_SETTINGS = {
    "shared_buffers": "2GB",
    "maintenance_work_mem": "512MB",
    # Beside 100 million sets no more fits on a disk of common size.
    "max_wal_size": "8GB",
    "checkpoint_timeout": "30min",
}

_BRIEFLY = ("--clients", "4", "--seconds", "2", "--settle", "0.3", "--patience", "15s")


@dataclass(frozen=True, slots=True)
class _Step:
    """A benchmark and its arguments; `shared` ones run on the one database."""

    name: str
    arguments: tuple[str, ...]
    shared: bool


def main(argv: list[str]) -> int:
    """Run what is missing, then write the report; exit status 1 when a goal was missed or a run failed."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks suite", description=__doc__)
    parser.add_argument(
        "--sizes", default="150000,300000", help="sets that growth measures (default: %(default)s)"
    )
    parser.add_argument(
        "--only", type=_names, metavar="NAMES", help="some of the benchmarks, by commas (default: all)"
    )
    parser.add_argument("--results", type=Path, required=True, metavar="DIR", help="where the runs are kept")
    parser.add_argument("--data-dir", type=Path, required=True, metavar="DIR", help="of the embedded server")
    parser.add_argument("--full", action="store_true", help="the other benchmarks at their full sizes, too")
    parser.add_argument("--again", action="store_true", help="repeat what is there")
    parser.add_argument("--memory", action="store_true", help="give the server more memory than the default")
    options = parser.parse_args(argv)
    failed: list[str] = []
    try:
        with _server(options.data_dir, generous=options.memory) as dsn:
            for step in steps(options.sizes, full=options.full):
                if options.only and step.name not in options.only:
                    continue
                output = options.results / f"{step.name}.json"
                if output.exists() and not options.again:
                    print(f"{step.name}: {output} is there", file=sys.stderr)
                elif not _run(step, dsn if step.shared else None, output):
                    failed.append(step.name)
    except TrackerError as error:
        print(error, file=sys.stderr)
        return 1
    status = report.main(["--results", str(options.results)])
    for name in failed:
        print(f"{name}: a goal was missed, or the run failed; see above", file=sys.stderr)
    return 1 if failed else status


def steps(sizes: str, *, full: bool) -> list[_Step]:
    """Return what is run, in order."""
    return [
        _Step("growth", ("--sizes", sizes), shared=True),
        _Step("plans", (), shared=True),
        _Step("retention", (), shared=True),
        _Step("online", ("--destroy", *(() if full else _BRIEFLY)), shared=True),
        _Step("calls", () if full else ("--rounds", "10"), shared=False),
        _Step("ingest", () if full else ("--sets", "20000"), shared=False),
        _Step("search", () if full else ("--exercises", "10000"), shared=False),
        _Step("audit", (), shared=False),
    ]


def _names(text: str) -> frozenset[str]:
    names = frozenset(text.split(","))
    known = [step.name for step in steps("", full=False)]
    if unknown := names.difference(known):
        raise argparse.ArgumentTypeError(
            f"no such benchmark: {', '.join(sorted(unknown))}; there are {', '.join(known)}"
        )
    return names


def _run(step: _Step, dsn: str | None, output: Path) -> bool:
    """Run a benchmark in a process of its own; tell whether it met its goals."""
    database = ("--database", dsn) if dsn else ()
    command = [sys.executable, "-m", "benchmarks", step.name, *step.arguments, *database]
    print(f"{step.name} {' '.join(step.arguments)}", file=sys.stderr)
    environment = {key: value for key, value in os.environ.items() if key != "DATABASE_URL"}
    started = time.monotonic()
    done = subprocess.run([*command, "--output", str(output)], env=environment, check=False)
    print(f"{step.name}: {time.monotonic() - started:.0f} s", file=sys.stderr)
    return done.returncode == 0


@contextmanager
def _server(data_dir: Path, *, generous: bool) -> Iterator[str]:
    """Run the embedded server of a directory, migrated; it and its data stay for the next run."""
    dsn = embedded.start(data_dir)
    try:
        if generous:
            with closing(psycopg2.connect(embedded.admin_dsn(dsn))) as admin, admin.cursor() as cursor:
                admin.autocommit = True
                for name, value in _SETTINGS.items():
                    cursor.execute(f"ALTER SYSTEM SET {name} = %s", (value,))
            embedded.stop(data_dir)
            dsn = embedded.start(data_dir)
        asyncio.run(migrations.apply(dsn))
        yield dsn
    finally:
        embedded.stop(data_dir)
