"""The ledger is what the sets say, after any history of writes by any path."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from typing import TYPE_CHECKING, Any, get_args
from uuid import UUID, uuid4

import asyncpg
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from oracle_records import difference
from trackerdb import exercises, records, sets, users, workouts
from trackerdb.database import transaction
from trackerdb.enums import Tracking
from trackerdb.errors import TrackerError
from trackerdb.sets import SetDraft
from trackerdb.workouts import ExerciseDraft, WorkoutDraft

if TYPE_CHECKING:
    from trackerdb.executor import Connection

TRACKINGS: tuple[Tracking, ...] = get_args(Tracking)

# On both sides of partition bounds.
DAYS = [
    date(2017, 12, 31),
    date(2018, 1, 1),
    date(2018, 1, 2),
    date(2021, 6, 1),
    date(2021, 6, 2),
    date(2024, 2, 29),
]

# Few values, so that ties and improvements are common.
sets_drawn = st.builds(
    SetDraft,
    position=st.integers(0, 2),
    kind=st.sampled_from(["working", "working", "working", "warmup", "failure"]),
    weight_g=st.sampled_from([None, 0, 60_000, 60_001, 80_000, 100_000]),
    reps=st.sampled_from([None, 0, 1, 2, 5, 10, 11, 20, 21]),
    duration_ms=st.sampled_from([None, 0, 60_000, 60_001, 90_000]),
    distance_mm=st.sampled_from([None, 0, 1_000_000, 1_000_003, 1_500_000]),
)


@dataclass(frozen=True)
class Operation:
    """What to do (a method of History), and the choices that it makes, taken modulo what there is."""

    name: str
    picks: tuple[int, ...]
    drafts: tuple[SetDraft, ...]


@dataclass(frozen=True)
class Step:
    """Operations in one transaction, and how it ends."""

    operations: list[Operation]
    ending: str


@dataclass
class History:
    """Carries operations out on one user's log."""

    conn: Connection
    user_id: int
    exercise_ids: list[int]
    workout_ids: list[UUID] = field(default_factory=list[UUID])

    async def apply(self, operation: Operation) -> None:
        picks = iter(operation.picks * 3)

        def pick(choices: Any) -> Any:
            return choices[next(picks) % len(choices)]

        await getattr(self, operation.name)(pick, operation.drafts)

    def _draft(
        self, pick: Callable[[Any], Any], drafts: tuple[SetDraft, ...], workout_id: UUID
    ) -> WorkoutDraft:
        return WorkoutDraft(
            id=workout_id,
            started_at=noon(pick(DAYS)),
            exercises=[ExerciseDraft(exercise_id=pick(self.exercise_ids), sets=[one]) for one in drafts]
            + [ExerciseDraft(exercise_id=pick(self.exercise_ids), sets=list(drafts))],
        )

    async def _entry(self, pick: Callable[[Any], Any]) -> asyncpg.Record | None:
        """A live exercise of a live workout."""
        rows = await self.conn.fetch(
            "SELECT we.* FROM tracker.workout_exercises we JOIN tracker.workouts w USING (user_id,"
            " performed_on)"
            " WHERE w.id = we.workout_id AND user_id = $1 AND w.deleted_at IS NULL AND we.deleted_at IS NULL"
            " ORDER BY performed_on, we.workout_id, we.id",
            self.user_id,
        )
        return pick(rows) if rows else None

    async def _set(self, pick: Callable[[Any], Any]) -> asyncpg.Record | None:
        rows = await self.conn.fetch(
            "SELECT s.*, s.tableoid::regclass::text AS leaf FROM tracker.sets s WHERE user_id = $1"
            " ORDER BY performed_on, workout_id, id",
            self.user_id,
        )
        return pick(rows) if rows else None

    # Through the library.

    async def log(self, pick: Callable[[Any], Any], drafts: tuple[SetDraft, ...]) -> None:
        workout_id = uuid4()
        await workouts.log(self.conn, self.user_id, self._draft(pick, drafts, workout_id))
        self.workout_ids.append(workout_id)

    async def log_many(self, pick: Callable[[Any], Any], drafts: tuple[SetDraft, ...]) -> None:
        batch = [self._draft(pick, drafts[i:], uuid4()) for i in range(3)]
        await workouts.log_many(self.conn, self.user_id, batch)
        self.workout_ids.extend(one.id for one in batch if one.id)

    async def save(self, pick: Callable[[Any], Any], drafts: tuple[SetDraft, ...]) -> None:
        await workouts.save(
            self.conn, self.user_id, self._draft(pick, drafts, pick([*self.workout_ids, uuid4()]))
        )

    async def log_set(self, pick: Callable[[Any], Any], drafts: tuple[SetDraft, ...]) -> None:
        if entry := await self._entry(pick):
            await sets.log(
                self.conn, self.user_id, entry["workout_id"], drafts[0], workout_exercise_id=entry["id"]
            )

    async def log_sets(self, pick: Callable[[Any], Any], drafts: tuple[SetDraft, ...]) -> None:
        if entry := await self._entry(pick):
            await sets.log_many(
                self.conn, self.user_id, entry["workout_id"], drafts, workout_exercise_id=entry["id"]
            )

    async def update_set(self, pick: Callable[[Any], Any], drafts: tuple[SetDraft, ...]) -> None:
        if one := await self._set(pick):
            name = pick(["position", "kind", "weight_g", "reps", "duration_ms", "distance_mm"])
            changes: dict[str, Any] = {name: getattr(drafts[0], name)}
            await sets.update(self.conn, self.user_id, one["workout_id"], one["id"], **changes)

    async def add_exercise(self, pick: Callable[[Any], Any], drafts: tuple[SetDraft, ...]) -> None:
        draft = ExerciseDraft(exercise_id=pick(self.exercise_ids), sets=list(drafts))
        await workouts.add_exercise(self.conn, self.user_id, pick([*self.workout_ids, uuid4()]), draft)

    async def move_exercise(self, pick: Callable[[Any], Any], drafts: tuple[SetDraft, ...]) -> None:
        if entry := await self._entry(pick):
            await workouts.move_exercise(
                self.conn, self.user_id, entry["workout_id"], entry["id"], position=0
            )

    async def replace_exercise(self, pick: Callable[[Any], Any], drafts: tuple[SetDraft, ...]) -> None:
        if entry := await self._entry(pick):
            other = pick(self.exercise_ids)
            await workouts.replace_exercise(
                self.conn, self.user_id, entry["workout_id"], entry["id"], exercise_id=other
            )

    async def remove_exercise(self, pick: Callable[[Any], Any], drafts: tuple[SetDraft, ...]) -> None:
        if entry := await self._entry(pick):
            await workouts.remove_exercise(self.conn, self.user_id, entry["workout_id"], entry["id"])

    async def delete(self, pick: Callable[[Any], Any], drafts: tuple[SetDraft, ...]) -> None:
        await workouts.delete(self.conn, self.user_id, pick([*self.workout_ids, uuid4()]))

    async def restore(self, pick: Callable[[Any], Any], drafts: tuple[SetDraft, ...]) -> None:
        await workouts.restore(self.conn, self.user_id, pick([*self.workout_ids, uuid4()]))

    async def reschedule(self, pick: Callable[[Any], Any], drafts: tuple[SetDraft, ...]) -> None:
        await workouts.reschedule(
            self.conn, self.user_id, pick([*self.workout_ids, uuid4()]), started_at=noon(pick(DAYS))
        )

    async def change_tracking(self, pick: Callable[[Any], Any], drafts: tuple[SetDraft, ...]) -> None:
        await exercises.update(
            self.conn, pick(self.exercise_ids), user_id=self.user_id, tracking=pick(TRACKINGS)
        )

    async def rebuild(self, pick: Callable[[Any], Any], drafts: tuple[SetDraft, ...]) -> None:
        await records.rebuild(self.conn, self.user_id, exercise_id=pick([None, *self.exercise_ids]))

    # In plain SQL.

    async def insert_sets(self, pick: Callable[[Any], Any], drafts: tuple[SetDraft, ...]) -> None:
        """Straight into a partition, or into the parent; a second time by an upsert."""
        if entry := await self._entry(pick):
            table = pick(["tracker.sets", leaf_of(entry["performed_on"])])
            upsert = pick(["", UPSERT])
            for one in drafts:
                await self.conn.execute(INSERT.format(table=table) + upsert, *entry_key(entry), *amounts(one))

    async def update_sets(self, pick: Callable[[Any], Any], drafts: tuple[SetDraft, ...]) -> None:
        """Every set of an exercise at once, or those at one position."""
        change = pick(
            [
                "weight_g = weight_g + 1 WHERE",
                "weight_g = $3, reps = $4, duration_ms = $5, distance_mm = $6 WHERE position = $2 AND",
                "position = ($2 + position) % 3 WHERE",
                "notes = 'x' WHERE",
                "kind = 'warmup' WHERE position = $2 AND",
                "kind = 'working' WHERE",
                "deleted_at = now(), deletion_id = gen_random_uuid() WHERE deleted_at IS NULL AND"
                " position = $2 AND",
                "deleted_at = NULL, deletion_id = NULL WHERE",
                "id = gen_random_uuid() WHERE position = $2 AND",
            ]
        )
        one = drafts[0]
        table = pick(["tracker.sets", "tracker.sets_2018"])
        await self.conn.execute(
            f"UPDATE {table} SET {change} exercise_id = $1 AND $2 + 0 * $3::int + 0 * $4::int + 0 * $5::int"
            " + 0 * $6::int IS DISTINCT FROM -1",
            pick(self.exercise_ids), one.position, one.weight_g, one.reps, one.duration_ms, one.distance_mm,
        )  # fmt: skip

    async def delete_sets(self, pick: Callable[[Any], Any], drafts: tuple[SetDraft, ...]) -> None:
        if one := await self._set(pick):
            table = pick(["tracker.sets", one["leaf"]])
            where = pick(["id = $2", "exercise_id = $1 AND id <> $2", "id = $2"])
            await self.conn.execute(
                f"DELETE FROM {table} WHERE {where} AND $1 > 0 AND user_id = $3",
                one["exercise_id"], one["id"], self.user_id,
            )  # fmt: skip

    async def delete_by_cascade(self, pick: Callable[[Any], Any], drafts: tuple[SetDraft, ...]) -> None:
        table, column = pick([("workouts", "id"), ("workout_exercises", "workout_id")])
        await self.conn.execute(
            f"DELETE FROM tracker.{table} WHERE user_id = $1 AND {column} = $2",
            self.user_id, pick([*self.workout_ids, uuid4()]),
        )  # fmt: skip

    async def several_in_one_statement(
        self, pick: Callable[[Any], Any], drafts: tuple[SetDraft, ...]
    ) -> None:
        """Insert a set, change another, delete a third; or insert what a cascade of it deletes."""
        entry, one, other = await self._entry(pick), await self._set(pick), await self._set(pick)
        if entry and one and other and one["id"] != other["id"]:
            rest = pick(
                [
                    "UPDATE tracker.sets SET weight_g = weight_g + 1 WHERE id = $12 AND user_id = $1",
                    "DELETE FROM tracker.workout_exercises WHERE id = $5 AND user_id = $1 AND"
                    " $12::uuid IS NOT NULL",
                ]
            )
            await self.conn.execute(
                f"WITH i AS ({INSERT.format(table='tracker.sets')}),"
                f" d AS (DELETE FROM tracker.sets WHERE id = $13 AND user_id = $1) {rest}",
                *entry_key(entry), *amounts(drafts[0]), one["id"], other["id"],
            )  # fmt: skip

    async def merge(self, pick: Callable[[Any], Any], drafts: tuple[SetDraft, ...]) -> None:
        await self.conn.execute(
            "MERGE INTO tracker.sets s USING (SELECT * FROM tracker.workout_exercises WHERE user_id = $2) e"
            " ON s.workout_exercise_id = e.id"
            " AND s.user_id = e.user_id AND s.performed_on = e.performed_on AND s.workout_id = e.workout_id"
            " WHEN MATCHED AND s.position = 1 THEN DELETE WHEN MATCHED AND s.exercise_id = $1 THEN"
            " UPDATE SET reps = 5"
            " WHEN NOT MATCHED THEN INSERT (user_id, performed_on, workout_id, id,"
            " workout_exercise_id, exercise_id,"
            " position, weight_g, reps) VALUES (e.user_id, e.performed_on, e.workout_id,"
            " gen_random_uuid(), e.id,"
            " e.exercise_id, 0, 80000, 5)",
            pick(self.exercise_ids), self.user_id,
        )  # fmt: skip


