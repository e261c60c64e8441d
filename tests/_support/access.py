"""Logins of the three roles, and users who hold something in every table that is about a user."""

# ruff: noqa: E501 - statements and data stay on a line

from __future__ import annotations

from collections.abc import Generator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from urllib.parse import urlsplit, urlunsplit
from uuid import UUID, uuid4

import psycopg2
import pytest
from argon2 import PasswordHasher

from trackerdb import auth, exercises, imports, passwords, sets, users, workouts
from trackerdb.database import Executor
from trackerdb.sets import SetDraft
from trackerdb.workouts import ExerciseDraft, WorkoutDraft

__all__ = ["PASSWORD", "Person", "cheap_hashes", "login_in", "make_person", "strong_file"]

PASSWORD = "correct horse battery"
_DAY = datetime(2026, 3, 2, 18, tzinfo=UTC)


def cheap_hashes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Hash passwords with the least work that argon2 knows: for tests that are about something else."""
    monkeypatch.setattr(passwords, "_HASHER", PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))


@contextmanager
def login_in(admin_dsn: str, role: str) -> Generator[str]:
    """A plain login that was granted `role`, dropped at the end; yields its DSN."""
    name = f"login_{uuid4().hex}"
    with closing(psycopg2.connect(admin_dsn)) as admin, admin.cursor() as cursor:
        admin.autocommit = True
        cursor.execute(f"CREATE ROLE {name} LOGIN IN ROLE {role}")
        try:
            yield urlunsplit(urlsplit(admin_dsn)._replace(netloc=f"{name}@"))
        finally:
            cursor.execute(f"DROP OWNED BY {name}")
            cursor.execute(f"DROP ROLE {name}")


@dataclass(frozen=True)
class Person:
    """A user, and the ids of what they hold; every text of theirs contains `mark`, every weight is `weight_g`."""

    mark: str
    weight_g: int
    user_id: int
    email: str
    exercise_id: int
    second_exercise_id: int
    deleted_exercise_id: int
    workout_id: UUID
    deleted_workout_id: UUID
    workout_exercise_id: UUID
    set_id: UUID
    deleted_set_id: UUID
    import_id: UUID
    session_token: str
    one_time_token: str

    @property
    def traces(self) -> tuple[str, ...]:
        """What in an answer or a message would come from this person's rows alone."""
        return (self.mark, str(self.weight_g))


async def make_person(db: Executor, mark: str, *, weight_g: int) -> Person:
    """Create a user with something of everything."""
    email = f"{mark.lower()}@example.org"
    user = await users.create(db, email=email, display_name=f"{mark} name", password=PASSWORD)
    for table, slug in (("equipment", "barbell"), ("muscle_groups", "chest")):
        await db.execute(
            f"INSERT INTO tracker.{table} (slug, name) VALUES ('{slug}', '{slug}') ON CONFLICT DO NOTHING"
        )
    own = [
        await exercises.create(
            db,
            owner_id=user.id,
            name=f"{mark} exercise {number}",
            exercise_type="strength",
            tracking="weight_reps",
            description=f"{mark} description",
            aliases=[f"{mark} alias {number}"],
            muscle_groups={"chest": "primary"},
            equipment=["barbell"],
        )
        for number in range(3)
    ]
    draft = _workout(mark, weight_g, own[0].id, 0)
    gone = _workout(mark, weight_g, own[0].id, 1)
    await workouts.log(db, user.id, draft)
    await workouts.log(db, user.id, gone)
    await workouts.delete(db, user.id, _id(gone))
    await exercises.delete(db, own[2].id, user_id=user.id)
    report = await imports.load(db, user.id, strong_file(mark), unit="kg")
    assert report.import_id is not None
    await auth.link_identity(db, user.id, provider="google", subject=f"{mark} subject")
    session = await auth.open_session(
        db, user.id, lifetime=timedelta(days=1), user_agent=f"{mark} agent", ip="192.0.2.7"
    )
    token = await auth.issue_token(db, user.id, "verify_email", lifetime=timedelta(days=1))
    place = draft.exercises[0]
    await _delete_set(db, user.id, draft)
    return Person(
        mark=mark,
        weight_g=weight_g,
        user_id=user.id,
        email=email,
        exercise_id=own[0].id,
        second_exercise_id=own[1].id,
        deleted_exercise_id=own[2].id,
        workout_id=_id(draft),
        deleted_workout_id=_id(gone),
        workout_exercise_id=_id(place),
        set_id=_id(place.sets[0]),
        deleted_set_id=_id(place.sets[1]),
        import_id=report.import_id,
        session_token=session.token.get_secret_value(),
        one_time_token=token.get_secret_value(),
    )


def strong_file(mark: str) -> bytes:
    """A small export of another application, with an exercise that the catalogue doesn't have."""
    return (
        "Date,Workout Name,Duration,Exercise Name,Set Order,Weight,Reps,Distance,Seconds,Notes,Workout Notes,RPE\n"
        f"2025-01-02 18:00:00,{mark} imported,1h,{mark} lift,1,60,5,0,0,{mark} note,{mark} remark,8\n"
    ).encode()


def _workout(mark: str, weight_g: int, exercise_id: int, days: int) -> WorkoutDraft:
    sets = [
        SetDraft(id=uuid4(), weight_g=weight_g, reps=5 - n, rpe=Decimal("8.5"), notes=f"{mark} set {n}")
        for n in range(2)
    ]
    place = ExerciseDraft(id=uuid4(), exercise_id=exercise_id, notes=f"{mark} place", sets=sets)
    return WorkoutDraft(
        id=uuid4(),
        started_at=_DAY + timedelta(days=days),
        title=f"{mark} title",
        notes=f"{mark} notes",
        exercises=[place],
    )


async def _delete_set(db: Executor, user_id: int, draft: WorkoutDraft) -> None:
    await sets.delete(db, user_id, _id(draft), _id(draft.exercises[0].sets[1]))


def _id(draft: WorkoutDraft | ExerciseDraft | SetDraft) -> UUID:
    assert draft.id is not None
    return draft.id
