"""What a catalogue holds: exercises, and the equipment and muscle groups that they refer to by slug."""

from __future__ import annotations

import unicodedata
from typing import Annotated

from pydantic import BaseModel, ConfigDict, StringConstraints, model_validator

from trackerdb.enums import ExerciseType, Level, Tracking

__all__ = [
    "Catalogue",
    "CatalogueExercise",
    "CatalogueTerm",
    "ExerciseEntry",
    "Slug",
    "TermEntry",
    "compact",
]

Slug = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,62}$")]
_Name = Annotated[str, StringConstraints(pattern=r"^\S(.{0,98}\S)?$")]
_Text = Annotated[str, StringConstraints(max_length=20_000)]
_Prose = Annotated[_Text, StringConstraints(min_length=1)]


class _Model(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class TermEntry(_Model):
    """A piece of equipment or a muscle group as its file states it, under its slug."""

    name: _Name
    words: tuple[_Name, ...] = ()


class CatalogueTerm(TermEntry):
    """A piece of equipment or a muscle group; `words` are what people also type when they search for it."""

    slug: Slug


class ExerciseEntry(_Model):
    """An exercise as a catalogue file states it, under its key.

    Exactly one muscle group is `primary`; where that would be untrue of the exercise,
    `why_no_single_primary` says why, and `primary` may hold none or several.
    """

    name: _Name
    description: _Prose
    exercise_type: ExerciseType
    tracking: Tracking
    level: Level
    primary: tuple[Slug, ...]
    secondary: tuple[Slug, ...] = ()
    equipment: tuple[Slug, ...] = ()
    aliases: tuple[_Name, ...] = ()
    why_no_single_primary: _Prose | None = None

    @model_validator(mode="after")
    def _check_muscle_groups(self) -> ExerciseEntry:
        if (len(self.primary) != 1) == (self.why_no_single_primary is None):
            raise ValueError("needs exactly one primary muscle group, or else why_no_single_primary")
        return self

    @model_validator(mode="after")
    def _check_repetitions(self) -> ExerciseEntry:
        for field, slugs in (("muscle groups", self.primary + self.secondary), ("equipment", self.equipment)):
            twice = sorted({slug for slug in slugs if slugs.count(slug) > 1})
            if twice:
                raise ValueError(f"{field} named twice: {', '.join(twice)}")
        return self


class CatalogueExercise(ExerciseEntry):
    """An exercise with its `key`: stable, so that loading the catalogue again updates the same exercise."""

    key: str
    description: _Text  # other people's catalogues leave some empty


class Catalogue(_Model):
    """Exercises, and every muscle group and piece of equipment that they refer to."""

    exercises: tuple[CatalogueExercise, ...]
    equipment: tuple[CatalogueTerm, ...]
    muscle_groups: tuple[CatalogueTerm, ...]


def compact(name: str) -> str:
    """Reduce a name to what makes it distinct: letters and digits, no accents, case or plural s.

    "Pull-Ups", "pull up" and "Pullup" are one name. A name without letters and digits becomes "".
    """
    decomposed = unicodedata.normalize("NFKD", name.casefold())
    return "".join(letter for letter in decomposed if letter.isalnum()).removesuffix("s")
