"""Imports: years of logs from other applications."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

from anyio import to_thread
from pydantic import BaseModel, ConfigDict

from trackerdb import exercises, partitions, users, workouts
from trackerdb.catalogue import compact
from trackerdb.database import Executor, transaction
from trackerdb.enums import ExerciseType, Tracking
from trackerdb.errors import Invalid, NotFound
from trackerdb.exercises import NewExercise
from trackerdb.formats import ParsedExercise, ParsedLog, ParsedSet, ParsedWorkout, Source, WeightUnit, parse
from trackerdb.query import query
from trackerdb.rows import Row
from trackerdb.sets import SetDraft
from trackerdb.transactions import retried
from trackerdb.user_import import LoadedExport, load_export
from trackerdb.workouts import ExerciseDraft, WorkoutDraft

__all__ = ["ImportReport", "LineError", "LoadedExport", "load", "load_export"]

_WORKOUTS_A_BATCH = 200

Progress = Callable[[int, int], None]


class LineError(BaseModel):
    """A row that could not be read: its line in the file, from 1, and why."""

    model_config = ConfigDict(frozen=True)

    line: int
    reason: str


class ImportReport(BaseModel):
    """What an import did, or with `dry_run` would have done.

    `workouts` and `sets` were added; `unchanged` workouts had been imported before; `new_exercises` names the
    user's own exercises that were created. `import_id` is None when nothing was added.
    """

    model_config = ConfigDict(frozen=True)

    import_id: UUID | None
    format: str
    workouts: int
    sets: int
    new_exercises: list[str]
    unchanged: int
    errors: list[LineError]


class _Name(Row):
    id: int
    name: str
    aliases: list[str]
    own: bool


class _DryRun(Exception):
    def __init__(self, report: ImportReport) -> None:
        super().__init__()
        self.report = report


async def load(
    db: Executor,
    user_id: int,
    source: Source,
    *,
    format: str = "auto",  # noqa: A002
    unit: WeightUnit | None = None,
    time_zone: str | None = None,
    dry_run: bool = False,
    skip_errors: bool = False,
    progress: Progress | None = None,
) -> ImportReport:
    """Import a training log that another application exported, in one transaction.

    `source` is a path, a file's bytes or an open file; `unit` ("kg", "lb") is what its weights are in, for
    formats that don't say; `time_zone` is where its local times were written down, by default the user's.
    Exercises are matched by name and alias; unknown ones become the user's own. A workout that was imported
    before is left as it is.

    Rows that can't be read are in `errors`, and then nothing is written, unless `skip_errors`. `progress` is
    called with the workouts done and their total. Raises NotFound for an unknown user, Invalid for a file, a
    format, a unit or a zone that can't be used.
    """
    user = await users.get(db, user_id)
    if user is None:
        raise NotFound(f"there is no user {user_id}")
    zone = _zone(user.time_zone if time_zone is None else time_zone)
    log = await to_thread.run_sync(lambda: parse(source, format=format, unit=unit, time_zone=zone))
    errors = [LineError(line=issue.line, reason=issue.reason) for issue in log.issues]
    if errors and not skip_errors:
        return _refusal(log, errors)
    await partitions.prepare(db, max((one.performed_on for one in log.workouts), default=date.min))
    return await _load(
        db, user_id, log, errors, progress or _ignore, skip_errors=skip_errors, dry_run=dry_run
    )


def _ignore(_done: int, _total: int) -> None:
    pass


@retried
async def _load(
    db: Executor,
    user_id: int,
    log: ParsedLog,
    errors: list[LineError],
    progress: Progress,
    *,
    skip_errors: bool,
    dry_run: bool,
) -> ImportReport:
    try:
        async with transaction(db) as conn:
            report = await _store(conn, user_id, log, errors, progress, skip_errors=skip_errors)
            if dry_run:
                raise _DryRun(report)
    except _DryRun as undone:
        return undone.report.model_copy(update={"import_id": None})
    return report


def _refusal(log: ParsedLog, errors: list[LineError]) -> ImportReport:
    return ImportReport(
        import_id=None, format=log.format, workouts=0, sets=0, new_exercises=[], unchanged=0, errors=errors
    )


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        raise Invalid(
            f"unknown time zone {name!r}: use an IANA name such as Europe/Berlin", constraint="time_zone"
        ) from None


async def _store(
    conn: Executor,
    user_id: int,
    log: ParsedLog,
    errors: list[LineError],
    progress: Progress,
    *,
    skip_errors: bool,
) -> ImportReport:
    await users.lock(conn, user_id)
    known = set(await _known(conn, user_id=user_id, workout_ids=[workout.id for workout in log.workouts]))
    new = [workout for workout in log.workouts if workout.id not in known]
    if unheld := await _unheld(conn, new):
        reason = (
            "no partition holds {}: is the date right? `trackerdb partitions ensure` makes the coming years"
        )
        errors = [
            *errors,
            *(LineError(line=one.line, reason=reason.format(one.performed_on)) for one in unheld),
        ]
        if not skip_errors:
            return _refusal(log, errors)
        new = [workout for workout in new if workout not in unheld]
    ids, created = await _resolve(conn, user_id, new)
    import_id = uuid4() if new else None
    total_sets = sum(len(exercise.sets) for workout in new for exercise in workout.exercises)
    if import_id is not None:
        await _insert(
            conn, user_id=user_id, import_id=import_id, format=log.format, workouts=len(new), sets=total_sets
        )
    progress(0, len(new))
    for start in range(0, len(new), _WORKOUTS_A_BATCH):
        batch = new[start : start + _WORKOUTS_A_BATCH]
        await workouts.log_many(conn, user_id, [_draft(one, ids) for one in batch], import_id=import_id)
        progress(start + len(batch), len(new))
    return ImportReport(
        import_id=import_id,
        format=log.format,
        workouts=len(new),
        sets=total_sets,
        new_exercises=created,
        unchanged=len(known),
        errors=errors,
    )


async def _unheld(conn: Executor, new: Sequence[ParsedWorkout]) -> list[ParsedWorkout]:
    """Find the workouts whose sets no partition takes; the database would refuse them without their lines."""
    attached = [
        one for one in await partitions.list_all(conn) if one.parent == "sets" and one.state == "attached"
    ]
    first = min((one.lower or date.min for one in attached), default=date.max)
    end = max((one.upper for one in attached), default=date.min)
    return [
        workout
        for workout in new
        if not first <= workout.performed_on < end and any(exercise.sets for exercise in workout.exercises)
    ]


async def _resolve(
    conn: Executor, user_id: int, new: Sequence[ParsedWorkout]
) -> tuple[dict[str, int], list[str]]:
    """Find or create the exercises that the workouts name; return their ids, and the names created."""
    sets_of: dict[str, list[ParsedSet]] = {}
    for exercise in (exercise for workout in new for exercise in workout.exercises):
        sets_of.setdefault(exercise.name, []).extend(exercise.sets)
    exact, loose = _index(await _names(conn, user_id=user_id))
    ids: dict[str, int] = {}
    missing: dict[str, NewExercise] = {}
    for name, its_sets in sets_of.items():
        found = exact.get(name.casefold()) or loose.get(compact(name))
        if found is None:
            missing.setdefault(name.casefold(), _new_exercise(name, its_sets))
        else:
            ids[name] = found
    created = await exercises.create_many(conn, missing.values(), owner_id=user_id)
    by_name = {one.name.casefold(): one.id for one in created}
    ids |= {name: by_name[name.casefold()] for name in sets_of if name not in ids}
    return ids, [one.name for one in created]


def _index(names: Iterable[_Name]) -> tuple[dict[str, int], dict[str, int]]:
    # Later entries win: an alias before a name, the catalogue's before the user's own.
    exact: dict[str, int] = {}
    loose: dict[str, int] = {}
    for own in (False, True):
        mine = [one for one in names if one.own == own]
        for one in mine:
            for alias in one.aliases:
                exact[alias.casefold()] = one.id
                loose[compact(alias)] = one.id
        for one in mine:
            exact[one.name.casefold()] = one.id
            loose[compact(one.name)] = one.id
    loose.pop("", None)
    return exact, loose


def _new_exercise(name: str, its_sets: Sequence[ParsedSet]) -> NewExercise:
    tracking = _infer_tracking(its_sets)
    exercise_type: ExerciseType = "cardio" if tracking == "distance_duration" else "strength"
    return NewExercise(name=name, exercise_type=exercise_type, tracking=tracking)


def _infer_tracking(its_sets: Sequence[ParsedSet]) -> Tracking:
    """Guess what an unknown exercise measures from what its sets hold."""
    weight, reps, duration, distance = (
        any(getattr(one, name) for one in its_sets)
        for name in ("weight_g", "reps", "duration_ms", "distance_mm")
    )
    if reps:
        return "weight_reps" if weight else "bodyweight_reps"
    if distance:
        return "weight_distance" if weight and not duration else "distance_duration"
    if duration:
        return "weight_duration" if weight else "duration"
    return "weight_reps"


def _draft(workout: ParsedWorkout, ids: dict[str, int]) -> WorkoutDraft:
    return WorkoutDraft(
        id=workout.id,
        started_at=workout.started_at,
        ended_at=workout.ended_at,
        performed_on=workout.performed_on,
        title=workout.title,
        notes=workout.notes,
        exercises=[_exercise_draft(exercise, ids[exercise.name]) for exercise in workout.exercises],
    )


def _exercise_draft(exercise: ParsedExercise, exercise_id: int) -> ExerciseDraft:
    return ExerciseDraft(
        id=exercise.id,
        exercise_id=exercise_id,
        position=exercise.position,
        superset=exercise.superset,
        notes=exercise.notes,
        sets=[
            SetDraft(
                id=one.id,
                position=one.position,
                kind=one.kind,
                weight_g=one.weight_g,
                reps=one.reps,
                duration_ms=one.duration_ms,
                distance_mm=one.distance_mm,
                rpe=one.rpe,
                notes=one.notes,
            )
            for one in exercise.sets
        ],
    )


@query
async def _names(db: Executor, *, user_id: int) -> list[_Name]: ...


@query
async def _known(db: Executor, *, user_id: int, workout_ids: list[UUID]) -> list[UUID]: ...


@query
async def _insert(
    db: Executor,
    *,
    user_id: int,
    import_id: UUID,
    format: str,  # noqa: A002
    workouts: int,
    sets: int,
) -> None: ...
