"""The audit log: what it says of each change, who may read it, and that nobody may change it."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

import asyncpg
import pytest

from _support.logs import NOON, new_exercises, new_user
from trackerdb import audit, exercises, partitions, sets, users, workouts
from trackerdb.database import acting_as, transaction
from trackerdb.errors import Conflict, Forbidden, Invalid
from trackerdb.executor import Connection
from trackerdb.pool import TrackerPool
from trackerdb.sets import SetDraft
from trackerdb.users import User
from trackerdb.workouts import ExerciseDraft, Workout, WorkoutDraft

pytestmark = pytest.mark.anyio

ROLES = ("trackerdb_app", "trackerdb_service", "trackerdb_reader")
NEW_YEARS_EVE = datetime(2025, 12, 31, 12, tzinfo=UTC)


@pytest.fixture
async def ana(pool: TrackerPool) -> User:
    return await new_user(pool)


@pytest.fixture
async def workout(pool: TrackerPool, ana: User) -> Workout:
    return await logged(pool, ana)


@pytest.fixture
async def other(dsn: str, anyio_backend: str) -> AsyncGenerator[Connection, None]:
    connection = await asyncpg.connect(dsn)
    try:
        yield connection
    finally:
        await connection.close()


async def logged(pool: TrackerPool, user: User, *, name: str = "Bench", at: datetime = NOON) -> Workout:
    [exercise] = await new_exercises(pool, name, owner_id=user.id)
    done = [SetDraft(weight_g=100_000, reps=5, rpe=Decimal("8.5"))]
    return await workouts.log(
        pool,
        user.id,
        WorkoutDraft(started_at=at, exercises=[ExerciseDraft(exercise_id=exercise.id, sets=done)]),
    )


async def now(db: TrackerPool | Connection) -> datetime:
    moment = await db.fetchval("SELECT clock_timestamp()")
    assert isinstance(moment, datetime)
    return moment


def set_key(workout: Workout) -> dict[str, UUID]:
    return {"workout_id": workout.id, "id": workout.exercises[0].sets[0].id}


async def entries(pool: TrackerPool) -> int:
    return int(await pool.fetchval("SELECT count(*) FROM tracker.audit_log"))


async def test_history_says_who_changed_what_and_why(pool: TrackerPool, ana: User, workout: Workout) -> None:
    key = set_key(workout)
    async with transaction(pool, actor=7, reason="typo") as conn:
        await sets.update(conn, ana.id, workout.id, key["id"], reps=6, rpe=None)
    await sets.delete(pool, ana.id, workout.id, key["id"])
    deleted, updated, inserted = await audit.history(pool, ana.id, "sets", key)
    assert (inserted.operation, inserted.old, inserted.actor_id) == ("insert", None, None)
    assert (updated.operation, updated.actor_id, updated.reason) == ("update", 7, "typo")
    assert updated.old is not None
    assert {name: updated.old[name] for name in ("reps", "rpe", "revision")} == {
        "reps": 5,
        "rpe": Decimal("8.5"),
        "revision": 1,
    }
    assert set(updated.old) == {"reps", "rpe", "revision", "updated_at"}
    assert deleted.old == {"deleted_at": None, "deletion_id": None}
    assert deleted.actor_id is None
    assert inserted.at < updated.at < deleted.at


async def test_an_insert_is_recorded_by_the_row_itself(pool: TrackerPool, ana: User) -> None:
    async with transaction(pool, actor=7) as conn:
        workout = await logged(conn, ana)  # type: ignore[arg-type]
    [inserted] = await audit.history(pool, ana.id, "workouts", {"id": workout.id})
    assert (inserted.operation, inserted.actor_id, inserted.old) == ("insert", 7, None)
    await pool.execute("DELETE FROM tracker.workouts")
    removed, inserted_again = await audit.history(pool, ana.id, "workouts", {"id": workout.id})
    assert removed.operation == "delete"
    assert inserted_again == inserted


async def test_logging_sets_writes_no_entry_and_fires_no_audit_function(
    pool: TrackerPool, ana: User, workout: Workout, admin_dsn: str
) -> None:
    place = workout.exercises[0]
    before = await entries(pool)
    admin = await asyncpg.connect(admin_dsn, server_settings={"track_functions": "all"})
    try:
        async with admin.transaction():
            await sets.log(admin, ana.id, workout.id, SetDraft(reps=3), workout_exercise_id=place.id)
            await workouts.log(
                admin,
                ana.id,
                WorkoutDraft(
                    started_at=NOON,
                    exercises=[ExerciseDraft(exercise_id=place.exercise_id, sets=[SetDraft(reps=3)] * 3)],
                ),
            )
            found = await admin.fetch("SELECT funcname, calls FROM pg_stat_xact_user_functions")
            called: dict[str, int] = {row["funcname"]: row["calls"] for row in found}
    finally:
        await admin.close()
    assert called["keep_records"] >= 2
    assert not {"audit_update", "audit_delete", "new_shape", "stamp_recorded"} & set(called)
    assert await entries(pool) == before


async def test_a_bump_of_the_workout_is_no_event(pool: TrackerPool, ana: User, workout: Workout) -> None:
    await sets.update(pool, ana.id, workout.id, set_key(workout)["id"], reps=9)
    bumped = await workouts.get(pool, ana.id, workout.id)
    assert bumped is not None
    assert bumped.revision > workout.revision
    assert len(await audit.history(pool, ana.id, "workouts", {"id": workout.id})) == 1


async def test_a_move_between_partitions_is_one_update(pool: TrackerPool, ana: User) -> None:
    workout = await logged(pool, ana, at=NEW_YEARS_EVE)
    key, before = set_key(workout), await now(pool)
    await workouts.reschedule(pool, ana.id, workout.id, started_at=NEW_YEARS_EVE + timedelta(days=1))
    moved, inserted = await audit.history(pool, ana.id, "sets", key)
    assert moved.operation == "update"
    assert moved.old is not None
    assert moved.old["performed_on"] == "2025-12-31"
    assert inserted.at < before
    was = await audit.as_of(pool, ana.id, "sets", key, before)
    assert was is not None
    assert was["performed_on"] == "2025-12-31"


async def test_a_key_change_ends_the_one_row_and_begins_the_other(
    pool: TrackerPool, ana: User, workout: Workout
) -> None:
    old_key, before = set_key(workout), await now(pool)
    new_key = {**old_key, "id": uuid4()}
    await pool.execute("UPDATE tracker.sets SET id = $1", new_key["id"])
    assert [one.operation for one in await audit.history(pool, ana.id, "sets", old_key)] == [
        "delete",
        "insert",
    ]
    assert [one.operation for one in await audit.history(pool, ana.id, "sets", new_key)] == ["insert"]
    assert await audit.as_of(pool, ana.id, "sets", new_key, before) is None
    assert await audit.as_of(pool, ana.id, "sets", old_key, before) is not None
    assert await audit.as_of(pool, ana.id, "sets", old_key, await now(pool)) is None


async def test_a_transaction_that_began_earlier_is_later_when_it_changes_later(
    pool: TrackerPool, ana: User, workout: Workout, other: Connection
) -> None:
    key = {"id": workout.id}
    title = "UPDATE tracker.workouts SET title = $1"
    async with other.transaction():
        await other.fetchval("SELECT pg_current_xact_id()")
        await pool.execute(title, "first")
        between = await now(pool)
        await other.execute(title, "second")
    was = await audit.as_of(pool, ana.id, "workouts", key, between)
    assert was is not None
    assert was["title"] == "first"


async def test_a_row_inserted_late_in_a_long_transaction_was_not_there_before(
    pool: TrackerPool, other: Connection
) -> None:
    await pool.execute(
        "INSERT INTO tracker.equipment (id, slug, name) OVERRIDING SYSTEM VALUE VALUES (1, 'a', 'A')"
    )
    async with other.transaction():
        await other.fetchval("SELECT pg_current_xact_id()")
        await pool.execute("DELETE FROM tracker.equipment")
        between = await now(pool)
        await other.execute(
            "INSERT INTO tracker.equipment (id, slug, name) OVERRIDING SYSTEM VALUE VALUES (1, 'b', 'B')"
        )
    assert await audit.as_of(pool, None, "equipment", {"id": 1}, between) is None


async def test_the_changes_of_a_transaction_are_seen_at_once(
    pool: TrackerPool, ana: User, workout: Workout
) -> None:
    key = {"id": workout.id}
    async with transaction(pool) as conn:
        await workouts.update(conn, ana.id, workout.id, title="one")
        within = await now(conn)
        await workouts.update(conn, ana.id, workout.id, title="two")
        await conn.execute("INSERT INTO tracker.equipment (slug, name) VALUES ('a', 'A')")
        inserted = await now(conn)
        await conn.execute("UPDATE tracker.equipment SET name = 'B'")
    was = await audit.as_of(pool, ana.id, "workouts", key, within)
    assert was is not None
    assert was["title"] is None
    equipment = await pool.fetchval("SELECT id FROM tracker.equipment")
    assert await audit.as_of(pool, None, "equipment", {"id": equipment}, inserted) is None


async def test_renamed_and_added_columns(pool: TrackerPool, ana: User, workout: Workout) -> None:
    key = {"id": workout.id}
    await workouts.update(pool, ana.id, workout.id, title="one", notes="n")
    first = await now(pool)
    await workouts.update(pool, ana.id, workout.id, title="two")
    second = await now(pool)
    await pool.execute("ALTER TABLE tracker.workouts RENAME COLUMN title TO heading")
    await pool.execute("ALTER TABLE tracker.workouts ADD COLUMN mood text")
    await pool.execute("UPDATE tracker.workouts SET mood = 'good', heading = 'three'")
    third = await now(pool)
    await pool.execute("UPDATE tracker.workouts SET mood = 'bad'")

    seen = [await audit.as_of(pool, ana.id, "workouts", key, at) for at in (first, second, third)]
    assert [one and (one["heading"], one["notes"], one.get("mood")) for one in seen] == [
        ("one", "n", None),
        ("two", "n", None),
        ("three", "n", "good"),
    ]
    assert seen[0] is not None
    assert "mood" not in seen[0]
    assert "title" not in seen[0]
    assert [one.old for one in await audit.history(pool, ana.id, "workouts", key)] == [
        {"mood": "good"},
        {"mood": None, "heading": "two"},
        {"heading": "one"},
        {"heading": None, "notes": None},
        None,
    ]


async def test_no_secret_is_logged(pool: TrackerPool, ana: User) -> None:
    await pool.execute("UPDATE tracker.user_logins SET password_hash = '$argon2id$first'")
    await pool.execute("UPDATE tracker.user_logins SET password_hash = '$argon2id$second'")
    newest, *_ = await audit.history(pool, ana.id, "user_logins", {})
    assert newest.old is not None
    assert newest.old["password_hash"] is None
    await pool.execute(
        "INSERT INTO tracker.user_sessions (token_hash, user_id, family_id, expires_at)"
        " VALUES (sha256('secret'), $1, gen_random_uuid(), now() + INTERVAL '1 day')",
        ana.id,
    )
    await pool.execute("DELETE FROM tracker.user_sessions")
    await pool.execute("DELETE FROM tracker.user_logins")
    log = await pool.fetchval("SELECT string_agg(l::text, '') FROM tracker.audit_log AS l")
    assert "argon2id" not in log
    assert "2bb80d537b1da3e38bd3" not in log


@pytest.mark.parametrize("role", ROLES)
async def test_no_role_of_an_application_changes_any_partition_of_the_log(
    pool: TrackerPool, conn: Connection, role: str
) -> None:
    await partitions.ensure(pool, years_ahead=2036 - datetime.now(UTC).year)
    parts = [one.name for one in await partitions.list_all(pool) if one.parent == "audit_log"]
    assert "audit_log_2036" in parts
    await conn.execute(f"SET ROLE {role}; SET tracker.user_id = '1'")
    for table in ("audit_log", *parts):
        for statement in (
            f"UPDATE tracker.{table} SET reason = 'forged'",
            f"DELETE FROM tracker.{table}",
            f"TRUNCATE tracker.{table}",
            f"INSERT INTO tracker.{table} SELECT * FROM tracker.audit_log",
        ):
            with pytest.raises(asyncpg.InsufficientPrivilegeError):
                await conn.execute(statement)
    for table in parts:
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await conn.execute(f"SELECT FROM tracker.{table}")


async def test_whoever_acts_as_a_user_cant_sign_as_another(pool: TrackerPool, ana: User) -> None:
    ben, key = await new_user(pool, "ben"), {"id": UUID(int=5)}
    async with acting_as(pool, ana.id) as conn:
        with pytest.raises(Conflict, match="acts as user"):
            async with transaction(conn, actor=ben.id):
                pass
        async with transaction(conn, actor=ana.id, reason="mine"):
            pass
        await conn.execute(f"SET LOCAL tracker.actor = '{ben.id}'")
        await conn.execute(
            "INSERT INTO tracker.imports (user_id, id, format, workouts, sets, created_by)"
            " VALUES ($1, $2, 'f', 1, 1, $3)",
            ana.id,
            key["id"],
            ben.id,
        )
        await conn.execute("UPDATE tracker.imports SET created_by = $1, sets = 2", ben.id)
    actors = [one.actor_id for one in await audit.history(pool, ana.id, "imports", key)]
    assert actors == [ana.id, ana.id]


async def test_the_catalogues_history_is_not_a_users_to_read(pool: TrackerPool, ana: User) -> None:
    [shared] = await new_exercises(pool, "Bench")
    before = await now(pool)
    await exercises.update(pool, shared.id, user_id=None, name="Bench Press")
    async with acting_as(pool, ana.id) as conn:
        with pytest.raises(Forbidden):
            async with transaction(conn) as inner:
                await audit.as_of(inner, None, "exercises", {"id": shared.id}, before)
    async with pool.acquire() as conn, conn.transaction():
        await conn.execute("SET LOCAL ROLE trackerdb_service")
        was = await audit.as_of(conn, None, "exercises", {"id": shared.id}, before)
    assert was is not None
    assert was["name"] == "Bench"


async def test_tokens_of_one_moment_are_told_apart(pool: TrackerPool, ana: User) -> None:
    made = await pool.fetch(
        "INSERT INTO tracker.user_tokens (token_hash, user_id, purpose, expires_at)"
        " SELECT sha256(n::text::bytea), $1, 'verify_email', now() + INTERVAL '1 day'"
        " FROM generate_series(1, 3) AS n RETURNING id",
        ana.id,
    )
    await pool.execute("UPDATE tracker.user_tokens SET consumed_at = now() WHERE id = $1", made[1]["id"])
    events = [await audit.history(pool, ana.id, "user_tokens", {"id": row["id"]}) for row in made]
    assert [len(one) for one in events] == [1, 2, 1]


@pytest.mark.parametrize("table", ["tracker.users CASCADE", "tracker.sets_2026 CASCADE", "tracker.sets"])
async def test_truncating_is_recorded_as_deleting(
    pool: TrackerPool, ana: User, workout: Workout, table: str
) -> None:
    await pool.execute("UPDATE tracker.sets SET kind = 'warmup'")
    key, before = set_key(workout), await now(pool)
    was = await audit.as_of(pool, ana.id, "sets", key, before)
    async with transaction(pool, reason="start again") as conn:
        await conn.execute(f"TRUNCATE {table}")
    gone, *_ = await audit.history(pool, ana.id, "sets", key)
    assert (gone.operation, gone.reason) == ("delete", "start again")
    assert was is not None
    assert await audit.as_of(pool, ana.id, "sets", key, before) == was
    assert await audit.as_of(pool, ana.id, "sets", key, await now(pool)) is None


async def test_a_column_that_replaced_another_stands_for_it(
    pool: TrackerPool, ana: User, workout: Workout
) -> None:
    key = {"id": workout.id}
    await workouts.update(pool, ana.id, workout.id, title="one")
    first = await now(pool)
    await workouts.update(pool, ana.id, workout.id, title="two")
    await pool.execute("ALTER TABLE tracker.workouts ADD COLUMN heading text")
    await pool.execute("UPDATE tracker.workouts SET heading = title")
    await pool.execute("ALTER TABLE tracker.workouts DROP COLUMN title")
    await pool.execute("ALTER TABLE tracker.workouts RENAME COLUMN heading TO title")
    second = await now(pool)
    await workouts.update(pool, ana.id, workout.id, title="three")
    third = await now(pool)
    await workouts.update(pool, ana.id, workout.id, title="four")
    seen = [await audit.as_of(pool, ana.id, "workouts", key, at) for at in (first, second, third)]
    assert [one and one["title"] for one in seen] == ["one", "two", "three"]


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE tracker.audit_log SET reason = 'forged'",
        "DELETE FROM tracker.audit_log",
        "TRUNCATE tracker.audit_log",
        "INSERT INTO tracker.audit_log (user_id, table_name, key, operation, shape)"
        " VALUES (1, 'sets', '{}', 'delete', 1)",
        "UPDATE tracker.audit_log_2026 SET reason = 'forged'",
        "DELETE FROM tracker.audit_log_2026",
        "TRUNCATE tracker.audit_log_2026",
        "UPDATE tracker.audit_shapes SET renamed = names",
        "DELETE FROM tracker.audited_tables",
        "SELECT tracker.new_shape('sets', '{}')",
    ],
)
async def test_no_role_of_an_application_changes_the_log(conn: Connection, role: str, statement: str) -> None:
    await conn.execute(f"SET ROLE {role}; SET tracker.user_id = '1'")
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await conn.execute(statement)


async def test_a_user_reads_their_own_entries_alone(pool: TrackerPool, ana: User, workout: Workout) -> None:
    ben = await new_user(pool, "ben")
    await users.update(pool, ben.id, display_name="Ben")
    await pool.execute("UPDATE tracker.user_logins SET verified_at = now()")
    async with acting_as(pool, ana.id) as conn:
        await workouts.update(conn, ana.id, workout.id, title="mine")
        owners = await conn.fetch("SELECT DISTINCT user_id FROM tracker.audit_log")
        assert [row["user_id"] for row in owners] == [ana.id]
        newest, *_ = await audit.history(conn, ana.id, "workouts", {"id": workout.id})
        assert newest.actor_id == ana.id
        assert await audit.history(conn, ben.id, "users", {}) == []
        assert len(await audit.history(conn, ana.id, "user_logins", {})) == 2
    async with pool.acquire() as conn, conn.transaction():
        await conn.execute("SET LOCAL ROLE trackerdb_reader")
        tables = await conn.fetch("SELECT DISTINCT table_name AS name FROM tracker.audit_log ORDER BY 1")
        assert [row["name"] for row in tables] == ["users", "workouts"]


async def test_the_application_cant_forge_when_a_row_began(pool: TrackerPool, ana: User) -> None:
    before = await now(pool)
    async with acting_as(pool, ana.id) as conn:
        await conn.execute(
            "INSERT INTO tracker.imports"
            " (user_id, id, format, workouts, sets, created_at, recorded_at, recorded_in)"
            " VALUES ($1, $2, 'f', 1, 1, '2001-01-01', '2001-01-01', '5')",
            ana.id,
            UUID(int=5),
        )
    assert await audit.as_of(pool, ana.id, "imports", {"id": UUID(int=5)}, before) is None


async def test_an_erased_user_leaves_nothing_in_the_log(
    pool: TrackerPool, ana: User, workout: Workout
) -> None:
    ben = await new_user(pool, "ben")
    async with transaction(pool, actor=ana.id) as conn:
        await users.update(conn, ben.id, display_name="Ben")
    await workouts.update(pool, ana.id, workout.id, title="mine")
    await users.erase(pool, ana.id)
    rows = await pool.fetch("SELECT user_id, actor_id FROM tracker.audit_log WHERE table_name = 'users'")
    assert [tuple(row) for row in rows] == [(ben.id, None)]
    assert await pool.fetchval("SELECT count(*) FROM tracker.audit_log WHERE user_id <> $1", ben.id) == 0


async def test_what_the_log_no_longer_holds_is_not_guessed(
    pool: TrackerPool, ana: User, workout: Workout
) -> None:
    await pool.execute("DROP TABLE tracker.audit_log_before_2026")
    key, long_ago = {"id": workout.id}, datetime(2025, 12, 31, tzinfo=UTC)
    with pytest.raises(Invalid, match="goes back to"):
        await audit.as_of(pool, ana.id, "workouts", key, long_ago)
    assert await audit.as_of(pool, ana.id, "workouts", key, await now(pool)) is not None


async def test_a_row_older_than_the_audit_is_not_guessed(
    pool: TrackerPool, ana: User, workout: Workout
) -> None:
    await pool.execute(
        "UPDATE tracker.workouts SET created_at = '2001-01-01', recorded_at = NULL, recorded_in = NULL"
    )
    await pool.execute("DELETE FROM tracker.audit_log")
    began = await pool.fetchval("SELECT created_at FROM tracker.audited_tables WHERE table_name = 'workouts'")
    with pytest.raises(Invalid, match="audited since"):
        await audit.as_of(pool, ana.id, "workouts", {"id": workout.id}, began - timedelta(days=1))
    assert await audit.as_of(pool, ana.id, "workouts", {"id": workout.id}, await now(pool)) is not None


async def test_the_row_of_a_detached_partition_is_not_taken_for_one_that_never_was(
    pool: TrackerPool, ana: User
) -> None:
    workout = await logged(pool, ana, at=datetime(2012, 5, 5, tzinfo=UTC))
    key = set_key(workout)
    await sets.update(pool, ana.id, workout.id, key["id"], reps=9)
    await partitions.detach(pool, "sets_before_2018")
    with pytest.raises(Conflict, match="detached"):
        await audit.as_of(pool, ana.id, "sets", key, NOON)
    await partitions.attach(pool, "sets_before_2018")
    assert len(await audit.history(pool, ana.id, "sets", key)) == 2


@pytest.mark.parametrize(
    ("table", "key"),
    [
        ("nothing", {"id": 1}),
        ("workouts", {}),
        ("workouts", {"id": "no uuid"}),
        ("sets", {"id": UUID(int=1)}),
    ],
)
async def test_bad_questions(pool: TrackerPool, table: str, key: dict[str, Any]) -> None:
    with pytest.raises(Invalid):
        await audit.history(pool, 1, table, key)
    with pytest.raises(Invalid):
        await audit.as_of(pool, 1, table, key, NOON)


async def test_a_naive_time_is_refused(pool: TrackerPool) -> None:
    with pytest.raises(Invalid, match="time zone"):
        await audit.as_of(pool, 1, "users", {}, NOON.replace(tzinfo=None))
