"""Transactions that end cleanly whatever happens to the task that runs them."""

from __future__ import annotations

import asyncio
import operator
import random
from collections.abc import AsyncGenerator, Awaitable, Callable, Coroutine, Iterator, Mapping
from contextlib import asynccontextmanager
from functools import wraps
from typing import TYPE_CHECKING, Any, Literal, ParamSpec, TypeVar, cast

import anyio
import asyncpg

from trackerdb.errors import Conflict, Invalid, TrackerError, Unavailable
from trackerdb.sqlstate import is_serialization_failure, translate, translated

if TYPE_CHECKING:
    from trackerdb.executor import Connection, Executor

__all__ = ["Isolation", "acting_as", "in_transaction", "retried", "run_in_transaction", "transaction"]

P = ParamSpec("P")
T = TypeVar("T")
Isolation = Literal["read_committed", "repeatable_read", "serializable"]

_ROLLBACK_SECONDS = 5.0
_RETRIES = 3
_MAX_DELAY = 1.0
_APP_ROLE = "trackerdb_app"


@asynccontextmanager
async def transaction(
    db: Executor,
    *,
    actor: int | None = None,
    reason: str | None = None,
    isolation: Isolation | None = None,
) -> AsyncGenerator[Connection, None]:
    """Run the block in a transaction: commit at its end, roll back when it raises or is cancelled.

    On a pool it borrows a connection; on a connection that is in a transaction it is a savepoint. `actor` (a
    user's id) and `reason` go into the audit log with each change; at the end of a savepoint the outer ones
    stand again. An asyncpg error that leaves the block is raised as trackerdb's own.

    Raises Invalid for an `isolation` other than the outer transaction's, Conflict inside `acting_as` for an
    actor who is somebody else, or when a statement had failed and the block went on nevertheless (nothing of
    it is stored), Unavailable when the database is.
    """
    settings: dict[str, str] = {}
    if actor is not None:
        settings["tracker.actor"] = _user(actor)
    if reason is not None:
        settings["tracker.reason"] = reason
    async with _borrowed(db) as connection:
        nested = in_transaction(connection)
        if nested and actor is not None:
            await _refuse_other_user(connection, settings["tracker.actor"])
        begun = _savepoint if nested else _outermost
        async with begun(connection, settings, isolation):
            yield connection


async def run_in_transaction(
    db: Executor,
    work: Callable[[Connection], Awaitable[T]],
    *,
    retries: int = _RETRIES,
    actor: int | None = None,
    reason: str | None = None,
    isolation: Isolation | None = None,
    max_delay: float = _MAX_DELAY,
) -> T:
    """Return what `work(connection)` returns, committed; run the whole of it again when it lost a race.

    A race is a serialization failure or a deadlock (40001, 40P01), after which nothing is stored. Then `work`
    is run up to `retries` times more, each after a random delay; its limit doubles up to `max_delay` seconds.
    A connection that broke during COMMIT is never retried: the work may be stored.

    Raises Invalid on a connection that is in a transaction: what it did before could not be run again.
    """
    if in_transaction(db):
        raise Invalid("run_in_transaction needs a pool, or a connection that is not in a transaction")

    async def once() -> T:
        async with transaction(db, actor=actor, reason=reason, isolation=isolation) as connection:
            return await work(connection)

    return await _rerun(once, retries, max_delay)


def retried(write: Callable[P, Coroutine[Any, Any, T]], /) -> Callable[P, Coroutine[Any, Any, T]]:
    """Run a function again that lost a race (40001, 40P01): all that it writes is one transaction of its own.

    Writers that take the user's head row first never meet such a race; plain SQL that locks in another order
    may bring them into one. In a transaction of the caller's it is the caller's to run again. The first
    parameter is `db`.
    """

    @wraps(write)
    async def call(*args: P.args, **kwargs: P.kwargs) -> T:
        db = cast("Executor", args[0] if args else kwargs["db"])
        if in_transaction(db):
            return await write(*args, **kwargs)
        # What can be read but once is read before the first attempt.
        values: Any = [_repeatable(value) for value in args]
        named: Any = {name: _repeatable(value) for name, value in kwargs.items()}
        once = cast("Callable[..., Coroutine[Any, Any, T]]", write)
        return await _rerun(lambda: once(*values, **named), _RETRIES, _MAX_DELAY)

    return call


