"""Turn the records of a query into typed values: models derived from `Row`, or scalars of one column.

Validating each row costs more than fetching it. Most models need no validation: asyncpg has decoded the
values, and a column whose values all have exactly the type that its field names would leave a validator
unchanged. So each column's value types are checked in bulk, and a constructor generated for the model
builds the rows. What that check can't vouch for goes through pydantic's TypeAdapter
instead: models with validators, aliases, constraints or settings that change values, `Json[...]` fields,
and any batch that holds an unexpected type or NULL. The two ways yield equal objects, or the same error.

Checking values instead of the statement's type OIDs also catches a NULL where a field allows none, and a
column that was retyped while connections stayed open.
"""

from __future__ import annotations

import types
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from keyword import iskeyword
from typing import TYPE_CHECKING, Any, Generic, Literal, TypeVar, Union, cast, get_args, get_origin
from uuid import UUID

from asyncpg.pgproto import pgproto
from pydantic import BaseModel, ConfigDict, TypeAdapter, ValidationError

from trackerdb.errors import QueryError

if TYPE_CHECKING:
    from asyncpg import Record
    from pydantic.fields import FieldInfo

__all__ = ["Row", "RowMapper"]

T = TypeVar("T")
_Column = tuple[object, ...]


class Row(BaseModel):
    """Base of every model that a query returns: frozen, and each column must match a field by name."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)


class RowMapper(Generic[T]):
    """Map the records of one query to `row_type`: a Row model, or the type of a single column.

    `where` (`file:line`) opens the message of each QueryError.
    """

    def __init__(self, row_type: Any, *, where: str) -> None:
        self._row_type = row_type
        self._where = where
        self._is_model = isinstance(row_type, type) and issubclass(row_type, BaseModel)
        self._names: tuple[str, ...] | None = None
        self._constructor: _Constructor | None = None
        self._adapter: TypeAdapter[list[T]] | None = None

    def __call__(self, records: Sequence[Record]) -> list[T]:
        """Map `records`; raises QueryError when columns or values don't fit."""
        if not records:
            return []
        names = tuple(records[0].keys())
        if names != self._names:
            self._learn(names)
        built = self._constructor(records) if self._constructor is not None else None
        return self._validate(records) if built is None else cast("list[T]", built)

    def _learn(self, names: tuple[str, ...]) -> None:
        if self._is_model:
            self._check_names(names)
            self._constructor = _model_constructor(self._row_type, names)
        else:
            if len(names) != 1:
                raise QueryError(
                    f"{self._where}: {self._type_name} needs one column, found: {', '.join(names)}"
                )
            self._constructor = _scalar_constructor(self._row_type)
        self._names = names

    def _check_names(self, names: tuple[str, ...]) -> None:
        fields: dict[str, FieldInfo] = self._row_type.model_fields
        known = {alias for name, field in fields.items() for alias in _column_names(name, field)}
        faults = [f"column {name!r} is not a field" for name in names if name not in known]
        faults += [
            f"column {name!r} stands twice" for name in sorted({n for n in names if names.count(n) > 1})
        ]
        faults += [
            f"no column for field {name!r}"
            for name, field in fields.items()
            if field.is_required() and not _column_names(name, field) & set(names)
        ]
        if faults:
            raise QueryError(f"{self._where}: the columns don't match {self._type_name}: {'; '.join(faults)}")

    def _validate(self, records: Sequence[Record]) -> list[T]:
        if self._adapter is None:
            self._adapter = TypeAdapter(list[self._row_type])  # type: ignore[name-defined]
        values = (
            [dict(record.items()) for record in records]
            if self._is_model
            else [record[0] for record in records]
        )
        try:
            return self._adapter.validate_python(values)
        except ValidationError as error:
            raise QueryError(f"{self._where}: {_summary(error, self._type_name)}") from error

    @property
    def _type_name(self) -> str:
        return (
            str(getattr(self._row_type, "__name__", self._row_type))
            if self._is_model
            else str(self._row_type)
        )


def _column_names(name: str, field: FieldInfo) -> set[str]:
    names = {name}
    if isinstance(field.validation_alias, str):
        names.add(field.validation_alias)
    return names


