"""COPY of many rows into a table, for callers who need nothing back."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from time import perf_counter

import asyncpg

from trackerdb.errors import Invalid, Unavailable
from trackerdb.executor import Connection
from trackerdb.sqlstate import translate
from trackerdb.transactions import transaction

__all__ = ["copy_rows"]


async def copy_rows(
    conn: Connection, name: str, table: str, columns: Sequence[str], rows: Iterable[tuple[object, ...]]
) -> bool:
    """Store the rows in a table of the schema tracker, in a savepoint, and return True.

    Returns False, with nothing stored, for a value that can't be sent or read: COPY doesn't say which one,
    but a statement with the same values does. Otherwise it raises what a statement would. `name` is what
    hooks and messages call it.
    """
    on_query = getattr(conn, "on_query", None)
    started = perf_counter()
    stored: int | None = None
    try:
        async with transaction(conn) as savepoint:
            status = await savepoint.copy_records_to_table(
                table, schema_name="tracker", columns=columns, records=rows
            )
        stored = int(status.rpartition(" ")[2])
    except (TypeError, ValueError, ArithmeticError):
        return False
    except Invalid as error:
        if isinstance(error.__cause__, asyncpg.DataError):
            return False
        raise
    except Unavailable as error:
        raise type(error)(f"{name}: {error}") from error
    except (TimeoutError, OSError) as error:
        raise Unavailable(f"{name}: {translate(error)}") from error
    finally:
        if on_query is not None:
            on_query(name, perf_counter() - started, stored)
    return True
