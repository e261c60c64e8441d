"""Search reads by index, and a bounded number of pages, however many exercises others own."""

from __future__ import annotations

import json
import re
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import asyncpg
import pytest

from _support.databases import awaited, catalogue_template, named_template, new_database
from trackerdb.embedded import admin_dsn

pytestmark = pytest.mark.anyio

_SEED = Path(__file__).parents[1] / "benchmarks" / "search.sql"
_TYPED = (
    "b",
    "be",
    "ben",
    "bench p",
    "bench press",
    "sqaut",
    "chest dumbbell",
    "chest",
    "dumbbell",
    "tricep pushdwn",
)
_LOUD = "SET auto_explain.log_min_duration = 0; SET auto_explain.log_level = notice"
# Pages of 8 KiB, about as many as one query's few hundred candidates can touch.
_PAGES = 6_000


@pytest.fixture
async def crowded(server: str, anyio_backend: str) -> AsyncIterator[asyncpg.Connection[Any]]:
    """The superuser's connection to a database with 6000 exercises, most of them other users'."""
    template = named_template(server, "trackerdb_crowded", catalogue_template(server), awaited(_crowd))
    with new_database(server, template) as dsn:
        admin = await asyncpg.connect(admin_dsn(dsn))
        try:
            yield admin
        finally:
            await admin.close()


async def _crowd(dsn: str) -> None:
    owner = await asyncpg.connect(dsn)
    try:
        first = await owner.fetchval(
            "WITH made AS (INSERT INTO tracker.users (display_name, time_zone)"
            " SELECT 'Owner', 'UTC' FROM generate_series(1, 200) RETURNING id) SELECT min(id) FROM made"
        )
        insert, *rest = _SEED.read_text(encoding="utf-8").split(";\n")
        await owner.execute(insert, 6_000, 200, first)
        for statement in rest[:-1]:
            await owner.execute(statement)
        # The file analyses the others.
        await owner.execute("ANALYZE tracker.search_word_weights, tracker.search_synonyms")
    finally:
        await owner.close()


async def _explained(conn: asyncpg.Connection[Any], text: str, user_id: int) -> list[str]:
    """The plans of every statement inside one search, by the superuser."""
    await conn.execute(f"LOAD 'auto_explain'; SET auto_explain.log_nested_statements = on; {_LOUD}")
    plans = await _searched(conn, text, user_id)
    await conn.execute("SET auto_explain.log_min_duration = -1")
    return plans


async def _searched(conn: asyncpg.Connection[Any], text: str, user_id: int) -> list[str]:
    """What one search logs."""
    plans: list[str] = []

    def listen(_: object, message: Any) -> None:
        plans.append(str(message.message))

    conn.add_log_listener(listen)
    try:
        await conn.fetch("SELECT FROM tracker.search_exercises($1, $2, NULL, NULL, NULL, 20)", text, user_id)
    finally:
        conn.remove_log_listener(listen)
    return plans


def _scans(plans: list[str]) -> set[str]:
    """How each table is read; not the system's, where only the application's rights are looked up."""
    scans = re.findall(r"(?:Index(?: Only)?|Bitmap Heap|Bitmap Index|Seq) Scan [^(]*", "\n".join(plans))
    return {scan.strip() for scan in scans if " pg_" not in scan}


async def test_exercises_are_found_by_index(crowded: asyncpg.Connection[Any]) -> None:
    user_id: int = await crowded.fetchval("SELECT max(owner_id) FROM tracker.exercises")
    for text in _TYPED:
        # Beyond the fifth call the functions' statements run under their generic plans.
        for _ in range(2):
            plans = "\n".join(await _explained(crowded, text, user_id))
            assert "exercises_search_lexemes_idx" in plans, text
            assert re.search(r"exercises_owner_(id_idx|name_key)", plans), text
            assert not re.search(
                r"Seq Scan on (exercises|exercise_muscle_groups|exercise_equipment)\b", plans
            ), text


