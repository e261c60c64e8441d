"""Login sessions: what a request's token stands for. Public as `trackerdb.auth`.

A token is 256 random bits; the database stores its SHA-256. Rotation replaces the token of a session and
keeps the session's family: a replaced token that comes back means that two parties hold tokens of it, so
that all of the family are revoked and the person logs in again.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from ipaddress import IPv4Address, IPv6Address, ip_address
from uuid import UUID, uuid4

import asyncpg
from pydantic import BaseModel, ConfigDict, SecretStr

from trackerdb import users
from trackerdb.database import Executor, transaction
from trackerdb.errors import Invalid, InvalidCredentials, NotFound
from trackerdb.query import query
from trackerdb.rows import Row
from trackerdb.secret_tokens import hash_token, new_token, require_lifetime

__all__ = [
    "NewSession",
    "Session",
    "open_session",
    "require_no_transaction",
    "resolve_session",
    "revoke_all",
    "revoke_session",
    "rotate_session",
    "sessions",
]


class Session(Row):
    """A live session. `family_id` stays the same when its token is rotated, `created_at` does not."""

    user_id: int
    family_id: UUID
    user_agent: str | None
    ip: str | None
    created_at: datetime
    expires_at: datetime


class NewSession(BaseModel):
    """A session with the token that the client keeps; nothing else ever shows it."""

    model_config = ConfigDict(frozen=True)

    token: SecretStr
    session: Session


class _Owner(Row):
    user_id: int
    family_id: UUID


async def open_session(
    db: Executor,
    user_id: int,
    *,
    lifetime: timedelta,
    user_agent: str | None = None,
    ip: str | IPv4Address | IPv6Address | None = None,
) -> NewSession:
    """Open a session for a user who has proved who they are.

    `user_agent` (up to 1000 characters) and `ip` are for the person's own list of sessions. Raises NotFound
    for an unknown user, Invalid for a lifetime that is not positive or an address that is none.
    """
    token = new_token()
    session = await _open(
        db,
        user_id=user_id,
        token_hash=hash_token(token),
        family_id=uuid4(),
        user_agent=user_agent,
        ip=_address(ip),
        lifetime=require_lifetime(lifetime),
    )
    if session is None:
        raise NotFound(f"there is no user {user_id}")
    return NewSession(token=token, session=session)


async def resolve_session(db: Executor, token: SecretStr | str) -> Session | None:
    """The live session of a token, or None when it is unknown, expired, rotated, revoked or orphaned."""
    return await _resolve(db, token_hash=hash_token(token))


async def rotate_session(pool: Executor, token: SecretStr | str) -> NewSession:
    """Give a live session a new token; the new one lasts as long as the old one was made for, from now.

    Raises InvalidCredentials for a token that is not live. When it was rotated before, its whole family is
    revoked, also the token that took its place: so it runs in a transaction of its own, and raises Invalid on
    a connection that is in one.
    """
    require_no_transaction(pool, rotate_session)
    old_hash, new = hash_token(token), new_token()
    async with transaction(pool, isolation="read_committed") as conn:
        owner = await _lock_owner(conn, old_hash)
        session = (
            None if owner is None else await _rotate(conn, token_hash=old_hash, new_hash=hash_token(new))
        )
        if session is None:
            await _revoke_if_replayed(conn, token_hash=old_hash)
    # Beyond the transaction, which must not roll the revocation back.
    if session is None:
        raise InvalidCredentials("the session is unknown, expired, revoked, or its token was replaced")
    return NewSession(token=new, session=session)


@query
async def sessions(db: Executor, user_id: int) -> list[Session]:
    """The user's live sessions, the last opened or rotated first."""
    ...


async def revoke_session(db: Executor, token: SecretStr | str) -> None:
    """End the session of a token, with all tokens that it ever had; an unknown token changes nothing."""
    async with transaction(db) as conn:
        owner = await _lock_owner(conn, hash_token(token))
        if owner is not None:
            await _revoke_family(conn, user_id=owner.user_id, family_id=owner.family_id)


async def revoke_all(db: Executor, user_id: int, *, keep: SecretStr | str | None = None) -> int:
    """End all sessions of a user but that of the token `keep`; returns how many were live.

    Raises NotFound for an unknown user.
    """
    async with transaction(db) as conn:
        await users.lock(conn, user_id)
        owner = None if keep is None else await _owner(conn, token_hash=hash_token(keep))
        # No family has the id of all zeros.
        kept = owner.family_id if owner is not None and owner.user_id == user_id else UUID(int=0)
        return await _revoke_all(conn, user_id=user_id, kept_family=kept)


def require_no_transaction(db: Executor, function: Callable[..., object]) -> None:
    """Raise Invalid where a caller's rollback would forget what `function` must remember."""
    if not isinstance(db, asyncpg.Pool) and db.is_in_transaction():
        raise Invalid(
            f"auth.{function.__name__} needs the pool: your transaction's rollback would undo what it notes",
            constraint="pool",
        )


async def _lock_owner(conn: Executor, token_hash: bytes) -> _Owner | None:
    """Return whose session a token's is, under that user's lock: nobody adds to the family meanwhile."""
    owner = await _owner(conn, token_hash=token_hash)
    if owner is None:
        return None
    try:
        await users.lock(conn, owner.user_id)
    except NotFound:
        return None  # The user is deleted.
    return owner


def _address(ip: str | IPv4Address | IPv6Address | None) -> str | None:
    if ip is None:
        return None
    try:
        address = ip_address(ip)
    except ValueError:
        raise Invalid("ip is not an IP address", constraint="ip") from None
    # A zone (fe80::1%eth0) means something on one machine only, and PostgreSQL stores none.
    return str(address).partition("%")[0]


@query
async def _open(
    db: Executor,
    *,
    user_id: int,
    token_hash: bytes,
    family_id: UUID,
    user_agent: str | None,
    ip: str | None,
    lifetime: timedelta,
) -> Session | None: ...


@query
async def _resolve(db: Executor, *, token_hash: bytes) -> Session | None: ...


@query
async def _owner(db: Executor, *, token_hash: bytes) -> _Owner | None: ...


@query
async def _rotate(db: Executor, *, token_hash: bytes, new_hash: bytes) -> Session | None: ...


@query
async def _revoke_if_replayed(db: Executor, *, token_hash: bytes) -> int: ...


@query
async def _revoke_family(db: Executor, *, user_id: int, family_id: UUID) -> int: ...


@query
async def _revoke_all(db: Executor, *, user_id: int, kept_family: UUID) -> int: ...
