"""Nothing of a user is left after an erasure; what was exported before can be read back."""

# ruff: noqa: E501, PT012, PT017 - statements stay on a line; a refusal is one of two good answers

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any, cast, get_args
from uuid import uuid4

import pytest

from _support.access import PASSWORD, Person, cheap_hashes, login_in, make_person
from trackerdb import audit, auth, exercises, imports, records, sets, users, workouts
from trackerdb.database import Executor, acting_as, create_pool, transaction
from trackerdb.enums import SetKind, Tracking
from trackerdb.errors import Forbidden, Invalid, NotFound, TrackerError
from trackerdb.pool import TrackerPool
from trackerdb.sets import SetDraft
from trackerdb.workouts import ExerciseDraft, WorkoutDraft

pytestmark = pytest.mark.anyio

_COLUMNS = """
    SELECT c.oid::regclass::text, quote_ident(a.attname), a.atttypid = 'bytea'::regtype
    FROM pg_class AS c
    JOIN pg_attribute AS a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
    WHERE c.relkind IN ('r', 'm', 'p') AND NOT c.relispartition
      AND c.relnamespace NOT IN ('pg_catalog'::regnamespace, 'information_schema'::regnamespace, 'pg_toast'::regnamespace)
"""
# Seen nowhere else: a scan for it means something in any column of any type.
_FIRST_ID = 7_654_321_987


@pytest.fixture(autouse=True)
def _cheap_hashes(monkeypatch: pytest.MonkeyPatch) -> None:  # pyright: ignore[reportUnusedFunction]
    cheap_hashes(monkeypatch)


async def traces_of(db: Executor, person: Person) -> list[str]:
    """Every column of every table, of whatever type, that still says something of the person."""
    found: list[str] = []
    needles = (person.mark.lower(), person.email, person.session_token.lower(), str(person.user_id))
    for table, column, is_bytes in await db.fetch(_COLUMNS):
        value = f"encode(t.{column}, 'escape')" if is_bytes else f"t.{column}::text"
        for needle in needles:
            query = f"SELECT count(*) FROM {table} AS t WHERE strpos(lower({value}), $1) > 0"
            if await db.fetchval(query, needle):
                found.append(f"{table}.{column} holds {needle!r}")
    return found


async def exported(db: Executor, user_id: int) -> list[bytes]:
    return [line async for line in users.export(db, user_id)]


async def log_of(db: Executor, user_id: int) -> object:
    """Workouts, sets and records, by name of exercise: ids of exercises are the database's own."""
    names = await _names(db)
    page = await workouts.history(db, user_id, limit=1000)
    trees = [await workouts.get(db, user_id, one.id) for one in page.items]
    current = await records.current(db, user_id)
    return (
        [_plain(tree.model_dump(), names) for tree in trees if tree is not None],
        sorted(repr(_plain(one.model_dump(), names)) for one in current),
        sorted(
            [
                repr(_plain(event.model_dump(), names))
                for one in current
                for event in await records.progression(
                    db, user_id, one.exercise_id, one.metric, reps=one.reps
                )
            ]
        ),
        [
            _plain([event.model_dump() for event in await records.of_workout(db, user_id, one.id)], names)
            for one in page.items
        ],
        [one.model_dump() for one in page.items],
    )


async def _names(db: Executor) -> dict[int, str]:
    return {row["id"]: row["name"] for row in await db.fetch("SELECT id, name FROM tracker.exercises")}


async def rows_of(db: Executor, user_id: int) -> dict[str, list[str]]:
    """Every row that an export is read back into, column by column, the deleted ones too."""
    names = await _names(db)
    held: dict[str, list[str]] = {}
    for table, owner in _READ_BACK.items():
        rows = await db.fetch(
            f"SELECT to_jsonb(t)::text FROM tracker.{table} AS t WHERE t.{owner} = $1", user_id
        )
        held[table] = sorted(
            json.dumps(
                {key: names.get(value, value) if key in _EXERCISES else value for key, value in kept.items()}
            )
            for kept in (
                {k: v for k, v in json.loads(row[0]).items() if k not in _WRITTEN_ANEW} for row in rows
            )
        )
    return held


