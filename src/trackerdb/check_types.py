"""Which Python types stand for which PostgreSQL types, in rows and in parameters."""

from __future__ import annotations

import types
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any, Literal, Union, get_args, get_origin
from uuid import UUID

__all__ = ["PgType", "column_fault", "is_optional", "parameter_fault"]


@dataclass(frozen=True, slots=True)
class PgType:
    """A PostgreSQL type: its name; an array's element; an enumeration's labels."""

    name: str
    element: PgType | None = None
    labels: tuple[str, ...] | None = None


_TEXT = frozenset({"text", "varchar", "bpchar", "name", "citext", "char", "xml"})
_JSON = frozenset({"json", "jsonb"})
_INTEGERS = frozenset({"int2", "int4", "int8", "oid"})
_FLOATS = frozenset({"float4", "float8"})

_ROWS: dict[type, frozenset[str]] = {
    bool: frozenset({"bool"}),
    int: _INTEGERS,
    float: _FLOATS,
    Decimal: frozenset({"numeric"}),
    str: _TEXT | _JSON,
    bytes: frozenset({"bytea"}),
    date: frozenset({"date"}),
    # Not `timestamp`: what asyncpg makes of it has no time zone.
    datetime: frozenset({"timestamptz"}),
    time: frozenset({"time"}),
    timedelta: frozenset({"interval"}),
    UUID: frozenset({"uuid"}),
}
# asyncpg sends an int where a fraction is wanted, and text to any type that it has no codec for.
_PARAMETERS = _ROWS | {
    int: _INTEGERS | _FLOATS | {"numeric"},
    str: _TEXT | _JSON | {"regconfig", "tsquery", "regclass", "unknown"},
}


def is_optional(annotation: Any) -> bool:
    """Tell whether None is one of the annotation's types."""
    return get_origin(annotation) in (Union, types.UnionType) and types.NoneType in get_args(annotation)


def column_fault(annotation: Any, pg_type: PgType) -> str | None:
    """Say what is wrong when a column of `pg_type` fills a field of `annotation`; None when nothing is."""
    return _fault(annotation, pg_type, _ROWS)


def parameter_fault(annotation: Any, pg_type: PgType) -> str | None:
    """Say what is wrong when an argument of `annotation` is sent as `pg_type`; None when nothing is."""
    return _fault(annotation, pg_type, _PARAMETERS)


def _fault(annotation: Any, pg_type: PgType, table: dict[type, frozenset[str]]) -> str | None:
    if is_optional(annotation):
        members = [member for member in get_args(annotation) if member is not types.NoneType]
        return _fault(members[0], pg_type, table) if len(members) == 1 else None
    origin, arguments = get_origin(annotation), get_args(annotation)
    if origin in (list, Sequence, tuple) and (origin is not tuple or arguments[1:] == (Ellipsis,)):
        if pg_type.element is None:
            return f"{pg_type.name} is no array"
        return _fault(arguments[0], pg_type.element, table)
    if origin is Literal:
        return _label_fault(arguments, pg_type)
    if annotation is str and pg_type.labels is not None:
        return None
    names = table.get(annotation) if isinstance(annotation, type) else None
    # A type that is listed nowhere has a validator of its own, which judges the values.
    if names is None or (pg_type.element is None and pg_type.name in names):
        return None
    return f"{_shown(annotation)} does not stand for {pg_type.name}"


def _label_fault(labels: tuple[Any, ...], pg_type: PgType) -> str | None:
    if pg_type.labels is None:
        return None if pg_type.name in _TEXT else f"labels do not stand for {pg_type.name}"
    missing = sorted(set(pg_type.labels) - set(labels))
    unknown = sorted(set(labels) - set(pg_type.labels))
    faults = [f"the annotation lacks {', '.join(map(repr, missing))}"] if missing else []
    faults += [f"{pg_type.name} has no {', '.join(map(repr, unknown))}"] if unknown else []
    return "; ".join(faults) or None


def _shown(annotation: Any) -> str:
    return annotation.__name__ if isinstance(annotation, type) else str(annotation)
