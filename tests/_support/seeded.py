"""A database as `python -m benchmarks seed` fills it, made once for all workers; tests take copies."""

from __future__ import annotations

import asyncio
from contextlib import closing
from urllib.parse import urlsplit

import psycopg2

from _support.databases import new_database
from benchmarks.plans import SEED, SETS
from benchmarks.seed import seed
from trackerdb.embedded import admin_dsn

__all__ = ["seeded_template"]

_TEMPLATE = "trackerdb_seeded"
# Any number: the key of the advisory lock under which one worker makes the template.
_TEMPLATE_LOCK = 7_361_003


def seeded_template(server: str, template: str) -> str:
    """The name of the database that holds what the kept plans were made on, made by whoever comes first."""
    with closing(psycopg2.connect(admin_dsn(server))) as admin, admin.cursor() as cursor:
        admin.autocommit = True
        cursor.execute("SELECT pg_advisory_lock(%s)", (_TEMPLATE_LOCK,))
        cursor.execute("SELECT FROM pg_database WHERE datname = %s", (_TEMPLATE,))
        if cursor.fetchone() is None:
            with new_database(server, template) as dsn:
                asyncio.run(seed(dsn, sets=SETS, seed=SEED))
                # Under its final name only when it is whole; the clean-up then finds nothing to drop.
                cursor.execute(f"ALTER DATABASE {urlsplit(dsn).path.lstrip('/')} RENAME TO {_TEMPLATE}")
    return _TEMPLATE
