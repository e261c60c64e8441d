"""Exercises: the shared catalogue, and each user's own.

A `user_id` of None means the catalogue alone; with one, the user's own exercises are found too, and nobody
else's. What was merged into another exercise is still found under its old id.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import get_args

from trackerdb import exercise_locks, users
from trackerdb.database import Executor, transaction
from trackerdb.enums import ExerciseType, Level, MuscleRole, Tracking
from trackerdb.errors import Invalid, NotFound
from trackerdb.exercise_deletion import delete, undelete
from trackerdb.exercise_duplicates import LikelyDuplicate, duplicates
from trackerdb.exercise_merge import merge_into, take_apart
from trackerdb.exercise_search import ExerciseHit, search
from trackerdb.pages import Page, make_page, read_cursor, require_limit
from trackerdb.query import query
from trackerdb.rows import Row
from trackerdb.transactions import retried
from trackerdb.unset import UNSET, Unset, changed, value_or_none

__all__ = [
    "Exercise",
    "ExerciseHit",
    "LikelyDuplicate",
    "NewExercise",
    "RecentExercise",
    "browse",
    "create",
    "create_many",
    "delete",
    "duplicates",
    "get",
    "get_by_name",
    "get_many",
    "merge",
    "recently_used",
    "restore",
    "search",
    "unmerge",
    "update",
]


class Exercise(Row):
    """An exercise. `owner_id` is None in the shared catalogue; muscle groups and equipment are slugs."""

    id: int
    owner_id: int | None
    name: str
    exercise_type: ExerciseType
    tracking: Tracking
    level: Level | None
    description: str
    aliases: list[str]
    primary_muscle_groups: list[str]
    secondary_muscle_groups: list[str]
    equipment: list[str]
    created_at: datetime
    updated_at: datetime

    @property
    def muscle_groups(self) -> dict[str, MuscleRole]:
        """Muscle group slug to role: what `create` and `update` take."""
        primary: dict[str, MuscleRole] = dict.fromkeys(self.primary_muscle_groups, "primary")
        secondary: dict[str, MuscleRole] = dict.fromkeys(self.secondary_muscle_groups, "secondary")
        return primary | secondary


class _AskedExercise(Exercise):
    asked_id: int


class RecentExercise(Row):
    """An exercise of a user's log: the local date it was last performed, and in how many workouts it was."""

    exercise_id: int
    name: str
    performed_on: date
    workouts: int


@dataclass(frozen=True, slots=True, kw_only=True)
class NewExercise:
    """An exercise to create; `muscle_groups` maps slugs to roles, `equipment` holds slugs."""

    name: str
    exercise_type: ExerciseType
    tracking: Tracking
    level: Level | None = None
    description: str = ""
    aliases: Sequence[str] = ()
    muscle_groups: Mapping[str, MuscleRole] = field(default_factory=dict[str, MuscleRole])
    equipment: Sequence[str] = ()
    catalogue_key: str | None = None


async def create(
    db: Executor,
    *,
    owner_id: int | None,
    name: str,
    exercise_type: ExerciseType,
    tracking: Tracking,
    level: Level | None = None,
    description: str = "",
    aliases: Sequence[str] = (),
    muscle_groups: Mapping[str, MuscleRole] | None = None,
    equipment: Sequence[str] = (),
) -> Exercise:
    """Create an exercise of a user, or of the catalogue (`owner_id=None`).

    `tracking` says what a set of it measures, and so which records it has. Raises NameTaken when the owner
    has a live exercise of this name, NotFound for an unknown owner, Invalid for an unknown muscle group,
    equipment or a bad value.
    """
    new = NewExercise(
        name=name,
        exercise_type=exercise_type,
        tracking=tracking,
        level=level,
        description=description,
        aliases=aliases,
        muscle_groups=muscle_groups or {},
        equipment=equipment,
    )
    [exercise] = await create_many(db, [new], owner_id=owner_id)
    return exercise


