"""A plain login of the application reads and writes nobody's rows but those of the user it acts as."""

# ruff: noqa: E501, PT012, PT017 - statements stay on a line; whatever an attack ends with is looked at

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress
from typing import Any

import asyncpg
import pytest

from _support.access import Person, cheap_hashes, login_in
from _support.calls import FUNCTIONS, arguments, call
from _support.stage import Stage, set_stage
from trackerdb import auth, exercises, users
from trackerdb.database import acting_as, create_pool, transaction
from trackerdb.errors import Conflict, Forbidden, InvalidCredentials, TrackerError
from trackerdb.pool import TrackerPool

pytestmark = pytest.mark.anyio

# What runs before a user is known, for all users, or on the catalogue: the service's.
SERVICE_ONLY = {
    "auth.authenticate",
    "auth.change_email",
    "auth.consume_token",
    "auth.issue_token",
    "auth.link_identity",
    "auth.open_session",
    "auth.purge_expired",
    "auth.resolve_session",
    "auth.revoke_all",
    "auth.revoke_session",
    "auth.rotate_session",
    "auth.set_password",
    "auth.unlink_identity",
    "catalogue_store.load",
    "purge.deleted",
    "users.create",
    "users.erase",
    "users.restore",
}

# What changes tables: the owner's.
OWNER_ONLY = {"partitions.detach", "partitions.ensure"}
# What refuses a connection in a transaction before it looks at anything else.
NO_TRANSACTION = {"auth.authenticate", "auth.rotate_session", "partitions.attach", "partitions.detach"}

# What these arguments alone don't make succeed; it must not be for a lack of rights.
NEEDS_MORE = {"exercises.unmerge", "partitions.attach", "sets.log", "sets.log_many", "users.restore"}


class _UndoError(Exception):
    """Rolls a block back."""


@pytest.fixture
async def stage(
    dsn: str, admin_dsn: str, anyio_backend: str, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Stage]:
    cheap_hashes(monkeypatch)
    async with set_stage(dsn, admin_dsn) as stage:
        yield stage


def _searched_for(name: str, stage: Stage) -> tuple[str, ...]:
    """What the call itself gave and may be shown again, such as the name in "there is no exercise …"."""
    return tuple(
        str(value) for value in arguments(name, 0, stage.victim).values() if isinstance(value, str) and value
    )


async def attempt(stage: Stage, name: str, db: Any, user_id: int, target: Person) -> object:
    """What a call shows: its answer, or all that its error says."""
    try:
        return await call(name, db, user_id, target)
    except (TrackerError, asyncpg.PostgresError) as error:
        assert isinstance(error, TrackerError), f"{name} raises {error!r}"
        shown: list[object] = [repr(error), vars(error)]
        if isinstance(error.__cause__, asyncpg.PostgresError):
            shown.append(str(error.__cause__))
        return shown


def without_own_words(seen: object, name: str, stage: Stage) -> str:
    text = repr(seen)
    for value in _searched_for(name, stage):
        text = text.replace(value, "")
    return text


async def test_no_function_reaches_another_users_rows(stage: Stage) -> None:
    before = await stage.holdings()
    for name in FUNCTIONS:
        for user_id in (stage.victim.user_id, stage.attacker.user_id):
            seen: object = None
            # What it says on the way out counts too: an error caught inside has spoilt the transaction.
            with suppress(Conflict):
                async with acting_as(stage.pool, stage.attacker.user_id) as conn:
                    seen = await attempt(stage, name, conn, user_id, stage.victim)
            stage.assert_blind(without_own_words(seen, name, stage), name)
        # Nor without saying who acts.
        seen = await attempt(stage, name, stage.pool, stage.victim.user_id, stage.victim)
        stage.assert_blind(without_own_words(seen, name, stage), name)
        assert await stage.holdings() == before, name


async def outcomes_of(pool: TrackerPool, own: Person, *, acting: bool) -> dict[str, object]:
    """What each function gives, or raises, when a user asks for what is theirs; all of it is undone."""
    outcomes: dict[str, object] = {}
    for name in FUNCTIONS:
        try:
            if name in NO_TRANSACTION:
                outcomes[name] = await call(name, pool, own.user_id, own)
                continue
            async with acting_as(pool, own.user_id) if acting else transaction(pool) as conn:
                outcomes[name] = await call(name, conn, own.user_id, own)
                raise _UndoError
        except _UndoError:
            pass
        except TrackerError as error:
            outcomes[name] = error
    return outcomes


