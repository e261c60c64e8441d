"""How an application fares while its schema changes: clients read and write through the library meanwhile.

First each change of docs/how-to/change-a-large-table.md, naive and as described there, and both kinds of
work on partitions. Then each migration of the tree goes down, the newest first, and up again. It stops at the
first one that holds what users wrote, or is computed from all of it; those below take away what the clients
use, which is counted on the way down, where the data may go (`--destroy`, or a temporary database).
"""

from __future__ import annotations

import argparse
import asyncio
import json
import re
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import anyio.to_thread
import psycopg2
from rich.console import Console

from benchmarks import online_changes, online_tree
from benchmarks.databases import migrated
from benchmarks.online_changes import Change, execute
from benchmarks.online_clients import Call, Traffic
from benchmarks.online_windows import LockWaits, Window, summary
from benchmarks.seed import seed
from trackerdb import create_pool, migrations, partitions, records
from trackerdb.errors import TrackerError
from trackerdb.migrations import Limits, Step

__all__ = ["DIRECTORY", "GOAL_MS", "failures", "main"]

# A client may wait as long as a migration may hold its place in a lock's queue; the rest is the call itself.
GOAL_MS = 250
_LOCK_TIMEOUT_MS = 200
_AFTER_SECONDS = 0.3
_CHECKED_USERS = 50
# Where a file lies is nobody's business.
DIRECTORY = re.compile(r"(?<![\w.])(?:/[\w.+-]+)+/(?=[\w.])")
# A quiet moment: every client ends its call, and the report its transaction.
_REST_SECONDS = 3.0


