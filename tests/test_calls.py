"""The benchmark of calls runs; what it measures depends on the machine, and is not asserted."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]


def benchmarks(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "benchmarks", *arguments]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)


def test_it_prints_a_figure_for_each_contestant_and_size(dsn: str) -> None:
    done = benchmarks("calls", "--no-peers", "--rounds", "1", "--json", "--database", dsn)
    assert done.returncode in (0, 1), done.stderr
    assert {(figure["contestant"], figure["rows"]) for figure in json.loads(done.stdout)["figures"]} == {
        (contestant, rows) for contestant in ("plain asyncpg", "trackerdb") for rows in (1, 50, 2000)
    }


def test_an_unknown_benchmark_is_named() -> None:
    done = benchmarks("nothing")
    assert done.returncode == 2
    assert "unknown benchmark 'nothing': one of " in done.stderr
    assert "Repository functions against plain asyncpg" in benchmarks("--help").stdout
