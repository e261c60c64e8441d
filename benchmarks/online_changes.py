"""The changes of docs/how-to/change-a-large-table.md on a table in use, and what one writes in their place.

The how-to's own text is run: its example table becomes `tracker.workout_exercises`, which every client reads
and writes, and its key the one of that table. Partitions are those of the sets.
"""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Mapping
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import anyio
import anyio.to_thread
import psycopg2

from trackerdb import migrations, partitions
from trackerdb.errors import Invalid, Unavailable
from trackerdb.migrations.driver import libpq_dsn
from trackerdb.migrations.source import DEFAULT_SOURCES

if TYPE_CHECKING:
    from trackerdb.pool import TrackerPool

__all__ = ["CLEAN_UP", "SET_UP", "Change", "Step", "execute", "partition_changes", "read_how_to"]

_HOW_TO = Path(__file__).parents[1] / "docs" / "how-to" / "change-a-large-table.md"
_BLOCK = re.compile(r"^```(sql|python) (migration|rollback)=(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_TABLE = "tracker.workout_exercises"

# The columns of the how-to's table; a constant default rewrites nothing.
SET_UP = f"""
CREATE TYPE tracker.mood AS ENUM ('bad', 'good');
ALTER TABLE {_TABLE}
    ADD COLUMN reps integer DEFAULT 8,
    ADD COLUMN weight_g integer DEFAULT 60000,
    ADD COLUMN comment text DEFAULT 'heavy',
    ADD COLUMN mood tracker.mood DEFAULT 'good';
"""
CLEAN_UP = f"""
ALTER TABLE {_TABLE} DROP COLUMN reps, DROP COLUMN weight_g, DROP COLUMN comment, DROP COLUMN mood;
DROP TYPE tracker.mood;
"""

_KEY = "user_id, performed_on, workout_id"
_NEW_KEY = "NEW.user_id, NEW.performed_on, NEW.workout_id, NEW.id"
# In this order; each stands in the how-to.
_REPLACED = {
    'key=("id",)': 'key=("user_id", "performed_on", "workout_id", "id")',
    "lift_id bigint NOT NULL,": (
        "user_id bigint NOT NULL, performed_on date NOT NULL, workout_id uuid NOT NULL,"
        " lift_id uuid NOT NULL,"
    ),
    "PRIMARY KEY (lift_id)": f"PRIMARY KEY ({_KEY}, lift_id)",
    "FOREIGN KEY (lift_id) REFERENCES tracker.lifts (id)": (
        f"FOREIGN KEY ({_KEY}, lift_id) REFERENCES tracker.lifts ({_KEY}, id)"
    ),
    "WHERE c.lift_id = NEW.id": (
        f"WHERE (c.user_id, c.performed_on, c.workout_id, c.lift_id) = ({_NEW_KEY})"
    ),
    "(lift_id, body) VALUES (NEW.id, NEW.comment)": (
        f"({_KEY}, lift_id, body) VALUES ({_NEW_KEY}, NEW.comment)"
    ),
    "ON CONFLICT (lift_id)": f"ON CONFLICT ({_KEY}, lift_id)",
    "tracker.lifters": "tracker.users",
    "lifter_id": "user_id",
    "tracker.lifts": _TABLE,
}

# By the how-to's headings: the statements that do the same at once, and those that undo them.
_NAIVE: Mapping[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "Add a column": (
        (f"ALTER TABLE {_TABLE} ADD COLUMN note text DEFAULT gen_random_uuid()::text",),
        (f"ALTER TABLE {_TABLE} DROP COLUMN note",),
    ),
    "Fill a column": (
        (
            f"ALTER TABLE {_TABLE} ADD COLUMN volume_g bigint;"
            f" UPDATE {_TABLE} SET volume_g = weight_g::bigint * reps",
        ),
        (f"ALTER TABLE {_TABLE} DROP COLUMN volume_g",),
    ),
    "Make a column NOT NULL": (
        (f"ALTER TABLE {_TABLE} ALTER COLUMN reps SET NOT NULL",),
        (f"ALTER TABLE {_TABLE} ALTER COLUMN reps DROP NOT NULL",),
    ),
    "Add a foreign key": (
        (
            f"ALTER TABLE {_TABLE} ADD CONSTRAINT lifts_user_id_fkey"
            " FOREIGN KEY (user_id) REFERENCES tracker.users (id)",
        ),
        (f"ALTER TABLE {_TABLE} DROP CONSTRAINT lifts_user_id_fkey",),
    ),
    "Add an index": (
        (f"CREATE INDEX lifts_user_id_idx ON {_TABLE} (user_id)",),
        ("DROP INDEX tracker.lifts_user_id_idx",),
    ),
    "Add a value to an enum": (
        (
            "ALTER TYPE tracker.mood RENAME TO mood_old;"
            " CREATE TYPE tracker.mood AS ENUM ('bad', 'good', 'great');"
            f" ALTER TABLE {_TABLE} ALTER COLUMN mood DROP DEFAULT,"
            " ALTER COLUMN mood TYPE tracker.mood USING mood::text::tracker.mood,"
            " ALTER COLUMN mood SET DEFAULT 'good'; DROP TYPE tracker.mood_old",
        ),
        (
            "ALTER TYPE tracker.mood RENAME TO mood_old; CREATE TYPE tracker.mood AS ENUM ('bad', 'good');"
            f" ALTER TABLE {_TABLE} ALTER COLUMN mood DROP DEFAULT,"
            " ALTER COLUMN mood TYPE tracker.mood USING mood::text::tracker.mood; DROP TYPE tracker.mood_old",
        ),
    ),
    "Change a type": (
        (f"ALTER TABLE {_TABLE} ALTER COLUMN reps TYPE bigint",),
        (f"ALTER TABLE {_TABLE} ALTER COLUMN reps TYPE integer",),
    ),
    "Split a table": (
        (
            f"LOCK TABLE {_TABLE} IN SHARE MODE;"
            f" CREATE TABLE tracker.lift_comments AS SELECT {_KEY}, id AS lift_id, comment AS body"
            f" FROM {_TABLE} WHERE comment IS NOT NULL;"
            f" ALTER TABLE tracker.lift_comments ADD PRIMARY KEY ({_KEY}, lift_id)",
        ),
        ("DROP TABLE tracker.lift_comments",),
    ),
}


@dataclass(frozen=True, slots=True)
class Step:
    """A migration of the how-to."""

    name: str
    language: str
    apply: str
    rollback: str | None


@dataclass(frozen=True)
class Change:
    """One kind of change: at once, and back; as the how-to has it, and back."""

    name: str
    naive: Callable[[], Awaitable[object]]
    undo: Callable[[], Awaitable[object]]
    ours: Callable[[], Awaitable[object]]
    back: Callable[[], Awaitable[object]]
    steps: tuple[Step, ...] = field(default=())


def read_how_to(dsn: str, directory: Path) -> list[Change]:
    """Return the how-to's changes; their migrations are written below `directory`."""
    text = _on_our_table(_HOW_TO.read_text(encoding="utf-8"))
    changes: list[Change] = []
    for number, section in enumerate(text.split("\n## ")[1:]):
        heading = section.partition("\n")[0]
        blocks = _BLOCK.findall(section)
        rollbacks = {name: body for _, kind, name, body in blocks if kind == "rollback"}
        steps = tuple(
            Step(name, language, body, rollbacks.get(name))
            for language, kind, name, body in blocks
            if kind == "migration"
        )
        if not steps:
            continue
        if heading not in _NAIVE:
            raise Invalid(f"nobody has written what one does without the how-to's {heading!r}")
        source = _write(directory / f"{number:02}", number, steps)
        changes.append(_change(dsn, heading, source, steps))
    return changes


def _on_our_table(text: str) -> str:
    for old, new in _REPLACED.items():
        if old not in text:
            raise Invalid(f"{_HOW_TO.name} no longer has {old!r}")
        # Names of constraints and indexes begin as the table's does.
        text = re.sub(re.escape(old) + (r"\b" if old[-1].isalpha() else ""), new, text)
    return text


def _write(directory: Path, section: int, steps: tuple[Step, ...]) -> str:
    migrations_dir = directory / "migrations"
    migrations_dir.mkdir(parents=True)
    before: str | None = None
    for number, step in enumerate(steps):
        migration_id = f"203001{section + 1:02}00{number:02}00_{step.name}"
        if step.language == "python":
            text = re.sub(r'__depends__ = \{"\w+"\}', f'__depends__ = {{"{before}"}}', step.apply)
            (migrations_dir / f"{migration_id}.py").write_text(text, encoding="utf-8")
        else:
            depends = f"-- depends: {before}\n" if before else ""
            (migrations_dir / f"{migration_id}.sql").write_text(depends + step.apply, encoding="utf-8")
            rollback = migrations_dir / f"{migration_id}.rollback.sql"
            rollback.write_text(step.rollback or "", encoding="utf-8")
        before = migration_id
    return str(migrations_dir)


def _change(dsn: str, heading: str, source: str, steps: tuple[Step, ...]) -> Change:
    naive, undo = _NAIVE[heading]
    sources = [*DEFAULT_SOURCES, source]
    return Change(
        heading,
        lambda: execute(dsn, *naive),
        lambda: execute(dsn, *undo),
        lambda: migrations.apply(dsn, sources=sources),
        lambda: migrations.rollback(dsn, count=len(steps), sources=sources),
        steps,
    )


def partition_changes(dsn: str, pool: TrackerPool, oldest: str) -> list[Change]:
    """Return what partitions undergo: the year after the last one is attached, the oldest one detached."""
    year = 2036
    ahead = year - datetime.now(UTC).year
    naive_attach = (
        f"CREATE TABLE tracker.sets_{year} PARTITION OF tracker.sets"
        f" FOR VALUES FROM ('{year}-01-01') TO ('{year + 1}-01-01')"
    )
    drop = (
        f"DROP TABLE IF EXISTS tracker.sets_{year}",
        f"DROP TABLE IF EXISTS tracker.audit_log_{year}",
    )
    return [
        Change(
            "Attach a partition",
            lambda: execute(dsn, naive_attach),
            lambda: execute(dsn, *drop),
            lambda: _patiently(lambda: partitions.ensure(pool, years_ahead=ahead)),
            lambda: execute(dsn, *drop),
        ),
        Change(
            "Detach a partition",
            lambda: execute(dsn, f"ALTER TABLE tracker.sets DETACH PARTITION tracker.{oldest}"),
            lambda: _patiently(lambda: partitions.attach(pool, oldest)),
            lambda: _patiently(lambda: partitions.detach(pool, oldest)),
            lambda: _patiently(lambda: partitions.attach(pool, oldest)),
        ),
    ]


async def execute(dsn: str, *statements: str) -> None:
    """Run statements as psql does: a transaction each, with no limit to any wait."""

    def run() -> None:
        with closing(psycopg2.connect(libpq_dsn(dsn))) as connection, connection.cursor() as cursor:
            connection.autocommit = True
            for statement in statements:
                cursor.execute(statement)

    await anyio.to_thread.run_sync(run)


async def _patiently(work: Callable[[], Awaitable[object]]) -> None:
    """Run what gives up its place in a lock's queue again, as its message says."""
    for _ in range(60):
        try:
            await work()
        except Unavailable:
            await anyio.sleep(0.5)
        else:
            return
    raise Unavailable("a lock could not be had in 60 attempts")
