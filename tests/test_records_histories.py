"""The ledger is what the sets say, after any history of writes by any path."""

from __future__ import annotations

import inspect
import random
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from types import ModuleType
from typing import TYPE_CHECKING
from uuid import uuid4

import asyncpg
import pytest
from hypothesis import HealthCheck, given, settings

from _support.set_histories import OPERATIONS, TRACKINGS, History, Operation, Step, histories
from oracle_records import Event, difference, events
from trackerdb import exercises, imports, partitions, purge, records, sets, users, workouts
from trackerdb.database import transaction
from trackerdb.errors import Conflict, TrackerError
from trackerdb.exercises import NewExercise
from trackerdb.sets import SetDraft

if TYPE_CHECKING:
    from trackerdb.executor import Connection


class Undo(Exception):
    """Asks for a rollback."""


# What an operation may be told instead: its target is gone or taken.
REFUSALS = (TrackerError, asyncpg.IntegrityConstraintViolationError, asyncpg.CheckViolationError)

_LEAF = "sets_before_2018"
_ATTACHED_SINCE = date(2018, 1, 1)


class Years:
    """The oldest years, which may be detached for a while; `kept` is what stays on record of them then."""

    def __init__(self, conn: Connection, directory: Path) -> None:
        self.conn = conn
        self.directory = directory
        self.archive: Path | None = None
        self.kept: dict[int, list[Event]] | None = None

    async def detach(self, user_ids: list[int], *, archived: bool) -> None:
        if self.kept is None:
            self.archive = self.directory if archived else None
            await partitions.detach(self.conn, _LEAF, archive=self.archive)
            self.kept = {
                user_id: [
                    one for one in await events(self.conn, user_id) if one.performed_on < _ATTACHED_SINCE
                ]
                for user_id in user_ids
            }

    async def attach(self, user_ids: list[int]) -> None:
        if self.kept is None:
            return
        try:
            await partitions.attach(self.conn, _LEAF, archive=self.archive)
        except Conflict:
            # A workout was moved away from its archived sets, which is refused until it is gone.
            await self.conn.execute("DELETE FROM tracker.workouts WHERE user_id = ANY ($1)", user_ids)
            await partitions.attach(self.conn, _LEAF, archive=self.archive)
        self.kept = None


@asynccontextmanager
async def attached_again(conn: Connection, user_ids: list[int]) -> AsyncGenerator[Years, None]:
    with TemporaryDirectory() as directory:
        years = Years(conn, Path(directory))
        try:
            yield years
        finally:
            await years.attach(user_ids)


async def play(conn: Connection, history: list[Step]) -> None:
    """Carry a history out for a user of its own, and compare after each transaction."""
    log = await begun(conn)
    both = [log.user_id, log.other_user_id]
    async with attached_again(conn, both) as years:
        for step in history:
            await one_transaction(conn, log, step)
            match step.ending:
                case "detach" | "detach into an archive":
                    await years.detach(both, archived=step.ending != "detach")
                case "attach":
                    await years.attach(both)
                case _:
                    pass
            await compare(conn, both, years)
        await years.attach(both)
        await compare(conn, both, years)
    for user_id in both[::-1]:
        await users.erase(conn, user_id)
        assert await events(conn, user_id) == []
        assert await difference(conn, user_id) is None


async def begun(conn: Connection) -> History:
    """A log of four workouts, in which every exercise and day may have a part."""
    user, other = [
        await users.create(conn, email=f"{uuid4().hex}@example.org", display_name="A") for _ in range(2)
    ]
    # Two of one tracking, so that a set that changes its exercise measures the same.
    new = [
        NewExercise(name=f"{tracking} {copy}", exercise_type="strength", tracking=tracking)
        for copy, tracking in enumerate((*TRACKINGS, TRACKINGS[0]))
    ]
    made = await exercises.create_many(conn, new, owner_id=user.id)
    log = History(conn, user.id, other.id, [exercise.id for exercise in made])
    drafts = tuple(
        SetDraft(position=n, weight_g=60_000 + n, reps=5 + n, duration_ms=60_000 + n, distance_mm=1_000_000)
        for n in range(3)
    )
    await log.apply(Operation("log_many", (0, 1, 2, 3, 4, 5, 6), drafts))
    await log.apply(Operation("log", (3, 8, 0, 1), drafts))
    return log