def _repeatable(value: object) -> object:
    return list(cast("Iterator[object]", value)) if isinstance(value, Iterator) else value


async def _rerun(work: Callable[[], Awaitable[T]], retries: int, max_delay: float) -> T:
    for attempt in range(retries + 1):
        try:
            return await work()
        except Exception as error:
            if attempt == retries or not is_serialization_failure(error):
                raise
        # Full jitter keeps writers that met once from meeting again.
        await anyio.sleep(random.uniform(0, min(max_delay, 0.01 * 2**attempt)))  # noqa: S311
    raise AssertionError("unreachable")


@asynccontextmanager
async def acting_as(
    db: Executor, user_id: int, *, reason: str | None = None
) -> AsyncGenerator[Connection, None]:
    """Run the block in a transaction as role trackerdb_app, which sees the rows of this user alone.

    Role and settings are restored at the end, also in a savepoint. Raises Conflict inside another user's
    block, Forbidden when the login may not take the role, Invalid for an id that is no integer.
    """
    user = _user(user_id)
    settings = {"role": _APP_ROLE, "tracker.user_id": user, "tracker.actor": user}
    if reason is not None:
        settings["tracker.reason"] = reason
    async with _borrowed(db) as connection:
        nested = in_transaction(connection)
        if nested:
            await _refuse_other_user(connection, user)
        begun = _savepoint if nested else _outermost
        async with begun(connection, settings, None):
            yield connection


def in_transaction(db: Executor) -> bool:
    """Tell whether a statement on `db` runs in an open transaction; raises Unavailable when it is closed."""
    if isinstance(db, asyncpg.Pool):
        return False
    if _is_lost(db):
        raise Unavailable("the connection is closed")
    return db.is_in_transaction()


def _user(user_id: int) -> str:
    """Spell a user's id as a setting holds it; what is no whole number is nobody's."""
    try:
        return str(operator.index(user_id))
    except TypeError:
        raise Invalid(
            f"a user's id is an integer, not {type(user_id).__name__}", constraint="user_id"
        ) from None


async def _refuse_other_user(connection: Connection, user: str) -> None:
    with translated():
        current = cast(
            "str | None", await connection.fetchval("SELECT current_setting('tracker.user_id', true)")
        )
    if current and current != user:
        raise Conflict(f"this transaction acts as user {current}; it can't act as user {user}")


@asynccontextmanager
async def _borrowed(db: Executor) -> AsyncGenerator[Connection, None]:
    if not isinstance(db, asyncpg.Pool):
        yield db
        return
    with translated():
        connection = await db.acquire()
    try:
        yield connection
    finally:
        # The pool shields this from cancellation itself; a connection that was terminated is dropped by it.
        with translated():
            await db.release(connection)


@asynccontextmanager
async def _outermost(
    connection: Connection, settings: Mapping[str, str], isolation: Isolation | None
) -> AsyncGenerator[None, None]:
    begin = "BEGIN" if isolation is None else f"BEGIN ISOLATION LEVEL {isolation.replace('_', ' ')}"
    raw = _unwrapped(connection)
    # Tells `connection.transaction()` inside the block that it is a savepoint.
    raw._top_xact = raw.transaction(isolation=isolation)  # noqa: SLF001
    try:
        await _execute(connection, [begin, *_assignments(settings)])
        yield
        await _commit(connection)
    except BaseException as error:
        await _roll_back(connection, "ROLLBACK")
        if (known := _known(error)) is None:
            raise
        raise known from error
    finally:
        raw._top_xact = None  # noqa: SLF001


@asynccontextmanager
async def _savepoint(
    connection: Connection, settings: Mapping[str, str], isolation: Isolation | None
) -> AsyncGenerator[None, None]:
    outer = await _current(connection, settings, isolation)
    try:
        await _execute(connection, ["SAVEPOINT trackerdb", *_assignments(settings)])
        yield
        # RELEASE keeps what SET LOCAL set inside; ROLLBACK TO undoes it.
        await _execute(connection, [*_assignments(outer), "RELEASE SAVEPOINT trackerdb"])
    except BaseException as error:
        # The name is the same at every depth, so one that was rolled back to must not stay.
        await _roll_back(connection, "ROLLBACK TO SAVEPOINT trackerdb; RELEASE SAVEPOINT trackerdb")
        if (known := _known(error)) is None:
            raise
        raise known from error


