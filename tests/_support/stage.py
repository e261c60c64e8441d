"""Two users, the application's plain login, and the superuser who sees everything."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Mapping
from contextlib import asynccontextmanager

from trackerdb.database import create_pool
from trackerdb.pool import TrackerPool

from .access import Person, login_in, make_person

__all__ = ["Stage", "set_stage"]


class Stage:
    """What an attack needs, and what tells whether it got anywhere."""

    def __init__(
        self, dsn: str, pool: TrackerPool, admin: TrackerPool, attacker: Person, victim: Person
    ) -> None:
        self.dsn, self.pool, self.admin, self.attacker, self.victim = dsn, pool, admin, attacker, victim

    async def holdings(self) -> Mapping[str, list[str]]:
        """All rows about the victim, the version of each included."""
        columns = await self.admin.fetch(
            "SELECT c.table_name, c.column_name FROM tracker.user_columns() AS c WHERE c.is_owner"
            " UNION ALL SELECT 'users', 'id'"
        )
        return {
            f"{table}.{column}": [
                row[0]
                for row in await self.admin.fetch(
                    f"SELECT t::text || t.xmin FROM tracker.{table} AS t WHERE t.{column} = $1 ORDER BY 1",
                    self.victim.user_id,
                )
            ]
            for table, column in columns
        }

    def assert_blind(self, seen: object, attack: str = "") -> None:
        """Nothing of what was seen comes from the victim's rows, however it is spelt."""
        text = repr(seen).lower()
        assert not [trace for trace in self.victim.traces if trace.lower() in text], (attack, text[:500])


@asynccontextmanager
async def set_stage(dsn: str, admin_dsn: str) -> AsyncGenerator[Stage]:
    """Make the two users, statistics of their rows, and a pool of one connection for the application."""
    async with create_pool(dsn) as owner:
        attacker = await make_person(owner, "Mallory", weight_g=111_111)
        victim = await make_person(owner, "Vexley", weight_g=987_654)
    async with create_pool(admin_dsn, max_size=1) as admin:
        await admin.execute("INSERT INTO tracker.muscle_groups (slug, name) VALUES ('back', 'Back')")
        await admin.execute("ANALYZE")
        with login_in(admin_dsn, "trackerdb_app") as app_dsn:
            async with create_pool(app_dsn, max_size=1) as pool:
                yield Stage(dsn, pool, admin, attacker, victim)
