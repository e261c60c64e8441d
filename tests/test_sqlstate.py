"""What asyncpg raises becomes trackerdb's own error, with its cause kept."""

from __future__ import annotations

import asyncpg
import pytest

from trackerdb.errors import (
    Conflict,
    EmailTaken,
    Forbidden,
    Invalid,
    NameTaken,
    NotFound,
    SchemaOutdated,
    TrackerError,
    Unavailable,
)
from trackerdb.sqlstate import (
    SerializationFailure,
    constraint_name,
    is_serialization_failure,
    translate,
    translated,
)

pytestmark = pytest.mark.anyio

SCHEMA = """
CREATE TABLE parent (id bigint CONSTRAINT parent_pkey PRIMARY KEY);
CREATE TABLE child (
    id bigint NOT NULL CONSTRAINT child_pkey PRIMARY KEY,
    user_id bigint CONSTRAINT child_user_id_fkey REFERENCES parent,
    parent_id bigint CONSTRAINT child_parent_id_fkey REFERENCES parent,
    email text CONSTRAINT user_logins_email_key UNIQUE,
    name text CONSTRAINT exercises_owner_name_key UNIQUE,
    reps integer CONSTRAINT child_reps_check CHECK (reps > 0)
);
CREATE TABLE days (d date NOT NULL, CONSTRAINT days_pkey PRIMARY KEY (d)) PARTITION BY RANGE (d);
CREATE TABLE days_2026 PARTITION OF days FOR VALUES FROM ('2026-01-01') TO ('2027-01-01');
INSERT INTO parent VALUES (1);
INSERT INTO days VALUES ('2026-05-05');
INSERT INTO child (id, parent_id, email, name) VALUES (1, 1, 'a@b', 'Squat');
"""


@pytest.mark.parametrize(
    ("sql", "error", "constraint", "words"),
    [
        ("INSERT INTO child (id, email) VALUES (2, 'a@b')", EmailTaken, None, "e-mail"),
        ("INSERT INTO child (id, name) VALUES (2, 'Squat')", NameTaken, None, "name"),
        ("INSERT INTO child (id) VALUES (1)", Conflict, None, "child_pkey"),
        ("INSERT INTO days VALUES ('2026-05-05')", Conflict, None, "days_pkey"),
        ("INSERT INTO child (id, user_id) VALUES (2, 9)", NotFound, None, "no such user"),
        (
            "INSERT INTO child (id, parent_id) VALUES (2, 9)",
            Invalid,
            "child_parent_id_fkey",
            "does not exist",
        ),
        ("DELETE FROM parent", Conflict, None, "still refer"),
        ("INSERT INTO child (id, reps) VALUES (2, 0)", Invalid, "child_reps_check", "child_reps_check"),
        ("INSERT INTO child (id) VALUES (NULL)", Invalid, "id", "id must have a value"),
        ("INSERT INTO days VALUES ('1999-01-01')", Invalid, None, "trackerdb partitions ensure"),
        ("SELECT 1 / 0", Invalid, None, "division by zero"),
        ("SELECT 'x'::int", Invalid, None, "invalid input syntax"),
        ("SELECT 1 FROM nowhere", SchemaOutdated, None, "trackerdb migrate apply"),
        ("SELECT x FROM child", SchemaOutdated, None, "trackerdb migrate apply"),
        ("SELECT nothing(1)", SchemaOutdated, None, "trackerdb migrate apply"),
        ("SELECT 1 FROM nowhere.x", SchemaOutdated, None, "trackerdb migrate apply"),
        ("SELECT pg_read_file('/etc/passwd')", Forbidden, None, "permission denied"),
        ("SET TRANSACTION READ ONLY; DELETE FROM child", Forbidden, None, "only reads"),
        ("SET LOCAL statement_timeout = '5ms'; SELECT pg_sleep(1)", Unavailable, None, "statement timeout"),
        ("DO $$ BEGIN RAISE 'gone' USING ERRCODE = 'TD404'; END $$", NotFound, None, "gone"),
        ("DO $$ BEGIN RAISE 'clash' USING ERRCODE = 'TD409'; END $$", Conflict, None, "clash"),
        (
            "DO $$ BEGIN RAISE 'bad' USING ERRCODE = 'TD422', CONSTRAINT = 'x_check'; END $$",
            Invalid,
            "x_check",
            "bad",
        ),
        ("DO $$ BEGIN RAISE 'x' USING ERRCODE = '40001'; END $$", SerializationFailure, None, "x"),
        ("DO $$ BEGIN RAISE 'x' USING ERRCODE = '40P01'; END $$", SerializationFailure, None, "x"),
    ],
)
async def test_the_servers_errors(
    empty_dsn: str, sql: str, error: type[TrackerError], constraint: str | None, words: str
) -> None:
    connection = await asyncpg.connect(empty_dsn)
    try:
        await connection.execute(SCHEMA)
        with pytest.raises(TrackerError, match=words) as caught, translated():
            await connection.execute(sql)
        assert type(caught.value) is error
        assert isinstance(caught.value.__cause__, asyncpg.PostgresError)
        if isinstance(caught.value, Invalid):
            assert caught.value.constraint == constraint
    finally:
        await connection.close()


