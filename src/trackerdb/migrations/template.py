"""Write the files of a new migration."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

from trackerdb.errors import Invalid, MigrationError
from trackerdb.migrations.results import NewMigration
from trackerdb.migrations.source import find_files, order_tree

__all__ = ["new"]

_NAME = re.compile(r"^[a-z][a-z0-9_]{0,100}$")
_STAMP = "%Y%m%d%H%M%S"

_MIGRATION = """\
-- What changes, and why.
{header}
"""
_ROLLBACK = """\
-- What undoes {id}: only a statement makes it reversible.
"""
_VERIFY = """\
-- What holds once {id} is applied: shape and data. It changes nothing and raises when it does not hold.

DO $$
BEGIN
    ASSERT false, 'write what {id} leaves behind';
END
$$;
"""


def new(name: str, directory: str | Path, *, transactional: bool = True) -> NewMigration:
    """Write a migration, its rollback and its verify script; it depends on the newest one in `directory`.

    `check` finds fault with them until they are filled in. Raises Invalid for a name that isn't snake_case,
    MigrationError when `directory` is missing.
    """
    if not _NAME.match(name):
        raise Invalid(
            f"{name!r} can't name a migration: use lower-case words joined by _, such as add_notes_to_sets"
        )
    migrations = Path(directory)
    if not migrations.is_dir():
        raise MigrationError(f"{migrations} is no directory: name the one that holds the migrations")
    newest = _newest(migrations)
    migration_id = f"{_stamp(newest)}_{name}"
    header = [f"-- depends: {newest}"] if newest else []
    header += [] if transactional else ["-- transactional: false"]
    verify = migrations.parent / "verify"
    verify.mkdir(exist_ok=True)
    written = NewMigration(
        id=migration_id,
        migration=migrations / f"{migration_id}.sql",
        rollback=migrations / f"{migration_id}.rollback.sql",
        verify=verify / f"{migration_id}.sql",
    )
    written.migration.write_text(
        _MIGRATION.format(header="\n".join([*header, ""]).rstrip()), encoding="utf-8"
    )
    written.rollback.write_text(_ROLLBACK.format(id=migration_id), encoding="utf-8")
    written.verify.write_text(_VERIFY.format(id=migration_id), encoding="utf-8")
    return written


def _newest(directory: Path) -> str | None:
    if not any(directory.glob("*.sql")) and not any(directory.glob("*.py")):
        return None
    return order_tree(find_files([str(directory)])).ids[-1]


def _stamp(newest: str | None) -> str:
    now = datetime.now(UTC).strftime(_STAMP)
    found = re.match(r"^(\d{14})_", newest or "")
    if found is None or now > found[1]:
        return now
    # The newest may bear a time to come; the order of names must still be that of the chain.
    return (datetime.strptime(found[1], _STAMP).replace(tzinfo=UTC) + timedelta(minutes=1)).strftime(_STAMP)
