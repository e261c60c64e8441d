"""Read back what `users.export` wrote. Public as `trackerdb.imports.load_export`."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, cast

from pydantic import BaseModel, ConfigDict

from trackerdb import users
from trackerdb.database import Connection, Executor, transaction
from trackerdb.errors import Invalid
from trackerdb.exercises import NewExercise, link
from trackerdb.query import query
from trackerdb.rows import Row
from trackerdb.user_export import FORMAT, VERSION

__all__ = ["LoadedExport", "load_export"]

_ROWS_A_BATCH = 2_000
_Json = dict[str, Any]


class LoadedExport(BaseModel):
    """How many exercises, workouts and sets were added; `unchanged` workouts were there already."""

    model_config = ConfigDict(frozen=True)

    exercises: int
    workouts: int
    sets: int
    unchanged: int


class _Known(Row):
    id: int
    is_own: bool
    is_live: bool
    name: str
    catalogue_key: str | None


class _Created(Row):
    old_id: int
    new_id: int


@dataclass
class _Progress:
    exercises: int = 0
    workouts: int = 0
    sets: int = 0
    unchanged: int = 0
    exercise_ids: dict[int, int] = field(default_factory=dict[int, int])
    workout_ids: set[str] = field(default_factory=set[str])


async def load_export(db: Executor, user_id: int, lines: Iterable[bytes]) -> LoadedExport:
    """Add an export's exercises and log to a user's, in one transaction; records follow from the sets.

    `lines` are those that `users.export` yielded: an open binary file will do. Exercises of the catalogue
    are found by key or name, own ones by name, and created where they are missing. A workout that the user
    has already stays as it is. Profile, login and audit are not read. Raises NotFound for an unknown user,
    Invalid for what is no export of this version, with its line.
    """
    rows = _parsed(lines)
    done = _Progress()
    async with transaction(db) as conn:
        await users.lock(conn, user_id)
        for table, batch in _batches(rows):
            await _store(conn, user_id, table, batch, done)
    return LoadedExport(
        exercises=done.exercises, workouts=done.workouts, sets=done.sets, unchanged=done.unchanged
    )


def _parsed(lines: Iterable[bytes]) -> Iterator[tuple[str, _Json]]:
    number = 0
    for number, line in enumerate(lines, 1):
        content = _object(number, line)
        if number == 1:
            if (content.get("format"), content.get("version")) != (FORMAT, VERSION):
                raise Invalid("line 1: this is no export of trackerdb, version 1", constraint="lines")
            continue
        table, row = content.get("table"), content.get("row")
        if not isinstance(table, str) or not isinstance(row, dict):
            raise Invalid(f"line {number}: a table and a row are needed", constraint="lines")
        yield table, cast("_Json", row)
    if not number:
        raise Invalid("the export is empty", constraint="lines")


def _object(number: int, line: bytes) -> _Json:
    try:
        content = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise Invalid(f"line {number}: {error}", constraint="lines") from error
    if not isinstance(content, dict):
        raise Invalid(f"line {number}: a JSON object is needed", constraint="lines")
    return cast("_Json", content)


def _batches(rows: Iterator[tuple[str, _Json]]) -> Iterator[tuple[str, list[_Json]]]:
    """Yield runs of rows of one table, each as long as memory and one statement like it."""
    pending: tuple[str, list[_Json]] | None = None
    for table, row in rows:
        if pending is not None and (pending[0] != table or len(pending[1]) == _ROWS_A_BATCH):
            yield pending
            pending = None
        pending = pending or (table, [])
        pending[1].append(row)
    if pending is not None:
        yield pending


async def _store(conn: Connection, user_id: int, table: str, rows: list[_Json], done: _Progress) -> None:
    match table:
        case "exercises":
            await _store_exercises(conn, user_id, rows, done)
        case "imports":
            await _add_imports(conn, user_id=user_id, rows=json.dumps(rows))
        case "workouts":
            added = await _add_workouts(conn, user_id=user_id, rows=json.dumps(rows))
            done.workout_ids.update(added)
            done.workouts += len(added)
            done.unchanged += len(rows) - len(added)
        case "workout_exercises":
            await _add_workout_exercises(conn, user_id=user_id, rows=_of_new_workouts(rows, done))
        case "sets":
            done.sets += await _add_sets(conn, user_id=user_id, rows=_of_new_workouts(rows, done))
        case "exercise_merge_moves":
            # A merge of the catalogue's own is not the user's to undo: its source is not in the export.
            known = {str(one) for one in done.exercise_ids}
            own = [row for row in rows if str(row.get("source_id")) in known]
            await _add_merge_moves(conn, user_id=user_id, rows=_of_new_workouts(own, done, "source_id"))
        case _:
            pass  # What the user's account holds, or what follows from the rest.


def _of_new_workouts(rows: Sequence[_Json], done: _Progress, column: str = "exercise_id") -> str:
    """Return the rows of workouts that were just added, with the present ids of the exercises in `column`."""
    try:
        return json.dumps(
            [
                {**row, column: done.exercise_ids[row[column]]}
                for row in rows
                if row["workout_id"] in done.workout_ids
            ]
        )
    except (KeyError, TypeError) as error:
        raise Invalid("a row of the log lacks its workout or its exercise", constraint="lines") from error


async def _store_exercises(conn: Connection, user_id: int, rows: list[_Json], done: _Progress) -> None:
    try:
        known = _Index(await _known(conn, user_id=user_id))
        found = {row["id"]: known.find(row) for row in rows}
        missing = [row for row in rows if found[row["id"]] is None]
        created = await _add_exercises(conn, user_id=user_id, rows=json.dumps(missing))
        new_ids = {one.old_id: one.new_id for one in created}
        done.exercise_ids |= {old: one for old, one in found.items() if one is not None} | new_ids
        done.exercises += len(created)
        merged = [row for row in missing if row["merged_into"] is not None]
        targets = [done.exercise_ids[row["merged_into"]] for row in merged]
        await _merge(
            conn,
            user_id=user_id,
            ids=[new_ids[row["id"]] for row in merged],
            targets=targets,
            parents=[
                done.exercise_ids.get(row["merge_parent_id"], target)
                for row, target in zip(merged, targets, strict=True)
            ],
        )
        await link(conn, {new_ids[row["id"]]: _links(row) for row in missing})
    except (KeyError, TypeError, AttributeError) as error:
        raise Invalid(f"an exercise lacks {error}", constraint="lines") from error


def _links(row: _Json) -> NewExercise:
    return NewExercise(
        name=row["name"],
        exercise_type=row["exercise_type"],
        tracking=row["tracking"],
        muscle_groups=row["muscle_groups"],
        equipment=row["equipment"],
    )


class _Index:
    """The exercises that the user can have meant, by key and by name."""

    def __init__(self, known: Sequence[_Known]) -> None:
        self._by_key = {one.catalogue_key: one.id for one in known if one.catalogue_key is not None}
        self._by_name = {(one.is_own, one.is_live, one.name.lower()): one.id for one in known}

    def find(self, row: _Json) -> int | None:
        is_own, is_live, name = row["owner_id"] is not None, row["deleted_at"] is None, row["name"].lower()
        if is_own:
            return self._by_name.get((True, is_live, name))
        return (
            self._by_key.get(row["catalogue_key"])
            or self._by_name.get((False, True, name))
            or self._by_name.get((True, True, name))
        )


@query
async def _known(db: Executor, *, user_id: int) -> list[_Known]: ...


@query
async def _add_exercises(db: Executor, *, user_id: int, rows: str) -> list[_Created]: ...


@query
async def _merge(
    db: Executor, *, user_id: int, ids: list[int], targets: list[int], parents: list[int]
) -> None: ...


@query
async def _add_imports(db: Executor, *, user_id: int, rows: str) -> None: ...


@query
async def _add_workouts(db: Executor, *, user_id: int, rows: str) -> list[str]: ...


@query
async def _add_workout_exercises(db: Executor, *, user_id: int, rows: str) -> None: ...


@query
async def _add_sets(db: Executor, *, user_id: int, rows: str) -> int: ...


@query
async def _add_merge_moves(db: Executor, *, user_id: int, rows: str) -> None: ...
