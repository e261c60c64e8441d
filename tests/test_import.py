"""An imported log holds exactly what the file holds, by an oracle that shares no code with the importer."""

from __future__ import annotations

import os
import re
from collections import Counter
from datetime import date
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest

import oracle_strong
from trackerdb import imports, records, users, workouts
from trackerdb.errors import Invalid, NotFound
from trackerdb.formats import WeightUnit
from trackerdb.pool import TrackerPool
from trackerdb.users import User

pytestmark = pytest.mark.anyio

_SHARED = Path(os.environ.get("TRACKERDB_SHARED_DATA", Path(__file__).parents[2] / "shared" / "data"))
_DEMO = Path(str(files("trackerdb") / "demo_log.csv"))
_HEADER = (
    "Date,Workout Name,Duration,Exercise Name,Set Order,"
    "Weight,Reps,Distance,Seconds,Notes,Workout Notes,RPE\n"
)


@pytest.fixture
async def pool(catalogue_pool: TrackerPool) -> TrackerPool:
    return catalogue_pool


@pytest.fixture
async def user(pool: TrackerPool) -> User:
    return await users.create(pool, email="a@example.com", display_name="A", time_zone="Europe/Berlin")


async def stored_volume(pool: TrackerPool, user: User) -> dict[tuple[int, date], int]:
    rows = await pool.fetch(
        """
        SELECT s.exercise_id, s.performed_on, sum(s.weight_g::bigint * s.reps) AS volume_g
        FROM tracker.sets AS s
        WHERE s.user_id = $1 AND s.weight_g > 0 AND s.reps > 0
        GROUP BY s.exercise_id, s.performed_on
        """,
        user.id,
    )
    return {(row["exercise_id"], row["performed_on"]): int(row["volume_g"]) for row in rows}


def plain(name: str) -> str:
    """A name without what T-Bar Row and T Bar Rows differ in."""
    return re.sub(r"[^a-z0-9]", "", name.lower()).removesuffix("s")


async def by_exercise(
    pool: TrackerPool, volume_g: dict[tuple[str, date], int]
) -> dict[tuple[int, date], int]:
    """The oracle's volumes under the exercise that bears the file's name, or has it as an alias."""
    ids: dict[str, int] = {}
    for row in await pool.fetch(
        "SELECT id, name, aliases FROM tracker.exercises ORDER BY owner_id NULLS FIRST"
    ):
        for alias in row["aliases"]:
            ids.setdefault(plain(alias), row["id"])
        ids[plain(row["name"])] = row["id"]
    summed: Counter[tuple[int, date]] = Counter()
    for (name, day), grams in volume_g.items():
        summed[ids[plain(name)], day] += grams
    return dict(summed)


@pytest.mark.parametrize("unit", ["kg", "lb"])
@pytest.mark.parametrize("path", [_DEMO, _SHARED / "strong.csv"], ids=["demo", "real"])
async def test_the_database_holds_what_the_file_holds(
    pool: TrackerPool, user: User, path: Path, unit: WeightUnit
) -> None:
    if not path.exists():
        pytest.skip(f"{path} is not there")
    expected = oracle_strong.totals(path, unit)

    report = await imports.load(pool, user.id, path, unit=unit)

    assert (report.workouts, report.sets, report.errors) == (expected.workouts, expected.sets, [])
    assert await pool.fetchval("SELECT count(*) FROM tracker.workouts") == expected.workouts
    assert await pool.fetchval("SELECT count(*) FROM tracker.sets") == expected.sets
    assert await stored_volume(pool, user) == await by_exercise(pool, expected.volume_g)


async def test_importing_twice_adds_nothing(pool: TrackerPool, user: User) -> None:
    first = await imports.load(pool, user.id, _DEMO, unit="kg")
    before = await everything(pool)
    second = await imports.load(pool, user.id, _DEMO, unit="kg")

    assert (second.workouts, second.sets, second.new_exercises) == (0, 0, [])
    assert second.unchanged == first.workouts
    assert second.import_id is None
    assert await everything(pool) == before


async def everything(pool: TrackerPool) -> list[object]:
    tables = (
        "exercises",
        "workouts",
        "workout_exercises",
        "sets",
        "personal_records",
        "record_events",
        "imports",
    )
    return [await pool.fetch(f"SELECT * FROM tracker.{table} AS t ORDER BY t::text") for table in tables]


async def test_a_workout_edited_or_deleted_since_is_left_alone(pool: TrackerPool, user: User) -> None:
    await imports.load(pool, user.id, _DEMO, unit="kg")
    edited, deleted = (await workouts.history(pool, user.id, limit=2)).items
    await workouts.update(pool, user.id, edited.id, title="Mine")
    await workouts.delete(pool, user.id, deleted.id)

    report = await imports.load(pool, user.id, _DEMO, unit="kg")

    assert report.workouts == 0
    kept = await workouts.get(pool, user.id, edited.id)
    assert kept is not None
    assert kept.title == "Mine"
    assert await workouts.get(pool, user.id, deleted.id) is None


