"""Login sessions, one-time tokens and accounts elsewhere."""

# ruff: noqa: E501, PT012 - cases stay on a line; what a transaction block raises comes out of the whole block

from __future__ import annotations

import asyncio
import hashlib
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address

import pytest

from _support.access import PASSWORD, cheap_hashes
from trackerdb import auth, users
from trackerdb.auth import NewSession
from trackerdb.database import create_pool, transaction
from trackerdb.errors import Conflict, Invalid, InvalidCredentials, NotFound
from trackerdb.pool import TrackerPool
from trackerdb.users import User

pytestmark = pytest.mark.anyio

HOUR = timedelta(hours=1)


@pytest.fixture
async def user(pool: TrackerPool, monkeypatch: pytest.MonkeyPatch) -> User:
    cheap_hashes(monkeypatch)
    return await users.create(pool, email="ann@example.org", display_name="Ann", password=PASSWORD)


async def opened(pool: TrackerPool, user: User) -> NewSession:
    return await auth.open_session(pool, user.id, lifetime=HOUR, user_agent="phone", ip="2001:db8::1")


async def rotated(pool: TrackerPool, session: NewSession) -> NewSession | None:
    try:
        return await auth.rotate_session(pool, session.token)
    except InvalidCredentials:
        return None


async def test_a_session_resolves_by_its_token_alone(pool: TrackerPool, user: User) -> None:
    new = await opened(pool, user)
    assert await auth.resolve_session(pool, new.token) == new.session
    assert await auth.resolve_session(pool, new.token.get_secret_value()) == new.session
    assert (new.session.user_id, new.session.user_agent, new.session.ip) == (user.id, "phone", "2001:db8::1")
    assert timedelta(0) <= new.session.expires_at - new.session.created_at - HOUR < timedelta(seconds=1)
    for other in ("", "x", new.token.get_secret_value() + "x", "\ud800", "\0", "'; --"):
        assert await auth.resolve_session(pool, other) is None


async def test_a_token_has_256_bits_and_only_its_hash_is_stored(pool: TrackerPool, user: User) -> None:
    tokens = {(await opened(pool, user)).token.get_secret_value() for _ in range(4)}
    assert {len(token) for token in tokens} == {43}
    stored = {row[0] for row in await pool.fetch("SELECT token_hash FROM tracker.user_sessions")}
    assert stored == {hashlib.sha256(token.encode()).digest() for token in tokens}
    new = await opened(pool, user)
    assert new.token.get_secret_value() not in f"{new!r} {new} {new.model_dump_json()}"


async def test_an_address_and_a_lifetime_are_checked(pool: TrackerPool, user: User) -> None:
    session = await auth.open_session(pool, user.id, lifetime=HOUR, ip=ip_address("192.0.2.1"))
    assert session.session.ip == "192.0.2.1"
    for ip in ("", "no address", "1.2.3.4.5", "\0"):
        with pytest.raises(Invalid) as caught:
            await auth.open_session(pool, user.id, lifetime=HOUR, ip=ip)
        assert caught.value.constraint == "ip"
    for lifetime in (timedelta(0), -HOUR, timedelta.max):
        with pytest.raises(Invalid):
            await auth.open_session(pool, user.id, lifetime=lifetime)
    with pytest.raises(NotFound):
        await auth.open_session(pool, user.id + 1, lifetime=HOUR)


async def test_an_expired_session_and_one_of_a_deleted_user_are_gone(pool: TrackerPool, user: User) -> None:
    expired, live = await opened(pool, user), await opened(pool, user)
    await pool.execute(
        "UPDATE tracker.user_sessions SET created_at = now() - interval '2 hours', expires_at = now() - interval '1 hour'"
        " WHERE family_id = $1",
        expired.session.family_id,
    )
    assert await auth.resolve_session(pool, expired.token) is None
    assert await rotated(pool, expired) is None
    assert await auth.sessions(pool, user.id) == [live.session]
    assert await auth.purge_expired(pool) == 1
    await users.delete(pool, user.id)
    assert await auth.resolve_session(pool, live.token) is None
    assert await rotated(pool, live) is None