INSERT = (
    "INSERT INTO {table} (user_id, performed_on, workout_id, exercise_id, workout_exercise_id, id,"
    " position, weight_g,"
    " reps, duration_ms, distance_mm) SELECT $1::bigint, $2::date, $3::uuid, $4::bigint, $5::uuid, $6::uuid,"
    " $7::int, $8::int, $9::int, $10::int, $11::int"
)
UPSERT = (
    " ON CONFLICT (user_id, performed_on, workout_id, id) DO UPDATE SET weight_g = excluded.weight_g,"
    " reps = excluded.reps, deleted_at = NULL, deletion_id = NULL"
)


def entry_key(entry: asyncpg.Record) -> list[Any]:
    return [entry[name] for name in ("user_id", "performed_on", "workout_id", "exercise_id", "id")]


def amounts(one: SetDraft) -> list[Any]:
    # Few ids, so that plain inserts collide and upserts meet.
    return [
        UUID(int=one.position or 0),
        one.position,
        one.weight_g,
        one.reps,
        one.duration_ms,
        one.distance_mm,
    ]


def leaf_of(day: date) -> str:
    return "tracker.sets_before_2018" if day.year < 2018 else f"tracker.sets_{day.year}"


def noon(day: date) -> datetime:
    return datetime.combine(day, time(12), UTC)