def _summary(error: ValidationError, type_name: str) -> str:
    first = error.errors(include_input=False, include_url=False)[0]
    row, *path = first["loc"]
    place = ".".join(str(part) for part in path)
    return f"row {row} doesn't fit {type_name}{f', field {place}' if place else ''}: {first['msg']}"


@dataclass(frozen=True, slots=True)
class _Values:
    """The values that one column may hold, so that validating them would change nothing.

    `types` are exact; `inspect` looks at what a type can't tell; `store` makes of a value what a field holds,
    where that is another object.
    """

    types: frozenset[type]
    inspect: Callable[[_Column], bool] | None = None
    store: Callable[[Any], object] | None = None

    def accept(self, column: _Column) -> bool:
        return self.types.issuperset(map(type, column)) and (self.inspect is None or self.inspect(column))

    def stored(self, column: _Column) -> Iterable[object]:
        return column if self.store is None else map(self.store, column)


@dataclass(frozen=True, slots=True)
class _Constructor:
    """Builds rows from columns, and what it takes for granted about each column."""

    columns: tuple[_Values, ...]
    build: Callable[[Sequence[Iterable[object]]], list[Any]]

    def __call__(self, records: Sequence[Record]) -> list[Any] | None:
        """Return the rows; None where only a validator can tell what they are."""
        # Transposed once, each column is checked, and all are read again, without a Python-level loop.
        columns = list(zip(*cast("Iterable[_Column]", records), strict=True))
        for values, column in zip(self.columns, columns, strict=True):
            if not (_all_null(column) and types.NoneType in values.types) and not values.accept(column):
                return None
        return self.build(
            [values.stored(column) for values, column in zip(self.columns, columns, strict=True)]
        )


def _all_null(column: _Column) -> bool:
    # Counting compares by identity first, so it costs little where it is worth doing.
    return column[0] is None and column[-1] is None and column.count(None) == len(column)


def _all_finite(column: _Column) -> bool:
    """Refuse NaN and Infinity, which `numeric` can hold and pydantic's Decimal can't."""
    # Without NULLs, and without zeros, which are finite.
    return all(map(Decimal.is_finite, filter(None, cast("tuple[Decimal | None, ...]", column))))


_PLAIN: dict[type, _Values] = {
    bool: _Values(frozenset({bool})),
    int: _Values(frozenset({int})),
    float: _Values(frozenset({float})),
    str: _Values(frozenset({str})),
    bytes: _Values(frozenset({bytes})),
    date: _Values(frozenset({date})),
    datetime: _Values(frozenset({datetime})),
    time: _Values(frozenset({time})),
    timedelta: _Values(frozenset({timedelta})),
    UUID: _Values(frozenset({UUID, pgproto.UUID})),
    Decimal: _Values(frozenset({Decimal}), _all_finite),
}


def _values_of(annotation: object) -> _Values | None:
    """Say what a column of this annotation may hold; None when only a validator can tell."""
    if isinstance(annotation, type):
        return _PLAIN.get(annotation)
    origin, arguments = get_origin(annotation), get_args(annotation)
    if origin in (Union, types.UnionType):
        return _optional(arguments)
    if origin is Literal:
        return _labels(arguments)
    if origin is list and len(arguments) == 1:
        return _array(arguments[0], store=None)
    if origin is tuple and len(arguments) == 2 and arguments[1] is Ellipsis:
        return _array(arguments[0], store=_tuple)
    return None


def _optional(members: tuple[object, ...]) -> _Values | None:
    some = [member for member in members if member is not types.NoneType]
    inner = _values_of(some[0]) if len(some) == 1 and len(members) == 2 else None
    if inner is None:
        return None
    return replace(inner, types=inner.types | {types.NoneType})


def _labels(labels: tuple[object, ...]) -> _Values | None:
    if not all(type(label) is str for label in labels):
        return None
    known = frozenset({*labels, None})
    return _Values(frozenset({str}), known.issuperset)


def _tuple(array: list[object] | None) -> tuple[object, ...] | None:
    return None if array is None else tuple(array)


def _array(element: object, *, store: Callable[[Any], object] | None) -> _Values | None:
    inner = _values_of(element)
    if inner is None or inner.store is not None:
        return None
    accept = inner.accept

    def inspect(column: _Column) -> bool:
        arrays = cast("tuple[list[object] | None, ...]", column)
        return accept(tuple(value for array in arrays if array is not None for value in array))

    return _Values(frozenset({list}), inspect, store)