@retried
async def create_many(db: Executor, drafts: Iterable[NewExercise], *, owner_id: int | None) -> list[Exercise]:
    """Create all these exercises or none, and return them in the order given. Errors as in `create`."""
    new = list(drafts)
    if not new:
        return []
    async with transaction(db) as conn:
        await _require_slugs(conn, new)
        if owner_id is not None:
            await users.lock(conn, owner_id)
        ids = await _create_many(
            conn,
            owner_id=owner_id,
            names=[one.name.strip() for one in new],
            exercise_types=[one.exercise_type for one in new],
            trackings=[one.tracking for one in new],
            levels=[one.level for one in new],
            descriptions=[one.description for one in new],
            aliases=[array_literal(one.aliases) for one in new],
            catalogue_keys=[one.catalogue_key for one in new],
        )
        await link(conn, dict(zip(ids, new, strict=True)))
        found = await get_many(conn, ids, user_id=owner_id)
        return [found[one] for one in ids]


async def link(conn: Executor, new: Mapping[int, NewExercise]) -> None:
    """Store the muscle groups and equipment of exercises that have none yet."""
    groups: list[tuple[int, str, MuscleRole]] = [
        (one, slug, role) for one, draft in new.items() for slug, role in draft.muscle_groups.items()
    ]
    equipment = [(one, slug) for one, draft in new.items() for slug in dict.fromkeys(draft.equipment)]
    if groups:
        await _link_muscle_groups(
            conn,
            exercise_ids=[one for one, _, _ in groups],
            slugs=[slug for _, slug, _ in groups],
            roles=[role for _, _, role in groups],
        )
    if equipment:
        await _link_equipment(
            conn, exercise_ids=[one for one, _ in equipment], slugs=[slug for _, slug in equipment]
        )


async def get(db: Executor, exercise_id: int, *, user_id: int | None = None) -> Exercise | None:
    """One live exercise of the catalogue or the user's own, or None."""
    return (await get_many(db, [exercise_id], user_id=user_id)).get(exercise_id)


async def get_many(
    db: Executor, exercise_ids: Iterable[int], *, user_id: int | None = None
) -> dict[int, Exercise]:
    """The exercises that exist and are the catalogue's or the user's own, under the ids asked for."""
    rows = await _get_many(db, exercise_ids=list(exercise_ids), user_id=user_id)
    return {row.asked_id: Exercise.model_construct(**row.model_dump(exclude={"asked_id"})) for row in rows}


async def get_by_name(db: Executor, name: str, *, user_id: int | None = None) -> Exercise | None:
    """The live exercise of this name, in any case, or None; a user's own goes before the catalogue's."""
    return await _get_by_name(db, name=name.strip(), user_id=user_id)


async def browse(
    db: Executor,
    *,
    user_id: int | None = None,
    exercise_type: ExerciseType | None = None,
    muscle_group: str | None = None,
    equipment: str | None = None,
    cursor: str | None = None,
    limit: int = 50,
) -> Page[Exercise]:
    """Exercises by name: the catalogue's and the user's own.

    They are narrowed by type, muscle group and equipment (slugs). Raises Invalid for a bad cursor or limit.
    """
    after_name, after_id = ("", 0) if cursor is None else read_cursor(cursor, str, int)
    rows = await _browse(
        db,
        user_id=user_id,
        exercise_types=list(get_args(ExerciseType)) if exercise_type is None else [exercise_type],
        muscle_group=muscle_group,
        equipment=equipment,
        after_name=str(after_name),
        after_id=int(str(after_id)),
        limit=require_limit(limit),
    )
    return make_page(rows, limit, lambda row: (row.name, row.id))


async def recently_used(db: Executor, user_id: int, *, limit: int = 20) -> list[RecentExercise]:
    """The exercises of the user's workouts, the last performed first."""
    require_limit(limit)
    return await _recently_used(db, user_id=user_id, limit=limit)