async def test_every_function_works_for_its_own_user_or_is_the_services(stage: Stage) -> None:
    outcomes = await outcomes_of(stage.pool, stage.attacker, acting=True)
    refused = {name for name, outcome in outcomes.items() if isinstance(outcome, Forbidden)}
    expected = SERVICE_ONLY | OWNER_ONLY
    assert refused == expected, {name: outcomes[name] for name in refused ^ expected}
    failed = {name: o for name, o in outcomes.items() if isinstance(o, TrackerError) and name not in expected}
    assert failed.keys() <= NEEDS_MORE, failed


async def test_every_function_works_for_the_service(stage: Stage, admin_dsn: str) -> None:
    with login_in(admin_dsn, "trackerdb_service") as service_dsn:
        async with create_pool(service_dsn, max_size=1) as pool:
            outcomes = await outcomes_of(pool, stage.attacker, acting=False)
    refused = {name for name, outcome in outcomes.items() if isinstance(outcome, Forbidden)}
    assert refused == OWNER_ONLY, {name: outcomes[name] for name in refused ^ OWNER_ONLY}
    failed = {name: o for name, o in outcomes.items() if isinstance(o, TrackerError) and name not in refused}
    assert failed.keys() <= NEEDS_MORE, failed


READS = {
    "plain": "SELECT * FROM tracker.{table}",
    "named": "SELECT * FROM tracker.{table} AS t WHERE t.{column} = {victim}",
    "or": "SELECT * FROM tracker.{table} AS t WHERE t.{column} = {victim} OR true",
    "join": "SELECT a.* FROM tracker.users AS u FULL JOIN tracker.{table} AS a ON true",
    "lateral": "SELECT l.* FROM generate_series(1, 9) AS u CROSS JOIN LATERAL"
    " (SELECT * FROM tracker.{table} AS t WHERE t.{column} = u) AS l",
    "cte": "WITH all_rows AS MATERIALIZED (SELECT * FROM tracker.{table}) SELECT * FROM all_rows",
    "recursive": "WITH RECURSIVE r AS (SELECT t::text AS v FROM tracker.{table} AS t UNION SELECT v FROM r) SELECT * FROM r",
    "aggregate": "SELECT json_agg(t) FROM tracker.{table} AS t",
    "explain": "EXPLAIN (ANALYZE, VERBOSE, COSTS) SELECT * FROM tracker.{table} AS t WHERE t.{column} = {victim}",
    "xml": "SELECT query_to_xml('SELECT * FROM tracker.{table}', true, false, '')",
    "sample": "SELECT * FROM tracker.{table} AS t TABLESAMPLE SYSTEM (100)",
    "lock": "SELECT * FROM tracker.{table} AS t FOR SHARE",
    "leaky function": "SELECT * FROM tracker.{table} AS t WHERE pg_temp.leak(t::text)",
    "leaky cast": "SELECT * FROM tracker.{table} AS t WHERE t::text::integer = 1",
    "cursor": "DECLARE c CURSOR FOR SELECT * FROM tracker.{table}",
    "statistics": "SELECT * FROM pg_stats WHERE schemaname = 'tracker' AND tablename = '{table}'",
    "extended statistics": "SELECT * FROM pg_stats_ext_exprs",
}


async def test_handwritten_reads_show_nothing(stage: Stage) -> None:
    tables = await stage.admin.fetch(
        "SELECT c.table_name, c.column_name FROM tracker.user_columns() AS c WHERE c.is_owner"
        " UNION ALL SELECT 'users', 'id'"
    )
    leaves = await stage.admin.fetch(
        "SELECT c.relname, 'user_id' FROM pg_class AS c"
        " WHERE c.relispartition AND c.relkind = 'r' AND c.relnamespace = 'tracker'::regnamespace"
    )
    for table, column in [*tables, *leaves]:
        for form in READS:
            statement = READS[form].format(table=table, column=column, victim=stage.victim.user_id)
            stage.assert_blind(await _seen(stage, statement), statement)