_READ_BACK = {
    "exercises": "owner_id",
    "imports": "user_id",
    "workouts": "user_id",
    "workout_exercises": "user_id",
    "sets": "user_id",
    "exercise_merge_moves": "user_id",
    "record_events": "user_id",
    "exercise_records": "user_id",
    "exercise_muscle_groups": "owner_id",
    "exercise_equipment": "owner_id",
}
_EXERCISES = {"id", "exercise_id", "source_id", "merged_into", "merge_parent_id"}
# When and by whom a row came to stand here, and whose it is.
_WRITTEN_ANEW = {
    "user_id",
    "owner_id",
    "created_at",
    "updated_at",
    "created_by",
    "change_seq",
    "recorded_at",
    "recorded_in",
}


_OWN_TO_THE_DATABASE = frozenset({"created_at", "updated_at", "user_id", "change_seq", "recorded_at"})


def _plain(value: Any, names: dict[int, str]) -> Any:
    if isinstance(value, dict):
        fields = cast("dict[str, Any]", value)
        return {
            key: names.get(item, item) if key == "exercise_id" else _plain(item, names)
            for key, item in fields.items()
            if key not in _OWN_TO_THE_DATABASE
        }
    if isinstance(value, list):
        items: list[Any] = value  # pyright: ignore[reportUnknownVariableType]
        return [_plain(item, names) for item in items]
    return value


def _without_revisions(log: object) -> str:
    """A row that an erased user made has changed: their id is gone."""
    return re.sub(r"'revision': \d+", "", repr(log))


@pytest.fixture
async def ann(pool: TrackerPool) -> Person:
    await pool.execute(f"ALTER TABLE tracker.users ALTER COLUMN id RESTART WITH {_FIRST_ID}")
    return await make_person(pool, "Annika", weight_g=123_456)


async def test_an_erased_user_leaves_no_trace(pool: TrackerPool, ann: Person, admin_dsn: str) -> None:
    bob = await make_person(pool, "Bob", weight_g=77_000)
    # Ann has done something to somebody else's rows and to the catalogue, and to her own before.
    async with transaction(pool, actor=ann.user_id, reason="Annika asked for it") as conn:
        await workouts.update(conn, bob.user_id, bob.workout_id, title="Changed")
        await workouts.update(conn, ann.user_id, ann.workout_id, title="Annika again")
        await users.update(conn, ann.user_id, display_name="Annika Other")
        await auth.change_email(conn, ann.user_id, "annika.other@example.org")
        shared = await exercises.create(
            conn,
            owner_id=None,
            name="Shared",
            exercise_type="strength",
            tracking="weight_reps",
            equipment=["barbell"],
        )
        await exercises.update(conn, shared.id, user_id=None, description="Better")
        added = SetDraft(id=uuid4(), weight_g=1000, reps=1)
        await sets.log(conn, bob.user_id, bob.workout_id, added, workout_exercise_id=bob.workout_exercise_id)
    await exercises.merge(pool, ann.second_exercise_id, into=ann.exercise_id, user_id=ann.user_id)
    await exercises.merge(pool, ann.exercise_id, into=shared.id, user_id=ann.user_id)
    # Nor does it stand in a partition that was taken out of its table.
    await pool.execute("ALTER TABLE tracker.sets DETACH PARTITION tracker.sets_2025")
    kept = _without_revisions(await log_of(pool, bob.user_id))
    async with create_pool(admin_dsn) as admin:
        assert await traces_of(admin, ann), "the scan must find her while she is there"
        done = await users.erase(pool, ann.user_id)
        assert await traces_of(admin, ann) == []
    assert done.user_id == ann.user_id
    assert done.deleted["users"] == done.deleted["user_logins"] == 1
    assert done.deleted["sets"] + done.deleted["sets_2025"] == 5
    assert done.anonymised.keys() == {"audit_log", "exercises", "exercise_equipment", "sets"}
    assert (
        done.anonymised["sets"] == done.anonymised["exercises"] == done.anonymised["exercise_equipment"] == 1
    )
    assert _without_revisions(await log_of(pool, bob.user_id)) == kept
    (event, *_) = await audit.history(pool, bob.user_id, "workouts", {"id": str(bob.workout_id)})
    assert (event.operation, event.actor_id, event.reason) == ("update", None, None)


