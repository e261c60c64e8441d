"""Load a catalogue into the database: new entries are added, changed ones updated, users' own left alone."""

from __future__ import annotations

from collections.abc import Sequence

from anyio import to_thread
from pydantic import BaseModel, ConfigDict

from trackerdb import exercises
from trackerdb.catalogue import Catalogue, CatalogueExercise, CatalogueTerm, read
from trackerdb.database import Executor, transaction
from trackerdb.enums import MuscleRole
from trackerdb.exercises import Exercise, NewExercise, array_literal
from trackerdb.query import query

__all__ = ["LoadReport", "load"]


class LoadReport(BaseModel):
    """How many exercises were added, updated and left alone, and the names that the catalogue had already."""

    model_config = ConfigDict(frozen=True)

    inserted: int
    updated: int
    unchanged: int
    skipped: list[str]


class _StoredExercise(Exercise):
    catalogue_key: str | None


async def load(db: Executor, catalogue: Catalogue | None = None) -> LoadReport:
    """Load a catalogue, by default the one that comes with trackerdb, in one transaction.

    An entry is known by its key, so that loading again updates it; what an operator deleted stays deleted. An
    entry whose name another catalogue brought already is skipped.
    """
    entries = await to_thread.run_sync(read) if catalogue is None else catalogue
    async with transaction(db) as conn:
        await _lock(conn)
        await _put_terms(conn, entries.equipment, entries.muscle_groups)
        stored = await _stored(conn)
        by_key = {one.catalogue_key: one for one in stored if one.catalogue_key is not None}
        owner_of_name = {one.name.lower(): one.catalogue_key for one in stored}
        skipped = [
            entry.name
            for entry in entries.exercises
            if owner_of_name.get(entry.name.lower(), entry.key) != entry.key
        ]
        usable = [entry for entry in entries.exercises if entry.name not in set(skipped)]
        new = [entry for entry in usable if entry.key not in by_key]
        different = [entry for entry in usable if entry.key in by_key and not _same(entry, by_key[entry.key])]
        for entry in different:
            await _update(conn, by_key[entry.key].id, entry)
        await exercises.create_many(conn, [_draft(entry) for entry in new], owner_id=None)
    return LoadReport(
        inserted=len(new),
        updated=len(different),
        unchanged=len(usable) - len(new) - len(different),
        skipped=skipped,
    )


async def _put_terms(
    conn: Executor, equipment: Sequence[CatalogueTerm], muscle_groups: Sequence[CatalogueTerm]
) -> None:
    for put, terms in ((_put_equipment, equipment), (_put_muscle_groups, muscle_groups)):
        await put(
            conn,
            slugs=[one.slug for one in terms],
            names=[one.name for one in terms],
            words=[array_literal(one.words) for one in terms],
        )


def _roles(entry: CatalogueExercise) -> dict[str, MuscleRole]:
    primary: dict[str, MuscleRole] = dict.fromkeys(entry.primary, "primary")
    secondary: dict[str, MuscleRole] = dict.fromkeys(entry.secondary, "secondary")
    return primary | secondary


def _draft(entry: CatalogueExercise) -> NewExercise:
    return NewExercise(
        name=entry.name,
        exercise_type=entry.exercise_type,
        tracking=entry.tracking,
        level=entry.level,
        description=entry.description,
        aliases=entry.aliases,
        muscle_groups=_roles(entry),
        equipment=entry.equipment,
        catalogue_key=entry.key,
    )


def _same(entry: CatalogueExercise, stored: _StoredExercise) -> bool:
    return (
        entry.name == stored.name
        and entry.exercise_type == stored.exercise_type
        and entry.tracking == stored.tracking
        and entry.level == stored.level
        and entry.description == stored.description
        and list(entry.aliases) == stored.aliases
        and _roles(entry) == stored.muscle_groups
        and set(entry.equipment) == set(stored.equipment)
    )


async def _update(conn: Executor, exercise_id: int, entry: CatalogueExercise) -> None:
    await exercises.update(
        conn,
        exercise_id,
        user_id=None,
        name=entry.name,
        exercise_type=entry.exercise_type,
        tracking=entry.tracking,
        level=entry.level,
        description=entry.description,
        aliases=entry.aliases,
        muscle_groups=_roles(entry),
        equipment=entry.equipment,
    )


@query
async def _lock(db: Executor) -> None: ...


@query
async def _put_equipment(db: Executor, *, slugs: list[str], names: list[str], words: list[str]) -> int: ...


@query
async def _put_muscle_groups(
    db: Executor, *, slugs: list[str], names: list[str], words: list[str]
) -> int: ...


@query
async def _stored(db: Executor) -> list[_StoredExercise]: ...