async def test_no_relation_of_the_schema_shows_anything(stage: Stage) -> None:
    """Also those that are about nobody: what search has learnt, what is counted, sequences, views."""
    relations = await stage.admin.fetch(
        "SELECT c.oid::regclass::text FROM pg_class AS c WHERE c.relnamespace = 'tracker'::regnamespace"
        " AND c.relkind IN ('r', 'p', 'v', 'm', 'f', 'S')"
    )
    for (relation,) in relations:
        statement = f"SELECT * FROM {relation}"
        stage.assert_blind(await _seen(stage, statement), statement)


async def test_the_eye_of_these_tests_sees(stage: Stage) -> None:
    """The same reads, acting as the victim, show what must not be seen: so they would have shown it."""
    for form in ("plain", "cte", "aggregate", "leaky function", "leaky cast"):
        statement = READS[form].format(table="workouts", column="user_id", victim=stage.victim.user_id)
        seen = await _seen(stage, statement, as_user=stage.victim.user_id)
        with pytest.raises(AssertionError):
            stage.assert_blind(seen)


async def _seen(stage: Stage, statement: str, *, as_user: int | None = None) -> list[object]:
    """Everything that comes back: rows, notices, the whole error."""
    seen: list[object] = []

    def listen(_connection: object, message: object) -> None:
        seen.append(str(message))

    async with stage.pool.acquire() as conn:
        conn.add_log_listener(listen)
        try:
            async with acting_as(conn, as_user or stage.attacker.user_id):
                await conn.execute(
                    "CREATE FUNCTION pg_temp.leak(v text) RETURNS boolean LANGUAGE plpgsql COST 0.0000001"
                    " AS 'BEGIN RAISE NOTICE ''%'', v; RETURN true; END'"
                )
                seen.extend(tuple(row) for row in await conn.fetch(statement))
                raise _UndoError
        except _UndoError:
            pass
        except (TrackerError, asyncpg.PostgresError) as error:
            seen += [repr(error), str(error.__cause__)]
        finally:
            conn.remove_log_listener(listen)
    return seen


async def test_copy_shows_nothing(stage: Stage) -> None:
    received: list[bytes] = []

    async def keep(chunk: bytes) -> None:
        received.append(chunk)

    async with acting_as(stage.pool, stage.attacker.user_id) as conn:
        await conn.copy_from_query("SELECT * FROM tracker.workouts", output=keep)
        await conn.copy_from_query("SELECT * FROM tracker.sets", output=keep)
        await conn.copy_from_table("workout_exercises", schema_name="tracker", output=keep)
    assert stage.attacker.mark in b"".join(received).decode()
    stage.assert_blind(received)
    for table in ("sets_2026", "user_logins", "user_sessions"):
        with pytest.raises(Forbidden):
            async with acting_as(stage.pool, stage.attacker.user_id) as conn:
                await conn.copy_from_table(table, schema_name="tracker", output=keep)


async def test_copy_writes_nothing(stage: Stage) -> None:
    before = await stage.holdings()
    for table in ("imports", "sets_2026"):
        with pytest.raises((TrackerError, asyncpg.PostgresError)):
            async with acting_as(stage.pool, stage.attacker.user_id) as conn:
                await conn.copy_records_to_table(
                    table,
                    schema_name="tracker",
                    columns=["user_id", "format"],
                    records=[(stage.victim.user_id, "x")],
                )
    assert await stage.holdings() == before


