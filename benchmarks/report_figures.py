"""The tables that README and docs show, made of the runs that are kept: nothing in them is typed by hand."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from benchmarks.growth import ALLOWED, GOAL_P99_MS
from benchmarks.report_charts import short, shown
from benchmarks.results import Envelope

__all__ = ["BLOCKS", "PAGES", "figures_table", "replace_blocks", "runs_table"]

Runs = Mapping[str, Envelope]

_ROOT = Path(__file__).parents[1]
PAGES = (_ROOT / "README.md", _ROOT / "docs" / "how-to" / "benchmarks.md")

_BLOCK = re.compile(
    r"<!-- (?P<name>[a-z]+): python -m benchmarks report -->\n.*?<!-- /(?P=name) -->", re.DOTALL
)


def replace_blocks(text: str, runs: Runs) -> str:
    """Put the tables between a page's markers."""

    def table(found: re.Match[str]) -> str:
        name = found["name"]
        return f"<!-- {name}: python -m benchmarks report -->\n{BLOCKS[name](runs)}\n<!-- /{name} -->"

    return _BLOCK.sub(table, text)


def figures_table(runs: Runs) -> str:
    """Return what was measured, beside its goal, as a Markdown table."""
    rows = [row for name, lines in _LINES.items() if name in runs for row in lines(runs[name].results)]
    return "\n".join(
        ["| what | measured | goal |", "|---|---|---|", *(f"| {' | '.join(row)} |" for row in rows)]
    )


def runs_table(runs: Runs) -> str:
    """Return which commands the figures are from: when, on what."""
    lines = ["| command | date | PostgreSQL | machine |", "|---|---|---|---|"]
    for run in runs.values():
        machine = run.machine
        on = f"{machine['processor']}, {machine['cores']} cores, {machine['memory_gb']} GB"
        lines.append(f"| `{run.command}` | {run.date:%Y-%m-%d} | {run.versions['postgresql']} | {on} |")
    return "\n".join(lines)


BLOCKS: Mapping[str, Callable[[Runs], str]] = {"figures": figures_table, "runs": runs_table}

Row = tuple[str, str, str]


def _growth(results: Any) -> list[Row]:
    first, last = results["stages"][0], results["stages"][-1]
    everyday = last["everyday"].values()
    medians, slowest = [one["p50_ms"] for one in everyday], max(one["p99_ms"] for one in everyday)
    size = short(last["size"])
    ofone = [one for one in last["queries"] if one["single_user"]]
    grown = [one for one in results["grown"] if one["single_user"]]
    explained = sum(one["reason"] is not None for one in grown)
    rows = [
        (
            f"ten everyday reads at {size} sets, warm: median",
            f"{shown(min(medians))} to {shown(max(medians))} ms",
            "",
        ),
        (
            f"the slowest of them, 99th percentile at {size} sets",
            f"{shown(slowest)} ms",
            f"{GOAL_P99_MS:g} ms",
        ),
        (
            f"queries of one user that cost more than {ALLOWED} buffers more at {size} sets than at"
            f" {short(1_000_000 if first['size'] < 1_000_000 < last['size'] else first['size'])}",
            f"{len(grown)} of {len(ofone)}, {explained} with a reason in the report",
            "none without a reason",
        ),
    ]
    if last["sets_a_second"]:
        rows.append(("seeding, all triggers on", f"{last['sets_a_second']:,} sets/s", ""))
    return rows


def _plans(results: Any) -> list[Row]:
    queries = {cost["query"] for cost in results["costs"]}
    breaches = len(results["breaches"])
    return [("queries within their plan budgets", f"{len(queries)}, {breaches} breaches", "no breach")]


def _calls(results: Any) -> list[Row]:
    figures = results["figures"]
    goals = {1: "0.75", 50: "1", 2000: "1.5"}
    rows: list[Row] = []
    for size in sorted({one["rows"] for one in figures}):
        at = {one["contestant"]: one for one in figures if one["rows"] == size}
        peers = [one for name, one in at.items() if name not in ("trackerdb", "plain asyncpg")]
        best = min(peers, key=lambda one: one["ratio"], default=None)
        beside = f"; next {best['contestant']}: {shown(best['ratio'])}" if best else ""
        rows.append(
            (
                f"reading {size:,} row{'s' * (size > 1)}, typed, against plain asyncpg's records",
                f"{shown(at['trackerdb']['ratio'])} times as long{beside}",
                f"{goals.get(size, '')}",
            )
        )
    return rows


def _ingest(results: Any) -> list[Row]:
    return [
        (
            f"{line['what']}, against {line['against']}",
            f"{shown(line['ratio'])} times as long",
            f"{line['goal']:g}",
        )
        for line in results["lines"]
    ]


def _audit(results: Any) -> list[Row]:
    goals = {"single": "1.4", "bulk": "4"}
    return [
        (
            f"{one['update']} update with the audit, against none",
            f"{shown(one['ratio'])} times as long",
            goals.get(one["update"], ""),
        )
        for one in results
        if one["way"] == "trackerdb"
    ]


def _search(results: Any) -> list[Row]:
    return [
        ("search: mean reciprocal rank on queries not tuned for", f"{results['mrr_test']:.2f}", ""),
        (
            f"search, letter by letter, of {results['exercises']:,} exercises: median, 95th percentile",
            f"{shown(results['p50_ms'])} ms, {shown(results['p95_ms'])} ms",
            "",
        ),
    ]


def _online(results: Any) -> list[Row]:
    rows: list[Row] = []
    size = short(results["sets"])
    changes = results["changes"]
    if changes:
        for way, words in (("naive", "written without care"), ("ours", "as the how-to has it")):
            worst = max(one[way]["worst_ms"] for one in changes)
            waited = max(one[way]["lock_wait_ms"] for one in changes)
            failed = sum(one[way]["errors"] for one in changes) + sum("failed" in one[way] for one in changes)
            rows.append(
                (
                    f"{len(changes)} kinds of change at {size} sets under load, {words}",
                    f"worst call {shown(worst)} ms, longest wait for a lock {waited} ms, {failed} failures",
                    "" if way == "naive" else "wait 250 ms, no failure",
                )
            )
    tree = results["tree"]
    if tree:
        steps = tree["migrations"]
        worst = max(one[way]["worst_ms"] or 0 for one in steps for way in ("down", "up"))
        waited = max(one[way]["lock_wait_ms"] for one in steps for way in ("down", "up"))
        failed = sum(one[way]["errors"] for one in steps for way in ("down", "up"))
        wrong = f"{tree['users_with_wrong_records']} of {tree['users_checked']} users with wrong records"
        rows.append(
            (
                f"{len(steps)} migrations down and up again at {size} sets under load",
                f"worst call {shown(worst)} ms, longest wait for a lock {waited} ms, {failed} failures,"
                f" {wrong}",
                "wait 250 ms, no failure, no wrong record",
            )
        )
    return rows


def _retention(results: Any) -> list[Row]:
    return [
        (
            f"a year of {results['rows']:,} sets: DELETE and VACUUM against DETACH and DROP",
            f"{shown(results['time_ratio'])} times as long, {shown(results['wal_ratio'])} times the WAL",
            "",
        )
    ]


_LINES: Mapping[str, Callable[[Any], list[Row]]] = {
    "growth": _growth,
    "plans": _plans,
    "calls": _calls,
    "ingest": _ingest,
    "audit": _audit,
    "search": _search,
    "online": _online,
    "retention": _retention,
}
