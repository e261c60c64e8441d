"""The arguments of a call: put in the SQL's order, and checked for what asyncpg would take without a word."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any, cast, get_args

from trackerdb.errors import Invalid

if TYPE_CHECKING:
    from types import FunctionType

    from trackerdb.executor import Executor

__all__ = ["ArgumentCheck", "annotation_of", "arranger", "nul_holder"]


def arranger(
    name: str, signature: inspect.Signature, order: tuple[str, ...]
) -> Callable[..., tuple[Executor, tuple[object, ...]]]:
    """Compile a function with the stub's parameters that returns `db` and the values in the SQL's order.

    Python's own argument handling is several times faster than `Signature.bind`, and its errors are familiar.
    """
    defaults = {
        f"default_{key}": p.default for key, p in signature.parameters.items() if p.default is not p.empty
    }
    bare = [
        p.replace(annotation=p.empty, default=p.empty if p.default is p.empty else _Name(f"default_{key}"))
        for key, p in signature.parameters.items()
    ]
    values = "".join(f"{key}, " for key in order)
    source = f"def {name}{inspect.Signature(bare)}:\n    return db, ({values})\n"
    # Built from a signature and from identifiers that the tokenizer found, never from data.
    exec(compile(source, "<parameters>", "exec"), defaults)  # noqa: S102
    return cast("Callable[..., tuple[Executor, tuple[object, ...]]]", defaults[name])


class _Name:
    """Shows as a bare name in a signature's source."""

    def __init__(self, name: str) -> None:
        self._name = name

    def __repr__(self) -> str:
        return self._name


class ArgumentCheck:
    """Refuse arguments that asyncpg would send as something else.

    A naive datetime would be taken for the machine's local time, and a fraction cut down to a whole number
    where the SQL wants one. Both are checked in arrays too.
    """

    def __init__(self, stub: FunctionType, names: tuple[str, ...]) -> None:
        self._stub = stub
        self._names = names

    def __call__(self, values: tuple[object, ...]) -> None:
        """Raise Invalid, naming the parameter, unless all `values` will be sent as they are."""
        for name, value in zip(self._names, values, strict=True):
            if isinstance(value, (datetime, float, Decimal)):
                self._check(name, (value,))
            elif isinstance(value, (list, tuple)):
                self._check(name, cast("Sequence[object]", value))

    def _check(self, name: str, values: Sequence[object]) -> None:
        # The types first: one pass without a Python-level loop over what may be thousands of numbers.
        for kind in set(map(type, values)):
            if issubclass(kind, datetime):
                if any(isinstance(value, datetime) and value.tzinfo is None for value in values):
                    raise Invalid(
                        f"{name} must carry a time zone", constraint=name, detail="a naive datetime"
                    )
            elif issubclass(kind, (float, Decimal)):
                if _takes_integers(self._stub, name):
                    raise Invalid(
                        f"{name} must be a whole number", constraint=name, detail=f"a {kind.__name__}"
                    )
            elif issubclass(kind, (list, tuple)):
                for value in values:
                    if isinstance(value, kind):
                        self._check(name, cast("Sequence[object]", value))


def annotation_of(stub: FunctionType, name: str) -> Any:
    """Return one annotation of the stub, evaluated; raises NameError while a name in it isn't defined.

    Not `typing.get_type_hints`, which needs all of them, and some exist for type checkers alone.
    """
    annotation = stub.__annotations__[name]
    # The stub's own source, evaluated where Python itself would.
    return eval(annotation, stub.__globals__) if isinstance(annotation, str) else annotation  # noqa: S307


def nul_holder(names: Sequence[str], values: Sequence[object]) -> str | None:
    """Return the name of the first value that is, or holds, a text with a NUL character."""
    return next((name for name, value in zip(names, values, strict=True) if _holds_nul(value)), None)


def _holds_nul(value: object) -> bool:
    if isinstance(value, (list, tuple)):
        return any(map(_holds_nul, cast("Sequence[object]", value)))
    return isinstance(value, str) and "\0" in value


def _takes_integers(stub: FunctionType, name: str) -> bool:
    try:
        leaves = set(_leaves(annotation_of(stub, name)))
    except (KeyError, NameError):
        return False  # Known to type checkers alone.
    return int in leaves and not leaves & {float, Decimal}


def _leaves(annotation: Any) -> Iterator[Any]:
    arguments = get_args(annotation)
    if not arguments:
        yield annotation
    for argument in arguments:
        yield from _leaves(argument)
