"""Every migration of the tree, present and future: reversible, idempotent, verified; and the snapshot."""

from __future__ import annotations

from difflib import unified_diff
from pathlib import Path

import pytest

from _support.migration_proof import prove
from trackerdb import migrations
from trackerdb.migrations.snapshot import server_major, snapshot
from trackerdb.migrations.source import read_tree

SNAPSHOT = Path(__file__).parents[1] / "sql" / "schema.sql"
# The snapshot is in the spelling of one version's pg_dump.
SNAPSHOT_MAJOR = 18


@pytest.mark.parametrize("migration_id", read_tree().ids)
def test_migration_is_reversible_idempotent_and_verified(server: str, migration_id: str) -> None:
    faults = prove(server, None, migration_id)
    assert not faults, "\n\n".join(faults)


def test_files_have_no_faults() -> None:
    report = migrations.check()
    assert report.skipped == ()
    assert not report.faults, "\n".join(map(str, report.faults))


def test_snapshot_is_the_schema(dsn: str) -> None:
    if server_major(dsn) != SNAPSHOT_MAJOR:
        pytest.skip(f"sql/schema.sql is written by PostgreSQL {SNAPSHOT_MAJOR}")
    difference = "\n".join(
        unified_diff(
            SNAPSHOT.read_text().splitlines(),
            snapshot(dsn).splitlines(),
            "sql/schema.sql",
            "sql/migrations, applied",
            lineterm="",
        )
    )
    if difference:
        pytest.fail(f"run `python -m trackerdb.migrations.snapshot > sql/schema.sql`\n{difference}")


@pytest.mark.anyio
async def test_every_verify_script_holds_on_the_newest_schema(dsn: str) -> None:
    await migrations.apply(dsn)
    report = await migrations.verify(dsn)
    assert not report.failed
    assert not report.unverified
