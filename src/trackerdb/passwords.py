"""Password hashes: argon2id through argon2-cffi, off the event loop.

Parameters: the OWASP Password Storage Cheat Sheet asks for at least 19 MiB, 2 passes and 1 lane;
argon2-cffi's defaults (RFC 9106's low-memory profile: 64 MiB, 3 passes, 4 lanes) are above that.
"""

from __future__ import annotations

import os
import unicodedata
from collections.abc import Callable
from typing import TypeVar

from anyio import CapacityLimiter, to_thread
from anyio.lowlevel import RunVar
from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError

from trackerdb.errors import Invalid

__all__ = ["MIN_PASSWORD_LENGTH", "current_hash", "hash_password", "verify_password"]

T = TypeVar("T")

MIN_PASSWORD_LENGTH = 8
_MAX_BYTES = 4096

_HASHER = PasswordHasher()
# Each computation takes 64 MiB and a core: more at a time than there are cores would only cost memory.
_LIMITER = RunVar[CapacityLimiter]("trackerdb_password_hashing")


async def hash_password(password: str) -> str:
    """Return the PHC string of `password`; raises Invalid when it is too short or too long."""
    try:
        password.encode()
    except UnicodeEncodeError:
        raise Invalid("the password is not valid Unicode text", constraint="password") from None
    text = _canonical(password)
    if len(password) < MIN_PASSWORD_LENGTH or len(text) > _MAX_BYTES:
        raise Invalid(
            f"a password has at least {MIN_PASSWORD_LENGTH} characters and at most {_MAX_BYTES} bytes",
            constraint="password",
        )
    return await _computed(lambda: _HASHER.hash(text))


async def verify_password(password: str, password_hash: str | None) -> bool:
    """Tell whether `password_hash` is that of `password`; False for None, after the same work.

    A caller who knows neither user nor password learns nothing from how long it takes.
    """
    text = _canonical(password)
    if password_hash is None or len(text) > _MAX_BYTES:
        await _computed(lambda: _HASHER.hash(text[:_MAX_BYTES]))
        return False
    return await _computed(lambda: _matches(text, password_hash))


async def current_hash(password: str, password_hash: str) -> str:
    """Return a hash of a verified password with today's parameters: the same one, where it has them."""
    if not _HASHER.check_needs_rehash(password_hash):
        return password_hash
    return await _computed(lambda: _HASHER.hash(_canonical(password)))


def _matches(text: bytes, password_hash: str) -> bool:
    try:
        return _HASHER.verify(password_hash, text)
    except (VerifyMismatchError, InvalidHashError):
        return False


def _canonical(password: str) -> bytes:
    # NFKC, as NIST SP 800-63B asks: keyboards compose the same letters differently.
    return unicodedata.normalize("NFKC", password).encode("utf-8", "surrogatepass")


async def _computed(work: Callable[[], T]) -> T:
    try:
        limiter = _LIMITER.get()
    except LookupError:
        limiter = CapacityLimiter(os.cpu_count() or 1)
        _LIMITER.set(limiter)
    return await to_thread.run_sync(work, limiter=limiter)
