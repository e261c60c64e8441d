"""README, docs and report show the figures of the runs that are kept, and no others."""

from __future__ import annotations

import re
from contextlib import nullcontext
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from benchmarks import report, report_figures, results, suite
from benchmarks.report_charts import bars, short, shown, small_multiples
from benchmarks.suite import steps
from trackerdb.migrations import Limits

ROOT = Path(__file__).parents[1]
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
BLOCK = re.compile(r"<!-- (\w+): python -m benchmarks report -->.*?<!-- /\1 -->", re.DOTALL)
CODE = re.compile(r"^```.*?^```$|`[^`\n]+`", re.DOTALL | re.MULTILINE)
FIGURE = re.compile(r"\d[\d.,]*\s?(?:ms|µs|MB|GB|sets/s|s|min|x|×|times)(?!\w)")
RUNS = results.read()


@pytest.mark.parametrize("page", report_figures.PAGES, ids=lambda page: page.name)
def test_the_tables_are_those_of_the_runs(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    assert BLOCK.search(text)
    assert report_figures.replace_blocks(text, RUNS) == text, "run `python -m benchmarks report --update`"


def test_another_figure_is_noticed() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    [block] = [found[0] for found in BLOCK.finditer(text)]
    changed = text.replace(block, re.sub(r"\d", "7", block))
    assert changed != text
    assert report_figures.replace_blocks(changed, RUNS) == text


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_no_figure_stands_elsewhere(page: Path) -> None:
    prose = CODE.sub("", BLOCK.sub("", page.read_text(encoding="utf-8")))
    limits = Limits()
    settings = {limits.lock_timeout, limits.statement_timeout, limits.retry_for}
    assert {found.replace(" ", "") for found in FIGURE.findall(prose)} <= settings


def test_every_kept_run_is_one_that_the_suite_repeats() -> None:
    assert RUNS.keys() <= {step.name for step in steps("1", full=True)}
    assert all(run.benchmark == name for name, run in RUNS.items())


def test_the_suite_runs_those_that_are_named(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    ran: list[tuple[str, str | None]] = []

    def run(step: Any, dsn: str | None, _output: Path) -> bool:
        ran.append((step.name, dsn))
        return True

    def server(_data_dir: Path, *, generous: bool) -> nullcontext[str]:
        assert not generous
        return nullcontext("dsn")

    def reported(_argv: list[str]) -> int:
        return 0

    monkeypatch.setattr(suite, "_server", server)
    monkeypatch.setattr(suite, "_run", run)
    monkeypatch.setattr(report, "main", reported)
    places = ["--results", str(tmp_path), "--data-dir", str(tmp_path)]
    assert suite.main([*places, "--only", "search,growth"]) == 0
    assert ran == [("growth", "dsn"), ("search", None)]
    with pytest.raises(SystemExit):
        suite.main([*places, "--only", "growth,serch"])
    assert "no such benchmark: serch; there are growth, plans, " in capsys.readouterr().err


class Page(HTMLParser):
    """What the report refers to, and whether its elements are closed in order."""

    VOID = ("meta", "br")

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.outside: list[str] = []
        self.titles: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in self.VOID:
            self.open.append(tag)
        self.outside += [value or "" for name, value in attrs if name in ("src", "href")]

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.outside += [value or "" for name, value in attrs if name in ("src", "href")]

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if self.open and self.open[-1] == "h2":
            self.titles.append(data)


def test_the_report_needs_no_other_file() -> None:
    text = report.html(RUNS)
    page = Page()
    page.feed(text)
    page.close()
    assert page.open == []
    assert page.outside == []
    assert "url(" not in text
    assert "@import" not in text
    assert "<script" not in text
    assert len(page.titles) == len(RUNS) + 1
    for run in RUNS.values():
        assert run.command in text
        assert f"{run.date:%Y-%m-%d}" in text
        assert run.versions["postgresql"] in text


def test_the_command_writes_the_report_and_prints_the_table(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    html = tmp_path / "report.html"
    assert report.main(["--html", str(html)]) == 0
    assert capsys.readouterr().out.strip() == report_figures.figures_table(RUNS)
    assert html.read_text(encoding="utf-8") == report.html(RUNS)
    assert report.main(["--results", str(tmp_path)]) == 1


def test_plots_are_well_formed_and_to_scale() -> None:
    series = [("naive", "bad"), ("ours", "ours")]
    plot = ElementTree.fromstring(
        bars([("Add <it>", (400, 100)), ("b", (None, 200))], series, "ms", goal=250, log=False)
    )
    widths = [float(rect.get("width", 0)) for rect in plot.iter("rect")]
    assert widths[0] == pytest.approx(4 * widths[1], rel=0.01)
    assert widths[2] == pytest.approx(2 * widths[1], rel=0.01)
    panels = {"get": [(1e6, (1.0, 4.0)), (1e7, (1.5, 5.0)), (1e8, (2.0, 6.0))]}
    plot = ElementTree.fromstring(small_multiples(panels, series, "ms", 10))
    assert len(list(plot.iter("polyline"))) == 2
    assert len(list(plot.iter("circle"))) == 6
    # One size alone is a point.
    ElementTree.fromstring(small_multiples({"get": [(1e6, (1.0, 4.0))]}, series, "ms", 10))


def test_figures_are_written_with_the_digits_that_count() -> None:
    assert [shown(n) for n in (0.1834, 1.0, 9.96, 55.71, 1234.5)] == ["0.18", "1", "9.96", "55.7", "1,234"]
    assert [short(n) for n in (10_000_000, 59_924, 500)] == ["10M", "60k", "500"]
