"""Bind typed Python stubs to the named queries of `sql/queries`.

    @query
    async def get(db: Executor, exercise_id: int) -> Exercise | None:
        '''One live exercise, or None when it is absent or deleted.'''
        ...

in module `exercises` is the query `get` of `exercises.sql`. The signature is the contract: parameter names,
cardinality and row type are checked at import, with file and line; nothing is left to find out per call.
"""

from __future__ import annotations

from collections.abc import AsyncGenerator, AsyncIterator, Callable, Coroutine
from functools import wraps
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import TYPE_CHECKING, Any, ParamSpec, TypeVar, cast

from trackerdb.bound import BoundQuery
from trackerdb.errors import QueryError
from trackerdb.query_files import NamedQuery, parse_queries

if TYPE_CHECKING:
    from types import FunctionType

__all__ = ["QueryDirectory", "check_complete", "packaged", "query", "stream"]

P = ParamSpec("P")
R = TypeVar("R")


class QueryDirectory:
    """A directory of query files and the functions bound to them."""

    def __init__(self, directory: Traversable) -> None:
        self._directory = directory
        self._files: dict[str, dict[str, NamedQuery]] = {}
        self._bound: dict[tuple[str, str], BoundQuery] = {}

    @property
    def bound(self) -> tuple[BoundQuery, ...]:
        """Every query that a function was bound to."""
        return tuple(self._bound.values())

    def query(self, stub: Callable[P, Coroutine[Any, Any, R]], /) -> Callable[P, Coroutine[Any, Any, R]]:
        """Make the stub run the query of its own name, from the file of its module's name.

        The first parameter is `db`; the others are the `:parameters` of the SQL. What it returns depends on
        the cardinality: `:one` a row (NotFound where there is none), `:maybe` a row or None, `:many` a list,
        `:exec` None, `:execrows` the number of rows. Raises QueryError where stub and SQL disagree.
        """
        bound = self._bind(stub, streams=False)
        arrange, run = bound.arrange, bound.run

        @wraps(stub)
        async def call(*args: P.args, **kwargs: P.kwargs) -> R:
            db, values = arrange(*args, **kwargs)
            return cast("R", await run(db, values))

        bound.describe(call)
        return call

    def stream(self, stub: Callable[P, AsyncIterator[R]], /) -> Callable[P, AsyncGenerator[R, None]]:
        """Make the stub iterate over the rows of a `:stream` query, in bounded memory.

        A cursor reads in chunks, inside the caller's transaction, or one of its own. Whoever may leave the
        loop early wraps the iterator in `contextlib.aclosing`, so that the transaction ends there and then.
        """
        bound = self._bind(stub, streams=True)
        arrange, iterate = bound.arrange, bound.iterate

        @wraps(stub)
        def call(*args: P.args, **kwargs: P.kwargs) -> AsyncGenerator[R, None]:
            db, values = arrange(*args, **kwargs)
            return iterate(db, values)

        bound.describe(call)
        return call

    def check_complete(self) -> None:
        """Raise QueryError for a query without a function, or a row type that can't be found."""
        for entry in self._directory.iterdir():
            module, dot, extension = entry.name.rpartition(".")
            if dot + extension == ".sql":
                self._load(module, str(entry))
        unused = [
            f"{named.where}: no function uses the query {named.name!r}"
            for module, queries in self._files.items()
            for named in queries.values()
            if (module, named.name) not in self._bound
        ]
        if unused:
            raise QueryError("\n".join(unused))
        for bound in self._bound.values():
            bound.resolve()

    def _bind(self, stub: Callable[..., object], *, streams: bool) -> BoundQuery:
        function = cast("FunctionType", stub)
        module = function.__module__.rpartition(".")[2]
        where = f"{function.__code__.co_filename}:{function.__code__.co_firstlineno}"
        queries = self._load(module, where)
        if function.__name__ not in queries:
            raise QueryError(
                f"{where}: there is no query {function.__name__!r} in {self._directory / f'{module}.sql'}"
            )
        bound = BoundQuery(module, queries[function.__name__], function, streams=streams)
        self._register(bound)
        return bound

    def _load(self, module: str, where: str) -> dict[str, NamedQuery]:
        if module not in self._files:
            path = self._directory / f"{module}.sql"
            if not path.is_file():
                raise QueryError(f"{where}: there is no query file {path}")
            self._files[module] = parse_queries(path.read_text(encoding="utf-8"), str(path))
        return self._files[module]

    def _register(self, bound: BoundQuery) -> None:
        key = (bound.module, bound.named.name)
        other = self._bound.get(key)
        # A reloaded module defines its own stubs again, each in its old place.
        if other is not None and other.where_in_python != bound.where_in_python:
            raise QueryError(
                f"{bound.where_in_python}: the query {bound.named.name!r} has a function already, "
                f"in {other.where_in_python}"
            )
        self._bound[key] = bound


packaged = QueryDirectory(files("trackerdb") / "sql" / "queries")
query = packaged.query
stream = packaged.stream
check_complete = packaged.check_complete
