"""The database that a benchmark runs on: the one named, or a temporary one of its own."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

import anyio.to_thread

from trackerdb import embedded, migrations

__all__ = ["migrated"]


@asynccontextmanager
async def migrated(dsn: str | None) -> AsyncGenerator[str, None]:
    """Yield the DSN of a migrated database: `dsn`, which somebody migrated, or a new embedded one."""
    if dsn is not None:
        yield dsn
        return
    server = embedded.server()
    own = await anyio.to_thread.run_sync(server.__enter__)
    try:
        await migrations.apply(own)
        yield own
    finally:
        await anyio.to_thread.run_sync(lambda: server.__exit__(None, None, None))
