"""A database as `python -m benchmarks seed` fills it, made once for all workers; tests take copies."""

from __future__ import annotations

from _support.databases import awaited, named_template
from benchmarks.plans import SEED, SETS
from benchmarks.seed import seed

__all__ = ["seeded_template"]


def seeded_template(server: str, template: str) -> str:
    """The name of the database that holds what the kept plans were made on, made by whoever comes first."""
    return named_template(
        server, "trackerdb_seeded", template, awaited(lambda dsn: seed(dsn, sets=SETS, seed=SEED))
    )