async def test_a_dry_run_reports_the_same_and_writes_nothing(pool: TrackerPool, user: User) -> None:
    before = await everything(pool)
    rehearsed = await imports.load(pool, user.id, _DEMO, unit="kg", dry_run=True)
    assert await everything(pool) == before

    real = await imports.load(pool, user.id, _DEMO, unit="kg")
    assert rehearsed.model_dump(exclude={"import_id"}) == real.model_dump(exclude={"import_id"})
    assert (rehearsed.import_id, real.import_id is None) == (None, False)


async def test_a_broken_row_is_reported_by_line_and_nothing_is_written(pool: TrackerPool, user: User) -> None:
    content = (
        _HEADER
        + "2026-01-05 18:00:00,A,1h,Squat (Barbell),1,100,5,0,0,,,\n"
        + "2026-01-05 18:00:00,A,1h,Squat (Barbell),2,heavy,5,0,0,,,\n"
        + "2026-01-07 18:00:00,B,1h,Squat (Barbell),1,100,5,0,0,,,\n"
    ).encode()
    before = await everything(pool)

    refused = await imports.load(pool, user.id, content, unit="kg")
    assert [error.line for error in refused.errors] == [3]
    assert (refused.workouts, refused.sets, refused.import_id) == (0, 0, None)
    assert await everything(pool) == before

    asked = await imports.load(pool, user.id, content, unit="kg", skip_errors=True)
    assert [error.line for error in asked.errors] == [3]
    assert (asked.workouts, asked.sets) == (2, 2)


async def test_a_day_that_no_partition_holds_is_reported_by_line(pool: TrackerPool, user: User) -> None:
    content = (
        _HEADER
        + "2026-01-05 18:00:00,A,1h,Squat (Barbell),1,100,5,0,0,,,\n"
        + "2206-01-07 18:00:00,B,1h,Squat (Barbell),1,100,5,0,0,,,\n"
    ).encode()
    before = await everything(pool)

    refused = await imports.load(pool, user.id, content, unit="kg")
    assert [(error.line, "no partition holds 2206-01-07" in error.reason) for error in refused.errors] == [
        (3, True)
    ]
    assert (refused.workouts, refused.sets, refused.import_id) == (0, 0, None)
    assert await everything(pool) == before

    asked = await imports.load(pool, user.id, content, unit="kg", skip_errors=True)
    assert ([error.line for error in asked.errors], asked.workouts, asked.sets) == ([3], 1, 1)


async def test_exercises_are_found_by_alias_and_created_with_what_they_measure(
    pool: TrackerPool, user: User
) -> None:
    content = (
        _HEADER
        + "2026-01-05 18:00:00,A,1h,Bench Press (Barbell),1,100,5,0,0,,,\n"
        + "2026-01-05 18:00:00,A,1h,Uphill Crawl,1,0,0,1.5,600,,,\n"
        + "2026-01-05 18:00:00,A,1h,Rope Hang,1,0,0,0,30,,,\n"
        + "2026-01-05 18:00:00,A,1h,Toe Wiggle,1,0,12,0,0,,,\n"
        + "2026-01-05 18:00:00,A,1h,Anvil Lift,1,80,3,0,0,,,\n"
    ).encode()
    report = await imports.load(pool, user.id, content, unit="kg")

    assert report.new_exercises == ["Uphill Crawl", "Rope Hang", "Toe Wiggle", "Anvil Lift"]
    rows = await pool.fetch("SELECT name, tracking FROM tracker.exercises WHERE owner_id = $1", user.id)
    assert {row["name"]: row["tracking"] for row in rows} == {
        "Uphill Crawl": "distance_duration",
        "Rope Hang": "duration",
        "Toe Wiggle": "bodyweight_reps",
        "Anvil Lift": "weight_reps",
    }
    assert (await workouts.history(pool, user.id)).items[0].exercises[0] == "Barbell Bench Press"
    assert {one.value for one in await records.current(pool, user.id) if one.metric == "max_distance"} == {
        1_500_000
    }


async def test_progress_counts_up_to_the_total(pool: TrackerPool, user: User) -> None:
    seen: list[tuple[int, int]] = []
    report = await imports.load(
        pool, user.id, _DEMO, unit="kg", progress=lambda done, total: seen.append((done, total))
    )
    assert seen[0] == (0, report.workouts)
    assert seen[-1] == (report.workouts, report.workouts)


@pytest.mark.parametrize(
    ("changed", "names"),
    [
        ({"unit": None}, "unit"),
        ({"time_zone": "Mars/Base"}, "time zone"),
        ({"time_zone": ""}, "time zone"),
        ({"format": "fitbod"}, "fitbod"),
        ({"source": b"PK\x03\x04 zipped"}, "log"),
        ({"source": b""}, "empty"),
        ({"source": "/no/such/file.csv"}, "/no/such/file.csv"),
        ({"source": "a\0b"}, "can't be read"),
    ],
)
async def test_what_can_not_be_imported_is_refused_in_words(
    pool: TrackerPool, user: User, changed: dict[str, Any], names: str
) -> None:
    chosen: dict[str, Any] = {"source": _DEMO, "unit": "kg", **changed}
    with pytest.raises(Invalid, match=names):
        await imports.load(pool, user.id, **chosen)


async def test_an_unknown_user_is_not_found(pool: TrackerPool) -> None:
    with pytest.raises(NotFound):
        await imports.load(pool, 4711, _DEMO, unit="kg")
