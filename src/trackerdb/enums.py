"""The enumerations; the SQL types of schema `tracker` bear the same labels in the same order."""

from __future__ import annotations

from typing import Literal

__all__ = ["ExerciseType", "Level", "MuscleRole", "RecordMetric", "SetKind", "Tracking", "UnitSystem"]

UnitSystem = Literal["metric", "imperial"]
ExerciseType = Literal[
    "strength", "powerlifting", "olympic_weightlifting", "strongman", "plyometrics", "cardio", "stretching"
]
Level = Literal["beginner", "intermediate", "expert"]
Tracking = Literal[
    "weight_reps",
    "bodyweight_reps",
    "weighted_bodyweight_reps",
    "assisted_bodyweight_reps",
    "duration",
    "weight_duration",
    "distance_duration",
    "weight_distance",
]
SetKind = Literal["working", "warmup", "dropset", "failure"]
MuscleRole = Literal["primary", "secondary"]
RecordMetric = Literal[
    "max_weight",
    "estimated_one_rep_max",
    "max_reps",
    "max_set_volume",
    "max_duration",
    "max_distance",
    "best_pace",
    "min_assistance",
    "rep_max",
]