async def test_an_argument_that_cannot_be_sent_is_named(empty_dsn: str) -> None:
    connection = await asyncpg.connect(empty_dsn)
    try:
        for value in (2**31, "1", object()):
            with pytest.raises(Invalid, match="reps can't be sent") as caught, translated(["name", "reps"]):
                await connection.fetch("SELECT $1::text, $2::int", "secret", value)
            assert caught.value.constraint == "reps"
            assert repr(value) not in str(caught.value)
    finally:
        await connection.close()


@pytest.mark.parametrize(
    ("error", "known"),
    [
        (TimeoutError(), Unavailable),
        (ConnectionRefusedError(111, "Connection refused"), Unavailable),
        (asyncpg.InterfaceError("connection is closed"), Unavailable),
        (asyncpg.InternalClientError("unexpected"), Unavailable),
        (asyncpg.TooManyConnectionsError("full"), Unavailable),
        (asyncpg.InvalidPasswordError("no"), Unavailable),
        (asyncpg.InvalidCatalogNameError("no such database"), Unavailable),
        (asyncpg.AdminShutdownError("bye"), Unavailable),
        (asyncpg.ClientConfigurationError("bad port"), Invalid),
        (asyncpg.InvalidCachedStatementError("plan"), SerializationFailure),
        (asyncpg.OutdatedSchemaCacheError("types"), SerializationFailure),
        (asyncpg.InFailedSQLTransactionError("aborted"), Conflict),
    ],
)
def test_a_lost_or_refused_connection(error: Exception, known: type[TrackerError]) -> None:
    assert type(translate(error)) is known


def test_what_nothing_names_passes() -> None:
    assert translate(asyncpg.PostgresSyntaxError("bug")) is None
    assert translate(ValueError("mine")) is None
    with pytest.raises(ZeroDivisionError), translated():
        _ = 1 / 0


def test_only_a_cause_makes_a_serialization_failure() -> None:
    lost = SerializationFailure("lost")
    wrapped = NotFound("wrapped")
    wrapped.__cause__ = lost
    assert is_serialization_failure(lost)
    assert is_serialization_failure(wrapped)
    handled = NotFound("raised while another was handled")
    handled.__context__ = lost
    assert not is_serialization_failure(handled)
    assert not is_serialization_failure(None)


@pytest.mark.parametrize(
    ("reported", "name"),
    [
        ("sets_pkey", "sets_pkey"),
        ("sets_2026_pkey", "sets_pkey"),
        ("sets_before_2018_pkey", "sets_pkey"),
        ("user_logins_pkey_102009", "user_logins_pkey"),
        ("sets_2026_pkey_102009", "sets_pkey"),
        ("workout_exercises_pkey", "workout_exercises_pkey"),
        (None, None),
    ],
)
def test_a_constraint_is_named_as_the_parent_bears_it(reported: str | None, name: str | None) -> None:
    assert constraint_name(reported) == name


def test_a_setting_that_pgbouncer_refuses_is_the_callers_mistake() -> None:
    refused = asyncpg.ProtocolViolationError("unsupported startup parameter: bogus")
    known = translate(refused)
    assert isinstance(known, Invalid)
    assert known.constraint == "server_settings"
    assert "ignore_startup_parameters" in str(known)
    assert isinstance(translate(asyncpg.ProtocolViolationError("bad packet")), Unavailable)