@retried
async def update(
    db: Executor,
    exercise_id: int,
    *,
    user_id: int | None,
    name: str | Unset = UNSET,
    exercise_type: ExerciseType | Unset = UNSET,
    tracking: Tracking | Unset = UNSET,
    level: Level | Unset | None = UNSET,
    description: str | Unset = UNSET,
    aliases: Sequence[str] | Unset = UNSET,
    muscle_groups: Mapping[str, MuscleRole] | Unset = UNSET,
    equipment: Sequence[str] | Unset = UNSET,
) -> Exercise:
    """Change some fields of the user's own exercise, or of the catalogue's (`user_id=None`).

    Another tracking computes everyone's records of the exercise anew. Raises NotFound for an exercise that is
    not theirs, NameTaken, and Invalid for a bad value.
    """
    _require_values(name=name, aliases=aliases, muscle_groups=muscle_groups, equipment=equipment)
    async with transaction(db) as conn:
        if user_id is not None:
            await users.lock(conn, user_id)
        if tracking is not UNSET:
            await _lock_tracking(conn, exercise_id, user_id, tracking)
        rows = await _update(
            conn,
            exercise_id=exercise_id,
            user_id=user_id,
            changed=changed(
                name=name,
                exercise_type=exercise_type,
                tracking=tracking,
                level=level,
                description=description,
                aliases=aliases,
            ),
            name=None if name is UNSET else name.strip(),
            exercise_type=value_or_none(exercise_type),
            tracking=value_or_none(tracking),
            level=value_or_none(level),
            description=value_or_none(description),
            aliases=None if aliases is UNSET else list(aliases),
        )
        if not rows:
            raise NotFound(f"there is no exercise {exercise_id} that user {user_id} may change")
        await _relink(conn, exercise_id, muscle_groups, equipment)
        exercise = await get(conn, exercise_id, user_id=user_id)
        if exercise is None:
            raise NotFound(f"there is no exercise {exercise_id}")
        return exercise


def _require_values(**fields: object) -> None:
    """Refuse None for what can be emptied but not cleared, before Python fails on it."""
    for field_name, value in fields.items():
        if value is None:
            raise Invalid(f"{field_name} must have a value", constraint=field_name)


async def _lock_tracking(conn: Executor, exercise_id: int, user_id: int | None, tracking: Tracking) -> None:
    """Lock everyone whose records another tracking changes, where it is another one."""
    stored = await get(conn, exercise_id, user_id=user_id)
    if stored is not None and stored.owner_id == user_id and stored.tracking != tracking:
        await exercise_locks.lock(conn, exercise_id, user_id=user_id)


@retried
async def restore(db: Executor, exercise_id: int, *, user_id: int | None) -> Exercise:
    """Bring a deleted exercise back. Raises NotFound when it is not theirs or not deleted.

    Raises NameTaken when another live exercise of the owner has its name by now.
    """
    async with transaction(db) as conn:
        await undelete(conn, exercise_id, user_id=user_id)
        exercise = await get(conn, exercise_id, user_id=user_id)
        if exercise is None:
            raise NotFound(f"there is no exercise {exercise_id}")
        return exercise


@retried
async def merge(db: Executor, source_id: int, *, into: int, user_id: int | None) -> Exercise:
    """Merge an exercise into another, which is returned: history, records and recents follow it.

    The source is the user's own, and what it is merged into their own or the catalogue's; without a user both
    are the catalogue's, and everyone's history follows. The old id still finds the exercise. Raises NotFound,
    Conflict for a source that is merged already, Invalid when the two aren't tracked alike.
    """
    async with transaction(db) as conn:
        target_id = await merge_into(conn, source_id, into, user_id=user_id)
        exercise = await get(conn, target_id, user_id=user_id)
        if exercise is None:
            raise NotFound(f"there is no exercise {target_id}")
        return exercise


