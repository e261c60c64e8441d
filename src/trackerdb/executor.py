"""What a repository function runs on: a pool, a connection, or a connection lent by a pool."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

import asyncpg
from asyncpg.pool import PoolConnectionProxy

__all__ = ["Connection", "Executor"]

if TYPE_CHECKING:
    Connection: TypeAlias = asyncpg.Connection[asyncpg.Record] | PoolConnectionProxy[asyncpg.Record]
    Executor: TypeAlias = asyncpg.Pool[asyncpg.Record] | Connection
else:
    # asyncpg's classes take type arguments in its stubs alone.
    Connection = asyncpg.Connection | PoolConnectionProxy
    Executor = asyncpg.Pool | Connection
