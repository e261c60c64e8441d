"""Use an installed trackerdb, where there is no checkout: `python use_installed.py NAME MIGRATIONS`."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from pathlib import Path

import trackerdb
from trackerdb import catalogue_store, embedded, exercises


async def found(dsn: str) -> str:
    """Load the catalogue and search it for a misspelt squat."""
    async with trackerdb.create_pool(dsn) as pool:
        await catalogue_store.load(pool)
        return (await exercises.search(pool, "barbell sqaut"))[0].name


def main() -> None:
    """Apply every packaged migration by plain yoyo, and search."""
    name, migrations = sys.argv[1], int(sys.argv[2])
    scripts = Path(sys.executable).parent
    with embedded.server() as dsn:
        yoyo = [scripts / "yoyo", "apply", "--batch", "--no-config-file", "--database", dsn]
        source = "package:trackerdb:sql/migrations"
        subprocess.run([*yoyo, source], check=True, stdout=subprocess.DEVNULL)
        listed = subprocess.run(
            [scripts / "yoyo", "list", "--batch", "--no-config-file", "--database", dsn, source],
            check=True,
            capture_output=True,
            text=True,
        ).stdout
        applied = sum(line.startswith("A ") for line in listed.splitlines())
        assert applied == migrations, f"{name}: {applied} of {migrations} migrations applied\n{listed}"
        hit = asyncio.run(found(dsn))
        assert "Squat" in hit, f"{name}: searched for a squat, found {hit}"
    subprocess.run([scripts / "trackerdb", "--help"], check=True, stdout=subprocess.DEVNULL)
    print(f"{name}: {applied} migrations applied from {Path(trackerdb.__file__).parent}, found {hit}")


main()
