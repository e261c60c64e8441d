"""Identities: accounts elsewhere (OAuth, OpenID Connect) that log a user in. Public as `trackerdb.auth`."""

from __future__ import annotations

from trackerdb import users
from trackerdb.database import Executor, transaction
from trackerdb.errors import Conflict, NotFound
from trackerdb.query import query
from trackerdb.users import User

__all__ = ["by_identity", "link_identity", "unlink_identity"]


async def link_identity(db: Executor, user_id: int, *, provider: str, subject: str) -> None:
    """Let an account elsewhere log this user in; linking it again changes nothing.

    `provider` is your name for it ("google": lower case, digits, `_`, `.`, `-`), `subject` the account's
    own unchanging id there. Raises Conflict when it is another user's, NotFound for an unknown user,
    Invalid for a provider or subject of another form.
    """
    async with transaction(db) as conn:
        await users.lock(conn, user_id)
        await _link(conn, user_id=user_id, provider=provider, subject=subject)
        if await _owner(conn, provider=provider, subject=subject) != user_id:
            raise Conflict("this account belongs to another user")


async def unlink_identity(db: Executor, user_id: int, *, provider: str, subject: str) -> None:
    """Let an account elsewhere no longer log this user in; raises NotFound when it didn't."""
    if not await _unlink(db, user_id=user_id, provider=provider, subject=subject):
        raise NotFound(f"user {user_id} has no such account of {provider!r}")


@query
async def by_identity(db: Executor, *, provider: str, subject: str) -> User | None:
    """The live user whom an account elsewhere logs in, or None."""
    ...


@query
async def _link(db: Executor, *, user_id: int, provider: str, subject: str) -> None: ...


@query
async def _owner(db: Executor, *, provider: str, subject: str) -> int | None: ...


@query
async def _unlink(db: Executor, *, user_id: int, provider: str, subject: str) -> int: ...
