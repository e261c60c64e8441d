"""Random histories of writes to one user's log, by every path there is: what the tests of the ledger play."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any, get_args
from uuid import UUID, uuid4

import asyncpg
from hypothesis import strategies as st

from oracle_records import difference
from trackerdb import exercises, imports, purge, records, sets, users, workouts
from trackerdb.enums import Tracking
from trackerdb.sets import SetDraft
from trackerdb.workouts import ExerciseDraft, WorkoutDraft

if TYPE_CHECKING:
    from trackerdb.executor import Connection

__all__ = ["OPERATIONS", "TRACKINGS", "History", "Operation", "Step", "histories"]

TRACKINGS: tuple[Tracking, ...] = get_args(Tracking)

Pick = Callable[[Any], Any]
Drafts = tuple[SetDraft, ...]

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
    weight_g=st.sampled_from([None, 0, 60_000, 60_001, 60_003, 80_000, 100_000]),
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
    other_user_id: int
    exercise_ids: list[int]
    workout_ids: list[UUID] = field(default_factory=list[UUID])

    async def apply(self, operation: Operation) -> None:
        picks = iter(operation.picks * 3)

        def pick(choices: Any) -> Any:
            return choices[next(picks) % len(choices)]

        await getattr(self, operation.name)(pick, operation.drafts)

    def _draft(self, pick: Pick, drafts: Drafts, workout_id: UUID) -> WorkoutDraft:
        return WorkoutDraft(
            id=workout_id,
            started_at=noon(pick(DAYS)),
            exercises=[ExerciseDraft(exercise_id=pick(self.exercise_ids), sets=[one]) for one in drafts]
            + [ExerciseDraft(exercise_id=pick(self.exercise_ids), sets=list(drafts))],
        )

    async def _entry(self, pick: Pick) -> asyncpg.Record | None:
        """A live exercise of a live workout."""
        rows = await self.conn.fetch(
            "SELECT we.* FROM tracker.workout_exercises we JOIN tracker.workouts w USING (user_id,"
            " performed_on)"
            " WHERE w.id = we.workout_id AND user_id = $1 AND w.deleted_at IS NULL AND we.deleted_at IS NULL"
            " ORDER BY performed_on, we.workout_id, we.id",
            self.user_id,
        )
        return pick(rows) if rows else None

    async def _set(self, pick: Pick, condition: str = "true") -> asyncpg.Record | None:
        rows = await self.conn.fetch(
            "SELECT s.*, s.tableoid::regclass::text AS leaf FROM tracker.sets s WHERE user_id = $1"
            f" AND {condition} ORDER BY performed_on, workout_id, id",
            self.user_id,
        )
        return pick(rows) if rows else None

    # Through the library.

    async def log(self, pick: Pick, drafts: Drafts) -> None:
        workout_id = uuid4()
        await workouts.log(self.conn, self.user_id, self._draft(pick, drafts, workout_id))
        self.workout_ids.append(workout_id)

    async def log_many(self, pick: Pick, drafts: Drafts) -> None:
        batch = [self._draft(pick, drafts[i:], uuid4()) for i in range(3)]
        await workouts.log_many(self.conn, self.user_id, batch)
        self.workout_ids.extend(one.id for one in batch if one.id)

    async def save(self, pick: Pick, drafts: Drafts) -> None:
        await workouts.save(self.conn, self.user_id, self._draft(pick, drafts, pick(self.workout_ids)))

    async def log_set(self, pick: Pick, drafts: Drafts) -> None:
        if entry := await self._entry(pick):
            await sets.log(
                self.conn, self.user_id, entry["workout_id"], drafts[0], workout_exercise_id=entry["id"]
            )

    async def log_sets(self, pick: Pick, drafts: Drafts) -> None:
        if entry := await self._entry(pick):
            await sets.log_many(
                self.conn, self.user_id, entry["workout_id"], drafts, workout_exercise_id=entry["id"]
            )

    async def update_set(self, pick: Pick, drafts: Drafts) -> None:
        if one := await self._set(pick):
            name = pick(["position", "kind", "weight_g", "reps", "duration_ms", "distance_mm"])
            changes: dict[str, Any] = {name: getattr(drafts[0], name)}
            await sets.update(self.conn, self.user_id, one["workout_id"], one["id"], **changes)

    async def add_exercise(self, pick: Pick, drafts: Drafts) -> None:
        draft = ExerciseDraft(exercise_id=pick(self.exercise_ids), sets=list(drafts))
        await workouts.add_exercise(self.conn, self.user_id, pick(self.workout_ids), draft)

    async def move_exercise(self, pick: Pick, drafts: Drafts) -> None:
        if entry := await self._entry(pick):
            await workouts.move_exercise(
                self.conn, self.user_id, entry["workout_id"], entry["id"], position=0
            )

    async def replace_exercise(self, pick: Pick, drafts: Drafts) -> None:
        if entry := await self._entry(pick):
            other = pick(self.exercise_ids)
            await workouts.replace_exercise(
                self.conn, self.user_id, entry["workout_id"], entry["id"], exercise_id=other
            )

    async def remove_exercise(self, pick: Pick, drafts: Drafts) -> None:
        if entry := await self._entry(pick):
            await workouts.remove_exercise(self.conn, self.user_id, entry["workout_id"], entry["id"])

    async def delete(self, pick: Pick, drafts: Drafts) -> None:
        await workouts.delete(self.conn, self.user_id, pick(self.workout_ids))

    async def restore(self, pick: Pick, drafts: Drafts) -> None:
        row = await self.conn.fetchrow(
            "SELECT id FROM tracker.workouts WHERE user_id = $1 AND deleted_at IS NOT NULL LIMIT 1",
            self.user_id,
        )
        await workouts.restore(self.conn, self.user_id, row["id"] if row else pick(self.workout_ids))

    async def reschedule(self, pick: Pick, drafts: Drafts) -> None:
        await workouts.reschedule(
            self.conn, self.user_id, pick(self.workout_ids), started_at=noon(pick(DAYS))
        )

    async def change_tracking(self, pick: Pick, drafts: Drafts) -> None:
        await exercises.update(
            self.conn, pick(self.exercise_ids), user_id=self.user_id, tracking=pick(TRACKINGS)
        )

    async def rebuild(self, pick: Pick, drafts: Drafts) -> None:
        await records.rebuild(self.conn, self.user_id, exercise_id=pick([None, *self.exercise_ids]))

    async def delete_set(self, pick: Pick, drafts: Drafts) -> None:
        if one := await self._set(pick):
            await sets.delete(self.conn, self.user_id, one["workout_id"], one["id"])

    async def restore_set(self, pick: Pick, drafts: Drafts) -> None:
        if one := await self._set(pick, "deleted_at IS NOT NULL"):
            await sets.restore(self.conn, self.user_id, one["workout_id"], one["id"])

    async def update_workout(self, pick: Pick, drafts: Drafts) -> None:
        await workouts.update(self.conn, self.user_id, pick(self.workout_ids), title="x")

    async def update_user(self, pick: Pick, drafts: Drafts) -> None:
        zone = pick(["UTC", "Pacific/Kiritimati", "Pacific/Pago_Pago"])
        await users.update(self.conn, self.user_id, time_zone=zone)

    async def delete_user(self, pick: Pick, drafts: Drafts) -> None:
        """Delete and restore: between the two nothing but plain SQL finds the log."""
        await users.delete(self.conn, self.user_id)
        await self.delete_sets(pick, drafts)
        await users.restore(self.conn, self.user_id)

    async def delete_exercise(self, pick: Pick, drafts: Drafts) -> None:
        await exercises.delete(self.conn, pick(self.exercise_ids), user_id=self.user_id)

    async def restore_exercise(self, pick: Pick, drafts: Drafts) -> None:
        row = await self.conn.fetchrow(
            "SELECT id FROM tracker.exercises WHERE owner_id = $1 AND deleted_at IS NOT NULL LIMIT 1",
            self.user_id,
        )
        if row:
            await exercises.restore(self.conn, row["id"], user_id=self.user_id)

    async def merge_exercises(self, pick: Pick, drafts: Drafts) -> None:
        rows = await self.conn.fetch(
            "SELECT a.id, b.id AS into FROM tracker.exercises a JOIN tracker.exercises b"
            " ON b.tracking = a.tracking AND b.owner_id = a.owner_id AND b.id <> a.id"
            " WHERE a.owner_id = $1 AND a.merged_into IS NULL ORDER BY 1, 2",
            self.user_id,
        )
        if rows:
            one = pick(rows)
            await exercises.merge(self.conn, one["id"], into=one["into"], user_id=self.user_id)

    async def unmerge_exercises(self, pick: Pick, drafts: Drafts) -> None:
        row = await self.conn.fetchrow(
            "SELECT id FROM tracker.exercises WHERE owner_id = $1 AND merged_into IS NOT NULL"
            " ORDER BY id LIMIT 1",
            self.user_id,
        )
        if row:
            await exercises.unmerge(self.conn, row["id"], user_id=self.user_id)

    async def import_log(self, pick: Pick, drafts: Drafts) -> None:
        """A file of the Strong app, with an exercise that is known or with a new one."""
        name = pick(["weight_reps 0", "duration 4", "New"])
        day = pick(DAYS)
        rows = [
            f"{day} 12:00:00,Imported,1h,{name},{number},{(one.weight_g or 0) / 1000},{one.reps or 0},0,"
            f"{(one.duration_ms or 0) // 1000},,,"
            for number, one in enumerate(drafts, 1)
        ]
        await imports.load(self.conn, self.user_id, "\n".join([STRONG_HEADER, *rows]).encode(), unit="kg")

    async def load_export(self, pick: Pick, drafts: Drafts) -> None:
        lines = [line async for line in users.export(self.conn, self.user_id)]
        copy = await users.create(self.conn, email=f"{uuid4().hex}@example.org", display_name="Copy")
        await imports.load_export(self.conn, copy.id, lines)
        found = await difference(self.conn, copy.id)
        assert found is None, found
        await users.erase(self.conn, copy.id)

    async def purge(self, pick: Pick, drafts: Drafts) -> None:
        await purge.deleted(self.conn, older_than=timedelta(0), batch=pick([1, 500]))

    # In plain SQL.

    async def copy_sets(self, pick: Pick, drafts: Drafts) -> None:
        if entry := await self._entry(pick):
            await self.conn.copy_records_to_table(
                pick(["tracker.sets", leaf_of(entry["performed_on"])]).removeprefix("tracker."),
                schema_name="tracker",
                columns=[
                    "user_id", "performed_on", "workout_id", "exercise_id", "workout_exercise_id", "id",
                    "position", "weight_g", "reps", "duration_ms", "distance_mm",
                ],
                records=[(*entry_key(entry), uuid4(), *amounts(one)[1:]) for one in drafts],
            )  # fmt: skip

    async def move_set(self, pick: Pick, drafts: Drafts) -> None:
        """To another exercise, workout and day: every key but the user's changes."""
        entry, one = await self._entry(pick), await self._set(pick)
        if entry and one:
            await self.conn.execute(
                "UPDATE tracker.sets SET performed_on = $2, workout_id = $3, exercise_id = $4,"
                " workout_exercise_id = $5 WHERE user_id = $1 AND workout_id = $6 AND id = $7",
                *entry_key(entry), one["workout_id"], one["id"],
            )  # fmt: skip

    async def give_away(self, pick: Pick, drafts: Drafts) -> None:
        """A workout to another user or back, with all that it holds."""
        pair = pick([(self.user_id, self.other_user_id), (self.other_user_id, self.user_id)])
        await self.conn.execute(
            "WITH w AS (UPDATE tracker.workouts SET user_id = $2 WHERE user_id = $1 AND id = $3),"
            " we AS (UPDATE tracker.workout_exercises SET user_id = $2 WHERE user_id = $1"
            " AND workout_id = $3)"
            " UPDATE tracker.sets SET user_id = $2 WHERE user_id = $1 AND workout_id = $3",
            *pair, pick(self.workout_ids),
        )  # fmt: skip

    async def mark(self, pick: Pick, drafts: Drafts) -> None:
        """Delete and restore by hand."""
        table, column = pick([("workouts", "id"), ("workout_exercises", "workout_id")])
        await self.conn.execute(
            f"UPDATE tracker.{table} SET deleted_at = CASE WHEN deleted_at IS NULL THEN now() END,"
            " deletion_id = CASE WHEN deleted_at IS NULL THEN gen_random_uuid() END"
            f" WHERE user_id = $1 AND {column} = $2",
            self.user_id, pick(self.workout_ids),
        )  # fmt: skip

    async def insert_sets(self, pick: Pick, drafts: Drafts) -> None:
        """Straight into a partition, or into the parent; a second time by an upsert."""
        if entry := await self._entry(pick):
            table = pick(["tracker.sets", leaf_of(entry["performed_on"])])
            upsert = pick(["", UPSERT])
            for one in drafts:
                await self.conn.execute(INSERT.format(table=table) + upsert, *entry_key(entry), *amounts(one))

    async def update_sets(self, pick: Pick, drafts: Drafts) -> None:
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

    async def delete_sets(self, pick: Pick, drafts: Drafts) -> None:
        if one := await self._set(pick):
            table = pick(["tracker.sets", one["leaf"]])
            where = pick(["id = $2", "exercise_id = $1 AND id <> $2", "id = $2"])
            await self.conn.execute(
                f"DELETE FROM {table} WHERE {where} AND $1 > 0 AND user_id = $3",
                one["exercise_id"], one["id"], self.user_id,
            )  # fmt: skip

    async def delete_by_cascade(self, pick: Pick, drafts: Drafts) -> None:
        table, column = pick([("workouts", "id"), ("workout_exercises", "workout_id")])
        await self.conn.execute(
            f"DELETE FROM tracker.{table} WHERE user_id = $1 AND {column} = $2",
            self.user_id, pick(self.workout_ids),
        )  # fmt: skip

    async def several_in_one_statement(self, pick: Pick, drafts: Drafts) -> None:
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

    async def merge(self, pick: Pick, drafts: Drafts) -> None:
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


STRONG_HEADER = (
    "Date,Workout Name,Duration,Exercise Name,Set Order,Weight,Reps,Distance,Seconds,Notes,Workout Notes,RPE"
)
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

# A partition goes away, or comes back, after the commit: neither can be done inside a transaction.
ENDINGS = [
    *["commit"] * 6, *["roll back"] * 2, *["roll back to savepoint"] * 2,
    "detach", "detach into an archive", "attach",
]  # fmt: skip

histories = st.lists(
    st.builds(
        Step,
        operations=st.lists(
            st.builds(
                Operation,
                name=st.sampled_from([*OPERATIONS, "log", "log_many"]),
                picks=st.tuples(*[st.integers(0, 40)] * 5),
                drafts=st.lists(sets_drawn, min_size=2, max_size=4).map(tuple),
            ),
            min_size=1,
            max_size=4,
        ),
        ending=st.sampled_from(ENDINGS),
    ),
    min_size=1,
    max_size=5,
)
