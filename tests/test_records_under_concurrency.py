"""The ledger stays exact while eight connections write to one user's exercises; the lock keeps it so."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Awaitable, Callable
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid4

import anyio
import asyncpg
import pytest

from oracle_records import difference
from trackerdb import create_pool, exercises, purge, records, sets, users, workouts
from trackerdb.database import Executor, Isolation, transaction
from trackerdb.enums import Tracking
from trackerdb.errors import Conflict, Invalid, NotFound, TrackerError
from trackerdb.exercises import NewExercise
from trackerdb.sets import SetDraft
from trackerdb.workouts import ExerciseDraft, WorkoutDraft

if TYPE_CHECKING:
    from trackerdb.pool import TrackerPool

pytestmark = pytest.mark.anyio

WRITERS = 8
DAYS = [date(2020, 12, 30), date(2020, 12, 31), date(2021, 1, 1), date(2021, 1, 2)]

Writer = Callable[["TrackerPool", random.Random, "Target"], Awaitable[None]]


class Target:
    """One user, two exercises of theirs or the catalogue's, and workouts that every writer changes."""

    def __init__(
        self, user_id: int, exercise_ids: list[int], workout_ids: list[UUID], *, owner_id: int | None
    ) -> None:
        self.user_id = user_id
        self.owner_id = owner_id
        self.exercise_ids = exercise_ids
        self.workout_ids = workout_ids


async def target(pool: TrackerPool, exercise_ids: list[int] | None = None) -> Target:
    user = await users.create(pool, email=f"{uuid4().hex}@example.org", display_name="A")
    ids = exercise_ids or await two_exercises(pool, owner_id=user.id)
    made = [await workouts.log(pool, user.id, draft(random.Random(n), ids)) for n in range(4)]
    owner_id = user.id if exercise_ids is None else None
    return Target(user.id, ids, [workout.id for workout in made], owner_id=owner_id)


async def two_exercises(pool: TrackerPool, *, owner_id: int | None) -> list[int]:
    new = [
        NewExercise(name=name, exercise_type="strength", tracking="weight_reps")
        for name in ("Squat", "Press")
    ]
    return [one.id for one in await exercises.create_many(pool, new, owner_id=owner_id)]


def draft(chance: random.Random, exercise_ids: list[int], workout_id: UUID | None = None) -> WorkoutDraft:
    return WorkoutDraft(
        id=workout_id or uuid4(),
        started_at=noon(chance.choice(DAYS)),
        exercises=[
            ExerciseDraft(exercise_id=one, sets=[lift(chance) for _ in range(2)])
            for one in chance.sample(exercise_ids, 2)
        ],
    )


def lift(chance: random.Random) -> SetDraft:
    return SetDraft(weight_g=chance.choice([60_000, 80_000, 100_000, 120_000]), reps=chance.choice([3, 5]))


def noon(day: date) -> datetime:
    return datetime.combine(day, time(12), UTC)


async def by_library(pool: Executor, chance: random.Random, to: Target) -> None:
    """One call of a random function; that its target is gone or changed meanwhile is an answer too."""
    try:
        await chance.choice(CALLS)(pool, chance, to)
    except (NotFound, Conflict):
        pass
    except Invalid as error:
        # An exercise that is deleted or merged, and nothing else.
        if error.constraint not in {
            "workout_exercises_exercise_id_fkey", "exercises_tracking", "exercises_merged_into_check",
        }:  # fmt: skip
            raise


async def log(pool: Executor, chance: random.Random, to: Target) -> None:
    await workouts.log(pool, to.user_id, draft(chance, to.exercise_ids))


async def save(pool: Executor, chance: random.Random, to: Target) -> None:
    await workouts.save(pool, to.user_id, draft(chance, to.exercise_ids, chance.choice(to.workout_ids)))


async def reschedule(pool: Executor, chance: random.Random, to: Target) -> None:
    day = noon(chance.choice(DAYS))
    await workouts.reschedule(pool, to.user_id, chance.choice(to.workout_ids), started_at=day)


async def delete(pool: Executor, chance: random.Random, to: Target) -> None:
    await workouts.delete(pool, to.user_id, chance.choice(to.workout_ids))


async def restore(pool: Executor, chance: random.Random, to: Target) -> None:
    await workouts.restore(pool, to.user_id, chance.choice(to.workout_ids))


async def add_exercise(pool: Executor, chance: random.Random, to: Target) -> None:
    one = ExerciseDraft(exercise_id=chance.choice(to.exercise_ids), sets=[lift(chance)])
    await workouts.add_exercise(pool, to.user_id, chance.choice(to.workout_ids), one)