async def test_rotation_replaces_the_token_and_keeps_the_family(pool: TrackerPool, user: User) -> None:
    first = await opened(pool, user)
    second = await auth.rotate_session(pool, first.token)
    assert second.session.family_id == first.session.family_id
    assert second.session.user_agent == "phone"
    assert await auth.resolve_session(pool, first.token) is None
    assert await auth.resolve_session(pool, second.token) == second.session


async def test_a_replayed_token_kills_its_family_and_no_other(pool: TrackerPool, user: User) -> None:
    first, other = await opened(pool, user), await opened(pool, user)
    second = await auth.rotate_session(pool, first.token)
    third = await auth.rotate_session(pool, second.token)
    with pytest.raises(InvalidCredentials):
        await auth.rotate_session(pool, first.token)
    assert await auth.resolve_session(pool, third.token) is None
    assert await rotated(pool, third) is None
    assert await auth.sessions(pool, user.id) == [other.session]


async def test_of_64_parallel_rotations_one_succeeds_and_the_family_is_dead(dsn: str, user: User) -> None:
    async with create_pool(dsn, max_size=16) as pool:
        first = await opened(pool, user)
        results = await asyncio.gather(*(rotated(pool, first) for _ in range(64)))
        winners = [one for one in results if one is not None]
        assert len(winners) == 1
        assert await auth.resolve_session(pool, winners[0].token) is None


async def test_a_replay_beside_a_rotation_leaves_no_live_token(dsn: str, user: User) -> None:
    async with create_pool(dsn, max_size=16) as pool:
        for _ in range(12):
            first = await opened(pool, user)
            second = await auth.rotate_session(pool, first.token)
            await asyncio.gather(*(rotated(pool, one) for one in (second, first, second, first)))
            assert await auth.sessions(pool, user.id) == []


async def test_a_replay_inside_a_callers_transaction_is_refused(pool: TrackerPool, user: User) -> None:
    first = await opened(pool, user)
    with pytest.raises(Invalid, match="needs the pool"):
        async with transaction(pool) as conn:
            await auth.rotate_session(conn, first.token)


async def test_sessions_are_revoked_one_by_one_and_all_at_once(pool: TrackerPool, user: User) -> None:
    one, two, three = [await opened(pool, user) for _ in range(3)]
    newer = await auth.rotate_session(pool, one.token)
    await auth.revoke_session(pool, one.token)
    assert await auth.resolve_session(pool, newer.token) is None
    await auth.revoke_session(pool, "unknown")
    assert {s.family_id for s in await auth.sessions(pool, user.id)} == {
        two.session.family_id,
        three.session.family_id,
    }
    assert await auth.revoke_all(pool, user.id, keep=two.token) == 1
    assert await auth.sessions(pool, user.id) == [two.session]
    assert await auth.revoke_all(pool, user.id) == 1
    assert await auth.revoke_all(pool, user.id) == 0
    with pytest.raises(NotFound):
        await auth.revoke_all(pool, user.id + 1)


async def test_a_new_password_ends_all_other_sessions(pool: TrackerPool, user: User) -> None:
    kept, lost = await opened(pool, user), await opened(pool, user)
    other = await users.create(pool, email="bob@example.org", display_name="Bob")
    others = await opened(pool, other)
    await auth.set_password(pool, user.id, "another password", keep_session=kept.token)
    assert await auth.sessions(pool, user.id) == [kept.session]
    assert await auth.resolve_session(pool, lost.token) is None
    # Somebody else's token keeps nothing.
    await auth.set_password(pool, user.id, "another password", keep_session=others.token)
    assert await auth.sessions(pool, user.id) == []
    assert await auth.sessions(pool, other.id) == [others.session]