async def compare(conn: Connection, user_ids: list[int], years: Years) -> None:
    for user_id in user_ids:
        kept = None if years.kept is None else years.kept[user_id]
        found = await difference(conn, user_id, detached=kept)
        assert found is None, found


async def one_transaction(conn: Connection, log: History, step: Step) -> None:
    known = list(log.workout_ids)
    try:
        async with transaction(conn):
            for index, operation in enumerate(step.operations):
                undo = step.ending == "roll back to savepoint" and index % 2 == 1
                await refusable(conn, log, operation, undo=undo)
            if step.ending == "roll back":
                raise Undo
    except Undo:
        log.workout_ids = known


async def refusable(conn: Connection, log: History, operation: Operation, *, undo: bool) -> bool:
    """Carry an operation out in a savepoint; tell whether it was neither refused nor undone."""
    known = list(log.workout_ids)
    try:
        async with transaction(conn):
            await log.apply(operation)
            if undo:
                raise Undo
    except (Undo, *REFUSALS):
        log.workout_ids = known
        return False
    return True


HEALTHY = [HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.data_too_large]


@pytest.mark.anyio
@pytest.mark.timeout(900)
@settings(max_examples=200, deadline=None, suppress_health_check=HEALTHY)
@given(history=histories)
async def test_any_history_leaves_the_ledger_as_the_oracles_tell_it(
    conn: Connection, history: list[Step]
) -> None:
    await play(conn, history)


@pytest.mark.anyio
@pytest.mark.long
@pytest.mark.timeout(4 * 3600)
# Each part has a new session and database: a session keeps the plans of all triggers that attached years have
# had, and without autovacuum the dead rows stay, so that histories would get slower and slower.
@pytest.mark.parametrize("part", range(20))
@settings(max_examples=500, deadline=None, suppress_health_check=HEALTHY)
@given(history=histories)
async def test_ten_thousand_histories(conn: Connection, part: int, history: list[Step]) -> None:
    await play(conn, history)


@pytest.mark.anyio
@pytest.mark.parametrize("name", OPERATIONS)
async def test_every_operation_can_be_carried_out(conn: Connection, name: str) -> None:
    """A history proves nothing of an operation that is always refused."""
    chance = random.Random(name)
    drafts = tuple(SetDraft(position=n, weight_g=90_000 + n, reps=5) for n in range(3))
    log = await begun(conn)
    for before in PREPARED.get(name, ()):
        await log.apply(Operation(before, (0, 1, 2, 3, 4), drafts))
    for _ in range(20):
        picks = tuple(chance.randrange(40) for _ in range(5))
        if await refusable(conn, log, Operation(name, picks, drafts), undo=False):
            return
    pytest.fail(f"{name} was refused every time")


# What there has to be before it.
PREPARED = {
    "restore": ["delete"],
    "restore_set": ["delete_set"],
    "restore_exercise": ["delete_exercise"],
    "unmerge_exercises": ["merge_exercises"],
}


# What writes no set, or is there before the first one.
_NOT_PLAYED = {
    workouts: {"between", "calendar", "containing", "get", "history", "streak"},
    sets: {"history", "last_performed", "performance", "weekly_muscle_sets"},
    records: {"current", "of_workout", "progression", "rep_maxes"},
    exercises: {
        "browse", "create", "create_many", "duplicates", "get", "get_by_name", "get_many", "recently_used",
        "search",
    },
    users: {"get", "get_by_email", "lock"},
    imports: set[str](),
    purge: {"audit_years"},
    partitions: {"ensure", "list_all", "prepare"},
}  # fmt: skip


@pytest.mark.parametrize("module", _NOT_PLAYED, ids=lambda module: module.__name__)
def test_every_function_that_writes_is_played(module: ModuleType) -> None:
    """Whoever adds one adds it to the histories, or says here why its ledger needs no proof."""
    public = {name for name in module.__all__ if inspect.iscoroutinefunction(getattr(module, name))}
    source = inspect.getsource(History) + inspect.getsource(play) + inspect.getsource(Years)
    played = {name for name in public if f"{module.__name__.rpartition('.')[2]}.{name}(" in source}
    assert public - played == _NOT_PLAYED[module] & public
    assert _NOT_PLAYED[module] <= public
