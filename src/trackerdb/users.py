"""Users: the profile of a person. What proves who they are is in `trackerdb.auth`."""

from __future__ import annotations

import re
import unicodedata
from datetime import datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from trackerdb.database import Executor, transaction
from trackerdb.enums import UnitSystem
from trackerdb.errors import Invalid, NotFound
from trackerdb.passwords import hash_password
from trackerdb.query import query
from trackerdb.rows import Row
from trackerdb.transactions import retried
from trackerdb.unset import UNSET, Unset, changed, value_or_none
from trackerdb.user_deletion import delete, undelete
from trackerdb.user_erasure import Erasure, erase
from trackerdb.user_export import export

__all__ = [
    "Erasure",
    "User",
    "create",
    "delete",
    "erase",
    "export",
    "get",
    "get_by_email",
    "lock",
    "normalise_email",
    "require_email",
    "restore",
    "update",
]

_MAX_EMAIL = 320
_EMAIL = re.compile(r"[^@\s]+@[^@\s.]+(\.[^@\s.]+)*")


class User(Row):
    """A person's profile. `email` is None for a user that has no login."""

    id: int
    email: str | None
    display_name: str
    unit_system: UnitSystem
    time_zone: str
    created_at: datetime
    updated_at: datetime


def normalise_email(email: str) -> str:
    """Return the address as it is stored and compared: trimmed, NFC, lower case."""
    # Composed last: lower case can have a composed form where upper case has none.
    return unicodedata.normalize("NFC", email.strip().lower())


def require_email(email: str) -> str:
    """Return the address as it is stored; raises Invalid for what is no address.

    Only mail that arrives proves an address, so the form is hardly looked at; but two addresses that look
    alike because of what can't be seen would be two users. The database checks it too; here no message or
    log entry of it, which would show the row, comes about.
    """
    address = normalise_email(email)
    if len(address) > _MAX_EMAIL or not _EMAIL.fullmatch(address) or not address.isprintable():
        raise Invalid("this is no e-mail address", constraint="user_logins_email_check")
    return address


async def create(
    db: Executor,
    *,
    email: str,
    display_name: str,
    password: str | None = None,
    unit_system: UnitSystem = "metric",
    time_zone: str = "UTC",
) -> User:
    """Create a user who can log in with `email`, once a password is set.

    `time_zone` is an IANA name ("Europe/Berlin"); it decides the local date of each new workout.
    Raises EmailTaken, and Invalid for an address, a name, a password or a zone that is none.
    """
    _require_zone(time_zone)
    password_hash = None if password is None else await hash_password(password)
    return await _create(
        db,
        email=require_email(email),
        display_name=display_name,
        password_hash=password_hash,
        unit_system=unit_system,
        time_zone=time_zone,
    )


@query
async def get(db: Executor, user_id: int) -> User | None:
    """One user, or None when absent or deleted."""
    ...


async def get_by_email(db: Executor, email: str) -> User | None:
    """The user who logs in with this address (in any case), or None."""
    return await _get_by_email(db, email=normalise_email(email))


@retried
async def update(
    db: Executor,
    user_id: int,
    *,
    display_name: str | Unset = UNSET,
    unit_system: UnitSystem | Unset = UNSET,
    time_zone: str | Unset = UNSET,
) -> User:
    """Change some fields of a user.

    Another time zone doesn't move past workouts. Raises NotFound, and Invalid for a bad name or zone.
    """
    if time_zone is not UNSET:
        _require_zone(time_zone)
    async with transaction(db) as conn:
        await lock(conn, user_id)
        await _update(
            conn,
            user_id=user_id,
            changed=changed(display_name=display_name, unit_system=unit_system, time_zone=time_zone),
            display_name=value_or_none(display_name),
            unit_system=value_or_none(unit_system),
            time_zone=value_or_none(time_zone),
        )
        user = await get(conn, user_id)
        if user is None:
            raise NotFound(f"there is no user {user_id}")
        return user


@retried
async def restore(db: Executor, user_id: int, *, email: str | None = None) -> User:
    """Bring a deleted user back, with their login and all that they logged.

    `email` gives the login another address. Raises NotFound when the user is not deleted, EmailTaken when
    another user has the address by now, Invalid for an address that is none.
    """
    address = None if email is None else require_email(email)
    async with transaction(db) as conn:
        await undelete(conn, user_id, email=address)
        user = await get(conn, user_id)
        if user is None:
            raise NotFound(f"there is no user {user_id}")
        return user


def _require_zone(name: str) -> None:
    # PostgreSQL would also take an abbreviation such as CEST, which has no summer and winter.
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise Invalid(
            "the time zone is no IANA name such as Europe/Berlin", constraint="users_time_zone_check"
        ) from None


async def lock(db: Executor, user_id: int) -> str:
    """Take the user's head row for the rest of the transaction, and return their time zone.

    The first step of every write to a user's data: it puts the writers of one user in a row. Raises NotFound.
    """
    await _lock(db, user_ids=[user_id])
    time_zone = await _time_zone(db, user_id=user_id)
    if time_zone is None:
        raise NotFound(f"there is no user {user_id}")
    return time_zone


@query
async def _create(
    db: Executor,
    *,
    email: str,
    display_name: str,
    password_hash: str | None,
    unit_system: UnitSystem,
    time_zone: str,
) -> User: ...


@query
async def _get_by_email(db: Executor, *, email: str) -> User | None: ...


@query
async def _update(
    db: Executor,
    *,
    user_id: int,
    changed: list[str],
    display_name: str | None,
    unit_system: UnitSystem | None,
    time_zone: str | None,
) -> int: ...


@query
async def _lock(db: Executor, *, user_ids: list[int]) -> list[int]: ...


@query
async def _time_zone(db: Executor, *, user_id: int) -> str | None: ...