async def _current(
    connection: Connection, settings: Mapping[str, str], isolation: Isolation | None
) -> dict[str, str]:
    """Return the values that `settings` are about to replace; raises Invalid for another isolation."""
    names = [*settings, *(["transaction_isolation"] if isolation else [])]
    if not names:
        return {}
    with translated():
        rows = await connection.fetch(
            "SELECT n, current_setting(n, true) FROM unnest($1::text[]) AS n", names
        )
    values = {cast("str", name): cast("str | None", value) or "" for name, value in rows}
    actual = values.pop("transaction_isolation", "")
    if isolation and actual != isolation.replace("_", " "):
        raise Invalid(
            f"the transaction runs in isolation level {actual}; a block inside it can't ask for {isolation}"
        )
    return values


async def _execute(connection: Connection, commands: list[str]) -> None:
    """Send the commands in one round trip."""
    with translated():
        await connection.execute("; ".join(commands))


async def _commit(connection: Connection) -> None:
    if _is_lost(connection):
        raise Unavailable("the connection was lost before COMMIT, so nothing of the transaction is stored")
    try:
        status = await connection.execute("COMMIT")
    except Exception as error:
        known = translate(error)
        if isinstance(known, Unavailable) and not is_serialization_failure(known):
            raise Unavailable(
                f"COMMIT got no answer, so the transaction may or may not be stored: {known}"
            ) from error
        raise
    if status != "COMMIT":
        raise Conflict("a statement of this transaction had failed, so nothing of it is stored")


async def _roll_back(connection: Connection, command: str) -> None:
    """Roll back in a task of its own, so that no cancellation reaches it; wait until it has ended."""
    task = asyncio.ensure_future(_roll_back_or_terminate(connection, command))
    interrupted = False
    with anyio.CancelScope(shield=True):
        while not task.done():
            try:
                await asyncio.shield(task)
            except asyncio.CancelledError:
                interrupted = True
    if interrupted:
        raise asyncio.CancelledError


async def _roll_back_or_terminate(connection: Connection, command: str) -> None:
    if _is_lost(connection):
        return
    finished = False
    try:
        async with asyncio.timeout(_ROLLBACK_SECONDS):
            await connection.execute(command)
        finished = True
    except _CONNECTION_ERRORS:
        # The caller gets the error that led here. What matters of this one is that the server rolls back by
        # itself when the connection ends.
        pass
    finally:
        if not finished and not _is_lost(connection):
            connection.terminate()


def _is_lost(connection: Connection) -> bool:
    # A pool takes its proxy back as soon as it learns that the connection broke.
    return _unwrapped(connection) is None or connection.is_closed()


# What asyncpg raises; a TimeoutError or OSError that crosses a block may be the application's own.
_ASYNCPG_ERRORS = (asyncpg.PostgresError, asyncpg.InterfaceError, asyncpg.InternalClientError)
_CONNECTION_ERRORS = (*_ASYNCPG_ERRORS, TimeoutError, OSError)


def _known(error: BaseException) -> TrackerError | None:
    return translate(error) if isinstance(error, _ASYNCPG_ERRORS) else None


def _assignments(settings: Mapping[str, str]) -> list[str]:
    return [f"SET LOCAL {name} = {_literal(value)}" for name, value in settings.items()]


def _literal(value: str) -> str:
    """Quote a string; the E form reads the same whatever standard_conforming_strings says."""
    if "\0" in value:
        raise Invalid("a reason can't hold a NUL character", constraint="reason")
    try:
        value.encode()
    except UnicodeEncodeError:
        raise Invalid("a reason is not valid Unicode text", constraint="reason") from None
    quoted = value.replace("'", "''")
    return f"'{quoted}'" if "\\" not in value else "E'" + quoted.replace("\\", "\\\\") + "'"


def _unwrapped(connection: Connection) -> Any:
    """Return the connection itself where a pool lent a proxy of it."""
    return getattr(connection, "_con", connection)
