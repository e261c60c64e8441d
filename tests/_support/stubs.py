"""Write a query file and its module, and import them as an application would."""

from __future__ import annotations

import sys
from pathlib import Path
from types import ModuleType
from typing import Any

from trackerdb.query import QueryDirectory

PREAMBLE = """\
from __future__ import annotations
from collections.abc import AsyncIterator
from trackerdb.rows import Row

class Thing(Row):
    id: int
    name: str

"""


def load(directory: Path, sql: str, python: str) -> dict[str, Any]:
    """Import `python` as module `things` of an application whose queries are `sql`."""
    (directory / "things.sql").write_text(sql, encoding="utf-8")
    queries = QueryDirectory(directory)
    module = ModuleType("app.things")
    # Where pydantic looks for the names in a model's annotations.
    sys.modules[module.__name__] = module
    namespace = vars(module)
    namespace.update(query=queries.query, stream=queries.stream, directory=queries)
    exec(compile(PREAMBLE + python, str(directory / "things.py"), "exec"), namespace)
    queries.check_complete()
    return namespace


def one(header: str, sql: str = "SELECT 1", purpose: str = "-- Says one.") -> str:
    return f"-- name: {header}\n{purpose}\n{sql}\n"