async def test_a_deleted_user_can_be_erased_and_exported(
    pool: TrackerPool, ann: Person, admin_dsn: str
) -> None:
    await users.delete(pool, ann.user_id)
    assert len(await exported(pool, ann.user_id)) > 20
    await users.erase(pool, ann.user_id)
    async with create_pool(admin_dsn) as admin:
        assert await traces_of(admin, ann) == []
    for attempt in (users.erase(pool, ann.user_id), exported(pool, ann.user_id)):
        with pytest.raises(NotFound):
            await attempt


async def _log_of_everything(pool: TrackerPool, person: Person) -> None:
    """Every kind of set, a superset, notes, every tracking, merges, deletions."""
    shared = await exercises.create(
        pool, owner_id=None, name="Shared", exercise_type="strength", tracking="weight_reps"
    )
    own = [
        await exercises.create(
            pool,
            owner_id=person.user_id,
            name=tracking,
            exercise_type="cardio",
            tracking=tracking,
            level="expert",
        )
        for tracking in get_args(Tracking)
    ]
    draft = SetDraft(
        weight_g=50_001, reps=5, duration_ms=90_001, distance_mm=5_000_001, rpe=Decimal("7.5"), notes="\u202e 'n' \\",
        completed_at=datetime(2026, 4, 1, 18, 0, 0, 123456, UTC),
    )  # fmt: skip
    places = [
        ExerciseDraft(
            exercise_id=shared.id, superset=1, notes="n",
            sets=[SetDraft(weight_g=60_000 + n, reps=3, kind=kind) for n, kind in enumerate(get_args(SetKind))],
        ),
        *(ExerciseDraft(exercise_id=one.id, superset=1, sets=[draft]) for one in own),
        ExerciseDraft(exercise_id=person.second_exercise_id, sets=[SetDraft(weight_g=70_000, reps=3)]),
    ]  # fmt: skip
    start = datetime(2026, 4, 1, 18, tzinfo=UTC)
    made = await workouts.log(
        pool,
        person.user_id,
        WorkoutDraft(started_at=start, ended_at=start + timedelta(hours=1), exercises=places),
    )
    await workouts.remove_exercise(pool, person.user_id, made.id, made.exercises[3].id)
    await exercises.merge(pool, person.second_exercise_id, into=person.exercise_id, user_id=person.user_id)
    await exercises.merge(pool, person.exercise_id, into=shared.id, user_id=person.user_id)
    await exercises.delete(pool, own[-1].id, user_id=person.user_id)


async def test_export_erase_import_gives_the_same_log(pool: TrackerPool, ann: Person) -> None:
    await _log_of_everything(pool, ann)
    expected, rows = await log_of(pool, ann.user_id), await rows_of(pool, ann.user_id)
    assert all(rows.values()), "something of everything"
    lines = await exported(pool, ann.user_id)
    await users.erase(pool, ann.user_id)
    new = await users.create(pool, email=ann.email, display_name="Annika", password=PASSWORD)
    report = await imports.load_export(pool, new.id, lines)
    assert (report.workouts, report.sets, report.unchanged) == (4, len(rows["sets"]), 0)
    assert await log_of(pool, new.id) == expected
    assert await rows_of(pool, new.id) == rows
    # What was deleted is there too, and comes back as it was; so does what was merged.
    assert await workouts.get(pool, new.id, ann.deleted_workout_id) is None
    restored = await workouts.restore(pool, new.id, ann.deleted_workout_id)
    assert [len(exercise.sets) for exercise in restored.exercises] == [2]
    name = "SELECT id FROM tracker.exercises WHERE owner_id = $1 AND name = $2"
    source = await pool.fetchval(name, new.id, "Annika exercise 0")
    await exercises.unmerge(pool, source, user_id=new.id)
    workout = await workouts.get(pool, new.id, ann.workout_id)
    assert workout is not None
    assert workout.exercises[0].exercise_id == source
    again = await imports.load_export(pool, new.id, lines)
    assert (again.exercises, again.workouts, again.sets, again.unchanged) == (0, 0, 0, 4)


async def test_an_export_can_be_read_back_by_somebody_who_stays(pool: TrackerPool, ann: Person) -> None:
    bob = await make_person(pool, "Bob", weight_g=77_000)
    before = await log_of(pool, ann.user_id)
    await imports.load_export(pool, bob.user_id, await exported(pool, ann.user_id))
    assert await log_of(pool, ann.user_id) == before
    assert len((await workouts.history(pool, bob.user_id)).items) == 4


