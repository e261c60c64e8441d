"""What `create_pool` hands on to asyncpg as it is."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from ssl import SSLContext
from typing import TYPE_CHECKING, TypedDict

import asyncpg
from asyncpg.pool import PoolConnectionProxy

if TYPE_CHECKING:
    _Connection = asyncpg.Connection[asyncpg.Record]
    _Lent = PoolConnectionProxy[asyncpg.Record]
else:
    _Connection = asyncpg.Connection
    _Lent = PoolConnectionProxy

__all__ = ["PoolOptions"]


class PoolOptions(TypedDict, total=False):
    """Options of asyncpg's own pool and connections, as its documentation describes them.

    Lifetimes are in seconds, the statement's size in bytes. `init` is awaited with each new connection,
    `setup` with each that is lent, and `reset` with each that comes back.
    """

    host: str | Sequence[str]
    port: int | Sequence[int]
    user: str
    password: str | Callable[[], str | Awaitable[str]]
    passfile: str
    service: str
    servicefile: str
    database: str
    ssl: SSLContext | bool | str
    direct_tls: bool
    target_session_attrs: str
    krbsrvname: str
    gsslib: str
    max_queries: int
    max_inactive_connection_lifetime: float
    max_cached_statement_lifetime: int
    max_cacheable_statement_size: int
    init: Callable[[_Connection], Awaitable[None]]
    setup: Callable[[_Lent], Awaitable[None]]
    reset: Callable[[_Connection], Awaitable[None]]
