"""The README's program runs as it stands, and its links lead somewhere."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from trackerdb import catalogue_store
from trackerdb.pool import TrackerPool

_ROOT = Path(__file__).parents[1]
_PAGES = sorted([*_ROOT.glob("*.md"), *(_ROOT / "docs").rglob("*.md")])


@pytest.mark.anyio
async def test_the_first_program_prints_records(pool: TrackerPool, dsn: str, tmp_path: Path) -> None:
    await catalogue_store.load(pool)
    [program] = re.findall(r"```python\n(.*?)```", (_ROOT / "README.md").read_text(), re.DOTALL)
    script = tmp_path / "program.py"
    script.write_text(program)
    done = subprocess.run(
        [sys.executable, str(script)],
        env=os.environ | {"DATABASE_URL": dsn},
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    # 102.5 kg for 5: Epley's 102.5 * (1 + 5 / 30) to the nearest gram; the warm-up is no record.
    printed = dict(line.split() for line in done.stdout.splitlines())
    assert printed["max_weight"] == "102500"
    assert printed["estimated_one_rep_max"] == "119583"
    assert printed["max_reps"] == "5"


@pytest.mark.parametrize("page", _PAGES, ids=lambda page: str(page.relative_to(_ROOT)))
def test_every_link_leads_somewhere(page: Path) -> None:
    for target in re.findall(r"\]\(([^)#]+)[^)]*\)", page.read_text()):
        if not target.startswith(("http://", "https://")):
            assert (page.parent / target).exists(), f"{page.name} links to {target}"


def test_every_command_of_the_readme_exists() -> None:
    commands = set(re.findall(r"`?trackerdb ([a-z]+)", (_ROOT / "README.md").read_text()))
    shown = subprocess.run(
        [sys.executable, "-c", "from trackerdb.cli.main import main; main()", "--help"],
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    ).stdout
    assert commands >= {"demo", "migrate", "catalogue", "import", "server", "user"}
    assert [command for command in commands if not re.search(rf"\b{command}\b", shown)] == []
