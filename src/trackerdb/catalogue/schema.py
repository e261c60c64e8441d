"""JSON Schemas of the catalogue's files, made from their models, for editors and other people's tools.

`python -m trackerdb.catalogue.schema` writes them beside the data; a test fails while they are out of date.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter

from trackerdb.catalogue.load import EXERCISE_FILE, TERM_FILE

__all__ = ["schemas", "write"]


def schemas() -> dict[str, str]:
    """Map each schema's file name to its text."""
    return {"exercises.schema.json": _schema(EXERCISE_FILE), "terms.schema.json": _schema(TERM_FILE)}


def _schema(shape: TypeAdapter[Any]) -> str:
    # A table whose name is no valid key matches no pattern; without this it would pass unchecked.
    strict = {"additionalProperties": False}
    schema = {"$schema": "https://json-schema.org/draft/2020-12/schema", **shape.json_schema(), **strict}
    return json.dumps(schema, indent=2) + "\n"


def write(folder: Path) -> None:
    """Write every schema into `folder`."""
    for name, text in schemas().items():
        (folder / name).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    write(Path(__file__).parent)
