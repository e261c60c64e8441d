"""Every public signature is typed without Any, and `help` shows what a query is for."""

from __future__ import annotations

import inspect
import re
import types
from collections.abc import Callable, Iterator
from typing import Any

import pytest

import trackerdb
from trackerdb import database, embedded, migrations
from trackerdb.query import packaged

MODULES = [
    trackerdb,
    database,
    embedded,
    migrations,
    *(
        getattr(trackerdb, name)
        for name in trackerdb.__all__
        if isinstance(getattr(trackerdb, name), types.ModuleType)
    ),
]


def public() -> Iterator[tuple[str, Callable[..., Any]]]:
    """Public functions, and public classes with their public methods and their fields."""
    for module in MODULES:
        for name in module.__all__:
            found = getattr(module, name)
            if inspect.isfunction(found):
                yield f"{module.__name__}.{name}", inspect.unwrap(found)
            elif inspect.isclass(found):
                yield f"{module.__name__}.{name}", found
                for method in vars(found).values():
                    # pydantic puts functions of its own into a model.
                    own = inspect.isfunction(method) and method.__module__.startswith("trackerdb")
                    if own and not method.__name__.startswith("_"):
                        yield f"{module.__name__}.{name}.{method.__name__}", method


PUBLIC = dict(public())


@pytest.mark.parametrize("name", PUBLIC)
def test_no_public_signature_says_any(name: str) -> None:
    found: Any = PUBLIC[name]
    annotations = vars(found).get("__annotations__", {}) if inspect.isclass(found) else found.__annotations__
    vague = [what for what, annotation in annotations.items() if re.search(r"\bAny\b", str(annotation))]
    assert not vague


@pytest.mark.parametrize("name", [name for name, found in PUBLIC.items() if inspect.isfunction(found)])
def test_every_parameter_and_result_is_annotated(name: str) -> None:
    signature = inspect.signature(PUBLIC[name])
    bare = [p.name for p in signature.parameters.values() if p.annotation is p.empty and p.name != "self"]
    assert not bare
    assert signature.return_annotation is not signature.empty
    assert PUBLIC[name].__doc__


@pytest.mark.parametrize("bound", packaged.bound, ids=lambda bound: bound.qualified_name)
def test_help_shows_the_purpose_of_the_sql(bound: Any) -> None:
    module = __import__(bound.stub.__module__, fromlist=["x"])
    function = getattr(module, bound.stub.__name__)
    assert f"SQL: {bound.named.purpose}" in (inspect.getdoc(function) or "")
    assert inspect.signature(function) == bound.signature
