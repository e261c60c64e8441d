"""`trackerdb check`: every named query against the live schema."""

from __future__ import annotations

from dataclasses import asdict

import anyio

from trackerdb.check import check as check_queries
from trackerdb.cli.options import Database, Json, chosen_database, wants_json
from trackerdb.cli.output import console, fail, print_json
from trackerdb.query import packaged

__all__ = ["check"]


def check(database: Database = None, as_json: Json = False) -> None:
    """Compare every named query with the live schema; exit status 1 when one doesn't agree."""
    dsn, json = chosen_database(database), wants_json(as_json)
    problems = anyio.run(check_queries, dsn)
    if json:
        print_json({"queries": len(packaged.bound), "problems": [asdict(problem) for problem in problems]})
    else:
        for problem in problems:
            console.print(str(problem), markup=False, soft_wrap=True)
        console.print(f"{len(packaged.bound)} queries, {len(problems)} problems")
    if problems:
        fail("the queries and the schema don't agree: `trackerdb migrate status` tells if it is up to date")