async def test_an_export_holds_every_row_and_no_secret(
    pool: TrackerPool, ann: Person, admin_dsn: str
) -> None:
    lines = [json.loads(line) for line in await exported(pool, ann.user_id)]
    assert lines[0]["format"] == "trackerdb"
    held: dict[str, int] = {}
    for line in lines[1:]:
        held[line["table"]] = held.get(line["table"], 0) + 1
        assert not {"password_hash", "token_hash"} & line["row"].keys()
    async with create_pool(admin_dsn) as admin:
        tables = await admin.fetch(
            "SELECT c.table_name FROM tracker.user_columns() AS c WHERE c.is_owner AND c.column_name = 'user_id'"
        )
        for (table,) in tables:
            count = await admin.fetchval(
                f"SELECT count(*) FROM tracker.{table} WHERE user_id = $1", ann.user_id
            )
            assert held.get(table, 0) == count, table
    text = b"".join(await exported(pool, ann.user_id)).decode()
    assert PASSWORD not in text
    assert ann.session_token not in text
    assert "argon2" not in text


async def test_the_application_exports_its_own_user_alone(
    dsn: str, admin_dsn: str, ann: Person, pool: TrackerPool
) -> None:
    bob = await make_person(pool, "Bob", weight_g=77_000)
    owners = await exported(pool, ann.user_id)
    with login_in(admin_dsn, "trackerdb_app") as app_dsn:
        async with create_pool(app_dsn) as app:
            async with acting_as(app, ann.user_id) as conn:
                # But for the first line, which says when.
                assert sorted((await exported(conn, ann.user_id))[1:]) == sorted(owners[1:])
            for refused, user_id in ((NotFound, bob.user_id), (Forbidden, ann.user_id)):
                with pytest.raises(refused):
                    async with acting_as(app, ann.user_id) as conn:
                        if refused is NotFound:
                            await exported(conn, user_id)
                        else:
                            await users.erase(conn, user_id)


async def test_an_export_is_of_one_moment(pool: TrackerPool, ann: Person) -> None:
    lines: list[bytes] = []
    async for line in users.export(pool, ann.user_id):
        if not lines:
            await workouts.update(pool, ann.user_id, ann.workout_id, title="Later")
        lines.append(line)
    assert b"Later" not in b"".join(lines)


_HEAD = b'{"format": "trackerdb", "version": 1}\n'


@pytest.mark.parametrize(
    "lines",
    [
        [],
        [b""],
        [b"Date,Workout Name\n"],
        [b'{"format": "trackerdb", "version": 2}'],
        [b"[" * 100_000],
        [_HEAD, b"5"],
        [_HEAD, b'{"table": 1, "row": {}}'],
        [_HEAD, b'{"table": "workouts", "row": []}'],
        [_HEAD, b'{"table": "workouts", "row": {"id": "no uuid"}}'],
        [_HEAD, b'{"table": "workouts", "row": {"id": null}}'],
        [_HEAD, b'{"table": "imports", "row": {"format": "\\u0000"}}'],
        [_HEAD, b'{"table": "imports", "row": {"format": "\\ud800"}}'],
        [_HEAD, b'{"table": "exercises", "row": {}}'],
        [_HEAD, b'{"table": "exercises", "row": {"id": 1, "owner_id": 1, "deleted_at": null, "name": 5}}'],
        [_HEAD, b'{"table": "sets", "row": {"workout_id": "x"}}'],
        [_HEAD, b'{"table": "exercise_merge_moves", "row": {"source_id": [1]}}'],
        [_HEAD, b"\xff\xfe"],
    ],
)
async def test_what_is_no_export_is_refused(pool: TrackerPool, ann: Person, lines: Iterable[bytes]) -> None:
    before = await log_of(pool, ann.user_id)
    try:
        report = await imports.load_export(pool, ann.user_id, lines)
    except TrackerError as error:
        assert isinstance(error, Invalid), repr(error)
    else:
        assert (report.exercises, report.workouts, report.sets) == (0, 0, 0)
    assert await log_of(pool, ann.user_id) == before
