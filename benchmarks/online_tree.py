"""Every migration of the tree down and up again, one at a time, under a database in use."""

from __future__ import annotations

import re
import shutil
from collections.abc import Sequence
from pathlib import Path

from trackerdb import migrations
from trackerdb.errors import Invalid
from trackerdb.migrations import Limits, Step
from trackerdb.migrations.source import MigrationFile, read_tree

__all__ = ["apply_up_to", "first_to_keep", "packaged_files", "roll_back"]

# What users wrote: a migration whose rollback drops or empties one of these takes the data away, and what is
# computed of all sets takes as long as there are sets.
_DATA = (
    "users", "user_heads", "user_logins", "exercises", "workouts", "workout_exercises", "sets",
    "record_events", "exercise_records", "record_rules",
)  # fmt: skip
_DROPS = re.compile(rf"DROP TABLE (?:IF EXISTS )?(?:ONLY )?tracker\.({'|'.join(_DATA)})\b", re.IGNORECASE)
_REBUILDS = re.compile(rf"^-- rebuilds:.*\btracker\.({'|'.join(_DATA)})\b", re.MULTILINE)


def packaged_files() -> tuple[MigrationFile, ...]:
    """Return the migrations of the package, in the order in which they apply."""
    return tuple(read_tree(None).files)


def first_to_keep(files: Sequence[MigrationFile]) -> int:
    """Return how many of the oldest migrations can't go down without what users wrote going with them."""
    for place in reversed(range(len(files))):
        file = files[place]
        rollback = file.rollback_path.read_text(encoding="utf-8") if file.rollback_path else ""
        if _DROPS.search(rollback) or _REBUILDS.search(file.path.read_text(encoding="utf-8")):
            return place + 1
    return 0


async def roll_back(dsn: str, file: MigrationFile, limits: Limits) -> Step:
    """Roll back the newest migration, which is `file`."""
    result = await migrations.rollback(dsn, count=1, limits=limits)
    [step] = result.rolled_back
    if step.id != file.id:
        raise Invalid(f"{step.id} went down in the place of {file.id}")
    return step


async def apply_up_to(dsn: str, files: Sequence[MigrationFile], directory: Path, limits: Limits) -> Step:
    """Apply the last of `files`; those before it are applied. `directory` is for copies of them."""
    for file in files:
        for path in (file.path, file.rollback_path, file.verify_path):
            if path is not None:
                copy = directory / path.parent.name / path.name
                copy.parent.mkdir(parents=True, exist_ok=True)
                if not copy.exists():
                    shutil.copyfile(path, copy)
    result = await migrations.apply(dsn, sources=[str(directory / "migrations")], limits=limits)
    [step] = result.applied
    return step