def main(argv: list[str]) -> int:
    """Measure and print; exit status 1 when a client failed or waited too long during one of our steps."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks online", description=__doc__)
    parser.add_argument("--database", metavar="DSN", help="a seeded database; default: a temporary one")
    parser.add_argument(
        "--sets", type=int, default=150_000, help="of the temporary one (default: %(default)s)"
    )
    parser.add_argument("--clients", type=int, default=8, help="(default: %(default)s)")
    parser.add_argument(
        "--seconds", type=float, default=5.0, help="of the time before (default: %(default)s)"
    )
    parser.add_argument(
        "--settle", type=float, default=1.0, help="seconds between two steps (default: %(default)s)"
    )
    parser.add_argument(
        "--patience", default="2min", help="how long a step tries to get its locks (default: %(default)s)"
    )
    parser.add_argument("--only", choices=("changes", "tree"), help="one half of it")
    parser.add_argument("--destroy", action="store_true", help="roll back what holds the data, too")
    parser.add_argument("--json", action="store_true", help="print JSON")
    options = parser.parse_args(argv)
    try:
        result = asyncio.run(_run(options))
    except TrackerError as error:
        print(error, file=sys.stderr)
        return 1
    print(json.dumps(result) if options.json else _text(result))
    return int(bool(failures(result)))


@dataclass(slots=True)
class _Watch:
    """Clients at work, and what went on meanwhile."""

    traffic: Traffic
    waits: LockWaits
    settle: float
    windows: list[Window] = field(default_factory=list[Window])

    async def during(self, what: str, work: Callable[[], Awaitable[object]]) -> Window:
        """Run `work` in a window that ends a moment after it: plans are made anew then."""
        window = Window(what, time.monotonic())
        try:
            came_to = await work()
        except (TrackerError, psycopg2.Error) as error:
            window.facts["failed"] = DIRECTORY.sub("", f"{type(error).__name__}: {error}")[:1000]
        else:
            if isinstance(came_to, Step):
                window.facts["attempts"] = came_to.attempts
        window.facts["took_s"] = round(time.monotonic() - window.started, 3)
        await asyncio.sleep(_AFTER_SECONDS)
        window.ended = time.monotonic()
        self.windows.append(window)
        return window

    async def migrate(self, what: str, work: Callable[[], Awaitable[object]]) -> Window:
        """Run a step of the tree; where it gave up under load, let the clients rest and run it again."""
        window = await self.during(what, work)
        if "failed" in window.facts:
            window.facts["gave_up"] = window.facts.pop("failed")
            await self.aside(work)
        await asyncio.sleep(self.settle)
        return window

    async def aside(self, work: Callable[[], Awaitable[object]]) -> None:
        """Run `work` while the clients rest."""
        self.traffic.pause()
        await asyncio.sleep(_REST_SECONDS)
        await work()
        self.traffic.resume()
        await asyncio.sleep(self.settle)

    async def quiet(self, seconds: float) -> Window:
        """Watch the clients alone."""
        window = await self.during("before", lambda: asyncio.sleep(seconds))
        del window.facts["took_s"]
        return window


async def _run(options: argparse.Namespace) -> dict[str, Any]:
    log = Console(stderr=True).log
    async with migrated(options.database) as dsn:
        if options.database is None:
            await seed(dsn, sets=options.sets, jobs=2)
        with tempfile.TemporaryDirectory() as scratch:
            root = Path(scratch)
            async with create_pool(
                dsn, command_timeout=3600, server_settings={"statement_timeout": "0"}
            ) as pool:
                counted: int = await pool.fetchval("SELECT count(*) FROM tracker.sets")
                changes = []
                if options.only != "tree":
                    changes = await _measure_changes(dsn, pool, options, root, log)
            tree = None
            if options.only != "changes":
                destroy = options.destroy or options.database is None
                tree = await _measure_tree(dsn, options, root, log, destroy=destroy)
    return {
        "sets": counted,
        "clients": options.clients,
        "lock_timeout_ms": _LOCK_TIMEOUT_MS,
        "changes": changes,
        "tree": tree,
    }


async def _measure_changes(
    dsn: str, pool: Any, options: argparse.Namespace, root: Path, log: Callable[..., None]
) -> list[dict[str, Any]]:
    known = await partitions.list_all(pool)
    oldest = min(
        (one for one in known if one.parent == "sets" and one.state == "attached"), key=lambda p: p.upper
    )
    changes = [
        *online_changes.read_how_to(dsn, root / "how-to"),
        *online_changes.partition_changes(dsn, pool, oldest.name),
    ]
    await execute(dsn, online_changes.SET_UP)
    watched: list[tuple[Change, dict[str, Window]]] = []
    traffic = Traffic(dsn, options.clients, root / "calls-changes")
    await anyio.to_thread.run_sync(traffic.start)
    with LockWaits(dsn) as waits:
        watch = _Watch(traffic, waits, options.settle)
        try:
            for change in changes:
                log(change.name)
                windows = {"before": await watch.quiet(options.seconds)}
                windows["naive"] = await watch.during("naive", change.naive)
                if "failed" not in windows["naive"].facts:
                    await watch.aside(change.undo)
                windows["ours"] = await watch.migrate("ours", change.ours)
                windows["back"] = await watch.migrate("back", change.back)
                watched.append((change, windows))
        finally:
            calls = await anyio.to_thread.run_sync(traffic.stop)
    await execute(dsn, online_changes.CLEAN_UP)
    return [
        {
            "change": change.name,
            **{name: {**window.facts, **summary(calls, [window], waits)} for name, window in windows.items()},
        }
        for change, windows in watched
    ]


async def _measure_tree(
    dsn: str, options: argparse.Namespace, root: Path, log: Callable[..., None], *, destroy: bool
) -> dict[str, Any]:
    files = online_tree.packaged_files()
    kept = online_tree.first_to_keep(files)
    limits = Limits(retry_for=options.patience)
    down: dict[str, Window] = {}
    up: dict[str, Window] = {}
    traffic = Traffic(dsn, options.clients, root / "calls-tree")
    await anyio.to_thread.run_sync(traffic.start)
    with LockWaits(dsn) as waits:
        watch = _Watch(traffic, waits, options.settle)
        try:
            before = await watch.quiet(options.seconds)
            for file in reversed(files[kept:]):
                log(f"down {file.id}")
                down[file.id] = await watch.migrate(
                    file.id,
                    lambda f=file: online_tree.roll_back(dsn, f, limits),  # type: ignore[misc]
                )
            for place in range(kept, len(files)):
                log(f"up {files[place].id}")
                up[files[place].id] = await watch.migrate(
                    files[place].id,
                    lambda p=place: online_tree.apply_up_to(dsn, files[: p + 1], root / "tree", limits),  # type: ignore[misc]
                )
            after = await watch.quiet(options.seconds)
        finally:
            calls = await anyio.to_thread.run_sync(traffic.stop)
    result = {
        "before": summary(calls, [before], waits),
        "after": summary(calls, [after], waits),
        "down": summary(calls, list(down.values()), waits),
        "up": summary(calls, list(up.values()), waits),
        "migrations": [
            {
                "id": file.id,
                "down": {**down[file.id].facts, **summary(calls, [down[file.id]], waits)},
                "up": {**up[file.id].facts, **summary(calls, [up[file.id]], waits)},
            }
            for file in files[kept:]
        ],
        **await _soundness(dsn, calls),
    }
    if destroy:
        result["rest"] = await _take_all_away(dsn, options, root, log)
    else:
        result["rest"] = [{"id": file.id} for file in reversed(files[:kept])]
    return result


async def _soundness(dsn: str, calls: list[Call]) -> dict[str, Any]:
    """Tell whether every verify script holds after that, and the records are those that a rebuild gives."""
    verified = await migrations.verify(dsn)
    async with create_pool(dsn) as pool:
        rows = await pool.fetch(
            "SELECT w.user_id FROM tracker.workouts AS w"
            " GROUP BY w.user_id ORDER BY max(w.updated_at) DESC, w.user_id LIMIT $1",
            _CHECKED_USERS,
        )
        wrong = 0
        for row in rows:
            found = await records.current(pool, row["user_id"])
            await records.rebuild(pool, row["user_id"])
            wrong += found != await records.current(pool, row["user_id"])
    return {
        "calls": len(calls),
        "verified": len(verified.checked),
        "verify_failed": [one.id for one in verified.failed],
        "users_checked": len(rows),
        "users_with_wrong_records": wrong,
    }


async def _take_all_away(
    dsn: str, options: argparse.Namespace, root: Path, log: Callable[..., None]
) -> list[dict[str, Any]]:
    """Roll back whatever is left while clients run, and apply the tree to the empty database."""
    files = online_tree.packaged_files()
    limits = Limits(retry_for=options.patience)
    windows: list[Window] = []
    traffic = Traffic(dsn, options.clients, root / "calls-rest")
    await anyio.to_thread.run_sync(traffic.start)
    with LockWaits(dsn) as waits:
        watch = _Watch(traffic, waits, options.settle)
        try:
            for file in reversed(files):
                log(f"down for good {file.id}")
                windows.append(
                    await watch.migrate(
                        file.id,
                        lambda f=file: online_tree.roll_back(dsn, f, limits),  # type: ignore[misc]
                    )
                )
        finally:
            calls = await anyio.to_thread.run_sync(traffic.stop)
    await migrations.apply(dsn)
    # What growth has noted there was of the data that is gone.
    await execute(dsn, "DROP SCHEMA IF EXISTS benchmarks CASCADE")
    kept = online_tree.first_to_keep(files)
    return [
        {"id": window.what, **window.facts, **summary(calls, [window], waits)}
        for window in windows[len(files) - kept :]
    ]


def failures(result: dict[str, Any]) -> list[str]:
    """Return what went wrong during our steps; on the way back too, but for the changes' rollbacks."""
    tree = result["tree"]
    steps = [(one["change"], one["ours"]) for one in result["changes"]]
    if tree is not None:
        for one in tree["migrations"]:
            steps += [(f"{one['id']} {direction}", one[direction]) for direction in ("down", "up")]
    found: list[str] = []
    for name, window in steps:
        if "failed" in window:
            found.append(f"{name} failed: {window['failed']}")
        if "gave_up" in window:
            found.append(f"{name} needs a quiet moment: {window['gave_up'].partition('; blocked by')[0]}")
        if window["errors"]:
            found.append(f"{name}: {window['errors']} calls failed: {window['error_kinds']}")
        if window["lock_wait_ms"] > GOAL_MS:
            found.append(f"{name}: a client waited {window['lock_wait_ms']} ms for a lock")
    if tree is not None and (tree["verify_failed"] or tree["users_with_wrong_records"]):
        found.append("the schema or the records are not what they were")
    return found


