"""One HTML file of all runs, with plots, and the tables of README and docs, from the files that runs leave.

`python -m benchmarks report --update` after new runs; a test fails where README or docs show other figures
than the files in `benchmarks/results`.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Mapping, Sequence
from html import escape
from pathlib import Path
from typing import Any

from benchmarks.growth import GOAL_P99_MS, slope
from benchmarks.report_charts import bars, short, shown, small_multiples
from benchmarks.report_figures import PAGES, Runs, figures_table, replace_blocks
from benchmarks.results import COMMITTED, Envelope, read
from trackerdb.errors import Invalid

__all__ = ["html", "main"]

_STYLE = (Path(__file__).with_suffix(".css")).read_text(encoding="utf-8")
_OURS, _OTHERS = "ours", "other"


def main(argv: list[str]) -> int:
    """Write the report, and with --update the tables; without, print the table that README shows."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks report", description=__doc__)
    parser.add_argument("--results", type=Path, default=COMMITTED, metavar="DIR", help="where the runs are")
    parser.add_argument("--html", type=Path, metavar="FILE", help="default: report.html beside them")
    parser.add_argument("--update", action="store_true", help="put the tables into README and docs")
    options = parser.parse_args(argv)
    try:
        runs = read(options.results)
    except Invalid as error:
        print(error, file=sys.stderr)
        return 1
    if not runs:
        print(f"{options.results} holds no runs: python -m benchmarks suite", file=sys.stderr)
        return 1
    path = options.html or options.results / "report.html"
    path.write_text(html(runs), encoding="utf-8")
    if options.update:
        for page in PAGES:
            page.write_text(replace_blocks(page.read_text(encoding="utf-8"), runs), encoding="utf-8")
    print(figures_table(runs))
    print(f"report: {path}", file=sys.stderr)
    return 0


def html(runs: Runs) -> str:
    """Return the whole report; it needs no other file and no network."""
    sections = "\n".join(section(runs[name]) for name, section in _SECTIONS.items() if name in runs)
    absent = [name for name in _SECTIONS if name not in runs]
    note = f"<p class='note'>Not run: {', '.join(absent)}.</p>" if absent else ""
    return f"""<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>trackerdb: measurements</title>
<style>
{_STYLE}</style>
</head>
<body>
<main>
<h1>trackerdb: measurements</h1>
{note}
<section><h2>At a glance</h2>
{_markdown_table(figures_table(runs))}</section>
{sections}
</main>
</body>
</html>
"""


def _section(run: Envelope, title: str, *parts: str) -> str:
    machine, versions = run.machine, run.versions
    libraries = ", ".join(f"{name} {version}" for name, version in versions.items())
    server = ", ".join(f"{key} {value}" for key, value in run.server.items())
    source = (
        f"<code>{escape(run.command)}</code><br>{run.date:%Y-%m-%d %H:%M} UTC; {escape(libraries)};"
        f" {escape(str(machine['processor']))}, {machine['cores']} cores, {machine['memory_gb']} GB,"
        f" {escape(str(machine['system']))}, load {machine['load_average']} at the end;"
        f" server: {escape(server)}"
    )
    return f"<section><h2>{escape(title)}</h2>\n{''.join(parts)}\n<p class='source'>{source}</p></section>"


def _paragraph(text: str) -> str:
    return f"<p>{escape(text)}</p>"


def _legend(series: Sequence[tuple[str, str]]) -> str:
    items = "".join(f"<span><i class='{css}'></i>{escape(name)}</span>" for name, css in series)
    return f"<p class='legend'>{items}</p>"


def _table(head: Sequence[str], rows: Sequence[Sequence[object]]) -> str:
    heads = "".join(f"<th>{escape(cell)}</th>" for cell in head)
    body = "".join(
        "<tr>" + "".join(f"<td>{escape(_cell(cell))}</td>" for cell in row) + "</tr>" for row in rows
    )
    return f"<div class='wide'><table><thead><tr>{heads}</tr></thead><tbody>{body}</tbody></table></div>"


def _cell(value: object) -> str:
    if value is None:
        return "–"
    return shown(value) if isinstance(value, float) else str(value)


def _markdown_table(text: str) -> str:
    lines = [[cell.strip() for cell in line.strip("|").split("|")] for line in text.splitlines()]
    return _table(lines[0], lines[2:])


