"""The base of what callers hand in to be stored."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, Self, overload

from pydantic import BaseModel, ConfigDict, ModelWrapValidatorHandler, ValidationError, model_validator

from trackerdb.errors import Invalid

__all__ = ["Draft", "in_utc"]


class Draft(BaseModel):
    """Frozen; a value of the wrong type raises Invalid.

    What the database forbids is refused when it is stored.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    @model_validator(mode="wrap")
    @classmethod
    def _raise_invalid(cls, data: Any, handler: ModelWrapValidatorHandler[Self]) -> Self:
        try:
            return handler(data)
        except ValidationError as error:
            first = error.errors(include_input=False, include_url=False)[0]
            place = ".".join(str(part) for part in first["loc"])
            raise Invalid(
                f"{cls.__name__}{f', {place}' if place else ''}: {first['msg']}", constraint=place or None
            ) from error


@overload
def in_utc(name: str, moment: datetime) -> datetime: ...
@overload
def in_utc(name: str, moment: datetime | None) -> datetime | None: ...
def in_utc(name: str, moment: datetime | None) -> datetime | None:
    """Return the moment in UTC: written with another offset it is the same content.

    Python finds times that a clock shows twice, or skips, equal to none of another zone (PEP 495), so drafts
    are put in UTC before they are compared with what is stored. Raises Invalid for a naive time.
    """
    if moment is None:
        return None
    if moment.utcoffset() is None:
        raise Invalid(f"{name} must have a time zone", constraint=name)
    try:
        return moment.astimezone(UTC)
    except OverflowError:
        raise Invalid(f"{name} is outside the years 1 to 9999", constraint=name) from None
