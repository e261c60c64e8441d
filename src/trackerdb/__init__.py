"""The PostgreSQL data layer for exercise-tracking applications: raw SQL behind typed async functions."""

from __future__ import annotations

from trackerdb import (
    audit,
    auth,
    catalogue_store,
    changes,
    equipment,
    errors,
    exercises,
    imports,
    muscle_groups,
    partitions,
    purge,
    records,
    sets,
    units,
    users,
    workouts,
)
from trackerdb.audit import AuditEvent
from trackerdb.auth import NewSession, Session
from trackerdb.changes import ChangePage
from trackerdb.database import acting_as, create_pool, run_in_transaction, transaction
from trackerdb.equipment import Equipment
from trackerdb.exercises import Exercise, NewExercise, RecentExercise
from trackerdb.imports import ImportReport, LoadedExport
from trackerdb.muscle_groups import MuscleGroup
from trackerdb.pages import Page
from trackerdb.query import check_complete
from trackerdb.records import PersonalRecord, RecordEvent
from trackerdb.results import BatchResult
from trackerdb.sets import DayPerformance, LoggedSet, MuscleWeek, SetDraft
from trackerdb.unset import UNSET
from trackerdb.users import Erasure, User
from trackerdb.workouts import (
    DayCount,
    ExerciseDraft,
    Streak,
    Workout,
    WorkoutDraft,
    WorkoutExercise,
    WorkoutSummary,
)

__all__ = [
    "UNSET",
    "AuditEvent",
    "BatchResult",
    "ChangePage",
    "DayCount",
    "DayPerformance",
    "Equipment",
    "Erasure",
    "Exercise",
    "ExerciseDraft",
    "ImportReport",
    "LoadedExport",
    "LoggedSet",
    "MuscleGroup",
    "MuscleWeek",
    "NewExercise",
    "NewSession",
    "Page",
    "PersonalRecord",
    "RecentExercise",
    "RecordEvent",
    "Session",
    "SetDraft",
    "Streak",
    "User",
    "Workout",
    "WorkoutDraft",
    "WorkoutExercise",
    "WorkoutSummary",
    "acting_as",
    "audit",
    "auth",
    "catalogue_store",
    "changes",
    "create_pool",
    "equipment",
    "errors",
    "exercises",
    "imports",
    "muscle_groups",
    "partitions",
    "purge",
    "records",
    "run_in_transaction",
    "sets",
    "transaction",
    "units",
    "users",
    "workouts",
]

check_complete()