async def test_of_64_parallel_consumers_of_a_token_one_succeeds(dsn: str, user: User) -> None:
    async with create_pool(dsn, max_size=16) as pool:
        token = await auth.issue_token(pool, user.id, "reset_password", lifetime=HOUR)

        async def consume() -> bool:
            try:
                return await auth.consume_token(pool, token, "reset_password") == user
            except InvalidCredentials:
                return False

        assert sorted(await asyncio.gather(*(consume() for _ in range(64)))) == [False] * 63 + [True]


async def test_a_token_is_for_one_purpose_and_the_last_one_counts(pool: TrackerPool, user: User) -> None:
    first = await auth.issue_token(pool, user.id, "verify_email", lifetime=HOUR)
    second = await auth.issue_token(pool, user.id, "verify_email", lifetime=HOUR)
    reset = await auth.issue_token(pool, user.id, "reset_password", lifetime=HOUR)
    for token, purpose in (
        (first, "verify_email"),
        (second, "reset_password"),
        (reset, "verify_email"),
        ("x", "verify_email"),
    ):
        with pytest.raises(InvalidCredentials):
            await auth.consume_token(pool, token, purpose)  # type: ignore[arg-type]
    assert await auth.consume_token(pool, second, "verify_email") == user
    assert await pool.fetchval("SELECT verified_at IS NOT NULL FROM tracker.user_logins")
    with pytest.raises(Invalid):
        await auth.issue_token(pool, user.id, "other", lifetime=HOUR)  # type: ignore[arg-type]
    with pytest.raises(NotFound):
        await auth.issue_token(pool, user.id + 1, "verify_email", lifetime=HOUR)


async def test_consuming_is_part_of_the_callers_transaction(pool: TrackerPool, user: User) -> None:
    token = await auth.issue_token(pool, user.id, "reset_password", lifetime=HOUR)
    with pytest.raises(Invalid):
        async with transaction(pool) as conn:
            consumed = await auth.consume_token(conn, token, "reset_password")
            await auth.set_password(conn, consumed.id, "short")
    async with transaction(pool) as conn:
        consumed = await auth.consume_token(conn, token, "reset_password")
        await auth.set_password(conn, consumed.id, "long enough now")
    assert await auth.authenticate(pool, email="ann@example.org", password="long enough now") == user


async def test_an_expired_token_and_one_of_a_deleted_user_are_refused(pool: TrackerPool, user: User) -> None:
    token = await auth.issue_token(pool, user.id, "reset_password", lifetime=HOUR)
    verify = await auth.issue_token(pool, user.id, "verify_email", lifetime=HOUR)
    await pool.execute(
        "UPDATE tracker.user_tokens SET created_at = $1, expires_at = $1 WHERE purpose = 'reset_password'",
        datetime.now(UTC) - HOUR,
    )
    with pytest.raises(InvalidCredentials):
        await auth.consume_token(pool, token, "reset_password")
    assert await auth.purge_expired(pool) == 1
    await users.delete(pool, user.id)
    with pytest.raises(InvalidCredentials):
        await auth.consume_token(pool, verify, "verify_email")


async def test_an_account_elsewhere_belongs_to_one_user(pool: TrackerPool, user: User) -> None:
    other = await users.create(pool, email="bob@example.org", display_name="Bob")
    account = {"provider": "google", "subject": "1234"}
    for _ in range(2):
        await auth.link_identity(pool, user.id, **account)
    assert await auth.by_identity(pool, **account) == user
    with pytest.raises(Conflict):
        await auth.link_identity(pool, other.id, **account)
    with pytest.raises(NotFound):
        await auth.unlink_identity(pool, other.id, **account)
    await auth.unlink_identity(pool, user.id, **account)
    assert await auth.by_identity(pool, **account) is None
    with pytest.raises(NotFound):
        await auth.link_identity(pool, other.id + 1, **account)
    for provider, subject in (
        ("Google", "1"),
        ("", "1"),
        ("google", ""),
        ("google", "x" * 300),
        ("google", "\0"),
    ):
        with pytest.raises(Invalid):
            await auth.link_identity(pool, user.id, provider=provider, subject=subject)