WRITES = {
    "insert": "INSERT INTO tracker.imports (user_id, format, workouts, sets) VALUES ({victim}, 'strong', 0, 0)",
    "insert a workout": "INSERT INTO tracker.workouts (user_id, id, performed_on, started_at)"
    " VALUES ({victim}, gen_random_uuid(), '2026-03-02', '2026-03-02 10:00+00')",
    "insert an exercise": "INSERT INTO tracker.exercises (owner_id, name, exercise_type, tracking)"
    " VALUES ({victim}, 'X', 'strength', 'weight_reps')",
    "insert into the catalogue": "INSERT INTO tracker.exercises (name, exercise_type, tracking)"
    " VALUES ('X', 'strength', 'weight_reps')",
    "link to an exercise": "INSERT INTO tracker.exercise_muscle_groups (exercise_id, muscle_group_id, role, owner_id)"
    " SELECT {exercise}, q.id, 'secondary', {attacker} FROM tracker.muscle_groups AS q WHERE q.slug = 'back'",
    "log another's exercise": "INSERT INTO tracker.workout_exercises (user_id, performed_on, workout_id, id, exercise_id, position)"
    " SELECT user_id, performed_on, id, gen_random_uuid(), {exercise}, 9 FROM tracker.workouts",
    "replace by another's exercise": "WITH u AS (UPDATE tracker.workout_exercises SET exercise_id = {exercise})"
    " UPDATE tracker.sets SET exercise_id = {exercise}",
    "merge into another's": "UPDATE tracker.exercises SET merged_into = {exercise} WHERE owner_id = {attacker}",
    "remember another's exercise": "INSERT INTO tracker.exercise_merge_moves (user_id, source_id, workout_id, workout_exercise_id)"
    " VALUES ({attacker}, {exercise}, gen_random_uuid(), gen_random_uuid())",
    "lock another's head row": "SELECT tracker.lock_users(ARRAY[{victim}])",
    "unlink": "DELETE FROM tracker.exercise_equipment",
    "hand over": "UPDATE tracker.workouts SET user_id = {victim}",
    "take over": "UPDATE tracker.workouts SET user_id = {attacker} WHERE user_id = {victim}",
    "update": "UPDATE tracker.workouts SET title = 'X' WHERE user_id = {victim}",
    "update through a CTE": "WITH u AS (UPDATE tracker.sets SET reps = 1 WHERE user_id = {victim} RETURNING *)"
    " SELECT * FROM u",
    "update from a join": "UPDATE tracker.sets AS s SET reps = 1 FROM tracker.workouts AS w WHERE true",
    "update a partition": "UPDATE tracker.sets_2026 SET reps = 1",
    "delete": "DELETE FROM tracker.workouts WHERE user_id = {victim}",
    "delete everything": "DELETE FROM tracker.sets",
    "delete a user": "DELETE FROM tracker.users WHERE id = {victim}",
    "merge": "MERGE INTO tracker.workouts AS w USING (VALUES (1)) AS v (n) ON w.user_id = {victim}"
    " WHEN MATCHED THEN DELETE",
    "upsert": "INSERT INTO tracker.workouts (user_id, id, performed_on, started_at)"
    " VALUES ({victim}, '{workout}', '2026-03-02', '2026-03-02 10:00+00')"
    " ON CONFLICT (user_id, id) DO UPDATE SET title = 'X'",
    "steal an address": "UPDATE tracker.user_logins SET email = 'x@example.org' WHERE user_id = {victim}",
    "delete a login": "UPDATE tracker.user_logins SET deleted_at = now()",
    "own password": "UPDATE tracker.user_logins SET password_hash = NULL",
    "head row": "UPDATE tracker.user_heads SET seq = 0",
    "records": "DELETE FROM tracker.record_events",
    "truncate": "TRUNCATE tracker.sets",
    "truncate a partition": "TRUNCATE tracker.sets_2026",
    "rescan": "SELECT tracker.rescan_records(ARRAY[{victim}::bigint], ARRAY[{exercise}::bigint], ARRAY['2020-01-01'::date])",
    "rebuild": "SELECT tracker.rebuild_records({victim}, ARRAY[{exercise}::bigint])",
    "rebuild, context taken away": "SET LOCAL tracker.user_id = '';"
    " SELECT tracker.rebuild_records({victim}, ARRAY[{exercise}::bigint])",
    "erase": "SELECT * FROM tracker.erase_user({victim})",
    "erase oneself": "SELECT * FROM tracker.erase_user({attacker})",
    "candidates": "SELECT tracker.absorb_record_candidates(NULL)",
    "trigger": "CREATE TEMP TABLE workouts (LIKE tracker.workouts);"
    " CREATE TRIGGER t AFTER UPDATE ON workouts REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows"
    " FOR EACH STATEMENT EXECUTE FUNCTION tracker.pass_on_deletion()",
    "trigger on a shared table": "CREATE TRIGGER t AFTER INSERT ON tracker.sets FOR EACH ROW EXECUTE FUNCTION tracker.touch()",
    "temporary table in the way": "CREATE TEMP TABLE user_heads (user_id bigint, seq bigint, updated_at timestamptz);"
    " SELECT tracker.lock_users(ARRAY[{victim}])",
    "another role": "SET LOCAL ROLE trackerdb_service",
    "the owner": "SET LOCAL ROLE trackerdb",
    "another login": "SET SESSION AUTHORIZATION trackerdb",
    "no row security": "SET LOCAL row_security = off; SELECT * FROM tracker.workouts",
    "replication role": "SET LOCAL session_replication_role = replica",
    "no policy": "DROP POLICY own_rows ON tracker.workouts",
    "policy of one's own": "CREATE POLICY mine ON tracker.workouts USING (true)",
    "disable": "ALTER TABLE tracker.workouts DISABLE ROW LEVEL SECURITY",
    "function in the schema": "CREATE FUNCTION tracker.current_user_id() RETURNS bigint LANGUAGE sql AS 'SELECT {victim}::bigint'",
    "replace a function": "CREATE OR REPLACE FUNCTION tracker.current_user_id() RETURNS bigint LANGUAGE sql"
    " AS 'SELECT {victim}::bigint'",
    "grant": "GRANT trackerdb_service TO trackerdb_app",
    "lock": "LOCK TABLE tracker.workouts IN ACCESS EXCLUSIVE MODE",
}

