"""The base of what callers hand in to be stored."""

from __future__ import annotations

from typing import Any, Self

from pydantic import BaseModel, ConfigDict, ModelWrapValidatorHandler, ValidationError, model_validator

from trackerdb.errors import Invalid

__all__ = ["Draft"]


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
