"""How a pool lends its connections: never waiting without a limit, and at no price when nobody has to wait.

asyncpg sets a timer to lend a connection and starts a task to take it back; together they cost more than a
short query. Neither is needed for an idle connection that comes back clean. asyncpg has no switch for that,
so its own attributes are read here; pyproject.toml names the versions that have them.
"""

# ruff: noqa: SLF001

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import asyncpg
from asyncpg.pool import PoolConnectionProxy

from trackerdb.errors import Unavailable

if TYPE_CHECKING:
    _Pool = asyncpg.Pool[asyncpg.Record]
else:
    _Pool = asyncpg.Pool

__all__ = ["LendingPool", "keep_state"]


async def keep_state(_connection: object) -> None:
    """Reset nothing between two borrowers; asyncpg itself rolls back an open transaction."""


class LendingPool(_Pool):
    """An asyncpg.Pool whose borrowers wait for `acquire_timeout` seconds at most."""

    def __init__(self, dsn: str, *, acquire_timeout: float, **options: Any) -> None:
        super().__init__(dsn, **options)
        self._acquire_timeout = acquire_timeout
        self._waiting = 0

    async def _acquire(self, timeout: float | None) -> Any:  # noqa: ASYNC109
        # asyncpg's one way to borrow; without a limit it waits for ever, and its TimeoutError is empty.
        seconds = self._acquire_timeout if timeout is None else timeout
        holder = self._idle_holder()
        if holder is not None:
            proxy = await holder.acquire()
            holder._timeout = seconds
            return proxy
        self._waiting += 1
        try:
            return await super()._acquire(seconds)  # type: ignore[misc]
        except TimeoutError as error:
            used_up = not self.get_idle_size() and self.get_size() == self.get_max_size()
            cause = (
                f"all {self.get_max_size()} connections of the pool are in use"
                if used_up
                else "can't connect"
            )
            raise Unavailable(f"no connection within {seconds:g} s: {cause}") from error
        finally:
            self._waiting -= 1

    async def release(self, connection: Any, *, timeout: float | None = None) -> None:  # noqa: ASYNC109
        """Take a borrowed connection back."""
        # With asyncpg's task, whoever waits for a connection runs before the borrower that gave it back.
        if self._waiting or not self._comes_back_clean(connection):
            await super().release(connection, timeout=timeout)
            return
        connection._con._on_release()
        await connection._holder.release(None)

    def _idle_holder(self) -> Any:
        """Take the holder of a connection that can be lent at once; None where there is none."""
        pool: Any = self
        if self._waiting or not pool._initialized or pool.is_closing() or pool._setup or pool._queue.empty():
            return None
        holder = pool._queue.get_nowait()
        if holder.is_connected() and holder._generation == pool._generation:
            return holder
        pool._queue.put_nowait(holder)
        return None

    def _comes_back_clean(self, proxy: Any) -> bool:
        """Tell whether there is nothing to end, to wait for, or to renew."""
        pool: Any = self
        if type(proxy) is not PoolConnectionProxy or pool._reset is not keep_state:
            return False
        holder: Any = getattr(proxy, "_holder")  # noqa: B009 - the stubs don't know it
        raw: Any = getattr(proxy, "_con")  # noqa: B009
        return bool(
            raw is not None
            and holder._pool is self
            and holder._generation == pool._generation
            and not raw.is_closed()
            and not raw.is_in_transaction()
            and raw._top_xact is None
            and not raw._protocol._is_cancelling()
            and raw._protocol.queries_count < holder._max_queries
        )