async def change_entry(pool: Executor, chance: random.Random, to: Target) -> None:
    """Log into an exercise of a workout, move, replace or remove it, or change one of its sets."""
    workout = await workouts.get(pool, to.user_id, chance.choice(to.workout_ids))
    if workout is None or not workout.exercises:
        return
    entry = chance.choice(workout.exercises)
    match chance.randrange(8):
        case 0:
            await workouts.move_exercise(pool, to.user_id, workout.id, entry.id, position=0)
        case 1:
            other = chance.choice(to.exercise_ids)
            await workouts.replace_exercise(pool, to.user_id, workout.id, entry.id, exercise_id=other)
        case 2:
            await workouts.remove_exercise(pool, to.user_id, workout.id, entry.id)
        case 3:
            await sets.log(pool, to.user_id, workout.id, lift(chance), workout_exercise_id=entry.id)
        case 4:
            drafts = [lift(chance) for _ in range(3)]
            await sets.log_many(pool, to.user_id, workout.id, drafts, workout_exercise_id=entry.id)
        case _ if not entry.sets:
            pass
        case 5:
            await sets.delete(pool, to.user_id, workout.id, entry.sets[0].id)
            await sets.restore(pool, to.user_id, workout.id, entry.sets[0].id)
        case 6:
            await sets.delete(pool, to.user_id, workout.id, chance.choice(entry.sets).id)
        case _:
            weight = lift(chance).weight_g
            await sets.update(pool, to.user_id, workout.id, entry.sets[0].id, weight_g=weight)


async def several(pool: Executor, chance: random.Random, to: Target) -> None:
    """Several calls in one transaction."""
    async with transaction(pool) as conn:
        await workouts.log(conn, to.user_id, draft(chance, to.exercise_ids))
        await workouts.log_many(conn, to.user_id, [draft(chance, to.exercise_ids) for _ in range(2)])


TRACKINGS: list[Tracking] = ["weight_reps", "weight_reps", "bodyweight_reps"]


async def change_tracking(pool: Executor, chance: random.Random, to: Target) -> None:
    one = chance.choice(to.exercise_ids)
    await exercises.update(pool, one, user_id=to.owner_id, tracking=chance.choice(TRACKINGS))


async def merge(pool: Executor, chance: random.Random, to: Target) -> None:
    source, into = chance.sample(to.exercise_ids, 2)
    await exercises.merge(pool, source, into=into, user_id=to.owner_id)


async def unmerge(pool: Executor, chance: random.Random, to: Target) -> None:
    await exercises.unmerge(pool, chance.choice(to.exercise_ids), user_id=to.owner_id)


async def delete_exercise(pool: Executor, chance: random.Random, to: Target) -> None:
    one = chance.choice(to.exercise_ids)
    await exercises.delete(pool, one, user_id=to.owner_id)
    await exercises.restore(pool, one, user_id=to.owner_id)


async def delete_user(pool: Executor, chance: random.Random, to: Target) -> None:
    try:
        await users.delete(pool, to.user_id)
    finally:
        await users.restore(pool, to.user_id)


async def rebuild(pool: Executor, chance: random.Random, to: Target) -> None:
    await records.rebuild(pool, to.user_id)


async def purge_all(pool: Executor, chance: random.Random, to: Target) -> None:
    await purge.deleted(pool, older_than=timedelta(0), batch=chance.choice([1, 500]))


CALLS: list[Callable[[Executor, random.Random, Target], Awaitable[None]]] = [
    log, save, reschedule, delete, restore, add_exercise, change_entry, change_entry, change_entry, several,
    change_tracking, merge, unmerge, unmerge, delete_exercise, delete_user, rebuild, purge_all,
]  # fmt: skip


_LEAVES = ["tracker.sets", "tracker.sets_2020", "tracker.sets_2021"]


async def by_plain_sql(
    pool: TrackerPool, chance: random.Random, to: Target, *, isolation: Any = None
) -> None:
    """One transaction of two statements, straight on the tables."""
    async with pool.acquire() as conn, conn.transaction(isolation=isolation):
        for _ in range(2):
            await statement(conn, chance, to)
            await anyio.sleep(chance.choice([0, 0.002]))


