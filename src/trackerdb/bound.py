"""One query bound to one stub: what is checked at import, and what a call does."""

from __future__ import annotations

import inspect
import types
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Coroutine, Sequence
from time import perf_counter
from typing import TYPE_CHECKING, Any, Union, cast, get_args, get_origin

import asyncpg
from pydantic import BaseModel

from trackerdb.arguments import ArgumentCheck, annotation_of, arranger, nul_holder
from trackerdb.errors import Invalid, NotFound, QueryError, Unavailable
from trackerdb.query_files import NamedQuery
from trackerdb.rows import RowMapper
from trackerdb.sqlstate import translate
from trackerdb.transactions import in_transaction, transaction

if TYPE_CHECKING:
    from types import FunctionType

    from asyncpg import Record

    from trackerdb.executor import Connection, Executor

__all__ = ["BoundQuery"]

_UNRESOLVED = object()
_ROWS_A_FETCH = 500


class BoundQuery:
    """A named query, the stub that it was bound to, and the type of a row.

    `run` and `iterate` take the parameters' values in the order of `named.parameters`.
    """

    def __init__(self, module: str, named: NamedQuery, stub: FunctionType, *, streams: bool) -> None:
        self.module = module
        self.named = named
        self.stub = stub
        self.where_in_python = f"{stub.__code__.co_filename}:{stub.__code__.co_firstlineno}"
        self.signature = inspect.signature(stub)
        self._mapper: RowMapper[Any] | None = None
        self._check_kind(streams=streams)
        self._check_parameters()
        self.arrange = arranger(stub.__name__, self.signature, named.parameters)
        self._check_arguments = ArgumentCheck(stub, named.parameters)
        self.run = self._runner()
        if _returns(stub) is not _UNRESOLVED:
            self.resolve()

    @property
    def qualified_name(self) -> str:
        """`module.name`, as hooks and messages show it."""
        return f"{self.module}.{self.named.name}"

    @property
    def row_type(self) -> Any:
        """The type of a row: a model, or the type of the single column; None where no rows come back."""
        annotation = _returns(self.stub)
        if annotation is _UNRESOLVED:
            raise self._error("the return annotation is missing, or names something that isn't defined")
        return _row_type(annotation, self.named.cardinality)

    def resolve(self) -> None:
        """Check the return annotation against the cardinality; raises QueryError."""
        row_type = self.row_type
        if row_type is _UNRESOLVED:
            raise self._error(
                f":{self.named.cardinality} needs the annotation -> {_EXPECTED[self.named.cardinality]}, "
                f"found {inspect.formatannotation(_returns(self.stub))}"
            )
        self._mapper = RowMapper(row_type, where=f"{self.named.where}: {self.named.name}")

    def describe(self, function: Callable[..., object]) -> None:
        """Give the public function the query's SQL, purpose and place."""
        named = self.named
        function.__doc__ = "\n\n".join(
            part for part in (inspect.cleandoc(self.stub.__doc__ or ""), f"SQL: {named.purpose}") if part
        )
        vars(function).update(
            sql=named.sql, purpose=named.purpose, file=named.file, line=named.line, query=self
        )

    def _error(self, message: str) -> QueryError:
        return QueryError(
            f"{self.named.where}: {self.named.name}: {message} (function in {self.where_in_python})"
        )

    def _check_kind(self, *, streams: bool) -> None:
        code = self.stub.__code__
        if streams != (self.named.cardinality == "stream"):
            raise self._error(f":{self.named.cardinality} is bound with @{'stream' if streams else 'query'}")
        if inspect.iscoroutinefunction(self.stub) == streams or inspect.isasyncgenfunction(self.stub):
            raise self._error(
                "a stub is `async def` under @query, and `def … -> AsyncIterator[…]` under @stream"
            )
        if code.co_names or len(code.co_varnames) > len(self.signature.parameters):
            raise self._error("a stub's body is its docstring and `...`; other code would never run")

    def _check_parameters(self) -> None:
        if next(iter(self.signature.parameters), None) != "db":
            raise self._error("the function's first parameter is `db`")
        _db, *parameters = self.signature.parameters.values()
        variadic = [p.name for p in parameters if p.kind in (p.VAR_POSITIONAL, p.VAR_KEYWORD)]
        if variadic:
            raise self._error(
                f"the function takes *{variadic[0]}; each :parameter needs a parameter of its own"
            )
        here, there = {p.name for p in parameters}, set(self.named.parameters)
        faults = [f"the SQL has no :{name}" for name in sorted(here - there)]
        faults += [f"the function has no parameter {name!r}" for name in sorted(there - here)]
        if faults:
            raise self._error("; ".join(faults))

    def _runner(self) -> Callable[[Executor, tuple[object, ...]], Coroutine[Any, Any, object]]:
        match self.named.cardinality:
            case "one":
                return self._run_one
            case "maybe":
                return self._run_maybe
            case "many":
                return self._run_many
            case "execrows":
                return self._run_execrows
            case _:
                return self._run_exec

    async def _run_many(self, db: Executor, values: tuple[object, ...]) -> list[Any]:
        records: list[Record] = await self._send(db, values, "fetch")
        return self._map(records)

    async def _run_maybe(self, db: Executor, values: tuple[object, ...]) -> object:
        records: list[Record] = await self._send(db, values, "fetch")
        if len(records) > 1:
            raise self._error(f":{self.named.cardinality} got {len(records)} rows")
        return self._map(records)[0] if records else None

    async def _run_one(self, db: Executor, values: tuple[object, ...]) -> object:
        records: list[Record] = await self._send(db, values, "fetch")
        if not records:
            raise NotFound(f"{self.qualified_name}: no such row")
        if len(records) > 1:
            raise self._error(f":{self.named.cardinality} got {len(records)} rows")
        return self._map(records)[0]

    async def _run_exec(self, db: Executor, values: tuple[object, ...]) -> None:
        await self._send(db, values, "execute")

    async def _run_execrows(self, db: Executor, values: tuple[object, ...]) -> int:
        return _row_count(await self._send(db, values, "execute"))

    def _map(self, records: Sequence[Record]) -> list[Any]:
        if self._mapper is None:
            self.resolve()
        return cast("RowMapper[Any]", self._mapper)(records)

    async def _send(self, db: Executor, values: tuple[object, ...], method: str) -> Any:
        self._check_arguments(values)
        on_query = getattr(db, "on_query", None)
        started = perf_counter() if on_query is not None else 0.0
        rows: int | None = None
        try:
            answer = await getattr(db, method)(self.named.sql, *values)
            if on_query is not None:
                rows = len(answer) if method == "fetch" else _row_count(answer)
        except Exception as error:
            raise self._translated(error, values) from error
        finally:
            if on_query is not None:
                on_query(self.qualified_name, perf_counter() - started, rows)
        return answer

    async def iterate(self, db: Executor, values: tuple[object, ...]) -> AsyncGenerator[Any, None]:
        """Yield the rows, read through a cursor."""
        if isinstance(db, asyncpg.Pool) or not in_transaction(db):
            async with transaction(db) as connection:
                async for row in self._iterate(connection, values):
                    yield row
            return
        async for row in self._iterate(db, values):
            yield row

    async def _iterate(self, db: Connection, values: tuple[object, ...]) -> AsyncIterator[Any]:
        self._check_arguments(values)
        on_query = getattr(db, "on_query", None)
        seconds, count, failed = 0.0, 0, False
        started = perf_counter()
        try:
            cursor = await db.cursor(self.named.sql, *values)
            while records := await cursor.fetch(_ROWS_A_FETCH):
                # What the caller does with the rows in between is not the query's time.
                seconds += perf_counter() - started
                count += len(records)
                for row in self._map(records):
                    yield row
                started = perf_counter()
            seconds += perf_counter() - started
        except (asyncpg.PostgresError, asyncpg.InterfaceError, asyncpg.InternalClientError, OSError) as error:
            seconds += perf_counter() - started
            failed = True
            raise self._translated(error, values) from error
        finally:
            if on_query is not None:
                on_query(self.qualified_name, seconds, None if failed else count)

    def _translated(self, error: Exception, values: tuple[object, ...]) -> Exception:
        known = translate(error, self.named.parameters)
        if isinstance(known, Invalid) and known.constraint is None:
            # The server says that a text holds a NUL, but not which.
            name = nul_holder(self.named.parameters, values)
            if name is not None:
                return Invalid(f"{name} holds a NUL character", constraint=name, detail=str(known))
        if isinstance(known, Unavailable):
            return type(known)(f"{self.qualified_name}: {known}")
        return known or error


