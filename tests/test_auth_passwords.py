"""Passwords: hashed as OWASP asks, counted without a race, shown to nobody."""

# ruff: noqa: E501 - cases stay on a line

from __future__ import annotations

import asyncio
import logging
import sys
import traceback
from datetime import UTC, datetime, timedelta
from typing import Any, Literal

import asyncpg
import pytest
from argon2 import PasswordHasher, extract_parameters

from _support.access import PASSWORD, cheap_hashes
from trackerdb import auth, passwords, users
from trackerdb.database import create_pool, transaction
from trackerdb.errors import AccountLocked, EmailTaken, Invalid, InvalidCredentials, NotFound
from trackerdb.pool import TrackerPool
from trackerdb.users import User

pytestmark = pytest.mark.anyio

EMAIL = "ann@example.org"
WRONG = "wrong horse battery"


@pytest.fixture
async def user(pool: TrackerPool, monkeypatch: pytest.MonkeyPatch) -> User:
    cheap_hashes(monkeypatch)
    return await users.create(pool, email=EMAIL, display_name="Ann", password=PASSWORD)


async def attempt(pool: TrackerPool, password: str, email: str = EMAIL) -> str:
    try:
        await auth.authenticate(pool, email=email, password=password)
    except (InvalidCredentials, AccountLocked) as error:
        return type(error).__name__
    return "in"


async def login_row(pool: TrackerPool) -> asyncpg.Record:
    row = await pool.fetchrow("SELECT * FROM tracker.user_logins WHERE email = $1", EMAIL)
    assert row is not None
    return row


def test_the_parameters_are_those_that_owasp_asks_for_or_better() -> None:
    parameters = extract_parameters(PasswordHasher().hash(PASSWORD))
    assert parameters.type.name == "ID"
    assert parameters.memory_cost >= 19 * 1024
    assert parameters.time_cost >= 2
    assert passwords._HASHER.memory_cost == parameters.memory_cost  # pyright: ignore[reportPrivateUsage]
    assert passwords._HASHER.time_cost == parameters.time_cost  # pyright: ignore[reportPrivateUsage]


async def test_the_right_password_logs_in_whatever_the_case_of_the_address(
    pool: TrackerPool, user: User
) -> None:
    assert await auth.authenticate(pool, email="  ANN@Example.ORG ", password=PASSWORD) == user
    for email, password in ((EMAIL, WRONG), (EMAIL, ""), ("nobody@example.org", PASSWORD)):
        assert await attempt(pool, password, email) == "InvalidCredentials"


async def test_a_user_without_a_password_or_deleted_cannot_log_in(pool: TrackerPool, user: User) -> None:
    await users.create(pool, email="bob@example.org", display_name="Bob")
    assert await attempt(pool, PASSWORD, "bob@example.org") == "InvalidCredentials"
    await users.delete(pool, user.id)
    assert await attempt(pool, PASSWORD) == "InvalidCredentials"


async def test_a_password_is_the_same_however_a_keyboard_composes_it(pool: TrackerPool, user: User) -> None:
    await auth.set_password(pool, user.id, "cafe\u0301 cafe\u0301")
    assert await attempt(pool, "caf\u00e9 caf\u00e9") == "in"


@pytest.mark.parametrize("password", ["", "short", "x" * 5000, "\ufdfa" * 300, "lone \ud800 surrogate"])
async def test_a_password_that_cannot_be_stored_is_refused_by_name(
    pool: TrackerPool, user: User, password: str
) -> None:
    with pytest.raises(Invalid) as caught:
        await auth.set_password(pool, user.id, password)
    assert caught.value.constraint == "password"
    assert await attempt(pool, password) == "InvalidCredentials"


async def test_a_very_long_password_does_not_match_by_its_beginning(pool: TrackerPool, user: User) -> None:
    await auth.set_password(pool, user.id, "x" * 4096)
    assert await attempt(pool, "x" * 4097) == "InvalidCredentials"
    assert await attempt(pool, "x" * 4096) == "in"


async def test_64_parallel_wrong_passwords_lock_at_the_threshold_exactly(dsn: str, user: User) -> None:
    async with create_pool(dsn, max_size=16) as pool:
        results = await asyncio.gather(*(attempt(pool, WRONG) for _ in range(64)))
        assert results.count("InvalidCredentials") == auth.LOCKOUT_THRESHOLD
        assert results.count("AccountLocked") == 64 - auth.LOCKOUT_THRESHOLD
        row = await login_row(pool)
        assert row["failed_attempts"] == auth.LOCKOUT_THRESHOLD
        # Not even the right one, and without looking at it.
        assert await attempt(pool, PASSWORD) == "AccountLocked"