async def statement(conn: Any, chance: random.Random, to: Target) -> None:
    exercise_id = chance.choice(to.exercise_ids)
    match chance.randrange(4):
        case 0:
            await conn.execute(
                "INSERT INTO tracker.sets (user_id, performed_on, workout_id, id,"
                " workout_exercise_id, exercise_id,"
                " position, weight_g, reps) SELECT user_id, performed_on, workout_id, gen_random_uuid(), id,"
                " exercise_id, 5, $3, $4 FROM tracker.workout_exercises WHERE user_id = $1 AND"
                " exercise_id = $2"
                " ORDER BY id LIMIT 2",
                to.user_id, exercise_id, lift(chance).weight_g, lift(chance).reps,
            )  # fmt: skip
        case 1:
            await conn.execute(
                f"UPDATE {chance.choice(_LEAVES)} SET weight_g = $3 WHERE user_id = $1 AND exercise_id = $2"
                " AND position = $4",
                to.user_id, exercise_id, lift(chance).weight_g, chance.randrange(2),
            )  # fmt: skip
        case 2:
            await conn.execute(
                f"DELETE FROM {chance.choice(_LEAVES)} WHERE user_id = $1 AND exercise_id = $2 AND"
                f" position = 5",
                to.user_id, exercise_id,
            )  # fmt: skip
        case _:
            await conn.execute(
                "UPDATE tracker.workouts SET notes = 'x', deleted_at = CASE WHEN deleted_at IS NULL"
                " THEN now() END,"
                " deletion_id = CASE WHEN deletion_id IS NULL THEN gen_random_uuid() END"
                " WHERE user_id = $1 AND id = $2",
                to.user_id, chance.choice(to.workout_ids),
            )  # fmt: skip


async def race(pool: TrackerPool, to: Target, write: Writer, *, rounds: int, seed: int) -> Counter[str]:
    """Every writer does its rounds at once; returns how often each SQLSTATE was met."""
    met: Counter[str] = Counter()

    async def writer(number: int) -> None:
        chance = random.Random(f"{seed} {number}")
        for _ in range(rounds):
            try:
                await write(pool, chance, to)
            except asyncpg.PostgresError as error:
                met[error.sqlstate or "?"] += 1
            except TrackerError as error:
                met[f"{type(error).__name__}: {error}"] += 1
            else:
                met["done"] += 1

    async with anyio.create_task_group() as group:
        for number in range(WRITERS):
            group.start_soon(writer, number)
    return met


async def told(pool: TrackerPool, to: Target) -> str | None:
    async with pool.acquire() as conn:
        return await difference(conn, to.user_id)


@pytest.fixture
async def eight(dsn: str, admin_dsn: str) -> Any:
    """A pool of eight that is told of a deadlock at once, not after a second."""
    admin = await asyncpg.connect(admin_dsn)
    await admin.execute(
        f"ALTER DATABASE {await admin.fetchval('SELECT current_database()')} SET deadlock_timeout = 20"
    )
    await admin.close()
    async with create_pool(dsn, min_size=WRITERS, max_size=WRITERS) as pool:
        yield pool


@pytest.mark.parametrize("seed", range(3))
async def test_the_library_is_exact_and_tells_no_caller_of_a_deadlock(eight: TrackerPool, seed: int) -> None:
    to = await target(eight)
    met = await race(eight, to, by_library, rounds=15, seed=seed)
    assert met == {"done": WRITERS * 15}
    assert await told(eight, to) is None


@pytest.mark.long
@pytest.mark.timeout(4 * 3600)
async def test_ten_thousand_calls_of_the_library_by_eight(eight: TrackerPool) -> None:
    for seed in range(84):
        to = await target(eight)
        assert await race(eight, to, by_library, rounds=15, seed=1_000 + seed) == {"done": WRITERS * 15}
        assert await told(eight, to) is None


@pytest.mark.parametrize("seed", range(3))
async def test_three_users_of_the_catalogue_and_its_editors(eight: TrackerPool, seed: int) -> None:
    """Merges, changes of tracking and purges lock several users, while each of these logs."""
    ids = await two_exercises(eight, owner_id=None)
    some = [await target(eight, ids) for _ in range(3)]

    async def write(pool: TrackerPool, chance: random.Random, to: Target) -> None:
        await by_library(pool, chance, chance.choice(some))

    met = await race(eight, some[0], write, rounds=15, seed=seed)
    assert met == {"done": WRITERS * 15}
    for one in some:
        assert await told(eight, one) is None


@pytest.mark.parametrize("seed", range(3))
async def test_plain_sql_is_exact_and_may_be_told_of_a_deadlock(eight: TrackerPool, seed: int) -> None:
    to = await target(eight)
    met = await race(eight, to, by_plain_sql, rounds=15, seed=seed)
    assert set(met) <= {"done", "40P01"}
    assert met["done"] > WRITERS
    assert await told(eight, to) is None


SNAPSHOTS: list[Isolation] = ["repeatable_read", "serializable"]


