"""Turn the records of a query into typed values: models derived from `Row`, or scalars of one column.

Validating each row costs more than fetching it. Most models need no validation: asyncpg has decoded the
values, and a column whose values all have exactly the type that its field names would leave a validator
unchanged. So each column's value types are checked in bulk, and a constructor generated for the model and
the column order builds the rows. What that check can't vouch for goes through pydantic's TypeAdapter
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
        if self._constructor is not None and self._constructor.accepts(records):
            return cast("list[T]", self._constructor.build(records))
        return self._validate(records)

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


_AS_GIVEN = "{value}"


@dataclass(frozen=True, slots=True)
class _Values:
    """The values that one column may hold, so that validating them would change nothing.

    `types` are exact; `inspect` looks at what a type can't tell; `template` is the expression that stores
    a value; `{value}` stands for the variable that holds it.
    """

    types: frozenset[type]
    inspect: Callable[[_Column], bool] | None = None
    template: str = _AS_GIVEN

    def accept(self, column: _Column) -> bool:
        return self.types.issuperset(map(type, column)) and (self.inspect is None or self.inspect(column))


@dataclass(frozen=True, slots=True)
class _Constructor:
    """A generated constructor and what it takes for granted about each column."""

    columns: tuple[_Values, ...]
    build: Callable[[Sequence[Record]], list[Any]]

    def accepts(self, records: Sequence[Record]) -> bool:
        # Transposing first lets each column be checked without a Python-level loop over its values.
        by_column = zip(*cast("Iterable[tuple[object, ...]]", records), strict=True)
        for values, column in zip(self.columns, by_column, strict=True):
            if not values.types.issuperset(map(type, column)):
                return False
            if values.inspect is not None and not values.inspect(column):
                return False
        return True


def _all_finite(column: _Column) -> bool:
    """Refuse NaN and Infinity, which `numeric` can hold and pydantic's Decimal can't."""
    return all(value is None or cast("Decimal", value).is_finite() for value in column)


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
        return _array(arguments[0], template=_AS_GIVEN)
    if origin is tuple and len(arguments) == 2 and arguments[1] is Ellipsis:
        return _array(arguments[0], template="tuple({value})")
    return None


def _optional(members: tuple[object, ...]) -> _Values | None:
    some = [member for member in members if member is not types.NoneType]
    inner = _values_of(some[0]) if len(some) == 1 and len(members) == 2 else None
    if inner is None:
        return None
    template = (
        inner.template if inner.template == _AS_GIVEN else f"None if {{value}} is None else {inner.template}"
    )
    return replace(inner, types=inner.types | {types.NoneType}, template=template)


def _labels(labels: tuple[object, ...]) -> _Values | None:
    if not all(type(label) is str for label in labels):
        return None
    known = frozenset({*labels, None})
    return _Values(frozenset({str}), known.issuperset)


def _array(element: object, *, template: str) -> _Values | None:
    inner = _values_of(element)
    if inner is None or inner.template != _AS_GIVEN:
        return None
    accept = inner.accept

    def inspect(column: _Column) -> bool:
        arrays = cast("tuple[list[object] | None, ...]", column)
        return accept(tuple(value for array in arrays if array is not None for value in array))

    return _Values(frozenset({list}), inspect, template)


def _scalar_constructor(annotation: object) -> _Constructor | None:
    values = _values_of(annotation)
    if values is None:
        return None
    source = f"def build(records):\n    return [{values.template.format(value='v')} for (v,) in records]\n"
    return _Constructor((values,), _compile(source, {}))


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
    if set(names) != set(model.model_fields) or not _stores_values_as_given(model):
        return None
    columns = [_values_of(model.model_fields[name].annotation) for name in names]
    if any(column is None for column in columns):
        return None
    known = cast("list[_Values]", columns)
    variables = {name: f"v{index}" for index, name in enumerate(names)}
    templates = dict(zip(names, known, strict=True))
    # In the order of the fields, as a validator leaves it: repr and serialisation follow the dict.
    stored = ", ".join(
        f"{name!r}: {templates[name].template.format(value=variables[name])}" for name in model.model_fields
    )
    source = (
        "def build(records):\n"
        "    built = []\n"
        "    append = built.append\n"
        # One set for the batch, since a third of the time went into copies of it: it holds every field, so no
        # assignment can change it, and pydantic's own copies of a model copy it.
        "    fields_set = fields.copy()\n"
        f"    for {', '.join(variables.values())}, in records:\n"
        "        instance = new(model)\n"
        f"        set_dict(instance, {{{stored}}})\n"
        "        set_fields_set(instance, fields_set)\n"
        "        set_extra(instance, None)\n"
        "        set_private(instance, None)\n"
        "        append(instance)\n"
        "    return built\n"
    )
    slots = BaseModel.__dict__
    namespace: dict[str, object] = {
        "model": model,
        "new": object.__new__,
        "fields": set(model.model_fields),
        "set_dict": slots["__dict__"].__set__,
        "set_fields_set": slots["__pydantic_fields_set__"].__set__,
        "set_extra": slots["__pydantic_extra__"].__set__,
        "set_private": slots["__pydantic_private__"].__set__,
    }
    return _Constructor(tuple(known), _compile(source, namespace))


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


def _compile(source: str, namespace: dict[str, object]) -> Callable[[Sequence[Record]], list[Any]]:
    # Built from field positions and names that Python itself accepted as identifiers, never from data.
    exec(compile(source, "<row constructor>", "exec"), namespace)  # noqa: S102
    return cast("Callable[[Sequence[Record]], list[Any]]", namespace["build"])