def _growth(run: Envelope) -> str:
    stages = run.results["stages"]
    names = list(stages[-1]["everyday"])
    panels = {
        name: [
            (stage["size"], (stage["everyday"][name]["p50_ms"], stage["everyday"][name]["p99_ms"]))
            for stage in stages
        ]
        for name in names
    }
    series = [("median", _OURS), ("99th percentile", "second")]
    sizes = [short(stage["size"]) for stage in stages]
    rows: list[list[object]] = []
    for one in sorted(stages[-1]["queries"], key=lambda each: (not each["single_user"], each["query"])):
        found = [
            next((each for each in stage["queries"] if each["query"] == one["query"]), None)
            for stage in stages
        ]
        rows.append(
            [
                one["query"] + ("" if one["single_user"] else " (not of one user)"),
                *(each["buffers"] if each else None for each in found),
                slope(stages, one["query"]),
                *(each["median_ms"] if each else None for each in found),
            ]
        )
    why = [
        [
            one["query"] + ("" if one["single_user"] else " (not of one user)"),
            f"{one['from']} → {one['to']}",
            one["reason"] or "no reason is known",
        ]
        for one in run.results["grown"]
    ]
    sizes_seeded = [
        [
            short(stage["size"]),
            f"{stage['database_gb']} GB",
            f"{stage['seed_seconds']:,.0f} s",
            f"{stage['sets_a_second'] or 0:,}",
        ]
        for stage in stages
    ]
    return _section(
        run,
        "Latency and buffers as the database grows",
        _paragraph(
            "The ten everyday reads, warm, through the library, for workouts drawn at random; milliseconds by"
            f" number of sets, both logarithmic. The dashed line is the goal for the 99th percentile,"
            f" {GOAL_P99_MS:g} ms."
        ),
        _legend(series),
        small_multiples(panels, series, "ms", GOAL_P99_MS),
        "<h3>Queries that cost more than 3 buffers more</h3>",
        _table(["query", "buffers", "why"], why) if why else _paragraph("None."),
        "<h3>Seeding</h3>",
        _table(["sets", "database", "added in", "sets/s"], sizes_seeded),
        "<details><summary>Every query: buffers, slope, median latency</summary>",
        _table(
            [
                "query",
                *(f"buffers, {size}" for size in sizes),
                "buffers/10×",
                *(f"ms, {size}" for size in sizes),
            ],
            rows,
        ),
        "</details>",
    )


def _calls(run: Envelope) -> str:
    figures = run.results["figures"]
    plots: list[str] = []
    for size in sorted({one["rows"] for one in figures}):
        plots.append(f"<h3>{size:,} row{'s' * (size > 1)}</h3>")
        plots.append(_ratio_bars([one for one in figures if one["rows"] == size]))
    missing = run.results["missing"]
    return _section(
        run,
        "A call, against plain asyncpg and other libraries",
        _paragraph(
            "Times as long as the same SQL through asyncpg, which returns untyped records; all others return"
            " typed objects. One run, in turn."
        ),
        *plots,
        _paragraph(f"Not measured: {'; '.join(missing)}") if missing else "",
    )


def _ratio_bars(figures: Sequence[Mapping[str, Any]]) -> str:
    ordered = sorted(figures, key=lambda one: one["ratio"])
    groups = [
        (
            one["contestant"],
            (one["ratio"], None) if one["contestant"] == "trackerdb" else (None, one["ratio"]),
        )
        for one in ordered
    ]
    return bars(groups, [("trackerdb", _OURS), ("others", _OTHERS)], "times as long", goal=None, log=False)


def _online(run: Envelope) -> str:
    results = run.results
    parts: list[str] = []
    series = [("before", _OTHERS), ("naive", "bad"), ("as the how-to has it", _OURS)]
    if results["changes"]:
        groups = [
            (one["change"], [one[way]["worst_ms"] for way in ("before", "naive", "ours")])
            for one in results["changes"]
        ]
        rows = [
            [one["change"], way, *_window(one[way])]
            for one in results["changes"]
            for way in ("before", "naive", "ours", "back")
        ]
        parts += [
            "<h3>Worst call of any client during a change</h3>",
            _legend(series),
            bars(groups, series, "ms", goal=250, log=True),
            "<details><summary>Percentiles, errors, waits for a lock</summary>",
            _table(["change", "", *_WINDOW_HEADS], rows),
            "</details>",
        ]
    tree = results["tree"]
    if tree:
        both = [("down", "bad"), ("up", _OURS)]
        named = [(one["id"].partition("_")[2].replace("_", " "), one) for one in tree["migrations"]]
        parts += [
            "<h3>Longest wait for a lock while each migration of the tree goes down and up again</h3>",
            _legend(both),
            bars(
                [(name, [one[way]["lock_wait_ms"] for way in ("down", "up")]) for name, one in named],
                both,
                "ms",
                goal=250,
                log=False,
            ),
            _table(
                ["the tree", *_WINDOW_HEADS],
                [[way, *_window(tree[way])] for way in ("before", "down", "up", "after")],
            ),
            "<details><summary>Each migration</summary>",
            _table(
                ["migration", "", *_WINDOW_HEADS, "calls that it takes away"],
                [
                    [name, way, *_window(one[way]), ", ".join(one[way]["missing"])]
                    for name, one in named
                    for way in ("down", "up")
                ],
            ),
            "</details>",
            _paragraph(
                f"Afterwards {tree['verified']} verify scripts ran, {len(tree['verify_failed'])} failed; the"
                f" records of {tree['users_checked']} users were rebuilt, and"
                f" {tree['users_with_wrong_records']} were wrong."
            ),
            _paragraph(
                f"{len(tree['rest'])} more migrations hold what users wrote, or are computed from all of it:"
                " rolling one back takes away what the clients use, so that calls fail by intent. They are: "
                + ", ".join(one["id"].partition("_")[2].replace("_", " ") for one in tree["rest"])
                + "."
            ),
        ]
    return _section(
        run,
        "An application in use while its schema changes",
        _paragraph(
            f"{results['clients']} clients read and write through the library at {results['sets']:,} sets,"
            " beside a report that keeps a transaction open. Calls that fail because a migration has taken"
            " away what they need are counted apart."
        ),
        *parts,
    )