def _text(result: dict[str, Any]) -> str:
    lines = [
        f"{result['sets']:,} sets, {result['clients']} clients; milliseconds, failures, longest lock wait",
        f"{'change':<34}{'':<8}{'took s':>9}{'p50':>9}{'p99':>9}{'worst':>9}{'errors':>7}{'lock':>7}",
    ]
    for one in result["changes"]:
        lines += [
            f"{one['change']:<34}{way:<8}{_cells(one[way])}" for way in ("before", "naive", "ours", "back")
        ]
    tree = result["tree"]
    if tree is not None:
        ways = ("before", "down", "up", "after")
        lines += [f"{'the tree':<34}{way:<8}{_cells(tree[way])}" for way in ways]
        for one in tree["migrations"]:
            name = one["id"].partition("_")[2]
            lines += [
                f"  {name:<32}{way:<8}{_cells(one[way])}  {' '.join(one[way]['missing'])}"
                for way in ("down", "up")
            ]
        lines += [f"  takes away what users wrote: {one['id']}" for one in tree["rest"]]
    lines += failures(result) or ["no client failed, and none waited too long, during our steps"]
    return "\n".join(lines)


def _cells(window: dict[str, Any]) -> str:
    figures = (window.get("took_s"), window["p50_ms"], window["p99_ms"], window["worst_ms"])
    shown = "".join(f"{'-' if figure is None else format(figure, '.1f'):>9}" for figure in figures)
    return (
        shown + f"{window['errors']:>7}{window['lock_wait_ms']:>7}{' FAILED' if 'failed' in window else ''}"
    )
