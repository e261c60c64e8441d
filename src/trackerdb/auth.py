"""Who somebody is: passwords, login sessions, one-time tokens, accounts elsewhere.

All of it is for the part of an application that runs before a user is known, with the rights of
trackerdb_service. `authenticate` and `rotate_session` take the pool: what they write down about a failure
must stay although the caller rolls back.

Lockout: the LOCKOUT_THRESHOLD-th wrong password in a row locks the account for LOCKOUT_BASE. Each wrong
password after that locks it twice as long as the one before, up to LOCKOUT_LIMIT. The right password, or a
new one, starts the count anew.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from pydantic import SecretStr

from trackerdb import users
from trackerdb.database import Executor, transaction
from trackerdb.errors import AccountLocked, InvalidCredentials, NotFound
from trackerdb.identities import by_identity, link_identity, unlink_identity
from trackerdb.login_sessions import (
    NewSession,
    Session,
    open_session,
    require_no_transaction,
    resolve_session,
    revoke_all,
    revoke_session,
    rotate_session,
    sessions,
)
from trackerdb.one_time_tokens import TokenPurpose, consume_token, issue_token, withdraw_tokens
from trackerdb.passwords import current_hash, hash_password, verify_password
from trackerdb.query import query
from trackerdb.rows import Row
from trackerdb.users import User, normalise_email, require_email

__all__ = [
    "LOCKOUT_BASE",
    "LOCKOUT_LIMIT",
    "LOCKOUT_THRESHOLD",
    "NewSession",
    "Session",
    "TokenPurpose",
    "authenticate",
    "by_identity",
    "change_email",
    "consume_token",
    "issue_token",
    "link_identity",
    "open_session",
    "purge_expired",
    "resolve_session",
    "revoke_all",
    "revoke_session",
    "rotate_session",
    "sessions",
    "set_password",
    "unlink_identity",
]

LOCKOUT_THRESHOLD = 5
LOCKOUT_BASE = timedelta(minutes=1)
LOCKOUT_LIMIT = timedelta(days=1)


class _Login(Row):
    user_id: int
    password_hash: str | None
    locked_until: datetime | None


# Whom an unknown address leads to: no user has this id, so that the same statements find nothing.
_NOBODY = _Login(user_id=0, password_hash=None, locked_until=None)


async def authenticate(pool: Executor, *, email: str, password: str) -> User:
    """Return the user whose address (in any case) and password these are.

    Raises InvalidCredentials, which doesn't say what was wrong; AccountLocked after too many wrong
    passwords, without a look at the password; Invalid on a connection that is in a transaction, whose
    rollback would forget the failure. Each takes the same work, for an unknown address too.
    """
    require_no_transaction(pool, authenticate)
    address = normalise_email(email)
    has_worked = False
    while True:
        login = await _login(pool, email=address) or _NOBODY
        if login.locked_until is not None:
            # An answer that came sooner would tell of the account, however the application words it.
            if not has_worked:
                await verify_password(password, None)
            raise AccountLocked("too many failed logins", until=login.locked_until)
        is_right = await verify_password(password, login.password_hash)
        has_worked = True
        # Counted only if neither lock nor password changed since the look: else it starts again. So no
        # order of parallel attempts gets an answer about more passwords than one attempt after the other
        # would.
        counted = await (_succeed(pool, login, password) if is_right else _fail(pool, login))
        if counted or login is _NOBODY:
            break
    user = await users.get(pool, login.user_id)
    if not is_right or user is None:
        raise InvalidCredentials("the e-mail address and the password do not match")
    return user


async def set_password(
    db: Executor, user_id: int, password: str, *, keep_session: SecretStr | str | None = None
) -> None:
    """Give a user another password.

    Ends all their sessions but that of the token `keep_session`, withdraws tokens for a reset, and unlocks
    the account. Raises NotFound for a user without an e-mail address, Invalid for a password that is too
    short or too long.
    """
    password_hash = await hash_password(password)
    async with transaction(db) as conn:
        await users.lock(conn, user_id)
        if not await _set_password(conn, user_id=user_id, password_hash=password_hash):
            raise NotFound(f"user {user_id} has no e-mail address to log in with")
        await withdraw_tokens(conn, user_id, "reset_password")
        await revoke_all(conn, user_id, keep=keep_session)


async def change_email(db: Executor, user_id: int, email: str) -> None:
    """Give a user another address to log in with, not verified yet; tokens sent to the old one are withdrawn.

    Raises EmailTaken, NotFound for an unknown user, and Invalid for an address that is none.
    """
    address = require_email(email)
    async with transaction(db) as conn:
        await users.lock(conn, user_id)
        if await _change_email(conn, user_id=user_id, email=address):
            await withdraw_tokens(conn, user_id, "verify_email", "reset_password")


@query
async def purge_expired(db: Executor) -> int:
    """Delete all users' sessions and tokens that have expired; returns how many."""
    ...


async def _succeed(pool: Executor, login: _Login, password: str) -> bool:
    stored = login.password_hash or ""
    new_hash = await current_hash(password, stored)
    async with transaction(pool, isolation="read_committed") as conn:
        rows = await _count_success(conn, user_id=login.user_id, password_hash=stored, new_hash=new_hash)
    return rows == 1


async def _fail(pool: Executor, login: _Login) -> bool:
    async with transaction(pool, isolation="read_committed") as conn:
        rows = await _count_failure(
            conn,
            user_id=login.user_id,
            password_hash=login.password_hash,
            threshold=LOCKOUT_THRESHOLD,
            base=LOCKOUT_BASE,
            longest=LOCKOUT_LIMIT,
        )
    return rows == 1


@query
async def _login(db: Executor, *, email: str) -> _Login | None: ...


@query
async def _count_success(db: Executor, *, user_id: int, password_hash: str, new_hash: str) -> int: ...


@query
async def _count_failure(
    db: Executor,
    *,
    user_id: int,
    password_hash: str | None,
    threshold: int,
    base: timedelta,
    longest: timedelta,
) -> int: ...


@query
async def _set_password(db: Executor, *, user_id: int, password_hash: str) -> int: ...


@query
async def _change_email(db: Executor, *, user_id: int, email: str) -> int: ...
