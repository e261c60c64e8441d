"""The roles: made once for a cluster, rolled back without harming another database, and what each may see."""

# ruff: noqa: E501 - statements stay on a line

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import asyncpg
import psycopg2
import pytest

from _support.access import cheap_hashes, login_in, make_person
from _support.databases import new_database
from trackerdb import catalogue_store, embedded, partitions, workouts
from trackerdb.database import acting_as, create_pool
from trackerdb.errors import Forbidden
from trackerdb.pool import TrackerPool

ROLES = ("trackerdb_app", "trackerdb_service", "trackerdb_reader")
MIGRATIONS = Path(__file__).parents[1] / "sql" / "migrations"
CREATE = (MIGRATIONS / "20261122094500_create_roles.sql").read_text()
UNDO = (MIGRATIONS / "20261122094500_create_roles.rollback.sql").read_text()


@pytest.fixture
def private_server() -> Iterator[str]:
    """A cluster of its own: roles belong to the cluster, and other tests need theirs."""
    with embedded.server() as dsn:
        yield dsn


def run(dsn: str, *statements: str) -> None:
    with closing(psycopg2.connect(dsn)) as connection, connection.cursor() as cursor:
        connection.autocommit = True
        for statement in statements:
            cursor.execute(statement)


def roles(dsn: str) -> list[str]:
    with closing(psycopg2.connect(dsn)) as connection, connection.cursor() as cursor:
        cursor.execute("SELECT rolname FROM pg_roles WHERE rolname = ANY (%s) ORDER BY 1", (list(ROLES),))
        return [row[0] for row in cursor.fetchall()]


def test_a_rollback_leaves_roles_that_another_database_uses(private_server: str) -> None:
    with new_database(private_server) as one, new_database(private_server) as two:
        for dsn in (one, two):
            run(dsn, "CREATE SCHEMA tracker", CREATE, CREATE)
        admin = embedded.admin_dsn(one)
        with login_in(admin, "trackerdb_app") as login:
            run(one, UNDO, UNDO)
            assert roles(one) == sorted(ROLES)
            # The other database and its logins notice nothing; this one lost its rights.
            with closing(psycopg2.connect(two)) as connection, connection.cursor() as cursor:
                cursor.execute("SELECT has_schema_privilege('trackerdb_app', 'tracker', 'USAGE')")
                assert cursor.fetchone() == (True,)
            with closing(psycopg2.connect(login)) as connection, connection.cursor() as cursor:
                cursor.execute("SET ROLE trackerdb_app")
                cursor.execute("SELECT has_schema_privilege('tracker', 'USAGE')")
                assert cursor.fetchone() == (False,)
        run(two, UNDO)
        assert roles(two) == []


def test_roles_that_stood_before_are_used_and_stay(private_server: str) -> None:
    with new_database(private_server) as dsn:
        admin = embedded.admin_dsn(dsn)
        run(admin, *(f"CREATE ROLE {role} NOLOGIN CONNECTION LIMIT 7" for role in ROLES))
        run(dsn, "CREATE SCHEMA tracker", CREATE, UNDO)
        assert roles(dsn) == sorted(ROLES)
        with closing(psycopg2.connect(admin)) as connection, connection.cursor() as cursor:
            cursor.execute(
                "SELECT DISTINCT rolconnlimit FROM pg_roles WHERE rolname = ANY (%s)", (list(ROLES),)
            )
            assert cursor.fetchall() == [(7,)]


@pytest.mark.anyio
async def test_the_owner_is_no_superuser_and_may_act_as_a_user(
    pool: TrackerPool, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert not await pool.fetchval(
        "SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user"
    )
    cheap_hashes(monkeypatch)
    ann = await make_person(pool, "Ann", weight_g=1000)
    bob = await make_person(pool, "Bob", weight_g=2000)
    async with acting_as(pool, ann.user_id) as conn:
        assert await workouts.get(conn, ann.user_id, ann.workout_id) is not None
        assert await workouts.get(conn, bob.user_id, bob.workout_id) is None
        assert await conn.fetchval("SELECT count(DISTINCT user_id) FROM tracker.sets") == 1


@pytest.mark.anyio
async def test_the_reader_reads_logs_but_nothing_of_logins(
    pool: TrackerPool, admin_dsn: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    cheap_hashes(monkeypatch)
    people = [await make_person(pool, name, weight_g=1000) for name in ("Ann", "Bob")]
    with login_in(admin_dsn, "trackerdb_reader") as reader_dsn:
        async with create_pool(reader_dsn) as reader:
            assert await reader.fetchval("SELECT count(DISTINCT user_id) FROM tracker.sets") == len(people)
            for table in ("user_logins", "user_identities", "user_sessions", "user_tokens"):
                with pytest.raises(asyncpg.InsufficientPrivilegeError):
                    await reader.fetchval(f"SELECT count(*) FROM tracker.{table}")
            with pytest.raises(Forbidden):
                await workouts.delete(reader, people[0].user_id, people[0].workout_id)
            with pytest.raises(asyncpg.InsufficientPrivilegeError):
                await reader.execute("UPDATE tracker.sets SET reps = 1")


@pytest.mark.anyio
async def test_the_service_loads_the_catalogue(pool: TrackerPool, admin_dsn: str) -> None:
    with login_in(admin_dsn, "trackerdb_service") as service_dsn:
        async with create_pool(service_dsn) as service:
            report = await catalogue_store.load(service)
            assert report.inserted > 500


@pytest.mark.anyio
async def test_a_later_partition_is_closed_to_the_roles_and_open_through_its_parent(
    pool: TrackerPool, admin_dsn: str
) -> None:
    made = await partitions.ensure(pool, years_ahead=30)
    assert made
    with login_in(admin_dsn, "trackerdb_app") as app_dsn:
        async with create_pool(app_dsn) as app:
            for name in made:
                for role in ROLES:
                    allowed = "SELECT has_table_privilege($1, to_regclass('tracker.' || $2), 'SELECT, INSERT, UPDATE, DELETE')"
                    assert not await pool.fetchval(allowed, role, name.rpartition(".")[2]), (role, name)
            assert (
                await app.fetchval("SELECT count(*) FROM tracker.sets WHERE performed_on > '2040-01-01'") == 0
            )