_WINDOW_HEADS = (
    "took s", "calls", "p50 ms", "p99 ms", "worst ms", "errors", "longest wait for a lock, ms", "failed",
)  # fmt: skip


def _window(window: Mapping[str, Any]) -> list[object]:
    failed = window.get("failed") or window.get("gave_up") or ""
    return [
        window.get("took_s"),
        window["calls"],
        window["p50_ms"],
        window["p99_ms"],
        window["worst_ms"],
        window["errors"],
        window["lock_wait_ms"],
        failed.partition("\n")[0],
    ]


def _retention(run: Envelope) -> str:
    results = run.results
    rows = [
        [words, results[way]["seconds"], results[way]["wal_bytes"] / 1e6]
        for words, way in (
            ("DETACH CONCURRENTLY and DROP", "detach_and_drop"),
            ("DELETE and VACUUM", "delete_and_vacuum"),
        )
    ]
    return _section(
        run,
        "Letting a year go",
        _paragraph(
            f"{results['partition']}, {results['rows']:,} sets. The DELETE fires no trigger, and the year's"
            " rows lie together."
        ),
        _table(["", "s", "MB of WAL"], rows),
        _paragraph(
            f"DELETE and VACUUM take {shown(results['time_ratio'])} times as long and write"
            f" {shown(results['wal_ratio'])} times as much WAL."
        ),
    )


def _ingest(run: Envelope) -> str:
    rows = [
        [line["what"], line["against"], line["seconds"], line["base_seconds"], line["ratio"], line["goal"]]
        for line in run.results["lines"]
    ]
    share = run.results["record_share"]
    return _section(
        run,
        "Storing sets",
        _paragraph(f"{share:.1%} of the sets set a record. Medians of rounds taken in turn."),
        _table(["what", "against", "s", "s", "ratio", "goal"], rows),
    )


def _audit(run: Envelope) -> str:
    groups = [
        (
            f"{one['update']}, {one['way']}",
            (one["ratio"], None) if one["way"] == "trackerdb" else (None, one["ratio"]),
        )
        for one in run.results
    ]
    return _section(
        run,
        "What the audit costs an update",
        _paragraph("Times as long as without any audit."),
        bars(groups, [("trackerdb", _OURS), ("others", _OTHERS)], "times as long", goal=None, log=False),
    )


def _search(run: Envelope) -> str:
    return _section(run, "Search", _table(["", ""], [[key, value] for key, value in run.results.items()]))


def _plans(run: Envelope) -> str:
    costs, breaches = run.results["costs"], run.results["breaches"]
    rows = [[one["query"], one["plan"], one["rows"], one["reads"], one["buffers"]] for one in costs]
    return _section(
        run,
        "Plans",
        _paragraph(f"{len(costs)} plans, {len(breaches)} beyond their budget."),
        _table(["query", "plan", "breach"], [[b["query"], b["mode"], b["message"]] for b in breaches])
        if breaches
        else "",
        "<details><summary>Every plan</summary>",
        _table(["query", "plan", "rows", "rows read for each", "buffers"], rows),
        "</details>",
    )


_SECTIONS: Mapping[str, Callable[[Envelope], str]] = {
    "growth": _growth,
    "online": _online,
    "retention": _retention,
    "calls": _calls,
    "ingest": _ingest,
    "audit": _audit,
    "search": _search,
    "plans": _plans,
}
