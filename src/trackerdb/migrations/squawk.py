"""squawk's rules: statements that would lock a large table for long."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from trackerdb.errors import MigrationError
from trackerdb.migrations.results import Fault
from trackerdb.migrations.source import MigrationFile

__all__ = ["executable", "faults_of"]

OLDEST_POSTGRES = "15"

# The runner sets both timeouts, and integer columns are a choice of the data model.
_NOT_OURS = (
    "require-lock-timeout",
    "require-statement-timeout",
    "prefer-bigint-over-int",
    "prefer-bigint-over-smallint",
)
# Dropping is what a rollback does, and what it undoes in a transaction it can only undo in one.
_IN_ROLLBACKS = ("ban-drop-", "require-concurrent-index-deletion")


def executable() -> str | None:
    """Return where squawk is installed: beside this Python, or on the PATH."""
    beside = Path(sys.executable).parent / "squawk"
    return str(beside) if beside.is_file() else shutil.which("squawk")


def faults_of(program: str, files: Sequence[MigrationFile]) -> Iterator[Fault]:
    """Yield what squawk finds in the SQL files."""
    for transactional in (True, False):
        ours = [file for file in files if file.is_sql and file.header.transactional == transactional]
        rollbacks = [file.rollback_path for file in ours if file.rollback_path is not None]
        yield from _run(program, [file.path for file in ours], _NOT_OURS, transactional=transactional)
        for fault in _run(program, rollbacks, _NOT_OURS, transactional=transactional):
            if not fault.rule.removeprefix("squawk:").startswith(_IN_ROLLBACKS):
                yield fault


def _run(
    program: str, paths: Sequence[Path], excluded: Sequence[str], *, transactional: bool
) -> Iterator[Fault]:
    if not paths:
        return
    command = [
        program,
        "--reporter",
        "json",
        "--pg-version",
        OLDEST_POSTGRES,
        f"--exclude={','.join(excluded)}",
    ]
    command += ["--assume-in-transaction"] if transactional else []
    done = subprocess.run([*command, *map(str, paths)], capture_output=True, text=True, check=False)  # noqa: S603
    try:
        findings = json.loads(done.stdout or "[]")
    except json.JSONDecodeError as error:
        raise MigrationError(f"squawk failed: {done.stderr.strip() or done.stdout.strip()}") from error
    for finding in findings:
        yield Fault(
            path=Path(finding["file"]),
            line=finding["line"] + 1,
            rule=f"squawk:{finding['rule_name']}",
            message=" ".join(filter(None, (finding["message"], finding.get("help")))),
        )
