"""Clients that read and write through the library, in a process of their own; each call is timed.

Four calls in five are the everyday reads, one is a write. Each client writes for users of its own, so that
clients don't wait for each other; a write that lost a race is run again, as an application does. Beside them
a report keeps a transaction open for a second and a half, every four seconds, as an analyst does.
"""

from __future__ import annotations

import asyncio
import json
import multiprocessing
import random
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from multiprocessing.synchronize import Event
from pathlib import Path
from typing import TYPE_CHECKING

import asyncpg

from benchmarks.everyday import READS, Subject, draw_subjects
from trackerdb import create_pool, run_in_transaction, sets, workouts
from trackerdb.errors import NotFound, SchemaOutdated, TrackerError
from trackerdb.pool import TrackerPool
from trackerdb.sets import SetDraft
from trackerdb.workouts import ExerciseDraft, WorkoutDraft

if TYPE_CHECKING:
    from trackerdb.executor import Connection

__all__ = ["APPLICATION", "Call", "Traffic"]

APPLICATION = "trackerdb online"
_THINK_SECONDS = 0.04
_WRITE_SHARE = 0.2
_SUBJECTS_A_CLIENT = 25
_REPORT_SECONDS, _REPORT_EVERY = 1.5, 4.0


@dataclass(frozen=True, slots=True)
class Call:
    """One call of a client: `fault` is None, "missing" (the schema lacks what it needs), or the error."""

    name: str
    started: float
    ended: float
    fault: str | None

    @property
    def milliseconds(self) -> float:
        """From the call to its answer."""
        return 1000 * (self.ended - self.started)


class Traffic:
    """The clients' process. Times are those of `time.monotonic`, which all processes of a machine share."""

    def __init__(self, dsn: str, clients: int, notes: Path) -> None:
        self._notes = notes
        context = multiprocessing.get_context("spawn")
        self._signals = _Signals(context.Event(), context.Event(), context.Event())
        self._process = context.Process(
            target=_work, args=(dsn, clients, str(notes), self._signals), daemon=True
        )

    def start(self) -> None:
        """Start the clients, and wait until each has made its first calls."""
        self._process.start()
        while not self._signals.ready.wait(0.2):
            if not self._process.is_alive():
                raise TrackerError("the clients' process ended before it began")

    def pause(self) -> None:
        """Let every client rest after its call."""
        self._signals.rest.set()

    def resume(self) -> None:
        """Let the clients go on."""
        self._signals.rest.clear()

    def stop(self) -> list[Call]:
        """Let every client finish its call; return all calls, in the order in which they ended."""
        self._signals.stop.set()
        self._process.join()
        return [Call(*json.loads(line)) for line in self._notes.read_text(encoding="utf-8").splitlines()]


@dataclass(frozen=True, slots=True)
class _Signals:
    """What the two processes tell each other."""

    ready: Event
    rest: Event
    stop: Event


def _work(dsn: str, clients: int, notes: str, signals: _Signals) -> None:
    asyncio.run(_Clients(dsn, clients, Path(notes), signals).run())


