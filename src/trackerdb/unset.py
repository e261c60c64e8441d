"""The default of every field of an update: leave the field as it is. `None` clears it."""

from __future__ import annotations

from enum import Enum
from typing import Final, Literal, TypeAlias, TypeVar

__all__ = ["UNSET", "Unset", "changed", "value_or_none"]

T = TypeVar("T")


class _Unset(Enum):
    UNSET = "UNSET"

    def __repr__(self) -> str:
        return self.value


UNSET: Final = _Unset.UNSET
Unset: TypeAlias = Literal[_Unset.UNSET]


def changed(**fields: object) -> list[str]:
    """Return the names of the fields that were given."""
    return [name for name, value in fields.items() if value is not UNSET]


def value_or_none(value: T | Unset | None) -> T | None:
    """Return the value given, or None, which the SQL ignores because the field is not among the changed."""
    return None if value is UNSET else value