OPERATIONS = [
    name
    for name, value in vars(History).items()
    if callable(value) and not name.startswith("_") and name != "apply"
]

histories = st.lists(
    st.builds(
        Step,
        operations=st.lists(
            st.builds(
                Operation,
                name=st.one_of(st.sampled_from(["log", "log_many"]), st.sampled_from(OPERATIONS)),
                picks=st.tuples(*[st.integers(0, 40)] * 5),
                drafts=st.lists(sets_drawn, min_size=2, max_size=4).map(tuple),
            ),
            min_size=1,
            max_size=4,
        ),
        ending=st.sampled_from(["commit", "commit", "commit", "roll back", "roll back to savepoint"]),
    ),
    min_size=1,
    max_size=5,
)


class Undo(Exception):
    """Asks for a rollback."""


# What an operation may be told instead: its target is gone or taken.
REFUSALS = (TrackerError, asyncpg.IntegrityConstraintViolationError)


async def play(conn: Connection, history: list[Step]) -> None:
    """Carry a history out for a user of its own, and compare after each transaction."""
    user = await users.create(conn, email=f"{uuid4().hex}@example.org", display_name="A")
    made = [
        await exercises.create(
            conn, owner_id=user.id, name=f"{tracking} {copy}", exercise_type="strength", tracking=tracking
        )
        # Two of one tracking, so that a set that changes its exercise measures the same.
        for copy, tracking in enumerate((*TRACKINGS, TRACKINGS[0]))
    ]
    log = History(conn, user.id, [exercise.id for exercise in made])
    for step in history:
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
        found = await difference(conn, user.id)
        assert found is None, found


async def refusable(conn: Connection, log: History, operation: Operation, *, undo: bool) -> None:
    known = list(log.workout_ids)
    try:
        async with transaction(conn):
            await log.apply(operation)
            if undo:
                raise Undo
    except (Undo, *REFUSALS):
        log.workout_ids = known


HEALTHY = [HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.data_too_large]


@pytest.mark.anyio
@settings(max_examples=200, deadline=None, suppress_health_check=HEALTHY)
@given(history=histories)
async def test_any_history_leaves_the_ledger_as_the_oracles_tell_it(
    conn: Connection, history: list[Step]
) -> None:
    await play(conn, history)


@pytest.mark.anyio
@pytest.mark.long
@pytest.mark.timeout(4 * 3600)
@settings(max_examples=10_000, deadline=None, suppress_health_check=HEALTHY)
@given(history=histories)
async def test_ten_thousand_histories(conn: Connection, history: list[Step]) -> None:
    await play(conn, history)
