"""What a run came to, with all that is needed to judge and to repeat it: one JSON file a benchmark."""

from __future__ import annotations

import importlib.metadata
import json
import os
import platform
import subprocess
from collections.abc import Mapping, Sequence
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import psycopg2
from pydantic import BaseModel, ConfigDict, ValidationError

from trackerdb.embedded.binaries import choose
from trackerdb.errors import Invalid
from trackerdb.migrations.driver import libpq_dsn

__all__ = ["COMMITTED", "Envelope", "describe", "read", "write"]

# The runs that README and docs quote.
COMMITTED = Path(__file__).parent / "results"

_LIBRARIES = ("trackerdb", "asyncpg", "pydantic")
_SETTINGS = (
    "server_version", "shared_buffers", "work_mem", "max_wal_size", "wal_level", "fsync", "full_page_writes",
    "synchronous_commit",
)  # fmt: skip


class Envelope(BaseModel):
    """A run: `results` is what the benchmark prints with --json, the rest is where it came from."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    benchmark: str
    command: str
    date: datetime
    machine: Mapping[str, str | int | float]
    versions: Mapping[str, str]
    server: Mapping[str, str]
    parameters: Mapping[str, str | bool]
    exit_status: int
    results: Any


def describe(name: str, argv: Sequence[str], results: Any, *, started: datetime, status: int) -> Envelope:
    """Put results into the envelope; neither the host's name nor the address of the database is kept."""
    parameters = _parameters(argv)
    dsn = parameters.get("database") or os.environ.get("DATABASE_URL")
    server = _ask_server(str(dsn)) if dsn else _temporary_server()
    return Envelope(
        benchmark=name,
        command=_command(name, parameters),
        date=started.astimezone(UTC).replace(microsecond=0),
        machine=_machine(),
        versions={
            "postgresql": server.pop("server_version"),
            "python": platform.python_version(),
            **{library: importlib.metadata.version(library) for library in _LIBRARIES},
        },
        server=server,
        parameters={key: value for key, value in parameters.items() if key != "database"},
        exit_status=status,
        results=results,
    )


def write(envelope: Envelope, path: Path) -> None:
    """Keep a run; the file is whole or not there."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f"{path.name}.part")
    text = json.dumps(envelope.model_dump(mode="json"), indent=1, ensure_ascii=False)
    part.write_text(text + "\n", encoding="utf-8")
    part.replace(path)


def read(directory: Path = COMMITTED) -> dict[str, Envelope]:
    """Return the runs that are kept in a directory, by the names of their files without `.json`."""
    runs: dict[str, Envelope] = {}
    for path in sorted(directory.glob("*.json")):
        try:
            runs[path.stem] = Envelope.model_validate_json(path.read_text(encoding="utf-8"))
        except ValidationError as error:
            raise Invalid(f"{path} is no result of a benchmark: {error}") from error
    return runs


def _parameters(argv: Sequence[str]) -> dict[str, str | bool]:
    found: dict[str, str | bool] = {}
    words = list(argv)
    while words:
        key, separator, value = words.pop(0).removeprefix("--").partition("=")
        if separator:
            found[key] = value
        else:
            found[key] = words.pop(0) if words and not words[0].startswith("--") else True
    return found


def _command(name: str, parameters: Mapping[str, str | bool]) -> str:
    words = ["python -m benchmarks", name]
    for key, value in parameters.items():
        shown = "DSN" if key == "database" else value
        words.append(f"--{key}" if shown is True else f"--{key} {shown}")
    return " ".join(words)


def _machine() -> dict[str, str | int | float]:
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    return {
        "system": f"{platform.system()} {platform.release().partition('-')[0]}",
        "processor": _processor(),
        "cores": os.cpu_count() or 1,
        "memory_gb": round(memory / 2**30),
        "load_average": round(os.getloadavg()[0], 2),
    }


def _processor() -> str:
    cpuinfo = Path("/proc/cpuinfo")
    if cpuinfo.exists():
        for line in cpuinfo.read_text(encoding="utf-8").splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    return platform.processor() or platform.machine()


def _ask_server(dsn: str) -> dict[str, str]:
    with closing(psycopg2.connect(libpq_dsn(dsn))) as connection, connection.cursor() as cursor:
        cursor.execute(
            "SELECT name, current_setting(name) FROM pg_settings WHERE name = ANY (%s)", (list(_SETTINGS),)
        )
        found: dict[str, str] = dict(cursor.fetchall())
    return {"kind": "named", **{name: found[name] for name in _SETTINGS}}


def _temporary_server() -> dict[str, str]:
    program = choose(None, None).program("postgres")
    printed = subprocess.run([program, "--version"], capture_output=True, text=True, check=True).stdout
    # "postgres (PostgreSQL) 18.1"
    version = printed.partition(")")[2].strip()
    return {"server_version": version, "kind": "temporary: fsync = off, wal_level = minimal"}
