"""No function that the application may execute gives it anything of anybody else, whoever it names."""

from __future__ import annotations

import itertools
from collections.abc import AsyncIterator, Mapping
from typing import Any

import asyncpg
import pytest

from _support.access import cheap_hashes
from _support.stage import Stage, set_stage
from trackerdb.database import acting_as, transaction
from trackerdb.errors import TrackerError

pytestmark = pytest.mark.anyio

# Of the extensions only their own: they take no ids.
_EXECUTABLE = """
    SELECT p.oid::regprocedure::text AS signature, p.prosecdef AS definer,
        ARRAY(SELECT format_type(a, NULL) FROM unnest(p.proargtypes) AS a) AS kinds,
        (p.proargnames)[:p.pronargs] AS names
    FROM pg_proc AS p
    WHERE p.pronamespace = 'tracker'::regnamespace AND has_function_privilege(p.oid, 'EXECUTE')
      AND p.prorettype <> 'trigger'::regtype
      AND NOT EXISTS (SELECT FROM pg_depend AS d WHERE d.objid = p.oid AND d.deptype = 'e')
    ORDER BY 1
"""
_COMBINATIONS = 400


@pytest.fixture
async def stage(
    dsn: str, admin_dsn: str, anyio_backend: str, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Stage]:
    cheap_hashes(monkeypatch)
    async with set_stage(dsn, admin_dsn) as stage:
        yield stage


def candidates(stage: Stage) -> Mapping[str, list[str]]:
    """SQL for arguments, by name or else by type, that lead to what is the victim's; else there is NULL."""
    victim = stage.victim
    ids = (victim.user_id, victim.exercise_id, victim.second_exercise_id, victim.deleted_exercise_id)
    tables = [f"'{table}'" for table in ("workouts", "sets", "users", "user_logins", "exercises")]
    return {
        "table_name": tables,
        "muscle_group": ["NULL", "'chest'"],
        "equipment": ["NULL", "'barbell'"],
        "bigint": [str(one) for one in ids],
        "bigint[]": [f"ARRAY[{', '.join(map(str, ids))}]::bigint[]", f"ARRAY[{victim.user_id}]::bigint[]"],
        "text": ["'exercise'", "'lift'", "'alias 1'"],
        "text[]": ["'{exercise}'", "'{lift}'", "'{}'"],
        "uuid": [f"'{victim.workout_id}'", f"'{victim.deleted_workout_id}'"],
        "date": ["'2026-03-02'", "'2026-03-03'"],
        "timestamp with time zone": ["clock_timestamp()"],
        "jsonb": [
            f"jsonb_build_object('id', '{victim.workout_id}')",
            f"jsonb_build_object('id', {victim.exercise_id})",
            f"jsonb_build_object('workout_id', '{victim.workout_id}', 'id', '{victim.set_id}')",
            "'{}'",
        ],
        "integer": ["1", "20"],
        "integer[]": ["'{1}'"],
        "boolean": ["true", "false"],
        "real": ["0"],
        "regclass": ["'tracker.sets'", "'tracker.sets_2026'"],
        "tracker.exercise_type[]": ["NULL"],
        "tracker.audited_tables": [
            f"(SELECT t FROM tracker.audited_tables AS t WHERE t.table_name = {table})" for table in tables
        ],
        "tracker.search_alternative[]": [
            "ARRAY[ROW(1, 1, '{exercise}', 1, true, NULL, NULL)]::tracker.search_alternative[]"
        ],
        "tracker.search_reading[]": ["ARRAY[ROW(1, 'exercise', 1)]::tracker.search_reading[]"],
    }


async def test_no_function_reads_or_writes_anybody_else(stage: Stage) -> None:
    before, offered = await stage.holdings(), candidates(stage)
    functions = await stage.pool.fetch(_EXECUTABLE)
    assert any(one["definer"] for one in functions), "the test would prove little"
    for function in functions:
        parameters = itertools.zip_longest(function["names"] or (), function["kinds"])
        choices = [offered.get(name) or offered.get(kind, ["NULL"]) for name, kind in parameters]
        name = function["signature"].partition("(")[0]
        for values in itertools.islice(itertools.product(*choices), _COMBINATIONS):
            statement = f"SELECT * FROM {name}({', '.join(values)})"
            for acting in (True, False):
                stage.assert_blind(await _outcome(stage, statement, acting=acting), f"{acting} {statement}")
        assert await stage.holdings() == before, function["signature"]


async def _outcome(stage: Stage, statement: str, *, acting: bool) -> object:
    """The rows, or all that the error says. What was written stays written, unless it failed."""
    block: Any = acting_as(stage.pool, stage.attacker.user_id) if acting else transaction(stage.pool)
    try:
        async with block as conn:
            return [tuple(row) for row in await conn.fetch(statement)]
    except (TrackerError, asyncpg.PostgresError) as error:
        return [repr(error), vars(error), str(error.__cause__)]
