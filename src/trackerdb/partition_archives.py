"""Archives of detached partitions: a gzip file each, of one line of JSON and then PostgreSQL's COPY text."""

from __future__ import annotations

import gzip
import os
from collections.abc import AsyncGenerator, Callable, Coroutine
from pathlib import Path
from typing import Any, Literal

from anyio import to_thread
from pydantic import BaseModel, ValidationError

from trackerdb.database import Connection, Executor, transaction
from trackerdb.errors import Conflict, Invalid, NotFound
from trackerdb.query import query
from trackerdb.sqlstate import translated

__all__ = ["add_foreign_key", "catch_up", "file_of", "read", "write"]

_CHUNK = 1 << 20


class _Header(BaseModel):
    """The first line of an archive."""

    trackerdb_archive: Literal[1] = 1
    parent: Literal["sets", "audit_log"]
    name: str
    columns: list[str]
    rows: int


def file_of(directory: Path, name: str) -> Path:
    """Return where the archive of a partition is kept."""
    return directory / f"{name}.copy.gz"


async def write(conn: Connection, parent: Literal["sets", "audit_log"], name: str, file: Path) -> int:
    """Write a detached table to its archive and drop it; return the number of rows.

    The table goes only when the whole file is on the disk, in the same transaction.
    """
    part = file.with_name(f"{file.name}.part")
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        async with transaction(conn) as tx:
            # Cascades from the composition could still delete from it.
            await tx.execute(f"LOCK TABLE tracker.{name} IN SHARE MODE")
            header = _Header(
                parent=parent,
                name=name,
                columns=await _columns(tx, name=name),
                rows=await tx.fetchval(f"SELECT count(*) FROM tracker.{name}"),  # noqa: S608 - from the catalogue
            )
            with gzip.open(part, "wb") as archive:
                archive.write(header.model_dump_json().encode() + b"\n")
                await tx.copy_from_table(
                    name, schema_name="tracker", columns=header.columns, output=_writer(archive)
                )
            await to_thread.run_sync(_settle, part, file)
            await tx.execute(f"DROP TABLE tracker.{name}")
    except OSError as error:
        raise Invalid(f"can't write {file}: {error.strerror or error}", constraint="archive") from error
    return header.rows


def _writer(archive: gzip.GzipFile) -> Callable[[bytes], Coroutine[Any, Any, None]]:
    async def write_some(data: bytes) -> None:
        await to_thread.run_sync(archive.write, data)

    return write_some


def _settle(part: Path, file: Path) -> None:
    with part.open("rb") as written:
        os.fsync(written.fileno())
    part.replace(file)
    directory = os.open(file.parent, os.O_RDONLY)
    try:
        os.fsync(directory)
    finally:
        os.close(directory)


async def read(conn: Connection, file: Path, name: str) -> int:
    """Make a table of an archive again, all or nothing, ready to be attached.

    Returns how many rows were left out because their workout is gone. Errors as in `partitions.attach`.
    """
    try:
        with gzip.open(file, "rb") as archive:
            header = _Header.model_validate_json(await to_thread.run_sync(archive.readline))
            if header.name != name:
                raise Invalid(f"{file} is the archive of {header.name}", constraint="archive")
            async with transaction(conn) as tx:
                await _create(tx, parent=header.parent, name=name)
                if gone := sorted(set(header.columns) - set(await _columns(tx, name=name))):
                    raise Conflict(
                        f"{file} has columns that {header.parent} has no longer: {', '.join(gone)};"
                        " rename them in its first line"
                    )
                status = await tx.copy_to_table(
                    name, schema_name="tracker", columns=header.columns, source=_reader(archive)
                )
                if status != f"COPY {header.rows}":
                    raise Invalid(f"{file} is damaged: not {header.rows} rows", constraint="archive")
                return await catch_up(tx, name) if header.parent == "sets" else 0
    except FileNotFoundError as error:
        raise NotFound(f"there is no archive {file}") from error
    except (OSError, EOFError, ValidationError) as error:
        raise Invalid(f"{file} can't be read as an archive: {error}", constraint="archive") from error


async def _reader(archive: gzip.GzipFile) -> AsyncGenerator[bytes, None]:
    while chunk := await to_thread.run_sync(archive.read, _CHUNK):
        yield chunk


async def catch_up(tx: Connection, name: str) -> int:
    """Make up for what happened to the workouts of these sets; return how many sets are gone with them.

    The table is locked against writers, and stays so until the transaction ends.
    """
    with translated():
        await tx.execute(f"LOCK TABLE tracker.{name} IN SHARE ROW EXCLUSIVE MODE")
        moved = await tx.fetchval(_MOVED.format(name=name))
        if moved:
            raise Conflict(
                f"{moved} sets of {name} belong to workouts that were moved to another day: move those back"
            )
        gone = int((await tx.execute(_GONE.format(name=name))).rpartition(" ")[2])
        await tx.execute(_REPLACED.format(name=name))
        await tx.execute(_DELETED.format(name=name))
    return gone


_PLACE = """we.user_id = s.user_id AND we.performed_on = s.performed_on AND we.workout_id = s.workout_id
    AND we.id = s.workout_exercise_id"""
_MOVED = f"""
SELECT count(*)
FROM tracker.{{name}} AS s
JOIN tracker.workouts AS w
    ON w.user_id = s.user_id AND w.id = s.workout_id AND w.performed_on <> s.performed_on
WHERE NOT EXISTS (SELECT FROM tracker.workout_exercises AS we WHERE {_PLACE})
"""  # noqa: S608
_GONE = f"""
DELETE FROM tracker.{{name}} AS s
WHERE NOT EXISTS (SELECT FROM tracker.workout_exercises AS we WHERE {_PLACE})
"""  # noqa: S608
_REPLACED = f"""
UPDATE tracker.{{name}} AS s
SET exercise_id = we.exercise_id
FROM tracker.workout_exercises AS we
WHERE {_PLACE} AND we.exercise_id <> s.exercise_id
"""  # noqa: S608
_DELETED = f"""
UPDATE tracker.{{name}} AS s
SET deleted_at = we.deleted_at, deletion_id = we.deletion_id
FROM tracker.workout_exercises AS we
WHERE {_PLACE} AND we.deleted_at IS NOT NULL AND s.deleted_at IS NULL
"""  # noqa: S608


async def add_foreign_key(conn: Connection, parent: str, name: str) -> None:
    """Give a table its parent's foreign key, checked before it is attached; one that has it keeps it."""
    if parent != "sets" or await _has_foreign_key(conn, name=name):
        return
    with translated():
        await conn.execute(_FOREIGN_KEY.format(name=name))
        await conn.execute(f"ALTER TABLE tracker.{name} VALIDATE CONSTRAINT sets_workout_exercise_id_fkey")


_FOREIGN_KEY = """
ALTER TABLE tracker.{name} ADD CONSTRAINT sets_workout_exercise_id_fkey
    FOREIGN KEY (user_id, performed_on, workout_id, workout_exercise_id, exercise_id)
    REFERENCES tracker.workout_exercises (user_id, performed_on, workout_id, id, exercise_id)
    ON DELETE CASCADE NOT VALID
"""


@query
async def _columns(db: Executor, *, name: str) -> list[str]: ...


@query
async def _has_foreign_key(db: Executor, *, name: str) -> bool: ...


@query
async def _create(db: Executor, *, parent: str, name: str) -> None: ...