# What an application may do to its own user's rows; the victim's are looked at all the same.
HARMLESS = {
    "unlink", "lock another's head row", "take over", "update", "update through a CTE", "update from a join", "delete", "delete everything",
    "merge", "delete a login", "head row", "temporary table in the way", "lock",
}  # fmt: skip


async def test_handwritten_writes_change_nothing(stage: Stage, dsn: str) -> None:
    before = await stage.holdings()
    for form, template in WRITES.items():
        statement = template.format(
            victim=stage.victim.user_id,
            attacker=stage.attacker.user_id,
            exercise=stage.victim.exercise_id,
            workout=stage.victim.workout_id,
        )
        refused: Exception | None = None
        try:
            async with acting_as(stage.pool, stage.attacker.user_id) as conn:
                await conn.execute(statement)
        except (TrackerError, asyncpg.PostgresError) as error:
            refused = error
            stage.assert_blind([repr(error), str(error.__cause__)], form)
        assert (refused is None) == (form in HARMLESS), (form, refused)
        assert await stage.holdings() == before, form
    # Nor is anything left that would hold the victim back.
    async with create_pool(dsn) as owner:
        await users.erase(owner, stage.victim.user_id)


async def test_what_is_anothers_looks_like_what_is_not_there(stage: Stage) -> None:
    """Foreign keys see past row-level security: their errors must not tell."""
    own = {"user": stage.attacker.user_id, "workout": stage.attacker.workout_id}
    statements = (
        "INSERT INTO tracker.workout_exercises (user_id, performed_on, workout_id, id, exercise_id, position)"
        " SELECT user_id, performed_on, id, gen_random_uuid(), {exercise}, 9 FROM tracker.workouts WHERE id = '{workout}'",
        "UPDATE tracker.exercises SET merged_into = {exercise}",
        "INSERT INTO tracker.exercise_merge_moves (user_id, source_id, workout_id, workout_exercise_id)"
        " VALUES ({user}, {exercise}, '{workout}', '{workout}')",
        "INSERT INTO tracker.exercise_equipment (exercise_id, equipment_id) SELECT {exercise}, id FROM tracker.equipment",
        "INSERT INTO tracker.imports (user_id, format, workouts, sets) SELECT {somebody}, 'strong', 0, 0",
    )
    async with create_pool(stage.dsn) as owner:
        merged = await exercises.merge(
            owner,
            stage.victim.second_exercise_id,
            into=stage.victim.exercise_id,
            user_id=stage.victim.user_id,
        )
    foreign = (merged.id, stage.victim.second_exercise_id, stage.victim.deleted_exercise_id)
    for statement in statements:
        said: set[str] = set()
        for exercise, somebody in [(one, stage.victim.user_id) for one in foreign] + [(2**40, 2**40)]:
            with pytest.raises(TrackerError) as caught:
                async with acting_as(stage.pool, stage.attacker.user_id) as conn:
                    await conn.execute(statement.format(**own, exercise=exercise, somebody=somebody))
            cause = caught.value.__cause__
            assert isinstance(cause, asyncpg.PostgresError)
            said.add(f"{caught.value!r} {vars(caught.value)} {cause} {cause.detail} {cause.sqlstate}")
        assert len(said) == 1, said


