"""Privileges and upgrades: restored elsewhere, extensions that stood before, immutable releases."""

from __future__ import annotations

import os
import re
import subprocess
from pathlib import Path

import pytest

from _support.databases import new_database
from _support.migration_files import query
from _support.migration_proof import edited_since_release
from trackerdb import embedded
from trackerdb.embedded.binaries import choose
from trackerdb.migrations.runner import Runner
from trackerdb.migrations.snapshot import dump, server_major

REPOSITORY = Path(__file__).parents[1]
EXTENSIONS = (
    "SELECT extname, extnamespace::regnamespace::text FROM pg_extension WHERE extname <> 'plpgsql' ORDER BY 1"
)


def test_owner_is_no_superuser(empty_dsn: str) -> None:
    assert query(empty_dsn, "SELECT rolsuper, rolcreaterole FROM pg_roles WHERE rolname = current_user") == [
        (False, True)
    ]
    runner = Runner(empty_dsn)
    applied = runner.apply().applied
    assert len(runner.rollback(None).rolled_back) == len(applied)
    assert len(runner.apply().applied) == len(applied)


def test_extensions_that_stood_before_survive(empty_dsn: str) -> None:
    query(empty_dsn, "CREATE EXTENSION pg_trgm; CREATE EXTENSION unaccent")
    before = query(empty_dsn, EXTENSIONS)
    runner = Runner(empty_dsn)
    runner.apply()
    assert runner.verify().ok
    runner.rollback(None)
    assert query(empty_dsn, EXTENSIONS) == before
    assert query(empty_dsn, "SELECT to_regnamespace('tracker')") == [(None,)]


def test_restored_into_an_empty_cluster(dsn: str, tmp_path: Path) -> None:
    """By the commands of the how-to."""
    Runner(dsn).apply()
    binaries = choose(None, server_major(dsn))
    how_to = (REPOSITORY / "docs" / "how-to" / "migrations.md").read_text()
    (commands,) = re.findall(r"^```sh\n(.*?)^```$", how_to, re.MULTILINE | re.DOTALL)
    with embedded.server(bin_dir=binaries.bin_dir) as elsewhere, new_database(elsewhere) as restored:
        environment = {
            **os.environ,
            "PATH": f"{binaries.bin_dir}:{os.environ['PATH']}",
            "DATABASE_URL": dsn,
            "RESTORED_URL": embedded.admin_dsn(restored),
        }
        for command in commands.splitlines():
            done = subprocess.run(
                ["bash", "-c", command],
                cwd=tmp_path,
                env=environment,
                capture_output=True,
                text=True,
                check=False,
            )
            assert done.returncode == 0, done.stderr
        # Expressions come back with other parentheses.
        assert _bare(dump(restored)) == _bare(dump(dsn))
        runner = Runner(restored)
        assert runner.status().ok
        assert runner.verify().ok
        assert runner.apply().applied == ()


def _bare(text: str) -> str:
    return text.translate(str.maketrans("", "", "()"))


def test_released_migrations_are_immutable() -> None:
    assert edited_since_release(REPOSITORY) == []


@pytest.mark.parametrize("directory", ["src/trackerdb/sql/migrations", "sql/migrations"])
def test_every_route_to_the_files_is_the_same(empty_dsn: str, directory: str) -> None:
    Runner(empty_dsn).apply()
    assert Runner(empty_dsn, [str(REPOSITORY / directory)]).status().ok
