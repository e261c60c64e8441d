"""A run is kept with all that is needed to judge and repeat it, and with nothing that names this machine."""

from __future__ import annotations

import json
import platform
from pathlib import Path

import pytest

from benchmarks import __main__ as entry
from benchmarks import results, seed
from trackerdb.errors import Invalid


def test_a_run_is_kept_with_command_machine_and_versions(dsn: str, tmp_path: Path) -> None:
    path = tmp_path / "kept" / "seed.json"
    argv = ["seed", "--sets", "300", "--database", dsn, "--output", str(path)]
    assert entry.main(argv) == 0
    [run] = results.read(path.parent).values()
    assert run.benchmark == "seed"
    assert run.command == "python -m benchmarks seed --sets 300 --database DSN"
    assert run.parameters == {"sets": "300"}
    assert run.exit_status == 0
    assert run.results["sets"] > 200
    assert run.versions["postgresql"].split(".")[0] in ("15", "16", "17", "18")
    assert run.versions["python"] == platform.python_version()
    assert run.server["kind"] == "named"
    assert run.machine["cores"]
    text = path.read_text(encoding="utf-8")
    assert dsn not in text
    assert platform.node() not in text or len(platform.node()) < 4


def test_a_run_that_missed_its_goal_is_kept_with_its_status(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def missed(argv: list[str]) -> int:
        print(json.dumps({"argv": argv}))
        return 1

    monkeypatch.setattr(seed, "main", missed)
    path = tmp_path / "seed.json"
    assert entry.main(["seed", "--sets", "3", "--output", str(path), "--json"]) == 1
    run = results.read(tmp_path)["seed"]
    assert (run.exit_status, run.results) == (1, {"argv": ["--sets", "3", "--json"]})
    assert run.server["kind"].startswith("temporary")


def test_a_run_that_printed_nothing_leaves_no_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def nothing(argv: list[str]) -> int:
        return int(bool(argv))

    monkeypatch.setattr(seed, "main", nothing)
    assert entry.main(["seed", "--sets", "3", "--output", str(tmp_path / "seed.json")]) == 1
    assert list(tmp_path.iterdir()) == []


def test_a_file_that_is_no_run_is_named(tmp_path: Path) -> None:
    (tmp_path / "odd.json").write_text('{"results": 1}')
    with pytest.raises(Invalid, match=r"odd\.json is no result of a benchmark"):
        results.read(tmp_path)


def test_committed_runs_name_no_place_of_the_machine() -> None:
    for name, run in results.read().items():
        text = run.model_dump_json()
        assert not any(place in text for place in ("/home/", "/root/", "/tmp/", "/work/", "/srv/")), name