async def test_without_a_user_nothing_is_seen(stage: Stage) -> None:
    tables = await stage.admin.fetch(
        "SELECT c.table_name, c.column_name FROM tracker.user_columns() AS c WHERE c.is_owner"
        " UNION ALL SELECT 'users', 'id'"
    )
    for table, column in tables:
        query = f"SELECT count(*) FROM tracker.{table} AS t WHERE t.{column} IS NOT NULL"
        assert await stage.pool.fetchval(query) == 0, table
    async with transaction(stage.pool) as conn:
        await conn.execute("SET LOCAL tracker.user_id = ''")
        assert await conn.fetchval("SELECT count(*) FROM tracker.workouts") == 0


async def test_a_malformed_user_is_an_error_not_everybody(stage: Stage) -> None:
    with pytest.raises(TrackerError):
        async with transaction(stage.pool) as conn:
            await conn.execute("SET LOCAL tracker.user_id = '1 OR true'")
            await conn.fetch("SELECT * FROM tracker.workouts")


async def test_the_next_transaction_of_a_pooled_connection_has_no_user(stage: Stage) -> None:
    async def state() -> tuple[object, ...]:
        return tuple(
            await stage.pool.fetchrow(
                "SELECT pg_backend_pid(), current_user = session_user,"
                " coalesce(current_setting('tracker.user_id', true), ''), (SELECT count(*) FROM tracker.workouts)"
            )
            or ()
        )

    pid = (await state())[0]
    async with acting_as(stage.pool, stage.attacker.user_id) as conn:
        assert await conn.fetchval("SELECT count(*) FROM tracker.workouts") > 0
    assert await state() == (pid, True, "", 0)
    with pytest.raises(_UndoError):
        async with acting_as(stage.pool, stage.victim.user_id):
            raise _UndoError
    assert await state() == (pid, True, "", 0)
    with pytest.raises(TrackerError):
        async with acting_as(stage.pool, stage.victim.user_id) as conn:
            await conn.execute("SELECT 1 / 0")
    assert await state() == (pid, True, "", 0)

    async def hang() -> None:
        async with acting_as(stage.pool, stage.victim.user_id) as conn:
            await conn.execute("SELECT pg_sleep(60)")

    task = asyncio.create_task(hang())
    while not await stage.admin.fetchval(
        "SELECT count(*) FROM pg_stat_activity WHERE pid = $1 AND query LIKE '%pg_sleep%'", pid
    ):
        await asyncio.sleep(0.01)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert await state() == (pid, True, "", 0)


async def test_inside_a_transaction_role_and_user_are_restored(stage: Stage) -> None:
    query = "SELECT current_user::text, coalesce(current_setting('tracker.user_id', true), '')"
    async with transaction(stage.pool) as conn:
        before = await conn.fetchrow(query)
        async with acting_as(conn, stage.attacker.user_id):
            assert tuple(await conn.fetchrow(query) or ()) == ("trackerdb_app", str(stage.attacker.user_id))
            with pytest.raises(Conflict):
                async with acting_as(conn, stage.victim.user_id):
                    pass
        assert await conn.fetchrow(query) == before


async def test_unknown_and_known_addresses_look_the_same(stage: Stage, dsn: str) -> None:
    async with create_pool(dsn) as owner:
        errors: list[str] = []
        for email in (stage.victim.email, "nobody@example.org"):
            with pytest.raises(InvalidCredentials) as caught:
                await auth.authenticate(owner, email=email, password="wrong password")
            errors.append(repr(caught.value))
    assert errors[0] == errors[1]
