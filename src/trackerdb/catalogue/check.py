"""What must hold across a catalogue, beyond the shape of one entry."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from trackerdb.catalogue.model import Catalogue, CatalogueExercise, compact
from trackerdb.enums import ExerciseType, Tracking

__all__ = ["TRACKINGS", "Fault", "faults"]

# What a set of each type may measure.
TRACKINGS: Mapping[ExerciseType, frozenset[Tracking]] = {
    "strength": frozenset(
        {
            "weight_reps",
            "bodyweight_reps",
            "weighted_bodyweight_reps",
            "assisted_bodyweight_reps",
            "duration",
            "weight_duration",
            "weight_distance",
        }
    ),
    "powerlifting": frozenset({"weight_reps", "bodyweight_reps"}),
    "olympic_weightlifting": frozenset({"weight_reps"}),
    "strongman": frozenset({"weight_reps", "weight_duration", "weight_distance"}),
    "plyometrics": frozenset({"weight_reps", "bodyweight_reps", "weighted_bodyweight_reps"}),
    "cardio": frozenset({"duration", "distance_duration", "bodyweight_reps"}),
    "stretching": frozenset({"duration"}),
}


class Fault(NamedTuple):
    """A broken rule: the `key` of the exercise, and what is wrong with it."""

    key: str
    message: str


def faults(catalogue: Catalogue) -> Iterator[Fault]:
    """Yield every broken rule."""
    equipment = {term.slug for term in catalogue.equipment}
    muscle_groups = {term.slug for term in catalogue.muscle_groups}
    for exercise in catalogue.exercises:
        yield from _unknown(exercise, "muscle group", exercise.primary + exercise.secondary, muscle_groups)
        yield from _unknown(exercise, "equipment", exercise.equipment, equipment)
        yield from _unfit(exercise)
    yield from _ambiguous(catalogue.exercises)


def _unknown(
    exercise: CatalogueExercise, what: str, slugs: tuple[str, ...], known: set[str]
) -> Iterator[Fault]:
    for slug in slugs:
        if slug not in known:
            yield Fault(exercise.key, f"unknown {what} {slug!r}")


def _unfit(exercise: CatalogueExercise) -> Iterator[Fault]:
    if exercise.tracking not in TRACKINGS[exercise.exercise_type]:
        yield Fault(
            exercise.key, f"tracking {exercise.tracking!r} doesn't fit type {exercise.exercise_type!r}"
        )
    if not exercise.equipment:
        yield Fault(exercise.key, "no equipment; what needs none has ['bodyweight']")
    if "bodyweight" in exercise.equipment and len(exercise.equipment) > 1:
        yield Fault(exercise.key, "'bodyweight' means that no other equipment is needed")


def _ambiguous(exercises: tuple[CatalogueExercise, ...]) -> Iterator[Fault]:
    """Find names and aliases that lead to two exercises: an import and a search go by them."""
    owners: dict[str, str] = {}
    for exercise in exercises:
        for name in (exercise.name, *exercise.aliases):
            owner = owners.setdefault(compact(name), exercise.key)
            if owner != exercise.key:
                yield Fault(exercise.key, f"{name!r} is already a name or alias of {owner}")
        own = [compact(name) for name in (exercise.name, *exercise.aliases)]
        for alias in exercise.aliases:
            if own.count(compact(alias)) > 1:
                yield Fault(exercise.key, f"alias {alias!r} stands twice, or is the name itself")
