"""The command line as a user meets it: what it prints, where, and its exit status."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import psycopg2
import pytest

_HEADER = (
    "Date,Workout Name,Duration,Exercise Name,Set Order,"
    "Weight,Reps,Distance,Seconds,Notes,Workout Notes,RPE\n"
)


def run(*arguments: str, environment: dict[str, str] | None = None) -> subprocess.CompletedProcess[str]:
    """Run the command in a process of its own, without a DATABASE_URL of the outside."""
    clean = {key: value for key, value in os.environ.items() if key not in ("DATABASE_URL", "TRACKERDB_HOME")}
    return subprocess.run(
        [sys.executable, "-c", "from trackerdb.cli.main import main; main()", *arguments],
        env=clean | (environment or {}),
        capture_output=True,
        text=True,
        check=False,
        timeout=240,
    )


def fails(*arguments: str, environment: dict[str, str] | None = None, says: str) -> None:
    """The command exits with 1 and one line on standard error, never a traceback."""
    done = run(*arguments, environment=environment)
    assert done.returncode == 1, done
    assert says in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1, done.stderr


@pytest.fixture
def log(tmp_path: Path) -> Path:
    file = tmp_path / "strong.csv"
    file.write_text(
        _HEADER
        + "2026-01-05 18:00:00,A,1h,Squat (Barbell),1,100,5,0,0,,,\n"
        + "2026-01-05 18:00:00,A,1h,Squat (Barbell),2,heavy,5,0,0,,,\n"
    )
    return file


def test_the_demo_shows_a_log_in_a_running_database(server_path: Path) -> None:
    home = {"TRACKERDB_HOME": str(server_path)}
    try:
        done = run("demo", environment=home)
        assert done.returncode == 0, done.stderr
        assert "57 workouts and 1,061 sets imported; importing it again added 0" in done.stdout
        assert all(
            word in done.stdout for word in ("Latest workouts", "Personal records", "Last time", "Search")
        )

        again = run("demo", "--json", environment=home)
        assert again.returncode == 0, again.stderr
        told = json.loads(again.stdout)
        assert (told["workouts"], told["sets"], told["second_import"]["workouts"]) == (57, 1061, 0)
        connection = psycopg2.connect(told["dsn"])
        with connection, connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM tracker.sets")
            assert cursor.fetchone() == (1061,)
        connection.close()
    finally:
        stopped = run("server", "stop", "--data-dir", str(server_path / "demo"))
    assert stopped.stdout.strip() == "stopped"


def test_the_demo_does_not_remove_what_is_not_a_demo(tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("years of work")
    fails("demo", "--data-dir", str(tmp_path), says="something else than a demo")
    assert (tmp_path / "thesis.txt").exists()


def test_migrate_up_down_and_status(empty_dsn: str) -> None:
    behind = run("migrate", "status", "--database", empty_dsn, "--json")
    assert behind.returncode == 0
    fails("migrate", "status", "--check", "--database", empty_dsn, says="not applied as they stand")
    assert {one["state"] for one in json.loads(behind.stdout)["migrations"]} == {"pending"}

    applied = run("--database", empty_dsn, "migrate", "apply", "--json")
    assert applied.returncode == 0, applied.stderr
    count = len(json.loads(applied.stdout)["applied"])
    assert run("migrate", "status", "--check", environment={"DATABASE_URL": empty_dsn}).returncode == 0

    back = run("migrate", "rollback", "--all", "--database", empty_dsn)
    assert back.returncode == 0, back.stderr
    assert f"{count} rolled back" in back.stdout


def test_user_catalogue_and_import(dsn: str, log: Path) -> None:
    created = run("user", "create", "--email", "A@Example.com", "--name", "A", "--database", dsn, "--json")
    assert json.loads(created.stdout)["email"] == "a@example.com"
    fails(
        "user", "create", "--email", "a@example.com", "--name", "B", "--database", dsn, says="exists already"
    )
    assert run("catalogue", "load", "--database", dsn).returncode == 0

    refused = run("import", str(log), "--user", "a@example.com", "--unit", "kg", "--database", dsn)
    assert refused.returncode == 1
    assert "line 3: weight: 'heavy' is not a number of kg" in refused.stdout
    assert refused.stderr.splitlines() == [
        "trackerdb: nothing was imported: correct these lines, or import the rest with --skip-errors"
    ]

    asked = run(
        "import",
        str(log),
        "--user",
        "a@example.com",
        "--unit",
        "kg",
        "--skip-errors",
        "--database",
        dsn,
        "--json",
    )
    assert asked.returncode == 0, asked.stderr
    told = json.loads(asked.stdout)
    assert (told["workouts"], told["sets"], [error["line"] for error in told["errors"]]) == (1, 1, [3])

    again = run(
        "import", str(log), "--user", "a@example.com", "--unit", "kg", "--skip-errors", "--database", dsn
    )
    assert "added 0 workouts and 0 sets; 1 workouts were there already" in again.stdout


def test_mistakes_are_told_in_one_line(dsn: str, empty_dsn: str, log: Path, tmp_path: Path) -> None:
    fails("migrate", "status", says="DATABASE_URL")
    fails("migrate", "status", "--database", "", environment={"DATABASE_URL": dsn}, says="no database")
    fails(
        "user",
        "create",
        "--email",
        "x@y",
        "--name",
        "A",
        "--database",
        empty_dsn,
        says="trackerdb migrate apply",
    )
    fails("user", "create", "--email", "no address", "--name", "A", "--database", dsn, says="e-mail")
    fails("import", str(log), "--user", "nobody@example.com", "--database", dsn, says="trackerdb user create")
    fails("catalogue", "load", str(tmp_path / "none.json"), "--database", dsn, says="none.json")
    fails("catalogue", "load", "--database", "postgresql://localhost:99999/x", says="port")
    down = "postgresql://nobody@127.0.0.1:9/none"
    fails("catalogue", "load", "--database", down, says="reach the database")
    fails("demo", "--file", str(tmp_path / "none.csv"), says="is not a file")
    fails("server", "url", "--data-dir", str(tmp_path), says="trackerdb server start")


def test_wrong_usage_is_status_2() -> None:
    assert run("import").returncode == 2
    assert (
        run("purge", "--older-than", "9" * 11, "--database", "postgresql://nobody@127.0.0.1:9/x").returncode
        == 2
    )
    assert run("no-such-command").returncode == 2
