"""The PostgreSQL data layer for exercise-tracking applications: raw SQL behind typed async functions."""

from __future__ import annotations

from trackerdb import (
    catalogue_store,
    equipment,
    errors,
    exercises,
    imports,
    muscle_groups,
    records,
    sets,
    units,
    users,
    workouts,
)
from trackerdb.database import acting_as, create_pool, run_in_transaction, transaction
from trackerdb.equipment import Equipment
from trackerdb.exercises import Exercise, NewExercise, RecentExercise
from trackerdb.imports import ImportReport
from trackerdb.muscle_groups import MuscleGroup
from trackerdb.pages import Page
from trackerdb.query import check_complete
from trackerdb.records import PersonalRecord, RecordEvent
from trackerdb.results import BatchResult
from trackerdb.sets import DayPerformance, LoggedSet, MuscleWeek, SetDraft
from trackerdb.unset import UNSET
from trackerdb.users import User
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
    "BatchResult",
    "DayCount",
    "DayPerformance",
    "Equipment",
    "Exercise",
    "ExerciseDraft",
    "ImportReport",
    "LoggedSet",
    "MuscleGroup",
    "MuscleWeek",
    "NewExercise",
    "Page",
    "PersonalRecord",
    "RecentExercise",
    "RecordEvent",
    "SetDraft",
    "Streak",
    "User",
    "Workout",
    "WorkoutDraft",
    "WorkoutExercise",
    "WorkoutSummary",
    "acting_as",
    "catalogue_store",
    "create_pool",
    "equipment",
    "errors",
    "exercises",
    "imports",
    "muscle_groups",
    "records",
    "run_in_transaction",
    "sets",
    "transaction",
    "units",
    "users",
    "workouts",
]

check_complete()