def _scalar_constructor(annotation: object) -> _Constructor | None:
    values = _values_of(annotation)
    if values is None:
        return None
    return _Constructor((values,), lambda columns: list(columns[0]))


# Settings of a model that can't change how a value is stored or compared.
_HARMLESS_SETTINGS = frozenset(
    {
        "arbitrary_types_allowed",
        "extra",
        "frozen",
        "from_attributes",
        "json_schema_extra",
        "populate_by_name",
        "ser_json_bytes",
        "ser_json_inf_nan",
        "ser_json_timedelta",
        "serialize_by_alias",
        "title",
        "use_attribute_docstrings",
    }
)


def _model_constructor(model: type[BaseModel], names: tuple[str, ...]) -> _Constructor | None:
    fields = tuple(model.model_fields)
    if not names or set(names) != set(fields) or not _stores_values_as_given(model):
        return None
    columns = [_values_of(model.model_fields[name].annotation) for name in names]
    if any(column is None for column in columns):
        return None
    build = _builder(model, fields)
    if build is None:
        return None
    # In the order of the fields, as a validator leaves it: repr and serialisation follow it.
    order = [names.index(name) for name in fields]
    known = tuple(cast("list[_Values]", columns))
    return _Constructor(known, lambda columns: build(zip(*[columns[index] for index in order], strict=True)))


def _builder(
    model: type[BaseModel], fields: tuple[str, ...]
) -> Callable[[Iterable[_Column]], list[Any]] | None:
    """Generate what makes instances of tuples of their fields' values; None where `model` doesn't allow it.

    A frozen model's attributes can only be set past its own `__setattr__`, by calls that cost more than the
    rest of a row. So each instance begins as one of a twin class, which differs from the model in that its
    attributes are set as any object's are, and then becomes one of the model. The interpreter also keeps the
    keys of such a class's attributes once, which halves what a row takes.
    """

    class Twin(BaseModel):
        # Both, or neither takes the interpreter's fast path.
        __setattr__ = object.__setattr__
        __delattr__ = object.__delattr__

    try:
        object.__new__(Twin).__class__ = model  # type: ignore[assignment]
    except TypeError:
        # The model has slots of its own, or another base in C.
        return None
    if not all(name.isascii() and name.isidentifier() and not iskeyword(name) for name in fields):
        return None
    source = (
        "def build(rows):\n"
        "    built = []\n"
        "    append = built.append\n"
        # One set for the batch: it holds every field, so no assignment can change it, and pydantic's own
        # copies of a model copy it.
        "    fields_set = fields.copy()\n"
        "    for row in rows:\n"
        "        instance = new(twin)\n"
        f"        {', '.join(f'instance.{name}' for name in fields)}, = row\n"
        "        instance.__pydantic_fields_set__ = fields_set\n"
        "        instance.__pydantic_extra__ = None\n"
        "        instance.__pydantic_private__ = None\n"
        "        instance.__class__ = model\n"
        "        append(instance)\n"
        "    return built\n"
    )
    namespace: dict[str, object] = {
        "model": model,
        "twin": Twin,
        "new": object.__new__,
        "fields": set(fields),
    }
    # Built from the names of fields alone, never from data.
    exec(compile(source, "<row constructor>", "exec"), namespace)  # noqa: S102
    return cast("Callable[[Iterable[_Column]], list[Any]]", namespace["build"])


def _stores_values_as_given(model: type[BaseModel]) -> bool:
    """Tell whether validating a model's own field types is all that building it means."""
    decorators = model.__pydantic_decorators__
    return (
        not (decorators.validators or decorators.field_validators)
        and not (decorators.root_validators or decorators.model_validators)
        and all(not field.metadata and field.alias is None for field in model.model_fields.values())
        and all(field.validation_alias is None for field in model.model_fields.values())
        # Private attributes are set there too.
        and model.__pydantic_post_init__ is None
        and model.__init__ is BaseModel.__init__
        and model.__new__ is object.__new__
        and not any("__get_pydantic_core_schema__" in vars(base) for base in _own_bases(model))
        and _HARMLESS_SETTINGS.issuperset(model.model_config)
    )


def _own_bases(model: type[BaseModel]) -> list[type]:
    return [base for base in model.__mro__ if issubclass(base, BaseModel) and base is not BaseModel]
