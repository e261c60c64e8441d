"""Many sets go in by COPY, which nobody can tell but by the clock."""

from __future__ import annotations

import re
from datetime import timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from _support.logs import NOON, bench, everything, new_user
from oracle_records import difference
from trackerdb import set_batches, users, workouts
from trackerdb.database import acting_as, create_pool, transaction
from trackerdb.errors import Invalid, TrackerError, Unavailable
from trackerdb.executor import Connection
from trackerdb.pool import TrackerPool
from trackerdb.query import packaged
from trackerdb.sets import SetDraft
from trackerdb.workouts import ExerciseDraft, WorkoutDraft

pytestmark = pytest.mark.anyio

WAYS = {"COPY": 1, "arrays": 1_000_000}


class _Undone(Exception):
    pass


def log(exercise_id: int, rows: list[SetDraft]) -> list[WorkoutDraft]:
    """Workouts of up to seven sets, over some years, with the same ids each time."""
    return [
        WorkoutDraft(
            id=UUID(int=1 + number),
            started_at=NOON - timedelta(days=200 * number),
            exercises=[ExerciseDraft(exercise_id=exercise_id, sets=rows[first : first + 7])],
        )
        for number, first in enumerate(range(0, len(rows), 7))
    ]


async def stored(conn: Connection, user_id: int) -> list[list[tuple[Any, ...]]]:
    """The user's rows as the triggers left them, without whose they are and when they were stored."""
    own = "user_id, created_at, updated_at, created_by, recorded_at"
    return [
        [
            tuple(row)
            for row in await conn.fetch(
                f"SELECT to_jsonb(t) - '{{{own.replace(' ', '')}}}'::text[] FROM tracker.{table} AS t"
                " WHERE user_id = $1 ORDER BY 1",
                user_id,
            )
        ]
        for table in ("sets", "record_events", "personal_records", "audit_log")
    ]


drafts = st.builds(
    SetDraft,
    kind=st.sampled_from(["warmup", "working", "dropset", "failure"]),
    weight_g=st.none() | st.integers(0, 400_000),
    reps=st.integers(1, 40),
    rpe=st.none() | st.decimals(0, 10, places=1),
    completed_at=st.none() | st.just(NOON),
    notes=st.none() | st.text(st.characters(exclude_characters="\0", codec="utf-8"), max_size=12),
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=st.lists(drafts, min_size=1, max_size=20))
async def test_what_is_stored_is_the_same(pool: TrackerPool, rows: list[SetDraft]) -> None:
    found: dict[str, Any] = {}
    try:
        async with transaction(pool) as conn:
            exercise_id = await bench(conn)
            for way, copy_from in WAYS.items():
                user = await new_user(conn, way)
                with pytest.MonkeyPatch.context() as patch:
                    patch.setattr(set_batches, "COPY_FROM", copy_from)
                    await workouts.log_many(conn, user.id, log(exercise_id, rows))
                assert not await difference(conn, user.id)
                found[way] = await stored(conn, user.id)
            raise _Undone
    except _Undone:
        pass
    assert len(found["COPY"][0]) == len(rows)
    assert found["COPY"] == found["arrays"]


BAD: dict[str, dict[str, object]] = {
    "beyond an int": {"reps": 2**40},
    "a surrogate": {"notes": "\ud800"},
    "a NUL": {"notes": "a\0b"},
    "a broken rule": {"weight_g": -1},
    "too many digits": {"rpe": Decimal("1e9")},
    "no number": {"rpe": Decimal("NaN")},
    "no such kind": {"kind": "imaginary"},
}


@pytest.mark.parametrize("fields", BAD.values(), ids=BAD)
async def test_what_is_refused_is_refused_alike(
    pool: TrackerPool, monkeypatch: pytest.MonkeyPatch, fields: dict[str, object]
) -> None:
    user = await new_user(pool)
    rows = [SetDraft(weight_g=60_000, reps=5), SetDraft(reps=5).model_copy(update=fields)]
    draft = log(await bench(pool), rows)
    before = await everything(pool)
    told: list[tuple[type[TrackerError], str, str | None]] = []
    for copy_from in WAYS.values():
        monkeypatch.setattr(set_batches, "COPY_FROM", copy_from)
        with pytest.raises(Invalid) as refused:
            await workouts.log_many(pool, user.id, draft)
        told.append((refused.type, str(refused.value), refused.value.constraint))
        assert await everything(pool) == before
    assert told[0] == told[1]


async def test_chosen_by_size_and_by_what_the_server_allows(
    dsn: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(set_batches, "COPY_FROM", 8)
    called: dict[str, int | None] = {}
    async with create_pool(dsn, on_query=lambda name, _, rows: called.update({name: rows})) as pool:
        user = await new_user(pool)
        exercise_id = await bench(pool)

        async def ways(size: int, *, as_user: bool = False) -> set[str]:
            called.clear()
            drafts = [
                one.model_copy(update={"id": None})
                for one in log(exercise_id, [SetDraft(weight_g=60_000, reps=5)] * size)
            ]
            if as_user:
                async with acting_as(pool, user.id) as conn:
                    await workouts.log_many(conn, user.id, drafts)
            else:
                await workouts.log_many(pool, user.id, drafts)
            return set(called) & {"set_batches.copy", "set_batches._insert"}

        assert await ways(7) == {"set_batches._insert"}
        assert await ways(8) == {"set_batches.copy"}
        assert called["set_batches.copy"] == 8
        assert await ways(8, as_user=True) == {"set_batches._insert"}


async def test_a_lost_connection_is_told_as_ever(pool: TrackerPool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(set_batches, "COPY_FROM", 1)
    user = await new_user(pool)
    draft = log(await bench(pool), [SetDraft(weight_g=60_000, reps=5)])
    await pool.execute(
        "CREATE FUNCTION public.die() RETURNS trigger LANGUAGE plpgsql AS"
        " $$BEGIN PERFORM pg_terminate_backend(pg_backend_pid()); RETURN new; END$$;"
        "CREATE TRIGGER die BEFORE INSERT ON tracker.sets FOR EACH ROW EXECUTE FUNCTION public.die()"
    )
    with pytest.raises(Unavailable, match=r"^set_batches\.copy: "):
        await workouts.log_many(pool, user.id, draft)
    assert await users.get(pool, user.id)


def test_both_ways_fill_the_same_columns() -> None:
    [insert] = [one for one in packaged.bound if one.qualified_name == "set_batches._insert"]
    columns = re.search(r"INSERT INTO tracker\.sets \((.*?)\)", insert.named.sql, re.DOTALL)
    assert columns
    assert tuple(columns[1].replace(",", " ").split()) == set_batches.COLUMNS