class _Clients:
    """All clients, on one event loop."""

    def __init__(self, dsn: str, clients: int, notes: Path, signals: _Signals) -> None:
        self._dsn = dsn
        self._count = clients
        self._path = notes
        self._signals = signals
        self._calls: list[Call] = []

    async def run(self) -> None:
        async with create_pool(
            self._dsn,
            min_size=self._count,
            max_size=self._count + 1,
            server_settings={"application_name": APPLICATION},
        ) as pool:
            subjects = _by_owner(await draw_subjects(pool, 2 * self._count * _SUBJECTS_A_CLIENT), self._count)
            # The first calls prepare the statements.
            await asyncio.gather(*(self._warm_up(pool, own) for own in subjects))
            self._signals.ready.set()
            async with asyncio.TaskGroup() as group:
                for number, own in enumerate(subjects):
                    group.create_task(self._client(pool, own, random.Random(number)))
                group.create_task(self._report())
        lines = (json.dumps([c.name, c.started, c.ended, c.fault]) for c in self._calls)
        self._path.write_text("\n".join(lines), encoding="utf-8")

    async def _warm_up(self, pool: TrackerPool, own: Sequence[Subject]) -> None:
        for call in [*READS.values(), *WRITES.values()]:
            await call(pool, own[0])

    async def _client(self, pool: TrackerPool, own: Sequence[Subject], draw: random.Random) -> None:
        while not self._signals.stop.is_set():
            if self._signals.rest.is_set():
                await asyncio.sleep(_THINK_SECONDS)
                continue
            writes = draw.random() < _WRITE_SHARE
            name, call = draw.choice(list((WRITES if writes else READS).items()))
            started = time.monotonic()
            fault = None
            try:
                await call(pool, draw.choice(own))
            except SchemaOutdated:
                fault = "missing"
            except (TrackerError, asyncpg.PostgresError, OSError) as error:
                fault = f"{type(error).__name__}: {error}"[:300]
            self._calls.append(Call(name, started, time.monotonic(), fault))
            await asyncio.sleep(draw.expovariate(1 / _THINK_SECONDS))

    async def _report(self) -> None:
        """Read for a while in one transaction, again and again."""
        connection: Connection = await asyncpg.connect(
            self._dsn, server_settings={"application_name": f"{APPLICATION} report"}
        )
        try:
            while not self._signals.stop.is_set():
                await asyncio.sleep(_REPORT_EVERY)
                if self._signals.rest.is_set():
                    continue
                with suppress(asyncpg.PostgresError):
                    async with connection.transaction(isolation="repeatable_read", readonly=True):
                        await connection.execute(
                            "SELECT count(*) FROM tracker.workout_exercises AS e"
                            " JOIN tracker.workouts AS w ON w.user_id = e.user_id AND w.id = e.workout_id"
                            " WHERE w.user_id = 1"
                        )
                        await asyncio.sleep(_REPORT_SECONDS)
        finally:
            await connection.close()


def _by_owner(subjects: Sequence[Subject], clients: int) -> list[list[Subject]]:
    """Deal the subjects out to the clients, all of one user to the same client."""
    owners = list(dict.fromkeys(one.user_id for one in subjects))
    place = {owner: index % clients for index, owner in enumerate(owners)}
    dealt: list[list[Subject]] = [[] for _ in range(clients)]
    for one in subjects:
        dealt[place[one.user_id]].append(one)
    if not all(dealt):
        raise NotFound(f"too few users for {clients} clients: seed more sets")
    return dealt


async def _log_workout(pool: TrackerPool, of: Subject) -> None:
    """A workout as a phone sends it: three exercises of four sets."""
    last = await workouts.get(pool, of.user_id, of.workout_id)
    started = last.started_at + timedelta(hours=1) if last else None
    if started is None:
        return
    entries = [
        ExerciseDraft(
            exercise_id=exercise_id, sets=[SetDraft(weight_g=60_000, reps=8 + n % 3) for n in range(4)]
        )
        for exercise_id in of.exercise_ids[:3]
    ]
    draft = WorkoutDraft(started_at=started, ended_at=started + timedelta(hours=1), exercises=entries)
    await run_in_transaction(pool, lambda conn: workouts.log(conn, of.user_id, draft))


async def _log_set(pool: TrackerPool, of: Subject) -> None:
    draft = SetDraft(weight_g=62_500, reps=6)
    await run_in_transaction(
        pool,
        lambda conn: sets.log(
            conn, of.user_id, of.workout_id, draft, workout_exercise_id=of.workout_exercise_id
        ),
    )


async def _edit_set(pool: TrackerPool, of: Subject) -> None:
    async def edit(conn: Connection) -> None:
        workout = await workouts.get(conn, of.user_id, of.workout_id)
        done = [one for exercise in workout.exercises for one in exercise.sets] if workout else []
        if done:
            one = done[-1]
            await sets.update(conn, of.user_id, of.workout_id, one.id, notes=f"{time.monotonic():.0f}")

    await run_in_transaction(pool, edit)


async def _edit_workout(pool: TrackerPool, of: Subject) -> None:
    title = f"Workout {time.monotonic():.0f}"
    await run_in_transaction(pool, lambda conn: workouts.update(conn, of.user_id, of.workout_id, title=title))


async def _move_exercise(pool: TrackerPool, of: Subject) -> None:
    await run_in_transaction(
        pool,
        lambda conn: workouts.move_exercise(
            conn, of.user_id, of.workout_id, of.workout_exercise_id, position=1
        ),
    )


WRITES: Mapping[str, Callable[[TrackerPool, Subject], Awaitable[object]]] = {
    "workouts.log": _log_workout,
    "sets.log": _log_set,
    "sets.update": _edit_set,
    "workouts.update": _edit_workout,
    "workouts.move_exercise": _move_exercise,
}