async def test_the_applications_role_searches_by_the_same_plan(crowded: asyncpg.Connection[Any]) -> None:
    user_id: int = await crowded.fetchval("SELECT max(owner_id) FROM tracker.exercises")
    for text in _TYPED:
        # So often that both meet generic plans.
        for _ in range(6):
            await crowded.fetch(
                "SELECT FROM tracker.search_exercises($1, $2, NULL, NULL, NULL, 20)", text, user_id
            )
        as_owner = _scans(await _explained(crowded, text, user_id))
        async with crowded.transaction():
            await crowded.execute(f"SET LOCAL tracker.user_id = '{user_id}'")
            await crowded.execute(f"SET LOCAL auto_explain.log_nested_statements = on; {_LOUD}")
            await crowded.execute("SET LOCAL ROLE trackerdb_app")
            as_application = _scans(await _searched(crowded, text, user_id))
        assert as_application == as_owner, text


async def test_misspelt_words_are_looked_up_by_their_beginning(crowded: asyncpg.Connection[Any]) -> None:
    for text in ("sqaut", "bnech press"):
        assert "search_vocabulary_single_idx" in "\n".join(await _explained(crowded, text, 1)), text


async def test_a_mistyped_first_letter_is_looked_up_by_the_rest(crowded: asyncpg.Connection[Any]) -> None:
    plans = "\n".join(await _explained(crowded, "tomanian", 1))
    assert "search_vocabulary_rest_idx" in plans


async def test_the_pages_read_are_bounded(crowded: asyncpg.Connection[Any]) -> None:
    user_id: int = await crowded.fetchval("SELECT max(owner_id) FROM tracker.exercises")
    for text in _TYPED:
        plan = await crowded.fetchval(
            "EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON)"
            " SELECT * FROM tracker.search_exercises($1, $2, NULL, NULL, NULL, 20)",
            text,
            user_id,
        )
        root = json.loads(plan)[0]["Plan"]
        assert root["Shared Hit Blocks"] + root["Shared Read Blocks"] < _PAGES, text


async def test_no_search_starts_workers(crowded: asyncpg.Connection[Any]) -> None:
    """What a setting forbids costs the planner so much, up to PostgreSQL 17, that they would seem to pay."""
    for text in _TYPED:
        for plan in await _explained(crowded, text, 1):
            assert "Workers Planned" not in plan, plan


async def test_no_function_that_forbids_plans_is_compiled_for_their_price(
    conn: asyncpg.Connection[Any],
) -> None:
    """What a setting forbids costs the planner so much that jit, where there is one, compiles for seconds."""
    steered = await conn.fetch(
        "SELECT p.proname::text AS name, 'jit=off' = ANY (p.proconfig) AS is_interpreted FROM pg_proc AS p"
        " WHERE p.pronamespace = 'tracker'::regnamespace"
        " AND (p.proname = 'search_exercises' OR EXISTS"
        "   (SELECT FROM unnest(p.proconfig) AS s WHERE s LIKE 'enable\\_%=off'))"
    )
    assert len(steered) > 5
    assert [one["name"] for one in steered if not one["is_interpreted"]] == []


async def test_a_name_is_folded_once_when_it_is_written(dsn: str) -> None:
    """A planner that puts the call in place of each use of its result runs it several times a name."""
    admin = await asyncpg.connect(admin_dsn(dsn))
    try:
        await admin.execute("SET track_functions = 'all'")
        async with admin.transaction():
            await admin.execute(
                "INSERT INTO tracker.exercises (name, aliases, exercise_type, tracking)"
                " VALUES ('Lateral pull down', '{pulldown,\"lat machine row\"}', 'strength', 'weight_reps')"
            )
            calls = await admin.fetchval(
                "SELECT pg_stat_get_xact_function_calls('tracker.search_words(text)'::regprocedure)"
            )
    finally:
        await admin.close()
    assert calls == 3
