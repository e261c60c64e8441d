"""One-time tokens: the secret in the link of a mail. Public as `trackerdb.auth`."""

from __future__ import annotations

from datetime import timedelta
from typing import Literal, get_args

from pydantic import SecretStr

from trackerdb import users
from trackerdb.database import Executor, transaction
from trackerdb.errors import Invalid, InvalidCredentials, NotFound
from trackerdb.query import query
from trackerdb.secret_tokens import hash_token, new_token, require_lifetime
from trackerdb.users import User

__all__ = ["TokenPurpose", "consume_token", "issue_token", "withdraw_tokens"]

TokenPurpose = Literal["verify_email", "reset_password"]


async def issue_token(db: Executor, user_id: int, purpose: TokenPurpose, *, lifetime: timedelta) -> SecretStr:
    """Return a token for one use; what was issued for this purpose before is no longer accepted.

    Raises NotFound for an unknown user, Invalid for an unknown purpose or a lifetime that is not positive.
    """
    _require_purpose(purpose)
    token = new_token()
    async with transaction(db) as conn:
        await users.lock(conn, user_id)
        await _withdraw(conn, user_id=user_id, purposes=[purpose])
        await _issue(
            conn,
            user_id=user_id,
            token_hash=hash_token(token),
            purpose=purpose,
            lifetime=require_lifetime(lifetime),
        )
    return token


async def consume_token(db: Executor, token: SecretStr | str, purpose: TokenPurpose) -> User:
    """Use a token up, and return whose it is; for verify_email the address then counts as verified.

    Of any number of callers one succeeds. Part of the caller's transaction, if there is one: setting the
    new password there too makes both happen or neither. Raises InvalidCredentials for a token that is
    unknown, used, expired, withdrawn, or for another purpose.
    """
    _require_purpose(purpose)
    token_hash = hash_token(token)
    async with transaction(db) as conn:
        user_id = await _owner(conn, token_hash=token_hash)
        if user_id is None or not await _consume(conn, user_id, token_hash, purpose):
            raise InvalidCredentials("the token is unknown, used, expired, or for another purpose")
        if purpose == "verify_email":
            await _verify_email(conn, user_id=user_id)
        user = await users.get(conn, user_id)
        if user is None:
            raise NotFound(f"there is no user {user_id}")
        return user


async def withdraw_tokens(conn: Executor, user_id: int, *purposes: TokenPurpose) -> None:
    """Accept a user's unused tokens for these purposes no longer."""
    await _withdraw(conn, user_id=user_id, purposes=list(purposes))


async def _consume(conn: Executor, user_id: int, token_hash: bytes, purpose: TokenPurpose) -> bool:
    try:
        await users.lock(conn, user_id)
    except NotFound:
        return False  # The user is deleted.
    return await _mark_consumed(conn, user_id=user_id, token_hash=token_hash, purpose=purpose) == 1


def _require_purpose(purpose: str) -> None:
    if purpose not in get_args(TokenPurpose):
        raise Invalid(
            f"the purpose of a token is one of {', '.join(get_args(TokenPurpose))}", constraint="purpose"
        )


@query
async def _issue(
    db: Executor, *, user_id: int, token_hash: bytes, purpose: TokenPurpose, lifetime: timedelta
) -> None: ...


@query
async def _owner(db: Executor, *, token_hash: bytes) -> int | None: ...


@query
async def _mark_consumed(db: Executor, *, user_id: int, token_hash: bytes, purpose: TokenPurpose) -> int: ...


@query
async def _verify_email(db: Executor, *, user_id: int) -> None: ...


@query
async def _withdraw(db: Executor, *, user_id: int, purposes: list[TokenPurpose]) -> None: ...
