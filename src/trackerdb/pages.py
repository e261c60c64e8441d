"""Pages of a long list, by keyset: the cursor holds the sort key of the last item."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime
from typing import Generic, TypeVar
from uuid import UUID

from pydantic import BaseModel, ConfigDict, TypeAdapter

from trackerdb.errors import Invalid

__all__ = [
    "MAX_DATE",
    "MAX_TIME",
    "MAX_UUID",
    "Page",
    "make_cursor",
    "make_page",
    "read_cursor",
    "require_limit",
]

T = TypeVar("T")
K = TypeVar("K", str, int, date, datetime, UUID)

# Beyond every stored key: where the first page of a descending list starts.
MAX_DATE = date.max
MAX_TIME = datetime.max.replace(tzinfo=UTC)
MAX_UUID = UUID(int=2**128 - 1)
_MAX_LIMIT = 1000

_PARTS = TypeAdapter(list[str])
_READERS: dict[type, Callable[[str], object]] = {
    str: str,
    int: int,
    date: date.fromisoformat,
    datetime: datetime.fromisoformat,
    UUID: UUID,
}


class Page(BaseModel, Generic[T]):
    """Some items of a list, and the cursor that continues it; `next` is None at the end."""

    model_config = ConfigDict(frozen=True)

    items: list[T]
    next: str | None


def require_limit(limit: int) -> int:
    """Return one more than `limit`, which tells whether another page follows."""
    if type(limit) is not int or not 1 <= limit <= _MAX_LIMIT:
        raise Invalid(f"limit must be a number from 1 to {_MAX_LIMIT}, not {limit!r:.50}", constraint="limit")
    return limit + 1


def make_page(rows: Sequence[T], limit: int, key: Callable[[T], Sequence[object]]) -> Page[T]:
    """Cut off the row beyond `limit`; when there was one, the last item's key becomes the cursor."""
    items = list(rows[:limit])
    if len(rows) <= limit:
        return Page(items=items, next=None)
    return Page(items=items, next=make_cursor(key(items[-1])))


def make_cursor(key: Sequence[object]) -> str:
    """Return the cursor that continues behind this sort key."""
    parts = [part.isoformat() if isinstance(part, date) else str(part) for part in key]
    return base64.urlsafe_b64encode(json.dumps(parts).encode()).decode()


def read_cursor(cursor: str, *types: type) -> tuple[object, ...]:
    """Return the sort key that a cursor holds; raises Invalid for anything that is no cursor of this list."""
    try:
        parts = _PARTS.validate_json(base64.b64decode(cursor.encode(), altchars=b"-_", validate=True))
        return tuple(_READERS[kind](part) for kind, part in zip(types, parts, strict=True))
    except (AttributeError, binascii.Error, ValueError) as error:
        raise Invalid("the cursor is not one that this function returned", constraint="cursor") from error