@retried
async def unmerge(db: Executor, source_id: int, *, user_id: int | None) -> Exercise:
    """Undo a merge: what it moved goes back, what was logged since stays with the other. Returns the source.

    Raises NotFound for an exercise that is not theirs, Conflict for one that is not merged.
    """
    async with transaction(db) as conn:
        await take_apart(conn, source_id, user_id=user_id)
        exercise = await get(conn, source_id, user_id=user_id)
        if exercise is None:
            raise NotFound(f"there is no exercise {source_id}")
        return exercise


async def _relink(
    conn: Executor,
    exercise_id: int,
    muscle_groups: Mapping[str, MuscleRole] | Unset,
    equipment: Sequence[str] | Unset,
) -> None:
    draft = NewExercise(
        name="",
        exercise_type="strength",
        tracking="weight_reps",
        muscle_groups={} if muscle_groups is UNSET else muscle_groups,
        equipment=() if equipment is UNSET else equipment,
    )
    await _require_slugs(conn, [draft])
    if muscle_groups is not UNSET:
        await _unlink_muscle_groups(conn, exercise_ids=[exercise_id])
    if equipment is not UNSET:
        await _unlink_equipment(conn, exercise_ids=[exercise_id])
    await link(conn, {exercise_id: draft})


async def _require_slugs(conn: Executor, new: Sequence[NewExercise]) -> None:
    groups = sorted({slug for one in new for slug in one.muscle_groups})
    equipment = sorted({slug for one in new for slug in one.equipment})
    if not groups and not equipment:
        return
    unknown = await _unknown_slugs(conn, muscle_groups=groups, equipment=equipment)
    if unknown:
        raise Invalid(
            f"there is no {unknown[0]}", constraint="muscle_groups_equipment", detail="; ".join(unknown)
        )


def array_literal(values: Sequence[str]) -> str:
    """Spell a text[] as PostgreSQL reads it: arrays of several lengths can't go into one unnest."""
    quoted = (value.replace("\\", "\\\\").replace('"', '\\"') for value in values)
    return "{" + ",".join(f'"{value}"' for value in quoted) + "}"


@query
async def _get_many(
    db: Executor, *, exercise_ids: list[int], user_id: int | None
) -> list[_AskedExercise]: ...


@query
async def _get_by_name(db: Executor, *, name: str, user_id: int | None) -> Exercise | None: ...


@query
async def _browse(
    db: Executor,
    *,
    user_id: int | None,
    exercise_types: list[ExerciseType],
    muscle_group: str | None,
    equipment: str | None,
    after_name: str,
    after_id: int,
    limit: int,
) -> list[Exercise]: ...


@query
async def _recently_used(db: Executor, *, user_id: int, limit: int) -> list[RecentExercise]: ...


@query
async def _create_many(
    db: Executor,
    *,
    owner_id: int | None,
    names: list[str],
    exercise_types: list[ExerciseType],
    trackings: list[Tracking],
    levels: list[Level | None],
    descriptions: list[str],
    aliases: list[str],
    catalogue_keys: list[str | None],
) -> list[int]: ...


@query
async def _link_muscle_groups(
    db: Executor, *, exercise_ids: list[int], slugs: list[str], roles: list[MuscleRole]
) -> None: ...


@query
async def _link_equipment(db: Executor, *, exercise_ids: list[int], slugs: list[str]) -> None: ...


@query
async def _unlink_muscle_groups(db: Executor, *, exercise_ids: list[int]) -> None: ...


@query
async def _unlink_equipment(db: Executor, *, exercise_ids: list[int]) -> None: ...


@query
async def _unknown_slugs(db: Executor, *, muscle_groups: list[str], equipment: list[str]) -> list[str]: ...


@query
async def _update(
    db: Executor,
    *,
    exercise_id: int,
    user_id: int | None,
    changed: list[str],
    name: str | None,
    exercise_type: ExerciseType | None,
    tracking: Tracking | None,
    level: Level | None,
    description: str | None,
    aliases: list[str] | None,
) -> int: ...
