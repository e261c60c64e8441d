"""`trackerdb purge`: delete for good what was marked as deleted long ago."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated

import anyio
import typer

from trackerdb import purge as purging
from trackerdb.cli.options import Database, Json, chosen_database, wants_json
from trackerdb.cli.output import console, print_json
from trackerdb.database import create_pool
from trackerdb.purge import Purged

__all__ = ["purge"]

_A_THOUSAND_YEARS = 365_250


def purge(
    older_than: Annotated[
        int,
        typer.Option("--older-than", metavar="DAYS", min=0, max=_A_THOUSAND_YEARS, help="Deleted before."),
    ],
    audit_older_than: Annotated[
        int | None,
        typer.Option(
            "--audit-older-than",
            metavar="DAYS",
            min=0,
            max=_A_THOUSAND_YEARS,
            help="Also drop whole years of the audit log.",
        ),
    ] = None,
    batch: Annotated[int, typer.Option("--batch", metavar="ROWS", min=1, help="Rows a transaction.")] = 500,
    database: Database = None,
    as_json: Json = False,
) -> None:
    """Delete for good what was deleted long ago; an interrupted purge is finished by running it again."""
    dsn, json = chosen_database(database), wants_json(as_json)

    async def work() -> tuple[Purged, list[str]]:
        async with create_pool(dsn) as pool:
            done = await purging.deleted(pool, older_than=timedelta(days=older_than), batch=batch)
            if audit_older_than is None:
                return done, []
            return done, await purging.audit_years(pool, older_than=timedelta(days=audit_older_than))

    done, years = anyio.run(work)
    if json:
        print_json({**done.model_dump(), "audit_partitions": years})
        return
    counts = ", ".join(f"{count} {name.replace('_', ' ')}" for name, count in done.model_dump().items())
    console.print(f"purged: {counts}")
    if years:
        console.print(f"dropped: {', '.join(years)}")
