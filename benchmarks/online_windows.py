"""How clients fared while something else went on: percentiles, the worst, errors, and waits for a lock."""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass, field
from typing import Any

import psycopg2

from benchmarks.online_clients import APPLICATION, Call
from trackerdb.migrations.driver import libpq_dsn

__all__ = ["LockWaits", "Window", "summary"]

_LOOK_EVERY_SECONDS = 0.02

# Clients don't wait for each other's tables: who waits for one waits for the change. waitstart is the whole
# wait's beginning; a wait that ends between two looks is missed, which is shorter than those are apart.
_WAITS = """
SELECT max(extract(epoch FROM clock_timestamp() - l.waitstart))::float8
FROM pg_catalog.pg_locks AS l
JOIN pg_catalog.pg_stat_activity AS a ON a.pid = l.pid
WHERE NOT l.granted AND l.locktype = 'relation' AND a.application_name = %s
"""


@dataclass(slots=True)
class Window:
    """From when to when something went on (`time.monotonic`), and what it was."""

    what: str
    started: float
    ended: float = 0.0
    facts: dict[str, Any] = field(default_factory=dict[str, Any])


class LockWaits:
    """Looks, on a connection and a thread of its own, how long clients have waited for a table."""

    def __init__(self, dsn: str) -> None:
        self._dsn = libpq_dsn(dsn)
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._look, daemon=True)
        self._seen: list[tuple[float, float]] = []

    def __enter__(self) -> LockWaits:
        self._thread.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self._stop.set()
        self._thread.join()

    def longest(self, window: Window) -> float:
        """Return the longest wait that was seen during the window, in milliseconds."""
        waits = (wait for at, wait in self._seen if window.started <= at <= window.ended)
        return 1000 * max(waits, default=0.0)

    def _look(self) -> None:
        with closing(psycopg2.connect(self._dsn)) as connection, connection.cursor() as cursor:
            connection.autocommit = True
            while not self._stop.wait(_LOOK_EVERY_SECONDS):
                cursor.execute(_WAITS, (APPLICATION,))
                [wait] = cursor.fetchone() or [None]
                if wait is not None:
                    self._seen.append((time.monotonic(), wait))


def summary(calls: Sequence[Call], windows: Sequence[Window], waits: LockWaits) -> dict[str, Any]:
    """Sum up the calls that ran, if only in part, during any of the windows.

    Latencies are those of calls that succeeded or failed for another reason than a part of the schema that is
    missing; those are counted apart.
    """
    during = [
        call for call in calls if any(call.started <= w.ended and call.ended >= w.started for w in windows)
    ]
    answered = sorted(call.milliseconds for call in during if call.fault != "missing")
    faults = Counter(call.fault for call in during if call.fault not in (None, "missing"))
    return {
        "seconds": round(sum(w.ended - w.started for w in windows), 2),
        "calls": len(answered),
        "p50_ms": _rounded(answered, 0.5),
        "p99_ms": _rounded(answered, 0.99),
        "worst_ms": _rounded(answered, 1.0),
        "errors": sum(faults.values()),
        "error_kinds": dict(faults.most_common(3)),
        "missing": sorted({call.name for call in during if call.fault == "missing"}),
        "lock_wait_ms": round(max((waits.longest(w) for w in windows), default=0.0)),
    }


def _rounded(ordered: Sequence[float], share: float) -> float | None:
    if not ordered:
        return None
    return round(ordered[min(len(ordered) - 1, int(len(ordered) * share))], 1)