_EXPECTED = {
    "one": "a row",
    "maybe": "a row | None",
    "many": "list[a row]",
    "exec": "None",
    "execrows": "int",
    "stream": "AsyncIterator[a row]",
}


def _returns(stub: FunctionType) -> Any:
    """Return the stub's return annotation; _UNRESOLVED while it, or a name in it, isn't defined."""
    try:
        return annotation_of(stub, "return")
    except (KeyError, NameError):
        return _UNRESOLVED


def _row_type(annotation: Any, cardinality: str) -> Any:
    """Return the row type within a return annotation, or _UNRESOLVED when the cardinality forbids it."""
    origin, arguments = get_origin(annotation), get_args(annotation)
    optional = origin in (Union, types.UnionType) and types.NoneType in arguments
    match cardinality:
        case "exec":
            return None if annotation is None else _UNRESOLVED
        case "execrows":
            return None if annotation is int else _UNRESOLVED
        case "many" | "stream":
            expected = list if cardinality == "many" else AsyncIterator
            return arguments[0] if origin is expected and len(arguments) == 1 else _UNRESOLVED
        case "maybe":
            models = [a for a in arguments if _is_model(a)]
            return (models[0] if models else annotation) if optional else _UNRESOLVED
        case _:
            # A scalar may be NULL, or an array; a model can be neither.
            wraps_model = any(_is_model(argument) for argument in arguments)
            return _UNRESOLVED if annotation is None or wraps_model else annotation


def _is_model(annotation: object) -> bool:
    return isinstance(annotation, type) and issubclass(annotation, BaseModel)


def _row_count(status: str) -> int:
    """Return the count that ends a command tag (`UPDATE 3`); 0 for a command without one."""
    count = status.rpartition(" ")[2]
    return int(count) if count.isdecimal() else 0
