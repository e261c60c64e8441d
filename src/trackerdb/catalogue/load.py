"""Read the catalogue that comes with trackerdb from its TOML files."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import TypeVar

from pydantic import TypeAdapter, ValidationError

from trackerdb.catalogue.check import faults
from trackerdb.catalogue.model import (
    Catalogue,
    CatalogueExercise,
    CatalogueTerm,
    ExerciseEntry,
    Slug,
    TermEntry,
)
from trackerdb.errors import Invalid

__all__ = ["EXERCISE_FILE", "TERM_FILE", "read", "read_folder", "refusal"]

T = TypeVar("T")

EXERCISE_FILE: TypeAdapter[dict[Slug, ExerciseEntry]] = TypeAdapter(dict[Slug, ExerciseEntry])
TERM_FILE: TypeAdapter[dict[Slug, TermEntry]] = TypeAdapter(dict[Slug, TermEntry])


@cache
def read() -> Catalogue:
    """Read the catalogue that comes with trackerdb, in the order of its files and their entries."""
    return read_folder(files("trackerdb.catalogue"))


def read_folder(folder: Traversable) -> Catalogue:
    """Read a catalogue from `folder`: `equipment.toml`, `muscle_groups.toml` and `exercises/*.toml`.

    Raises Invalid, naming file and entry, when a file can't be read or breaks a rule; `detail` lists every
    broken rule, one a line.
    """
    file_of: dict[str, str] = {}
    exercises: list[CatalogueExercise] = []
    for file in _exercise_files(folder):
        for key, entry in _entries(file, EXERCISE_FILE).items():
            first = file_of.setdefault(key, file.name)
            if first != file.name:
                raise refusal([f"{file.name}: {key}: the key stands in {first} too"])
            exercises.append(CatalogueExercise(key=key, **dict(entry)))
    catalogue = Catalogue(
        exercises=tuple(exercises),
        equipment=_terms(folder / "equipment.toml"),
        muscle_groups=_terms(folder / "muscle_groups.toml"),
    )
    broken = [f"{file_of[fault.key]}: {fault.key}: {fault.message}" for fault in faults(catalogue)]
    if broken:
        raise refusal(broken)
    return catalogue


def refusal(broken: list[str]) -> Invalid:
    """Build the error that shows the first broken rule and keeps them all in `detail`."""
    more = f" (and {len(broken) - 1} more)" if len(broken) > 1 else ""
    return Invalid(f"{broken[0]}{more}", constraint="catalogue", detail="\n".join(broken))


def _exercise_files(folder: Traversable) -> list[Traversable]:
    try:
        found = [file for file in (folder / "exercises").iterdir() if file.name.endswith(".toml")]
    except OSError as error:
        raise Invalid(f"exercises: {error}", constraint="catalogue") from error
    return sorted(found, key=lambda file: file.name)


def _terms(file: Traversable) -> tuple[CatalogueTerm, ...]:
    return tuple(CatalogueTerm(slug=slug, **dict(term)) for slug, term in _entries(file, TERM_FILE).items())


def _entries(file: Traversable, shape: TypeAdapter[dict[Slug, T]]) -> dict[Slug, T]:
    try:
        return shape.validate_python(tomllib.loads(file.read_text(encoding="utf-8")))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise Invalid(f"{file.name}: {error}", constraint="catalogue") from error
    except ValidationError as error:
        raise refusal(
            [
                f"{file.name}: {'.'.join(map(str, fault['loc']))}: {fault['msg']}"
                for fault in error.errors(include_url=False, include_input=False)
            ]
        ) from error
