"""Random tokens that a client keeps and the database knows by their hash alone."""

from __future__ import annotations

import hashlib
import secrets
from datetime import timedelta

from pydantic import SecretStr

from trackerdb.errors import Invalid

__all__ = ["hash_token", "new_token", "require_lifetime"]

_BYTES = 32


def new_token() -> SecretStr:
    """Return 256 random bits as text that fits into a URL, a cookie and a header."""
    return SecretStr(secrets.token_urlsafe(_BYTES))


def hash_token(token: SecretStr | str) -> bytes:
    """Return the SHA-256 of a token; a slow hash would protect nothing that 256 random bits don't."""
    text = token.get_secret_value() if isinstance(token, SecretStr) else token
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest()


def require_lifetime(lifetime: timedelta) -> timedelta:
    """Return `lifetime`; raises Invalid unless it is positive."""
    if lifetime <= timedelta():
        raise Invalid("a lifetime must be positive", constraint="lifetime")
    return lifetime