async def test_a_right_guess_among_many_parallel_ones_counts_only_before_the_lock(
    dsn: str, user: User
) -> None:
    async with create_pool(dsn, max_size=16) as pool:
        guesses = [WRONG] * 40 + [PASSWORD] + [WRONG] * 23
        results = await asyncio.gather(*(attempt(pool, guess) for guess in guesses))
        # Whatever the order was, no more wrong guesses got an answer than a right one between them allows.
        assert results.count("InvalidCredentials") <= auth.LOCKOUT_THRESHOLD * (1 + results.count("in"))
        assert results.count("in") <= 1


async def test_a_right_password_is_refused_when_the_lock_came_while_it_was_looked_at(
    pool: TrackerPool, user: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    verify = auth.verify_password  # type: ignore[attr-defined]

    async def slowly(password: str, password_hash: str | None) -> bool:
        is_right: bool = await verify(password, password_hash)
        await pool.execute("UPDATE tracker.user_logins SET locked_until = now() + interval '1 hour'")
        return is_right

    monkeypatch.setattr(auth, "verify_password", slowly)
    assert await attempt(pool, PASSWORD) == "AccountLocked"
    assert await attempt(pool, WRONG) == "AccountLocked"
    assert (await login_row(pool))["failed_attempts"] == 0


async def test_parallel_right_passwords_all_log_in(dsn: str, user: User) -> None:
    async with create_pool(dsn, max_size=16) as pool:
        assert set(await asyncio.gather(*(attempt(pool, PASSWORD) for _ in range(24)))) == {"in"}


async def test_each_further_failure_locks_twice_as_long(pool: TrackerPool, user: User) -> None:
    for _ in range(auth.LOCKOUT_THRESHOLD - 1):
        assert await attempt(pool, WRONG) == "InvalidCredentials"
    assert (await login_row(pool))["locked_until"] is None
    for expected in [auth.LOCKOUT_BASE * 2**n for n in range(4)] + [auth.LOCKOUT_LIMIT] * 2:
        if expected == auth.LOCKOUT_LIMIT:
            await pool.execute("UPDATE tracker.user_logins SET failed_attempts = 2000000000")
        assert await attempt(pool, WRONG) == "InvalidCredentials"
        row = await login_row(pool)
        with pytest.raises(AccountLocked) as caught:
            await auth.authenticate(pool, email=EMAIL, password=PASSWORD)
        assert caught.value.until == row["locked_until"]
        assert row["locked_until"] - row["updated_at"] == expected
        await pool.execute("UPDATE tracker.user_logins SET locked_until = now() - interval '1 second'")
    assert await attempt(pool, PASSWORD) == "in"
    row = await login_row(pool)
    assert (row["failed_attempts"], row["locked_until"]) == (0, None)


async def test_a_new_password_unlocks_the_account(pool: TrackerPool, user: User) -> None:
    for _ in range(auth.LOCKOUT_THRESHOLD):
        await attempt(pool, WRONG)
    assert await attempt(pool, PASSWORD) == "AccountLocked"
    await auth.set_password(pool, user.id, "a new password")
    assert await attempt(pool, "a new password") == "in"


async def test_it_refuses_a_connection_in_a_transaction(pool: TrackerPool, user: User) -> None:
    with pytest.raises(Invalid, match="needs the pool"):
        async with transaction(pool) as conn:
            await auth.authenticate(conn, email=EMAIL, password=WRONG)
    # Beside the caller's transaction, on the pool, it is counted although that one rolls back.
    with pytest.raises(InvalidCredentials):
        async with transaction(pool):
            await auth.authenticate(pool, email=EMAIL, password=WRONG)
    assert (await login_row(pool))["failed_attempts"] == 1


async def test_the_lock_holds_in_every_isolation_level(
    dsn: str, admin_dsn: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    # By the database and before the first connection, because PgBouncer takes no such parameter from a client.
    admin = await asyncpg.connect(admin_dsn)
    name = await admin.fetchval("SELECT quote_ident(current_database())")
    await admin.execute(f"ALTER DATABASE {name} SET default_transaction_isolation = 'serializable'")
    await admin.close()
    cheap_hashes(monkeypatch)
    async with create_pool(dsn, max_size=8) as pool:
        assert await pool.fetchval("SHOW transaction_isolation") == "serializable"
        await users.create(pool, email=EMAIL, display_name="Ann", password=PASSWORD)
        results = await asyncio.gather(*(attempt(pool, WRONG) for _ in range(24)))
        assert results.count("InvalidCredentials") == auth.LOCKOUT_THRESHOLD


async def test_unknown_and_locked_addresses_cost_the_same_work(
    dsn: str, user: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One computation and the same statements, whatever is known of the address."""
    hasher, work = passwords._HASHER, list[str]()  # pyright: ignore[reportPrivateUsage]

    class Counting(PasswordHasher):
        def hash(self, password: str | bytes, *, salt: bytes | None = None) -> str:
            work.append("argon2")
            return super().hash(password, salt=salt)

        def verify(self, hash: str | bytes, password: str | bytes) -> Literal[True]:  # noqa: A002 - argon2-cffi's name
            work.append("argon2")
            return super().verify(hash, password)

    counting = Counting(hasher.time_cost, hasher.memory_cost, hasher.parallelism)
    monkeypatch.setattr(passwords, "_HASHER", counting)
    async with create_pool(dsn, on_query=lambda name, _seconds, _rows: work.append(name)) as pool:
        await users.create(pool, email="bob@example.org", display_name="Bob")
        failed: list[list[str]] = []
        for email, password in (
            ("nobody@example.org", WRONG), ("", WRONG), ("bob@example.org", WRONG), (EMAIL, WRONG), (EMAIL, "x" * 9000)
        ):  # fmt: skip
            work.clear()
            assert await attempt(pool, password, email) == "InvalidCredentials"
            failed.append(list(work))
        assert failed == [["auth._login", "argon2", "auth._count_failure", "users.get"]] * len(failed)
        work.clear()
        assert await attempt(pool, PASSWORD) == "in"
        assert work.count("argon2") == 1
        await pool.execute("UPDATE tracker.user_logins SET locked_until = now() + interval '1 hour'")
        for password in (WRONG, PASSWORD):
            work.clear()
            assert await attempt(pool, password) == "AccountLocked"
            assert work == ["auth._login", "argon2"]


async def test_a_hash_with_old_parameters_is_renewed_at_login(
    pool: TrackerPool, user: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = (await login_row(pool))["password_hash"]
    assert await attempt(pool, PASSWORD) == "in"
    assert (await login_row(pool))["password_hash"] == old
    monkeypatch.setattr(passwords, "_HASHER", PasswordHasher(time_cost=2, memory_cost=16, parallelism=1))
    assert await attempt(pool, WRONG) == "InvalidCredentials"
    assert (await login_row(pool))["password_hash"] == old
    assert set(await asyncio.gather(*(attempt(pool, PASSWORD) for _ in range(6)))) == {"in"}
    new = (await login_row(pool))["password_hash"]
    assert extract_parameters(new).time_cost == 2
    assert await attempt(pool, PASSWORD) == "in"


async def test_no_password_shows_in_an_error_a_log_or_a_statement(
    pool: TrackerPool, user: User, caplog: pytest.LogCaptureFixture
) -> None:
    secret = "Tr0ub4dor-and-3"
    caplog.set_level(logging.DEBUG)
    shown: list[str] = []
    for call in (
        auth.authenticate(pool, email=EMAIL, password=secret),
        auth.set_password(pool, 987654, secret),
        auth.set_password(pool, user.id, secret * 1000),
        users.create(pool, email=EMAIL, display_name="Ann", password=secret),
        users.create(pool, email="no address", display_name="Ann", password=secret),
        users.create(pool, email="eve@example.org", display_name="", password=secret),
    ):
        with pytest.raises((InvalidCredentials, NotFound, Invalid, EmailTaken)) as caught:
            await call
        shown += ["".join(traceback.format_exception(caught.value)), repr(vars(caught.value))]
    await auth.set_password(pool, user.id, secret)
    await auth.authenticate(pool, email=EMAIL, password=secret)
    text = "".join(shown) + caplog.text
    assert secret not in text
    assert "$argon2" not in text
    statements = await pool.fetch("SELECT query FROM pg_stat_activity")
    assert secret not in repr(statements)


async def test_nothing_that_lets_anybody_in_is_sent_to_the_server(dsn: str, user: User) -> None:
    """So no setting of the server's log can write it down."""
    secret, sent = "Tr0ub4dor-and-3", list[str]()

    def keep(record: Any) -> None:
        sent.append(f"{record.query} {record.args}")

    async def listen(connection: Any) -> None:
        connection.add_query_logger(keep)

    async with create_pool(dsn, max_size=1, init=listen) as pool:
        await auth.set_password(pool, user.id, secret)
        await auth.authenticate(pool, email=EMAIL, password=secret)
        assert await attempt(pool, f"{secret}!") == "InvalidCredentials"
        session = await auth.open_session(pool, user.id, lifetime=timedelta(hours=1))
        session = await auth.rotate_session(pool, session.token)
        assert await auth.resolve_session(pool, session.token) == session.session
        token = await auth.issue_token(pool, user.id, "verify_email", lifetime=timedelta(hours=1))
        await auth.consume_token(pool, token, "verify_email")
    text = "".join(sent)
    assert EMAIL in text, "the test would see it"
    for one in (secret, session.token.get_secret_value(), token.get_secret_value()):
        assert one not in text


async def test_another_address_has_to_be_verified_again(pool: TrackerPool, user: User) -> None:
    token = await auth.issue_token(pool, user.id, "verify_email", lifetime=timedelta(hours=1))
    await auth.consume_token(pool, token, "verify_email")
    assert (await login_row(pool))["verified_at"] <= datetime.now(UTC)
    await auth.change_email(pool, user.id, "ANN@example.org")
    assert (await login_row(pool))["verified_at"] is not None
    pending = await auth.issue_token(pool, user.id, "reset_password", lifetime=timedelta(hours=1))
    await auth.change_email(pool, user.id, "Ann.New@example.org")
    changed = await users.get(pool, user.id)
    assert changed is not None
    assert changed.email == "ann.new@example.org"
    with pytest.raises(InvalidCredentials):
        await auth.consume_token(pool, pending, "reset_password")
    await users.create(pool, email="bob@example.org", display_name="Bob")
    with pytest.raises(EmailTaken):
        await auth.change_email(pool, user.id, "BOB@example.org")


@pytest.mark.parametrize(
    "bad",
    [
        "", "bob", "a b@c", "@", "a@", "@c", "a@b@c", "x@y\0z", "x" * 400 + "@example.org", "\ud800@example.org",
        # No mail server's name ends in a dot or has an empty part; what can't be seen would make a second Ann.
        "ann@example.org.", "ann@example..org", "ann@.org", "ann\u200b@example.org", "\u202eann@example.org",
        "ann@exam\u00adple.org", "\ufeffann@example.org", "ann\u00a0@example.org", "ann@example.org\x7f",
    ],
)  # fmt: skip
async def test_what_is_no_address_is_refused_by_name(pool: TrackerPool, user: User, bad: str) -> None:
    await users.delete(pool, (await users.create(pool, email="bob@example.org", display_name="Bob")).id)
    for refused in (
        auth.change_email(pool, user.id, bad),
        users.create(pool, email=bad, display_name="Eve"),
        users.restore(pool, user.id + 1, email=bad),
    ):
        with pytest.raises(Invalid) as caught:
            await refused
        assert caught.value.constraint == "user_logins_email_check"
        assert not bad.strip() or bad not in repr(caught.value)


@pytest.mark.parametrize(
    ("stored", "same"),
    [
        ("STRASSE@example.org", "strasse@example.org"),
        ("É@example.org", "e\u0301@example.org"),
        ("Σ@example.org", "σ@example.org"),
    ],
)
async def test_addresses_that_differ_in_case_or_composition_are_one(
    pool: TrackerPool, user: User, stored: str, same: str
) -> None:
    bob = await users.create(pool, email=stored, display_name="Bob")
    assert await users.get_by_email(pool, same) == bob
    with pytest.raises(EmailTaken):
        await users.create(pool, email=same, display_name="Bob")


async def test_no_letter_has_an_address_that_the_database_spells_otherwise(pool: TrackerPool) -> None:
    """Every letter of Unicode, in four surroundings: lower case and composition change it once, and here alone."""
    letters = [chr(n) for n in range(sys.maxunicode + 1) if chr(n).isprintable() and chr(n) not in "@ ."]
    stored = [
        users.normalise_email(form.format(one))
        for one in letters
        for form in ("{}a@x.org", "A{}@x.org", "A\u03a3{}@x.org", "a\u0301{}@x.org")
    ]
    assert [one for one in stored if users.normalise_email(one) != one] == []
    assert await pool.fetch("SELECT e FROM unnest($1::text[]) AS e WHERE e <> lower(e)", stored) == []


async def test_addresses_that_differ_in_letters_are_two(pool: TrackerPool, user: User) -> None:
    """No letter is folded into another: what a mail server may keep apart stays apart."""
    ids = {
        (await users.create(pool, email=email, display_name="Bob")).id
        for email in (
            "straße@example.org",
            "strasse@example.org",
            "İ@example.org",
            "ı@example.org",
            "I@example.org",
            "\uff49@example.org",
            "b\u00fccher@example.org",
            "buecher@example.org",
        )
    }
    assert len(ids) == 8
