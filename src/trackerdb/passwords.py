"""Password hashes: argon2id through argon2-cffi, off the event loop.

Parameters: the OWASP Password Storage Cheat Sheet asks for at least 19 MiB, 2 passes and 1 lane;
argon2-cffi's defaults (RFC 9106's low-memory profile: 64 MiB, 3 passes, 4 lanes) are above that.
"""

from __future__ import annotations

from anyio import to_thread
from argon2 import PasswordHasher

from trackerdb.errors import Invalid

__all__ = ["hash_password"]

_HASHER = PasswordHasher()
_MIN_LENGTH = 8
_MAX_BYTES = 4096


async def hash_password(password: str) -> str:
    """Return the PHC string of `password`; raises Invalid when it is too short or too long."""
    try:
        size = len(password.encode())
    except UnicodeEncodeError:
        raise Invalid("the password is not valid Unicode text", constraint="password") from None
    if len(password) < _MIN_LENGTH or size > _MAX_BYTES:
        raise Invalid(
            f"a password has at least {_MIN_LENGTH} characters and at most {_MAX_BYTES} bytes",
            constraint="password",
        )
    return await to_thread.run_sync(_HASHER.hash, password)