@pytest.mark.parametrize("isolation", SNAPSHOTS)
@pytest.mark.parametrize("seed", range(3))
async def test_a_snapshot_gives_the_right_answer_or_an_error(
    eight: TrackerPool, seed: int, isolation: Isolation
) -> None:
    async def write(pool: TrackerPool, chance: random.Random, to: Target) -> None:
        await by_plain_sql(pool, chance, to, isolation=isolation)

    to = await target(eight)
    met = await race(eight, to, write, rounds=15, seed=seed)
    # 23503: the row that a set belongs to went in a transaction that this snapshot doesn't see.
    assert set(met) <= {"done", "40001", "40P01", "23503"}
    assert met["done"]
    assert met["40001"]
    assert await told(eight, to) is None


@pytest.mark.parametrize("isolation", SNAPSHOTS)
@pytest.mark.parametrize("seed", range(3))
async def test_the_library_in_a_snapshot_is_exact_or_says_what_to_run_again(
    eight: TrackerPool, seed: int, isolation: Isolation
) -> None:
    async def write(pool: TrackerPool, chance: random.Random, to: Target) -> None:
        async with transaction(pool, isolation=isolation) as conn:
            await chance.choice(CALLS)(conn, chance, to)

    shared = await two_exercises(eight, owner_id=None)
    some = [await target(eight, shared), await target(eight)]
    for to in some:
        met = await race(eight, to, write, rounds=15, seed=seed)
        assert met["done"]
        assert any(name.startswith("SerializationFailure") for name in met)
        assert not any("deadlock" in name for name in met)
        assert await told(eight, to) is None


async def test_without_the_lock_the_ledger_goes_wrong(eight: TrackerPool) -> None:
    """The proof that the tests above could fail: the same writers, and a lock that locks nothing."""
    await eight.execute(
        "CREATE OR REPLACE FUNCTION tracker.lock_users(user_ids bigint[]) RETURNS bigint[] LANGUAGE sql"
        " AS 'SELECT array_agg(DISTINCT i) FROM unnest(user_ids) AS i'"
    )
    for seed in range(20):
        to = await target(eight)
        await race(eight, to, by_plain_sql, rounds=10, seed=seed)
        if await told(eight, to) is not None:
            return
    pytest.fail("no race was lost in 20 rounds")


async def test_a_change_of_tracking_meets_the_first_set_of_another_user(eight: TrackerPool) -> None:
    """The catalogue changes a tracking while somebody logs the exercise for the first time, uncommitted."""
    to = await target(eight)
    shared = await exercises.create(
        eight, owner_id=None, name="Plank", exercise_type="strength", tracking="weight_reps"
    )
    started = anyio.Event()

    async def change() -> None:
        started.set()
        await exercises.update(eight, shared.id, user_id=None, tracking="bodyweight_reps")

    async with anyio.create_task_group() as group, transaction(eight) as conn:
        await workouts.log(conn, to.user_id, draft(random.Random(1), [shared.id, to.exercise_ids[0]]))
        group.start_soon(change)
        await started.wait()
        await waiting(eight)
    assert await told(eight, to) is None


@pytest.mark.parametrize("isolation", ["read_committed", "repeatable_read"])
async def test_a_first_set_meets_a_change_of_tracking(eight: TrackerPool, isolation: Any) -> None:
    """The other way round: the change is committed while the logging transaction already has its snapshot."""
    to = await target(eight)
    shared = await exercises.create(
        eight, owner_id=None, name="Plank", exercise_type="strength", tracking="weight_reps"
    )
    try:
        async with transaction(eight, isolation=isolation) as conn:
            await conn.fetchval("SELECT count(*) FROM tracker.exercises")
            await exercises.update(eight, shared.id, user_id=None, tracking="bodyweight_reps")
            await workouts.log(conn, to.user_id, draft(random.Random(1), [shared.id, to.exercise_ids[0]]))
    except TrackerError:
        if isolation != "repeatable_read":
            raise
    assert await told(eight, to) is None


async def test_no_snapshot_can_change_a_tracking_that_others_log_meanwhile(eight: TrackerPool) -> None:
    to = await target(eight, ids := await two_exercises(eight, owner_id=None))
    async with transaction(eight, isolation="repeatable_read") as conn:
        await conn.fetchval("SELECT count(*) FROM tracker.exercises")
        late = await target(eight, ids)
        with pytest.raises(Invalid, match="read committed"):
            await exercises.update(conn, ids[0], user_id=None, tracking="bodyweight_reps")
    assert await told(eight, to) is None
    assert await told(eight, late) is None


async def waiting(pool: TrackerPool) -> None:
    """Return when a connection of this database waits for a lock."""
    with anyio.fail_after(20):
        while not await pool.fetchval(
            "SELECT count(*) FROM pg_locks AS l JOIN pg_stat_activity AS a USING (pid)"
            " WHERE NOT l.granted AND a.datname = current_database()"
        ):
            await anyio.sleep(0.01)
