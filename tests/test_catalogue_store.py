"""Loading a catalogue is idempotent, updates what changed, and leaves users' own exercises alone."""

from __future__ import annotations

import anyio
import pytest

from trackerdb import catalogue, catalogue_store, equipment, exercises, muscle_groups, users
from trackerdb.catalogue import Catalogue
from trackerdb.pool import TrackerPool

pytestmark = pytest.mark.anyio


def changed(entries: Catalogue, key: str, **fields: object) -> Catalogue:
    return entries.model_copy(
        update={
            "exercises": tuple(
                one.model_copy(update=fields) if one.key == key else one for one in entries.exercises
            )
        }
    )


async def test_every_entry_is_stored_as_it_stands_in_the_file(pool: TrackerPool) -> None:
    entries = catalogue.read()
    report = await catalogue_store.load(pool)
    assert (report.inserted, report.updated, report.skipped) == (len(entries.exercises), 0, [])

    for entry in entries.exercises[::25]:
        stored = await exercises.get_by_name(pool, entry.name)
        assert stored is not None
        assert stored.tracking == entry.tracking
        assert stored.primary_muscle_groups == sorted(entry.primary)
        assert stored.secondary_muscle_groups == sorted(entry.secondary)
        assert stored.equipment == sorted(entry.equipment)
        assert stored.aliases == list(entry.aliases)
    assert {one.slug for one in await equipment.list_all(pool)} == {one.slug for one in entries.equipment}
    assert {one.slug for one in await muscle_groups.list_all(pool)} == {
        one.slug for one in entries.muscle_groups
    }


async def test_loading_again_changes_nothing(pool: TrackerPool) -> None:
    await catalogue_store.load(pool)
    before = await pool.fetch("SELECT x.*, x.xmin FROM tracker.exercises AS x ORDER BY x.id")
    report = await catalogue_store.load(pool)
    assert (report.inserted, report.updated) == (0, 0)
    assert await pool.fetch("SELECT x.*, x.xmin FROM tracker.exercises AS x ORDER BY x.id") == before


async def test_a_changed_entry_is_updated_in_place(pool: TrackerPool) -> None:
    entries = catalogue.read()
    key = entries.exercises[0].key
    await catalogue_store.load(pool, entries)
    before = await exercises.get_by_name(pool, entries.exercises[0].name)
    assert before is not None

    report = await catalogue_store.load(
        pool, changed(entries, key, name="Renamed", aliases=("Old Name",), equipment=())
    )

    assert (report.inserted, report.updated) == (0, 1)
    after = await exercises.get(pool, before.id)
    assert after is not None
    assert (after.name, after.aliases, after.equipment) == ("Renamed", ["Old Name"], [])
    assert after.muscle_groups == before.muscle_groups


async def test_a_users_own_exercise_of_the_same_name_is_not_touched(pool: TrackerPool) -> None:
    entries = catalogue.read()
    user = await users.create(pool, email="a@example.com", display_name="A")
    own = await exercises.create(
        pool, owner_id=user.id, name=entries.exercises[0].name, exercise_type="cardio", tracking="duration"
    )
    await catalogue_store.load(pool, entries)
    assert await exercises.get(pool, own.id, user_id=user.id) == own
    assert await exercises.get_by_name(pool, own.name, user_id=user.id) == own


async def test_a_name_that_another_catalogue_brought_is_skipped_and_told(pool: TrackerPool) -> None:
    entries = catalogue.read()
    first = entries.exercises[0]
    await catalogue_store.load(pool, entries)
    other = entries.model_copy(update={"exercises": (first.model_copy(update={"key": "other:1"}),)})
    report = await catalogue_store.load(pool, other)
    assert report.skipped == [first.name]
    assert report.inserted == 0


async def test_two_loads_at_once_leave_one_catalogue(pool: TrackerPool) -> None:
    async with anyio.create_task_group() as group:
        group.start_soon(catalogue_store.load, pool)
        group.start_soon(catalogue_store.load, pool)
    assert await pool.fetchval("SELECT count(*) FROM tracker.exercises") == len(catalogue.read().exercises)
