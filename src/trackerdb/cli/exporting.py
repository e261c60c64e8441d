"""`trackerdb export`: everything that is held about a user, as JSON lines."""

from __future__ import annotations

import sys
from contextlib import aclosing
from typing import Annotated

import anyio
import typer

from trackerdb import users
from trackerdb.cli.options import Database, chosen_database
from trackerdb.database import create_pool
from trackerdb.errors import NotFound

__all__ = ["export"]


def export(
    user: Annotated[str, typer.Option(metavar="EMAIL", help="Whose data it is.")],
    database: Database = None,
) -> None:
    """Write everything that is held about a user to standard output, one JSON object a line."""
    dsn = chosen_database(database)

    async def work() -> None:
        async with create_pool(dsn) as pool:
            found = await users.get_by_email(pool, user)
            if found is None:
                raise NotFound(f"there is no user {user}")
            async with aclosing(users.export(pool, found.id)) as lines:
                async for line in lines:
                    sys.stdout.buffer.write(line)

    anyio.run(work)
